// Package scannertest holds every driver of a scanner that sends a whole file to the same promises: what lies before the lens is the
// page, a damaged byte never makes a wrong page, a lost line, silence and a citizen who stops end in the right fault, and the device works
// again afterwards. It is for tests only; the device below is a model of devices/simulator.
package scannertest

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"testing"
	"testing/synctest"
	"time"

	"buergerterminal/devices"
	"buergerterminal/devices/scanner"
	"buergerterminal/devices/scanner/wire"
	"buergerterminal/devices/simulator"
)

// Kind is a driver with its model.
type Kind struct {
	Name  string
	Baud  int
	Open  func(line wire.Line) scanner.Device
	Model func() simulator.Model
	Free  time.Duration // the device is free so long after a citizen stopped
	Page  time.Duration // a page takes so long at most
}

// Rig is a driver and a model with a line between them that is paced to the line's speed, in virtual time.
type Rig struct {
	scanner.Device
	Model simulator.Model
	Line  *Wiretap

	t      testing.TB
	kind   Kind
	cancel context.CancelFunc
	served chan struct{}
}

// In runs f with a rig.
func In(t *testing.T, k Kind, f func(t *testing.T, r *Rig)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		r := &Rig{t: t, kind: k, Model: k.Model()}
		r.Plug()
		defer func() {
			r.Unplug()
			r.Close()
		}()
		f(t, r)
	})
}

// Plug connects the model by a new line to a new driver.
func (r *Rig) Plug() {
	host, device := net.Pipe()
	r.Line = newWiretap(host)
	r.Device = r.kind.Open(r.Line)
	ctx, cancel := context.WithCancel(context.Background())
	r.cancel, r.served = cancel, make(chan struct{})
	paced := Paced(device, r.kind.Baud)
	go func() {
		defer close(r.served)
		r.Model.Serve(ctx, paced)
		device.Close()
	}()
}

// Pull takes the cable out while something may be on the line.
func (r *Rig) Pull() { r.cancel() }

// Unplug takes the cable out and waits until the model has noticed.
func (r *Rig) Unplug() {
	r.cancel()
	<-r.served
	r.Line.end()
}

// Control tells the model's world what happens.
func (r *Rig) Control(words ...string) {
	r.t.Helper()
	if _, err := r.Model.Control(context.Background(), words[0], words[1:]); err != nil {
		r.t.Fatal(err)
	}
}

// MustScan scans without any fault.
func (r *Rig) MustScan() scanner.Page {
	r.t.Helper()
	p, err := r.Scan(r.t.Context(), scanner.Request{Mode: scanner.Photo}, nil)
	if err != nil {
		r.t.Fatalf("scan: %v", err)
	}
	return p
}

// WantNoComplaint fails where the driver sent what the device would reject.
func (r *Rig) WantNoComplaint() {
	r.t.Helper()
	if c := r.Model.Complaints(); len(c) > 0 {
		r.t.Errorf("the device complains: %q", c)
	}
}

// WantFault fails unless err has the fault.
func WantFault(t testing.TB, err error, want devices.Fault) {
	t.Helper()
	if got := devices.FaultOf(err); got != want {
		t.Fatalf("fault %q (%v), want %q", got, err, want)
	}
}

// Strange connects a driver to something that is no such device: one that is silent, one that echoes, one that says nonsense.
func Strange(t *testing.T, k Kind) {
	for name, device := range map[string]func(net.Conn){
		"silent": func(c net.Conn) { io.Copy(io.Discard, c) },
		"echo":   func(c net.Conn) { io.Copy(c, c) },
		"nonsense": func(c net.Conn) {
			go io.Copy(io.Discard, c)
			for i := 0; ; i++ {
				<-time.After(3 * time.Millisecond)
				if _, err := c.Write([]byte{byte(i * 7), byte(i*i + 3)}); err != nil {
					return
				}
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				host, end := net.Pipe()
				ended := make(chan struct{})
				go func() {
					defer close(ended)
					device(end)
				}()
				line := newWiretap(host)
				d := k.Open(line)
				began := time.Now()
				_, err := d.Scan(t.Context(), scanner.Request{Mode: scanner.Photo}, nil)
				if f := devices.FaultOf(err); f == "" || f == devices.FaultCancelled {
					t.Errorf("a scan ends with %v", err)
				}
				if took := time.Since(began); took > time.Minute {
					t.Errorf("noticed after %v", took)
				}
				line.end()
				end.Close()
				<-ended
			})
		})
	}
}

