package t1

import (
	"errors"
	"time"
)

// ErrNoT1 says that the card does not offer T=1, or only at a speed that it does not tell.
var ErrNoT1 = errors.New("the card does not offer T=1")

// The values that hold where the answer to reset is silent.
const (
	DefaultSpeed byte = 0x11 // F = 372, D = 1
	DefaultIFS        = 32
	MaxIFS            = 254
	defaultWait  byte = 0x4D // BWI 4, CWI 13
)

// Parameters are what a card's answer to reset asks for in T=1.
type Parameters struct {
	Speed    byte // TA1: index of F in the upper, of D in the lower half
	Guard    byte // TC1
	Wait     byte // TB of T=1: BWI in the upper, CWI in the lower half
	IFSC     int  // most bytes of information that the card takes in one block
	CRC      bool // two check bytes and not one
	Inverse  bool
	Selected bool // the card is in negotiable mode: another speed or protocol than its first needs a selection
	First    bool // T=1 is what the card speaks without a selection
}

// Parameters reads what concerns T=1, or ErrNoT1.
func (a ATR) Parameters() (Parameters, error) {
	p := Parameters{Speed: DefaultSpeed, Wait: defaultWait, IFSC: DefaultIFS, Inverse: a.Inverse}
	_, implicit, specific := a.Specific()
	if !a.Offers(1) || implicit {
		return Parameters{}, ErrNoT1
	}
	p.Selected, p.First = !specific, a.Protocols[0] == 1 || specific
	if first := a.Groups[0]; first.TA >= 0 {
		p.Speed = byte(first.TA)
	}
	if first := a.Groups[0]; first.TC >= 0 {
		p.Guard = byte(first.TC)
	}
	if size := a.first(func(g Specific) int { return g.TA }); size >= 1 && size <= MaxIFS {
		p.IFSC = size
	}
	if wait := a.first(func(g Specific) int { return g.TB }); wait >= 0 {
		p.Wait = byte(wait)
	}
	check := a.first(func(g Specific) int { return g.TC })
	p.CRC = check >= 0 && check&1 == 1
	return p, nil
}

// first is the first of the bytes that are for T=1 and no other protocol, or -1. They stand after TD2, and not all in the same group.
func (a ATR) first(field func(Specific) int) int {
	for _, g := range a.Groups[min(2, len(a.Groups)):] {
		if g.Protocol == 1 && field(g) >= 0 {
			return field(g)
		}
	}
	return -1
}

// Factors are F and D of a TA1, or false where the standard reserves one of them.
func Factors(speed byte) (f, d int, ok bool) {
	f = [16]int{372, 372, 558, 744, 1116, 1488, 1860, 0, 0, 512, 768, 1024, 1536, 2048, 0, 0}[speed>>4]
	d = [16]int{0, 1, 2, 4, 8, 16, 32, 64, 12, 20, 0, 0, 0, 0, 0, 0}[speed&0x0F]
	return f, d, f > 0 && d > 0
}

// Rate is how many bits a second a card sends at a speed and a clock in Hz; 0 for a reserved speed.
func Rate(speed byte, clock int) int {
	f, d, ok := Factors(speed)
	if !ok {
		return 0
	}
	return clock * d / f
}

// BlockWait is how long a card may take to begin its answer: 11 etu + 2^BWI · 960 · 372 / clock. The clock is in Hz, and speed is the
// one that is in use.
func (p Parameters) BlockWait(speed byte, clock int) time.Duration {
	bwi := min(int(p.Wait>>4), 9) // ten and more are reserved
	cycles := (1 << bwi) * 960 * 372
	return time.Duration(cycles)*time.Second/time.Duration(clock) + etus(11, speed, clock)
}

// CharacterWait is how long a card may pause between two bytes of a block: 11 + 2^CWI etu.
func (p Parameters) CharacterWait(speed byte, clock int) time.Duration {
	return etus(11+1<<(p.Wait&0x0F), speed, clock)
}

func etus(n int, speed byte, clock int) time.Duration {
	f, d, ok := Factors(speed)
	if !ok {
		f, d = 372, 1
	}
	return time.Duration(n) * time.Duration(f) * time.Second / time.Duration(d*clock)
}
