package ccid

import (
	"context"
	"errors"
	"fmt"
	"time"

	"buergerterminal/devices"
	"buergerterminal/devices/idcard/t1"
)

// Card is a chip with power that speaks T=1. It ends with Disconnect, with the next Connect, and when it leaves the slot.
type Card struct {
	reader *Reader
	atr    t1.ATR
	wants  t1.Parameters
	speed  byte
	link   *t1.Link
}

// Connect gives the card in the slot power, in a cold reset, and agrees with it on T=1. Errors are those of Reset, and
//   - FaultChipAbsent, FaultChipMute: no card, or one that answers at no voltage
//   - FaultChipUnsupported: the card does not speak T=1
//   - FaultChipBroken, FaultChipRemoved: it stopped making sense, or left
//   - FaultReaderHardware: the reader reports a short circuit or the like
//
// What was garbled before T=1 is agreed on cannot be asked for again (ISO 7816-3 section 9), so the card is reset once more then.
func (r *Reader) Connect(ctx context.Context) (*Card, error) {
	c, err := r.connect(ctx)
	if devices.FaultOf(err) == devices.FaultChipBroken {
		return r.connect(ctx)
	}
	return c, err
}

func (r *Reader) connect(ctx context.Context) (*Card, error) {
	atr, err := r.powerOn(ctx)
	if err != nil {
		return nil, err
	}
	c := &Card{reader: r, speed: t1.DefaultSpeed}
	if c.atr, err = t1.ParseATR(atr); err != nil {
		return nil, devices.Errorf(devices.FaultChipBroken, "%w", err)
	}
	if c.wants, err = c.atr.Parameters(); err != nil {
		return nil, devices.Errorf(devices.FaultChipUnsupported, "%v: %w", c.atr, err)
	}
	if err := c.selectSpeed(ctx); err != nil {
		return nil, err
	}
	if err := c.setParameters(ctx); err != nil {
		return nil, err
	}
	c.link = t1.NewLink(c, c.wants)
	if err := c.link.Announce(ctx, r.profile.IFSD); err != nil {
		return nil, err
	}
	return c, nil
}

// powerOn resets the card at the first voltage at which it answers, and returns its answer.
func (r *Reader) powerOn(ctx context.Context) ([]byte, error) {
	state, err := r.look(ctx)
	if err != nil {
		return nil, err
	}
	if state.Card() == Absent {
		return nil, devices.Errorf(devices.FaultChipAbsent, "nothing to give power to")
	}
	if state.Card() == Active {
		if err := r.powerOff(ctx); err != nil {
			return nil, err
		}
	}
	var refused error
	for _, voltage := range r.profile.Power {
		answer, err := r.powerAt(ctx, voltage)
		if err != nil {
			return nil, err
		}
		if !answer.Failed() {
			r.powered = true
			return answer.Data, nil
		}
		refused = refusal(PowerOn, answer)
		if devices.FaultOf(refused) == devices.FaultReaderHardware || answer.Card() == Absent {
			return nil, refused
		}
	}
	if devices.FaultOf(refused) == devices.FaultProtocol { // whatever the reader called it, no voltage made the card answer
		return nil, devices.Errorf(devices.FaultChipMute, "%w", refused)
	}
	return nil, refused
}

// powerAt tries one voltage. When the answer is lost, the power is taken away before the one repeat, so that what is repeated is known.
func (r *Reader) powerAt(ctx context.Context, voltage byte) (Message, error) {
	command := Message{Type: PowerOn, Parameters: [3]byte{voltage}}
	answer, err := r.exchange(ctx, command, 2*answerTime)
	if err == nil || !transient(err) {
		return answer, err
	}
	if err := r.powerOff(ctx); err != nil {
		return Message{}, err
	}
	if answer, err = r.exchange(ctx, command, 2*answerTime); err != nil && transient(err) {
		err = lost(err)
	}
	return answer, err
}

func (r *Reader) powerOff(ctx context.Context) error {
	r.powered = false
	_, err := r.ask(ctx, Message{Type: PowerOff})
	return err
}

// selectSpeed agrees on the fastest speed that both know, and on T=1 where the card would begin with another protocol.
func (c *Card) selectSpeed(ctx context.Context) error {
	speed := fitting(c.wants.Speed, c.reader.profile)
	if !c.wants.Selected {
		c.speed = c.wants.Speed
		if speed != c.wants.Speed {
			return devices.Errorf(devices.FaultChipUnsupported, "the card is too fast for the reader: %02X", c.wants.Speed)
		}
		return nil
	}
	if c.wants.First && speed == t1.DefaultSpeed {
		return nil
	}
	request := t1.Selection(speed)
	answer, err := c.transfer(ctx, request, 2*answerTime, 0)
	if errors.Is(err, t1.ErrGarbled) {
		return devices.Errorf(devices.FaultChipBroken, "selecting the speed: %w", err)
	}
	if err != nil {
		return err
	}
	c.speed, err = t1.Selected(request, answer)
	switch {
	case errors.Is(err, t1.ErrGarbled):
		return devices.Errorf(devices.FaultChipBroken, "selecting the speed: %w", err)
	case err != nil:
		return devices.Errorf(devices.FaultChipUnsupported, "%w", err)
	}
	return nil
}

