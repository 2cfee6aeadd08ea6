package kiosk_test

import (
	"cmp"
	"flag"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"buergerterminal/kiosk/display/paint"
	"buergerterminal/kiosk/layout"
	"buergerterminal/kiosk/screen"
	"buergerterminal/kiosk/session"
	"buergerterminal/kiosk/session/sessiontest"
	"buergerterminal/kiosk/typeset"
	"buergerterminal/locales"
	"buergerterminal/locales/localestest"
)

var (
	pictures = flag.String("pictures", "", "directory for a picture of every page")
	onePage  = flag.String("page", "", "part of the names of the pages that are painted; all where it is empty")
	allLooks = flag.Bool("looks", false, "paint every page in every look that a citizen can choose, and every page of its list")
	onePanel = flag.String("panel", "", "paint for this panel alone: WIDTHxHEIGHT in px, and @DPI where it tells how large it is")
	ofTown   = flag.String("accent", "", "the town's colour, as 00573f")
	speaking = flag.String("languages", "", "paint these alone, with commas between; with -panel")
)

// look is a look and its part of a picture's name.
type look struct {
	name string
	session.Look
}

var looks = []look{
	{"", session.Look{Theme: session.Light}},
	{".large-dark", session.Look{Theme: session.Dark, Size: session.Large}},
	{".largest-contrast", session.Look{Theme: session.HighContrast, Size: session.VeryLarge}},
	{".lower", session.Look{Theme: session.Light, Lower: true}},
	{".largest-lower", session.Look{Theme: session.Light, Size: session.VeryLarge, Lower: true}},
}

// TestEveryPageIsPainted lays out and paints every page in every language: no page is empty, nothing panics. With
// -pictures it leaves them for a person to look at, with -looks in every look.
func TestEveryPageIsPainted(t *testing.T) {
	words := localestest.Shipped(t)
	setter, err := typeset.New()
	if err != nil {
		t.Fatal(err)
	}
	shipped := func() session.State {
		s := sessiontest.Idle(t)
		s.Place.Accent = colourOf(t, *ofTown)
		return s
	}
	if *onePanel != "" {
		paintPages(t, words, setter, panelOf(t, *onePanel), "."+*onePanel, strings.Split(cmp.Or(*speaking, "de,ar"), ","), shipped)
		return
	}
	upright, wide := layout.Monitor{Width: 1080, Height: 1920, DPI: 81.6}, layout.Monitor{Width: 1920, Height: 1080, DPI: 81.6}
	paintPages(t, words, setter, upright, "", []string{"de", "en", "uk", "ar"}, shipped)
	paintPages(t, words, setter, wide, ".wide", []string{"de", "ar"}, shipped)
	if *allLooks {
		catalog := localestest.Catalog(t)
		longer := func() session.State {
			s := sessiontest.Idle(t)
			s.Catalog, s.Place.Languages = catalog, []string{localestest.Pseudo}
			return s
		}
		paintPages(t, localestest.Words(t), setter, upright, "", []string{localestest.Pseudo}, longer)
	}
}

// colourOf reads a colour as -accent has it; the zero value is the look's.
func colourOf(t *testing.T, written string) color.RGBA {
	t.Helper()
	c := color.RGBA{A: 255}
	if written == "" {
		return color.RGBA{}
	}
	if _, err := fmt.Sscanf(written, "%02x%02x%02x", &c.R, &c.G, &c.B); err != nil {
		t.Fatalf("-accent %s: %v", written, err)
	}
	return c
}

// panelOf reads a panel as -panel has it.
func panelOf(t *testing.T, written string) layout.Monitor {
	t.Helper()
	m := layout.Monitor{}
	size, dpi, _ := strings.Cut(written, "@")
	if _, err := fmt.Sscanf(size, "%dx%d", &m.Width, &m.Height); err != nil {
		t.Fatalf("-panel %s: %v", written, err)
	}
	if dpi != "" {
		if _, err := fmt.Sscanf(dpi, "%g", &m.DPI); err != nil {
			t.Fatalf("-panel %s: %v", written, err)
		}
	}
	return m
}

func paintPages(t *testing.T, words *locales.Texts, setter *typeset.Setter, panel layout.Monitor, suffix string, languages []string, begin func() session.State) {
	placer, painter := layout.New(setter, panel), paint.New(setter)
	page := image.NewRGBA(image.Rect(0, 0, panel.Width, panel.Height))
	for i, p := range slices.Concat(sessiontest.Pages, sessiontest.Technicians, sessiontest.Calls, sessiontest.Switches) {
		if !strings.Contains(p.Name, *onePage) {
			continue
		}
		s, _ := sessiontest.Walk(begin(), p.Events...)
		for _, lang := range languages {
			if s.Visit.Lang != "" {
				s.Visit.Lang = lang
			}
			for _, l := range looks {
				if l.name != "" && !*allLooks {
					continue
				}
				s.Visit.Look, s.Visit.ListPage = l.Look, 0
				for pages := 1; s.Visit.ListPage < pages; s.Visit.ListPage++ {
					tree := screen.Build(s, words)
					placed := placer.Place(tree)
					if dirty := painter.Paint(page, placed, tree.Look, paint.Rest()); len(dirty) == 0 && s.Visit.Lang != "" && *onePage == "" {
						t.Errorf("%s, %s%s: nothing was painted", p.Name, lang, l.name)
					}
					if *allLooks {
						pages = placed.Pages
					}
					if *pictures != "" {
						name := strings.NewReplacer(" ", "-", ":", "").Replace(p.Name)
						save(t, filepath.Join(*pictures, fmt.Sprintf("%02d-%s.%s%s%s.%d.png", i, name, lang, l.name, suffix, s.Visit.ListPage)), page)
					}
				}
			}
		}
	}
}

func save(t *testing.T, path string, picture image.Image) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := png.Encode(f, picture); err != nil {
		t.Fatal(err)
	}
}
