package t1

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"slices"
	"strings"
	"testing"

	"buergerterminal/devices"
)

// script is a card that answers from a list. Each line is "host block > card block", both without length-dependent check: the check
// bytes are added. "lost" as an answer never arrives, "~" before it damages its check byte.
type script struct {
	t          *testing.T
	crc        bool
	lines      []string
	extensions []int
}

func (s *script) Exchange(_ context.Context, block []byte, extension int) ([]byte, error) {
	s.t.Helper()
	s.extensions = append(s.extensions, extension)
	if len(s.lines) == 0 {
		s.t.Fatalf("after the end of the script: %X", block)
	}
	want, answer, _ := strings.Cut(s.lines[0], ">")
	s.lines = s.lines[1:]
	if w := s.bytes(want); !bytes.Equal(block, w) {
		s.t.Fatalf("sent %X, want %X", block, w)
	}
	answer = strings.TrimSpace(answer)
	if answer == "lost" {
		return nil, ErrGarbled
	}
	if answer == "gone" {
		return nil, devices.Errorf(devices.FaultChipRemoved, "gone")
	}
	damaged := strings.TrimPrefix(answer, "~")
	raw := s.bytes(damaged)
	if damaged != answer {
		raw[len(raw)-1] ^= 1
	}
	return raw, nil
}

func (s *script) bytes(text string) []byte {
	s.t.Helper()
	b, err := hex.DecodeString(strings.ReplaceAll(text, " ", ""))
	if err != nil {
		s.t.Fatal(err)
	}
	if s.crc {
		c := crc16(b)
		return append(b, byte(c>>8), byte(c))
	}
	return append(b, lrc(b))
}

