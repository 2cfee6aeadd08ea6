package cms

import (
	"bytes"
	"crypto/x509"
	"encoding/asn1"
	"fmt"
	"math/big"
	"strings"
	"time"

	"golang.org/x/crypto/cryptobyte"
	der "golang.org/x/crypto/cryptobyte/asn1"
)

// Certificate is an X.509 certificate as far as passive authentication needs it.
type Certificate struct {
	Raw, Signed     []byte // the whole, and the part that is signed
	Serial          *big.Int
	Issuer, Subject []byte // names as DER
	Country         string // of the subject, two or three capital letters; empty where it has none
	IssuerCountry   string
	NotBefore       time.Time
	NotAfter        time.Time
	Key             PublicKey
	SubjectKeyID    []byte // empty where absent
	AuthorityKeyID  []byte
	Usage           x509.KeyUsage // 0 where the certificate does not limit it
	ExtendedUse     bool          // the certificate limits its use by ExtendedKeys, as those of master lists do
	ExtendedKeys    []asn1.ObjectIdentifier
	CA              bool
	algorithm       Algorithm
	signature       []byte
}

// ParseCertificate reads one certificate; nothing may follow it.
func ParseCertificate(b []byte) (*Certificate, error) {
	input := cryptobyte.String(b)
	var all, signed, bare cryptobyte.String
	c := &Certificate{Raw: b, Serial: new(big.Int)}
	var ok bool
	if !input.ReadASN1(&all, der.SEQUENCE) || !input.Empty() || !all.ReadASN1Element(&signed, der.SEQUENCE) {
		return nil, fmt.Errorf("%w: certificate", ErrForm)
	}
	c.Signed = signed
	if c.algorithm, ok = readAlgorithm(&all); !ok {
		return nil, fmt.Errorf("%w: certificate's algorithm", ErrForm)
	}
	var bits asn1.BitString
	if !all.ReadASN1BitString(&bits) || !all.Empty() || !signed.ReadASN1(&bare, der.SEQUENCE) {
		return nil, fmt.Errorf("%w: certificate's signature", ErrForm)
	}
	c.signature = bits.RightAlign()
	if err := c.contents(bare); err != nil {
		return nil, err
	}
	return c, nil
}

// contents reads the TBSCertificate.
func (c *Certificate) contents(s cryptobyte.String) error {
	var validity, issuer, subject, key cryptobyte.String
	if !s.SkipOptionalASN1(der.Tag(0).Constructed().ContextSpecific()) || !s.ReadASN1Integer(c.Serial) {
		return fmt.Errorf("%w: certificate's number", ErrForm)
	}
	inner, ok := readAlgorithm(&s)
	if !ok || !inner.OID.Equal(c.algorithm.OID) || !bytes.Equal(inner.Parameters, c.algorithm.Parameters) {
		return fmt.Errorf("%w: two different algorithms in a certificate", ErrForm)
	}
	if !s.ReadASN1Element(&issuer, der.SEQUENCE) || !s.ReadASN1(&validity, der.SEQUENCE) || !s.ReadASN1Element(&subject, der.SEQUENCE) ||
		!s.ReadASN1Element(&key, der.SEQUENCE) || !readTime(&validity, &c.NotBefore) || !readTime(&validity, &c.NotAfter) {
		return fmt.Errorf("%w: certificate's names and times", ErrForm)
	}
	c.Issuer, c.Subject = issuer, subject
	c.Country, c.IssuerCountry = countryOf(subject), countryOf(issuer)
	var err error
	if c.Key, err = ParsePublicKey(key); err != nil {
		return err
	}
	var extensions, list cryptobyte.String
	var present bool
	if !s.SkipOptionalASN1(der.Tag(1).ContextSpecific()) || !s.SkipOptionalASN1(der.Tag(2).ContextSpecific()) ||
		!s.ReadOptionalASN1(&extensions, &present, der.Tag(3).Constructed().ContextSpecific()) || !s.Empty() {
		return fmt.Errorf("%w: behind the certificate's key", ErrForm)
	}
	if !present {
		return nil
	}
	if !extensions.ReadASN1(&list, der.SEQUENCE) || !extensions.Empty() {
		return fmt.Errorf("%w: extensions", ErrForm)
	}
	return c.extensions(list)
}

