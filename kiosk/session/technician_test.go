package session_test

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"buergerterminal/devices"
	"buergerterminal/kiosk/session"
	"buergerterminal/kiosk/session/sessiontest"
)

// technician is a technician's visit that stands at a page of sessiontest.
func technician(t *testing.T, name string) *visit {
	t.Helper()
	v := idle(t)
	for _, p := range sessiontest.Technicians {
		if p.Name == "technician: "+name {
			v.do(p.Events...)
			return v
		}
	}
	t.Fatalf("there is no page %q", name)
	return nil
}

var corners = []session.Event{
	session.CornerTouched{Corner: session.UpperLeft}, session.CornerTouched{Corner: session.LowerRight},
	session.CornerTouched{Corner: session.UpperRight}, session.CornerTouched{Corner: session.LowerLeft},
}

// TestNoWayInFromAVisit touches the whole pattern on every page of a visit: nothing happens there, and the touches count
// neither for the citizen's time nor, later, for the way in.
func TestNoWayInFromAVisit(t *testing.T) {
	for _, p := range sessiontest.Pages {
		v := idle(t)
		v.do(p.Events...)
		if v.s.Idle() || v.s.Visit.At.Kind == session.AtClosed && v.s.Visit.Over == session.OverNone {
			continue
		}
		before := v.s
		v.do(corners...)
		v.did()
		if !reflect.DeepEqual(v.s, before) {
			t.Errorf("%s: the corners do something", p.Name)
		}
	}
}

// TestWayIn is open only to the whole pattern, in its order and time.
func TestWayIn(t *testing.T) {
	wrong, late := session.CornerTouched{Corner: session.LowerLeft}, session.Tick{Now: sessiontest.Noon.Add(7 * time.Second)}
	soon := session.Tick{Now: sessiontest.Noon.Add(5 * time.Second)}
	closed := session.HealthChanged{Code: "outbox.io", Since: sessiontest.Noon}
	for _, tt := range []struct {
		name   string
		events []session.Event
		opens  bool
	}{
		{"the pattern", corners, true},
		{"slowly", slices.Concat(corners[:3], []session.Event{soon}, corners[3:]), true},
		{"too slowly", slices.Concat(corners[:3], []session.Event{late}, corners[3:]), false},
		{"begun anew after it was too slow", slices.Concat(corners[:3], []session.Event{late}, corners), true},
		{"not all", corners[:3], false},
		{"one wrong", slices.Concat(corners[:2], []session.Event{wrong}, corners[2:]), false},
		{"wrong, then right", slices.Concat(corners[:2], []session.Event{wrong}, corners), true},
		{"the first twice", slices.Concat(corners[:1], corners), true},
		{"a visit between", slices.Concat(corners[:2], []session.Event{session.Start{}, session.Cancel{}}, corners[2:3]), false},
		{"out of order", slices.Concat([]session.Event{closed}, corners), true},
		{"out of order, read by somebody", slices.Concat([]session.Event{closed, session.OpenAids{}, session.Back{}}, corners), true},
		{"out of order, under the aids", slices.Concat([]session.Event{closed, session.OpenAids{}}, corners), false},
		{"a clock that was set back", slices.Concat(corners[:3], []session.Event{session.Tick{Now: sessiontest.Noon.AddDate(-1, 0, 0)}}, corners[3:]), false},
	} {
		v := idle(t)
		v.do(tt.events...)
		if got := v.s.Visit.At.Kind == session.AtCode; got != tt.opens {
			t.Errorf("%s: the page of the code opens: %t", tt.name, got)
		}
	}
	v := idle(t)
	v.s.Pattern = nil
	v.do(corners...)
	if !v.s.Idle() {
		t.Error("there is a way in without a pattern")
	}
}

// TestLookComesAlong keeps the language and the aids that were chosen on the closed page.
func TestLookComesAlong(t *testing.T) {
	v := idle(t)
	v.do(session.HealthChanged{Code: "outbox.io", Since: sessiontest.Noon}, session.OpenLanguage{}, session.SetLanguage{Lang: "en"}, session.SetTheme{Theme: session.Dark}, session.Back{})
	v.do(corners...)
	if got := v.s.Visit; got.Lang != "en" || got.Look.Theme != session.Dark || got.At.Kind != session.AtCode {
		t.Errorf("%+v", got)
	}
}

