package ccid

import (
	"bytes"
	"context"
	"testing"
	"time"

	"buergerterminal/devices"
	"buergerterminal/devices/idcard/t1"
	"buergerterminal/devices/line/linetest"
)

// with gives an answer other parameters: status, error, and one more.
func (m Message) with(parameters ...byte) Message {
	m.Parameters = [3]byte(append(parameters, 0, 0, 0))
	return m
}

// nth calls f at the n-th command of a kind only, from 1; 0 means at each.
func nth(kind byte, n int, f func(usual Message) []byte) func(command, usual Message) []byte {
	seen := 0
	return func(command, usual Message) []byte {
		if command.Type != kind {
			return nil
		}
		if seen++; n != 0 && seen != n {
			return nil
		}
		return f(usual)
	}
}

func refuse(Message) []byte { return []byte{sync, nak, sync ^ nak} }

// needsSelection is a card that begins with T=0, so that T=1 must be selected first.
func needsSelection(inner func(command, usual Message) []byte) func(command, usual Message) []byte {
	return func(command, usual Message) []byte {
		if command.Type == PowerOn {
			usual.Data = []byte{0x3B, 0x80, 0x80, 0x01, 0x01}
			return usual.Encode()
		}
		if command.Type == TransferBlock && command.Data[0] == 0xFF {
			usual.Data = command.Data
			if said := inner(command, usual); said != nil {
				return said
			}
			return usual.Encode()
		}
		return nil
	}
}

// TestStrangeReaders: each answer that a reader may give and should not is told as what it is.
func TestStrangeReaders(t *testing.T) {
	for _, c := range []struct {
		name  string
		own   func(command, usual Message) []byte
		fault devices.Fault
	}{
		{"power refused once", nth(PowerOn, 1, refuse), ""},
		{"power refused always", nth(PowerOn, 0, refuse), devices.FaultNoise},
		{"no voltage is right", nth(PowerOn, 0, func(m Message) []byte { return m.with(0x41, 0xF7).Encode() }), devices.FaultChipMute},
		{"the card leaves before it has power", nth(PowerOn, 1, func(m Message) []byte { return m.with(0x42, 0xFE).Encode() }), devices.FaultChipAbsent},
		{"taking the power away is refused always", func(c, m Message) []byte {
			if c.Type == PowerOn || c.Type == PowerOff {
				return refuse(m)
			}
			return nil
		}, devices.FaultNoise},
		{"selection", needsSelection(func(_, _ Message) []byte { return nil }), ""},
		{"selection refused", needsSelection(func(_, m Message) []byte { m.Data = []byte{0xFF, 0x00, 0xFF}; return m.Encode() }), devices.FaultChipUnsupported},
		{"selection not answered", needsSelection(func(_, m Message) []byte { return m.with(0x40, 0xFE).Encode() }), devices.FaultChipBroken},
		{"selection of a card that left", needsSelection(func(_, m Message) []byte { return m.with(0x42, 0xFE).Encode() }), devices.FaultChipRemoved},
		{"parameters refused", nth(SetParameters, 1, func(m Message) []byte { return m.with(0x40, 10).Encode() }), devices.FaultProtocol},
		{"parameters not understood", nth(SetParameters, 0, refuse), devices.FaultNoise},
		{"escape unknown", nth(Escape, 1, func(m Message) []byte { return m.with(0x40, 0).Encode() }), devices.FaultProtocol},
		{"movements stay unasked", nth(Escape, 2, func(m Message) []byte { return m.with(0x40, 0).Encode() }), devices.FaultProtocol},
		{"a state that there is not", nth(SlotStatus, 1, func(m Message) []byte { return m.with(0x03).Encode() }), devices.FaultProtocol},
		{"the answer to something else", nth(SlotStatus, 1, func(m Message) []byte { m.Type = DataBlock; return m.Encode() }), devices.FaultProtocol},
		{"a slot that there is not", nth(SlotStatus, 1, func(m Message) []byte { m.Slot = 4; return m.Encode() }), devices.FaultProtocol},
		{"a byte too many", nth(SlotStatus, 1, func(m Message) []byte { return append(m.Encode(), 0x00) }), ""},
		{"a short circuit at a block", nth(TransferBlock, 2, func(m Message) []byte { return m.with(0x40, 0xFB).Encode() }), devices.FaultReaderHardware},
		{"an error that there is not", nth(TransferBlock, 2, func(m Message) []byte { return m.with(0x40, 0x99).Encode() }), devices.FaultProtocol},
		{"the card was changed at a block", nth(TransferBlock, 2, func(m Message) []byte {
			return append([]byte{movement, 0x02, movement, 0x03}, m.with(0x41, 0xFE).Encode()...)
		}), devices.FaultChipRemoved},
	} {
		t.Run(c.name, func(t *testing.T) {
			driver, device := linetest.Pipe(t, linetest.Faults{})
			go strange(device, c.own)
			if err := visit(t, driver); devices.FaultOf(err) != c.fault {
				t.Errorf("%v, want %q", err, c.fault)
			}
		})
	}
}

