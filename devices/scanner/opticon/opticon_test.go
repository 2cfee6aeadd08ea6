package opticon_test

import (
	"testing"
	"time"

	"buergerterminal/devices/scanner"
	"buergerterminal/devices/scanner/opticon"
	"buergerterminal/devices/scanner/scannertest"
	"buergerterminal/devices/scanner/wire"
	"buergerterminal/devices/simulator"
)

var _ simulator.Model = (*simulator.Opticon)(nil)

// TestOpticon holds the driver to the promises of every scanner, in both byte orders and both ways of sending.
func TestOpticon(t *testing.T) {
	for name, part := range map[string]bool{"ALL": false, "PART": true} {
		for orderName, bigEndian := range map[string]bool{"low byte first": false, "high byte first": true} {
			t.Run(name+" "+orderName, func(t *testing.T) {
				p := opticon.MDI4000()
				p.Part = part
				scannertest.Serial(t, scannertest.Kind{
					Name: p.Name, Baud: p.Baud, Page: 7 * time.Second, Free: 7 * time.Second, // a picture cannot be stopped
					Open:  func(l wire.Line) scanner.Device { return opticon.New(l, p) },
					Model: func() simulator.Model { return simulator.NewOpticon(simulator.OpticonOptions{BigEndian: bigEndian}) },
				})
			})
		}
	}
}
