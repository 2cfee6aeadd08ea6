package display

import (
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"buergerterminal/kiosk/display/paint"
	"buergerterminal/kiosk/layout"
	"buergerterminal/kiosk/session"
	"buergerterminal/kiosk/typeset"

	"github.com/hajimehoshi/ebiten/v2"
	"github.com/jezek/xgb/xproto"
)

func TestPageIsOnTheGlass(t *testing.T) {
	w, d := opened(t)
	for _, role := range []layout.Role{layout.Accent, layout.Danger, layout.OK} {
		show(t, w, testPage(t, role))
		want := paint.Colour(session.Light, role)
		until(t, string(role)+" on the glass", func() bool { return d.colourAt(image.Pt(540, 780)) == want })
	}
}

func TestScreenshotIsThePainting(t *testing.T) {
	w, _ := opened(t)
	page := testPage(t, layout.Tint)
	show(t, w, page)
	got, err := w.Screenshot(waiting(t))
	if err != nil {
		t.Fatal(err)
	}
	setter, err := typeset.New()
	if err != nil {
		t.Fatal(err)
	}
	want := image.NewRGBA(image.Rectangle{Max: page.Size})
	paint.New(setter).Paint(want, page, session.Look{}, paint.Rest())
	samePixels(t, got, want)
}

func samePixels(t *testing.T, got image.Image, want *image.RGBA) {
	t.Helper()
	if got.Bounds() != want.Rect {
		t.Fatalf("size %v, want %v", got.Bounds(), want.Rect)
	}
	for y := range want.Rect.Dy() {
		for x := range want.Rect.Dx() {
			a, b := color.RGBAModel.Convert(got.At(x, y)).(color.RGBA), want.RGBAAt(x, y)
			if difference(a, b) > 2 {
				t.Fatalf("px %d,%d is %v, want %v", x, y, a, b)
			}
		}
	}
}

func difference(a, b color.RGBA) int {
	d := func(a, b uint8) int { return max(int(a)-int(b), int(b)-int(a)) }
	return max(d(a.R, b.R), d(a.G, b.G), d(a.B, b.B))
}

func TestClick(t *testing.T) {
	w, d := opened(t)
	show(t, w, testPage(t, layout.Accent))
	window.sink.drain()
	for _, at := range []image.Point{{540, 780}, {0, 0}, {1079, 1919}} {
		d.click(at)
		want := fmt.Sprint("down", at, " up", at)
		var got []string
		until(t, want, func() bool { got = append(got, window.sink.drain()...); return len(got) >= 2 })
		if s := strings.Join(got, " "); s != want {
			t.Errorf("got %s, want %s", s, want)
		}
	}
}

func TestDrag(t *testing.T) {
	w, d := opened(t)
	show(t, w, testPage(t, layout.Accent))
	window.sink.drain()
	var got []string
	has := func(e string) func() bool {
		return func() bool {
			got = append(got, window.sink.drain()...)
			return len(got) > 0 && got[len(got)-1] == e
		}
	}
	d.input(xproto.MotionNotify, 0, image.Pt(100, 100))
	d.input(xproto.ButtonPress, 1, image.Pt(100, 100))
	until(t, "down", has("down(100,100)"))
	d.input(xproto.MotionNotify, 0, image.Pt(300, 200))
	until(t, "move", has("move(300,200)"))
	d.input(xproto.ButtonRelease, 1, image.Pt(300, 200))
	until(t, "up", has("up(300,200)"))
}

func TestKeys(t *testing.T) {
	w, d := opened(t)
	show(t, w, testPage(t, layout.Accent))
	window.sink.drain()
	const tab, enter, space, letterA, shift, backspace = 23, 36, 65, 38, 50, 22 // keycodes of Xvfb's pc105 keyboard
	tests := []struct {
		name string
		code byte
		with byte
		want string // a key that is no letter is heard a second time when it is let go
	}{
		{"tab", tab, 0, `key tab '\x00'`},
		{"tab back", tab, shift, `key tab '\x00' shift`},
		{"enter", enter, 0, `key enter '\x00'`},
		{"space", space, 0, `key space ' '`},
		{"letter", letterA, 0, `key  'a'`},
		{"capital", letterA, shift, `key  'A' shift`},
		{"backspace", backspace, 0, `key backspace '\x00'`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if tt.with != 0 {
				d.input(xproto.KeyPress, tt.with, image.Point{})
			}
			d.input(xproto.KeyPress, tt.code, image.Point{})
			next := func(what string) string {
				var got []string
				until(t, what, func() bool { got = append(got, window.sink.drain()...); return len(got) > 0 })
				return strings.Join(got, ", ")
			}
			if got := next(tt.want); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
			d.input(xproto.KeyRelease, tt.code, image.Point{})
			if strings.Contains(tt.want, `'\x00'`) {
				if got := next(tt.want + " up"); got != tt.want+" up" {
					t.Errorf("let go, got %s, want %s up", got, tt.want)
				}
			}
			if tt.with != 0 {
				d.input(xproto.KeyRelease, tt.with, image.Point{})
			}
			until(t, "keys up", func() bool { return !ebiten.IsKeyPressed(ebiten.KeyShift) })
		})
	}
}

