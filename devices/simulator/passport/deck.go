package passport

import (
	"context"
	"crypto/rand"
	"maps"
	"slices"

	"buergerterminal/devices/idcard/emrtd/sm"
	"buergerterminal/devices/simulator"
)

// Deck is a set of documents for the simulated chip reader, each made when it is first put in. All but "unknown-issuer" are signed under the
// authority of Issuer.
type Deck struct {
	Issuer  *Issuer
	options map[string]Options
	made    map[string]*Card
}

// DeckCAN is the card access number of the documents that have one.
const DeckCAN = "500540"

// NewDeck makes the authority and the set. It is for one goroutine.
func NewDeck() (*Deck, error) {
	issuer, err := NewIssuer(Brainpool256, "UT", rand.Reader)
	if err != nil {
		return nil, err
	}
	stranger, err := NewIssuer(Named256, "UT", rand.Reader)
	if err != nil {
		return nil, err
	}
	expired := Specimen()
	expired.Expiry = "200415"
	all := Extra{DG11: true, DG12: true}
	options := map[string]Options{
		"passport":         {Extra: all, ChipAuthentication: sm.AES128, CAN: DeckCAN},
		"passport-bac":     {Extra: all, PACE: []PACE{}},
		"expired":          {Holder: expired},
		"forged-hash":      {Defect: ForgedHash},
		"forged-signature": {Defect: ForgedSignature},
		"cloned":           {Defect: Cloned, ChipAuthentication: sm.AES128},
		"unknown-issuer":   {Issuer: stranger},
		"identity":         {Identity: true, CAN: DeckCAN},
	}
	for name, o := range options {
		if o.Issuer == nil {
			o.Issuer = issuer
			options[name] = o
		}
	}
	return &Deck{Issuer: issuer, options: options, made: map[string]*Card{}}, nil
}

// Names are the names of the documents, sorted.
func (d *Deck) Names() []string { return slices.Sorted(maps.Keys(d.options)) }

// Card returns a document, reset.
func (d *Deck) Card(name string) (*Card, error) {
	if c, ok := d.made[name]; ok {
		c.Reset()
		return c, nil
	}
	c, err := New(d.options[name])
	if err == nil {
		d.made[name] = c
	}
	return c, err
}

// Cards are the documents as simulator.CardReaderOptions takes them.
func (d *Deck) Cards() map[string]func() simulator.Chip {
	cards := map[string]func() simulator.Chip{}
	for _, name := range d.Names() {
		cards[name] = func() simulator.Chip {
			c, err := d.Card(name)
			if err != nil {
				return unmade{err}
			}
			return c
		}
	}
	return cards
}

// unmade is a document that could not be made: mute, with the reason.
type unmade struct{ err error }

func (unmade) ATR() []byte { return nil }

func (u unmade) Transmit(context.Context, []byte) ([]byte, error) { return nil, u.err }
