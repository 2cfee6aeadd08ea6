package session_test

import (
	"testing"
	"time"

	"buergerterminal/devices"
	"buergerterminal/kiosk/session"
	"buergerterminal/kiosk/session/sessiontest"
)

// TestLeftBehind calls for a document every five seconds, after two minutes once a minute, until it is taken.
func TestLeftBehind(t *testing.T) {
	v := page(t, "idle")
	v.do(session.CardLies{Lies: true})
	v.heard(session.ToneWarning)
	v.do(session.CardLies{Lies: true})
	v.heard()
	began := v.s.Now
	called := func(until time.Duration) int {
		v.wait(until - v.s.Now.Sub(began))
		return len(v.tones)
	}
	if got := called(2 * time.Minute); got != 24 {
		t.Errorf("called %d times in two minutes", got)
	}
	if got := called(5 * time.Minute); got != 3 {
		t.Errorf("called %d times in the three minutes behind them", got)
	}
	v.do(session.CardLies{})
	if got := called(7 * time.Minute); got != 0 || !v.s.CardLeft.IsZero() {
		t.Errorf("called %d times for a document that was taken", got)
	}
}

// TestLeftBehindDisturbsNobody: the next visit can begin and goes on in silence; what it lays into the reader itself is its own.
func TestLeftBehindDisturbsNobody(t *testing.T) {
	v := page(t, "left behind")
	v.do(session.Start{})
	v.at("language")
	v.do(session.CardLies{}, session.CardLies{Lies: true})
	v.heard()
	v.wait(30 * time.Second)
	v.heard()
	v.wait(2 * time.Minute)
	v.at("idle")
	if v.s.CardLeft.IsZero() {
		t.Error("the end of the next visit has forgotten the document")
	}
	v = page(t, "card")
	v.do(session.DeviceChanged{Status: devices.Status{Kind: devices.CardReader, State: devices.Online}}, session.CardLies{Lies: true})
	v.do(session.CardRead{Card: sessiontest.Passport})
	if !v.s.CardLeft.IsZero() {
		t.Error("a document that is being read counts as left behind")
	}
}
