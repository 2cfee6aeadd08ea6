package emrtd_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"buergerterminal/devices"
	"buergerterminal/devices/idcard/emrtd"
	"buergerterminal/devices/idcard/emrtd/sm"
	"buergerterminal/devices/simulator/passport"
)

// TestWhatDoesNotOpen: each refusal has its own fault, and no error names a datum.
func TestWhatDoesNotOpen(t *testing.T) {
	otherZone := emrtd.Access{MRZ: &emrtd.MRZKey{Number: "X12345678", Birth: "600101", Expiry: "300101"}}
	for _, c := range []struct {
		name    string
		options passport.Options
		access  emrtd.Access
		want    devices.Fault
	}{
		{"another zone, BAC", passport.Options{PACE: []passport.PACE{}}, otherZone, devices.FaultChipSecret},
		{"another zone, PACE", passport.Options{}, otherZone, devices.FaultChipSecret},
		{"another number", passport.Options{CAN: "123456"}, emrtd.Access{CAN: "654321"}, devices.FaultChipSecret},
		{"a number where the chip has none", passport.Options{}, emrtd.Access{CAN: "654321"}, devices.FaultChipRefused},
		{"a number where the chip has BAC only", passport.Options{PACE: []passport.PACE{}}, emrtd.Access{CAN: "654321"}, devices.FaultChipSecret},
		{"nothing", passport.Options{}, emrtd.Access{}, devices.FaultChipSecret},
		{"neither BAC nor PACE", passport.Options{PACE: []passport.PACE{}, NoBAC: true}, otherZone, devices.FaultChipRefused},
		{"a German identity card by its number", passport.Options{Identity: true, CAN: "123456"}, emrtd.Access{CAN: "123456"}, devices.FaultChipAuthority},
		{"the same with another number", passport.Options{Identity: true, CAN: "123456"}, emrtd.Access{CAN: "111111"}, devices.FaultChipSecret},
	} {
		t.Run(c.name, func(t *testing.T) {
			card := newCard(t, c.options)
			d, err := emrtd.Read(t.Context(), card, c.access, emrtd.Trust{}, nil)
			if devices.FaultOf(err) != c.want {
				t.Fatalf("%v, want %s", err, c.want)
			}
			if d.MRZ.Number != "" || len(d.Face.Data) != 0 {
				t.Error("a document came with the error")
			}
			for _, secret := range []string{"L898902C3", "740812", "340415", "ERIKSSON", "X12345678", "600101", "654321", "123456", "111111"} {
				if strings.Contains(err.Error(), secret) {
					t.Errorf("the error names %s: %v", secret, err)
				}
			}
		})
	}
	zone := newCard(t, passport.Options{Identity: true})
	if _, err := emrtd.Read(t.Context(), zone, zoneOf(t, zone), emrtd.Trust{}, nil); devices.FaultOf(err) != devices.FaultChipAuthority {
		t.Error("a German identity card by its zone:", err)
	}
}

// TestTheZoneHelpsWhereTheNumberDoesNot: with both, the chip opens if one of them fits.
func TestTheZoneHelpsWhereTheNumberDoesNot(t *testing.T) {
	for _, can := range []string{"", "123456"} {
		card := newCard(t, passport.Options{CAN: can, Picture: 1})
		access := zoneOf(t, card)
		access.CAN = "999999"
		if _, err := emrtd.Read(t.Context(), card, access, emrtd.Trust{}, nil); err != nil {
			t.Errorf("number %q: %v", can, err)
		}
	}
}

// TestTakenAwayAtEveryCommand takes the document away after each command in turn: an error each time, no document, no panic.
func TestTakenAwayAtEveryCommand(t *testing.T) {
	issuer := newIssuer(t, passport.Named256)
	options := passport.Options{Issuer: issuer, Picture: 1, ChipAuthentication: sm.AES128, Extra: passport.Extra{DG11: true, JPEG2000: true}}
	whole := newCard(t, options)
	if _, err := emrtd.Read(t.Context(), whole, zoneOf(t, whole), trusting(t, issuer), nil); err != nil {
		t.Fatal(err)
	}
	if whole.Commands() < 20 {
		t.Fatalf("only %d commands", whole.Commands())
	}
	for n := 1; n < whole.Commands(); n++ {
		options.RemovedAfter = n
		card := newCard(t, options)
		d, err := emrtd.Read(t.Context(), card, zoneOf(t, card), trusting(t, issuer), nil)
		if !errors.Is(err, passport.ErrRemoved) || devices.FaultOf(err) != devices.FaultUnplugged || d.MRZ.Number != "" || d.Face.Data != nil {
			t.Fatalf("after %d commands: %v", n, err)
		}
	}
}

// faulty is a reader that gives its own faults.
type faulty struct{ err error }

func (f faulty) Transmit(context.Context, []byte) ([]byte, error) { return nil, f.err }

func TestTheReadersFaultIsKept(t *testing.T) {
	_, err := emrtd.Read(t.Context(), faulty{devices.Errorf(devices.FaultChipRemoved, "gone")}, emrtd.Access{CAN: "1"}, emrtd.Trust{}, nil)
	if devices.FaultOf(err) != devices.FaultChipRemoved {
		t.Error(err)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := emrtd.Read(ended, faulty{}, emrtd.Access{CAN: "1"}, emrtd.Trust{}, nil); devices.FaultOf(err) != devices.FaultCancelled {
		t.Error(err)
	}
}

// tampering changes one bit of the n-th answer and notes how long the answers are.
type tampering struct {
	emrtd.Card
	n, bit  int
	lengths []int
}

func (c *tampering) Transmit(ctx context.Context, command []byte) ([]byte, error) {
	b, err := c.Card.Transmit(ctx, command)
	c.lengths = append(c.lengths, len(b))
	if len(c.lengths) == c.n {
		b[c.bit/8] ^= 1 << (c.bit % 8)
	}
	return b, err
}

// TestTampering changes bits of every answer behind the way in, one at a time. Read must fail, or note that something was refused; a document
// that looks whole and genuine must not come out. That every bit of an answer is checked is tested in package sm.
func TestTampering(t *testing.T) {
	issuer := newIssuer(t, passport.Named256)
	trust := trusting(t, issuer)
	read := func(n, bit int) (emrtd.Document, []int, error) {
		card, err := passport.New(passport.Options{Issuer: issuer, Picture: 1, PACE: []passport.PACE{}, Extra: passport.Extra{JPEG2000: true}})
		if err != nil {
			t.Fatal(err)
		}
		wire := &tampering{Card: card, n: n, bit: bit}
		d, err := emrtd.Read(t.Context(), wire, zoneOf(t, card), trust, nil)
		return d, wire.lengths, err
	}
	_, lengths, err := read(0, 0)
	if err != nil {
		t.Fatal(err)
	}
	const before = 5 // EF.CardAccess and EF.ATR/INFO are missing, the application is selected, BAC has two steps
	for n := before + 1; n <= len(lengths); n++ {
		bits := 8 * lengths[n-1]
		for _, bit := range []int{0, bits / 3, bits - 90, bits - 1} {
			d, _, err := read(n, max(bit, 0))
			if err == nil && d.Authenticity.Verdict == emrtd.Genuine && len(d.Incomplete) == 0 {
				t.Fatalf("answer %d, bit %d: nothing was noticed", n, bit)
			}
		}
	}
}
