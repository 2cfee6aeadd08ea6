package cms

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/rsa"
	_ "crypto/sha1"   // of old documents
	_ "crypto/sha256" // and SHA-224
	_ "crypto/sha512" // and SHA-384
	"crypto/x509"
	"encoding/asn1"
	"errors"
	"fmt"

	"golang.org/x/crypto/cryptobyte"
	der "golang.org/x/crypto/cryptobyte/asn1"

	"buergerterminal/devices/idcard/emrtd/curve"
)

// Errors of this package.
var (
	// ErrForm says that bytes are not the DER of what they should be.
	ErrForm = errors.New("cms: not the form of RFC 5652 or RFC 5280")
	// ErrUnsupported says that an algorithm or a form is allowed but not known here: nothing was proved and nothing disproved.
	ErrUnsupported = errors.New("cms: not supported")
	// ErrSignature says that a signature or a digest is wrong.
	ErrSignature = errors.New("cms: wrong signature")
)

// Algorithm is an AlgorithmIdentifier. Parameters is a whole element, empty where absent.
type Algorithm struct {
	OID        asn1.ObjectIdentifier
	Parameters []byte
}

// PublicKey is an *rsa.PublicKey or an *ecdsa.PublicKey on a curve of package curve.
type PublicKey struct{ Key crypto.PublicKey }

const (
	oidRSA      = "1.2.840.113549.1.1.1"
	oidPSS      = "1.2.840.113549.1.1.10"
	oidMGF1     = "1.2.840.113549.1.1.8"
	oidPublicEC = "1.2.840.10045.2.1"
)

// HashOf returns the hash function with that name.
func HashOf(oid asn1.ObjectIdentifier) (crypto.Hash, error) {
	switch oid.String() {
	case "1.3.14.3.2.26":
		return crypto.SHA1, nil
	case "2.16.840.1.101.3.4.2.4":
		return crypto.SHA224, nil
	case "2.16.840.1.101.3.4.2.1":
		return crypto.SHA256, nil
	case "2.16.840.1.101.3.4.2.2":
		return crypto.SHA384, nil
	case "2.16.840.1.101.3.4.2.3":
		return crypto.SHA512, nil
	}
	return 0, fmt.Errorf("%w: hash %v", ErrUnsupported, oid)
}

// signatureHash returns the hash that a signature algorithm names and its family; hash 0 where the algorithm leaves it to the digest algorithm.
func signatureHash(oid asn1.ObjectIdentifier) (hash crypto.Hash, family string, err error) {
	switch oid.String() {
	case oidRSA:
		return 0, oidRSA, nil
	case oidPublicEC: // some signers put the key's algorithm where the signature's belongs
		return 0, oidPublicEC, nil
	case "1.2.840.113549.1.1.5":
		return crypto.SHA1, oidRSA, nil
	case "1.2.840.113549.1.1.14":
		return crypto.SHA224, oidRSA, nil
	case "1.2.840.113549.1.1.11":
		return crypto.SHA256, oidRSA, nil
	case "1.2.840.113549.1.1.12":
		return crypto.SHA384, oidRSA, nil
	case "1.2.840.113549.1.1.13":
		return crypto.SHA512, oidRSA, nil
	case "1.2.840.10045.4.1":
		return crypto.SHA1, oidPublicEC, nil
	case "1.2.840.10045.4.3.1":
		return crypto.SHA224, oidPublicEC, nil
	case "1.2.840.10045.4.3.2":
		return crypto.SHA256, oidPublicEC, nil
	case "1.2.840.10045.4.3.3":
		return crypto.SHA384, oidPublicEC, nil
	case "1.2.840.10045.4.3.4":
		return crypto.SHA512, oidPublicEC, nil
	case oidPSS:
		return 0, oidPSS, nil
	}
	return 0, "", fmt.Errorf("%w: signature %v", ErrUnsupported, oid)
}

// Verify checks a signature over message. digest is the hash where the algorithm itself names none.
func (k PublicKey) Verify(a Algorithm, digest crypto.Hash, message, signature []byte) error {
	hash, family, err := signatureHash(a.OID)
	if err != nil {
		return err
	}
	if hash == 0 {
		hash = digest
	}
	if family == oidPSS {
		return k.verifyPSS(a.Parameters, message, signature)
	}
	if hash == 0 {
		return fmt.Errorf("%w: a signature without hash", ErrUnsupported)
	}
	sum := sumOf(hash, message)
	switch key := k.Key.(type) {
	case *rsa.PublicKey:
		if family == oidRSA {
			return wrong(rsa.VerifyPKCS1v15(key, hash, sum, signature))
		}
	case *ecdsa.PublicKey:
		if family == oidPublicEC && ecdsa.VerifyASN1(key, sum, signature) {
			return nil
		}
	}
	return ErrSignature
}

func sumOf(hash crypto.Hash, message []byte) []byte {
	h := hash.New()
	h.Write(message)
	return h.Sum(nil)
}

func wrong(err error) error {
	if err != nil {
		return fmt.Errorf("%w: %w", ErrSignature, err)
	}
	return nil
}

