package opticon

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"time"

	"buergerterminal/devices"
	"buergerterminal/devices/scanner"
	"buergerterminal/devices/scanner/picture"
	"buergerterminal/devices/scanner/wire"
)

// Profile is a kind of module as data.
type Profile struct {
	Name    string
	Baud    int
	DPI     int  // of an A4 sheet in the frame; 0 where the mounting is not known
	Quality int  // of JPEG, 5 to 100
	Part    bool // a packet for each line instead of one for all
	Usual   int  // bytes of a usual picture, for the progress of the first one
	Largest int  // bytes of a picture
}

// MDI4000 is the module with JPEG in one packet.
func MDI4000() Profile {
	return Profile{Name: "Opticon MDI-4000", Baud: 115_200, DPI: 120, Quality: 75, Usual: 50_000, Largest: 4 << 20}
}

const (
	pictureLimit = 5 * time.Second  // from the order to the first byte
	gapLimit     = time.Second      // between two bytes
	packetLimit  = 2 * time.Second  // between two packets of PART
	longestRest  = 20 * time.Second // of a picture that nobody takes; a module that speaks longer says nonsense
	chunk        = 4096             // bytes between two reports of progress
)

// Camera is a driver on one line.
type Camera struct {
	line    wire.Wire
	profile Profile
	order   binary.ByteOrder // nil before the first sound packet
	taker   picture.Taker
	proved  bool // the module has sent something since the last silence
	history wire.History
}

var _ scanner.Device = (*Camera)(nil)

// New makes a driver on an open line. It sends nothing.
func New(line wire.Line, p Profile) *Camera {
	return &Camera{line: wire.Wire{Line: line}, profile: p, taker: picture.Taker{DPI: p.DPI, Usual: p.Usual}}
}

// Close closes the line if it can be closed.
func (c *Camera) Close() error { return c.line.Close() }

// Reset waits for the end of a picture that nobody takes, and takes one to see that the module is there; it is thrown away.
func (c *Camera) Reset(ctx context.Context) error {
	c.proved = false
	if err := c.settle(); err != nil {
		return err
	}
	_, err := c.take(ctx, func(int) {})
	return c.mend(err)
}

// Probe reports whether the line is there and, after a silence, whether the module is. It knows no question for the module's health.
func (c *Camera) Probe(ctx context.Context) (devices.Status, error) {
	var err error
	if c.proved {
		_, err = c.line.Drain()
	} else {
		err = c.Reset(ctx)
	}
	st := devices.Status{State: devices.Online}
	if err != nil {
		st = devices.Status{State: wire.StateOf(err), Fault: devices.FaultOf(err)}
	}
	return c.history.Stamp(st, fmt.Sprintf("%s, %d baud", c.profile.Name, c.profile.Baud)), err
}

// settle waits until the module is silent: a picture cannot be stopped.
func (c *Camera) settle() error {
	_, err := c.line.DrainWithin(longestRest)
	return err
}

// Scan takes one picture, whatever the request's mode. Errors: FaultScanRefused for a request that a camera cannot fulfil,
// FaultScanCorrupted after a repeat, FaultProtocol for a file that is no picture, FaultSilent, FaultNoise, FaultCancelled, or what the
// line says.
func (c *Camera) Scan(ctx context.Context, r scanner.Request, progress func(scanner.Progress)) (scanner.Page, error) {
	take := func(report func(bytes int)) ([]byte, error) { return c.take(ctx, report) }
	return c.taker.Scan(r, progress, take, c.mend)
}

// mend brings the module to idle after a failure and says what the failure means.
func (c *Camera) mend(err error) error {
	switch fault := devices.FaultOf(err); {
	case err == nil || fault == devices.FaultUnplugged:
		return err
	case fault == devices.FaultSilent:
		c.proved = false
		return err
	case fault == devices.FaultCancelled:
		_ = c.settle() // the next call finds out what is wrong
		return err
	}
	if settled := c.settle(); settled != nil {
		return settled
	}
	if devices.FaultOf(err) == devices.FaultNoise || errors.Is(err, errMalformed) {
		return devices.Errorf(devices.FaultScanCorrupted, "%w", err)
	}
	return err
}

// take orders a picture and receives its packets, until the file in them is whole.
func (c *Camera) take(ctx context.Context, progress func(bytes int)) ([]byte, error) {
	if ctx.Err() != nil {
		return nil, wire.Cancelled(ctx)
	}
	if _, err := c.line.Drain(); err != nil {
		return nil, err
	}
	all := 1
	if c.profile.Part {
		all = 0
	}
	settings := command(setting(parameterTransfer, all), setting(parameterFormat, 1), setting(parameterQuality, c.profile.Quality))
	if err := c.line.Send(append(settings, command("[DE8")...)...); err != nil {
		return nil, err
	}
	var data []byte
	for number, limit := 0, pictureLimit; ; number, limit = number+1, packetLimit {
		a, err := c.packet(ctx, number, limit, func(bytes int) { progress(len(data) + bytes) })
		if number > 0 && devices.FaultOf(err) == devices.FaultSilent {
			return nil, devices.Errorf(devices.FaultNoise, "no packet after %d, and the file is not whole", number-1)
		}
		if err != nil {
			return nil, err
		}
		c.proved = true
		data = append(data, a[informationSize:]...)
		file, _, err := picture.Cut(data)
		switch {
		case err == nil:
			return file, nil
		case !errors.Is(err, picture.ErrShort), all == 1, len(data) > c.profile.Largest:
			return nil, devices.Errorf(devices.FaultProtocol, "%w", err)
		}
	}
}

// packet receives the packet of a number and returns its A.
func (c *Camera) packet(ctx context.Context, number int, limit time.Duration, progress func(bytes int)) ([]byte, error) {
	var head [headerSize]byte
	if _, err := c.line.Fill(ctx, head[:], limit, gapLimit); err != nil {
		return nil, err
	}
	h, order, err := parseHeader(head[:], c.order, c.profile.Largest)
	if err != nil {
		return nil, err
	}
	if h.number != number&0xFFFF {
		return nil, fmt.Errorf("%w: packet %d instead of %d", errMalformed, h.number, number)
	}
	a := make([]byte, h.length)
	for n := 0; n < len(a); {
		part := a[n:min(n+chunk, len(a))]
		if _, err := c.line.Fill(ctx, part, gapLimit, gapLimit); err != nil {
			return nil, stopped(err, n)
		}
		n += len(part)
		progress(max(0, n-informationSize))
	}
	var tail [trailerSize]byte
	if _, err := c.line.Fill(ctx, tail[:], gapLimit, gapLimit); err != nil {
		return nil, stopped(err, len(a))
	}
	if err := checkTrailer(tail[:], a, order); err != nil {
		return nil, err
	}
	c.order = order
	return a, nil
}

// stopped is a silence inside a packet: bytes are missing, or the module has stopped.
func stopped(err error, got int) error {
	if devices.FaultOf(err) != devices.FaultSilent {
		return err
	}
	return devices.Errorf(devices.FaultNoise, "the packet stops after %d bytes: %w", got, err)
}
