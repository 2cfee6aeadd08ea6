package kiosk

import (
	"context"
	"errors"
	"fmt"
	"image"
	"net/http"
	"strings"
	"time"

	"buergerterminal/devices"
	"buergerterminal/devices/idcard"
	"buergerterminal/devices/idcard/ccid"
	"buergerterminal/devices/printer"
	"buergerterminal/devices/scanner"
	"buergerterminal/kiosk/audio"
	"buergerterminal/kiosk/diagnostics"
	"buergerterminal/kiosk/eventlog"
	"buergerterminal/kiosk/health"
	"buergerterminal/kiosk/link"
	"buergerterminal/kiosk/session"
	"buergerterminal/kiosk/speech"
	"buergerterminal/kiosk/submission"
)

// Test tests a unit, and keeps and logs the result.
func (w *workshop) Test(ctx context.Context, u session.Unit, d session.Depth, ask Asker) session.TestResult {
	r := session.TestResult{Unit: u, Depth: d, Outcome: session.TestPassed}
	if tester := w.tester(devices.Kind(u)); tester != nil {
		result := tester.Test(ctx, diagnostics.Level(d), func(ctx context.Context, q diagnostics.Question) (bool, error) {
			return ask(ctx, session.Question{Key: q.Key, Text: session.Text(q.Text), Picture: q.Picture})
		})
		r.Outcome, r.Code = session.TestOutcome(result.Outcome), string(result.Fault)
	} else {
		r.Code = w.testPart(ctx, u, ask)
		switch {
		case ctx.Err() != nil:
			r.Outcome, r.Code = session.TestSkipped, ""
		case r.Code != "":
			r.Outcome = session.TestFailed
		}
	}
	r.Ended = w.house.now()
	w.Note(r)
	return r
}

// tester is that of a fitted device, nil for what is none.
func (w *workshop) tester(kind devices.Kind) diagnostics.Tester {
	h := w.house
	switch {
	case kind == devices.Printer && h.printer != nil:
		return diagnostics.Printer{Now: h.now, Probe: h.probePrinter, Firmware: h.printerIdentity, Slip: func(ctx context.Context) (devices.Outcome, error) {
			return h.print(ctx, testSlip(w.config.Terminal.ID, h.now()))
		}}
	case kind == devices.Scanner && h.scanner != nil:
		return diagnostics.Scanner{Now: h.now, Probe: h.probeScanner, Identity: h.scannerIdentity, Area: h.scanArea}
	case kind == devices.IDCard && h.reader != nil:
		return diagnostics.CardReader{Now: h.now, Probe: h.probeReader, Specimen: func(ctx context.Context) error {
			_, err := h.readCard(ctx, false) // the document is forgotten with this line
			return err
		}}
	case kind == devices.CardReader && h.chips != nil:
		return diagnostics.ChipReader{Kind: kind, Now: h.now, Probe: h.probeChips, Firmware: h.chipFirmware, Card: h.powerCard}
	}
	return nil
}

func (h *house) probeChips(ctx context.Context) (s devices.Status, err error) {
	err = h.chips.Do(ctx, func(ctx context.Context, r *ccid.Reader) error { s, err = r.Probe(ctx); return err })
	return s, err
}

// powerCard waits for a card and powers it on and off; nothing of it is read.
func (h *house) powerCard(ctx context.Context) error {
	return h.chips.Do(ctx, func(ctx context.Context, r *ccid.Reader) error {
		card, err := connect(ctx, r)
		if err != nil {
			return err
		}
		return card.Disconnect(ctx)
	})
}

// chipFirmware is what the chip reader said of itself when it was opened.
func (h *house) chipFirmware(ctx context.Context) (name string, err error) {
	err = h.chips.Do(ctx, func(_ context.Context, r *ccid.Reader) error { name = r.Firmware(); return nil })
	return name, err
}

func (h *house) probePrinter(ctx context.Context) (s devices.Status, err error) {
	err = h.printer.Do(ctx, func(ctx context.Context, p *printer.Printer) error { s, err = p.Probe(ctx); return err })
	return s, err
}

func (h *house) probeScanner(ctx context.Context) (s devices.Status, err error) {
	err = h.scanner.Do(ctx, func(ctx context.Context, d scanner.Device) error { s, err = d.Probe(ctx); return err })
	return s, err
}

func (h *house) probeReader(ctx context.Context) (s devices.Status, err error) {
	err = h.reader.Do(ctx, func(ctx context.Context, r *idcard.Reader) error { s, err = r.Probe(ctx); return err })
	return s, err
}

