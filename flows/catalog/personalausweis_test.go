package catalog_test

import (
	"testing"

	"buergerterminal/flows"
)

func TestPersonalausweisVisits(t *testing.T) {
	usual := with(who(), flows.Answers{"telefon": flows.Text("03596 1234")})
	about := func(what string, more flows.Answers) flows.Answers {
		return with(flows.Answers{"anliegen": flows.Choice(what)}, more)
	}
	age := func(id string) flows.Answers { return about("neu", flows.Answers{"alter": flows.Choice(id)}) }
	pin := func(id string) flows.Answers { return about("online", flows.Answers{"pin": flows.Choice(id)}) }
	lost := about("verloren", flows.Answers{"verlust_art": flows.Choice("verloren"), "verlust_wann": flows.Date(2026, 11, 20)})
	applied := about("abholen", flows.Answers{"beantragt_am": flows.Date(2026, 10, 1)})
	visits(t, "personalausweis", usual, []visit{
		{name: "nothing chosen", errors: "anliegen:required", hidden: "familienname alter pin", cents: 4600},
		{name: "new at 24", change: age("ab24"), exit: "ende_neu", hidden: "familienname"},
		{name: "new at 23", change: age("unter24"), exit: "ende_neu"},
		{name: "new for a child", change: age("unter16"), exit: "ende_neu"},
		{name: "another PIN", change: pin("neue"), exit: "ende_pin_selbst"},
		{name: "PIN of the letter", change: pin("brief"), exit: "ende_pin_selbst"},
		{name: "PIN locked", change: pin("gesperrt"), exit: "ende_pin_puk"},
		{name: "PIN forgotten", change: pin("vergessen"), exit: "ende_pin_amt", hidden: "familienname"},
		{name: "switched off", change: pin("aus"), exit: "ende_pin_amt"},
		{name: "moved and not registered", change: about("adresse", flows.Answers{"angemeldet": flows.Bool(false)}), exit: "ende_anmelden"},
		{name: "moved and registered", change: about("adresse", flows.Answers{"angemeldet": flows.Bool(true)}), exit: "ende_adresse"},
		{name: "is it ready", change: applied, shown: "beantragt_am familienname geburtsdatum telefon email", hidden: "geburtsort verlust_wo"},
		{name: "applied tomorrow", change: with(applied, flows.Answers{"beantragt_am": flows.Date(2026, 11, 22)}), errors: "beantragt_am:in_future"},
		{name: "nobody can answer", change: with(applied, flows.Answers{"telefon": flows.Value{}}), broken: "erreichbar@email"},
		{name: "lost", change: lost, shown: "verlust_art verlust_wann verlust_wo ausweis_nr familienname", hidden: "beantragt_am"},
		{name: "number of eight signs", change: with(lost, flows.Answers{"ausweis_nr": flows.Text("L01X00T4")}), errors: "ausweis_nr:pattern"},
	})
}

func TestPersonalausweisTells(t *testing.T) {
	f := load(t).Flow("personalausweis")
	tests := []struct {
		answers flows.Answers
		want    string
	}{
		{flows.Answers{"anliegen": flows.Choice("neu"), "alter": flows.Choice("unter16")}, "eltern mitbringen_jung"},
		{flows.Answers{"anliegen": flows.Choice("neu"), "alter": flows.Choice("ab24")}, "mitbringen"},
		{flows.Answers{"anliegen": flows.Choice("verloren"), "verlust_art": flows.Choice("verloren")}, "sperren"},
		{flows.Answers{"anliegen": flows.Choice("verloren"), "verlust_art": flows.Choice("gestohlen")}, "sperren polizei"},
		{flows.Answers{"anliegen": flows.Choice("abholen"), "beantragt_am": flows.Date(2026, 11, 1)}, "dauer"},
		{flows.Answers{"anliegen": flows.Choice("abholen"), "beantragt_am": flows.Date(2026, 10, 31)}, ""},
	}
	for _, tt := range tests {
		if got := told(f.Evaluate(with(who(), tt.answers))); got != tt.want {
			t.Errorf("%v: told %q, want %q", tt.answers, got, tt.want)
		}
	}
}

// TestPersonalausweisPrices wants the prices of the ordinance, and those before it unknown.
func TestPersonalausweisPrices(t *testing.T) {
	f := load(t).Flow("personalausweis")
	if got := f.FeeText("de", day(2026, 11, 21)); got != "46 Euro" {
		t.Errorf("fee text %q", got)
	}
	if _, ok := f.Fee(flows.Answers{"anliegen": flows.Choice("neu"), "alter": flows.Choice("ab24")}, day(2026, 2, 6)); ok {
		t.Error("a price is known for a day before the ordinance")
	}
}
