package kiosk_test

import (
	"strings"
	"testing"

	"buergerterminal/kiosk"
	"buergerterminal/kiosk/session"
)

// TestTenThousandCharacters types far more than a field takes: it says so, keeps no more than it must, and can be mended.
func TestTenThousandCharacters(t *testing.T) {
	t.Parallel()
	r := newRig(t).open()
	short := r.words("de").Text("error.too_long", "max", 80)
	r.begin("de", "maengelmelder")
	r.choose("art", "art.strasse")
	for _, tt := range []struct {
		page string
		max  int
		says string
	}{{"ort", 80, short}, {"naehe", 80, short}, {"beschreibung", 1000, "Ihr Text ist zu lang. Erlaubt sind 1000 Zeichen."}} {
		r.page("question." + tt.page)
		for range 10_000 {
			r.kiosk.Typed(kiosk.Letter, 'ä')
		}
		r.wrote(strings.Repeat("ä", tt.max+1))
		r.touch("forward")
		v := r.clear("question."+tt.page, "error."+tt.page, tt.says)
		if n := len([]rune(v.state.Visit.Draft.Edits[tt.page].Text)); n != tt.max+1 {
			t.Errorf("%s holds %d characters", tt.page, n)
		}
		if !v.state.Visit.Answers[tt.page].IsEmpty() {
			t.Errorf("%s: a wrong answer was taken", tt.page)
		}
		r.kiosk.Typed(kiosk.Backspace, 0)
		r.until("the error to go", func(v view) bool { return v.placed.Tree.Find("error."+tt.page) == nil })
		r.touch("forward")
	}
	v := r.page("question.seit")
	if got := v.state.Visit.Answers["beschreibung"].Text(); got != strings.Repeat("ä", 1000) {
		t.Errorf("the description has %d characters", len([]rune(got)))
	}
	r.touch("bar.cancel")
	r.page("cancel")
	r.touch("cancel.yes")
	if v := r.page("idle"); v.state.Visit.At.Kind != session.AtIdle || v.state.Visit.Answers != nil {
		t.Error("cancelling left something of the visit")
	}
}
