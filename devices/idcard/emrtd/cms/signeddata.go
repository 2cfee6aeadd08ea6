package cms

import (
	"bytes"
	"crypto"
	"crypto/subtle"
	"encoding/asn1"
	"fmt"
	"math/big"
	"slices"
	"time"

	"golang.org/x/crypto/cryptobyte"
	der "golang.org/x/crypto/cryptobyte/asn1"
)

const (
	oidSignedData    = "1.2.840.113549.1.7.2"
	oidContentType   = "1.2.840.113549.1.9.3"
	oidMessageDigest = "1.2.840.113549.1.9.4"
	oidSigningTime   = "1.2.840.113549.1.9.5"
)

// SignedData is signed data with its content inside and one signer.
type SignedData struct {
	ContentType  asn1.ObjectIdentifier
	Content      []byte
	Certificates []*Certificate
	SigningTime  time.Time // zero where the signer gave none
	Refused      error     // why a certificate among them could not be read, nil where all were
	signer       signer
}

// signer is a SignerInfo.
type signer struct {
	issuer    []byte // and serial, or
	serial    *big.Int
	key       []byte // the subject key identifier
	digest    crypto.Hash
	signed    []byte // the attributes as they are signed, or nil
	attribute struct {
		contentType asn1.ObjectIdentifier
		digest      []byte
	}
	algorithm Algorithm
	signature []byte
}

// Parse reads a ContentInfo with SignedData.
func Parse(b []byte) (*SignedData, error) {
	input := cryptobyte.String(b)
	var info, outer, data cryptobyte.String
	var oid asn1.ObjectIdentifier
	if !input.ReadASN1(&info, der.SEQUENCE) || !input.Empty() || !info.ReadASN1ObjectIdentifier(&oid) || oid.String() != oidSignedData ||
		!info.ReadASN1(&outer, der.Tag(0).Constructed().ContextSpecific()) || !info.Empty() || !outer.ReadASN1(&data, der.SEQUENCE) || !outer.Empty() {
		return nil, fmt.Errorf("%w: no signed data", ErrForm)
	}
	var version int
	var digests, content cryptobyte.String
	if !data.ReadASN1Integer(&version) || !data.ReadASN1(&digests, der.SET) || !data.ReadASN1(&content, der.SEQUENCE) {
		return nil, fmt.Errorf("%w: signed data", ErrForm)
	}
	s := &SignedData{}
	var explicit cryptobyte.String
	if !content.ReadASN1ObjectIdentifier(&s.ContentType) || !content.ReadASN1(&explicit, der.Tag(0).Constructed().ContextSpecific()) ||
		!explicit.ReadASN1Bytes(&s.Content, der.OCTET_STRING) || !explicit.Empty() {
		return nil, fmt.Errorf("%w: signed content", ErrForm)
	}
	return s, s.rest(data)
}

// rest reads certificates and signer.
func (s *SignedData) rest(data cryptobyte.String) error {
	var certificates, signers, info cryptobyte.String
	var present bool
	if !data.ReadOptionalASN1(&certificates, &present, der.Tag(0).Constructed().ContextSpecific()) ||
		!data.SkipOptionalASN1(der.Tag(1).Constructed().ContextSpecific()) || !data.ReadASN1(&signers, der.SET) || !data.Empty() {
		return fmt.Errorf("%w: certificates and signers", ErrForm)
	}
	for !certificates.Empty() {
		var one cryptobyte.String
		if !certificates.ReadASN1Element(&one, der.SEQUENCE) {
			return fmt.Errorf("%w: certificates", ErrForm)
		}
		c, err := ParseCertificate(one)
		if err != nil {
			s.Refused = err // another one may be the signer's; a missing signer is told with this reason
			continue
		}
		s.Certificates = append(s.Certificates, c)
	}
	if !signers.ReadASN1(&info, der.SEQUENCE) {
		return fmt.Errorf("%w: no signer", ErrForm)
	}
	if !signers.Empty() {
		return fmt.Errorf("%w: more than one signer", ErrUnsupported)
	}
	return s.readSigner(info)
}

