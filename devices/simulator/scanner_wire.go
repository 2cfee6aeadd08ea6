package simulator

import (
	"context"
	"io"
	"sync"
	"time"
)

// scannerBuffer is the size of the scanner's receive buffer; what comes while it is full is lost.
const scannerBuffer = 4096

// scannerWire is the line as the scanner's firmware sees it: a receive buffer that fills while it sends.
type scannerWire struct {
	ctx    context.Context
	cancel context.CancelCauseFunc
	line   io.ReadWriter

	mu     sync.Mutex
	buffer []byte
	wake   chan struct{}
	ended  chan struct{} // closed when the reader has ended; nil where it cannot be interrupted
}

func newScannerWire(ctx context.Context, line io.ReadWriter) *scannerWire {
	w := &scannerWire{line: line, wake: make(chan struct{}, 1)}
	w.ctx, w.cancel = context.WithCancelCause(ctx)
	if d, ok := line.(interface{ SetDeadline(time.Time) error }); ok {
		w.ended = make(chan struct{})
		context.AfterFunc(w.ctx, func() { d.SetDeadline(time.Unix(1, 0)) })
	}
	go w.read()
	return w
}

// end stops the reader. It waits for it where the line can be interrupted.
func (w *scannerWire) end() {
	w.cancel(nil)
	if w.ended != nil {
		<-w.ended
	}
}

func (w *scannerWire) read() {
	if w.ended != nil {
		defer close(w.ended)
	}
	var p [256]byte
	for {
		n, err := w.line.Read(p[:])
		w.mu.Lock()
		w.buffer = append(w.buffer, p[:min(n, scannerBuffer-len(w.buffer))]...)
		w.mu.Unlock()
		select {
		case w.wake <- struct{}{}:
		default:
		}
		if err != nil {
			w.cancel(err)
			return
		}
	}
}

// next waits for a byte. It reports false when the line or ctx ended.
func (w *scannerWire) next() (byte, bool) { return w.nextBefore(nil) }

// nextWithin waits for a byte, but not longer than limit.
func (w *scannerWire) nextWithin(limit time.Duration) (byte, bool) {
	timer := time.NewTimer(limit)
	defer timer.Stop()
	return w.nextBefore(timer.C)
}

func (w *scannerWire) nextBefore(end <-chan time.Time) (byte, bool) {
	for {
		w.mu.Lock()
		if len(w.buffer) > 0 {
			b := w.buffer[0]
			w.buffer = w.buffer[1:]
			w.mu.Unlock()
			return b, true
		}
		w.mu.Unlock()
		select {
		case <-w.wake:
		case <-end:
			return 0, false
		case <-w.ctx.Done():
			return 0, false
		}
	}
}

// peek looks at the next byte without waiting for one.
func (w *scannerWire) peek() (byte, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.buffer) == 0 {
		return 0, false
	}
	return w.buffer[0], true
}

func (w *scannerWire) send(p ...byte) error {
	_, err := w.line.Write(p)
	return err
}
