package seal

import (
	"bytes"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/go-jose/go-jose/v4"

	"buergerterminal/kiosk/link"
)

// minExponent is the smallest public exponent of RSA that is taken (BSI TR-02102-1).
const minExponent = 1<<16 + 1

// Pin says which key of a FIT-Connect destination a terminal believes, whoever hands it over.
type Pin struct {
	Thumbprint string         // SHA-256 thumbprint of the key itself (RFC 7638), base64url; or, where it is empty:
	Roots      *x509.CertPool // one of these must stand at the end of the key's certificates (x5c)
}

// DestinationKey picks the encryption key out of a destination's JWK set and holds it to FIT-Connect's rules for such keys and
// to the pin. kid is the key that the destination names; it may be empty. Errors have CodeKeyInvalid, CodeKeySmall,
// CodeKeyPrivate, CodeKeyPin, CodeKeyChain or CodeKeyRotated.
//
// The rules, as far as a document confirms them: JWK, RSA-OAEP-256, key_ops with wrapKey. That the keys have 4096 bits is what
// FIT-Connect's key generator makes; the terminal refuses less.
func DestinationKey(set []byte, kid string, pin Pin, now time.Time) (PublicKey, error) {
	var keys struct {
		Keys []json.RawMessage `json:"keys"`
	}
	if err := json.Unmarshal(set, &keys); err != nil || len(keys.Keys) == 0 {
		return PublicKey{}, keyError("the destination gives no JWK set")
	}
	var first error
	for _, raw := range keys.Keys {
		key, err := encryptionKey(raw)
		if err == nil {
			err = pin.check(key, raw, kid, now)
		}
		if err == nil {
			return key, nil
		}
		if first == nil || errors.Is(first, errOtherUse) {
			first = err // a set may hold signing keys before the one that is wrong
		}
	}
	if errors.Is(first, errOtherUse) {
		return PublicKey{}, keyError("no key of the destination is for encryption (key_ops wrapKey)")
	}
	return PublicKey{}, first
}

// DestinationThumbprint is the thumbprint of the key that a destination wants to be sealed for, which holds to the rules, but which nothing
// pins yet. kid is the key that the destination names; it may be empty. Errors have CodeKeyInvalid, CodeKeySmall or CodeKeyPrivate.
func DestinationThumbprint(set []byte, kid string) (string, error) {
	var keys struct {
		Keys []json.RawMessage `json:"keys"`
	}
	if err := json.Unmarshal(set, &keys); err != nil {
		return "", keyError("the destination gives no JWK set")
	}
	for _, raw := range keys.Keys {
		key, err := encryptionKey(raw)
		if errors.Is(err, errOtherUse) || err == nil && kid != "" && key.ID() != kid {
			continue
		}
		if err != nil {
			return "", err
		}
		return key.Fingerprint(), nil
	}
	return "", keyError("no key of the destination is for encryption (key_ops wrapKey)")
}

// errOtherUse marks a key that is not for encryption, which DestinationKey passes over.
var errOtherUse = errors.New("the key is not for encryption")

// encryptionKey reads one key of a set.
func encryptionKey(raw []byte) (PublicKey, error) {
	var told struct {
		KeyType    string   `json:"kty"`
		Kid        string   `json:"kid"`
		Algorithm  string   `json:"alg"`
		Operations []string `json:"key_ops"`
	}
	if err := json.Unmarshal(raw, &told); err != nil {
		return PublicKey{}, keyError("a key of the destination is no JWK")
	}
	if !slices.Equal(told.Operations, []string{"wrapKey"}) {
		return PublicKey{}, errOtherUse
	}
	switch {
	case told.KeyType != "RSA":
		return PublicKey{}, keyError("kty is %q, not RSA", told.KeyType)
	case told.Algorithm != string(jose.RSA_OAEP_256):
		return PublicKey{}, keyError("alg is %q, not %s", told.Algorithm, jose.RSA_OAEP_256)
	case told.Kid == "":
		return PublicKey{}, keyError("the key has no kid")
	}
	key, err := ParsePublicKey(raw)
	if err != nil {
		return PublicKey{}, err
	}
	if e := key.jwk.Key.(*rsa.PublicKey).E; e < minExponent || e%2 == 0 {
		return PublicKey{}, keyError("the exponent is %d, at least %d is needed", e, minExponent)
	}
	return key, nil
}

