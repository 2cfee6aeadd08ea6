package apdu

import (
	"bytes"
	"encoding/hex"
	"errors"
	"testing"
)

func TestBytes(t *testing.T) {
	long := bytes.Repeat([]byte{0xA5}, 300)
	for _, c := range []struct {
		name    string
		command Command
		want    string
	}{
		{"case 1", Command{Instruction: 0x84}, "00840000"},
		{"case 2, challenge of Doc 9303-11 D.3", Command{Instruction: 0x84, Le: 8}, "0084000008"},
		{"case 2, everything", Command{Instruction: 0xB0, Le: 256}, "00B0000000"},
		{"case 3, select", Command{Instruction: 0xA4, P1: 2, P2: 0x0C, Data: []byte{1, 0x1E}}, "00A4020C02011E"},
		{"case 4, step of PACE", Command{Class: 0x10, Instruction: 0x86, Data: []byte{0x7C, 0}, Le: 256}, "10860000027C0000"},
		{"case 2 extended", Command{Instruction: 0xB0, Le: 1000}, "00B000000003E8"},
		{"case 2 extended, everything", Command{Instruction: 0xB0, Le: 65536}, "00B00000000000"},
		{"case 3 extended", Command{Instruction: 0xD0, Data: long}, "00D0000000012C" + hex.EncodeToString(long)},
		{"case 4 extended for its answer", Command{Instruction: 0xB1, Data: []byte{1}, Le: 257}, "00B1000000000101" + "0101"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := c.command.Bytes()
			want, _ := hex.DecodeString(c.want)
			if err != nil || !bytes.Equal(got, want) {
				t.Fatalf("%X, %v", got, err)
			}
			back, err := Parse(got)
			if err != nil || back.Le != c.command.Le || !bytes.Equal(back.Data, c.command.Data) || back.Class != c.command.Class {
				t.Errorf("read back %+v, %v", back, err)
			}
		})
	}
	if _, err := (Command{Data: make([]byte, 65536)}).Bytes(); !errors.Is(err, ErrSize) {
		t.Error(err)
	}
}

func TestSplit(t *testing.T) {
	data, status, err := Split([]byte{1, 2, 0x90, 0})
	if err != nil || status != OK || !bytes.Equal(data, []byte{1, 2}) {
		t.Error(data, status, err)
	}
	if _, _, err := Split([]byte{0x90}); !errors.Is(err, ErrForm) {
		t.Error(err)
	}
	if !Status(0x63C2).AuthenticationFailed() || OK.AuthenticationFailed() {
		t.Error("63C2 says that a secret was wrong")
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"00840000", "0084000008", "00A4020C02011E", "00B000000003E8", "00B10000000001010101", "0000000000"} {
		b, _ := hex.DecodeString(s)
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		c, err := Parse(b)
		if err != nil {
			return
		}
		written, err := c.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		again, err := Parse(written)
		if err != nil || again.Le != c.Le || !bytes.Equal(again.Data, c.Data) {
			t.Fatalf("%X became %X", b, written)
		}
	})
}