// TestTechniciansReadGermanOrEnglish, whatever the last citizen read.
func TestTechniciansReadGermanOrEnglish(t *testing.T) {
	for _, tt := range []struct {
		spoken       []string
		citizen, got string
	}{
		{[]string{"de", "en", "uk", "ar"}, "ar", "en"},
		{[]string{"de", "en", "uk", "ar"}, "de", "de"},
		{[]string{"de", "uk"}, "uk", "uk"},
	} {
		v := idle(t)
		v.s.Place.Languages = tt.spoken
		v.do(session.HealthChanged{Code: "outbox.io", Since: sessiontest.Noon}, session.OpenLanguage{}, session.SetLanguage{Lang: tt.citizen}, session.Back{})
		v.do(corners...)
		if got := v.s.Visit.Lang; got != tt.got || v.s.Visit.At.Kind != session.AtCode {
			t.Errorf("after %s in %v the technician reads %q", tt.citizen, tt.spoken, got)
		}
	}
}

// TestLockOut counts an attempt before it is checked, and locks after the fifth: for a quarter of an hour, over restarts, and
// never for longer when the clock is set back.
func TestLockOut(t *testing.T) {
	v := idle(t)
	v.do(corners...)
	for n := 1; n <= 5; n++ {
		v.do(keys("918273")...)
		v.do(session.Continue{})
		if n < 5 {
			v.did(session.KeepStanding{Standing: session.Standing{Failed: n}}, session.CheckCode{Digits: "918273"})
		}
		if v.s.Visit.Technician.Digits != "" {
			t.Fatal("the digits stay in the state")
		}
		v.do(session.CodeChecked{})
	}
	until := sessiontest.Noon.Add(15 * time.Minute)
	if !v.s.Locked() || !v.s.Standing.LockedUntil.Equal(until) {
		t.Fatalf("after five wrong codes: %+v", v.s.Standing)
	}
	v.do(keys("471181")...)
	v.do(session.Continue{})
	v.did()

	restarted := idle(t)
	restarted.s.Standing = v.s.Standing
	restarted.do(corners...)
	restarted.do(keys("471181")...)
	restarted.do(session.Continue{})
	restarted.did()

	back := sessiontest.Noon.AddDate(-3, 0, 0)
	restarted.do(session.Tick{Now: back})
	if got := restarted.s.Standing.LockedUntil; !got.Equal(back.Add(15 * time.Minute)) {
		t.Errorf("with a clock that was set back the lock lasts until %s", got)
	}
	restarted.do(session.Tick{Now: back.Add(15 * time.Minute)})
	restarted.do(corners...)
	restarted.do(keys("471181")...)
	restarted.do(session.Continue{}, session.CodeChecked{Right: true})
	if restarted.s.Visit.At.Kind != session.AtTechnician || restarted.s.Standing != (session.Standing{}) {
		t.Errorf("the right code leads to %q with %+v", restarted.s.Visit.At.Kind, restarted.s.Standing)
	}
}

// TestRightCodeAtTheLastAttempt opens, and takes the lock away that was set before it was checked.
func TestRightCodeAtTheLastAttempt(t *testing.T) {
	v := idle(t)
	v.s.Standing.Failed = 4
	v.do(corners...)
	v.do(keys("471181")...)
	v.do(session.Continue{}, session.CodeChecked{Right: true})
	if v.s.Visit.At.Kind != session.AtTechnician || v.s.Locked() {
		t.Errorf("at %q, %+v", v.s.Visit.At.Kind, v.s.Standing)
	}
}

// TestTechnicianTimeOut leaves every page of the technician alone: it ends in the idle page without a warning, for nothing is
// lost, and nothing of it stays.
func TestTechnicianTimeOut(t *testing.T) {
	for _, p := range sessiontest.Technicians {
		v := idle(t)
		v.do(p.Events...)
		t.Run(p.Name, func(t *testing.T) {
			v.t = t
			limit := v.s.Times.Technician
			if v.s.Visit.At.Kind == session.AtCode {
				limit = v.s.Times.IdleWarning
			}
			if r := v.s.Visit.Technician; !r.Running.Idle() && r.Asked == nil {
				v.wait(time.Hour)
				if v.s.Idle() {
					t.Error("the work that runs is not waited for")
				}
				return
			}
			v.wait(limit - time.Second)
			if v.s.Idle() || v.s.Warning() {
				t.Fatal("too early, or with a warning")
			}
			v.wait(time.Second)
			if last := v.s.Visit; !reflect.DeepEqual(last, session.Visit{LastTouch: last.LastTouch}) || v.wipes != 1 {
				t.Errorf("%d wipes, and this is left: %+v", v.wipes, last)
			}
		})
	}
}

