package typeset

import (
	"bytes"
	"fmt"
	"math"

	arabicbold "eliasnaur.com/font/noto/sans/arabic/bold"
	arabicregular "eliasnaur.com/font/noto/sans/arabic/regular"
	"eliasnaur.com/font/roboto/robotomedium"
	"eliasnaur.com/font/roboto/robotoregular"
	"github.com/go-fonts/dejavu/dejavusans"
	"github.com/go-text/typesetting/font"
)

const fontCount = 5

// fonts are the faces of the look. DejaVu Sans has what the others lack: Hebrew, Georgian, Armenian, arrows and signs;
// it has one weight, because its bold is far heavier than Roboto Medium.
type fonts struct {
	regular, medium []*font.Face // in order of preference; the first one is the font of the look
}

func openFonts() (fonts, error) {
	var faces [fontCount]*font.Face
	for i, ttf := range [fontCount][]byte{robotoregular.TTF, robotomedium.TTF, arabicregular.TTF, arabicbold.TTF, dejavusans.TTF} {
		face, err := font.ParseTTF(bytes.NewReader(ttf))
		if err != nil {
			return fonts{}, fmt.Errorf("font %d: %w", i, err)
		}
		faces[i] = face
	}
	return fonts{
		regular: []*font.Face{faces[0], faces[2], faces[4]},
		medium:  []*font.Face{faces[1], faces[3], faces[4]},
	}, nil
}

// of returns the faces of a weight.
func (f *fonts) of(w Weight) []*font.Face {
	if w >= Medium {
		return f.medium
	}
	return f.regular
}

func (f *fonts) capHeight(st Style) float64 {
	face := f.of(st.Weight)[0]
	return float64(face.LineMetric(font.CapHeight)) * float64(st.Size) / float64(face.Upem())
}

// extents returns ascent and descent of the font of the look in px, both positive and rounded as browsers do.
func (f *fonts) extents(st Style) (ascent, descent int) {
	face := f.of(st.Weight)[0]
	e, _ := face.FontHExtents()
	scale := float64(st.Size) / float64(face.Upem())
	return int(math.Round(float64(e.Ascender) * scale)), int(math.Round(-float64(e.Descender) * scale))
}

// cover returns the first face that has a glyph for r, or nil.
func cover(faces []*font.Face, r rune) *font.Face {
	for _, face := range faces {
		if _, ok := face.NominalGlyph(r); ok {
			return face
		}
	}
	return nil
}
