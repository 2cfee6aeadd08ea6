// Package passport models the chip of an electronic document below the driver: command in, answer out, with its own small signing
// authority. Its documents are specimens of Utopia; no person is in them, and no terminal with real certificates takes them for genuine.
//
// It refuses what a real chip refuses, in the way a real chip does it, and writes a complaint where the driver sent what it should not:
// a wrong check value, a counter that is off, an unprotected command in a session, a step out of order, an offset beyond the end. A test
// fails when there is one.
//
// The chip's side of secure messaging, BAC, PACE, chip and active authentication is written here anew; with the driver it shares the block
// ciphers, check values, curves and data objects, which worked examples hold.
package passport

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"sync"

	"buergerterminal/devices/idcard/emrtd/apdu"
	"buergerterminal/devices/idcard/emrtd/sm"
)

// ErrRemoved says that the document was taken away.
var ErrRemoved = errors.New("passport: the document was taken away")

// PACE is one way that EF.CardAccess offers.
type PACE struct {
	Cipher    sm.Cipher
	Parameter int // of Doc 9303-11: 13 is brainpoolP256r1
}

// Defect is what is wrong with a document.
type Defect string

// The defects.
const (
	None             Defect = ""
	ForgedHash       Defect = "forged-hash"       // the face was replaced, EF.SOD stayed
	ForgedSignature  Defect = "forged-signature"  // the signer signed something else
	ForgedSigner     Defect = "forged-signer"     // signed by somebody whom the named authority did not certify
	Cloned           Defect = "cloned"            // all files are right, the private key of chip or active authentication is not there
	HiddenKey        Defect = "hidden-key"        // a copy that does not give DG14 and DG15
	WithoutSignature Defect = "without-signature" // no EF.SOD
)

// Options describe a document. The zero value is a passport with BAC and PACE of the specimen.
type Options struct {
	Holder  Holder
	Issuer  *Issuer // nil makes one
	CAN     string  // empty: the chip knows the zone only
	PACE    []PACE  // nil: AES-128 on brainpoolP256r1; an empty list: none
	NoBAC   bool
	Extra   Extra
	Defect  Defect
	Picture int // bytes that the picture is filled up to; 0 is 20 kB

	// ChipAuthentication is the cipher of chip authentication, 0 for none; Parameter its curve, 0 for brainpoolP256r1.
	ChipAuthentication sm.Cipher
	ChipParameter      int
	ChipKeyNumber      int // 0 for a key without number
	// ActiveAuthentication is "", "rsa" or "ecdsa".
	ActiveAuthentication string

	ExtendedAnswers int  // longest answer that EF.ATR/INFO names; 0 for a chip without the file
	Identity        bool // a German identity card: PACE only, no file without an authority's certificate
	RemovedAfter    int  // commands after which the document is taken away; 0 for never
	Random          io.Reader
}

// Extra says which files beyond DG1 and DG2 there are.
type Extra struct {
	DG11, DG12 bool
	JPEG2000   bool // the face as JPEG 2000 (its first bytes only, nobody decodes it)
}

// Card is a chip. It is safe for use by several goroutines, as a reader and a test are.
type Card struct {
	mu         sync.Mutex
	options    Options
	zone       zone
	files      map[uint16][]byte
	master     map[uint16][]byte // files outside the application
	commands   int
	complaints []string
	chipKey    *chipKey
	activeKey  activeKey
	state      state
}

// state is what a reset forgets.
type state struct {
	application bool
	selected    []byte
	session     *session
	open        bool // BAC or PACE succeeded
	challenge   []byte
	pace        *paceRun
	agreement   bool // MSE:Set AT for chip authentication came
	next        *session
}

// New makes a document.
func New(o Options) (*Card, error) {
	if o.Random == nil {
		o.Random = rand.Reader
	}
	if o.Holder.Number == "" {
		o.Holder = Specimen()
	}
	if o.PACE == nil {
		o.PACE = []PACE{{sm.AES128, 13}}
	}
	if o.Issuer == nil {
		issuer, err := NewIssuer(Brainpool256, "UT", o.Random)
		if err != nil {
			return nil, err
		}
		o.Issuer = issuer
	}
	c := &Card{options: o, files: map[uint16][]byte{}, master: map[uint16][]byte{}}
	if err := c.personalise(); err != nil {
		return nil, fmt.Errorf("passport: %w", err)
	}
	return c, nil
}

// ATR is the answer to reset of a chip behind a contact or contactless interface that offers T=1 with an IFSC of 254.
func (c *Card) ATR() []byte { return []byte{0x3B, 0x80, 0x80, 0x01, 0x01} }

// Reset forgets session and selection, as power off does.
func (c *Card) Reset() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.state = state{}
}

// Complaints are what the driver sent and a real chip rejects.
func (c *Card) Complaints() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]string(nil), c.complaints...)
}

// Commands counts the commands since New.
func (c *Card) Commands() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.commands
}

func (c *Card) complain(format string, args ...any) {
	c.complaints = append(c.complaints, fmt.Sprintf("command %d: ", c.commands)+fmt.Sprintf(format, args...))
}

// Transmit does one command.
func (c *Card) Transmit(ctx context.Context, command []byte) ([]byte, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.commands++
	if c.options.RemovedAfter > 0 && c.commands > c.options.RemovedAfter {
		return nil, ErrRemoved
	}
	request, err := apdu.Parse(command)
	if err != nil {
		c.complain("no command: %v", err)
		return answer(nil, apdu.WrongLength), nil
	}
	if c.state.session == nil {
		if request.Class&0x0C != 0 {
			c.complain("a protected command outside a session")
			return answer(nil, apdu.SMObjectsIncorrect), nil
		}
		return answer(c.do(request)), nil
	}
	return c.protected(request), nil
}

// protected does a command of a session. Whatever is wrong with its protection ends the session.
func (c *Card) protected(request apdu.Command) []byte {
	session := c.state.session
	if request.Class&0x0C != 0x0C {
		c.complain("an unprotected command in a session")
		c.state.session, c.state.open = nil, false
		return answer(nil, apdu.SMObjectsMissing)
	}
	plain, status, err := session.open(request)
	if err != nil {
		if c.options.Defect != Cloned { // a copy computes other keys; that is no fault of the driver
			c.complain("%v", err)
		}
		c.state.session, c.state.open = nil, false
		return answer(nil, status)
	}
	data, status := c.do(plain)
	response, err := session.seal(data, status)
	if err != nil {
		c.complain("%v", err)
		return answer(nil, apdu.SMObjectsIncorrect)
	}
	if plain.Le == 0 && len(data) > 0 {
		c.complain("an answer was due and Le missing (instruction %02X)", plain.Instruction)
	}
	if c.state.next != nil {
		c.state.session, c.state.next = c.state.next, nil
	}
	return response
}

func answer(data []byte, status apdu.Status) []byte {
	return append(append([]byte(nil), data...), byte(status>>8), byte(status))
}

// do does a plain command.
func (c *Card) do(r apdu.Command) ([]byte, apdu.Status) {
	switch r.Instruction {
	case 0xA4:
		return nil, c.selectFile(r)
	case 0xB0, 0xB1:
		return c.readBinary(r)
	case 0x84:
		return c.getChallenge(r)
	case 0x82:
		return c.externalAuthenticate(r)
	case 0x22:
		return nil, c.manageSecurity(r)
	case 0x86:
		return c.generalAuthenticate(r)
	case 0x88:
		return c.internalAuthenticate(r)
	}
	c.complain("instruction %02X", r.Instruction)
	return nil, apdu.UnknownInstruction
}