// TestScenarios are conversations block by block. The command is always 00 A4 00 00 and the response 90 00 unless said otherwise.
func TestScenarios(t *testing.T) {
	for _, c := range []struct {
		name     string
		crc      bool
		ifsc     int
		response string
		fault    devices.Fault
		lines    []string
	}{
		{name: "plain", lines: []string{"00 00 04 00A40000 > 00 00 02 9000"}},
		{name: "two check bytes", crc: true, lines: []string{"00 00 04 00A40000 > 00 00 02 9000"}},
		{name: "command in three parts", ifsc: 2, lines: []string{
			"00 20 02 00A4 > 00 90 00",
			"00 40 02 0000 > 00 00 02 9000"}},
		{name: "response in three parts", response: "01020304059000", lines: []string{
			"00 00 04 00A40000 > 00 20 03 010203",
			"00 90 00 > 00 60 02 0405",
			"00 80 00 > 00 00 02 9000"}},
		{name: "more time, twice", lines: []string{
			"00 00 04 00A40000 > 00 C3 01 05",
			"00 E3 01 05 > 00 C3 01 02",
			"00 E3 01 02 > 00 00 02 9000"}},
		{name: "the card takes less from now on", ifsc: 3, lines: []string{
			"00 20 03 00A400 > 00 C1 01 01",
			"00 E1 01 01 > 00 90 00",
			"00 40 01 00 > 00 00 02 9000"}},
		{name: "rule 7.1: response damaged", lines: []string{
			"00 00 04 00A40000 > ~00 00 02 9000",
			"00 81 00 > 00 00 02 9000"}},
		{name: "rule 7.1: response lost", lines: []string{
			"00 00 04 00A40000 > lost",
			"00 82 00 > 00 00 02 9000"}},
		{name: "rule 7.2: damaged twice", lines: []string{
			"00 00 04 00A40000 > ~00 00 02 9000",
			"00 81 00 > lost",
			"00 81 00 > 00 00 02 9000"}},
		{name: "the command never arrived", lines: []string{
			"00 00 04 00A40000 > lost",
			"00 82 00 > 00 80 00",
			"00 00 04 00A40000 > 00 00 02 9000"}},
		{name: "the card did not understand", lines: []string{
			"00 00 04 00A40000 > 00 81 00",
			"00 00 04 00A40000 > 00 00 02 9000"}},
		{name: "a part of the command was not understood", ifsc: 2, lines: []string{
			"00 20 02 00A4 > 00 81 00",
			"00 20 02 00A4 > 00 90 00",
			"00 40 02 0000 > 00 00 02 9000"}},
		{name: "the receipt of a part was lost", ifsc: 2, lines: []string{
			"00 20 02 00A4 > lost",
			"00 82 00 > 00 90 00",
			"00 40 02 0000 > 00 00 02 9000"}},
		{name: "a part of the response damaged", response: "0102039000", lines: []string{
			"00 00 04 00A40000 > 00 20 03 010203",
			"00 90 00 > ~00 40 02 9000",
			"00 90 00 > 00 40 02 9000"}},
		{name: "the wish for the next part was not understood", response: "0102039000", lines: []string{
			"00 00 04 00A40000 > 00 20 03 010203",
			"00 90 00 > 00 92 00",
			"00 90 00 > 00 40 02 9000"}},
		{name: "a block twice", lines: []string{
			"00 00 04 00A40000 > 00 40 02 9000",
			"00 82 00 > 00 00 02 9000"}},
		{name: "answer to more time lost", lines: []string{
			"00 00 04 00A40000 > 00 C3 01 05",
			"00 E3 01 05 > lost",
			"00 82 00 > 00 C3 01 05",
			"00 E3 01 05 > 00 00 02 9000"}},
		{name: "rule 6: begun anew before the card had it all", ifsc: 2, lines: []string{
			"00 20 02 00A4 > lost",
			"00 82 00 > lost",
			"00 82 00 > lost",
			"00 C0 00 > 00 E0 00",
			"00 20 02 00A4 > 00 90 00",
			"00 40 02 0000 > 00 00 02 9000"}},
		{name: "not repeated once the card may have done it", fault: devices.FaultChipBroken, lines: []string{
			"00 00 04 00A40000 > lost",
			"00 82 00 > lost",
			"00 82 00 > lost",
			"00 C0 00 > 00 E0 00"}},
		{name: "resynchronisation answered at the third time", fault: devices.FaultChipBroken, lines: []string{
			"00 00 04 00A40000 > lost", "00 82 00 > lost", "00 82 00 > lost",
			"00 C0 00 > lost", "00 C0 00 > 00 82 00", "00 C0 00 > 00 E0 00"}},
		{name: "resynchronisation never answered", fault: devices.FaultChipBroken, lines: []string{
			"00 00 04 00A40000 > lost", "00 82 00 > lost", "00 82 00 > lost",
			"00 C0 00 > lost", "00 C0 00 > lost", "00 C0 00 > lost"}},
		{name: "rule 9: the card gives up", fault: devices.FaultChipBroken, lines: []string{
			"00 00 04 00A40000 > 00 C2 00",
			"00 E2 00 > 00 80 00",
			"00 C0 00 > 00 E0 00"}},
		{name: "a card may not ask for a new beginning", lines: []string{
			"00 00 04 00A40000 > 00 C0 00",
			"00 82 00 > 00 00 02 9000"}},
		{name: "receipt for more than there is", lines: []string{
			"00 00 04 00A40000 > 00 90 00",
			"00 82 00 > 00 00 02 9000"}},
		{name: "longer than was announced", lines: []string{
			"00 00 04 00A40000 > 00 00 21 " + strings.Repeat("00", 33),
			"00 82 00 > 00 00 02 9000"}},
		{name: "status cut off", fault: devices.FaultProtocol, lines: []string{"00 00 04 00A40000 > 00 00 01 90"}},
		{name: "card taken out", fault: devices.FaultChipRemoved, lines: []string{"00 00 04 00A40000 > gone"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			ifsc := c.ifsc
			if ifsc == 0 {
				ifsc = 32
			}
			s := &script{t: t, crc: c.crc, lines: c.lines}
			l := NewLink(s, Parameters{IFSC: ifsc, CRC: c.crc})
			response, err := l.Transmit(t.Context(), []byte{0x00, 0xA4, 0x00, 0x00})
			want := c.response
			if want == "" && c.fault == "" {
				want = "9000"
			}
			if devices.FaultOf(err) != c.fault || hex.EncodeToString(response) != want {
				t.Errorf("%X, %v; want %s, %q", response, err, want, c.fault)
			}
			if len(s.lines) > 0 {
				t.Errorf("not said: %q", s.lines)
			}
		})
	}
}

func TestExtensionReachesTheTransport(t *testing.T) {
	s := &script{t: t, lines: []string{"00 00 04 00A40000 > 00 C3 01 05", "00 E3 01 05 > 00 00 02 9000", "00 40 04 00A40000 > 00 40 02 9000"}}
	l := NewLink(s, Parameters{IFSC: 32})
	for range 2 {
		if _, err := l.Transmit(t.Context(), []byte{0, 0xA4, 0, 0}); err != nil {
			t.Fatal(err)
		}
	}
	if !slices.Equal(s.extensions, []int{0, 5, 0}) {
		t.Error(s.extensions)
	}
}

