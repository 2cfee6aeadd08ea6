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
		lane: lane{path: p, chance: rand.New(rand.NewPCG(n.seed, uint64(number)))}, network: n,
		address: &net.UDPAddr{IP: net.IPv4(192, 0, 2, byte(number)).To4(), Port: 4000 + number}, under: make(chan flight, 4096), inbox: make(chan packet, 4096), closed: make(chan struct{}), landed: make(chan struct{}),
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

// Conn is one end of the network. It is a net.PacketConn; deadlines are not kept, for the multiplexer above sets none to read.
type Conn struct {
	lane
	network *Network
	address *net.UDPAddr
	under   chan flight
	inbox   chan packet
	closed  chan struct{}
	landed  chan struct{} // the carrier has ended
	once    sync.Once
}

// WriteTo sends a packet. Nobody tells the sender that it was lost.
func (c *Conn) WriteTo(b []byte, to net.Addr) (int, error) {
	select {
	case <-c.closed:
		return 0, net.ErrClosed
	default:
	}
	lands, ok := c.launch(len(b), c.network.cut.Load())
	if there := c.network.at(to); ok && there != nil {
		select {
		case c.under <- flight{packet: packet{c.address, append([]byte(nil), b...)}, to: there, lands: lands}:
		default:
		}
	}
	return len(b), nil
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
