package passport

import (
	"bytes"
	"context"
	"errors"
	"image/jpeg"
	"strings"
	"testing"

	"buergerterminal/devices/idcard/emrtd/apdu"
	"buergerterminal/devices/idcard/emrtd/sm"
)

// send gives a command to the chip and returns the status.
func send(t *testing.T, c *Card, command apdu.Command) ([]byte, apdu.Status) {
	t.Helper()
	b, err := command.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	response, err := c.Transmit(t.Context(), b)
	if err != nil {
		t.Fatal(err)
	}
	data, status, err := apdu.Split(response)
	if err != nil {
		t.Fatal(err)
	}
	return data, status
}

func application() apdu.Command {
	return apdu.Command{Instruction: 0xA4, P1: 4, P2: 0x0C, Data: []byte{0xA0, 0, 0, 2, 0x47, 0x10, 1}}
}

func selecting(id uint16) apdu.Command {
	return apdu.Command{Instruction: 0xA4, P1: 2, P2: 0x0C, Data: []byte{byte(id >> 8), byte(id)}}
}

// TestWhatAChipRefuses: each command that a driver should not send is refused and complained about.
func TestWhatAChipRefuses(t *testing.T) {
	reading := apdu.Command{Instruction: 0xB0, Le: 4}
	for _, c := range []struct {
		name     string
		before   []apdu.Command
		command  apdu.Command
		status   apdu.Status
		complain bool
	}{
		{"a file before the chip is open", []apdu.Command{application()}, selecting(0x0101), apdu.SecurityNotSatisfied, false},
		{"a file that is not there", nil, selecting(0x0102), apdu.FileNotFound, false},
		{"another application", nil, apdu.Command{Instruction: 0xA4, P1: 4, P2: 0x0C, Data: []byte{1}}, apdu.FileNotFound, false},
		{"a form of SELECT that few chips have", nil, apdu.Command{Instruction: 0xA4, P1: 9, Data: []byte{1}}, apdu.WrongParameters, true},
		{"reading without a file", nil, reading, 0x6986, true},
		{"reading without Le", []apdu.Command{selecting(idCardAccess)}, apdu.Command{Instruction: 0xB0}, apdu.WrongLength, true},
		{"reading behind the end", []apdu.Command{selecting(idCardAccess)}, apdu.Command{Instruction: 0xB0, P1: 0x10, Le: 1}, apdu.WrongOffset, true},
		{"more than there is", []apdu.Command{selecting(idCardAccess)}, apdu.Command{Instruction: 0xB0, Le: 256}, apdu.EndOfFile, false},
		{"a challenge outside the application", nil, apdu.Command{Instruction: 0x84, Le: 8}, apdu.ConditionsNotMet, true},
		{"a challenge of another length", []apdu.Command{application()}, apdu.Command{Instruction: 0x84, Le: 4}, apdu.WrongLength, true},
		{"mutual authentication without a challenge", []apdu.Command{application()}, apdu.Command{Instruction: 0x82, Data: make([]byte, 40), Le: 40}, apdu.ConditionsNotMet, true},
		{"PACE without its protocol", nil, apdu.Command{Instruction: 0x86, Data: []byte{0x7C, 0}, Le: 256}, apdu.ConditionsNotMet, true},
		{"PACE inside the application", []apdu.Command{application()}, apdu.Command{Instruction: 0x22, P1: 0xC1, P2: 0xA4, Data: []byte{0x83, 1, 1}}, apdu.ConditionsNotMet, true},
		{"PACE with a protocol that is not offered", nil, apdu.Command{Instruction: 0x22, P1: 0xC1, P2: 0xA4, Data: []byte{0x83, 1, 1}}, apdu.WrongData, true},
		{"PACE with a number that it does not have", nil, apdu.Command{Instruction: 0x22, P1: 0xC1, P2: 0xA4, Data: []byte{0x83, 1, 2}}, apdu.ReferenceNotFound, false},
		{"a protected command outside a session", nil, apdu.Command{Class: 0x0C, Instruction: 0xA4}, apdu.SMObjectsIncorrect, true},
		{"an instruction that no chip has", nil, apdu.Command{Instruction: 0xEE}, apdu.UnknownInstruction, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			card, err := New(Options{Picture: 1})
			if err != nil {
				t.Fatal(err)
			}
			for _, b := range c.before {
				send(t, card, b)
			}
			if _, status := send(t, card, c.command); status != c.status {
				t.Errorf("status %v, want %v", status, c.status)
			}
			if complained := len(card.Complaints()) > 0; complained != c.complain {
				t.Errorf("complaints: %v", card.Complaints())
			}
		})
	}
}