func (s *SignedData) readSigner(info cryptobyte.String) error {
	var version int
	if !info.ReadASN1Integer(&version) || !s.signer.identifier(&info) {
		return fmt.Errorf("%w: signer's identifier", ErrForm)
	}
	digest, ok := readAlgorithm(&info)
	if !ok {
		return fmt.Errorf("%w: signer's digest algorithm", ErrForm)
	}
	var err error
	if s.signer.digest, err = HashOf(digest.OID); err != nil {
		return err
	}
	if tag := der.Tag(0).Constructed().ContextSpecific(); info.PeekASN1Tag(tag) {
		var element, attributes cryptobyte.String
		if !info.ReadASN1Element(&element, tag) {
			return fmt.Errorf("%w: attributes", ErrForm)
		}
		s.signer.signed = bytes.Clone(element)
		s.signer.signed[0] = byte(der.SET) // RFC 5652 section 5.4: signed as a SET OF
		if !element.ReadASN1(&attributes, tag) || !s.attributes(attributes) {
			return fmt.Errorf("%w: attributes", ErrForm)
		}
	}
	if s.signer.algorithm, ok = readAlgorithm(&info); !ok || !info.ReadASN1Bytes(&s.signer.signature, der.OCTET_STRING) ||
		!info.SkipOptionalASN1(der.Tag(1).Constructed().ContextSpecific()) || !info.Empty() {
		return fmt.Errorf("%w: signature", ErrForm)
	}
	return nil
}

// identifier reads issuer and serial number, or [0] the subject key identifier.
func (s *signer) identifier(info *cryptobyte.String) bool {
	var id cryptobyte.String
	if tag := der.Tag(0).ContextSpecific(); info.PeekASN1Tag(tag) {
		ok := info.ReadASN1(&id, tag)
		s.key = id
		return ok && len(id) > 0
	}
	var both, issuer cryptobyte.String
	s.serial = new(big.Int)
	ok := info.ReadASN1(&both, der.SEQUENCE) && both.ReadASN1Element(&issuer, der.SEQUENCE) && both.ReadASN1Integer(s.serial) && both.Empty()
	s.issuer = issuer
	return ok
}

// attributes reads those that are needed; each may stand once, with one value.
func (s *SignedData) attributes(all cryptobyte.String) bool {
	seen := map[string]bool{}
	for !all.Empty() {
		var one, values cryptobyte.String
		var oid asn1.ObjectIdentifier
		if !all.ReadASN1(&one, der.SEQUENCE) || !one.ReadASN1ObjectIdentifier(&oid) || !one.ReadASN1(&values, der.SET) || !one.Empty() || seen[oid.String()] {
			return false
		}
		seen[oid.String()] = true
		ok := true
		switch oid.String() {
		case oidContentType:
			ok = values.ReadASN1ObjectIdentifier(&s.signer.attribute.contentType) && values.Empty()
		case oidMessageDigest:
			ok = values.ReadASN1Bytes(&s.signer.attribute.digest, der.OCTET_STRING) && values.Empty()
		case oidSigningTime:
			ok = readTime(&values, &s.SigningTime) && values.Empty()
		}
		if !ok {
			return false
		}
	}
	return true
}

// Signer finds the signer's certificate among those inside; nil where it is not there.
func (s *SignedData) Signer() *Certificate {
	for _, c := range s.Certificates {
		if s.names(c) {
			return c
		}
	}
	return nil
}

func (s *SignedData) names(c *Certificate) bool {
	if s.signer.key != nil {
		return bytes.Equal(s.signer.key, c.SubjectKeyID)
	}
	return s.signer.serial.Cmp(c.Serial) == 0 && sameName(s.signer.issuer, c.Issuer)
}

// sameName compares two names part by part in any order: some signers write the issuer's parts in another order than its certificates.
func sameName(a, b []byte) bool {
	if bytes.Equal(a, b) {
		return true
	}
	parts := partsOf(a)
	return len(parts) > 0 && slices.Equal(parts, partsOf(b))
}

// partsOf are the parts of a name as DER, sorted; nil where it is malformed.
func partsOf(name cryptobyte.String) []string {
	var all, part cryptobyte.String
	var parts []string
	if !name.ReadASN1(&all, der.SEQUENCE) {
		return nil
	}
	for !all.Empty() {
		if !all.ReadASN1Element(&part, der.SET) {
			return nil
		}
		parts = append(parts, string(part))
	}
	slices.Sort(parts)
	return parts
}

// Verify checks that the certificate's key signed the content: digest of the content, type of the content, signature over the attributes.
func (s *SignedData) Verify(c *Certificate) error {
	message := s.Content
	if s.signer.signed != nil {
		if subtle.ConstantTimeCompare(sumOf(s.signer.digest, s.Content), s.signer.attribute.digest) != 1 {
			return fmt.Errorf("%w: digest of the content", ErrSignature)
		}
		if !s.signer.attribute.contentType.Equal(s.ContentType) {
			return fmt.Errorf("%w: type of the content", ErrSignature)
		}
		message = s.signer.signed
	}
	return c.Key.Verify(s.signer.algorithm, s.signer.digest, message, s.signer.signature)
}
