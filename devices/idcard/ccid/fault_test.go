package ccid_test

import (
	"bytes"
	"context"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"buergerterminal/devices"
	"buergerterminal/devices/idcard/ccid"
	"buergerterminal/devices/line"
	"buergerterminal/devices/simulator"
)

// TestFaultsInTheMiddle: each fault strikes while a file is read in pieces. What can be mended is mended, and the bytes are right; what cannot
// has its own fault, within a time that a person waits (and that a machine busy with other tests keeps). Afterwards the reader works on, without being opened anew.
func TestFaultsInTheMiddle(t *testing.T) {
	for _, c := range []struct {
		name   string
		orders [][]string
		fault  devices.Fault
		within time.Duration
		heap   bool // commands that were given up reach the reader in a heap, of which it complains
	}{
		{name: "nothing", within: 2 * time.Second},
		{name: "a command refused", orders: [][]string{{"nak"}}, within: 2 * time.Second},
		{name: "two commands refused", orders: [][]string{{"nak", "2"}}, within: 2 * time.Second},
		{name: "every command refused", orders: [][]string{{"nak", "1000"}}, fault: devices.FaultNoise, within: 3 * time.Second},
		{name: "an answer loses a byte", orders: [][]string{{"lose-byte", "2"}}, within: 3 * time.Second},
		{name: "a bit of an answer is wrong", orders: [][]string{{"flip-bit", "2"}}, within: 2 * time.Second},
		{name: "an echo loses a byte", orders: [][]string{{"lose-echo", "2"}}, within: 2 * time.Second},
		{name: "an answer never comes", orders: [][]string{{"stall", "2"}}, within: 5 * time.Second},
		{name: "an answer comes twice", orders: [][]string{{"late", "2"}}, within: 2 * time.Second},
		{name: "an answer of an unknown kind", orders: [][]string{{"odd", "2"}}, fault: devices.FaultProtocol, within: 2 * time.Second},
		{name: "the card needs time", orders: [][]string{{"wtx", "5"}}, within: 2 * time.Second},
		{name: "the card needs time for ever", orders: [][]string{{"wtx", "1000"}}, fault: devices.FaultChipBroken, within: 5 * time.Second},
		{name: "the reader needs time", orders: [][]string{{"more-time", "5"}}, within: 2 * time.Second},
		{name: "the reader asks for time by bytes", orders: [][]string{{"patience", "20"}}, within: 2 * time.Second},
		{name: "a block of the card is wrong", orders: [][]string{{"card-flip", "2"}}, within: 2 * time.Second},
		{name: "the reader cannot read the card's block", orders: [][]string{{"parity", "2"}}, within: 2 * time.Second},
		{name: "the card leaves", orders: [][]string{{"remove-at", "3"}}, fault: devices.FaultChipRemoved, within: 2 * time.Second},
		{name: "the card leaves in the middle of a chain", orders: [][]string{{"remove-at", "2"}}, fault: devices.FaultChipRemoved, within: 2 * time.Second},
		{name: "the card falls silent", orders: [][]string{{"mute"}}, fault: devices.FaultChipBroken, within: 2 * time.Second},
		{name: "noise on the line", orders: [][]string{{"noise", "40"}}, within: 3 * time.Second},
		{name: "the reader loses its power", orders: [][]string{{"silence"}}, fault: devices.FaultSilent, within: 3 * time.Second},
		{name: "the line babbles", orders: [][]string{{"babble"}}, fault: devices.FaultNoise, within: 3 * time.Second},
		{name: "half a frame", orders: [][]string{{"half-frame"}}, within: 3 * time.Second},
		{name: "byte by byte", orders: [][]string{{"split"}}, within: 4 * time.Second},
		{name: "two answers as one", orders: [][]string{{"merge"}}, within: 3 * time.Second},
		{name: "noise before an answer", orders: [][]string{{"noise-before", "30"}}, within: 3 * time.Second},
		{name: "a wrong check byte", orders: [][]string{{"bad-checksum"}}, within: 3 * time.Second},
		{name: "a wrong length", orders: [][]string{{"bad-byte", "3"}}, within: 3 * time.Second},
		{name: "a byte is missing", orders: [][]string{{"short"}}, within: 4 * time.Second},
		{name: "bytes too many", orders: [][]string{{"over-long", "300"}}, within: 3 * time.Second},
		{name: "echo and answer twice", orders: [][]string{{"duplicate"}}, within: 3 * time.Second},
		{name: "the answer before, once more", orders: [][]string{{"stale"}}, within: 3 * time.Second},
		{name: "an answer unasked", orders: [][]string{{"unasked"}}, within: 3 * time.Second},
		{name: "an answer too late", orders: [][]string{{"late-answer", "700ms"}}, within: 3 * time.Second},
		{name: "NAK to everything", orders: [][]string{{"naks"}}, fault: devices.FaultNoise, within: 3 * time.Second},
		{name: "unknown codes", orders: [][]string{{"unknown-code"}}, within: 3 * time.Second}, // it is the echo that begins with it,
		{name: "writes stall", orders: [][]string{{"hold"}}, fault: devices.FaultSilent, within: 3 * time.Second, heap: true},
		{name: "starts anew in the middle", orders: [][]string{{"reset"}}, fault: devices.FaultChipRemoved, within: 4 * time.Second},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, simulator.NewCardReader(simulator.CardReaderOptions{}), ccid.Options{Longest: 10 * time.Second})
			card := r.connect("test")
			transmit(t, card, selectLong())
			for _, order := range c.orders {
				r.control(order...)
			}
			started := time.Now()
			err := readPieces(t.Context(), t, card)
			if devices.FaultOf(err) != c.fault {
				t.Errorf("%v, want %q", err, c.fault)
			}
			if took := time.Since(started); took > c.within {
				t.Errorf("it took %v, at most %v can be waited for", took, c.within)
			}
			r.mend(c.orders)
			again := r.connect("test")
			transmit(t, again, selectLong())
			if err := readPieces(t.Context(), t, again); err != nil {
				t.Errorf("afterwards: %v", err)
			}
			if !c.heap {
				r.noComplaints()
			}
		})
	}
}

