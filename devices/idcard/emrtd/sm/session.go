package sm

import (
	"bytes"
	"crypto/subtle"
	"fmt"

	"buergerterminal/devices/idcard/emrtd/apdu"
	"buergerterminal/devices/idcard/emrtd/tlv"
)

// Data objects of secure messaging (Doc 9303-11 section 9.8.4, ISO/IEC 7816-4 table 49).
const (
	TagPlain     tlv.Tag = 0x81
	TagEncrypted tlv.Tag = 0x87 // padding indicator 01, then the cryptogram
	TagBare      tlv.Tag = 0x85 // cryptogram without padding indicator, for odd instructions
	TagLe        tlv.Tag = 0x97
	TagStatus    tlv.Tag = 0x99
	TagCheck     tlv.Tag = 0x8E
)

// Session protects commands and checks answers. It is for one goroutine.
type Session struct {
	cipher   Cipher
	enc, mac []byte
	counter  []byte // send sequence counter, one block
	dead     bool
}

// New makes a session. counter nil means zero; it has the size of a block.
func New(c Cipher, enc, mac, counter []byte) (*Session, error) {
	if counter == nil {
		counter = make([]byte, c.BlockSize())
	}
	if len(enc) != c.KeySize() || len(mac) != c.KeySize() || len(counter) != c.BlockSize() {
		return nil, fmt.Errorf("%w: session of %v", ErrKey, c)
	}
	return &Session{cipher: c, enc: bytes.Clone(enc), mac: bytes.Clone(mac), counter: bytes.Clone(counter)}, nil
}

// Cipher returns the algorithms of the session.
func (s *Session) Cipher() Cipher { return s.cipher }

// Wipe overwrites the keys and ends the session.
func (s *Session) Wipe() {
	clear(s.enc)
	clear(s.mac)
	clear(s.counter)
	s.dead = true
}

// Capacity is how many bytes of a file fit into one answer of at most answer bytes: the cryptogram with its header, padding included, the
// status (4) and the check value (10) must fit.
func (s *Session) Capacity(answer int) int {
	block := s.cipher.BlockSize()
	header := 3 // 87 L 01
	for room := answer - 14; room > 0; room-- {
		switch value := room; {
		case value+1 > 0xFF:
			header = 5
		case value+1 > 0x7F:
			header = 4
		}
		if room%block == 0 && room+header+14 <= answer {
			return room - 1
		}
	}
	return 0
}

// Protect builds the protected form of a command and counts it. Odd instructions carry their data objects in DO'85', others in DO'87'.
func (s *Session) Protect(c apdu.Command) ([]byte, error) {
	if s.dead {
		return nil, ErrDead
	}
	increment(s.counter)
	header := []byte{c.Class | 0x0C, c.Instruction, c.P1, c.P2}
	body, err := s.objects(c)
	if err != nil {
		return nil, err
	}
	check, err := s.check(Pad(header, s.cipher.BlockSize()), body)
	if err != nil {
		return nil, err
	}
	protected := apdu.Command{Class: header[0], Instruction: c.Instruction, P1: c.P1, P2: c.P2, Le: apdu.MaxShort,
		Data: tlv.Append(body, TagCheck, check)}
	if c.Extended() || len(protected.Data) > 255 {
		protected.Le = apdu.MaxExtended
	}
	return protected.Bytes()
}

// objects are the data objects that the check value covers.
func (s *Session) objects(c apdu.Command) ([]byte, error) {
	var body []byte
	if len(c.Data) > 0 {
		cryptogram, err := s.encrypt(Pad(c.Data, s.cipher.BlockSize()))
		if err != nil {
			return nil, err
		}
		if c.Instruction&1 == 0 {
			body = tlv.Append(body, TagEncrypted, []byte{1}, cryptogram)
		} else {
			body = tlv.Append(body, TagBare, cryptogram)
		}
	}
	switch {
	case c.Le > apdu.MaxShort || c.Le > 0 && c.Extended():
		body = tlv.Append(body, TagLe, []byte{byte(c.Le >> 8), byte(c.Le)})
	case c.Le > 0:
		body = tlv.Append(body, TagLe, []byte{byte(c.Le)})
	}
	return body, nil
}

// check computes the check value over counter, padded header (may be empty) and data objects. Without objects only the header is padded.
func (s *Session) check(header, body []byte) ([]byte, error) {
	message := append(append(bytes.Clone(s.counter), header...), body...)
	switch {
	case s.cipher == TripleDES && len(body) == 0:
		return retailMAC(s.mac, message)
	case s.cipher != TripleDES && len(body) > 0:
		message = Pad(message, s.cipher.BlockSize())
	}
	return s.cipher.MAC(s.mac, message)
}

