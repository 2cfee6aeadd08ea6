package paint

import (
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"buergerterminal/kiosk/clip/cliptest"
	"buergerterminal/kiosk/layout"
	"buergerterminal/kiosk/screen"
	"buergerterminal/kiosk/session"
	"buergerterminal/kiosk/session/sessiontest"
	"buergerterminal/kiosk/typeset"
	"buergerterminal/locales/localestest"
)

// What a picture may differ from the one that a person has looked at: arithmetic of other machines, and no more.
const (
	mostDifference = 2     // of a channel of one px
	mostPx         = 0.001 // part of the px that may differ by more
	goldenScale    = 3     // px of the page in one of the picture, each way
)

// shot is a page as a citizen has chosen to see it.
type shot struct {
	page, lang string
	look       session.Look
	wide       bool
}

// name is the picture's.
func (s shot) name() string {
	name := pageName(s.page) + "." + s.lang
	if s.look.Theme != session.Light {
		name += "." + string(s.look.Theme)
	}
	name += [...]string{"", ".large", ".largest"}[s.look.Size]
	if s.look.Lower {
		name += ".lower"
	}
	if s.wide {
		name += ".wide"
	}
	return name
}

// pageName is the name of a page of sessiontest as a part of a file's.
func pageName(page string) string {
	var name []rune
	for _, r := range page {
		switch {
		case r >= 'a' && r <= 'z':
			name = append(name, r)
		case len(name) > 0 && name[len(name)-1] != '-':
			name = append(name, '-')
		}
	}
	return string(name)
}

// shots are few pages in many looks: one of every kind in German, and those with most on them in the other themes, sizes and languages.
func shots() []shot {
	light := session.Look{Theme: session.Light}
	var all []shot
	for _, page := range []string{
		"idle", "language", "areas", "service", "card", "question: choice", "question: text", "question: date", "scan check", "signature", "review",
		"done: printed", "warning", "out of order", "call: live", "clip: plays",
	} {
		all = append(all, shot{page, "de", light, false})
	}
	for _, page := range []string{"question: choice", "review", "call: live"} {
		all = append(all, shot{page, "de", session.Look{Theme: session.Dark}, false}, shot{page, "de", session.Look{Theme: session.HighContrast, Size: session.VeryLarge}, false})
	}
	for _, page := range []string{"areas", "question: text", "question: date", "clip: plays"} {
		all = append(all, shot{page, "ar", light, false})
	}
	return append(all,
		shot{"question: text", "de", session.Look{Theme: session.Light, Size: session.VeryLarge}, false},
		shot{"question: text", "uk", session.Look{Theme: session.Light, Size: session.Large}, false},
		shot{"question: choice", "de", session.Look{Theme: session.Light, Lower: true}, false},
		shot{"question: choice", localestest.Pseudo, session.Look{Theme: session.Light, Size: session.VeryLarge}, false},
		shot{"service", localestest.Pseudo, light, true},
		shot{"idle", "de", light, true},
		shot{"question: text", "ar", session.Look{Theme: session.Dark}, true},
		shot{"call: live", "de", light, true},
		shot{"clip: plays", "de", session.Look{Theme: session.Dark, Size: session.VeryLarge}, true},
	)
}

// TestPixels paints pages and compares them with the pictures in testdata/pages, which a person looks at when they change. What differs is left in a
// folder, with what was wanted beside it.
func TestPixels(t *testing.T) {
	words, setter := localestest.Words(t), newSetter(t)
	pages := slices.Concat(sessiontest.Pages, sessiontest.Calls, sessiontest.Clips)
	kept := map[string]bool{}
	for _, one := range shots() {
		kept[one.name()+".png"] = true
		t.Run(one.name(), func(t *testing.T) {
			i := slices.IndexFunc(pages, func(p sessiontest.Page) bool { return p.Name == one.page })
			if i < 0 {
				t.Fatalf("there is no page %q", one.page)
			}
			s := sessiontest.Idle(t)
			if one.lang == localestest.Pseudo {
				s.Catalog, s.Place.Languages = localestest.Catalog(t), []string{localestest.Pseudo}
			}
			s, _ = sessiontest.Walk(s, pages[i].Events...)
			if s.Visit.Lang != "" {
				s.Visit.Lang, s.Visit.Look = one.lang, one.look
			}
			comparePixels(t, one.name(), painted(setter, screen.Build(s, words), one.wide))
		})
	}
	files, err := os.ReadDir(pixelFolder)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if !kept[f.Name()] {
			t.Errorf("%s is the picture of no page", f.Name())
		}
	}
}

