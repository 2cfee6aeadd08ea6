package flows

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"math"
	"path"
	"strconv"
)

// What a partner's logo may take: more than any sign of a head needs.
const (
	maxLogo     = 256 << 10 // bytes
	maxLogoSide = 2048      // px
)

// leastContrast is what text needs on the ground that it stands on (look, section 3; WCAG 2.2, 1.4.6).
const leastContrast = 7

func (l *loader) partner(t *node) {
	p := &Partner{Key: l.matching(t, "key", isFlowID, "id of the key that applications are sealed with")}
	l.flow.Partner = p
	if t.child("accent") != nil {
		p.Accent = l.accent(t)
	}
	if name := l.text(t, "logo"); name != "" {
		p.Logo = l.picture(t.child("logo"), name)
	}
	l.unknown(t, "key", "accent", "logo")
}

// accent reads the colour of the head. White words stand on it, and it stands on white itself.
func (l *loader) accent(t *node) color.RGBA {
	written := l.matching(t, "accent", colourForm.MatchString, `a colour as "#005aa0"`)
	if written == "" {
		return color.RGBA{}
	}
	hex, err := strconv.ParseUint(written[1:], 16, 32)
	if err != nil {
		return color.RGBA{} // its form was checked
	}
	c := color.RGBA{R: uint8(hex >> 16), G: uint8(hex >> 8), B: uint8(hex), A: 255}
	if onWhite(c) < leastContrast {
		l.report(t.child("accent").value, "a darker one, as "+darker(c), "white words on %s have a contrast of %.1f to 1, and need %d to 1",
			written, math.Floor(onWhite(c)*10)/10, leastContrast)
	}
	return c
}

// darker is the lightest shade of a colour that white words can stand on.
func darker(c color.RGBA) string {
	for part := 255; ; part-- {
		shade := color.RGBA{R: shaded(c.R, part), G: shaded(c.G, part), B: shaded(c.B, part), A: 255}
		if onWhite(shade) >= leastContrast {
			return "#" + strconv.FormatUint(1<<24|uint64(shade.R)<<16|uint64(shade.G)<<8|uint64(shade.B), 16)[1:]
		}
	}
}

func shaded(channel uint8, part int) uint8 { return uint8(int(channel) * part / 255) }

// onWhite is the contrast of a colour with white, from 1 to 21 (WCAG 2.2, contrast ratio and relative luminance).
func onWhite(c color.RGBA) float64 {
	linear := func(channel uint8) float64 {
		v := float64(channel) / 255
		if v <= 0.04045 {
			return v / 12.92
		}
		return math.Pow((v+0.055)/1.055, 2.4)
	}
	return 1.05 / (0.2126*linear(c.R) + 0.7152*linear(c.G) + 0.0722*linear(c.B) + 0.05)
}

// picture reads a PNG file of the folder.
func (l *loader) picture(n *node, name string) image.Image {
	if path.Base(name) != name {
		l.report(n.value, "a file in the flow's folder", "%q is no name of a file", name)
		return nil
	}
	data, err := l.readFile(name)
	if err != nil {
		l.report(n.value, "put the file beside "+definitionFile, "%s %s", name, readFailure(err))
		return nil
	}
	size, err := png.DecodeConfig(bytes.NewReader(data))
	if err != nil || len(data) > maxLogo || max(size.Width, size.Height) > maxLogoSide || min(size.Width, size.Height) < 1 {
		l.report(n.value, "PNG, at most 256 KiB and 2048 px on each side", "%s is no proper picture", name)
		return nil
	}
	logo, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		l.report(n.value, "draw it anew as PNG", "%s is a damaged picture", name)
		return nil
	}
	return logo
}
