package session_test

import (
	"fmt"
	"hash/maphash"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"buergerterminal/devices"
	"buergerterminal/flows"
	"buergerterminal/kiosk/screen"
	"buergerterminal/kiosk/session"
	"buergerterminal/kiosk/session/sessiontest"
	"buergerterminal/locales"
	"buergerterminal/locales/localestest"
)

// TestRandomWalks lets a citizen without sense touch whatever is on the page, and the world answer whatever it likes,
// and holds every step to what must always be true. A seed repeats a walk.
func TestRandomWalks(t *testing.T) {
	const seeds, most, steps = 6, 30, 5000 // more walks where the catalogue has led the first ones astray
	words := localestest.Shipped(t)
	reached := map[string]int{}
	musts := []string{"Wipe", "Submit", "PrintReceipt", "ScanPage", "CancelScan", "ReadCard", "StopCard", "warned", "StoreFailed while storing", "timed out", "technician came in", "technician's work", "technician's time was over", "locked",
		"AskHuman", "ShareLive", "HangUp", "SaveDraft", "PrintDraft", "DropDraft", "ReadDraft", "RenewDraft", "BurnDraft", "RetireDraft", "LeaveDraft", "SendText", "AnswerGrant", "AnswerDone", "TellProgress", "StopWaiting", "AskCallback"}
	missed := func(must string) bool { return reached[must] == 0 }
	for seed := uint64(0); seed < seeds || seed < most && slices.ContainsFunc(musts, missed); seed++ {
		w := &walker{t: t, rand: rand.New(rand.NewPCG(seed, 1)), words: words, s: sessiontest.Idle(t), seed: maphash.MakeSeed(), reached: reached}
		for n := range steps {
			w.name = fmt.Sprintf("seed %d, step %d", seed, n)
			w.step(w.event())
			if t.Failed() {
				return
			}
		}
	}
	for _, must := range musts {
		t.Logf("%s: %d", must, reached[must])
		if missed(must) {
			t.Errorf("no walk came to %s: %v", must, reached)
		}
	}
}

// walker is one walk and what must be remembered of it.
type walker struct {
	t       *testing.T
	name    string
	rand    *rand.Rand
	words   *locales.Texts
	s       session.State
	seed    maphash.Seed
	queue   []session.Event // of a visit that is walked as planned
	reached map[string]int

	lent     int       // drafts that the hub has lent
	stored   bool      // the visit's application has been confirmed, or is being stored
	warnedAt time.Time // zero: not warned
}

// lent are the visits that go on with an application that was kept, and are about to part with it.
func lent() []sessiontest.Page {
	return slices.DeleteFunc(slices.Clone(sessiontest.Pages), func(p sessiontest.Page) bool {
		return p.Name != "resume: on" && p.Name != "resume: cancel" && p.Name != "resume: save" && p.Name != "resume: saved"
	})
}

// event is what happens next: a visit that goes as planned, a touch on the page, an answer of the world, or nonsense.
func (w *walker) event() session.Event {
	if w.s.Broken != "" && w.rand.IntN(5) == 0 {
		return session.HealthChanged{}
	}
	if w.s.Idle() && len(w.queue) == 0 && w.rand.IntN(2) == 0 {
		pages := sessiontest.Pages
		switch w.rand.IntN(7) {
		case 0:
			pages = sessiontest.Technicians
		case 1, 2:
			pages = sessiontest.Calls
		case 3:
			pages = lent()
		}
		w.queue = pages[w.rand.IntN(len(pages))].Events
	}
	if !w.s.Standing.OutOfService.IsZero() && w.rand.IntN(20) == 0 {
		w.queue = opensAgain()
	}
	if e := w.technicianAnswer(); e != nil && len(w.queue) == 0 && w.rand.IntN(3) == 0 {
		return e
	}
	if len(w.queue) == 0 && w.rand.IntN(4) == 0 {
		w.queue = w.fitting()
	}
	if len(w.queue) == 0 && w.rand.IntN(150) == 0 { // the citizen goes away
		for n := range 12 {
			w.queue = append(w.queue, session.Tick{Now: w.s.Now.Add(time.Duration(n+1) * 15 * time.Second)})
		}
	}
	if len(w.queue) > 0 && w.rand.IntN(100) > 0 {
		e := w.queue[0]
		w.queue = w.queue[1:]
		return e
	}
	w.queue = nil
	switch n := w.rand.IntN(100); {
	case n < 60:
		return w.touched()
	case n < 72:
		return w.answer()
	case n < 87:
		return session.Tick{Now: w.s.Now.Add(time.Duration(1+w.rand.IntN(30)) * time.Second)}
	}
	events := sessiontest.Events
	if k := w.s.Visit.At.Kind; k == session.AtCode || k == session.AtTechnician || w.rand.IntN(10) == 0 {
		events = sessiontest.TechnicianEvents
	}
	if w.rand.IntN(4) == 0 {
		events = sessiontest.CallEvents
	}
	e := events[w.rand.IntN(len(events))]
	if tick, ok := e.(session.Tick); ok {
		e = session.Tick{Now: w.s.Now.Add(tick.Now.Sub(sessiontest.Noon))}
	}
	return e
}

