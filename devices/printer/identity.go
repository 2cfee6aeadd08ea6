package printer

import (
	"context"
	"errors"
	"strings"

	"buergerterminal/devices"
)

// ErrIdentity says that the model has no words for what it is.
var ErrIdentity = errors.New("printer: this model does not say what it is")

// Identity is what a printer says of itself.
type Identity struct{ Model, Firmware, Serial string }

// String is the identity in one line, empty where the printer said nothing.
func (i Identity) String() string {
	words := strings.TrimSpace(i.Model + " " + i.Firmware)
	if i.Serial != "" {
		words = strings.TrimSpace(words + " #" + i.Serial)
	}
	return words
}

// Identity is what the printer said at the last Identify, or at the first Probe that found it ready; zero before that.
func (p *Printer) Identity() Identity { return p.identity }

// Identify asks the printer for its model, firmware and serial number (GS I 67, 65 and 68, T81 p. 100, where the last was not
// read: one that does not answer it has none). The printer must be idle: the questions stand in its queue. ErrIdentity:
// the profile has no such questions. Other errors are those of Probe; FaultProtocol: the printer is ready and does not
// answer, as one does that has other words than its profile.
func (p *Printer) Identify(ctx context.Context) (Identity, error) {
	if !p.profile.Identity {
		return Identity{}, ErrIdentity
	}
	c, err := p.converse()
	if err != nil {
		return Identity{}, err
	}
	defer c.end()
	condition, err := c.condition(ctx)
	if err != nil {
		return Identity{}, err
	}
	if fault := condition.Fault(); fault != "" {
		return Identity{}, devices.Errorf(fault, "before it was asked what it is")
	}
	p.identity, err = c.identify(ctx)
	return p.identity, err
}

// identify asks one question after the other.
func (c *conversation) identify(ctx context.Context) (i Identity, err error) {
	for _, question := range []struct {
		n      byte
		answer *string
		needed bool
	}{{67, &i.Model, true}, {65, &i.Firmware, true}, {68, &i.Serial, false}} {
		*question.answer, err = c.identity(ctx, question.n)
		if err != nil && (question.needed || devices.FaultOf(err) != devices.FaultProtocol) {
			return Identity{}, err
		}
	}
	return i, nil
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
