package passport

import (
	"crypto"
	"crypto/rsa"
	"encoding/asn1"
	"io"
	"maps"
	"slices"
	"time"

	"golang.org/x/crypto/cryptobyte"
	der "golang.org/x/crypto/cryptobyte/asn1"
)

// oids of the hashes, and of their signatures with RSA and ECDSA.
func oidsOf(h crypto.Hash) (hash, rsa, ec asn1.ObjectIdentifier) {
	sha2 := func(n, r, e int) (asn1.ObjectIdentifier, asn1.ObjectIdentifier, asn1.ObjectIdentifier) {
		return asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 2, n}, asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, r}, asn1.ObjectIdentifier{1, 2, 840, 10045, 4, 3, e}
	}
	switch h {
	case crypto.SHA224:
		return sha2(4, 14, 1)
	case crypto.SHA256:
		return sha2(1, 11, 2)
	case crypto.SHA384:
		return sha2(2, 12, 3)
	case crypto.SHA512:
		return sha2(3, 13, 4)
	}
	return asn1.ObjectIdentifier{1, 3, 14, 3, 2, 26}, asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 5}, asn1.ObjectIdentifier{1, 2, 840, 10045, 4, 1}
}

func (i *Issuer) digestAlgorithm(b *cryptobyte.Builder) {
	sequence(b, func(b *cryptobyte.Builder) {
		oid, _, _ := oidsOf(i.scheme.hash)
		b.AddASN1ObjectIdentifier(oid)
	})
}

func (i *Issuer) signatureAlgorithm(b *cryptobyte.Builder) {
	_, rsaOID, ecOID := oidsOf(i.scheme.hash)
	sequence(b, func(b *cryptobyte.Builder) {
		switch {
		case i.scheme.parameter != 0:
			b.AddASN1ObjectIdentifier(ecOID)
		case !i.scheme.pss:
			b.AddASN1ObjectIdentifier(rsaOID)
			b.AddASN1NULL()
		default:
			b.AddASN1ObjectIdentifier(asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 10})
			sequence(b, i.pssParameters)
		}
	})
}

func (i *Issuer) pssParameters(b *cryptobyte.Builder) {
	tagged := func(n uint8, f func(*cryptobyte.Builder)) { b.AddASN1(der.Tag(n).Constructed().ContextSpecific(), f) }
	tagged(0, i.digestAlgorithm)
	tagged(1, func(b *cryptobyte.Builder) {
		sequence(b, func(b *cryptobyte.Builder) {
			b.AddASN1ObjectIdentifier(asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 8})
			i.digestAlgorithm(b)
		})
	})
	tagged(2, func(b *cryptobyte.Builder) { b.AddASN1Int64(int64(i.scheme.hash.Size())) })
}

// signature signs with the issuer's scheme.
func (i *Issuer) signature(key crypto.Signer, message []byte, random io.Reader) ([]byte, error) {
	sum := i.sum(message)
	if i.scheme.pss {
		return key.Sign(random, sum, &rsa.PSSOptions{SaltLength: i.scheme.hash.Size(), Hash: i.scheme.hash})
	}
	return key.Sign(random, sum, i.scheme.hash)
}

func (i *Issuer) sum(b []byte) []byte {
	h := i.scheme.hash.New()
	h.Write(b)
	return h.Sum(nil)
}

// securityObject is the content of EF.SOD over the data groups.
func (i *Issuer) securityObject(groups map[int][]byte, d Defect, random io.Reader) ([]byte, error) {
	content := build(func(b *cryptobyte.Builder) {
		sequence(b, func(b *cryptobyte.Builder) {
			b.AddASN1Int64(0)
			i.digestAlgorithm(b)
			sequence(b, func(b *cryptobyte.Builder) {
				for _, n := range slices.Sorted(maps.Keys(groups)) {
					sequence(b, func(b *cryptobyte.Builder) {
						b.AddASN1Int64(int64(n))
						b.AddASN1OctetString(i.sum(groups[n]))
					})
				}
			})
		})
	})
	signer := i.signer
	if d == ForgedSigner { // names the authority as its issuer, and certified itself
		var err error
		if signer, err = i.newParty(roleSigner, nil, random); err != nil {
			return nil, err
		}
	}
	return i.sign(asn1.ObjectIdentifier{2, 23, 136, 1, 1, 1}, content, &signer, [][]byte{signer.certificate}, d == ForgedSignature, random)
}

