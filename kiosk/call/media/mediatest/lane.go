package mediatest

import (
	"math/rand/v2"
	"sync"
	"time"
)

// Path is what happens to the packets that a Conn sends.
type Path struct {
	Loss  float64       // part of the packets that are lost, 0 to 1
	Delay time.Duration // from sent to received
	Rate  int           // bit/s of the narrowest place, with 28 bytes of IP and UDP a packet; 0 for boundless
	// Swing is a delay that grows from nothing to so much in Every and then is gone: a radio that waits its turn, a machine that is busy.
	// Nothing is lost by it, and nothing overtakes.
	Swing, Every time.Duration
	Queue        time.Duration // how long a packet waits before that place at most; what would wait longer is lost. 0 for 200 ms
}

// overhead is what IPv4 and UDP add to a packet.
const overhead = 28

// Traffic is what was sent over a way.
type Traffic struct{ Packets, Bytes, Lost, Overflowed int }

// lane is one way of a connection.
type lane struct {
	mu      sync.Mutex
	path    Path
	chance  *rand.Rand
	free    time.Time // when the narrow place has sent what waits before it
	began   time.Time // of the swing
	last    time.Time // when the last packet lands
	traffic Traffic
}

// SetPath changes what happens to the packets that are sent from now on.
func (l *lane) SetPath(p Path) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.path, l.began = p, time.Now()
}

// Traffic is what was sent so far.
func (l *lane) Traffic() Traffic {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.traffic
}

// launch says when a packet lands, and false where it never does.
func (l *lane) launch(size int, cut bool) (lands time.Time, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := time.Now()
	l.traffic.Packets++
	l.traffic.Bytes += size
	if l.path.Rate > 0 {
		queue := l.path.Queue
		if queue == 0 {
			queue = 200 * time.Millisecond
		}
		if l.free.Before(now) {
			l.free = now
		}
		if l.free.Sub(now) > queue {
			l.traffic.Overflowed++
			return now, false
		}
		l.free = l.free.Add(time.Duration(size+overhead) * 8 * time.Second / time.Duration(l.path.Rate))
		now = l.free
	}
	if cut || l.chance.Float64() < l.path.Loss {
		l.traffic.Lost++
		return now, false
	}
	return l.inTurn(now.Add(l.path.Delay + l.swing(now))), true
}

// swing is the part of the delay that swings, at a moment.
func (l *lane) swing(now time.Time) time.Duration {
	if l.path.Every == 0 {
		return 0
	}
	if l.began.IsZero() {
		l.began = now
	}
	return l.path.Swing * (now.Sub(l.began) % l.path.Every) / l.path.Every
}

// inTurn lands no packet before the one before it, where the delay swings.
func (l *lane) inTurn(lands time.Time) time.Time {
	if l.path.Every > 0 && lands.Before(l.last) {
		return l.last
	}
	l.last = lands
	return lands
}
