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

	"buergerterminal/devices"
)

// maxNoise bounds what one noise command puts on the line, in bytes.
const maxNoise = 4096

// A device is one model with its cable.
type device struct {
	kind  devices.Kind
	model Model
	link  string     // where the terminal finds the line
	ports chan *port // the newest plugged port, for the goroutine that serves it

	mu   sync.Mutex
	port *port // nil while unplugged
	mode mode  // outlives the cable

	complaintsMu sync.Mutex
	complaints   []string // of the host; the model keeps its own
}

func newDevice(kind devices.Kind, m Model, dir string) *device {
	return &device{kind: kind, model: m, link: filepath.Join(dir, string(kind)), ports: make(chan *port, 1)}
}

// serve runs the model on one port after the other until ctx ends. A model that stops while its cable is in has
// broken the contract, and the whole simulation with it.
func (d *device) serve(ctx context.Context) error {
	for {
		var p *port
		select {
		case <-ctx.Done():
			return nil
		case p = <-d.ports:
		}
		err := d.model.Serve(ctx, p)
		select {
		case <-ctx.Done():
			return nil
		case <-p.done:
		default:
			return fmt.Errorf("the model of %s ended by itself: %v", d.kind, err)
		}
	}
}

// command does what every device can suffer, and leaves the rest to the model.
func (d *device) command(ctx context.Context, name string, args []string) (string, error) {
	switch name {
	case "unplug":
		return "", d.unplug()
	case "plug":
		return "", d.plug()
	case "silence":
		d.set(silent)
	case "babble":
		d.set(babbling)
	case "talk":
		d.set(talking)
	case "noise":
		return "", d.noise(args)
	case "complaints":
		return strings.Join(d.allComplaints(), "; "), nil
	default:
		return d.model.Control(ctx, name, args)
	}
	return "", nil
}

// plug makes a new pseudo-terminal and its link; a cable that is in stays.
func (d *device) plug() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.port != nil {
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
	p, err := openPort(baud, d.mode, d.wrongSpeed(baud, stopBits))
	if err != nil {
		return err
	}
	if err := relink(p.slave.Name(), d.link); err != nil {
		p.close()
		return err
	}
	d.port = p
	select {
	case <-d.ports: // an older port that was unplugged before it was served
	default:
	}
	d.ports <- p
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

// unplug takes the node away and hangs up; a cable that is out stays out.
func (d *device) unplug() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.port == nil {
		return nil
	}
	err := os.Remove(d.link)
	d.port.close()
	d.port = nil
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	return err
}

func (d *device) set(m mode) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.mode = m
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
	d.port.out.inject(n)
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
