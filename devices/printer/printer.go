package printer

import (
	"context"
	"io"
	"time"

	"buergerterminal/devices"
)

// Serial is the line as the driver needs it. A deadline in the past must wake a Read that is under way.
type Serial interface {
	io.ReadWriter
	SetReadDeadline(time.Time) error
	SetWriteDeadline(time.Time) error
}

// Printer drives one printer. Its methods are for one goroutine at a time: the owner of the device.
type Printer struct {
	line    Serial
	profile Profile

	lastID     int  // of the newest question with a number
	outOfStep  bool // half a command may be in the printer
	unfinished bool // the beginning of a job may hang in the printer

	identity Identity
	asked    bool // for its identity
}

// New makes a driver on an open line. It sends nothing.
func New(line Serial, p Profile) *Printer { return &Printer{line: line, profile: p, outOfStep: true} }

// Unfinished reports whether the beginning of a job may hang in the printer: it is cut off before the next one.
func (p *Printer) Unfinished() bool { return p.unfinished }

// Distrust tells a new driver what the one before it knew: that the beginning of a job may hang in the printer.
func (p *Printer) Distrust() { p.unfinished = true }

// Probe asks how the printer is, and the first time that it is ready, what it is; the status says that as its detail. The
// error is set when the state cannot be known: FaultSilent, FaultNoise, or the loss of the line; the status then says so too.
func (p *Printer) Probe(ctx context.Context) (devices.Status, error) {
	c, err := p.converse()
	if err != nil {
		return away(err), err
	}
	defer c.end()
	condition, err := c.condition(ctx)
	if err != nil {
		return away(err), err
	}
	s := condition.Status()
	if p.profile.Identity && !p.asked && s.Fault == "" && !p.outOfStep && !p.unfinished {
		p.asked = true
		// A printer of another kind than its profile does not answer, and prints all the same.
		if p.identity, err = c.identify(ctx); err != nil && devices.FaultOf(err) != devices.FaultProtocol {
			return away(err), err
		}
	}
	if s.Fault == "" {
		s.Detail = p.identity.String()
	}
	return s, nil
}

// away is the status of a printer that does not answer.
func away(err error) devices.Status {
	s := devices.Status{Kind: devices.Printer, State: devices.PowerOff, Fault: devices.FaultOf(err)}
	if s.Fault == devices.FaultUnplugged {
		s.State = devices.NoDevice
	}
	return s
}

// Reset brings the printer into step after the line was opened: whatever a former program left half sent is forgotten
// (DLE DC4 fn 8), or made whole where the model cannot forget. Errors are those of Probe, and FaultProtocol for a printer
// that is ready and executes nothing.
func (p *Printer) Reset(ctx context.Context) error {
	c, err := p.converse()
	if err != nil {
		return err
	}
	defer c.end()
	if _, err := c.write(ctx, make([]byte, shortFiller)); err != nil {
		return err
	}
	p.outOfStep = !p.profile.Clear.Confirmed || !c.clear(ctx)
	condition, err := c.condition(ctx)
	if err != nil || condition.Fault() != "" {
		return err // a printer that stopped executes no question: Print will ask it
	}
	return p.intoStep(ctx, c)
}

// intoStep makes the printer whole if it may have half a command.
func (p *Printer) intoStep(ctx context.Context, c *conversation) error {
	if !p.outOfStep {
		return nil
	}
	filled, err := c.intoStep(ctx, p.unfinished)
	p.unfinished = p.unfinished || filled
	p.outOfStep = err != nil
	return err
}

// Recover makes the printer go on after an error whose cause was removed, and forgets what waits in its buffers. Errors
// are those of Probe; the fault of the printer means that it did not help.
func (p *Printer) Recover(ctx context.Context) error {
	c, err := p.converse()
	if err != nil {
		return err
	}
	defer c.end()
	if p.profile.Recovery != nil {
		if _, err := c.write(ctx, p.profile.Recovery); err != nil {
			return err
		}
		c.boots(ctx, p.profile.Answer+p.profile.Clear.Boot) // what does not answer is found out next
	}
	condition, err := c.condition(ctx)
	if err != nil {
		return err
	}
	if fault := condition.Fault(); fault != "" {
		return devices.Errorf(fault, "after its recovery")
	}
	return nil
}

// Print prints a document and says what became of it; the package comment says what each outcome rests on. With Printed
// the error is nil. With the other two it carries the cause; a document that cannot be encoded is NotPrinted with an
// error that wraps ErrDocument.
//
// What a former citizen left in the mouth is taken back first, and what a job left that was not finished is cut off: it
// must not come out with the receipt of another.
func (p *Printer) Print(ctx context.Context, doc Document) (devices.Outcome, error) {
	job, err := Encode(doc, p.profile)
	if err != nil {
		return devices.NotPrinted, err
	}
	c, err := p.converse()
	if err != nil {
		return devices.NotPrinted, err
	}
	defer c.end()
	if err := p.makeReady(ctx, c); err != nil {
		return devices.NotPrinted, err
	}
	return p.perform(ctx, c, job)
}

// perform prints a job on a printer that is ready.
func (p *Printer) perform(ctx context.Context, c *conversation, job Job) (devices.Outcome, error) {
	w := work{conversation: c}
	c.strays, c.extra = 0, 0 // what came before the job says nothing of it
	outcome, err := w.print(ctx, job)
	p.unfinished = outcome != devices.Printed && w.sent
	p.outOfStep = p.unfinished
	return outcome, err
}

// makeReady finds out whether the printer can print, and clears its path.
func (p *Printer) makeReady(ctx context.Context, c *conversation) error {
	condition, err := c.condition(ctx)
	if err != nil {
		return err
	}
	if fault := condition.Fault(); fault != "" {
		return devices.Errorf(fault, "before the first byte")
	}
	if condition.Ticket {
		if err := c.withdraw(ctx); err != nil {
			return err
		}
	}
	if p.unfinished || !p.profile.Clear.Confirmed {
		if err := p.intoStep(ctx, c); err != nil {
			return err
		}
	}
	if !p.unfinished {
		return nil
	}
	if _, err := p.perform(ctx, c, remains(p.profile)); err != nil {
		p.unfinished = true
		return err
	}
	return nil
}

// Close closes the line, if it can be closed.
func (p *Printer) Close() error {
	if closer, ok := p.line.(io.Closer); ok {
		return closer.Close()
	}
	return nil
}
