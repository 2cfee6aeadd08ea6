package seal

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/go-jose/go-jose/v4"
)

// minRSABits is FIT-Connect's size for encryption keys.
const minRSABits = 4096

// Kind is a kind of key pair that can seal.
type Kind string

// The kinds of key pairs. RSA4096 is FIT-Connect's.
const (
	RSA4096 Kind = "RSA-4096"
	P256    Kind = "P-256"
)

// PublicKey seals. The zero value is not usable; see ParsePublicKey and PrivateKey.Public.
type PublicKey struct{ jwk jose.JSONWebKey }

// PrivateKey opens. It belongs to the authority and is never on a terminal or a hub.
type PrivateKey struct{ jwk jose.JSONWebKey }

// GenerateKey makes a key pair. Its id is the fingerprint of the public key.
func GenerateKey(kind Kind) (PrivateKey, error) {
	var private any
	var err error
	switch kind {
	case RSA4096:
		private, err = rsa.GenerateKey(rand.Reader, 4096)
	case P256:
		private, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	default:
		return PrivateKey{}, keyError("unknown kind %q", kind)
	}
	if err != nil {
		return PrivateKey{}, &Error{CodeKeyInvalid, err}
	}
	return newPrivateKey(jose.JSONWebKey{Key: private})
}

// ID is the key's kid, which stands in the header of everything sealed with it.
func (k PublicKey) ID() string { return k.jwk.KeyID }

// Fingerprint is the SHA-256 thumbprint of RFC 7638, base64url: the same for JWK and PEM, whatever their kid.
func (k PublicKey) Fingerprint() string { return fingerprint(k.jwk) }

// Algorithm is how the content key is wrapped: RSA-OAEP-256 or ECDH-ES.
func (k PublicKey) Algorithm() string { return string(algorithm(k.jwk.Key)) }

// MarshalJSON writes the public key as a JWK.
func (k PublicKey) MarshalJSON() ([]byte, error) { return marshalKey(k.jwk, "wrapKey", "deriveBits") }

// Public is the half that terminals get.
func (k PrivateKey) Public() PublicKey {
	return PublicKey{jose.JSONWebKey{Key: publicOf(k.jwk.Key), KeyID: k.jwk.KeyID, Algorithm: k.jwk.Algorithm, Use: k.jwk.Use}}
}

// MarshalJSON writes the private key as a JWK, secret members included.
func (k PrivateKey) MarshalJSON() ([]byte, error) {
	return marshalKey(k.jwk, "unwrapKey", "deriveBits")
}

// String never shows the secret.
func (k PrivateKey) String() string { return "private key " + k.jwk.KeyID }

// GoString never shows the secret.
func (k PrivateKey) GoString() string { return k.String() }

// Format never shows the secret, whatever the verb.
func (k PrivateKey) Format(s fmt.State, _ rune) { fmt.Fprint(s, k.String()) }

// marshalKey adds key_ops, which FIT-Connect checks and go-jose does not know.
func marshalKey(k jose.JSONWebKey, rsaOperation, ecOperation string) ([]byte, error) {
	raw, err := k.MarshalJSON()
	if err != nil {
		return nil, &Error{CodeKeyInvalid, err}
	}
	operation := ecOperation
	if algorithm(k.Key) == jose.RSA_OAEP_256 {
		operation = rsaOperation
	}
	return append(raw[:len(raw)-1], fmt.Sprintf(`,"key_ops":[%q]}`, operation)...), nil
}

func newPublicKey(k jose.JSONWebKey) (PublicKey, error) {
	k, err := complete(k)
	return PublicKey{k}, err
}

func newPrivateKey(k jose.JSONWebKey) (PrivateKey, error) {
	k, err := complete(k)
	return PrivateKey{k}, err
}

// complete checks the key and fills what a JWK may leave out.
func complete(k jose.JSONWebKey) (jose.JSONWebKey, error) {
	if !k.Valid() {
		return k, keyError("incomplete or of an unknown type")
	}
	alg := algorithm(k.Key)
	if alg == "" {
		return k, keyError("neither RSA nor P-256, P-384, P-521")
	}
	if public, isRSA := publicOf(k.Key).(*rsa.PublicKey); isRSA && public.N.BitLen() < minRSABits {
		return k, &Error{CodeKeySmall, fmt.Errorf("RSA with %d bits, at least %d are needed", public.N.BitLen(), minRSABits)}
	}
	if k.Use != "" && k.Use != "enc" {
		return k, keyError("use is %q, not enc", k.Use)
	}
	if k.Algorithm != "" && k.Algorithm != string(alg) {
		return k, keyError("alg is %q, not %s", k.Algorithm, alg)
	}
	k.Use, k.Algorithm = "enc", string(alg)
	if k.KeyID == "" {
		k.KeyID = fingerprint(k)
	}
	return k, nil
}

func algorithm(key any) jose.KeyAlgorithm {
	switch public := publicOf(key).(type) {
	case *rsa.PublicKey:
		return jose.RSA_OAEP_256
	case *ecdsa.PublicKey:
		switch public.Curve {
		case elliptic.P256(), elliptic.P384(), elliptic.P521():
			return jose.ECDH_ES
		}
	}
	return ""
}

func publicOf(key any) any {
	if private, ok := key.(interface{ Public() crypto.PublicKey }); ok {
		return private.Public()
	}
	return key
}

func fingerprint(k jose.JSONWebKey) string {
	sum, err := k.Thumbprint(crypto.SHA256)
	if err != nil {
		return ""
	}
	return base64.RawURLEncoding.EncodeToString(sum)
}

// checkOperations refuses a JWK that is meant for something else; without key_ops everything is allowed (RFC 7517, 4.3).
func checkOperations(raw []byte) error {
	var k struct {
		Operations []string `json:"key_ops"`
	}
	if err := json.Unmarshal(raw, &k); err != nil {
		return keyError("no JWK")
	}
	if k.Operations == nil {
		return nil
	}
	for _, operation := range k.Operations {
		switch operation {
		case "wrapKey", "unwrapKey", "encrypt", "decrypt", "deriveKey", "deriveBits":
			return nil
		}
	}
	return keyError("key_ops are %s, none of which seals", strings.Join(k.Operations, ", "))
}

func keyError(format string, args ...any) error {
	return &Error{CodeKeyInvalid, fmt.Errorf(format, args...)}
}

// probe is what the self-tests seal.
const probe = "buergerterminal self-test"

// SelfTest seals a probe. A key that fails here would lose an application: a terminal asks before the first visit.
func (k PublicKey) SelfTest() error {
	enc, err := newEncrypter(k)
	if err != nil {
		return err
	}
	jwe, err := encryptPart(enc, typeJSON, []byte(probe))
	if err != nil {
		return err
	}
	if strings.Contains(jwe, base64.RawURLEncoding.EncodeToString([]byte(probe))) {
		return &Error{CodeEncrypt, errors.New("the probe stands in the clear")}
	}
	_, err = parsePart(jwe, k.ID())
	return err
}

// SelfTest seals a probe with the public half and opens it.
func (k PrivateKey) SelfTest() error {
	enc, err := newEncrypter(k.Public())
	if err != nil {
		return err
	}
	jwe, err := encryptPart(enc, typeJSON, []byte(probe))
	if err != nil {
		return err
	}
	plain, err := decryptPart(jwe, k)
	if err != nil {
		return err
	}
	if string(plain) != probe {
		return &Error{CodeDecrypt, errors.New("the probe came back changed")}
	}
	return nil
}
