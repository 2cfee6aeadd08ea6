package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"image"
	"io"
	"strings"
	"time"

	"buergerterminal/devices"
	"buergerterminal/devices/printer"
	"buergerterminal/devices/scanner"
	"buergerterminal/kiosk/diagnostics"
	"buergerterminal/kiosk/health"
)

const testUsage = `devicectl test tests devices, as UnifiedPOS calls it: internal moves nothing, external makes the device work (a slip, a small
scan), interactive asks a person on standard input, who answers y or n. Each level includes those before it.

  devicectl test [DEVICE…] [--level internal|external|interactive] [--picture FILE]
` + placesUsage

// testCommand is "devicectl test".
func testCommand() command {
	return command{name: "test", usage: "Tests devices at three levels, with a person's judgement at the last.", run: test}
}

func test(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	flags := newFlags("test", testUsage, stderr)
	var where places
	where.flags(flags)
	level := flags.String("level", string(diagnostics.Internal), "how far the test goes")
	picture := flags.String("picture", "", "file for the scanner's test picture (PNG)")
	words, code, ok := parse(flags, args)
	if !ok {
		return code
	}
	c := console{"test", stdout, stderr, where.json}
	if !knownLevel(*level) {
		return c.fail(usageError("the levels are internal, external and interactive"))
	}
	all, err := chosen(&where, words)
	if err != nil {
		return c.fail(err)
	}
	ask := asker(stdin, stderr, *picture)
	var results []diagnostics.Result
	var codes []int
	for _, p := range all {
		r := p.tester().Test(ctx, diagnostics.Level(*level), ask)
		results, codes = append(results, r), append(codes, exitOfResult(r))
		printResult(c, r)
	}
	if c.json {
		c.object(results)
	}
	return worst(codes...)
}

func knownLevel(name string) bool {
	for _, l := range diagnostics.Levels() {
		if string(l) == name {
			return true
		}
	}
	return false
}

func exitOfResult(r diagnostics.Result) int {
	switch r.Outcome {
	case diagnostics.Passed:
		return exitDone
	case diagnostics.Skipped:
		return exitUnsure
	}
	return exitOfFault(r.Fault)
}

func printResult(c console, r diagnostics.Result) {
	c.printf("%-10s  %s  %s", r.Device, r.Level, r.Outcome)
	if r.Fault != "" {
		c.printf("  %s", r.Fault)
	}
	c.printf("  %d ms\n", r.Took.Milliseconds())
	if r.Detail != "" {
		c.printf("            %s\n", r.Detail)
	}
	if e, ok := health.Of(string(r.Fault)); ok {
		c.printf("            %s\n", e.Remedy.EN)
	}
}

// asker puts questions to the person at the terminal. Whatever is neither yes nor no is asked again; the end of the input is no answer.
func asker(stdin io.Reader, stderr io.Writer, picture string) diagnostics.Ask {
	lines := bufio.NewScanner(stdin)
	return func(ctx context.Context, q diagnostics.Question) (bool, error) {
		if q.Picture != nil && picture != "" {
			if err := writePNG(picture, q.Picture); err != nil {
				return false, err
			}
			fmt.Fprintf(stderr, "The picture is in %s.\n", picture)
		}
		for ctx.Err() == nil {
			fmt.Fprintf(stderr, "%s [y/n] ", q.Text.EN)
			if !lines.Scan() {
				return false, errors.New("nobody answers")
			}
			switch strings.ToLower(strings.TrimSpace(lines.Text())) {
			case "y", "yes", "j", "ja":
				return true, nil
			case "n", "no", "nein":
				return false, nil
			}
		}
		return false, ctx.Err()
	}
}

// probe opens the device, asks it and closes it again, so that each step of a test stands for itself.
func (p place) probe(ctx context.Context) (devices.Status, error) {
	d, err := p.device(ctx)
	if err != nil {
		return devices.Status{}, err
	}
	defer d.Close()
	return d.Probe(ctx)
}

// says is the firmware of the device, or nothing.
func (p place) says(ctx context.Context) (string, error) {
	d, err := p.device(ctx)
	if err != nil {
		return "", err
	}
	defer d.Close()
	_, err = d.Probe(ctx)
	return firmwareOf(d), err
}

// tester makes the tester of a place.
func (p place) tester() diagnostics.Tester {
	switch p.kind {
	case devices.IDCard:
		return diagnostics.CardReader{Probe: p.probe, Firmware: p.says, Specimen: p.specimen}
	case devices.CardReader:
		return diagnostics.ChipReader{Kind: devices.CardReader, Probe: p.probe, Firmware: p.says, Card: p.powerCard}
	case devices.Scanner:
		return diagnostics.Scanner{Probe: p.probe, Identity: p.says, Area: p.scanArea}
	}
	return diagnostics.Printer{Probe: p.probe, Firmware: p.says, Slip: p.slip}
}

// specimen waits for a document and forgets it.
func (p place) specimen(ctx context.Context) error {
	r, err := p.documents(ctx)
	if err != nil {
		return err
	}
	defer r.Close()
	_, err = r.Read(ctx)
	return err
}

// powerCard gives the card in the slot power, and takes it again.
func (p place) powerCard(ctx context.Context) error {
	r, err := p.chips(ctx)
	if err != nil {
		return err
	}
	defer r.Close()
	card, err := r.Connect(ctx)
	if err != nil {
		return err
	}
	return card.Disconnect(ctx)
}

// testArea is small enough for a second on the slowest line, in millimetres.
func testArea() scanner.Area { return scanner.Area{Width: 30, Height: 20} }

func (p place) scanArea(ctx context.Context) (image.Image, error) {
	s, err := p.scanner(ctx)
	if err != nil {
		return nil, err
	}
	defer s.Close()
	page, err := s.Scan(ctx, scanner.Request{Mode: scanner.Photo, Area: testArea()}, nil)
	if err != nil {
		return nil, err
	}
	return page.Image, nil
}

// slip prints a few lines that hold nobody's data.
func (p place) slip(ctx context.Context) (devices.Outcome, error) {
	d, err := p.printer(ctx)
	if err != nil {
		return devices.NotPrinted, err
	}
	defer d.Close()
	return d.Print(ctx, printer.Document{
		printer.Line{Text: "Testdruck", Style: printer.Style{Bold: true, Width: 2, Height: 2}},
		printer.Line{Text: time.Now().Format("02.01.2006 15:04:05")},
		printer.Columns{Label: "Profil", Value: p.at.Profile, At: 12},
		printer.Rule{},
		printer.Line{Text: "ÄÖÜ äöüß € 0123456789"},
		printer.QR{Data: "TEST", Module: 6},
		printer.Cut{},
	})
}
