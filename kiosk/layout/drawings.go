package layout

import "fmt"

// drawing is a flat picture of the look (look/src/art.mjs): parts in the order in which they are painted.
type drawing struct {
	w, h  int
	parts []part
}

// part is one path of a drawing. Scale 0 is 1.
type part struct {
	d            string
	fill, stroke Role
	width        float32
	x, y, scale  float32
	dash         []float32
	motion       Motion
}

// paint puts the drawing into a block, its corner at x, y, scaled by k.
func (d drawing) paint(b *block, x, y, k float64) {
	frame := b.whole()
	for _, q := range d.parts {
		s := q.scale
		if s == 0 {
			s = 1
		}
		b.framed(Path{
			D: q.d, X: float32(x) + float32(k)*q.x, Y: float32(y) + float32(k)*q.y, Scale: float32(k) * s,
			Fill: q.fill, Stroke: q.stroke, Width: q.width, Dash: q.dash, Motion: q.motion,
		}, frame)
	}
}

// drawings returns the pictures by the names that a tree uses.
func drawings() map[string]drawing {
	return map[string]drawing{
		"arms":          armsDrawing(),
		"reader":        readerDrawing(),
		"scanner":       scannerDrawing(),
		"printer":       printerDrawing(true),
		"printer-empty": printerDrawing(false),
		"roll":          rollDrawing(),
		"skyline":       skylineDrawing(),
		"band":          bandDrawing(),
		"pane":          paneDrawing(),
	}
}

// rounded returns the path of a rectangle with round corners, clockwise.
func rounded(x, y, w, h, r float64) string {
	return fmt.Sprintf("M%g %gH%gA%g %g 0 0 1 %g %gV%gA%g %g 0 0 1 %g %gH%gA%g %g 0 0 1 %g %gV%gA%g %g 0 0 1 %g %gZ",
		x+r, y, x+w-r, r, r, x+w, y+r, y+h-r, r, r, x+w-r, y+h, x+r, r, r, x, y+h-r, y+r, r, r, x+r, y)
}

// disc returns the path of a circle, clockwise.
func disc(x, y, r float64) string {
	return fmt.Sprintf("M%g %gA%g %g 0 0 1 %g %gA%g %g 0 0 1 %g %gZ", x, y-r, r, r, x, y+r, r, r, x, y-r)
}

// Parts of the device pictures: a filled one with the line of all pictures, the line alone, and a coloured stroke.
func lined(d string, fill Role) part     { return part{d: d, fill: fill, stroke: Il4, width: 4} }
func plain(d string, fill Role) part     { return part{d: d, fill: fill} }
func outline(d string) part              { return part{d: d, stroke: Il4, width: 4} }
func inked(d string, r Role, w int) part { return part{d: d, stroke: r, width: float32(w)} }

// armsDrawing is the coat of arms of the town, 60 × 72.
func armsDrawing() drawing {
	const shield = "M3 3h54v34c0 17-10.5 26.5-27 32C13.5 63.5 3 54 3 37Z"
	return drawing{60, 72, []part{
		plain(shield, Il0),
		plain("M3 48h54c-3 10.5-12.5 17-27 21C15.5 65 6 58.5 3 48Z", Il3),
		inked("M9 54.5c3.5-3 7-3 10.5 0s7 3 10.5 0 7-3 10.5 0 7 3 10.5 0", Il0, 3),
		plain("M12 44V24h3v-4h4v4h4v-8l3-2v-4h2.5v2h3v-2H34v4l3 2v8h4v-4h4v4h3v20H36v-8a6 6 0 0 0-12 0v8Z", Il3),
		inked(shield, Il3, 4),
	}}
}

