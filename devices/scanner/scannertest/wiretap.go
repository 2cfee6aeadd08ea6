package scannertest

import (
	"bytes"
	"net"
	"sync"
	"time"
)

// Wiretap is the driver's end of a line with the buffer that a kernel has: writing waits for nobody.
type Wiretap struct {
	net.Conn
	queue chan []byte
	mu    sync.Mutex
	sent  []byte
}

func newWiretap(c net.Conn) *Wiretap {
	w := &Wiretap{Conn: c, queue: make(chan []byte, 10_000)}
	go func() {
		for p := range w.queue {
			if _, err := c.Write(p); err != nil {
				for range w.queue { // nobody hears it
				}
			}
		}
	}()
	return w
}

func (w *Wiretap) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.sent = append(w.sent, p...)
	w.queue <- bytes.Clone(p)
	return len(p), nil
}

// SetWriteDeadline has nothing to limit.
func (w *Wiretap) SetWriteDeadline(time.Time) error { return nil }

// Sent is what the driver has sent.
func (w *Wiretap) Sent() []byte {
	w.mu.Lock()
	defer w.mu.Unlock()
	return bytes.Clone(w.sent)
}

func (w *Wiretap) end() {
	w.Conn.Close()
	close(w.queue)
}

// Paced is the device's end of a line of that many baud: its bytes take as long as on a serial line, ten bits each, by absolute deadlines.
func Paced(end net.Conn, baud int) net.Conn {
	return &paced{Conn: end, perByte: 10 * time.Second / time.Duration(baud)}
}

type paced struct {
	net.Conn
	perByte time.Duration
	due     time.Time
}

func (p *paced) Write(b []byte) (int, error) {
	if now := time.Now(); p.due.Before(now) {
		p.due = now
	}
	size := max(16, int(4*time.Millisecond/p.perByte))
	for n := 0; n < len(b); {
		chunk := b[n:min(n+size, len(b))]
		p.due = p.due.Add(time.Duration(len(chunk)) * p.perByte)
		<-time.After(time.Until(p.due))
		k, err := p.Conn.Write(chunk)
		n += k
		if err != nil {
			return n, err
		}
	}
	return len(b), nil
}
