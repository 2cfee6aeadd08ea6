package simulator

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"buergerterminal/devices"
)

// maxNoise bounds what one noise command puts on the line, in bytes.
const maxNoise = 4096

// A device is one model with its cable.
type device struct {
	kind    devices.Kind
	model   Model
	link    string        // where the terminal finds the line
	lives   chan *contact // the newest contact of the newest port, for the goroutine that serves it
	meddler meddler
	traffic *traffic

	one sync.Mutex // one command of the host at a time: a cable that is being moved is not plugged in between

	mu       sync.Mutex
	port     *port // nil while unplugged
	mode     mode  // outlives the cable
	held     bool  // takes no byte; outlives the cable too
	occupied bool
	ended    bool        // no cable comes in again
	waking   *time.Timer // ends the silence of a restart
	orders   []func()    // each forgets one that waits for its moment
	power    atomic.Bool // the next contact follows a restart

	complaintsMu sync.Mutex
	complaints   []string // of the host; the model keeps its own
}

func newDevice(kind devices.Kind, m Model, dir string) *device {
	return &device{kind: kind, model: m, link: filepath.Join(dir, string(kind)), lives: make(chan *contact, 1), traffic: newTraffic()}
}

// serve runs the model on one contact after the other until ctx ends. A model that stops while its contact lasts has
// broken the contract, and the whole simulation with it.
func (d *device) serve(ctx context.Context) error {
	for {
		var c *contact
		select {
		case <-ctx.Done():
			return nil
		case c = <-d.lives:
		}
		if r, ok := d.model.(Restarter); ok && d.power.Swap(false) {
			r.Restart()
		}
		err := d.model.Serve(ctx, c)
		select {
		case <-ctx.Done():
			return nil
		case <-c.over:
		default:
			return fmt.Errorf("the model of %s ended by itself: %v", d.kind, err)
		}
	}
}

// offer gives a contact to the goroutine that serves; the caller holds the lock.
func (d *device) offer(c *contact, restarted bool) {
	d.power.Store(restarted)
	select {
	case <-d.lives: // an older one that ended before it was served
	default:
	}
	d.lives <- c
}

// command does what every device can suffer, and leaves the rest to the model.
func (d *device) command(ctx context.Context, name string, args []string) (string, error) {
	if f, ok := hostFaults()[name]; ok {
		if f.words == "" && len(args) > 0 {
			return "", fmt.Errorf("%s takes no words", name)
		}
		d.one.Lock()
		defer d.one.Unlock()
		return "", f.do(d, args)
	}
	switch name {
	case "plug":
		d.one.Lock()
		defer d.one.Unlock()
		return "", errors.Join(d.vacate(), d.plug())
	case "talk":
		d.calm()
		return "", nil
	case "on":
		return "", d.order(ctx, args)
	case "complaints":
		return strings.Join(d.allComplaints(), "; "), nil
	}
	return d.model.Control(ctx, name, args)
}

// order lets a command happen when the terminal sends certain bytes the next time, or when so many more were sent to it.
func (d *device) order(ctx context.Context, args []string) error {
	if len(args) < 2 {
		return errors.New("on takes the beginning of a job, bytes in hexadecimal or sent=N, and a command")
	}
	act := func() { d.suffer(context.WithoutCancel(ctx), args[1:]) }
	if n, ok := strings.CutPrefix(args[0], "sent="); ok {
		count, err := number([]string{n}, 0)
		if err != nil {
			return err
		}
		count += d.traffic.sentSoFar()
		d.await(nil, func(t *traffic, _ int) bool { return t.sent >= count }, act)
		return nil
	}
	sequence, err := moment(string(d.kind), args[0])
	if err != nil {
		return err
	}
	d.await(sequence, func(_ *traffic, seen int) bool { return seen > 0 }, act)
	return nil
}

// await lets act happen at a moment of the line, unless calm comes first.
func (d *device) await(sequence []byte, due func(t *traffic, seen int) bool, act func()) {
	_, forget := d.traffic.await(sequence, due, act)
	d.mu.Lock()
	defer d.mu.Unlock()
	d.orders = append(d.orders, forget)
}

