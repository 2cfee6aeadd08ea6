package kiosk_test

import (
	"flag"
	"fmt"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"buergerterminal/kiosk/display/paint"
	"buergerterminal/kiosk/layout"
	"buergerterminal/kiosk/screen"
	"buergerterminal/kiosk/session/sessiontest"
	"buergerterminal/kiosk/typeset"
	"buergerterminal/locales"
)

var pictures = flag.String("pictures", "", "directory for a picture of every page")

// TestEveryPageIsPainted lays out and paints every page in every language: no page is empty, nothing panics. With
// -pictures it leaves them for a person to look at.
func TestEveryPageIsPainted(t *testing.T) {
	words, err := locales.Load(locales.Embedded())
	if err != nil {
		t.Fatal(err)
	}
	setter, err := typeset.New()
	if err != nil {
		t.Fatal(err)
	}
	placer := layout.New(setter, layout.Monitor{Width: 1080, Height: 1920, DPI: 81.6})
	painter := paint.New(setter)
	page := image.NewRGBA(image.Rect(0, 0, 1080, 1920))
	for i, p := range sessiontest.Pages {
		s, _ := sessiontest.Walk(sessiontest.Idle(t), p.Events...)
		for _, lang := range []string{"de", "en", "uk", "ar"} {
			if s.Visit.Lang != "" {
				s.Visit.Lang = lang
			}
			tree := screen.Build(s, words)
			if dirty := painter.Paint(page, placer.Place(tree), tree.Look, paint.Rest()); len(dirty) == 0 && s.Visit.Lang != "" {
				t.Errorf("%s, %s: nothing was painted", p.Name, lang)
			}
			if *pictures != "" {
				name := strings.NewReplacer(" ", "-", ":", "").Replace(p.Name)
				save(t, filepath.Join(*pictures, fmt.Sprintf("%02d-%s.%s.png", i, name, lang)), page)
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
