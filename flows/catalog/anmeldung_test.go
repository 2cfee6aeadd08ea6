package catalog_test

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"buergerterminal/flows"
)

// peerForms is the neutral model of the same form, on whose evaluation other form engines agree.
var peerForms = filepath.Join("..", "..", "..", "shared", "peers", "forms")

// lapsed are questions of the model that the law no longer knows: the objection against passing data on to the Bundeswehr
// ended on 1 January 2026 (Wehrdienst-Modernisierungsgesetz).
func lapsed() []string { return []string{"sperre_bundeswehr"} }

func readPeer(t *testing.T, name string, into any) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(peerForms, name))
	if err != nil {
		t.Skipf("the shared model of the form is not here: %v", err)
	}
	if err := json.Unmarshal(data, into); err != nil {
		t.Fatal(err)
	}
}

// TestAnmeldungAgreesWithPeers wants the same visible questions and as many errors as SurveyJS and Form.io find.
func TestAnmeldungAgreesWithPeers(t *testing.T) {
	f := load(t).Flow("anmeldung")
	var answers map[string]json.RawMessage
	var visible map[string][]string
	readPeer(t, "answers.json", &answers)
	readPeer(t, "expected-visible.json", &visible)
	errors := map[string]int{"single": 0, "owner": 0, "family4": 0, "abroad": 0, "nebenwohnung": 0, "incomplete": 5, "empty": 24}
	if len(answers) != len(errors) {
		t.Fatalf("%d answer sets, want %d", len(answers), len(errors))
	}
	for name, want := range errors {
		t.Run(name, func(t *testing.T) {
			a, err := f.AnswersFromJSON(answers[name])
			if err != nil {
				t.Fatal(err)
			}
			e := f.Evaluate(a)
			still := slices.DeleteFunc(visible[name], func(id string) bool { return slices.Contains(lapsed(), id) })
			if got := slices.Sorted(slices.Values(e.Visible)); !slices.Equal(got, still) {
				t.Errorf("visible\n got %v\nwant %v", got, still)
			}
			if len(e.Errors) != want {
				t.Errorf("%d errors in %v, want %d", len(e.Errors), slices.Sorted(maps.Keys(e.Errors)), want)
			}
		})
	}
}

// TestAnmeldungAsksTheSame wants the ids, and what must be answered, of the neutral model.
func TestAnmeldungAsksTheSame(t *testing.T) {
	var model struct {
		Pages []struct {
			Repeat string
			Fields []struct {
				ID       string
				Required bool
			}
		}
	}
	readPeer(t, "flow.json", &model)
	f := load(t).Flow("anmeldung")
	questions := 0
	for _, p := range model.Pages {
		for _, want := range p.Fields {
			if slices.Contains(lapsed(), want.ID) {
				continue
			}
			questions++
			q := f.Field(want.ID)
			if q == nil {
				t.Errorf("%s is not asked", want.ID)
				continue
			}
			if q.Required != want.Required {
				t.Errorf("%s must be answered: %t, want %t", want.ID, q.Required, want.Required)
			}
			if repeated := q.Page().Repeat != nil; repeated != (p.Repeat != "") {
				t.Errorf("%s is repeated: %t", want.ID, repeated)
			}
		}
	}
	own := 0
	for _, p := range f.Pages {
		own += len(p.Fields)
	}
	if own != questions {
		t.Errorf("%d questions, want %d", own, questions)
	}
}

// family is a couple with two children that moves into a rented flat.
func family(t *testing.T, f *flows.Flow) flows.Answers {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "testdata", "family.json"))
	if err != nil {
		t.Fatal(err)
	}
	a, err := f.AnswersFromJSON(data)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// TestAnmeldungVisits changes the family's answers, and wants what each decides on.
