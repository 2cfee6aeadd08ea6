package t1

import (
	"context"
	"errors"
	"fmt"

	"buergerterminal/devices"
)

// The bounds of trying, see the package comment.
const (
	attempts         = 3
	resynchronising  = 2
	idling           = 64
	longestResponse  = 1<<16 + 2
	shortestCommand  = 4
	shortestResponse = 2
)

// ErrGarbled is what a Transport says of an answer that was lost or damaged between the card and the terminal. The link then asks the
// card to repeat it; any other error ends the command.
var ErrGarbled = errors.New("the card's block was lost or damaged")

// A Transport carries one block to the card and the card's next block back. extension multiplies the block waiting time for this
// answer; 0 means that the card asked for nothing. The answer is the caller's until the next call.
type Transport interface {
	Exchange(ctx context.Context, block []byte, extension int) (answer []byte, err error)
}

// Counters tell a technician how good the contact is.
type Counters struct {
	Blocks            int // sent
	Repeats           int // blocks that had to be asked for or sent again
	Resynchronisation int
}

// Link is the host's end of T=1. Its methods are for one goroutine.
type Link struct {
	transport Transport
	card      Parameters
	ifsc      int  // what the card takes in a block now
	ifsd      int  // what it sends in one at most
	wanted    int  // what was announced to it, or 0
	ns, nr    byte // number of the next block to send, and to receive
	extension int
	unsure    bool // a command did not end, and the card's numbers are not known
	counters  Counters
}

// NewLink makes a link to a card that was just reset. crc is the card's wish.
func NewLink(t Transport, card Parameters) *Link {
	return &Link{transport: t, card: card, ifsc: card.IFSC, ifsd: DefaultIFS}
}

// Counters are the counts since NewLink.
func (l *Link) Counters() Counters { return l.counters }

// Sizes are how many bytes of information a block can carry to the card and from it.
func (l *Link) Sizes() (toCard, fromCard int) { return l.ifsc, l.ifsd }

// Announce tells the card how long its blocks may be, 1 to 254 bytes. Errors as of Transmit.
func (l *Link) Announce(ctx context.Context, size int) error {
	l.wanted = size
	if err := l.request(ctx, Block{PCB: Size, Data: []byte{byte(size)}}); err != nil {
		return err
	}
	l.ifsd = size
	return nil
}

// Transmit sends a command APDU, of any length, and returns the response APDU with its two status bytes. Errors are *devices.Error:
//   - FaultChipBroken: every repeat failed, or the card gave the command up; the link may be used again
//   - FaultProtocol: the response is shorter than a status word or longer than any
//   - what the transport says, such as FaultChipRemoved
func (l *Link) Transmit(ctx context.Context, command []byte) ([]byte, error) {
	if len(command) < shortestCommand {
		return nil, devices.Errorf(devices.FaultProtocol, "a command of %d bytes", len(command))
	}
	if l.unsure {
		if err := l.resynchronise(ctx); err != nil {
			return nil, err
		}
	}
	for round := 0; ; round++ {
		e := exchange{Link: l, command: command}
		l.unsure = true
		response, err := e.run(ctx)
		var lost *lostError
		switch {
		case err == nil:
			l.unsure = false
			return response, nil
		case !errors.As(err, &lost):
			return nil, err
		}
		if round == resynchronising {
			return nil, devices.Errorf(devices.FaultChipBroken, "after %d resynchronisations: %w", round, lost.why)
		}
		if err := l.resynchronise(ctx); err != nil {
			return nil, err
		}
		if e.delivered {
			return nil, devices.Errorf(devices.FaultChipBroken, "the card may have done the command, so it is not repeated: %w", lost.why)
		}
	}
}

// lostError says that only a resynchronisation can help.
type lostError struct{ why error }

func (e *lostError) Error() string { return e.why.Error() }

// resynchronise is rule 6: both sides begin anew.
func (l *Link) resynchronise(ctx context.Context) error {
	l.counters.Resynchronisation++
	l.ns, l.nr, l.ifsc, l.ifsd, l.extension = 0, 0, l.card.IFSC, DefaultIFS, 0
	if err := l.request(ctx, Block{PCB: Resynchronise}); err != nil {
		return err
	}
	l.unsure = false
	if l.wanted == 0 {
		return nil
	}
	return l.Announce(ctx, l.wanted)
}

// request sends a supervisory request until the card answers it.
func (l *Link) request(ctx context.Context, b Block) error {
	var why error
	for try := range attempts {
		if try > 0 {
			l.counters.Repeats++
		}
		answer, err := l.exchange(ctx, b)
		switch {
		case errors.Is(err, ErrGarbled):
			why = err
			continue
		case err != nil:
			return err
		case answer.PCB == b.PCB|Answer && string(answer.Data) == string(b.Data):
			return nil
		}
		why = fmt.Errorf("control byte %02X instead of %02X", answer.PCB, b.PCB|Answer)
	}
	return devices.Errorf(devices.FaultChipBroken, "request %02X: %w", b.PCB, why)
}

// exchange sends one block and decodes the answer; a wrong one matches ErrGarbled and says how it is wrong.
func (l *Link) exchange(ctx context.Context, b Block) (Block, error) {
	l.counters.Blocks++
	extension := l.extension
	l.extension = 0
	raw, err := l.transport.Exchange(ctx, b.Encode(l.card.CRC), extension)
	if err != nil {
		return Block{}, err
	}
	answer, err := Decode(raw, l.card.CRC)
	if err != nil {
		return Block{}, fmt.Errorf("%w: %w", ErrGarbled, err)
	}
	if len(answer.Data) > l.ifsd {
		return Block{}, fmt.Errorf("%w: %w", ErrGarbled, ErrBlockLength)
	}
	return answer, nil
}
