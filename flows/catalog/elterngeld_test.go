package catalog_test

import (
	"strings"
	"testing"

	"buergerterminal/flows"
)

// months are the numbers of a first and a last month.
func months(von, bis string, first, last int64) flows.Answers {
	return flows.Answers{von: flows.Int(first), bis: flows.Int(last)}
}

// TestElterngeldVisits has a child born four weeks ago, whose mother takes the whole first year.
func TestElterngeldVisits(t *testing.T) {
	usual := with(who(), flows.Answers{
		"kind_art": flows.Choice("geboren"), "haushalt": flows.Bool(true), "arbeit_danach": flows.Choice("keine"),
		"kind_familienname": flows.Text("Mustermann"), "kind_vornamen": flows.Text("Mia"), "kind_geburtsdatum": flows.Date(2026, 10, 24),
		"hohes_einkommen": flows.Bool(false), "zu_frueh": flows.Choice("nein"), "anzahl_kinder": flows.Int(1), "anzahl_geschwister": flows.Int(0),
		"geburtsdatum": flows.Date(1994, 8, 12), "staatsangehoerigkeit": flows.Choice("DEU"), "krankenkasse": flows.Text("AOK PLUS"),
		"einkommen_art": flows.Choices("angestellt"), "arbeitgeber": flows.Text("Bäckerei Schmidt"), "arbeitgeber_ort": flows.Text("Sebnitz"),
		"mutterschaftsgeld": flows.Bool(true), "elternteil": flows.Choice("zusammen"), "anderer_familienname": flows.Text("Mustermann"),
		"anderer_vornamen": flows.Text("Jan"), "anderer_geburtsdatum": flows.Date(1993, 2, 1), "varianten": flows.Choices("basis"),
		"basis_von": flows.Int(1), "basis_bis": flows.Int(12), "anderer_elterngeld": flows.Choice("nein"), "plan": flows.Choice("fest"),
		"iban": flows.Text("DE89370400440532013000"), "kontoinhaber": flows.Text("Erika Mustermann"),
	})
	papers := "geburtsurkunde mutterschaftsgeld gehalt"
	father := func(more flows.Answers) flows.Answers {
		return with(flows.Answers{"anderer_elterngeld": flows.Choice("monate")}, more)
	}
	plus := func(more ...flows.Answers) flows.Answers {
		out := flows.Answers{"varianten": flows.Choices("basis", "plus")}
		for _, m := range more {
			out = with(out, m)
		}
		return out
	}
	visits(t, "elterngeld", usual, []visit{
		{name: "mother with the whole first year", hidden: "kind_aufnahme mehrlinge_namen aufenthaltstitel stunden plus_von bonus_von anderer_basis_von", proofs: papers, signs: "anderer"},
		{name: "not born yet", change: flows.Answers{"kind_art": flows.Choice("erwartet")}, exit: "noch_nicht_geboren", hidden: "haushalt"},
		{name: "child lives elsewhere", change: flows.Answers{"haushalt": flows.Bool(false)}, exit: "kein_haushalt", hidden: "arbeit_danach"},
		{name: "works full time", change: flows.Answers{"arbeit_danach": flows.Choice("mehr")}, exit: "zu_viel_arbeit"},
		{name: "earns too much", change: flows.Answers{"hohes_einkommen": flows.Bool(true)}, exit: "zu_hohes_einkommen"},
		{name: "born before the limit sank", change: flows.Answers{"kind_geburtsdatum": flows.Date(2025, 3, 31)}, hidden: "hohes_einkommen", proofs: papers, signs: "anderer"},
		{name: "born on the day of the new limit", change: flows.Answers{"kind_geburtsdatum": flows.Date(2025, 4, 1)}, shown: "hohes_einkommen", proofs: papers, signs: "anderer"},
		{name: "born tomorrow", change: flows.Answers{"kind_geburtsdatum": flows.Date(2026, 11, 22)}, errors: "kind_geburtsdatum:in_future", proofs: papers, signs: "anderer"},
		{name: "adopted", change: flows.Answers{"kind_art": flows.Choice("adoption"), "kind_aufnahme": flows.Date(2026, 11, 1)}, shown: "kind_aufnahme", hidden: "zu_frueh anzahl_kinder mutterschaftsgeld",
			proofs: "geburtsurkunde aufnahme gehalt", signs: "anderer"},
		{name: "adopted before the birth", change: flows.Answers{"kind_art": flows.Choice("adoption"), "kind_aufnahme": flows.Date(2026, 10, 23)}, broken: "aufnahme_nach_geburt@kind_aufnahme",
			proofs: "geburtsurkunde aufnahme gehalt", signs: "anderer"},
		{name: "twins", change: flows.Answers{"anzahl_kinder": flows.Int(2)}, shown: "mehrlinge_namen", errors: "mehrlinge_namen:required", proofs: papers, signs: "anderer"},
		{name: "a brother", change: with(row("geschwister", 0, flows.Answers{"g_vornamen": flows.Text("Ben")}), flows.Answers{"anzahl_geschwister": flows.Int(1)}), errors: "geschwister[0].g_geburtsdatum:required", proofs: papers, signs: "anderer"},
		{name: "Ukrainian", change: flows.Answers{"staatsangehoerigkeit": flows.Choice("UKR"), "aufenthaltstitel": flows.Choice("schutz")}, shown: "aufenthaltstitel", proofs: papers + " aufenthaltstitel", signs: "anderer"},
		{name: "Swiss", change: flows.Answers{"staatsangehoerigkeit": flows.Choice("CHE")}, hidden: "aufenthaltstitel", proofs: papers, signs: "anderer"},
		{name: "32 hours", change: flows.Answers{"arbeit_danach": flows.Choice("teilzeit"), "stunden": flows.Int(32), "verdienst": flows.Int(150000)}, shown: "stunden", proofs: papers + " teilzeit", signs: "anderer"},
		{name: "33 hours", change: flows.Answers{"arbeit_danach": flows.Choice("teilzeit"), "stunden": flows.Int(33), "verdienst": flows.Int(150000)}, errors: "stunden:too_large", proofs: papers + " teilzeit", signs: "anderer"},
		{name: "nothing and a job", change: flows.Answers{"einkommen_art": flows.Choices("angestellt", "keins")}, broken: "keins_allein@einkommen_art", proofs: papers, signs: "anderer"},
		{name: "self-employed", change: flows.Answers{"einkommen_art": flows.Choices("selbststaendig")}, hidden: "arbeitgeber", proofs: "geburtsurkunde mutterschaftsgeld steuerbescheid", signs: "anderer"},
		{name: "begins later than the maternity pay", change: months("basis_von", "basis_bis", 3, 12), broken: "mutterschaft_beginn@basis_von", proofs: papers, signs: "anderer"},
		{name: "backwards", change: with(months("basis_von", "basis_bis", 5, 4), flows.Answers{"mutterschaftsgeld": flows.Bool(false)}), broken: "basis_folge@basis_bis mindestens_zwei@plan", proofs: "geburtsurkunde gehalt", signs: "anderer"},
		{name: "one month alone", change: months("basis_von", "basis_bis", 1, 1), broken: "mindestens_zwei@plan", proofs: papers, signs: "anderer"},
		{name: "thirteen months for one", change: months("basis_von", "basis_bis", 1, 13), broken: "ein_elternteil@plan", proofs: papers, signs: "anderer"},
		{name: "thirteen months, born six weeks early", change: with(months("basis_von", "basis_bis", 1, 13), flows.Answers{"zu_frueh": flows.Choice("sechs")}), proofs: papers, signs: "anderer"},
		{name: "fourteen months alone", change: with(months("basis_von", "basis_bis", 1, 14), flows.Answers{"elternteil": flows.Choice("allein")}), hidden: "anderer_familienname anderer_elterngeld", proofs: papers},
		{name: "fifteen months alone", change: with(months("basis_von", "basis_bis", 1, 15), flows.Answers{"elternteil": flows.Choice("allein")}), broken: "basis_ende@basis_bis zusammen_vierzehn@plan", proofs: papers},
		{name: "a second part", change: with(months("basis_von", "basis_bis", 1, 2), months("basis2_von", "basis2_bis", 12, 14)), proofs: papers, signs: "anderer"},
		{name: "a second part without an end", change: with(months("basis_von", "basis_bis", 1, 2), flows.Answers{"basis2_von": flows.Int(12)}), broken: "basis2_beide@basis2_bis", proofs: papers, signs: "anderer"},
		{name: "a second part inside the first", change: months("basis2_von", "basis2_bis", 12, 12), broken: "basis2_folge@basis2_bis ein_elternteil@plan", proofs: papers, signs: "anderer"},
		{name: "two and twenty of the half", change: plus(months("basis_von", "basis_bis", 1, 2), months("plus_von", "plus_bis", 3, 22)), proofs: papers, signs: "anderer"},
		{name: "one more of the half", change: plus(months("basis_von", "basis_bis", 1, 2), months("plus_von", "plus_bis", 3, 23)), broken: "ein_elternteil@plan", proofs: papers, signs: "anderer"},
		{name: "both kinds in a month", change: plus(months("basis_von", "basis_bis", 1, 2), months("plus_von", "plus_bis", 2, 5)), broken: "plus_frei@plus_bis", proofs: papers, signs: "anderer"},
		{name: "a bonus of five months", change: with(months("bonus_von", "bonus_bis", 13, 17), flows.Answers{"varianten": flows.Choices("basis", "bonus")}), broken: "bonus_dauer@bonus_bis", proofs: papers, signs: "anderer"},
		{name: "a bonus of four months", change: with(months("bonus_von", "bonus_bis", 13, 16), flows.Answers{"varianten": flows.Choices("basis", "bonus")}), proofs: papers, signs: "anderer"},
		{name: "father takes two months after her", change: father(months("anderer_basis_von", "anderer_basis_bis", 13, 14)), shown: "anderer_basis_von anderer_plus_von", proofs: papers, signs: "anderer"},
		{name: "father takes three months after her", change: father(months("anderer_basis_von", "anderer_basis_bis", 12, 14)), broken: "zusammen_vierzehn@plan", proofs: papers, signs: "anderer"},
		{name: "father takes one month", change: father(months("anderer_basis_von", "anderer_basis_bis", 13, 13)), broken: "anderer_etwas@anderer_plus_bis", proofs: papers, signs: "anderer"},
		{name: "a month together", change: father(with(months("basis_von", "basis_bis", 1, 10), months("anderer_basis_von", "anderer_basis_bis", 10, 11))), proofs: papers, signs: "anderer"},
		{name: "two months together", change: father(with(months("basis_von", "basis_bis", 1, 10), months("anderer_basis_von", "anderer_basis_bis", 9, 10))), broken: "gleichzeitig@plan", proofs: papers, signs: "anderer"},
		{name: "two months together with twins", change: father(with(with(months("basis_von", "basis_bis", 1, 10), months("anderer_basis_von", "anderer_basis_bis", 9, 10)), flows.Answers{"anzahl_kinder": flows.Int(2), "mehrlinge_namen": flows.Text("Ben")})), proofs: papers, signs: "anderer"},
	})
}

// TestElterngeldTellsOfLostMonths wants the notice from the day on which the first month cannot be paid any more.
func TestElterngeldTellsOfLostMonths(t *testing.T) {
	f := load(t).Flow("elterngeld")
	for born, want := range map[flows.Day]bool{{Year: 2026, Month: 7, Day: 21}: true, {Year: 2026, Month: 7, Day: 22}: false} {
		var pages []string
		for _, p := range f.Evaluate(with(who(), flows.Answers{"kind_art": flows.Choice("geboren"), "kind_geburtsdatum": flows.DateOf(born)})).VisiblePages {
			pages = append(pages, p.Page.ID)
		}
		if got := strings.Contains(strings.Join(pages, " "), "rueckwirkend"); got != want {
			t.Errorf("born on %v: told %t, want %t", born, got, want)
		}
	}
}
