package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"

	"buergerterminal/devices"
	"buergerterminal/kiosk/health"
)

// Exit codes by class, the same for every command.
const (
	exitDone   = 0
	exitFailed = 1 // the work failed: a file, a refusal, a broken configuration
	exitUsage  = 2 // the command line was wrong
	exitAbsent = 3 // the line is not there, or the device on it is silent
	exitFault  = 4 // the device says, or shows, that something is wrong with it
	exitBusy   = 5 // another program owns the line, or it may not be opened
	exitUnsure = 6 // nobody can say: an unknown outcome of printing, a question that nobody answered
)

// usageError is a mistake in the command line.
type usageError string

func (e usageError) Error() string { return string(e) }

// exitOf is the class of an error.
func exitOf(err error) int {
	var usage usageError
	if errors.As(err, &usage) {
		return exitUsage
	}
	return exitOfFault(devices.FaultOf(err))
}

func exitOfFault(f devices.Fault) int {
	switch f {
	case "", devices.FaultCancelled, devices.FaultLineUnknown:
		return exitFailed
	case devices.FaultUnplugged, devices.FaultSilent:
		return exitAbsent
	case devices.FaultLineBusy, devices.FaultLineDenied:
		return exitBusy
	case devices.FaultOutcomeUnsure:
		return exitUnsure
	}
	return exitFault
}

// worst is the class that counts when several devices were asked: usage before anything, then what is furthest from working.
func worst(codes ...int) int {
	order := []int{exitUsage, exitBusy, exitAbsent, exitFault, exitFailed, exitUnsure}
	for _, code := range order {
		for _, c := range codes {
			if c == code {
				return code
			}
		}
	}
	return exitDone
}

// failure is how an error looks in JSON.
type failure struct {
	Error  string        `json:"error"`
	Fault  devices.Fault `json:"fault,omitempty"`
	Remedy string        `json:"remedy,omitempty"`
}

// console is where a command writes, as text or as JSON.
type console struct {
	name   string
	out    io.Writer
	stderr io.Writer
	json   bool
}

// fail reports an error and returns its class.
func (c console) fail(err error) int {
	f := devices.FaultOf(err)
	e, known := health.Of(string(f))
	if c.json {
		c.object(failure{err.Error(), f, e.Remedy.EN})
		return exitOf(err)
	}
	fmt.Fprintf(c.stderr, "devicectl %s: %v\n", c.name, err)
	if known {
		fmt.Fprintf(c.stderr, "  %s\n  %s\n", e.Cause.EN, e.Remedy.EN)
	}
	return exitOf(err)
}

// object writes one value as JSON.
func (c console) object(v any) {
	encoder := json.NewEncoder(c.out)
	encoder.SetIndent("", "  ")
	// What cannot be written any more has no reader.
	_ = encoder.Encode(v)
}

// printf writes text, unless JSON is wanted.
func (c console) printf(format string, args ...any) {
	if !c.json {
		fmt.Fprintf(c.out, format, args...)
	}
}

// parse reads a command's options, also behind its words. ok is false when the command is at its end with code.
func parse(flags *flag.FlagSet, args []string) (words []string, code int, ok bool) {
	words, err := parseAnywhere(flags, args)
	if err != nil {
		return nil, usageCode(err), false
	}
	return words, exitDone, true
}
