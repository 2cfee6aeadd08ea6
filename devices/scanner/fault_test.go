package scanner_test

import (
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"net"
	"testing"
	"testing/synctest"
	"time"

	"buergerterminal/devices"
	"buergerterminal/devices/scanner"
	"buergerterminal/devices/simulator"
)

func TestProbe(t *testing.T) {
	inRig(t, kioskA4(), simulator.ScannerOptions{}, func(t *testing.T, r *rig) {
		for _, c := range []struct {
			before []string
			state  devices.State
			fault  devices.Fault
		}{
			{nil, devices.Online, ""},
			{[]string{"cover", "open"}, devices.UserError, scanner.FaultCover},
			{[]string{"cover", "closed"}, devices.Online, ""},
			{[]string{"fatal"}, devices.HardwareError, devices.FaultScanFatal},
			{[]string{"fatal", "off"}, devices.Online, ""},
		} {
			if c.before != nil {
				r.control(c.before...)
			}
			<-time.After(time.Second)
			began := time.Now()
			st, err := r.Probe(t.Context())
			if err != nil || st.State != c.state || st.Fault != c.fault || st.Kind != devices.Scanner {
				t.Errorf("%v: %+v, %v", c.before, st, err)
			}
			if st.Since.Before(began) {
				t.Errorf("%v: since %v before the change", c.before, began.Sub(st.Since))
			}
			if again, _ := r.Probe(t.Context()); again != st {
				t.Errorf("%v: then %+v", c.before, again)
			}
			if c.fault != "" {
				_, err := r.Scan(t.Context(), smallRequest(kioskA4()), nil)
				wantFault(t, err, c.fault)
			}
		}
		r.wantNoComplaint()
	})
}

// Something goes wrong while the page is on the line.
func TestFaultDuringTheScan(t *testing.T) {
	for _, c := range []struct {
		name   string
		during []string
		after  []string
		want   devices.Fault
	}{
		{"fatal", []string{"fatal"}, []string{"fatal", "off"}, devices.FaultScanFatal},
		{"cover", []string{"cover", "open"}, []string{"cover", "closed"}, scanner.FaultCover},
		{"stall", []string{"stall"}, []string{"resume"}, devices.FaultSilent},
	} {
		t.Run(c.name, func(t *testing.T) {
			inRig(t, kioskA4(), simulator.ScannerOptions{}, func(t *testing.T, r *rig) {
				request := scanner.Request{Mode: scanner.Text}
				good := r.mustScan(request)
				began := time.Now()
				_, err := r.Scan(t.Context(), request, func(p scanner.Progress) {
					if p.Lines > 500 && p.Lines < 700 {
						r.control(c.during...)
						began = time.Now()
					}
				})
				wantFault(t, err, c.want)
				if took := time.Since(began); took > 6*time.Second {
					t.Errorf("noticed after %v", took)
				}
				r.control(c.after...)
				if page := r.mustScan(request); !samePicture(page.Image, good.Image) {
					t.Error("the page after the fault differs")
				}
			})
		})
	}
}

// A status byte that only looks fatal is noise, and the page is repeated.
func TestLostByteThatLooksFatal(t *testing.T) {
	k := kioskA4()
	inRig(t, k, simulator.ScannerOptions{}, func(t *testing.T, r *rig) {
		request := smallRequest(k)
		request.Area.Width = 24.5 // 144 bytes a line: 0x90 has the fatal bit
		r.control("lose-byte", "2")
		attempts := 0
		if _, err := r.Scan(t.Context(), request, func(p scanner.Progress) { attempts = p.Attempt }); err != nil || attempts != 2 {
			t.Errorf("attempt %d, %v", attempts, err)
		}
	})
}

func TestRefusedRequestsCostNothing(t *testing.T) {
	inRig(t, gt1000(), simulator.ScannerOptions{}, func(t *testing.T, r *rig) {
		for _, request := range []scanner.Request{
			{},
			{Mode: scanner.Text, DPI: 300},
			{Mode: scanner.Photo, Area: scanner.Area{Width: 210, Height: 297}},
		} {
			_, err := r.Scan(t.Context(), request, nil)
			wantFault(t, err, devices.FaultScanRefused)
		}
		r.wantNoComplaint()
	})
}

// The scanner's own word counts, not the profile's.
func TestIdentityOverridesTheProfile(t *testing.T) {
	k := kioskA4()
	k.model.Level = "B2"
	k.model.MaxHeight = 1754
	inRig(t, k, simulator.ScannerOptions{}, func(t *testing.T, r *rig) {
		page := r.mustScan(scanner.Request{Mode: scanner.Text})
		if got := page.Image.Bounds().Dy(); got != 877 {
			t.Errorf("%d lines", got)
		}
		if id := r.Identity(); id.Level != "B2" || id.MaxHeight != 1754 {
			t.Errorf("%+v", id)
		}
		r.wantNoComplaint()
	})
}

