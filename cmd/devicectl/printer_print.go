package main

import (
	"context"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"buergerterminal/devices"
	"buergerterminal/devices/printer"
)

// ended is what became of a print.
type ended struct {
	Outcome devices.Outcome `json:"outcome"`
	Took    int64           `json:"ms"`
	Fault   devices.Fault   `json:"fault,omitempty"`
	Error   string          `json:"error,omitempty"`
}

func printerPrint(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	flags := newFlags("printer print", printerUsage, stderr)
	var where places
	where.flags(flags)
	sample := flags.Bool("sample", false, "print the sample receipt")
	files, code, ok := parse(flags, args)
	if !ok {
		return code
	}
	c := console{"printer print", stdout, stderr, where.json}
	if *sample == (len(files) == 1) || len(files) > 1 {
		return c.fail(usageError("name one text file (- is standard input), or say --sample"))
	}
	doc, err := wantedPaper(files, stdin)
	if err != nil {
		return c.fail(err)
	}
	all, err := where.find([]devices.Kind{devices.Printer})
	if err != nil {
		return c.fail(err)
	}
	p, err := all[0].printer(ctx)
	if err != nil {
		return c.fail(err)
	}
	defer p.Close()
	began := time.Now()
	outcome, err := p.Print(ctx, doc)
	return c.printed(ended{Outcome: outcome, Took: time.Since(began).Milliseconds(), Fault: devices.FaultOf(err)}, err)
}

// printed reports an outcome and returns its class.
func (c console) printed(e ended, err error) int {
	if err != nil {
		e.Error = err.Error()
	}
	if c.json {
		c.object(e)
	} else {
		c.printf("%s, %d ms\n", e.Outcome, e.Took)
	}
	switch {
	case e.Outcome == devices.Printed:
		return exitDone
	case !c.json && err != nil:
		c.fail(err)
	}
	if e.Outcome == devices.Unknown {
		return exitUnsure
	}
	return exitOf(err)
}

// wantedPaper is the sample, or a text file line by line.
func wantedPaper(files []string, stdin io.Reader) (printer.Document, error) {
	if len(files) == 0 {
		return sampleReceipt()
	}
	text, err := readAll(files[0], stdin)
	if err != nil {
		return nil, err
	}
	if !utf8.Valid(text) {
		return nil, usageError("the file is not UTF-8")
	}
	var doc printer.Document
	for l := range strings.Lines(string(text)) {
		doc = append(doc, printer.Line{Text: strings.TrimRight(l, "\r\n")})
	}
	return append(doc, printer.Cut{}), nil
}
