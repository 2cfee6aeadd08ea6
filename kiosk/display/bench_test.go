package display

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"buergerterminal/kiosk/layout"
	"buergerterminal/kiosk/screen"
	"buergerterminal/kiosk/session"
	"buergerterminal/kiosk/typeset"

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
	code := runWithHeldServer(m, display)
	server.Process.Kill()
	server.Wait()
	os.Exit(code)
}

// runWithHeldServer keeps the X server: it would end when a test that asks it something goes before the window has come.
func runWithHeldServer(m *testing.M, display string) int {
	holding, err := xgb.NewConnDisplay(display)
	if err != nil {
		fmt.Println(err)
		return 1
	}
	defer holding.Close()
	return runWithWindow(m)
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
	// The number is this process's own: of two servers that share one, the first to end takes the other's socket along.
	own := fmt.Sprintf(":%d", 21000+os.Getpid()%20000)
	server := exec.Command(path, own, "-displayfd", "3", "-screen", "0", "1080x1920x24", "-nolisten", "tcp", "-noreset", "-terminate")
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
	next   func() // at the next event, on the loop's goroutine
}

func (s *recordingSink) onNext(do func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.next = do
}

func (s *recordingSink) Pointer(e PointerEvent) {
	s.add(fmt.Sprint([]string{"down", "move", "up", "cancel"}[e.Kind], e.At))
}

func (s *recordingSink) Key(e KeyEvent) {
	text := fmt.Sprintf("key %s %q", e.Key, e.Rune)
	if e.Shift {
		text += " shift"
	}
	if e.Up {
		text += " up"
	}
	s.add(text)
}

func (s *recordingSink) add(e string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.events = append(s.events, e)
	if s.next != nil {
		s.next()
		s.next = nil
	}
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

// until waits for a condition, at most a minute.
func until(t testing.TB, what string, condition func() bool) {
	t.Helper()
	deadline := time.After(time.Minute)
	for tick := time.Tick(5 * time.Millisecond); !condition(); {
		select {
		case <-deadline:
			t.Fatalf("waited in vain: %s", what)
		case <-tick:
		}
	}
}

func waiting(t testing.TB) context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
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
