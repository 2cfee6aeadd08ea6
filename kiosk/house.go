package kiosk

import (
	"context"
	"fmt"
	"io"
	"os"
	"sync/atomic"
	"time"

	"buergerterminal/devices"
	"buergerterminal/devices/idcard"
	"buergerterminal/devices/idcard/ccid"
	"buergerterminal/devices/idcard/emrtd"
	"buergerterminal/devices/line"
	"buergerterminal/devices/printer"
	"buergerterminal/devices/scanner"
	"buergerterminal/devices/supervise"
	"buergerterminal/flows"
	"buergerterminal/kiosk/config"
	"buergerterminal/kiosk/session"
	"buergerterminal/locales"
)

// longestBackOff is how long a silent device waits for the next attempt at most: back within 5 s after a fault (R6).
const longestBackOff = 4 * time.Second

// house owns the devices that the configuration names. A device that is not fitted has no owner.
type house struct {
	reader  *supervise.Owner[*idcard.Reader]
	scanner *supervise.Owner[scanner.Device]
	printer *supervise.Owner[*printer.Printer]
	chips   *supervise.Owner[*ccid.Reader]
	trust   emrtd.Trust
	german  *locales.Language
	now     func() time.Time

	unfinished atomic.Bool // see printer.Printer.Unfinished
}

// openHouse makes the owners; they open nothing before run. report is called on every change of a device.
func openHouse(c config.Devices, german *locales.Language, now func() time.Time, report func(devices.Status)) (*house, error) {
	h := &house{german: german, now: now}
	if d := c.IDCard; d.Fitted() {
		profile, ok := idcard.Model(d.Profile)
		if !ok {
			return nil, fmt.Errorf("idcard: no profile %q", d.Profile)
		}
		h.reader = owner(devices.IDCard, d, report, func(ctx context.Context) (*idcard.Reader, error) {
			return idcard.Open(ctx, d.Path, d.Baud, idcard.Options{Now: now, Profile: profile})
		})
	}
	if d := c.Scanner; d.Fitted() {
		open, ok := scannerOpeners()[d.Profile]
		if !ok {
			return nil, fmt.Errorf("scanner: no profile %q", d.Profile)
		}
		h.scanner = ownScanner(d, report, open)
	}
	if d := c.Printer; d.Fitted() {
		profile, ok := printer.Model(d.Profile)
		if !ok {
			return nil, fmt.Errorf("printer: no profile %q", d.Profile)
		}
		profile.Baud = d.Baud
		h.printer = own(devices.Printer, d, report, func(l *line.Line) (*printer.Printer, error) {
			p := printer.New(l, profile)
			if h.unfinished.Load() {
				p.Distrust() // the cable was out meanwhile, and the beginning of a receipt hangs in the printer
			}
			return p, nil
		}, func(ctx context.Context, p *printer.Printer) error { return p.Reset(ctx) })
	}
	return h, nil
}

// prober is what every driver can do.
type prober interface {
	io.Closer
	Probe(ctx context.Context) (devices.Status, error)
}

// own makes the owner of a device on a serial line.
func own[D prober](kind devices.Kind, c config.Device, report func(devices.Status), drive func(*line.Line) (D, error), reset func(context.Context, D) error) *supervise.Owner[D] {
	return owner(kind, c, report, func(ctx context.Context) (D, error) {
		var none D
		l, err := line.Open(c.Path, line.Settings{Baud: c.Baud})
		if err != nil {
			return none, err
		}
		d, err := drive(l)
		if err != nil {
			_ = l.Close()
			return none, err
		}
		if err := reset(ctx, d); err != nil {
			_ = d.Close()
			return none, err
		}
		return d, nil
	})
}

// owner makes the owner of a device whose driver opens its line itself.
func owner[D prober](kind devices.Kind, c config.Device, report func(devices.Status), open func(context.Context) (D, error)) *supervise.Owner[D] {
	config := supervise.Config[D]{
		Kind: kind, Report: report, Longest: longestBackOff,
		Open:    open,
		Probe:   func(ctx context.Context, d D) (devices.Status, error) { return d.Probe(ctx) },
		Present: func() bool { _, err := os.Stat(c.Path); return err == nil },
	}
	if c.AtAddress() {
		config.Present = nil // an address has no node
	}
	return supervise.New(config)
}

