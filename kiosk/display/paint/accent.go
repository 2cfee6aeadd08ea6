package paint

import (
	"fmt"
	"image/color"
	"math"

	"buergerterminal/kiosk/layout"
	"buergerterminal/kiosk/session"
)

// leastContrast is that of words with their ground (LOOK.md, 3; WCAG 2.2, 1.4.6).
const leastContrast = 7

// leastApart is how far an accent must be from the colours that mean something else, in OKLab. The look's own is 0.17 from the
// violet of the human helper.
const leastApart = 0.1

// accented gives the palette a municipality's accent instead of the look's blue; the zero value leaves it. Its grounds are tinted
// with it as far as words on them keep their contrast, and on dark grounds it is lightened until it has that of the look's.
// Whoever needs high contrast is shown no other colours than those.
func (p palette) accented(c color.RGBA, theme session.Theme) palette {
	white, black := p[layout.White], p[layout.Black]
	switch {
	case c.A == 0 || theme == session.HighContrast:
		return p
	case theme == session.Dark:
		accent := c
		for part := 0.01; part <= 1 && min(contrast(accent, p[layout.Raised]), contrast(accent, p[layout.OnAccent])) < leastContrast; part += 0.01 {
			accent = mixed(white, c, part)
		}
		p[layout.Accent], p[layout.Il3] = accent, accent
		p[layout.AccentPress], p[layout.StartRule] = mixed(white, accent, 0.45), mixed(black, accent, 0.4)
		return p
	}
	p[layout.Accent], p[layout.Il3] = c, c
	p[layout.AccentPress], p[layout.StartRule] = mixed(black, c, 0.25), mixed(white, c, 0.43)
	for _, tinted := range []struct {
		role layout.Role
		part float64
	}{
		{layout.Tint, 0.07}, {layout.Tint2, 0.11}, {layout.Il1, 0.17}, {layout.Il2, 0.34}, {layout.Sky0, 0.03}, {layout.Sky1, 0.07},
		{layout.Sky2, 0.17}, {layout.Tower, 0.25}, {layout.Tree, 0.45},
	} {
		p[tinted.role] = mixed(c, white, tinted.part)
	}
	for _, ground := range []layout.Role{layout.Tint, layout.Tint2} {
		for part := 0.11; part > 0 && min(contrast(p[layout.Muted], p[ground]), contrast(c, p[ground])) < leastContrast; part -= 0.01 {
			p[ground] = mixed(c, white, part)
		}
	}
	return p
}

// CheckAccent says what is wrong with a municipality's accent, and a colour that would do; both are "" where nothing is. The
// words on it, and it as words, have a contrast of 7 to 1 in every theme, and nobody may take it for the colour of the human
// helper or of what deletes.
func CheckAccent(c color.RGBA) (message, hint string) {
	for _, theme := range []session.Theme{session.Light, session.Dark, session.HighContrast} {
		p := paletteOf(theme).accented(c, theme)
		for _, pair := range accentPairs() {
			if ratio := contrast(p[pair[0]], p[pair[1]]); ratio < leastContrast {
				return fmt.Sprintf("%s as %s on %s in the %s theme has a contrast of %.1f to 1, and needs %d to 1",
					hexOf(c), pair[0], pair[1], theme, math.Floor(ratio*10)/10, leastContrast), "a darker one, as " + hexOf(darkened(c))
			}
		}
	}
	light := lightPalette()
	for _, other := range []struct {
		role layout.Role
		of   string
	}{{layout.Clerk, "the human helper"}, {layout.Danger, "what deletes, and of errors"}} {
		if d := apart(c, light[other.role]); d < leastApart {
			return fmt.Sprintf("%s is too like %s, the colour of %s (OKLab: %.2f apart, and needs %.2f)", hexOf(c), hexOf(light[other.role]), other.of, d, leastApart),
				"another hue, or leave it out: blue"
		}
	}
	return "", ""
}

// accentPairs are words and the ground that they stand on, of those that an accent changes.
func accentPairs() [][2]layout.Role {
	return [][2]layout.Role{
		{layout.OnAccent, layout.Accent}, {layout.OnAccent, layout.AccentPress}, {layout.Accent, layout.Page}, {layout.Accent, layout.Raised},
		{layout.Accent, layout.Surface}, {layout.Accent, layout.Tint}, {layout.Muted, layout.Tint}, {layout.Text, layout.Tint},
	}
}

// darkened is the lightest shade of a colour that an accent can have.
func darkened(c color.RGBA) color.RGBA {
	p := lightPalette()
	for part := 0.0; part < 1; part += 0.01 {
		if shade := mixed(p[layout.Black], c, part); contrast(shade, p[layout.Surface]) >= leastContrast {
			return shade
		}
	}
	return p[layout.Black]
}

func hexOf(c color.RGBA) string { return fmt.Sprintf("#%02x%02x%02x", c.R, c.G, c.B) }

// mixed is so much of one colour with the rest of another.
func mixed(one, rest color.RGBA, part float64) color.RGBA {
	mix := func(a, b uint8) uint8 { return uint8(math.Round(part*float64(a) + (1-part)*float64(b))) }
	return color.RGBA{mix(one.R, rest.R), mix(one.G, rest.G), mix(one.B, rest.B), 255}
}

// contrast is from 1 to 21 (WCAG 2.2, contrast ratio).
func contrast(a, b color.RGBA) float64 {
	high, low := luminance(a), luminance(b)
	if high < low {
		high, low = low, high
	}
	return (high + 0.05) / (low + 0.05)
}

// luminance is from 0 to 1 (WCAG 2.2, relative luminance).
func luminance(c color.RGBA) float64 {
	return 0.2126*linear(c.R) + 0.7152*linear(c.G) + 0.0722*linear(c.B)
}

func linear(channel uint8) float64 {
	v := float64(channel) / 255
	if v <= 0.04045 {
		return v / 12.92
	}
	return math.Pow((v+0.055)/1.055, 2.4)
}

// apart is how different two colours look (Björn Ottosson, "A perceptual color space for image processing", 2020).
func apart(a, b color.RGBA) float64 {
	one, other := okLab(a), okLab(b)
	return math.Hypot(math.Hypot(one[0]-other[0], one[1]-other[1]), one[2]-other[2])
}

func okLab(c color.RGBA) [3]float64 {
	r, g, b := linear(c.R), linear(c.G), linear(c.B)
	l := math.Cbrt(0.4122214708*r + 0.5363325363*g + 0.0514459929*b)
	m := math.Cbrt(0.2119034982*r + 0.6806995451*g + 0.1073969566*b)
	s := math.Cbrt(0.0883024619*r + 0.2817188376*g + 0.6299787005*b)
	return [3]float64{
		0.2104542553*l + 0.7936177850*m - 0.0040720468*s,
		1.9779984951*l - 2.4285922050*m + 0.4505937099*s,
		0.0259040371*l + 0.7827717662*m - 0.8086757660*s,
	}
}
