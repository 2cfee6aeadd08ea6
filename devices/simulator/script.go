package simulator

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/pelletier/go-toml/v2"
)

// A Script is what goes wrong by itself, each entry at its own moment.
type Script []Mishap

// A Mishap is one entry of a script: at one moment one command, and after a while the command that undoes it.
type Mishap struct {
	Device string   // the name of its link
	Do     []string // a command of Send with its words
	At     time.Duration
	Sent   int    // bytes that the device has sent, since the start
	Heard  int    // bytes that it was sent
	Answer int    // the answer after which it happens, counted from 1
	Plug   int    // the cable comes in for this time, counted from 1
	On     []byte // bytes that the terminal sends …
	Nth    int    // … for the N-th time, counted from 1
	For    time.Duration
	Undo   []string // what ends it when For is over
}

// entry is a Mishap as it is written.
type entry struct {
	Device, Do, At, On, For, Undo  string
	Sent, Heard, Answer, Plug, Nth int
}

// jobs are sequences that begin the work of a device, by device and word.
func jobs(device, word string) []byte {
	switch device + " " + word {
	case "scanner scan":
		return []byte{esciESC, 'G'}
	case "printer print":
		return []byte{0x1b, '@'}
	case "cardreader read": // the selection of the first file
		return []byte{0x00, 0xA4}
	}
	return nil
}

// ParseScript reads a script in TOML, a table [[fault]] for each entry:
//
//	[[fault]]
//	device = "scanner"   # or idcard, printer …
//	do = "half-frame"    # any command of Send, with its words
//	at = "5s"            # when, one of: at (since the start), sent or heard (bytes to and from the terminal), answer,
//	                     # plug (each the N-th since the start), on (bytes from the terminal as "1b 47", or scan, print, read) with nth
//	for = "3s"           # then undo; a fault that has an end knows its own
//	undo = "plug"        # what else shall end it
//
// The error names every mistake with its entry or line.
func ParseScript(data []byte) (Script, error) {
	var file struct{ Fault []entry }
	decoder := toml.NewDecoder(bytes.NewReader(data)).DisallowUnknownFields()
	if err := decoder.Decode(&file); err != nil {
		var strict *toml.StrictMissingError
		if errors.As(err, &strict) {
			return nil, fmt.Errorf("fault script: %s", strict.String())
		}
		return nil, fmt.Errorf("fault script: %w", err)
	}
	var all Script
	var failed error
	for i, e := range file.Fault {
		m, err := e.mishap()
		if err != nil {
			failed = errors.Join(failed, fmt.Errorf("fault script: entry %d: %w", i+1, err))
		}
		all = append(all, m)
	}
	return all, failed
}

// mishap checks an entry.
func (e entry) mishap() (Mishap, error) {
	m := Mishap{Device: e.Device, Sent: e.Sent, Heard: e.Heard, Answer: e.Answer, Plug: e.Plug, Nth: max(e.Nth, 1)}
	var failed error
	words := func(text string) []string {
		parts, err := split(text)
		failed = errors.Join(failed, err)
		return parts
	}
	lapse := func(text string) time.Duration {
		if text == "" {
			return 0
		}
		d, err := time.ParseDuration(text)
		if err != nil || d < 0 {
			failed = errors.Join(failed, fmt.Errorf("%q is no time, such as 500ms", text))
		}
		return d
	}
	m.Do, m.Undo, m.At, m.For = words(e.Do), words(e.Undo), lapse(e.At), lapse(e.For)
	if len(m.Do) == 0 || e.Device == "" {
		return m, errors.Join(failed, errors.New("it needs a device and what to do"))
	}
	if e.On != "" {
		on, err := moment(e.Device, e.On)
		m.On, failed = on, errors.Join(failed, err)
	}
	if moments := e.moments(); moments != 1 || e.Nth != 0 && e.On == "" {
		failed = errors.Join(failed, errors.New("it needs one moment: at, sent, heard, answer, plug, or on (with nth)"))
	}
	if len(m.Undo) == 0 {
		if undo := hostFaults()[m.Do[0]].undo; undo != "" {
			m.Undo = []string{undo}
		}
	}
	if m.For > 0 && len(m.Undo) == 0 {
		failed = errors.Join(failed, fmt.Errorf("nothing is known that ends %q; say undo", e.Do))
	}
	return m, failed
}

// moments counts what is said about when.
func (e entry) moments() int {
	said := 0
	for _, is := range []bool{e.At != "", e.Sent != 0, e.Heard != 0, e.Answer != 0, e.Plug != 0, e.On != ""} {
		if is {
			said++
		}
	}
	return said
}

// moment reads bytes that the terminal sends: a job of the device by its word, or hexadecimal.
func moment(device, text string) ([]byte, error) {
	if sequence := jobs(device, text); sequence != nil {
		return sequence, nil
	}
	sequence, err := hex.DecodeString(strings.ReplaceAll(text, " ", ""))
	if err != nil || len(sequence) == 0 {
		return nil, fmt.Errorf("on = %q is neither a job of the %s nor bytes in hexadecimal", text, device)
	}
	return sequence, nil
}

// fits checks that every device of the script is there.
func (s Script) fits(all map[string]*device) error {
	for i, m := range s {
		if all[m.Device] == nil {
			return fmt.Errorf("fault script: entry %d: there is no device %q", i+1, m.Device)
		}
	}
	return nil
}

// play waits for each entry's moment and does what it says, until ctx ends. What a device refuses is its complaint.
func (s Script) play(ctx context.Context, all map[string]*device) error {
	var entries sync.WaitGroup
	for _, m := range s {
		d := all[m.Device]
		begun, forget := d.traffic.await(m.On, m.due, func() {
			if m.At == 0 {
				d.suffer(ctx, m.Do)
			}
		})
		entries.Go(func() {
			defer forget()
			m.play(ctx, d, begun)
		})
	}
	entries.Wait()
	return nil
}

// due reports whether the moment of the line has come.
func (m Mishap) due(t *traffic, seen int) bool {
	switch {
	case m.Sent > 0:
		return t.sent >= m.Sent
	case m.Heard > 0:
		return t.got >= m.Heard
	case m.Answer > 0:
		return t.answers >= m.Answer
	case m.Plug > 0:
		return t.plugs >= m.Plug
	case len(m.On) > 0:
		return seen >= m.Nth
	}
	return true // At alone
}

// play does what is left when the moment has come: what comes later, and the end.
func (m Mishap) play(ctx context.Context, d *device, begun <-chan struct{}) {
	select {
	case <-begun:
	case <-ctx.Done():
		return
	}
	if m.At > 0 {
		if !pass(ctx, m.At) {
			return
		}
		d.suffer(ctx, m.Do)
	}
	if m.For > 0 && pass(ctx, m.For) {
		d.suffer(ctx, m.Undo)
	}
}

// suffer does a command of a script; what the device refuses is its complaint.
func (d *device) suffer(ctx context.Context, words []string) {
	if _, err := d.command(ctx, words[0], words[1:]); err != nil {
		d.complain(fmt.Sprintf("fault script: %s: %v", strings.Join(words, " "), err))
	}
}

// pass lets time pass and reports whether ctx lasts.
func pass(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