// check holds a key to the pin. A key that is the pinned one, but no longer the one that the destination wants to be sealed for,
// is refused too: the authority may have no use for it any more.
func (p Pin) check(key PublicKey, raw []byte, kid string, now time.Time) error {
	switch {
	case p.Thumbprint == "" && p.Roots == nil:
		return &Error{CodeKeyPin, errors.New("no key is pinned")}
	case p.Thumbprint != "" && key.Fingerprint() != p.Thumbprint:
		return &Error{CodeKeyPin, fmt.Errorf("the destination's key is %s, pinned is %s", key.Fingerprint(), p.Thumbprint)}
	case p.Thumbprint == "":
		if err := p.chain(key, raw, now); err != nil {
			return err
		}
	}
	if kid != "" && key.ID() != kid {
		return &Error{CodeKeyRotated, fmt.Errorf("the destination now encrypts for %q, this key is %q", kid, key.ID())}
	}
	return nil
}

// chain proves the key by its certificates.
func (p Pin) chain(key PublicKey, raw []byte, now time.Time) error {
	certificates := key.jwk.Certificates
	if len(certificates) == 0 {
		return &Error{CodeKeyChain, errors.New("the key has no certificates (x5c)")}
	}
	leaf, between := certificates[0], x509.NewCertPool()
	public, isRSA := leaf.PublicKey.(*rsa.PublicKey)
	if !isRSA || !public.Equal(key.jwk.Key) {
		return &Error{CodeKeyChain, errors.New("the certificate is that of another key")}
	}
	if leaf.KeyUsage != 0 && leaf.KeyUsage&x509.KeyUsageKeyEncipherment == 0 {
		return &Error{CodeKeyChain, errors.New("the certificate is not for encryption")}
	}
	for _, c := range certificates[1:] {
		between.AddCert(c)
	}
	options := x509.VerifyOptions{Roots: p.Roots, Intermediates: between, CurrentTime: now, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageAny}}
	if _, err := leaf.Verify(options); err != nil {
		return &Error{CodeKeyChain, fmt.Errorf("the key's certificates: %w", err)}
	}
	return nil
}

// ParseRoots reads the PEM file with the certificates of a Pin. Errors have CodeKeyInvalid.
func ParseRoots(raw []byte) (*x509.CertPool, error) {
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(raw) {
		return nil, keyError("the file holds no certificate in PEM")
	}
	return pool, nil
}

// Destination is where FIT-Connect brings an application, and how it wants the data.
type Destination struct {
	ID        string // UUID
	Service   string // title of the service, for people
	SchemaURI string // of the data part, one that the destination takes
	// Data are the data part where the schema asks for other members than the house's own form. That one goes along as an
	// attachment then, because consents, proofs and signature have no place in the schema.
	Data json.RawMessage
}

// formName is the attachment with the house's own form, where the data are a schema's.
const formName = "buergerterminal.json"

// SealForDestination encrypts a as FIT-Connect's submission API v2 wants it: metadata 2.1.0, data and attachments, each a JWE with
// RSA-OAEP-256 and A256GCM, the key's kid and cty application/json in its header. Errors have CodeInvalid, CodeKeyInvalid
// or CodeEncrypt.
func SealForDestination(a Application, key PublicKey, to Destination) (Sealed, error) {
	if err := a.Check(); err != nil {
		return Sealed{}, err
	}
	switch {
	case a.Leistung == "":
		return Sealed{}, invalid("the service has no LeiKa key, without which FIT-Connect takes nothing")
	case !link.ValidUUID(to.ID):
		return Sealed{}, invalid("the destination is no UUID")
	case to.SchemaURI == "" || to.Service == "":
		return Sealed{}, invalid("schema or name of the service is missing")
	}
	form, err := json.Marshal(dataOf(a))
	if err != nil {
		return Sealed{}, invalid("data have no JSON form")
	}
	defer clear(form)
	data := form
	if to.Data != nil {
		if !json.Valid(to.Data) {
			return Sealed{}, invalid("the schema's data are no JSON")
		}
		data = bytes.Clone(to.Data)
		defer clear(data)
		a.Attachments = append(slices.Clip(a.Attachments), Attachment{ID: NewID(), Name: formName, MIME: typeJSON, Purpose: Form, Data: form})
	}
	m := describe(a, data)
	m.PublicServiceType = nil // the announcement names it in version 2 of the API
	m.ContentStructure.Data.SubmissionSchema.SchemaURI = to.SchemaURI
	s, err := sealParts(m, data, a.Attachments, key, typeJSON)
	if err != nil {
		return Sealed{}, err
	}
	s.Destination = &link.Destination{ID: to.ID, Service: link.PublicService{Identifier: leistungURN + a.Leistung, Name: to.Service}}
	return s, nil
}
