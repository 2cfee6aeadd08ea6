package supervise_test

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"buergerterminal/devices"
	"buergerterminal/devices/line"
	"buergerterminal/devices/line/linetest"
	"buergerterminal/devices/supervise"
)

// A cable is pulled and put in again at a stable path, on real pseudo-terminals and in real time.
func TestUnplugOnARealLine(t *testing.T) {
	link := filepath.Join(t.TempDir(), "printer")
	plug := func() *os.File {
		path, master := linetest.Pty(t)
		if err := os.Symlink(path, link); err != nil {
			t.Fatal(err)
		}
		go io.Copy(master, reader{master}) // the device echoes until the cable is pulled
		return master
	}
	reports := make(chan devices.Status, 16)
	o := supervise.New(supervise.Config[*line.Line]{
		Kind:    devices.Printer,
		Open:    func(context.Context) (*line.Line, error) { return line.Open(link, line.Settings{}) },
		Probe:   probe,
		Present: func() bool { _, err := os.Stat(link); return err == nil },
		Report:  func(s devices.Status) { reports <- s },
		Every:   20 * time.Millisecond,
	})
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- o.Run(ctx) }()
	expect := func(state devices.State) {
		t.Helper()
		select {
		case s := <-reports:
			if s.State != state {
				t.Fatalf("report %+v, want %s", s, state)
			}
		case <-time.After(time.Minute):
			t.Fatalf("no report of %s", state)
		}
	}
	expect(devices.NoDevice)
	for range 3 {
		plugged := time.Now()
		master := plug()
		expect(devices.Online)
		t.Logf("back %v after the plug", time.Since(plugged))
		unplugged := time.Now()
		os.Remove(link)
		master.Close()
		expect(devices.NoDevice)
		t.Logf("noticed %v after the unplug", time.Since(unplugged))
	}
	cancel()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("Run: %v", err)
	}
	if len(reports) > 0 {
		t.Errorf("one more report: %+v", <-reports)
	}
}

type reader struct{ io.Reader }

func probe(_ context.Context, l *line.Line) (devices.Status, error) {
	l.SetReadDeadline(time.Now().Add(5 * time.Second))
	if _, err := l.Write([]byte("?")); err != nil {
		return devices.Status{}, err
	}
	if _, err := l.Read(make([]byte, 1)); err != nil {
		return devices.Status{}, err
	}
	return devices.Status{State: devices.Online}, nil
}
