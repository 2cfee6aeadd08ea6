package link

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"net/http"
	"strings"
	"testing"
	"time"
)

func signedRequest(t testing.TB) (*http.Request, *ecdsa.PrivateKey) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	r, err := http.NewRequest(http.MethodPut, "https://hub.example"+SubmissionPath(callID), nil)
	if err != nil {
		t.Fatal(err)
	}
	Envelope{"MS-03", "bauhof", "abfall@1", "A-1", strings.Repeat("a", 64)}.Set(r.Header)
	if err := SignRequest(r, key, "0af3", time.Unix(1_800_000_000, 0)); err != nil {
		t.Fatal(err)
	}
	return r, key
}

func TestSignedRequest(t *testing.T) {
	for _, tt := range []struct {
		name   string
		change func(*http.Request)
		ok     bool
	}{
		{"as it was sent", func(*http.Request) {}, true},
		{"through a proxy that adds what is not covered", func(r *http.Request) { r.Header.Set("Via", "1.1 proxy") }, true},
		{"another method", func(r *http.Request) { r.Method = http.MethodGet }, false},
		{"another path", func(r *http.Request) { r.URL.Path += "0" }, false},
		{"another terminal", func(r *http.Request) { r.Header.Set(HeaderTerminal, "MS-04") }, false},
		{"another authority", func(r *http.Request) { r.Header.Set(HeaderAuthority, "x") }, false},
		{"a digest that was added", func(r *http.Request) { r.Header.Set(HeaderDigest, "sha-256=:x:") }, false},
		{"a later time", func(r *http.Request) { replace(r, "created=1800000000", "created=1800000001") }, false},
		{"another key", func(r *http.Request) { replace(r, `keyid="0af3"`, `keyid="0af4"`) }, false},
		{"less covered", func(r *http.Request) { replace(r, `"@method" `, "") }, false},
		{"another algorithm", func(r *http.Request) { replace(r, signatureName, "hmac-sha256") }, false},
		{"no signature", func(r *http.Request) { r.Header.Del(HeaderSignature) }, false},
		{"a short signature", func(r *http.Request) { r.Header.Set(HeaderSignature, "terminal=:YQ==:") }, false},
		{"no input", func(r *http.Request) { r.Header.Del(HeaderSignatureInput) }, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r, key := signedRequest(t)
			tt.change(r)
			s, err := ReadSignature(r.Header)
			if ok := err == nil && s.Verify(r, &key.PublicKey); ok != tt.ok {
				t.Errorf("verified %v, %v", ok, err)
			}
		})
	}
}

func replace(r *http.Request, old, new string) {
	r.Header.Set(HeaderSignatureInput, strings.ReplaceAll(r.Header.Get(HeaderSignatureInput), old, new))
}

func TestSignatureSaysWho(t *testing.T) {
	r, _ := signedRequest(t)
	s, err := ReadSignature(r.Header)
	if err != nil || s.Serial != "0af3" || s.Created.Unix() != 1_800_000_000 || len(s.Nonce) != 22 {
		t.Errorf("read %+v, %v", s, err)
	}
	other, _ := signedRequest(t)
	if o, _ := ReadSignature(other.Header); o.Nonce == s.Nonce {
		t.Error("two requests have one nonce")
	}
}

func FuzzReadSignature(f *testing.F) {
	r, key := signedRequest(f)
	f.Add(r.Header.Get(HeaderSignatureInput), r.Header.Get(HeaderSignature))
	f.Add("terminal=()", "terminal=::")
	f.Fuzz(func(t *testing.T, input, signature string) {
		forged, _ := http.NewRequest(http.MethodGet, "https://hub.example/", nil)
		forged.Header.Set(HeaderSignatureInput, input)
		forged.Header.Set(HeaderSignature, signature)
		if s, err := ReadSignature(forged.Header); err == nil && s.Verify(forged, &key.PublicKey) {
			t.Error("a forged signature was verified")
		}
	})
}