// fitting is the wished speed if the reader can keep up, a slower one with the same F, or the default.
func fitting(wished byte, p Profile) byte {
	slowest := t1.Rate(t1.DefaultSpeed, p.Clock)
	for speed := wished; speed&0x0F > 0 && speed>>4 == wished>>4; speed-- {
		if rate := t1.Rate(speed, p.Clock); rate > slowest && rate <= p.MaxRate {
			return speed
		}
	}
	return t1.DefaultSpeed
}

// setParameters tells the reader what the card wants: its speed, guard time, waiting times, size and check.
func (c *Card) setParameters(ctx context.Context) error {
	check := byte(0x10)
	if c.wants.CRC {
		check |= 0x01
	}
	if c.wants.Inverse {
		check |= 0x02
	}
	answer, err := c.reader.ask(ctx, Message{
		Type:       SetParameters,
		Parameters: [3]byte{1}, // T=1
		Data:       []byte{c.speed, check, c.wants.Guard, c.wants.Wait, 0, byte(c.wants.IFSC), 0},
	})
	if err != nil {
		return err
	}
	if answer.Failed() {
		return refusal(SetParameters, answer)
	}
	return nil
}

// ATR is the card's answer to reset.
func (c *Card) ATR() t1.ATR { return c.atr }

// Counters are those of the conversation with the card.
func (c *Card) Counters() t1.Counters { return c.link.Counters() }

// Transmit sends a command APDU, short or extended, and returns the response with its two status bytes. Errors are those of t1.Link, of the
// line and of the reader; FaultChipRemoved says that the card is gone, and then the Card is of no more use.
func (c *Card) Transmit(ctx context.Context, command []byte) ([]byte, error) {
	limited, cancel := context.WithTimeout(ctx, c.reader.longest)
	defer cancel()
	defer c.reader.forget()
	response, err := c.link.Transmit(limited, command)
	if err != nil && ctx.Err() == nil && limited.Err() != nil {
		return nil, devices.Errorf(devices.FaultChipBroken, "a command took more than %v", c.reader.longest)
	}
	return response, err
}

// Disconnect takes the power from the card and overwrites what was read last. A card that is gone already is no error.
func (c *Card) Disconnect(ctx context.Context) error {
	defer c.reader.forget()
	return c.reader.powerOff(ctx)
}

// Exchange implements t1.Transport: it carries one block.
func (c *Card) Exchange(ctx context.Context, block []byte, extension int) ([]byte, error) {
	if !c.reader.powered {
		return nil, devices.Errorf(devices.FaultChipRemoved, "the card is no longer there")
	}
	p := c.reader.profile
	wait := time.Duration(max(extension, 1))*c.wants.BlockWait(c.speed, p.Clock) + // until the card's first byte
		time.Duration(2*maxData)*12*time.Second/time.Duration(max(t1.Rate(c.speed, p.Clock), 1)) + // both blocks between reader and card
		c.wants.CharacterWait(c.speed, p.Clock) + margin
	return c.transfer(ctx, block, wait, byte(extension))
}

// transfer carries bytes to the card and back. What was lost on either line is t1.ErrGarbled, after the reader has shown that it is well and
// still has the card.
func (c *Card) transfer(ctx context.Context, data []byte, wait time.Duration, extension byte) ([]byte, error) {
	r := c.reader
	answer, err := r.exchange(ctx, Message{Type: TransferBlock, Parameters: [3]byte{extension}, Data: data}, wait)
	switch {
	case err != nil && transient(err):
		return nil, c.afterLoss(ctx, err)
	case err != nil:
		return nil, err
	case !r.powered, answer.Card() != Active:
		return nil, devices.Errorf(devices.FaultChipRemoved, "in the middle of a command")
	case !answer.Failed():
		return answer.Data, nil
	}
	switch e := answer.Error(); e {
	case errMute, errParity, errOverrun, errBusy:
		return nil, fmt.Errorf("%w: the reader says %02X", t1.ErrGarbled, e)
	}
	return nil, refusal(TransferBlock, answer)
}

// afterLoss finds out what is left after an answer was lost.
func (c *Card) afterLoss(ctx context.Context, why error) error {
	if _, err := c.reader.look(ctx); err != nil {
		return err
	}
	if !c.reader.powered {
		return devices.Errorf(devices.FaultChipRemoved, "in the middle of a command")
	}
	return fmt.Errorf("%w: %w", t1.ErrGarbled, why)
}
