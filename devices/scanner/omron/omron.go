package omron

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"time"

	"buergerterminal/devices"
	"buergerterminal/devices/scanner"
	"buergerterminal/devices/scanner/picture"
	"buergerterminal/devices/scanner/wire"
)

// Profile is a kind of imager as data.
type Profile struct {
	Name    string
	Baud    int
	DPI     int // of an A4 sheet in the frame; 0 where the mounting is not known
	Quality int // of JPEG, 1 to 100
	Usual   int // bytes of a usual picture, for the progress of the first one
	Largest int // bytes of a picture
}

// MS4X is the imager with 1280 × 1024 pixels: an A4 sheet at some 110 dpi.
func MS4X() Profile {
	return Profile{Name: "Omron MS-4X", Baud: 115_200, DPI: 110, Quality: 75, Usual: 50_000, Largest: 4 << 20}
}

const (
	question     = "<K714?>" // what to send where nothing was read; any setting would do
	answerPrefix = "<K714"
	answerLimit  = time.Second
	answerGap    = 200 * time.Millisecond
	maxAnswer    = 80

	pictureLimit = 5 * time.Second
	gapLimit     = time.Second
	tailGap      = 100 * time.Millisecond // before the CRC, while nobody knows what the length counts
	longestRest  = 20 * time.Second       // of a picture that nobody takes
	chunk        = 4096
)

// Imager is a driver on one line.
type Imager struct {
	line    wire.Wire
	profile Profile
	dialect dialect
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

// Reset waits for the end of a picture that nobody takes, and asks whether the imager is there.
func (m *Imager) Reset(ctx context.Context) error {
	if err := m.settle(); err != nil {
		return err
	}
	return m.ask(ctx)
}

// settle waits until the imager is silent: a picture cannot be stopped.
func (m *Imager) settle() error {
	_, err := m.line.DrainWithin(longestRest)
	return err
}

// Probe asks for a setting. It knows no question for the imager's health, so that any answer is a good one.
func (m *Imager) Probe(ctx context.Context) (devices.Status, error) {
	st := devices.Status{State: devices.Online}
	err := m.ask(ctx)
	if f := devices.FaultOf(err); f == devices.FaultNoise || f == devices.FaultSilent {
		err = m.Reset(ctx)
	}
	if err != nil {
		st = devices.Status{State: wire.StateOf(err), Fault: devices.FaultOf(err)}
	}
	return m.history.Stamp(st, fmt.Sprintf("%s, %d baud", m.profile.Name, m.profile.Baud)), err
}

func (m *Imager) ask(ctx context.Context) error {
	if err := m.line.Send([]byte(question)...); err != nil {
		return err
	}
	var answer []byte
	for limit := answerLimit; len(answer) < maxAnswer; limit = answerGap {
		var b [1]byte
		if _, err := m.line.Some(ctx, b[:], limit); err != nil {
			return err
		}
		if answer = append(answer, b[0]); b[0] == '>' {
			break
		}
	}
	if !bytes.HasPrefix(answer, []byte(answerPrefix+",")) || !bytes.HasSuffix(answer, []byte(">")) {
		return devices.Errorf(devices.FaultNoise, "%d bytes do not answer %s", len(answer), question)
	}
	return nil
}

// Scan takes one picture, whatever the request's mode. Errors: FaultScanRefused for a request that an imager cannot fulfil,
// FaultScanCorrupted after a repeat, FaultProtocol for a file that is no picture, FaultSilent, FaultNoise, FaultCancelled, or what the
// line says.
func (m *Imager) Scan(ctx context.Context, r scanner.Request, progress func(scanner.Progress)) (scanner.Page, error) {
	take := func(report func(bytes int)) ([]byte, error) { return m.take(ctx, report) }
	return m.taker.Scan(r, progress, take, m.mend)
}

// mend brings the imager to idle after a failure and says what the failure means.
func (m *Imager) mend(err error) error {
	switch devices.FaultOf(err) {
	case devices.FaultUnplugged, devices.FaultSilent:
		return err
	case devices.FaultCancelled:
		_ = m.settle() // the next call finds out what is wrong
		return err
	}
	if settled := m.settle(); settled != nil {
		return settled
	}
	if devices.FaultOf(err) == devices.FaultNoise || errors.Is(err, errMalformed) {
		return devices.Errorf(devices.FaultScanCorrupted, "%w", err)
	}
	return err
}

// take orders a picture and receives the answer.
func (m *Imager) take(ctx context.Context, progress func(bytes int)) ([]byte, error) {
	if ctx.Err() != nil {
		return nil, wire.Cancelled(ctx)
	}
	if _, err := m.line.Drain(); err != nil {
		return nil, err
	}
	if err := m.line.Send(fmt.Appendf(nil, "<op,4,1280x1024_q%d.jpg>", m.profile.Quality)...); err != nil {
		return nil, err
	}
	answer := make([]byte, headerSize)
	if _, err := m.line.Fill(ctx, answer, pictureLimit, gapLimit); err != nil {
		return nil, err
	}
	length, err := parseHeader(answer, m.profile.Largest)
	if err != nil {
		return nil, err
	}
	if answer, err = m.data(ctx, answer, m.dialect.rest(length)+crcSize, progress); err != nil {
		return nil, err
	}
	if m.dialect.known {
		if err := m.dialect.check(answer); err != nil {
			return nil, err
		}
		return m.dialect.picture(answer), nil
	}
	return m.meet(ctx, answer, length)
}

// data receives so many bytes behind what there is.
func (m *Imager) data(ctx context.Context, answer []byte, size int, progress func(bytes int)) ([]byte, error) {
	answer = append(answer, make([]byte, size)...)
	for n := len(answer) - size; n < len(answer); {
		part := answer[n:min(n+chunk, len(answer))]
		if _, err := m.line.Fill(ctx, part, gapLimit, gapLimit); err != nil {
			if devices.FaultOf(err) == devices.FaultSilent {
				err = devices.Errorf(devices.FaultNoise, "the answer stops after %d bytes: %w", n, err)
			}
			return nil, err
		}
		n += len(part)
		progress(n)
	}
	return answer, nil
}

// meet takes the first answer of all: what the length does not count comes behind, and then the line is silent.
func (m *Imager) meet(ctx context.Context, answer []byte, length int) ([]byte, error) {
	for range maxPrefix {
		var b [1]byte
		_, err := m.line.Fill(ctx, b[:], tailGap, tailGap)
		if devices.FaultOf(err) == devices.FaultSilent {
			break
		}
		if err != nil {
			return nil, err
		}
		answer = append(answer, b[0])
	}
	d := learn(answer, length)
	if !d.known {
		return nil, fmt.Errorf("%w: an answer of %d bytes is sound in no known way", errMalformed, len(answer))
	}
	file := d.picture(answer)
	if _, _, err := picture.Cut(file); err != nil {
		return nil, devices.Errorf(devices.FaultScanCorrupted, "%w", err)
	}
	m.dialect = d
	return file, nil
}
