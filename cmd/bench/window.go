package main

import (
	"context"
	_ "embed" // the form for the browser
	"errors"
	"fmt"
	"image"
	"image/color"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"
)

//go:embed form.html
var form []byte

// Places of the look, the same on every page and in every contender: the action row and the reading zone.
var (
	onForward = image.Pt(700, 1648)
	onBack    = image.Pt(220, 1648)
	button    = image.Rect(420, 1600, 500, 1696) // of the way on, beside its words
	reading   = image.Rect(72, 440, 572, 672)
)

// accent is the colour of the way on.
var accent = color.RGBA{0x20, 0x44, 0xaa, 255}

// contender is a program with a full screen that shows a form.
type contender struct {
	name    string
	command func(ctx context.Context) (*exec.Cmd, error)
	first   image.Point // has the accent as soon as the first page is there
	half    bool        // we are to take half of its time to start and of its memory at most
	start   image.Point // leads from the first page to the one with the way on; zero where that is the first
}

// windowFigures are what is measured of a contender.
type windowFigures struct {
	start, tap, turn time.Duration
	memory           float64 // MB, proportional share
	idle             float64 // per cent of a core
}

// How often, and how long at rest.
const (
	starts, taps = 3, 15
	settling     = 4 * time.Second
	resting      = 20 * time.Second
	thinking     = 500 * time.Millisecond // the terminal takes a touch on the same place sooner than that for a tremor
)

// measureWindows starts the terminal on a virtual screen and touches it, beside an empty window and a browser.
func measureWindows(ctx context.Context, b bench) []row {
	s := &stack{bin: b.bin, dir: filepath.Join(b.work, "run")}
	defer s.stop()
	config, err := s.start(ctx)
	if err != nil {
		return []row{notMeasured("window", err)}
	}
	ours, err := compete(ctx, contender{name: "terminal", first: image.Pt(540, 1700), start: image.Pt(540, 1400), command: func(ctx context.Context) (*exec.Cmd, error) {
		return exec.CommandContext(ctx, filepath.Join(b.bin, "buergerterminal"), "--config", config), nil
	}})
	if err != nil {
		return []row{notMeasured("window", err)}
	}
	rows := []row{limit(rest, ours.idle, "% of a core", 0.5), limit(tap, milliseconds(ours.tap), "ms", 60), limit(turn, milliseconds(ours.turn), "ms", 60)}
	for _, c := range []contender{
		{name: "empty Ebitengine window", first: button.Min, command: b.emptyWindow},
		{name: "Chromium, kiosk, plain form", first: button.Min, command: b.browser, half: true},
	} {
		theirs, err := compete(ctx, c)
		if err != nil {
			rows = append(rows, notMeasured("window, beside "+c.name, err))
			continue
		}
		rows = append(rows, besideWindow(c, ours, theirs)...)
	}
	return rows
}

// What is measured of a window.
const (
	rest = "CPU at rest"
	tap  = "finger down to changed picture"
	turn = "finger up to next page"
)

func besideWindow(c contender, ours, theirs windowFigures) []row {
	start := row{what: "start to first page", ours: milliseconds(ours.start), unit: "ms", beside: c.name, theirs: milliseconds(theirs.start)}
	memory := row{what: "memory (proportional share)", ours: ours.memory, unit: "MB", beside: c.name, theirs: theirs.memory}
	if c.half {
		start.most, memory.most = 0.5, 0.5
	}
	return []row{start, memory,
		{what: rest, ours: ours.idle, unit: "% of a core", beside: c.name, theirs: theirs.idle},
		{what: tap, ours: milliseconds(ours.tap), unit: "ms", beside: c.name, theirs: milliseconds(theirs.tap)},
		{what: turn, ours: milliseconds(ours.turn), unit: "ms", beside: c.name, theirs: milliseconds(theirs.turn)},
	}
}

func (b bench) emptyWindow(ctx context.Context) (*exec.Cmd, error) {
	path := filepath.Join(b.bin, "emptywindow")
	if _, err := os.Stat(path); err != nil {
		return nil, errors.New("emptywindow is not built (go build ./cmd/bench/testdata/emptywindow)")
	}
	return exec.CommandContext(ctx, path), nil
}

// browser shows the form in Chromium, with an empty profile and without what it would do on the net.
func (b bench) browser(ctx context.Context) (*exec.Cmd, error) {
	path, err := exec.LookPath("chromium")
	if err != nil {
		return nil, errors.New("chromium is not installed")
	}
	page, err := filepath.Abs(filepath.Join(b.work, "form.html"))
	if err != nil {
		return nil, err
	}
	if err := os.WriteFile(page, form, 0o600); err != nil {
		return nil, err
	}
	profile, err := os.MkdirTemp(b.work, "chromium")
	if err != nil {
		return nil, err
	}
	return exec.CommandContext(ctx, path, "--kiosk", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
		"--disable-background-networking", "--disable-component-update", "--disable-sync", "--force-device-scale-factor=1",
		"--window-position=0,0", "--window-size=1080,1920", "--user-data-dir="+profile, "file://"+page), nil
}

