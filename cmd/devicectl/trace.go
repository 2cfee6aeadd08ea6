package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"buergerterminal/devices"
	"buergerterminal/devices/idcard"
	"buergerterminal/devices/line"
)

const traceUsage = `devicectl trace opens a device, asks it how it is again and again, and shows every byte with its time, as a recording
that the tests can play: TIME > BYTES to the device, TIME < BYTES from it.

  devicectl trace DEVICE [--for 10s] [--raw]

What can be a person's is masked as "··": the characters of a document, the picture of a scan, what a chip says, and text for the
printer. Lengths and control bytes stay. --raw shows everything: do so only with a specimen.
` + placesUsage

// traceCommand is "devicectl trace".
func traceCommand() command {
	return command{name: "trace", usage: "Shows the bytes on a device's line with their times, personal data masked.", run: trace}
}

func trace(ctx context.Context, args []string, _ io.Reader, stdout, stderr io.Writer) int {
	flags := newFlags("trace", traceUsage, stderr)
	var where places
	where.flags(flags)
	lasts := flags.Duration("for", 10*time.Second, "how long to look")
	raw := flags.Bool("raw", false, "mask nothing")
	words, code, ok := parse(flags, args)
	if !ok {
		return code
	}
	c := console{"trace", stdout, stderr, where.json}
	all, err := chosen(&where, words)
	if err != nil {
		return c.fail(err)
	}
	if len(all) != 1 {
		return c.fail(usageError("name one device"))
	}
	if *raw {
		fmt.Fprintln(stderr, "devicectl trace: --raw masks nothing. Use it with specimens only, and pass the output to nobody.")
	}
	p := all[0]
	p.tap = &tap{kind: p.kind, raw: *raw, out: stdout, json: where.json, began: time.Now()}
	ctx, stop := context.WithTimeout(ctx, *lasts)
	defer stop()
	if err := p.look(ctx); err != nil && ctx.Err() == nil {
		return c.fail(err)
	}
	return exitDone
}

// look keeps the device busy until ctx ends: the reader of documents waits for one, the others are asked.
func (p place) look(ctx context.Context) error {
	d, err := p.device(ctx)
	if err != nil {
		return err
	}
	defer d.Close()
	every := time.NewTicker(time.Second)
	defer every.Stop()
	for {
		if err := touch(ctx, d); err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return nil
		case <-every.C:
		}
	}
}

// touch makes one exchange. What is wrong with a document, or with what the device says of itself, is no reason to stop looking.
func touch(ctx context.Context, d prober) error {
	var err error
	if r, ok := d.(*idcard.Reader); ok {
		_, err = r.Read(ctx)
	} else {
		_, err = d.Probe(ctx)
	}
	if code := exitOf(err); err != nil && (code == exitAbsent || code == exitBusy) {
		return err
	}
	return nil
}

// A tap sits between a driver and its line and shows what passes.
type tap struct {
	*line.Line
	kind  devices.Kind
	raw   bool
	out   io.Writer
	json  bool
	began time.Time

	mu     sync.Mutex
	asked  []byte // what the driver wrote last
	behind int    // bytes of the device since then
}

// Read implements io.Reader.
func (t *tap) Read(p []byte) (int, error) {
	n, err := t.Line.Read(p)
	t.show('<', p[:n])
	return n, err
}

// Write implements io.Writer.
func (t *tap) Write(p []byte) (int, error) {
	n, err := t.Line.Write(p)
	t.show('>', p[:n])
	return n, err
}

func (t *tap) show(direction rune, p []byte) {
	if len(p) == 0 {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if direction == '>' {
		t.asked, t.behind = bytes.Clone(p[:min(len(p), 16)]), 0
	}
	at := time.Since(t.began).Seconds()
	if t.json {
		fmt.Fprintf(t.out, "{\"at\":%.6f,\"direction\":%q,\"bytes\":%q}\n", at, string(direction), t.masked(direction, p))
	} else {
		fmt.Fprintf(t.out, "%.6f %c %s\n", at, direction, t.masked(direction, p))
	}
	if direction == '<' {
		t.behind += len(p)
	}
}

// masked is the bytes in hexadecimal, those that can be a person's as "··".
func (t *tap) masked(direction rune, p []byte) string {
	var b strings.Builder
	for i, c := range p {
		if i > 0 {
			b.WriteByte(' ')
		}
		if !t.raw && t.personal(direction, i, len(p), c) {
			b.WriteString("··")
			continue
		}
		fmt.Fprintf(&b, "%02x", c)
	}
	return b.String()
}

// Lengths up to which an answer or a command cannot hold a person's data.
const (
	shortCommand = 16
	ccidHeader   = 12 // 03 06 and the header of the message
	blockHeader  = 6  // of ESC/I, the longest before picture data
)

// personal reports whether a byte can be a person's. It errs to the safe side.
func (t *tap) personal(direction rune, at, length int, c byte) bool {
	switch t.kind {
	case devices.IDCard: // letters, digits and fillers of a zone, and the check byte that is made of them
		return direction == '<' && c >= ' '
	case devices.CardReader:
		return t.offset(direction, at) >= ccidHeader
	case devices.Scanner:
		return direction == '<' && !isQuestion(t.asked) && t.offset(direction, at) >= blockHeader
	}
	return direction == '>' && length > shortCommand && c >= ' '
}

// offset is the place of a byte in what was said since the other side spoke.
func (t *tap) offset(direction rune, at int) int {
	if direction == '<' {
		return t.behind + at
	}
	return at
}

// isQuestion reports whether the scanner was asked something about itself.
func isQuestion(asked []byte) bool {
	if len(asked) != 2 || asked[0] != 0x1b && asked[0] != 0x1c {
		return false
	}
	return bytes.IndexByte([]byte("IFfSi"), asked[1]) >= 0
}
