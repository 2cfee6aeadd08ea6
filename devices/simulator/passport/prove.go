package passport

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/asn1"
	"fmt"
	"io"
	"math/big"

	"golang.org/x/crypto/cryptobyte"
	der "golang.org/x/crypto/cryptobyte/asn1"

	"buergerterminal/devices/idcard/emrtd/apdu"
	"buergerterminal/devices/idcard/emrtd/curve"
	"buergerterminal/devices/idcard/emrtd/sm"
	"buergerterminal/devices/idcard/emrtd/tlv"
)

// chipKey is the static key of chip authentication.
type chipKey struct {
	curve  elliptic.Curve
	secret []byte
}

// activeKey is the key of active authentication; nil for none.
type activeKey any

// chipFiles makes the chip's keys and writes DG14 and DG15. A copy gets the public keys of one chip and the private keys of another.
func (c *Card) chipFiles() error {
	var err error
	if c.options.ChipAuthentication != 0 {
		if err = c.chipAuthenticationFile(); err != nil {
			return err
		}
	}
	var public []byte
	switch c.options.ActiveAuthentication {
	case "rsa":
		public, err = c.rsaKey()
	case "ecdsa":
		public, err = c.ecKey()
	}
	if err != nil || public == nil {
		return err
	}
	c.files[0x010F] = tlv.Append(nil, 0x6F, public)
	return nil
}

func (c *Card) chipAuthenticationFile() error {
	o := c.options
	parameter := o.ChipParameter
	if parameter == 0 {
		parameter = 13
	}
	e, err := curve.Standard(parameter)
	if err != nil {
		return err
	}
	key, err := curve.Secret(e, o.Random)
	if err != nil {
		return err
	}
	point, err := curve.Multiply(e, curve.Base(e), key)
	if err != nil {
		return err
	}
	if o.Defect == Cloned {
		if key, err = curve.Secret(e, o.Random); err != nil {
			return err
		}
	}
	c.chipKey = &chipKey{e, key}
	infos := build(func(b *cryptobyte.Builder) {
		b.AddASN1(der.SET, func(b *cryptobyte.Builder) {
			info(b, bsi(3, 2, int(o.ChipAuthentication)), 1, o.ChipKeyNumber)
			sequence(b, func(b *cryptobyte.Builder) {
				b.AddASN1ObjectIdentifier(bsi(1, 2))
				sequence(b, func(b *cryptobyte.Builder) {
					sequence(b, func(b *cryptobyte.Builder) {
						b.AddASN1ObjectIdentifier(asn1.ObjectIdentifier{0, 4, 0, 127, 0, 7, 1, 2})
						b.AddASN1Int64(int64(parameter))
					})
					b.AddASN1BitString(curve.Bytes(e, point))
				})
				if o.ChipKeyNumber > 0 {
					b.AddASN1Int64(int64(o.ChipKeyNumber))
				}
			})
		})
	})
	c.files[0x010E] = tlv.Append(nil, 0x6E, infos)
	return nil
}

// beginChip is MSE:Set AT (A4) and MSE:Set KAT (A6) of chip authentication.
func (c *Card) beginChip(template byte, values map[tlv.Tag][]byte) apdu.Status {
	o := c.options
	if c.chipKey == nil || c.state.session == nil || (template == 0xA6) != (o.ChipAuthentication == sm.TripleDES) {
		c.complain("chip authentication that is not offered, or outside a session")
		return apdu.ConditionsNotMet
	}
	if number := new(big.Int).SetBytes(values[0x84]).Int64(); number != int64(o.ChipKeyNumber) {
		c.complain("key %d of chip authentication", number)
		return apdu.ReferenceNotFound
	}
	if template == 0xA6 {
		next, status := c.chipSession(values[0x91])
		c.state.next = next
		return status
	}
	oid, err := asn1.Marshal(bsi(3, 2, int(o.ChipAuthentication)))
	if err != nil || string(oid[2:]) != string(values[0x80]) {
		c.complain("chip authentication with another protocol")
		return apdu.WrongData
	}
	c.state.agreement = true
	return apdu.OK
}

