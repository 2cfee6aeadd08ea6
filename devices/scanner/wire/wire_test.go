package wire_test

import (
	"context"
	"errors"
	"net"
	"os"
	"testing"
	"testing/synctest"
	"time"

	"buergerterminal/devices"
	"buergerterminal/devices/line/linetest"
	"buergerterminal/devices/scanner/wire"
)

// wired runs f with a wire and the device's end of its line, in virtual time.
func wired(t *testing.T, f func(t *testing.T, w wire.Wire, device net.Conn)) {
	synctest.Test(t, func(t *testing.T) {
		host, device := net.Pipe()
		defer device.Close()
		w := wire.Wire{Line: host}
		defer w.Close()
		f(t, w, device)
	})
}

func wantFault(t *testing.T, err error, want devices.Fault) {
	t.Helper()
	if got := devices.FaultOf(err); got != want {
		t.Fatalf("fault %q (%v), want %q", got, err, want)
	}
}

func TestFill(t *testing.T) {
	wired(t, func(t *testing.T, w wire.Wire, device net.Conn) {
		buffer := make([]byte, 4)
		_, err := w.Fill(t.Context(), buffer, time.Second, time.Second)
		wantFault(t, err, devices.FaultSilent)
		go device.Write([]byte("ab"))
		n, err := w.Fill(t.Context(), buffer, time.Second, 50*time.Millisecond)
		wantFault(t, err, devices.FaultNoise)
		if n != 2 {
			t.Errorf("%d bytes", n)
		}
		go func() {
			for _, b := range []byte("abcd") {
				device.Write([]byte{b})
			}
		}()
		if n, err := w.Fill(t.Context(), buffer, time.Second, time.Second); n != 4 || err != nil || string(buffer) != "abcd" {
			t.Errorf("%q, %v", buffer[:n], err)
		}
		device.Close()
		_, err = w.Fill(t.Context(), buffer, time.Second, time.Second)
		wantFault(t, err, devices.FaultUnplugged)
	})
}

// The end of a context interrupts a read, and leaves the next one its time.
func TestCancel(t *testing.T) {
	wired(t, func(t *testing.T, w wire.Wire, device net.Conn) {
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, cancel)
		began := time.Now()
		_, err := w.Some(ctx, make([]byte, 1), time.Hour)
		wantFault(t, err, devices.FaultCancelled)
		if took := time.Since(began); took != time.Second {
			t.Errorf("after %v", took)
		}
		_, err = w.Some(ctx, make([]byte, 1), time.Hour)
		wantFault(t, err, devices.FaultCancelled)
		go device.Write([]byte{7})
		if n, err := w.Some(t.Context(), make([]byte, 1), time.Second); n != 1 || err != nil {
			t.Errorf("%d, %v", n, err)
		}
	})
}

func TestDrain(t *testing.T) {
	wired(t, func(t *testing.T, w wire.Wire, device net.Conn) {
		if heard, err := w.Drain(); heard || err != nil {
			t.Errorf("a quiet line: %t, %v", heard, err)
		}
		go device.Write(make([]byte, 10_000))
		if heard, err := w.Drain(); !heard || err != nil {
			t.Errorf("a line with bytes: %t, %v", heard, err)
		}
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			for {
				if _, err := device.Write([]byte{1}); err != nil {
					return
				}
				<-time.After(10 * time.Millisecond)
			}
		}()
		_, err := w.DrainWithin(time.Second)
		wantFault(t, err, devices.FaultNoise)
		device.Close()
		<-ended
	})
}

// Every line call fails once: the fault is that of the line.
func TestLineThatFails(t *testing.T) {
	for _, faults := range []linetest.Faults{{FailRead: 1}, {FailWrite: 1}} {
		near, _ := linetest.Pipe(t, faults)
		w := wire.Wire{Line: near}
		if faults.FailWrite > 0 {
			wantFault(t, w.Send(1), devices.FaultUnplugged)
			continue
		}
		_, err := w.Drain()
		wantFault(t, err, devices.FaultUnplugged)
	}
}

func TestFaults(t *testing.T) {
	for _, c := range []struct {
		err   error
		got   int
		want  devices.Fault
		state devices.State
	}{
		{os.ErrDeadlineExceeded, 0, devices.FaultSilent, devices.PowerOff},
		{os.ErrDeadlineExceeded, 3, devices.FaultNoise, devices.Offline},
		{os.ErrClosed, 0, devices.FaultUnplugged, devices.NoDevice},
		{devices.Errorf(devices.FaultLineBusy, "x"), 0, devices.FaultLineBusy, devices.Offline},
	} {
		err := wire.Fault(c.err, c.got)
		wantFault(t, err, c.want)
		if !errors.Is(err, c.err) || wire.StateOf(err) != c.state {
			t.Errorf("%v: %v, state %s", c.err, err, wire.StateOf(err))
		}
	}
}

func TestHistory(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var h wire.History
		first := h.Stamp(devices.Status{State: devices.Online}, "x")
		<-time.After(time.Second)
		if again := h.Stamp(devices.Status{State: devices.Online}, "x"); again != first || again.Kind != devices.Scanner || again.Detail != "x" {
			t.Errorf("%+v, then %+v", first, again)
		}
		if lost := h.Stamp(devices.Status{State: devices.NoDevice}, "x"); !lost.Since.After(first.Since) {
			t.Errorf("lost since %v", lost.Since)
		}
	})
}
