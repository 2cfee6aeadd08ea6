package printer

import (
	"context"
	"errors"
	"strings"

	"buergerterminal/devices"
)

// ErrIdentity says that the model has no words for what it is.
var ErrIdentity = errors.New("printer: this model does not say what it is")

// Firmware asks the printer for its model and firmware (GS I 67 and 65, T81 p. 100). The printer must be idle: the question
// stands in its queue. ErrIdentity: the profile has no such question. Other errors are those of Probe; FaultProtocol: the
// printer is ready and does not answer, as one does that has other words than its profile.
func (p *Printer) Firmware(ctx context.Context) (string, error) {
	if !p.profile.Identity {
		return "", ErrIdentity
	}
	c, err := p.converse()
	if err != nil {
		return "", err
	}
	defer c.end()
	condition, err := c.condition(ctx)
	if err != nil {
		return "", err
	}
	if fault := condition.Fault(); fault != "" {
		return "", devices.Errorf(fault, "before it was asked what it is")
	}
	var words []string
	for _, n := range []byte{67, 65} {
		word, err := c.identity(ctx, n)
		if err != nil {
			return "", err
		}
		words = append(words, word)
	}
	return strings.Join(words, " "), nil
}

// identity is the text of GS I n. Nothing else may be sent until it is there.
func (c *conversation) identity(ctx context.Context, n byte) (string, error) {
	if _, err := c.write(ctx, []byte{0x1d, 'I', n}); err != nil {
		return "", err
	}
	m, err := c.await(ctx, c.profile.Answer+c.profile.wire(maxNotice), func(m Message) bool { return m.Kind == Notice && m.Data[0] == 0x5f })
	if errors.Is(err, errTimeout) {
		return "", devices.Errorf(devices.FaultProtocol, "no answer to GS I")
	}
	if err != nil {
		return "", err
	}
	return strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' {
			return -1
		}
		return r
	}, string(m.Data[1:])), nil
}