// fitted are the statuses of the owned devices, as they are before anything is known.
func (h *house) fitted() map[devices.Kind]devices.Status {
	all := map[devices.Kind]devices.Status{}
	if h.reader != nil {
		all[devices.IDCard] = h.reader.Status()
	}
	if h.scanner != nil {
		all[devices.Scanner] = h.scanner.Status()
	}
	if h.printer != nil {
		all[devices.Printer] = h.printer.Status()
	}
	if h.chips != nil {
		all[devices.CardReader] = h.chips.Status()
	}
	return all
}

// runs are the owners' loops.
func (h *house) runs() []func(context.Context) error {
	var all []func(context.Context) error
	if h.reader != nil {
		all = append(all, h.reader.Run)
	}
	if h.scanner != nil {
		all = append(all, h.scanner.Run)
	}
	if h.printer != nil {
		all = append(all, h.printer.Run)
	}
	if h.chips != nil {
		all = append(all, h.chips.Run)
	}
	return all
}

// readCard waits for a document, again that of a person whose reading has just failed.
func (h *house) readCard(ctx context.Context, again bool) (session.Card, error) {
	var card session.Card
	err := h.reader.Do(ctx, func(ctx context.Context, r *idcard.Reader) error {
		read := r.Read
		if again {
			read = r.Again
		}
		d, err := read(ctx)
		if err != nil && devices.FaultOf(err) != devices.FaultCardUnreadable {
			return err
		}
		card, err = cardOf(d, h.now(), h.german)
		return err
	})
	return card, err
}

// scanPage scans a page as a service wants it; what it wants in colour comes in grey from a scanner that has none.
func (h *house) scanPage(ctx context.Context, mode string, progress func(session.ScanProgress)) (session.ScannedPage, error) {
	var page scanner.Page
	err := h.scanner.Do(ctx, func(ctx context.Context, s scanner.Device) (err error) {
		told := func(p scanner.Progress) {
			progress(session.ScanProgress{Lines: p.Lines, Total: p.TotalLines, Left: p.Left, Attempt: p.Attempt, Waiting: p.Waiting})
		}
		page, err = s.Scan(ctx, scanner.Request{Mode: scanner.Mode(mode)}, told)
		if mode == flows.ModeColour && devices.FaultOf(err) == devices.FaultScanRefused {
			page, err = s.Scan(ctx, scanner.Request{Mode: scanner.Photo}, told)
		}
		return err
	})
	if err != nil {
		return session.ScannedPage{}, err
	}
	page = scanner.Crop(page)
	data, mime, err := page.Encode()
	if err != nil {
		return session.ScannedPage{}, err
	}
	scanned := session.ScannedPage{Image: page.Image, Data: data, MIME: mime, DPI: page.DPI}
	for _, f := range scanner.Judge(page) {
		r := f.Rect
		scanned.Findings = append(scanned.Findings, session.Finding{Kind: string(f.Kind), OK: f.OK, X: r.X0, Y: r.Y0, W: r.X1 - r.X0, H: r.Y1 - r.Y0})
	}
	return scanned, nil
}

func (h *house) print(ctx context.Context, doc printer.Document) (devices.Outcome, error) {
	outcome := devices.NotPrinted
	err := h.printer.Do(ctx, func(ctx context.Context, p *printer.Printer) error {
		outcome = devices.Unknown // what is known if the job does not come back
		var err error
		outcome, err = p.Print(ctx, doc)
		h.unfinished.Store(p.Unfinished())
		return err
	})
	return outcome, err
}

// withdraw takes a receipt back that nobody took, where the printer can: the next citizen must not find it.
func (h *house) withdraw(ctx context.Context) error {
	if h.printer == nil || !h.printer.Status().Usable() {
		return nil // what cannot be asked for is taken back before the next receipt
	}
	return h.printer.Do(ctx, func(ctx context.Context, p *printer.Printer) error {
		_, err := p.Withdraw(ctx)
		return err
	})
}