// cardParts is an identity card around its own middle.
func cardParts(x, y, scale float32) []part {
	parts := []part{
		lined(rounded(-150, -95, 300, 190, 14), Il0),
		outline("M-150 -60H150"),
		lined(rounded(-128, -38, 76, 96, 4), Il1),
		plain(disc(-90, -4, 18), Il3),
		plain("M-122 56c0-22 14-34 32-34s32 12 32 34Z", Il3),
		inked("M-28 -26H100M-28 2H70M-28 30H90M-28 58H40", Il2, 10),
		plain(disc(118, 44, 18), Il1),
		inked("M-128 -78H-60", Il3, 8),
	}
	for i := range parts {
		parts[i].x, parts[i].y, parts[i].scale = x, y, scale
	}
	return parts
}

// readerDrawing is the terminal with its card slot lit, and the card on its way. The light and the arrow pulse.
func readerDrawing() drawing {
	parts := []part{
		lined(rounded(176, 36, 420, 448, 24), Il0),
		lined(rounded(208, 68, 356, 232, 8), Il1),
		inked("M240 108h150M240 146h260M240 178h220", Il2, 12),
		plain(rounded(404, 240, 132, 36, 6), Il3),
		plain(rounded(240, 240, 132, 36, 6), Il2),
		outline("M176 332H596"),
		plain(rounded(216, 380, 128, 14, 7), Il2),
		lined(rounded(396, 364, 176, 88, 12), Il1),
		plain(rounded(418, 390, 132, 16, 8), Il4),
		{d: "M424 428h120", stroke: Il3, width: 12, motion: Pulse},
	}
	parts = append(parts, cardParts(764, 300, 0.8)...)
	parts = append(parts, part{
		d: "M764 396v22a22 22 0 0 1-22 22H612M648 404l-36 36 36 36", stroke: Il3, width: 14, motion: Pulse,
	})
	return drawing{936, 520, parts}
}

// sheetParts is a written sheet with a signature.
func sheetParts(x, y float32) []part {
	parts := []part{
		lined("M0 0H180V254H0Z", Il0),
		inked("M28 40H110", Il3, 12),
		inked("M28 80H150M28 108H152M28 136H130M28 164H146", Il2, 8),
		inked("M92 218c10-18 18-26 22-22s-8 24-2 24 10-14 18-14 4 12 22 8", Il4, 4),
	}
	for i := range parts {
		parts[i].x, parts[i].y = x, y
	}
	return parts
}

// scannerDrawing is the scanner with a sheet that it draws in.
func scannerDrawing() drawing {
	parts := append(sheetParts(378, 36),
		inked("M250 96v92M222 162l28 28 28-28M686 96v92M658 162l28 28 28-28", Il3, 12),
		plain(rounded(168, 228, 600, 136, 20), Il0),
		plain("M168 248a20 20 0 0 1 20-20H748a20 20 0 0 1 20 20v22H168Z", Il1),
		outline(rounded(168, 228, 600, 136, 20)),
		plain(rounded(340, 240, 256, 16, 8), Il4),
		plain(disc(718, 318, 16), Il3),
		inked("M212 318h140", Il2, 12),
	)
	return drawing{936, 400, parts}
}

// printerDrawing is the printer: with a receipt that comes out of it, or without paper.
func printerDrawing(paper bool) drawing {
	parts := []part{
		plain(rounded(298, 36, 340, 200, 20), Il0),
		plain("M298 56a20 20 0 0 1 20-20H618a20 20 0 0 1 20 20v28H298Z", Il1),
		outline(rounded(298, 36, 340, 200, 20)),
		outline("M298 84H638"),
	}
	slot := plain(rounded(362, 128, 212, 18, 9), Il4)
	if paper {
		parts = append(parts, plain(disc(606, 60, 10), Il3), slot,
			lined("M388 140H548V214H388Z", Il0),
			inked("M412 170H500", Il3, 8), inked("M412 192H524", Il2, 8))
		return drawing{936, 272, parts}
	}
	parts = append(parts, plain(disc(606, 60, 10), Danger), slot,
		part{d: "M388 164v44M548 164v44", stroke: Il4, width: 4, dash: []float32{1, 12}},
		plain(disc(468, 186, 30), Danger),
		inked("M457 175l22 22M479 175l-22 22", Il0, 6))
	return drawing{936, 272, parts}
}