// MasterList is a list (Doc 9303-12 section 9) of the certificates, signed under this issuer's authority.
func (i *Issuer) MasterList(random io.Reader, certificates ...[]byte) ([]byte, error) {
	content := build(func(b *cryptobyte.Builder) {
		sequence(b, func(b *cryptobyte.Builder) {
			b.AddASN1Int64(0)
			b.AddASN1(der.SET, func(b *cryptobyte.Builder) {
				for _, c := range certificates {
					b.AddBytes(c)
				}
			})
		})
	})
	signer, err := i.newParty(roleList, &i.authority, random)
	if err != nil {
		return nil, err
	}
	return i.sign(asn1.ObjectIdentifier{2, 23, 136, 1, 1, 2}, content, &signer, [][]byte{signer.certificate, i.authority.certificate}, false, random)
}

// sign makes signed data. A spoilt signature is one over something else.
func (i *Issuer) sign(kind asn1.ObjectIdentifier, content []byte, p *party, certificates [][]byte, spoilt bool, random io.Reader) ([]byte, error) {
	attributes := i.attributes(kind, content)
	message := append([]byte{0x31}, attributes[1:]...)
	if spoilt {
		message = append(message, 0)
	}
	signature, err := i.signature(p.key, message, random)
	if err != nil {
		return nil, err
	}
	explicit := der.Tag(0).Constructed().ContextSpecific()
	return build(func(b *cryptobyte.Builder) {
		sequence(b, func(b *cryptobyte.Builder) {
			b.AddASN1ObjectIdentifier(asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 2})
			b.AddASN1(explicit, func(b *cryptobyte.Builder) {
				sequence(b, func(b *cryptobyte.Builder) {
					b.AddASN1Int64(3)
					b.AddASN1(der.SET, i.digestAlgorithm)
					sequence(b, func(b *cryptobyte.Builder) {
						b.AddASN1ObjectIdentifier(kind)
						b.AddASN1(explicit, func(b *cryptobyte.Builder) { b.AddASN1OctetString(content) })
					})
					b.AddASN1(explicit, func(b *cryptobyte.Builder) {
						for _, c := range certificates {
							b.AddBytes(c)
						}
					})
					b.AddASN1(der.SET, func(b *cryptobyte.Builder) { i.signerInfo(b, p, attributes, signature) })
				})
			})
		})
	}), nil
}

func (i *Issuer) signerInfo(b *cryptobyte.Builder, p *party, attributes, signature []byte) {
	sequence(b, func(b *cryptobyte.Builder) {
		b.AddASN1Int64(1)
		sequence(b, func(b *cryptobyte.Builder) {
			b.AddBytes(i.authority.name)
			b.AddASN1Int64(p.number)
		})
		i.digestAlgorithm(b)
		b.AddBytes(attributes)
		i.signatureAlgorithm(b)
		b.AddASN1OctetString(signature)
	})
}

// attributes are the signed attributes with the tag [0]: type, time and digest of the content, in the order of DER.
func (i *Issuer) attributes(kind asn1.ObjectIdentifier, content []byte) []byte {
	one := func(b *cryptobyte.Builder, n int, f func(*cryptobyte.Builder)) {
		sequence(b, func(b *cryptobyte.Builder) {
			b.AddASN1ObjectIdentifier(asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, n})
			b.AddASN1(der.SET, f)
		})
	}
	return build(func(b *cryptobyte.Builder) {
		b.AddASN1(der.Tag(0).Constructed().ContextSpecific(), func(b *cryptobyte.Builder) {
			one(b, 3, func(b *cryptobyte.Builder) { b.AddASN1ObjectIdentifier(kind) })
			one(b, 5, func(b *cryptobyte.Builder) { b.AddASN1UTCTime(time.Date(2024, 4, 16, 9, 0, 0, 0, time.UTC)) })
			one(b, 4, func(b *cryptobyte.Builder) { b.AddASN1OctetString(i.sum(content)) })
		})
	})
}