// connected is a reader on a line in memory, with a card.
func connected(t *testing.T, o Options, own func(command, usual Message) []byte) (*Reader, *Card) {
	t.Helper()
	driver, device := linetest.Pipe(t, linetest.Faults{})
	go strange(device, own)
	r := New(driver, o)
	if err := r.Reset(t.Context()); err != nil {
		t.Fatal(err)
	}
	c, err := r.Connect(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return r, c
}

// TestTimeIsNotEndless: a reader that asks for time again and again gets it as long as a command may take, and no longer.
func TestTimeIsNotEndless(t *testing.T) {
	waiting := 0
	_, c := connected(t, Options{Longest: 300 * time.Millisecond}, func(command, usual Message) []byte {
		if command.Type != TransferBlock || (t1.Block{PCB: command.Data[1]}).Kind() == t1.Supervisory {
			return nil
		}
		waiting++
		return usual.with(0x80, 200).Encode()
	})
	started := time.Now()
	_, err := c.Transmit(t.Context(), []byte{0, 0xA4, 0, 0})
	if took := time.Since(started); devices.FaultOf(err) != devices.FaultChipBroken || took > 2*time.Second || waiting == 0 {
		t.Errorf("%v after %v", err, took)
	}
}

func TestProbeTellsOfAShortCircuit(t *testing.T) {
	r, _ := connected(t, Options{}, nth(SlotStatus, 3, func(m Message) []byte { return m.with(0x41, 0xFB).Encode() }))
	if s, err := r.Probe(t.Context()); err != nil || s.State != devices.HardwareError || s.Fault != devices.FaultReaderHardware {
		t.Errorf("%+v, %v", s, err)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := r.Probe(ended); devices.FaultOf(err) != devices.FaultCancelled {
		t.Error(err)
	}
	if err := r.Close(); err != nil {
		t.Error(err)
	}
}

// TestMovementUnasked: a reader that tells of movements by itself is heard before it is asked again.
func TestMovementUnasked(t *testing.T) {
	driver, device := linetest.Pipe(t, linetest.Faults{})
	go twin(device)
	r := New(driver, Options{Every: time.Hour})
	if err := r.Reset(t.Context()); err != nil {
		t.Fatal(err)
	}
	if m, err := r.Next(t.Context()); err != nil || m != Inserted {
		t.Error(m, err)
	}
	go device.Write([]byte{movement, 0x02}) // ends with the line at the latest
	if m, err := r.Next(t.Context()); err != nil || m != Removed {
		t.Error(m, err)
	}
}

// TestMovementsAreBounded: of movements that nobody asks for, the last are kept, and in their order.
func TestMovementsAreBounded(t *testing.T) {
	r := New(&stuck{}, Options{})
	for i := range 21 {
		r.moved(i%2 == 0)
	}
	if len(r.moves) != keep || r.moves[keep-1] != true || r.moves[0] == r.moves[1] {
		t.Error(r.moves)
	}
}

func TestSpeedsThatFit(t *testing.T) {
	for wished, want := range map[byte]byte{0x11: 0x11, 0x95: 0x95, 0x96: 0x96, 0x97: 0x96, 0x18: 0x18, 0x38: 0x38, 0x39: 0x39, 0xFF: 0x11, 0x01: 0x11} {
		if got := fitting(wished, GemPCTwin()); got != want {
			t.Errorf("%02X became %02X, want %02X", wished, got, want)
		}
	}
	if got := fitting(0x97, GemCorePOSPro()); got != 0x97 {
		t.Errorf("%02X", got)
	}
}

func TestNoCommandInErrors(t *testing.T) {
	_, c := connected(t, Options{}, nth(TransferBlock, 2, func(m Message) []byte { return m.with(0x40, 0x99).Encode() }))
	secret := []byte("SECRET")
	_, err := c.Transmit(t.Context(), append([]byte{0, 0x20, 0, 0, 6}, secret...))
	if err == nil || bytes.Contains([]byte(err.Error()), secret) {
		t.Error(err)
	}
}
