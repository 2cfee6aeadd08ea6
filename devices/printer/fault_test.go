package printer_test

import (
	"context"
	"fmt"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"buergerterminal/devices"
	"buergerterminal/devices/line"
	"buergerterminal/devices/printer"
	"buergerterminal/devices/simulator"
)

// fault is something that happens to a printer on a serial line, and what may truly be said of the job then.
type fault struct {
	name     string
	before   string                       // the simulator's control words before the job
	during   string                       // and when its first lines are on paper
	after    string                       // what mends it
	outcomes string                       // the first letters of those that are true: p, n, u
	faults   func(printer.Profile) string // one of these codes; nil: none
}

func always(codes string) func(printer.Profile) string {
	return func(printer.Profile) string { return codes }
}

// jammed is what a model says of a jam: its own bit, nothing but "offline", or nothing at all.
func jammed(p printer.Profile) string {
	switch {
	case p.FullStatus == nil:
		return string(devices.FaultPrinterError)
	case p.FullStatus.Jam != printer.Bits{}:
		return string(devices.FaultPrinterJam)
	}
	return string(devices.FaultProtocol)
}

// faults are those of the project's list of 24 that a printer can have on its line (those of opening a line are held in
// devices/line, those of a single answer in the tests in virtual time).
func faults() []fault {
	return []fault{
		{name: "none", outcomes: "p"},
		{name: "near end", before: "paper near-end", after: "paper ok", outcomes: "p"},
		{name: "noise before", before: "noise 16", outcomes: "pn", faults: always("line.noise")},
		{name: "a key is pressed", before: "key press", after: "key release", outcomes: "p"},
		{name: "second program", before: "second", outcomes: "p"},
		{name: "no paper", before: "paper end", after: "paper ok", outcomes: "n", faults: always("printer.paper-end")},
		{name: "silent before", before: "silence", after: "talk", outcomes: "n", faults: always("line.silent")},
		{name: "paper ends", before: "paper end-after 6", after: "paper ok", outcomes: "nu", faults: always("printer.paper-end")},
		{name: "cover opens", during: "cover open", after: "cover closed", outcomes: "nu", faults: always("printer.cover-open")},
		{name: "cutter fails", during: "cutter-error", after: "recover", outcomes: "nu", faults: always("printer.cutter")},
		{name: "head hot", during: "hot", after: "recover", outcomes: "nu", faults: always("printer.heat")},
		{name: "broken", during: "broken", after: "recover", outcomes: "nu", faults: always("printer.error")},
		{name: "jam", during: "jam", after: "recover", outcomes: "nu", faults: jammed},
		{name: "cable pulled", during: "unplug", after: "plug", outcomes: "u", faults: always("line.unplugged")},
		{name: "falls silent", during: "silence", after: "talk", outcomes: "u", faults: always("line.silent")},
		{name: "power fails", during: "power cycle", outcomes: "u", faults: always("printer.reset line.silent")},
		{name: "babbles", during: "babble", after: "talk", outcomes: "u", faults: always("line.noise line.silent")},
		{name: "noise", during: "noise 16", outcomes: "pu", faults: always("line.noise printer.reset device.protocol")},
	}
}

// shop is a simulated printer on a pseudo-terminal, as slow as its line and its paper.
type shop struct {
	t       *testing.T
	dir     string
	profile printer.Profile
	model   *simulator.Printer
}

// openShop runs a simulation until end is called.
func openShop(t *testing.T, p printer.Profile) (s shop, end func()) {
	t.Helper()
	s = shop{t: t, dir: t.TempDir(), profile: p}
	s.model = simulator.NewPrinter(simulator.PrinterOptions{Model: modelOf(t, p), Speed: 250})
	ctx, cancel := context.WithCancel(context.Background())
	ready, ended := make(chan struct{}), make(chan error, 1)
	go func() {
		ended <- simulator.Run(ctx, simulator.Options{
			Dir: s.dir, Models: map[devices.Kind]simulator.Model{devices.Printer: s.model}, Ready: func() { close(ready) },
		})
	}()
	<-ready
	return s, func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}
}

// open opens the line and brings the printer into step; a printer that just came back may need a second try.
func (s shop) open() (*printer.Printer, error) {
	serial, err := line.Open(filepath.Join(s.dir, "printer"), line.Settings{Baud: s.profile.Baud})
	if err != nil {
		return nil, err
	}
	p := printer.New(serial, s.profile)
	if err := p.Reset(context.Background()); err != nil {
		return nil, joinClose(err, p)
	}
	return p, nil
}

func joinClose(err error, p *printer.Printer) error {
	if closed := p.Close(); closed != nil {
		return fmt.Errorf("%w; %w", err, closed)
	}
	return err
}

// do is what happens to the world.
func (s shop) do(words string) error {
	if words == "" {
		return nil
	}
	if words == "second" {
		second, err := line.Open(filepath.Join(s.dir, "printer"), line.Settings{Baud: s.profile.Baud})
		if devices.FaultOf(err) != devices.FaultLineBusy {
			return fmt.Errorf("a second program got the line: %v, %w", second, err)
		}
		return nil
	}
	_, err := simulator.Send(context.Background(), s.dir, append([]string{"printer"}, strings.Fields(words)...)...)
	return err
}

