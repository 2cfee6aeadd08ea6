package passport

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/x509"
	"encoding/asn1"
	"fmt"
	"io"
	"math/big"
	"time"

	"golang.org/x/crypto/cryptobyte"
	der "golang.org/x/crypto/cryptobyte/asn1"

	"buergerterminal/devices/idcard/emrtd/curve"
)

// Scheme is how an issuer signs.
type Scheme string

// The schemes.
const (
	Brainpool256 Scheme = "brainpoolP256r1" // the curve's numbers in the certificates, as Doc 9303-12 demands
	Brainpool384 Scheme = "brainpoolP384r1"
	Brainpool512 Scheme = "brainpoolP512r1"
	Named256     Scheme = "P-256" // the curve's name
	Explicit256  Scheme = "P-256 explicit"
	Named384     Scheme = "P-384"
	Named521     Scheme = "P-521"
	RSA          Scheme = "RSA"
	RSASHA1      Scheme = "RSA SHA-1"
	PSS          Scheme = "RSA-PSS"
)

// Schemes are all of them.
func Schemes() []Scheme {
	return []Scheme{Brainpool256, Brainpool384, Brainpool512, Named256, Explicit256, Named384, Named521, RSA, RSASHA1, PSS}
}

// algorithm is what a scheme is made of.
type algorithm struct {
	parameter int // of the curve, 0 for RSA
	explicit  bool
	hash      crypto.Hash
	pss       bool
}

func (s Scheme) algorithm() algorithm {
	switch s {
	case Brainpool256:
		return algorithm{13, true, crypto.SHA256, false}
	case Brainpool384:
		return algorithm{16, true, crypto.SHA384, false}
	case Brainpool512:
		return algorithm{17, true, crypto.SHA512, false}
	case Named256:
		return algorithm{12, false, crypto.SHA256, false}
	case Explicit256:
		return algorithm{12, true, crypto.SHA224, false}
	case Named384:
		return algorithm{15, false, crypto.SHA384, false}
	case Named521:
		return algorithm{18, false, crypto.SHA512, false}
	case RSASHA1:
		return algorithm{0, false, crypto.SHA1, false}
	case PSS:
		return algorithm{0, false, crypto.SHA256, true}
	}
	return algorithm{0, false, crypto.SHA256, false}
}

// Issuer is a country's authority with a document signer that it certified.
type Issuer struct {
	Country   string
	scheme    algorithm
	authority party
	signer    party
}

// party is a key with its certificate.
type party struct {
	key         crypto.Signer
	certificate []byte
	name        []byte
	number      int64
}

// Certificate is the authority's certificate (CSCA), DER.
func (i *Issuer) Certificate() []byte { return i.authority.certificate }

// NewIssuer makes an authority and its document signer. Certificates run from 2020 to 2045.
func NewIssuer(s Scheme, country string, random io.Reader) (*Issuer, error) {
	i := &Issuer{Country: country, scheme: s.algorithm()}
	var err error
	if i.authority, err = i.newParty(roleAuthority, nil, random); err == nil {
		i.signer, err = i.newParty(roleSigner, &i.authority, random)
	}
	if err != nil {
		return nil, fmt.Errorf("passport: issuer: %w", err)
	}
	return i, nil
}

// newParty makes a key and has it certified; by nil means by itself.
func (i *Issuer) newParty(r role, by *party, random io.Reader) (party, error) {
	key, err := i.newKey(random)
	if err != nil {
		return party{}, err
	}
	p := party{key: key, name: nameOf(i.Country, string(r)+" Specimen "+i.Country), number: int64(len(r))}
	if by == nil {
		by = &p
	}
	if r == roleAuthority {
		i.authority = p
	}
	p.certificate, err = i.certify(&p, by, r, random)
	return p, err
}

func (i *Issuer) newKey(random io.Reader) (crypto.Signer, error) {
	if i.scheme.parameter == 0 {
		return rsa.GenerateKey(random, 2048)
	}
	return newECKey(i.scheme.parameter, random)
}

