package simulator

import "math"

// drawProof draws a landlord's confirmation (Wohnungsgeberbestätigung, § 19 BMG) with invented people.
func drawProof(p *sheetPaper) error {
	const left, right = 19.0, 190.0
	text := func(x, y, points float64, ink uint8, s string) sheetText {
		return sheetText{x: x, y: y, points: points, ink: ink, text: s}
	}
	label := func(x, y float64, s string) sheetText { return text(x, y, 8, 70, s) }
	value := func(y float64, s string) sheetText { return text(left, y, 11, 25, s) }
	for _, y := range []float64{84, 107.5, 138, 190} {
		p.rule(left, right, y, 120)
	}
	p.rule(left, 94, 250, 120)
	p.rule(105, right, 250, 120)
	p.stroke(0.32, 40, signature, 320)
	return p.write(
		sheetText{x: left, y: 30, points: 18, bold: true, ink: 20, text: "Wohnungsgeberbestätigung"},
		text(left, 39, 10, 30, "nach § 19 des Bundesmeldegesetzes"),
		label(left, 61, "Wohnungsgeber"),
		value(70, "Wohnbau Musterstadt eG"),
		value(79.5, "Am Markt 12, 01999 Musterstadt"),
		label(left, 93, "Anschrift der Wohnung"),
		value(102.5, "Lindenstraße 27, 01999 Musterstadt"),
		label(left, 124, "Tag des Einzugs"),
		value(133.5, "15. November 2025"),
		label(left, 155, "Eingezogene Personen"),
		value(164.5, "Jana Lehmann"),
		value(175, "Mia Lehmann"),
		value(185.5, "Tom Lehmann"),
		value(246, "Musterstadt, 14.11.2025"),
		label(left, 256.5, "Ort, Datum"),
		label(105, 256.5, "Unterschrift"),
	)
}

// signature is nobody's: a wave that dies away.
func signature(t float64) (x, y float64) {
	swing := 9.5 * math.Exp(-2.4*t)
	turn := 4.5 * 2 * math.Pi * t
	return 114 + 60*t + 0.45*swing*math.Cos(turn), 243 - 3*t - swing*math.Sin(turn-0.9)
}

// drawShadowedProof is the proof with a bent corner that lets the room's light in: the lower right is darker.
func drawShadowedProof(p *sheetPaper) error {
	if err := drawProof(p); err != nil {
		return err
	}
	p.shade(func(x, y float64) float64 {
		inside := (x-148)*0.87 + (y-sheetHeightMM)*0.5 // mm beyond the crease
		return 1 - 0.16*max(0, min(1, inside/3))
	})
	return nil
}
