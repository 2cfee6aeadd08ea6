package layout_test

import (
	"fmt"
	"slices"
	"testing"

	"buergerterminal/kiosk/layout"
	"buergerterminal/kiosk/screen"
	"buergerterminal/kiosk/session"
	"buergerterminal/kiosk/session/sessiontest"
	"buergerterminal/locales"
	"buergerterminal/locales/localestest"
)

// realVariants returns the pages of whole visits, as the terminal builds them: in German and Arabic in every size and height, in
// the other languages in the largest size, where what fits is rarest.
func realVariants(t *testing.T) []variant {
	t.Helper()
	texts := localestest.Words(t)
	var out []variant
	for _, page := range slices.Concat(sessiontest.Pages, sessiontest.Technicians, sessiontest.Calls, sessiontest.Clips, sessiontest.Switches) {
		s, _ := sessiontest.Walk(sessiontest.Idle(t), page.Events...)
		for _, lang := range texts.Languages() {
			if lang == localestest.Pseudo { // the services of these visits do not speak it: package fit
				continue
			}
			if s.Visit.Lang != "" {
				s.Visit.Lang = lang
			}
			sizes := []session.TextSize{session.VeryLarge}
			if lang == "de" || lang == "ar" {
				sizes = []session.TextSize{session.Normal, session.Large, session.VeryLarge}
			}
			for _, size := range sizes {
				for _, lower := range []bool{false, true} {
					tree := screen.Build(s, texts)
					tree.Look.Size, tree.Look.Lower, tree.Lowered = size, lower, lowered()
					out = append(out, variant{fmt.Sprintf("visit %s %s size %d lower %t", page.Name, lang, size, lower), tree})
				}
			}
		}
	}
	return append(out, wordings(t, texts)...)
}

// wordings are the questions of every service with their answers, in the largest size, in German and in the language that is
// longer than any; the others are in package fit.
func wordings(t *testing.T, texts *locales.Texts) []variant {
	t.Helper()
	var out []variant
	for _, f := range localestest.Catalog(t).Flows {
		for _, lang := range f.Languages {
			for _, p := range f.Pages {
				for _, q := range p.Fields {
					say := func(key string) string { words, _ := f.Text(lang, key); return words }
					tree := page09()
					tree.Lang, tree.RTL, tree.Look.Size = lang, texts.Language(lang).RTL(), session.VeryLarge
					tree.Read = nodes(title(say("field."+q.ID+".title")), text("why", say("field."+q.ID+".help"), ""))
					answers := stack("answers")
					for _, o := range q.Options {
						key := "option." + q.ID + "." + o.ID
						answers.Children = append(answers.Children, on(&node{ID: o.ID, Role: screen.RoleChoice, Name: say(key), Detail: say(key + ".detail")}))
					}
					tree.Act, tree.More, tree.Less = nodes(answers), more(), less()
					out = append(out, variant{fmt.Sprintf("wording %s %s %s", f.ID, lang, q.ID), tree})
				}
			}
		}
	}
	return out
}

// TestFiguresKeepTheirOrder sets numbers to call and codes from left to right in a page that runs from the right, and
// words as their first letter outside of isolates does.
func TestFiguresKeepTheirOrder(t *testing.T) {
	place := placer(t, portrait)
	for value, rtl := range map[string]bool{
		"03596 12-34": false, "115": false, "4K7-219": false, "01999 Musterstadt": false, "21 نوفمبر": true, "\u2066L01X00T47\u2069، صالحة": true,
	} {
		tree := page09()
		tree.Lang, tree.RTL = "ar", true
		tree.Act = nodes(&node{ID: "contact", Role: screen.RoleContact, Icon: "phone", Name: "الهاتف", Value: value})
		found := false
		for _, o := range place.Place(tree).Paint {
			if w, ok := o.(layout.Words); ok && w.Line.Text == value {
				found = true
				if w.Line.RTL != rtl {
					t.Errorf("%q runs from the right: %t", value, w.Line.RTL)
				}
			}
		}
		if !found {
			t.Errorf("%q is not painted", value)
		}
	}
}
