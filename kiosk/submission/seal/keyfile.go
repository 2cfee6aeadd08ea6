package seal

import (
	"bytes"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"errors"
	"os"

	"github.com/go-jose/go-jose/v4"
)

// maxKeyFile is far above any key; what is larger is a mistaken path.
const maxKeyFile = 64 << 10

// LoadPublicKey reads a public key from a file, JWK or PEM. The error is an Error with a key code.
func LoadPublicKey(path string) (PublicKey, error) {
	raw, err := readKeyFile(path)
	if err != nil {
		return PublicKey{}, err
	}
	return ParsePublicKey(raw)
}

// LoadPrivateKey reads a private key from a file, JWK or PEM. The error is an Error with a key code.
func LoadPrivateKey(path string) (PrivateKey, error) {
	raw, err := readKeyFile(path)
	if err != nil {
		return PrivateKey{}, err
	}
	defer clear(raw)
	return ParsePrivateKey(raw)
}

func readKeyFile(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, &Error{CodeKeyInvalid, err}
	}
	if info.Size() > maxKeyFile {
		return nil, keyError("%s is no key file: %d bytes", path, info.Size())
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, &Error{CodeKeyInvalid, err}
	}
	return raw, nil
}

// ParsePublicKey reads a JWK (RFC 7517) or PEM: "PUBLIC KEY" (SPKI) or "CERTIFICATE". A private key is refused with
// CodeKeyPrivate, because it must not be on a terminal.
func ParsePublicKey(raw []byte) (PublicKey, error) {
	k, err := parseKey(raw)
	if err != nil {
		return PublicKey{}, err
	}
	if !k.IsPublic() {
		if algorithm(k.Key) == "" {
			return PublicKey{}, keyError("not a public key")
		}
		return PublicKey{}, &Error{CodeKeyPrivate, errors.New("this is the private key; it belongs to the authority alone")}
	}
	return newPublicKey(k)
}

// ParsePrivateKey reads a JWK or PEM: "PRIVATE KEY" (PKCS #8), "RSA PRIVATE KEY" or "EC PRIVATE KEY".
func ParsePrivateKey(raw []byte) (PrivateKey, error) {
	k, err := parseKey(raw)
	if err != nil {
		return PrivateKey{}, err
	}
	if k.IsPublic() {
		return PrivateKey{}, keyError("this is the public key, the private one is needed")
	}
	return newPrivateKey(k)
}

func parseKey(raw []byte) (jose.JSONWebKey, error) {
	if bytes.HasPrefix(bytes.TrimSpace(raw), []byte("{")) {
		return parseJWK(raw)
	}
	block, _ := pem.Decode(raw)
	if block == nil {
		return jose.JSONWebKey{}, keyError("neither JWK nor PEM")
	}
	key, err := parsePEM(block)
	if err != nil {
		return jose.JSONWebKey{}, &Error{CodeKeyInvalid, err}
	}
	return jose.JSONWebKey{Key: key}, nil
}

func parseJWK(raw []byte) (jose.JSONWebKey, error) {
	var k jose.JSONWebKey
	if err := json.Unmarshal(raw, &k); err != nil {
		return k, &Error{CodeKeyInvalid, err}
	}
	return k, checkOperations(raw)
}

func parsePEM(block *pem.Block) (any, error) {
	switch block.Type {
	case "PUBLIC KEY":
		return x509.ParsePKIXPublicKey(block.Bytes)
	case "CERTIFICATE":
		certificate, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, err
		}
		return certificate.PublicKey, nil
	case "PRIVATE KEY":
		return x509.ParsePKCS8PrivateKey(block.Bytes)
	case "RSA PRIVATE KEY":
		return x509.ParsePKCS1PrivateKey(block.Bytes)
	case "EC PRIVATE KEY":
		return x509.ParseECPrivateKey(block.Bytes)
	}
	return nil, errors.New("PEM holds no key")
}
