package xmodem

// Sender is the sending side.
type Sender struct {
	rest    []byte // from the current block on
	state   senderState
	number  byte
	size    int // of the data in the current packet
	current []byte
	errors  int
	cancels int
}

type senderState int

const (
	senderStarts senderState = iota // waits to be asked
	senderWaits                     // for the answer to a packet
	senderEnds                      // for the answer to EOT
)

// NewSender makes the sending side of a file.
func NewSender(data []byte) *Sender { return &Sender{rest: data} }

// Begin waits for the receiver to ask.
func (s *Sender) Begin() Step { return Step{Wait: ForPeer} }

// Silence tells that no answer came in time.
func (s *Sender) Silence() Step { return s.again() }

// Bytes takes what came; the first answer in it counts, and what lies behind it is old.
func (s *Sender) Bytes(b []byte) Step {
	for _, c := range b {
		if c == can {
			if s.cancels++; s.cancels >= 2 {
				return Step{Err: ErrCancelled}
			}
			continue
		}
		s.cancels = 0
		switch {
		case s.state == senderStarts && c == askCRC:
			return s.next()
		case s.state == senderEnds && c == ack:
			return Step{Done: true}
		case s.state == senderWaits && c == ack:
			s.rest = s.rest[s.size:]
			return s.next()
		case c == nak && s.state != senderStarts, c == askCRC && s.state == senderWaits && s.number == 1:
			return s.again()
		}
	}
	return Step{Wait: ForPeer}
}

// next sends the next block, or EOT behind the last one.
func (s *Sender) next() Step {
	s.errors = 0
	if len(s.rest) == 0 {
		s.state, s.current = senderEnds, []byte{eot}
		return Step{Send: s.current, Wait: ForPeer}
	}
	s.state = senderWaits
	s.number++
	s.size = min(LongBlock, len(s.rest))
	s.current = packet(s.number, s.rest[:s.size])
	return Step{Send: s.current, Wait: ForPeer}
}

func (s *Sender) again() Step {
	if s.errors++; s.errors > maxErrors {
		return Step{Send: Cancel(), Err: ErrErrors}
	}
	return Step{Send: s.current, Wait: ForPeer}
}
