package screen_test

import (
	"testing"

	"buergerterminal/flows"
	"buergerterminal/kiosk/screen"
	"buergerterminal/kiosk/session"
	"buergerterminal/kiosk/session/sessiontest"
)

// TestPartnerHead follows a partner's service in every language that it speaks: its pages bear its name, sign and colour and
// say that it is no authority; the pages before and behind it are the town's.
func TestPartnerHead(t *testing.T) {
	w := words(t)
	choose := session.ChooseFlow{ID: "sparkasse-rueckruf"}
	for _, lang := range sessiontest.Shipped(t).Flow(choose.ID).Languages {
		s := sessiontest.Idle(t)
		s.Catalog = sessiontest.Shipped(t)
		s, _ = sessiontest.Walk(s, session.Start{}, session.Continue{})
		s.Visit.Lang = lang
		before := screen.Build(s, w)
		s, _ = session.Step(s, choose)
		for _, event := range []session.Event{nil, session.Continue{}, session.Continue{}} {
			if event != nil {
				s, _ = session.Step(s, event)
			}
			page := screen.Build(s, w)
			if h := page.Head; h.Kind != screen.Foreign || h.Icon != "S" || h.Value == "" || page.Sender != s.Visit.Flow.Partner.Accent || page.Sender.A == 0 {
				t.Errorf("%s, %s: head %+v, colour %v", lang, page.Page, h, page.Sender)
			}
		}
		for range 3 {
			s, _ = session.Step(s, session.Back{})
		}
		after := screen.Build(s, w)
		for _, page := range []*screen.Tree{before, after} {
			if h := page.Head; h.Kind != screen.Plain || h.Name != s.Place.Town || page.Sender.A != 0 {
				t.Errorf("%s, %s: head %+v, colour %v", lang, page.Page, h, page.Sender)
			}
		}
	}
}

// TestAuthorityHasNoForeignHead: of the services that ship, only those of partners say that they are none.
func TestAuthorityHasNoForeignHead(t *testing.T) {
	w := words(t)
	for _, f := range sessiontest.Shipped(t).Flows {
		s := sessiontest.Idle(t)
		s.Catalog = &flows.Catalog{Flows: []*flows.Flow{f}}
		s, _ = sessiontest.Walk(s, session.Start{}, session.Continue{}, session.ChooseFlow{ID: f.ID})
		if got := screen.Build(s, w).Head.Kind == screen.Foreign; got != (f.Partner != nil) {
			t.Errorf("%s: foreign %t", f.ID, got)
		}
	}
}
