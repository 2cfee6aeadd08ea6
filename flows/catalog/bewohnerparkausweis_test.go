package catalog_test

import (
	"testing"

	"buergerterminal/flows"
)

func TestBewohnerparkausweisVisits(t *testing.T) {
	usual := with(who(), flows.Answers{
		"art": flows.Choice("neu"), "wohnsitz": flows.Choice("haupt"), "stellplatz": flows.Bool(false), "zulassung": flows.Bool(true),
		"kennzeichen": flows.Text("PIR-AB 123"), "halter": flows.Choice("selbst"), "dauer": flows.Choice("ein_jahr"),
		"beginn": flows.Date(2026, 11, 21), "zustellung": flows.Choice("post"),
	})
	plate := func(s string) flows.Answers { return flows.Answers{"kennzeichen": flows.Text(s)} }
	visits(t, "bewohnerparkausweis", usual, []visit{
		{name: "one year", hidden: "ausweis_alt kennzeichen_ausland halter_name", proofs: "fahrzeugschein", cents: 3000},
		{name: "two years", change: flows.Answers{"dauer": flows.Choice("zwei_jahre")}, proofs: "fahrzeugschein", cents: 6000},
		{name: "renewal", change: flows.Answers{"art": flows.Choice("verlaengern")}, shown: "ausweis_alt dauer", proofs: "fahrzeugschein", cents: 3000},
		{name: "another car", change: flows.Answers{"art": flows.Choice("fahrzeugwechsel"), "dauer": flows.Choice("zwei_jahre")}, shown: "ausweis_alt", hidden: "dauer", proofs: "fahrzeugschein", cents: 1000},
		{name: "not registered there", change: flows.Answers{"wohnsitz": flows.Choice("nicht")}, exit: "erst_anmelden", hidden: "stellplatz familienname"},
		{name: "second home", change: flows.Answers{"wohnsitz": flows.Choice("neben")}, shown: "stellplatz", proofs: "fahrzeugschein", cents: 3000},
		{name: "the parents' car", change: flows.Answers{"halter": flows.Choice("privat")}, shown: "halter_name", errors: "halter_name:required", proofs: "fahrzeugschein nutzung", cents: 3000},
		{name: "car sharing", change: flows.Answers{"halter": flows.Choice("carsharing"), "halter_name": flows.Text("Teilauto")}, proofs: "fahrzeugschein carsharing", cents: 3000},
		{name: "from abroad", change: flows.Answers{"zulassung": flows.Bool(false), "kennzeichen_ausland": flows.Text("4A2 3000"), "kennzeichen_staat": flows.Choice("CZE")},
			shown: "kennzeichen_ausland kennzeichen_staat", hidden: "kennzeichen", proofs: "fahrzeugschein", cents: 3000},
		{name: "electric, in small letters", change: plate("pir-a 1e"), proofs: "fahrzeugschein", cents: 3000},
		{name: "umlaut", change: plate("LÖB A 1"), proofs: "fahrzeugschein", cents: 3000},
		{name: "without a dash", change: plate("PIRAB123"), errors: "kennzeichen:pattern", proofs: "fahrzeugschein", cents: 3000},
		{name: "five digits", change: plate("PIR-AB 12345"), errors: "kennzeichen:pattern", proofs: "fahrzeugschein", cents: 3000},
		{name: "yesterday", change: flows.Answers{"beginn": flows.Date(2026, 11, 20)}, errors: "beginn:in_past", proofs: "fahrzeugschein", cents: 3000},
		{name: "in 92 days", change: flows.Answers{"beginn": flows.Date(2027, 2, 21)}, proofs: "fahrzeugschein", cents: 3000},
		{name: "in 93 days", change: flows.Answers{"beginn": flows.Date(2027, 2, 22)}, broken: "bald@beginn", proofs: "fahrzeugschein", cents: 3000},
	})
}
