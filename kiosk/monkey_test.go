package kiosk

import (
	"fmt"
	"image"
	"math/rand/v2"
	"os"
	"reflect"
	"strconv"
	"testing"
	"time"

	"buergerterminal/devices"
	"buergerterminal/kiosk/layout"
	"buergerterminal/kiosk/screen"
	"buergerterminal/kiosk/session"
	"buergerterminal/kiosk/session/sessiontest"
	"buergerterminal/kiosk/walk"
	"buergerterminal/locales"
)

// perSeed is how many events a monkey makes of a seed. One seed repeats all of them.
const perSeed = 5000

// found are the seeds that have once found a mistake; they are tried first.
var found = []uint64{}

// TestMonkey lets somebody without sense touch the panel anywhere and press any key, while devices, clerks and the clock do what they
// like: 50,000 events, or as many as MONKEY says (make monkey: 1,000,000).
func TestMonkey(t *testing.T) {
	events := 50_000
	if n, err := strconv.Atoi(os.Getenv("MONKEY")); err == nil && n > 0 {
		events = n
	}
	words, place := drawn(t)
	seen := map[string]bool{}
	all := tally{}
	for i := range max(1, events/perSeed) {
		seed := uint64(i)
		if i < len(found) {
			seed = found[i]
		}
		m := &monkey{rand: rand.New(rand.NewPCG(seed, 2)), words: words, place: place, state: sessiontest.Idle(t), seen: seen, tally: &all}
		m.state.Place.Languages = words.Languages()
		if err := m.run(); err != nil {
			t.Fatalf("seed %d, event %d (%s): %v", seed, m.n, m.last, err)
		}
	}
	t.Logf("%d events, %d pages, %d visits ended, %d applications sent", all.events, len(seen), all.ended, all.sent)
	if len(seen) < 60 || all.ended == 0 || all.sent == 0 {
		t.Error("the monkeys have come nowhere")
	}
}

// tally is what the monkeys have come to.
type tally struct{ events, ended, sent int }

// monkey is one that plays.
type monkey struct {
	rand  *rand.Rand
	words *locales.Texts
	place func(*screen.Tree) *layout.Placed
	state session.State
	now   *layout.Placed // the page, nil where it has to be made anew
	hand  hand
	queue []session.Event // of a visit that is taken up in the middle
	seen  map[string]bool
	tally *tally

	n    int
	last string
}

// run plays all events of a seed. It tells of a panic what led there.
func (m *monkey) run() (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v", r)
		}
	}()
	for ; m.n < perSeed; m.n++ {
		m.tally.events++
		if err := m.play(); err != nil {
			return err
		}
	}
	return nil
}

// play does one thing.
func (m *monkey) play() error {
	if len(m.queue) == 0 && m.rand.IntN(40) == 0 && m.state.Idle() {
		pages := sessiontest.Pages
		switch m.rand.IntN(6) {
		case 0:
			pages = sessiontest.Technicians
		case 1:
			pages = sessiontest.Calls
		}
		m.queue = pages[m.rand.IntN(len(pages))].Events
	}
	if len(m.queue) > 0 {
		e := m.queue[0]
		m.queue = m.queue[1:]
		return m.step(e)
	}
	switch n := m.rand.IntN(100); {
	case n < 55:
		return m.key()
	case n < 75:
		return m.touch()
	case n < 82:
		return m.step(session.Tick{Now: m.state.Now.Add(time.Duration(1+m.rand.IntN(20)) * time.Second)})
	case n < 94:
		return m.step(m.answer())
	}
	lists := [][]session.Event{sessiontest.Events, sessiontest.CallEvents, sessiontest.TechnicianEvents}
	events := lists[m.rand.IntN(len(lists))]
	e := events[m.rand.IntN(len(events))]
	if tick, ok := e.(session.Tick); ok {
		e = session.Tick{Now: m.state.Now.Add(tick.Now.Sub(sessiontest.Noon))}
	}
	return m.step(e)
}

// answer is one that the world could give just now.
func (m *monkey) answer() session.Event {
	v := m.state.Visit
	switch {
	case v.Submission.Storing:
		return session.Stored{Key: "k", Number: "4K7-219", Token: "T"}
	case v.Print.Running:
		return session.PrintEnded{Outcome: devices.Printed}
	case v.Scan.Stage == session.ScanRunning:
		return session.ScanDone{Page: session.ScannedPage{Image: image.NewGray(image.Rect(0, 0, 10, 14)), Data: []byte("png"), MIME: "image/png"}}
	case v.At.Kind == session.AtCard:
		return session.CardRead{Card: sessiontest.Card}
	}
	kind := []devices.Kind{devices.IDCard, devices.Scanner, devices.Printer}[m.rand.IntN(3)]
	state := []devices.State{devices.Online, devices.Online, devices.NoDevice}[m.rand.IntN(3)]
	return session.DeviceChanged{Status: devices.Status{Kind: kind, State: state}}
}

