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
}

// New makes a driver on an open line. It sends nothing.
func New(line Serial, p Profile) *Printer { return &Printer{line: line, profile: p} }

// Probe asks how the printer is. The error is set when it cannot be known: FaultSilent, FaultNoise, or the loss of the
// line; the status then says so too.
func (p *Printer) Probe(ctx context.Context) (devices.Status, error) {
	c, err := converse(p.line, p.profile)
	if err != nil {
		return away(err), err
	}
	defer c.end()
	condition, err := c.condition(ctx)
	if err != nil {
		return away(err), err
	}
	return condition.Status(), nil
}

// away is the status of a printer that does not answer.
func away(err error) devices.Status {
	s := devices.Status{Kind: devices.Printer, State: devices.PowerOff, Fault: devices.FaultOf(err)}
	if s.Fault == devices.FaultUnplugged {
		s.State = devices.NoDevice
	}
	return s
}

// Reset brings the printer into step after the line was opened: whatever a former program left half sent is forgotten,
// where the model can (DLE DC4 fn 8). Errors are those of Probe.
func (p *Printer) Reset(ctx context.Context) error {
	c, err := converse(p.line, p.profile)
	if err != nil {
		return err
	}
	defer c.end()
	if p.profile.Clear {
		c.clear(ctx)
	}
	_, err = c.condition(ctx)
	return err
}

// Recover makes the printer go on after a cutter error whose cause was removed, and forgets what waits in its buffers
// (DLE ENQ 2). Errors are those of Probe; FaultCutter means that it did not help.
func (p *Printer) Recover(ctx context.Context) error {
	c, err := converse(p.line, p.profile)
	if err != nil {
		return err
	}
	defer c.end()
	if _, err := c.write(ctx, []byte{0x10, 0x05, 2}); err != nil {
		return err
	}
	condition, err := c.condition(ctx)
	if err != nil {
		return err
	}
	if fault := condition.Fault(); fault != "" {
		return devices.Errorf(fault, "after DLE ENQ 2")
	}
	return nil
}

// Print prints a document and says what became of it; the package comment says what each outcome rests on. With Printed
// the error is nil. With the other two it carries the cause; a document that cannot be encoded is NotPrinted with an
// error that wraps ErrDocument.
func (p *Printer) Print(ctx context.Context, doc Document) (devices.Outcome, error) {
	job, err := Encode(doc, p.profile)
	if err != nil {
		return devices.NotPrinted, err
	}
	c, err := converse(p.line, p.profile)
	if err != nil {
		return devices.NotPrinted, err
	}
	defer c.end()
	condition, err := c.condition(ctx)
	if err != nil {
		return devices.NotPrinted, err
	}
	if fault := condition.Fault(); fault != "" {
		return devices.NotPrinted, devices.Errorf(fault, "before the first byte")
	}
	w := work{conversation: c}
	return w.print(ctx, job)
}

// Close closes the line, if it can be closed.
func (p *Printer) Close() error {
	if closer, ok := p.line.(io.Closer); ok {
		return closer.Close()
	}
	return nil
}
