package session_test

import (
	"maps"
	"slices"
	"testing"
	"time"

	"buergerterminal/devices"
	"buergerterminal/flows"
	"buergerterminal/kiosk/session"
	"buergerterminal/kiosk/session/sessiontest"
)

// What becomes of sessiontest.Loan.
var (
	left    = session.LeaveDraft{ID: sessiontest.Loan.ID, Lease: sessiontest.Loan.Lease}
	burnt   = session.BurnDraft{ID: sessiontest.Loan.ID}
	retired = session.RetireDraft{ID: sessiontest.Loan.ID}
	renewed = session.RenewDraft{ID: sessiontest.Loan.ID, Lease: sessiontest.Loan.Lease}
)

// fates are what of these a visit has done, in order.
func fates(effects []session.Effect) (all []session.Effect) {
	for _, e := range effects {
		switch e.(type) {
		case session.LeaveDraft, session.BurnDraft, session.RetireDraft, session.DropDraft:
			all = append(all, e)
		}
	}
	return all
}

// TestFateOfALoan goes through all ways on which a visit ends that has opened a paper: what it holds is burnt when it is safe elsewhere or
// when the citizen says so, and else the paper stays good.
func TestFateOfALoan(t *testing.T) {
	kept := []session.Event{session.Cancel{}, session.OpenSave{}, session.KeepDraft{}, session.DraftKept{Code: sessiontest.DraftCode}}
	printed := func(o devices.Outcome) session.Event {
		return session.PrintEnded{Outcome: o, Fault: devices.FaultSilent}
	}
	gone := func(now time.Time) []session.Event {
		return []session.Event{session.Tick{Now: now.Add(warning)}, session.Tick{Now: now.Add(warning + countdown)}}
	}
	dropped := session.DropDraft{Code: sessiontest.DraftCode}
	for _, tt := range []struct {
		name   string
		page   string
		events []session.Event
		want   []session.Effect
	}{
		{"back from the page that shows it", "resume: found", []session.Event{session.Back{}}, []session.Effect{left}},
		{"cancelled there", "resume: found", []session.Event{session.Cancel{}}, []session.Effect{left}},
		{"time-out there", "resume: found", gone(sessiontest.Noon), []session.Effect{left}},
		{"deleted under the warning there", "resume: found", []session.Event{session.Tick{Now: sessiontest.Noon.Add(warning)}, session.EndVisit{}}, []session.Effect{left}},
		{"gone on", "resume: on", nil, nil},
		{"time-out", "resume: on", gone(sessiontest.Noon), []session.Effect{left}},
		{"deleted", "resume: cancel", []session.Event{session.EndVisit{}}, []session.Effect{burnt}},
		{"deleted under the warning", "resume: on", []session.Event{session.Tick{Now: sessiontest.Noon.Add(warning)}, session.EndVisit{}}, []session.Effect{burnt}},
		{"the paper kept", "resume: cancel", []session.Event{session.KeepPaper{}}, []session.Effect{left}},
		{"kept anew, not yet printed", "resume: on", kept, nil},
		{"kept anew, nobody knows of the paper", "resume: on", append(slices.Clone(kept), printed(devices.Unknown)), nil},
		{"kept anew, not printed, and gone away", "resume: on", slices.Concat(kept, []session.Event{printed(devices.NotPrinted)}, gone(sessiontest.Noon)), []session.Effect{left}},
		{"kept anew, and all deleted under the warning", "resume: on", append(slices.Clone(kept), printed(devices.NotPrinted), session.Tick{Now: sessiontest.Noon.Add(warning)}, session.EndVisit{}), []session.Effect{left}},
		{"kept anew and printed", "resume: on", append(slices.Clone(kept), printed(devices.Printed)), []session.Effect{retired}},
		{"kept anew, and the paper had come", "resume: on", append(slices.Clone(kept), printed(devices.Unknown), session.PaperCame{}), []session.Effect{retired}},
		{"kept anew and photographed, not yet looked at", "resume: on", append(slices.Clone(kept), printed(devices.NotPrinted), session.Continue{}), nil},
		{"kept anew and photographed", "resume: on", append(slices.Clone(kept), printed(devices.NotPrinted), session.Continue{}, session.Continue{}), []session.Effect{retired}},
		{"kept anew and photographed, and gone on here", "resume: on", append(slices.Clone(kept), printed(devices.NotPrinted), session.Continue{}, session.GoOnHere{}), []session.Effect{dropped}},
		{"kept anew and printed, then finished", "resume: on", append(slices.Clone(kept), printed(devices.Printed), session.EndVisit{}), []session.Effect{retired}},
		{"kept anew, nobody knows, and gone on here", "resume: on", append(slices.Clone(kept), printed(devices.Unknown), session.GoOnHere{}), []session.Effect{dropped}},
		{"kept anew and printed, and gone on here", "resume: on", append(slices.Clone(kept), printed(devices.Printed), session.GoOnHere{}), []session.Effect{retired, dropped}},
		{"keeping failed", "resume: on", append(slices.Clone(kept[:3]), session.DraftRefused{Code: "draft.full"}), nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			v := page(t, tt.page)
			v.do(tt.events...)
			if got := fates(v.effects); !slices.Equal(got, tt.want) {
				t.Errorf("it did %v, want %v", got, tt.want)
			}
		})
	}
}

