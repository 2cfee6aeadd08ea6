package ccid

import (
	"context"
	"errors"
	"io"
	"time"

	"buergerterminal/devices"
	"buergerterminal/devices/line"
)

// Line is what the driver needs of a serial line. Flush and Close are used where the line has them.
type Line interface {
	io.ReadWriter
	SetReadDeadline(time.Time) error
	SetWriteDeadline(time.Time) error
}

// Profile is a kind of reader as data.
type Profile struct {
	Name    string
	Baud    int // 8 data bits, no parity, 2 stop bits
	Slot    byte
	Clock   int    // that the card gets, in Hz
	MaxRate int    // of the card's side, in bit/s
	IFSD    int    // most bytes of information that the reader passes in one block of a card
	Power   []byte // voltages in the order that they are tried: 1 is 5 V, 2 is 3 V, 3 is 1.8 V
}

// GemPCTwin is the Gemalto GemPC Twin on its serial cable.
func GemPCTwin() Profile {
	return Profile{Name: "GemPC Twin", Baud: 115_200, Clock: 4_000_000, MaxRate: 344_086, IFSD: 254, Power: []byte{1, 3, 2}}
}

// GemCorePOSPro is the module of the same maker with five slots, the first of which is used. It does not echo, which the driver
// notices by itself.
func GemCorePOSPro() Profile {
	p := GemPCTwin()
	p.Name, p.MaxRate = "GemCore POS Pro", 500_000
	return p
}

// Settings are what the line must be opened with.
func (p Profile) Settings() line.Settings { return line.Settings{Baud: p.Baud, StopBits: 2} }

// Options tune a Reader. The zero value is right for a GemPC Twin.
type Options struct {
	Profile Profile       // the zero Profile means GemPCTwin
	Every   time.Duration // how often Next asks for movements; 0 means 250 ms
	Longest time.Duration // for one command of the card with all its extensions; 0 means 30 s
}

// Reader is the chip reader. Its methods, and those of its Card, are for one goroutine.
type Reader struct {
	line     Line
	profile  Profile
	every    time.Duration
	longest  time.Duration
	byteTime time.Duration

	decoder  Decoder
	buffer   [512]byte
	slot     byte
	sequence byte
	counters Counters
	firmware string
	echoes   bool // this reader does

	present bool   // as the last movement or answer told
	powered bool   // by this driver
	moves   []bool // not yet told by Next; true is a card that came
}

// Open opens the line at path with the profile's settings and brings the reader to a known state. Errors as of line.Open and Reset.
func Open(ctx context.Context, path string, o Options) (*Reader, error) {
	o.Profile = o.profile()
	l, err := line.Open(path, o.Profile.Settings())
	if err != nil {
		return nil, err
	}
	r := New(l, o)
	if err := r.Reset(ctx); err != nil {
		_ = r.Close()
		return nil, err
	}
	return r, nil
}

func (o Options) profile() Profile {
	if o.Profile.Baud == 0 {
		return GemPCTwin()
	}
	return o.Profile
}

// New makes a Reader on an open line, which belongs to it from now on: Close closes it. Reset must come first.
func New(l Line, o Options) *Reader {
	p := o.profile()
	r := &Reader{line: l, profile: p, slot: p.Slot, every: o.Every, longest: o.Longest, byteTime: 11 * time.Second / time.Duration(p.Baud)}
	if r.every == 0 {
		r.every = 250 * time.Millisecond
	}
	if r.longest == 0 {
		r.longest = 30 * time.Second
	}
	return r
}

// Reset asks who the reader is, makes it tell movements of the card only beside its answers, and looks for a card. Errors are
// *devices.Error with FaultSilent, FaultNoise, FaultProtocol, FaultCancelled or what the line says.
func (r *Reader) Reset(ctx context.Context) error {
	r.present, r.powered, r.moves = false, false, nil
	firmware, err := r.escape(ctx, 0x02)
	if err != nil {
		return err
	}
	r.firmware = printable(firmware)
	if _, err := r.escape(ctx, 0x01, 0x01, 0x01); err != nil {
		return err
	}
	_, err = r.look(ctx)
	return err
}