// compete measures one contender: some starts, and the last of them at rest and under the finger.
func compete(ctx context.Context, c contender) (windowFigures, error) {
	var f windowFigures
	var began []float64
	for i := range starts {
		if err := onGlass(ctx, c, func(g *glass, took time.Duration, pid int) (err error) {
			began = append(began, float64(took))
			if i == starts-1 {
				f, err = use(ctx, c, g, pid)
			}
			return err
		}); err != nil {
			return f, err
		}
	}
	f.start = time.Duration(median(began))
	return f, nil
}

// onGlass starts a contender on a screen of its own and waits for its first page.
func onGlass(ctx context.Context, c contender, then func(g *glass, took time.Duration, pid int) error) (err error) {
	g, err := openGlass(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, g.close()) }()
	cmd, err := c.command(ctx)
	if err != nil {
		return err
	}
	cmd.Env = append(os.Environ(), "DISPLAY="+g.display)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	began := time.Now()
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("%s: %w", c.name, err)
	}
	defer end(cmd)
	shown, err := g.coloured(ctx, c.name+" to show its first page", c.first, accent)
	if err != nil {
		return err
	}
	return then(g, shown.Sub(began), cmd.Process.Pid)
}

// use lets a contender rest, and then touches it.
func use(ctx context.Context, c contender, g *glass, pid int) (f windowFigures, err error) {
	if f.idle, f.memory, err = atRest(ctx, pid); err != nil {
		return f, err
	}
	if c.start != (image.Point{}) {
		if err := g.touch(ctx, c.start); err != nil {
			return f, err
		}
	}
	if _, err := g.coloured(ctx, "the way on", button.Min, accent); err != nil {
		return f, err
	}
	if err := wait(ctx, thinking); err != nil {
		return f, err
	}
	var down, up []float64
	for range taps {
		pressed, turned, err := g.round(ctx)
		if err != nil {
			return f, err
		}
		down, up = append(down, float64(pressed)), append(up, float64(turned))
	}
	f.tap, f.turn = time.Duration(median(down)), time.Duration(median(up))
	return f, nil
}

// atRest measures CPU, in per cent of a core, and memory, in MB, of what nobody touches.
func atRest(ctx context.Context, pid int) (idle, mb float64, err error) {
	if err := wait(ctx, settling); err != nil {
		return 0, 0, err
	}
	before, err := cpuTime(pid)
	if err != nil {
		return 0, 0, err
	}
	began := time.Now()
	if err := wait(ctx, resting); err != nil {
		return 0, 0, err
	}
	after, err := cpuTime(pid)
	if err != nil {
		return 0, 0, err
	}
	bytes, err := memory(pid)
	return 100 * float64(after-before) / float64(time.Since(began)), float64(bytes) / 1e6, err
}

func wait(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// round touches the way on and the way back. It returns how long the way on took to look pressed, and how long after it was
// let go the next page took to come.
func (g *glass) round(ctx context.Context) (tap, turn time.Duration, err error) {
	before, err := g.look(button)
	if err != nil {
		return 0, 0, err
	}
	down, err := g.press(onForward)
	if err != nil {
		return 0, 0, err
	}
	pressed, err := g.changed(ctx, "the button to look pressed", button, before)
	if err != nil {
		return 0, 0, err
	}
	if turn, err = g.turn(ctx, onForward); err != nil {
		return 0, 0, err
	}
	if err := g.touch(ctx, onBack); err != nil {
		return 0, 0, err
	}
	_, err = g.coloured(ctx, "the way on", button.Min, accent)
	return pressed.Sub(down), turn, err
}

// touch touches a place and waits for another page.
func (g *glass) touch(ctx context.Context, at image.Point) error {
	if _, err := g.press(at); err != nil {
		return err
	}
	_, err := g.turn(ctx, at)
	return err
}

// turn takes the finger away, where it is, and returns how long the reading zone took to show another page.
func (g *glass) turn(ctx context.Context, at image.Point) (time.Duration, error) {
	before, err := g.look(reading)
	if err != nil {
		return 0, err
	}
	began := time.Now()
	if err := g.lift(at); err != nil {
		return 0, err
	}
	seen, err := g.changed(ctx, "the next page", reading, before)
	return seen.Sub(began), err
}