// inSession is a chip in the session of a known key.
func inSession(t *testing.T) (*Card, *session) {
	t.Helper()
	card, err := New(Options{Picture: 1})
	if err != nil {
		t.Fatal(err)
	}
	card.state = state{application: true, open: true, session: newSession(sm.AES128, []byte("test"), nil)}
	return card, newSession(sm.AES128, []byte("test"), nil)
}

// TestWhatEndsASession: protection that is missing or wrong ends the session with a complaint.
func TestWhatEndsASession(t *testing.T) {
	for name, c := range map[string]struct {
		command apdu.Command
		status  apdu.Status
	}{
		"unprotected":        {selecting(idCOM), apdu.SMObjectsMissing},
		"no check value":     {apdu.Command{Class: 0x0C, Instruction: 0xB0, Data: []byte{0x97, 1, 4}, Le: 256}, apdu.SMObjectsMissing},
		"wrong check value":  {apdu.Command{Class: 0x0C, Instruction: 0xB0, Data: append([]byte{0x97, 1, 4, 0x8E, 8}, make([]byte, 8)...), Le: 256}, apdu.SMObjectsIncorrect},
		"Le of the contents": {apdu.Command{Class: 0x0C, Instruction: 0xB0, Data: append([]byte{0x97, 1, 4, 0x8E, 8}, make([]byte, 8)...), Le: 4}, apdu.WrongLength},
	} {
		card, _ := inSession(t)
		if _, status := send(t, card, c.command); status != c.status || len(card.Complaints()) != 1 || card.state.session != nil || card.state.open {
			t.Errorf("%s: %v, %v", name, status, card.Complaints())
		}
	}
}

// TestCounter: a command that was sent before is refused.
func TestCounter(t *testing.T) {
	card, ours := inSession(t)
	ours.count()
	body := append([]byte{0x97, 1, 4}, 0x8E, 8)
	check, err := ours.check(bytes.Join([][]byte{ours.counter, sm.Pad([]byte{0x0C, 0xB0, 0, 0}, 16), body[:3]}, nil))
	if err != nil {
		t.Fatal(err)
	}
	command := apdu.Command{Class: 0x0C, Instruction: 0xB0, Data: append(body, check...), Le: 256}
	if _, status := send(t, card, command); status != 0x6986 { // the protection is right, only no file is selected
		t.Fatal(status)
	}
	if _, status := send(t, card, command); status != apdu.SMObjectsIncorrect || !strings.Contains(strings.Join(card.Complaints(), " "), "counter") {
		t.Error("a repeated command was taken:", card.Complaints())
	}
}

func TestTakenAway(t *testing.T) {
	card, err := New(Options{Picture: 1, RemovedAfter: 1})
	if err != nil {
		t.Fatal(err)
	}
	send(t, card, application())
	if _, err := card.Transmit(t.Context(), []byte{0, 0x84, 0, 0, 8}); !errors.Is(err, ErrRemoved) {
		t.Error(err)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := card.Transmit(ended, []byte{0, 0x84, 0, 0, 8}); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

func TestFaceIsAPicture(t *testing.T) {
	b, err := Face()
	if err != nil {
		t.Fatal(err)
	}
	m, err := jpeg.Decode(bytes.NewReader(b))
	if err != nil || m.Bounds().Dx() != 240 || len(b) > defaultPicture {
		t.Error(len(b), err)
	}
}

func TestReset(t *testing.T) {
	card, _ := inSession(t)
	card.Reset()
	if _, status := send(t, card, selecting(idCardAccess)); status != apdu.OK {
		t.Error(status)
	}
	if atr := card.ATR(); atr[0] != 0x3B || atr[2] != 0x80 || atr[3] != 0x01 {
		t.Errorf("ATR %X does not offer T=1", atr)
	}
}
