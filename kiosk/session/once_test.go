package session_test

import (
	"testing"

	"buergerterminal/flows"
	"buergerterminal/kiosk/session"
)

// TestOnceOnly: a second application of the same visit begins with what was said in the first, and the card is shown, not
// read again; the wipe ends all of it.
func TestOnceOnly(t *testing.T) {
	v := page(t, "done: printed")
	v.do(session.Another{})
	v.at("areas")
	v.do(session.ChooseFlow{ID: "meldebescheinigung"}, session.Continue{}, session.Continue{})
	v.at("card-data")
	if got := v.s.Visit.Answers["ort"]; got.Text() != "Musterstadt" {
		t.Errorf("the place is not offered again")
	}
	if got := v.s.Visit.Answers["zweck"]; !got.IsEmpty() {
		t.Errorf("an answer that belongs to the first application only is offered")
	}
	v.do(session.Cancel{}, session.EndVisit{})
	if len(v.s.Visit.Known) > 0 || v.s.Visit.Card != nil {
		t.Error("the wipe left something")
	}
}

// TestOnceOnlyChecks: what the new field would refuse is not offered.
func TestOnceOnlyChecks(t *testing.T) {
	v := page(t, "done: printed")
	v.do(session.Another{})
	v.s.Visit.Known["F60000000246"] = flows.Text("not a postcode")
	v.do(session.ChooseFlow{ID: "meldebescheinigung"})
	if got := v.s.Visit.Answers["plz"]; !got.IsEmpty() {
		t.Error("a postcode that is none is offered")
	}
}
