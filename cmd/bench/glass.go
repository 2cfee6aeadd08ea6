package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"io"
	"os"
	"os/exec"
	"syscall"
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
	"github.com/jezek/xgb/xtest"
)

// glass is a virtual screen as somebody in front of it has it: a finger, and an eye that looks again and again.
type glass struct {
	display string
	server  *exec.Cmd
	x       *xgb.Conn
	root    xproto.Window
}

// patience is how long the eye looks for anything.
const patience = 30 * time.Second

// openGlass starts an X server as large as the terminal's panel, without a monitor.
func openGlass(ctx context.Context) (*glass, error) {
	path, err := exec.LookPath("Xvfb")
	if err != nil {
		return nil, errors.New("Xvfb is not installed")
	}
	read, write, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	defer read.Close()
	// The number is this process's own: of two servers that share one, the first to end takes the other's socket along.
	g := &glass{display: fmt.Sprintf(":%d", 41000+os.Getpid()%20000)}
	g.server = exec.CommandContext(ctx, path, g.display, "-displayfd", "3", "-screen", "0", "1080x1920x24", "-nolisten", "tcp", "-noreset")
	g.server.ExtraFiles = []*os.File{write}
	g.server.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	g.server.Cancel = func() error { return g.server.Process.Signal(syscall.SIGTERM) }
	err = g.server.Start()
	write.Close()
	if err != nil {
		return nil, fmt.Errorf("Xvfb: %w", err)
	}
	if _, err := bufio.NewReader(read).ReadString('\n'); err != nil {
		return nil, errors.Join(fmt.Errorf("Xvfb could not take display %s: %w", g.display, err), g.close())
	}
	xgb.Logger.SetOutput(io.Discard) // it would say that there is no authority file
	if g.x, err = xgb.NewConnDisplay(g.display); err != nil {
		return nil, errors.Join(err, g.close())
	}
	g.root = xproto.Setup(g.x).DefaultScreen(g.x).Root
	if err := xtest.Init(g.x); err != nil {
		return nil, errors.Join(fmt.Errorf("XTEST: %w", err), g.close())
	}
	return g, nil
}

func (g *glass) close() error {
	if g.x != nil {
		g.x.Close()
	}
	_ = g.server.Process.Signal(syscall.SIGTERM)
	var exit *exec.ExitError
	if err := g.server.Wait(); err != nil && !errors.As(err, &exit) {
		return err
	}
	return nil
}

// look returns the px of a part of the screen, four bytes each: blue, green, red, nothing.
func (g *glass) look(r image.Rectangle) ([]byte, error) {
	reply, err := xproto.GetImage(g.x, xproto.ImageFormatZPixmap, xproto.Drawable(g.root),
		int16(r.Min.X), int16(r.Min.Y), uint16(r.Dx()), uint16(r.Dy()), 0xffffffff).Reply()
	if err != nil {
		return nil, fmt.Errorf("looking at the screen: %w", err)
	}
	return reply.Data, nil
}

// until looks at a part of the screen until it is as wanted, and returns when that was first seen.
func (g *glass) until(ctx context.Context, what string, r image.Rectangle, wanted func([]byte) bool) (time.Time, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	pause := time.NewTicker(time.Millisecond) // leaves the server time for the window
	defer pause.Stop()
	for {
		pixels, err := g.look(r)
		if err != nil {
			return time.Time{}, err
		}
		if wanted(pixels) {
			return time.Now(), nil
		}
		select {
		case <-pause.C:
		case <-ctx.Done():
			return time.Time{}, fmt.Errorf("waited in vain for %s", what)
		}
	}
}

// changed waits until a part of the screen looks otherwise than before.
func (g *glass) changed(ctx context.Context, what string, r image.Rectangle, before []byte) (time.Time, error) {
	return g.until(ctx, what, r, func(now []byte) bool { return !bytes.Equal(now, before) })
}

// coloured waits until a px has a colour.
func (g *glass) coloured(ctx context.Context, what string, at image.Point, c color.RGBA) (time.Time, error) {
	return g.until(ctx, what, image.Rectangle{at, at.Add(image.Pt(1, 1))}, func(now []byte) bool {
		return len(now) >= 3 && now[0] == c.B && now[1] == c.G && now[2] == c.R
	})
}

// lift takes the finger away from a place.
func (g *glass) lift(at image.Point) error {
	return g.finger(xproto.ButtonRelease, at).Check()
}

// press puts the finger down and returns when. As a touch screen does, it sends the place and the press at once: a window
// that reads its events together has one turn for both.
func (g *glass) press(at image.Point) (time.Time, error) {
	began := time.Now()
	g.finger(xproto.MotionNotify, at)
	return began, g.finger(xproto.ButtonPress, at).Check()
}

// finger moves to a place, presses or lifts there.
func (g *glass) finger(kind byte, at image.Point) xtest.FakeInputCookie {
	detail := byte(1) // the first button
	if kind == xproto.MotionNotify {
		detail = 0
	}
	return xtest.FakeInputChecked(g.x, kind, detail, 0, g.root, int16(at.X), int16(at.Y), 0)
}