// Serial runs all promises.
func Serial(t *testing.T, k Kind) {
	t.Run("page", func(t *testing.T) { page(t, k) })
	t.Run("every byte", func(t *testing.T) { everyByte(t, k) })
	t.Run("damaged without end", func(t *testing.T) { twice(t, k) })
	t.Run("stall", func(t *testing.T) { stall(t, k) })
	t.Run("busy", func(t *testing.T) { busy(t, k) })
	t.Run("unplug", func(t *testing.T) { unplug(t, k) })
	t.Run("cancel", func(t *testing.T) { cancel(t, k) })
	t.Run("strange", func(t *testing.T) { Strange(t, k) })
}

// page scans twice and looks at the status before and after.
func page(t *testing.T, k Kind) {
	In(t, k, func(t *testing.T, r *Rig) {
		if err := r.Reset(t.Context()); err != nil {
			t.Fatal(err)
		}
		var last scanner.Progress
		began := time.Now()
		p, err := r.Scan(t.Context(), scanner.Request{Mode: scanner.Text}, func(p scanner.Progress) {
			if p.Lines < last.Lines || p.Lines > 0 && p.Lines >= p.TotalLines || p.Attempt != 1 {
				t.Errorf("%+v after %+v", p, last)
			}
			last = p
		})
		if err != nil {
			t.Fatal(err)
		}
		took := time.Since(began)
		if took > k.Page || last.Lines == 0 {
			t.Errorf("a page takes %v; the last progress is %+v", took, last)
		}
		t.Logf("%d bytes of %s in %v", len(p.File), p.MIME, took)
		if p.Image == nil || p.MIME != "image/jpeg" {
			t.Errorf("%+v", p)
		}
		file, mime, err := p.Encode()
		if err != nil || mime != p.MIME || !bytes.Equal(file, p.File) {
			t.Errorf("encoded anew: %d bytes of %s, %v", len(file), mime, err)
		}
		if again := r.MustScan(); !bytes.Equal(again.File, p.File) {
			t.Error("the same sheet gives another file")
		}
		if st, err := r.Probe(t.Context()); err != nil || st.State != devices.Online || st.Kind != devices.Scanner || st.Detail == "" {
			t.Errorf("%+v, %v", st, err)
		}
		_, err = r.Scan(t.Context(), scanner.Request{Mode: scanner.Photo, Area: scanner.Area{Width: -5, Height: 1}}, nil)
		WantFault(t, err, devices.FaultScanRefused)
		r.WantNoComplaint()
	})
}

// everyByte damages one byte of a page: it is the same page all the same.
func everyByte(t *testing.T, k Kind) {
	In(t, k, func(t *testing.T, r *Rig) {
		good := r.MustScan()
		for n := 1; n < len(good.File)*102/100; n += 1 + n*n/40 {
			for _, command := range []string{"lose-byte", "double-byte", "flip-byte"} {
				r.Control(command, fmt.Sprint(n))
				p, err := r.Scan(t.Context(), scanner.Request{Mode: scanner.Photo}, nil)
				if err != nil || !bytes.Equal(p.File, good.File) {
					t.Fatalf("%s %d: %d bytes, %v", command, n, len(p.File), err)
				}
			}
		}
		r.WantNoComplaint()
	})
}

