package mediatest

import (
	"errors"
	"net"
	"testing"
	"testing/synctest"
	"time"
)

// through sends packets of 972 bytes (1,000 with what is around them), one every so often, and returns after which time each arrived.
func through(t *testing.T, p Path, packets int, gap time.Duration) (took []time.Duration, sent Traffic) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		n := NewNetwork(1)
		a, b := n.Join(p), n.Join(Path{})
		begin := time.Now()
		done := make(chan struct{})
		go func() {
			defer close(done)
			buffer := make([]byte, 2000)
			for {
				size, from, err := b.ReadFrom(buffer)
				if err != nil {
					return
				}
				if size != 972 || from.String() != a.LocalAddr().String() {
					t.Errorf("%d bytes from %s", size, from)
				}
				took = append(took, time.Since(begin)-time.Duration(buffer[0])*gap)
			}
		}()
		for i := range packets {
			data := make([]byte, 972)
			data[0] = byte(i)
			if _, err := a.WriteTo(data, b.LocalAddr()); err != nil {
				t.Fatal(err)
			}
			<-time.After(gap)
		}
		<-time.After(time.Minute)
		sent = a.Traffic()
		_ = a.Close()
		_ = b.Close()
		<-done
		if _, err := a.WriteTo([]byte{1}, b.LocalAddr()); !errors.Is(err, net.ErrClosed) {
			t.Errorf("a closed socket sends: %v", err)
		}
	})
	return took, sent
}

func TestNetwork(t *testing.T) {
	const ms = time.Millisecond
	for _, tt := range []struct {
		name        string
		path        Path
		gap         time.Duration
		least, most int // of 200 arrive
		first, last time.Duration
		overflows   bool
	}{
		{"free", Path{}, 10 * ms, 200, 200, 0, 0, false},
		{"far", Path{Delay: 50 * ms}, 10 * ms, 200, 200, 50 * ms, 50 * ms, false},
		{"lossy", Path{Loss: 0.2}, 10 * ms, 145, 175, 0, 0, false},
		{"just wide enough", Path{Rate: 800_000}, 10 * ms, 200, 200, 10 * ms, 10 * ms, false},
		{"swinging", Path{Swing: 100 * ms, Every: time.Second}, 10 * ms, 200, 200, 0, 99 * ms, false},
		{"half as wide as needed", Path{Rate: 400_000, Queue: 100 * ms}, 10 * ms, 100, 110, 20 * ms, 120 * ms, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			took, sent := through(t, tt.path, 200, tt.gap)
			if len(took) < tt.least || len(took) > tt.most {
				t.Fatalf("%d of 200 arrive, want %d to %d", len(took), tt.least, tt.most)
			}
			if took[0] != tt.first || took[len(took)-1] > tt.last+20*ms {
				t.Errorf("the first took %s, the last %s", took[0], took[len(took)-1])
			}
			if sent.Packets != 200 || sent.Bytes != 200*972 || sent.Packets-sent.Lost-sent.Overflowed != len(took) || (sent.Overflowed > 0) != tt.overflows {
				t.Errorf("%+v, %d arrived", sent, len(took))
			}
		})
	}
}

func TestCutAndPath(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := NewNetwork(1)
		a, b := n.Join(Path{}), n.Join(Path{})
		arrives := func() bool {
			before := len(b.inbox)
			_, _ = a.WriteTo([]byte{1}, b.LocalAddr())
			<-time.After(time.Second)
			return len(b.inbox) > before
		}
		if !arrives() {
			t.Error("nothing arrives")
		}
		n.Cut(true)
		if arrives() {
			t.Error("something arrives over a line that is cut")
		}
		n.Cut(false)
		if !arrives() {
			t.Error("the line stays cut")
		}
		a.SetPath(Path{Loss: 1})
		if arrives() {
			t.Error("something arrives although all is lost")
		}
		_, _ = a.WriteTo([]byte{1}, &net.UDPAddr{IP: net.IPv4(192, 0, 2, 99), Port: 1}) // nobody is there
		_ = a.Close()
		_ = b.Close()
	})
}

func TestRough(t *testing.T) {
	under, err := net.ListenPacket("udp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	other, err := net.ListenPacket("udp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	r := Roughen(under, 1, Path{Loss: 0.5, Delay: 5 * time.Millisecond}, Path{Delay: 5 * time.Millisecond})
	begin := time.Now()
	for range 200 {
		if _, err := r.WriteTo([]byte{1}, other.LocalAddr()); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := other.WriteTo([]byte{2}, r.LocalAddr()); err != nil {
		t.Fatal(err)
	}
	buffer := make([]byte, 10)
	if n, from, err := r.ReadFrom(buffer); n != 1 || from.String() != other.LocalAddr().String() || err != nil || time.Since(begin) < 5*time.Millisecond {
		t.Errorf("%d bytes from %v after %s: %v", n, from, time.Since(begin), err)
	}
	lost := r.Out.Traffic().Lost
	if lost < 70 || lost > 130 {
		t.Errorf("%d of 200 are lost", lost)
	}
	for range 200 - lost {
		_ = other.SetReadDeadline(time.Now().Add(30 * time.Second))
		if _, _, err := other.ReadFrom(buffer); err != nil {
			t.Fatal(err)
		}
	}
	if err := r.Close(); err != nil {
		t.Error(err)
	}
	if _, _, err := r.ReadFrom(buffer); !errors.Is(err, net.ErrClosed) {
		t.Errorf("a closed socket reads: %v", err)
	}
}
