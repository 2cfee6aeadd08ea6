// Package wire holds what every driver of a scanner on a serial line does with it: write, read so many bytes within two limits, take
// what comes, drain. Each error has its fault. It knows no protocol and opens no line.
package wire

import (
	"context"
	"errors"
	"io"
	"os"
	"time"

	"buergerterminal/devices"
)

// Line is a serial line that somebody else opened. A Read or Write past its deadline must fail with os.ErrDeadlineExceeded.
type Line interface {
	io.ReadWriter
	SetReadDeadline(time.Time) error
	SetWriteDeadline(time.Time) error
}

const (
	writeLimit = time.Second
	drainLimit = 2 * time.Second
	quiet      = 40 * time.Millisecond // a line without bytes for so long is taken as drained
)

// Wire is a line with faults.
type Wire struct{ Line }

// Close closes the line if it can be closed, which ends a read in another goroutine.
func (w Wire) Close() error {
	if c, ok := w.Line.(io.Closer); ok {
		return c.Close()
	}
	return nil
}

// Send writes p.
func (w Wire) Send(p ...byte) error {
	if err := w.SetWriteDeadline(time.Now().Add(writeLimit)); err != nil {
		return Fault(err, 0)
	}
	if _, err := w.Write(p); err != nil {
		return Fault(err, 0)
	}
	return nil
}

// Fill fills p and returns how many bytes came. first bounds the wait for the first byte, gap the wait between bytes.
// Errors: FaultSilent when nothing came, FaultNoise when too little came, FaultCancelled, or what the line says.
func (w Wire) Fill(ctx context.Context, p []byte, first, gap time.Duration) (int, error) {
	defer w.interruptBy(ctx)()
	limit := first
	for n := 0; ; limit = gap {
		k, err := w.some(ctx, p[n:], limit, n)
		if n += k; n == len(p) {
			return n, nil
		}
		if err != nil {
			return n, err
		}
	}
}

// Some takes what has come, at least one byte. Errors as those of Fill.
func (w Wire) Some(ctx context.Context, p []byte, limit time.Duration) (int, error) {
	defer w.interruptBy(ctx)()
	return w.some(ctx, p, limit, 0)
}

func (w Wire) some(ctx context.Context, p []byte, limit time.Duration, before int) (int, error) {
	if err := w.SetReadDeadline(time.Now().Add(limit)); err != nil {
		return 0, Fault(err, before)
	}
	if ctx.Err() != nil {
		return 0, Cancelled(ctx)
	}
	n, err := w.Read(p)
	switch {
	case n > 0 && n == len(p), err == nil:
		return n, nil
	case ctx.Err() != nil:
		return n, Cancelled(ctx)
	}
	return n, Fault(err, before+n)
}

// interruptBy ends a Read when ctx ends, until the returned function is called.
func (w Wire) interruptBy(ctx context.Context) (release func()) {
	interrupted := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		w.SetReadDeadline(time.Unix(1, 0))
		close(interrupted)
	})
	return func() {
		// A late interruption must not shorten the deadline of the next read.
		if !stop() {
			<-interrupted
		}
	}
}

// Drain discards bytes until the line is quiet. It reports whether there were any; a line that does not become quiet is FaultNoise.
func (w Wire) Drain() (bool, error) { return w.DrainWithin(drainLimit) }

// DrainWithin is Drain for a device that cannot be stopped: it may speak for so long.
func (w Wire) DrainWithin(limit time.Duration) (bool, error) {
	var waste [4096]byte
	end := time.Now().Add(limit)
	for heard := false; ; heard = true {
		if err := w.SetReadDeadline(time.Now().Add(quiet)); err != nil {
			return heard, Fault(err, 0)
		}
		_, err := w.Read(waste[:])
		if errors.Is(err, os.ErrDeadlineExceeded) {
			return heard, nil
		}
		if err != nil {
			return heard, Fault(err, 0)
		}
		if time.Now().After(end) {
			return true, devices.Errorf(devices.FaultNoise, "the line does not become quiet")
		}
	}
}

// Fault gives an error of the line its code; got is the number of bytes that came before it.
func Fault(err error, got int) error {
	switch {
	case errors.Is(err, os.ErrDeadlineExceeded) && got > 0:
		return devices.Errorf(devices.FaultNoise, "answer stops after %d bytes: %w", got, err)
	case errors.Is(err, os.ErrDeadlineExceeded):
		return devices.Errorf(devices.FaultSilent, "no answer: %w", err)
	}
	return devices.LineError(err)
}

// Cancelled is the error of work whose ctx has ended.
func Cancelled(ctx context.Context) error {
	return devices.Errorf(devices.FaultCancelled, "scan: %w", context.Cause(ctx))
}

// StateOf is the state of a device that cannot be talked to.
func StateOf(err error) devices.State {
	switch devices.FaultOf(err) {
	case devices.FaultSilent:
		return devices.PowerOff
	case devices.FaultUnplugged:
		return devices.NoDevice
	}
	return devices.Offline
}

// History gives a status what only the driver knows: what kind of device it is, and since when it is so.
type History struct{ last devices.Status }

// Stamp completes a status. Since moves when state or fault change.
func (h *History) Stamp(st devices.Status, detail string) devices.Status {
	st.Kind, st.Since, st.Detail = devices.Scanner, h.last.Since, detail
	if st.State != h.last.State || st.Fault != h.last.Fault {
		st.Since = time.Now()
	}
	h.last = st
	return st
}
