package catalog_test

import (
	"testing"

	"buergerterminal/flows"
)

// repairer opens a repair shop for bicycles at home.
func repairer() flows.Answers {
	return with(who(), flows.Answers{
		"geburtsort": flows.Text("Berlin"), "staatsangehoerigkeit": flows.Choice("DEU"), "geschlecht": flows.Choice("w"),
		"taetigkeitsart": flows.Choice("gewerbe"), "grund": flows.Choice("neu"), "rechtsform": flows.Choice("einzel"), "niederlassung": flows.Choice("haupt"),
		"bs_zuhause": flows.Bool(true), "taetigkeit": flows.Text("Verkauf und Reparatur von Fahrrädern"), "betriebsart": flows.Choices("handel"),
		"erlaubnis": flows.Choice("nein"), "nebenerwerb": flows.Bool(true), "beginn": flows.Date(2026, 12, 1), "vollzeit": flows.Int(0), "teilzeit": flows.Int(0),
	})
}

// company is a GmbH in the register.
func company() flows.Answers {
	return flows.Answers{
		"rechtsform": flows.Choice("kapital"), "firma_name": flows.Text("Radhaus"), "firma_form": flows.Text("GmbH"), "register_stand": flows.Choice("eingetragen"),
		"register_ort": flows.Text("Dresden"), "register_nr": flows.Text("HRB 12345"), "anzahl_vertreter": flows.Int(0), "oeffentliche_hand": flows.Bool(false),
	}
}

func partner(i int) flows.Answers {
	return row("gesellschafter", i, flows.Answers{"g_familienname": flows.Text("Novák"), "g_vornamen": flows.Text("Jan")})
}

func director(i int) flows.Answers {
	return row("vertreter", i, flows.Answers{
		"v_familienname": flows.Text("Šołta"), "v_vornamen": flows.Text("Hanka"), "v_geschlecht": flows.Choice("w"), "v_geburtsdatum": flows.Date(1980, 5, 0),
		"v_geburtsort": flows.Text("Bautzen"), "v_staatsangehoerigkeit": flows.Choice("DEU"), "v_strasse": flows.Text("Reichenstraße 1"), "v_ort": flows.Text("02625 Bautzen"),
	})
}

func TestGewerbeanmeldungVisits(t *testing.T) {
	gbr := flows.Answers{"rechtsform": flows.Choice("gbr"), "anzahl_gesellschafter": flows.Int(1)}
	abroad := flows.Answers{"staatsangehoerigkeit": flows.Choice("UKR")}
	permit := flows.Answers{"titel": flows.Bool(true), "titel_behoerde": flows.Text("Landratsamt Pirna"), "titel_datum": flows.Date(2025, 3, 1), "titel_auflage": flows.Bool(false)}
	visits(t, "gewerbeanmeldung", repairer(), []visit{
		{name: "alone, at home, on the side", hidden: "firma_name register_stand titel bs_strasse hn_strasse fb_strasse handwerkskarte frueherer_inhaber anzahl_vertreter", cents: 3000},
		{name: "liberal profession", change: flows.Answers{"taetigkeitsart": flows.Choice("frei")}, exit: "ende_frei", hidden: "grund familienname"},
		{name: "farmer", change: flows.Answers{"taetigkeitsart": flows.Choice("land")}, exit: "ende_land"},
		{name: "landlord", change: flows.Answers{"taetigkeitsart": flows.Choice("vermieten")}, exit: "ende_vermieten"},
		{name: "on the road", change: flows.Answers{"taetigkeitsart": flows.Choice("reise")}, exit: "ende_reise"},
		{name: "GbR of two", change: with(gbr, partner(0)), shown: "anzahl_gesellschafter gesellschafter[0].g_familienname", hidden: "firma_name", cents: 3000},
		{name: "GbR of one", change: flows.Answers{"rechtsform": flows.Choice("gbr"), "anzahl_gesellschafter": flows.Int(0)}, errors: "anzahl_gesellschafter:too_small gesellschafter[0].g_familienname:required gesellschafter[0].g_vornamen:required", cents: 3000},
		{name: "partners left over", change: with(partner(0), flows.Answers{"anzahl_gesellschafter": flows.Int(1)}), hidden: "anzahl_gesellschafter gesellschafter[0].g_familienname", cents: 3000},
		{name: "sole trader in the register", change: with(company(), flows.Answers{"rechtsform": flows.Choice("ek")}), shown: "firma_name register_nr", hidden: "anzahl_vertreter oeffentliche_hand", proofs: "registerauszug", cents: 3000},
		{name: "GmbH with one director", change: company(), shown: "register_ort anzahl_vertreter oeffentliche_hand", hidden: "vertreter[0].v_vornamen", proofs: "registerauszug", cents: 3000},
		{name: "GmbH with three directors", change: with(with(company(), director(0)), with(director(1), flows.Answers{"anzahl_vertreter": flows.Int(2)})),
			shown: "vertreter[0].v_vornamen vertreter[1].v_strasse", hidden: "vertreter[2].v_vornamen", proofs: "registerauszug", cents: 3000},
		{name: "GmbH that is being founded", change: with(company(), flows.Answers{"register_stand": flows.Choice("gruendung")}), hidden: "register_ort register_nr", proofs: "gruendung", cents: 3000},
		{name: "moved here", change: flows.Answers{"grund": flows.Choice("verlegung")}, shown: "fb_strasse", errors: "fb_ort:required fb_plz:required fb_strasse:required", cents: 3000},
		{name: "taken over", change: flows.Answers{"grund": flows.Choice("uebernahme"), "uebernahme_art": flows.Choice("kauf"), "frueherer_inhaber": flows.Text("Zweirad Krause")}, shown: "uebernahme_art frueherer_inhaber", cents: 3000},
		{name: "in a shop", change: flows.Answers{"bs_zuhause": flows.Bool(false), "bs_strasse": flows.Text("Markt 5"), "bs_plz": flows.Text("01844"), "bs_ort": flows.Text("Neustadt in Sachsen")}, shown: "bs_plz", cents: 3000},
		{name: "branch", change: flows.Answers{"niederlassung": flows.Choice("zweig"), "hn_strasse": flows.Text("Dlouhá 1"), "hn_ort": flows.Text("11000 Praha, Tschechien")}, shown: "hn_ort betriebsleiter", cents: 3000},
		{name: "vending machine", change: flows.Answers{"niederlassung": flows.Choice("automat"), "hn_strasse": flows.Text("Markt 1"), "hn_ort": flows.Text("01844 Neustadt")}, hidden: "betriebsleiter", cents: 3000},
		{name: "from the European Union", change: flows.Answers{"staatsangehoerigkeit": flows.Choice("CZE")}, hidden: "titel", cents: 3000},
		{name: "from Norway", change: flows.Answers{"staatsangehoerigkeit": flows.Choice("NOR")}, hidden: "titel", cents: 3000},
		{name: "from elsewhere", change: abroad, shown: "titel", errors: "titel:required", cents: 3000},
		{name: "with a residence permit", change: with(abroad, permit), shown: "titel_behoerde titel_auflage", hidden: "titel_auflage_text", proofs: "aufenthaltstitel", cents: 3000},
		{name: "with a condition in it", change: with(with(abroad, permit), flows.Answers{"titel_auflage": flows.Bool(true)}), errors: "titel_auflage_text:required", proofs: "aufenthaltstitel", cents: 3000},
		{name: "craft", change: flows.Answers{"betriebsart": flows.Choices("handwerk", "handel"), "handwerkskarte": flows.Choice("ja")}, shown: "handwerkskarte", proofs: "handwerkskarte", cents: 3000},
		{name: "permit", change: flows.Answers{"erlaubnis": flows.Choice("vorhanden")}, errors: "erlaubnis_behoerde:required erlaubnis_datum:required", proofs: "erlaubnis", cents: 3000},
		{name: "in a year", change: flows.Answers{"beginn": flows.Date(2027, 11, 21)}, cents: 3000},
		{name: "in a year and a day", change: flows.Answers{"beginn": flows.Date(2027, 11, 22)}, broken: "zu_frueh@beginn", cents: 3000},
	})
}

