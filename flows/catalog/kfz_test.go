package catalog_test

import (
	"testing"

	"buergerterminal/flows"
)

func TestAusserbetriebsetzungVisits(t *testing.T) {
	usual := with(who(), flows.Answers{
		"unterlagen": flows.Choice("codes"), "kennzeichen": flows.Text("PIR-AB 123"), "schilder": flows.Choice("zwei"), "code_schein": flows.Text("aB3dE6g"),
		"code_hinten": flows.Text("x1Y"), "code_vorn": flows.Text("Z2w"), "verbleib": flows.Choice("verkauft"), "fuer_wen": flows.Choice("self"),
	})
	scrapped := flows.Answers{
		"verbleib": flows.Choice("verwertet"), "verwertung_art": flows.Choice("inland"), "verwertung_tag": flows.Date(2026, 11, 20),
		"betriebsnummer": flows.Text("1234567"), "code_brief": flows.Text("AbC123456789"),
	}
	visits(t, "kfz-ausserbetriebsetzung", usual, []visit{
		{name: "sold", hidden: "reservieren verwertung_art code_brief halter_name", cents: 270},
		{name: "papers without codes", change: flows.Answers{"unterlagen": flows.Choice("alt")}, exit: "alt", hidden: "kennzeichen"},
		{name: "lost", change: flows.Answers{"unterlagen": flows.Choice("verloren")}, exit: "verloren"},
		{name: "stolen", change: flows.Answers{"unterlagen": flows.Choice("gestohlen")}, exit: "gestohlen"},
		{name: "interchangeable plates", change: flows.Answers{"unterlagen": flows.Choice("wechsel")}, exit: "wechsel"},
		{name: "kept without a reservation", change: flows.Answers{"verbleib": flows.Choice("behalten"), "reservieren": flows.Bool(false)}, shown: "reservieren", cents: 270},
		{name: "kept with a reservation", change: flows.Answers{"verbleib": flows.Choice("behalten"), "reservieren": flows.Bool(true)}, cents: 530},
		{name: "a reservation left over", change: flows.Answers{"reservieren": flows.Bool(true)}, hidden: "reservieren", cents: 270},
		{name: "motorbike", change: flows.Answers{"schilder": flows.Choice("eins")}, shown: "code_hinten", hidden: "code_vorn", cents: 270},
		{name: "code of six signs", change: flows.Answers{"code_schein": flows.Text("aB3dE6")}, errors: "code_schein:pattern", cents: 270},
		{name: "code of eight signs", change: flows.Answers{"code_schein": flows.Text("aB3dE6gh")}, errors: "code_schein:too_long", cents: 270},
		{name: "seal of two signs", change: flows.Answers{"code_vorn": flows.Text("Z2")}, errors: "code_vorn:pattern", cents: 270},
		{name: "scrapped", change: scrapped, shown: "verwertung_tag betriebsnummer code_brief", hidden: "verwertung_staat reservieren", proofs: "verwertungsnachweis", cents: 270},
		{name: "scrapped tomorrow", change: with(scrapped, flows.Answers{"verwertung_tag": flows.Date(2026, 11, 22)}), errors: "verwertung_tag:in_future", proofs: "verwertungsnachweis", cents: 270},
		{name: "scrapped abroad", change: with(scrapped, flows.Answers{"verwertung_art": flows.Choice("ausland"), "verwertung_staat": flows.Choice("POL")}), shown: "verwertung_staat", hidden: "betriebsnummer", proofs: "verwertungsnachweis", cents: 270},
		{name: "scrapped without a proof", change: with(scrapped, flows.Answers{"verwertung_art": flows.Choice("ohne")}), hidden: "verwertung_tag code_brief", cents: 270},
		{name: "for somebody else", change: flows.Answers{"fuer_wen": flows.Choice("authorised")}, shown: "halter_name", errors: "halter_name:required", cents: 270},
	})
}

// TestCodesStayInside wants the codes, with which anybody could deregister the vehicle, hidden from the clerk's mirror.
func TestCodesStayInside(t *testing.T) {
	f := load(t).Flow("kfz-ausserbetriebsetzung")
	for _, id := range []string{"code_schein", "code_hinten", "code_vorn", "code_brief"} {
		if !f.Field(id).Secret {
			t.Errorf("%s is no secret", id)
		}
	}
}
