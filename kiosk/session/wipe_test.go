package session_test

import (
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"buergerterminal/devices"
	"buergerterminal/kiosk/session"
	"buergerterminal/kiosk/session/sessiontest"
)

// TestEveryEndIsTheWipe ends the visit in each way that a page has, from every page.
func TestEveryEndIsTheWipe(t *testing.T) {
	ends := []struct {
		name string
		end  func(v *visit)
	}{
		{"cancelled", func(v *visit) { v.do(session.Cancel{}) }},
		{"cancelled and asked back", func(v *visit) { v.do(session.Cancel{}, session.EndVisit{}) }},
		{"ended at the warning", func(v *visit) { v.wait(warning); v.do(session.EndVisit{}) }},
		{"timed out", func(v *visit) { v.wait(warning + countdown + v.s.Times.Wipe) }},
		{"timed out when the clerk had gone", func(v *visit) {
			if v.s.Visit.Call.Active() {
				v.do(session.CallEnded{Reason: session.EndedSolved})
				v.wait(warning + countdown + v.s.Times.Wipe)
			}
		}},
		{"finished", func(v *visit) { v.do(session.EndVisit{}, session.EndVisit{}) }},
	}
	wiped := map[string]int{}
	for _, p := range slices.Concat(sessiontest.Pages, sessiontest.Calls, sessiontest.Clips) {
		for _, e := range ends {
			v := idle(t)
			v.do(p.Events...)
			if v.s.Idle() {
				continue
			}
			if e.end(v); !v.s.Idle() {
				continue
			}
			wiped[p.Name]++
			t.Run(p.Name+", "+e.name, func(t *testing.T) {
				v.t = t
				if v.wipes != 1 {
					t.Errorf("%d wipes, want one", v.wipes)
				}
				if last := v.s.Visit; !reflect.DeepEqual(last, session.Visit{LastTouch: last.LastTouch}) {
					t.Errorf("something of the visit is left: %+v", last)
				}
			})
		}
	}
	for _, p := range slices.Concat(sessiontest.Pages, sessiontest.Calls, sessiontest.Clips) {
		s, _ := sessiontest.Walk(sessiontest.Idle(t), p.Events...)
		if !s.Idle() && !busy(s) && !s.Visit.Film.Playing && wiped[p.Name] < 2 {
			t.Errorf("%s can be left in %d ways, want at least cancel and time-out", p.Name, wiped[p.Name])
		}
	}
}

// TestEndsOfTheLastPage are those that the citizen sees.
func TestEndsOfTheLastPage(t *testing.T) {
	t.Run("touch", func(t *testing.T) {
		v := page(t, "done: printed")
		v.do(session.EndVisit{})
		v.wiped()
	})
	t.Run("by itself", func(t *testing.T) {
		v := page(t, "done: printed")
		v.wait(time.Second)
		if got := v.s.Left(); got != time.Minute {
			t.Errorf("%s are left, want a minute", got)
		}
		v.wait(time.Minute - time.Second)
		v.did()
		v.wait(time.Second)
		v.wiped()
	})
	t.Run("a touch puts it off", func(t *testing.T) {
		v := page(t, "done: printed")
		v.wait(50 * time.Second)
		v.do(session.Pressed{ID: "title"})
		v.wait(59 * time.Second)
		v.did()
		v.wait(time.Second)
		v.wiped()
	})
	t.Run("not while it prints", func(t *testing.T) {
		v := page(t, "done: printing")
		v.do(session.EndVisit{})
		v.did()
		v.at("done")
		if v.s.Visit.Missing != "print" {
			t.Errorf("nothing tells why: %q", v.s.Visit.Missing)
		}
	})
	t.Run("without paper the number comes first", func(t *testing.T) {
		v := page(t, "done: no paper")
		v.do(session.Continue{})
		v.did()
		v.at("done")
		v.do(session.Continue{})
		v.wiped()
	})
}

