package imager_test

import (
	"testing"
	"time"

	"buergerterminal/devices/scanner"
	"buergerterminal/devices/scanner/imager"
	"buergerterminal/devices/scanner/scannertest"
	"buergerterminal/devices/scanner/wire"
	"buergerterminal/devices/scanner/xmodem"
	"buergerterminal/devices/simulator"
)

var _ simulator.Model = (*simulator.Imager)(nil)

func kiosk() scannertest.Kind {
	return scannertest.Kind{
		Name: "kiosk", Baud: imager.Kiosk().Baud, Page: 5 * time.Second, Free: time.Second,
		Open:  func(l wire.Line) scanner.Device { return imager.New(l, imager.Kiosk()) },
		Model: func() simulator.Model { return simulator.NewImager(simulator.ImagerOptions{}) },
	}
}

func TestImager(t *testing.T) { scannertest.Serial(t, kiosk()) }

// TestLineIsBusy: from the first block to the last the line carries 97 % of what stop-and-wait allows, at both speeds. The time is
// virtual, so that only the protocol counts; cmd/bench measures it on a pseudo-terminal.
func TestLineIsBusy(t *testing.T) {
	for _, baud := range []int{115_200, 921_600} {
		k := kiosk()
		k.Baud = baud
		scannertest.In(t, k, func(t *testing.T, r *scannertest.Rig) {
			var first, last time.Time
			count := 0
			_, err := r.Scan(t.Context(), scanner.Request{Mode: scanner.Photo}, func(p scanner.Progress) {
				switch {
				case p.Lines == count:
				case count == 0:
					first, count = time.Now(), p.Lines
				default:
					last, count = time.Now(), p.Lines
				}
			})
			if err != nil {
				t.Fatal(err)
			}
			const block, overhead = xmodem.LongBlock, xmodem.Overhead + 1 // and the answer
			ceiling := float64(baud) / 10 * block / (block + overhead)
			rate := float64(count-block) / last.Sub(first).Seconds()
			if rate < 0.97*ceiling {
				t.Errorf("%d baud: %.0f bytes/s of %.0f", baud, rate, ceiling)
			}
			t.Logf("%d baud: %.0f bytes/s, %.1f %% of the ceiling", baud, rate, 100*rate/ceiling)
		})
	}
}
