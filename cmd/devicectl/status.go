package main

import (
	"context"
	"io"
	"slices"
	"strings"

	"buergerterminal/devices"
	"buergerterminal/devices/printer"
	"buergerterminal/devices/scanner"
	"buergerterminal/kiosk/diagnostics"
	"buergerterminal/kiosk/health"
)

const statusUsage = `devicectl status asks devices how they are.

  devicectl status [DEVICE…]

DEVICE is idcard, cardreader, scanner or printer; without one, all that are fitted are asked.
` + placesUsage

// statusCommand is "devicectl status".
func statusCommand() command {
	return command{name: "status", usage: "Asks devices how they are.", run: status}
}

// condition is what status says of one device.
type condition struct {
	Device   devices.Kind     `json:"device"`
	State    devices.State    `json:"state"`
	Fault    devices.Fault    `json:"fault,omitempty"`
	Warning  devices.Fault    `json:"warning,omitempty"`
	Detail   string           `json:"detail,omitempty"`
	Port     diagnostics.Port `json:"port"`
	Profile  string           `json:"profile"`
	Baud     int              `json:"baud"`
	Firmware string           `json:"firmware,omitempty"`
	Cause    string           `json:"cause,omitempty"`
	Remedy   string           `json:"remedy,omitempty"`
}

func status(ctx context.Context, args []string, _ io.Reader, stdout, stderr io.Writer) int {
	flags := newFlags("status", statusUsage, stderr)
	var where places
	where.flags(flags)
	words, code, ok := parse(flags, args)
	if !ok {
		return code
	}
	c := console{"status", stdout, stderr, where.json}
	all, err := chosen(&where, words)
	if err != nil {
		return c.fail(err)
	}
	var told []condition
	var codes []int
	for _, p := range all {
		now := p.condition(ctx)
		told, codes = append(told, now), append(codes, now.exit())
		now.print(c)
	}
	if c.json {
		c.object(told)
	}
	return worst(codes...)
}

// chosen are the places of the devices that were named, or of all.
func chosen(where *places, words []string) ([]place, error) {
	var wanted []devices.Kind
	for _, w := range words {
		if !slices.Contains(kinds(), devices.Kind(w)) {
			return nil, usageError("there is no device " + w + "; there are idcard, cardreader, scanner and printer")
		}
		wanted = append(wanted, devices.Kind(w))
	}
	return where.find(wanted)
}

// condition opens the device and asks it.
func (p place) condition(ctx context.Context) condition {
	told := condition{Device: p.kind, Port: diagnostics.PortOf(diagnostics.Dev, p.at.Path), Profile: p.at.Profile, Baud: p.at.Baud}
	d, err := p.device(ctx)
	if err != nil {
		return told.broken(err)
	}
	defer d.Close()
	s, err := d.Probe(ctx)
	if err != nil {
		return told.broken(err)
	}
	told.State, told.Fault, told.Warning, told.Detail, told.Firmware = s.State, s.Fault, s.Warning, s.Detail, firmwareOf(d)
	return told.explained()
}

// broken is a device that cannot be talked to, in the words of the supervisor.
func (c condition) broken(err error) condition {
	c.Fault, c.Detail = devices.FaultOf(err), err.Error()
	switch c.Fault {
	case devices.FaultUnplugged:
		c.State = devices.NoDevice
	case devices.FaultSilent:
		c.State = devices.PowerOff
	case devices.FaultLineBusy, devices.FaultLineDenied, devices.FaultLineUnknown:
		c.State = devices.Offline
	default:
		c.State = devices.HardwareError
	}
	return c.explained()
}

func (c condition) explained() condition {
	for _, code := range []devices.Fault{c.Warning, c.Fault} {
		if e, ok := health.Of(string(code)); ok {
			c.Cause, c.Remedy = e.Cause.EN, e.Remedy.EN
		}
	}
	return c
}

func (c condition) exit() int {
	if c.Fault == "" && c.State != devices.Offline {
		return exitDone
	}
	if c.Fault == "" {
		return exitFault
	}
	return exitOfFault(c.Fault)
}

func (c condition) print(to console) {
	to.printf("%-10s  %s", c.Device, c.State)
	for _, code := range []devices.Fault{c.Fault, c.Warning} {
		if code != "" {
			to.printf("  %s", code)
		}
	}
	to.printf("\n            %s  %s  %d baud\n", c.Port.Stable(), c.Profile, c.Baud)
	for _, l := range []struct{ name, value string }{{"says", c.Detail}, {"firmware", c.Firmware}, {"cause", c.Cause}, {"remedy", c.Remedy}} {
		if l.value != "" {
			to.printf("            %-9s %s\n", l.name, l.value)
		}
	}
}

// firmwareOf is what a device has said of itself when it was probed.
func firmwareOf(d prober) string {
	switch d := d.(type) {
	case interface{ Firmware() string }:
		return d.Firmware()
	case interface{ Identity() printer.Identity }:
		return d.Identity().String()
	case interface{ Identity() scanner.Identity }:
		return strings.TrimSpace(d.Identity().Model + " " + d.Identity().Level)
	}
	return ""
}
