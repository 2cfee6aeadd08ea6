package simulator

import (
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// OmronOptions says how the model does what the manual leaves open.
type OmronOptions struct {
	Baud       int    // default 115,200
	Letters    bool   // frame type and schema as the digits 1 and 2 instead of the bytes
	CountsAll  bool   // the length counts frame type and schema too
	Reflected  bool   // CRC of IBM instead of CCITT
	Little     bool   // CRC with the low byte first
	Sheet      string // default "proof"
	FirstValue uint16 // of the CRC
}

// Omron is the byte-level model of an MS-4X [MS-4Xi user's manual, p. A-34].
type Omron struct {
	*camera
	options OmronOptions
}

// NewOmron makes the model.
func NewOmron(o OmronOptions) *Omron {
	if o.Baud == 0 {
		o.Baud = 115_200
	}
	return &Omron{camera: newCamera(o.Sheet, 110, 75), options: o}
}

// Baud is the speed of the line.
func (m *Omron) Baud() int { return m.options.Baud }

// Serve takes commands in angle brackets.
func (m *Omron) Serve(ctx context.Context, line io.ReadWriter) error {
	var command []byte
	return serve(ctx, line, func(w *scannerWire) bool {
		b, ok := w.next()
		switch {
		case !ok:
			return false
		case b == '<':
			command = []byte{}
		case b == '>' && command != nil:
			text := string(command)
			command = nil
			return m.obey(w, text)
		case command != nil && len(command) < 64:
			command = append(command, b)
		default:
			m.complain("byte %02X outside of a command", b)
		}
		return true
	})
}

func (m *Omron) obey(w *scannerWire, command string) bool {
	quality, isPicture := strings.CutPrefix(command, "op,4,1280x1024_q")
	quality, isJPEG := strings.CutSuffix(quality, ".jpg")
	q, err := strconv.Atoi(quality)
	switch {
	case command == "K714?":
		return w.send([]byte("<K714,1,NOREAD>")...) == nil
	case !isPicture || !isJPEG || err != nil || q < 1 || q > 100:
		m.complain("command <%s>", command)
		return true
	case m.isBusy():
		return true
	}
	answer := m.frame(m.shoot())
	damage := m.damaged()
	if m.stalls() {
		answer = answer[:len(answer)/2]
	}
	return w.send(damage(answer)...) == nil
}

func (m *Omron) frame(file []byte) []byte {
	o, prefix := m.options, []byte{1, 2}
	if o.Letters {
		prefix = []byte("12")
	}
	length := len(file)
	if o.CountsAll {
		length += len(prefix)
	}
	b := append([]byte(fmt.Sprintf("\x01%08X", length)), prefix...)
	b = append(b, file...)
	crc := o.crc(b)
	if o.Little {
		return binary.LittleEndian.AppendUint16(b, crc)
	}
	return binary.BigEndian.AppendUint16(b, crc)
}

// crc is CCITT (1021) or that of IBM (8005, the low bit first).
func (o OmronOptions) crc(data []byte) uint16 {
	crc := int(o.FirstValue)
	for _, b := range data {
		for bit := range 8 {
			if o.Reflected {
				low := crc&1 ^ int(b>>bit)&1
				if crc >>= 1; low != 0 {
					crc ^= 0xA001
				}
				continue
			}
			high := crc>>15&1 ^ int(b>>(7-bit))&1
			if crc = crc << 1 & 0xFFFF; high != 0 {
				crc ^= 0x1021
			}
		}
	}
	return uint16(crc)
}