// TestAnnouncedAgain: after a failure in the middle the next command begins with a resynchronisation and the terminal's size.
func TestAnnouncedAgain(t *testing.T) {
	s := &script{t: t, lines: []string{
		"00 C1 01 FE > 00 E1 01 FE",
		"00 00 04 00A40000 > gone",
		"00 C0 00 > 00 E0 00", "00 C1 01 FE > lost", "00 C1 01 FE > 00 E1 01 FE",
		"00 00 04 00A40000 > 00 00 02 9000",
	}}
	l := NewLink(s, Parameters{IFSC: 32})
	if err := l.Announce(t.Context(), 254); err != nil {
		t.Fatal(err)
	}
	if _, from := l.Sizes(); from != 254 {
		t.Error(from)
	}
	if _, err := l.Transmit(t.Context(), []byte{0, 0xA4, 0, 0}); devices.FaultOf(err) != devices.FaultChipRemoved {
		t.Error(err)
	}
	if _, err := l.Transmit(t.Context(), []byte{0, 0xA4, 0, 0}); err != nil {
		t.Error(err)
	}
	if c := l.Counters(); c.Resynchronisation != 1 || c.Repeats != 1 || c.Blocks != 6 {
		t.Errorf("%+v", c)
	}
}

func TestCommandTooShort(t *testing.T) {
	l := NewLink(&script{t: t}, Parameters{IFSC: 32})
	if _, err := l.Transmit(t.Context(), []byte{0, 0xA4, 0}); devices.FaultOf(err) != devices.FaultProtocol {
		t.Error(err)
	}
}

// stubborn always answers the same.
type stubborn struct {
	answer []byte
	asked  int
}

func (s *stubborn) Exchange(context.Context, []byte, int) ([]byte, error) {
	s.asked++
	return s.answer, nil
}

// TestNoCardKeepsACommandGoing: whatever a card repeats, the command ends.
func TestNoCardKeepsACommandGoing(t *testing.T) {
	for name, b := range map[string]Block{
		"more time":     {PCB: WaitingTime, Data: []byte{1}},
		"another size":  {PCB: Size, Data: []byte{9}},
		"empty part":    InformationBlock(0, true, nil),
		"asks again":    ReadyBlock(0, CheckError),
		"wants more":    ReadyBlock(1, NoError),
		"gives up":      {PCB: Abort},
		"begins anew":   {PCB: Resynchronise},
		"has begun":     {PCB: Resynchronise | Answer},
		"same old part": InformationBlock(0, true, make([]byte, 32)),
	} {
		t.Run(name, func(t *testing.T) {
			card := &stubborn{answer: b.Encode(false)}
			_, err := NewLink(card, Parameters{IFSC: 2}).Transmit(t.Context(), make([]byte, 10))
			if devices.FaultOf(err) != devices.FaultChipBroken || card.asked > 200 {
				t.Errorf("%d blocks, %v", card.asked, err)
			}
		})
	}
}

// endless is a card whose response has no end.
type endless struct{ number byte }

func (e *endless) Exchange(context.Context, []byte, int) ([]byte, error) {
	b := InformationBlock(e.number, true, make([]byte, 32)).Encode(false)
	e.number ^= 1
	return b, nil
}

func TestEndlessResponse(t *testing.T) {
	_, err := NewLink(&endless{}, Parameters{IFSC: 32}).Transmit(t.Context(), make([]byte, 4))
	if devices.FaultOf(err) != devices.FaultProtocol {
		t.Error(err)
	}
}

// noisy answers from a list of bytes, the first of each answer being its length.
type noisy struct {
	bytes []byte
	asked int
}

func (n *noisy) Exchange(context.Context, []byte, int) ([]byte, error) {
	n.asked++
	if len(n.bytes) == 0 {
		return nil, ErrGarbled
	}
	size := min(int(n.bytes[0]), len(n.bytes)-1)
	answer := n.bytes[1 : 1+size]
	n.bytes = n.bytes[1+size:]
	if size > 0 && answer[0]&1 == 0 { // half of the answers get a right check byte, so that the rules are reached
		answer = append(slices.Clone(answer), lrc(answer))
	}
	return answer, nil
}

func FuzzLink(f *testing.F) {
	f.Add([]byte{5, 0, 0, 2, 0x90, 0}, 2)
	f.Add([]byte{4, 0, 0xC3, 1, 5, 5, 0, 0, 2, 0x90, 0}, 32)
	f.Add([]byte{3, 0, 0x90, 0, 3, 0, 0x81, 0, 3, 0, 0xC2, 0, 3, 0, 0xE0, 0}, 2)
	f.Fuzz(func(t *testing.T, card []byte, ifsc int) {
		if ifsc < 1 || ifsc > MaxIFS {
			return
		}
		n := &noisy{bytes: card}
		response, err := NewLink(n, Parameters{IFSC: ifsc}).Transmit(t.Context(), make([]byte, 40))
		if err == nil && len(response) < 2 || err != nil && devices.FaultOf(err) == "" {
			t.Errorf("%X, %v", response, err)
		}
		if n.asked > 1000+len(card) {
			t.Errorf("%d blocks", n.asked)
		}
		if errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	})
}
