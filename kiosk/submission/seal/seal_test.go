package seal

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"
)

var (
	rsaKey = sync.OnceValue(func() PrivateKey { return generate(RSA4096) })
	ecKey  = sync.OnceValue(func() PrivateKey { return generate(P256) })
)

func generate(kind Kind) PrivateKey {
	key, err := GenerateKey(kind)
	if err != nil {
		panic(err)
	}
	return key
}

// canary stands in every part of the sample that a person could be known by.
const canary = "Lehmann-Kanarienvogel"

func sample() Application {
	return Application{
		ID:          "6f1c2f8e-5a0e-4c55-9b1c-0d6a3a1b2c3d",
		FlowID:      "meldebescheinigung",
		FlowVersion: "3",
		Leistung:    "99115004012000",
		Authority:   "musterstadt-buergeramt",
		Language:    "de",
		CreatedAt:   time.Date(2026, 7, 1, 9, 30, 0, 0, time.UTC),
		Answers:     json.RawMessage(`{"name":{"label":"Familienname","value":"` + canary + `"}}`),
		Attachments: []Attachment{
			{"0b0e7c58-0c52-4e0c-8d0a-1e1e1e1e1e1e", canary + ".png", "image/png", Proof, bytes.Repeat([]byte("scan of "+canary), 999)},
			{"1b0e7c58-0c52-4e0c-8d0a-1e1e1e1e1e1e", "unterschrift.png", "image/png", Signature, []byte("ink")},
		},
	}
}

