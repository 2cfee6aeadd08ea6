// Package kiosk runs the terminal: it brings touches, keys, devices and the outbox as events to the session, carries out
// the session's effects, and shows the page that follows. It decides nothing: whatever depends on the state is in session.
package kiosk

import (
	"context"
	"reflect"
	"time"

	"buergerterminal/devices"
	"buergerterminal/kiosk/layout"
	"buergerterminal/kiosk/screen"
	"buergerterminal/kiosk/session"
	"buergerterminal/locales"
)

// Work is what the effects need of the world. Each function blocks until the work is done or ctx ends, and may be called
// from any goroutine.
type Work struct {
	ReadCard func(ctx context.Context, again bool) (session.Card, error)
	ReadChip func(ctx context.Context, printed session.Card) (session.ChipVerdict, error)
	CardLies func(ctx context.Context) (bool, error) // a document lies in the chip reader; nil without one
	ScanPage func(ctx context.Context, mode string, progress func(session.ScanProgress)) (session.ScannedPage, error)
	Submit   func(ctx context.Context, s session.State) (session.Stored, error)
	Print    func(ctx context.Context, s session.State, again bool) (devices.Outcome, error)
	Withdraw func(ctx context.Context) error // takes back a receipt that nobody took
	Forget   func()                          // drops what was kept of the visit outside the state
	Draft    DraftWork                       // needed where applications can be kept (session.Place.SaveDays)
}

// Log takes what happened, by codes only. eventlog implements it.
type Log interface {
	PageShown(page, flow string)
	VisitBegan()
	VisitEnded(page string)
	WorkFailed(work string, code string)
	TechnicianEnded(page string)
}

// Options of a Kiosk. All members but Observe, Call, Voice and Films are needed.
type Options struct {
	State session.State // at the start: place, times, catalogue, fitted devices
	Words *locales.Texts
	Place func(*screen.Tree) *layout.Placed
	Show  func(*layout.Placed) uint64 // number of the page on the screen
	Work  Work

	Call     Caller   // nil where nobody can be called
	Voice    Voice    // nil where nothing can be read aloud
	Films    Films    // nil where no films of sign language can be shown
	Workshop Workshop // needed where the state has a way in for technicians

	Log     Log
	Play    func(session.Tone) // does not wait for the tone
	Volume  func(session.Look) // how loud the citizen wants it; called when that changes
	Now     func() time.Time
	Observe Observer // called after each page; for the demo and tests

	Keys         Keyboard      // what the keys mean; the zero Keyboard has those of an ordinary one
	DoubleStrike time.Duration // in which a second strike in the place that turned the page does not count; 0 counts all
}

// Observer sees what a citizen sees: the state, the page that follows from it, and that page's number on the screen.
type Observer func(s session.State, p *layout.Placed, number uint64)

// Kiosk is the running session.
type Kiosk struct {
	o      Options
	inputs chan func(*Kiosk) // run one after the other in Run's goroutine
	ended  chan struct{}     // closed when Run ends: nobody takes inputs any more

	state  session.State
	placed *layout.Placed
	number uint64    // of placed, on the screen
	stale  bool      // the state went on since placed was shown
	turned time.Time // when the page became another one
	hand   hand
	struck struck

	strokes   strokes
	repeating *time.Timer // a key that is held counts again
	wandering *time.Timer // the focus moves by itself
	stand     stand
	explained string // page that the key for help has just read

	jobs jobs

	reading reading

	callback string // id of the call-back that the visit wished for
}

// New makes a kiosk that shows nothing until Run.
func New(o Options) *Kiosk {
	k := &Kiosk{o: o, inputs: make(chan func(*Kiosk), 256), ended: make(chan struct{}), state: o.State}
	k.repeating, k.wandering = stopped(), stopped()
	return k
}

// stopped is a timer that does not run.
func stopped() *time.Timer {
	t := time.NewTimer(time.Hour)
	t.Stop()
	return t
}

