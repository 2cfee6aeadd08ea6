package seal

import (
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha512"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"encoding/pem"
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
)

var moment = time.Date(2026, 7, 1, 9, 30, 0, 0, time.UTC)

// jwkWith is a JWK of the RSA key with members changed; a nil value takes a member away.
func jwkWith(t testing.TB, key PublicKey, change map[string]any) json.RawMessage {
	t.Helper()
	members := map[string]any{}
	if err := json.Unmarshal(asJSON(t, key), &members); err != nil {
		t.Fatal(err)
	}
	delete(members, "use")
	for name, v := range change {
		if members[name] = v; v == nil {
			delete(members, name)
		}
	}
	return asJSON(t, members)
}

func setOf(t testing.TB, keys ...json.RawMessage) []byte {
	t.Helper()
	return asJSON(t, map[string]any{"keys": keys})
}

// issued makes a certificate of a public key, signed by an authority made for it.
func issued(t testing.TB, public any, usage x509.KeyUsage, until time.Time) (leaf, root *x509.Certificate) {
	t.Helper()
	signer, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	ca := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "CA"}, NotBefore: moment.AddDate(-1, 0, 0), NotAfter: moment.AddDate(9, 0, 0),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign}
	end := &x509.Certificate{SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: "Zustellpunkt"}, NotBefore: moment.AddDate(-1, 0, 0), NotAfter: until, KeyUsage: usage,
		EmailAddresses: []string{"antraege@musterstadt.example"}}
	return certificate(t, end, ca, public, signer), certificate(t, ca, ca, signer.Public(), signer)
}

func certificate(t testing.TB, template, parent *x509.Certificate, public any, signer *rsa.PrivateKey) *x509.Certificate {
	t.Helper()
	der, err := x509.CreateCertificate(rand.Reader, template, parent, public, signer)
	if err != nil {
		t.Fatal(err)
	}
	c, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func poolOf(t testing.TB, c *x509.Certificate) *x509.CertPool {
	t.Helper()
	pool, err := ParseRoots(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.Raw}))
	if err != nil {
		t.Fatal(err)
	}
	return pool
}