// TestOutOfService survives whatever else is wrong, and visits begin only when a technician opens again.
func TestOutOfService(t *testing.T) {
	v := technician(t, "out of service")
	v.do(session.Back{}, session.Start{})
	if code, since := v.s.Closed(); !v.s.Idle() || code != session.CodeOutOfService || !since.Equal(sessiontest.Noon) {
		t.Fatalf("idle %t, closed for %q since %s", v.s.Idle(), code, since)
	}
	v.do(session.OpenAids{}, session.HealthChanged{Code: "outbox.io", Since: sessiontest.Noon}, session.HealthChanged{})
	if v.s.Visit.At.Kind != session.AtClosed {
		t.Errorf("when the outbox is whole again, somebody who reads the closed page comes to %q", v.s.Visit.At.Kind)
	}
	v.do(session.Cancel{})
	v.do(corners...)
	v.do(keys("471181")...)
	v.do(session.Continue{}, session.CodeChecked{Right: true}, session.SetService{}, session.OpenPage{Page: session.PageService})
	v.do(session.SetService{})
	v.did(session.KeepStanding{})
	v.do(session.Back{}, session.Start{})
	v.at("language")
}

// TestOneWorkAtATime refuses a second one, and takes only the result of the one that runs.
func TestOneWorkAtATime(t *testing.T) {
	v := technician(t, "testing")
	v.do(session.RunTest{Unit: "printer", Depth: session.External}, session.TestAll{}, session.PrintReport{}, session.Operate{Unit: "printer", Operation: session.OperateCut}, session.Back{},
		session.WorkEnded{Report: session.Report{Run: session.Run{Unit: "printer", Depth: session.External}, Outcome: session.TestPassed}})
	v.did()
	if v.s.Visit.Technician.Running.Depth != session.Interactive {
		t.Errorf("%+v runs", v.s.Visit.Technician.Running)
	}
	v.do(session.StopWork{})
	v.did(session.StopRun{})
}

// TestTestAll goes through every unit as deep as it goes without a person, a failure does not end it.
func TestTestAll(t *testing.T) {
	v := technician(t, "testing all")
	var done []session.Run
	for n := 0; !v.s.Visit.Technician.Running.Idle() && n < 20; n++ {
		r := v.s.Visit.Technician.Running
		done = append(done, r)
		v.do(session.WorkEnded{Report: session.Report{Run: r, Outcome: session.TestFailed, Code: "line.silent"}})
	}
	want := []session.Run{{Unit: "printer", Depth: session.External}, {Unit: "idcard", Depth: session.Internal}, {Unit: "scanner", Depth: session.External},
		{Unit: session.UnitHub, Depth: session.Internal}, {Unit: session.UnitOutbox, Depth: session.Internal}}
	if !slices.Equal(done, want) {
		t.Errorf("tested %+v", done)
	}
	if got := v.s.Grade("printer"); got != session.GradeBroken || v.s.Trouble("printer") != "line.silent" {
		t.Errorf("after a failed test the printer is %s", got)
	}
}

// TestTroubleComesFirst: broken units before those to look after, before ready ones.
func TestTroubleComesFirst(t *testing.T) {
	v := technician(t, "two broken")
	v.do(session.DeviceChanged{Status: devices.Status{Kind: devices.IDCard, State: devices.Online, Warning: devices.FaultPaperNearEnd}})
	want := []session.Unit{"printer", "scanner", session.UnitHub, "idcard", session.UnitScreen, session.UnitSound, session.UnitOutbox}
	if got := v.s.Units(); !slices.Equal(got, want) {
		t.Errorf("%v", got)
	}
}

// TestTouchEveryTarget passes when all are touched, and not before.
func TestTouchEveryTarget(t *testing.T) {
	v := technician(t, "touch")
	for n := range session.TouchTargets - 1 {
		v.do(session.TouchTarget{N: n})
		v.did()
	}
	v.do(session.TouchTarget{N: session.TouchTargets - 1})
	if last := v.s.Condition(session.UnitScreen).Last; last == nil || last.Outcome != session.TestPassed || v.s.Visit.Technician.Page != session.PageUnit {
		t.Errorf("%+v", last)
	}
}
