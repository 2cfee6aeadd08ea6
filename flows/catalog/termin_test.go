package catalog_test

import (
	"testing"

	"buergerterminal/flows"
)

func TestTerminVisits(t *testing.T) {
	usual := flows.Answers{
		flows.Today: flows.Date(2026, 11, 21), "amt": flows.Choice("buergeramt"), "anliegen": flows.Choice("ausweis"), "personen": flows.Int(1),
		"tage": flows.Choices("montag", "freitag"), "zeiten": flows.Choices("frueh"), "familienname": flows.Text("Mustermann"),
		"kontaktweg": flows.Choice("telefon"), "telefon": flows.Text("03596 1234"),
	}
	here := func(what string, now bool) flows.Answers {
		return flows.Answers{"anliegen": flows.Choice(what), "gleich_hier": flows.Bool(now)}
	}
	visits(t, "termin", usual, []visit{
		{name: "identity card", hidden: "gleich_hier worum sprache email"},
		{name: "another authority", change: flows.Answers{"amt": flows.Choice("anderes")}, exit: "andere_behoerde", hidden: "tage"},
		{name: "register office", change: flows.Answers{"amt": flows.Choice("standesamt")}, shown: "worum", hidden: "anliegen", errors: "worum:required"},
		{name: "something else", change: flows.Answers{"anliegen": flows.Choice("etwas")}, shown: "worum", errors: "worum:required"},
		{name: "move, right here", change: here("wohnung", true), exit: "hier_wohnung", hidden: "tage"},
		{name: "certificate, right here", change: here("bescheinigung", true), exit: "hier_bescheinigung"},
		{name: "conduct, right here", change: here("fuehrungszeugnis", true), exit: "hier_fuehrungszeugnis"},
		{name: "move, in person", change: here("wohnung", false), shown: "gleich_hier tage", hidden: "worum"},
		{name: "nine people", change: flows.Answers{"personen": flows.Int(9)}, errors: "personen:too_large"},
		{name: "no day", change: flows.Answers{"tage": flows.Value{}}, errors: "tage:required"},
		{name: "from today", change: flows.Answers{"ab": flows.Date(2026, 11, 21)}},
		{name: "from yesterday", change: flows.Answers{"ab": flows.Date(2026, 11, 20)}, errors: "ab:in_past"},
		{name: "in 92 days", change: flows.Answers{"ab": flows.Date(2027, 2, 21)}},
		{name: "in 93 days", change: flows.Answers{"ab": flows.Date(2027, 2, 22)}, broken: "bald@ab"},
		{name: "another language", change: flows.Answers{"hilfe": flows.Choices("sprache")}, shown: "sprache", errors: "sprache:required"},
		{name: "by e-mail", change: flows.Answers{"kontaktweg": flows.Choice("email"), "email": flows.Text("a@b")}, shown: "email", hidden: "telefon", errors: "email:bad_email"},
	})
}
