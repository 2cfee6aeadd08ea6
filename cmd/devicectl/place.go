package main

import (
	"context"
	"flag"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"buergerterminal/devices"
	"buergerterminal/devices/idcard"
	"buergerterminal/devices/idcard/ccid"
	"buergerterminal/devices/line"
	"buergerterminal/devices/printer"
	"buergerterminal/devices/scanner"
	"buergerterminal/devices/scanner/escl"
	"buergerterminal/devices/scanner/imager"
	"buergerterminal/devices/scanner/omron"
	"buergerterminal/devices/scanner/opticon"
	"buergerterminal/kiosk/config"
)

// kinds are the devices in the order in which they are listed and tested.
func kinds() []devices.Kind {
	return []devices.Kind{devices.IDCard, devices.CardReader, devices.Scanner, devices.Printer}
}

// places are the options that say where devices are.
type places struct {
	config, dir, port, profile string
	baud                       int
	json                       bool
}

const placesUsage = `
Where the devices are says one of
  --config FILE        the terminal's configuration
  --dir DIR            a simulation
  --port PATH          one line, with --profile NAME and --baud N where they are not the usual ones

`

func (p *places) flags(f *flag.FlagSet) {
	f.StringVar(&p.config, "config", "", "configuration of the terminal")
	f.StringVar(&p.dir, "dir", "", "directory of a simulation")
	f.StringVar(&p.port, "port", "", "path of the line")
	f.StringVar(&p.profile, "profile", "", "what the device is")
	f.IntVar(&p.baud, "baud", 0, "speed of the line")
	f.BoolVar(&p.json, "json", false, "write JSON")
}

// a place is a device and where it hangs.
type place struct {
	kind devices.Kind
	at   config.Device
	tap  *tap // sees all bytes; nil where nobody looks
}

// find returns the places of the wanted kinds, or of all that are fitted. The error is one of the command line or of the configuration.
func (p *places) find(wanted []devices.Kind) ([]place, error) {
	usual := config.Default().Devices
	switch given := p.given(); {
	case given != 1:
		return nil, usageError("say where: one of --config, --dir and --port")
	case p.port == "" && (p.profile != "" || p.baud != 0):
		return nil, usageError("--profile and --baud belong to --port")
	case p.port != "" && len(wanted) != 1:
		return nil, usageError("with --port name the one device that hangs there")
	}
	fitted := usual
	if p.config != "" {
		c, err := config.Load(p.config)
		if err != nil {
			return nil, err
		}
		fitted = c.Devices
	}
	var all []place
	for _, kind := range kinds() {
		if len(wanted) > 0 && !slices.Contains(wanted, kind) {
			continue
		}
		d := deviceOf(fitted, kind)
		switch {
		case p.dir != "":
			d.Path = filepath.Join(p.dir, string(kind))
		case p.port != "":
			d = p.onPort(kind, d)
		}
		if !d.Fitted() && len(wanted) > 0 {
			return nil, fmt.Errorf("%s: the configuration fits none", kind)
		}
		if !d.Fitted() {
			continue
		}
		if !slices.Contains(config.Profiles(string(kind)), d.Profile) {
			return nil, usageError(fmt.Sprintf("%s: the profiles are %s", kind, strings.Join(config.Profiles(string(kind)), ", ")))
		}
		all = append(all, place{kind: kind, at: d})
	}
	return all, nil
}

func (p *places) given() int {
	n := 0
	for _, s := range []string{p.config, p.dir, p.port} {
		if s != "" {
			n++
		}
	}
	return n
}

// onPort is a device on the one line that was named.
func (p *places) onPort(kind devices.Kind, usual config.Device) config.Device {
	usual.Path = p.port
	if p.profile != "" {
		usual.Profile = p.profile
	}
	if p.baud != 0 {
		usual.Baud = p.baud
	}
	return usual
}

func deviceOf(d config.Devices, kind devices.Kind) config.Device {
	switch kind {
	case devices.IDCard:
		return d.IDCard
	case devices.CardReader:
		return d.CardReader
	case devices.Scanner:
		return d.Scanner
	case devices.Printer:
		return d.Printer
	}
	return config.Device{}
}

