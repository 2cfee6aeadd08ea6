package mediatest

import (
	"math/rand/v2"
	"net"
	"sync"
	"time"
)

// Rough is a real socket with a bad line on both sides of it, for peers that are other programs.
type Rough struct {
	net.PacketConn
	Out, In lane
	out, in chan letter
	closed  chan struct{}
	once    sync.Once
	tasks   sync.WaitGroup
}

// letter is a packet that waits for its time.
type letter struct {
	packet
	lands time.Time
}

// Roughen puts a line before a socket: out for what is sent, in for what is received. It owns the socket from then on.
func Roughen(under net.PacketConn, seed uint64, out, in Path) *Rough {
	r := &Rough{
		PacketConn: under, Out: lane{path: out, chance: rand.New(rand.NewPCG(seed, 1))}, In: lane{path: in, chance: rand.New(rand.NewPCG(seed, 2))},
		out: make(chan letter, 4096), in: make(chan letter, 4096), closed: make(chan struct{}),
	}
	r.tasks.Go(r.send)
	r.tasks.Go(r.receive)
	return r
}

// WriteTo sends a packet. Nobody tells the sender that it was lost.
func (r *Rough) WriteTo(b []byte, to net.Addr) (int, error) {
	if lands, ok := r.Out.launch(len(b), false); ok {
		select {
		case r.out <- letter{packet{to, append([]byte(nil), b...)}, lands}:
		case <-r.closed:
			return 0, net.ErrClosed
		}
	}
	return len(b), nil
}

func (r *Rough) send() {
	for {
		select {
		case <-r.closed:
			return
		case l := <-r.out:
			if !r.until(l.lands) {
				return
			}
			_, _ = r.PacketConn.WriteTo(l.data, l.from) // as a network does
		}
	}
}

func (r *Rough) receive() {
	buffer := make([]byte, 1<<16)
	for {
		n, from, err := r.PacketConn.ReadFrom(buffer)
		if err != nil {
			return
		}
		lands, ok := r.In.launch(n, false)
		if !ok {
			continue
		}
		select {
		case r.in <- letter{packet{from, append([]byte(nil), buffer[:n]...)}, lands}:
		case <-r.closed:
			return
		}
	}
}

// ReadFrom waits for a packet.
func (r *Rough) ReadFrom(b []byte) (int, net.Addr, error) {
	select {
	case <-r.closed:
	case l := <-r.in:
		if r.until(l.lands) {
			return copy(b, l.data), l.from, nil
		}
	}
	return 0, nil, net.ErrClosed
}

// until waits; false when the socket is closed meanwhile.
func (r *Rough) until(at time.Time) bool {
	wait := time.NewTimer(time.Until(at))
	defer wait.Stop()
	select {
	case <-r.closed:
		return false
	case <-wait.C:
		return true
	}
}

// Close ends line and socket.
func (r *Rough) Close() error {
	var err error
	r.once.Do(func() {
		close(r.closed)
		err = r.PacketConn.Close()
		r.tasks.Wait()
	})
	return err
}
