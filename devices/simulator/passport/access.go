package passport

import (
	"bytes"
	"crypto/elliptic"
	"crypto/sha1"
	"encoding/asn1"
	"io"

	"golang.org/x/crypto/cryptobyte"
	der "golang.org/x/crypto/cryptobyte/asn1"

	"buergerterminal/devices/idcard/emrtd/apdu"
	"buergerterminal/devices/idcard/emrtd/curve"
	"buergerterminal/devices/idcard/emrtd/sm"
	"buergerterminal/devices/idcard/emrtd/tlv"
)

// bsi is the arc of the protocols: 0.4.0.127.0.7.2.2.
func bsi(rest ...int) asn1.ObjectIdentifier {
	return append(asn1.ObjectIdentifier{0, 4, 0, 127, 0, 7, 2, 2}, rest...)
}

// build writes DER.
func build(f func(*cryptobyte.Builder)) []byte {
	var b cryptobyte.Builder
	f(&b)
	return b.BytesOrPanic()
}

func sequence(b *cryptobyte.Builder, f func(*cryptobyte.Builder)) { b.AddASN1(der.SEQUENCE, f) }

// info is a SecurityInfo with a version and an optional number.
func info(b *cryptobyte.Builder, oid asn1.ObjectIdentifier, version int64, number int) {
	sequence(b, func(b *cryptobyte.Builder) {
		b.AddASN1ObjectIdentifier(oid)
		b.AddASN1Int64(version)
		if number > 0 {
			b.AddASN1Int64(int64(number))
		}
	})
}

func cardAccess(o Options) []byte {
	return build(func(b *cryptobyte.Builder) {
		b.AddASN1(der.SET, func(b *cryptobyte.Builder) {
			if o.Identity {
				info(b, bsi(2), 2, 0) // terminal authentication
				info(b, bsi(3, 2, 2), 2, 0x41)
			}
			for _, p := range o.PACE {
				info(b, bsi(4, 2, int(p.Cipher)), 2, p.Parameter)
			}
		})
	})
}

// getChallenge is the first step of BAC.
func (c *Card) getChallenge(r apdu.Command) ([]byte, apdu.Status) {
	switch {
	case c.options.NoBAC || c.options.Identity:
		return nil, apdu.ReferenceNotFound
	case !c.state.application:
		c.complain("GET CHALLENGE outside the application")
		return nil, apdu.ConditionsNotMet
	case r.Le != 8:
		c.complain("GET CHALLENGE for %d bytes", r.Le)
		return nil, apdu.WrongLength
	}
	c.state.challenge = make([]byte, 8)
	if _, err := io.ReadFull(c.options.Random, c.state.challenge); err != nil {
		return nil, apdu.ConditionsNotMet
	}
	return c.state.challenge, apdu.OK
}

// externalAuthenticate is the second step of BAC.
func (c *Card) externalAuthenticate(r apdu.Command) ([]byte, apdu.Status) {
	challenge := c.state.challenge
	c.state.challenge = nil
	if challenge == nil || len(r.Data) != 40 || r.Le != 40 {
		c.complain("EXTERNAL AUTHENTICATE with %d bytes for %d, challenge %v", len(r.Data), r.Le, challenge != nil)
		return nil, apdu.ConditionsNotMet
	}
	sum := sha1.Sum([]byte(c.zone.information))
	enc, mac := sm.TripleDES.DeriveKey(sum[:16], sm.Encryption), sm.TripleDES.DeriveKey(sum[:16], sm.Checking)
	want, err := sm.TripleDES.MAC(mac, r.Data[:32])
	if err != nil || !bytes.Equal(want, r.Data[32:]) {
		return nil, apdu.Status(0x6300)
	}
	plain, err := sm.TripleDES.Decrypt(enc, nil, r.Data[:32])
	if err != nil || !bytes.Equal(plain[8:16], challenge) {
		c.complain("EXTERNAL AUTHENTICATE for another challenge")
		return nil, apdu.Status(0x6300)
	}
	key := make([]byte, 16)
	if _, err := io.ReadFull(c.options.Random, key); err != nil {
		return nil, apdu.ConditionsNotMet
	}
	cryptogram, err := sm.TripleDES.Encrypt(enc, nil, bytes.Join([][]byte{challenge, plain[:8], key}, nil))
	if err != nil {
		return nil, apdu.ConditionsNotMet
	}
	check, err := sm.TripleDES.MAC(mac, cryptogram)
	if err != nil {
		return nil, apdu.ConditionsNotMet
	}
	for i := range key {
		key[i] ^= plain[16+i]
	}
	c.state.session = newSession(sm.TripleDES, key, append(bytes.Clone(challenge[4:]), plain[4:8]...))
	c.state.open = true
	return append(cryptogram, check...), apdu.OK
}

