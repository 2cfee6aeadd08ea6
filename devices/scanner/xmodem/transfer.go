package xmodem

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"
)

// Line is a serial line that somebody else opened. A Read or Write past its deadline must fail with os.ErrDeadlineExceeded.
type Line interface {
	io.ReadWriter
	SetReadDeadline(time.Time) error
	SetWriteDeadline(time.Time) error
}

// How long a silence is. A packet comes without a pause, so that even a USB adapter's latency (16 ms) is far below the gap.
const (
	firstSilence = 300 * time.Millisecond
	peerSilence  = 3 * time.Second
	restSilence  = 200 * time.Millisecond
	quietSilence = 50 * time.Millisecond
	writeLimit   = 5 * time.Second
)

func (w Wait) silence() time.Duration {
	switch w {
	case ForFirst:
		return firstSilence
	case ForRest:
		return restSilence
	case ForQuiet:
		return quietSilence
	}
	return peerSilence
}

// Receive takes one file of at most limit bytes; what the last block is filled up with is still behind it. progress may be nil; it is
// told how many bytes there are. When ctx ends, the sender is told to stop and the error wraps the context's cause. Other errors: those
// of the package, and what the line says.
func Receive(ctx context.Context, line Line, limit int, progress func(bytes int)) ([]byte, error) {
	r := NewReceiver(limit)
	err := run(ctx, line, r.Begin(), r.Bytes, r.Silence, func() {
		if progress != nil {
			progress(len(r.Data()))
		}
	})
	if err != nil {
		return nil, err
	}
	return r.Data(), nil
}

// Send sends one file. Errors as those of Receive.
func Send(ctx context.Context, line Line, data []byte) error {
	s := NewSender(data)
	return run(ctx, line, s.Begin(), s.Bytes, s.Silence, func() {})
}

// run puts a state machine on a line.
func run(ctx context.Context, line Line, first Step, bytes func([]byte) Step, silence func() Step, moved func()) error {
	interrupted := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		line.SetReadDeadline(time.Unix(1, 0))
		close(interrupted)
	})
	defer func() {
		// A late interruption must not shorten a deadline of whoever has the line next.
		if !stop() {
			<-interrupted
		}
	}()
	buffer := make([]byte, 2*LongBlock)
	for step := first; ; {
		if err := write(line, step.Send); err != nil {
			return err
		}
		if step.Done || step.Err != nil {
			return step.Err
		}
		moved()
		n, err := read(ctx, line, buffer, step.Wait.silence())
		switch {
		case ctx.Err() != nil:
			// The sender hears it between two packets, or after this one. That it could not be told is less than why.
			_ = write(line, Cancel())
			return fmt.Errorf("xmodem: %w", context.Cause(ctx))
		case n > 0:
			step = bytes(buffer[:n])
		case errors.Is(err, os.ErrDeadlineExceeded):
			step = silence()
		default:
			return err
		}
	}
}

// read waits for some bytes. The deadline is set before ctx is asked, so that an end of ctx in between is not lost.
func read(ctx context.Context, line Line, p []byte, silence time.Duration) (int, error) {
	if err := line.SetReadDeadline(time.Now().Add(silence)); err != nil {
		return 0, err
	}
	if ctx.Err() != nil {
		return 0, ctx.Err()
	}
	return line.Read(p)
}

func write(line Line, p []byte) error {
	if len(p) == 0 {
		return nil
	}
	if err := line.SetWriteDeadline(time.Now().Add(writeLimit)); err != nil {
		return err
	}
	_, err := line.Write(p)
	return err
}