// settle turns the loop until Ebitengine presents nothing by itself any more: it does in four turns after a change.
func settle(t *testing.T, w *Window) {
	for range 6 {
		frames := w.Frames()
		w.schedule()
		until(t, "a turn", func() bool { return w.Frames() > frames })
	}
}

// TestStalePixels covers the window with a red one and takes it away. Ebitengine does not tell of it.
func TestStalePixels(t *testing.T) {
	w, d := opened(t)
	bothWays(t, w, func(t *testing.T) { stalePixels(t, w, d) })
}

// bothWays runs a test while Ebitengine presents the pages, and while the glass has them.
func bothWays(t *testing.T, w *Window, test func(t *testing.T)) {
	card := w.presents.Load()
	t.Cleanup(func() { w.presents.Store(card) })
	for _, tt := range []struct {
		name     string
		presents bool
	}{{"presented", true}, {"straight", false}} {
		t.Run(tt.name, func(t *testing.T) {
			w.presents.Store(tt.presents)
			test(t)
		})
	}
}

func stalePixels(t *testing.T, w *Window, d *desk) {
	const role = layout.Accent
	show(t, w, testPage(t, role))
	settle(t, w)
	at := image.Pt(540, 780)
	id, err := xproto.NewWindowId(d.conn)
	if err != nil {
		t.Fatal(err)
	}
	err = xproto.CreateWindowChecked(d.conn, d.screen.RootDepth, id, d.screen.Root, 400, 700, 300, 200, 0,
		xproto.WindowClassInputOutput, d.screen.RootVisual, xproto.CwBackPixel|xproto.CwOverrideRedirect, []uint32{0xff0000, 1}).Check()
	if err != nil {
		t.Fatal(err)
	}
	if err := xproto.MapWindowChecked(d.conn, id).Check(); err != nil {
		t.Fatal(err)
	}
	until(t, "red window", func() bool { return d.colourAt(at) == color.RGBA{255, 0, 0, 255} })
	w.schedule() // takes the turn for which Ebitengine wakes up
	if err := xproto.DestroyWindowChecked(d.conn, id).Check(); err != nil {
		t.Fatal(err)
	}
	until(t, "the page again", func() bool { return d.colourAt(at) == paint.Colour(session.Light, role) })
}

// TestStraight changes from one way to the other and back: a page comes by the way that it is to come by, at the latest when
// Ebitengine has presented to the end.
func TestStraight(t *testing.T) {
	w, d := opened(t)
	bothWays(t, w, func(t *testing.T) {
		for _, role := range []layout.Role{layout.Accent, layout.Danger} {
			show(t, w, testPage(t, role))
			until(t, "the way", func() bool { w.schedule(); return w.straight.Load() != w.presents.Load() })
			until(t, "the page", func() bool { return d.colourAt(image.Pt(540, 780)) == paint.Colour(session.Light, role) })
		}
	})
}

// TestPageInAnswerOrdersNoTurn gives a page while a turn waits for it, and one behind that turn.
func TestPageInAnswerOrdersNoTurn(t *testing.T) {
	w := New(nil, Options{})
	waited := make(chan struct{})
	go func() {
		w.awaitNewer(0, 20*time.Second)
		close(waited)
	}()
	until(t, "the turn to wait", func() bool { w.mu.Lock(); defer w.mu.Unlock(); return w.heeded })
	w.Show(&layout.Placed{}, session.Look{})
	<-waited
	if p, _ := w.take(); p == nil || p.number != 1 || w.takeOrdered() {
		t.Error("the page was not taken, or another turn was ordered for it")
	}
	w.Show(&layout.Placed{}, session.Look{})
	if !w.takeOrdered() {
		t.Error("no turn was ordered for a page that nobody waits for")
	}
}

// onLoop does something on the loop's goroutine, where alone Ebitengine may be told and asked about its window: a key
// that stands for nothing calls the sink there.
func onLoop(t *testing.T, d *desk, do func()) {
	t.Helper()
	done := make(chan struct{})
	window.sink.onNext(func() { do(); close(done) })
	const letterA = 38 // keycode of a PC's keyboard under X11
	d.input(xproto.KeyPress, letterA, image.Point{})
	d.input(xproto.KeyRelease, letterA, image.Point{})
	<-done
}

