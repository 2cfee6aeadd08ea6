package media

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// stretch is a time in which the line stays as it is.
type stretch struct {
	seconds int
	reading Reading
}

// TestLadder walks lines of all kinds, and notes each change as "second level".
func TestLadder(t *testing.T) {
	line := func(budget int, loss float64) Reading { return Reading{Budget: budget, Sent: budget, Loss: loss} }
	cut := Reading{Budget: 800_000, Silent: 5 * time.Second}
	for _, tt := range []struct {
		name string
		best Level
		line []stretch
		want string
	}{
		{"good", LevelHigh, []stretch{{60, line(1_000_000, 0)}}, "0 high"},
		{"4 % loss changes nothing", LevelHigh, []stretch{{60, line(800_000, 0.04)}}, "0 high"},
		{"a dip of a second", LevelHigh, []stretch{{10, line(800_000, 0)}, {1, line(100_000, 0)}, {10, line(800_000, 0)}}, "0 high"},
		{"narrower", LevelHigh, []stretch{{10, line(800_000, 0)}, {20, line(200_000, 0)}}, "0 high, 12 low"},
		{"between keeping and entering", LevelHigh, []stretch{{60, line(400_000, 0)}}, "0 high"},
		{"too narrow for a picture", LevelHigh, []stretch{{10, line(800_000, 0)}, {20, line(60_000, 0)}}, "0 high, 12 voice"},
		{"narrow and back", LevelHigh, []stretch{{5, line(200_000, 0)}, {30, line(800_000, 0)}}, "0 high, 2 low, 10 high"},
		{"not enough to climb", LevelHigh, []stretch{{5, line(200_000, 0)}, {60, line(440_000, 0)}}, "0 high, 2 low"},
		{"too much loss to climb", LevelHigh, []stretch{{5, line(200_000, 0)}, {60, line(800_000, 0.2)}}, "0 high, 2 low"},
		{"drowned in loss", LevelHigh, []stretch{{20, line(300_000, 0.45)}}, "0 high, 2 low, 6 voice"},
		{"deaf", LevelHigh, []stretch{{12, line(300_000, 0.7)}}, "0 high, 2 low, 6 voice, 10 text"},
		{"cut of ten seconds", LevelHigh, []stretch{{10, line(800_000, 0)}, {10, cut}, {20, line(800_000, 0)}}, "0 high, 10 voice cut, 20 low, 21 high"},
		{"a line that shows nothing is tried", LevelHigh, []stretch{{5, line(200_000, 0)}, {12, Reading{Budget: 300_000, Sent: 200_000}}, {10, line(500_000, 0)}}, "0 high, 2 low, 10 high"},
		{"a trial that fails", LevelHigh, []stretch{{5, line(200_000, 0)}, {6, Reading{Budget: 300_000, Sent: 200_000}}, {5, line(240_000, 0)}}, "0 high, 2 low, 10 high, 11 low"},
		{"a trial that ends in too little", LevelHigh, []stretch{{5, line(200_000, 0)}, {14, Reading{Budget: 300_000, Sent: 200_000}}}, "0 high, 2 low, 10 high, 18 low"},
		{"camera off", LevelVoice, []stretch{{20, line(800_000, 0)}}, "0 voice"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := walk(NewLadder(tt.best), tt.line); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

// walk notes the changes, in whole seconds.
func walk(l *Ladder, line []stretch) string {
	begin := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	now := begin
	var notes []string
	last := ""
	for _, s := range line {
		for end := now.Add(time.Duration(s.seconds) * time.Second); now.Before(end); now = now.Add(200 * time.Millisecond) {
			r := l.Step(now, s.reading)
			at := r.Level.String()
			if r.Cut {
				at += " cut"
			}
			if at != last {
				notes = append(notes, fmt.Sprintf("%d %s", int(now.Sub(begin)/time.Second), at))
				last = at
			}
		}
	}
	return strings.Join(notes, ", ")
}

// TestLadderTriesMoreSeldom has a line that bears the low picture only, and looks good as long as the high one is not sent: the pauses between the
// attempts grow.
func TestLadderTriesMoreSeldom(t *testing.T) {
	l := NewLadder(LevelHigh)
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	var climbs []time.Time
	last := LevelHigh
	for range 5 * 600 {
		now = now.Add(200 * time.Millisecond)
		budget := 600_000
		if l.Level() == LevelHigh {
			budget = 200_000
		}
		r := l.Step(now, Reading{Budget: budget})
		if r.Level > last {
			climbs = append(climbs, now)
		}
		last = r.Level
	}
	if len(climbs) < 4 || len(climbs) > 15 {
		t.Fatalf("%d attempts in ten minutes", len(climbs))
	}
	for i := 2; i < len(climbs); i++ {
		if before, after := climbs[i-1].Sub(climbs[i-2]), climbs[i].Sub(climbs[i-1]); after < before {
			t.Errorf("attempt %d came after %s, the one before after %s", i, after, before)
		}
	}
}

// TestLadderAsleep sends nothing, hears nothing, and tries the voice again.
func TestLadderAsleep(t *testing.T) {
	l := NewLadder(LevelHigh)
	got := walk(l, []stretch{{12, Reading{Budget: 300_000, Loss: 0.7}}, {40, Reading{Budget: 800_000, Silent: time.Minute}}})
	if want := "0 high, 2 low, 6 voice, 10 text, 15 voice, 15 voice cut"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestRung(t *testing.T) {
	for _, tt := range []struct {
		level  Level
		budget int
		want   Rung
	}{
		{LevelHigh, 5_000_000, Rung{LevelHigh, VideoMost, voiceGood, false}},
		{LevelHigh, 654_000, Rung{LevelHigh, 564_000, voiceGood, false}},
		{LevelHigh, 0, Rung{LevelHigh, videoLeast, voiceLean, false}},
		{LevelLow, 1_000_000, Rung{LevelLow, lowMost, voiceGood, false}},
		{LevelLow, 100_000, Rung{LevelLow, lowLeast, voiceGood, false}},
		{LevelVoice, 100_000, Rung{LevelVoice, 0, voiceGood, false}},
		{LevelVoice, 40_000, Rung{LevelVoice, 0, voiceLean, false}},
	} {
		if got := NewLadder(tt.level).Step(time.Unix(1, 0), Reading{Budget: tt.budget}); got != tt.want {
			t.Errorf("%s at %d: %+v, want %+v", tt.level, tt.budget, got, tt.want)
		}
	}
}

func TestLadderLimit(t *testing.T) {
	l := NewLadder(LevelHigh)
	l.Limit(LevelVoice)
	if r := l.Step(time.Unix(1, 0), Reading{Budget: 1_000_000}); r.Level != LevelVoice || r.Video != 0 {
		t.Errorf("a call without picture: %+v", r)
	}
	l.Limit(LevelHigh)
	if got := walk(l, []stretch{{20, Reading{Budget: 1_000_000}}}); got != "0 voice, 5 low, 10 high" {
		t.Errorf("with picture again: %s", got)
	}
}
