package catalog_test

import (
	"testing"

	"buergerterminal/flows"
)

// tenant is a pensioner who lives alone.
func tenant() flows.Answers {
	return with(who(), flows.Answers{
		"transfer": flows.Choice("niemand"), "ablehnung": flows.Bool(false), "alle_ausbildung": flows.Bool(false), "antrag": flows.Choice("erst"),
		"wohnform": flows.Choice("miete"), "geburtsort": flows.Text("Pirna"), "staatsangehoerigkeit": flows.Choice("DEU"), "einzug": flows.Date(2001, 4, 0),
		"flaeche": flows.Int(4850), "zimmer": flows.Int(2), "erwerb": flows.Choice("rente"), "einkommen": flows.Choices("rente"), "rente": flows.Int(98000),
		"anzahl_weitere": flows.Int(0), "unterhalt": flows.Bool(false), "vermoegen": flows.Bool(false), "vermieter_name": flows.Text("WG Pirna eG"),
		"vermieter_anschrift": flows.Text("Markt 2, 01796 Pirna"), "heizung": flows.Bool(true), "miete": flows.Int(45000), "heizkosten": flows.Int(7000),
		"untervermietung": flows.Bool(false), "gewerbe": flows.Bool(false), "iban": flows.Text("DE89370400440532013000"), "kontoinhaber": flows.Text("Erika Mustermann"),
	})
}

