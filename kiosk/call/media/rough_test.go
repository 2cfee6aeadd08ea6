//go:build cgo

package media

import (
	"testing"
	"time"

	"buergerterminal/kiosk/call/media/mediatest"
)

// TestLoss loses one packet of twenty both ways, at 100 ms there and back: no stand of more than half a second, and nine of ten pictures are shown.
func TestLoss(t *testing.T) {
	path := mediatest.Path{Delay: 50 * time.Millisecond, Loss: 0.05}
	call(t, large, path, path, func(_ *mediatest.Network, terminal, clerk *side) {
		pass(15 * time.Second)
		for name, s := range map[string]*side{"terminal": terminal, "clerk": clerk} {
			other := clerk
			if s == clerk {
				other = terminal
			}
			seen, line, sound, sent := s.receiver.Seen(), s.sender.Line(), s.receiver.Ear().Sound(), other.source.Pictures()
			t.Logf("%s: %+v\n%+v\n%+v\nsent %+v, %+v", name, seen, line, sound, sent, s.wire.Traffic())
			if seen.Longest > 500*time.Millisecond || seen.Broken > 0 {
				t.Errorf("%s: %+v", name, seen)
			}
			if 10*seen.Shown < 9*sent.Encoded {
				t.Errorf("%s shows %d of %d pictures", name, seen.Shown, sent.Encoded)
			}
			if line.Rung.Level != LevelHigh || line.Budget < lossFloor {
				t.Errorf("%s: the line is taken for a bad one: %+v", name, line)
			}
			if heard := sound.Played + sound.Repaired; 100*sound.Guessed > 3*heard {
				t.Errorf("%s: %+v", name, sound)
			}
		}
	})
}

// TestBottleneck narrows the line to 400 kbit/s in the middle of a call, and widens it again.
func TestBottleneck(t *testing.T) {
	path := mediatest.Path{Delay: 20 * time.Millisecond}
	narrow := mediatest.Path{Delay: 20 * time.Millisecond, Rate: 400_000, Queue: 300 * time.Millisecond}
	call(t, large, path, path, func(_ *mediatest.Network, terminal, clerk *side) {
		clerk.sender.Limit(LevelVoice) // one direction is enough, and half the work
		pass(5 * time.Second)
		terminal.wire.SetPath(narrow)
		pass(5 * time.Second)
		settled, before := clerk.receiver.Seen(), terminal.wire.Traffic()
		pass(10 * time.Second)
		seen, line, after := clerk.receiver.Seen(), terminal.sender.Line(), terminal.wire.Traffic()
		t.Logf("%+v\n%+v\n%+v\n%+v, rungs %v", settled, seen, line, after, terminal.rungs)
		if shown := seen.Shown - settled.Shown; shown < 140 {
			t.Errorf("%d pictures in ten seconds of a narrow line", shown)
		}
		if lost := after.Overflowed - before.Overflowed; lost > 20 {
			t.Errorf("%d packets overflow when the rate should have settled", lost)
		}
		if line.Rate > 450_000 || line.Rate < 150_000 {
			t.Errorf("%d bit/s over a line of 400,000", line.Rate)
		}
		terminal.wire.SetPath(path)
		pass(30 * time.Second)
		if line := terminal.sender.Line(); line.Rung.Level != LevelHigh || line.Rate < 600_000 {
			t.Errorf("the line is wide again: %+v, rungs %v", line, terminal.rungs)
		}
	})
}

// TestCut cuts the line for ten seconds: picture and voice are back within five.
func TestCut(t *testing.T) {
	path := mediatest.Path{Delay: 20 * time.Millisecond}
	call(t, small, path, path, func(n *mediatest.Network, terminal, clerk *side) {
		pass(4 * time.Second)
		n.Cut(true)
		pass(10 * time.Second)
		n.Cut(false)
		before := clerk.receiver.Seen()
		sound := clerk.receiver.Ear().Sound()
		pass(5 * time.Second)
		after, line := clerk.receiver.Seen(), terminal.sender.Line()
		t.Logf("%+v\n%+v\n%+v\n%+v\nrungs %v", before, after, line, clerk.receiver.Ear().Sound(), terminal.rungs)
		if shown := after.Shown - before.Shown; shown < 30 {
			t.Errorf("%d pictures in the five seconds after a cut", shown)
		}
		if hz, loud := clerk.pitch(); hz < 430 || hz > 450 || loud < 0.2 {
			t.Errorf("the clerk hears %d Hz at %.2f", hz, loud)
		}
		if played := clerk.receiver.Ear().Sound().Played - sound.Played; played < 100 {
			t.Errorf("%d frames of the voice in the five seconds after a cut", played)
		}
	})
}

// TestSwing lets the delay swing without any loss: sending less helps nobody there, and the picture stays whole.
func TestSwing(t *testing.T) {
	for _, swing := range []mediatest.Path{
		{Swing: 80 * time.Millisecond, Every: 500 * time.Millisecond},
		{Swing: 150 * time.Millisecond, Every: time.Second},
		{Swing: 200 * time.Millisecond, Every: 1500 * time.Millisecond},
	} {
		t.Run(swing.Swing.String()+" in "+swing.Every.String(), func(t *testing.T) {
			path := mediatest.Path{Delay: 20 * time.Millisecond}
			call(t, small, path, path, func(_ *mediatest.Network, terminal, clerk *side) {
				clerk.sender.Limit(LevelVoice)
				pass(5 * time.Second)
				swing.Delay = path.Delay
				terminal.wire.SetPath(swing)
				least := terminal.sender.Line().Budget
				for range 40 {
					pass(time.Second)
					least = min(least, terminal.sender.Line().Budget)
				}
				line := terminal.sender.Line()
				t.Logf("%+v, at least %d; rungs %v", line, least, terminal.rungs)
				if line.Rung.Level != LevelHigh || least < 400_000 {
					t.Errorf("the line is taken for a bad one: %+v, at least %d bit/s", line, least)
				}
			})
		})
	}
}

// TestOverload narrows the line to less than half of what is sent: what is sent falls below it within three seconds, whether the queue before the narrow place
// overflows or is so long that nothing is ever lost, and also on a line whose delay swings.
func TestOverload(t *testing.T) {
	for name, narrow := range map[string]mediatest.Path{
		"a queue":                {Rate: 400_000, Queue: 300 * time.Millisecond},
		"an endless queue":       {Rate: 400_000, Queue: 10 * time.Second},
		"a queue, and it swings": {Rate: 400_000, Queue: 300 * time.Millisecond, Swing: 100 * time.Millisecond, Every: time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			path := mediatest.Path{Delay: 20 * time.Millisecond}
			call(t, large, path, path, func(_ *mediatest.Network, terminal, clerk *side) {
				clerk.sender.Limit(LevelVoice)
				pass(8 * time.Second)
				before := terminal.sender.Line()
				narrow.Delay = path.Delay
				terminal.wire.SetPath(narrow)
				fell := time.Duration(0)
				for terminal.sender.Line().Budget > narrow.Rate && fell < 20*time.Second {
					pass(100 * time.Millisecond)
					fell += 100 * time.Millisecond
				}
				worst := time.Duration(0)
				for range 10 {
					pass(time.Second)
					worst = max(worst, terminal.c.RTT())
				}
				line := terminal.sender.Line()
				t.Logf("fell from %d to %d bit/s after %v; then at most %v there and back; %+v", before.Budget, line.Budget, fell, worst, line)
				if fell > 3*time.Second {
					t.Errorf("the budget falls below the line's %d bit/s after %v only", narrow.Rate, fell)
				}
			})
		})
	}
}
