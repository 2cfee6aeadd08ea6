package display

import (
	"math"
	"time"

	"buergerterminal/kiosk/display/paint"
	"buergerterminal/kiosk/layout"
	"buergerterminal/kiosk/session"
)

// Times of the look (LOOK.md, section 7).
const (
	caretTime    = 530 * time.Millisecond // shown as long as hidden
	pulseTime    = 1600 * time.Millisecond
	pulseStep    = 100 * time.Millisecond // a pulse has 16 steps: slow enough to be cheap, fine enough to be smooth
	pulseDepth   = 0.65
	progressTime = 240 * time.Millisecond
	progressStep = 16 * time.Millisecond
)

// motion knows what moves on the page that is shown, and when it moves next.
type motion struct {
	reduced  bool
	carets   []layout.Caret
	caret    time.Time // since when the caret is where it is
	pulsing  bool
	pulse    time.Time // since when
	length   int       // of the progress
	fillFrom int
	fill     time.Time // since when the progress grows
}

// show takes over a new page at t.
func (m *motion) show(p *layout.Placed, reduced bool, t time.Time) {
	m.reduced = reduced
	var carets []layout.Caret
	pulsing := false
	for _, op := range p.Paint {
		switch o := op.(type) {
		case layout.Caret:
			carets = append(carets, o)
		case layout.Path:
			pulsing = pulsing || o.Motion == layout.Pulse
		}
	}
	if !equalCarets(carets, m.carets) {
		m.carets, m.caret = carets, t
	}
	if pulsing && !m.pulsing {
		m.pulse = t
	}
	m.pulsing = pulsing
	if length := paint.FillLength(p); length != m.length {
		m.fillFrom, m.fill = m.length, t
		if m.length == 0 {
			m.fillFrom = length // a progress that was not there before does not grow
		}
		m.length = length
	}
}

// reduced reports whether nothing moves on a page: on no page of this terminal, or because the citizen wants it so.
func (w *Window) reduced(look session.Look) bool { return w.options.Reduced || look.Still }

func equalCarets(a, b []layout.Caret) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// at returns the moment of the motion at t.
func (m *motion) at(t time.Time) paint.Motion {
	if m.reduced {
		return paint.Rest()
	}
	now := paint.Rest()
	now.Caret = t.Sub(m.caret)/caretTime%2 == 0
	if m.pulsing {
		steps := float64(t.Sub(m.pulse) / pulseStep % (pulseTime / pulseStep))
		turn := steps / float64(pulseTime/pulseStep) * 2 * math.Pi
		now.Pulse = pulseDepth * (1 - math.Cos(turn)) / 2
	}
	if since := t.Sub(m.fill); since < progressTime {
		now.FillFrom, now.Filled = m.fillFrom, eased(float64(since)/float64(progressTime))
	}
	return now
}

// next returns how long after t the page looks different; at most the heartbeat.
func (m *motion) next(t time.Time) time.Duration {
	wait := heartbeat
	if m.reduced {
		return wait
	}
	if len(m.carets) > 0 {
		wait = min(wait, caretTime-t.Sub(m.caret)%caretTime)
	}
	if m.pulsing {
		wait = min(wait, pulseStep-t.Sub(m.pulse)%pulseStep)
	}
	if t.Sub(m.fill) < progressTime {
		wait = min(wait, progressStep)
	}
	return wait
}

// eased is cubic-bezier(0.2, 0, 0, 1), the look's easing: how far one is at a part of the time.
func eased(part float64) float64 {
	low, high := 0.0, 1.0
	for range 20 {
		mid := (low + high) / 2
		if bezier(mid, 0.2, 0) < part {
			low = mid
		} else {
			high = mid
		}
	}
	return bezier(low, 0, 1)
}

// bezier is a cubic Bézier from 0 to 1 with the control values a and b.
func bezier(t, a, b float64) float64 {
	u := 1 - t
	return 3*u*u*t*a + 3*u*t*t*b + t*t*t
}
