package kiosk

import (
	"context"
	"fmt"
	"path/filepath"
	"time"

	"buergerterminal/devices/printer"
	"buergerterminal/kiosk/diagnostics"
	"buergerterminal/kiosk/eventlog"
	"buergerterminal/kiosk/session"
)

// codeReportFailed is the health code of a report that has no file.
const codeReportFailed = "report.failed"

// Report makes the readiness report: a file beside the outbox with the terminal's signature next to it (path + ".jws"), and
// the same on paper. Without a printer the file alone is a report too, and the code says what the paper lacked.
func (w *workshop) Report(ctx context.Context) session.Report {
	report := w.readiness(ctx)
	r := session.Report{Outcome: session.TestPassed}
	name, err := w.writeReport(report)
	if err != nil {
		r.Outcome, r.Code = session.TestFailed, codeReportFailed
	}
	r.File = name
	if w.house.printer != nil {
		if _, err := w.house.print(ctx, paperOf(report.Lines(w.config.Languages.Default))); err != nil && r.Code == "" {
			r.Outcome, r.Code = session.TestFailed, string(faultOf(err))
		}
	}
	if ctx.Err() != nil {
		r.Outcome, r.Code = session.TestSkipped, ""
	}
	fields := []eventlog.Field{eventlog.Outcome(string(r.Outcome))}
	if r.Code != "" {
		fields = append(fields, eventlog.Code(r.Code))
	}
	w.log.Write(eventlog.TechnicianReported, fields...)
	return r
}

// readiness is the report of this moment. What cannot be measured stays empty in it.
func (w *workshop) readiness(ctx context.Context) diagnostics.Report {
	report := diagnostics.Report{Terminal: w.config.Terminal.ID, Version: version(), At: w.house.now(), Devices: w.inventory()}
	if waiting, err := w.outbox.Pending(ctx); err == nil {
		report.Outbox.Waiting = len(waiting)
		for _, e := range waiting {
			if report.Outbox.Oldest.IsZero() || e.StoredAt.Before(report.Outbox.Oldest) {
				report.Outbox.Oldest = e.StoredAt
			}
		}
	}
	if disk, err := diagnostics.DiskOf(w.config.Files.Outbox); err == nil {
		report.Disk = disk
	}
	if clock, err := diagnostics.ClockNow(); err == nil {
		report.Clock = clock
	}
	return report
}

// writeReport writes the report and its signature, and returns the file's name.
func (w *workshop) writeReport(report diagnostics.Report) (string, error) {
	data, err := report.JSON()
	if err != nil {
		return "", err
	}
	key, err := diagnostics.LoadKey(filepath.Join(w.config.Files.Outbox, "terminal.jwk"))
	if err != nil {
		return "", err
	}
	signature, err := key.Sign(data)
	if err != nil {
		return "", err
	}
	name := reportName(report.At)
	path := filepath.Join(w.config.Files.Outbox, "reports", name)
	if err := writeWhole(path, data); err != nil {
		return "", fmt.Errorf("the report: %w", err)
	}
	if err := writeWhole(path+".jws", []byte(signature+"\n")); err != nil {
		return "", fmt.Errorf("the report's signature: %w", err)
	}
	return name, nil
}

// reportName is the name of a report's file.
func reportName(at time.Time) string {
	return fmt.Sprintf("readiness-%s.json", at.Format("20060102-150405"))
}

// paperOf is a report on paper.
func paperOf(lines []diagnostics.Line) printer.Document {
	const valueAt = 18
	var doc printer.Document
	for _, l := range lines {
		switch {
		case l.Heading:
			doc = append(doc, printer.Rule{}, printer.Line{Text: l.Value, Style: printer.Style{Bold: true}})
		case l.Label == "":
			doc = append(doc, printer.Line{Text: l.Value})
		default:
			doc = append(doc, printer.Columns{Label: l.Label, Value: l.Value, At: valueAt})
		}
	}
	return append(doc, printer.Cut{})
}
