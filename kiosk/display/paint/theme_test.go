package paint

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"buergerterminal/kiosk/layout"
	"buergerterminal/kiosk/session"

	"github.com/pelletier/go-toml/v2"
)

func TestPalettesAreThoseOfTheLook(t *testing.T) {
	path := filepath.Join("..", "..", "..", "..", "shared", "look", "tokens.toml")
	data, err := os.ReadFile(path)
	if err != nil {
		t.Skipf("the look is not here: %v", err)
	}
	var tokens struct {
		Color map[session.Theme]map[layout.Role]string
	}
	if err := toml.Unmarshal(data, &tokens); err != nil {
		t.Fatal(err)
	}
	if len(tokens.Color) != 3 {
		t.Fatalf("%d themes", len(tokens.Color))
	}
	for theme, roles := range tokens.Color {
		for role, want := range roles {
			c := Colour(theme, role)
			if got := fmt.Sprintf("#%02x%02x%02x", c.R, c.G, c.B); got != want || c.A != 255 {
				t.Errorf("%s %s is %s, want %s", theme, role, got, want)
			}
		}
		if extra := len(paletteOf(theme)) - len(roles); extra != 5 {
			t.Errorf("%s has %d roles that the look has not, want start_rule, tower, tree, white and black", theme, extra)
		}
	}
}

func TestEveryThemeHasEveryRole(t *testing.T) {
	for _, theme := range []session.Theme{session.Dark, session.HighContrast} {
		for role := range lightPalette() {
			if _, ok := paletteOf(theme)[role]; !ok {
				t.Errorf("%s has no %s", theme, role)
			}
		}
	}
	if Colour("unheard-of", layout.Page) != Colour(session.Light, layout.Page) {
		t.Error("an unknown theme is not the light one")
	}
}