// iv is zero for Triple DES and the encrypted counter for AES (Doc 9303-11 section 9.8.6.1).
func (s *Session) iv() ([]byte, error) {
	if s.cipher == TripleDES {
		return nil, nil
	}
	return s.cipher.Encrypt(s.enc, nil, s.counter)
}

func (s *Session) encrypt(padded []byte) ([]byte, error) {
	iv, err := s.iv()
	if err != nil {
		return nil, err
	}
	return s.cipher.Encrypt(s.enc, iv, padded)
}

func (s *Session) decrypt(cryptogram []byte) ([]byte, error) {
	iv, err := s.iv()
	if err != nil {
		return nil, err
	}
	padded, err := s.cipher.Decrypt(s.enc, iv, cryptogram)
	if err != nil {
		return nil, err
	}
	plain, ok := Unpad(padded)
	if !ok {
		return nil, fmt.Errorf("%w: padding", ErrForm)
	}
	return plain, nil
}

// Open counts and checks an answer and returns its data and the status that the check value covers. Any error ends the session.
//
// A chip that refuses may answer with a bare status. It is returned with checked false, because anybody on the line can have sent it;
// a bare status of success is ErrCheck. 6987 and 6988 end the session, for the chip has dropped its keys with them.
func (s *Session) Open(answer []byte) (data []byte, status apdu.Status, checked bool, err error) {
	if s.dead {
		return nil, 0, false, ErrDead
	}
	increment(s.counter)
	body, outer, err := apdu.Split(answer)
	if err == nil && len(body) == 0 {
		return nil, outer, false, s.bare(outer)
	}
	if err == nil {
		data, status, err = s.open(body, outer)
	}
	if err != nil {
		s.Wipe()
		return nil, 0, false, err
	}
	return data, status, true, nil
}

// bare judges an answer that is a status only.
func (s *Session) bare(status apdu.Status) error {
	switch {
	case status == apdu.OK || status>>8 == 0x61 || status>>8 == 0x62:
		s.Wipe()
		return fmt.Errorf("%w: bare status %v", ErrCheck, status)
	case status == apdu.SMObjectsMissing || status == apdu.SMObjectsIncorrect:
		s.Wipe()
	}
	return nil
}

// open checks the objects of an answer: optional cryptogram, status, check value, in this order and no others.
func (s *Session) open(body []byte, outer apdu.Status) ([]byte, apdu.Status, error) {
	objects, err := tlv.ReadAll(body)
	if err != nil {
		return nil, 0, fmt.Errorf("%w: %w", ErrForm, err)
	}
	last := len(objects) - 1
	if objects[last].Tag != TagCheck {
		return nil, 0, fmt.Errorf("%w: missing", ErrCheck)
	}
	covered := body[:len(body)-len(objects[last].Raw)]
	want, err := s.check(nil, covered)
	if err != nil {
		return nil, 0, err
	}
	if subtle.ConstantTimeCompare(want, objects[last].Value) != 1 {
		return nil, 0, fmt.Errorf("%w: wrong", ErrCheck)
	}
	return s.contents(objects[:last], outer)
}

// contents takes data and status out of objects whose check value fits.
func (s *Session) contents(objects []tlv.Element, outer apdu.Status) (data []byte, status apdu.Status, err error) {
	if n := len(objects); n == 0 || n > 2 || objects[n-1].Tag != TagStatus || len(objects[n-1].Value) != 2 {
		return nil, 0, fmt.Errorf("%w: status missing", ErrForm)
	}
	inner := objects[len(objects)-1].Value
	status = apdu.Status(uint16(inner[0])<<8 | uint16(inner[1]))
	if status != outer {
		return nil, 0, fmt.Errorf("%w: status %v inside, %v outside", ErrForm, status, outer)
	}
	if len(objects) == 1 {
		return nil, status, nil
	}
	cryptogram := objects[0].Value
	switch objects[0].Tag {
	case TagEncrypted:
		if len(cryptogram) < 1 || cryptogram[0] != 1 {
			return nil, 0, fmt.Errorf("%w: padding indicator", ErrForm)
		}
		cryptogram = cryptogram[1:]
	case TagBare:
	default:
		return nil, 0, fmt.Errorf("%w: object %X", ErrForm, objects[0].Tag)
	}
	data, err = s.decrypt(cryptogram)
	return data, status, err
}

// increment counts a big-endian number up by one.
func increment(counter []byte) {
	for i := len(counter) - 1; i >= 0; i-- {
		counter[i]++
		if counter[i] != 0 {
			return
		}
	}
}
