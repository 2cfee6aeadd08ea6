package typeset

import (
	"testing"

	"github.com/go-text/typesetting/font"
)

// TestFontsWait opens all fonts, and holds that a German text needs those of the look alone.
func TestFontsWait(t *testing.T) {
	s, err := New()
	if err != nil {
		t.Fatal(err)
	}
	opened := map[*lazyFace]bool{}
	watch := func(l *lazyFace) {
		open := l.open
		l.open = func() (f *font.Face, err error) { opened[l] = true; return open() }
	}
	for _, l := range []*lazyFace{s.fonts.regular[1], s.fonts.medium[1], s.fonts.regular[2]} {
		watch(l)
	}
	s.Break("Straßen\u00adverkehrs\u00adbehörde – „Grüße“, **§ 17** BMG … 5 €", Style{Size: 30, Line: 40, Weight: Regular}, Options{Width: 200})
	if len(opened) > 0 {
		t.Errorf("a German text opened %d of the other fonts", len(opened))
	}
	for _, l := range append(s.fonts.regular, s.fonts.medium...) {
		if _, err := l.open(); err != nil {
			t.Error(err)
		}
	}
}
