package layout

import (
	"math"

	"buergerterminal/kiosk/session"
	"buergerterminal/kiosk/typeset"
)

// referenceDPI is that of the panel which the look is drawn for, 27 inch.
const (
	referenceDPI  = 81.6
	referenceInch = 27
)

// mostGrown is how much larger than in the look a page may become: it fills a panel of 32 inch, and stands in the middle of
// a larger one.
const mostGrown = 1.2

// near is how much smaller than in the look letters may be for the panel's size being told in whole millimetres.
const near = 0.98

// Monitor is the panel that a page is placed on. A page fills it: one whose sides are not as the look's has a higher acting
// zone when it lies on its side. On a panel smaller than the look's each text size is drawn as the next larger one of the
// look, so that letters have the look's millimetres as long as there is a larger one. DPI 0 is a panel that does not say how
// large it is: it counts as the look's.
type Monitor struct {
	Width, Height int // px
	DPI           float64
}

// wide reports whether the panel lies on its side: it has the page of two panes then.
func (m Monitor) wide() bool { return m.Width > m.Height }

// drawn are the zones that the look has for such a panel.
func (m Monitor) drawn() zones {
	if m.wide() {
		return wideZones()
	}
	return uprightZones()
}

// scale returns the px of the panel for one px of the look.
func (m Monitor) scale() float64 {
	z := m.drawn()
	fit := min(float64(m.Width)/float64(z.width), float64(m.Height)/float64(z.height))
	if m.DPI > 0 {
		fit = min(fit, mostGrown*m.DPI/referenceDPI)
	}
	return fit
}

// zones returns those of the page on this panel.
func (m Monitor) zones() zones {
	z := m.drawn()
	if k := m.scale(); m.wide() && k == float64(m.Width)/float64(z.width) {
		return z.taller(round(float64(m.Height)/k) - z.height)
	}
	return z
}

// taller returns the zones of a wide page with more height, which reading and acting zone get.
func (z zones) taller(by int) zones {
	z.height += by
	z.readBottom += by
	z.actEnd += by
	z.actions += by
	z.bar += by
	return z
}

// grown is how much larger than in the look everything is on the panel, in millimetres.
func (m Monitor) grown() float64 {
	if m.DPI <= 0 {
		return 1
	}
	return m.scale() * referenceDPI / m.DPI
}

// sizeFor is the text size in which one that a citizen has chosen is drawn.
func (m Monitor) sizeFor(wanted session.TextSize) session.TextSize {
	size := wanted
	for size < session.VeryLarge && reached(sizesOf(size), sizesOf(wanted), m.grown()) < near {
		size++
	}
	return size
}

// leastSize is the size of the smallest letters that the look has, on this panel; but no more than that of the largest bar.
func (m Monitor) leastSize() int {
	least := sizesOf(session.Normal).small.Size
	if grown := m.grown(); grown < near {
		return min(int(math.Ceil(float64(least)/grown)), sizesOf(session.VeryLarge).bar.Size)
	}
	return least
}

// roles are the styles of a size, the largest first.
func (s sizes) roles() [6]typeset.Style {
	return [6]typeset.Style{s.title, s.section, s.choice, s.body, s.small, s.bar}
}

// reached is how high the letters of a size are, grown so much, for one that was wanted: of the role that is worst off.
func reached(have, wanted sizes, grown float64) float64 {
	least := math.Inf(1)
	for i, style := range have.roles() {
		least = min(least, grown*float64(style.Size)/float64(wanted.roles()[i].Size))
	}
	return least
}

// SmallestInch is the diagonal of the smallest panel, in the proportions of the look, on which no letter of the normal size is
// smaller than the look says: there the normal size is drawn as the largest.
func SmallestInch() float64 {
	return math.Ceil(10*referenceInch*near/reached(sizesOf(session.VeryLarge), sizesOf(session.Normal), 1)) / 10
}

// Legible is how large a panel shows things, in millimetres.
type Legible struct {
	Title, Body, Small float64 // height of capitals in the normal size
	Key                float64 // the shorter side of the smallest thing that is touched
	Sizes              int     // how many of the three text sizes are as large as the look says
}

// Millimetres that the look and the checklist of accessibility (reference/quality.md, section 6) ask for.
const (
	capHeight  = 0.711  // of Roboto, in parts of its size
	pxPerMM    = 3.2126 // of the look's panel
	LeastTouch = 12.7   // the shorter side of a target
	leastGap   = 2.54   // between two of them
)

// Legible measures the panel.
func (m Monitor) Legible() Legible {
	grown := m.grown()
	high := func(st typeset.Style) float64 { return grown * capHeight * float64(st.Size) / pxPerMM }
	normal := sizesOf(m.sizeFor(session.Normal))
	l := Legible{Title: high(normal.title), Body: high(normal.body), Small: high(normal.small)}
	l.Key = grown * float64(m.drawn().keyboard.height) / pxPerMM
	for size := session.Normal; size <= session.VeryLarge; size++ {
		if reached(sizesOf(m.sizeFor(size)), sizesOf(size), grown) >= near {
			l.Sizes++
		}
	}
	return l
}

// Usable reports whether the normal size is as large as the look says, and everything that is touched large enough.
func (l Legible) Usable() bool { return l.Sizes > 0 && l.Key >= LeastTouch }
