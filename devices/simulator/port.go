package simulator

import (
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

var errUnplugged = errors.New("the cable is pulled")

// A port is one pseudo-terminal from plug to unplug. Two goroutines carry the bytes at the line's speed, one in
// each direction; a third keeps the line free for a terminal that died.
type port struct {
	master, slave *os.File // the slave stays open, or the master would fail whenever no terminal is there
	conn          syscall.RawConn
	baud          int                  // what a Fixed model works at; 0 follows the terminal
	settings      func(terminal speed) // is shown what the terminal sends with
	meddler       *meddler
	traffic       *traffic
	done          chan struct{}
	pumps         sync.WaitGroup

	mu      sync.Mutex
	changed sync.Cond
	contact *contact // of the model that is there now
	held    bool     // takes no byte from the terminal
	closed  bool
}

// openPort makes a pseudo-terminal in raw mode and starts its traffic. settings is called with what the terminal sends with.
func openPort(baud int, settings func(terminal speed), d *device) (*port, error) {
	master, slave, err := openTerminal()
	if err != nil {
		return nil, fmt.Errorf("making a pseudo-terminal: %w", err)
	}
	p := &port{
		master: master, slave: slave, baud: baud, settings: settings, meddler: &d.meddler, traffic: d.traffic, done: make(chan struct{}),
	}
	p.changed.L = &p.mu
	if p.conn, err = master.SyscallConn(); err != nil {
		master.Close()
		slave.Close()
		return nil, fmt.Errorf("making a pseudo-terminal: %w", err)
	}
	p.connect(talking)
	p.pumps.Go(p.receive)
	p.pumps.Go(p.transmit)
	p.pumps.Go(p.release)
	return p, nil
}

// set changes how the device behaves from now on.
func (p *port) set(m mode) {
	if c, ok := p.now(); ok {
		c.in.set(m)
		c.out.set(m)
	}
}

// push puts bytes on the line, whatever the device does.
func (p *port) push(b []byte) {
	if c, ok := p.now(); ok {
		c.out.push(b)
	}
}

// noise puts n random bytes on the line.
func (p *port) noise(n int) {
	if c, ok := p.now(); ok {
		c.out.inject(n)
	}
}

// settle waits until what begins with these bytes has begun, or the cable is out.
func (p *port) settle(acting []<-chan struct{}) {
	for _, done := range acting {
		select {
		case <-done:
		case <-p.done:
		}
	}
}

// hold stops taking bytes from the terminal, or goes on.
func (p *port) hold(on bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.held = on
	p.changed.Broadcast()
}

// taken waits while the port is held and reports whether the cable is in.
func (p *port) taken() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	for p.held && !p.closed {
		p.changed.Wait()
	}
	return !p.closed
}

// close hangs up and waits until nothing of the port is left.
func (p *port) close() {
	p.mu.Lock()
	p.closed = true
	p.contact.end()
	p.changed.Broadcast()
	p.mu.Unlock()
	close(p.done)
	p.master.Close() // the terminal's reads and writes fail from here on
	p.slave.Close()
	p.pumps.Wait()
}

// receive carries bytes from the terminal to the model.
func (p *port) receive() {
	pace := pace{due: time.Now()}
	b := make([]byte, chunk)
	for p.taken() {
		n, waited, err := p.readMaster(b)
		if err != nil {
			return
		}
		if waited {
			pace.restart(time.Now())
		}
		s, same := p.speed()
		if !p.sleep(pace.after(s.of(n)), s.of(p.unread())) || !p.taken() {
			return
		}
		p.settings(s)
		if !same {
			garble(b[:n])
		}
		p.settle(p.traffic.heard(b[:n]))
		c, ok := p.now()
		if !ok {
			return
		}
		if c.in.refuses() {
			c.out.push([]byte{nak})
			continue
		}
		if waited, _ = c.in.put(b[:n]); waited { // what a device that starts anew did not take is lost
			pace.restart(time.Now())
		}
	}
}

// transmit carries bytes from the model to the terminal.
func (p *port) transmit() {
	pace := pace{due: time.Now()}
	b := make([]byte, chunk)
	for {
		c, ok := p.now()
		if !ok {
			return
		}
		n, waited := c.out.take(b)
		if n == 0 {
			continue // the device starts anew, or the cable is out
		}
		if waited {
			pace.restart(time.Now())
		}
		s, same := p.speed()
		if !p.sleep(pace.after(s.of(n)), s.of(c.out.length())) {
			return
		}
		if !same {
			garble(b[:n])
		}
		p.settle(p.traffic.said(n))
		waited, err := p.writeMaster(b[:n])
		if err != nil {
			return
		}
		if waited {
			pace.restart(time.Now())
		}
	}
}

