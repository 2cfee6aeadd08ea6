package submission

import (
	"crypto/rand"
	"encoding/base32"
	"errors"
	"strings"
)

// crockford is Douglas Crockford's Base 32: digits and letters without I, L, O and U. What a person writes instead (I
// and L for 1, O for 0) can be read back.
const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// numberLength is six signs: 30 bits, about a thousand million numbers. The number alone opens nothing.
const numberLength = 6

// errNumber never repeats what was typed.
var errNumber = errors.New("no number of the form 4K7-219")

// NewNumber returns a random short number for people, of the form "4K7-219". Outbox.NewNumber avoids those in use.
func NewNumber() string {
	var raw [numberLength]byte
	rand.Read(raw[:]) // never fails (crypto/rand)
	for i, b := range raw {
		raw[i] = crockford[b&31]
	}
	return string(raw[:3]) + "-" + string(raw[3:])
}

// ParseNumber reads a number as people write it: small letters, without hyphen or with blanks, O for 0, I or L for 1.
// The error has CodeInvalid.
func ParseNumber(text string) (string, error) {
	var number []byte
	for _, r := range strings.ToUpper(text) {
		switch r {
		case '-', ' ':
			continue
		case 'O':
			r = '0'
		case 'I', 'L':
			r = '1'
		}
		if !strings.ContainsRune(crockford, r) || len(number) == numberLength {
			return "", &Error{CodeInvalid, errNumber}
		}
		number = append(number, byte(r))
	}
	if len(number) != numberLength {
		return "", &Error{CodeInvalid, errNumber}
	}
	return string(number[:3]) + "-" + string(number[3:]), nil
}

// NewToken returns 128 random bits in base 32 (RFC 4648), 26 capital letters and digits: the QR code on the receipt. Only
// its hash is stored.
func NewToken() string {
	var raw [16]byte
	rand.Read(raw[:]) // never fails (crypto/rand)
	return base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(raw[:])
}