// TestBurntWhenStored: a kept application that is sent opens nothing any more, and not a moment before it is stored.
func TestBurntWhenStored(t *testing.T) {
	before := page(t, "send")
	d := before.s.SavedDraft()
	v := idle(t)
	v.do(session.Start{}, session.Continue{}, session.OpenResume{}, session.Continue{}, session.DraftOpened{Draft: d, Loan: sessiontest.Loan}, session.Continue{})
	v.s.Visit.At, v.s.Visit.Submission = session.Station{Kind: session.AtSend, Row: -1}, session.Submission{Storing: true}
	v.do(session.StoreFailed{Code: "outbox.io"})
	if !v.s.Visit.Loan.Open() {
		t.Fatal("given up though nothing is stored")
	}
	v.s.Visit.Submission = session.Submission{Storing: true}
	v.do(session.Stored{Key: "k", Number: "4K7-219", Token: "T"})
	if got := fates(v.effects); !slices.Equal(got, []session.Effect{burnt}) || v.s.Visit.Loan.Open() {
		t.Errorf("it did %v", got)
	}
}

// TestRenewedLoan tells the hub every few minutes that the citizen still goes on, also when the application is laid aside, and not any
// longer than that.
func TestRenewedLoan(t *testing.T) {
	v := page(t, "resume: on")
	v.s.Visit.Call.Stage = session.CallLive // the clock stands, and nobody is warned
	said := 0
	for range 20 * 60 {
		v.wait(time.Second)
		if slices.Contains(v.effects, session.Effect(renewed)) {
			said++
		}
	}
	if said != 6 {
		t.Errorf("renewed %d times in 20 minutes", said)
	}
	aside := v.s.Visit
	other := v.s
	other.Visit = session.Visit{Lang: "de", At: session.Station{Kind: session.AtAreas, Row: -1}, LastTouch: v.s.Now, Aside: &aside}
	after, effects := session.Step(other, session.Tick{Now: v.s.Now.Add(4 * time.Minute)})
	if !slices.Contains(effects, session.Effect(renewed)) || aside.Loan.Told.Equal(after.Visit.Aside.Loan.Told) || other.Visit.Aside != &aside {
		t.Errorf("laid aside: %v", effects)
	}
	v = page(t, "resume")
	v.wait(4 * time.Minute)
	if slices.Contains(v.effects, session.Effect(renewed)) {
		t.Error("renewed without a loan")
	}
}

// TestLateReading: what comes when the citizen has left the page is given back, and nothing else is.
func TestLateReading(t *testing.T) {
	v := page(t, "resume: reading")
	v.do(session.StopScan{})
	v.did(session.CancelScan{})
	v.do(session.DraftOpened{Draft: sessiontest.Kept, Loan: sessiontest.Loan})
	v.at("resume")
	v.did(left)
	v = page(t, "resume: on")
	v.do(session.DraftOpened{Draft: sessiontest.Kept, Loan: session.Loan{ID: sessiontest.Loan.ID, Lease: "late"}})
	v.did(session.LeaveDraft{ID: sessiontest.Loan.ID, Lease: "late"})
	if v.s.Visit.Loan.Lease != sessiontest.Loan.Lease {
		t.Error("the visit has lost its own loan")
	}
}

// TestToTheAppointmentFromThePaper leaves nothing of the paper behind: neither its answers nor its loan.
func TestToTheAppointmentFromThePaper(t *testing.T) {
	v := page(t, "resume: found")
	v.s.Visit.Call, v.s.Catalog = session.Call{Stage: session.CallWaiting}, sessiontest.Shipped(t)
	if v.s.Appointment() == nil {
		t.Fatal("no appointment is offered")
	}
	v.do(session.OpenHelp{}, session.OpenAppointment{})
	if got := v.s.Visit; got.Flow == nil || got.Flow.ID != "termin" || got.Resume.Stage != session.ResumePlace || got.Resume.Found.Answers != nil || got.Loan.Open() {
		t.Errorf("at %v with %+v, loan %+v", got.At, got.Resume, got.Loan)
	}
	if got := fates(v.effects); !slices.Equal(got, []session.Effect{left}) {
		t.Errorf("it did %v", got)
	}
}

// TestBackFromAKeptApplication goes back to the page that shows it, with all that was answered since, and on again.
func TestBackFromAKeptApplication(t *testing.T) {
	v := page(t, "resume: on")
	v.do(session.ChooseOption{Key: "zweck", Option: "sozial"}, session.Continue{})
	answers := v.s.SavedDraft().Answers
	for range 20 {
		if v.s.Visit.At.Kind == session.AtResume {
			break
		}
		v.do(session.Back{})
	}
	v.at("resume found")
	if got := v.s.Visit.Resume.Found; !maps.EqualFunc(got.Answers, answers, flows.Value.Equal) || !got.Saved.Equal(sessiontest.Kept.Saved) || answers["zweck"].IsEmpty() {
		t.Errorf("found %+v, answered were %v", got, answers)
	}
	if got := fates(v.effects); len(got) > 0 || v.s.Visit.Flow != nil {
		t.Errorf("it did %v", got)
	}
	v.do(session.Continue{}, session.SkipCard{})
	if got := v.s.SavedDraft().Answers; !maps.EqualFunc(got, answers, flows.Value.Equal) || !v.s.Visit.Loan.Open() {
		t.Errorf("went on with %v", got)
	}
	for range 20 {
		if v.s.Visit.At.Kind == session.AtResume {
			break
		}
		v.do(session.Back{})
	}
	v.do(session.Back{})
	v.at("areas")
	v.did(left)
}
