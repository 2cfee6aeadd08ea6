package catalog_test

import (
	"testing"

	"buergerterminal/flows"
)

func TestSparkasseVisits(t *testing.T) {
	usual := flows.Answers{
		flows.Today: flows.Date(2026, 11, 21), "anliegen": flows.Choice("konto"), "kunde": flows.Bool(true), "familienname": flows.Text("Mustermann"),
		"telefon": flows.Text("03596 1234"), "tage": flows.Choices("montag"), "zeit": flows.Choice("egal"),
	}
	visits(t, "sparkasse-rueckruf", usual, []visit{
		{name: "account", hidden: "worum"},
		{name: "card is gone", change: flows.Answers{"anliegen": flows.Choice("sperren")}, exit: "sperren", hidden: "telefon"},
		{name: "something else", change: flows.Answers{"anliegen": flows.Choice("anderes")}, shown: "worum", errors: "worum:required"},
		{name: "no customer", change: flows.Answers{"kunde": flows.Bool(false)}, shown: "telefon"},
		{name: "no number", change: flows.Answers{"telefon": flows.Value{}}, errors: "telefon:required"},
		{name: "no telephone number", change: flows.Answers{"telefon": flows.Text("1234")}, errors: "telefon:bad_telephone"},
		{name: "no day", change: flows.Answers{"tage": flows.Value{}}, errors: "tage:required"},
	})
}

// TestPartnersSayThatTheyAreNoOffice wants a name, a notice and a key of their own of each.
func TestPartnersSayThatTheyAreNoOffice(t *testing.T) {
	c := load(t)
	offices := map[string]bool{}
	for _, f := range c.Flows {
		if f.Partner == nil {
			offices[f.Authority] = true
		}
	}
	for _, f := range c.Flows {
		if (f.Partner != nil) != (f.Competent == "partner") {
			t.Errorf("%s: a partner decides, or none does", f.ID)
		}
		if f.Partner != nil && (offices[f.Authority] || offices[f.Partner.Key] || !f.Example) {
			t.Errorf("%s goes to an office, or is no example", f.ID)
		}
	}
}

// TestAdviceAsksNothing wants the call without a form before it.
func TestAdviceAsksNothing(t *testing.T) {
	f := load(t).Flow("beratung")
	if f.Kind != flows.FlowCall || len(f.Pages) > 0 || len(f.Consents) > 0 || f.Identity != flows.IdentityNone {
		t.Errorf("%s, %d pages, %d consents", f.Kind, len(f.Pages), len(f.Consents))
	}
}
