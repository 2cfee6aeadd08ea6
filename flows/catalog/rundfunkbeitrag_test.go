package catalog_test

import (
	"slices"
	"testing"

	"buergerterminal/flows"
)

// TestRundfunkbeitragVisits has somebody whom the Jobcenter supports.
func TestRundfunkbeitragVisits(t *testing.T) {
	usual := with(who(), flows.Answers{
		"grund": flows.Choice("leistung"), "leistung": flows.Choice("jobcenter"), "anderes_konto": flows.Bool(false), "ab": flows.Date(2026, 6, 1),
	})
	second := flows.Answers{
		"grund": flows.Choice("zweitwohnung"), "hauptwohnung": flows.Bool(true), "neben_plz": flows.Text("01067"), "neben_ort": flows.Text("Dresden"),
		"neben_strasse": flows.Text("Ring"), "neben_hausnummer": flows.Text("3"),
	}
	visits(t, "rundfunkbeitrag", usual, []visit{
		{name: "Jobcenter", hidden: "leistung_andere bei_eltern gesundheit hauptwohnung neben_plz konto_name", proofs: "bescheid"},
		{name: "only housing benefit", change: flows.Answers{"grund": flows.Choice("keiner")}, exit: "kein_grund", hidden: "familienname"},
		{name: "care assistance", change: flows.Answers{"leistung": flows.Choice("andere"), "leistung_andere": flows.Choice("pflege")}, shown: "leistung_andere", proofs: "bescheid"},
		{name: "student with the parents", change: flows.Answers{"leistung": flows.Choice("ausbildung"), "bei_eltern": flows.Bool(true)}, exit: "eltern_zahlen"},
		{name: "student in a flat", change: flows.Answers{"leistung": flows.Choice("ausbildung"), "bei_eltern": flows.Bool(false)}, shown: "bei_eltern familienname", proofs: "bescheid"},
		{name: "mark RF", change: flows.Answers{"grund": flows.Choice("gesundheit"), "gesundheit": flows.Choice("rf")}, hidden: "leistung", proofs: "merkzeichen"},
		{name: "deafblind", change: flows.Answers{"grund": flows.Choice("gesundheit"), "gesundheit": flows.Choice("taubblind")}, proofs: "taubblind"},
		{name: "without the mark", change: flows.Answers{"grund": flows.Choice("gesundheit"), "gesundheit": flows.Choice("ohne")}, exit: "erst_merkzeichen"},
		{name: "second home", change: second, shown: "neben_plz neben_strasse", proofs: "meldung"},
		{name: "second home, first not paid", change: with(second, flows.Answers{"hauptwohnung": flows.Bool(false)}), exit: "erst_hauptwohnung"},
		{name: "just above", change: flows.Answers{"grund": flows.Choice("haerte")}, hidden: "leistung", proofs: "ablehnung"},
		{name: "eight digits", change: flows.Answers{"beitragsnummer": flows.Text("12345678")}, errors: "beitragsnummer:pattern", proofs: "bescheid"},
		{name: "nine digits", change: flows.Answers{"beitragsnummer": flows.Text("123456789")}, proofs: "bescheid"},
		{name: "husband pays", change: flows.Answers{"anderes_konto": flows.Bool(true)}, shown: "konto_name", errors: "konto_name:required", proofs: "bescheid"},
		{name: "ends on the first day", change: flows.Answers{"bis": flows.Date(2026, 6, 1)}, proofs: "bescheid"},
		{name: "ends before it begins", change: flows.Answers{"bis": flows.Date(2026, 5, 31)}, broken: "bis_nach_ab@bis", proofs: "bescheid"},
	})
}

// TestRundfunkbeitragReachesBackThreeYears wants the notice for everything before.
func TestRundfunkbeitragReachesBackThreeYears(t *testing.T) {
	f := load(t).Flow("rundfunkbeitrag")
	for from, want := range map[flows.Day]bool{{Year: 2023, Month: 11, Day: 20}: true, {Year: 2023, Month: 11, Day: 21}: false, {Year: 2027, Month: 1, Day: 1}: false} {
		e := f.Evaluate(with(who(), flows.Answers{"grund": flows.Choice("haerte"), "ab": flows.DateOf(from)}))
		got := slices.ContainsFunc(e.VisiblePages, func(p flows.VisiblePage) bool { return p.Page.ID == "drei_jahre" })
		if got != want {
			t.Errorf("from %v: told %t, want %t", from, got, want)
		}
	}
}