func TestDestinationKey(t *testing.T) {
	key := rsaKey().Public()
	public := key.jwk.Key.(*rsa.PublicKey)
	weak, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	number := func(n *big.Int) string { return base64.RawURLEncoding.EncodeToString(n.Bytes()) }
	good := jwkWith(t, key, nil)
	signing := jwkWith(t, key, map[string]any{"key_ops": []string{"verify"}, "alg": "PS512", "kid": "sign"})
	leaf, root := issued(t, public, x509.KeyUsageKeyEncipherment, moment.AddDate(1, 0, 0))
	expired, expiredRoot := issued(t, public, x509.KeyUsageKeyEncipherment, moment.AddDate(0, -1, 0))
	signs, signsRoot := issued(t, public, x509.KeyUsageDigitalSignature, moment.AddDate(1, 0, 0))
	other, otherRoot := issued(t, &weak.PublicKey, x509.KeyUsageKeyEncipherment, moment.AddDate(1, 0, 0))
	x5c := func(c *x509.Certificate) json.RawMessage {
		return jwkWith(t, key, map[string]any{"x5c": []string{base64.StdEncoding.EncodeToString(c.Raw)}})
	}
	thumb := Pin{Thumbprint: key.Fingerprint()}
	for _, c := range []struct {
		name string
		set  []byte
		kid  string
		pin  Pin
		want Code
	}{
		{"pinned", setOf(t, good), "", thumb, ""},
		{"pinned and named", setOf(t, good), key.ID(), thumb, ""},
		{"behind a signing key", setOf(t, signing, good), "", thumb, ""},
		{"by its certificates", setOf(t, x5c(leaf)), "", Pin{Roots: poolOf(t, root)}, ""},
		{"another key", setOf(t, good), "", Pin{Thumbprint: "AAAA"}, CodeKeyPin},
		{"nothing pinned", setOf(t, good), "", Pin{}, CodeKeyPin},
		{"the destination changed it", setOf(t, good), "newer", thumb, CodeKeyRotated},
		{"only a signing key", setOf(t, signing), "", thumb, CodeKeyInvalid},
		{"no key", setOf(t), "", thumb, CodeKeyInvalid},
		{"no set", []byte("<html>"), "", thumb, CodeKeyInvalid},
		{"for two purposes", setOf(t, jwkWith(t, key, map[string]any{"key_ops": []string{"wrapKey", "verify"}})), "", thumb, CodeKeyInvalid},
		{"without purpose", setOf(t, jwkWith(t, key, map[string]any{"key_ops": nil})), "", thumb, CodeKeyInvalid},
		{"for signatures", setOf(t, jwkWith(t, key, map[string]any{"use": "sig"})), "", thumb, CodeKeyInvalid},
		{"old algorithm", setOf(t, jwkWith(t, key, map[string]any{"alg": "RSA-OAEP"})), "", thumb, CodeKeyInvalid},
		{"no algorithm", setOf(t, jwkWith(t, key, map[string]any{"alg": nil})), "", thumb, CodeKeyInvalid},
		{"no kid", setOf(t, jwkWith(t, key, map[string]any{"kid": nil})), "", thumb, CodeKeyInvalid},
		{"an EC key", setOf(t, jwkWith(t, ecKey().Public(), map[string]any{"key_ops": []string{"wrapKey"}})), "", thumb, CodeKeyInvalid},
		{"2048 bits", setOf(t, jwkWith(t, key, map[string]any{"n": number(weak.N)})), "", thumb, CodeKeySmall},
		{"exponent 3", setOf(t, jwkWith(t, key, map[string]any{"e": "Aw"})), "", thumb, CodeKeyInvalid},
		{"the private key", setOf(t, jwkWith(t, key, map[string]any{"d": number(rsaKey().jwk.Key.(*rsa.PrivateKey).D),
			"p": number(rsaKey().jwk.Key.(*rsa.PrivateKey).Primes[0]), "q": number(rsaKey().jwk.Key.(*rsa.PrivateKey).Primes[1])})), "", thumb, CodeKeyPrivate},
		{"no certificates", setOf(t, good), "", Pin{Roots: poolOf(t, root)}, CodeKeyChain},
		{"certificates of another authority", setOf(t, x5c(leaf)), "", Pin{Roots: poolOf(t, expiredRoot)}, CodeKeyChain},
		{"expired certificate", setOf(t, x5c(expired)), "", Pin{Roots: poolOf(t, expiredRoot)}, CodeKeyChain},
		{"a certificate for signatures", setOf(t, x5c(signs)), "", Pin{Roots: poolOf(t, signsRoot)}, CodeKeyChain},
		{"another key's certificate", setOf(t, x5c(other)), "", Pin{Roots: poolOf(t, otherRoot)}, CodeKeyInvalid},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := DestinationKey(c.set, c.kid, c.pin, moment)
			if CodeOf(err) != c.want || c.want == "" && (err != nil || got.Fingerprint() != key.Fingerprint()) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}

func TestSealForDestination(t *testing.T) {
	key := rsaKey()
	to := Destination{ID: "0e7c5a4c-0c52-4e0c-8d0a-2e1e1e1e1e1e", Service: "Meldebescheinigung", SchemaURI: "https://schema.example/m.json"}
	a := sample()
	s, err := SealForDestination(a, key.Public(), to)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := s.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(raw, []byte(canary)) {
		t.Error("a name stands in the clear")
	}
	for _, jwe := range []string{s.Metadata, s.Data, s.Attachments[0].JWE, s.Attachments[1].JWE} {
		head, _, _ := strings.Cut(jwe, ".")
		text, _ := base64.RawURLEncoding.DecodeString(head)
		want := map[string]string{"alg": "RSA-OAEP-256", "enc": "A256GCM", "kid": key.Public().ID(), "cty": "application/json"}
		got := map[string]string{}
		if err := json.Unmarshal(text, &got); err != nil || len(got) != len(want) {
			t.Fatalf("%s: %v", text, err)
		}
		for name, v := range want {
			if got[name] != v {
				t.Errorf("%s is %q", name, got[name])
			}
		}
	}
	d := s.Destination
	if d.ID != to.ID || d.Service.Identifier != "urn:de:fim:leika:leistung:99115004012000" || d.Service.Name != "Meldebescheinigung" {
		t.Errorf("%+v", d)
	}
	if opened, err := Open(s, key); err != nil || string(opened.Answers) != string(a.Answers) {
		t.Errorf("%v", err)
	}
	m := metadataOf(t, s, key)
	if m.PublicServiceType != nil || m.ContentStructure.Data.SubmissionSchema.SchemaURI != to.SchemaURI {
		t.Errorf("%+v", m)
	}
}

func metadataOf(t *testing.T, s Sealed, key PrivateKey) (m metadata) {
	t.Helper()
	plain, err := decryptPart(s.Metadata, key)
	if err == nil {
		err = json.Unmarshal(plain, &m)
	}
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// With data in a schema's members, the house's own form goes along as an attachment whose hash the metadata name.
func TestSealForDestinationWithSchema(t *testing.T) {
	key := rsaKey()
	to := Destination{ID: "0e7c5a4c-0c52-4e0c-8d0a-2e1e1e1e1e1e", Service: "Antrag", SchemaURI: "https://schema.fitko.de/fim/s1_1.0.schema.json",
		Data: json.RawMessage(`{"F60000000227":"` + canary + `"}`)}
	a := sample()
	s, err := SealForDestination(a, key.Public(), to)
	if err != nil {
		t.Fatal(err)
	}
	if len(a.Attachments) != 2 || len(s.Attachments) != 3 {
		t.Fatalf("%d and %d attachments", len(a.Attachments), len(s.Attachments))
	}
	plain, err := decryptPart(s.Data, key)
	if err != nil || string(plain) != string(to.Data) {
		t.Errorf("%s, %v", plain, err)
	}
	m := metadataOf(t, s, key)
	form, err := decryptPart(s.Attachments[2].JWE, key)
	sum := sha512.Sum512(form)
	if err != nil || m.ContentStructure.Attachments[2].Hash.Content != hex.EncodeToString(sum[:]) || !bytes.Contains(form, []byte(canary)) {
		t.Errorf("the form: %v", err)
	}
}

func TestSealForDestinationRefuses(t *testing.T) {
	ok := Destination{ID: "0e7c5a4c-0c52-4e0c-8d0a-2e1e1e1e1e1e", Service: "Antrag", SchemaURI: "https://schema.example/m.json"}
	for name, change := range map[string]func(*Application, *Destination){
		"no LeiKa key":   func(a *Application, _ *Destination) { a.Leistung = "" },
		"no UUID":        func(_ *Application, d *Destination) { d.ID = "x" },
		"no schema":      func(_ *Application, d *Destination) { d.SchemaURI = "" },
		"no name":        func(_ *Application, d *Destination) { d.Service = "" },
		"data no JSON":   func(_ *Application, d *Destination) { d.Data = json.RawMessage("{") },
		"no application": func(a *Application, _ *Destination) { a.ID = "" },
	} {
		a, d := sample(), ok
		change(&a, &d)
		if _, err := SealForDestination(a, rsaKey().Public(), d); CodeOf(err) != CodeInvalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// FuzzDestinationKey: no set of keys makes the reader panic, and what it takes can seal and is the pinned one.
func FuzzDestinationKey(f *testing.F) {
	key := rsaKey().Public()
	f.Add(setOf(f, jwkWith(f, key, nil)), "")
	f.Add([]byte(`{"keys":[{"kty":"RSA","alg":"RSA-OAEP-256","key_ops":["wrapKey"],"kid":"a","n":"AQAB","e":"AQAB","x5c":["AA=="]}]}`), "a")
	f.Add([]byte(`{"keys":[{}]}`), "")
	pin := Pin{Thumbprint: key.Fingerprint()}
	f.Fuzz(func(t *testing.T, set []byte, kid string) {
		got, err := DestinationKey(set, kid, pin, moment)
		if err == nil && (got.Fingerprint() != pin.Thumbprint || got.Algorithm() != string(jose.RSA_OAEP_256)) {
			t.Error("a key that is not the pinned one")
		}
		if err != nil && CodeOf(err) == "" {
			t.Errorf("no code: %v", err)
		}
	})
}
