package main

import (
	"crypto/rand"
	"encoding/pem"
	"os"
	"path/filepath"

	"buergerterminal/devices/idcard/mrz"
	"buergerterminal/devices/simulator"
	"buergerterminal/devices/simulator/passport"
)

// passports are the chips of the simulated documents: the passports of the specimens that the reader for printed lines knows,
// one of them with a changed face, one of a state whose certificate nobody has, beside the deck of specimens. The certificates
// of the states that the terminal may trust are written into csca, where csca is not "".
func passports(csca string) (map[string]func() simulator.Chip, error) {
	known, err := passport.NewIssuer(passport.Brainpool256, "SY", rand.Reader)
	if err != nil {
		return nil, err
	}
	unknown, err := passport.NewIssuer(passport.Brainpool256, "SY", rand.Reader)
	if err != nil {
		return nil, err
	}
	deck, err := passport.NewDeck()
	if err != nil {
		return nil, err
	}
	if csca != "" {
		if err := os.MkdirAll(csca, 0o700); err != nil {
			return nil, err
		}
		for name, issuer := range map[string]*passport.Issuer{"sy.pem": known, "ut.pem": deck.Issuer} {
			block := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: issuer.Certificate()})
			if err := os.WriteFile(filepath.Join(csca, name), block, 0o600); err != nil {
				return nil, err
			}
		}
	}
	cards := deck.Cards()
	for name, o := range map[string]struct {
		printed string
		options passport.Options
	}{
		"amal":           {"amal-td3", passport.Options{Issuer: known}},
		"karim":          {"karim-td3", passport.Options{Issuer: known}},
		"amal-forged":    {"amal-td3", passport.Options{Issuer: known, Defect: passport.ForgedHash}},
		"amal-stateless": {"amal-td3", passport.Options{Issuer: unknown}},
	} {
		options := o.options
		if options.Holder, err = holderOf(o.printed); err != nil {
			return nil, err
		}
		if _, err := passport.New(options); err != nil {
			return nil, err
		}
		cards[name] = func() simulator.Chip {
			card, err := passport.New(options)
			if err != nil {
				panic(err) // it was made a moment ago; only a broken random source fails it now
			}
			return card
		}
	}
	return cards, nil
}

// holderOf is whoever the printed lines of a specimen name.
func holderOf(specimen string) (passport.Holder, error) {
	d, err := simulator.Specimen(specimen)
	if err != nil {
		return passport.Holder{}, err
	}
	h := passport.Specimen() // place, address and the other details of no importance
	h.Format, h.Code, h.Issuer, h.Number, h.Birth, h.Expiry, h.Sex = d.Format, d.Code, d.Issuer, d.Number, d.Birth, d.Expiry, d.Sex
	h.Family, h.Given = d.Names.Primary, d.Names.Secondary
	h.FullName = mrz.Display(h.Family) + "<<" + mrz.Display(h.Given)
	return h, nil
}
