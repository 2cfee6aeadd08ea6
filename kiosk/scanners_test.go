package kiosk

import (
	"bytes"
	"context"
	"image"
	"image/jpeg"
	"path/filepath"
	"testing"

	"buergerterminal/devices"
	"buergerterminal/devices/simulator"
	"buergerterminal/flows"
	"buergerterminal/kiosk/config"
	"buergerterminal/kiosk/session"
)

// Every profile that a configuration may name is one that the house can open, and the other way round.
func TestScannerProfilesAreThoseOfTheConfiguration(t *testing.T) {
	openers := scannerOpeners()
	for _, name := range config.Profiles("scanner") {
		if openers[name] == nil {
			t.Errorf("%s can be configured and not opened", name)
		}
	}
	if len(openers) != len(config.Profiles("scanner")) {
		t.Errorf("%d profiles can be opened, %d be configured", len(openers), len(config.Profiles("scanner")))
	}
}

// TestScannersOnTheirLines scans a page by the configuration alone, from each kind of scanner on a serial line.
func TestScannersOnTheirLines(t *testing.T) {
	const baud = 4_000_000 // a page in colour takes 75 s at 921,600
	grey, esci := simulator.ScannerKioskA4(), simulator.ScannerKioskColour()
	grey.Baud, esci.Baud = baud, baud
	for _, c := range []struct {
		profile string
		model   simulator.Model
		mode    string
		mime    string
		colour  bool
	}{
		{"kiosk-a4-colour", simulator.NewScanner(simulator.ScannerOptions{Profile: esci}), flows.ModeText, "image/png", false},
		{"kiosk-a4-colour", simulator.NewScanner(simulator.ScannerOptions{Profile: esci}), flows.ModeColour, "image/jpeg", true},
		{"kiosk-a4", simulator.NewScanner(simulator.ScannerOptions{Profile: grey}), flows.ModeColour, "image/jpeg", false},
		{"kiosk-imager", simulator.NewImager(simulator.ImagerOptions{Baud: baud}), flows.ModeText, "image/jpeg", false},
		{"opticon-mdi", simulator.NewOpticon(simulator.OpticonOptions{Baud: baud}), flows.ModeText, "image/jpeg", false},
		{"omron-ms4x", simulator.NewOmron(simulator.OmronOptions{Baud: baud}), flows.ModeText, "image/jpeg", false},
	} {
		t.Run(c.profile+" "+c.mode, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			ctx, cancel := context.WithCancel(t.Context())
			ready, ended := make(chan struct{}), make(chan error, 2)
			go func() {
				ended <- simulator.Run(ctx, simulator.Options{Dir: dir, Models: map[devices.Kind]simulator.Model{devices.Scanner: c.model}, Ready: func() { close(ready) }})
			}()
			select {
			case <-ready:
			case err := <-ended:
				cancel()
				t.Skipf("no pseudo-terminals here: %v", err)
			}
			d := config.Devices{Scanner: config.Device{Path: filepath.Join(dir, "scanner"), Profile: c.profile, Baud: baud}}
			h, err := openHouse(d, nil, nil, func(devices.Status) {})
			if err != nil {
				t.Fatal(err)
			}
			go func() { ended <- h.scanner.Run(ctx) }()
			page, err := h.scanPage(ctx, c.mode, func(session.ScanProgress) {})
			cancel()
			<-ended
			<-ended
			if err != nil || page.MIME != c.mime || page.Image == nil || len(page.Findings) == 0 || page.DPI == 0 {
				t.Fatalf("%d bytes of %s at %d dpi, %+v, %v", len(page.Data), page.MIME, page.DPI, page.Findings, err)
			}
			if _, colour := page.Image.(*image.RGBA); colour != c.colour {
				t.Errorf("the page is %T", page.Image)
			}
			if c.mime == "image/jpeg" {
				if _, err := jpeg.Decode(bytes.NewReader(page.Data)); err != nil {
					t.Error(err)
				}
			}
			if got := c.model.Complaints(); len(got) > 0 {
				t.Errorf("the scanner complains: %q", got)
			}
		})
	}
}
