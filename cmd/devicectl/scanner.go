package main

import (
	"context"
	"errors"
	"fmt"
	"image"
	"image/png"
	"io"
	"os"
	"time"

	"buergerterminal/devices"
	"buergerterminal/devices/scanner"
)

const scannerUsage = `devicectl scanner works on the document scanner.

  devicectl scanner scan -o FILE [--mode text|photo] [--dpi N]

FILE gets the page as the terminal would send it: PNG for text, JPEG for photo. What the terminal would say of the page is told too.
` + placesUsage

// scannerCommand is "devicectl scanner".
func scannerCommand() command {
	return command{name: "scanner", usage: "Scans a page into a file (scan).", run: func(ctx context.Context, args []string, _ io.Reader, stdout, stderr io.Writer) int {
		if len(args) > 0 {
			switch args[0] {
			case "scan":
				return scannerScan(ctx, args[1:], stdout, stderr)
			case "help", "-h", "-help", "--help":
				fmt.Fprint(stdout, scannerUsage)
				return exitDone
			}
		}
		fmt.Fprint(stderr, scannerUsage)
		return exitUsage
	}}
}

// scanned is what is said of a page.
type scanned struct {
	File     string          `json:"file"`
	Type     string          `json:"type"`
	Bytes    int             `json:"bytes"`
	Width    int             `json:"width"`
	Height   int             `json:"height"`
	DPI      int             `json:"dpi"`
	Took     int64           `json:"ms"`
	Attempts int             `json:"attempts"`
	Findings map[string]bool `json:"findings"`
}

func scannerScan(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	flags := newFlags("scanner scan", scannerUsage, stderr)
	var where places
	where.flags(flags)
	output := flags.String("o", "", "file for the page")
	mode := flags.String("mode", string(scanner.Text), "text or photo")
	dpi := flags.Int("dpi", 0, "dots per inch, the profile's if not said")
	words, code, ok := parse(flags, args)
	if !ok {
		return code
	}
	c := console{"scanner scan", stdout, stderr, where.json}
	if *output == "" || len(words) > 0 {
		return c.fail(usageError("say -o FILE"))
	}
	all, err := where.find([]devices.Kind{devices.Scanner})
	if err != nil {
		return c.fail(err)
	}
	s, err := all[0].scanner(ctx)
	if err != nil {
		return c.fail(err)
	}
	defer s.Close()
	said := scanned{File: *output, Attempts: 1, Findings: map[string]bool{}}
	began := time.Now()
	page, err := s.Scan(ctx, scanner.Request{Mode: scanner.Mode(*mode), DPI: *dpi}, func(p scanner.Progress) { said.Attempts = max(said.Attempts, p.Attempt) })
	if err != nil {
		return c.fail(err)
	}
	said.Took = time.Since(began).Milliseconds()
	if err := said.keep(page); err != nil {
		return c.fail(err)
	}
	c.printf("%s  %s, %d bytes, %d × %d at %d dpi, %d ms\n", said.File, said.Type, said.Bytes, said.Width, said.Height, said.DPI, said.Took)
	for kind, fine := range said.Findings {
		if !fine {
			c.printf("  poor: %s\n", kind)
		}
	}
	if c.json {
		c.object(said)
	}
	return exitDone
}

// keep writes the page and notes what it is.
func (s *scanned) keep(page scanner.Page) error {
	data, mime, err := page.Encode()
	if err != nil {
		return err
	}
	if err := os.WriteFile(s.File, data, 0o600); err != nil {
		return err
	}
	b := page.Image.Bounds()
	s.Type, s.Bytes, s.Width, s.Height, s.DPI = mime, len(data), b.Dx(), b.Dy(), page.DPI
	for _, f := range scanner.Judge(page) {
		s.Findings[string(f.Kind)] = f.OK
	}
	return nil
}

// writePNG writes a picture that nobody else may read.
func writePNG(path string, picture image.Image) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	return errors.Join(png.Encode(f, picture), f.Close())
}