// fitting are the key presses of right answers to what the open page asks; random ones would stay there for ever.
func (w *walker) fitting() []session.Event {
	var events []session.Event
	d := w.s.Visit.Draft
	for _, key := range w.s.Page().Fields {
		text := map[string]string{"plz": "01999", "email": "a@b.de", "telefon": "03591 12", "hausnummer": "27", "anzahl": "2", dateKey: "14081989", "seit": "01112026"}[key]
		if text == "" {
			text = "Ab"
		}
		_, written := d.Edits[key]
		if _, dated := d.Dates[key]; !written && !dated {
			continue
		}
		events = append(events, session.ActivateField{Key: key}, session.Empty{})
		events = append(append(events, keys(text)...), session.Continue{})
	}
	return events
}

// touched is the event of something on the page; what leads on is touched more often than what ends the visit.
func (w *walker) touched() session.Event {
	tree := screen.Build(w.s, w.words)
	if on := tree.Forward; on != nil && on.On != session.Event(session.OpenResume{}) && w.rand.IntN(5) < 2 {
		return on.On
	}
	var all []session.Event
	tree.Walk(func(n *screen.Node) bool {
		for _, text := range []string{n.Name, n.Value, n.Detail} {
			if strings.HasPrefix(text, "[") {
				w.t.Errorf("%s: the page lacks a text: %s", w.name, text)
			}
		}
		switch n.On.(type) {
		case nil:
		case session.OpenResume: // of all touches only some
			if w.rand.IntN(10) == 0 {
				all = append(all, n.On)
			}
		case session.Cancel, session.EndVisit, session.Back:
			if w.rand.IntN(3) == 0 || w.s.Visit.Saving.Stage == session.SaveKept {
				all = append(all, n.On)
			}
		case session.TypeRune:
			if w.rand.IntN(20) == 0 {
				all = append(all, n.On)
			}
		case session.StrokeStarted:
			all = append(all, session.StrokeStarted{At: session.Point{X: w.rand.Float32() * 1000, Y: w.rand.Float32() * 500}}, session.StrokeMoved{At: session.Point{X: 5, Y: 5}}, session.StrokeEnded{})
		default:
			all = append(all, n.On)
		}
		return true
	})
	if len(all) == 0 {
		return session.Released{}
	}
	return all[w.rand.IntN(len(all))]
}