func newECKey(parameter int, random io.Reader) (*ecdsa.PrivateKey, error) {
	e, err := curve.Standard(parameter)
	if err != nil {
		return nil, err
	}
	secret, err := curve.Secret(e, random)
	if err != nil {
		return nil, err
	}
	p, err := curve.Multiply(e, curve.Base(e), secret)
	if err != nil {
		return nil, err
	}
	return &ecdsa.PrivateKey{PublicKey: ecdsa.PublicKey{Curve: e, X: p.X, Y: p.Y}, D: new(big.Int).SetBytes(secret)}, nil
}

// role is what a certificate is for.
type role string

const (
	roleAuthority role = "CSCA"
	roleSigner    role = "Document Signer"
	roleList      role = "Master List Signer"
)

// certify writes and signs a certificate.
func (i *Issuer) certify(p, by *party, r role, random io.Reader) ([]byte, error) {
	issuer := by.name
	if r != roleAuthority {
		issuer = i.authority.name // the impostor names the authority too
	}
	signed := build(func(b *cryptobyte.Builder) {
		sequence(b, func(b *cryptobyte.Builder) {
			b.AddASN1(der.Tag(0).Constructed().ContextSpecific(), func(b *cryptobyte.Builder) { b.AddASN1Int64(2) })
			b.AddASN1Int64(p.number)
			i.signatureAlgorithm(b)
			b.AddBytes(issuer)
			sequence(b, func(b *cryptobyte.Builder) {
				b.AddASN1UTCTime(time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC))
				b.AddASN1UTCTime(time.Date(2045, 1, 1, 0, 0, 0, 0, time.UTC))
			})
			b.AddBytes(p.name)
			b.AddBytes(i.public(p))
			b.AddASN1(der.Tag(3).Constructed().ContextSpecific(), func(b *cryptobyte.Builder) {
				sequence(b, func(b *cryptobyte.Builder) { i.extensions(b, p, r) })
			})
		})
	})
	signature, err := i.signature(by.key, signed, random)
	if err != nil {
		return nil, err
	}
	return build(func(b *cryptobyte.Builder) {
		sequence(b, func(b *cryptobyte.Builder) {
			b.AddBytes(signed)
			i.signatureAlgorithm(b)
			b.AddASN1BitString(signature)
		})
	}), nil
}

func (i *Issuer) extensions(b *cryptobyte.Builder, p *party, r role) {
	add := func(oid asn1.ObjectIdentifier, critical bool, f func(*cryptobyte.Builder)) {
		sequence(b, func(b *cryptobyte.Builder) {
			b.AddASN1ObjectIdentifier(oid)
			if critical {
				b.AddASN1Boolean(true)
			}
			b.AddASN1(der.OCTET_STRING, f)
		})
	}
	add(asn1.ObjectIdentifier{2, 5, 29, 14}, false, func(b *cryptobyte.Builder) { b.AddASN1OctetString(i.keyID(p)) })
	add(asn1.ObjectIdentifier{2, 5, 29, 35}, false, func(b *cryptobyte.Builder) {
		sequence(b, func(b *cryptobyte.Builder) {
			b.AddASN1(der.Tag(0).ContextSpecific(), func(b *cryptobyte.Builder) { b.AddBytes(i.keyID(&i.authority)) })
		})
	})
	usage := []byte{3, 2, 7, 0x80} // digitalSignature
	if r == roleAuthority {
		usage = []byte{3, 2, 1, 0x06} // keyCertSign, cRLSign
		add(asn1.ObjectIdentifier{2, 5, 29, 19}, true, func(b *cryptobyte.Builder) {
			sequence(b, func(b *cryptobyte.Builder) { b.AddASN1Boolean(true); b.AddASN1Int64(0) })
		})
	}
	add(asn1.ObjectIdentifier{2, 5, 29, 15}, true, func(b *cryptobyte.Builder) { b.AddBytes(usage) })
	if r == roleList {
		add(asn1.ObjectIdentifier{2, 5, 29, 37}, true, func(b *cryptobyte.Builder) {
			sequence(b, func(b *cryptobyte.Builder) { b.AddASN1ObjectIdentifier(asn1.ObjectIdentifier{2, 23, 136, 1, 1, 3}) })
		})
	}
}

