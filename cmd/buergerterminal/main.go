// Buergerterminal is the terminal: it reads its configuration, opens the window, and runs the session with its devices
// until it is told to end. Exit codes: 0 ended as told, 1 failed, 2 used wrongly.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"image"
	"os"
	"os/signal"
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
  buergerterminal --example

--window shows the page in a window, also where the configuration says fullscreen. --screenshot keeps a picture of the
screen in a file while it runs, for a machine without a monitor. --example prints a configuration with every key.

`

func main() {
	path := flag.String("config", "", "configuration")
	window := flag.Bool("window", false, "not fullscreen")
	screenshot := flag.String("screenshot", "", "picture of the screen")
	example := flag.Bool("example", false, "print a configuration")
	flag.Usage = func() { fmt.Fprint(os.Stderr, usage) }
	flag.Parse()
	switch {
	case *example:
		fmt.Print(config.Example())
		return
	case *path == "" || flag.NArg() > 0:
		flag.Usage()
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, *path, *window, *screenshot); err != nil {
		fmt.Fprintln(os.Stderr, "buergerterminal:", err)
		stop()
		os.Exit(1)
	}
}

// run opens window and terminal, and ends one with the other.
func run(ctx context.Context, path string, windowed bool, screenshot string) error {
	c, err := config.Load(path)
	if err != nil {
		return err
	}
	setter, err := typeset.New()
	if err != nil {
		return err
	}
	window := display.New(setter, display.Options{
		Title: c.Terminal.Site, Fullscreen: c.Display.Fullscreen && !windowed, HideCursor: c.Display.Fullscreen && !windowed,
		Size: image.Pt(c.Display.Width/2, c.Display.Height/2), Reduced: c.Display.ReducedMotion, Picture: screenshot,
	})
	sound, soundless := audio.Open(audio.Options{})
	defer sound.Close()
	terminal, err := kiosk.Open(c, setter, window, sound, nil)
	if err != nil {
		return err
	}
	if e := (*audio.Error)(nil); errors.As(soundless, &e) {
		terminal.WithoutSound(e.Code)
	}
	ctx, end := context.WithCancel(ctx)
	defer end()
	ended := make(chan error, 1)
	go func() {
		defer end()
		ended <- terminal.Run(ctx)
	}()
	err = window.Run(ctx, kiosk.Input(terminal.Kiosk()))
	end()
	return errors.Join(err, <-ended)
}
