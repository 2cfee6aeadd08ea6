package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"image"
	"os"
	"os/exec"
	"syscall"
	"time"
)

// virtualScreen starts an X server without a monitor, as large as the panel, and returns its DISPLAY. The number
// is this process's own: of two servers that share one, the first to end takes the socket of the other along.
func virtualScreen(ctx context.Context, panel image.Point) (display string, stop func(), err error) {
	display = fmt.Sprintf(":%d", 1000+os.Getpid()%20000)
	read, write, err := os.Pipe()
	if err != nil {
		return "", nil, err
	}
	defer read.Close()
	cmd := exec.Command("Xvfb", display, "-displayfd", "3", "-screen", "0", fmt.Sprintf("%dx%dx24", panel.X, panel.Y), "-nolisten", "tcp")
	cmd.ExtraFiles = []*os.File{write}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // it must outlive the terminal when Ctrl-C comes
	if err := cmd.Start(); err != nil {
		write.Close()
		return "", nil, fmt.Errorf("Xvfb: %w", err)
	}
	write.Close()
	stop = func() {
		_ = cmd.Process.Signal(os.Interrupt)
		_ = cmd.Wait()
	}
	ready := make(chan bool, 1)
	go func() {
		_, err := bufio.NewReader(read).ReadString('\n') // the number again; who reads less than the line kills the server
		ready <- err == nil
	}()
	select {
	case is := <-ready:
		if !is {
			stop()
			return "", nil, fmt.Errorf("Xvfb could not take display %s", display)
		}
		return display, stop, nil
	case <-time.After(20 * time.Second):
		stop()
		return "", nil, errors.New("Xvfb is not ready after 20 s")
	case <-ctx.Done():
		stop()
		return "", nil, ctx.Err()
	}
}
