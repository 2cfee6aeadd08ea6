package paint

import (
	"image/color"
	"strings"
	"testing"

	"buergerterminal/kiosk/layout"
	"buergerterminal/kiosk/session"
)

func TestCheckAccent(t *testing.T) {
	for _, tt := range []struct {
		hex  uint32
		want string // part of the message, "" where the colour will do
	}{
		{0x2044aa, ""}, {0x00573f, ""}, {0x5a3410, ""}, {0x333333, ""}, {0x003366, ""},
		{0x3070c0, "contrast of 4.9 to 1, and needs 7 to 1"}, {0xffcc00, "and needs 7 to 1"}, {0xffffff, "contrast of 1.0 to 1"},
		{0x0b5bad, "and needs 7 to 1"}, // 6.6 on white
		{0x7e01a8, "the human helper"}, {0x76159d, "the human helper"}, {0x9e0000, "what deletes"}, {0x8b0000, "what deletes"},
	} {
		got, hint := CheckAccent(rgb(tt.hex))
		if tt.want == "" && got != "" || !strings.Contains(got, tt.want) || (got == "") != (hint == "") {
			t.Errorf("#%06x: %q (%q), want %q", tt.hex, got, hint, tt.want)
		}
	}
	if d := apart(rgb(0x2044aa), rgb(0x7e01a8)); d < 0.16 || d > 0.18 {
		t.Errorf("the look's accent is %.3f from the helper's violet", d)
	}
}

// TestHintWillDo: the colour that is proposed instead of one that is too light is dark enough.
func TestHintWillDo(t *testing.T) {
	for _, hex := range []uint32{0x3070c0, 0xffcc00, 0x00ff00, 0xffffff, 0x0b5bad} {
		if message, _ := CheckAccent(darkened(rgb(hex))); strings.Contains(message, "contrast") {
			t.Errorf("#%06x: %s", hex, message)
		}
	}
}

// TestAccentKeepsContrast: whatever accent is taken, words keep their contrast on all that it changes, in every theme.
func TestAccentKeepsContrast(t *testing.T) {
	taken := 0
	for r := 0; r < 256; r += 17 {
		for g := 0; g < 256; g += 17 {
			for b := 0; b < 256; b += 17 {
				c := color.RGBA{uint8(r), uint8(g), uint8(b), 255}
				if message, _ := CheckAccent(c); message != "" {
					continue
				}
				taken++
				for _, pair := range append(accentPairs(), [2]layout.Role{layout.Muted, layout.Tint2}, [2]layout.Role{layout.Accent, layout.Tint2}) {
					if ratio := contrast(paletteOf(session.Light).accented(c, session.Light)[pair[0]], paletteOf(session.Light).accented(c, session.Light)[pair[1]]); ratio < leastContrast {
						t.Errorf("%s: %s on %s has %.2f", hexOf(c), pair[0], pair[1], ratio)
					}
				}
				dark := paletteOf(session.Dark).accented(c, session.Dark)
				if ratio := contrast(dark[layout.Accent], dark[layout.Tint2]); ratio < 5 { // while it is pressed; the look's own has 5.5
					t.Errorf("%s: %.2f on a pressed button of the dark theme", hexOf(c), ratio)
				}
			}
		}
	}
	if taken < 100 {
		t.Errorf("only %d accents are taken", taken)
	}
}

// TestDarkKeepsTheHue: on dark grounds an accent is lightened as far as it must be, and stays the town's: three towns have three.
func TestDarkKeepsTheHue(t *testing.T) {
	towns := []color.RGBA{rgb(0x00573f), rgb(0x004f6b), rgb(0x5c3d00)}
	dark := func(c color.RGBA) palette { return paletteOf(session.Dark).accented(c, session.Dark) }
	for i, c := range towns {
		got := dark(c)[layout.Accent]
		if ratio := contrast(got, dark(c)[layout.Raised]); ratio > leastContrast+0.5 {
			t.Errorf("%s becomes %s: lighter than it must be, %.1f to 1", hexOf(c), hexOf(got), ratio)
		}
		if d := apart(got, rgb(0xffffff)); d < 0.1 {
			t.Errorf("%s becomes %s, %.3f from white", hexOf(c), hexOf(got), d)
		}
		for _, other := range towns[i+1:] {
			if d := apart(got, dark(other)[layout.Accent]); d < 0.02 {
				t.Errorf("%s and %s are %.3f apart in the dark theme", hexOf(c), hexOf(other), d)
			}
		}
	}
}

// TestHighContrastKeepsItsColours: no municipality changes them, and none is the look's own.
func TestHighContrastKeepsItsColours(t *testing.T) {
	for role, c := range paletteOf(session.HighContrast).accented(rgb(0x00573f), session.HighContrast) {
		if c != paletteOf(session.HighContrast)[role] {
			t.Errorf("%s changes", role)
		}
	}
	for _, theme := range []session.Theme{session.Light, session.Dark} {
		for role, c := range paletteOf(theme).accented(color.RGBA{}, theme) {
			if c != paletteOf(theme)[role] {
				t.Errorf("without an accent %s of %s changes", role, theme)
			}
		}
	}
}
