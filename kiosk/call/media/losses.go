package media

import "time"

// The patience with lost packets.
const (
	// holeWait is how long a frame waits for its lost packets. After that the picture stands still until the next key frame.
	holeWait = 600 * time.Millisecond
	// reorderWait is how long a packet may be overtaken before it counts as lost.
	reorderWait = 5 * time.Millisecond
	// maxMissing is how many packets are asked for at once; where more are missing the line was cut, and a key frame is quicker.
	maxMissing = 256
	// firstRTT is what the way there and back is taken for before it was measured.
	firstRTT = 100 * time.Millisecond
)

// losses knows which packets of a stream are missing, and when each is to be asked for. pion's own generator asks at a fixed interval for
// everything that is missing, which asks several times before an answer can be there, or too late.
type losses struct {
	highest int64
	started bool
	missing map[int64]*missingPacket
	rtt     time.Duration
}

type missingPacket struct {
	since, asked time.Time
	times        int
}

func newLosses() *losses { return &losses{missing: map[int64]*missingPacket{}, rtt: firstRTT} }

// arrived notes a packet. It reports false when so many are missing before it that asking for them is pointless.
func (l *losses) arrived(now time.Time, n int64) bool {
	if !l.started {
		l.started, l.highest = true, n
		return true
	}
	if n <= l.highest {
		if m := l.missing[n]; m != nil && m.times == 1 {
			l.measured(now.Sub(m.asked))
		}
		delete(l.missing, n)
		return true
	}
	if n-l.highest > maxMissing {
		clear(l.missing)
		l.highest = n
		return false
	}
	for i := l.highest + 1; i < n; i++ {
		l.missing[i] = &missingPacket{since: now}
	}
	l.highest = n
	return len(l.missing) <= maxMissing
}

// measured takes in how long an answer took. Only packets that were asked for once say so (Karn's rule).
func (l *losses) measured(rtt time.Duration) {
	l.rtt = min(max((7*l.rtt+rtt)/8, 2*time.Millisecond), holeWait)
}

// due are the packets whose time to be asked for has come, and when it is to be looked again: the zero time for not before another packet comes.
func (l *losses) due(now time.Time) (numbers []int64, next time.Time) {
	for n, m := range l.missing {
		if now.Sub(m.since) > holeWait {
			delete(l.missing, n)
			continue
		}
		at := m.since.Add(reorderWait)
		if m.times > 0 {
			at = m.asked.Add(l.rtt + l.rtt/4 + reorderWait)
		}
		if !at.After(now) {
			numbers = append(numbers, n)
			m.asked = now
			m.times++
			at = now.Add(l.rtt + l.rtt/4 + reorderWait)
		}
		if next.IsZero() || at.Before(next) {
			next = at
		}
	}
	return numbers, next
}

// forget drops what is missing before a packet: a key frame came, and nobody waits for it any more.
func (l *losses) forget(before int64) {
	for n := range l.missing {
		if n < before {
			delete(l.missing, n)
		}
	}
}
