package emrtd

import (
	"context"
	"errors"
	"fmt"

	"buergerterminal/devices"
	"buergerterminal/devices/idcard/emrtd/apdu"
	"buergerterminal/devices/idcard/emrtd/sm"
)

// Card is a chip that answers: a whole command, short or extended, goes in, data and status come out. An error means that the
// exchange itself failed; a *devices.Error keeps its fault.
type Card interface {
	Transmit(ctx context.Context, command []byte) (response []byte, err error)
}

// channel is the conversation with one chip, protected as soon as there is a session.
type channel struct {
	card    Card
	session *sm.Session
	answer  int // how long an answer may be, 256 unless the chip says more
}

// refusal is a status that is not success. It says nothing about the holder.
type refusal struct {
	step    string
	status  apdu.Status
	checked bool // the status came under a check value
}

func (r *refusal) Error() string { return fmt.Sprintf("%s: status %v", r.step, r.status) }

// statusOf returns the status of a refusal in err's chain, or 0.
func statusOf(err error) apdu.Status {
	var r *refusal
	if errors.As(err, &r) {
		return r.status
	}
	return 0
}

// do sends one command, protected where there is a session, and returns the data of a success. What the chip refuses is a *refusal;
// everything else is a *devices.Error.
func (c *channel) do(ctx context.Context, step string, command apdu.Command) ([]byte, error) {
	data, status, checked, err := c.exchange(ctx, step, command)
	if err != nil {
		return nil, err
	}
	if status != apdu.OK && status != apdu.EndOfFile {
		return nil, &refusal{step: step, status: status, checked: checked}
	}
	return data, nil
}

func (c *channel) exchange(ctx context.Context, step string, command apdu.Command) ([]byte, apdu.Status, bool, error) {
	if err := ctx.Err(); err != nil {
		return nil, 0, false, devices.Errorf(devices.FaultCancelled, "%s: %w", step, err)
	}
	bytes, err := c.encode(command)
	if err != nil {
		return nil, 0, false, devices.Errorf(devices.FaultChipProtocol, "%s: %w", step, err)
	}
	answer, err := c.card.Transmit(ctx, bytes)
	if err != nil {
		return nil, 0, false, exchangeFailed(ctx, step, err)
	}
	if c.session == nil {
		data, status, err := apdu.Split(answer)
		if err != nil {
			return nil, 0, false, devices.Errorf(devices.FaultChipProtocol, "%s: %w", step, err)
		}
		return data, status, false, nil
	}
	data, status, checked, err := c.session.Open(answer)
	if err != nil {
		return nil, 0, false, devices.Errorf(devices.FaultChipProtocol, "%s: %w", step, err)
	}
	return data, status, checked, nil
}

func (c *channel) encode(command apdu.Command) ([]byte, error) {
	if c.session != nil {
		return c.session.Protect(command)
	}
	return command.Bytes()
}

// exchangeFailed keeps the fault that the reader gave, and gives one to a reader that has none.
func exchangeFailed(ctx context.Context, step string, err error) error {
	switch {
	case devices.FaultOf(err) != "":
		return err
	case ctx.Err() != nil:
		return devices.Errorf(devices.FaultCancelled, "%s: %w", step, err)
	}
	return devices.Errorf(devices.FaultUnplugged, "%s: %w", step, err)
}

// secure replaces the session; the keys of the former one are overwritten.
func (c *channel) secure(s *sm.Session) {
	if c.session != nil {
		c.session.Wipe()
	}
	c.session = s
}

// close overwrites the keys.
func (c *channel) close() {
	if c.session != nil {
		c.session.Wipe()
	}
}

// application selects the eMRTD application (Doc 9303-10 section 3.6.2).
func (c *channel) application(ctx context.Context) error {
	aid := []byte{0xA0, 0, 0, 2, 0x47, 0x10, 0x01}
	_, err := c.do(ctx, "selecting the application", apdu.Command{Instruction: 0xA4, P1: 4, P2: 0x0C, Data: aid})
	return err
}
