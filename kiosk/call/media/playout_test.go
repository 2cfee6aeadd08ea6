package media

import (
	"math/rand/v2"
	"testing"
	"time"
)

// showing plays frames of 30 a second whose lateness comes from a function, and returns how many share their moment with the next one or come after
// it, and how late the last frame is shown.
func showing(p *playout, from, to int, late func(i int) time.Duration) (overtaken int, behind time.Duration) {
	begin := time.Unix(1000, 0)
	var before time.Time
	arrived := begin
	for i := from; i < to; i++ {
		taken := begin.Add(time.Duration(i) * time.Second / 30)
		now := taken.Add(20*ms + late(i))
		if now.Before(arrived) {
			now = arrived // frames come in order
		}
		arrived = now
		due := p.due(now, uint32(i*3000))
		if !before.IsZero() && due.Sub(before) < 8*ms {
			overtaken++
		}
		before, behind = due, due.Sub(taken.Add(20*ms))
	}
	return overtaken, behind
}

func TestPlayout(t *testing.T) {
	chance := rand.New(rand.NewPCG(3, 4))
	for _, tt := range []struct {
		name      string
		lossy     bool
		late      func(i int) time.Duration
		overtaken int // of 600
		behind    time.Duration
		held      time.Duration // at the end, at most
	}{
		{"even", false, func(int) time.Duration { return 0 }, 0, 0, 0},
		{"uneven by less than a display shows", false, func(int) time.Duration { return time.Duration(chance.IntN(8)) * ms }, 0, 9 * ms, 0},
		{"every tenth is repaired", true, func(i int) time.Duration {
			if i%10 == 9 {
				return 140 * ms
			}
			return 0
		}, 20, 140 * ms, maxDelay},
		{"every tenth comes late on a line that loses nothing", false, func(i int) time.Duration { return time.Duration(i%10/9) * 140 * ms }, 240, 140 * ms, calmDelay},
		{"a busy machine holds every twelfth up", false, func(i int) time.Duration { return time.Duration(i%12/11) * 60 * ms }, 100, 60 * ms, 0},
		{"a radio link spreads them over two frames", false, func(int) time.Duration { return time.Duration(chance.IntN(60)) * ms }, 120, 60 * ms, calmDelay},
		{"one is very late", true, func(i int) time.Duration {
			if i == 300 {
				return 400 * ms
			}
			return 0
		}, 14, 20 * ms, 20 * ms},
		{"the other clock is quicker", false, func(i int) time.Duration { return -time.Duration(i) * ms / 30 }, 0, 1 * ms, 0},
		{"the other clock is slower", false, func(i int) time.Duration { return time.Duration(i) * ms / 30 }, 0, 25 * ms, 25 * ms},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var p playout
			if tt.lossy {
				p.lost = time.Unix(1000, 0).Add(time.Minute)
			}
			overtaken, behind := showing(&p, 0, 600, tt.late)
			if p.delay > tt.held {
				t.Errorf("held back by %s, want at most %s", p.delay, tt.held)
			}
			if overtaken > tt.overtaken || behind > tt.behind {
				t.Errorf("%d of 600 are overtaken, the last is shown %s late (want %d, %s)", overtaken, behind, tt.overtaken, tt.behind)
			}
		})
	}
}

// TestPlayoutRecovers: after a bad time the pictures are soon shown at once again.
func TestPlayoutRecovers(t *testing.T) {
	p := playout{lost: time.Unix(1000, 0)}
	showing(&p, 0, 300, func(i int) time.Duration { return time.Duration(i%10/9) * 150 * ms })
	if p.delay < 100*ms {
		t.Fatalf("held back by %s only", p.delay)
	}
	if _, behind := showing(&p, 300, 800, func(int) time.Duration { return 0 }); behind > 10*ms {
		t.Errorf("still %s late after 17 s", behind)
	}
}

// TestPlayoutBegins anew when the stamps jump: another stream, or the first picture after a cut.
func TestPlayoutBegins(t *testing.T) {
	var p playout
	now := time.Unix(1000, 0)
	p.due(now, 0)
	for _, stamp := range []uint32{4_000_000_000, 17, 90_000_000} {
		now = now.Add(100 * ms)
		if due := p.due(now, stamp); due != now {
			t.Errorf("the first picture of %d is shown after %s", stamp, due.Sub(now))
		}
	}
}
