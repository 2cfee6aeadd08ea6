package display

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"buergerterminal/kiosk/display/paint"
	"buergerterminal/kiosk/layout"
	"buergerterminal/kiosk/screen"
	"buergerterminal/kiosk/session"
	"buergerterminal/kiosk/typeset"

	"github.com/hajimehoshi/ebiten/v2"
	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
	"github.com/jezek/xgb/xtest"
)

// bench is the one window of this process (Ebitengine allows no second), on an X server of its own. The tests run beside
// its loop, which needs the main goroutine.
type bench struct {
	window  *Window
	sink    *recordingSink
	picture string // file that shows the newest page
	skip    string // why there is no window
}

var window bench

func TestMain(m *testing.M) {
	server, display, err := startXvfb()
	if err != nil {
		window.skip = err.Error()
		os.Exit(m.Run())
	}
	os.Setenv("DISPLAY", display)
	code := runWithWindow(m)
	server.Process.Kill()
	server.Wait()
	os.Exit(code)
}

func runWithWindow(m *testing.M) int {
	setter, err := typeset.New()
	if err != nil {
		fmt.Println(err)
		return 1
	}
	dir, err := os.MkdirTemp("", "display")
	if err != nil {
		fmt.Println(err)
		return 1
	}
	defer os.RemoveAll(dir)
	window.picture = filepath.Join(dir, "screen.png")
	window.sink = &recordingSink{}
	window.window = New(setter, Options{Title: "test", Fullscreen: true, HideCursor: true, Picture: window.picture})
	ctx, cancel := context.WithCancel(context.Background())
	result := make(chan int, 1)
	go func() {
		result <- m.Run()
		cancel()
	}()
	if err := window.window.Run(ctx, window.sink); err != nil {
		fmt.Println(err)
		return 1
	}
	return <-result
}

// startXvfb starts an X server as large as the panel. It ends by itself when its last client goes.
func startXvfb() (*exec.Cmd, string, error) {
	path, err := exec.LookPath("Xvfb")
	if err != nil {
		return nil, "", errors.New("Xvfb is not installed (apt-get install xvfb), so there is no screen to test on")
	}
	read, write, err := os.Pipe()
	if err != nil {
		return nil, "", err
	}
	defer read.Close()
	server := exec.Command(path, "-displayfd", "3", "-screen", "0", "1080x1920x24", "-nolisten", "tcp", "-noreset", "-terminate")
	server.ExtraFiles = []*os.File{write}
	err = server.Start()
	write.Close()
	if err != nil {
		return nil, "", err
	}
	number, err := bufio.NewReader(read).ReadString('\n')
	if err != nil {
		return nil, "", fmt.Errorf("Xvfb does not start: %w", err)
	}
	return server, ":" + strings.TrimSpace(number), nil
}

// recordingSink keeps what the window hands on.
type recordingSink struct {
	mu     sync.Mutex
	events []string
}

func (s *recordingSink) Pointer(e PointerEvent) {
	s.add(fmt.Sprint([]string{"down", "move", "up", "cancel"}[e.Kind], e.At))
}

func (s *recordingSink) Key(e KeyEvent) {
	text := fmt.Sprintf("key %s %q", e.Key, e.Rune)
	if e.Shift {
		text += " shift"
	}
	s.add(text)
}

func (s *recordingSink) add(e string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.events = append(s.events, e)
}

// drain returns what came since the last call.
func (s *recordingSink) drain() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	events := s.events
	s.events = nil
	return events
}

// opened returns the window and a connection to its X server, or skips.
func opened(t testing.TB) (*Window, *desk) {
	t.Helper()
	if window.skip != "" {
		t.Skip(window.skip)
	}
	xgb.Logger.SetOutput(io.Discard) // it would say that there is no authority file
	conn, err := xgb.NewConn()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(conn.Close)
	if err := xtest.Init(conn); err != nil {
		t.Fatal(err)
	}
	return window.window, &desk{t, conn, xproto.Setup(conn).DefaultScreen(conn)}
}

// desk is the X server as somebody before the screen has it: hands and eyes.
type desk struct {
	t      testing.TB
	conn   *xgb.Conn
	screen *xproto.ScreenInfo
}

