package simulator

import "time"

// A contact is the line as a model sees it, from power on to power off: a port outlives a device that starts anew.
type contact struct {
	in, out *queue // to and from the model
	port    *port
	over    chan struct{}
}

// connect gives the port a new contact in mode m, and ends the one before.
func (p *port) connect(m mode) *contact {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.contact.end()
	p.contact = &contact{in: newQueue(inSize, false, m), out: newQueue(outSize, true, m), port: p, over: make(chan struct{})}
	if p.closed {
		p.contact.end()
	}
	return p.contact
}

// now is the contact of this moment; false when the port was closed.
func (p *port) now() (*contact, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.contact, !p.closed
}

// end makes the model's reads and writes fail. The caller holds the port's lock.
func (c *contact) end() {
	if c == nil {
		return
	}
	select {
	case <-c.over:
	default:
		close(c.over)
	}
	c.in.close()
	c.out.close()
}

// Read gives the model what has arrived.
func (c *contact) Read(b []byte) (int, error) {
	if len(b) == 0 {
		return 0, nil
	}
	n, _ := c.in.take(b)
	if n == 0 {
		return 0, errUnplugged
	}
	return n, nil
}

// Write sends what the model says, as far as nobody meddles; it returns when the queue has taken it, before the last byte is on the line.
func (c *contact) Write(b []byte) (int, error) {
	c.port.settle(c.port.traffic.answered())
	for _, p := range c.port.meddler.alter(b, func(late []byte) { c.out.push(late) }) {
		if p.wait > 0 && !c.pause(p.wait) {
			return 0, errUnplugged
		}
		if _, ok := c.out.put(p.bytes); !ok {
			return 0, errUnplugged
		}
	}
	return len(b), nil
}

// pause waits and reports whether the contact lasts.
func (c *contact) pause(d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-c.over:
		return false
	case <-timer.C:
		return true
	}
}
