// Package mediatest is a network in memory that loses, delays, throttles and cuts, for tests of calls: each Conn is a UDP socket of it, and goes
// under a WebRTC endpoint by ice.UDPMuxParams.UDPConn. It opens no socket, so that it also works in a bubble of testing/synctest, where ten
// seconds pass in an instant. It is never linked into a program.
package mediatest

import (
	"math/rand/v2"
	"net"
	"os"
	"sync"
	"sync/atomic"
	"time"
)

// Path is what happens to the packets that a Conn sends.
type Path struct {
	Loss  float64       // part of the packets that are lost, 0 to 1
	Delay time.Duration // from sent to received
	Rate  int           // bit/s of the narrowest place, with 28 bytes of IP and UDP a packet; 0 for boundless
	Queue time.Duration // how long a packet waits before that place at most; what would wait longer is lost. 0 for 200 ms
}

// overhead is what IPv4 and UDP add to a packet.
const overhead = 28

// Network is where Conns meet.
type Network struct {
	mu    sync.Mutex
	conns map[string]*Conn
	seed  uint64
	cut   atomic.Bool
}

// NewNetwork is a network whose chance follows from a seed.
func NewNetwork(seed uint64) *Network { return &Network{conns: map[string]*Conn{}, seed: seed} }

// Cut loses everything from now on, or nothing more.
func (n *Network) Cut(cut bool) { n.cut.Store(cut) }

// Join opens a socket with an address of its own (192.0.2.0/24, RFC 5737).
func (n *Network) Join(p Path) *Conn {
	n.mu.Lock()
	defer n.mu.Unlock()
	number := len(n.conns) + 1
	c := &Conn{
		network: n, path: p, address: &net.UDPAddr{IP: net.IPv4(192, 0, 2, byte(number)).To4(), Port: 4000 + number},
		chance: rand.New(rand.NewPCG(n.seed, uint64(number))),
		under:  make(chan flight, 4096), inbox: make(chan packet, 4096), closed: make(chan struct{}), landed: make(chan struct{}),
	}
	n.conns[c.address.String()] = c
	go c.carry()
	return c
}

func (n *Network) at(address net.Addr) *Conn {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.conns[address.String()]
}

type packet struct {
	from net.Addr
	data []byte
}

// flight is a packet under way.
type flight struct {
	packet
	to    *Conn
	lands time.Time
}

// Traffic is what a Conn has sent.
type Traffic struct{ Packets, Bytes, Lost, Overflowed int }

// Conn is one end of the network. It is a net.PacketConn; deadlines are not kept, for the multiplexer above sets none to read.
type Conn struct {
	network *Network
	address *net.UDPAddr
	under   chan flight
	inbox   chan packet
	closed  chan struct{}
	landed  chan struct{} // the carrier has ended
	once    sync.Once

	mu      sync.Mutex
	path    Path
	chance  *rand.Rand
	free    time.Time // when the narrow place has sent what waits before it
	traffic Traffic
}

// SetPath changes what happens to the packets that are sent from now on.
func (c *Conn) SetPath(p Path) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.path = p
}

// Traffic is what was sent so far.
func (c *Conn) Traffic() Traffic {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.traffic
}

// WriteTo sends a packet. Nobody tells the sender that it was lost.
func (c *Conn) WriteTo(b []byte, to net.Addr) (int, error) {
	select {
	case <-c.closed:
		return 0, net.ErrClosed
	default:
	}
	lands, ok := c.launch(len(b))
	if there := c.network.at(to); ok && there != nil {
		select {
		case c.under <- flight{packet: packet{c.address, append([]byte(nil), b...)}, to: there, lands: lands}:
		default:
		}
	}
	return len(b), nil
}

// launch says when a packet lands, and false where it never does.
func (c *Conn) launch(size int) (lands time.Time, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := time.Now()
	c.traffic.Packets++
	c.traffic.Bytes += size
	lost := c.network.cut.Load() || c.chance.Float64() < c.path.Loss
	if c.path.Rate == 0 {
		if lost {
			c.traffic.Lost++
		}
		return now.Add(c.path.Delay), !lost
	}
	queue := c.path.Queue
	if queue == 0 {
		queue = 200 * time.Millisecond
	}
	if c.free.Before(now) {
		c.free = now
	}
	if c.free.Sub(now) > queue {
		c.traffic.Overflowed++
		return now, false
	}
	c.free = c.free.Add(time.Duration(size+overhead) * 8 * time.Second / time.Duration(c.path.Rate))
	if lost {
		c.traffic.Lost++
	}
	return c.free.Add(c.path.Delay), !lost
}

// carry brings the packets to their ends, in order.
func (c *Conn) carry() {
	defer close(c.landed)
	wait := time.NewTimer(0)
	defer wait.Stop()
	for {
		select {
		case <-c.closed:
			return
		case f := <-c.under:
			if left := time.Until(f.lands); left > 0 {
				wait.Reset(left)
				select {
				case <-c.closed:
					return
				case <-wait.C:
				}
			}
			select {
			case f.to.inbox <- f.packet:
			default: // nobody reads there
			}
		}
	}
}

// ReadFrom waits for a packet.
func (c *Conn) ReadFrom(b []byte) (int, net.Addr, error) {
	select {
	case <-c.closed:
		return 0, nil, net.ErrClosed
	case p := <-c.inbox:
		return copy(b, p.data), p.from, nil
	}
}

// Close ends the socket, and waits until nothing of it is under way.
func (c *Conn) Close() error {
	c.once.Do(func() { close(c.closed) })
	<-c.landed
	return nil
}

// LocalAddr is a *net.UDPAddr.
func (c *Conn) LocalAddr() net.Addr { return c.address }

// SetDeadline returns os.ErrNoDeadline, as the other two do.
func (c *Conn) SetDeadline(time.Time) error { return os.ErrNoDeadline }

// SetReadDeadline returns os.ErrNoDeadline.
func (c *Conn) SetReadDeadline(time.Time) error { return os.ErrNoDeadline }

// SetWriteDeadline returns os.ErrNoDeadline.
func (c *Conn) SetWriteDeadline(time.Time) error { return os.ErrNoDeadline }
