package ccid_test

import (
	"bytes"
	"context"
	"path/filepath"
	"testing"
	"time"

	"buergerterminal/devices"
	"buergerterminal/devices/idcard/ccid"
	"buergerterminal/devices/simulator"
)

// rig is a simulated reader on a paced pseudo-terminal, and the driver on it.
type rig struct {
	t      *testing.T
	dir    string
	reader *ccid.Reader
}

// newRig starts both.
func newRig(t *testing.T, model simulator.Model, o ccid.Options) *rig {
	t.Helper()
	r := simulate(t, model)
	r.open(o)
	return r
}

// simulate starts the reader only.
func simulate(t *testing.T, model simulator.Model) *rig {
	t.Helper()
	r := &rig{t: t, dir: filepath.Join(t.TempDir(), "line")}
	ctx, cancel := context.WithCancel(context.Background())
	ready, ended := make(chan bool), make(chan error, 1)
	go func() {
		ended <- simulator.Run(ctx, simulator.Options{
			Dir: r.dir, Models: map[devices.Kind]simulator.Model{devices.CardReader: model}, Ready: func() { close(ready) },
		})
	}()
	select {
	case <-ready:
	case err := <-ended:
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	return r
}

func (r *rig) open(o ccid.Options) {
	r.t.Helper()
	var err error
	if r.reader, err = ccid.Open(r.t.Context(), filepath.Join(r.dir, "cardreader"), o); err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(func() { r.reader.Close() })
}

func (r *rig) control(words ...string) string {
	r.t.Helper()
	text, err := simulator.Send(r.t.Context(), r.dir, append([]string{"cardreader"}, words...)...)
	if err != nil {
		r.t.Fatalf("%v: %v", words, err)
	}
	return text
}

// noComplaints fails the test when a real reader or card would have refused something.
func (r *rig) noComplaints() {
	r.t.Helper()
	if c := r.control("complaints"); c != "" {
		r.t.Errorf("complaints: %s", c)
	}
}

func (r *rig) connect(card string) *ccid.Card {
	r.t.Helper()
	r.control("insert", card)
	c, err := r.reader.Connect(r.t.Context())
	if err != nil {
		r.t.Fatalf("%s: %v", card, err)
	}
	return c
}

// selectLong is SELECT of the file of 20,000 bytes.
func selectLong() []byte { return []byte{0x00, 0xA4, 0x02, 0x0C, 0x02, 0x01, 0x01} }

// long is what that file holds.
func long() []byte {
	b := make([]byte, 20_000)
	for i := range b {
		b[i] = byte(i*7 + i>>8)
	}
	return b
}

func transmit(t *testing.T, c *ccid.Card, command []byte) []byte {
	t.Helper()
	response, err := c.Transmit(t.Context(), command)
	if err != nil {
		t.Fatal(err)
	}
	return response
}

// readBinary is READ BINARY of n bytes at an offset, short where it can be.
func readBinary(at, n int) []byte {
	command := []byte{0x00, 0xB0, byte(at >> 8), byte(at)}
	if n <= 256 {
		return append(command, byte(n))
	}
	return append(command, 0, byte(n>>8), byte(n))
}

func TestCards(t *testing.T) {
	r := newRig(t, simulator.NewCardReader(simulator.CardReaderOptions{}), ccid.Options{})
	for _, c := range []struct {
		card  string
		fault devices.Fault
	}{
		{"test", ""}, {"plain", ""}, {"fast", ""}, {"too-fast", ""}, {"both", ""}, {"fixed", ""}, {"crc", ""}, {"low", ""},
		{"t0", devices.FaultChipUnsupported},
		{"none", devices.FaultChipMute},
		{"nonsense", devices.FaultChipBroken},
	} {
		t.Run(c.card, func(t *testing.T) {
			r.t = t
			r.control("insert", c.card)
			defer r.control("remove")
			card, err := r.reader.Connect(t.Context())
			if devices.FaultOf(err) != c.fault {
				t.Fatalf("%v, want %q", err, c.fault)
			}
			if err != nil {
				return
			}
			if got := transmit(t, card, selectLong()); !bytes.Equal(got, []byte{0x90, 0x00}) {
				t.Errorf("SELECT: %X", got)
			}
			if got := transmit(t, card, readBinary(0x1234, 224)); !bytes.Equal(got, append(long()[0x1234:0x1234+224], 0x90, 0x00)) {
				t.Errorf("READ BINARY: %X", got)
			}
			// An extended command and an extended response go in chains.
			patch := bytes.Repeat([]byte{0xA5}, 700)
			update := append([]byte{0x00, 0xD6, 0x10, 0x00, 0x00, 0x02, 0xBC}, patch...)
			if got := transmit(t, card, update); !bytes.Equal(got, []byte{0x90, 0x00}) {
				t.Errorf("UPDATE BINARY: %X", got)
			}
			if got := transmit(t, card, readBinary(0x1000, 700)); !bytes.Equal(got, append(patch, 0x90, 0x00)) {
				t.Errorf("extended READ BINARY: %d bytes", len(got))
			}
			if err := card.Disconnect(t.Context()); err != nil {
				t.Error(err)
			}
			if state := r.control("state"); state != "holds "+c.card {
				t.Error(state)
			}
		})
	}
	r.t = t
	r.noComplaints()
}

func TestMovements(t *testing.T) {
	r := newRig(t, simulator.NewCardReader(simulator.CardReaderOptions{}), ccid.Options{Every: 20 * time.Millisecond})
	next := func() ccid.Movement {
		t.Helper()
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		m, err := r.reader.Next(ctx)
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	for range 2 {
		r.control("insert", "test")
		if m := next(); m != ccid.Inserted || !r.reader.Present() {
			t.Error(m)
		}
		if _, err := r.reader.Connect(t.Context()); err != nil {
			t.Error(err)
		}
		r.control("remove")
		if m := next(); m != ccid.Removed || r.reader.Present() {
			t.Error(m)
		}
	}
	r.control("insert", "test")
	next()
	if _, err := r.reader.Connect(t.Context()); err != nil {
		t.Error(err)
	}
	r.control("remove") // a quick hand changes the card between two questions
	r.control("insert", "test")
	if first, second := next(), next(); first != ccid.Removed || second != ccid.Inserted {
		t.Error(first, second)
	}
	r.noComplaints()
}
