package paint

import (
	"bytes"
	"flag"
	"image"
	"image/color"
	"image/png"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"buergerterminal/kiosk/layout"
	"buergerterminal/kiosk/screen"
	"buergerterminal/kiosk/session"
)

var update = flag.Bool("update", false, "write the pictures in testdata anew")

func blank(p *layout.Placed) *image.RGBA { return image.NewRGBA(image.Rectangle{Max: p.Size}) }

// golden compares a picture with testdata/NAME.png, allowing a little for arithmetic of other machines.
func golden(t *testing.T, name string, got *image.RGBA) {
	t.Helper()
	path := filepath.Join("testdata", name+".png")
	if *update {
		var b bytes.Buffer
		if err := png.Encode(&b, got); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	want, err := png.Decode(file)
	if err != nil {
		t.Fatal(err)
	}
	if want.Bounds() != got.Rect {
		t.Fatalf("size %v, want %v", got.Rect, want.Bounds())
	}
	for y := range got.Rect.Dy() {
		for x := range got.Rect.Dx() {
			if a, b := got.RGBAAt(x, y), color.RGBAModel.Convert(want.At(x, y)).(color.RGBA); !near(a, b, 3) {
				t.Fatalf("px %d,%d is %v, want %v", x, y, a, b)
			}
		}
	}
}

func near(a, b color.RGBA, by int) bool {
	d := func(a, b uint8) bool { return max(int(a)-int(b), int(b)-int(a)) <= by }
	return d(a.R, b.R) && d(a.G, b.G) && d(a.B, b.B) && a.A == b.A
}

func TestPaintSample(t *testing.T) {
	for _, theme := range []session.Theme{session.Light, session.Dark, session.HighContrast} {
		t.Run(string(theme), func(t *testing.T) {
			s := newSetter(t)
			page := sample(s)
			dst := blank(page)
			New(s).Paint(dst, page, session.Look{Theme: theme}, Rest())
			golden(t, "sample-"+string(theme), dst)
		})
	}
}

// TestIncrementalPaint changes pages at random: what is painted step by step equals what is painted at once.
func TestIncrementalPaint(t *testing.T) {
	s := newSetter(t)
	base := sample(s)
	base.Paint = append(base.Paint, sample(s).Paint...)
	rnd := rand.New(rand.NewPCG(1, 2))
	step, dst := New(s), blank(base)
	page := base
	for i := range 400 {
		page = edited(rnd, page, base.Paint)
		now := Motion{Caret: rnd.IntN(2) == 0, Pulse: float64(rnd.IntN(3)) / 2, Filled: 1}
		look := session.Look{Theme: []session.Theme{session.Light, session.Light, session.Light, session.Dark}[rnd.IntN(4)]}
		before := slices.Clone(dst.Pix)
		dirty := step.Paint(dst, page, look, now)
		whole := blank(base)
		New(s).Paint(whole, page, look, now)
		if !bytes.Equal(dst.Pix, whole.Pix) {
			t.Fatalf("step %d differs from the whole", i)
		}
		checkDirty(t, i, before, dst, dirty)
	}
}

// checkDirty asserts that nothing changed outside of the rectangles that were named, and that they do not overlap.
func checkDirty(t *testing.T, step int, before []uint8, dst *image.RGBA, dirty []image.Rectangle) {
	t.Helper()
	for i, a := range dirty {
		for _, b := range dirty[i+1:] {
			if a.Overlaps(b) {
				t.Fatalf("step %d: %v and %v overlap", step, a, b)
			}
		}
	}
	for y := range dst.Rect.Dy() {
		for x := range dst.Rect.Dx() {
			at := dst.PixOffset(x, y)
			if !bytes.Equal(before[at:at+4], dst.Pix[at:at+4]) && !slices.ContainsFunc(dirty, image.Pt(x, y).In) {
				t.Fatalf("step %d: px %d,%d changed outside of %v", step, x, y, dirty)
			}
		}
	}
}

// edited returns a page with one operation moved, removed, added, put elsewhere in the order or painted in another role.
func edited(rnd *rand.Rand, page *layout.Placed, stock []layout.Op) *layout.Placed {
	next := *page
	next.Paint = slices.Clone(page.Paint)
	next.Tree = &screen.Tree{Quiet: rnd.IntN(20) == 0}
	i := rnd.IntN(len(next.Paint) + 1)
	switch kind := rnd.IntN(4); {
	case kind == 0 || len(next.Paint) < 3:
		next.Paint = slices.Insert(next.Paint, i, stock[rnd.IntN(len(stock))])
	case i == len(next.Paint):
	case kind == 1:
		next.Paint = slices.Delete(next.Paint, i, i+1)
	case kind == 2:
		op := next.Paint[i]
		next.Paint = slices.Insert(slices.Delete(next.Paint, i, i+1), rnd.IntN(len(next.Paint)), op)
	default:
		next.Paint[i] = moved(next.Paint[i], image.Pt(rnd.IntN(21)-10, rnd.IntN(21)-10))
	}
	return &next
}

func moved(op layout.Op, by image.Point) layout.Op {
	switch o := op.(type) {
	case layout.Box:
		o.Rect = o.Rect.Add(by)
		return o
	case layout.Path:
		o.X, o.Y, o.Motion = o.X+float32(by.X)/4, o.Y+float32(by.Y)/4, layout.Pulse
		return o
	case layout.Words:
		o.X, o.Y = o.X+by.X, o.Y+by.Y
		return o
	case layout.Picture:
		o.Rect = o.Rect.Add(by)
		return o
	case layout.Modules:
		o.Rect = o.Rect.Add(by)
		return o
	case layout.Caret:
		o.Rect = o.Rect.Add(by)
		return o
	}
	return op
}

func TestNothingChanged(t *testing.T) {
	s := newSetter(t)
	p, page := New(s), sample(s)
	dst := blank(page)
	if got := p.Paint(dst, page, session.Look{}, Rest()); len(got) != 1 || got[0] != dst.Rect {
		t.Errorf("first paint changes %v", got)
	}
	if got := p.Paint(dst, sample(s), session.Look{}, Rest()); len(got) != 1 || got[0] != image.Rect(4, 92, 44, 132) {
		t.Errorf("a page of equal operations and another picture changes %v", got)
	}
	if got := p.Paint(dst, page, session.Look{}, Motion{Filled: 1}); len(got) != 2 {
		t.Errorf("picture and caret change %v", got)
	}
}

func TestForget(t *testing.T) {
	s := newSetter(t)
	p, page := New(s), sample(s)
	dst := blank(page)
	p.Paint(dst, page, session.Look{}, Rest())
	p.Forget()
	if slices.Max(dst.Pix) != 0 || p.masks.used.Len() != 0 || len(p.pictures) != 0 || p.shown != nil {
		t.Error("something is left after the wipe")
	}
	if got := p.Paint(dst, page, session.Look{}, Rest()); len(got) != 1 || got[0] != dst.Rect {
		t.Errorf("paint after the wipe changes %v", got)
	}
}

func TestMasksAreBounded(t *testing.T) {
	c := newMasks()
	for i := range 300 {
		c.get(i, func() mask { return mask{alpha: image.NewAlpha(image.Rect(0, 0, 256, 256))} })
		if c.bytes > maxMaskBytes || len(c.byKey) != c.used.Len() {
			t.Fatalf("%d bytes, %d keys, %d masks", c.bytes, len(c.byKey), c.used.Len())
		}
	}
	made := false
	c.get(299, func() mask { made = true; return mask{} })
	if made {
		t.Error("the last mask was not kept")
	}
}

func TestModulesAreWholeAndEqual(t *testing.T) {
	s := newSetter(t)
	page := &layout.Placed{Size: image.Pt(40, 40), Paint: []layout.Op{
		layout.Modules{Bits: [][]bool{{true, false, true}, {false, true, false}, {true, false, true}}, Rect: image.Rect(3, 3, 37, 37)}}}
	dst := blank(page)
	New(s).Paint(dst, page, session.Look{Theme: session.HighContrast}, Rest())
	dark := 0
	for y := 3; y < 37; y++ {
		for x := 3; x < 37; x++ {
			switch dst.RGBAAt(x, y) {
			case color.RGBA{0, 0, 0, 255}:
				dark++
			case color.RGBA{255, 255, 255, 255}:
			default:
				t.Fatalf("px %d,%d is %v", x, y, dst.RGBAAt(x, y))
			}
		}
	}
	if dark != 5*11*11 {
		t.Errorf("%d dark px", dark)
	}
}

func TestProgressGrows(t *testing.T) {
	s := newSetter(t)
	page := func(width int, rtl bool) *layout.Placed {
		p := &layout.Placed{Tree: &screen.Tree{RTL: rtl}, Size: image.Pt(220, 20)}
		p.Nodes = []layout.PlacedNode{{Node: &screen.Node{Role: screen.RoleProgress}, Rect: image.Rect(0, 0, 220, 20)}}
		first, second := image.Rect(0, 4, 100, 16), image.Rect(110, 4, 110+width, 16)
		if rtl {
			first, second = image.Rect(120, 4, 220, 16), image.Rect(110-width, 4, 110, 16)
		}
		p.Paint = []layout.Op{layout.Box{Rect: first, Fill: layout.Accent}, layout.Box{Rect: second, Fill: layout.Accent}}
		return p
	}
	tests := []struct {
		rtl    bool
		filled float64
		x      int
		accent bool
	}{
		{false, 0, 110, false}, {false, 0.5, 134, true}, {false, 0.5, 136, false}, {false, 1, 159, true},
		{true, 0.5, 85, true}, {true, 0.5, 83, false},
	}
	for _, tt := range tests {
		p := page(50, tt.rtl)
		dst := blank(p)
		New(s).Paint(dst, p, session.Look{}, Motion{FillFrom: 100, Filled: tt.filled})
		if got := dst.RGBAAt(tt.x, 10) == Colour(session.Light, layout.Accent); got != tt.accent {
			t.Errorf("%+v: accent %v", tt, got)
		}
	}
	if got := FillLength(page(50, false)); got != 150 {
		t.Errorf("filled length %d", got)
	}
	if got := FillLength(&layout.Placed{}); got != 0 {
		t.Errorf("filled length %d without a tree", got)
	}
}

func BenchmarkFullPaint(b *testing.B) {
	s := newSetter(b)
	page := answerPage(s)
	dst, p := blank(page), New(s)
	p.Paint(dst, page, session.Look{}, Rest())
	for b.Loop() {
		p.theme = "other"
		p.Paint(dst, page, session.Look{}, Rest())
	}
}

func BenchmarkFirstPaint(b *testing.B) {
	s := newSetter(b)
	page := answerPage(s)
	dst := blank(page)
	for b.Loop() {
		New(s).Paint(dst, page, session.Look{}, Rest())
	}
}

func BenchmarkSmallChange(b *testing.B) {
	s := newSetter(b)
	page, other := answerPage(s), answerPage(s)
	other.Paint = slices.Clone(page.Paint)
	for i, op := range other.Paint {
		if box, ok := op.(layout.Box); ok && box.Rect.Min.Y == 1592 && box.Fill == layout.Accent {
			box.Fill = layout.AccentPress
			other.Paint[i] = box
		}
	}
	dst, p := blank(page), New(s)
	for b.Loop() {
		p.Paint(dst, page, session.Look{}, Rest())
		p.Paint(dst, other, session.Look{}, Rest())
	}
}

func BenchmarkScaleScan(b *testing.B) {
	scan := image.NewGray(image.Rect(0, 0, 1240, 1754))
	p := New(newSetter(b))
	for b.Loop() {
		p.pictures = nil
		p.scaled(pictureKey{scan, image.Rect(0, 0, 540, 764)})
	}
}
