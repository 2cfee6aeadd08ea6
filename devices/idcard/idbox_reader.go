package idcard

import (
	"context"
	"errors"
	"os"
	"slices"
	"time"

	"buergerterminal/devices"
	"buergerterminal/devices/line"
)

const (
	// boxAnswer is how long the ID BOX may take to answer a question, and the longest answer to pass at 9600 baud.
	boxAnswer = time.Second
	// boxGap is how long the line may be quiet inside a frame.
	boxGap = 200 * time.Millisecond
)

// Open opens the line at path and the reader on it. baud is tried first, then what readers of the kind are delivered with, as long as the reader can be
// asked. Errors are those of line.Open and Reset; the last speed's, if none was right.
func Open(ctx context.Context, path string, baud int, o Options) (*Reader, error) {
	var last error
	tried := map[int]bool{}
	for _, b := range append([]int{baud}, o.Profile.Bauds...) {
		if tried[b] || len(tried) > 0 && !o.Profile.TLV {
			continue
		}
		tried[b] = true
		l, err := line.Open(path, line.Settings{Baud: b})
		if err != nil {
			return nil, err
		}
		r := New(l, o)
		if last = r.Reset(ctx); last == nil {
			return r, nil
		}
		_ = r.Close()
		if f := devices.FaultOf(last); f != devices.FaultSilent && f != devices.FaultNoise {
			return nil, last
		}
	}
	return nil, last
}

// Reset asks a reader that can be asked who it is. Errors are *devices.Error with FaultSilent, FaultNoise, FaultCancelled or what the
// line says.
func (r *Reader) Reset(ctx context.Context) error {
	if !r.profile.TLV {
		return nil
	}
	defer r.forget()
	firmware, err := r.askBox(ctx, boxFrame{command: boxFirmware})
	if err != nil {
		return err
	}
	r.firmware = printable(firmware.data)
	return nil
}

// printable keeps what can stand in a status line, 32 characters at most.
func printable(p []byte) string {
	text := make([]byte, 0, 32)
	for _, c := range p {
		if c >= ' ' && c <= '~' && len(text) < cap(text) {
			text = append(text, c)
		}
	}
	return string(text)
}

// Identity is what a reader says of itself; empty where it says nothing.
type Identity struct{ Product, Firmware, OCR, Serial string }

// Identify asks a reader that can be asked. Errors as of Reset.
func (r *Reader) Identify(ctx context.Context) (Identity, error) {
	var id Identity
	if !r.profile.TLV {
		return id, nil
	}
	defer r.forget()
	for command, into := range map[byte]*string{boxProduct: &id.Product, boxFirmware: &id.Firmware, boxOCR: &id.OCR, boxSerial: &id.Serial} {
		answer, err := r.askBox(ctx, boxFrame{command: command})
		if err != nil {
			return Identity{}, err
		}
		*into = printable(answer.data)
	}
	return id, nil
}

// askBox sends a command, a second time if need be, and waits for the answer that begins with the same letter.
func (r *Reader) askBox(ctx context.Context, command boxFrame) (boxFrame, error) {
	var err error
	for range 2 {
		if err = r.discard(); err != nil {
			return boxFrame{}, err
		}
		if err = r.sendBox(command); err != nil {
			return boxFrame{}, err
		}
		var answer boxFrame
		if answer, err = r.answerBox(ctx, time.Now().Add(boxAnswer), command); err == nil {
			return answer, nil
		}
		if f := devices.FaultOf(err); f != devices.FaultSilent && f != devices.FaultNoise {
			return boxFrame{}, err
		}
	}
	return boxFrame{}, err
}

// answerBox waits for the answer to a command. The order to read is echoed as it is, so that the answer to an older one is not taken for it.
func (r *Reader) answerBox(ctx context.Context, until time.Time, command boxFrame) (boxFrame, error) {
	for {
		f, err := r.nextBox(ctx, until, command.command)
		if err != nil || command.command != boxContinuous || slices.Equal(f.data, command.data) {
			return f, err
		}
	}
}

func (r *Reader) sendBox(f boxFrame) error {
	if err := r.line.SetWriteDeadline(time.Now().Add(boxAnswer)); err != nil {
		return devices.LineError(err)
	}
	if _, err := r.line.Write(f.encode()); err != nil {
		if errors.Is(err, os.ErrDeadlineExceeded) {
			return devices.Errorf(devices.FaultSilent, "the line takes no more bytes")
		}
		return devices.LineError(err)
	}
	return nil
}

// nextBox waits until a frame with one letter comes. A zero until waits as long as ctx. The fault is FaultNoise when bytes came that made no
// frame.
func (r *Reader) nextBox(ctx context.Context, until time.Time, letter byte) (boxFrame, error) {
	quiet := time.Now()
	for {
		f, err := r.box.next(letter)
		switch {
		case err == nil:
			return f, nil
		case errors.Is(err, ErrText):
			return boxFrame{}, devices.Errorf(devices.FaultNoise, "%w", err)
		case r.box.skipped > babble:
			return boxFrame{}, devices.Errorf(devices.FaultNoise, "%d bytes and no frame", r.box.skipped)
		}
		if err := ctx.Err(); err != nil {
			return boxFrame{}, devices.Errorf(devices.FaultCancelled, "waiting for the reader: %w", err)
		}
		if !until.IsZero() && time.Now().After(until) {
			if r.box.skipped > 0 {
				return boxFrame{}, devices.Errorf(devices.FaultNoise, "%d bytes and no frame", r.box.skipped)
			}
			return boxFrame{}, devices.Errorf(devices.FaultSilent, "%w", errBoxQuiet)
		}
		n, err := r.receive(poll / 2)
		switch {
		case err != nil:
			return boxFrame{}, err
		case n > 0:
			quiet = time.Now()
		case r.box.partial() && time.Since(quiet) > boxGap:
			r.box.reset()
			return boxFrame{}, devices.Errorf(devices.FaultNoise, "half a frame")
		}
	}
}

// readBox lets the reader read by itself and waits for a document.
func (r *Reader) readBox(ctx context.Context) ([]string, error) {
	if _, err := r.askBox(ctx, boxFrame{boxContinuous, []byte{1}}); err != nil {
		return nil, err
	}
	f, err := r.nextBox(ctx, time.Time{}, boxZone)
	if err != nil {
		r.stopBox()
		return nil, err
	}
	defer clear(f.data)
	return f.lines(), nil
}

// stopBox ends the reading by itself, so that nothing more is read. It waits until the order has arrived, though not long: the
// reason for stopping says more than that a reader, which may be gone, does not answer.
func (r *Reader) stopBox() {
	stop := boxFrame{boxContinuous, []byte{0}}
	if r.sendBox(stop) == nil {
		_, _ = r.answerBox(context.Background(), time.Now().Add(boxGap), stop)
	}
}
