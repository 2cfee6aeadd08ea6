package media

import "time"

// The loss rule: what a receiver's reports say about the rate that the line can bear.
const (
	lossHarmless = 0.02
	lossTooMuch  = 0.10
	// lossFloor is the least rate that the rule itself asks for. Loss that does not come from too high a rate (radio, bad cable) is not cured by a lower one;
	// whether the line is hopeless is the ladder's question.
	lossFloor = 250_000
	// reportGap is the least time between two reports that are given to the rule.
	reportGap = 400 * time.Millisecond
)

// lossRule follows GCC's loss-based controller (draft-ietf-rmcat-gcc-02 section 6) on the loss of receiver reports. pion's own counts lost feedback as lost
// packets and falls to 100 kbit/s at a loss of 5 % both ways.
type lossRule struct {
	rate    int // bit/s
	top     int
	loss    float64 // of the last reports, smoothed
	last    time.Time
	started bool
}

func newLossRule(top int) *lossRule { return &lossRule{rate: top, top: top} }

// lossCount counts what a peer's reports say of one stream.
type lossCount struct {
	highest, total uint32 // of the last report
	started        bool
	expected, lost int // since they were last taken
}

// report takes the highest number and the sum of all lost packets (24 bits, RFC 3550 section 6.4.1) in.
func (c *lossCount) report(highest, total uint32) {
	if c.started && int32(highest-c.highest) > 0 {
		c.expected += int(highest - c.highest)
		c.lost += int(int32((total-c.total)<<8) >> 8)
	}
	c.highest, c.total, c.started = highest, total, true
}

// report takes a report in: the part of the packets that were lost, and the rate that was sent meanwhile.
func (l *lossRule) report(now time.Time, lost float64, sent int) {
	if !l.started {
		l.started, l.loss = true, lost
	}
	l.last = now
	l.loss = (l.loss + lost) / 2
	switch {
	case l.loss > lossTooMuch:
		l.rate = max(int(float64(min(l.rate, max(sent, lossFloor)))*(1-0.5*l.loss)), lossFloor)
	case l.loss < lossHarmless:
		l.rate = min(l.rate+l.rate/12+1000, l.top)
	}
}
