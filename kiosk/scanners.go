package kiosk

import (
	"context"

	"buergerterminal/devices"
	"buergerterminal/devices/line"
	"buergerterminal/devices/scanner"
	"buergerterminal/devices/scanner/escl"
	"buergerterminal/devices/scanner/imager"
	"buergerterminal/devices/scanner/omron"
	"buergerterminal/devices/scanner/opticon"
	"buergerterminal/devices/supervise"
	"buergerterminal/kiosk/config"
)

// opener opens what a profile of the configuration names.
type opener func(d config.Device) (scanner.Device, error)

// scannerOpeners are the profiles of scanners.
func scannerOpeners() map[string]opener {
	esci := func(p scanner.Profile) opener {
		return onLine(func(l *line.Line, baud int) scanner.Device {
			p.Baud = baud
			return scanner.New(l, p)
		})
	}
	network := func(p escl.Profile) opener {
		return func(d config.Device) (scanner.Device, error) { return escl.New(d.Path, p) }
	}
	return map[string]opener{
		"kiosk-a4": esci(scanner.KioskA4()), "gt-1000": esci(scanner.GT1000()),
		"kiosk-a4-colour": esci(scanner.KioskColour()), "kiosk-a4-feeder": esci(scanner.KioskFeeder()),
		"kiosk-imager": onLine(func(l *line.Line, baud int) scanner.Device {
			p := imager.Kiosk()
			p.Baud = baud
			return imager.New(l, p)
		}),
		"opticon-mdi": onLine(func(l *line.Line, baud int) scanner.Device {
			p := opticon.MDI4000()
			p.Baud = baud
			return opticon.New(l, p)
		}),
		"omron-ms4x": onLine(func(l *line.Line, baud int) scanner.Device {
			p := omron.MS4X()
			p.Baud = baud
			return omron.New(l, p)
		}),
		"escl": network(escl.Flatbed()), "escl-feeder": network(escl.Feeder()),
	}
}

// onLine opens the line before the driver.
func onLine(drive func(l *line.Line, baud int) scanner.Device) opener {
	return func(d config.Device) (scanner.Device, error) {
		l, err := line.Open(d.Path, line.Settings{Baud: d.Baud})
		if err != nil {
			return nil, err
		}
		return drive(l, d.Baud), nil
	}
}

// ownScanner makes the owner of a scanner, wherever it is.
func ownScanner(d config.Device, report func(devices.Status), open opener) *supervise.Owner[scanner.Device] {
	return owner(devices.Scanner, d, report, func(ctx context.Context) (scanner.Device, error) {
		s, err := open(d)
		if err != nil {
			return nil, err
		}
		if err := s.Reset(ctx); err != nil {
			_ = s.Close()
			return nil, err
		}
		return s, nil
	})
}