// painted is a page at rest, made smaller.
func painted(setter *typeset.Setter, tree *screen.Tree, wide bool) *image.RGBA {
	panel := layout.Monitor{Width: 1080, Height: 1920, DPI: 81.6}
	if wide {
		panel.Width, panel.Height = panel.Height, panel.Width
	}
	page := image.NewRGBA(image.Rect(0, 0, panel.Width, panel.Height))
	painter := New(setter)
	painter.ShowFilms(func(of string) (*image.YCbCr, uint64) { return cliptest.Picture(320, 240, len(of)), 1 })
	painter.Paint(page, layout.New(setter, panel).Place(tree), tree.Look, Rest())
	return smaller(page)
}

// smaller is a picture of which each px is the mean of goldenScale × goldenScale.
func smaller(p *image.RGBA) *image.RGBA {
	out := image.NewRGBA(image.Rect(0, 0, p.Rect.Dx()/goldenScale, p.Rect.Dy()/goldenScale))
	for y := range out.Rect.Dy() {
		for x := range out.Rect.Dx() {
			var sum [3]int
			for i := range goldenScale * goldenScale {
				from := p.Pix[p.PixOffset(x*goldenScale+i%goldenScale, y*goldenScale+i/goldenScale):]
				for c := range sum {
					sum[c] += int(from[c])
				}
			}
			mean := func(c int) uint8 { return uint8((sum[c] + goldenScale*goldenScale/2) / (goldenScale * goldenScale)) }
			out.SetRGBA(x, y, color.RGBA{mean(0), mean(1), mean(2), 255})
		}
	}
	return out
}

// pixelFolder holds the pictures that a person has looked at.
var pixelFolder = filepath.Join("testdata", "pages")

// comparePixels holds a page against its picture.
func comparePixels(t *testing.T, name string, got *image.RGBA) {
	t.Helper()
	file := filepath.Join(pixelFolder, name+".png")
	if *update {
		writePNG(t, file, got)
	}
	want := readPNG(t, file)
	px, differs := differing(got, want)
	if float64(px) <= mostPx*float64(got.Rect.Dx()*got.Rect.Dy()) {
		return
	}
	dir, err := os.MkdirTemp("", "pixels-")
	if err != nil {
		t.Fatal(err)
	}
	writePNG(t, filepath.Join(dir, name+".got.png"), got)
	writePNG(t, filepath.Join(dir, name+".want.png"), want)
	writePNG(t, filepath.Join(dir, name+".diff.png"), differs)
	t.Errorf("%d px differ from %s; look at the pictures in %s, then use -update", px, file, dir)
}

// differing counts the px that differ by more than arithmetic does, and marks them. Pictures of different sizes differ everywhere.
func differing(got *image.RGBA, want image.Image) (px int, marked *image.RGBA) {
	marked = image.NewRGBA(got.Rect)
	for y := range got.Rect.Dy() {
		for x := range got.Rect.Dx() {
			g, w := got.RGBAAt(x, y), color.RGBAModel.Convert(want.At(x, y)).(color.RGBA)
			mark := color.RGBA{g.R/4 + 191, g.G/4 + 191, g.B/4 + 191, 255}
			if got.Rect != want.Bounds() || unlike(g.R, w.R) || unlike(g.G, w.G) || unlike(g.B, w.B) {
				px++
				mark = color.RGBA{220, 0, 0, 255}
			}
			marked.SetRGBA(x, y, mark)
		}
	}
	return px, marked
}

func unlike(a, b uint8) bool { return max(a, b)-min(a, b) > mostDifference }

func writePNG(t *testing.T, file string, p image.Image) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	f, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(f, p); err != nil {
		t.Fatal(err)
	}
}

func readPNG(t *testing.T, file string) image.Image {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	p, err := png.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// TestDiffering proves that the comparison can fail: at a px that is moved, at a colour that is three apart, and at another size.
func TestDiffering(t *testing.T) {
	grey := func(w, h int, v uint8) *image.RGBA {
		p := image.NewRGBA(image.Rect(0, 0, w, h))
		for i := range p.Pix {
			p.Pix[i] = v
		}
		for i := 3; i < len(p.Pix); i += 4 {
			p.Pix[i] = 255
		}
		return p
	}
	moved := grey(4, 4, 100)
	moved.SetRGBA(1, 1, color.RGBA{0, 0, 0, 255})
	for want, tt := range map[int]struct{ got, want *image.RGBA }{
		0: {grey(4, 4, 100), grey(4, 4, 102)}, 1: {moved, grey(4, 4, 100)}, 16: {grey(4, 4, 100), grey(4, 4, 103)}, 12: {grey(3, 4, 100), grey(4, 4, 100)},
	} {
		if px, _ := differing(tt.got, tt.want); px != want {
			t.Errorf("%d px differ, want %d", px, want)
		}
	}
	if s := smaller(grey(6, 3, 90)); fmt.Sprint(s.Rect) != "(0,0)-(2,1)" || s.Pix[0] != 90 {
		t.Errorf("smaller: %v %v", s.Rect, s.Pix[:4])
	}
}
