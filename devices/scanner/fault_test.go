package scanner_test

import (
	"errors"
	"io"
	"math/rand/v2"
	"net"
	"testing"
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
				if took := time.Since(began); took > 3*time.Second {
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

// Silence is noticed when the profile's time is over and two resets were not answered either.
func TestSilence(t *testing.T) {
	const resets = 1600 * time.Millisecond
	begins := func(p scanner.Progress) bool { return p.Lines == 0 }
	goesOn := func(p scanner.Progress) bool { return p.Lines > 0 }
	ends := func(p scanner.Progress) bool { return p.Lines == p.TotalLines }
	for _, c := range []struct {
		name  string
		kind  kind
		when  func(scanner.Progress) bool
		bytes int // that still come
		limit time.Duration
		last  bool // no block is waited for any more
	}{
		{"before the page", kioskA4(), begins, 0, 2 * time.Second, false},
		{"between two blocks", kioskA4(), goesOn, 0, 2 * time.Second, false},
		{"in a block", kioskA4(), goesOn, 1000, 500 * time.Millisecond, false},
		{"behind the page", kioskA4(), ends, 0, 2 * time.Second, true},
		{"before the page", kioskColour(), begins, 0, 2 * time.Second, false},
		{"in a block", kioskColour(), goesOn, 1000, 500 * time.Millisecond, false},
		{"before the sheet is drawn in", kioskFeeder(), begins, 0, 20 * time.Second, false},
		{"before the page, which may wait for the lamp", gt1000(), begins, 0, 20 * time.Second, false},
		{"between two blocks", gt1000(), goesOn, 0, 5 * time.Second, false},
		{"in a block", gt1000(), goesOn, 50, time.Second, false},
	} {
		t.Run(c.kind.name+" "+c.name, func(t *testing.T) {
			inRig(t, c.kind, simulator.ScannerOptions{}, func(t *testing.T, r *rig) {
				if c.kind.driver.Feeder {
					r.control("feed", "proof")
				}
				began, told := time.Now(), time.Duration(0)
				_, err := r.Scan(t.Context(), scanner.Request{Mode: scanner.Photo}, func(p scanner.Progress) {
					if p.Waiting {
						told = time.Since(began)
					}
					if c.when(p) && r.line.last == 0 {
						began = time.Now()
						r.line.last = r.line.received + c.bytes
					}
				})
				wantFault(t, err, devices.FaultSilent)
				if took := time.Since(began); took < c.limit || took > c.limit+resets+50*time.Millisecond {
					t.Errorf("noticed after %v; the limit is %v", took, c.limit)
				}
				pauses := c.bytes == 0 && !c.last
				if pauses != (told > 0) || told > 2*time.Second {
					t.Errorf("the citizen was told after %v that the scanner pauses", told)
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
		"FS alone":             {0x1C},
		"half of FS W":         append([]byte{0x1C, 'W'}, make([]byte, 30)...),
		"page by FS":           {0x1B, 'd', 0x08, 0x1C, 'G'},
		"page after a command": {0x1B, 'D', 0x01, 0x1B, 'd', 0xFF, 0x1B, 'G'},
	} {
		for _, k := range []kind{gt1000(), kioskA4(), kioskColour()} {
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
