package ccid_test

import (
	"context"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"buergerterminal/devices"
	"buergerterminal/devices/idcard/ccid"
	"buergerterminal/devices/simulator"
	"buergerterminal/devices/supervise"
)

// TestSupervised: an owner opens the reader, loses it with its cable, finds it again, and tells each once. In between a job
// reads the card. When all has ended, no goroutine of the driver is left.
func TestSupervised(t *testing.T) {
	r := simulate(t, simulator.NewCardReader(simulator.CardReaderOptions{}))
	r.control("insert", "test")
	path := filepath.Join(r.dir, "cardreader")
	var mu sync.Mutex
	var reports []string
	changed := make(chan struct{}, 64)
	owner := supervise.New(supervise.Config[*ccid.Reader]{
		Kind:    devices.CardReader,
		Open:    func(ctx context.Context) (*ccid.Reader, error) { return ccid.Open(ctx, path, ccid.Options{}) },
		Probe:   func(ctx context.Context, r *ccid.Reader) (devices.Status, error) { return r.Probe(ctx) },
		Present: func() bool { _, err := os.Stat(path); return err == nil },
		Every:   50 * time.Millisecond,
		Report: func(s devices.Status) {
			mu.Lock()
			reports = append(reports, strings.TrimRight(string(s.State)+" "+string(s.Fault), " "))
			mu.Unlock()
			changed <- struct{}{}
		},
	})
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- owner.Run(ctx) }()
	await := func() {
		t.Helper()
		select {
		case <-changed:
		case <-time.After(time.Minute):
			t.Fatal("nothing was reported")
		}
	}
	read := func(ctx context.Context, r *ccid.Reader) error {
		card, err := r.Connect(ctx)
		if err != nil {
			return err
		}
		if _, err := card.Transmit(ctx, selectLong()); err != nil {
			return err
		}
		return card.Disconnect(ctx)
	}
	await()
	if err := owner.Do(t.Context(), read); err != nil {
		t.Error(err)
	}
	r.control("unplug")
	await()
	r.control("plug")
	await()
	if err := owner.Do(t.Context(), read); err != nil {
		t.Error(err)
	}
	cancel()
	<-ended
	mu.Lock()
	defer mu.Unlock()
	if got, want := strings.Join(reports, ", "), "online, noDevice line.unplugged, online"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	stacks := make([]byte, 1<<20)
	stacks = stacks[:runtime.Stack(stacks, true)]
	if strings.Contains(string(stacks), "idcard/ccid.(*") {
		t.Errorf("the driver is still at work:\n%s", stacks)
	}
	r.noComplaints()
}
