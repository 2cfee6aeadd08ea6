package simulator_test

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"buergerterminal/devices/simulator"
)

// twin is a chip reader with a terminal of the test's own at its end of the line.
type twin struct {
	t     *testing.T
	model *simulator.CardReader
	line  net.Conn
}

// newTwin starts it with a card in the slot, if one is named: the reader then has nothing to tell by itself.
func newTwin(t *testing.T, o simulator.CardReaderOptions, cards ...string) *twin {
	t.Helper()
	near, far := net.Pipe()
	w := &twin{t: t, model: simulator.NewCardReader(o), line: near}
	for _, card := range cards {
		w.control("insert", card)
	}
	ctx, cancel := context.WithCancel(t.Context())
	served := make(chan error, 1)
	go func() { served <- w.model.Serve(ctx, far) }()
	t.Cleanup(func() {
		cancel()
		near.Close()
		far.Close()
		<-served
	})
	near.SetDeadline(time.Now().Add(patience))
	return w
}

func (w *twin) control(command string, args ...string) {
	w.t.Helper()
	if _, err := w.model.Control(w.t.Context(), command, args); err != nil {
		w.t.Fatal(err)
	}
}

// framed completes a message, given as hex, with 03 06 and its check byte.
func framed(t *testing.T, message string) []byte {
	t.Helper()
	b, err := hex.DecodeString("0306" + strings.ReplaceAll(message, " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	var check byte
	for _, x := range b {
		check ^= x
	}
	return append(b, check)
}

// says sends bytes and reads so many as are wanted.
func (w *twin) says(sent, want []byte) {
	w.t.Helper()
	if _, err := w.line.Write(sent); err != nil {
		w.t.Fatal(err)
	}
	got := make([]byte, len(want))
	if _, err := io.ReadFull(w.line, got); err != nil || !bytes.Equal(got, want) {
		w.t.Errorf("to %X it says\n%X, want\n%X (%v)", sent, got, want, err)
	}
}

// TestCardReaderFrames: the bytes of a start, as they were recorded with libccid.
func TestCardReaderFrames(t *testing.T) {
	w := newTwin(t, simulator.CardReaderOptions{})
	for _, c := range []struct{ command, answer string }{
		{"6B 01000000 00 00 000000 02", "83 12000000 00 00 020000" + hex.EncodeToString([]byte("GemTwin-V2.00-GS01"))},
		{"6B 03000000 00 01 000000 010101", "83 00000000 00 01 020000"},
		{"65 00000000 00 02 000000", "81 00000000 00 02 020000"},
	} {
		sent := framed(t, c.command)
		w.says(sent, append(bytes.Clone(sent), framed(t, c.answer)...))
	}
	w.control("insert", "plain")
	for _, c := range []struct{ command, before, answer string }{
		{"65 00000000 00 03 000000", "5003", "81 00000000 00 03 010000"},
		{"62 00000000 00 04 010000", "", "80 04000000 00 04 000000 3B800181"},
		{"61 07000000 00 05 010000 1110004D002000", "", "82 07000000 00 05 000001 1110004D002000"},
		{"6C 00000000 00 06 000000", "", "82 07000000 00 06 000001 1110004D002000"},
		{"6F 05000000 00 07 000000 00C101FE3E", "", "80 05000000 00 07 000000 00E101FE1E"},
		{"6F 09000000 00 08 000000 000005008400000485", "", "80 0A000000 00 08 000000"},
		{"63 00000000 00 09 000000", "", "81 00000000 00 09 010000"},
	} {
		sent := framed(t, c.command)
		before, _ := hex.DecodeString(c.before)
		answer := framed(t, c.answer)
		if strings.HasPrefix(c.answer, "80 0A") { // random numbers: the header only
			answer = answer[:len(answer)-1]
			w.says(sent, append(append(bytes.Clone(sent), before...), answer...))
			if _, err := io.ReadFull(w.line, make([]byte, 11)); err != nil {
				t.Fatal(err)
			}
			continue
		}
		w.says(sent, append(append(bytes.Clone(sent), before...), answer...))
	}
	if c := w.model.Complaints(); len(c) > 0 {
		t.Error(c)
	}
}

// TestCardReaderTellsUnasked: until it is told otherwise, the reader tells of movements at once.
func TestCardReaderTellsUnasked(t *testing.T) {
	w := newTwin(t, simulator.CardReaderOptions{Quiet: true})
	sent := framed(t, "65 00000000 00 02 000000")
	w.says(sent, framed(t, "81 00000000 00 02 020000")) // it is there
	w.control("insert")
	got := make([]byte, 2)
	if _, err := io.ReadFull(w.line, got); err != nil || !bytes.Equal(got, []byte{0x50, 0x03}) {
		t.Errorf("%X, %v", got, err)
	}
	w.control("remove")
	if _, err := io.ReadFull(w.line, got); err != nil || !bytes.Equal(got, []byte{0x50, 0x02}) {
		t.Errorf("%X, %v", got, err)
	}
}

// TestCardReaderComplains: what the real reader or a real card would refuse is noted, each in its own words.
func TestCardReaderComplains(t *testing.T) {
	on := []string{"62 00000000 00 01 010000", "61 07000000 00 02 010000 1110004500FE00"}
	for _, c := range []struct {
		name   string
		before []string
		bytes  string // raw; or
		frame  string
		want   string
	}{
		{name: "wrong check byte", bytes: "0306650000000000020000FF00", want: "wrong check byte"},
		{name: "no frame", bytes: "41", want: "begins with 03 06"},
		{name: "too long", bytes: "03066F00020000000200000000", want: "a message of 522 bytes"},
		{name: "breaks off", bytes: "030665", want: "stopped after 3 bytes"},
		{name: "another slot", frame: "65 00000000 01 02 000000", want: "slot 1"},
		{name: "unknown command", frame: "64 00000000 00 02 000000", want: "no command 64"},
		{name: "data where there are none", frame: "65 01000000 00 02 000000 00", want: "neither parameters nor data"},
		{name: "unknown escape", frame: "6B 01000000 00 02 000000 77", want: "escape 77"},
		{name: "unknown voltage", frame: "62 00000000 00 02 040000", want: "power with 040000"},
		{name: "parameters without power", frame: "61 07000000 00 02 010000 1110004D002000", want: "without power"},
		{name: "parameters too short", before: on[:1], frame: "61 05000000 00 02 010000 1110004D00", want: "5 bytes of parameters for T=1"},
		{name: "parameters that there are not", before: on[:1], frame: "61 07000000 00 02 010000 1110004D00FF00", want: "parameters 1110004D00FF00"},
		{name: "another speed than the card's", before: on[:1], frame: "61 07000000 00 02 010000 9510004D002000", want: "the card uses 11"},
		{name: "block without power", frame: "6F 04000000 00 02 000000 00800080", want: "without power"},
		{name: "level", before: on, frame: "6F 04000000 00 03 000100 00800080", want: "level parameter"},
		{name: "block before T=1", before: on[:1], frame: "6F 04000000 00 03 000000 00800080", want: "before the reader was told of T=1"},
		{name: "block not whole", before: on, frame: "6F 04000000 00 03 000000 00800081", want: "not whole"},
		{name: "address", before: on, frame: "6F 04000000 00 03 000000 12800092", want: "address 12"},
		{name: "number", before: on, frame: "6F 08000000 00 03 000000 00400400840000C0", want: "block 1, expected 0"},
		{name: "ready block with data", before: on, frame: "6F 05000000 00 03 000000 0080010081", want: "a ready block"},
		{name: "unknown request", before: on, frame: "6F 04000000 00 03 000000 00C500C5", want: "a supervisory block C5"},
		{name: "more time that was not asked for", before: on, frame: "6F 05000000 00 03 000000 00E30102E0", want: "a supervisory block E3"},
		{name: "selection too late", before: append(on, "6F 04000000 00 03 000000 00C000C0"), frame: "6F 03000000 00 04 000000 FF01FE", want: "after the first block"},
		{name: "selection of nonsense", before: on[:1], frame: "6F 03000000 00 04 000000 FF00FF", want: "selection FF00FF"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newTwin(t, simulator.CardReaderOptions{}, "test")
			for _, b := range c.before {
				w.answered(framed(t, b))
			}
			last, err := hex.DecodeString(c.bytes)
			if err != nil {
				t.Fatal(err)
			}
			if c.bytes == "" {
				last = framed(t, c.frame)
			}
			if _, err := w.line.Write(last); err != nil {
				t.Fatal(err)
			}
			for deadline := time.Now().Add(patience); ; {
				all := strings.Join(w.model.Complaints(), "; ")
				if strings.Contains(all, c.want) {
					return
				}
				if time.Now().After(deadline) {
					t.Fatalf("%q, want %q", all, c.want)
				}
			}
		})
	}
}

// answered sends a command and waits for its echo and answer.
func (w *twin) answered(command []byte) {
	w.t.Helper()
	w.says(command, command)
	header := make([]byte, 12)
	if _, err := io.ReadFull(w.line, header); err != nil {
		w.t.Fatal(err)
	}
	if _, err := io.ReadFull(w.line, make([]byte, int(header[3])+1)); err != nil {
		w.t.Fatal(err)
	}
}

func TestCardReaderControl(t *testing.T) {
	m := simulator.NewCardReader(simulator.CardReaderOptions{Cards: map[string]func() simulator.Chip{"own": func() simulator.Chip { return ownChip{} }}})
	for _, c := range []struct {
		words string
		reply string
		err   string
	}{
		{"state", "empty", ""},
		{"remove", "", "the slot is empty"},
		{"insert tractor", "", `no card "tractor"`},
		{"insert own", "inserted own", ""},
		{"insert", "", "own is still in the slot"},
		{"state", "holds own", ""},
		{"nak 0", "", "a number from 1"},
		{"nak x", "", "a number from 1"},
		{"dance", "", "no command"},
		{"names", "both crc fast fixed low none nonsense own plain t0 test too-fast", ""},
		{"remove", "removed own", ""},
	} {
		words := strings.Fields(c.words)
		reply, err := m.Control(t.Context(), words[0], words[1:])
		if reply != c.reply || (err == nil) != (c.err == "") || err != nil && !strings.Contains(err.Error(), c.err) {
			t.Errorf("%s: %q, %v", c.words, reply, err)
		}
	}
}

type ownChip struct{}

func (ownChip) ATR() []byte { return []byte{0x3B, 0x80, 0x01, 0x81} }

func (ownChip) Transmit(context.Context, []byte) ([]byte, error) { return nil, errors.New("gone") }

// memory is a line that brings what it was given and then ends; what the model says is lost.
type memory struct{ io.Reader }

func (memory) Write(p []byte) (int, error) { return len(p), nil }

// FuzzCardReader: whatever a terminal sends to a reader with a card under power, the model survives it, and notes no more than it may.
func FuzzCardReader(f *testing.F) {
	power := []byte{0x03, 0x06, 0x62, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0x67}
	f.Add([]byte{0x6F, 0, 0x80, 0, 0x80})
	f.Add([]byte{0x6F, 0xFF, 0x01, 0xFE})
	f.Add([]byte{0x61, 0x11, 0x10, 0x00, 0x45, 0x00, 0xFE, 0x00})
	f.Add([]byte{0x6B, 0x02})
	f.Add([]byte{0x6F, 0, 0, 4, 0, 0xB0, 0, 0, 0xB4})
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) < 2 || len(b) > 250 {
			return
		}
		frame := append([]byte{0x03, 0x06, b[0], byte(len(b) - 1), 0, 0, 0, 0, 2, b[1] & 1, 0, 0}, b[1:]...)
		var check byte
		for _, x := range frame {
			check ^= x
		}
		m := simulator.NewCardReader(simulator.CardReaderOptions{})
		if _, err := m.Control(t.Context(), "insert", []string{"test"}); err != nil {
			t.Fatal(err)
		}
		// one Read a frame, as on a line where a terminal waits for each answer
		line := memory{io.MultiReader(bytes.NewReader(power), bytes.NewReader(append(frame, check)), bytes.NewReader(b))}
		if err := m.Serve(t.Context(), line); !errors.Is(err, io.EOF) {
			t.Errorf("%X: %v", b, err)
		}
		if c := m.Complaints(); len(c) > 100 {
			t.Errorf("%d complaints", len(c))
		}
	})
}