func TestSmallerWindow(t *testing.T) {
	w, d := opened(t)
	show(t, w, testPage(t, layout.Accent))
	onLoop(t, d, func() {
		ebiten.SetFullscreen(false)
		ebiten.SetWindowSize(540, 960)
		ebiten.SetWindowPosition(0, 0)
	})
	defer onLoop(t, d, func() { ebiten.SetFullscreen(true) })
	until(t, "a window of half the size", func() bool {
		picture, err := w.Screenshot(waiting(t))
		return err == nil && picture.Bounds().Size() == image.Pt(540, 960) &&
			difference(color.RGBAModel.Convert(picture.At(270, 390)).(color.RGBA), paint.Colour(session.Light, layout.Accent)) <= 2
	})
	var x, y int
	onLoop(t, d, func() { x, y = ebiten.WindowPosition() })
	window.sink.drain()
	d.click(image.Pt(x+100, y+200))
	var got []string
	until(t, "click", func() bool { got = append(got, window.sink.drain()...); return len(got) >= 2 })
	if s := strings.Join(got, " "); s != "down(201,401) up(201,401)" {
		t.Errorf("got %s", s)
	}
}

func TestPictureFile(t *testing.T) {
	w, _ := opened(t)
	show(t, w, testPage(t, layout.WarnMark))
	until(t, "the page in the file", func() bool {
		file, err := os.Open(window.picture)
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		picture, err := png.Decode(file)
		if err != nil {
			t.Fatal(err)
		}
		middle := picture.Bounds().Max.Div(2)
		return picture.Bounds().Dx() > 1 && color.RGBAModel.Convert(picture.At(middle.X, middle.Y*13/16)) == paint.Colour(session.Light, layout.WarnMark)
	})
	info, err := os.Stat(window.picture)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("file mode %v, error %v", info.Mode(), err)
	}
}

func TestPictureThatCannotBeWritten(t *testing.T) {
	t.Setenv("DISPLAY", ":0")
	w := New(nil, Options{Picture: filepath.Join(t.TempDir(), "none", "screen.png")})
	if err := w.Run(context.Background(), nil); !errors.Is(err, ErrPicture) {
		t.Errorf("error %v", err)
	}
}

func TestForgetKeepsThePage(t *testing.T) {
	w, d := opened(t)
	show(t, w, testPage(t, layout.Danger))
	frames := w.Frames()
	w.Forget()
	until(t, "a frame", func() bool { return w.Frames() > frames })
	if _, err := w.Screenshot(waiting(t)); err != nil {
		t.Fatal(err)
	}
	want := paint.Colour(session.Light, layout.Danger)
	until(t, "the page after the wipe", func() bool { return d.colourAt(image.Pt(540, 780)) == want })
}

func TestHeartbeat(t *testing.T) {
	w, _ := opened(t)
	frames := w.Frames()
	until(t, "two heartbeats", func() bool { return w.Frames() >= frames+2 })
}

func TestWaitShownEnds(t *testing.T) {
	w := New(nil, Options{})
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := w.WaitShown(ctx, 1); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	if _, err := w.Screenshot(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled screenshot: %v", err)
	}
	w.close()
	if err := w.WaitShown(context.Background(), 1); !errors.Is(err, ErrClosed) {
		t.Errorf("closed: %v", err)
	}
	if _, err := w.Screenshot(context.Background()); !errors.Is(err, ErrClosed) {
		t.Errorf("closed screenshot: %v", err)
	}
}

func TestNoScreen(t *testing.T) {
	t.Setenv("DISPLAY", "")
	if err := New(nil, Options{}).Run(context.Background(), nil); !errors.Is(err, ErrNoScreen) {
		t.Errorf("error %v", err)
	}
}

// BenchmarkClickToGlass is the time from a touch to the page that answers it, seen on the X server.
func BenchmarkClickToGlass(b *testing.B) {
	w, d := opened(b)
	pages := []*layout.Placed{testPage(b, layout.Accent), testPage(b, layout.AccentPress)}
	for i := 0; b.Loop(); i++ {
		w.Show(pages[i%2], session.Look{})
		want := paint.Colour(session.Light, []layout.Role{layout.Accent, layout.AccentPress}[i%2])
		until(b, "the page", func() bool { return d.colourAt(image.Pt(540, 780)) == want })
	}
}

// BenchmarkIdle is one heartbeat of a page at rest; cpu-ms/s is what this process uses meanwhile.
func BenchmarkIdle(b *testing.B) {
	w, _ := opened(b)
	show(b, w, testPage(b, layout.Accent))
	start, used := time.Now(), cpuTime(b)
	for b.Loop() {
		frames := w.Frames()
		for tick := time.Tick(100 * time.Millisecond); w.Frames() == frames; {
			<-tick
		}
	}
	b.ReportMetric(float64((cpuTime(b)-used).Milliseconds())/time.Since(start).Seconds(), "cpu-ms/s")
}