// serial is what drivers need of a line.
type serial = scanner.Line

// open opens the line with the settings s, and puts the tap between.
func (p place) open(s line.Settings) (serial, error) {
	l, err := line.Open(p.at.Path, s)
	if err != nil {
		return nil, err
	}
	if p.tap == nil {
		return l, nil
	}
	p.tap.Line = l
	return p.tap, nil
}

// documents opens the optical reader.
func (p place) documents(ctx context.Context) (*idcard.Reader, error) {
	profile, _ := idcard.Model(p.at.Profile)
	l, err := p.open(line.Settings{Baud: p.at.Baud})
	if err != nil {
		return nil, err
	}
	r := idcard.New(l, idcard.Options{Profile: profile})
	return ready(r, r.Reset(ctx))
}

// chips opens the chip reader.
func (p place) chips(ctx context.Context) (*ccid.Reader, error) {
	profile := ccid.GemPCTwin()
	if p.at.Profile == "gemcore-pos-pro" {
		profile = ccid.GemCorePOSPro()
	}
	profile.Baud = p.at.Baud
	l, err := p.open(profile.Settings())
	if err != nil {
		return nil, err
	}
	r := ccid.New(l, ccid.Options{Profile: profile})
	return ready(r, r.Reset(ctx))
}

// scanner opens the scanner, which may be on the network.
func (p place) scanner(ctx context.Context) (scanner.Device, error) {
	if profile, ok := map[string]escl.Profile{"escl": escl.Flatbed(), "escl-feeder": escl.Feeder()}[p.at.Profile]; ok {
		s, err := escl.New(p.at.Path, profile)
		if err != nil {
			return nil, err
		}
		return ready[scanner.Device](s, s.Reset(ctx))
	}
	l, err := p.open(line.Settings{Baud: p.at.Baud})
	if err != nil {
		return nil, err
	}
	s := p.scannerOn(l)
	return ready(s, s.Reset(ctx))
}

func (p place) scannerOn(l serial) scanner.Device {
	esci := scanner.KioskA4()
	switch p.at.Profile {
	case "kiosk-imager":
		profile := imager.Kiosk()
		profile.Baud = p.at.Baud
		return imager.New(l, profile)
	case "opticon-mdi":
		profile := opticon.MDI4000()
		profile.Baud = p.at.Baud
		return opticon.New(l, profile)
	case "omron-ms4x":
		profile := omron.MS4X()
		profile.Baud = p.at.Baud
		return omron.New(l, profile)
	case "gt-1000":
		esci = scanner.GT1000()
	case "kiosk-a4-colour":
		esci = scanner.KioskColour()
	case "kiosk-a4-feeder":
		esci = scanner.KioskFeeder()
	}
	esci.Baud = p.at.Baud
	return scanner.New(l, esci)
}

// printer opens the printer.
func (p place) printer(ctx context.Context) (*printer.Printer, error) {
	profile, _ := printer.Model(p.at.Profile)
	profile.Baud = p.at.Baud
	l, err := p.open(line.Settings{Baud: p.at.Baud})
	if err != nil {
		return nil, err
	}
	d := printer.New(l, profile)
	return ready(d, d.Reset(ctx))
}

// ready closes a device that cannot be brought into step.
func ready[D interface{ Close() error }](d D, err error) (D, error) {
	var none D
	if err != nil {
		_ = d.Close() // why it is not ready says more
		return none, err
	}
	return d, nil
}

// prober is what every driver can do.
type prober interface {
	Probe(ctx context.Context) (devices.Status, error)
	Close() error
}

// device opens whatever hangs at the place.
func (p place) device(ctx context.Context) (prober, error) {
	switch p.kind {
	case devices.IDCard:
		return opened(p.documents(ctx))
	case devices.CardReader:
		return opened(p.chips(ctx))
	case devices.Scanner:
		return opened(p.scanner(ctx))
	case devices.Printer:
		return opened(p.printer(ctx))
	}
	return nil, fmt.Errorf("there is no device %q", p.kind)
}

// opened keeps a typed nil from becoming a device.
func opened[D prober](d D, err error) (prober, error) {
	if err != nil {
		return nil, err
	}
	return d, nil
}
