package omron_test

import (
	"fmt"
	"testing"
	"time"

	"buergerterminal/devices/scanner"
	"buergerterminal/devices/scanner/omron"
	"buergerterminal/devices/scanner/scannertest"
	"buergerterminal/devices/scanner/wire"
	"buergerterminal/devices/simulator"
)

var _ simulator.Model = (*simulator.Omron)(nil)

func kind(o simulator.OmronOptions) scannertest.Kind {
	p := omron.MS4X()
	return scannertest.Kind{
		Name: p.Name, Baud: p.Baud, Page: 6 * time.Second, Free: 6 * time.Second, // a picture cannot be stopped
		Open:  func(l wire.Line) scanner.Device { return omron.New(l, p) },
		Model: func() simulator.Model { return simulator.NewOmron(o) },
	}
}

// TestOmron holds the driver to the promises of every scanner.
func TestOmron(t *testing.T) { scannertest.Serial(t, kind(simulator.OmronOptions{})) }

// TestDialects: whatever the manual leaves open, the page comes, and a damaged byte of the second page is noticed.
func TestDialects(t *testing.T) {
	for i := range 32 {
		o := simulator.OmronOptions{Letters: i&1 != 0, CountsAll: i&2 != 0, Reflected: i&4 != 0, Little: i&8 != 0}
		if i&16 != 0 {
			o.FirstValue = 0xFFFF
		}
		t.Run(fmt.Sprintf("%+v", o), func(t *testing.T) {
			scannertest.In(t, kind(o), func(t *testing.T, r *scannertest.Rig) {
				first := r.MustScan()
				r.Control("flip-byte", "3000")
				attempts := 0
				second, err := r.Scan(t.Context(), scanner.Request{Mode: scanner.Photo}, func(p scanner.Progress) { attempts = p.Attempt })
				if err != nil || attempts != 2 || len(first.File) == 0 || string(second.File) != string(first.File) {
					t.Errorf("attempt %d, %d and %d bytes, %v", attempts, len(first.File), len(second.File), err)
				}
				r.WantNoComplaint()
			})
		})
	}
}
