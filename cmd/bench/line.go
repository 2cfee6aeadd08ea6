package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"buergerterminal/devices"
	"buergerterminal/devices/line"
	"buergerterminal/devices/printer"
	"buergerterminal/devices/scanner"
	"buergerterminal/devices/simulator"
)

// measureLine scans and prints on pseudo-terminals that are paced to the speed of a real line, with the drivers as they
// are shipped. A part of a page is scanned that is some five seconds on the line.
func measureLine(ctx context.Context, b bench) []row {
	var rows []row
	for _, l := range []struct {
		baud int
		area scanner.Area
	}{
		{115_200, scanner.Area{X: 10, Y: 20, Width: 80, Height: 20}},
		{921_600, scanner.Area{X: 10, Y: 20, Width: 150, Height: 88}},
	} {
		rows = append(append(rows, b.scan(ctx, l.baud, l.area)), b.xmodem(ctx, l.baud)...)
	}
	return append(rows, b.face(ctx), b.print(ctx))
}

// scan compares the bytes of the picture in a second with what the line can carry. Everything that a scan does counts:
// settings, headers, acknowledgements.
func (b bench) scan(ctx context.Context, baud int, area scanner.Area) row {
	what := fmt.Sprintf("scan at %d baud: picture on the line", baud)
	model, driver := simulator.ScannerKioskA4(), scanner.KioskA4()
	model.Baud, driver.Baud = baud, baud
	l, stop, err := b.plugIn(ctx, devices.Scanner, simulator.NewScanner(simulator.ScannerOptions{Profile: model}), line.Settings{Baud: baud})
	if err != nil {
		return notMeasured(what, err)
	}
	defer stop()
	s := scanner.New(l, driver)
	request := scanner.Request{Mode: scanner.Photo, Area: area}
	estimate, err := driver.Estimate(request)
	if err != nil {
		return notMeasured(what, err)
	}
	if err := s.Reset(ctx); err != nil {
		return notMeasured(what, err)
	}
	began := time.Now()
	if _, err := s.Scan(ctx, request, nil); err != nil {
		return notMeasured(what, err)
	}
	return row{what: what, ours: float64(estimate.Image) / time.Since(began).Seconds(), unit: "bytes/s", beside: "line", theirs: float64(baud) / 10, least: 0.97}
}

// print compares the time of a whole job, proof that it is on paper included, with its bytes on the line alone.
func (b bench) print(ctx context.Context) row {
	const what, baud = "receipt at the printer", 115_200
	l, stop, err := b.plugIn(ctx, devices.Printer, simulator.NewPrinter(simulator.PrinterOptions{ProcessID: true}), line.Settings{Baud: baud})
	if err != nil {
		return notMeasured(what, err)
	}
	defer stop()
	profile := printer.Kiosk80()
	profile.Baud = baud
	p, doc := printer.New(l, profile), sample().document()
	job, err := printer.Encode(doc, profile)
	if err != nil {
		return notMeasured(what, err)
	}
	took, err := medianOf(5, func() (time.Duration, error) {
		began := time.Now()
		if outcome, err := p.Print(ctx, doc); err != nil || outcome != devices.Printed {
			return 0, fmt.Errorf("the receipt is %v: %w", outcome, err)
		}
		return time.Since(began), nil
	})
	if err != nil {
		return notMeasured(what, err)
	}
	return row{what: what, ours: milliseconds(took), unit: "ms", beside: fmt.Sprintf("%d bytes at %d baud", len(job.Bytes), baud),
		theirs: float64(len(job.Bytes)) * 10 * 1000 / baud, most: 1.05}
}

// plugIn simulates a device on a pseudo-terminal and opens its line.
func (b bench) plugIn(ctx context.Context, kind devices.Kind, model simulator.Model, settings line.Settings) (l *line.Line, stop func(), err error) {
	dir, err := os.MkdirTemp(b.work, "line") // a simulation leaves its folder to no other
	if err != nil {
		return nil, nil, err
	}
	ctx, cancel := context.WithCancel(ctx)
	ready, ended := make(chan struct{}), make(chan error, 1)
	go func() {
		ended <- simulator.Run(ctx, simulator.Options{Dir: dir, Models: map[devices.Kind]simulator.Model{kind: model}, Ready: func() { close(ready) }})
	}()
	select {
	case <-ready:
	case err := <-ended:
		cancel()
		return nil, nil, errors.Join(errors.New("no pseudo-terminals here"), err)
	}
	if l, err = line.Open(filepath.Join(dir, string(kind)), settings); err != nil {
		cancel()
		<-ended
		return nil, nil, err
	}
	return l, func() {
		_ = l.Close() // what was measured has been measured
		cancel()
		<-ended
	}, nil
}
