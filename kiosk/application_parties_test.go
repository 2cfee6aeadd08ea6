package kiosk

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode"

	"buergerterminal/flows"
	"buergerterminal/kiosk/session"
	"buergerterminal/kiosk/session/sessiontest"
	"buergerterminal/kiosk/submission/seal"
	"buergerterminal/locales"
	"buergerterminal/locales/localestest"
)

// madeApplication is what the authority gets of a page of the services that have everything.
func madeApplication(t *testing.T, page string, on ...session.Event) (seal.Application, form) {
	t.Helper()
	return applicationIn(t, "de", page, on...)
}

// applicationIn is what it gets of somebody who reads a language.
func applicationIn(t *testing.T, lang, page string, on ...session.Event) (seal.Application, form) {
	t.Helper()
	words := localestest.Shipped(t)
	for _, p := range sessiontest.Pages {
		if p.Name != page {
			continue
		}
		s, _ := sessiontest.Walk(sessiontest.Idle(t), append(slices.Clone(p.Events), on...)...)
		s.Visit.Lang = lang
		s.Visit.Proofs = nil // whose pictures are none here
		app, err := applicationOf(s, "4K7-219", words.Language("de"))
		if err != nil {
			t.Fatal(err)
		}
		var data form
		if err := json.Unmarshal(app.Answers, &data); err != nil {
			t.Fatal(err)
		}
		return app, data
	}
	t.Fatalf("there is no page %q", page)
	return seal.Application{}, form{}
}

// TestApplicationIsGerman: the authority gets the same codes and the same German words whatever language the citizen reads, and
// is told that language by a tag of BCP 47.
func TestApplicationIsGerman(t *testing.T) {
	words := localestest.Shipped(t)
	for _, page := range []string{"send", "made: send, later"} {
		_, want := madeApplication(t, page)
		for _, lang := range append(words.Languages(), "de-leicht") {
			app, got := applicationIn(t, lang, page)
			got.Signature, want.Signature = nil, nil // its file has a number of its own
			if !reflect.DeepEqual(got, want) {
				t.Errorf("%s, %s: %+v, want %+v", page, lang, got, want)
			}
			if app.Language != locales.Standard(lang) {
				t.Errorf("%s: the authority reads %q", lang, app.Language)
			}
		}
		for _, a := range want.Answers {
			if strings.ContainsFunc(a.Question+a.Text, func(r rune) bool { return unicode.IsLetter(r) && !unicode.Is(unicode.Latin, r) }) {
				t.Errorf("%s: %+v", page, a)
			}
		}
	}
}

// TestTypedSignature: the authority gets the name that was typed in place of a signature, and no picture; the letter says so in words, and
// the receipt without the name.
func TestTypedSignature(t *testing.T) {
	app, data := madeApplication(t, "review: typed")
	if data.Signature == nil || data.Signature.TextForm != "Jana Lehmann" || data.Signature.File != "" || data.Signature.Unable || data.Signature.Statement == "" {
		t.Errorf("the application says %+v", data.Signature)
	}
	for _, a := range app.Attachments {
		if a.Purpose == seal.Signature {
			t.Errorf("%s is a picture of a signature that nobody drew", a.Name)
		}
	}
	letter, err := letterOf(app, "Meldebescheinigung")
	if err != nil {
		t.Fatal(err)
	}
	if want := "In Textform erklärt (§ 126b BGB), Name: Jana Lehmann\n"; !strings.Contains(letter.Text, want) || strings.Contains(letter.Text, "Unterschrift:") {
		t.Errorf("the letter says\n%s", letter.Text)
	}
	words, err := locales.Load(locales.Embedded())
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range sessiontest.Pages {
		if p.Name != "review: typed" {
			continue
		}
		s, _ := sessiontest.Walk(sessiontest.Idle(t), p.Events...)
		told := false
		for _, pair := range given(s, words.Language("de")) {
			told = told || pair.Label == "Unterschrift" && pair.Value == "In Textform, Name getippt"
			if strings.Contains(pair.Value, "Lehmann") {
				t.Errorf("the receipt names %q", pair.Value)
			}
		}
		if !told {
			t.Error("the receipt does not say how it was signed")
		}
	}
}

