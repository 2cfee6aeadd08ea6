package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"image"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"buergerterminal/devices/simulator"
	"buergerterminal/kiosk"
	"buergerterminal/kiosk/audio"
	"buergerterminal/kiosk/call/capture"
	"buergerterminal/kiosk/config"
	"buergerterminal/kiosk/display"
	"buergerterminal/kiosk/typeset"
)

// innerVisit marks the process that has the window: Ebitengine wants DISPLAY before anything of it begins.
const innerVisit = "BUERGERTERMINAL_DEMO_INNER"

// visit lets the scripted citizen walk, on a private virtual screen, and fails if anything differs from the script.
func visit(ctx context.Context, args []string) error {
	dir, only, panel := "", "", upright
	if err := parse("visit", args, func(f *flag.FlagSet) {
		f.StringVar(&dir, "dir", "build/demo", "")
		f.StringVar(&only, "only", strings.Join(visits(), ","), "")
		panelFlags(f, &panel)
	}); err != nil {
		return err
	}
	if os.Getenv(innerVisit) == "" {
		return visitOnVirtualScreen(ctx, dir, only, panel)
	}
	s := &stack{dir: filepath.Join(dir, "run")}
	defer s.stop()
	if err := s.start(ctx); err != nil {
		return err
	}
	path, err := s.settings(true, idleWarningSeconds, panel)
	if err != nil {
		return err
	}
	c, err := config.Load(path)
	if err != nil {
		return err
	}
	return walkIn(ctx, c, s, dir, strings.Split(only, ","))
}

// visitOnVirtualScreen empties the folder of an earlier demo, and starts this program again with a screen of its own.
func visitOnVirtualScreen(ctx context.Context, dir, only string, panel image.Point) error {
	if err := os.RemoveAll(dir); err != nil {
		return err
	}
	screen, stop, err := virtualScreen(ctx, panel)
	if err != nil {
		return err
	}
	defer stop()
	self, err := os.Executable()
	if err != nil {
		return err
	}
	cmd := exec.CommandContext(ctx, self, "visit", "--dir", dir, "--only", only, "--panel", fmt.Sprintf("%dx%d", panel.X, panel.Y))
	cmd.Env = append(os.Environ(), "DISPLAY="+screen, innerVisit+"=1")
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 30 * time.Second
	var exit *exec.ExitError
	if err := cmd.Run(); errors.As(err, &exit) {
		return errors.New("the visit did not go as the script expects")
	} else if err != nil {
		return err
	}
	return nil
}

// walkIn opens the window and the terminal in this process, and lets the citizen walk.
func walkIn(ctx context.Context, c config.Config, s *stack, dir string, names []string) error {
	setter, err := typeset.New()
	if err != nil {
		return err
	}
	window := display.New(setter, display.Options{Title: c.Terminal.Site, Fullscreen: true, HideCursor: true, Size: kiosk.PanelSize(c.Display), Reduced: true})
	ctx, end := context.WithCancel(ctx)
	defer end()
	walker, err := newCitizen(ctx, os.Getenv("DISPLAY"), dir)
	if err != nil {
		return err
	}
	defer walker.x.Close()
	walker.window = window
	sound, err := audio.Open(audio.Options{Null: true}) // nobody listens to a scripted visit
	if err != nil {
		return err
	}
	terminal, err := kiosk.Open(c, setter, window, sound, walker.observe)
	if err != nil {
		return err
	}
	err = terminal.WithCalls(kiosk.Calls{Microphone: sound, Mix: sound.Mix, Camera: func() (capture.Camera, error) {
		return capture.Draw(capture.Format{Width: 640, Height: 480, FPS: 30}, "GEZEICHNET"), nil
	}})
	if err != nil {
		return err
	}
	terminal.WithFilms(window.PictureCame)
	window.SetPictures(terminal)
	ended, walked := make(chan error, 1), make(chan error, 1)
	go func() { ended <- terminal.Run(ctx) }()
	go func() {
		defer end()
		walked <- (&script{citizen: walker, stack: s}).run(names)
	}()
	err = window.Run(ctx, kiosk.Input(terminal.Kiosk()))
	end()
	return errors.Join(err, <-walked, <-ended)
}

// world changes what surrounds a device: a card on the reader, a sheet on the scanner, the paper of the printer.
func (s *stack) world(ctx context.Context, words ...string) error {
	_, err := simulator.Send(ctx, s.path("lines"), words...)
	return err
}
