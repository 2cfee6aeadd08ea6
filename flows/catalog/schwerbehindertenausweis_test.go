package catalog_test

import (
	"testing"

	"buergerterminal/flows"
)

// TestSchwerbehindertenausweisVisits has somebody with rheumatism who applies for the first time.
func TestSchwerbehindertenausweisVisits(t *testing.T) {
	rheumatism := row("leiden", 0, flows.Answers{
		"leiden_name": flows.Text("Rheuma"), "leiden_seit": flows.Date(2019, 0, 0), "leiden_ursache": flows.Choice("krankheit"),
	})
	usual := with(with(who(), rheumatism), flows.Answers{
		"art": flows.Choice("erst"), "dauer": flows.Bool(true), "vertretung": flows.Choice("self"), "staatsangehoerigkeit": flows.Choice("DEU"),
		"erwerbstaetig": flows.Bool(false), "andere_stelle": flows.Bool(false), "anzahl_leiden": flows.Int(1), "pflege": flows.Bool(false),
		"anzahl_aerzte": flows.Int(0), "anzahl_kliniken": flows.Int(0), "rueckwirkend": flows.Bool(false),
	})
	represented := func(how string, year int) flows.Answers {
		return flows.Answers{
			"vertretung": flows.Choice(how), "vertreten_familienname": flows.Text("Mustermann"), "vertreten_vornamen": flows.Text("Max"),
			"vertreten_geburtsdatum": flows.Date(year, 11, 21), "v_staatsangehoerigkeit": flows.Choice("DEU"), "v_plz": flows.Text("01844"),
			"v_ort": flows.Text("Neustadt in Sachsen"), "v_strasse": flows.Text("Markt"), "v_hausnummer": flows.Text("2"),
		}
	}
	extension := flows.Answers{"art": flows.Choice("verlaengerung"), "geaendert": flows.Bool(false)}
	visits(t, "schwerbehindertenausweis", usual, []visit{
		{name: "first application", shown: "leiden[0].leiden_name merkzeichen", hidden: "gdb v_plz vertreten_vornamen pflegegrad rueckwirkend_ab", proofs: "befunde foto"},
		{name: "parking badge", change: flows.Answers{"art": flows.Choice("parken")}, exit: "parken", hidden: "vertretung"},
		{name: "a broken leg", change: flows.Answers{"dauer": flows.Bool(false)}, exit: "zu_kurz", hidden: "vertretung"},
		{name: "nothing named", change: flows.Answers{"anzahl_leiden": flows.Int(0)}, errors: "anzahl_leiden:too_small", proofs: "befunde foto"},
		{name: "only the card", change: extension, shown: "gdb", hidden: "anzahl_leiden leiden[0].leiden_name merkzeichen anzahl_aerzte rueckwirkend erwerbstaetig", proofs: "bescheid foto"},
		{name: "the card, and worse", change: with(extension, flows.Answers{"geaendert": flows.Bool(true)}), shown: "gdb anzahl_leiden leiden[0].leiden_name", proofs: "bescheid befunde foto"},
		{name: "worse, degree 50", change: flows.Answers{"art": flows.Choice("aenderung"), "gdb": flows.Int(50)}, hidden: "dauer andere_stelle", proofs: "bescheid befunde foto"},
		{name: "worse, degree 55", change: flows.Answers{"art": flows.Choice("aenderung"), "gdb": flows.Int(55)}, broken: "gdb_zehner@gdb", proofs: "bescheid befunde foto"},
		{name: "worse, degree 10", change: flows.Answers{"art": flows.Choice("aenderung"), "gdb": flows.Int(10)}, errors: "gdb:too_small", proofs: "bescheid befunde foto"},
		{name: "child of 17", change: represented("parent", 2009), hidden: "v_plz staatsangehoerigkeit", shown: "v_staatsangehoerigkeit", proofs: "befunde foto"},
		{name: "child of 18 today", change: represented("parent", 2008), broken: "kind_volljaehrig@vertreten_geburtsdatum", proofs: "befunde foto"},
		{name: "neighbour with a power of attorney", change: represented("authorised", 1940), shown: "v_plz v_strasse", proofs: "vollmacht befunde foto"},
		{name: "guardian", change: represented("guardian", 1940), shown: "v_plz", proofs: "betreuung befunde foto"},
		{name: "pension after an accident", change: flows.Answers{"andere_stelle": flows.Bool(true)}, shown: "andere_stelle_name", errors: "andere_stelle_name:required", proofs: "bescheid befunde foto"},
		{name: "care level 6", change: flows.Answers{"pflege": flows.Bool(true), "pflegegrad": flows.Int(6)}, errors: "pflegegrad:too_large", proofs: "befunde pflege foto"},
		{name: "a hospital without a date", change: with(row("kliniken", 0, flows.Answers{"klinik_name": flows.Text("Klinikum"), "klinik_ort": flows.Text("Pirna")}), flows.Answers{"anzahl_kliniken": flows.Int(1)}),
			errors: "kliniken[0].klinik_wann:required", proofs: "befunde foto"},
		{name: "from an earlier day", change: flows.Answers{"rueckwirkend": flows.Bool(true), "rueckwirkend_ab": flows.Date(2026, 1, 1)}, shown: "rueckwirkend_grund", errors: "rueckwirkend_grund:required", proofs: "befunde foto"},
		{name: "ill since tomorrow", change: row("leiden", 0, flows.Answers{"leiden_seit": flows.Date(2026, 11, 22)}), errors: "leiden[0].leiden_seit:in_future", proofs: "befunde foto"},
	})
}

// TestHealthIsSensitive wants every question about health guarded from looks, § 22 BDSG.
func TestHealthIsSensitive(t *testing.T) {
	f := load(t).Flow("schwerbehindertenausweis")
	for _, id := range []string{"dauer", "geaendert", "gdb", "anzahl_leiden", "leiden_name", "leiden_folgen", "leiden_seit", "leiden_ursache", "merkzeichen", "pflege", "pflegegrad", "arzt_name", "klinik_name"} {
		if !f.Field(id).Sensitive {
			t.Errorf("%s is open to see", id)
		}
	}
}
