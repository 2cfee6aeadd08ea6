package layout

import "image"

// pane is a column of a page: where it begins and how wide it is.
type pane struct{ x, w int }

// zones are where the parts of a page stand, in px of the look (LOOK.md, 2; tokens.toml, zone.*). The code that fills them
// is the same for all: an upright page reads above and acts below its horizon, a wide one reads in its left pane and acts in
// its right one.
type zones struct {
	width, height int
	margin        int
	read, act     pane
	divider       int // where the hairline between the panes is, 0 is one pane

	head, progress int // their upper edges
	readTop        int
	readBottom     int
	horizon        int // where the acting zone begins, in a wide page below a title in the right pane
	actTop         int // of a wide page whose title stands in the left pane
	actEnd         int
	actions        int
	actionHeight   int
	bar, barHeight int

	keyboard               keyRows
	padKeyHeight           int
	touchTest              int // height of a target of the touch test
	scanHeight, scanInCall int // the most that a scanned page may take, and beside a call
}

// keyRows are the rows of a keyboard: their height, the room between them, and above the first and below the last one.
type keyRows struct{ height, gap, pad int }

// tall returns the height of so many rows with their ground.
func (k keyRows) tall(rows int) int { return 2*k.pad + rows*k.height + (rows-1)*k.gap }

// uprightZones are those of the panel that the look is drawn for.
func uprightZones() zones {
	return zones{
		width: 1080, height: 1920, margin: 72, read: pane{72, 936}, act: pane{72, 936},
		head: 48, progress: 152, readTop: 248, readBottom: 672, horizon: 720, actTop: 720, actEnd: 1544,
		actions: 1592, actionHeight: 112, bar: 1752, barHeight: 168,
		keyboard: keyRows{height: 88, gap: 12, pad: 18}, padKeyHeight: 112, touchTest: 184, scanHeight: 820, scanInCall: 560,
	}
}

// wideZones are those of the suitcase. Its rows of keys are as far apart as those of a keyboard on a desk, 20 mm,
// because there is less height; all else that is touched keeps its measures.
func wideZones() zones {
	return zones{
		width: 1920, height: 1080, margin: 56, read: pane{56, 656}, act: pane{840, 1024}, divider: 776,
		head: 40, progress: 40, readTop: 160, readBottom: 896, horizon: 304, actTop: 124, actEnd: 744,
		actions: 792, actionHeight: 104, bar: 944, barHeight: 136,
		keyboard: keyRows{height: 56, gap: 10, pad: 12}, padKeyHeight: 68, touchTest: 108, scanHeight: 600, scanInCall: 400,
	}
}

// panes reports whether what is read stands beside what is acted on.
func (z zones) panes() bool { return z.divider > 0 }

// whole returns the rectangle of the page.
func (z zones) whole() image.Rectangle { return image.Rect(0, 0, z.width, z.height) }