// paceRun is PACE between its commands.
type paceRun struct {
	oid       []byte
	cipher    sm.Cipher
	curve     elliptic.Curve
	secret    []byte
	step      int
	nonce     []byte
	generator curve.Point
	own       curve.Point
	theirs    curve.Point
	session   *session
}

// manageSecurity is MSE:Set AT and MSE:Set KAT.
func (c *Card) manageSecurity(r apdu.Command) apdu.Status {
	objects, err := tlv.ReadAll(r.Data)
	if err != nil {
		c.complain("MSE: %v", err)
		return apdu.WrongData
	}
	values := map[tlv.Tag][]byte{}
	for _, o := range objects {
		values[o.Tag] = o.Value
	}
	switch [2]byte{r.P1, r.P2} {
	case [2]byte{0xC1, 0xA4}:
		return c.beginPACE(values)
	case [2]byte{0x41, 0xA4}, [2]byte{0x41, 0xA6}:
		return c.beginChip(r.P2, values)
	}
	c.complain("MSE %02X %02X", r.P1, r.P2)
	return apdu.WrongParameters
}

func (c *Card) beginPACE(values map[tlv.Tag][]byte) apdu.Status {
	if c.state.session != nil || c.state.application {
		c.complain("PACE inside the application or a session")
		return apdu.ConditionsNotMet
	}
	run := &paceRun{oid: values[0x80]}
	switch string(values[0x83]) {
	case "\x01":
		sum := sha1.Sum([]byte(c.zone.information))
		run.secret = sum[:]
	case "\x02":
		run.secret = []byte(c.options.CAN)
	}
	if len(run.secret) == 0 {
		return apdu.ReferenceNotFound
	}
	matches := 0
	for _, p := range c.options.PACE {
		oid, err := asn1.Marshal(bsi(4, 2, int(p.Cipher)))
		if err != nil || !bytes.Equal(oid[2:], run.oid) || values[0x84] != nil && !bytes.Equal(values[0x84], []byte{byte(p.Parameter)}) {
			continue
		}
		matches++
		run.cipher = p.Cipher
		if run.curve, err = curve.Standard(p.Parameter); err != nil {
			return apdu.ReferenceNotFound
		}
	}
	if matches != 1 {
		c.complain("MSE:Set AT fits %d of the ways that EF.CardAccess names", matches)
		return apdu.WrongData
	}
	c.state.pace = run
	return apdu.OK
}

// generalAuthenticate is a step of PACE, or chip authentication.
func (c *Card) generalAuthenticate(r apdu.Command) ([]byte, apdu.Status) {
	inner, err := tlv.Only(r.Data, 0x7C)
	if err != nil || r.Le == 0 {
		c.complain("GENERAL AUTHENTICATE: %v, Le %d", err, r.Le)
		return nil, apdu.WrongData
	}
	if c.state.agreement {
		return c.agree(inner)
	}
	run := c.state.pace
	if run == nil {
		c.complain("GENERAL AUTHENTICATE without MSE:Set AT")
		return nil, apdu.ConditionsNotMet
	}
	run.step++
	if last := run.step == 4; last != (r.Class&0x10 == 0) {
		c.complain("step %d of PACE with class %02X", run.step, r.Class)
		return nil, apdu.Status(0x6883)
	}
	reply, status := c.paceStep(run, inner)
	if status != apdu.OK {
		c.state.pace = nil
		return nil, status
	}
	return tlv.Append(nil, 0x7C, reply), apdu.OK
}