// keyID is the hash of the public key.
func (i *Issuer) keyID(p *party) []byte {
	sum := sha1.Sum(i.public(p))
	return sum[:]
}

func nameOf(country, common string) []byte {
	part := func(b *cryptobyte.Builder, oid asn1.ObjectIdentifier, tag der.Tag, text string) {
		b.AddASN1(der.SET, func(b *cryptobyte.Builder) {
			sequence(b, func(b *cryptobyte.Builder) {
				b.AddASN1ObjectIdentifier(oid)
				b.AddASN1(tag, func(b *cryptobyte.Builder) { b.AddBytes([]byte(text)) })
			})
		})
	}
	return build(func(b *cryptobyte.Builder) {
		sequence(b, func(b *cryptobyte.Builder) {
			part(b, asn1.ObjectIdentifier{2, 5, 4, 6}, der.PrintableString, country)
			part(b, asn1.ObjectIdentifier{2, 5, 4, 3}, der.UTF8String, common)
		})
	})
}

// public is the SubjectPublicKeyInfo.
func (i *Issuer) public(p *party) []byte {
	if key, ok := p.key.(*ecdsa.PrivateKey); ok {
		return publicEC(&key.PublicKey, i.scheme.explicit)
	}
	b, err := x509.MarshalPKIXPublicKey(p.key.Public())
	if err != nil {
		return nil
	}
	return b
}

func publicEC(key *ecdsa.PublicKey, explicit bool) []byte {
	return build(func(b *cryptobyte.Builder) {
		sequence(b, func(b *cryptobyte.Builder) {
			sequence(b, func(b *cryptobyte.Builder) {
				b.AddASN1ObjectIdentifier(asn1.ObjectIdentifier{1, 2, 840, 10045, 2, 1})
				if explicit {
					numbers(b, key.Curve)
				} else {
					b.AddASN1ObjectIdentifier(map[int]asn1.ObjectIdentifier{256: {1, 2, 840, 10045, 3, 1, 7}, 384: {1, 3, 132, 0, 34}, 521: {1, 3, 132, 0, 35}}[key.Curve.Params().BitSize])
				}
			})
			b.AddASN1BitString(curve.Bytes(key.Curve, curve.Point{X: key.X, Y: key.Y}))
		})
	})
}

// numbers are the parameters of a curve. a and b follow from two of its points: the generator and its double.
func numbers(b *cryptobyte.Builder, e elliptic.Curve) {
	p := e.Params()
	twice, err := curve.Add(e, curve.Base(e), curve.Base(e))
	if err != nil {
		b.SetError(err)
		return
	}
	rest := func(q curve.Point) *big.Int { // y² − x³
		cube := new(big.Int).Exp(q.X, big.NewInt(3), p.P)
		return new(big.Int).Sub(new(big.Int).Mul(q.Y, q.Y), cube)
	}
	g := curve.Base(e)
	slope := new(big.Int).ModInverse(new(big.Int).Mod(new(big.Int).Sub(g.X, twice.X), p.P), p.P)
	a := new(big.Int).Sub(rest(g), rest(twice))
	a.Mul(a, slope).Mod(a, p.P)
	free := new(big.Int).Sub(rest(g), new(big.Int).Mul(a, g.X))
	free.Mod(free, p.P)
	size := curve.Size(e)
	sequence(b, func(b *cryptobyte.Builder) {
		b.AddASN1Int64(1)
		sequence(b, func(b *cryptobyte.Builder) {
			b.AddASN1ObjectIdentifier(asn1.ObjectIdentifier{1, 2, 840, 10045, 1, 1})
			b.AddASN1BigInt(p.P)
		})
		sequence(b, func(b *cryptobyte.Builder) {
			b.AddASN1OctetString(a.FillBytes(make([]byte, size)))
			b.AddASN1OctetString(free.FillBytes(make([]byte, size)))
		})
		b.AddASN1OctetString(curve.Bytes(e, g))
		b.AddASN1BigInt(p.N)
		b.AddASN1Int64(1)
	})
}