func (d *desk) input(kind byte, detail byte, at image.Point) {
	d.t.Helper()
	if err := xtest.FakeInputChecked(d.conn, kind, detail, 0, d.screen.Root, int16(at.X), int16(at.Y), 0).Check(); err != nil {
		d.t.Fatal(err)
	}
}

func (d *desk) click(at image.Point) {
	d.t.Helper()
	d.input(xproto.MotionNotify, 0, at)
	d.input(xproto.ButtonPress, 1, at)
	d.input(xproto.ButtonRelease, 1, at)
}

// colourAt reads a px of the glass.
func (d *desk) colourAt(at image.Point) color.RGBA {
	d.t.Helper()
	r, err := xproto.GetImage(d.conn, xproto.ImageFormatZPixmap, xproto.Drawable(d.screen.Root), int16(at.X), int16(at.Y), 1, 1, 0xffffffff).Reply()
	if err != nil {
		d.t.Fatal(err)
	}
	return color.RGBA{r.Data[2], r.Data[1], r.Data[0], 255}
}

// until waits for a condition, at most 20 seconds.
func until(t testing.TB, what string, condition func() bool) {
	t.Helper()
	deadline := time.After(20 * time.Second)
	for tick := time.Tick(5 * time.Millisecond); !condition(); {
		select {
		case <-deadline:
			t.Fatalf("waited in vain: %s", what)
		case <-tick:
		}
	}
}

func waiting(t testing.TB) context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	t.Cleanup(cancel)
	return ctx
}

// testPage has a bordered box in the role, words and a sign.
func testPage(t testing.TB, role layout.Role) *layout.Placed {
	t.Helper()
	setter, err := typeset.New()
	if err != nil {
		t.Fatal(err)
	}
	line := setter.Break("Haben Sie noch eine Wohnung?", typeset.Style{Size: 60, Line: 68, Weight: typeset.Medium}, typeset.Options{}).Lines[0]
	return &layout.Placed{Tree: &screen.Tree{}, Size: image.Pt(1080, 1920), Paint: []layout.Op{
		layout.Words{Line: line, X: 72, Y: 526, Role: layout.Text},
		layout.Box{Rect: image.Rect(72, 720, 1008, 840), Radius: 8, Fill: role, Line: layout.FieldLine, Width: 4},
		layout.Path{D: "M4 12h16M13 5l7 7-7 7", X: 500, Y: 1000, Scale: 3, Stroke: layout.Clerk, Width: 2},
	}}
}

func show(t testing.TB, w *Window, p *layout.Placed) {
	t.Helper()
	if err := w.WaitShown(waiting(t), w.Show(p, session.Look{})); err != nil {
		t.Fatal(err)
	}
}

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
		want string
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
			var got []string
			until(t, tt.want, func() bool { got = append(got, window.sink.drain()...); return len(got) > 0 })
			if s := strings.Join(got, ", "); s != tt.want {
				t.Errorf("got %s, want %s", s, tt.want)
			}
			d.input(xproto.KeyRelease, tt.code, image.Point{})
			if tt.with != 0 {
				d.input(xproto.KeyRelease, tt.with, image.Point{})
			}
			until(t, "keys up", func() bool { return !ebiten.IsKeyPressed(ebiten.KeyShift) })
		})
	}
}

// TestStalePixels covers the window with a red one and takes it away: Ebitengine is not told, the heartbeat must mend it.
func TestStalePixels(t *testing.T) {
	w, d := opened(t)
	show(t, w, testPage(t, layout.Accent))
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
	if err := xproto.DestroyWindowChecked(d.conn, id).Check(); err != nil {
		t.Fatal(err)
	}
	until(t, "the page again", func() bool { return d.colourAt(at) == paint.Colour(session.Light, layout.Accent) })
}

func TestSmallerWindow(t *testing.T) {
	w, d := opened(t)
	show(t, w, testPage(t, layout.Accent))
	ebiten.SetFullscreen(false)
	ebiten.SetWindowSize(540, 960)
	ebiten.SetWindowPosition(0, 0)
	defer ebiten.SetFullscreen(true)
	until(t, "a window of half the size", func() bool {
		picture, err := w.Screenshot(waiting(t))
		return err == nil && picture.Bounds().Size() == image.Pt(540, 960) &&
			difference(color.RGBAModel.Convert(picture.At(270, 390)).(color.RGBA), paint.Colour(session.Light, layout.Accent)) <= 2
	})
	x, y := ebiten.WindowPosition()
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
