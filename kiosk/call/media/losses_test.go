package media

import (
	"slices"
	"testing"
	"time"
)

const ms = time.Millisecond

// asked are the packets that are asked for at a time, sorted.
func asked(l *losses, at time.Time) []int64 {
	numbers, _ := l.due(at)
	slices.Sort(numbers)
	return numbers
}

func TestLosses(t *testing.T) {
	begin := time.Unix(100, 0)
	at := func(d time.Duration) time.Time { return begin.Add(d) }
	l := newLosses()
	for i, n := range []int64{10, 11, 14, 15} {
		if !l.arrived(at(time.Duration(i)*ms), n) {
			t.Fatalf("%d is too far", n)
		}
	}
	for _, tt := range []struct {
		after time.Duration
		want  []int64
	}{
		{3 * ms, nil},                    // may be overtaken only
		{8 * ms, []int64{12, 13}},        // first
		{50 * ms, nil},                   // no answer can be there yet
		{8*ms + 131*ms, []int64{12, 13}}, // RTT 100 ms and a quarter and 5 ms
		{200 * ms, nil},
	} {
		if got := asked(l, at(tt.after)); !slices.Equal(got, tt.want) {
			t.Errorf("after %s: %v, want %v", tt.after, got, tt.want)
		}
	}
	l.arrived(at(210*ms), 12)
	if got := asked(l, at(300*ms)); !slices.Equal(got, []int64{13}) {
		t.Errorf("12 came: %v", got)
	}
	if got := asked(l, at(700*ms)); got != nil || len(l.missing) != 0 {
		t.Errorf("after the patience: %v", got)
	}
}

// TestLossesLearnTheRTT: answers that come after 20 ms let the next request be repeated sooner; those of a packet that was asked for twice say nothing.
func TestLossesLearnTheRTT(t *testing.T) {
	l, now := newLosses(), time.Unix(100, 0)
	n := int64(1)
	for range 40 {
		l.arrived(now, n)
		l.arrived(now, n+2)
		l.due(now.Add(6 * ms))
		now = now.Add(26 * ms)
		l.arrived(now, n+1)
		n += 3
	}
	if l.rtt < 15*ms || l.rtt > 30*ms {
		t.Errorf("RTT %s, want 20 ms", l.rtt)
	}
	before := l.rtt
	l.arrived(now, n+1)
	l.due(now.Add(6 * ms))
	l.due(now.Add(500 * ms))
	l.arrived(now.Add(510*ms), n)
	if l.rtt != before {
		t.Errorf("an answer to one of two requests made it %s", l.rtt)
	}
}

func TestLossesNext(t *testing.T) {
	l, now := newLosses(), time.Unix(100, 0)
	l.arrived(now, 1)
	if _, next := l.due(now); !next.IsZero() {
		t.Errorf("nothing is missing, and it is looked again at %s", next)
	}
	l.arrived(now, 3)
	if _, next := l.due(now); next.Sub(now) != reorderWait {
		t.Errorf("looks again after %s", next.Sub(now))
	}
}

// TestLossesOfACut: nobody asks for a thousand packets.
func TestLossesOfACut(t *testing.T) {
	l, now := newLosses(), time.Unix(100, 0)
	l.arrived(now, 1)
	if l.arrived(now, 1000) || len(l.missing) > 0 {
		t.Errorf("%d packets are missed", len(l.missing))
	}
	if !l.arrived(now, 1001) {
		t.Error("the next one is too far too")
	}
	for i := range int64(100) {
		if !l.arrived(now, 1004+4*i) && i < 80 {
			t.Errorf("gave up at %d missing", len(l.missing))
		}
	}
	l.forget(1300)
	for n := range l.missing {
		if n < 1300 {
			t.Errorf("%d is not forgotten", n)
		}
	}
}

func TestUnwrap(t *testing.T) {
	var u unwrapper
	for i, tt := range []struct {
		n    uint16
		want int64
	}{{65534, 131070}, {65535, 131071}, {0, 131072}, {65535, 131071}, {1, 131073}, {40000, 105536}, {1, 131073}} {
		if got := u.unwrap(tt.n); got != tt.want {
			t.Errorf("%d: %d became %d, want %d", i, tt.n, got, tt.want)
		}
	}
	var s stamps
	first := s.unwrap(0xffffff00)
	if d := s.unwrap(0x00000b00) - first; d != 0xc00 {
		t.Errorf("the stamp advanced by %d", d)
	}
	if d := s.unwrap(0xffffff00) - first; d != 0 {
		t.Errorf("the stamp went back to %d", d)
	}
}

func TestLossRule(t *testing.T) {
	begin := time.Unix(100, 0)
	for _, tt := range []struct {
		name  string
		lost  []float64 // a report a second
		sent  int
		least int
		most  int
	}{
		{"nothing lost", []float64{0, 0, 0, 0}, 800_000, 2_500_000, 2_500_000},
		{"5 % all the time", []float64{.05, .04, .06, .05, .07, .05}, 800_000, 2_500_000, 2_500_000},
		{"one bad second", []float64{0, 0, .18, 0, 0, 0}, 800_000, 2_500_000, 2_500_000},
		{"much", []float64{.3, .3, .3}, 800_000, 400_000, 600_000},
		{"all the time much", []float64{.3, .3, .3, .3, .3, .3, .3, .3, .3, .3, .3, .3}, 800_000, lossFloor, lossFloor},
		{"much, then nothing", []float64{.3, .3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, 800_000, 900_000, 1_400_000},
	} {
		t.Run(tt.name, func(t *testing.T) {
			l := newLossRule(2_500_000)
			for i, lost := range tt.lost {
				now := begin.Add(time.Duration(i) * time.Second)
				l.report(now, lost, tt.sent)
			}
			if l.rate < tt.least || l.rate > tt.most {
				t.Errorf("%d bit/s, want %d to %d", l.rate, tt.least, tt.most)
			}
		})
	}
}

func TestLossCount(t *testing.T) {
	var c lossCount
	for _, r := range [][2]uint32{{65500, 7}, {65530, 10}, {65600, 12}, {65600, 12}, {65590, 12}, {65650, 11}} {
		c.report(r[0], r[1])
	}
	if c.expected != 160 || c.lost != 4 {
		t.Errorf("%d lost of %d, want 4 of 160", c.lost, c.expected)
	}
	c = lossCount{}
	c.report(100, 0xfffffe) // two more came than were sent: repeated ones
	c.report(200, 3)
	if c.lost != 5 {
		t.Errorf("%d lost, want 5", c.lost)
	}
}
