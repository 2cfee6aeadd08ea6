package kiosk

import (
	"context"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"buergerterminal/kiosk/config"
	"buergerterminal/kiosk/display"
	"buergerterminal/kiosk/layout"
	"buergerterminal/kiosk/screen"
	"buergerterminal/kiosk/session"
	"buergerterminal/kiosk/session/sessiontest"
)

// TestGroups: on every page the groups hold each target once, in reading order, and few lie on the way to any of them.
func TestGroups(t *testing.T) {
	place := placer(t)
	for _, p := range sessiontest.Pages {
		s, _ := sessiontest.Walk(sessiontest.Idle(t), p.Events...)
		placed := place(s)
		want := slices.DeleteFunc(touchable(placed), func(id string) bool { return placed.Find(id).Node.Role == screen.RoleSignature })
		all := groups(placed)
		if got := slices.Concat(all...); !slices.Equal(got, want) {
			t.Errorf("%s: the groups hold\n%q, not\n%q", p.Name, got, want)
		}
		for i, g := range all {
			if far := i + 1 + len(g); len(g) > 12 || far > 26 {
				t.Errorf("%s: %q is up to %d presses away", p.Name, g, far)
			}
		}
	}
}

// TestSwitches: a move goes to the next group and round the page; within a group to its targets, and out of it behind the last.
func TestSwitches(t *testing.T) {
	all := [][]string{{"a", "b"}, {"c"}, {"d", "e", "f"}}
	type w = session.Switches
	type move = session.SwitchMoved
	for _, tt := range []struct {
		name  string
		at    w
		focus string
		want  move
	}{
		{"the first group", w{}, "", move{First: "a", Last: "b"}},
		{"one that has a single target", w{First: "a", Last: "b"}, "", move{ID: "c"}},
		{"behind that", w{}, "c", move{First: "d", Last: "f"}},
		{"round the page", w{First: "d", Last: "f"}, "", move{First: "a", Last: "b", Round: true}},
		{"within", w{First: "d", Last: "f", Inside: true}, "d", move{First: "d", Last: "f", ID: "e"}},
		{"out again", w{First: "d", Last: "f", Inside: true}, "f", move{First: "d", Last: "f"}},
		{"a group that is gone", w{First: "x", Last: "y"}, "", move{First: "a", Last: "b"}},
	} {
		if got, ok := switchMoves(all, tt.at, tt.focus); !ok || got != tt.want {
			t.Errorf("%s: %+v, %t, want %+v", tt.name, got, ok, tt.want)
		}
	}
	if _, ok := switchMoves(nil, w{}, ""); ok {
		t.Error("an empty page has somewhere to move")
	}
}

// TestGroupIsSeen: the ring goes round a whole group, and round one thing only.
func TestGroupIsSeen(t *testing.T) {
	place := placer(t)
	s, _ := sessiontest.Walk(sessiontest.Idle(t), session.Start{}, session.SwitchMoved{First: "bar.cancel", Last: "bar.help"})
	p := place(s)
	all := p.Find("bar.cancel").Target.Union(p.Find("bar.help").Target)
	rings := 0
	for _, op := range p.Paint {
		if b, ok := op.(layout.Box); ok && b.Line == layout.Focus && b.Width >= 6 {
			if rings++; !all.In(b.Rect) {
				t.Errorf("the ring is at %v, the group at %v", b.Rect, all)
			}
		}
	}
	if rings != 1 || len(holders(p)) != 0 {
		t.Errorf("%d rings, and the focus is on %q", rings, holders(p))
	}
}

// TestGroupOfAnotherPage: where a page has come by itself, the group that the focus was in is gone, and the switch that chooses confirms
// nothing of the page that nobody has seen.
func TestGroupOfAnotherPage(t *testing.T) {
	place := placer(t)
	for _, p := range sessiontest.Pages {
		if p.Name != "scan check" {
			continue
		}
		s, _ := sessiontest.Walk(sessiontest.Idle(t), p.Events...)
		s.Visit.Switches.First, s.Visit.Switches.Last = "key.q", "key.ü"
		if e, ok := switchEvents(s, place(s), Choose).(session.SwitchMoved); !ok || e.First == "" && e.ID == "" {
			t.Errorf("the switch means %#v", switchEvents(s, place(s), Choose))
		}
	}
}

// TestOneSwitch: the focus moves by itself in the citizen's time, rests after some rounds, goes on with the switch, and is no sign
// that anybody is there.
func TestOneSwitch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := still(t, Keyboard{})
		defer k.stop()
		press := func(key Key) { k.Typed(key, 0); synctest.Wait() }
		at := func() session.Visit { return k.seen.Visit }
		press(Choose)
		if !at().Switches.Auto || at().At.Kind != session.AtLanguage {
			t.Fatalf("the switch alone begins %+v", at())
		}
		began := at().LastTouch
		<-time.After(2100 * time.Millisecond)
		synctest.Wait()
		first := at()
		if first.Focus == "" && !first.Switches.Grouped() {
			t.Fatal("after two seconds the focus has not moved")
		}
		<-time.After(2 * time.Second)
		synctest.Wait()
		if next := at(); next.Focus == first.Focus && next.Switches.First == first.Switches.First {
			t.Error("after four seconds it has not moved again")
		}
		k.Send(session.SetPace{Pace: session.FastPace})
		for range 40 {
			if <-time.After(time.Second); at().Switches.Resting {
				break
			}
			synctest.Wait()
		}
		if v := at(); !v.Switches.Resting || v.LastTouch.Sub(began) > 5*time.Second {
			t.Errorf("the focus rests: %t; the last touch was %s after the first", v.Switches.Resting, v.LastTouch.Sub(began))
		}
		if press(Choose); at().Switches.Resting || at().At.Kind != session.AtLanguage {
			t.Errorf("the switch does not go on: %+v", at().Switches)
		}
		if press(Move); at().Switches.Auto {
			t.Error("who has a second switch has a focus that runs away")
		}
	})
}

