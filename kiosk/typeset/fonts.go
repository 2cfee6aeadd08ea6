package typeset

import (
	"bytes"
	"math"
	"sync"

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
	regular, medium []*lazyFace // in order of preference; the first one is the font of the look
}

// lazyFace is a face that is parsed when a text first needs it: the outlines of DejaVu Sans and Noto Sans Arabic are most of
// the time and memory that fonts take, and a visit in German needs neither.
type lazyFace struct{ open func() (*font.Face, error) }

func lazy(ttf []byte) *lazyFace {
	return &lazyFace{sync.OnceValues(func() (*font.Face, error) { return font.ParseTTF(bytes.NewReader(ttf)) })}
}

// face returns the face, or nil where the font is broken: the next one then has to do.
func (l *lazyFace) face() *font.Face {
	face, err := l.open()
	if err != nil {
		return nil
	}
	return face
}

// openFonts opens the fonts of the look. The others wait.
func openFonts() (fonts, error) {
	signs := lazy(dejavusans.TTF)
	f := fonts{
		regular: []*lazyFace{lazy(robotoregular.TTF), lazy(arabicregular.TTF), signs},
		medium:  []*lazyFace{lazy(robotomedium.TTF), lazy(arabicbold.TTF), signs},
	}
	for _, own := range []*lazyFace{f.regular[0], f.medium[0]} {
		if _, err := own.open(); err != nil {
			return fonts{}, err
		}
	}
	return f, nil
}

// of returns the faces of a weight.
func (f *fonts) of(w Weight) []*lazyFace {
	if w >= Medium {
		return f.medium
	}
	return f.regular
}

func (f *fonts) capHeight(st Style) float64 {
	face := f.of(st.Weight)[0].face()
	return float64(face.LineMetric(font.CapHeight)) * float64(st.Size) / float64(face.Upem())
}

// extents returns ascent and descent of the font of the look in px, both positive and rounded as browsers do.
func (f *fonts) extents(st Style) (ascent, descent int) {
	face := f.of(st.Weight)[0].face()
	e, _ := face.FontHExtents()
	scale := float64(st.Size) / float64(face.Upem())
	return int(math.Round(float64(e.Ascender) * scale)), int(math.Round(-float64(e.Descender) * scale))
}

// cover returns the first face that has a glyph for r, or nil.
func cover(faces []*lazyFace, r rune) *font.Face {
	for _, l := range faces {
		face := l.face()
		if face == nil {
			continue
		}
		if _, ok := face.NominalGlyph(r); ok {
			return face
		}
	}
	return nil
}
