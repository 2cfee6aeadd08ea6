package draft

import (
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base32"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"

	"buergerterminal/flows"
)

// Code is what stands on the paper: who has it may open the draft.
type Code struct {
	Hub    string    // short name of the hub that keeps it (link.ValidHubName)
	Last   flows.Day // on which it opens
	Secret Secret
}

// Secret is the key of one draft.
type Secret [32]byte

// NewSecret makes one.
func NewSecret() (s Secret) {
	rand.Read(s[:]) // never fails (crypto/rand)
	return s
}

// Format shows nothing of it, whatever prints it.
func (Secret) Format(f fmt.State, _ rune) { fmt.Fprint(f, "(secret)") }

// ID is the name under which the hub keeps the draft: 32 hexadecimal digits.
func (s Secret) ID() string { return hex.EncodeToString(s.derive("id", 16)) }

func (s Secret) derive(purpose string, length int) []byte {
	key, err := hkdf.Key(sha256.New, s[:], nil, "buergerterminal draft 1 "+purpose, length)
	if err != nil {
		panic(err) // only for a length that no purpose here has
	}
	return key
}

// Errors of ParseCode and Find.
var (
	ErrNoCode   = errors.New("no code on the sheet")
	ErrStranger = errors.New("a code of something else")
	ErrReceipt  = errors.New("the code of a receipt")
	ErrMisread  = errors.New("a code that was not read whole")
)

// The text of a code, in the alphabet of the compact alphanumeric mode (ISO/IEC 18004): "BTD1", the hub, the last day as YYMMDD, and
// secret and checksum in base 32. A later form begins with another figure, and is a stranger's to this program.
const (
	codeKind     = "BTD1"
	codeFamily   = "BTD"
	receiptKind  = "BT1"
	dayForm      = "060102"
	checksumSize = 3
)

var base = base32.StdEncoding.WithPadding(base32.NoPadding)

// Text is what the QR code holds.
func (c Code) Text() string {
	head := strings.Join([]string{codeKind, c.Hub, c.Last.Time().Format(dayForm)}, " ")
	return head + " " + base.EncodeToString(append(c.Secret[:], checksum(head, c.Secret)...))
}

// checksum tells a code that was misread or retyped wrongly from one that opens nothing.
func checksum(head string, s Secret) []byte {
	sum := sha256.Sum256(append([]byte(head+" "), s[:]...))
	return sum[:checksumSize]
}

// ParseCode reads the text of a code. It fails with ErrStranger, ErrReceipt or ErrMisread.
func ParseCode(text string) (c Code, err error) {
	parts := strings.Split(text, " ")
	switch {
	case parts[0] == receiptKind:
		return c, ErrReceipt
	case parts[0] != codeKind && strings.HasPrefix(parts[0], codeFamily), parts[0] != codeKind:
		return c, ErrStranger
	case len(parts) != 4:
		return c, ErrMisread
	}
	raw, err := base.DecodeString(parts[3])
	if err != nil || len(raw) != len(c.Secret)+checksumSize || base.EncodeToString(raw) != parts[3] {
		return c, ErrMisread
	}
	last, err := time.Parse(dayForm, parts[2])
	if err != nil {
		return c, ErrMisread
	}
	copy(c.Secret[:], raw)
	if subtle.ConstantTimeCompare(checksum(strings.Join(parts[:3], " "), c.Secret), raw[len(c.Secret):]) != 1 {
		return Code{}, ErrMisread
	}
	c.Hub, c.Last = parts[1], flows.DayOf(last)
	return c, nil
}