func mustSeal(t *testing.T, a Application, key PublicKey) Sealed {
	t.Helper()
	s, err := Seal(a, key)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestRoundTrip(t *testing.T) {
	for name, key := range map[string]PrivateKey{"RSA": rsaKey(), "EC": ecKey()} {
		t.Run(name, func(t *testing.T) {
			want := sample()
			blob, err := mustSeal(t, want, key.Public()).Bytes()
			if err != nil {
				t.Fatal(err)
			}
			if leaks(blob) {
				t.Error("the canary stands in the sealed blob")
			}
			s, err := ParseSealed(blob)
			if err != nil {
				t.Fatal(err)
			}
			if id, err := KeyID(s); err != nil || id != key.Public().ID() {
				t.Errorf("KeyID = %q, %v", id, err)
			}
			got, err := Open(s, key)
			if err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(got, want) {
				t.Error("what was opened is not what was sealed")
			}
		})
	}
}

// leaks looks for the canary in the blob as it is and in everything in it that base64 can decode.
func leaks(blob []byte) bool {
	if bytes.Contains(blob, []byte(canary)) {
		return true
	}
	for _, part := range strings.FieldsFunc(string(blob), func(r rune) bool { return r == '"' || r == '.' }) {
		if raw, err := base64.RawURLEncoding.DecodeString(part); err == nil && bytes.Contains(raw, []byte(canary)) {
			return true
		}
	}
	return false
}

func TestLeaksFindsTheCanary(t *testing.T) {
	if !leaks([]byte(`{"a":"x.` + base64.RawURLEncoding.EncodeToString([]byte("von "+canary)) + `.y"}`)) {
		t.Error("an encoded canary is not found")
	}
}

func TestMetadataFollowFITConnect(t *testing.T) {
	s := mustSeal(t, sample(), ecKey().Public())
	plain, err := decryptPart(s.Metadata, ecKey())
	if err != nil {
		t.Fatal(err)
	}
	var m struct {
		Schema           string `json:"$schema"`
		ContentStructure struct {
			Data struct {
				SubmissionSchema struct{ SchemaURI, MIMEType string }
				Hash             struct{ Type, Content string }
			}
			Attachments []struct {
				AttachmentID, Purpose, Filename, MIMEType string
				Hash                                      struct{ Type, Content string }
			}
		}
		PublicServiceType struct{ Identifier string }
	}
	if err := json.Unmarshal(plain, &m); err != nil {
		t.Fatal(err)
	}
	c := m.ContentStructure
	if m.Schema != schemaMetadata || c.Data.SubmissionSchema.MIMEType != "application/json" ||
		c.Data.Hash.Type != "sha512" || len(c.Data.Hash.Content) != 128 || len(c.Attachments) != 2 ||
		c.Attachments[0].Purpose != "attachment" || len(c.Attachments[0].Hash.Content) != 128 ||
		m.PublicServiceType.Identifier != "urn:de:fim:leika:leistung:99115004012000" {
		t.Errorf("metadata: %s", plain)
	}
	jwe, err := parseJWE(s.Metadata)
	if err != nil {
		t.Fatal(err)
	}
	if jwe.Header.ExtraHeaders["cty"] != "application/json" || jwe.Header.KeyID != ecKey().Public().ID() {
		t.Errorf("header: %+v", jwe.Header)
	}
}

func TestTwoSealingsDiffer(t *testing.T) {
	first, second := mustSeal(t, sample(), ecKey().Public()), mustSeal(t, sample(), ecKey().Public())
	if first.Data == second.Data {
		t.Error("the same content gives the same ciphertext")
	}
}

func TestSealRefuses(t *testing.T) {
	cases := map[string]func(*Application){
		"id":                  func(a *Application) { a.ID = "4711" },
		"id in upper case":    func(a *Application) { a.ID = strings.ToUpper(a.ID) },
		"flow":                func(a *Application) { a.FlowID = "" },
		"version":             func(a *Application) { a.FlowVersion = "" },
		"Leistung":            func(a *Application) { a.Leistung = "9911500401200" },
		"authority":           func(a *Application) { a.Authority = "" },
		"language":            func(a *Application) { a.Language = "" },
		"time":                func(a *Application) { a.CreatedAt = time.Time{} },
		"answers missing":     func(a *Application) { a.Answers = nil },
		"answers cut off":     func(a *Application) { a.Answers = json.RawMessage(`{"a":`) },
		"attachment id":       func(a *Application) { a.Attachments[0].ID = "../../etc/passwd" },
		"attachment id twice": func(a *Application) { a.Attachments[1].ID = a.Attachments[0].ID },
		"attachment name":     func(a *Application) { a.Attachments[0].Name = "" },
		"attachment MIME":     func(a *Application) { a.Attachments[0].MIME = "png" },
		"attachment purpose":  func(a *Application) { a.Attachments[0].Purpose = "" },
	}
	for name, spoil := range cases {
		t.Run(name, func(t *testing.T) {
			a := sample()
			spoil(&a)
			_, err := Seal(a, ecKey().Public())
			if CodeOf(err) != CodeInvalid {
				t.Fatalf("error %v, want %s", err, CodeInvalid)
			}
			if strings.Contains(err.Error(), canary) {
				t.Error("the error text holds content")
			}
		})
	}
	if _, err := Seal(sample(), PublicKey{}); CodeOf(err) != CodeKeyInvalid {
		t.Errorf("no key: %v", err)
	}
}

func TestOpenRefuses(t *testing.T) {
	other := sample()
	other.ID = NewID()
	other.Answers = json.RawMessage(`{}`)
	stranger := generate(P256)
	disguised := stranger
	disguised.jwk.KeyID = ecKey().Public().ID()

	cases := []struct {
		name  string
		key   PrivateKey
		spoil func(s, other *Sealed)
		want  Code
	}{
		{"another key", stranger, func(s, o *Sealed) {}, CodeKeyMismatch},
		{"another key with the same id", disguised, func(s, o *Sealed) {}, CodeDecrypt},
		{"metadata exchanged", ecKey(), func(s, o *Sealed) { s.Metadata = o.Metadata }, CodeHash},
		{"data exchanged", ecKey(), func(s, o *Sealed) { s.Data = o.Data }, CodeHash},
		{"data for metadata", ecKey(), func(s, o *Sealed) { s.Metadata = s.Data }, CodeFormat},
		{"attachment left out", ecKey(), func(s, o *Sealed) { s.Attachments = s.Attachments[:1] }, CodeHash},
		{"attachment added", ecKey(), func(s, o *Sealed) { s.Attachments = append(s.Attachments, o.Attachments[0]) }, CodeHash},
		{"attachments swapped", ecKey(), func(s, o *Sealed) {
			s.Attachments[0], s.Attachments[1] = s.Attachments[1], s.Attachments[0]
		}, CodeHash},
		{"contents of attachments swapped", ecKey(), func(s, o *Sealed) {
			s.Attachments[0].JWE, s.Attachments[1].JWE = s.Attachments[1].JWE, s.Attachments[0].JWE
		}, CodeHash},
		{"one bit of ciphertext", ecKey(), func(s, o *Sealed) { s.Data = flip(s.Data, 3) }, CodeDecrypt},
		{"one bit of the tag", ecKey(), func(s, o *Sealed) { s.Data = flip(s.Data, 4) }, CodeDecrypt},
		{"one bit of the vector", ecKey(), func(s, o *Sealed) { s.Data = flip(s.Data, 2) }, CodeDecrypt},
		{"no JWE", ecKey(), func(s, o *Sealed) { s.Data = "a.b.c.d.e" }, CodeFormat},
		{"weaker algorithm", ecKey(), func(s, o *Sealed) { s.Data = header(s.Data, `{"alg":"dir","enc":"A128CBC-HS256"}`) }, CodeFormat},
		{"no algorithm", ecKey(), func(s, o *Sealed) { s.Data = header(s.Data, `{"alg":"none"}`) }, CodeFormat},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			s, o := mustSeal(t, sample(), ecKey().Public()), mustSeal(t, other, ecKey().Public())
			c.spoil(&s, &o)
			if _, err := Open(s, c.key); CodeOf(err) != c.want {
				t.Errorf("error %v, want %s", err, c.want)
			}
		})
	}
}

