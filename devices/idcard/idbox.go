package idcard

import (
	"errors"
	"slices"
	"strings"
)

// The commands of the ID BOX, which are the first letters of its answers too.
const (
	boxZone       byte = 0x49 // 'I': the zone that was read last
	boxOneLine    byte = 0x4C // 'L': the zone of one line
	boxContinuous byte = 0x43 // 'C': read by itself, 1 or 0; it ends by itself after one document
	boxFirmware   byte = 0x56 // 'V'
	boxOCR        byte = 0x57 // 'W': version of the character recognition
	boxSerial     byte = 0x52 // 'R'
	boxProduct    byte = 0x54 // 'T'

	boxHeader  = 3   // command and length, most significant byte first
	boxLongest = 256 // more than any zone or version has
)

// boxFrame is a command of the terminal, or what the reader says.
type boxFrame struct {
	command byte
	data    []byte
}

func (f boxFrame) encode() []byte {
	return append([]byte{f.command, byte(len(f.data) >> 8), byte(len(f.data))}, f.data...)
}

// lines are the lines of a zone: a CR ends each, and one more the zone.
func (f boxFrame) lines() []string {
	var lines []string
	for l := range strings.SplitSeq(strings.TrimRight(string(f.data), "\r"), "\r") {
		lines = append(lines, l)
	}
	return lines
}

// boxDecoder finds frames in a stream of bytes. There is no check and no mark of a beginning: a frame is believed if it is one that is waited for, its
// length possible and its text of printable characters. After one that is not, it looks from the next byte on.
type boxDecoder struct {
	buffer  []byte
	skipped int
}

func (d *boxDecoder) feed(p []byte) { d.buffer = append(d.buffer, p...) }

// partial reports whether a frame has begun and not ended.
func (d *boxDecoder) partial() bool { return len(d.buffer) > 0 }

// reset forgets everything and overwrites it.
func (d *boxDecoder) reset() {
	clear(d.buffer[:cap(d.buffer)])
	d.buffer, d.skipped = d.buffer[:0], 0
}

// next returns the next frame with one of the letters, or ErrMore, or ErrText for one with a byte that stands in no text.
func (d *boxDecoder) next(letters ...byte) (boxFrame, error) {
	for len(d.buffer) > 0 {
		if !slices.Contains(letters, d.buffer[0]) {
			d.skip()
			continue
		}
		if len(d.buffer) < boxHeader {
			return boxFrame{}, ErrMore
		}
		length := int(d.buffer[1])<<8 | int(d.buffer[2])
		if length > boxLongest {
			d.skip()
			continue
		}
		if !boxText(d.buffer[0], d.buffer[boxHeader:min(boxHeader+length, len(d.buffer))]) {
			d.skip()
			return boxFrame{}, ErrText
		}
		if len(d.buffer) < boxHeader+length {
			return boxFrame{}, ErrMore
		}
		f := boxFrame{command: d.buffer[0], data: append([]byte(nil), d.buffer[boxHeader:boxHeader+length]...)}
		d.remove(boxHeader + length)
		return f, nil
	}
	return boxFrame{}, ErrMore
}

// boxText reports whether data can belong to the command.
func boxText(command byte, data []byte) bool {
	for _, c := range data {
		switch {
		case command == boxContinuous && c <= 1:
		case command != boxContinuous && (c == cr || c == '\n' || c >= ' ' && c <= '~'):
		default:
			return false
		}
	}
	return true
}

func (d *boxDecoder) skip() {
	d.skipped++
	d.remove(1)
}

// remove takes n bytes from the front and leaves no copy of them behind.
func (d *boxDecoder) remove(n int) {
	left := copy(d.buffer, d.buffer[n:])
	clear(d.buffer[left:])
	d.buffer = d.buffer[:left]
}

// errBoxQuiet says that no frame came in time.
var errBoxQuiet = errors.New("no answer in time")
