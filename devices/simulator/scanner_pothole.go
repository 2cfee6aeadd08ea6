package simulator

import "math"

// drawPothole draws a printed photograph of a pothole in a street, as a citizen brings it to report it.
func drawPothole(p *sheetPaper) error {
	const left, top, width, height = 15.0, 15.0, 180.0, 240.0
	mm := 25.4 / float64(p.dpi)
	for py := range p.image.Rect.Dy() {
		v := (float64(py)*mm - top) / height
		if v < 0 || v > 1 {
			continue
		}
		for px := range p.image.Rect.Dx() {
			u := (float64(px)*mm - left) / width
			if u >= 0 && u <= 1 {
				p.image.Pix[p.image.PixOffset(px, py)] = clampGrey(street(u, v))
			}
		}
	}
	return p.write(
		sheetText{x: left, y: 270, points: 12, ink: 30, text: "Schlagloch in der Lindenstraße, Höhe Hausnummer 27"},
		sheetText{x: left, y: 278, points: 9, ink: 70, text: "etwa 60 cm breit und 8 cm tief"},
	)
}

const horizon = 0.24

// street is the brightness of the photograph at a place; u and v run from 0 to 1.
func street(u, v float64) float64 {
	if v < horizon {
		return houses(u, v)
	}
	depth := 1 / (v - horizon + 0.03)
	across := (u - 0.5) * depth
	grain := fractalNoise(u*420, v*420) - 0.5
	patches := fractalNoise(across*2+40, depth*1.5) - 0.5
	edge := 0.58 + 0.55*(v-horizon) // the kerb recedes
	switch {
	case u > edge+0.075*(v+0.1):
		return pavement(across, depth) + 22*grain
	case u > edge:
		return kerb((u-edge)/(0.075*(v+0.1)), depth) + 14*grain
	}
	asphalt := 118 + 26*patches + 46*grain - 14*max(0, 1-(edge-u)/0.06)
	return pothole(u, v, asphalt, grain)
}

// houses is the far end of the street under a bright sky.
func houses(u, v float64) float64 {
	house := math.Floor(u * 7)
	storeys := 4 - math.Round(1.5*math.Sin(house*1.9+2))
	roof := horizon - 0.02 - 0.034*storeys
	if v < roof {
		return 232 - 60*v
	}
	wall := 168 + 24*math.Sin(house*2.4)
	column, row := math.Mod(u*28, 1), math.Mod((v-roof)/0.034, 1)
	if column > 0.3 && column < 0.7 && row > 0.25 && row < 0.75 && v < horizon-0.02 {
		return 84
	}
	return wall - 120*max(0, v-horizon+0.02)
}

func kerb(t, depth float64) float64 {
	v := 196 - 50*t
	if t < 0.3 {
		v = 150 // the face towards the road
	}
	if math.Mod(depth*1.4, 1) < 0.05 {
		v -= 70
	}
	return v
}

func pavement(across, depth float64) float64 {
	if math.Mod(across*2.5+100, 1) < 0.04 || math.Mod(depth*2.5, 1) < 0.06 {
		return 128
	}
	return 172
}

// pothole puts the hole and its cracks over the asphalt.
func pothole(u, v, asphalt, grain float64) float64 {
	x, y := (u-0.38)/0.29, (v-0.68)/0.135
	angle, distance := math.Atan2(y, x), math.Hypot(x, y)
	rim := 0.86 + 0.34*(fractalNoise(3*math.Cos(angle)+9, 3*math.Sin(angle)+9)-0.5)*2
	d := distance / rim
	switch {
	case d > 1.16:
		return asphalt - crack(angle, d)
	case d > 1:
		return asphalt + 34*(1.16-d)/0.16 + 30*grain // the broken, lighter edge
	}
	gravel := 110*grain + 40*(fractalNoise(u*90, v*90)-0.5)
	depth := 1 - d*d
	shadow := 52 * max(0, min(1, 0.35-y)) // the far wall throws it
	bottom := 78 - 30*depth - shadow + gravel
	if water := math.Hypot(x/0.56, (y-0.22)/0.42); water < 0.9+0.25*fractalNoise(2*math.Cos(angle)+5, 2*math.Sin(angle)+5) {
		return 150 + 26*y + 8*grain // with the sky in it
	}
	return bottom
}

// crack is how much darker the asphalt is beside the hole.
func crack(angle, d float64) float64 {
	if d > 2.1 {
		return 0
	}
	for _, at := range []float64{-2.7, -1.2, 0.35, 1.9, 2.8} {
		wander := 0.25 * (fractalNoise(d*5, at*10) - 0.5)
		if math.Abs(math.Remainder(angle-at-wander, 2*math.Pi)) < 0.018*(2.2-d) {
			return 60
		}
	}
	return 0
}

// fractalNoise is smooth noise between 0 and 1 from four octaves of a value lattice.
func fractalNoise(x, y float64) float64 {
	sum, weight := 0.0, 0.5
	for range 4 {
		sum += weight * latticeNoise(x, y)
		x, y, weight = x*2+17, y*2+31, weight/2
	}
	return sum / 0.9375
}

func latticeNoise(x, y float64) float64 {
	fx, fy := math.Floor(x), math.Floor(y)
	tx, ty := x-fx, y-fy
	tx, ty = tx*tx*(3-2*tx), ty*ty*(3-2*ty)
	at := func(dx, dy float64) float64 { return float64(hash2(int(fx+dx), int(fy+dy))) / math.MaxUint32 }
	upper := at(0, 0)*(1-tx) + at(1, 0)*tx
	lower := at(0, 1)*(1-tx) + at(1, 1)*tx
	return upper*(1-ty) + lower*ty
}