// Run steps the session until ctx ends. When it has returned, no work of a visit goes on.
func (k *Kiosk) Run(ctx context.Context) error {
	k.jobs.begin(ctx)
	defer k.jobs.end()
	defer close(k.ended)
	defer k.hush(false)
	k.watchSlot() // a visit may have ended with the power
	k.step(session.Tick{Now: k.o.Now()})
	k.show()
	second := time.NewTicker(time.Second)
	defer second.Stop()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-second.C:
			k.second()
			k.rearm()
			continue
		case input := <-k.inputs:
			input(k)
			k.drain()
		case <-k.repeating.C:
			k.repeat()
		case <-k.wandering.C:
			k.wander()
		}
		k.show()
		k.rearm()
	}
}

// drain takes all inputs that wait, so that a stroke of a hundred points is one picture and not a hundred.
func (k *Kiosk) drain() {
	for {
		select {
		case input := <-k.inputs:
			input(k)
		default:
			return
		}
	}
}

// Send brings an event to the session. It may be called from any goroutine, and waits while the session is behind. After
// Run has ended the event is dropped.
func (k *Kiosk) Send(e session.Event) { k.input(func(k *Kiosk) { k.step(e) }) }

func (k *Kiosk) input(f func(*Kiosk)) {
	select {
	case k.inputs <- f:
	case <-k.ended:
	}
}

// step is one transition with its effects.
func (k *Kiosk) step(e session.Event) {
	before := k.state
	after, effects := session.Step(before, e)
	k.state, k.stale = after, true
	if before.Visit.Look.Silent != after.Visit.Look.Silent {
		k.o.Volume(after.Visit.Look)
	}
	if before.Idle() && !after.Idle() && !technical(after) {
		k.o.Log.VisitBegan()
	}
	for _, effect := range effects {
		if _, ok := effect.(session.Wipe); ok {
			k.logEnd(before)
		}
		k.run(effect)
	}
}

// technical reports whether it is a technician who is served: that is no visit for the statistics.
func technical(s session.State) bool {
	return s.Visit.At.Kind == session.AtCode || s.Visit.At.Kind == session.AtTechnician
}

// logEnd logs the end of what was served in a state.
func (k *Kiosk) logEnd(s session.State) {
	if technical(s) {
		k.o.Log.TechnicianEnded(string(s.Visit.At.Kind))
		return
	}
	k.o.Log.VisitEnded(string(s.Visit.At.Kind))
}

// fresh brings the page up to the state, where inputs that were taken together have run ahead of it. Whoever asks then sees
// whether the input was meant for a page that is gone: the second of two quick touches on the way on must not skip the page
// in between.
func (k *Kiosk) fresh() {
	if k.stale {
		k.show()
	}
}

// second lets a second pass. Where it changes nothing, nothing is laid out and the window sleeps on.
func (k *Kiosk) second() {
	k.step(session.Tick{Now: k.o.Now()})
	tree := screen.Build(k.state, k.o.Words)
	if reflect.DeepEqual(tree, k.placed.Tree) {
		k.stale = false
	} else {
		k.put(tree)
	}
	k.announce()
}

// show builds, places and shows the page of the state.
func (k *Kiosk) show() {
	k.put(screen.Build(k.state, k.o.Words))
	k.announce()
}

// put places and shows a page.
func (k *Kiosk) put(tree *screen.Tree) {
	if k.placed == nil || k.placed.Tree.Page != tree.Page {
		flow := ""
		if k.state.Visit.Flow != nil {
			flow = k.state.Visit.Flow.ID
		}
		k.o.Log.PageShown(tree.Page, flow)
		k.turned = k.o.Now()
	}
	k.placed, k.stale = k.o.Place(tree), false
	k.number = k.o.Show(k.placed)
}

// announce tells of the page that is shown: a clerk, the ears, and who observes.
func (k *Kiosk) announce() {
	k.mirror()
	k.speak()
	if k.o.Observe != nil {
		k.o.Observe(k.state, k.placed, k.number)
	}
}
