package printer

import (
	"context"
	"errors"

	"buergerterminal/devices"
)

// unitSize is the length of a unit of print data in bytes: small against the buffer, so that the line never waits for
// an answer, and large against the three bytes of the question behind it.
const unitSize = 1024

// question is GS r 1: the paper sensor, asked behind the print data.
const question = "\x1dr\x01"

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
		if err := w.proof(ctx); err != nil {
			return w.failed(ctx, err)
		}
	}
	// Answers keep their order: a proof that was doubled or forged by noise shows itself before this one. Whether the
	// question is answered at all does not matter any more.
	_, _ = w.ask(ctx, 1)
	if alien := w.strays + w.extra; alien > 0 {
		return devices.Unknown, devices.Errorf(devices.FaultNoise, "%d bytes during the job that no printer sends", alien)
	}
	return devices.Printed, nil
}

// data sends all before the cut, and returns when all of it is on paper.
func (w *work) data(ctx context.Context, job Job) error {
	for _, unit := range job.units(unitSize) {
		for len(w.unproven) > 0 && w.waiting()+len(unit)+len(question) > w.profile.Buffer {
			if err := w.proof(ctx); err != nil {
				return err
			}
		}
		if err := w.send(ctx, unit); err != nil {
			return err
		}
	}
	w.allData = true
	for len(w.unproven) > 0 {
		if err := w.proof(ctx); err != nil {
			return err
		}
	}
	return nil
}

// send writes a unit and the question behind it, unless the printer has said meanwhile that it stopped.
func (w *work) send(ctx context.Context, unit []byte) error {
	w.drain()
	if w.stopped != nil {
		return devices.Errorf(w.stopped.Fault(), "automatic status during the job")
	}
	n, err := w.write(ctx, append(append([]byte(nil), unit...), question...))
	w.sent = w.sent || n > 0
	if err != nil {
		w.torn = n > 0
		return err
	}
	w.unproven = append(w.unproven, len(unit)+len(question))
	return nil
}

// proof waits until the oldest unit is answered for. While nothing comes it asks aloud (DLE EOT): a printer that names
// a fault has stopped; one that says "online" may go on working for Profile.Stall.
func (w *work) proof(ctx context.Context) error {
	have := len(w.unproven)
	for rounds := 1 + int(w.profile.Stall/max(w.profile.Patience, 1)); rounds > 0; rounds-- {
		if err := w.awaitProof(ctx, have); !errors.Is(err, errTimeout) {
			return err
		}
		condition, err := w.condition(ctx)
		if err != nil {
			return err
		}
		if fault := condition.Fault(); fault != "" {
			return devices.Errorf(fault, "real-time status during the job")
		}
		if len(w.unproven) < have {
			return nil
		}
	}
	return devices.Errorf(devices.FaultProtocol, "online, and never answered GS r")
}

// awaitProof waits until fewer than have questions are open, or the printer says by itself that it stopped.
func (w *work) awaitProof(ctx context.Context, have int) error {
	w.drain()
	decided := func() bool { return len(w.unproven) < have || w.stopped != nil }
	if !decided() {
		limit := w.profile.Patience + w.profile.wire(w.waiting())
		_, err := w.await(ctx, limit, func(m Message) bool { w.note(m); return decided() })
		if err != nil {
			return err
		}
	}
	switch {
	case len(w.unproven) == have:
		return devices.Errorf(w.stopped.Fault(), "automatic status during the job")
	case w.lastWord&0x0c != 0 && !w.cut:
		return devices.Errorf(devices.FaultPaperEnd, "answer to GS r during the job")
	}
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
	if !saidByPrinter(devices.FaultOf(err)) {
		return devices.Unknown, err
	}
	cleared := !w.torn && w.profile.Clear && w.clear(ctx)
	if !w.cut && (cleared || !w.allData) {
		return devices.NotPrinted, err
	}
	return devices.Unknown, err
}

// saidByPrinter reports whether the printer can still be talked to after this fault.
func saidByPrinter(f devices.Fault) bool {
	switch f {
	case devices.FaultCoverOpen, devices.FaultPaperEnd, devices.FaultCutter, devices.FaultPrinterError,
		devices.FaultPrinterHeat, devices.FaultCancelled:
		return true
	}
	return false
}

// clear makes the printer forget what it has not printed (DLE DC4 fn 8) and reports whether it confirmed. It works also
// when the job was cancelled: a receipt must not come out later.
func (c *conversation) clear(ctx context.Context) bool {
	ctx = context.WithoutCancel(ctx)
	if _, err := c.write(ctx, []byte{0x10, 0x14, 8, 1, 3, 20, 1, 6, 2, 8}); err != nil {
		return false
	}
	limit := c.profile.Answer + c.profile.wire(c.waiting())
	_, err := c.await(ctx, limit, func(m Message) bool {
		return m.Kind == Notice && len(m.Data) == 2 && m.Data[0] == 0x37 && m.Data[1] == 0x25
	})
	c.unproven = nil // what is cleared is never answered
	return err == nil
}
