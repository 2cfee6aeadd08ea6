package simulator

import (
	"context"
	"encoding/binary"
	"io"
	"maps"
	"sync"
	"time"
)

// A Chip is what a card can do, above the protocol that carries its commands. A new one is made each time that a card gets power.
type Chip interface {
	// ATR is the answer to reset.
	ATR() []byte
	// Transmit does a command APDU and returns data and status bytes. An error makes the card mute from then on.
	Transmit(ctx context.Context, command []byte) (response []byte, err error)
}

// CardReaderOptions tune the chip reader.
type CardReaderOptions struct {
	Cards map[string]func() Chip // that insert knows by name, beside the test cards
	Quiet bool                   // does not echo, as the GemCore POS Pro
}

// CardReader is a chip reader that speaks CCID over a serial line as the Gemalto GemPC Twin does, with one slot and a card in it that
// speaks T=1. It shares no code with the driver, and it complains of whatever the real reader, or a real card, would refuse. Its answers
// were checked against Debian's libccid.
//
// Control: insert NAME, remove, mute (the card in the slot says nothing more), names, state, and faults, of which the N-th exchange from
// now is the victim, the next if N is not said:
//
//	nak [N]           the next N commands are refused
//	lose-byte [N]     an answer loses a byte
//	flip-bit [N]      a bit of an answer is wrong
//	lose-echo [N]     an echo loses a byte
//	stall [N]         a command is echoed and never answered
//	late [N]          an answer comes twice, the second time before the next one
//	odd [N]           an answer of a type that no command has
//	wtx [N]           the card asks N times for more time at its next response
//	more-time [N]     the reader asks N times for more time at the next block
//	patience [N]      the reader sends N bytes that ask for time before its next answer
//	card-flip [N]     a bit of a card's block is wrong
//	dirty [N]         a bit of each of the card's next N blocks is wrong, as with dirt on its contacts
//	parity [N]        the reader reports a parity error on the card's side
//	remove-at N       the card leaves in the N-th block from now
//	short-circuit     a coin in the slot: power fails with a hardware error until the slot is emptied
//	clear             whatever was ordered and has not happened yet will not
type CardReader struct {
	complaints
	cards map[string]func() Chip
	quiet bool
	moved chan struct{} // something changed in the slot

	mu     sync.Mutex
	slot   slot
	told   bool // what the terminal knows of a card's presence
	async  bool // movements are told at once
	faults map[string]int
}

// NewCardReader makes a reader with an empty slot.
func NewCardReader(o CardReaderOptions) *CardReader {
	m := &CardReader{cards: testCards(), quiet: o.Quiet, moved: make(chan struct{}, 1), faults: map[string]int{}}
	m.Add(o.Cards)
	return m
}

// Add lets insert know more cards.
func (m *CardReader) Add(cards map[string]func() Chip) {
	m.mu.Lock()
	defer m.mu.Unlock()
	maps.Copy(m.cards, cards)
}

// Baud implements Fixed.
func (m *CardReader) Baud() int { return 115_200 }

// StopBits implements Framed.
func (m *CardReader) StopBits() int { return 2 }

// A frame that stops in the middle is given up after this time.
const frameGap = 100 * time.Millisecond

// Serve implements Model. The goroutine that listens ends with the line.
func (m *CardReader) Serve(ctx context.Context, line io.ReadWriter) error {
	m.powerUp()
	heard, failed := make(chan []byte), make(chan error, 1)
	served, stop := context.WithCancel(ctx)
	defer stop()
	go func() { failed <- hear(served, line, heard) }()
	var frame []byte
	quiet := time.NewTimer(frameGap)
	defer quiet.Stop()
	for {
		var answer []byte
		select {
		case <-ctx.Done():
			return ctx.Err()
		case err := <-failed:
			return err
		case bytes := <-heard:
			frame = append(frame, bytes...)
			quiet.Reset(frameGap)
			answer, frame = m.take(ctx, frame)
		case <-quiet.C:
			if len(frame) > 0 {
				answer, frame = m.broken(frame), nil
			}
		case <-m.moved:
			answer = m.tellMovement()
		}
		if len(answer) > 0 {
			if _, err := line.Write(answer); err != nil {
				return err
			}
		}
	}
}

// hear hands on what arrives until the line fails.
func hear(ctx context.Context, line io.Reader, heard chan<- []byte) error {
	for {
		buffer := make([]byte, 64)
		n, err := line.Read(buffer)
		if n > 0 {
			select {
			case heard <- buffer[:n]:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		if err != nil {
			return err
		}
	}
}

// powerUp is the reader's state after its plug was put in: no card has power, and movements are told at once.
func (m *CardReader) powerUp() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.slot.powerOff()
	m.async, m.told = true, m.slot.present()
}

// tellMovement reports a movement that the terminal does not know, if it wants to hear of it unasked.
func (m *CardReader) tellMovement() []byte {
	m.mu.Lock()
	defer m.mu.Unlock()
	if !m.async {
		return nil
	}
	return m.movement()
}

// movement is the message about a movement not yet told; the caller holds the lock.
func (m *CardReader) movement() []byte {
	if m.told == m.slot.present() {
		return nil
	}
	m.told = m.slot.present()
	if m.told {
		return []byte{0x50, 0x03}
	}
	return []byte{0x50, 0x02}
}

const longestMessage = 271

// take answers the frame at the front of heard, if it is whole, and returns what is left.
func (m *CardReader) take(ctx context.Context, heard []byte) (answer, rest []byte) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if heard[0] != 0x03 || len(heard) > 1 && heard[1] != 0x06 {
		m.complain("a frame begins with 03 06, not with %X", heard[:min(len(heard), 2)])
		return []byte{0x03, 0x15, 0x16}, nil
	}
	if len(heard) < 12 {
		return nil, heard
	}
	size := binary.LittleEndian.Uint32(heard[3:])
	if size > longestMessage-10 {
		m.complain("a message of %d bytes; the reader takes %d", uint64(size)+10, longestMessage)
		return []byte{0x03, 0x15, 0x16}, nil
	}
	whole := 13 + int(size)
	if len(heard) < whole {
		return nil, heard
	}
	if len(heard) > whole {
		m.complain("%d bytes after a command, before its answer", len(heard)-whole)
	}
	return m.command(ctx, heard[:whole]), nil
}

// broken refuses a frame that stopped in the middle.
func (m *CardReader) broken(frame []byte) []byte {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.complain("a frame stopped after %d bytes", len(frame))
	return []byte{0x03, 0x15, 0x16}
}

// due reports whether a fault's turn has come, and counts towards it; the caller holds the lock.
func (m *CardReader) due(fault string) bool {
	n, set := m.faults[fault]
	if !set {
		return false
	}
	if n--; n > 0 {
		m.faults[fault] = n
		return false
	}
	delete(m.faults, fault)
	return true
}

// left reports whether a fault that happens several times in a row still does; the caller holds the lock.
func (m *CardReader) left(fault string) bool {
	n := m.faults[fault]
	if n <= 0 {
		return false
	}
	m.faults[fault] = n - 1
	return true
}
