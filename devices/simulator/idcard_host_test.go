package simulator_test

import (
	"path/filepath"
	"sync"
	"testing"
	"time"

	"buergerterminal/devices"
	"buergerterminal/devices/idcard"
	"buergerterminal/devices/line"
	"buergerterminal/devices/simulator"
)

// onRead is a real line that does something once, when the driver first waits for bytes.
type onRead struct {
	*line.Line
	once sync.Once
	do   func()
}

func (l *onRead) Read(p []byte) (int, error) {
	l.once.Do(l.do)
	return l.Line.Read(p)
}

// TestIDCardOnItsLine reads documents through the whole path: model, paced pseudo-terminal, line, driver.
func TestIDCardOnItsLine(t *testing.T) {
	dir, _ := start(t, map[devices.Kind]simulator.Model{devices.IDCard: simulator.NewIDCard(simulator.IDCardOptions{})})
	for _, c := range []struct {
		name   string
		steps  [][]string
		fault  devices.Fault
		number string
	}{
		{"document", [][]string{{"insert", "jana"}}, "", "L7XK40PN2"},
		{"noise before it", [][]string{{"noise", "40"}, {"insert", "erika-td3"}}, "", "C01XGY766"},
		{"broken block", [][]string{{"insert-corrupted"}}, devices.FaultNoise, ""},
		{"unplugged", [][]string{{"unplug"}}, devices.FaultUnplugged, ""},
		{"plugged in again", [][]string{{"insert", "erika-td1"}}, "", "LZ6311T47"},
		{"babble", [][]string{{"babble"}}, devices.FaultNoise, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			send(t, dir, "idcard", "plug") // a cable that is in stays
			l, err := line.Open(filepath.Join(dir, "idcard"), line.Settings{Baud: idcard.DefaultBaud})
			if err != nil {
				t.Fatal(err)
			}
			var inserted time.Time
			reader := idcard.New(&onRead{Line: l, do: func() {
				inserted = time.Now()
				for _, step := range c.steps {
					lay(t, dir, append([]string{"idcard"}, step...)...)
				}
			}}, idcard.Options{Now: func() time.Time { return time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC) }})
			defer reader.Close()
			document, err := reader.Read(t.Context())
			if devices.FaultOf(err) != c.fault || document.Number != c.number {
				t.Errorf("%v, document %q, want %q and %q", err, document.Number, c.fault, c.number)
			}
			t.Logf("%v from the slot to the fields", time.Since(inserted).Round(time.Millisecond))
			if state := send(t, dir, "idcard", "state"); state != "empty" {
				send(t, dir, "idcard", "remove")
			}
		})
	}
}