// twice damages a page and its repeat, in many places each: a fault or the right page, never another one.
func twice(t *testing.T, k Kind) {
	In(t, k, func(t *testing.T, r *Rig) {
		good := r.MustScan()
		for range 2 {
			r.Control("lose-byte", "40")
			r.Control("flip-byte", "400")
			p, err := r.Scan(t.Context(), scanner.Request{Mode: scanner.Photo}, nil)
			if err != nil {
				WantFault(t, err, devices.FaultScanCorrupted)
			} else if !bytes.Equal(p.File, good.File) {
				t.Fatal("another page")
			}
		}
		if p := r.MustScan(); !bytes.Equal(p.File, good.File) {
			t.Error("the next page differs")
		}
	})
}

// stall stops the device in the middle of a page.
func stall(t *testing.T, k Kind) {
	In(t, k, func(t *testing.T, r *Rig) {
		good := r.MustScan()
		r.Control("stall")
		began := time.Now()
		p, err := r.Scan(t.Context(), scanner.Request{Mode: scanner.Photo}, nil)
		if took := time.Since(began); took > time.Minute {
			t.Errorf("noticed after %v", took)
		}
		if err != nil {
			if f := devices.FaultOf(err); f != devices.FaultSilent && f != devices.FaultScanCorrupted {
				t.Fatalf("fault %q", f)
			}
		} else if !bytes.Equal(p.File, good.File) {
			t.Fatal("half a page")
		}
		if p := r.MustScan(); !bytes.Equal(p.File, good.File) {
			t.Error("the page after it differs")
		}
	})
}

// busy is a device that does not want to.
func busy(t *testing.T, k Kind) {
	In(t, k, func(t *testing.T, r *Rig) {
		r.MustScan()
		r.Control("busy")
		_, err := r.Scan(t.Context(), scanner.Request{Mode: scanner.Photo}, nil)
		if f := devices.FaultOf(err); f != devices.FaultScanRefused && f != devices.FaultSilent {
			t.Fatalf("fault %q (%v)", f, err)
		}
		r.Control("busy", "off")
		r.MustScan()
	})
}

// unplug takes the cable out in the middle of a page and puts it in again.
func unplug(t *testing.T, k Kind) {
	In(t, k, func(t *testing.T, r *Rig) {
		good := r.MustScan()
		_, err := r.Scan(t.Context(), scanner.Request{Mode: scanner.Photo}, func(p scanner.Progress) {
			if p.Lines > len(good.File)/3 {
				r.Pull()
			}
		})
		WantFault(t, err, devices.FaultUnplugged)
		if st, err := r.Probe(t.Context()); err == nil || st.State != devices.NoDevice {
			t.Errorf("%+v, %v", st, err)
		}
		r.Unplug()
		r.Close()
		r.Plug()
		if err := r.Reset(t.Context()); err != nil {
			t.Fatal(err)
		}
		if p := r.MustScan(); !bytes.Equal(p.File, good.File) {
			t.Error("the page after the loss differs")
		}
		r.WantNoComplaint()
	})
}

// cancel stops a scan at many moments.
func cancel(t *testing.T, k Kind) {
	In(t, k, func(t *testing.T, r *Rig) {
		began := time.Now()
		good := r.MustScan()
		whole := time.Since(began)
		worst := time.Duration(0)
		for i := range 25 {
			ctx, stop := context.WithCancel(t.Context())
			var at time.Time
			timer := time.AfterFunc(time.Duration(i)*whole/25, func() { at = time.Now(); stop() })
			_, err := r.Scan(ctx, scanner.Request{Mode: scanner.Photo}, nil)
			timer.Stop()
			stop()
			WantFault(t, err, devices.FaultCancelled)
			worst = max(worst, time.Since(at))
			if i%5 == 0 {
				if p := r.MustScan(); !bytes.Equal(p.File, good.File) {
					t.Fatal("the page after a cancelled one differs")
				}
			}
		}
		if worst > k.Free {
			t.Errorf("free after %v", worst)
		}
		t.Logf("a page takes %v; free after at most %v", whole, worst)
		r.WantNoComplaint()
	})
}
