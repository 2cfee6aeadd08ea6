package simulator

import (
	"testing"
	"time"
)

func TestSpeed(t *testing.T) {
	for _, test := range []struct {
		speed speed
		n     int
		want  time.Duration
	}{
		{speed{9600, 10}, 960, time.Second},
		{speed{115200, 10}, 11520, time.Second},
		{speed{115200, 11}, 115200, 11 * time.Second},
		{speed{921600, 10}, chunk, 173611 * time.Nanosecond},
	} {
		if got := test.speed.of(test.n); got != test.want {
			t.Errorf("%d bytes at %v: %v, want %v", test.n, test.speed, got, test.want)
		}
	}
}

func TestPaceMakesGoodLateWakeUpsButNoIdleTime(t *testing.T) {
	start := time.Unix(1000, 0)
	at := func(ms int) time.Time { return start.Add(time.Duration(ms) * time.Millisecond) }
	var p pace
	p.restart(at(0))
	for i, want := range []int{10, 20, 30} { // whenever the sleeper wakes, the line does not wait for it
		if got := p.after(10 * time.Millisecond); !got.Equal(at(want)) {
			t.Fatalf("chunk %d is due %v", i, got.Sub(start))
		}
	}
	p.restart(at(25)) // the line is still busy
	if got := p.after(10 * time.Millisecond); !got.Equal(at(40)) {
		t.Errorf("a chunk behind others is due %v", got.Sub(start))
	}
	p.restart(at(100)) // the line was idle for 60 ms, and they are lost
	if got := p.after(10 * time.Millisecond); !got.Equal(at(110)) {
		t.Errorf("a chunk on the idle line is due %v", got.Sub(start))
	}
}