// answer is one that the world could give just now, or a change of the world itself.
func (w *walker) answer() session.Event {
	kind := []devices.Kind{devices.IDCard, devices.Scanner, devices.Printer}[w.rand.IntN(3)]
	state := []devices.State{devices.Online, devices.Online, devices.Busy, devices.NoDevice}[w.rand.IntN(4)]
	v := w.s.Visit
	if e := w.callAnswer(v.Call); e != nil {
		return e
	}
	switch {
	case v.Submission.Storing && w.rand.IntN(3) == 0:
		w.reached["StoreFailed while storing"]++
		return session.StoreFailed{Code: "outbox.io"}
	case v.Submission.Storing:
		return session.Stored{Key: "k", Number: "4K7-219", Token: "T"}
	case v.Saving.Stage == session.SaveSending && w.rand.IntN(3) == 0:
		return session.DraftRefused{Code: "draft.full"}
	case v.Saving.Stage == session.SaveSending:
		return session.DraftKept{Code: sessiontest.DraftCode, Last: flows.Day{Year: 2026, Month: 12, Day: 5}}
	case v.Resume.Stage == session.ResumeReading && w.rand.IntN(2) == 0:
		w.lent++
		return session.DraftOpened{Draft: sessiontest.Kept, Loan: session.Loan{ID: sessiontest.Loan.ID, Lease: fmt.Sprintf("%032x", w.lent)}}
	case v.Print.Running || v.Saving.Print.Running:
		return session.PrintEnded{Outcome: []devices.Outcome{devices.Printed, devices.NotPrinted, devices.Unknown, devices.Unknown}[w.rand.IntN(4)], Fault: devices.FaultPaperEnd}
	case v.Scan.Stage == session.ScanRunning && w.rand.IntN(2) == 0:
		return session.ScanDone{Page: sheet("walk")}
	case v.At.Kind == session.AtCard && w.rand.IntN(2) == 0:
		return session.CardRead{Card: sessiontest.Card}
	}
	return status(kind, state)
}

// step takes one event and holds what follows to the laws.
func (w *walker) step(e session.Event) {
	before, print := w.s, w.fingerprint(w.s)
	after, effects := sessiontest.Step(before, e)
	if w.fingerprint(before) != print {
		w.t.Errorf("%s: %T changed the state that Step was given", w.name, e)
	}
	w.s = after
	w.visitEnds(before, e, effects)
	w.loanHolds(before, e, effects)
	w.pathHolds(e)
	w.technicianHolds(before, e, effects)
	for _, effect := range effects {
		w.effect(before, e, effect)
	}
	if _, again := e.(session.Another); w.s.Visit.Submission.Code != "" || again && w.s.Visit.At.Kind != session.AtDone {
		w.stored = false // storing failed, or another application: it may be sent again
	}
}

// visitEnds holds the end of a visit: always with the wipe, never with anything left, never without a warning.
func (w *walker) visitEnds(before session.State, e session.Event, effects []session.Effect) {
	wiped := slices.ContainsFunc(effects, func(e session.Effect) bool { return e == session.Effect(session.Wipe{}) })
	ended := !before.Idle() && w.s.Idle()
	if wiped != ended {
		w.t.Errorf("%s: %T: wiped %t, ended %t", w.name, e, wiped, ended)
	}
	if wiped && !reflect.ValueOf(w.s.Visit).IsZero() {
		w.t.Errorf("%s: %T left something of the visit", w.name, e)
	}
	if active := before.Visit.Call.Active(); wiped && active != slices.Contains(effects, session.Effect(session.HangUp{Reason: session.EndedVisit})) {
		w.t.Errorf("%s: %T ends the visit, and the call (%t) with %v", w.name, e, active, effects)
	}
	tick, timed := e.(session.Tick)
	if timed && before.Visit.Call.Stage == session.CallLive && (wiped || w.s.Warning()) {
		w.t.Errorf("%s: the clock does not stand in a call", w.name)
	}
	if timed && wiped {
		w.reached["timed out"]++
		last := before.Visit.At.Kind == session.AtClosed || before.Visit.At.Kind == session.AtDone && before.Visit.Print.Ended && !before.PrinterTrouble() || before.CodeInHand()
		if atTechnician(before) {
			w.reached["technician's time was over"]++
			if restAllowed(before, tick.Now) {
				w.t.Errorf("%s: wiped %s after the last touch", w.name, tick.Now.Sub(before.Visit.LastTouch))
			}
		} else if !last && (w.warnedAt.IsZero() || tick.Now.Sub(w.warnedAt) < before.Times.Countdown) {
			w.t.Errorf("%s: wiped %s after the warning", w.name, tick.Now.Sub(w.warnedAt))
		}
	}
	switch {
	case !w.s.Warning():
		w.warnedAt = time.Time{}
	case w.warnedAt.IsZero() || timed && tick.Now.Before(w.warnedAt):
		w.warnedAt = w.s.Now
		w.reached["warned"]++
	}
	if wiped {
		w.stored, w.queue = false, nil
	}
}

