package main

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"time"

	"buergerterminal/devices"
	"buergerterminal/kiosk/config"
	"buergerterminal/kiosk/diagnostics"
)

const listUsage = `devicectl list names the serial ports by what stays when the kernel counts its nodes anew: by-id, by-path, then the node.

  devicectl list [--dir DIR] [--probe]

--dir lists the lines of a simulation instead. --probe asks at each port who is there. It asks only questions that move nothing and
print nothing, first a printer's, then a chip reader's, then a scanner's, and stops at the first that is answered. An optical reader
of documents cannot be asked, and a network scanner is no port. A port that another program owns is left alone.

`

// listCommand is "devicectl list".
func listCommand() command {
	return command{name: "list", usage: "Lists serial ports by stable names, and what answers there.", run: list}
}

// listed is one port.
type listed struct {
	diagnostics.Port
	Stable   string        `json:"stable"`
	Answers  devices.Kind  `json:"answers,omitempty"`
	Profile  string        `json:"profile,omitempty"`
	Firmware string        `json:"firmware,omitempty"`
	Fault    devices.Fault `json:"fault,omitempty"` // why nobody could be asked
}

func list(ctx context.Context, args []string, _ io.Reader, stdout, stderr io.Writer) int {
	flags := newFlags("list", listUsage, stderr)
	dir := flags.String("dir", "", "directory of a simulation")
	dev := flags.String("dev", diagnostics.Dev, "directory of the device nodes")
	ask := flags.Bool("probe", false, "ask at each port who is there")
	inJSON := flags.Bool("json", false, "write JSON")
	words, code, ok := parse(flags, args)
	if !ok {
		return code
	}
	c := console{"list", stdout, stderr, *inJSON}
	if len(words) > 0 {
		return c.fail(usageError("list takes no words"))
	}
	ports, err := portsOf(*dev, *dir)
	if err != nil {
		return c.fail(err)
	}
	all := []listed{}
	for _, port := range ports {
		l := listed{Port: port, Stable: port.Stable()}
		if *ask {
			l.probe(ctx)
		}
		all = append(all, l)
		c.printf("%s", l.Stable)
		if l.Node != l.Stable {
			c.printf("  (%s)", l.Node)
		}
		for _, word := range []string{string(l.Answers), l.Profile, l.Firmware, string(l.Fault)} {
			if word != "" {
				c.printf("  %s", word)
			}
		}
		c.printf("\n")
	}
	if c.json {
		c.object(all)
	} else if len(all) == 0 {
		c.printf("no serial port\n")
	}
	return exitDone
}

// portsOf are the machine's ports, or the lines of a simulation.
func portsOf(dev, dir string) ([]diagnostics.Port, error) {
	if dir == "" {
		return diagnostics.Ports(dev)
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var all []diagnostics.Port
	for _, e := range entries {
		if e.Type() == os.ModeSymlink {
			port := diagnostics.PortOf(dev, filepath.Join(dir, e.Name()))
			port.ByID = filepath.Join(dir, e.Name()) // its stable name, as by-id is that of hardware
			all = append(all, port)
		}
	}
	return all, nil
}

// probeLimit is how long a port is asked in one language.
const probeLimit = 4 * time.Second

// probe asks in one language after the other, each with its usual profile.
func (l *listed) probe(ctx context.Context) {
	for _, kind := range []devices.Kind{devices.Printer, devices.CardReader, devices.Scanner} {
		at := deviceOf(config.Default().Devices, kind)
		at.Path = l.Stable
		firmware, err := asked(ctx, place{kind: kind, at: at})
		if err == nil {
			l.Answers, l.Profile, l.Firmware = kind, at.Profile, firmware
			return
		}
		if fault := devices.FaultOf(err); errors.Is(ctx.Err(), context.Canceled) || exitOfFault(fault) == exitBusy || fault == devices.FaultUnplugged || fault == devices.FaultLineUnknown {
			l.Fault = fault
			return
		}
	}
	l.Fault = devices.FaultSilent
}

// asked opens a device and closes it again.
func asked(ctx context.Context, p place) (firmware string, err error) {
	ctx, stop := context.WithTimeout(ctx, probeLimit)
	defer stop()
	d, err := p.device(ctx)
	if err != nil {
		return "", err
	}
	defer d.Close()
	if _, err := d.Probe(ctx); err != nil {
		return "", err
	}
	return firmwareOf(d), nil
}