// scannerIdentity is what the scanner says of itself, where its kind does.
func (h *house) scannerIdentity(ctx context.Context) (string, error) {
	var id scanner.Identity
	err := h.scanner.Do(ctx, func(_ context.Context, s scanner.Device) error {
		if s, can := s.(interface{ Identity() scanner.Identity }); can {
			id = s.Identity()
		}
		return nil
	})
	return strings.TrimSpace(id.Model + " " + id.Level), err
}

// printerIdentity is what the printer says of itself, where its model says it.
func (h *house) printerIdentity(ctx context.Context) (string, error) {
	var id printer.Identity
	err := h.printer.Do(ctx, func(ctx context.Context, p *printer.Printer) (err error) { id, err = p.Identify(ctx); return err })
	if errors.Is(err, printer.ErrIdentity) {
		return "", nil
	}
	return id.String(), err
}

// testArea is what a test scans: the upper left corner of the bed, in millimetres.
func testArea() scanner.Area { return scanner.Area{Width: 100, Height: 40} }

// scanArea scans a small area in greys, or the whole page where the device takes no less; nothing of it is kept but the
// picture that the technician judges.
func (h *house) scanArea(ctx context.Context) (image.Image, error) {
	var page scanner.Page
	err := h.scanner.Do(ctx, func(ctx context.Context, s scanner.Device) (err error) {
		page, err = s.Scan(ctx, scanner.Request{Mode: scanner.Photo, Area: testArea()}, nil)
		if devices.FaultOf(err) == devices.FaultScanRefused {
			page, err = s.Scan(ctx, scanner.Request{Mode: scanner.Photo}, nil)
		}
		return err
	})
	return page.Image, err
}

// testSlip is what a test prints: who, when, and every kind of mark that a receipt needs.
func testSlip(terminal string, now time.Time) printer.Document {
	at := now.Format("2006-01-02 15:04:05")
	return printer.Document{
		printer.Line{Text: "Testdruck / Test print", Style: printer.Style{Bold: true, Height: 2, Align: printer.Center}},
		printer.Columns{Label: "Terminal", Value: terminal, At: 14}, printer.Columns{Label: "Zeit / Time", Value: at, At: 14},
		printer.Rule{}, printer.Line{Text: "ABCDEFGHIJKLMNOPQRSTUVWXYZ ÄÖÜ 0123456789"}, printer.Line{Text: "abcdefghijklmnopqrstuvwxyz äöüß €", Style: printer.Style{Bold: true}},
		printer.Rule{Dashed: true}, printer.Feed{Lines: 1}, printer.QR{Data: "TEST " + terminal + " " + at, Module: 6}, printer.Feed{Lines: 1}, printer.Cut{},
	}
}

// testPart tests what is no device.
func (w *workshop) testPart(ctx context.Context, u session.Unit, ask Asker) (code string) {
	switch u {
	case session.UnitSound:
		w.sound.Play(audio.Done)
		heard, err := ask(ctx, session.Question{Key: "sound.tone", Text: session.Text(health.Text{DE: "Haben Sie eben einen Ton gehört?", EN: "Have you just heard a tone?"})})
		if err == nil && !heard {
			return "audio.unheard"
		}
		if err == nil && w.voice != nil {
			return w.testVoice(ctx, ask)
		}
	case session.UnitHub:
		return w.askHub(ctx)
	case session.UnitOutbox:
		if err := w.outbox.Check(ctx); err != nil {
			return string(submission.CodeOf(err))
		}
		return string(submission.CodeOf(w.outbox.Ready()))
	}
	return ""
}

// testVoice reads a sentence aloud.
func (w *workshop) testVoice(ctx context.Context, ask Asker) (code string) {
	failed := make(chan error, 1)
	w.voice.Say([]speech.Phrase{{Text: w.words.Language(applicationLanguage).Text("speech.sample"), Lang: applicationLanguage}}, func(r speech.Report) {
		if r.Ended {
			failed <- r.Err
		}
	})
	heard, err := ask(ctx, session.Question{Key: "sound.voice", Text: session.Text(health.Text{DE: "Haben Sie eben eine Stimme gehört?", EN: "Have you just heard a voice?"})})
	w.voice.Stop()
	if e := (*speech.Error)(nil); errors.As(<-failed, &e) {
		return string(e.Code)
	}
	if err == nil && !heard {
		return "speech.unheard"
	}
	return ""
}

// hubPatience is how long the hub may take to say that it is there.
const hubPatience = 10 * time.Second

