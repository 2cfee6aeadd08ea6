package simulator_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"testing"
	"time"

	"buergerterminal/devices"
	"buergerterminal/devices/line"
	"buergerterminal/devices/simulator"
)

// source sends what it is asked for, and notes when what it is told has arrived.
type source struct {
	echo
	size    int
	arrived chan time.Time
}

func (s source) Serve(_ context.Context, l io.ReadWriter) error {
	b := make([]byte, s.size)
	for {
		if _, err := io.ReadFull(l, b); err != nil {
			return err
		}
		s.arrived <- time.Now()
		if _, err := l.Write(b); err != nil {
			return err
		}
	}
}

// A line is never faster than its speed, and hardly slower. The lower bound is wide because the machine may be busy.
func TestPacing(t *testing.T) {
	for _, test := range []struct {
		baud, stop, bytes int
	}{
		{19200, 1, 768},
		{115200, 1, 4608},
		{115200, 2, 4608},
		{921600, 1, 65536},
	} {
		t.Run(fmt.Sprintf("%d 8N%d", test.baud, test.stop), func(t *testing.T) {
			if testing.Short() {
				t.Skip("takes real time")
			}
			s := source{size: test.bytes, arrived: make(chan time.Time, 1)}
			dir, _ := start(t, map[devices.Kind]simulator.Model{devices.Scanner: s})
			l := open(t, dir, line.Settings{Baud: test.baud, StopBits: test.stop})
			b := make([]byte, test.bytes)
			begin := time.Now()
			if _, err := l.Write(b); err != nil {
				t.Fatal(err)
			}
			arrived := <-s.arrived
			if _, err := io.ReadFull(l, b); err != nil {
				t.Fatal(err)
			}
			ideal := time.Duration(test.bytes*(9+test.stop)) * time.Second / time.Duration(test.baud)
			check(t, "to the device", ideal, arrived.Sub(begin))
			check(t, "to the terminal", ideal, time.Since(arrived))
		})
	}
}

// check holds the line to being never faster than its speed. How much slower it is depends on what else the machine does: that is a
// row of make bench.
func check(t *testing.T, direction string, ideal, took time.Duration) {
	t.Helper()
	percent := 100 * ideal.Seconds() / took.Seconds()
	t.Logf("%s: %v, %.2f %% of the line's speed", direction, took, percent)
	if percent > 100.05 {
		t.Errorf("%s: %v, the line takes %v", direction, took, ideal)
	}
}

// Idle time between question and answer is not made good: ten round trips cost ten times the line's time.
func TestStopAndWait(t *testing.T) {
	const size, trips, baud = 64, 10, 115200
	s := source{size: size, arrived: make(chan time.Time, trips)}
	dir, _ := start(t, map[devices.Kind]simulator.Model{devices.Scanner: s})
	l := open(t, dir, line.Settings{Baud: baud})
	b := make([]byte, size)
	begin := time.Now()
	for range trips {
		if _, err := l.Write(b); err != nil {
			t.Fatal(err)
		}
		if _, err := io.ReadFull(l, b); err != nil {
			t.Fatal(err)
		}
	}
	ideal := time.Duration(2*trips*size*10) * time.Second / baud
	check(t, "there and back", ideal, time.Since(begin))
}

func makeStaleSocket(t *testing.T, path string) {
	t.Helper()
	l, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	l.(*net.UnixListener).SetUnlinkOnClose(false)
	l.Close()
}
