package jack

import (
	"context"
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

func event(typ, code uint16, value uint32) []byte {
	e := make([]byte, eventSize)
	binary.NativeEndian.PutUint16(e[16:], typ)
	binary.NativeEndian.PutUint16(e[18:], code)
	binary.NativeEndian.PutUint32(e[20:], value)
	return e
}

func TestDecode(t *testing.T) {
	for _, tt := range []struct {
		name   string
		event  []byte
		in, ok bool
	}{
		{"plugged in", event(evSwitch, headphoneInsert, 1), true, true},
		{"pulled out", event(evSwitch, headphoneInsert, 0), false, true},
		{"a microphone", event(evSwitch, 4, 1), false, false},
		{"the end of a report", event(0, 0, 0), false, false},
		{"a key", event(1, headphoneInsert, 1), false, false},
		{"too short", make([]byte, 3), false, false},
	} {
		if in, ok := decode(tt.event); in != tt.in || ok != tt.ok {
			t.Errorf("%s: %v, %v", tt.name, in, ok)
		}
	}
}

func FuzzDecode(f *testing.F) {
	f.Add(event(evSwitch, headphoneInsert, 1))
	f.Add([]byte("short"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if in, ok := decode(b); in && !ok || ok && len(b) != eventSize {
			t.Errorf("%x: %v, %v", b, in, ok)
		}
	})
}

// TestWatch plugs in and out at a pipe in place of the device, and lets it go and come back.
func TestWatch(t *testing.T) {
	path := filepath.Join(t.TempDir(), "event")
	heard, troubles := make(chan bool, 10), make(chan error, 10)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() {
		ended <- Watch(ctx, path, func(in bool) { heard <- in }, func(err error) { troubles <- err })
	}()
	next := func(want bool) {
		t.Helper()
		for end := time.After(30 * time.Second); ; {
			select {
			case in := <-heard:
				if in == want {
					return
				}
			case <-end:
				t.Fatalf("never %v", want)
			}
		}
	}
	if err := <-troubles; !errors.Is(err, os.ErrNotExist) {
		t.Errorf("without a device the trouble is %v", err)
	}
	if err := unix.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	device, err := os.OpenFile(path, os.O_RDWR, 0) // both ends, so that no side waits for the other
	if err != nil {
		t.Fatal(err)
	}
	if err := <-troubles; err != nil {
		t.Errorf("when it is back: %v", err)
	}
	for _, in := range []uint32{1, 0, 1} {
		if _, err := device.Write(append(event(evSwitch, headphoneInsert, in), event(0, 0, 0)...)); err != nil {
			t.Fatal(err)
		}
		next(in == 1)
	}
	cancel()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("ended with %v", err)
	}
	device.Close()
}