func TestUnknownLevelIsAProtocolFault(t *testing.T) {
	k := kioskA4()
	k.model.Level = "Z9"
	inRig(t, k, simulator.ScannerOptions{}, func(t *testing.T, r *rig) {
		_, err := r.Probe(t.Context())
		wantFault(t, err, devices.FaultProtocol)
	})
}

// A new driver — after a crash of the terminal, or after the cable was out — finds a scanner that is in the middle of something.
func TestNewDriverOnABusyScanner(t *testing.T) {
	for name, before := range map[string][]byte{
		"idle":                 nil,
		"an escape alone":      {0x1B},
		"one parameter":        {0x1B, 'D'},
		"resolution":           {0x1B, 'R'},
		"half a resolution":    {0x1B, 'R', 0x96, 0x00},
		"area":                 {0x1B, 'A'},
		"one byte of an area":  {0x1B, 'A', 0x00},
		"most of an area":      {0x1B, 'A', 0, 0, 0, 0, 8, 0, 1},
		"zoom":                 {0x1B, 'H'},
		"page":                 {0x1B, 'G'},
		"page, second block":   {0x1B, 'G', 0x06},
		"answers nobody read":  {0x1B, 'I', 0x1B, 'S', 0x1B, 'F'},
		"noise from the host":  {0xFF, 0x00, 0x41, 0x06},
		"page after a command": {0x1B, 'D', 0x01, 0x1B, 'd', 0xFF, 0x1B, 'G'},
	} {
		for _, k := range []kind{gt1000(), kioskA4()} {
			t.Run(k.name+" "+name, func(t *testing.T) {
				inRig(t, k, simulator.ScannerOptions{}, func(t *testing.T, r *rig) {
					if _, err := r.line.Write(before); err != nil {
						t.Fatal(err)
					}
					began := time.Now()
					if _, err := r.Probe(t.Context()); err != nil {
						t.Fatal(err)
					}
					if took := time.Since(began); took > 5*time.Second {
						t.Errorf("ready after %v", took)
					}
					r.mustScan(smallRequest(k))
				})
			})
		}
	}
}

func TestUnplugged(t *testing.T) {
	inRig(t, kioskA4(), simulator.ScannerOptions{}, func(t *testing.T, r *rig) {
		good := r.mustScan(scanner.Request{Mode: scanner.Text})
		_, err := r.Scan(t.Context(), scanner.Request{Mode: scanner.Text}, func(p scanner.Progress) {
			if p.Lines > 500 {
				r.cancel()
			}
		})
		wantFault(t, err, devices.FaultUnplugged)
		if st, err := r.Probe(t.Context()); err == nil || st.State != devices.NoDevice || st.Fault != devices.FaultUnplugged {
			t.Errorf("%+v, %v", st, err)
		}
		r.unplug()
		r.Scanner.Close()
		r.plug() // the scanner still waits for an ACK of the old page
		if page := r.mustScan(scanner.Request{Mode: scanner.Text}); !samePicture(page.Image, good.Image) {
			t.Error("the page after the loss differs")
		}
		r.wantNoComplaint()
	})
}

// keepsFault is a line whose loss has its own code, as that of devices/line.
type keepsFault struct{ net.Conn }

func (keepsFault) Read([]byte) (int, error) {
	return 0, devices.Errorf(devices.FaultUnplugged, "hung up: %w", io.ErrUnexpectedEOF)
}

func TestLineKeepsItsFault(t *testing.T) {
	host, device := net.Pipe()
	defer device.Close()
	go io.Copy(io.Discard, device)
	s := scanner.New(keepsFault{host}, scanner.GT1000())
	defer s.Close()
	_, err := s.Probe(t.Context())
	wantFault(t, err, devices.FaultUnplugged)
	if !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("the cause is lost: %v", err)
	}
}

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

// A line that loses bytes at random, or doubles them, gives the right page or a fault. (Both within one block cannot be noticed.)
func TestRandomLosses(t *testing.T) {
	k := kioskA4()
	inRig(t, k, simulator.ScannerOptions{}, func(t *testing.T, r *rig) {
		request := smallRequest(k)
		good := r.mustScan(request)
		random := rand.New(rand.NewPCG(3, 4))
		var right, repeated, faults int
		for i := range 200 {
			r.line.damage = func() damage {
				if random.IntN(4000) > 0 {
					return none
				}
				return []damage{lost, doubled}[i%2]
			}
			attempts := 0
			page, err := r.Scan(t.Context(), request, func(p scanner.Progress) { attempts = p.Attempt })
			r.line.damage = nil
			switch {
			case err != nil:
				faults++
			case !samePicture(page.Image, good.Image):
				t.Fatal("a page is askew")
			case attempts == 2:
				repeated++
			default:
				right++
			}
		}
		if right == 0 || repeated == 0 || faults == 0 {
			t.Errorf("the test shows nothing: %d right, %d repeated, %d faults", right, repeated, faults)
		}
		t.Logf("%d right at once, %d when repeated, %d faults", right, repeated, faults)
	})
}
