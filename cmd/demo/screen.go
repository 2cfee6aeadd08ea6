package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"
)

// virtualScreen starts an X server without a monitor, as large as the terminal's own, and returns its DISPLAY.
func virtualScreen(ctx context.Context) (display string, stop func(), err error) {
	read, write, err := os.Pipe()
	if err != nil {
		return "", nil, err
	}
	defer read.Close()
	cmd := exec.Command("Xvfb", "-displayfd", "3", "-screen", "0", "1080x1920x24", "-nolisten", "tcp")
	cmd.ExtraFiles = []*os.File{write}
	if err := cmd.Start(); err != nil {
		write.Close()
		return "", nil, fmt.Errorf("Xvfb: %w", err)
	}
	write.Close()
	stop = func() {
		_ = cmd.Process.Signal(os.Interrupt)
		_ = cmd.Wait()
	}
	number := make(chan string, 1)
	go func() {
		var b [16]byte
		n, _ := read.Read(b[:])
		number <- strings.TrimSpace(string(b[:n]))
	}()
	select {
	case n := <-number:
		if n == "" {
			stop()
			return "", nil, errors.New("Xvfb did not say which display it has")
		}
		return ":" + n, stop, nil
	case <-time.After(20 * time.Second):
		stop()
		return "", nil, errors.New("Xvfb is not ready after 20 s")
	case <-ctx.Done():
		stop()
		return "", nil, ctx.Err()
	}
}
