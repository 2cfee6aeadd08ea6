package emrtd

import (
	"bytes"
	"context"
	"crypto/elliptic"
	"crypto/subtle"
	"encoding/asn1"
	"errors"
	"fmt"
	"io"

	"buergerterminal/devices"
	"buergerterminal/devices/idcard/emrtd/apdu"
	"buergerterminal/devices/idcard/emrtd/curve"
	"buergerterminal/devices/idcard/emrtd/sm"
	"buergerterminal/devices/idcard/emrtd/tlv"
)

// paceInfo is a way to run PACE that both sides know: generic mapping on an elliptic curve.
type paceInfo struct {
	protocol  asn1.ObjectIdentifier
	cipher    sm.Cipher
	parameter int
	curve     elliptic.Curve
	ambiguous bool // the chip offers the protocol with more than one curve
}

// choosePACE takes the strongest way that both sides know out of EF.CardAccess. offered says that the chip has PACE at all.
func choosePACE(infos []securityInfo) (best paceInfo, offered, found bool) {
	curves := map[int]map[int]bool{}
	for _, i := range infos {
		if len(i.protocol) > 9 && bsi(4).Equal(i.protocol[:9]) {
			offered = true
		}
		p, ok := generic(i)
		if !ok {
			continue
		}
		if curves[int(p.cipher)] == nil {
			curves[int(p.cipher)] = map[int]bool{}
		}
		curves[int(p.cipher)][p.parameter] = true
		if !found || p.cipher > best.cipher || p.cipher == best.cipher && curve.Size(p.curve) > curve.Size(best.curve) {
			best, found = p, true
		}
	}
	best.ambiguous = found && len(curves[int(best.cipher)]) > 1
	return best, offered, found
}

// generic reads a PACEInfo of id-PACE-ECDH-GM, version 2, with a standardised curve.
func generic(i securityInfo) (paceInfo, bool) {
	n, ok := below(i.protocol, bsi(4, 2))
	if !ok {
		return paceInfo{}, false
	}
	cipher, ok := cipherOf(n)
	version, ok2 := integer(i.required)
	parameter, ok3 := integer(i.optional)
	if !ok || !ok2 || version != 2 || !ok3 {
		return paceInfo{}, false
	}
	c, err := curve.Standard(parameter)
	return paceInfo{protocol: i.protocol, cipher: cipher, parameter: parameter, curve: c}, err == nil
}

// pace is one run of PACE with generic mapping (Doc 9303-11 section 4.4, example G.1).
type pace struct {
	paceInfo
	channel *channel
	random  io.Reader
}

// run returns the session. random gives the mapping key, then the ephemeral key.
func (p pace) run(ctx context.Context, pw password) (*sm.Session, error) {
	oid, err := oidBytes(p.protocol)
	if err != nil {
		return nil, devices.Errorf(devices.FaultChipProtocol, "PACE: %w", err)
	}
	if err := p.begin(ctx, oid, pw); err != nil {
		return nil, err
	}
	nonce, err := p.nonce(ctx, pw)
	if err != nil {
		return nil, err
	}
	defer clear(nonce)
	generator, err := p.mapped(ctx, nonce)
	if err != nil {
		return nil, err
	}
	return p.agree(ctx, oid, generator)
}

// begin is MSE:Set AT for mutual authentication. The curve is named only where the chip offers several (Doc 9303-11 section 4.4.4.1).
func (p pace) begin(ctx context.Context, oid []byte, pw password) error {
	data := tlv.Append(tlv.Append(nil, 0x80, oid), 0x83, []byte{pw.reference})
	if p.ambiguous {
		data = tlv.Append(data, 0x84, []byte{byte(p.parameter)})
	}
	_, err := p.channel.do(ctx, "PACE: setting the protocol", apdu.Command{Instruction: 0x22, P1: 0xC1, P2: 0xA4, Data: data})
	var r *refusal
	if errors.As(err, &r) && !r.status.AuthenticationFailed() {
		return devices.Errorf(devices.FaultChipRefused, "%w", err)
	}
	// 63Cx is a warning here: so many tries are left (Doc 9303-11 section 4.4.4.1).
	if r != nil {
		return nil
	}
	return err
}

// step is one GENERAL AUTHENTICATE: sent and wanted are the tags in the dynamic authentication data. All but the last are chained.
func (p pace) step(ctx context.Context, name string, sent tlv.Tag, value []byte, wanted tlv.Tag) ([]byte, error) {
	command := apdu.Command{Class: 0x10, Instruction: 0x86, Le: apdu.MaxShort}
	inner := []byte{}
	if sent != 0 {
		inner = tlv.Append(nil, sent, value)
	}
	if sent == 0x85 {
		command.Class = 0
	}
	command.Data = tlv.Append(nil, 0x7C, inner)
	answer, err := p.channel.do(ctx, "PACE: "+name, command)
	if err != nil {
		return nil, err
	}
	data, err := tlv.Only(answer, 0x7C)
	if err == nil {
		data, err = tlv.Find(data, wanted)
	}
	if err != nil {
		return nil, devices.Errorf(devices.FaultChipProtocol, "PACE: %s: %w", name, err)
	}
	return data, nil
}

