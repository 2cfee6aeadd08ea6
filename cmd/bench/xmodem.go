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

// xmodem compares the bytes of a picture in a second, from the first block to the last, with the ceiling of the protocol at the
// line's speed. The imager and its line are simulated, the receiver is the driver's.
func (b bench) xmodem(ctx context.Context, baud int) row {
	what := fmt.Sprintf("XMODEM-1K at %d baud: file on the line", baud)
	l, stop, err := b.plugIn(ctx, devices.Scanner, simulator.NewImager(simulator.ImagerOptions{Baud: baud, Sheet: "pothole"}), line.Settings{Baud: baud})
	if err != nil {
		return notMeasured(what, err)
	}
	defer stop()
	if _, err := l.Write([]byte("IMAGEOUTFO\r")); err != nil {
		return notMeasured(what, err)
	}
	if err := l.SetReadDeadline(time.Now().Add(5 * time.Second)); err != nil {
		return notMeasured(what, err)
	}
	if _, err := io.ReadFull(l, make([]byte, len("OK\r"))); err != nil {
		return notMeasured(what, err)
	}
	const largest = 1 << 20
	var first, last time.Time
	count := 0
	_, err = xmodem.Receive(ctx, l, largest, func(bytes int) {
		switch {
		case bytes == count:
		case count == 0:
			first, count = time.Now(), bytes
		default:
			last, count = time.Now(), bytes
		}
	})
	if err != nil {
		return notMeasured(what, err)
	}
	rate := float64(count-xmodem.LongBlock) / last.Sub(first).Seconds()
	return row{what: what, ours: rate, unit: "bytes/s", beside: "stop-and-wait ceiling", theirs: ceiling * float64(baud) / 10, least: 0.97}
}
