package simulator

import (
	"context"
	"io"
	"time"
)

// Imager is the byte-level model of a camera that sends its picture by XMODEM-1K, as the DENSO GT10Q does with IMAGEOUT [manual
// p. 44]: a command with CR, OK or NG, then the file. The letters of the command before the last two are not known; the model takes
// those of the kiosk's own profile. It has its own XMODEM, so that a mistake in the driver's shows.
type Imager struct {
	*camera
	baud int
}

// ImagerOptions configures the model. The zero value is the kiosk's imager with the sheet "proof" before its lens.
type ImagerOptions struct {
	Baud  int // default 115,200
	Sheet string
}

// imagerCommand starts a picture: full frame (F), no thumbnail (O).
const imagerCommand = "IMAGEOUTFO"

// NewImager makes the model.
func NewImager(o ImagerOptions) *Imager {
	if o.Baud == 0 {
		o.Baud = 115_200
	}
	return &Imager{camera: newCamera(o.Sheet, 120, 75), baud: o.Baud}
}

// Baud is the speed of the line.
func (m *Imager) Baud() int { return m.baud }

// Serve takes commands and sends pictures.
func (m *Imager) Serve(ctx context.Context, line io.ReadWriter) error {
	var command []byte
	return serve(ctx, line, func(w *scannerWire) bool {
		b, ok := w.next()
		switch {
		case !ok:
			return false
		case b == '\r':
			text := string(command)
			command = nil
			return m.obey(w, text)
		case b >= ' ' && b <= '~' && len(command) < 64:
			command = append(command, b)
		default:
			command = nil // CAN, or the answer of a host that lost track
		}
		return true
	})
}

func (m *Imager) obey(w *scannerWire, command string) bool {
	if command != imagerCommand && command != "" {
		m.complain("command %q", command)
	}
	if command != imagerCommand || m.isBusy() {
		return w.send([]byte("NG\r")...) == nil
	}
	if w.send([]byte("OK\r")...) != nil {
		return false
	}
	return m.sendFile(w, m.shoot())
}

// xmodemWait is how long the model waits for an answer before it gives the picture up.
const xmodemWait = 10 * time.Second

// sendFile is the sending side of XMODEM-1K. It reports whether the line is still there.
func (m *Imager) sendFile(w *scannerWire, file []byte) bool {
	damage, left := m.damaged(), 0
	if m.stalls() {
		left = len(file) - len(file)/2
	}
	next := xmodemFrame(1, file)
	answer, ok := m.answer(w, 'C')
	for number, frame := byte(1), next; ok && len(file) > 0; {
		if len(file) < left {
			return m.silent(w)
		}
		if w.send(damage(frame)...) != nil {
			return false
		}
		rest := file[min(len(file), xmodemBlock):]
		next = xmodemFrame(number+1, rest) // while the host still has to answer, so that nothing waits for it
		if answer, ok = m.answer(w, 0x06, 0x15, 'C'); answer == 0x06 {
			file, frame = rest, next
			number++
		}
	}
	for ok && answer != 0 {
		if w.send(0x04) != nil {
			return false
		}
		if answer, ok = m.answer(w, 0x06, 0x15); answer == 0x06 {
			break
		}
	}
	return w.ctx.Err() == nil
}

const xmodemBlock = 1024

// xmodemFrame is the packet of the block that the rest of the file begins with.
func xmodemFrame(number byte, rest []byte) []byte {
	block := make([]byte, xmodemBlock)
	for i := copy(block, rest); i < len(block); i++ {
		block[i] = 0x1A
	}
	check := xmodemCheck(block)
	return append(append([]byte{0x02, number, 255 - number}, block...), byte(check>>8), byte(check))
}

// answer waits for one of some bytes. It reports false when the host cancelled, or says nothing.
func (m *Imager) answer(w *scannerWire, of ...byte) (byte, bool) {
	for cancels := 0; cancels < 2; {
		b, ok := w.nextWithin(xmodemWait)
		if !ok {
			return 0, false
		}
		if b == 0x18 {
			cancels++
			continue
		}
		cancels = 0
		for _, wanted := range of {
			if b == wanted {
				return b, true
			}
		}
	}
	return 0, false
}

// silent hears nothing any more until the host cancels, as firmware that hangs and is woken.
func (m *Imager) silent(w *scannerWire) bool {
	for {
		b, ok := w.next()
		if !ok || b == 0x18 {
			return ok
		}
	}
}

// xmodemCheck is the CRC bit by bit, as the reference of XMODEM prints it.
func xmodemCheck(block []byte) uint16 {
	crc := 0
	for _, b := range block {
		crc ^= int(b) << 8
		for range 8 {
			if crc <<= 1; crc&0x10000 != 0 {
				crc ^= 0x11021
			}
		}
	}
	return uint16(crc)
}
