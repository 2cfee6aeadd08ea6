package catalog_test

import (
	"testing"

	"buergerterminal/flows"
)

func TestFundsacheVisits(t *testing.T) {
	found := flows.Answers{
		flows.Today: flows.Date(2026, 11, 21), "art": flows.Choice("gefunden"), "wo_art": flows.Choice("draussen"), "kategorie": flows.Choice("schluessel"),
		"sache": flows.Text("Schlüsselbund"), "aussehen": flows.Text("Drei Schlüssel."), "ort": flows.Text("Markt"), "tag": flows.Date(2026, 11, 21),
		"wo_jetzt": flows.Choice("abgeben"), "rueckfrage": flows.Bool(false),
	}
	lost := flows.Answers{"art": flows.Choice("verloren"), "gestohlen": flows.Bool(false), "name": flows.Text("Šołta"), "telefon": flows.Text("03596 1234")}
	bag := func(change flows.Answers) flows.Answers {
		return with(flows.Answers{"kategorie": flows.Choice("tasche")}, change)
	}
	visits(t, "fundsache", found, []visit{
		{name: "found", hidden: "gestohlen kennzeichen nummer wert name telefon", shown: "wo_jetzt rechte rueckfrage", proofs: "foto"},
		{name: "found on a bus", change: flows.Answers{"wo_art": flows.Choice("verkehr")}, exit: "verkehr", hidden: "kategorie sache"},
		{name: "found in an office", change: flows.Answers{"wo_art": flows.Choice("amt")}, exit: "amt", hidden: "kategorie"},
		{name: "lost in an office", change: with(lost, flows.Answers{"wo_art": flows.Choice("amt")}), shown: "kategorie kennzeichen", hidden: "wo_jetzt rechte rueckfrage", proofs: "foto beleg"},
		{name: "stolen", change: with(lost, flows.Answers{"gestohlen": flows.Bool(true)}), exit: "polizei", hidden: "wo_art"},
		{name: "worth more", change: bag(flows.Answers{"wert": flows.Choice("mehr")}), shown: "wert sache", hidden: "trotzdem", proofs: "foto"},
		{name: "worth ten euros at most", change: bag(flows.Answers{"wert": flows.Choice("weniger"), "trotzdem": flows.Bool(false)}), exit: "nicht_noetig", hidden: "sache"},
		{name: "worth little, reported all the same", change: bag(flows.Answers{"wert": flows.Choice("weniger"), "trotzdem": flows.Bool(true)}), shown: "trotzdem sache", proofs: "foto"},
		{name: "a key has no value to name", change: flows.Answers{"wert": flows.Choice("weniger"), "trotzdem": flows.Bool(false)}, hidden: "wert trotzdem", proofs: "foto"},
		{name: "an identity card gives no right", change: flows.Answers{"kategorie": flows.Choice("ausweis"), "rechte": flows.Choices("eigentum")}, hidden: "rechte name", shown: "rueckfrage", proofs: "foto"},
		{name: "left where it was", change: flows.Answers{"wo_jetzt": flows.Choice("dort")}, hidden: "rechte", shown: "rueckfrage", proofs: "foto"},
		{name: "reward without a name", change: flows.Answers{"rechte": flows.Choices("finderlohn", "eigentum")}, shown: "name telefon email", hidden: "rueckfrage", errors: "name:required", broken: "erreichbar@email", proofs: "foto"},
		{name: "may be asked, by e-mail", change: flows.Answers{"rueckfrage": flows.Bool(true), "name": flows.Text("Šołta"), "email": flows.Text("a@b.example")}, shown: "name email", proofs: "foto"},
		{name: "lost", change: lost, shown: "kennzeichen name telefon", proofs: "foto beleg"},
		{name: "lost bicycle", change: with(lost, flows.Answers{"kategorie": flows.Choice("fahrrad")}), shown: "nummer", hidden: "wert", proofs: "foto beleg"},
		{name: "tomorrow", change: flows.Answers{"tag": flows.Date(2026, 11, 22)}, errors: "tag:in_future", proofs: "foto"},
	})
}