// flip changes one bit in one of the five members of a compact JWE.
func flip(jwe string, member int) string {
	parts := strings.Split(jwe, ".")
	raw, err := base64.RawURLEncoding.DecodeString(parts[member])
	if err != nil {
		panic(err)
	}
	raw[len(raw)/2] ^= 1
	parts[member] = base64.RawURLEncoding.EncodeToString(raw)
	return strings.Join(parts, ".")
}

func header(jwe, header string) string {
	_, rest, _ := strings.Cut(jwe, ".")
	return base64.RawURLEncoding.EncodeToString([]byte(header)) + "." + rest
}

func TestParseSealedRefuses(t *testing.T) {
	for _, raw := range []string{
		"", "null", "[]", "{}", `{"version":2}`, `{"version":1}{}`, `{"version":1,"note":"x"}`, `{"version":1`,
	} {
		if _, err := ParseSealed([]byte(raw)); CodeOf(err) != CodeFormat {
			t.Errorf("%q: %v", raw, err)
		}
	}
}

func TestNewID(t *testing.T) {
	seen := map[string]bool{}
	for range 1000 {
		id := NewID()
		if !uuidPattern.MatchString(id) || id[14] != '4' || !strings.ContainsRune("89ab", rune(id[19])) {
			t.Fatalf("%q is no UUID of version 4", id)
		}
		if seen[id] {
			t.Fatalf("%q twice", id)
		}
		seen[id] = true
	}
}

func FuzzParseSealed(f *testing.F) {
	s, err := Seal(sample(), ecKey().Public())
	if err != nil {
		f.Fatal(err)
	}
	blob, _ := s.Bytes()
	f.Add(blob)
	f.Add([]byte(`{"version":1,"encryptedMetadata":"....","encryptedData":"","attachments":[{}]}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		s, err := ParseSealed(raw)
		if err != nil {
			if CodeOf(err) != CodeFormat {
				t.Fatalf("no code: %v", err)
			}
			return
		}
		if _, err := Open(s, ecKey()); err != nil && CodeOf(err) == "" {
			t.Fatalf("no code: %v", err)
		}
		again, err := s.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := ParseSealed(again); err != nil {
			t.Fatalf("what was written cannot be read: %v", err)
		}
	})
}

func BenchmarkSeal(b *testing.B) {
	for name, key := range map[string]PrivateKey{"RSA": rsaKey(), "EC": ecKey()} {
		for _, size := range []int{200_000, 5 << 20} {
			a := sample()
			a.Attachments[0].Data = make([]byte, size)
			b.Run(fmt.Sprintf("%s/%d", name, size), func(b *testing.B) {
				b.SetBytes(int64(size))
				for b.Loop() {
					if _, err := Seal(a, key.Public()); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