// TestNothingLeaksIntoTheNextVisit lets late answers of the last visit come to the idle terminal and to the next citizen.
func TestNothingLeaksIntoTheNextVisit(t *testing.T) {
	late := []session.Event{
		session.CardRead{Card: sessiontest.Card}, session.CardFailed{Fault: devices.FaultCardWrong}, session.ScanMoved{}, session.ScanDone{Page: sheet("late")},
		session.ScanFailed{Fault: devices.FaultScanFatal}, session.Stored{Key: "k", Number: "4K7-219", Token: "T"}, session.StoreFailed{Code: "outbox.io"},
		session.Delivered{Key: "k"}, session.PrintEnded{Outcome: devices.Printed}, session.Resume{}, session.TypeRune{Rune: 'x'}, session.StrokeStarted{},
	}
	for _, next := range [][]session.Event{nil, {session.Start{}}, {session.Start{}, session.Continue{}}} {
		for _, e := range late {
			t.Run(fmt.Sprintf("%T after %d touches", e, len(next)), func(t *testing.T) {
				v := page(t, "done: printed")
				v.do(session.EndVisit{})
				v.do(next...)
				want := v.s.Visit
				v.do(e)
				v.did()
				v.s.Visit.LastTouch, want.LastTouch = time.Time{}, time.Time{}
				if !reflect.DeepEqual(v.s.Visit, want) {
					t.Errorf("the visit became %+v, want %+v", v.s.Visit, want)
				}
			})
		}
	}
}

// TestAnotherServiceStartsEmpty goes back from one service to another: no answer, consent, card, proof or signature of
// the first may count for the second.
func TestAnotherServiceStartsEmpty(t *testing.T) {
	v := page(t, "send")
	v.do(session.ToggleConsent{ID: "richtig"}, session.ToggleConsent{ID: "datenschutz"})
	for v.s.Visit.At.Kind != session.AtAreas {
		v.do(session.Back{})
	}
	fresh := page(t, "areas")
	fresh.s.Catalog = v.s.Catalog
	for _, x := range []*visit{v, fresh} {
		x.do(session.ChooseFlow{ID: "maengelmelder"})
		x.s.Visit.LastTouch = time.Time{}
	}
	if !reflect.DeepEqual(v.s.Visit, fresh.s.Visit) {
		t.Errorf("the first service left something:\n%+v\nwant\n%+v", v.s.Visit, fresh.s.Visit)
	}
}

// TestOutOfOrder closes the idle terminal only; a visit is never thrown away.
func TestOutOfOrder(t *testing.T) {
	v := page(t, "out of order")
	v.do(session.Start{}, session.Continue{}, session.EndVisit{}, session.ChooseFlow{ID: "maengelmelder"})
	v.at("idle")
	v.do(session.HealthChanged{}, session.Start{})
	v.at("language")
	v = page(t, "review")
	v.do(session.HealthChanged{Code: "outbox.io"}, session.Continue{})
	v.at("send")
}

// TestOutOfOrderInAnyLanguage lets whoever reads the closed page choose its language, and forgets the choice afterwards
// without asking: there is nothing to lose.
func TestOutOfOrderInAnyLanguage(t *testing.T) {
	chosen := func() *visit {
		v := page(t, "out of order")
		v.do(session.OpenLanguage{}, session.SetLanguage{Lang: "uk"}, session.SetTextSize{Size: session.Large}, session.Continue{})
		v.at("out-of-order")
		return v
	}
	v := chosen()
	if v.s.Visit.Lang != "uk" || v.s.Visit.Look.Size != session.Large {
		t.Fatalf("the page is in %q, size %d", v.s.Visit.Lang, v.s.Visit.Look.Size)
	}
	v.do(session.Start{}, session.Continue{}, session.OpenSearch{})
	v.at("out-of-order")
	v.do(session.OpenHelp{})
	v.at("out-of-order under help")
	v.do(session.Continue{})
	v.wait(warning - time.Second)
	v.at("out-of-order")
	v.wait(time.Second)
	v.wiped()
	if v.s.Broken == "" {
		t.Error("the end of a visit mends nothing")
	}

	v = chosen()
	v.do(session.HealthChanged{})
	if v.at("language"); v.s.Visit.Lang != "uk" {
		t.Errorf("the terminal is open again, in %q", v.s.Visit.Lang)
	}
	v = chosen()
	v.do(session.OpenHelp{}, session.HealthChanged{}, session.Continue{})
	v.at("language")
}