// escape sends a command of the maker's own.
func (r *Reader) escape(ctx context.Context, command ...byte) ([]byte, error) {
	answer, err := r.ask(ctx, Message{Type: Escape, Data: command})
	if err != nil {
		return nil, err
	}
	if answer.Failed() {
		return nil, devices.Errorf(devices.FaultProtocol, "escape %02X: error %02X", command[0], answer.Error())
	}
	return answer.Data, nil
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

// Close closes the line and overwrites what was read last. A card keeps its power until the reader loses its own, or until the next
// Connect; Disconnect takes it away at once.
func (r *Reader) Close() error {
	r.forget()
	if c, ok := r.line.(io.Closer); ok {
		return c.Close()
	}
	return nil
}

// forget overwrites what the reader itself still holds.
func (r *Reader) forget() {
	r.decoder.Reset()
	clear(r.buffer[:])
}

// Counters are the counts since New.
func (r *Reader) Counters() Counters { return r.counters }

// Firmware is what the reader called itself at the last Reset.
func (r *Reader) Firmware() string { return r.firmware }

// Probe asks for the slot's state: an online reader answers, with or without a card. Errors as of Reset.
func (r *Reader) Probe(ctx context.Context) (devices.Status, error) {
	status := devices.Status{Kind: devices.CardReader, State: devices.Online, Detail: r.firmware}
	if err := ctx.Err(); err != nil {
		return status, devices.Errorf(devices.FaultCancelled, "probing: %w", err)
	}
	answer, err := r.look(ctx)
	if err != nil {
		return status, err
	}
	if answer.Failed() && answer.Error() == errHardware {
		status.State, status.Fault = devices.HardwareError, devices.FaultReaderHardware
	}
	return status, nil
}

// look asks for the slot's state.
func (r *Reader) look(ctx context.Context) (Message, error) {
	return r.ask(ctx, Message{Type: SlotStatus})
}

// Parameters asks what the reader uses with the card: the protocol, 0 or 1, and its five or seven bytes. It is for technicians.
func (r *Reader) Parameters(ctx context.Context) (protocol int, values []byte, err error) {
	answer, err := r.ask(ctx, Message{Type: GetParameters})
	if err != nil {
		return 0, nil, err
	}
	if answer.Failed() {
		return 0, nil, refusal(GetParameters, answer)
	}
	return int(answer.Parameters[2]), answer.Data, nil
}

// Present reports whether a card was in the slot when the reader last said so.
func (r *Reader) Present() bool { return r.present }

// Movement is a card that came or went.
type Movement int

// The two movements.
const (
	Inserted Movement = iota
	Removed
)

// Next waits for the next movement of a card until ctx ends. A card that was in the slot at Reset counts as inserted. Of movements that
// nobody asked for, the last ones are kept. Errors as of Reset.
func (r *Reader) Next(ctx context.Context) (Movement, error) {
	for {
		if len(r.moves) > 0 {
			came := r.moves[0]
			r.moves = r.moves[1:]
			if came {
				return Inserted, nil
			}
			return Removed, nil
		}
		if err := r.rest(ctx); err != nil {
			return 0, err
		}
		if len(r.moves) > 0 {
			continue
		}
		if _, err := r.look(ctx); err != nil {
			return 0, err
		}
	}
}

// rest waits until it is time to ask again. A reader that tells movements by itself is heard at once.
func (r *Reader) rest(ctx context.Context) error {
	for until := time.Now().Add(r.every); len(r.moves) == 0; {
		if err := ctx.Err(); err != nil {
			return devices.Errorf(devices.FaultCancelled, "waiting for a card: %w", err)
		}
		left := time.Until(until)
		if left <= 0 {
			return nil
		}
		if _, err := r.receive(min(poll, left)); err != nil {
			return err
		}
		for {
			e, err := r.decoder.Next()
			if errors.Is(err, ErrMore) {
				break
			}
			if err == nil && e.Kind == Moved {
				r.moved(e.Present)
			}
		}
	}
	return nil
}

// keep is how many movements are remembered for Next.
const keep = 8

// moved notes a movement; what is known already is none.
func (r *Reader) moved(present bool) {
	if present == r.present {
		return
	}
	r.present = present
	r.powered = false
	r.moves = append(r.moves, present)
	if len(r.moves) > keep {
		r.moves = append(r.moves[:0], r.moves[len(r.moves)-keep:]...)
	}
}

// seen learns from the state in an answer. A card that has lost the power that it was given is another one, or was out meanwhile.
func (r *Reader) seen(command byte, m Message) {
	state := m.Card()
	if r.powered && state == Inactive && command != PowerOff {
		r.moved(false)
	}
	r.moved(state != Absent)
}