// loanHolds holds what was lent: it is burnt only when it is stored or by the citizen's word, retired only for a code in their hand, and
// whatever the state holds no more has one fate.
func (w *walker) loanHolds(before session.State, e session.Event, effects []session.Effect) {
	held := before.Visit.Loan
	if before.Visit.Aside != nil && !held.Open() {
		held = before.Visit.Aside.Loan
	}
	if !held.Open() {
		return
	}
	ended := fates(effects)
	ended = slices.DeleteFunc(ended, func(e session.Effect) bool {
		_, ok := e.(session.DropDraft)
		late, other := e.(session.LeaveDraft)
		return ok || other && late.Lease != held.Lease
	})
	after := w.s.Visit
	holds := after.Loan.Lease == held.Lease || after.Aside != nil && after.Aside.Loan.Lease == held.Lease
	if holds != (len(ended) == 0) || len(ended) > 1 {
		w.t.Errorf("%s: %T: held before, now %t, and did %v", w.name, e, holds, ended)
	}
	for _, effect := range ended {
		_, ends := e.(session.EndVisit)
		_, stored := e.(session.Stored)
		switch effect.(type) {
		case session.BurnDraft:
			if !ends && !stored {
				w.t.Errorf("%s: %T burns", w.name, e)
			}
		case session.RetireDraft:
			if !w.s.CodeInHand() && !before.CodeInHand() {
				w.t.Errorf("%s: %T retires the older one without the newer in hand", w.name, e)
			}
		}
	}
}

// pathHolds holds the place of the visit: it is on its own path, and the progress can be drawn.
func (w *walker) pathHolds(e session.Event) {
	v := w.s.Visit
	if v.Flow == nil {
		return
	}
	if v.At.Kind != session.AtDone && v.Row == nil && !slices.Contains(w.s.Path(), v.At) {
		w.t.Errorf("%s: %T: %v is not on the path %v", w.name, e, v.At, names(w.s.Path()))
	}
	groups, open, part := w.s.Steps()
	if open < -1 || open > len(groups) || part <= 0 || part > 1 {
		w.t.Errorf("%s: %T: step %d of %d, part %f", w.name, e, open, len(groups), part)
	}
}

// effect holds what the terminal does: nothing is sent without consent, nothing twice, and nothing is printed by itself.
func (w *walker) effect(before session.State, e session.Event, effect session.Effect) {
	w.reached[strings.TrimPrefix(fmt.Sprintf("%T", effect), "session.")]++
	v := before.Visit
	switch effect := effect.(type) {
	case session.ShareLive:
		c := w.s.Visit.Call
		if (effect.Audio || effect.Video) && (c.Stage != session.CallLive || c.Audio != effect.Audio || c.Video != effect.Video || effect.Video && !c.Seen) {
			w.t.Errorf("%s: %T shares %+v in %+v", w.name, e, effect, c)
		}
	case session.Submit:
		for _, c := range before.Evaluation().VisibleConsents {
			if c.Required && !v.Consents[c.ID] {
				w.t.Errorf("%s: %T sends without consent %s", w.name, e, c.ID)
			}
		}
		if len(before.Evaluation().Errors) > 0 || w.stored {
			w.t.Errorf("%s: %T sends with mistakes (%v), or twice (%t)", w.name, e, before.Evaluation().Errors, w.stored)
		}
		w.stored = true
	case session.PrintReceipt:
		if effect.Copy {
			w.reached["PrintReceipt copy"]++
		}
		_, asked := e.(session.PrintAgain)
		if v.Print.Asked != asked || effect.Copy != (v.Print.Copies > 0) || !w.s.Visit.Submission.Done() {
			w.t.Errorf("%s: %T prints, copy %t: %+v", w.name, e, effect.Copy, v.Print)
		}
	}
}