// page is what is on the screen.
func (m *monkey) page() *layout.Placed {
	if m.now == nil {
		m.now = m.place(screen.Build(m.state, m.words))
	}
	return m.now
}

// touch puts a finger down and up again: on a target, or anywhere.
func (m *monkey) touch() error {
	p := m.page()
	at := image.Pt(m.rand.IntN(p.Size.X), m.rand.IntN(p.Size.Y))
	if n := len(p.Nodes); n > 0 && m.rand.IntN(4) > 0 {
		if target := p.Nodes[m.rand.IntN(n)].Target; !target.Empty() {
			at = target.Min.Add(target.Size().Div(2))
		}
	}
	for _, contact := range []Touch{Down, Moved, Up} {
		for _, e := range m.hand.events(m.page(), contact, at) {
			if err := m.step(e); err != nil {
				return err
			}
		}
	}
	return nil
}

// key presses any key, those that move more often.
func (m *monkey) key() error {
	p, key := m.page(), Key(m.rand.IntN(int(Choose)+1))
	if m.rand.IntN(2) == 0 {
		key = []Key{Tab, ArrowDown, ArrowUp, Move, Enter, Choose}[m.rand.IntN(6)]
	}
	switch {
	case key == Help:
		return m.optional(helpEvent(p, m.state, m.rand.IntN(2) == 0))
	case key == Move || key == Choose:
		if e := switchEvents(m.state, p, key); e != nil {
			return m.step(e)
		}
		return nil
	}
	if err := m.optional(keyEvent(p, key, []rune{'a', ' ', 'Ж', '7', 'ß'}[m.rand.IntN(5)])); err != nil {
		return err
	}
	if key == Tab || key == ArrowDown {
		return m.focused()
	}
	return nil
}

// focused: behind a key that moves it, exactly one thing has the focus and the ring, or there is nothing to choose. A screen that the citizen made dark shows no ring.
func (m *monkey) focused() error {
	p := m.page()
	held := holders(p)
	if len(held) == 1 {
		if _, ok := ringOf(p); ok || p.Tree.Blank != nil {
			return nil
		}
	}
	if len(touchable(p)) == 0 {
		return nil
	}
	return fmt.Errorf("on %s the focus is on %q", p.Tree.Page, held)
}

func (m *monkey) optional(e session.Event) error {
	if e == nil {
		return nil
	}
	return m.step(e)
}

// step lets something happen, and looks at what has come of it where something has.
func (m *monkey) step(e session.Event) error {
	m.last = fmt.Sprintf("%T", e)
	before := m.state
	next, effects := sessiontest.Step(before, e)
	m.state = next
	if err := walk.Lawful(before, next, effects); err != nil {
		return err
	}
	for _, effect := range effects {
		if _, sent := effect.(session.Submit); sent {
			m.tally.sent++
		}
	}
	if !before.Idle() && next.Idle() {
		m.tally.ended++
		m.queue = nil
	}
	if len(effects) == 0 && reflect.DeepEqual(before, next) {
		return nil
	}
	m.now = nil
	tree := screen.Build(next, m.words)
	m.seen[tree.Page] = true
	return deadEnd(next, tree)
}

// deadEnd: whoever is served has a human, and a way on, back or out; while something is stored they wait for that alone. Whoever
// reads that the terminal is closed is told where else help is.
func deadEnd(s session.State, t *screen.Tree) error {
	if s.Idle() || s.Visit.At.Kind == session.AtTechnician || s.Visit.At.Kind == session.AtCode {
		return nil
	}
	focus := 0
	t.Walk(func(n *screen.Node) bool {
		if n.Focused {
			focus++
		}
		return true
	})
	if focus > 1 {
		return fmt.Errorf("%s has the focus %d times", t.Page, focus)
	}
	if t.Page == "out-of-order" {
		if t.Find("contact.phone") == nil {
			return fmt.Errorf("%s does not say where help is", t.Page)
		}
		return nil
	}
	if t.Find("bar.end-call") != nil {
		return nil // the human is there, and the call can be ended
	}
	if t.Find("bar.help") == nil {
		return fmt.Errorf("%s offers no human", t.Page)
	}
	for _, n := range []*screen.Node{t.Back, t.Forward, t.Bar[0]} {
		if n != nil && n.On != nil {
			return nil
		}
	}
	if s.Visit.Submission.Storing || s.Visit.Saving.Stage == session.SaveSending {
		return nil
	}
	return fmt.Errorf("%s is a dead end", t.Page)
}
