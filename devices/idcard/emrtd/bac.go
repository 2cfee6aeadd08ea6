package emrtd

import (
	"bytes"
	"context"
	"crypto/subtle"
	"fmt"
	"io"

	"buergerterminal/devices"
	"buergerterminal/devices/idcard/emrtd/apdu"
	"buergerterminal/devices/idcard/emrtd/sm"
)

// basicAccess runs basic access control (Doc 9303-11 section 4.3, example D.3) in the selected application and returns the session.
// random gives RND.IFD, then K.IFD.
func basicAccess(ctx context.Context, c *channel, key MRZKey, random io.Reader) (*sm.Session, error) {
	seed, err := key.seed()
	if err != nil {
		return nil, devices.Errorf(devices.FaultChipSecret, "basic access control: %w", err)
	}
	defer clear(seed)
	enc, mac := sm.TripleDES.DeriveKey(seed[:16], sm.Encryption), sm.TripleDES.DeriveKey(seed[:16], sm.Checking)
	defer clear(enc)
	defer clear(mac)
	challenge, err := c.do(ctx, "asking for a challenge", apdu.Command{Instruction: 0x84, Le: 8})
	if err != nil {
		return nil, bacRefused(err)
	}
	if len(challenge) != 8 {
		return nil, devices.Errorf(devices.FaultChipProtocol, "basic access control: a challenge of %d bytes", len(challenge))
	}
	own := make([]byte, 24) // RND.IFD, K.IFD
	defer clear(own)
	if _, err := io.ReadFull(random, own); err != nil {
		return nil, devices.Errorf(devices.FaultChipProtocol, "basic access control: drawing keys: %w", err)
	}
	data, err := bacToken(enc, mac, own[:8], challenge, own[8:])
	if err != nil {
		return nil, devices.Errorf(devices.FaultChipProtocol, "basic access control: %w", err)
	}
	answer, err := c.do(ctx, "mutual authentication", apdu.Command{Instruction: 0x82, Data: data, Le: 40})
	if err != nil {
		return nil, bacRefused(err)
	}
	session, err := bacSession(enc, mac, own, challenge, answer)
	if err != nil {
		return nil, devices.Errorf(devices.FaultChipProtocol, "basic access control: %w", err)
	}
	return session, nil
}

// bacRefused tells a wrong zone from a chip that has no basic access control (a German identity card answers 6985 or 6A88).
func bacRefused(err error) error {
	switch s := statusOf(err); {
	case s == 0:
		return err
	case s.AuthenticationFailed() || s == apdu.SecurityNotSatisfied || s == apdu.SMObjectsIncorrect || s == apdu.WrongData:
		return devices.Errorf(devices.FaultChipSecret, "basic access control: %w", err)
	}
	return devices.Errorf(devices.FaultChipRefused, "basic access control: %w", err)
}

// bacToken builds E.IFD and M.IFD from RND.IFD, RND.IC and K.IFD.
func bacToken(enc, mac, ifd, ic, key []byte) ([]byte, error) {
	plain := bytes.Join([][]byte{ifd, ic, key}, nil)
	defer clear(plain)
	cryptogram, err := sm.TripleDES.Encrypt(enc, nil, plain)
	if err != nil {
		return nil, err
	}
	check, err := sm.TripleDES.MAC(mac, cryptogram)
	if err != nil {
		return nil, err
	}
	return append(cryptogram, check...), nil
}

// bacSession checks the chip's answer and derives the session.
func bacSession(enc, mac, own, challenge, answer []byte) (*sm.Session, error) {
	if len(answer) != 40 {
		return nil, fmt.Errorf("an answer of %d bytes", len(answer))
	}
	check, err := sm.TripleDES.MAC(mac, answer[:32])
	if err != nil {
		return nil, err
	}
	if subtle.ConstantTimeCompare(check, answer[32:]) != 1 {
		return nil, fmt.Errorf("mutual authentication: %w", sm.ErrCheck)
	}
	plain, err := sm.TripleDES.Decrypt(enc, nil, answer[:32])
	if err != nil {
		return nil, err
	}
	defer clear(plain)
	// The chip must know both challenges, or it repeats an old answer.
	if subtle.ConstantTimeCompare(plain[:8], challenge) != 1 || subtle.ConstantTimeCompare(plain[8:16], own[:8]) != 1 {
		return nil, fmt.Errorf("mutual authentication: %w: other challenges", sm.ErrCheck)
	}
	seed := make([]byte, 16)
	defer clear(seed)
	subtle.XORBytes(seed, own[8:], plain[16:])
	counter := append(bytes.Clone(challenge[4:]), own[4:8]...)
	return sm.New(sm.TripleDES, sm.TripleDES.DeriveKey(seed, sm.Encryption), sm.TripleDES.DeriveKey(seed, sm.Checking), counter)
}
