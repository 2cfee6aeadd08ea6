package emrtd

import (
	"crypto/sha1"
	"errors"
	"fmt"
	"strings"

	"buergerterminal/devices/idcard/mrz"
)

// MRZKey is what of the printed zone opens a chip (Doc 9303-11 section 4.3.3, D.2).
type MRZKey struct {
	Number string   // the whole document number, without fillers at its end
	Birth  mrz.Date // as printed, fillers included
	Expiry mrz.Date
}

// Access is what the terminal knows of the document: the card access number, the printed zone, or both. The card access number goes
// first where both are there, for it is made for this.
type Access struct {
	CAN string
	MRZ *MRZKey
}

// ErrAccess says that neither a card access number nor the three fields of a zone were given, or that they cannot be printed so.
var ErrAccess = errors.New("emrtd: nothing that opens a chip")

// KeyOf takes the key out of a printed zone; false when one of its three fields cannot be trusted.
func KeyOf(d mrz.Document) (MRZKey, bool) {
	if !d.Trusted(mrz.FieldNumber) || !d.Trusted(mrz.FieldBirth) || !d.Trusted(mrz.FieldExpiry) || d.Number == "" || d.Expiry == "" {
		return MRZKey{}, false
	}
	return MRZKey{Number: d.Number, Birth: d.Birth, Expiry: d.Expiry}, true
}

// information is MRZ_information: number, birth and expiry, each with its check digit.
func (k MRZKey) information() ([]byte, error) {
	number := k.Number + strings.Repeat(string(mrz.Filler), max(0, 9-len(k.Number)))
	if k.Number == "" || len(k.Birth) != 6 || len(k.Expiry) != 6 {
		return nil, ErrAccess
	}
	var all strings.Builder
	for _, field := range []string{number, string(k.Birth), string(k.Expiry)} {
		digit, ok := mrz.CheckDigit(field)
		if !ok {
			return nil, fmt.Errorf("%w: a character that no zone has", ErrAccess)
		}
		all.WriteString(field)
		all.WriteByte(digit)
	}
	return []byte(all.String()), nil
}

// seed is K of the zone: the hash of MRZ_information. Basic access control takes its first 16 bytes, PACE all 20.
func (k MRZKey) seed() ([]byte, error) {
	information, err := k.information()
	if err != nil {
		return nil, err
	}
	sum := sha1.Sum(information)
	clear(information)
	return sum[:], nil
}

// password is a secret of PACE with the number that MSE:Set AT calls it by.
type password struct {
	reference byte // 1 the zone, 2 the card access number
	secret    []byte
}

func (a Access) password() (password, error) {
	switch {
	case a.CAN != "":
		if strings.Trim(a.CAN, "0123456789") != "" {
			return password{}, fmt.Errorf("%w: a card access number has digits only", ErrAccess)
		}
		return password{2, []byte(a.CAN)}, nil
	case a.MRZ != nil:
		seed, err := a.MRZ.seed()
		return password{1, seed}, err
	}
	return password{}, ErrAccess
}
