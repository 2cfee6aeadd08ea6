package printer

import (
	"context"
	"errors"
	"time"

	"buergerterminal/devices"
)

// withdrawn is how long a presenter may need to take a ticket back.
const withdrawn = 5 * time.Second

// Present pushes the ticket in the mouth out by so many millimetres. It returns when the printer has executed it. Errors
// are those of Print; ErrPresenter says that the model has no presenter.
func (p *Printer) Present(ctx context.Context, mm int) error {
	if !p.profile.Presenter.Fitted() {
		return ErrPresenter
	}
	return p.move(ctx, p.profile.Presenter.present(mm))
}

// Eject drops the ticket out in front. Errors are those of Present.
func (p *Printer) Eject(ctx context.Context) error {
	if p.profile.Presenter.Eject == nil {
		return ErrPresenter
	}
	return p.move(ctx, p.profile.Presenter.Eject)
}

// Withdraw takes back a ticket that nobody took, and reports whether there was one. A model that cannot take it back drops
// it out, or does by itself what its profile says. FaultPrinterJam: it is still there. The printer is asked first: where
// nothing lies in the mouth, nothing moves.
func (p *Printer) Withdraw(ctx context.Context) (found bool, err error) {
	if !p.profile.Presenter.Fitted() {
		return false, nil
	}
	c, err := p.converse()
	if err != nil {
		return false, err
	}
	defer c.end()
	condition, err := c.condition(ctx)
	if err != nil || !condition.Ticket {
		return false, err
	}
	return true, c.withdraw(ctx)
}

// ErrPresenter says that the model lacks the movement that was asked for.
var ErrPresenter = errors.New("printer: this model has no such presenter")

// move sends a command of the presenter and waits for its proof.
func (p *Printer) move(ctx context.Context, command []byte) error {
	c, err := p.converse()
	if err != nil {
		return err
	}
	defer c.end()
	condition, err := c.condition(ctx)
	if err != nil {
		return err
	}
	if fault := condition.Fault(); fault != "" {
		return devices.Errorf(fault, "before the presenter moved")
	}
	w := work{conversation: c, cut: true} // paper end says nothing of a ticket that is cut
	if err := w.send(ctx, command); err != nil {
		return err
	}
	return w.proofOfAll(ctx)
}

// withdraw takes the ticket back and waits until the mouth is free.
func (c *conversation) withdraw(ctx context.Context) error {
	command := c.profile.Presenter.Retract
	if command == nil {
		command = c.profile.Presenter.Eject
	}
	if command == nil {
		return nil
	}
	if _, err := c.write(ctx, command); err != nil {
		return err
	}
	for deadline := time.Now().Add(withdrawn); ; {
		_, err := c.await(ctx, c.profile.Answer/4, func(Message) bool { return false })
		if !errors.Is(err, errTimeout) {
			return err
		}
		condition, err := c.condition(ctx)
		switch {
		case err != nil:
			return err
		case !condition.Ticket:
			return nil
		case time.Now().After(deadline):
			return devices.Errorf(devices.FaultPrinterJam, "a ticket that is not taken back")
		}
	}
}