// mend ends what was ordered and empties the slot.
func (r *rig) mend(orders [][]string) {
	r.t.Helper()
	for _, order := range orders {
		switch order[0] {
		case "silence", "babble", "naks", "unknown-code", "hold":
			r.control("talk")
		case "nak", "wtx":
			r.control("clear")
		}
	}
	if r.control("state") != "empty" {
		r.control("remove")
	}
	ctx, cancel := context.WithTimeout(r.t.Context(), time.Minute)
	defer cancel()
	if err := r.reader.Reset(ctx); err != nil {
		r.t.Fatal(err)
	}
}

// readPieces reads a thousand bytes in chains and checks them.
func readPieces(ctx context.Context, t *testing.T, card *ccid.Card) error {
	t.Helper()
	for _, at := range []int{0, 500} {
		got, err := card.Transmit(ctx, readBinary(at, 500))
		if err != nil {
			return err
		}
		if !bytes.Equal(got, append(long()[at:at+500], 0x90, 0x00)) {
			t.Fatalf("wrong bytes were taken for right ones, %d of them", len(got))
		}
	}
	return nil
}

func TestPulledPlug(t *testing.T) {
	t.Parallel()
	r := newRig(t, simulator.NewCardReader(simulator.CardReaderOptions{}), ccid.Options{})
	card := r.connect("test")
	transmit(t, card, selectLong())
	r.control("unplug")
	if _, err := card.Transmit(t.Context(), readBinary(0, 500)); devices.FaultOf(err) != devices.FaultUnplugged {
		t.Error(err)
	}
	if s, err := r.reader.Probe(t.Context()); devices.FaultOf(err) != devices.FaultUnplugged {
		t.Error(s, err)
	}
	for _, want := range []devices.Fault{"", devices.FaultUnplugged} { // the card's coming was not asked for yet
		if _, err := r.reader.Next(t.Context()); devices.FaultOf(err) != want {
			t.Error(err)
		}
	}
	if err := r.reader.Close(); err != nil {
		t.Error(err)
	}
	if _, err := ccid.Open(t.Context(), filepath.Join(r.dir, "cardreader"), ccid.Options{}); devices.FaultOf(err) != devices.FaultUnplugged {
		t.Error(err)
	}
	r.control("plug")
	r.open(ccid.Options{})
	if s, err := r.reader.Probe(t.Context()); err != nil || s.State != devices.Online || s.Detail != "GemTwin-V2.00-GS01" || s.Kind != devices.CardReader {
		t.Error(s, err)
	}
	if card, err := r.reader.Connect(t.Context()); err != nil {
		t.Error(err)
	} else if _, err := card.Transmit(t.Context(), selectLong()); err != nil {
		t.Error(err)
	}
}

func TestNobodyAtTheOtherEnd(t *testing.T) {
	t.Parallel()
	model := simulator.NewCardReader(simulator.CardReaderOptions{})
	r := newRig(t, model, ccid.Options{})
	r.reader.Close()
	for order, fault := range map[string]devices.Fault{"silence": devices.FaultSilent, "babble": devices.FaultNoise} {
		r.control(order)
		_, err := ccid.Open(t.Context(), filepath.Join(r.dir, "cardreader"), ccid.Options{})
		if devices.FaultOf(err) != fault {
			t.Errorf("%s: %v", order, err)
		}
	}
}

