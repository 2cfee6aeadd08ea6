package xmodem

import "errors"

// What can end a transfer. ErrCancelled: the other side sent CAN CAN. ErrErrors: one block failed ten times, or nobody answered. ErrOrder: a
// block is missing between two others, which no repeat can mend. ErrTooLarge: the file is larger than the limit.
var (
	ErrCancelled = errors.New("xmodem: cancelled by the other side")
	ErrErrors    = errors.New("xmodem: too many errors in a row")
	ErrOrder     = errors.New("xmodem: a block is missing")
	ErrTooLarge  = errors.New("xmodem: the file is too large")
)

const (
	maxErrors = 10 // how often a block may fail in a row
	maxStarts = 40 // how often the sender is asked to begin
)

// Wait is what a state machine waits for; it decides how long a silence is.
type Wait int

// The kinds of waiting.
const (
	ForFirst Wait = iota // for the sender to begin, who may have missed what asked him
	ForPeer              // for the other side to answer
	ForRest              // for the next byte of a packet
	ForQuiet             // for the line to become silent, or to stay so after EOT
)

// Step is what to do next. With Done the transfer has ended well, with Err badly; what is to be sent is sent in either case.
type Step struct {
	Send []byte
	Wait Wait
	Done bool
	Err  error
}

// Receiver is the receiving side.
type Receiver struct {
	limit    int
	state    receiverState
	expected byte
	packet   []byte
	data     []byte
	errors   int
	cancels  int // CAN in a row
}

type receiverState int

const (
	receiverStarts receiverState = iota // no packet yet: asks for CRC
	receiverIdle                        // between two packets
	receiverReads                       // inside a packet
	receiverPurges                      // after an error, until the line is silent
	receiverEnds                        // after EOT, until the line is silent
)

// NewReceiver makes the receiving side of a file of at most limit bytes, the filling included.
func NewReceiver(limit int) *Receiver {
	return &Receiver{limit: limit, expected: 1, packet: make([]byte, 0, LongBlock+Overhead)}
}

// Data is what has arrived, with what the last block is filled up with.
func (r *Receiver) Data() []byte { return r.data }

// Begin asks the other side to send.
func (r *Receiver) Begin() Step { return Step{Send: []byte{askCRC}, Wait: ForFirst} }

// Silence tells that nothing came for as long as the last Step's Wait means.
func (r *Receiver) Silence() Step {
	switch r.state {
	case receiverEnds:
		return Step{Send: []byte{ack}, Done: true}
	case receiverPurges:
		if r.cancels >= 2 {
			return Step{Err: ErrCancelled}
		}
	}
	r.errors++
	if len(r.data) == 0 {
		if r.errors > maxStarts {
			return r.cancel(ErrErrors)
		}
		r.state = receiverStarts
		return r.Begin()
	}
	if r.errors > maxErrors {
		return r.cancel(ErrErrors)
	}
	r.state = receiverIdle
	return Step{Send: []byte{nak}, Wait: ForPeer}
}

// Bytes takes what came. The reply to a packet never waits for more.
func (r *Receiver) Bytes(b []byte) Step {
	for len(b) > 0 {
		if r.state == receiverReads {
			n := min(len(b), r.wanted())
			r.packet, b = append(r.packet, b[:n]...), b[n:]
			if r.wanted() == 0 {
				if s := r.take(len(b)); s.Send != nil || s.Err != nil {
					return s
				}
			}
			continue
		}
		if s := r.between(b[0]); s.Err != nil {
			return s
		}
		b = b[1:]
	}
	return Step{Wait: r.wait()}
}

// between takes a byte that belongs to no packet yet.
func (r *Receiver) between(b byte) Step {
	if b == can { // in the rest of a damaged packet two of them mean nothing, unless they are its end
		if r.cancels++; r.cancels >= 2 && r.state != receiverPurges {
			return Step{Err: ErrCancelled}
		}
		return Step{}
	}
	r.cancels = 0
	switch {
	case r.state == receiverPurges || r.state == receiverEnds && b == eot:
	case r.state == receiverEnds:
		r.state = receiverPurges // that EOT was none
	case b == soh || b == stx:
		r.state, r.packet = receiverReads, append(r.packet[:0], b)
	case b == eot:
		r.state = receiverEnds
	default:
		r.state = receiverPurges
	}
	return Step{}
}

// wanted is how many bytes of the packet are still to come.
func (r *Receiver) wanted() int {
	size := LongBlock
	if r.packet[0] == soh {
		size = ShortBlock
	}
	return size + Overhead - len(r.packet)
}

func (r *Receiver) wait() Wait {
	switch r.state {
	case receiverReads:
		return ForRest
	case receiverPurges, receiverEnds:
		return ForQuiet
	case receiverStarts:
		return ForFirst
	}
	return ForPeer
}

// take judges a whole packet; behind is how many bytes came after it, which a sender that waits for an answer does not send.
func (r *Receiver) take(behind int) Step {
	number := r.packet[1]
	switch {
	case !sound(r.packet) || behind > 0:
		r.state = receiverPurges
		return Step{}
	case number == r.expected-1 && len(r.data) > 0: // our ACK was lost
	case number != r.expected:
		return r.cancel(ErrOrder)
	case len(r.data)+len(r.packet)-Overhead > r.limit:
		return r.cancel(ErrTooLarge)
	default:
		r.data = append(r.data, r.packet[3:len(r.packet)-2]...)
		r.expected++
	}
	r.state, r.errors, r.cancels = receiverIdle, 0, 0
	return Step{Send: []byte{ack}, Wait: ForPeer}
}

func (r *Receiver) cancel(err error) Step { return Step{Send: Cancel(), Err: err} }

// Cancel is what stops the other side at any moment.
func Cancel() []byte { return []byte{can, can, can, can, can} }
