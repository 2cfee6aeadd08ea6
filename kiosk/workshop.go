package kiosk

import (
	"context"
	"net/http"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"buergerterminal/devices"
	"buergerterminal/kiosk/config"
	"buergerterminal/kiosk/diagnostics"
	"buergerterminal/kiosk/eventlog"
	"buergerterminal/kiosk/health"
	"buergerterminal/kiosk/session"
	"buergerterminal/kiosk/submission"
)

// workshop does the technician's work on a terminal. It implements Workshop.
type workshop struct {
	*Terminal
	config  config.Config
	client  *http.Client // to the hub
	tally   diagnostics.Tally
	file    standingFile
	restart context.CancelCauseFunc

	mu       sync.Mutex
	last     map[session.Unit]session.TestResult
	firmware map[devices.Kind]string
	hub      string // health code of the present trouble with the hub
	standing session.Standing
}

var _ Workshop = (*workshop)(nil)

// manual is the catalogue of health in the session's words.
func manual() session.Manual {
	m := session.Manual{}
	for _, e := range health.Catalogue() {
		m[e.Code] = session.Advice{Title: session.Text(e.Title), Cause: session.Text(e.Cause), Remedy: session.Text(e.Remedy)}
	}
	return m
}

// patternOf is the order of the corners, none where there is no code to enter behind them.
func patternOf(t config.Technician) []session.Corner {
	if t.Code == "" {
		return nil
	}
	var all []session.Corner
	for _, c := range t.Pattern {
		all = append(all, session.Corner(c-'0'))
	}
	return all
}

// CheckCode logs each attempt, and nothing of the code.
func (w *workshop) CheckCode(digits string) bool {
	if w.config.Technician.Code.Matches(digits) {
		w.log.Write(eventlog.TechnicianEntered)
		return true
	}
	w.mu.Lock()
	failed := w.standing.Failed
	w.mu.Unlock()
	w.log.Write(eventlog.TechnicianRefused, eventlog.Count(failed))
	return false
}

// Keep writes the standing, and logs when a technician closed or opened the terminal.
func (w *workshop) Keep(s session.Standing) {
	w.mu.Lock()
	was := w.standing
	w.standing = s
	w.mu.Unlock()
	if err := w.file.save(s); err != nil {
		w.log.Write(eventlog.HealthChanged, eventlog.Code("terminal.standing"))
	}
	switch {
	case was.OutOfService.IsZero() && !s.OutOfService.IsZero():
		w.log.Closed(session.CodeOutOfService)
	case !was.OutOfService.IsZero() && s.OutOfService.IsZero():
		w.log.Opened(session.CodeOutOfService, time.Since(was.OutOfService))
	}
}

// Restart ends the terminal's Run with ErrRestart.
func (w *workshop) Restart() {
	w.log.Write(eventlog.TechnicianRestart)
	w.restart(ErrRestart)
}

// shownEvents is how many events of the log the technician sees.
const shownEvents = 50

// Recent are the last events of the log. A log that cannot be read has none; why, the health codes say.
func (w *workshop) Recent() []session.LogLine {
	lines, err := eventlog.Recent(w.config.Files.Log, shownEvents)
	if err != nil {
		w.log.Write(eventlog.HealthChanged, eventlog.Code(string(eventlog.Failed)))
	}
	var all []session.LogLine
	for _, l := range lines {
		all = append(all, session.LogLine{At: l.At, Event: string(l.Event), Detail: l.Fields, Severe: l.Level != eventlog.Info})
	}
	return all
}

// hubTrouble notes the trouble with the hub, "" when it is gone.
func (w *workshop) hubTrouble(code string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.hub = code
}