func (k PublicKey) verifyPSS(parameters, message, signature []byte) error {
	key, ok := k.Key.(*rsa.PublicKey)
	if !ok {
		return ErrSignature
	}
	hash, salt, err := pssParameters(parameters)
	if err != nil {
		return err
	}
	return wrong(rsa.VerifyPSS(key, hash, sumOf(hash, message), signature, &rsa.PSSOptions{SaltLength: salt, Hash: hash}))
}

// pssParameters reads RSASSA-PSS-params (RFC 4055 section 3.1). The standard library masks with the same hash as it signs, so another one
// in the mask is not supported.
func pssParameters(parameters []byte) (hash crypto.Hash, salt int, err error) {
	hash, mask, salt, trailer := crypto.SHA1, crypto.SHA1, 20, 1
	input := cryptobyte.String(parameters)
	var all, part cryptobyte.String
	if !input.ReadASN1(&all, der.SEQUENCE) || !input.Empty() {
		return 0, 0, fmt.Errorf("%w: PSS parameters", ErrForm)
	}
	for tag := range uint8(4) {
		var present bool
		if !all.ReadOptionalASN1(&part, &present, der.Tag(tag).Constructed().ContextSpecific()) {
			return 0, 0, fmt.Errorf("%w: PSS parameters", ErrForm)
		}
		if !present {
			continue
		}
		ok := true
		switch tag {
		case 0:
			hash, err = readHash(part)
		case 1:
			mask, err = readMask(part)
		case 2:
			ok = part.ReadASN1Integer(&salt) && salt >= 0 && salt <= 1024
		case 3:
			ok = part.ReadASN1Integer(&trailer)
		}
		if err != nil {
			return 0, 0, err
		}
		if !ok {
			return 0, 0, fmt.Errorf("%w: PSS parameters", ErrForm)
		}
	}
	if mask != hash || trailer != 1 || !all.Empty() {
		return 0, 0, fmt.Errorf("%w: PSS parameters", ErrUnsupported)
	}
	return hash, salt, nil
}

func readHash(s cryptobyte.String) (crypto.Hash, error) {
	a, ok := readAlgorithm(&s)
	if !ok {
		return 0, fmt.Errorf("%w: hash", ErrForm)
	}
	return HashOf(a.OID)
}

func readMask(s cryptobyte.String) (crypto.Hash, error) {
	a, ok := readAlgorithm(&s)
	if !ok || a.OID.String() != oidMGF1 {
		return 0, fmt.Errorf("%w: mask", ErrUnsupported)
	}
	return readHash(a.Parameters)
}

// readAlgorithm reads an AlgorithmIdentifier.
func readAlgorithm(s *cryptobyte.String) (Algorithm, bool) {
	var all, parameters cryptobyte.String
	var a Algorithm
	if !s.ReadASN1(&all, der.SEQUENCE) || !all.ReadASN1ObjectIdentifier(&a.OID) {
		return Algorithm{}, false
	}
	if !all.Empty() && !all.ReadAnyASN1Element(&parameters, nil) || !all.Empty() {
		return Algorithm{}, false
	}
	a.Parameters = parameters
	return a, true
}

// mostBits bounds the work that a key from a chip can cause; Doc 9303-12 section 4.4.1 recommends up to 4096.
const mostBits = 8192

// ParsePublicKey reads a SubjectPublicKeyInfo.
func ParsePublicKey(b []byte) (PublicKey, error) {
	var all cryptobyte.String
	var bits asn1.BitString
	input := cryptobyte.String(b)
	if !input.ReadASN1(&all, der.SEQUENCE) || !input.Empty() {
		return PublicKey{}, fmt.Errorf("%w: public key", ErrForm)
	}
	a, ok := readAlgorithm(&all)
	if !ok || !all.ReadASN1BitString(&bits) || !all.Empty() {
		return PublicKey{}, fmt.Errorf("%w: public key", ErrForm)
	}
	switch a.OID.String() {
	case oidRSA, oidPSS:
		key, err := x509.ParsePKCS1PublicKey(bits.RightAlign())
		if err != nil {
			return PublicKey{}, fmt.Errorf("%w: %w", ErrForm, err)
		}
		if key.N.BitLen() > mostBits {
			return PublicKey{}, fmt.Errorf("%w: RSA with %d bits", ErrUnsupported, key.N.BitLen())
		}
		return PublicKey{key}, nil
	case oidPublicEC:
		return ecKey(a.Parameters, bits.RightAlign())
	}
	return PublicKey{}, fmt.Errorf("%w: public key %v", ErrUnsupported, a.OID)
}

func ecKey(parameters, point []byte) (PublicKey, error) {
	c, err := curve.FromParameters(parameters)
	if err != nil {
		return PublicKey{}, fmt.Errorf("%w: %w", ErrUnsupported, err)
	}
	p, err := curve.ParsePoint(c, point)
	if err != nil {
		return PublicKey{}, fmt.Errorf("%w: %w", ErrForm, err)
	}
	return PublicKey{&ecdsa.PublicKey{Curve: c, X: p.X, Y: p.Y}}, nil
}
