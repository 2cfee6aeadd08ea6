package fitconnecttest

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math/big"
	"net/http"
	"strings"
	"sync"

	"github.com/go-jose/go-jose/v4"
)

// Ids of the keys.
const (
	encryptionKid = "zustellpunkt-enc"
	signingKid    = "zustellpunkt-sig"
	serviceKid    = "submission-service"
)

// Keys are made once, for they take seconds.
var (
	encryptionKey = sync.OnceValue(func() *rsa.PrivateKey { return made(4096) })
	signing       = sync.OnceValue(func() *rsa.PrivateKey { return made(3072) })
	service       = sync.OnceValue(func() *rsa.PrivateKey { return made(3072) })
	stranger      = sync.OnceValue(func() *rsa.PrivateKey { return made(4096) }) // as good as the right one
)

func made(bits int) *rsa.PrivateKey {
	key, err := rsa.GenerateKey(rand.Reader, bits)
	if err != nil {
		panic(err)
	}
	return key
}

func jwk(key *rsa.PublicKey, kid, alg, operation string) map[string]any {
	b64 := base64.RawURLEncoding.EncodeToString
	return map[string]any{
		"kty": "RSA", "kid": kid, "alg": alg, "key_ops": []string{operation},
		"n": b64(key.N.Bytes()), "e": b64(big.NewInt(int64(key.E)).Bytes()),
	}
}

// Thumbprint is what a terminal's configuration pins (RFC 7638, SHA-256).
func Thumbprint() string {
	sum, err := (&jose.JSONWebKey{Key: &encryptionKey().PublicKey}).Thumbprint(crypto.SHA256)
	if err != nil {
		panic(err) // of our own making
	}
	return base64.RawURLEncoding.EncodeToString(sum)
}

// KeySet is what GET /keys of the destination answers.
func (g *Gateway) KeySet() []byte {
	key := &encryptionKey().PublicKey
	if g.has(KeyChanged) {
		key = &stranger().PublicKey
	}
	raw, err := json.Marshal(map[string]any{"keys": []any{
		jwk(&signing().PublicKey, signingKid, "PS512", "verify"), jwk(key, encryptionKid, "RSA-OAEP-256", "wrapKey"),
	}})
	if err != nil {
		panic(err) // of our own making
	}
	return raw
}

func (g *Gateway) destination(w http.ResponseWriter, r *http.Request) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if !g.admit(w, r) || !g.known(w, r) {
		return
	}
	kid := encryptionKid
	if g.faults[KidChanged] > 0 {
		kid = "zustellpunkt-enc-2"
	}
	answer(w, http.StatusOK, map[string]any{
		"destinationId": DestinationID, "name": "Bürgeramt Musterstadt", "status": "active", "metadataVersions": []string{"2.0.0", "2.1.0"},
		"publicServices": []any{map[string]any{"identifier": Service}}, "encryptionKid": kid,
	})
}

// known holds a request to the one destination. It needs the lock.
func (g *Gateway) known(w http.ResponseWriter, r *http.Request) bool {
	if r.PathValue("id") != DestinationID {
		problem(w, http.StatusNotFound, "destination-not-found")
		return false
	}
	return true
}

func (g *Gateway) destinationKeys(w http.ResponseWriter, r *http.Request) {
	set := json.RawMessage(g.KeySet())
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.admit(w, r) && g.known(w, r) {
		answer(w, http.StatusOK, set)
	}
}

func (g *Gateway) serviceKeys(w http.ResponseWriter, _ *http.Request) {
	answer(w, http.StatusOK, map[string]any{"keys": []any{jwk(&service().PublicKey, serviceKid, "PS512", "verify")}})
}

func (g *Gateway) signingKey(w http.ResponseWriter, r *http.Request) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if !g.admit(w, r) || !g.known(w, r) {
		return
	}
	switch r.PathValue("kid") {
	case signingKid:
		answer(w, http.StatusOK, jwk(&signing().PublicKey, signingKid, "PS512", "verify"))
	case encryptionKid:
		answer(w, http.StatusOK, jwk(&encryptionKey().PublicKey, encryptionKid, "RSA-OAEP-256", "wrapKey"))
	default:
		problem(w, http.StatusNotFound, "key-not-found")
	}
}

// sealed reports whether a part has the form and the header that FIT-Connect takes.
func sealed(part string) bool {
	jwe, err := jose.ParseEncryptedCompact(part, []jose.KeyAlgorithm{jose.RSA_OAEP_256}, []jose.ContentEncryption{jose.A256GCM})
	if err != nil || jwe.Header.KeyID != encryptionKid {
		return false
	}
	kind, _ := jwe.Header.ExtraHeaders[jose.HeaderContentType].(string)
	return kind == "application/json"
}

// Opened is what the destination's subscriber finds.
type Opened struct {
	Metadata    map[string]any
	Data        json.RawMessage
	Attachments map[string][]byte
	Wrong       string // why the subscriber rejects it; "" if it does not
}

func decrypt(part string) ([]byte, error) {
	jwe, err := jose.ParseEncryptedCompact(part, []jose.KeyAlgorithm{jose.RSA_OAEP_256}, []jose.ContentEncryption{jose.A256GCM})
	if err != nil {
		return nil, err
	}
	return jwe.Decrypt(encryptionKey())
}

// open decrypts a submission and holds its parts to the hashes of its metadata, as a subscriber must.
func open(s *submission) (o Opened) {
	type hash struct{ Type, Content string }
	var m struct {
		Schema  string `json:"$schema"`
		Content struct {
			Data struct {
				Hash   hash
				Schema struct{ SchemaURI string } `json:"submissionSchema"`
			}
			Attachments []struct {
				ID   string `json:"attachmentId"`
				Hash hash
			}
		} `json:"contentStructure"`
	}
	described, err := decrypt(s.parts.Metadata)
	if err != nil || json.Unmarshal(described, &m) != nil || json.Unmarshal(described, &o.Metadata) != nil {
		o.Wrong = "metadata cannot be read"
		return o
	}
	if o.Data, err = decrypt(s.parts.Data); err != nil {
		o.Wrong = "data cannot be opened"
		return o
	}
	same := func(plain []byte, h hash) bool {
		sum := sha512.Sum512(plain)
		return h.Type == "sha512" && strings.EqualFold(h.Content, hex.EncodeToString(sum[:]))
	}
	switch {
	case m.Schema != "https://schema.fitko.de/fit-connect/metadata/2.1.0/metadata.schema.json":
		o.Wrong = "another version of the metadata"
	case !same(o.Data, m.Content.Data.Hash):
		o.Wrong = "hash of the data"
	case len(m.Content.Attachments) != len(s.attachments):
		o.Wrong = "number of attachments"
	}
	o.Attachments = map[string][]byte{}
	for _, a := range m.Content.Attachments {
		plain, err := decrypt(s.attachments[a.ID])
		if err != nil || !same(plain, a.Hash) {
			o.Wrong = fmt.Sprintf("attachment %s", a.ID)
		}
		o.Attachments[a.ID] = plain
	}
	return o
}