func TestAnmeldungVisits(t *testing.T) {
	f := load(t).Flow("anmeldung")
	none := flows.Value{}
	const declarations = "richtig datenschutz alle"
	tests := []struct {
		name                     string
		change                   flows.Answers
		shown, hidden            string // pages
		proofs, consents, errors string
	}{
		{"family", nil, "mitziehende eheschliessung_datum alte_wohnung wohnungsgeber", "frist zuzug_staat nachreichen hauptwohnung_welche",
			"wohnungsgeberbestaetigung urkunden einverstaendnis", declarations + " email", ""},
		{"moved in long ago", flows.Answers{"einzugsdatum": flows.Date(2026, 11, 6)}, "frist", "", "wohnungsgeberbestaetigung urkunden einverstaendnis", declarations + " email", ""},
		{"two weeks ago", flows.Answers{"einzugsdatum": flows.Date(2026, 11, 7)}, "", "frist", "wohnungsgeberbestaetigung urkunden einverstaendnis", declarations + " email", ""},
		{"not yet moved in", flows.Answers{"einzugsdatum": flows.Date(2026, 11, 22)}, "", "frist", "wohnungsgeberbestaetigung urkunden einverstaendnis", declarations + " email", "einzugsdatum:in_future"},
		{"without the confirmation", flows.Answers{"wg_bestaetigung_gescannt": flows.Bool(false)}, "nachreichen", "", "urkunden einverstaendnis", declarations + " email", ""},
		{"owner", flows.Answers{"selbst_eigentuemer": flows.Bool(true)}, "", "wohnungsgeber wg_bestaetigung nachreichen", "urkunden einverstaendnis", declarations + " email", ""},
		{"alone", flows.Answers{"anzahl_mitziehend": flows.Int(0), "familienstand": flows.Choice("LD"), "email": none},
			"mitziehende", "m_name eheschliessung_datum sperre_religion_familie", "wohnungsgeberbestaetigung", "richtig datenschutz", ""},
		{"foreigner", flows.Answers{"staatsangehoerigkeit": flows.Choice("POL"), "weitere_staatsang": flows.Bool(false)}, "", "staatsangehoerigkeit2",
			"wohnungsgeberbestaetigung urkunden einverstaendnis", declarations + " email", ""},
		{"stateless", flows.Answers{"staatsangehoerigkeit": flows.Choice(flows.Stateless)}, "", "", "wohnungsgeberbestaetigung urkunden einverstaendnis", declarations + " email", ""},
		{"from abroad", flows.Answers{"zuzug_ausland": flows.Bool(true), "zuzug_staat": flows.Choice("SYR"), "frueher_deutschland": flows.Bool(false)},
			"zuzug_staat", "alte_wohnung alte_strasse auszugsdatum letzte_de_ort", "wohnungsgeberbestaetigung urkunden einverstaendnis", declarations + " email", ""},
		{"second home", flows.Answers{"wohnungsart": flows.Choice("neben"), "alt_beibehalten": flows.Bool(true)}, "alt_beibehalten hauptwohnung_welche", "auszugsdatum",
			"wohnungsgeberbestaetigung urkunden einverstaendnis", declarations + " email", "hauptwohnung_welche:required"},
		{"eleven persons", flows.Answers{"anzahl_mitziehend": flows.Int(11), "email": none}, "", "", "wohnungsgeberbestaetigung urkunden einverstaendnis", declarations, "anzahl_mitziehend:too_large"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			e := f.Evaluate(with(family(t, f), tt.change))
			var pages, proofs, consents, errors []string
			for _, p := range e.VisiblePages {
				pages = append(pages, p.Page.ID)
			}
			for _, id := range strings.Fields(tt.shown) {
				if !slices.Contains(pages, id) {
					t.Errorf("page %s is not shown", id)
				}
			}
			for _, id := range strings.Fields(tt.hidden) {
				if slices.Contains(pages, id) {
					t.Errorf("page %s is shown", id)
				}
			}
			for _, p := range e.VisibleProofs {
				proofs = append(proofs, p.ID)
			}
			for _, c := range e.VisibleConsents {
				consents = append(consents, c.ID)
			}
			for _, key := range slices.Sorted(maps.Keys(e.Errors)) {
				if !strings.HasPrefix(key, "mitziehende[") { // the rows that a wrong number has added
					errors = append(errors, key+":"+string(e.Errors[key][0]))
				}
			}
			for _, pair := range [][2]string{
				{strings.Join(proofs, " "), tt.proofs}, {strings.Join(consents, " "), tt.consents}, {strings.Join(errors, " "), tt.errors},
			} {
				if pair[0] != pair[1] {
					t.Errorf("got %q, want %q", pair[0], pair[1])
				}
			}
		})
	}
}

// TestAnmeldungRows wants the pages of each person one after the other, with only the questions that concern them.
func TestAnmeldungRows(t *testing.T) {
	f := load(t).Flow("anmeldung")
	var rows [3][]string
	for _, p := range f.Evaluate(family(t, f)).VisiblePages {
		if p.Row >= 0 {
			rows[p.Row] = append(rows[p.Row], p.Page.ID)
		}
	}
	always := "m_beziehung m_name m_geburtsdatum m_geburtsort m_geschlecht m_staatsangehoerigkeit m_ausweis_art"
	for i, want := range []string{always + " m_ausweis_nr", always + " m_ausweis_nr m_sorgeberechtigter", always + " m_sorgeberechtigter"} {
		if got := strings.Join(rows[i], " "); got != want {
			t.Errorf("person %d: %s, want %s", i, got, want)
		}
	}
	if q := f.Field("anzahl_mitziehend"); q.Counts != "mitziehende" || q.RowName == nil || q.RowDetail == nil {
		t.Error("the persons are not listed")
	}
}

// TestAnmeldungNamesTheLaw wants the law at each question but the one that helps to ask back.
func TestAnmeldungNamesTheLaw(t *testing.T) {
	for _, p := range load(t).Flow("anmeldung").Pages {
		for _, q := range p.Fields {
			if q.Legal == "" && q.ID != "email" {
				t.Errorf("%s names no law", q.ID)
			}
		}
	}
}
