// Package apdu writes the commands and splits the answers of ISO/IEC 7816-3 section 12.1, short and extended. It sends nothing.
package apdu

import (
	"errors"
	"fmt"
)

// Errors of Parse and Split.
var (
	// ErrForm says that bytes are no command or no answer.
	ErrForm = errors.New("apdu: not of the form of ISO 7816")
	// ErrSize says that a command carries more than its form can.
	ErrSize = errors.New("apdu: more data than a command can carry")
)

// Limits of both forms.
const (
	MaxShort    = 256   // bytes that a short answer can have
	MaxExtended = 65536 // bytes that an extended answer can have
)

// Command is a command before it is written. Le is how many bytes the answer may have at most, 0 for none.
type Command struct {
	Class, Instruction, P1, P2 byte
	Data                       []byte
	Le                         int
}

// Extended reports whether the command needs the extended form.
func (c Command) Extended() bool { return len(c.Data) > 255 || c.Le > MaxShort }

// Bytes writes the command in the shorter form that fits.
func (c Command) Bytes() ([]byte, error) {
	if len(c.Data) > 65535 || c.Le < 0 || c.Le > MaxExtended {
		return nil, ErrSize
	}
	b := []byte{c.Class, c.Instruction, c.P1, c.P2}
	if !c.Extended() {
		if len(c.Data) > 0 {
			b = append(append(b, byte(len(c.Data))), c.Data...)
		}
		if c.Le > 0 {
			b = append(b, byte(c.Le)) // 256 is written 00
		}
		return b, nil
	}
	b = append(b, 0)
	if len(c.Data) > 0 {
		b = append(append(b, byte(len(c.Data)>>8), byte(len(c.Data))), c.Data...)
	}
	if c.Le > 0 {
		b = append(b, byte(c.Le>>8), byte(c.Le)) // 65536 is written 0000
	}
	return b, nil
}

// Parse reads a command, as a chip does.
func Parse(b []byte) (Command, error) {
	if len(b) < 4 {
		return Command{}, fmt.Errorf("%w: %d bytes", ErrForm, len(b))
	}
	c := Command{Class: b[0], Instruction: b[1], P1: b[2], P2: b[3]}
	body := b[4:]
	switch {
	case len(body) == 0:
		return c, nil
	case len(body) == 1:
		c.Le = orMax(int(body[0]), MaxShort)
		return c, nil
	case body[0] != 0:
		return c.short(int(body[0]), body[1:])
	case len(body) == 3:
		c.Le = orMax(int(body[1])<<8|int(body[2]), MaxExtended)
		return c, nil
	case len(body) < 3:
		return Command{}, fmt.Errorf("%w: length", ErrForm)
	}
	return c.extended(int(body[1])<<8|int(body[2]), body[3:])
}

func (c Command) short(lc int, rest []byte) (Command, error) {
	switch len(rest) {
	case lc:
	case lc + 1:
		c.Le = orMax(int(rest[lc]), MaxShort)
	default:
		return Command{}, fmt.Errorf("%w: length %d, %d bytes", ErrForm, lc, len(rest))
	}
	c.Data = rest[:lc]
	return c, nil
}

func (c Command) extended(lc int, rest []byte) (Command, error) {
	switch {
	case lc > 0 && len(rest) == lc:
	case lc > 0 && len(rest) == lc+2:
		c.Le = orMax(int(rest[lc])<<8|int(rest[lc+1]), MaxExtended)
	default:
		return Command{}, fmt.Errorf("%w: length %d, %d bytes", ErrForm, lc, len(rest))
	}
	c.Data = rest[:lc]
	return c, nil
}

func orMax(n, most int) int {
	if n == 0 {
		return most
	}
	return n
}

// Status is SW1 SW2.
type Status uint16

// Statuses that decide something here (ISO/IEC 7816-4 section 5.6).
const (
	OK                   Status = 0x9000
	EndOfFile            Status = 0x6282
	WrongLength          Status = 0x6700
	SecurityNotSatisfied Status = 0x6982
	ConditionsNotMet     Status = 0x6985
	SMObjectsMissing     Status = 0x6987
	SMObjectsIncorrect   Status = 0x6988
	WrongData            Status = 0x6A80
	FileNotFound         Status = 0x6A82
	WrongParameters      Status = 0x6A86
	ReferenceNotFound    Status = 0x6A88
	WrongOffset          Status = 0x6B00
	UnknownInstruction   Status = 0x6D00
)

func (s Status) String() string { return fmt.Sprintf("%04X", uint16(s)) }

// AuthenticationFailed reports whether the status says that a secret was wrong: 6300 or 63Cx.
func (s Status) AuthenticationFailed() bool { return s>>8 == 0x63 }

// Split parts an answer into data and status.
func Split(answer []byte) ([]byte, Status, error) {
	n := len(answer) - 2
	if n < 0 {
		return nil, 0, fmt.Errorf("%w: an answer of %d bytes", ErrForm, len(answer))
	}
	return answer[:n:n], Status(uint16(answer[n])<<8 | uint16(answer[n+1])), nil
}
