// Buergerterminal is the terminal: it reads its configuration, opens the window, and runs the session with its devices
// until it is told to end. Exit codes: 0 ended as told, 1 failed, 2 used wrongly, 75 a technician wants it to start anew: its
// systemd unit has Restart=on-failure (or RestartForceExitStatus=75), and so it does.
package main

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"strings"
	"sync/atomic"
	"syscall"
	_ "time/tzdata" // the terminal's zone, also where the system has no zone files

	"buergerterminal/kiosk"
	"buergerterminal/kiosk/audio"
	"buergerterminal/kiosk/config"
	"buergerterminal/kiosk/display"
	"buergerterminal/kiosk/typeset"
)

const usage = `buergerterminal runs the terminal.

  buergerterminal --config FILE [--window] [--screenshot FILE.png]
  buergerterminal --config FILE --enrol CODE
  buergerterminal --example
  buergerterminal --technician-code < CODE

--window shows the page in a window, also where the configuration says fullscreen. --screenshot keeps a picture of the
screen in a file while it runs, for a machine without a monitor. --example prints a configuration with every key.
--enrol trades a code (clerkhub enrol code) for the terminal's certificate, which hub.identity of the configuration keeps.
--technician-code reads a code of 6 to 12 digits and prints its line for the section [technician] of the configuration.
It exits with 75 when a technician at the screen wants it to start anew: let systemd do so with Restart=on-failure.

`

func main() {
	path := flag.String("config", "", "configuration")
	window := flag.Bool("window", false, "not fullscreen")
	screenshot := flag.String("screenshot", "", "picture of the screen")
	example := flag.Bool("example", false, "print a configuration")
	enrol := flag.String("enrol", "", "code for the terminal's certificate")
	code := flag.Bool("technician-code", false, "make the line of a technician's code")
	flag.Usage = func() { fmt.Fprint(os.Stderr, usage) }
	flag.Parse()
	switch {
	case *example:
		fmt.Print(config.Example())
		return
	case *code:
		if err := printCode(os.Stdin, os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, "buergerterminal:", err)
			os.Exit(exitUsage)
		}
		return
	case *path == "" || flag.NArg() > 0:
		flag.Usage()
		os.Exit(exitUsage)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if *enrol != "" {
		if err := enrolTerminal(ctx, *path, *enrol, os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, "buergerterminal:", err)
			stop()
			os.Exit(exitFailed)
		}
		return
	}
	if err := run(ctx, *path, *window, *screenshot); err != nil {
		fmt.Fprintln(os.Stderr, "buergerterminal:", err)
		stop()
		if errors.Is(err, kiosk.ErrRestart) {
			os.Exit(exitRestart)
		}
		os.Exit(exitFailed)
	}
}

// Exit codes. EX_TEMPFAIL of sysexits.h says: try again.
const (
	exitFailed  = 1
	exitUsage   = 2
	exitRestart = 75
)

// printCode reads a technician's code and writes its line for the configuration.
func printCode(from io.Reader, to io.Writer) error {
	line, err := bufio.NewReader(io.LimitReader(from, 64)).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	hash, err := config.HashCode(strings.TrimSpace(line))
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(to, "code = %q\n", string(hash))
	return err
}

// enrolTerminal gives the terminal its identity.
func enrolTerminal(ctx context.Context, path, code string, to io.Writer) error {
	c, err := config.Load(path)
	if err != nil {
		return err
	}
	terminal, err := kiosk.Enrol(ctx, c, code)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(to, "%s is enrolled; its certificate is in %s\n", terminal, c.Hub.Identity)
	return err
}

// run opens window and terminal, and ends one with the other. The window comes first and the terminal is opened beside it:
// making a window takes the X server and the graphics library longer than all the rest, and needs the main goroutine.
func run(ctx context.Context, path string, windowed bool, screenshot string) error {
	restful := sparingly()
	c, err := config.Load(path)
	if err != nil {
		return err
	}
	fullscreen := c.Display.Fullscreen && !windowed
	if fullscreen {
		panel, err := display.ReadPanel()
		if err != nil {
			return err
		}
		c.Display = kiosk.OnPanel(c.Display, panel)
	}
	if warning := kiosk.TooSmall(c.Display); warning != "" {
		fmt.Fprintln(os.Stderr, "buergerterminal:", warning)
	}
	setter, err := typeset.New()
	if err != nil {
		return err
	}
	window := display.New(setter, display.Options{
		Title: c.Terminal.Site, Fullscreen: fullscreen, HideCursor: fullscreen,
		Size: kiosk.PanelSize(c.Display).Div(2), Reduced: c.Display.ReducedMotion, Picture: screenshot,
	})
	ctx, end := context.WithCancel(ctx)
	defer end()
	var input later
	ended := make(chan error, 1)
	go func() {
		defer end()
		ended <- runTerminal(ctx, c, setter, window, &input)
	}()
	go func() {
		if window.WaitShown(ctx, 1) == nil {
			restful()
		}
	}()
	err = window.Run(ctx, &input)
	end()
	return errors.Join(err, <-ended)
}

// runTerminal opens the terminal and runs it until ctx ends.
func runTerminal(ctx context.Context, c config.Config, setter *typeset.Setter, window *display.Window, input *later) error {
	sound, soundless := audio.Open(audio.Options{})
	defer sound.Close()
	terminal, err := kiosk.Open(c, setter, window, sound, nil)
	if err != nil {
		return err
	}
	if e := (*audio.Error)(nil); errors.As(soundless, &e) {
		terminal.WithoutSound(e.Code)
	}
	if err := terminal.WithCalls(kiosk.Calls{Microphone: sound, Mix: sound.Mix, Shown: window.PictureCame}); err != nil {
		return err
	}
	terminal.WithSpeech(kiosk.Speaking{Mix: sound.Mix})
	terminal.WithFilms(window.PictureCame)
	window.SetPictures(terminal)
	input.to(kiosk.Input(terminal.Kiosk()))
	return terminal.Run(ctx)
}

// later hands input on once somebody takes it. What comes before was meant for no page.
type later struct{ sink atomic.Pointer[display.Sink] }

func (l *later) to(sink display.Sink) { l.sink.Store(&sink) }

// Pointer implements display.Sink.
func (l *later) Pointer(e display.PointerEvent) {
	if sink := l.sink.Load(); sink != nil {
		(*sink).Pointer(e)
	}
}

// Key implements display.Sink.
func (l *later) Key(e display.KeyEvent) {
	if sink := l.sink.Load(); sink != nil {
		(*sink).Key(e)
	}
}

// startMemory is how large the heap may grow at the start before it is collected all the same: twice what it reaches.
const startMemory = 96 << 20

// sparingly lets the start run without collecting garbage: six collections of a heap that only grows were 30 ms of it. The
// function that it returns ends that, and gives back to the system what the start has left.
func sparingly() func() {
	limit := debug.SetMemoryLimit(startMemory)
	percent := debug.SetGCPercent(-1)
	return func() {
		debug.SetGCPercent(percent)
		debug.SetMemoryLimit(limit)
		debug.FreeOSMemory()
	}
}