// when does something as soon as lines of the job are on paper.
func (s shop) when(words string, done <-chan struct{}) error {
	if words == "" {
		return nil
	}
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for {
		if _, hanging := s.model.Paper(); hanging.Rect.Dy() > 300 {
			return s.do(words)
		}
		select {
		case <-done:
			return fmt.Errorf("the job was over before %q", words)
		case <-tick.C:
		}
	}
}

// slip is a small job that lasts half a second on paper.
func slip() printer.Document {
	var doc printer.Document
	for range 24 {
		doc = append(doc, printer.Line{Text: "Bürgeramt, 8 bis 18 Uhr"})
	}
	return append(doc, printer.Cut{})
}

// suffer prints while the fault happens, has it mended, and prints again. It returns what is wrong.
func (s shop) suffer(f fault) error {
	p, err := s.open()
	if err != nil {
		return err
	}
	if err := s.do(f.before); err != nil {
		return err
	}
	done, happened := make(chan struct{}), make(chan error, 1)
	go func() { happened <- s.when(f.during, done) }()
	began := time.Now()
	outcome, err := p.Print(context.Background(), slip())
	took := time.Since(began)
	close(done)
	if failed := <-happened; failed != nil {
		return failed
	}
	if wrong := s.judge(f, outcome, err, took); wrong != nil {
		return wrong
	}
	return s.goOn(f, p, outcome)
}

// judge holds what was said against what is true.
func (s shop) judge(f fault, outcome devices.Outcome, err error, took time.Duration) error {
	said := fmt.Sprintf("%s, %v after %v", outcome, err, took)
	cuts, _ := s.model.Control(context.Background(), "receipts", nil)
	switch {
	case !strings.Contains(f.outcomes, string(outcome[0])):
		return fmt.Errorf("%s", said)
	case outcome == devices.Printed && (err != nil || cuts != "1"):
		return fmt.Errorf("%s, and %s receipts", said, cuts)
	case outcome == devices.NotPrinted && cuts != "0":
		return fmt.Errorf("%s, and %s receipts", said, cuts)
	case outcome != devices.Printed && !strings.Contains(f.faults(s.profile), string(devices.FaultOf(err))):
		return fmt.Errorf("%s, want %s", said, f.faults(s.profile))
	}
	return nil
}

// goOn mends the fault, looks that nothing comes out by itself, and prints.
func (s shop) goOn(f fault, p *printer.Printer, outcome devices.Outcome) error {
	unfinished := p.Unfinished()
	if err := p.Close(); err != nil && !strings.Contains(f.during, "unplug") {
		return err
	}
	if err := s.do(f.after); err != nil {
		return err
	}
	p, err := s.reopen()
	if err != nil {
		return err
	}
	defer p.Close()
	if cuts, _ := s.model.Control(context.Background(), "receipts", nil); outcome == devices.NotPrinted && cuts != "0" || len(cuts) > 1 || cuts > "1" {
		return fmt.Errorf("%s receipts came out by themselves", cuts)
	}
	if unfinished {
		p.Distrust()
	}
	if again, err := p.Print(context.Background(), slip()); again != devices.Printed {
		return fmt.Errorf("when it was mended: %s, %w", again, err)
	}
	return nil
}

// reopen tries for as long as a terminal may (back within 5 s after a fault).
func (s shop) reopen() (*printer.Printer, error) {
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for deadline := time.Now().Add(5 * time.Second); ; <-tick.C {
		p, err := s.open()
		if err == nil || time.Now().After(deadline) {
			return p, err
		}
	}
}

// TestFaults has every model suffer every fault on a pseudo-terminal, at the speed of the line and of the paper. The table
// of cells is in the output of -v.
func TestFaults(t *testing.T) {
	if testing.Short() {
		t.Skipf("-short: the table takes the time that printing takes")
	}
	before := runtime.NumGoroutine()
	var all []printer.Profile
	for _, p := range printer.Models() {
		if !p.Mark {
			p.Stall = 2 * time.Second
			all = append(all, p)
		}
	}
	cells := make([][]error, len(faults()))
	var running sync.WaitGroup
	places := make(chan struct{}, 12)
	for i, f := range faults() {
		cells[i] = make([]error, len(all))
		for j, p := range all {
			s, end := shop{}, func() {}
			running.Go(func() {
				places <- struct{}{}
				defer func() { <-places }()
				s, end = openShop(t, p)
				defer end()
				cells[i][j] = s.suffer(f)
			})
		}
	}
	running.Wait()
	table(t, all, cells)
	eventually(t, "all goroutines to end", func() bool { return runtime.NumGoroutine() <= before })
}

// table writes the cells, and an error for each that is not green.
func table(t *testing.T, models []printer.Profile, cells [][]error) {
	t.Helper()
	var out strings.Builder
	fmt.Fprintf(&out, "\n%-18s", "")
	for _, p := range models {
		fmt.Fprintf(&out, "%-11s", p.Name)
	}
	for i, f := range faults() {
		fmt.Fprintf(&out, "\n%-18s", f.name)
		for j, err := range cells[i] {
			word := "ok"
			if err != nil {
				word = "FAILED"
				t.Errorf("%s, %s: %v", f.name, models[j].Name, err)
			}
			fmt.Fprintf(&out, "%-11s", word)
		}
	}
	t.Log(out.String())
}

// eventually waits for a condition.
func eventually(t *testing.T, what string, condition func() bool) {
	t.Helper()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for deadline := time.Now().Add(10 * time.Second); !condition(); <-tick.C {
		if time.Now().After(deadline) {
			t.Fatalf("waiting for %s", what)
		}
	}
}
