package simulator_test

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"buergerterminal/devices"
	"buergerterminal/devices/idcard"
	"buergerterminal/devices/idcard/mrz"
	"buergerterminal/devices/simulator"
)

// waiting is the driver's end of a line; it tells when the driver waits for bytes.
type waiting struct {
	net.Conn
	once  sync.Once
	reads chan struct{}
}

func (w *waiting) Read(p []byte) (int, error) {
	w.once.Do(func() { close(w.reads) })
	return w.Conn.Read(p)
}

func (w *waiting) Flush() error { return nil } // nothing waits in a line without a buffer

// cardReader is a model with a driver at its end of the line.
func cardReader(t *testing.T) (*simulator.IDCard, *idcard.Reader, *waiting) {
	t.Helper()
	end, far := net.Pipe()
	near := &waiting{Conn: end, reads: make(chan struct{})}
	model := simulator.NewIDCard(simulator.IDCardOptions{})
	ctx, cancel := context.WithCancel(t.Context())
	served := make(chan error, 1)
	go func() { served <- model.Serve(ctx, far) }()
	t.Cleanup(func() {
		cancel()
		near.Close()
		far.Close()
		if err := <-served; err == nil {
			t.Error("Serve ended without a reason")
		}
	})
	options := idcard.Options{Now: func() time.Time { return time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC) }, BlockTime: 200 * time.Millisecond}
	return model, idcard.New(near, options), near
}

// control repeats a command until the model serves the line.
func control(t *testing.T, m *simulator.IDCard, command string, args ...string) string {
	t.Helper()
	for deadline := time.Now().Add(5 * time.Second); ; {
		reply, err := m.Control(t.Context(), command, args)
		if err == nil {
			return reply
		}
		busy := strings.Contains(err.Error(), "unplugged") || strings.Contains(err.Error(), "still being sent")
		if !busy || time.Now().After(deadline) {
			t.Fatalf("%s: %v", command, err)
		}
	}
}

func TestIDCardSpecimens(t *testing.T) {
	for _, c := range []struct {
		command string
		args    []string
		fault   devices.Fault
		family  string
		number  string
		format  mrz.Format
	}{
		{"insert", nil, "", "Lehmann", "L7XK40PN2", mrz.TD1},
		{"insert", []string{"erika-td1"}, "", "Mustermann", "LZ6311T47", mrz.TD1},
		{"insert", []string{"erika-td3"}, "", "Mustermann", "C01XGY766", mrz.TD3},
		{"insert", []string{"lehmann-td2"}, "", "Lehmann", "C00000047", mrz.TD2},
		{"insert", []string{"expired"}, devices.FaultCardExpired, "Mustermann", "T22000129", mrz.TD1},
		{"insert", []string{"damaged"}, devices.FaultCardUnreadable, "Lehmann", "", mrz.TD1},
		{"insert", []string{"bad-check-digit"}, devices.FaultCardUnreadable, "Lehmann", "", mrz.TD1},
		{"insert", []string{"wrong"}, devices.FaultCardWrong, "", "", ""},
		{"insert", []string{"I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "D231458907UTO7408122F1204159<<<<<<<6"}, devices.FaultCardExpired, "Eriksson", "D23145890", mrz.TD2},
		{"insert-corrupted", nil, devices.FaultNoise, "", "", ""},
		{"insert-half", []string{"erika-td3"}, devices.FaultNoise, "", "", ""},
		{"insert-twice", nil, "", "Lehmann", "L7XK40PN2", mrz.TD1},
	} {
		t.Run(c.command+" "+strings.Join(c.args, " "), func(t *testing.T) {
			model, reader, line := cardReader(t)
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			go func() {
				<-line.reads
				control(t, model, c.command, c.args...)
			}()
			document, err := reader.Read(ctx)
			if devices.FaultOf(err) != c.fault {
				t.Fatalf("error %v, want %q", err, c.fault)
			}
			if mrz.Display(document.Names.Primary) != c.family || document.Number != c.number || document.Format != c.format {
				t.Errorf("document %+v", document)
			}
			if complaints := model.Complaints(); len(complaints) > 0 {
				t.Errorf("the driver did what it may not: %v", complaints)
			}
		})
	}
}

func TestIDCardControl(t *testing.T) {
	unplugged := simulator.NewIDCard(simulator.IDCardOptions{})
	if _, err := unplugged.Control(t.Context(), "insert", nil); err == nil {
		t.Error("a reader without power read a document")
	}
	model, _, line := cardReader(t)
	go io.Copy(io.Discard, line)
	if got := control(t, model, "state"); got != "empty" {
		t.Error(got)
	}
	control(t, model, "insert", "jana")
	if got := control(t, model, "state"); got != "holds jana" {
		t.Error(got)
	}
	for _, bad := range [][]string{{"insert"}, {"dance"}, {"insert", "nobody"}, {"insert", "a", "b", "c", "d"}, {"insert", "a\rb", "c"}, {"insert", "", "c"}} {
		if reply, err := model.Control(t.Context(), bad[0], bad[1:]); err == nil {
			t.Errorf("%v: %s", bad, reply)
		}
	}
	if got := control(t, model, "remove"); got != "removed jana" {
		t.Error(got)
	}
	if _, err := model.Control(t.Context(), "remove", nil); err == nil {
		t.Error("removed from an empty reader")
	}
	for _, name := range strings.Fields(control(t, model, "names")) {
		control(t, model, "insert", name)
		control(t, model, "remove")
	}
}

func TestIDCardComplains(t *testing.T) {
	model, _, line := cardReader(t)
	for range 150 {
		if _, err := line.Write([]byte{0x56, 0, 0}); err != nil {
			t.Fatal(err)
		}
	}
	if err := line.SetReadDeadline(time.Now().Add(10 * time.Millisecond)); err != nil {
		t.Fatal(err)
	}
	if n, err := line.Read(make([]byte, 1)); n != 0 || !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("an answer: %d %v", n, err)
	}
	if got := model.Complaints(); len(got) != 100 || !strings.Contains(got[0], "56") {
		t.Errorf("%d complaints: %v", len(got), got)
	}
}
