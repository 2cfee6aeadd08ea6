package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
)

// run starts everything and leaves the terminal to a person until Ctrl-C.
func run(ctx context.Context, args []string) (err error) {
	dir, fullscreen, panel := "", false, upright
	if err := parse("run", args, func(f *flag.FlagSet) {
		f.StringVar(&dir, "dir", "build/run", "")
		f.BoolVar(&fullscreen, "fullscreen", false, "")
		panelFlags(f, &panel)
	}); err != nil {
		return err
	}
	s := &stack{dir: dir}
	defer s.stop()
	if err := s.start(ctx); err != nil {
		return err
	}
	virtual := os.Getenv("DISPLAY") == ""
	config, err := s.settings(fullscreen || virtual, 90, panel)
	if err != nil {
		return err
	}
	arguments := []string{"--config", config}
	environment := os.Environ()
	if virtual {
		display, stopScreen, err := virtualScreen(ctx, panel)
		if err != nil {
			return err
		}
		defer stopScreen()
		picture := filepath.Join(dir, "screen.png")
		fmt.Printf("There is no display here: the terminal runs on a virtual one (%s). Its screen is in %s, anew each second.\n", display, picture)
		environment = append(environment, "DISPLAY="+display)
		arguments = append(arguments, "--screenshot", picture)
		defer os.Remove(picture) // it may show what somebody tried out
	}
	url, err := os.ReadFile(s.path("hub", "url"))
	if err != nil {
		return err
	}
	password, err := s.register(ctx, krahl)
	if err != nil {
		return err
	}
	hub := strings.TrimSpace(string(url))
	fmt.Printf("The clerks' desk: %s/desk/ as %s, password %s (the browser asks about the certificate, which is of this machine alone)\n", hub, krahl.name, password)
	fmt.Printf("What came in: %s/intake/\n", hub)
	fmt.Printf("Cards, sheets and faults: build/bin/devicectl control --dir %s idcard insert jana\n", s.path("lines"))
	fmt.Println("Ctrl-C ends everything that was started here.")
	return s.terminal(ctx, environment, arguments)
}

// terminal runs the terminal as its own process until it ends or ctx does.
func (s *stack) terminal(ctx context.Context, environment, arguments []string) error {
	cmd := exec.CommandContext(ctx, filepath.Join(s.bin, "buergerterminal"), arguments...)
	cmd.Env, cmd.Stdout, cmd.Stderr = environment, os.Stdout, os.Stderr
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	err := cmd.Run()
	if ctx.Err() != nil || errors.Is(err, context.Canceled) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("the terminal ended: %w", err)
	}
	return nil
}