// calm ends what goes on at the line but for a cable that is out, and forgets what was ordered for later.
func (d *device) calm() {
	d.mu.Lock()
	orders := d.orders
	d.orders = nil
	d.mu.Unlock()
	for _, forget := range orders {
		forget()
	}
	d.meddler.standing(nil)
	d.hold(false)
	d.set(talking)
}

// plug makes a new pseudo-terminal and its link; a cable that is in stays.
func (d *device) plug() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.port != nil || d.ended {
		return nil
	}
	if i, err := os.Lstat(d.link); err == nil && i.Mode().Type() != os.ModeSymlink {
		return fmt.Errorf("%s is in the way and is no link", d.link)
	}
	baud := 0
	if f, ok := d.model.(Fixed); ok {
		baud = f.Baud()
	}
	stopBits := 0
	if f, ok := d.model.(Framed); ok {
		stopBits = f.StopBits()
	}
	p, err := openPort(baud, d.wrongSpeed(baud, stopBits), d)
	if err != nil {
		return err
	}
	if err := relink(p.slave.Name(), d.link); err != nil {
		p.close()
		return err
	}
	d.port, d.occupied = p, false
	p.hold(d.held)
	d.offer(p.connect(d.mode), false)
	d.traffic.plugged()
	return nil
}

// relink makes or replaces a symbolic link in one step, so that the terminal never sees half of it.
func relink(target, link string) error {
	fresh := link + ".new"
	if err := os.Remove(fresh); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if err := os.Symlink(target, fresh); err != nil {
		return err
	}
	return os.Rename(fresh, link)
}

// end takes the cable out for good.
func (d *device) end() error {
	d.mu.Lock()
	d.ended = true
	if d.waking != nil {
		d.waking.Stop()
	}
	d.mu.Unlock()
	d.meddler.standing(nil)
	return d.unplug()
}

// unplug takes the node away and hangs up; a cable that is out stays out, and a link that deny left goes too.
func (d *device) unplug() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.port == nil {
		if to, err := os.Readlink(d.link); err != nil || to != forbidden {
			return nil
		}
	}
	err := os.Remove(d.link)
	if d.port != nil {
		d.port.close()
		d.port = nil
	}
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	return err
}

func (d *device) set(m mode) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.mode = m
	if d.waking != nil {
		d.waking.Stop()
	}
	if d.port != nil {
		d.port.set(m)
	}
}

// noise puts N random bytes on the line, 16 if no number is given.
func (d *device) noise(args []string) error {
	n := chunk
	if len(args) > 0 {
		var err error
		if n, err = strconv.Atoi(args[0]); err != nil || n < 1 || n > maxNoise {
			return fmt.Errorf("noise takes a number of bytes from 1 to %d", maxNoise)
		}
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.port == nil {
		return errUnplugged
	}
	d.port.noise(n)
	return nil
}

// wrongSpeed makes the complaint about a terminal that speaks at another speed than the device, or with other stop bits, once for each.
// A zero does not mind.
func (d *device) wrongSpeed(baud, stopBits int) func(terminal speed) {
	return func(terminal speed) {
		if baud != 0 && terminal.baud != baud {
			d.complain(fmt.Sprintf("the terminal speaks at %d baud, the device at %d", terminal.baud, baud))
		}
		if stopBits != 0 && terminal.bits != 9+stopBits {
			d.complain(fmt.Sprintf("the terminal sends %d stop bits, the device %d", terminal.bits-9, stopBits))
		}
	}
}

func (d *device) complain(c string) {
	d.complaintsMu.Lock()
	defer d.complaintsMu.Unlock()
	if !slices.Contains(d.complaints, c) {
		d.complaints = append(d.complaints, c)
	}
}

func (d *device) allComplaints() []string {
	d.complaintsMu.Lock()
	defer d.complaintsMu.Unlock()
	return slices.Concat(d.complaints, d.model.Complaints())
}
