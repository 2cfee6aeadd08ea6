package ccid

import (
	"encoding/binary"
	"errors"
)

// Kind is what the reader said.
type Kind int

// What a reader can say.
const (
	Whole    Kind = iota // a message
	Refused              // NAK: the command did not arrive whole
	Moved                // a card came or went
	Patience             // a byte that asks for time
)

// Event is one thing that the reader said.
type Event struct {
	Kind    Kind
	Message Message // of Whole; its data are the decoder's until the next call
	Present bool    // of Moved
}

// Why bytes are no event. None holds a byte of what was read.
var (
	// ErrMore says that no whole event has arrived yet.
	ErrMore = errors.New("frame incomplete")
	// ErrCheck says that the check byte of a frame is wrong.
	ErrCheck = errors.New("frame with a wrong check byte")
	// ErrLength says that a frame would be longer than any.
	ErrLength = errors.New("frame with a wrong length")
	// ErrByte says that a byte stands where no event begins.
	ErrByte = errors.New("a byte outside of any frame")
)

const movement byte = 0x50

// Decoder finds events in a stream of bytes. After a broken frame it looks for the next 03 06 or 03 15 from the byte after the broken one's
// beginning, and believes nothing but frames and refusals until it has found one: inside a broken frame there are bytes that look
// like movements of a card. It holds little more than one frame. The zero value is ready.
type Decoder struct {
	buffer  []byte
	taken   int  // bytes of the buffer that the last event used
	hunting bool // after a broken frame
	skipped int
}

// Feed takes bytes in as they arrived.
func (d *Decoder) Feed(p []byte) { d.buffer = append(d.buffer, p...) }

// Partial reports whether a frame has begun and not ended.
func (d *Decoder) Partial() bool { return len(d.buffer) > d.taken }

// Answering reports whether what has begun and not ended can be the beginning of an answer, and not of an echo.
func (d *Decoder) Answering() bool {
	b := d.buffer[d.taken:]
	return len(b) > 2 && b[2] >= firstAnswerType && b[2] <= lastAnswerType
}

// Trailing reports whether something other than a movement follows the last event. After an answer nothing can, so that a byte was doubled.
func (d *Decoder) Trailing() bool { return d.Partial() && d.buffer[d.taken] != movement }

// Break gives up the frame that has begun.
func (d *Decoder) Break() {
	d.release()
	if len(d.buffer) > 0 {
		d.broken()
	}
}

// Reset forgets everything and overwrites it.
func (d *Decoder) Reset() {
	clear(d.buffer[:cap(d.buffer)])
	d.buffer, d.taken, d.hunting, d.skipped = d.buffer[:0], 0, false, 0
}

// Skipped counts the bytes since the last Reset that belonged to nothing.
func (d *Decoder) Skipped() int { return d.skipped }

// Next returns the next event, or ErrMore, or why bytes came to nothing; then there may be more to come.
func (d *Decoder) Next() (Event, error) {
	d.release()
	if d.hunting {
		d.skip(hunt(d.buffer))
	}
	if len(d.buffer) == 0 {
		return Event{}, ErrMore
	}
	switch c := d.buffer[0]; {
	case c == sync:
		return d.frame()
	case c == movement:
		return d.moved()
	case c >= 0x80:
		d.taken = 1
		return Event{Kind: Patience}, nil
	}
	d.broken()
	return Event{}, ErrByte
}

// hunt is where the next frame or refusal can begin.
func hunt(b []byte) int {
	for i, c := range b {
		if c == sync && (i+1 == len(b) || b[i+1] == ack || b[i+1] == nak) {
			return i
		}
	}
	return len(b)
}

func (d *Decoder) moved() (Event, error) {
	if len(d.buffer) < 2 {
		return Event{}, ErrMore
	}
	if state := d.buffer[1]; state == 0x02 || state == 0x03 {
		d.taken = 2
		return Event{Kind: Moved, Present: state == 0x03}, nil
	}
	d.broken()
	return Event{}, ErrByte
}

// frame reads what begins with 03.
func (d *Decoder) frame() (Event, error) {
	b := d.buffer
	switch {
	case len(b) < 2:
		return Event{}, ErrMore
	case b[1] == nak:
		return d.refusal()
	case b[1] != ack:
		d.broken()
		return Event{}, ErrByte
	case len(b) < 2+headerLen:
		return Event{}, ErrMore
	}
	length := binary.LittleEndian.Uint32(b[3:])
	if length > maxData {
		d.broken()
		return Event{}, ErrLength
	}
	size := around + headerLen + int(length)
	if len(b) < size {
		return Event{}, ErrMore
	}
	if exclusiveOr(b[:size]) != 0 {
		d.broken()
		return Event{}, ErrCheck
	}
	d.taken, d.hunting = size, false
	m := Message{Type: b[2], Slot: b[7], Sequence: b[8], Parameters: [3]byte(b[9:12]), Data: b[12 : size-1]}
	return Event{Kind: Whole, Message: m}, nil
}

func (d *Decoder) refusal() (Event, error) {
	if len(d.buffer) < 3 {
		return Event{}, ErrMore
	}
	if d.buffer[2] != sync^nak {
		d.broken()
		return Event{}, ErrCheck
	}
	d.taken, d.hunting = 3, false
	return Event{Kind: Refused}, nil
}

// broken drops the first byte and begins to hunt.
func (d *Decoder) broken() {
	d.skip(1)
	d.hunting = true
}

func (d *Decoder) skip(n int) {
	d.skipped += n
	d.drop(n)
}

// release drops what the last event used.
func (d *Decoder) release() {
	d.drop(d.taken)
	d.taken = 0
}

// drop takes n bytes from the front and leaves no copy of them behind.
func (d *Decoder) drop(n int) {
	left := copy(d.buffer, d.buffer[n:])
	clear(d.buffer[left:])
	d.buffer = d.buffer[:left]
}
