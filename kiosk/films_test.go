package kiosk_test

import (
	"fmt"
	"image"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"buergerterminal/kiosk/clip/cliptest"
	"buergerterminal/kiosk/display/paint"
	"buergerterminal/kiosk/eventlog"
	"buergerterminal/kiosk/layout"
	"buergerterminal/kiosk/screen"
	"buergerterminal/kiosk/session"
	"buergerterminal/kiosk/session/sessiontest"
	"buergerterminal/kiosk/typeset"
	"buergerterminal/locales/localestest"
)

// TestFilmHasRoom places the pages of the films in every look and language, and in that which is longer than any: the film keeps its shape, is as
// large as hands want it, stays where it is while its caption changes, and nothing is turned to another page. With -pictures it leaves them for a person to look at.
func TestFilmHasRoom(t *testing.T) {
	words := localestest.Words(t)
	setter, err := typeset.New()
	if err != nil {
		t.Fatal(err)
	}
	for _, panel := range []layout.Monitor{{Width: 1080, Height: 1920, DPI: 81.6}, {Width: 1920, Height: 1080, DPI: 81.6}} {
		placer, painter := layout.New(setter, panel), paint.New(setter)
		painter.ShowFilms(func(string) (*image.YCbCr, uint64) { return cliptest.Picture(480, 360, 7), 1 })
		page := image.NewRGBA(image.Rect(0, 0, panel.Width, panel.Height))
		for _, lang := range words.Languages() {
			for _, l := range append(slices.Clone(looks), look{".largest-dark", session.Look{Theme: session.Dark, Size: session.VeryLarge}}) {
				name := fmt.Sprintf("%dx%d %s%s", panel.Width, panel.Height, lang, l.name)
				at := map[image.Rectangle]bool{}
				for _, p := range sessiontest.Clips {
					if *pictures == "" && p.Name != "clip: plays" && p.Name != "clip: stands still" {
						continue
					}
					s, _ := sessiontest.Walk(sessiontest.Idle(t), p.Events...)
					s.Visit.Lang, s.Visit.Look = lang, l.Look
					placed := placer.Place(screen.Build(s, words))
					if *pictures != "" && (lang == "de" || lang == "ar") {
						painter.Paint(page, placed, l.Look, paint.Rest())
						file := strings.NewReplacer(" ", "-", ":", "").Replace(p.Name + "." + name)
						save(t, filepath.Join(*pictures, file+".png"), page)
					}
					for _, v := range paint.Films(placed) {
						at[v.Rect] = true
						if shape := float64(v.Rect.Dx()) / float64(v.Rect.Dy()); shape < 1.32 || shape > 1.35 || v.Rect.Dy() < 300 {
							t.Errorf("%s, %s: the film has %v", name, p.Name, v.Rect)
						}
						if placed.Pages > 1 {
							t.Errorf("%s, %s: the page has %d pages", name, p.Name, placed.Pages)
						}
					}
				}
				if len(at) != 1 {
					t.Errorf("%s: the film stands in %d places", name, len(at))
				}
			}
		}
	}
}

// TestFilmIsShown lays a film into the overlay of a terminal that runs, plays it to its end, and damages it afterwards: the page then says in words
// what it would have shown.
func TestFilmIsShown(t *testing.T) {
	frames := cliptest.Frames(t, 160, 120, 5)
	r := newRig(t)
	r.films, r.config.Files.Overlay = true, r.path("overlay")
	folder := r.path("overlay", "clips", "meldebescheinigung")
	if err := os.MkdirAll(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(folder, "start.de.webm"), cliptest.WebM{}.File(160, 120, frames))
	write(t, filepath.Join(folder, "start.de.vtt"), []byte("WEBVTT\n\n00:00.000 --> 00:00.400\nGuten Tag.\n"))
	r.open()
	r.certificateFee()
	r.touch("clip.open")
	r.until("the film to end", func(v view) bool { return v.page() == "clip" && v.state.Visit.Film.Ended })
	if picture, number := r.terminal.Frame(screen.ClipPicture); picture == nil || number != 5 {
		t.Fatalf("at the end it shows picture %d", number)
	}
	r.touch("clip.again")
	r.until("the film to play again", func(v view) bool { return v.state.Visit.Film.Run == 2 && v.state.Visit.Film.Ended })

	write(t, filepath.Join(folder, "start.de.webm"), []byte("damaged"))
	r.told("health.changed", "overlay.invalid")
	r.touch("clip.again")
	v := r.until("the page to say that it cannot be shown", func(v view) bool { return v.state.Visit.Film.Failed })
	if note := v.placed.Tree.Find("note"); note == nil || v.placed.Tree.Find("clip") != nil {
		t.Error("the page does not say that the film cannot be shown")
	}
	if r.logged(string(eventlog.WorkStopped), "clip.unreadable") == 0 {
		t.Error("the log says nothing of it")
	}
	r.touch("forward")
	r.page("service")
}

// TestFilmsOfAKeptOverlay starts a terminal on an overlay with a mistake: what was last in order holds, with the films that lie there, here one that
// goes with every service.
func TestFilmsOfAKeptOverlay(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.films, r.config.Files.Overlay = true, r.path("overlay")
	write(t, r.path("overlay", "clips", "_common", "privacy.de.ivf"), cliptest.IVF(160, 120, cliptest.Frames(t, 160, 120, 5)))
	write(t, r.path("overlay", "clips", "_common", "privacy.de.txt"), []byte("Niemand sonst liest Ihre Daten."))
	r.open()
	r.leave()
	write(t, r.path("overlay", "fees.toml"), []byte("[[meldebescheinigung]]\ncents = 1900\n"))
	r.open()
	r.told("health.changed", "overlay.invalid")
	r.certificateFee()
	r.touch("forward")
	r.page("privacy")
	r.touch("clip.open")
	v := r.until("the film to end", func(v view) bool { return v.page() == "clip" && v.state.Visit.Film.Ended })
	if n := v.placed.Tree.Find("clip.caption"); v.state.Visit.Film.Failed || n == nil || n.Name != "Niemand sonst liest Ihre Daten." {
		t.Errorf("the film failed: %t; its caption is %+v", v.state.Visit.Film.Failed, n)
	}
}