// TestCancelled: a wait ends soon after its context, and the next command is not mistaken about the answer to the one before.
func TestCancelled(t *testing.T) {
	r := newRig(t, simulator.NewCardReader(simulator.CardReaderOptions{}), ccid.Options{})
	card := r.connect("test")
	transmit(t, card, selectLong())
	r.control("stall")
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	started := time.Now()
	if _, err := card.Transmit(ctx, readBinary(0, 100)); devices.FaultOf(err) != devices.FaultCancelled {
		t.Error(err)
	}
	if took := time.Since(started); took > time.Second {
		t.Errorf("it took %v to notice", took)
	}
	if got := transmit(t, card, readBinary(7, 100)); !bytes.Equal(got, append(long()[7:107], 0x90, 0x00)) {
		t.Errorf("%X", got)
	}
	r.control("remove")
	r.reader.Probe(t.Context()) // takes notice of the removal
	waiting, stop := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer stop()
	if m, err := r.reader.Next(waiting); err != nil || m != ccid.Inserted {
		t.Error(m, err)
	}
	if m, err := r.reader.Next(waiting); err != nil || m != ccid.Removed {
		t.Error(m, err)
	}
	if _, err := r.reader.Next(waiting); devices.FaultOf(err) != devices.FaultCancelled {
		t.Error(err)
	}
	r.noComplaints()
}

func TestEmptySlotAndShortCircuit(t *testing.T) {
	r := newRig(t, simulator.NewCardReader(simulator.CardReaderOptions{}), ccid.Options{})
	if _, err := r.reader.Connect(t.Context()); devices.FaultOf(err) != devices.FaultChipAbsent {
		t.Error(err)
	}
	r.control("insert", "test")
	r.control("short-circuit")
	if _, err := r.reader.Connect(t.Context()); devices.FaultOf(err) != devices.FaultReaderHardware {
		t.Error(err)
	}
	r.control("remove")
	card := r.connect("test")
	r.control("remove")
	if _, err := card.Transmit(t.Context(), selectLong()); devices.FaultOf(err) != devices.FaultChipRemoved {
		t.Error(err)
	}
	if err := card.Disconnect(t.Context()); err != nil {
		t.Error(err)
	}
	r.noComplaints()
}

// TestReaderWithoutEcho: the driver needs no setting for it.
func TestReaderWithoutEcho(t *testing.T) {
	r := newRig(t, simulator.NewCardReader(simulator.CardReaderOptions{Quiet: true}), ccid.Options{Profile: ccid.GemCorePOSPro()})
	card := r.connect("test")
	transmit(t, card, selectLong())
	r.control("flip-bit")
	if err := readPieces(t.Context(), t, card); err != nil {
		t.Error(err)
	}
	r.noComplaints()
}

func TestParametersForTechnicians(t *testing.T) {
	r := newRig(t, simulator.NewCardReader(simulator.CardReaderOptions{}), ccid.Options{})
	if _, _, err := r.reader.Parameters(t.Context()); devices.FaultOf(err) != devices.FaultChipAbsent {
		t.Error(err)
	}
	card := r.connect("fast")
	protocol, values, err := r.reader.Parameters(t.Context())
	if want := []byte{0x95, 0x10, 0x00, 0x45, 0x00, 0xFE, 0x00}; err != nil || protocol != 1 || !bytes.Equal(values, want) {
		t.Errorf("T=%d %X, %v", protocol, values, err)
	}
	if c := card.Counters(); c.Blocks != 1 || c.Repeats != 0 {
		t.Errorf("%+v", c)
	}
	if c := r.reader.Counters(); c.Commands < 5 || c.Damaged+c.Refused+c.Quiet+c.Stale != 0 {
		t.Errorf("%+v", c)
	}
	if a := card.ATR(); !slices.Equal(a.Protocols, []int{1}) {
		t.Error(a)
	}
}

// TestOneOwner: while the driver has the line, nobody else gets it, and so no byte can be stolen.
func TestOneOwner(t *testing.T) {
	r := newRig(t, simulator.NewCardReader(simulator.CardReaderOptions{}), ccid.Options{})
	path := filepath.Join(r.dir, "cardreader")
	if _, err := line.Open(path, ccid.GemPCTwin().Settings()); devices.FaultOf(err) != devices.FaultLineBusy {
		t.Error(err)
	}
	if _, err := r.reader.Probe(t.Context()); err != nil {
		t.Error(err)
	}
}

// TestStopBits: the simulator notices a terminal that sends with one stop bit.
func TestStopBits(t *testing.T) {
	r := newRig(t, simulator.NewCardReader(simulator.CardReaderOptions{}), ccid.Options{})
	r.reader.Close()
	l, err := line.Open(filepath.Join(r.dir, "cardreader"), line.Settings{Baud: 115_200})
	if err != nil {
		t.Fatal(err)
	}
	reader := ccid.New(l, ccid.Options{})
	defer reader.Close()
	if err := reader.Reset(t.Context()); err != nil {
		t.Fatal(err)
	}
	if c := r.control("complaints"); !strings.Contains(c, "1 stop bits, the device 2") {
		t.Error(c)
	}
}
