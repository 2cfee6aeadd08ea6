package linetest

import (
	"errors"
	"io"
	"os"
	"testing"
	"testing/synctest"
	"time"

	"buergerterminal/devices"
	"buergerterminal/devices/line"
)

func TestFaults(t *testing.T) {
	for _, test := range []struct {
		name   string
		faults Faults
		want   []string // what the reads give
		gone   bool     // after them
	}{
		{"perfect", Faults{}, []string{"abc", "def"}, false},
		{"split", Faults{Split: 2}, []string{"ab", "c", "de", "f"}, false},
		{"merge", Faults{Merge: 6}, []string{"abcdef"}, false},
		{"noise", Faults{Noise: []byte("\x00\xff")}, []string{"\x00\xff", "abc", "def"}, false},
		{"fail", Faults{FailRead: 2}, []string{"abc"}, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			driver, device := Pipe(t, test.faults)
			go func() {
				device.Write([]byte("abc")) // ends with the test when the line fails
				device.Write([]byte("def"))
			}()
			buffer := make([]byte, 16)
			for i, want := range test.want {
				n, err := driver.Read(buffer)
				if err != nil || string(buffer[:n]) != want {
					t.Fatalf("read %d: %q, %v; want %q", i, buffer[:n], err, want)
				}
			}
			driver.SetReadDeadline(time.Now())
			_, err := driver.Read(buffer)
			if want := os.ErrDeadlineExceeded; !test.gone && !errors.Is(err, want) {
				t.Errorf("at the end: %v", err)
			}
			if test.gone && !errors.Is(err, line.ErrGone) {
				t.Errorf("at the end: %v", err)
			}
		})
	}
}

func TestFailWrite(t *testing.T) {
	driver, device := Pipe(t, Faults{FailWrite: 2})
	go io.Copy(io.Discard, device)
	if _, err := driver.Write([]byte("a")); err != nil {
		t.Fatal(err)
	}
	if _, err := driver.Write([]byte("b")); devices.FaultOf(err) != devices.FaultUnplugged {
		t.Errorf("second Write: %v", err)
	}
}

func TestClosedDeviceIsGone(t *testing.T) {
	driver, device := Pipe(t, Faults{})
	device.Close()
	if _, err := driver.Read(make([]byte, 1)); !errors.Is(err, line.ErrGone) {
		t.Errorf("Read: %v", err)
	}
	if _, err := driver.Write([]byte("a")); !errors.Is(err, line.ErrGone) {
		t.Errorf("Write: %v", err)
	}
}

func TestPace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		driver, device := Pipe(t, Faults{Baud: 9600})
		go device.Write(make([]byte, 960))
		begin := time.Now()
		if _, err := io.ReadFull(driver, make([]byte, 960)); err != nil {
			t.Fatal(err)
		}
		if got := time.Since(begin).Round(time.Millisecond); got != time.Second {
			t.Errorf("960 bytes at 9600 baud took %v", got)
		}
	})
}
