package catalog_test

import (
	"testing"

	"buergerterminal/flows"
)

func bello() flows.Answers {
	return flows.Answers{
		"rufname": flows.Text("Bello"), "mischling": flows.Bool(false), "rasse": flows.Text("Dackel"), "gefaehrlich": flows.Choice("nein"),
		"geschlecht_hund": flows.Choice("ruede"), "wurftag": flows.Date(2025, 3, 0), "farbe": flows.Text("braun"),
		"gehalten_seit": flows.Date(2026, 11, 14), "herkunft": flows.Choice("geboren"),
	}
}

func TestHundesteuerVisits(t *testing.T) {
	usual := with(with(who(), row("hunde", 0, bello())), flows.Answers{
		"aufenthalt": flows.Choice("dauerhaft"), "anzahl_hunde": flows.Int(1), "befreiung": flows.Bool(false), "zahlung": flows.Choice("ueberweisung"),
	})
	iban := flows.Answers{"zahlung": flows.Choice("lastschrift"), "konto_eigen": flows.Bool(true), "iban": flows.Text("DE89370400440532013000"), "kontoinhaber": flows.Text("Erika Mustermann")}
	dog := func(change flows.Answers) flows.Answers { return row("hunde", 0, change) }
	visits(t, "hundesteuer", usual, []visit{
		{name: "one dog", hidden: "iban hunde[0].rasse_zweite hunde[0].vorbesitz_name hunde[0].bisher_gemeinde befreiung_grund", proofs: "heimtierausweis"},
		{name: "only visiting", change: flows.Answers{"aufenthalt": flows.Choice("besuch")}, exit: "nur_besuch", hidden: "familienname anzahl_hunde", proofs: ""},
		{name: "a puppy", change: flows.Answers{"aufenthalt": flows.Choice("jung")}, exit: "zu_jung", hidden: "familienname"},
		{name: "to deregister", change: flows.Answers{"aufenthalt": flows.Choice("abmelden")}, exit: "abmelden", hidden: "familienname"},
		{name: "no dog", change: flows.Answers{"anzahl_hunde": flows.Int(0)}, errors: "anzahl_hunde:too_small", proofs: "heimtierausweis", shown: "hunde[0].rufname"},
		{name: "a crossbreed", change: dog(flows.Answers{"mischling": flows.Bool(true)}), shown: "hunde[0].rasse_zweite", proofs: "heimtierausweis"},
		{name: "from a shelter", change: dog(flows.Answers{"herkunft": flows.Choice("tierheim")}), shown: "hunde[0].vorbesitz_name hunde[0].vorbesitz_ort", proofs: "heimtierausweis"},
		{name: "moved here", change: dog(flows.Answers{"herkunft": flows.Choice("umzug")}), shown: "hunde[0].bisher_gemeinde", errors: "hunde[0].bisher_gemeinde:required", proofs: "heimtierausweis"},
		{name: "chip of 14 digits", change: dog(flows.Answers{"chip": flows.Text("27609810012345")}), errors: "hunde[0].chip:pattern", proofs: "heimtierausweis"},
		{name: "chip of 15 digits", change: dog(flows.Answers{"chip": flows.Text("276098100123456")}), proofs: "heimtierausweis"},
		{name: "kept from the day of birth", change: dog(flows.Answers{"wurftag": flows.Date(2026, 11, 14)}), proofs: "heimtierausweis"},
		{name: "kept before its birth", change: dog(flows.Answers{"wurftag": flows.Date(2026, 11, 15)}), broken: "gehalten_ab_geburt@hunde[0].gehalten_seit", proofs: "heimtierausweis"},
		{name: "kept since tomorrow", change: dog(flows.Answers{"gehalten_seit": flows.Date(2026, 11, 22)}), errors: "hunde[0].gehalten_seit:in_future", proofs: "heimtierausweis"},
		{name: "guide dog", change: flows.Answers{"befreiung": flows.Bool(true), "befreiung_grund": flows.Choice("assistenz")}, hidden: "befreiung_hund befreiung_text", proofs: "heimtierausweis befreiung"},
		{name: "another reason", change: flows.Answers{"befreiung": flows.Bool(true), "befreiung_grund": flows.Choice("anderer")}, shown: "befreiung_text", hidden: "befreiung_hund", errors: "befreiung_text:required", proofs: "heimtierausweis befreiung"},
		{name: "one of two dogs", change: with(row("hunde", 1, bello()), flows.Answers{"anzahl_hunde": flows.Int(2), "befreiung": flows.Bool(true), "befreiung_grund": flows.Choice("herde")}),
			shown: "befreiung_hund hunde[1].rufname", hidden: "befreiung_text", errors: "befreiung_hund:required", proofs: "heimtierausweis befreiung"},
		{name: "collected from the own account", change: iban, shown: "iban kontoinhaber", proofs: "heimtierausweis"},
		{name: "collected from another's account", change: with(iban, flows.Answers{"konto_eigen": flows.Bool(false)}), shown: "iban", proofs: "heimtierausweis", signs: "konto"},
		{name: "wrong check digits", change: with(iban, flows.Answers{"iban": flows.Text("DE88370400440532013000")}), errors: "iban:bad_iban", proofs: "heimtierausweis"},
	})
}
