package scanner_test

import (
	"context"
	"io"
	"math/rand/v2"
	"net"
	"testing"
	"testing/synctest"
	"time"

	"buergerterminal/devices"
	"buergerterminal/devices/scanner"
)

// strange connects a driver to something that is no scanner.
func strange(t *testing.T, device func(ctx context.Context, line net.Conn), f func(t *testing.T, s *scanner.Scanner)) {
	synctest.Test(t, func(t *testing.T) {
		host, end := net.Pipe()
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			device(ctx, end)
			end.Close()
		}()
		defer func() {
			cancel()
			host.Close()
			<-ended
		}()
		f(t, scanner.New(host, scanner.KioskA4()))
	})
}

func deaf(_ context.Context, line net.Conn) { io.Copy(io.Discard, line) }

func talksWithoutEnd(_ context.Context, line net.Conn) {
	go io.Copy(io.Discard, line)
	for random := rand.New(rand.NewPCG(1, 1)); ; {
		<-time.After(time.Millisecond)
		if _, err := line.Write([]byte{byte(random.Uint32()), byte(random.Uint32())}); err != nil {
			return
		}
	}
}

func echoes(_ context.Context, line net.Conn) { io.Copy(line, line) }

func acknowledgesEverything(_ context.Context, line net.Conn) {
	for b := make([]byte, 1); ; {
		if _, err := line.Read(b); err != nil {
			return
		}
		if _, err := line.Write([]byte{0x06}); err != nil {
			return
		}
	}
}

// acknowledges each write
func acknowledgesWrites(_ context.Context, line net.Conn) {
	for b := make([]byte, 64); ; {
		if _, err := line.Read(b); err != nil {
			return
		}
		if _, err := line.Write([]byte{0x06}); err != nil {
			return
		}
	}
}

func TestStrangeDevices(t *testing.T) {
	for _, c := range []struct {
		name   string
		device func(context.Context, net.Conn)
		want   devices.Fault
		state  devices.State
	}{
		{"deaf", deaf, devices.FaultSilent, devices.PowerOff},
		{"babbling", talksWithoutEnd, devices.FaultNoise, devices.Offline},
		{"echo", echoes, devices.FaultNoise, devices.Offline},
		{"ACK a byte", acknowledgesEverything, devices.FaultNoise, devices.Offline},
		{"ACK a write", acknowledgesWrites, devices.FaultNoise, devices.Offline},
	} {
		t.Run(c.name, func(t *testing.T) {
			strange(t, c.device, func(t *testing.T, s *scanner.Scanner) {
				for range 2 {
					began := time.Now()
					st, err := s.Probe(t.Context())
					wantFault(t, err, c.want)
					if st.State != c.state || st.Fault != c.want {
						t.Errorf("%+v", st)
					}
					_, err = s.Scan(t.Context(), scanner.Request{Mode: scanner.Text}, nil)
					wantFault(t, err, c.want)
					if took := time.Since(began); took > 20*time.Second {
						t.Errorf("told after %v", took)
					}
				}
				ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
				defer cancel()
				_, err := s.Scan(ctx, scanner.Request{Mode: scanner.Text}, nil)
				if err == nil {
					t.Error("scanned")
				}
			})
		})
	}
}

// A line that takes nothing does not block the driver.
func TestLineThatTakesNothing(t *testing.T) {
	strange(t, func(ctx context.Context, _ net.Conn) { <-ctx.Done() }, func(t *testing.T, s *scanner.Scanner) {
		_, err := s.Probe(t.Context())
		wantFault(t, err, devices.FaultSilent)
	})
}

// script is a device's side of a conversation: one answer for each thing that the host writes, with its length before it.
func script(t testing.TB, answers ...string) []byte {
	var b []byte
	for _, a := range answers {
		bytes := unhex(t, a)
		b = append(append(b, byte(len(bytes))), bytes...)
	}
	return b
}

// plays gives one answer after the other, and is silent after the last.
func plays(answers []byte) func(context.Context, net.Conn) {
	return func(_ context.Context, line net.Conn) {
		for b := make([]byte, 64); ; {
			if _, err := line.Read(b); err != nil {
				return
			}
			if len(answers) == 0 {
				continue
			}
			end := min(1+int(answers[0]), len(answers))
			if _, err := line.Write(answers[1:end]); err != nil {
				return
			}
			answers = answers[end:]
		}
	}
}

// tinyPage is the conversation for a page of 8 × 1 pixels of a B2 scanner.
func tinyPage(t testing.TB) []byte {
	const ack, status, identity = "06", "02000000", "02000A00 4232 529600 4108000100"
	return script(t, "15", ack, status, identity, status, // CAN, reset, status, identity, status
		ack, ack, ack, ack, ack, ack, ack, ack, ack, ack, // C, D, B, R, A
		"02001B00 4300 5296009600 410000000008000100 4401 4201 4C00 5A01 486464",
		"02200100 A5", status, identity)
}

func TestPlayedPage(t *testing.T) {
	strange(t, plays(tinyPage(t)), func(t *testing.T, s *scanner.Scanner) {
		page, err := s.Scan(t.Context(), scanner.Request{Mode: scanner.Text}, nil)
		if err != nil {
			t.Fatal(err)
		}
		for x, want := range []int{255, 0, 255, 0, 0, 255, 0, 255} {
			if got := greyAt(page.Image, x, 0); got != want {
				t.Errorf("pixel %d is %d", x, got)
			}
		}
	})
}

// Whatever a device answers, the driver ends, and gives either a fault or a page.
func FuzzAnyDevice(f *testing.F) {
	f.Add(tinyPage(f))
	f.Add(append(tinyPage(f)[:60], tinyPage(f)...))
	f.Add(script(f, "15", "06", "02800000", "15"))
	f.Add(script(f, "", "0606", "0202FFFF"))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, answers []byte) {
		strange(t, plays(answers), func(t *testing.T, s *scanner.Scanner) {
			began := time.Now()
			page, err := s.Scan(t.Context(), scanner.Request{Mode: scanner.Text}, nil)
			if (err == nil) != (page.Image != nil) || err != nil && devices.FaultOf(err) == "" {
				t.Errorf("page %v, error %v", page, err)
			}
			if took := time.Since(began); took > 2*time.Minute {
				t.Errorf("ends after %v", took)
			}
		})
	})
}
