package media

import (
	"slices"
	"time"
)

// The patience of the playout.
const (
	// maxDelay is the most that pictures are held back to be shown in their rhythm; beyond it a talk suffers more than the picture.
	maxDelay = 300 * time.Millisecond
	// calmDelay is the most while nothing was lost for lossyFor: then no repair is waited for, and what comes later than most is a machine's that was busy for a moment. To hold
	// all the others back for those few would cost more than they do.
	calmDelay = 50 * time.Millisecond
	lossyFor  = 10 * time.Second
	// tolerated is unevenness that a display of 60 Hz hides: it shows a picture for 17 ms.
	tolerated = 16 * time.Millisecond
	// remembered is how many frames decide about the delay: five seconds.
	remembered = 150
	// baseFor is how long the quickest frame is the measure for the others. It must end, as the clocks of both sides drift apart.
	baseFor = 10 * time.Second
)

// playout says when a frame is to be shown. A repaired loss brings several frames at once; shown at once, only the last one would be seen. So
// frames are held back as long as 19 of 20 need on a lossy line, a round trip; on a clean one as long as three of four need, which mostly is not at all.
type playout struct {
	stamps  stamps
	first   time.Time     // when the stream began, the origin of arrivals
	origin  int64         // stamp of the first frame
	base    time.Duration // least transit of the last two spans
	spare   time.Duration // least transit of the span that runs
	turned  time.Time     // when that began
	late    [remembered]time.Duration
	n       int
	delay   time.Duration
	last    time.Time // when the frame before is shown
	started bool
	lost    time.Time // when a packet was last missing
}

// clockRate is that of video stamps.
const clockRate = 90000

// due is when a frame is to be shown, which arrived now.
func (p *playout) due(now time.Time, stamp uint32) time.Time {
	taken := p.stamps.unwrap(stamp)
	if !p.started {
		p.started, p.first, p.origin, p.turned = true, now, taken, now
		p.base, p.spare = 0, 0
	}
	at := time.Duration(taken-p.origin) * time.Second / clockRate
	transit := now.Sub(p.first) - at
	if transit > p.base+2*time.Second || transit < p.base-2*time.Second {
		*p = playout{lost: p.lost} // another stream, or the first picture after a cut
		return p.due(now, stamp)
	}
	p.note(now, transit)
	show := p.first.Add(p.base + at + p.delay)
	if show.Before(now) {
		show = now
	}
	if show.Before(p.last) {
		show = p.last
	}
	p.last = show
	return show
}

// note learns from one frame.
func (p *playout) note(now time.Time, transit time.Duration) {
	p.base, p.spare = min(p.base, transit), min(p.spare, transit)
	if now.Sub(p.turned) > baseFor {
		p.base, p.spare, p.turned = p.spare, transit, now
	}
	p.late[p.n%remembered] = transit - p.base
	p.n++
	known := min(p.n, remembered)
	sorted := slices.Clone(p.late[:known])
	slices.Sort(sorted)
	latest, most := sorted[(known-1)*19/20], maxDelay
	if now.Sub(p.lost) > lossyFor {
		latest, most = sorted[(known-1)*3/4], calmDelay
	}
	wanted := min(max(latest-tolerated, 0), most)
	// More at once, less only slowly: who sees the picture hurry and wait notices it.
	p.delay = max(wanted, p.delay-time.Millisecond)
}