func (c *Certificate) extensions(list cryptobyte.String) error {
	for !list.Empty() {
		var extension cryptobyte.String
		var oid asn1.ObjectIdentifier
		var critical bool
		var value []byte
		if !list.ReadASN1(&extension, der.SEQUENCE) || !extension.ReadASN1ObjectIdentifier(&oid) ||
			!readFlag(&extension, &critical) || !extension.ReadASN1Bytes(&value, der.OCTET_STRING) || !extension.Empty() {
			return fmt.Errorf("%w: extension", ErrForm)
		}
		known, ok := c.extension(oid.String(), value)
		if !ok {
			return fmt.Errorf("%w: extension %v", ErrForm, oid)
		}
		if critical && !known {
			return fmt.Errorf("%w: critical extension %v", ErrUnsupported, oid)
		}
	}
	return nil
}

// extension takes over what is needed. known is true for those that need not be understood to be obeyed: alternative names,
// policies, revocation lists, the private key's period and the document types of Doc 9303-12 section 7.1.
func (c *Certificate) extension(oid string, value cryptobyte.String) (known, ok bool) {
	var inner cryptobyte.String
	switch oid {
	case "2.5.29.14":
		return true, value.ReadASN1Bytes(&c.SubjectKeyID, der.OCTET_STRING)
	case "2.5.29.35":
		ok = value.ReadASN1(&inner, der.SEQUENCE)
		var id cryptobyte.String
		var present bool
		ok = ok && inner.ReadOptionalASN1(&id, &present, der.Tag(0).ContextSpecific())
		c.AuthorityKeyID = id
		return true, ok
	case "2.5.29.15":
		var bits asn1.BitString
		ok = value.ReadASN1BitString(&bits)
		for i := range 9 {
			if bits.At(i) != 0 {
				c.Usage |= 1 << i
			}
		}
		return true, ok
	case "2.5.29.19":
		ok = value.ReadASN1(&inner, der.SEQUENCE) && readFlag(&inner, &c.CA)
		return true, ok
	case "2.5.29.37":
		ok = value.ReadASN1(&inner, der.SEQUENCE)
		for ok && !inner.Empty() {
			var use asn1.ObjectIdentifier
			ok = inner.ReadASN1ObjectIdentifier(&use)
			c.ExtendedKeys = append(c.ExtendedKeys, use)
		}
		c.ExtendedUse = true
		return true, ok
	case "2.5.29.16", "2.5.29.17", "2.5.29.18", "2.5.29.31", "2.5.29.32", "2.23.136.1.1.6.1", "2.23.136.1.1.6.2":
		return true, true
	}
	return false, true
}

// readFlag reads a BOOLEAN that is false where it is absent.
func readFlag(s *cryptobyte.String, flag *bool) bool {
	return !s.PeekASN1Tag(der.BOOLEAN) || s.ReadASN1Boolean(flag)
}

func readTime(s *cryptobyte.String, t *time.Time) bool {
	if s.PeekASN1Tag(der.UTCTime) {
		return s.ReadASN1UTCTime(t)
	}
	return s.ReadASN1GeneralizedTime(t)
}

// countryOf finds countryName in a name.
func countryOf(name cryptobyte.String) string {
	var all cryptobyte.String
	if !name.ReadASN1(&all, der.SEQUENCE) {
		return ""
	}
	for !all.Empty() {
		var set, pair, value cryptobyte.String
		var oid asn1.ObjectIdentifier
		if !all.ReadASN1(&set, der.SET) || !set.ReadASN1(&pair, der.SEQUENCE) || !pair.ReadASN1ObjectIdentifier(&oid) || !pair.ReadAnyASN1(&value, nil) {
			return ""
		}
		if oid.String() == "2.5.4.6" && len(value) >= 2 && len(value) <= 3 {
			return strings.ToUpper(string(value)) // some issuers write it in small letters
		}
	}
	return ""
}

// SignedBy checks that the issuer's key made the certificate's signature. Names and identifiers are the caller's to compare.
func (c *Certificate) SignedBy(issuer *Certificate) error {
	return issuer.Key.Verify(c.algorithm, 0, c.Signed, c.signature)
}

// IssuedBy reports whether the certificate names issuer as its issuer: by key identifier where both have one, else by name.
func (c *Certificate) IssuedBy(issuer *Certificate) bool {
	if len(c.AuthorityKeyID) > 0 && len(issuer.SubjectKeyID) > 0 {
		return bytes.Equal(c.AuthorityKeyID, issuer.SubjectKeyID)
	}
	return bytes.Equal(c.Issuer, issuer.Subject)
}

// ValidAt reports whether t lies in the certificate's time.
func (c *Certificate) ValidAt(t time.Time) bool {
	return !t.Before(c.NotBefore) && !t.After(c.NotAfter)
}
