package scanner_test

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"buergerterminal/devices"
	"buergerterminal/devices/line"
	"buergerterminal/devices/scanner"
	"buergerterminal/devices/simulator"
)

// These tests run in real time on a pseudo-terminal that is paced to the line's speed, with the real line below the driver.

// onTerminal runs the simulator's host with the model and opens the driver on its line.
func onTerminal(t testing.TB, k kind) (*scanner.Scanner, *simulator.Scanner, string) {
	t.Helper()
	dir := t.TempDir()
	model := simulator.NewScanner(simulator.ScannerOptions{Profile: k.model})
	ctx, cancel := context.WithCancel(context.Background())
	ready, ended := make(chan struct{}), make(chan error, 1)
	go func() {
		ended <- simulator.Run(ctx, simulator.Options{
			Dir: dir, Models: map[devices.Kind]simulator.Model{devices.Scanner: model}, Ready: func() { close(ready) },
		})
	}()
	select {
	case <-ready:
	case err := <-ended:
		cancel()
		t.Skipf("no pseudo-terminals here: %v", err)
	}
	l, err := line.Open(filepath.Join(dir, "scanner"), line.Settings{Baud: k.driver.Baud})
	if err != nil {
		cancel()
		t.Fatal(err)
	}
	s := scanner.New(l, k.driver)
	t.Cleanup(func() {
		s.Close()
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("simulator: %v", err)
		}
	})
	return s, model, dir
}

func TestPacedPages(t *testing.T) {
	if testing.Short() {
		t.Skip("takes as long as the lines do")
	}
	for _, c := range []struct {
		kind    kind
		request scanner.Request
	}{
		{gt1000(), scanner.Request{Mode: scanner.Photo, Area: scanner.Area{X: 19, Y: 24, Width: 25, Height: 2}}},
		{kioskA4(), scanner.Request{Mode: scanner.Text}},
	} {
		t.Run(c.kind.name, func(t *testing.T) {
			s, model, _ := onTerminal(t, c.kind)
			page := measure(t, s, c.kind, c.request)
			if findings := scanner.Judge(page); len(findings) < 2 || !findings[1].OK {
				t.Errorf("the page is %q", words(findings))
			}
			if got := model.Complaints(); len(got) > 0 {
				t.Errorf("the scanner complains: %q", got)
			}
		})
	}
}

// measure scans and logs how much of the line's speed was used. No scan can be faster than its line; how much slower is the machine's
// load, and is asserted in virtual time (TestWholePagesOnTheLine).
func measure(t testing.TB, s *scanner.Scanner, k kind, r scanner.Request) scanner.Page {
	t.Helper()
	if err := s.Reset(t.Context()); err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	page, err := s.Scan(t.Context(), r, nil)
	if err != nil {
		t.Fatal(err)
	}
	took := time.Since(began)
	e, err := k.driver.Estimate(r)
	if err != nil {
		t.Fatal(err)
	}
	pure := float64(e.Image) * 10 / float64(k.driver.Baud)
	if took.Seconds() < 0.99*pure {
		t.Errorf("%.2f s for %.2f s of bytes: the line is not paced", took.Seconds(), pure)
	}
	t.Logf("%s %s, %v: %.2f s, image data use %.1f %% of the line", k.name, r.Mode, e, took.Seconds(), 100*pure/took.Seconds())
	return page
}

func TestPacedCancelAndUnplug(t *testing.T) {
	if testing.Short() {
		t.Skip("takes as long as the lines do")
	}
	s, model, dir := onTerminal(t, kioskA4())
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var at time.Time
	_, err := s.Scan(ctx, scanner.Request{Mode: scanner.Photo}, func(p scanner.Progress) {
		if p.Lines > 0 && at.IsZero() {
			at = time.Now()
			cancel()
		}
	})
	wantFault(t, err, devices.FaultCancelled)
	t.Logf("free after %v", time.Since(at))
	_, err = s.Scan(t.Context(), scanner.Request{Mode: scanner.Photo}, func(p scanner.Progress) {
		if p.Lines > 0 {
			if _, err := simulator.Send(t.Context(), dir, "scanner", "unplug"); err != nil {
				t.Log(err) // the second unplug has nothing to pull
			}
		}
	})
	wantFault(t, err, devices.FaultUnplugged)
	if got := model.Complaints(); len(got) > 0 {
		t.Errorf("the scanner complains: %q", got)
	}
}

// BenchmarkPacedPage takes whole A4 pages in real time; use -benchtime=1x.
func BenchmarkPacedPage(b *testing.B) {
	for _, mode := range []scanner.Mode{scanner.Text, scanner.Photo} {
		b.Run(string(mode), func(b *testing.B) {
			s, _, _ := onTerminal(b, kioskA4())
			for b.Loop() {
				measure(b, s, kioskA4(), scanner.Request{Mode: mode})
			}
		})
	}
}
