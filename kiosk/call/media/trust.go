package media

import (
	"iter"
	"time"

	"github.com/pion/rtcp"
)

// The measures of trust.
const (
	// queueSeen is how much longer than the shortest way there and back of the last seconds it must take for a queue to stand on the line. Feedback itself varies by 20 ms, as
	// it waits for the next frame of the voice.
	queueSeen = 40 * time.Millisecond
	// standsFor is how long no packet came without waiting for a queue to stand: what is sent is too much. A delay that swings (a radio that waits its turn, a busy machine)
	// falls back each time to where it was, which shows that the line bears what is sent.
	standsFor = 1500 * time.Millisecond
	// queueDeep is a queue that need not be waited for.
	queueDeep = 300 * time.Millisecond
	// shortestFor is how long the shortest way counts; after that the line may have become another one.
	shortestFor = 10 * time.Second
	// sampleLives is how long a measurement says something.
	sampleLives = 400 * time.Millisecond
	// doubtful is how much of the budget goes in a second while the estimate falls and no queue stands.
	doubtful = 0.04
	// arrivedPercent is the part of what arrived below which the budget does not fall (GCC: 85 percent of the incoming rate).
	arrivedPercent = 85
	// departures is how many packets are remembered; a power of two.
	departures = 2048
	// bornePercent is the part of what arrived below which the budget does not fall while no queue stands: more than all of it, as pictures that are easily
	// encoded stay below the budget (GCC lets an estimate be half as much again as what arrives).
	bornePercent = 150
	// unshown is what the budget grows to although less is sent, in bit/s: a whole picture may be tried for. Beyond it the budget grows no further than bornePercent of
	// what arrives (draft-ietf-rmcat-gcc-02 section 5.5); the estimate alone grows without end while little is sent, and the next level would flood the line.
	unshown = highKeeps * 11 / 10
)

// trust decides how far the delay-based estimate is believed. The estimate falls when packets come ever later; but so they do on a machine that is busy, where
// sending less helps nobody. Where too much is sent a queue stands before the narrow place, and the way there and back is longer and stays it. Without that
// the estimate is doubted: the budget follows it down slowly only, and not below what arrives.
type trust struct {
	left     [departures]departure // the packet with a transport-wide number
	shortest time.Duration         // of this span and the one before
	spare    time.Duration         // of this span
	turned   time.Time
	last     [2]time.Duration
	measured time.Time
	free     time.Time // when a packet last came without waiting
	arrived  int       // bytes since the last look
	rate     int       // bit/s that arrived in the last second
	budget   int
	believed time.Time
}

// departure is a packet that left.
type departure struct {
	at    time.Time
	bytes int
}

// depart notes a packet.
func (t *trust) depart(now time.Time, number uint16, bytes int) {
	t.left[number%departures] = departure{now, bytes}
}

// arrive takes feedback in: its last packet had just arrived when it was sent.
func (t *trust) arrive(now time.Time, f *rtcp.TransportLayerCC) {
	var last time.Time
	for number := range arrivals(f) {
		d := &t.left[number%departures]
		if d.at.IsZero() || now.Sub(d.at) > 2*time.Second {
			continue
		}
		last = d.at
		t.arrived += d.bytes
		d.bytes = 0 // a packet may be reported again
	}
	if !last.IsZero() {
		t.sample(now, now.Sub(last))
	}
}

func (t *trust) sample(now time.Time, rtt time.Duration) {
	if t.turned.IsZero() || now.Sub(t.turned) > 2*shortestFor {
		t.shortest, t.spare, t.turned = rtt, rtt, now
	}
	t.shortest, t.spare = min(t.shortest, rtt), min(t.spare, rtt)
	if now.Sub(t.turned) > shortestFor {
		t.shortest, t.spare, t.turned = t.spare, rtt, now
	}
	t.last[0], t.last[1] = t.last[1], rtt
	t.measured = now
	if t.waits() <= queueSeen {
		t.free = now
	}
}

// waits is how long a packet waits on the line, by the better of the last two.
func (t *trust) waits() time.Duration { return min(t.last[0], t.last[1]) - t.shortest }

// queued reports whether a queue stands, as far as is known: in doubt it does.
func (t *trust) queued(now time.Time) bool {
	if t.measured.IsZero() || now.Sub(t.measured) > sampleLives {
		return true
	}
	return t.waits() > queueDeep || t.waits() > queueSeen && now.Sub(t.free) > standsFor
}

// believe gives the budget at an estimate. It is called at every look (control).
func (t *trust) believe(now time.Time, estimate int) int {
	t.rate = smooth(t.rate, int64(t.arrived))
	t.arrived = 0
	past := now.Sub(t.believed)
	t.believed = now
	// What arrived has shown that it can: the estimate's own measure of that looks at half a second, and in a pause of the pictures falls far below.
	estimate = max(estimate, t.rate*arrivedPercent/100)
	if t.budget > 0 && estimate > t.budget {
		estimate = max(t.budget, min(estimate, max(t.rate*bornePercent/100, unshown)))
	}
	if estimate >= t.budget || past > time.Second || t.queued(now) {
		t.budget = estimate
		return estimate
	}
	t.budget = max(estimate, min(t.budget, t.rate*bornePercent/100), t.budget-int(doubtful*past.Seconds()*float64(t.budget)))
	return t.budget
}

// arrivals are the transport-wide numbers of the packets that a feedback calls received (draft-holmer-rmcat-transport-wide-cc-extensions-01 section 3.1).
func arrivals(f *rtcp.TransportLayerCC) iter.Seq[uint16] {
	return func(yield func(uint16) bool) {
		number, left := f.BaseSequenceNumber, int(f.PacketStatusCount)
		each := func(symbol uint16) bool {
			here := number
			number++
			left--
			received := symbol == rtcp.TypeTCCPacketReceivedSmallDelta || symbol == rtcp.TypeTCCPacketReceivedLargeDelta
			return left >= 0 && (!received || yield(here))
		}
		for _, chunk := range f.PacketChunks {
			switch c := chunk.(type) {
			case *rtcp.RunLengthChunk:
				for range c.RunLength {
					if !each(c.PacketStatusSymbol) {
						return
					}
				}
			case *rtcp.StatusVectorChunk:
				for _, symbol := range c.SymbolList {
					if !each(symbol) {
						return
					}
				}
			}
		}
	}
}
