package emrtd

import (
	"bytes"
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/rsa"
	"encoding/asn1"
	"fmt"
	"io"
	"math/big"

	"golang.org/x/crypto/cryptobyte"
	der "golang.org/x/crypto/cryptobyte/asn1"

	"buergerterminal/devices"
	"buergerterminal/devices/idcard/emrtd/apdu"
	"buergerterminal/devices/idcard/emrtd/cms"
	"buergerterminal/devices/idcard/emrtd/curve"
)

// activeAuthentication has the chip sign a random number with the key of DG15 (Doc 9303-11 section 6.1). errCloned comes where the
// signature is not of that key.
func activeAuthentication(ctx context.Context, c *channel, key cms.PublicKey, infos []securityInfo, random io.Reader) error {
	challenge := make([]byte, 8)
	if _, err := io.ReadFull(random, challenge); err != nil {
		return devices.Errorf(devices.FaultChipProtocol, "active authentication: %w", err)
	}
	answer := apdu.MaxShort
	if k, ok := key.Key.(*rsa.PublicKey); ok && c.session != nil && k.Size() > c.session.Capacity(apdu.MaxShort) {
		answer = apdu.MaxExtended // the signature is longer than a short answer holds
	}
	signature, err := c.do(ctx, "active authentication", apdu.Command{Instruction: 0x88, Data: challenge, Le: answer})
	if err != nil {
		return err
	}
	if !signedBy(key, infos, challenge, signature) {
		return fmt.Errorf("%w: active authentication", errCloned)
	}
	return nil
}

// signedBy reports whether the signature over the challenge is the key's.
func signedBy(key cms.PublicKey, infos []securityInfo, challenge, signature []byte) bool {
	switch k := key.Key.(type) {
	case *rsa.PublicKey:
		return recovers(k, challenge, signature)
	case *ecdsa.PublicKey:
		hash, ok := activeHash(infos, k)
		return ok && plainECDSA(k, hash, challenge, signature)
	}
	return false
}

// recovers checks digital signature scheme 1 of ISO/IEC 9796-2: the signature opens to 6A, a part that the chip chose, the hash over
// that part and the challenge, and a trailer that names the hash.
func recovers(key *rsa.PublicKey, challenge, signature []byte) bool {
	s := new(big.Int).SetBytes(signature)
	if len(signature) != key.Size() || s.Cmp(key.N) >= 0 {
		return false
	}
	f := s.Exp(s, big.NewInt(int64(key.E)), key.N).FillBytes(make([]byte, key.Size()))
	hash, trailer := trailerHash(f)
	if hash == 0 || len(f) < 1+hash.Size()+trailer || f[0] != 0x6A {
		return false
	}
	split := len(f) - trailer - hash.Size()
	h := hash.New()
	h.Write(f[1:split])
	h.Write(challenge)
	return bytes.Equal(h.Sum(nil), f[split:len(f)-trailer])
}

// trailerHash reads the trailer: BC for SHA-1, or a number of ISO/IEC 10118 and CC.
func trailerHash(f []byte) (crypto.Hash, int) {
	n := len(f)
	switch {
	case n > 0 && f[n-1] == 0xBC:
		return crypto.SHA1, 1
	case n < 2 || f[n-1] != 0xCC:
		return 0, 0
	}
	switch f[n-2] {
	case 0x33:
		return crypto.SHA1, 2
	case 0x34:
		return crypto.SHA256, 2
	case 0x35:
		return crypto.SHA512, 2
	case 0x36:
		return crypto.SHA384, 2
	case 0x38:
		return crypto.SHA224, 2
	}
	return 0, 0
}

// activeHash takes the hash out of the ActiveAuthenticationInfo in DG14, which must be there for keys on curves (Doc 9303-11 section 9.2.4).
// Where an issuer left it out, the hash has the size of the curve.
func activeHash(infos []securityInfo, key *ecdsa.PublicKey) (crypto.Hash, bool) {
	for _, i := range infos {
		if !i.protocol.Equal(asn1.ObjectIdentifier{2, 23, 136, 1, 1, 5}) {
			continue
		}
		var oid asn1.ObjectIdentifier
		optional := i.optional
		if !optional.ReadASN1ObjectIdentifier(&oid) {
			return 0, false
		}
		n, ok := below(oid, asn1.ObjectIdentifier{0, 4, 0, 127, 0, 7, 1, 1, 4, 1}) // ecdsa-plain-signatures of TR-03111
		hashes := map[int]crypto.Hash{1: crypto.SHA1, 2: crypto.SHA224, 3: crypto.SHA256, 4: crypto.SHA384, 5: crypto.SHA512}
		hash, known := hashes[n]
		return hash, ok && known
	}
	switch size := curve.Size(key.Curve); {
	case size <= 28:
		return crypto.SHA224, true
	case size <= 32:
		return crypto.SHA256, true
	case size <= 48:
		return crypto.SHA384, true
	}
	return crypto.SHA512, true
}

// plainECDSA checks r || s (TR-03111 section 5.2.1), and the same in DER, as the cards of some issuers have it.
func plainECDSA(key *ecdsa.PublicKey, hash crypto.Hash, challenge, signature []byte) bool {
	h := hash.New()
	h.Write(challenge)
	digest := h.Sum(nil)
	n := len(signature) / 2
	if n > 0 && len(signature)%2 == 0 && n == (key.Curve.Params().N.BitLen()+7)/8 {
		var b cryptobyte.Builder
		b.AddASN1(der.SEQUENCE, func(b *cryptobyte.Builder) {
			b.AddASN1BigInt(new(big.Int).SetBytes(signature[:n]))
			b.AddASN1BigInt(new(big.Int).SetBytes(signature[n:]))
		})
		if encoded, err := b.Bytes(); err == nil && ecdsa.VerifyASN1(key, digest, encoded) {
			return true
		}
	}
	return ecdsa.VerifyASN1(key, digest, signature)
}