// release gives up TIOCEXCL each second. On real hardware the kernel drops it when the owner dies; here it would stay,
// because the slave is open in this process too, and would keep the next terminal out. flock(2) still tells the owner.
func (p *port) release() {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		select {
		case <-p.done:
			return
		case <-tick.C:
		}
		// A slave that is closing has nothing to release.
		_ = control(p.slave, func(fd int) error { return unix.IoctlSetInt(fd, unix.TIOCNXCL, 0) })
	}
}

// speed asks the kernel what the terminal has set. same is false when a Fixed model cannot work at it.
func (p *port) speed() (s speed, same bool) {
	s = speed{baud: 38400, bits: 10}
	// On a port that is closing the sleep ends at once, whatever the speed.
	_ = p.conn.Control(func(fd uintptr) {
		t, err := unix.IoctlGetTermios(int(fd), unix.TCGETS2)
		if err != nil {
			return
		}
		if t.Ospeed > 0 {
			s.baud = int(t.Ospeed)
		}
		if t.Cflag&unix.CSTOPB != 0 {
			s.bits = 11
		}
	})
	return s, p.baud == 0 || p.baud == s.baud
}

// coarse is more than what Go's timers wake too late by: its poller counts in whole milliseconds, epoll_wait(2), in which
// a fast line carries a hundred bytes.
const coarse = 2 * time.Millisecond

// slack is what the kernel's clock wakes too late by: its timers may be 50 µs late, prctl(2) PR_SET_TIMERSLACK.
const slack = 80 * time.Microsecond

// sleep waits until due and reports whether the cable is still in. A late wake-up is made good by the bytes behind, where
// they take long enough. Otherwise somebody may wait for an answer to the last of them, and the kernel's own clock is
// used, which takes more of the machine; the end of the very last one is watched for, since that clock is late too.
func (p *port) sleep(due time.Time, behind time.Duration) bool {
	d := time.Until(due)
	if behind > coarse {
		return p.wait(d)
	}
	if !p.wait(d - coarse) {
		return false
	}
	var early time.Duration
	if behind == 0 {
		early = slack
	}
	for d = time.Until(due); d > 0; d = time.Until(due) {
		if d > early {
			rest := unix.NsecToTimespec(int64(d - early))
			_ = unix.Nanosleep(&rest, nil) // a signal that interrupts it leaves a rest, which the loop waits for
		}
	}
	return true
}

// wait waits and reports whether the cable is still in.
func (p *port) wait(d time.Duration) bool {
	if d <= 0 {
		select {
		case <-p.done:
			return false
		default:
			return true
		}
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-p.done:
		return false
	case <-timer.C:
		return true
	}
}

// readMaster reads what the terminal sent; waited tells that the line was idle before.
func (p *port) readMaster(b []byte) (n int, waited bool, err error) {
	failed := p.conn.Read(func(fd uintptr) bool {
		n, err = again(func() (int, error) { return unix.Read(int(fd), b) })
		if errors.Is(err, unix.EAGAIN) {
			waited = true
			return false
		}
		return true
	})
	if failed != nil {
		return 0, waited, failed
	}
	if err == nil && n == 0 {
		err = io.EOF
	}
	return n, waited, err
}

// unread is how much more the terminal has sent; 0 where the kernel does not say.
func (p *port) unread() (n int) {
	_ = p.conn.Control(func(fd uintptr) {
		n, _ = unix.IoctlGetInt(int(fd), unix.TIOCINQ)
	})
	return n
}

// writeMaster hands b to the terminal; waited tells that the terminal had not read what came before.
func (p *port) writeMaster(b []byte) (waited bool, err error) {
	failed := p.conn.Write(func(fd uintptr) bool {
		for len(b) > 0 {
			var n int
			n, err = again(func() (int, error) { return unix.Write(int(fd), b) })
			if errors.Is(err, unix.EAGAIN) {
				waited = true
				return false
			}
			if err != nil {
				return true
			}
			b = b[n:]
		}
		return true
	})
	return waited, errors.Join(failed, err)
}

// again repeats a system call that a signal interrupted.
func again(call func() (int, error)) (int, error) {
	for {
		n, err := call()
		if !errors.Is(err, unix.EINTR) {
			return n, err
		}
	}
}

// garble is what bytes become between two speeds.
func garble(b []byte) {
	for i := range b {
		b[i] ^= 0xA5
	}
}
