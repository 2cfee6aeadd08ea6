package emrtd

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"strings"
	"testing"

	"buergerterminal/devices/idcard/emrtd/apdu"
)

// script is a card that expects exactly these commands and gives these answers.
type script struct {
	t         *testing.T
	exchanges [][2]string
	at        int
}

func (s *script) Transmit(_ context.Context, command []byte) ([]byte, error) {
	if s.at >= len(s.exchanges) {
		s.t.Errorf("a command too many: %X", command)
		return nil, errors.New("end of the script")
	}
	x := s.exchanges[s.at]
	s.at++
	if want := unhex(s.t, x[0]); !bytes.Equal(command, want) {
		s.t.Errorf("command %d\n got %X\nwant %X", s.at, command, want)
		return nil, errors.New("not in the script")
	}
	return unhex(s.t, x[1]), nil
}

func (s *script) finished() {
	if s.at != len(s.exchanges) {
		s.t.Errorf("%d of %d commands came", s.at, len(s.exchanges))
	}
}

func unhex(t testing.TB, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(strings.ReplaceAll(s, " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func plainChannel(card Card) *channel { return &channel{card: card, answer: apdu.MaxShort} }
