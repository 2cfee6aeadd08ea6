package catalog_test

import (
	"testing"

	"buergerterminal/flows"
)

func objector() flows.Answers {
	return with(who(), flows.Answers{
		"geburtsort": flows.Text("Berlin"), "vorgang": flows.Choice("sperren"), "sperren": flows.Choices("parteien"), "anzahl_kinder": flows.Int(0),
	})
}

func TestUebermittlungssperreVisits(t *testing.T) {
	child := func(born flows.Value) flows.Answers {
		return with(row("kinder", 0, flows.Answers{"k_familienname": flows.Text("Mustermann"), "k_vornamen": flows.Text("Max"), "k_geburtsdatum": born}), flows.Answers{"anzahl_kinder": flows.Int(1)})
	}
	visits(t, "uebermittlungssperre", objector(), []visit{
		{name: "parties", shown: "sperren familienname", hidden: "kinder[0].k_vornamen"},
		{name: "in danger", change: flows.Answers{"vorgang": flows.Choice("gefahr")}, exit: "ende_gefahr", hidden: "sperren familienname"},
		{name: "lifted", change: flows.Answers{"vorgang": flows.Choice("aufheben")}, shown: "sperren familienname"},
		{name: "nothing chosen", change: flows.Answers{"sperren": flows.Choices()}, errors: "sperren:required"},
		{name: "the Bundeswehr", change: flows.Answers{"sperren": flows.Choices("bundeswehr")}, errors: "sperren:not_an_option"},
		{name: "child of 15 years", change: child(flows.Date(2010, 11, 22)), shown: "kinder[0].k_vornamen kinder[0].k_geburtsdatum"},
		{name: "child of 16 years", change: child(flows.Date(2010, 11, 21)), broken: "kind_zu_alt@kinder[0].k_geburtsdatum"},
		{name: "child to be born", change: child(flows.Date(2026, 11, 22)), errors: "kinder[0].k_geburtsdatum:in_future"},
		{name: "eleven children", change: flows.Answers{"anzahl_kinder": flows.Int(-1)}, errors: "anzahl_kinder:too_small"},
	})
}

func TestUebermittlungssperreTells(t *testing.T) {
	f := load(t).Flow("uebermittlungssperre")
	all := flows.Choices("parteien", "jubilaeum", "adressbuch", "kirche")
	if got := told(f.Evaluate(with(objector(), flows.Answers{"sperren": all}))); got != "jubilaeum kirche" {
		t.Errorf("told %q", got)
	}
	if got := told(f.Evaluate(with(objector(), flows.Answers{"sperren": all, "vorgang": flows.Choice("aufheben")}))); got != "" {
		t.Errorf("told %q of a block that is lifted", got)
	}
}
