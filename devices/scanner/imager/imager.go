package imager

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"buergerterminal/devices"
	"buergerterminal/devices/scanner"
	"buergerterminal/devices/scanner/picture"
	"buergerterminal/devices/scanner/wire"
	"buergerterminal/devices/scanner/xmodem"
)

// Profile is a kind of imager as data.
type Profile struct {
	Name    string
	Baud    int
	Command string // starts a picture; sent with CR
	DPI     int    // of an A4 sheet in the frame; 0 where the mounting is not known
	Usual   int    // bytes of a usual picture, for the progress of the first one
	Largest int    // bytes of a picture
}

// Kiosk is the imager of the shipped simulator: an A4 sheet at 120 dpi in some 50 kB.
func Kiosk() Profile {
	return Profile{Name: "Kiosk imager", Baud: 115_200, Command: "IMAGEOUTFO", DPI: 120, Usual: 50_000, Largest: 4 << 20}
}

const (
	answerLimit = time.Second
	answerGap   = 200 * time.Millisecond
	maxAnswer   = 16 // bytes
)

// Imager is a driver on one line.
type Imager struct {
	line    wire.Wire
	profile Profile
	taker   picture.Taker
	history wire.History
}

var _ scanner.Device = (*Imager)(nil)

// New makes a driver on an open line. It sends nothing.
func New(line wire.Line, p Profile) *Imager {
	return &Imager{line: wire.Wire{Line: line}, profile: p, taker: picture.Taker{DPI: p.DPI, Usual: p.Usual}}
}

// Close closes the line if it can be closed.
func (m *Imager) Close() error { return m.line.Close() }

// Reset ends a transfer that nobody takes and asks whether the imager is there.
func (m *Imager) Reset(ctx context.Context) error {
	if ctx.Err() != nil {
		return wire.Cancelled(ctx)
	}
	if err := m.recover(); err != nil {
		return err
	}
	_, err := m.ask(ctx, "")
	return err
}

// recover cancels what may be going on and empties the line.
func (m *Imager) recover() error {
	if err := m.line.Send(xmodem.Cancel()...); err != nil {
		return err
	}
	_, err := m.line.Drain()
	return err
}

// Probe asks whether the imager answers. It knows no question for its health, so that any answer is a good one.
func (m *Imager) Probe(ctx context.Context) (devices.Status, error) {
	st := devices.Status{State: devices.Online}
	_, err := m.ask(ctx, "")
	if f := devices.FaultOf(err); f == devices.FaultNoise || f == devices.FaultSilent {
		err = m.Reset(ctx) // the line may have been disturbed since the last answer
	}
	if err != nil {
		st = devices.Status{State: wire.StateOf(err), Fault: devices.FaultOf(err)}
	}
	return m.history.Stamp(st, fmt.Sprintf("%s, %d baud", m.profile.Name, m.profile.Baud)), err
}

// ask sends a command and reports whether it was taken.
func (m *Imager) ask(ctx context.Context, command string) (bool, error) {
	if err := m.line.Send([]byte(command + "\r")...); err != nil {
		return false, err
	}
	var answer []byte
	for limit := answerLimit; len(answer) < maxAnswer; limit = answerGap {
		var b [1]byte
		if _, err := m.line.Some(ctx, b[:], limit); err != nil {
			return false, err
		}
		if b[0] != '\r' {
			answer = append(answer, b[0])
			continue
		}
		switch string(answer) {
		case "OK":
			return true, nil
		case "NG":
			return false, nil
		}
		break
	}
	return false, devices.Errorf(devices.FaultNoise, "neither OK nor NG in %d bytes", len(answer))
}

// Scan takes one picture, whatever the request's mode. Errors: FaultScanRefused for a request that a camera cannot fulfil or an imager
// that says NG, FaultScanFatal for one that stops by itself, FaultScanCorrupted after a repeat, FaultProtocol for a file that is no
// picture, FaultSilent, FaultNoise, FaultCancelled, or what the line says.
func (m *Imager) Scan(ctx context.Context, r scanner.Request, progress func(scanner.Progress)) (scanner.Page, error) {
	take := func(report func(bytes int)) ([]byte, error) { return m.take(ctx, report) }
	return m.taker.Scan(r, progress, take, m.mend)
}

// mend brings the imager to idle after a failure; what the failure means is said where it happened.
func (m *Imager) mend(err error) error {
	if devices.FaultOf(err) == devices.FaultUnplugged {
		return err
	}
	if recovered := m.recover(); recovered != nil {
		return recovered
	}
	return err
}

// take makes the imager take a picture and receives it.
func (m *Imager) take(ctx context.Context, progress func(bytes int)) ([]byte, error) {
	if ctx.Err() != nil {
		return nil, wire.Cancelled(ctx)
	}
	if _, err := m.line.Drain(); err != nil {
		return nil, err
	}
	taken, err := m.ask(ctx, m.profile.Command)
	if err != nil {
		return nil, err
	}
	if !taken {
		return nil, devices.Errorf(devices.FaultScanRefused, "the imager says NG to %s", strings.TrimSpace(m.profile.Command))
	}
	received := 0
	file, err := xmodem.Receive(ctx, m.line, m.profile.Largest, func(bytes int) {
		received = bytes
		progress(bytes)
	})
	switch {
	case err == nil:
		return file, nil
	case ctx.Err() != nil:
		return nil, wire.Cancelled(ctx)
	case errors.Is(err, xmodem.ErrCancelled):
		return nil, devices.Errorf(devices.FaultScanFatal, "the imager stopped: %w", err)
	case errors.Is(err, xmodem.ErrErrors):
		return nil, devices.Errorf(devices.FaultSilent, "after %d bytes: %w", received, err)
	case errors.Is(err, xmodem.ErrOrder), errors.Is(err, xmodem.ErrTooLarge):
		return nil, devices.Errorf(devices.FaultScanCorrupted, "%w", err)
	}
	return nil, wire.Fault(err, received)
}
