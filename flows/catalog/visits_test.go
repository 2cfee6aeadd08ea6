package catalog_test

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"buergerterminal/flows"
)

// visit changes usual answers, and says what must follow.
type visit struct {
	name          string
	change        flows.Answers
	shown, hidden string // keys of questions
	exit          string // the page where the way ends, or ""
	errors        string // key:code of each question with a mistake
	broken        string // rule@key
	proofs        string
	signs         string // the second persons
	cents         int
}

// visits walks each of them.
func visits(t *testing.T, id string, usual flows.Answers, all []visit) {
	t.Helper()
	f := load(t).Flow(id)
	if f == nil {
		t.Fatalf("%s is not in the catalogue", id)
	}
	for _, v := range all {
		t.Run(v.name, func(t *testing.T) { v.check(t, f, with(usual, v.change)) })
	}
}

func (v visit) check(t *testing.T, f *flows.Flow, a flows.Answers) {
	t.Helper()
	e := f.Evaluate(a)
	for _, key := range strings.Fields(v.shown) {
		if !slices.Contains(e.Visible, key) {
			t.Errorf("%s is not asked", key)
		}
	}
	for _, key := range strings.Fields(v.hidden) {
		if slices.Contains(e.Visible, key) {
			t.Errorf("%s is asked", key)
		}
	}
	exit := ""
	if e.Exit != nil {
		exit = e.Exit.Page.ID
	}
	var errors, broken, proofs, signs []string
	for _, key := range slices.Sorted(maps.Keys(e.Errors)) {
		errors = append(errors, key+":"+string(e.Errors[key][0]))
	}
	for _, b := range e.Broken {
		broken = append(broken, b.Rule.ID+"@"+b.Key)
	}
	for _, p := range e.VisibleProofs {
		proofs = append(proofs, p.ID)
	}
	for _, c := range e.VisibleCosignatures {
		signs = append(signs, c.ID)
	}
	for what, pair := range map[string][2]string{
		"exit": {exit, v.exit}, "errors": {strings.Join(errors, " "), v.errors}, "broken rules": {strings.Join(broken, " "), v.broken},
		"proofs": {strings.Join(proofs, " "), v.proofs}, "second persons": {strings.Join(signs, " "), v.signs},
	} {
		if pair[0] != pair[1] {
			t.Errorf("%s: got %q, want %q", what, pair[0], pair[1])
		}
	}
	cents, ok := f.Fee(a, day(2026, time.November, 21))
	if v.exit != "" && ok {
		t.Errorf("it costs %d, and no price is behind an exit", cents)
	}
	if v.exit == "" && (!ok || cents != v.cents) {
		t.Errorf("it costs %d, %t, want %d", cents, ok, v.cents)
	}
}

// who are the answers about the citizen that the shared pages ask for.
func who() flows.Answers {
	return flows.Answers{
		flows.Today: flows.Date(2026, 11, 21), "familienname": flows.Text("Mustermann"), "vornamen": flows.Text("Erika"),
		"geburtsdatum": flows.Date(1964, 8, 12), "plz": flows.Text("01844"), "ort": flows.Text("Neustadt in Sachsen"),
		"strasse": flows.Text("Markt"), "hausnummer": flows.Text("1a"),
	}
}

// row are the answers of one row of a group.
func row(group string, i int, answers flows.Answers) flows.Answers {
	out := flows.Answers{}
	for id, v := range answers {
		out[flows.Key(group, i, id)] = v
	}
	return out
}
