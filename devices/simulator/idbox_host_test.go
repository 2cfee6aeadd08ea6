package simulator_test

import (
	"context"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"buergerterminal/devices"
	"buergerterminal/devices/idcard"
	"buergerterminal/devices/line"
	"buergerterminal/devices/simulator"
)

// idBox is a simulated ID BOX at a speed, and options for its driver.
func idBox(t *testing.T, baud int) (path, dir string, o idcard.Options) {
	t.Helper()
	dir, _ = start(t, map[devices.Kind]simulator.Model{devices.IDCard: simulator.NewIDBox(simulator.IDBoxOptions{Baud: baud})})
	return filepath.Join(dir, "idcard"), dir, idcard.Options{
		Profile: idcard.IDBox(), Now: func() time.Time { return time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC) },
	}
}

// TestIDBoxFindsItsSpeed: whatever the configuration says, one of the two speeds that the reader is delivered with is right.
func TestIDBoxFindsItsSpeed(t *testing.T) {
	for _, c := range []struct{ model, configured int }{{9600, 9600}, {115_200, 115_200}, {115_200, 9600}, {9600, 115_200}, {9600, 19_200}} {
		path, _, o := idBox(t, c.model)
		r, err := idcard.Open(t.Context(), path, c.configured, o)
		if err != nil {
			t.Errorf("%+v: %v", c, err)
			continue
		}
		if s, err := r.Probe(t.Context()); err != nil || s.State != devices.Online || s.Detail != "IDBOX SIM 1.07" {
			t.Errorf("%+v: %+v, %v", c, s, err)
		}
		r.Close()
	}
}

func TestIDBoxTellsWhoItIs(t *testing.T) {
	path, dir, o := idBox(t, 9600)
	r, err := idcard.Open(t.Context(), path, 9600, o)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	id, err := r.Identify(t.Context())
	if want := (idcard.Identity{Product: "ID BOX One", Firmware: "IDBOX SIM 1.07", OCR: "OCR SIM 2.0", Serial: "SIM000001"}); err != nil || id != want {
		t.Errorf("%+v, %v", id, err)
	}
	if c := send(t, dir, "idcard", "complaints"); c != "" {
		t.Error(c)
	}
}

// whileReading is a line that does something once the reader reads by itself: when the driver waits after its command was echoed.
type whileReading struct {
	*line.Line
	dir  string
	once sync.Once
	do   func()
}

func (l *whileReading) Read(p []byte) (int, error) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if state, err := simulator.Send(ctx, l.dir, "idcard", "state"); err == nil && strings.HasSuffix(state, "reading") {
		l.once.Do(l.do)
	}
	return l.Line.Read(p)
}

func TestIDBoxDocuments(t *testing.T) {
	path, dir, o := idBox(t, 9600)
	for _, c := range []struct {
		name   string
		orders [][]string
		fault  devices.Fault
		number string
	}{
		{"card", [][]string{{"insert", "jana"}}, "", "L7XK40PN2"},
		{"passport", [][]string{{"insert", "erika-td3"}}, "", "C01XGY766"},
		{"two lines of 36", [][]string{{"insert", "lehmann-td2"}}, "", "C00000047"},
		{"expired", [][]string{{"insert", "expired"}}, devices.FaultCardExpired, "T22000129"},
		{"no document", [][]string{{"insert", "wrong"}}, devices.FaultCardWrong, ""},
		{"a digit wrong on the line", [][]string{{"insert-corrupted"}}, devices.FaultCardUnreadable, ""},
		{"half an answer", [][]string{{"insert-half"}}, devices.FaultNoise, ""},
		{"a byte that stands in no text", [][]string{{"insert-garbled"}}, devices.FaultNoise, ""},
		{"twice", [][]string{{"insert-twice"}}, "", "L7XK40PN2"},
		{"noise before it", [][]string{{"noise", "3"}, {"insert", "erika-td1"}}, "", "LZ6311T47"},
		{"unplugged", [][]string{{"unplug"}}, devices.FaultUnplugged, ""},
		{"plugged in again", [][]string{{"insert", "erika-td1"}}, "", "LZ6311T47"},
		{"babble", [][]string{{"babble"}}, devices.FaultNoise, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			send(t, dir, "idcard", "plug")
			send(t, dir, "idcard", "talk")
			l, err := line.Open(path, line.Settings{Baud: 9600})
			if err != nil {
				t.Fatal(err)
			}
			reader := idcard.New(&whileReading{Line: l, dir: dir, do: func() {
				for _, order := range c.orders {
					lay(t, dir, append([]string{"idcard"}, order...)...)
				}
			}}, o)
			defer reader.Close()
			ctx, cancel := context.WithTimeout(t.Context(), patience)
			defer cancel()
			document, err := reader.Read(ctx)
			if devices.FaultOf(err) != c.fault || document.Number != c.number {
				t.Errorf("%v, document %q; want %q and %q", err, document.Number, c.fault, c.number)
			}
			if state := send(t, dir, "idcard", "state"); strings.HasPrefix(state, "holds") {
				send(t, dir, "idcard", "remove")
			}
		})
	}
	if c := send(t, dir, "idcard", "complaints"); c != "" {
		t.Error(c)
	}
}

// TestIDBoxStopsReading: when nobody waits any more, the reader is told, and a document is not read for the next one who comes.
func TestIDBoxStopsReading(t *testing.T) {
	path, dir, o := idBox(t, 115_200)
	reader, err := idcard.Open(t.Context(), path, 115_200, o)
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	if _, err := reader.Read(ctx); devices.FaultOf(err) != devices.FaultCancelled {
		t.Error(err)
	}
	if _, err := reader.Probe(t.Context()); err != nil { // the answer to it comes after that to the order to stop
		t.Error(err)
	}
	if state := send(t, dir, "idcard", "state"); state != "empty" {
		t.Error(state)
	}
	send(t, dir, "idcard", "silence")
	if _, err := reader.Probe(t.Context()); devices.FaultOf(err) != devices.FaultSilent {
		t.Error(err)
	}
	if _, err := reader.Read(t.Context()); devices.FaultOf(err) != devices.FaultSilent {
		t.Error(err)
	}
}
