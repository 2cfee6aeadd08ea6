package diagnostics

import (
	"crypto"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/go-jose/go-jose/v4"
)

// ErrSignature tells that a signature does not fit the report, or was made with another key.
var ErrSignature = errors.New("the signature does not fit")

// Key is the terminal's own key: Ed25519 (RFC 8037), kept in a file that only the terminal's user can read.
type Key struct{ jwk jose.JSONWebKey }

// LoadKey reads the terminal's key from path, and makes it when the file is not there. The public half is left beside it as
// path + ".public", for whoever verifies reports. A key file that others may read is refused.
func LoadKey(path string) (Key, error) {
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return makeKey(path)
	}
	if err != nil {
		return Key{}, fmt.Errorf("the terminal's key: %w", err)
	}
	info, err := os.Stat(path)
	if err != nil {
		return Key{}, fmt.Errorf("the terminal's key: %w", err)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return Key{}, fmt.Errorf("the terminal's key: %s has mode %04o; only its owner may read it (chmod 600)", path, info.Mode().Perm())
	}
	k, err := parseKey(data)
	if err != nil {
		return Key{}, fmt.Errorf("the terminal's key in %s: %w", path, err)
	}
	if _, private := k.Key.(ed25519.PrivateKey); !private {
		return Key{}, fmt.Errorf("the terminal's key in %s: it is only the public half", path)
	}
	return Key{k}, nil
}

// makeKey makes a key and its file. Two programs that do so at once agree: the file is made whole before it gets its name, and
// the one that comes second takes the first one's.
func makeKey(path string) (Key, error) {
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return Key{}, fmt.Errorf("the terminal's key: %w", err)
	}
	id, err := (&jose.JSONWebKey{Key: public}).Thumbprint(crypto.SHA256)
	if err != nil {
		return Key{}, fmt.Errorf("the terminal's key: %w", err)
	}
	k := Key{jose.JSONWebKey{Key: private, KeyID: base64.RawURLEncoding.EncodeToString(id), Algorithm: string(jose.EdDSA), Use: "sig"}}
	data, err := k.jwk.MarshalJSON()
	if err != nil {
		return Key{}, fmt.Errorf("the terminal's key: %w", err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return Key{}, fmt.Errorf("the terminal's key: %w", err)
	}
	if err := create(path, data); errors.Is(err, fs.ErrExist) {
		return LoadKey(path)
	} else if err != nil {
		return Key{}, fmt.Errorf("the terminal's key: %w", err)
	}
	if err := os.WriteFile(path+".public", k.Public(), 0o644); err != nil {
		return Key{}, fmt.Errorf("the terminal's public key: %w", err)
	}
	return k, nil
}

// create makes a file with mode 0600, whole and on the disk or not at all; fs.ErrExist when there is one.
func create(path string, data []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".key-*") // 0600
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.Write(data)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Link(f.Name(), path)
}

// Public is the public half as a JWK.
func (k Key) Public() []byte {
	data, err := json.Marshal(k.jwk.Public())
	if err != nil {
		panic(fmt.Sprintf("diagnostics: an Ed25519 key that is no JWK: %v", err)) // cannot be: LoadKey made it
	}
	return append(data, '\n')
}

// ID is the key's RFC 7638 thumbprint, which stands in every signature.
func (k Key) ID() string { return k.jwk.KeyID }

// String never shows the secret.
func (k Key) String() string { return "terminal key " + k.ID() }

// GoString never shows the secret.
func (k Key) GoString() string { return k.String() }

// Format never shows the secret, whatever the verb.
func (k Key) Format(s fmt.State, _ rune) { fmt.Fprint(s, k.String()) }

// Sign signs the bytes of a report. The signature is a detached JWS in compact form (RFC 7515, appendix F) with EdDSA (RFC 8037).
func (k Key) Sign(report []byte) (string, error) {
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.EdDSA, Key: k.jwk}, nil)
	if err != nil {
		return "", fmt.Errorf("signing the report: %w", err)
	}
	signed, err := signer.Sign(report)
	if err != nil {
		return "", fmt.Errorf("signing the report: %w", err)
	}
	return signed.DetachedCompactSerialize()
}

// Verify reports whether signature was made over report with the private half of public, a JWK. The error matches ErrSignature
// when it was not, and says otherwise what cannot be read.
func Verify(report []byte, signature string, public []byte) error {
	k, err := parseKey(public)
	if err != nil {
		return fmt.Errorf("the public key: %w", err)
	}
	signed, err := jose.ParseDetached(signature, report, []jose.SignatureAlgorithm{jose.EdDSA})
	if err != nil {
		return fmt.Errorf("the signature cannot be read: %w", err)
	}
	if _, err := signed.Verify(k.Public()); err != nil {
		return ErrSignature
	}
	return nil
}

// parseKey reads an Ed25519 key in JWK form.
func parseKey(data []byte) (jose.JSONWebKey, error) {
	var k jose.JSONWebKey
	if err := k.UnmarshalJSON(data); err != nil {
		return k, errors.New("it is no JWK") // the error of the library may quote the secret
	}
	if _, ok := k.Public().Key.(ed25519.PublicKey); !ok {
		return k, errors.New("it is no Ed25519 key")
	}
	return k, nil
}