// askHub asks the hub for its health, over the way that applications go.
func (w *workshop) askHub(ctx context.Context) (code string) {
	ctx, end := context.WithTimeout(ctx, hubPatience)
	defer end()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, strings.TrimSuffix(w.config.Hub.URL, "/")+link.HealthPath, nil)
	if err != nil {
		return string(submission.CodeSetup)
	}
	response, err := w.client.Do(request)
	if err != nil {
		return string(submission.TroubleUnreachable)
	}
	response.Body.Close()
	switch {
	case response.StatusCode >= http.StatusInternalServerError:
		return string(submission.TroubleFailing)
	case response.StatusCode != http.StatusOK:
		return string(submission.TroubleStranger)
	}
	return ""
}

// operations are what a technician can make a device do.
func (w *workshop) operations(kind devices.Kind) []session.Operation {
	switch kind {
	case devices.Printer:
		all := []session.Operation{session.OperateFeed, session.OperateCut}
		if model, ok := printer.Model(w.config.Devices.Printer.Profile); ok && model.Presenter.Fitted() {
			all = append(all, session.OperatePresent, session.OperateRetract)
			if model.Presenter.Eject != nil {
				all = append(all, session.OperateEject)
			}
		}
		return append(all, session.OperateReset)
	case devices.Scanner:
		return []session.Operation{session.OperateScan, session.OperateReset}
	}
	return nil
}

// presentLength is how far a test pushes a ticket out, in millimetres.
const presentLength = 80

// Operate makes a unit do something, and logs it.
func (w *workshop) Operate(ctx context.Context, u session.Unit, o session.Operation) (code string) {
	err := w.operate(ctx, u, o)
	if err != nil && ctx.Err() == nil {
		if code = string(faultOf(err)); errors.Is(err, errHub) {
			code = strings.TrimPrefix(err.Error(), errHub.Error()+": ")
		}
	}
	fields := []eventlog.Field{eventlog.Device(string(u)), eventlog.Operation(string(o))}
	if code != "" {
		fields = append(fields, eventlog.Code(code))
	}
	w.log.Write(eventlog.TechnicianOperated, fields...)
	return code
}

func (w *workshop) operate(ctx context.Context, u session.Unit, o session.Operation) error {
	h := w.house
	onPrinter := func(f func(ctx context.Context, p *printer.Printer) error) error { return h.printer.Do(ctx, f) }
	switch {
	case u == session.UnitOutbox && o == session.OperateSend:
		return w.send(ctx)
	case devices.Kind(u) == devices.Scanner && o == session.OperateScan:
		_, err := h.scanArea(ctx)
		return err
	case devices.Kind(u) == devices.Scanner && o == session.OperateReset:
		return h.scanner.Do(ctx, func(ctx context.Context, s scanner.Device) error { return s.Reset(ctx) })
	case devices.Kind(u) != devices.Printer:
		return devices.Errorf(devices.FaultCancelled, "the unit %q cannot %q", u, o)
	}
	switch o {
	case session.OperateFeed:
		_, err := h.print(ctx, printer.Document{printer.Feed{Lines: 5}})
		return err
	case session.OperateCut:
		_, err := h.print(ctx, printer.Document{printer.Cut{}})
		return err
	case session.OperatePresent:
		return onPrinter(func(ctx context.Context, p *printer.Printer) error { return p.Present(ctx, presentLength) })
	case session.OperateRetract:
		return onPrinter(func(ctx context.Context, p *printer.Printer) error { _, err := p.Withdraw(ctx); return err })
	case session.OperateEject:
		return onPrinter(func(ctx context.Context, p *printer.Printer) error { return p.Eject(ctx) })
	}
	return onPrinter(func(ctx context.Context, p *printer.Printer) error { return p.Recover(ctx) })
}

// errHub says that the outbox could not be emptied; the health code follows it.
var errHub = errors.New("the hub")

// sendPatience is how long a technician waits for the outbox to be empty.
const sendPatience = 15 * time.Second

// send wakes the delivery and waits until nothing waits any more, or until that will not come.
func (w *workshop) send(ctx context.Context) error {
	ctx, end := context.WithTimeout(ctx, sendPatience)
	defer end()
	w.outbox.Wake()
	ask := time.NewTicker(200 * time.Millisecond)
	defer ask.Stop()
	for {
		waiting, err := w.outbox.Pending(ctx)
		if err == nil && len(waiting) == 0 {
			return nil
		}
		select {
		case <-ask.C:
		case <-ctx.Done():
			if code := w.askHub(context.WithoutCancel(ctx)); code != "" {
				return fmt.Errorf("%w: %s", errHub, code)
			}
			return fmt.Errorf("%w: %s", errHub, submission.TroubleFailing)
		}
	}
}
