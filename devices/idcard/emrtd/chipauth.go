package emrtd

import (
	"context"
	"crypto/elliptic"
	"encoding/asn1"
	"errors"
	"fmt"
	"io"
	"math/big"

	"golang.org/x/crypto/cryptobyte"
	der "golang.org/x/crypto/cryptobyte/asn1"

	"buergerterminal/devices"
	"buergerterminal/devices/idcard/emrtd/apdu"
	"buergerterminal/devices/idcard/emrtd/curve"
	"buergerterminal/devices/idcard/emrtd/sm"
	"buergerterminal/devices/idcard/emrtd/tlv"
)

// errCloned says that the chip does not have the private key to a public key that its files hold.
var errCloned = errors.New("the chip lacks the private key of its own data")

// chipKey is the chip's static key with the protocol to prove it by (Doc 9303-11 section 6.2).
type chipKey struct {
	protocol asn1.ObjectIdentifier // id-CA-ECDH-…
	cipher   sm.Cipher
	id       []byte // contents of the key's number, nil where it has none
	curve    elliptic.Curve
	point    curve.Point
}

// chipKeys takes the key to prove out of the infos of DG14; false where the chip offers nothing that the terminal knows. A public key
// without a ChipAuthenticationInfo means triple DES, as old passports have it.
func chipKeys(infos []securityInfo) (chipKey, bool) {
	var best chipKey
	found := false
	for _, i := range infos {
		if !i.protocol.Equal(bsi(1, 2)) {
			continue
		}
		key, ok := publicKeyInfo(i)
		if !ok {
			continue
		}
		key.protocol, key.cipher = bsi(3, 2, 1), sm.TripleDES
		key.strongest(infos)
		if !found || key.cipher > best.cipher {
			best, found = key, true
		}
	}
	return best, found
}

// publicKeyInfo reads a ChipAuthenticationPublicKeyInfo on an elliptic curve.
func publicKeyInfo(i securityInfo) (chipKey, bool) {
	var all, algorithm cryptobyte.String
	var oid asn1.ObjectIdentifier
	var bits asn1.BitString
	required := i.required
	if !required.ReadASN1(&all, der.SEQUENCE) || !all.ReadASN1(&algorithm, der.SEQUENCE) ||
		!algorithm.ReadASN1ObjectIdentifier(&oid) || !all.ReadASN1BitString(&bits) {
		return chipKey{}, false
	}
	var k chipKey
	var err error
	if oid.Equal(asn1.ObjectIdentifier{0, 4, 0, 127, 0, 7, 1, 2}) { // standardizedDomainParameters
		parameter, ok := integer(algorithm)
		if !ok {
			return chipKey{}, false
		}
		k.curve, err = curve.Standard(parameter)
	} else {
		k.curve, err = curve.FromParameters(algorithm)
	}
	if err != nil {
		return chipKey{}, false
	}
	if k.point, err = curve.ParsePoint(k.curve, bits.RightAlign()); err != nil {
		return chipKey{}, false
	}
	k.id = number(i.optional)
	return k, true
}

// number returns the contents of an integer, nil where there is none.
func number(element cryptobyte.String) []byte {
	n := new(big.Int)
	if element.Empty() || !element.ReadASN1Integer(n) || n.Sign() < 0 {
		return nil
	}
	return append([]byte{}, n.Bytes()...)
}

// strongest finds the ChipAuthenticationInfo with the best cipher for this key.
func (k *chipKey) strongest(infos []securityInfo) {
	for _, i := range infos {
		n, ok := below(i.protocol, bsi(3, 2))
		if !ok || string(number(i.optional)) != string(k.id) {
			continue
		}
		if cipher, ok := cipherOf(n); ok && cipher > k.cipher {
			k.protocol, k.cipher = i.protocol, cipher
		}
	}
}

// prove runs chip authentication: fresh key, agreement with the chip's static key, new session, and one command in it that only the
// holder of the private key can answer. errCloned comes where the chip fails it.
func (k chipKey) prove(ctx context.Context, c *channel, random io.Reader) error {
	key, err := curve.Secret(k.curve, random)
	if err != nil {
		return devices.Errorf(devices.FaultChipProtocol, "chip authentication: %w", err)
	}
	defer clear(key)
	own, err1 := curve.Multiply(k.curve, curve.Base(k.curve), key)
	shared, err2 := curve.Multiply(k.curve, k.point, key)
	if err := errors.Join(err1, err2); err != nil {
		return devices.Errorf(devices.FaultChipProtocol, "chip authentication: %w", err)
	}
	if err := k.send(ctx, c, curve.Bytes(k.curve, own)); err != nil {
		return err
	}
	secret := shared.X.FillBytes(make([]byte, curve.Size(k.curve)))
	defer clear(secret)
	session, err := sm.New(k.cipher, k.cipher.DeriveKey(secret, sm.Encryption), k.cipher.DeriveKey(secret, sm.Checking), nil)
	if err != nil {
		return devices.Errorf(devices.FaultChipProtocol, "chip authentication: %w", err)
	}
	c.secure(session)
	return proven(c.selectFile(ctx, string(fileDG14), 0x010E))
}

// send hands the terminal's key over: MSE:Set KAT for triple DES, MSE:Set AT and GENERAL AUTHENTICATE for AES (Doc 9303-11 section 6.2.4).
func (k chipKey) send(ctx context.Context, c *channel, point []byte) error {
	if k.cipher == sm.TripleDES {
		data := tlv.Append(nil, 0x91, point)
		if k.id != nil {
			data = tlv.Append(data, 0x84, k.id)
		}
		_, err := c.do(ctx, "chip authentication", apdu.Command{Instruction: 0x22, P1: 0x41, P2: 0xA6, Data: data})
		return err
	}
	oid, err := oidBytes(k.protocol)
	if err != nil {
		return devices.Errorf(devices.FaultChipProtocol, "chip authentication: %w", err)
	}
	data := tlv.Append(nil, 0x80, oid)
	if k.id != nil {
		data = tlv.Append(data, 0x84, k.id)
	}
	if _, err := c.do(ctx, "chip authentication", apdu.Command{Instruction: 0x22, P1: 0x41, P2: 0xA4, Data: data}); err != nil {
		return err
	}
	_, err = c.do(ctx, "chip authentication", apdu.Command{Instruction: 0x86, Data: tlv.Append(nil, 0x7C, tlv.Append(nil, 0x80, point)), Le: apdu.MaxShort})
	return err
}

// proven judges the first answer in the new session: a wrong check value, or keys dropped, means that the chip computed another secret.
// A broken exchange proves nothing and stays what it is.
func proven(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, sm.ErrCheck), statusOf(err) == apdu.SMObjectsIncorrect, statusOf(err) == apdu.SMObjectsMissing:
		return fmt.Errorf("%w: %w", errCloned, err)
	}
	return err
}
