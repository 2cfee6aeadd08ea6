package passport

import (
	"bytes"
	"errors"
	"fmt"

	"buergerterminal/devices/idcard/emrtd/apdu"
	"buergerterminal/devices/idcard/emrtd/sm"
	"buergerterminal/devices/idcard/emrtd/tlv"
)

// session is the chip's side of secure messaging.
type session struct {
	cipher   sm.Cipher
	enc, mac []byte
	counter  []byte
}

func newSession(c sm.Cipher, secret, counter []byte) *session {
	if counter == nil {
		counter = make([]byte, c.BlockSize())
	}
	return &session{cipher: c, enc: c.DeriveKey(secret, sm.Encryption), mac: c.DeriveKey(secret, sm.Checking), counter: counter}
}

func (s *session) count() {
	for i := len(s.counter) - 1; i >= 0; i-- {
		s.counter[i]++
		if s.counter[i] != 0 {
			return
		}
	}
}

func (s *session) iv() []byte {
	if s.cipher == sm.TripleDES {
		return nil
	}
	iv, err := s.cipher.Encrypt(s.enc, nil, s.counter)
	if err != nil {
		return nil
	}
	return iv
}

// check computes a check value; every part of the message is padded by itself where the standard says so.
func (s *session) check(message []byte) ([]byte, error) {
	if s.cipher != sm.TripleDES {
		message = sm.Pad(message, s.cipher.BlockSize())
	}
	return s.cipher.MAC(s.mac, message)
}

// open takes the protection off a command. status is what the chip answers when it cannot.
func (s *session) open(r apdu.Command) (plain apdu.Command, status apdu.Status, err error) {
	s.count()
	objects, err := tlv.ReadAll(r.Data)
	if err != nil || len(objects) == 0 || objects[len(objects)-1].Tag != sm.TagCheck {
		return apdu.Command{}, apdu.SMObjectsMissing, errors.New("check value missing")
	}
	if r.Le == 0 || r.Le != apdu.MaxShort && r.Le != apdu.MaxExtended {
		return apdu.Command{}, apdu.WrongLength, fmt.Errorf("Le %d of a protected command", r.Le)
	}
	last := objects[len(objects)-1]
	message := bytes.Join([][]byte{s.counter, sm.Pad([]byte{r.Class, r.Instruction, r.P1, r.P2}, s.cipher.BlockSize()), r.Data[:len(r.Data)-len(last.Raw)]}, nil)
	want, err := s.check(message)
	if err != nil || !bytes.Equal(want, last.Value) {
		return apdu.Command{}, apdu.SMObjectsIncorrect, errors.New("check value or counter wrong")
	}
	plain = apdu.Command{Class: r.Class &^ 0x0C, Instruction: r.Instruction, P1: r.P1, P2: r.P2}
	for at, o := range objects[:len(objects)-1] {
		if err := s.object(&plain, o, at); err != nil {
			return apdu.Command{}, apdu.SMObjectsIncorrect, err
		}
	}
	return plain, apdu.OK, nil
}

// object takes one data object of a command over.
func (s *session) object(plain *apdu.Command, o tlv.Element, at int) error {
	cryptogram := o.Value
	switch {
	case o.Tag == sm.TagLe && len(o.Value) == 1:
		plain.Le = int(o.Value[0])
		if plain.Le == 0 {
			plain.Le = apdu.MaxShort
		}
		return nil
	case o.Tag == sm.TagLe && len(o.Value) == 2:
		plain.Le = int(o.Value[0])<<8 | int(o.Value[1])
		if plain.Le == 0 {
			plain.Le = apdu.MaxExtended
		}
		return nil
	case o.Tag == sm.TagEncrypted && plain.Instruction&1 == 0 && at == 0 && len(cryptogram) > 0 && cryptogram[0] == 1:
		cryptogram = cryptogram[1:]
	case o.Tag == sm.TagBare && plain.Instruction&1 == 1 && at == 0:
	default:
		return fmt.Errorf("object %X of %d bytes", o.Tag, len(o.Value))
	}
	padded, err := s.cipher.Decrypt(s.enc, s.iv(), cryptogram)
	if err != nil {
		return err
	}
	var ok bool
	if plain.Data, ok = sm.Unpad(padded); !ok {
		return errors.New("padding of a command")
	}
	return nil
}

// seal protects an answer.
func (s *session) seal(data []byte, status apdu.Status) ([]byte, error) {
	s.count()
	var body []byte
	if len(data) > 0 {
		cryptogram, err := s.cipher.Encrypt(s.enc, s.iv(), sm.Pad(data, s.cipher.BlockSize()))
		if err != nil {
			return nil, err
		}
		body = tlv.Append(body, sm.TagEncrypted, []byte{1}, cryptogram)
	}
	body = tlv.Append(body, sm.TagStatus, []byte{byte(status >> 8), byte(status)})
	check, err := s.check(append(bytes.Clone(s.counter), body...))
	if err != nil {
		return nil, err
	}
	return answer(tlv.Append(body, sm.TagCheck, check), status), nil
}
