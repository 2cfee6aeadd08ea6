package screen_test

import (
	"testing"
	"testing/fstest"

	"buergerterminal/flows"
	"buergerterminal/kiosk/layout"
	"buergerterminal/kiosk/screen"
	"buergerterminal/kiosk/session"
	"buergerterminal/kiosk/session/sessiontest"
	"buergerterminal/kiosk/typeset"
)

// TestReviewTellsOfTheSignature says "given" only where somebody has signed.
func TestReviewTellsOfTheSignature(t *testing.T) {
	w := words(t)
	pad := session.EditAnswer{Station: session.Station{Kind: session.AtSignature, Row: -1}}
	for _, tt := range []struct {
		name   string
		page   string
		events []session.Event
		want   string
	}{
		{"signed", "review", nil, "review.signed"},
		{"typed", "review: typed", nil, "review.typed"},
		{"typed, then by hand, and back", "review: typed", []session.Event{pad, session.Back{}, session.Back{}}, "review.unsigned"},
		{"cannot sign", "signature: by hand only", []session.Event{session.CannotSign{}}, "review.unsigned"},
		{"cleared, and back", "review", []session.Event{pad, session.ClearSignature{}, session.Back{}}, "review.unsigned"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for _, p := range sessiontest.Pages {
				if p.Name != tt.page {
					continue
				}
				s, _ := sessiontest.Walk(sessiontest.Idle(t), p.Events...)
				s, _ = sessiontest.Walk(s, tt.events...)
				row := screen.Build(s, w).Find("review.signature")
				if row == nil {
					t.Fatal("the review has no row for the signature")
				}
				if want := w.Language("de").Text(tt.want, "name", "Jana Lehmann"); row.Value != want {
					t.Errorf("the row says %q, want %q", row.Value, want)
				}
			}
		})
	}
}

// fair is a service with what the shipped ones lack: a page that is asked once for each helper, and a signature that may
// be left out.
var fair = fstest.MapFS{
	"fair/flow.toml": {Data: []byte(`id = "fair"
version = "1.0.0"
icon = "dog"
category = "local"
authority = "amt"
legal = "Satzung"
identity = "none"
minutes = 3
languages = ["de"]
[[page]]
id = "helper"
repeat = { id = "helper", min = 2, max = 3 }
[[page.field]]
id = "who"
type = "text"
required = true
[signature]
required = false
`)},
	"fair/texts.de.toml": {Data: []byte(`title = "Stand"
summary = "S"
duration = "D"
fee = "F"
authority.name = "Amt"
receipt.title = "Stand"
field.who.title = "Wer?"
field.who.short = "Wer"
signature.title = "Unterschrift"
signature.statement = "S"
`)},
}

// TestReviewOfRows tells the rows of a repeated page apart, and each leads back to its own.
func TestReviewOfRows(t *testing.T) {
	c, err := flows.Load(fair)
	if err != nil {
		t.Fatal(err)
	}
	w, next := words(t), session.Continue{}
	s := sessiontest.Idle(t)
	s.Catalog = c
	s, _ = sessiontest.Walk(s, session.Start{}, next, session.ChooseFlow{ID: "fair"}, next, next,
		session.TypeRune{Rune: 'A'}, next, session.TypeRune{Rune: 'B'}, next, next)
	tree := screen.Build(s, w)
	for _, problem := range problems(tree) {
		t.Error(problem)
	}
	for i, name := range []string{"A", "B"} {
		row, edit := tree.Find("review.helperquestion."+string(rune('0'+i))), tree.Find("edit.question.helper."+string(rune('0'+i)))
		if row == nil || edit == nil || row.Value != name {
			t.Fatalf("row %d is %+v, %+v", i, row, edit)
		}
		there, _ := session.Step(s, edit.On)
		if at := there.Visit.At; at.Page != "helper" || at.Row != i {
			t.Errorf("row %d leads to %v", i, at)
		}
	}
	if got, want := tree.Find("review.signature").Value, w.Language("de").Text("review.nothing"); got != want {
		t.Errorf("the signature that was left out is %q, want %q", got, want)
	}
}

// TestReviewJoinsWhatBelongsTogether: pages one behind the other that the service calls by one short name are one row, and
// its button leads through them; so the certificate's review has two pages, in every language.
func TestReviewJoinsWhatBelongsTogether(t *testing.T) {
	w := words(t)
	s := at(t, "review")
	tree := screen.Build(s, w)
	for id, want := range map[string]string{
		"review.namequestion":         "Lehmann, Jana",
		"review.geburtsdatumquestion": "14.\u00a0August 1989, Bautzen",
		"review.wohnortquestion":      "01999\u00a0Musterstadt, Lindenstraße\u00a027",
	} {
		if row := tree.Find(id); row == nil || row.Value != want {
			t.Errorf("%s is %+v, want %q", id, row, want)
		}
	}
	question := func(page string) session.Station {
		return session.Station{Kind: session.AtQuestion, Page: page, Row: -1}
	}
	if got, want := tree.Find("edit.question.wohnort").On, (session.EditAnswer{Station: question("wohnort"), Through: question("hausnummer")}); got != want {
		t.Errorf("the address is mended by %+v, want %+v", got, want)
	}
	setter, err := typeset.New()
	if err != nil {
		t.Fatal(err)
	}
	placer := layout.New(setter, layout.Monitor{Width: 1080, Height: 1920, DPI: 81.6})
	for _, lang := range w.Languages() {
		s.Visit.Lang = lang
		if n := placer.Place(screen.Build(s, w)).Pages; n > 2 {
			t.Errorf("%s: the review has %d pages", lang, n)
		}
	}
}