func TestWohngeldVisits(t *testing.T) {
	const papers = "mietvertrag mietzahlung rente"
	house := flows.Answers{"wohnform": flows.Choice("eigentum"), "darlehen": flows.Int(30000), "grundsteuer": flows.Int(24000)}
	son := with(row("personen", 0, flows.Answers{
		"p_familienname": flows.Text("Mustermann"), "p_vornamen": flows.Text("Max"), "p_geburtsdatum": flows.Date(2008, 5, 1), "p_beziehung": flows.Choice("kind"),
		"p_erwerb": flows.Choice("ausbildung"), "p_einkommen": flows.Choices("lohn"), "p_lohn": flows.Int(70000),
	}), flows.Answers{"anzahl_weitere": flows.Int(1), "alleinerziehend": flows.Bool(true)})
	visits(t, "wohngeld", tenant(), []visit{
		{name: "pensioner who rents", shown: "rente abzuege heizkosten", hidden: "lohn transfer_selbst alleinerziehend ohne_einnahmen darlehen heim wohngeldnummer", proofs: papers},
		{name: "everyone gets a benefit", change: flows.Answers{"transfer": flows.Choice("alle")}, exit: "nur_transfer", hidden: "ablehnung familienname"},
		{name: "some get a benefit", change: flows.Answers{"transfer": flows.Choice("einige")}, shown: "transfer_selbst", errors: "transfer_selbst:required", proofs: papers},
		{name: "refused", change: flows.Answers{"ablehnung": flows.Bool(true), "ablehnung_tag": flows.Date(2026, 11, 2)}, shown: "ablehnung_tag", proofs: papers + " ablehnung"},
		{name: "students may apply", change: flows.Answers{"alle_ausbildung": flows.Bool(true)}, shown: "antrag", proofs: papers},
		{name: "again", change: flows.Answers{"antrag": flows.Choice("weiter")}, shown: "wohngeldnummer", hidden: "erhoehung", proofs: papers},
		{name: "more", change: flows.Answers{"antrag": flows.Choice("erhoehung")}, shown: "erhoehung wohngeldnummer", errors: "erhoehung:required", proofs: papers},
		{name: "own house", change: house, shown: "darlehen grundsteuer hausgeld", hidden: "miete vermieter_name heizung", proofs: "eigentum rente"},
		{name: "residential home", change: flows.Answers{"wohnform": flows.Choice("heim"), "heim": flows.Text("Haus am Wald")}, shown: "heim", hidden: "flaeche miete untervermietung gewerbe", proofs: "heim rente"},
		{name: "no income", change: flows.Answers{"einkommen": flows.Value{}, "erwerb": flows.Choice("keine")}, shown: "ohne_einnahmen", hidden: "rente abzuege", errors: "ohne_einnahmen:required", proofs: "mietvertrag mietzahlung"},
		{name: "a pension of nothing", change: flows.Answers{"rente": flows.Int(0)}, shown: "ohne_einnahmen", errors: "ohne_einnahmen:required", proofs: "mietvertrag mietzahlung"},
		{name: "only the son earns", change: with(son, flows.Answers{"einkommen": flows.Value{}}), shown: "personen[0].p_lohn alleinerziehend", hidden: "ohne_einnahmen personen[0].p_rente", proofs: "mietvertrag mietzahlung lohn behinderung"},
		{name: "the son's benefit", change: with(son, flows.Answers{"transfer": flows.Choice("einige"), "transfer_selbst": flows.Bool(false)}), shown: "personen[0].p_transfer", errors: "personen[0].p_transfer:required", proofs: "mietvertrag mietzahlung lohn rente behinderung"},
		{name: "heating as dear as the rent", change: flows.Answers{"heizkosten": flows.Int(45000)}, proofs: papers},
		{name: "parts are more than the rent", change: flows.Answers{"heizkosten": flows.Int(45000), "stellplatz": flows.Int(1)}, broken: "miete_teile@stellplatz", proofs: papers},
		{name: "heating is not in the rent", change: flows.Answers{"heizung": flows.Bool(false), "heizkosten": flows.Int(99900)}, hidden: "heizkosten", proofs: papers},
		{name: "five square metres", change: flows.Answers{"flaeche": flows.Int(500)}, proofs: papers},
		{name: "less than five square metres", change: flows.Answers{"flaeche": flows.Int(499)}, errors: "flaeche:too_small", proofs: papers},
		{name: "a workshop as large as the home", change: flows.Answers{"gewerbe": flows.Bool(true), "gewerbe_flaeche": flows.Int(4850)}, shown: "gewerbe_flaeche", proofs: papers},
		{name: "a workshop larger than the home", change: flows.Answers{"gewerbe": flows.Bool(true), "gewerbe_flaeche": flows.Int(4851)}, broken: "gewerbe_teil@gewerbe_flaeche", proofs: papers},
		{name: "pays maintenance", change: flows.Answers{"unterhalt": flows.Bool(true), "unterhalt_an": flows.Text("Jan"), "unterhalt_betrag": flows.Int(30000)}, shown: "unterhalt_betrag", proofs: papers + " unterhalt"},
	})
}

// TestWohngeldWorksOut wants the sums that the citizen sees on the review page.
func TestWohngeldWorksOut(t *testing.T) {
	f := load(t).Flow("wohngeld")
	more := with(row("personen", 0, flows.Answers{"p_einkommen": flows.Choices("lohn", "andere"), "p_lohn": flows.Int(70000), "p_andere": flows.Int(5000)}),
		flows.Answers{"anzahl_weitere": flows.Int(1), "stellplatz": flows.Int(3000)})
	e := f.Evaluate(with(tenant(), more))
	for id, want := range map[string]int64{"rente_alle": 98000, "lohn_alle": 70000, "andere_alle": 5000, "einnahmen": 173000, "miete_kalt": 35000} {
		if got := e.Values[id].Int(); got != want {
			t.Errorf("%s is %d, want %d", id, got, want)
		}
	}
	house := f.Evaluate(with(tenant(), flows.Answers{"wohnform": flows.Choice("eigentum"), "darlehen": flows.Int(30000), "grundsteuer": flows.Int(24000), "hausgeld": flows.Int(1)}))
	if got := house.Values["belastung_monat"].Int(); got != 32001 {
		t.Errorf("the house costs %d a month", got)
	}
}