// Inspect asks nothing of a device: it tells what is known.
func (w *workshop) Inspect(ctx context.Context) session.Inspection {
	in := session.Inspection{At: w.house.now(), Version: version()}
	for _, d := range w.inventory() {
		in.Units = append(in.Units, w.conditionOf(d))
	}
	waiting, err := w.outbox.Pending(ctx)
	in.Waiting = len(waiting)
	outbox := string(submission.CodeOf(err))
	if outbox == "" {
		outbox = string(submission.CodeOf(w.outbox.Ready()))
	}
	if disk, err := diagnostics.DiskOf(w.config.Files.Outbox); err == nil {
		in.FreeMB = int(disk.Free / 1e6)
	}
	w.mu.Lock()
	hub := w.hub
	w.mu.Unlock()
	w.Terminal.mu.Lock()
	laid := session.Condition{Unit: session.UnitOverlay, Code: w.codes["overlay"], Port: w.config.Files.Overlay, Mistakes: w.mistakes}
	w.Terminal.mu.Unlock()
	alone := []session.Depth{session.Interactive}
	internal := []session.Depth{session.Internal}
	for _, c := range []session.Condition{
		screenCondition(w.config.Display, alone), {Unit: session.UnitSound, Code: w.soundTrouble(), Tests: alone},
		{Unit: session.UnitHub, Code: hub, Port: w.config.Hub.URL, Tests: internal},
		{Unit: session.UnitOutbox, Code: outbox, Port: w.config.Files.Outbox, Tests: internal, Operations: []session.Operation{session.OperateSend}},
		laid,
	} {
		c.Last = w.lastOf(c.Unit)
		in.Units = append(in.Units, c)
	}
	return in
}

// inventory is what diagnostics knows of each fitted device.
func (w *workshop) inventory() []diagnostics.Device {
	var all []diagnostics.Device
	statuses := w.house.fitted()
	for _, d := range []struct {
		kind devices.Kind
		at   config.Device
	}{{devices.Printer, w.config.Devices.Printer}, {devices.IDCard, w.config.Devices.IDCard}, {devices.CardReader, w.config.Devices.CardReader}, {devices.Scanner, w.config.Devices.Scanner}} {
		status, fitted := statuses[d.kind]
		if !fitted {
			continue
		}
		known := diagnostics.Device{Kind: d.kind, Status: status, Port: diagnostics.PortOf(diagnostics.Dev, d.at.Path), Profile: d.at.Profile, Counters: w.tally.Of(d.kind)}
		known.Firmware = w.said(status)
		if last := w.lastOf(session.Unit(d.kind)); last != nil {
			known.Last = &diagnostics.Result{Device: d.kind, Level: diagnostics.Level(last.Depth), Outcome: diagnostics.Outcome(last.Outcome), Fault: devices.Fault(last.Code), Began: last.Ended}
		}
		all = append(all, known)
	}
	return all
}

// said is what a device says of itself when it is well: model, firmware, number. It is remembered while the device is not.
func (w *workshop) said(s devices.Status) string {
	w.mu.Lock()
	defer w.mu.Unlock()
	if s.Fault == "" && s.Detail != "" {
		w.firmware[s.Kind] = s.Detail
	}
	return w.firmware[s.Kind]
}

// conditionOf is a device in the session's words.
func (w *workshop) conditionOf(d diagnostics.Device) session.Condition {
	unit := session.Unit(d.Kind)
	c := session.Condition{Unit: unit, Port: d.Port.Stable(), Profile: d.Profile, Firmware: d.Firmware, Last: w.lastOf(unit),
		Counters: session.Counters{OK: d.Counters.OK, Failed: d.Counters.Failed, Lost: d.Counters.Lost, Back: d.Counters.Back},
		Tests:    []session.Depth{session.Internal, session.External, session.Interactive}, Operations: w.operations(d.Kind)}
	if d.Kind == devices.IDCard || d.Kind == devices.CardReader {
		c.Tests = []session.Depth{session.Internal, session.Interactive} // it has no work of its own without a document
	}
	return c
}

func (w *workshop) lastOf(u session.Unit) *session.TestResult {
	w.mu.Lock()
	defer w.mu.Unlock()
	if r, ok := w.last[u]; ok {
		return &r
	}
	return nil
}

// Note keeps and logs the result of a test.
func (w *workshop) Note(r session.TestResult) {
	w.mu.Lock()
	w.last[r.Unit] = r
	w.mu.Unlock()
	fields := []eventlog.Field{eventlog.Device(string(r.Unit)), eventlog.Depth(string(r.Depth)), eventlog.Outcome(string(r.Outcome))}
	if r.Code != "" {
		fields = append(fields, eventlog.Code(r.Code))
	}
	w.log.Write(eventlog.TechnicianTested, fields...)
}

// version is the program's own.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	return strings.Trim(info.Main.Version, "()")
}
