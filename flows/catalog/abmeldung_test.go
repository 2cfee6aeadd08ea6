package catalog_test

import (
	"testing"

	"buergerterminal/flows"
)

// emigrant leaves for Austria today.
func emigrant() flows.Answers {
	return with(who(), flows.Answers{
		"geburtsort": flows.Text("Berlin"), "grund": flows.Choice("ausland"), "auszug": flows.Date(2026, 11, 21), "staat": flows.Choice("AUT"),
		"ausweis_nr": flows.Text("L01X00T47"), "anzahl_mit": flows.Int(0), "zustellung": flows.Choice("abholung"),
	})
}

func TestAbmeldungVisits(t *testing.T) {
	child := row("mit", 0, flows.Answers{"m_familienname": flows.Text("Mustermann"), "m_vornamen": flows.Text("Max"), "m_geburtsdatum": flows.Date(2020, 2, 29)})
	visits(t, "abmeldung", emigrant(), []visit{
		{name: "abroad", shown: "staat ausland_strasse ausland_ort", hidden: "haupt_hier post_anschrift"},
		{name: "within Germany", change: flows.Answers{"grund": flows.Choice("umzug")}, exit: "ende_umzug", hidden: "auszug familienname"},
		{name: "second home here", change: flows.Answers{"grund": flows.Choice("nebenwohnung"), "haupt_hier": flows.Bool(true)}, shown: "haupt_hier auszug", hidden: "staat"},
		{name: "second home of another town", change: flows.Answers{"grund": flows.Choice("nebenwohnung"), "haupt_hier": flows.Bool(false)}, exit: "ende_haupt", hidden: "auszug"},
		{name: "second home, not said where", change: flows.Answers{"grund": flows.Choice("nebenwohnung")}, errors: "haupt_hier:required"},
		{name: "no fixed home", change: flows.Answers{"grund": flows.Choice("ohne")}, hidden: "staat haupt_hier"},
		{name: "in a week", change: flows.Answers{"auszug": flows.Date(2026, 11, 28)}},
		{name: "in eight days", change: flows.Answers{"auszug": flows.Date(2026, 11, 29)}, broken: "zu_frueh@auszug"},
		{name: "with a child", change: with(child, flows.Answers{"anzahl_mit": flows.Int(1)}), shown: "mit[0].m_familienname mit[0].m_ausweis_nr"},
		{name: "a child without a birthday", change: with(row("mit", 0, flows.Answers{"m_familienname": flows.Text("M"), "m_vornamen": flows.Text("M")}), flows.Answers{"anzahl_mit": flows.Int(1)}), errors: "mit[0].m_geburtsdatum:required"},
		{name: "a child left over", change: child, hidden: "mit[0].m_familienname"},
		{name: "by post", change: flows.Answers{"zustellung": flows.Choice("post")}, shown: "post_anschrift", errors: "post_anschrift:required"},
		{name: "number of the card in small letters", change: flows.Answers{"ausweis_nr": flows.Text("l01x00t47")}, errors: "ausweis_nr:pattern"},
	})
}

func TestAbmeldungTellsTheDeadline(t *testing.T) {
	f := load(t).Flow("abmeldung")
	for d, want := range map[flows.Value]string{flows.Date(2026, 11, 7): "", flows.Date(2026, 11, 6): "frist", flows.Date(2026, 11, 28): ""} {
		if got := told(f.Evaluate(with(emigrant(), flows.Answers{"auszug": d}))); got != want {
			t.Errorf("%v: told %q, want %q", d, got, want)
		}
	}
}

// TestAbmeldungLeadsToAnmeldung wants the exit of those who stay in Germany to lead where they must go.
func TestAbmeldungLeadsToAnmeldung(t *testing.T) {
	e := load(t).Flow("abmeldung").Evaluate(with(emigrant(), flows.Answers{"grund": flows.Choice("umzug")}))
	if e.Exit == nil || e.Exit.Page.LeadsTo != "anmeldung" {
		t.Errorf("the way ends at %+v", e.Exit)
	}
}
