package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"buergerterminal/devices"
	"buergerterminal/devices/line"
	"buergerterminal/devices/scanner/xmodem"
	"buergerterminal/devices/simulator"
)

// ceiling is what stop-and-wait leaves of the line: of 1030 bytes for a block and its answer, 1024 are the file's.
const ceiling = float64(xmodem.LongBlock) / (xmodem.LongBlock + xmodem.Overhead + 1)

// xmodem compares the bytes of a picture in a second with the ceiling of the protocol at the line's speed: of the block in the
// middle, which what the machine does beside does not reach, and of the whole file, which waits for the machine with each
// block. The imager and its line are simulated, the receiver is the driver's.
func (b bench) xmodem(ctx context.Context, baud int) []row {
	what := fmt.Sprintf("XMODEM-1K at %d baud", baud)
	l, stop, err := b.plugIn(ctx, devices.Scanner, simulator.NewImager(simulator.ImagerOptions{Baud: baud, Sheet: "pothole"}), line.Settings{Baud: baud})
	if err != nil {
		return []row{notMeasured(what, err)}
	}
	defer stop()
	if _, err := l.Write([]byte("IMAGEOUTFO\r")); err != nil {
		return []row{notMeasured(what, err)}
	}
	if err := l.SetReadDeadline(time.Now().Add(5 * time.Second)); err != nil {
		return []row{notMeasured(what, err)}
	}
	if _, err := io.ReadFull(l, make([]byte, len("OK\r"))); err != nil {
		return []row{notMeasured(what, err)}
	}
	const largest = 1 << 20
	var last time.Time
	var took []float64 // of each block but the first, in seconds
	count := 0
	began := time.Now()
	_, err = xmodem.Receive(ctx, l, largest, func(bytes int) {
		if bytes == count {
			return
		}
		now := time.Now()
		if count == 0 {
			began = now
		} else {
			took = append(took, now.Sub(last).Seconds()*xmodem.LongBlock/float64(bytes-count))
		}
		last, count = now, bytes
	})
	if err != nil {
		return []row{notMeasured(what, err)}
	}
	middle := row{what: what + ": the middle block", ours: xmodem.LongBlock / median(took), unit: "bytes/s", beside: "stop-and-wait ceiling", theirs: ceiling * float64(baud) / 10, least: 0.97}
	whole := middle
	whole.what, whole.ours, whole.least = what+": the whole file", float64(count-xmodem.LongBlock)/last.Sub(began).Seconds(), 0
	return []row{middle, whole}
}