func (c *Card) paceStep(run *paceRun, inner []byte) ([]byte, apdu.Status) {
	switch run.step {
	case 1:
		return c.paceNonce(run, inner)
	case 2:
		return c.paceMap(run, inner)
	case 3:
		return c.paceAgree(run, inner)
	}
	return c.paceToken(run, inner)
}

func (c *Card) paceNonce(run *paceRun, inner []byte) ([]byte, apdu.Status) {
	run.nonce = make([]byte, 16)
	if _, err := io.ReadFull(c.options.Random, run.nonce); err != nil || len(inner) != 0 {
		return nil, apdu.WrongData
	}
	z, err := run.cipher.Encrypt(run.cipher.DeriveKey(run.secret, sm.Password), nil, run.nonce)
	if err != nil {
		return nil, apdu.ConditionsNotMet
	}
	return tlv.Append(nil, 0x80, z), apdu.OK
}

// pair draws a key for base and multiplies the terminal's point with it.
func (c *Card) pair(run *paceRun, base curve.Point, inner []byte, tag tlv.Tag) (shared, own, theirs curve.Point, ok bool) {
	value, err := tlv.Only(inner, tag)
	if err == nil {
		theirs, err = curve.ParsePoint(run.curve, value)
	}
	if err != nil {
		c.complain("PACE: %v", err)
		return shared, own, theirs, false
	}
	key, err := curve.Secret(run.curve, c.options.Random)
	if err == nil {
		own, err = curve.Multiply(run.curve, base, key)
	}
	if err == nil {
		shared, err = curve.Multiply(run.curve, theirs, key)
	}
	return shared, own, theirs, err == nil
}

func (c *Card) paceMap(run *paceRun, inner []byte) ([]byte, apdu.Status) {
	shared, own, _, ok := c.pair(run, curve.Base(run.curve), inner, 0x81)
	if !ok {
		return nil, apdu.WrongData
	}
	part, err := curve.Multiply(run.curve, curve.Base(run.curve), run.nonce)
	if err == nil {
		run.generator, err = curve.Add(run.curve, part, shared)
	}
	if err != nil {
		return nil, apdu.ConditionsNotMet
	}
	return tlv.Append(nil, 0x82, curve.Bytes(run.curve, own)), apdu.OK
}

func (c *Card) paceAgree(run *paceRun, inner []byte) ([]byte, apdu.Status) {
	shared, own, theirs, ok := c.pair(run, run.generator, inner, 0x83)
	if !ok {
		return nil, apdu.WrongData
	}
	run.own, run.theirs = own, theirs
	run.session = newSession(run.cipher, shared.X.FillBytes(make([]byte, curve.Size(run.curve))), nil)
	return tlv.Append(nil, 0x84, curve.Bytes(run.curve, own)), apdu.OK
}

func (c *Card) paceToken(run *paceRun, inner []byte) ([]byte, apdu.Status) {
	token := func(p curve.Point) []byte {
		object := tlv.Append(nil, 0x7F49, tlv.Append(nil, 6, run.oid), tlv.Append(nil, 0x86, curve.Bytes(run.curve, p)))
		mac, err := run.cipher.MAC(run.session.mac, object)
		if err != nil {
			return nil
		}
		return mac
	}
	value, err := tlv.Only(inner, 0x85)
	if err != nil || !bytes.Equal(value, token(run.own)) {
		return nil, apdu.Status(0x6300) // the terminal knows another password
	}
	c.state.session, c.state.open, c.state.pace = run.session, true, nil
	return tlv.Append(nil, 0x86, token(run.theirs)), apdu.OK
}
