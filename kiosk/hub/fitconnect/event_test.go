package fitconnect

import (
	"encoding/json"
	"testing"
	"time"

	"buergerterminal/kiosk/link"
)

// FuzzClaims: no claims make the reader panic, and what it believes is about what was sent, once, and by who may say it.
func FuzzClaims(f *testing.F) {
	sent := Sent{Announced: Announced{Submission: "1e7c5a4c-0c52-4e0c-8d0a-2e1e1e1e1e1e", Case: "2e7c5a4c-0c52-4e0c-8d0a-2e1e1e1e1e1e"},
		Destination: "0e7c5a4c-0c52-4e0c-8d0a-2e1e1e1e1e1e", Since: time.Unix(1_790_000_000, 0), Tags: Tags{Metadata: "m", Data: "d"}}
	now := sent.Since.Add(time.Hour)
	f.Add([]byte(`{"jti":"3e7c5a4c-0c52-4e0c-8d0a-2e1e1e1e1e1e","iss":"0e7c5a4c-0c52-4e0c-8d0a-2e1e1e1e1e1e","iat":1790000100,"sub":"submission:1e7c5a4c-0c52-4e0c-8d0a-2e1e1e1e1e1e",` +
		`"txn":"case:2e7c5a4c-0c52-4e0c-8d0a-2e1e1e1e1e1e","events":{"https://schema.fitko.de/fit-connect/events/accept-submission":{"authenticationTags":{"metadata":"m"}}}}`))
	f.Add([]byte(`{"jti":"","iat":9223372036854775807,"events":{"":null}}`))
	f.Add([]byte(`{"jti":"3e7c5a4c-0c52-4e0c-8d0a-2e1e1e1e1e1e","iss":"https://x","iat":1790000100,"sub":"1E7C5A4C-0C52-4E0C-8D0A-2E1E1E1E1E1E","txn":"2e7c5a4c-0c52-4e0c-8d0a-2e1e1e1e1e1e","events":{"https://schema.fitko.de/fit-connect/events/x":[]}}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		var c claims
		if json.Unmarshal(raw, &c) != nil {
			return
		}
		e, tags, err := c.about(sent, now)
		if err != nil {
			if CodeOf(err) != CodeEvent {
				t.Errorf("no code: %v", err)
			}
			return
		}
		if !link.ValidUUID(e.ID) || e.At.After(now.Add(clockSkew)) || (e.Type == Accepted || e.Type == Rejected) && c.Issuer != sent.Destination && len(c.Issuer) != len(sent.Destination) {
			t.Errorf("%+v is believed", e)
		}
		if tags.hold(sent.Tags) == nil && tags.Metadata != "" && tags.Metadata != "m" {
			t.Errorf("%+v are taken for the tags of what was sent", tags)
		}
	})
}

// FuzzSigningKey: what is taken can verify.
func FuzzSigningKey(f *testing.F) {
	f.Add([]byte(`{"kty":"RSA","kid":"a","alg":"PS512","key_ops":["verify"],"n":"AQAB","e":"AQAB"}`))
	f.Add([]byte(`{"kty":"EC","kid":"a"}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		kid, key, err := signingKey(raw)
		if err == nil && (kid == "" || key.N.BitLen() < minSigningBits) {
			t.Errorf("a key of %d bits", key.N.BitLen())
		}
	})
}

func TestKidsArePartsOfAPath(t *testing.T) {
	for kid, want := range map[string]bool{"zustellpunkt-sig": true, "a.b_c~1:2=": true, "": false, "..": false, ".": false, "a/b": false, "a?b": false, "ä": false} {
		_, err := (&keyring{held: map[string]heldKey{"x " + kid: {until: time.Now().Add(time.Hour)}}}).of(t.Context(), "x", kid)
		if (err == nil) != want {
			t.Errorf("%q: %v", kid, err)
		}
	}
}