// refused gives a refusal of a step before the last its fault.
func refused(err error) error {
	if statusOf(err) == 0 {
		return err
	}
	return devices.Errorf(devices.FaultChipRefused, "%w", err)
}

// nonce asks for the encrypted nonce and opens it with the password.
func (p pace) nonce(ctx context.Context, pw password) ([]byte, error) {
	z, err := p.step(ctx, "nonce", 0, nil, 0x80)
	if err != nil {
		return nil, refused(err)
	}
	if len(z) < 16 || len(z) > 32 {
		return nil, devices.Errorf(devices.FaultChipProtocol, "PACE: a nonce of %d bytes", len(z))
	}
	key := p.cipher.DeriveKey(pw.secret, sm.Password)
	defer clear(key)
	nonce, err := p.cipher.Decrypt(key, nil, z)
	if err != nil {
		return nil, devices.Errorf(devices.FaultChipProtocol, "PACE: nonce: %w", err)
	}
	return nonce, nil
}

// exchange sends a fresh public key for base and returns the shared point, both public keys and an error of the chip's point.
func (p pace) exchange(ctx context.Context, name string, base curve.Point, sent, wanted tlv.Tag) (shared, own, theirs curve.Point, err error) {
	key, err := curve.Secret(p.curve, p.random)
	if err != nil {
		return shared, own, theirs, devices.Errorf(devices.FaultChipProtocol, "PACE: %w", err)
	}
	defer clear(key)
	if own, err = curve.Multiply(p.curve, base, key); err != nil {
		return shared, own, theirs, devices.Errorf(devices.FaultChipProtocol, "PACE: %s: %w", name, err)
	}
	answer, err := p.step(ctx, name, sent, curve.Bytes(p.curve, own), wanted)
	if err != nil {
		return shared, own, theirs, refused(err)
	}
	theirs, err = curve.ParsePoint(p.curve, answer)
	if err == nil && theirs.Equal(own) {
		err = fmt.Errorf("%w: the terminal's own key came back", curve.ErrPoint)
	}
	if err == nil {
		shared, err = curve.Multiply(p.curve, theirs, key)
	}
	if err != nil {
		return shared, own, theirs, devices.Errorf(devices.FaultChipProtocol, "PACE: %s: %w", name, err)
	}
	return shared, own, theirs, nil
}

// mapped computes the new generator: nonce · G + shared point.
func (p pace) mapped(ctx context.Context, nonce []byte) (curve.Point, error) {
	shared, _, _, err := p.exchange(ctx, "mapping", curve.Base(p.curve), 0x81, 0x82)
	if err != nil {
		return curve.Point{}, err
	}
	part, err := curve.Multiply(p.curve, curve.Base(p.curve), nonce)
	if err == nil {
		part, err = curve.Add(p.curve, part, shared)
	}
	if err != nil {
		return curve.Point{}, devices.Errorf(devices.FaultChipProtocol, "PACE: mapping: %w", err)
	}
	return part, nil
}

// agree agrees on the session keys with the new generator and exchanges the tokens.
func (p pace) agree(ctx context.Context, oid []byte, generator curve.Point) (*sm.Session, error) {
	shared, own, theirs, err := p.exchange(ctx, "key agreement", generator, 0x83, 0x84)
	if err != nil {
		return nil, err
	}
	secret := shared.X.FillBytes(make([]byte, curve.Size(p.curve)))
	defer clear(secret)
	enc, mac := p.cipher.DeriveKey(secret, sm.Encryption), p.cipher.DeriveKey(secret, sm.Checking)
	defer clear(enc)
	defer clear(mac)
	mine, err1 := p.token(oid, mac, theirs)
	expected, err2 := p.token(oid, mac, own)
	if err := errors.Join(err1, err2); err != nil {
		return nil, devices.Errorf(devices.FaultChipProtocol, "PACE: token: %w", err)
	}
	answer, err := p.step(ctx, "mutual authentication", 0x85, mine, 0x86)
	if statusOf(err) != 0 {
		return nil, devices.Errorf(devices.FaultChipSecret, "%w", err) // only now can the chip know that the password is another
	}
	if err != nil {
		return nil, err
	}
	if subtle.ConstantTimeCompare(answer, expected) != 1 {
		return nil, devices.Errorf(devices.FaultChipProtocol, "PACE: mutual authentication: %w", sm.ErrCheck)
	}
	session, err := sm.New(p.cipher, enc, mac, nil)
	if err != nil {
		return nil, devices.Errorf(devices.FaultChipProtocol, "PACE: %w", err)
	}
	return session, nil
}

// token is the check value over a public key (Doc 9303-11 section 4.4.3.4).
func (p pace) token(oid, mac []byte, key curve.Point) ([]byte, error) {
	return p.cipher.MAC(mac, publicKeyObject(oid, curve.Bytes(p.curve, key)))
}

// publicKeyObject is the data object of a public key in its short form: 7F49 with the protocol and the point.
func publicKeyObject(oid, point []byte) []byte {
	return tlv.Append(nil, 0x7F49, tlv.Append(nil, 0x06, oid), tlv.Append(nil, 0x86, bytes.Clone(point)))
}