// quiet is a kiosk without devices, in virtual time.
type quiet struct {
	*Kiosk
	seen  session.State
	shown int // pages
	stop  func()
}

func (q *quiet) show(*layout.Placed) uint64 {
	q.shown++
	return uint64(q.shown)
}

// still runs one.
func still(t *testing.T, keys Keyboard) *quiet {
	words, place := drawn(t)
	q := &quiet{}
	ctx, stop := context.WithCancel(t.Context())
	q.stop = stop
	q.Kiosk = New(Options{
		State: sessiontest.Idle(t), Words: words, Place: place, Show: q.show, Log: silence{}, Keys: keys,
		Play: func(session.Tone) {}, Work: Work{Forget: func() {}}, Now: time.Now, Observe: func(s session.State, _ *layout.Placed, _ uint64) { q.seen = s },
	})
	go q.Run(ctx)
	synctest.Wait()
	return q
}

// TestHeldKeys: a held key repeats only where it is wanted, in its time, until it is let go; the same key struck twice counts once.
func TestHeldKeys(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		moves := func(times KeyTimes, held time.Duration) int {
			k := still(t, Keyboard{Times: times})
			defer k.stop()
			k.Typed(Enter, 0)
			synctest.Wait()
			ids, last := 0, ""
			k.Typed(ArrowDown, 0)
			for range int(held / (250 * time.Millisecond)) {
				synctest.Wait()
				if focus := k.seen.Visit.Focus; focus != last {
					ids, last = ids+1, focus
				}
				<-time.After(250 * time.Millisecond)
			}
			k.Lifted(ArrowDown)
			<-time.After(10 * time.Second)
			synctest.Wait()
			if k.seen.Visit.Focus != last {
				t.Error("a key that was let go repeats")
			}
			return ids
		}
		if n := moves(KeyTimes{}, 10*time.Second); n != 1 {
			t.Errorf("without repeating, a held key counts %d times", n)
		}
		if n := moves(KeyTimes{RepeatDelay: 2 * time.Second, RepeatEvery: 2 * time.Second}, 9*time.Second); n != 5 {
			t.Errorf("at the slowest, a key held for nine seconds counts %d times, want 5", n)
		}
	})
}

func TestStrokes(t *testing.T) {
	s := strokes{times: KeyTimes{DoubleStrike: 500 * time.Millisecond}}
	at := sessiontest.Noon
	for i, tt := range []struct {
		key   Key
		r     rune
		after time.Duration
		want  bool
	}{
		{ArrowDown, 0, 0, true}, {ArrowDown, 0, 499 * time.Millisecond, false}, {ArrowUp, 0, 0, true}, {ArrowUp, 0, 500 * time.Millisecond, true},
		{Letter, 'a', 0, true}, {Letter, 'b', 0, true}, {Letter, 'b', time.Millisecond, false}, {Letter, 'b', -time.Hour, true},
	} {
		at = at.Add(tt.after)
		if got := s.pressed(tt.key, tt.r, at); got != tt.want {
			t.Errorf("press %d counts: %t", i, got)
		}
	}
}

// TestKeyTable: keys mean what the configuration says, whatever an ordinary keyboard has them for, and one that nobody knows means
// nothing. The window knows every key that can be configured.
func TestKeyTable(t *testing.T) {
	c := config.Default().Keys
	c.Back, c.Help = []string{"left"}, []string{"f13"}
	o := Options{Keys: keyboardOf(c)}
	in := Input(&Kiosk{o: o}).(input)
	for name, want := range map[display.Key]Key{"left": GoBack, "f13": Help, "f21": ArrowUp, "f24": GoOn, "enter": Enter, "f5": ReadAgain, "right": ArrowRight, "f17": Move} {
		if got, ok := in.keys[name]; !ok || got != want {
			t.Errorf("%s means %d, want %d", name, got, want)
		}
	}
	if key, ok := in.keys["f16"]; ok {
		t.Errorf("f16 means %d", key)
	}
	known := display.Keys()
	for _, name := range config.KeyNames() {
		if !slices.Contains(known, display.Key(name)) {
			t.Errorf("the window does not know %q", name)
		}
	}
}

// TestHelpKey: with the voice the page is read first, and the second press leads to a human; without it the first one does.
func TestHelpKey(t *testing.T) {
	place := placer(t)
	idle := sessiontest.Idle(t)
	page, _ := sessiontest.Walk(idle, session.Start{})
	heard, _ := sessiontest.Walk(page, session.ToggleSpeech{})
	for _, tt := range []struct {
		name  string
		s     session.State
		again bool
		want  session.Event
	}{
		{"wakes the terminal with the voice", idle, false, session.ToggleSpeech{}},
		{"reads the page", heard, false, session.ReadPage{}},
		{"then a human", heard, true, session.OpenHelp{}},
		{"at once without a voice", page, false, session.OpenHelp{}},
	} {
		if got := helpEvent(place(tt.s), tt.s, tt.again); got != tt.want {
			t.Errorf("%s: %#v, want %#v", tt.name, got, tt.want)
		}
	}
}
