package layout

import (
	"fmt"
	"strings"
)

// The skyline is drawn on a ground of 1080 × 320, its houses standing at the lower edge (look/src/art.mjs).
const (
	skylineWidth  = 1080
	skylineHeight = 320
	skylineGround = 320
)

// house is a building: left edge, width, height of the wall and of the roof; a gable roof or one with eaves.
type house struct {
	x, w, wall, roof float64
	gable            bool
}

func (o house) path() string {
	g := float64(skylineGround)
	if o.gable {
		return fmt.Sprintf("M%g %gV%gL%g %gL%g %gV%gZ", o.x, g, g-o.wall, o.x+o.w/2, g-o.wall-o.roof, o.x+o.w, g-o.wall, g)
	}
	in := o.roof * 0.7
	return fmt.Sprintf("M%g %gV%gL%g %gH%gL%g %gV%gZ", o.x, g, g-o.wall, o.x+in, g-o.wall-o.roof, o.x+o.w-in, o.x+o.w, g-o.wall, g)
}

// upright returns the path of a rectangle, clockwise.
func upright(x, y, w, h float64) string { return fmt.Sprintf("M%g %gh%gv%gh%gZ", x, y, w, h, -w) }

// skyColours are the roles of a skyline: hills, far row, towers, what is cut out of them, and the clock's hands.
type skyColours struct{ hills, far, towers, paper, hands Role }

// farParts is everything behind the trees: hills, the far row, the town hall and the church with two steeples.
func farParts(c skyColours) []part {
	var far, windows strings.Builder
	for _, o := range []house{
		{-20, 120, 92, 46, false}, {88, 90, 118, 52, true}, {176, 130, 84, 40, false}, {420, 100, 110, 56, true},
		{508, 150, 82, 44, false}, {742, 96, 112, 54, true}, {836, 140, 92, 46, false}, {968, 130, 116, 50, true},
	} {
		far.WriteString(o.path())
	}
	for _, x := range []float64{278, 300, 388, 410} {
		windows.WriteString(upright(x, 212, 12, 22))
	}
	church := upright(618, 150, 40, 170) + "M612 150L638 52L664 150Z" + upright(700, 150, 40, 170) +
		"M694 150L720 52L746 150Z" + "M658 320V200L679 170L700 200V320Z"
	hall := "M262 320V196L290 152H408L436 196V320Z"
	tower := upright(326, 88, 46, 150)
	top := "M320 88L330 66H368L378 88Z" + "M334 66v-16h30v16Z" + "M330 50L349 20L368 50Z"
	return []part{
		plain("M0 320V224C160 144 300 170 450 216S800 130 1080 200V320Z", c.hills),
		plain(far.String(), c.far),
		plain(church, c.towers), plain(hall, c.towers), plain(tower, c.towers), plain(top, c.towers),
		plain(disc(349, 114, 14), c.paper),
		{d: "M349 114v-9M349 114l6 4", stroke: c.hands, width: 3},
		plain(windows.String(), c.paper),
	}
}

// skylineDrawing is the town of the idle page; its near row is one with the blue ground below.
func skylineDrawing() drawing {
	parts := farParts(skyColours{hills: Tint, far: Tint2, towers: Tower, paper: Page, hands: Accent})
	for _, t := range [][3]float64{
		{200, 66, 26}, {232, 60, 20}, {500, 66, 24}, {472, 60, 18}, {600, 58, 20}, {816, 64, 26}, {792, 58, 18}, {1004, 60, 22},
	} {
		parts = append(parts, plain(disc(t[0], skylineGround-t[1], t[2]), Tree))
	}
	var near, windows strings.Builder
	for _, o := range nearRow() {
		windows.WriteString(o.windows())
		o.w += 0.6
		near.WriteString(o.path())
	}
	parts = append(parts, plain(near.String(), Accent), plain(windows.String(), Tree))
	return drawing{skylineWidth, skylineHeight, parts}
}

func nearRow() []house {
	return []house{
		{0, 92, 44, 34, true}, {92, 120, 56, 40, false}, {212, 80, 38, 36, true}, {292, 128, 48, 34, false},
		{420, 84, 62, 44, true}, {504, 110, 42, 34, false}, {614, 92, 52, 42, true}, {706, 130, 46, 36, false},
		{836, 86, 60, 44, true}, {922, 92, 44, 32, false}, {1014, 66, 54, 36, true},
	}
}

// windows returns the lit windows of a house of the near row: some of two or three, always the same.
func (o house) windows() string {
	n := 2
	if o.w > 100 {
		n = 3
	}
	var d strings.Builder
	for i := 1; i <= n; i++ {
		if (int(o.x)+i*7)%3 < 2 {
			x := float64(round(o.x + o.w/float64(n+1)*float64(i) - 6))
			d.WriteString(upright(x, skylineGround-o.wall+12, 12, 16))
		}
	}
	return d.String()
}

// bandDrawing is the far row alone, twice beside itself, for the pages before a service: 1080 × 262.
func bandDrawing() drawing {
	far := farParts(skyColours{hills: Sky0, far: Sky1, towers: Sky2, paper: Page, hands: Sky2})
	var parts []part
	for _, x := range []float32{885, 0} {
		for _, q := range far {
			q.x, q.y, q.scale = x, -0.4, 0.82
			parts = append(parts, q)
		}
	}
	return drawing{skylineWidth, 262, parts}
}

// paneDrawing is the far row once, for the foot of the left pane of a wide page.
func paneDrawing() drawing {
	return drawing{skylineWidth, skylineHeight, farParts(skyColours{hills: Sky0, far: Sky1, towers: Sky2, paper: Page, hands: Sky2})}
}
