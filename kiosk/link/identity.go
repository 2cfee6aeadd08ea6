package link

import (
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"math/big"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// A terminal's identity is a certificate of the hub's own authority. The terminal gets it once for a code, and renews it
// with itself. It is the client's certificate of TLS; where a proxy ends TLS, its key signs the request instead.
const (
	EnrolPath = "/v1/enrolment"         // POST Enrolment; no identity is needed
	RenewPath = "/v1/enrolment/renewal" // POST Enrolment without a code, by the identity that is to be renewed

	MaxEnrolment = 16 << 10 // bytes of either body
)

// Enrolment asks for a certificate. The hub takes the key of the request and nothing else: who the terminal is, the code says.
type Enrolment struct {
	Code    string `json:"code,omitempty"`
	Request []byte `json:"request"` // PKCS #10, DER, with a key on P-256
}

// Enrolled is the answer.
type Enrolled struct {
	Terminal    string    `json:"terminal"`
	Authority   string    `json:"authority"`
	Place       string    `json:"place"`
	Certificate []byte    `json:"certificate"` // X.509, DER
	Serial      string    `json:"serial"`      // of it, as in the keyid of a signature
	Renew       time.Time `json:"renew"`       // when to renew it
	Expires     time.Time `json:"expires"`
}

// Problems of an enrolment.
const (
	ProblemCodeUsed ProblemCode = "enrolment-code"    // unknown, used or too old; the hub does not say which
	ProblemOther    ProblemCode = "enrolment-other"   // the code is for another terminal, and stays good for it
	ProblemRequest  ProblemCode = "enrolment-request" // no request for a certificate, or its key is of another kind
)

// Headers of a signed request (RFC 9421).
const (
	HeaderSignature      = "Signature"
	HeaderSignatureInput = "Signature-Input"

	signatureLabel = "terminal"
	signatureTag   = "buergerterminal"
	signatureName  = "ecdsa-p256-sha256"
)

// SignatureWindow is how far the clock of a signature may be from the hub's, and how long the hub remembers its nonce.
const SignatureWindow = 5 * time.Minute

// signed are the parts of a request that its signature covers. A header that the request does not have counts as empty, so
// that none can be added on the way. The body is covered by its digest.
var signed = []string{"@method", "@path", "terminal-id", "repr-digest", "submission-authority", "submission-flow", "submission-number", "submission-token-sha256"}

// Signature says who signed a request and when.
type Signature struct {
	Serial  string // of the certificate, in hexadecimal digits
	Nonce   string // used once
	Created time.Time
}

// ErrSignature means that a request carries no signature that can be read, or a wrong one.
var ErrSignature = errors.New("no valid signature")

var signaturePattern = regexp.MustCompile(`^terminal=\(([^()]*)\);created=(\d{1,12});nonce="([A-Za-z0-9_-]{22})";keyid="([0-9a-f]{1,40})";alg="([a-z0-9-]+)";tag="([a-z]+)"$`)

// SignRequest signs a request with the key of the certificate that has this serial (RFC 9421, sections 3.1 and 3.3.4). All
// headers that are covered must be set before.
func SignRequest(r *http.Request, key *ecdsa.PrivateKey, serial string, now time.Time) error {
	var nonce [16]byte
	rand.Read(nonce[:])
	s := Signature{serial, base64.RawURLEncoding.EncodeToString(nonce[:]), now}
	sum := s.digest(r)
	a, b, err := ecdsa.Sign(rand.Reader, key, sum[:])
	if err != nil {
		return fmt.Errorf("signing the request: %w", err)
	}
	var raw [64]byte
	a.FillBytes(raw[:32])
	b.FillBytes(raw[32:])
	r.Header.Set(HeaderSignatureInput, signatureLabel+"="+s.parameters())
	r.Header.Set(HeaderSignature, signatureLabel+"=:"+base64.StdEncoding.EncodeToString(raw[:])+":")
	return nil
}

// ReadSignature reads who claims to have signed; nothing is verified yet.
func ReadSignature(h http.Header) (Signature, error) {
	m := signaturePattern.FindStringSubmatch(h.Get(HeaderSignatureInput))
	if m == nil || m[1] != covered() || m[5] != signatureName || m[6] != signatureTag {
		return Signature{}, ErrSignature
	}
	created, err := strconv.ParseInt(m[2], 10, 64)
	if err != nil {
		return Signature{}, ErrSignature
	}
	return Signature{Serial: m[4], Nonce: m[3], Created: time.Unix(created, 0)}, nil
}

// Verify reports whether the key made the signature of this request. Time and nonce are for the caller to judge.
func (s Signature) Verify(r *http.Request, key *ecdsa.PublicKey) bool {
	encoded, found := strings.CutPrefix(r.Header.Get(HeaderSignature), signatureLabel+"=:")
	encoded, ended := strings.CutSuffix(encoded, ":")
	raw, err := base64.StdEncoding.Strict().DecodeString(encoded)
	if !found || !ended || err != nil || len(raw) != 64 {
		return false
	}
	sum := s.digest(r)
	return ecdsa.Verify(key, sum[:], new(big.Int).SetBytes(raw[:32]), new(big.Int).SetBytes(raw[32:]))
}

func (s Signature) parameters() string {
	return fmt.Sprintf(`(%s);created=%d;nonce="%s";keyid="%s";alg="%s";tag="%s"`, covered(), s.Created.Unix(), s.Nonce, s.Serial, signatureName, signatureTag)
}

func covered() string { return `"` + strings.Join(signed, `" "`) + `"` }

// digest is the hash of the signature base (RFC 9421, section 2.5).
func (s Signature) digest(r *http.Request) [sha256.Size]byte {
	var base strings.Builder
	for _, name := range signed {
		value := strings.TrimSpace(strings.Join(r.Header.Values(name), ", "))
		switch name {
		case "@method":
			value = r.Method
		case "@path":
			value = r.URL.EscapedPath()
		}
		fmt.Fprintf(&base, "\"%s\": %s\n", name, value)
	}
	base.WriteString(`"@signature-params": ` + s.parameters())
	return sha256.Sum256([]byte(base.String()))
}
