package printer

import (
	"context"
	"slices"

	"buergerterminal/devices"
)

// unitSize is the length of a unit of print data in bytes: small against the buffer, so that the line never waits for
// an answer, and large against the question behind it.
const unitSize = 1024

// unit is a tenth of a second of the line: no printer starts anew so fast that it would not lose the question behind it.
func (p Profile) unit() int { return min(max(p.Baud/100, 128), unitSize, p.Buffer/2) }

// work is one job under way, and how far it has come: the outcome of a failure rests on that.
type work struct {
	*conversation
	sent    bool // at least one byte of the job was accepted by the line
	torn    bool // a command was sent in part
	allData bool // all print data were sent
	cut     bool // the cut was sent, at least in part
}

// print sends a job to a printer that is ready.
func (w *work) print(ctx context.Context, job Job) (devices.Outcome, error) {
	if err := w.data(ctx, job); err != nil {
		return w.failed(ctx, err)
	}
	if job.cut < len(job.Bytes) {
		w.cut = true
		if err := w.send(ctx, job.Bytes[job.cut:]); err != nil {
			return w.failed(ctx, err)
		}
		if err := w.proofOfAll(ctx); err != nil {
			return w.failed(ctx, err)
		}
	}
	// Answers keep their order: a proof that was doubled or forged by noise shows itself before this one. Whether the
	// question is answered at all does not matter any more.
	_, _ = w.ask(ctx, 1)
	if w.restarted {
		return devices.Unknown, restartedError()
	}
	if alien := w.strays + w.extra; alien > 0 {
		return devices.Unknown, devices.Errorf(devices.FaultNoise, "%d bytes during the job that no printer sends", alien)
	}
	return devices.Printed, nil
}

// data sends all before the cut, and returns when all of it is on paper.
func (w *work) data(ctx context.Context, job Job) error {
	for _, data := range job.units(w.profile.unit()) {
		for len(w.unproven) > 0 && w.waiting()+len(data)+w.questionRoom() > w.profile.Buffer {
			if err := w.proof(ctx); err != nil {
				return err
			}
		}
		if err := w.send(ctx, data); err != nil {
			return err
		}
	}
	w.allData = true
	return w.proofOfAll(ctx)
}

// questionRoom is the room for the question behind the next unit, and for those that a doubt may put.
func (w *work) questionRoom() int { return longestQuestion * (len(w.unproven) + 2) }

// proofOfAll waits until every unit is proven.
func (w *work) proofOfAll(ctx context.Context) error {
	for len(w.unproven) > 0 {
		if err := w.proof(ctx); err != nil {
			return err
		}
	}
	return nil
}

// send writes data and the question behind them, unless the printer has said meanwhile that it stopped.
func (w *work) send(ctx context.Context, data []byte) error {
	w.drain()
	if w.stopped != nil {
		if err := w.confirm(ctx, w.stopped.Fault()); err != nil {
			return err
		}
	}
	question, id := w.question()
	n, err := w.write(ctx, slices.Concat(data, question))
	w.sent = w.sent || n > 0
	if err != nil {
		w.torn = n > 0
		return err
	}
	w.unproven = append(w.unproven, unit{bytes: n, id: id})
	return nil
}

// failed says what is true after a failure; see the package comment.
func (w *work) failed(ctx context.Context, err error) (devices.Outcome, error) {
	if !w.sent {
		return devices.NotPrinted, err
	}
	w.drain()
	if w.stopped != nil && devices.FaultOf(err) == devices.FaultSilent {
		err = &devices.Error{Fault: w.stopped.Fault(), Err: err} // the line stood still because the printer did
	}
	cleared := !w.torn && !w.cut && hears(devices.FaultOf(err)) && w.clear(ctx)
	if !saidByPrinter(devices.FaultOf(err)) {
		return devices.Unknown, err
	}
	if cleared || !w.cut && !w.allData {
		return devices.NotPrinted, err
	}
	return devices.Unknown, err
}

// hears reports whether it makes sense to tell the printer after this fault that it may forget the rest.
func hears(f devices.Fault) bool {
	return f != devices.FaultUnplugged && f != devices.FaultSilent && f != devices.FaultLineUnknown
}

// saidByPrinter reports whether the printer itself has said this fault, or had no part in it.
func saidByPrinter(f devices.Fault) bool {
	switch f {
	case devices.FaultCoverOpen, devices.FaultPaperEnd, devices.FaultCutter, devices.FaultPrinterError,
		devices.FaultPrinterHeat, devices.FaultPrinterJam, devices.FaultPrinterMark, devices.FaultCancelled:
		return true
	}
	return false
}
