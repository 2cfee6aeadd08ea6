package simulator

import (
	"context"
	"encoding/binary"
	"io"
	"strings"
)

// OpticonOptions configures the model. The zero value sends its numbers with the low byte first.
type OpticonOptions struct {
	Baud      int // default 115,200
	BigEndian bool
	Sheet     string
}

// Opticon is the byte-level model of an MDI-4000 [Image Capture Manual, 2nd edition, p. 10–12]. It answers no setting and
// cannot be stopped while it sends.
type Opticon struct {
	*camera
	baud  int
	order binary.ByteOrder

	part   bool // a packet for each line
	format int
}

// NewOpticon makes the model.
func NewOpticon(o OpticonOptions) *Opticon {
	m := &Opticon{camera: newCamera(o.Sheet, 120, 75), baud: o.Baud, order: binary.LittleEndian, part: true, format: 3}
	if o.BigEndian {
		m.order = binary.BigEndian
	}
	if m.baud == 0 {
		m.baud = 115_200
	}
	return m
}

// Baud is the speed of the line.
func (m *Opticon) Baud() int { return m.baud }

// Serve takes what stands between ESC and CR.
func (m *Opticon) Serve(ctx context.Context, line io.ReadWriter) error {
	var orders []byte
	escaped := false
	return serve(ctx, line, func(w *scannerWire) bool {
		b, ok := w.next()
		switch {
		case !ok:
			return false
		case b == 0x1B:
			escaped, orders = true, nil
		case b == '\r' && escaped:
			escaped = false
			return m.obey(w, string(orders))
		case escaped && len(orders) < 256:
			orders = append(orders, b)
		default:
			m.complain("byte %02X outside of ESC and CR", b)
		}
		return true
	})
}

func (m *Opticon) obey(w *scannerWire, text string) bool {
	for _, order := range strings.Split(text, "[")[1:] {
		digits := strings.ReplaceAll(strings.TrimPrefix(order, "DE7"), "Q", "")
		switch {
		case order == "DE8":
			if !m.isBusy() && !m.send(w) {
				return false
			}
		case strings.HasPrefix(order, "DE7") && len(digits) == 6 && len(order) == 15:
			m.set(digits[0], strings.TrimLeft(digits[1:], "0"))
		default:
			m.complain("order %q", order)
		}
	}
	if !strings.HasPrefix(text, "[") {
		m.complain("orders %q", text)
	}
	return true
}

func (m *Opticon) set(parameter byte, value string) {
	switch {
	case parameter == '6' && (value == "" || value == "1"):
		m.part = value == ""
	case parameter == '5' && (value == "1" || value == "3"):
		m.format = int(value[0] - '0')
	case parameter == '4' && value != "":
	default:
		m.complain("parameter %c cannot be %q", parameter, value)
	}
}

// opticonLine is how many bytes of the file go into a packet of PART; the manual says a line, which a JPEG does not have.
const opticonLine = 640

// send takes a picture and sends its packets.
func (m *Opticon) send(w *scannerWire) bool {
	if m.format != 1 {
		m.complain("the model has only JPEG")
		return true
	}
	file, size := m.shoot(), opticonLine
	if !m.part {
		size = len(file)
	}
	damage, stall := m.damaged(), m.stalls()
	for number := 0; len(file) > 0; number++ {
		n := min(size, len(file))
		packet := m.packet(number, file[:n])
		if stall && (number > 0 || !m.part) {
			packet, stall, file = packet[:len(packet)/2], false, nil
		} else {
			file = file[n:]
		}
		if w.send(damage(packet)...) != nil {
			return false
		}
	}
	return true
}

func (m *Opticon) packet(number int, data []byte) []byte {
	a := make([]byte, 256, 256+len(data))
	a[0] = 1
	m.order.PutUint32(a[1:], uint32(len(data)))
	a = append(a, data...)
	sum := 0
	for i, x := range a {
		sum += int(x) * (i + 1)
	}
	b := make([]byte, 7)
	b[0] = 0x21
	m.order.PutUint16(b[1:], uint16(number))
	m.order.PutUint32(b[3:], uint32(len(a)))
	b = append(b, a...)
	b = append(b, 0, 0, 0x0D)
	m.order.PutUint16(b[len(b)-3:], uint16(sum))
	return b
}
