package media

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// listening lets frames arrive and hears one every 20 ms. lag is how long after its making a frame arrives; less than 0 for never. It notes what is heard:
// numbers, "r" for repaired, "g" for guessed, "-" for nothing.
func listening(j *jitter, frames int, lag func(i int) time.Duration) string {
	var heard []string
	begin := time.Unix(1000, 0)
	for tick := range frames {
		now := begin.Add(time.Duration(tick) * frameLength)
		for i := max(tick-40, 0); i <= tick; i++ {
			l := lag(i)
			arrives := begin.Add(time.Duration(i)*frameLength + l)
			if l >= 0 && !arrives.After(now) && arrives.After(now.Add(-frameLength)) {
				j.push(arrives, uint16(65530+i), []byte{byte(i)})
			}
		}
		data, v := j.pop()
		switch v {
		case hearFrame:
			heard = append(heard, fmt.Sprint(data[0]))
		case hearRepair:
			heard = append(heard, fmt.Sprintf("r%d", data[0]-1))
		case hearGuess:
			heard = append(heard, "g")
		case hearNothing:
			heard = append(heard, "-")
		}
	}
	return strings.Join(heard, " ")
}

func TestJitter(t *testing.T) {
	none := func(int) time.Duration { return 0 }
	except := func(odd map[int]time.Duration) func(int) time.Duration {
		return func(i int) time.Duration { return odd[i] }
	}
	for _, tt := range []struct {
		name   string
		frames int
		lag    func(int) time.Duration
		want   string
	}{
		{"even", 12, none, "- 0 1 2 3 4 5 6 7 8 9 10"},
		{"one lost", 10, except(map[int]time.Duration{4: -1}), "- 0 1 2 3 r4 5 6 7 8"},
		{"two lost", 10, except(map[int]time.Duration{4: -1, 5: -1}), "- 0 1 2 3 g g r5 6 7"},
		{"overtaken", 10, except(map[int]time.Duration{4: 15 * ms}), "- 0 1 2 3 4 5 6 7 8"},
		{"a pause", 14, except(map[int]time.Duration{4: -1, 5: -1, 6: -1, 7: -1, 8: -1, 9: -1, 10: -1, 11: -1, 12: -1, 13: -1}), "- 0 1 2 3 g g g g g - - - -"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := listening(newJitter(), tt.frames, tt.lag); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

// TestJitterLearns: on a line that delays every fourth frame by 70 ms the frames wait longer, and nearly all are heard in the end.
func TestJitterLearns(t *testing.T) {
	j := newJitter()
	lag := func(i int) time.Duration { return time.Duration(i%4/3) * 70 * ms }
	listening(j, 400, lag)
	if j.wanted < 4 || j.wanted > 6 {
		t.Errorf("%d frames wait", j.wanted)
	}
	if missing := 400 - j.stats.Played; missing > 40 {
		t.Errorf("%+v", j.stats)
	}
}

// TestJitterCut: a thousand frames were lost, and the voice is heard at once again.
func TestJitterCut(t *testing.T) {
	j := newJitter()
	now := time.Unix(1000, 0)
	for i := range 20 {
		j.push(now.Add(time.Duration(i)*frameLength), uint16(i), []byte{1})
		j.pop()
	}
	for range 100 {
		j.pop()
	}
	heard := 0
	for i := range 20 {
		j.push(now.Add(time.Duration(1020+i)*frameLength), uint16(1020+i), []byte{2})
		if _, v := j.pop(); v == hearFrame {
			heard++
		}
	}
	if heard < 15 {
		t.Errorf("%d of 20 frames are heard after a cut", heard)
	}
}

// TestJitterDrift: the other side's clock is two percent quicker; the voice does not fall ever more behind.
func TestJitterDrift(t *testing.T) {
	j := newJitter()
	begin := time.Unix(1000, 0)
	sent := 0
	for tick := range 3000 {
		for ; sent*98 <= tick*100; sent++ {
			j.push(begin.Add(time.Duration(sent)*frameLength*98/100), uint16(sent), []byte{1})
		}
		j.pop()
		if len(j.frames) > j.wanted+4 {
			t.Fatalf("%d frames wait, %d are wanted", len(j.frames), j.wanted)
		}
	}
	if j.stats.Played < 2900 {
		t.Errorf("%+v", j.stats)
	}
}

func FuzzJitter(f *testing.F) {
	f.Add([]byte{0, 1, 2, 3, 200, 4, 5, 201, 255, 100, 7})
	f.Fuzz(func(t *testing.T, data []byte) {
		j := newJitter()
		now := time.Unix(1000, 0)
		number := uint16(0)
		for _, b := range data {
			now = now.Add(time.Duration(b%32) * ms)
			if b < 128 {
				number += uint16(b)
				j.push(now, number, []byte{b})
			} else if b < 140 {
				number -= uint16(b)
				j.push(now, number, nil)
			}
			before := j.next
			if data, v := j.pop(); v == hearRepair && data == nil {
				t.Fatal("a repair without its frame")
			}
			if len(j.frames) > deepest {
				t.Fatalf("%d frames wait", len(j.frames))
			}
			if j.playing && j.next < before-1<<16 {
				t.Fatalf("from %d back to %d", before, j.next)
			}
		}
	})
}

// TestJitterWaitsForTheLips stretches the voice while pictures are held back, frame by frame, and catches up when they are not any more, or none comes.
func TestJitterWaitsForTheLips(t *testing.T) {
	for name, after := range map[string]func(j *jitter){
		"at once again": func(j *jitter) { j.hold(0) },
		"no more":       func(*jitter) {},
	} {
		t.Run(name, func(t *testing.T) {
			j := newJitter()
			begin, number := time.Unix(1000, 0), 0
			hear := func(frames int, each func(*jitter)) {
				for range frames {
					j.push(begin.Add(time.Duration(number)*frameLength), uint16(number), []byte{1})
					number++
					each(j)
					j.pop()
				}
			}
			hear(100, func(*jitter) {})
			if len(j.frames) > 2 {
				t.Fatalf("%d frames wait on an even line", len(j.frames))
			}
			hear(400, func(j *jitter) { j.hold(160 * ms) })
			if n := len(j.frames); n < 5 || n > 8 || j.stats.Guessed > 8 {
				t.Errorf("%d frames wait, the voice was stretched %d times", n, j.stats.Guessed)
			}
			hear(600, after)
			if n := len(j.frames); n > 3 {
				t.Errorf("%d frames wait when the pictures do not", n)
			}
		})
	}
}