// TestApplicationTellsParties: values, who acts for whom, a second person's signature or that it is owed, and a number with its
// decimals.
func TestApplicationTellsParties(t *testing.T) {
	_, owed := madeApplication(t, "made: send, later")
	app, signed := madeApplication(t, "made: review, signed")
	if len(signed.Values) != 1 || signed.Values[0].ID != "summe" || signed.Values[0].Text == "" || signed.Values[0].Value != 24000.0 {
		t.Errorf("values %+v", signed.Values)
	}
	if r := signed.Representation; r == nil || r.As != "self" || r.Text != "Für mich selbst" {
		t.Errorf("representation %+v", r)
	}
	if c := owed.Cosignatures; len(c) != 1 || !c[0].Later || c[0].File != "" || c[0].Name != "Muster Muster" {
		t.Errorf("owed: %+v", c)
	}
	if c := signed.Cosignatures; len(c) != 1 || c[0].Later || c[0].File != "signature-zweite.png" || c[0].Statement == "" {
		t.Errorf("signed: %+v", c)
	}
	if !slices.ContainsFunc(app.Attachments, func(a seal.Attachment) bool { return a.Name == "signature-zweite.png" && len(a.Data) > 0 }) {
		t.Error("the second signature is not attached")
	}
	i := slices.IndexFunc(signed.Answers, func(a formAnswer) bool { return a.Field == "flaeche" })
	if i < 0 || signed.Answers[i].Decimals != 1 || signed.Answers[i].Value != 1200.0 || signed.Answers[i].Text != "120,0 m²" {
		t.Errorf("answers %+v", signed.Answers)
	}
}

// TestApplicationTellsItsOrigin: a partner as receiver, and of an imported form its schema and what nobody has checked.
func TestApplicationTellsItsOrigin(t *testing.T) {
	_, partner := madeApplication(t, "made: partner, send")
	if partner.Partner != "Stadtwerke Musterstadt GmbH" {
		t.Errorf("partner %q", partner.Partner)
	}
	_, imported := madeApplication(t, "made: schema")
	if i := imported.Import; i == nil || i.Schema != "S05000001299" || i.Version != "1.0" {
		t.Errorf("import %+v", i)
	}
	if u := imported.Unresolved; len(u) != 1 || u[0].Field != "angabe" || u[0].Rule != "Die Angabe muss zum Bescheid passen." {
		t.Errorf("unresolved %+v", u)
	}
}

// TestApplicationTellsWhoActs: who acts for whom, and what that rests on, in a field of its own; the receipt names nobody.
func TestApplicationTellsWhoActs(t *testing.T) {
	words := localestest.Shipped(t)
	german := words.Language("de")
	for _, tt := range []struct {
		as, right string
		of        *formRepresented
		paper     string
	}{
		{"self", "", nil, "Für mich selbst"},
		{"parent", "Elterliche Sorge (§ 1629 BGB)", &formRepresented{Name: "Mia Sofie Probst", Birth: "2019-05-04", BirthText: "4. Mai 2019"}, "Für eine andere Person"},
		{"authorised", "Vollmacht (§ 167 BGB)", &formRepresented{Name: "Mia Sofie Probst", Birth: "2019-05-04", BirthText: "4. Mai 2019"}, "Für eine andere Person"},
		{"guardian", "Rechtliche Betreuung (§ 1823 BGB)", &formRepresented{Name: "Mia Sofie Probst", Birth: "2019-05-04", BirthText: "4. Mai 2019"}, "Für eine andere Person"},
	} {
		s := sessiontest.Idle(t)
		s.Catalog = sessiontest.Shipped(t)
		s, _ = sessiontest.Walk(s, session.Start{}, session.Continue{}, session.ChooseFlow{ID: "schwerbehindertenausweis"})
		s.Visit.Answers = flows.Answers{
			"art": flows.Choice("verlaengerung"), "geaendert": flows.Bool(false), "vertretung": flows.Choice(tt.as),
			"vertreten_familienname": flows.Text("Probst"), "vertreten_vornamen": flows.Text("Mia  Sofie"), "vertreten_geburtsdatum": flows.Date(2019, 5, 4),
		}
		r := representation(s, german)
		if r == nil || r.As != tt.as || r.Right != tt.right || !reflect.DeepEqual(r.For, tt.of) {
			t.Errorf("%s: %+v, for %+v", tt.as, r, r.For)
		}
		var told []string
		for _, p := range given(s, german) {
			told = append(told, p.Value)
		}
		if !slices.Contains(told, tt.paper) {
			t.Errorf("%s: the receipt tells %q", tt.as, told)
		}
	}
}