func TestGewerbeanmeldungTells(t *testing.T) {
	f := load(t).Flow("gewerbeanmeldung")
	tests := []struct {
		change flows.Answers
		want   string
	}{
		{nil, ""},
		{with(partner(0), flows.Answers{"rechtsform": flows.Choice("gbr"), "anzahl_gesellschafter": flows.Int(1)}), "gbr"},
		{flows.Answers{"staatsangehoerigkeit": flows.Choice("UKR"), "titel": flows.Bool(false)}, "titel_fehlt"},
		{flows.Answers{"erlaubnis": flows.Choice("unsicher")}, "erlaubnis_fehlt"},
		{flows.Answers{"betriebsart": flows.Choices("handwerk"), "handwerkskarte": flows.Choice("noch_nicht")}, "erlaubnis_fehlt"},
		{flows.Answers{"beginn": flows.Date(2026, 11, 7)}, ""},
		{flows.Answers{"beginn": flows.Date(2026, 11, 6)}, "spaet"},
	}
	for _, tt := range tests {
		if got := told(f.Evaluate(with(repairer(), tt.change))); got != tt.want {
			t.Errorf("%v: told %q, want %q", tt.change, got, tt.want)
		}
	}
}

// TestGewerbeanmeldungCountsRepresentatives wants field 12 of the form: the citizen and the others.
func TestGewerbeanmeldungCountsRepresentatives(t *testing.T) {
	f := load(t).Flow("gewerbeanmeldung")
	for want, change := range map[int64]flows.Answers{0: nil, 1: company(), 2: with(with(company(), director(0)), flows.Answers{"anzahl_vertreter": flows.Int(1)})} {
		if got := f.Evaluate(with(repairer(), change)).Values["zahl_vertreter"].Int(); got != want {
			t.Errorf("%d representatives, want %d", got, want)
		}
	}
}

// TestGewerbeanmeldungNamesTheForm wants the law, mostly a field of the form, at each question.
func TestGewerbeanmeldungNamesTheForm(t *testing.T) {
	for _, p := range load(t).Flow("gewerbeanmeldung").Pages {
		for _, q := range p.Fields {
			if q.Legal == "" {
				t.Errorf("%s names no law", q.ID)
			}
		}
	}
}
