package seal

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/go-jose/go-jose/v4"
)

func asJSON(t testing.TB, v any) []byte {
	t.Helper()
	raw, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func asPEM(t testing.TB, kind string, der []byte, err error) []byte {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der})
}

func TestKeyFiles(t *testing.T) {
	for name, key := range map[string]PrivateKey{"RSA": rsaKey(), "EC": ecKey()} {
		spki, err := x509.MarshalPKIXPublicKey(key.Public().jwk.Key)
		publicPEM := asPEM(t, "PUBLIC KEY", spki, err)
		pkcs8, err := x509.MarshalPKCS8PrivateKey(key.jwk.Key)
		privatePEM := asPEM(t, "PRIVATE KEY", pkcs8, err)
		for form, pair := range map[string][2][]byte{
			"JWK": {asJSON(t, key.Public()), asJSON(t, key)},
			"PEM": {publicPEM, privatePEM},
		} {
			t.Run(name+"/"+form, func(t *testing.T) {
				dir := t.TempDir()
				publicPath, privatePath := filepath.Join(dir, "public"), filepath.Join(dir, "private")
				for path, raw := range map[string][]byte{publicPath: pair[0], privatePath: pair[1]} {
					if err := os.WriteFile(path, raw, 0o600); err != nil {
						t.Fatal(err)
					}
				}
				public, err := LoadPublicKey(publicPath)
				if err != nil {
					t.Fatal(err)
				}
				private, err := LoadPrivateKey(privatePath)
				if err != nil {
					t.Fatal(err)
				}
				if public.Fingerprint() != key.Public().Fingerprint() || public.ID() != private.Public().ID() {
					t.Error("the loaded keys are not the written ones")
				}
				if err := public.SelfTest(); err != nil {
					t.Error(err)
				}
				if err := private.SelfTest(); err != nil {
					t.Error(err)
				}
				if _, err := Open(mustSeal(t, sample(), public), private); err != nil {
					t.Error(err)
				}
			})
		}
	}
}

func TestKeysRefused(t *testing.T) {
	small, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	smallSPKI, err := x509.MarshalPKIXPublicKey(small.Public())
	smallPEM := asPEM(t, "PUBLIC KEY", smallSPKI, err)
	p224, err := ecdsa.GenerateKey(elliptic.P224(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	p224SPKI, err := x509.MarshalPKIXPublicKey(p224.Public())
	p224PEM := asPEM(t, "PUBLIC KEY", p224SPKI, err)
	edwards, _, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	public := string(asJSON(t, ecKey().Public()))
	change := func(from, to string) []byte {
		if !strings.Contains(public, from) {
			t.Fatalf("%s holds no %s", public, from)
		}
		return []byte(strings.Replace(public, from, to, 1))
	}
	cases := []struct {
		name string
		raw  []byte
		want Code
	}{
		{"RSA 2048 as PEM", smallPEM, CodeKeySmall},
		{"RSA 2048 as JWK", asJSON(t, jose.JSONWebKey{Key: small.Public()}), CodeKeySmall},
		{"P-224", p224PEM, CodeKeyInvalid},
		{"Ed25519", asJSON(t, jose.JSONWebKey{Key: edwards}), CodeKeyInvalid},
		{"symmetric", asJSON(t, jose.JSONWebKey{Key: []byte("0123456789abcdef")}), CodeKeyInvalid},
		{"private key", asJSON(t, ecKey()), CodeKeyPrivate},
		{"for signatures", change(`"use":"enc"`, `"use":"sig"`), CodeKeyInvalid},
		{"for verification", change(`"deriveBits"`, `"verify"`), CodeKeyInvalid},
		{"another algorithm", change(`"ECDH-ES"`, `"ECDH-ES+A128KW"`), CodeKeyInvalid},
		{"not on the curve", change(`"x":"`, `"x":"AAAA`), CodeKeyInvalid},
		{"empty", nil, CodeKeyInvalid},
		{"no key", []byte("{}"), CodeKeyInvalid},
		{"other PEM", asPEM(t, "DH PARAMETERS", []byte("x"), nil), CodeKeyInvalid},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if _, err := ParsePublicKey(c.raw); CodeOf(err) != c.want {
				t.Errorf("error %v, want %s", err, c.want)
			}
		})
	}
	if _, err := ParsePrivateKey([]byte(public)); CodeOf(err) != CodeKeyInvalid {
		t.Errorf("public key as private: %v", err)
	}
	if _, err := LoadPublicKey(filepath.Join(t.TempDir(), "missing")); CodeOf(err) != CodeKeyInvalid {
		t.Errorf("missing file: %v", err)
	}
	if _, err := GenerateKey("RSA-2048"); CodeOf(err) != CodeKeyInvalid {
		t.Errorf("unknown kind: %v", err)
	}
	if err := (PublicKey{}).SelfTest(); CodeOf(err) != CodeKeyInvalid {
		t.Errorf("self-test of no key: %v", err)
	}
}

func TestSelfTestNoticesAWrongPair(t *testing.T) {
	key := generate(P256)
	mixed := key.jwk.Key.(*ecdsa.PrivateKey)
	mixed.PublicKey = ecKey().jwk.Key.(*ecdsa.PrivateKey).PublicKey
	if err := key.SelfTest(); CodeOf(err) != CodeDecrypt {
		t.Errorf("error %v, want %s", err, CodeDecrypt)
	}
}

func TestPrivateKeyIsNeverPrinted(t *testing.T) {
	key := ecKey()
	secret := fmt.Sprint(key.jwk.Key.(*ecdsa.PrivateKey).D)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%d", "%x"} {
		if text := fmt.Sprintf(verb, key); text != "private key "+key.Public().ID() || strings.Contains(text, secret) {
			t.Errorf("%s prints %q", verb, text)
		}
	}
}

func FuzzParsePublicKey(f *testing.F) {
	f.Add(asJSON(f, ecKey().Public()))
	f.Add([]byte(`{"kty":"RSA","n":"AQAB","e":"AQAB"}`))
	f.Add([]byte("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		key, err := ParsePublicKey(raw)
		if err != nil {
			if CodeOf(err) == "" {
				t.Fatalf("no code: %v", err)
			}
			return
		}
		again, err := ParsePublicKey(asJSON(t, key))
		if err != nil || again.Fingerprint() != key.Fingerprint() {
			t.Fatalf("what was written reads as %v, %v", again, err)
		}
	})
}