// agree is GENERAL AUTHENTICATE of chip authentication.
func (c *Card) agree(inner []byte) ([]byte, apdu.Status) {
	c.state.agreement = false
	point, err := tlv.Only(inner, 0x80)
	if err != nil {
		c.complain("chip authentication: %v", err)
		return nil, apdu.WrongData
	}
	next, status := c.chipSession(point)
	if status != apdu.OK {
		return nil, status
	}
	c.state.next = next
	return tlv.Append(nil, 0x7C), apdu.OK
}

func (c *Card) chipSession(point []byte) (*session, apdu.Status) {
	p, err := curve.ParsePoint(c.chipKey.curve, point)
	if err == nil {
		p, err = curve.Multiply(c.chipKey.curve, p, c.chipKey.secret)
	}
	if err != nil {
		c.complain("chip authentication: %v", err)
		return nil, apdu.WrongData
	}
	return newSession(c.options.ChipAuthentication, p.X.FillBytes(make([]byte, curve.Size(c.chipKey.curve))), nil), apdu.OK
}

func (c *Card) rsaKey() ([]byte, error) {
	key, err := rsa.GenerateKey(c.options.Random, 1024+256)
	if err != nil {
		return nil, err
	}
	public := x509.MarshalPKCS1PublicKey(&key.PublicKey)
	if c.options.Defect == Cloned {
		if key, err = rsa.GenerateKey(c.options.Random, 1024+256); err != nil {
			return nil, err
		}
	}
	c.activeKey = key
	return build(func(b *cryptobyte.Builder) {
		sequence(b, func(b *cryptobyte.Builder) {
			sequence(b, func(b *cryptobyte.Builder) {
				b.AddASN1ObjectIdentifier(asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 1})
				b.AddASN1NULL()
			})
			b.AddASN1BitString(public)
		})
	}), nil
}

func (c *Card) ecKey() ([]byte, error) {
	key, err := newECKey(13, c.options.Random)
	if err != nil {
		return nil, err
	}
	public := publicEC(&key.PublicKey, true)
	if c.options.Defect == Cloned {
		if key, err = newECKey(13, c.options.Random); err != nil {
			return nil, err
		}
	}
	c.activeKey = key
	return public, nil
}

// internalAuthenticate is active authentication.
func (c *Card) internalAuthenticate(r apdu.Command) ([]byte, apdu.Status) {
	if len(r.Data) != 8 || r.Le == 0 || !c.state.open {
		c.complain("INTERNAL AUTHENTICATE with %d bytes for %d", len(r.Data), r.Le)
		return nil, apdu.WrongLength
	}
	var signature []byte
	err := fmt.Errorf("no key")
	switch key := c.activeKey.(type) {
	case *rsa.PrivateKey:
		signature, err = recoverable(key, r.Data, c.options.Random)
	case *ecdsa.PrivateKey:
		signature, err = plainSignature(key, r.Data, c.options.Random)
	}
	if err != nil {
		c.complain("active authentication: %v", err)
		return nil, apdu.ConditionsNotMet
	}
	return signature, apdu.OK
}

// recoverable is digital signature scheme 1 of ISO/IEC 9796-2 with SHA-256.
func recoverable(key *rsa.PrivateKey, challenge []byte, random io.Reader) ([]byte, error) {
	f := make([]byte, key.Size())
	f[0] = 0x6A
	m1 := f[1 : len(f)-2-sha256.Size]
	if _, err := io.ReadFull(random, m1); err != nil {
		return nil, err
	}
	sum := sha256.Sum256(append(append([]byte(nil), m1...), challenge...))
	copy(f[len(f)-2-sha256.Size:], sum[:])
	f[len(f)-2], f[len(f)-1] = 0x34, 0xCC
	return new(big.Int).Exp(new(big.Int).SetBytes(f), key.D, key.N).FillBytes(make([]byte, key.Size())), nil
}

// plainSignature is r || s over SHA-256.
func plainSignature(key *ecdsa.PrivateKey, challenge []byte, random io.Reader) ([]byte, error) {
	sum := sha256.Sum256(challenge)
	encoded, err := ecdsa.SignASN1(random, key, sum[:])
	if err != nil {
		return nil, err
	}
	var pair struct{ R, S *big.Int }
	if _, err := asn1.Unmarshal(encoded, &pair); err != nil {
		return nil, err
	}
	size := curve.Size(key.Curve)
	signature := make([]byte, 2*size)
	pair.R.FillBytes(signature[:size])
	pair.S.FillBytes(signature[size:])
	return signature, nil
}
