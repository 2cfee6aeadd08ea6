package t1

import (
	"errors"
	"fmt"
	"slices"
)

// longestATR is TS and 32 bytes after it.
const longestATR = 33

// Why bytes are no answer to reset.
var (
	ErrATRShort = errors.New("answer to reset ends too early")
	ErrATRLong  = errors.New("answer to reset goes on after its end")
	ErrATRStart = errors.New("answer to reset begins with neither 3B nor 3F")
	ErrATRCheck = errors.New("answer to reset with a wrong check byte")
)

// Specific holds the interface bytes that stand between two TD, each -1 if it is not there.
type Specific struct {
	Protocol   int // that the bytes are for: 0 to 14, 15 for all, -1 in the first group, which is for all too
	TA, TB, TC int
}

// ATR is a card's answer to reset.
type ATR struct {
	Bytes      []byte
	Inverse    bool       // the card writes its bits the other way round; the reader undoes it
	Groups     []Specific // TA1 TB1 TC1 are Groups[0]
	Protocols  []int      // offered, in the card's order, without 15; never empty
	Historical []byte
}

// ParseATR reads an answer to reset of 2 to 33 bytes. The error is one of the ErrATR.
func ParseATR(b []byte) (ATR, error) {
	if len(b) < 2 {
		return ATR{}, ErrATRShort
	}
	if b[0] != 0x3B && b[0] != 0x3F {
		return ATR{}, ErrATRStart
	}
	if len(b) > longestATR {
		return ATR{}, ErrATRLong
	}
	a := ATR{Bytes: slices.Clone(b), Inverse: b[0] == 0x3F}
	rest, err := a.groups(b[1]>>4, b[2:])
	if err != nil {
		return ATR{}, err
	}
	historical := int(b[1] & 0x0F)
	if len(rest) < historical {
		return ATR{}, ErrATRShort
	}
	a.Historical, rest = slices.Clone(rest[:historical]), rest[historical:]
	return a, a.check(rest)
}

// groups takes the interface bytes off the front of b. present has a bit for each of TA, TB, TC and TD.
func (a *ATR) groups(present byte, b []byte) (rest []byte, err error) {
	protocol := -1
	for {
		g := Specific{Protocol: protocol, TA: -1, TB: -1, TC: -1}
		td := -1
		for i, field := range []*int{&g.TA, &g.TB, &g.TC, &td} {
			if present&(1<<i) == 0 {
				continue
			}
			if len(b) == 0 {
				return nil, ErrATRShort
			}
			*field, b = int(b[0]), b[1:]
		}
		a.Groups = append(a.Groups, g)
		if td < 0 {
			break
		}
		present, protocol = byte(td)>>4, td&0x0F
		if protocol != 15 && !slices.Contains(a.Protocols, protocol) {
			a.Protocols = append(a.Protocols, protocol)
		}
	}
	if len(a.Protocols) == 0 {
		a.Protocols = []int{0}
	}
	return b, nil
}

// check judges what follows the historical bytes: a check byte, or nothing where only T=0 is offered.
func (a *ATR) check(rest []byte) error {
	checked := len(a.Groups) > 1 && slices.ContainsFunc(a.Groups[1:], func(g Specific) bool { return g.Protocol != 0 })
	switch {
	case !checked && len(rest) == 0:
		return nil
	case len(rest) == 0:
		return ErrATRShort
	case len(rest) > 1 || !checked:
		return ErrATRLong
	case lrc(a.Bytes[1:]) != 0:
		return ErrATRCheck
	}
	return nil
}

// Specific reports whether the card stays with one protocol (TA2), which one, and whether its speed is its own secret.
func (a ATR) Specific() (protocol int, implicit, ok bool) {
	if len(a.Groups) < 2 || a.Groups[1].TA < 0 {
		return 0, false, false
	}
	return a.Groups[1].TA & 0x0F, a.Groups[1].TA&0x10 != 0, true
}

// Offers reports whether the card can speak the protocol.
func (a ATR) Offers(protocol int) bool {
	if only, _, ok := a.Specific(); ok {
		return only == protocol
	}
	return slices.Contains(a.Protocols, protocol)
}

// String gives the offer as technicians write it: "T=0 T=1, 12 historical bytes". The historical bytes can tell cards apart, and
// are left out.
func (a ATR) String() string {
	text := ""
	for _, p := range a.Protocols {
		text += fmt.Sprintf("T=%d ", p)
	}
	return fmt.Sprintf("%s, %d historical bytes", text[:max(len(text)-1, 0)], len(a.Historical))
}
