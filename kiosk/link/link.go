// Package link holds the messages between the terminal, the hub and the desk: paths, headers, receipts, problems, the live
// channel, and the form of the mirror. It imports nothing of ours and does no I/O. What goes to the hub names nobody, but for
// the telephone number of a call-back; what goes from device to device (form.go) may.
package link

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"time"
)

// SubmissionsPath is the hub's intake. A submission is put to SubmissionsPath + key.
const SubmissionsPath = "/v1/submissions/"

// HealthPath answers 200 while the hub can store.
const HealthPath = "/healthz"

// SealedType is the media type of a sealed application (package seal).
const SealedType = "application/vnd.buergerterminal.sealed+json"

// ProblemType is the media type of a Problem (RFC 9457).
const ProblemType = "application/problem+json"

// MaxBody is the largest sealed application that a hub takes, in bytes.
const MaxBody = 64 << 20

// Headers of a submission. Its digest travels in Repr-Digest (RFC 9530), the terminal's secret in Authorization.
const (
	HeaderTerminal  = "Terminal-Id"
	HeaderAuthority = "Submission-Authority"
	HeaderFlow      = "Submission-Flow"
	HeaderNumber    = "Submission-Number"
	HeaderTokenHash = "Submission-Token-Sha256"
	HeaderDigest    = "Repr-Digest"
)

// SubmissionPath is the path of one submission. The key must be valid (ValidKey).
func SubmissionPath(key string) string { return SubmissionsPath + key }

// Receipt is the hub's word that it has stored a submission durably. A terminal believes it only when key and hash are
// those that it sent.
type Receipt struct {
	Key      string    `json:"key"`
	SHA256   string    `json:"sha256"` // of the body, 64 hexadecimal digits in lower case
	StoredAt time.Time `json:"storedAt"`
}

// ProblemCode says why the hub did not store a submission.
type ProblemCode string

// The reasons of the hub. The first three are about the submission itself: the same bytes will never be taken.
const (
	ProblemConflict     ProblemCode = "conflict"      // the key is stored with other content
	ProblemTooLarge     ProblemCode = "too-large"     // more than MaxBody
	ProblemEnvelope     ProblemCode = "envelope"      // a header is missing or malformed
	ProblemDigest       ProblemCode = "digest"        // the body arrived damaged
	ProblemUnauthorized ProblemCode = "unauthorized"  // terminal unknown, or its token is wrong
	ProblemBusy         ProblemCode = "busy"          // come back after Retry-After
	ProblemFull         ProblemCode = "storage-full"  // the hub's disk is full
	ProblemStore        ProblemCode = "storage"       // the hub could not store
	ProblemIncomplete   ProblemCode = "incomplete"    // the body ended early or came too slowly
	ProblemMethod       ProblemCode = "method"        // only PUT
	ProblemContentType  ProblemCode = "content-type"  // not SealedType
	ProblemLength       ProblemCode = "length-needed" // Content-Length is missing
	ProblemOrigin       ProblemCode = "origin"        // another site made a browser send it
)

// Final reports whether repeating the same submission is useless.
func (c ProblemCode) Final() bool {
	return c == ProblemConflict || c == ProblemTooLarge || c == ProblemEnvelope
}

// Problem is the body of a refusal (RFC 9457, "problem details"). A proxy between terminal and hub does not send one, so
// its answers are never taken for the hub's.
type Problem struct {
	Status int         `json:"status"`
	Code   ProblemCode `json:"code"`
	Title  string      `json:"title"`
}

// Envelope is what the hub may see of a submission: where it comes from and where it goes, nothing about the person.
type Envelope struct {
	Terminal    string // id of the terminal
	Authority   string // id of the receiving authority
	Flow        string // id of the service, with version: "meldebescheinigung@3"
	Number      string // short number for people
	TokenSHA256 string // hash of the token in the receipt's QR code, 64 hexadecimal digits
}

var (
	keyPattern  = regexp.MustCompile(`^[A-Za-z0-9-]{16,64}$`)
	namePattern = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._:/@-]{0,127}$`)
	hashPattern = regexp.MustCompile(`^[0-9a-f]{64}$`)
)

// ValidKey reports whether key can be an idempotency key: 16 to 64 letters, digits and hyphens, such as a UUID.
func ValidKey(key string) bool { return keyPattern.MatchString(key) }

// ValidName reports whether name can be the id of a terminal, an authority or a flow, or a number: up to 128 ASCII
// letters, digits and the signs . _ : / @ -
func ValidName(name string) bool { return namePattern.MatchString(name) }

// Check returns an error that names the first malformed member, never its value.
func (e Envelope) Check() error {
	for _, m := range []struct{ header, value string }{
		{HeaderTerminal, e.Terminal},
		{HeaderAuthority, e.Authority},
		{HeaderFlow, e.Flow},
		{HeaderNumber, e.Number},
	} {
		if !ValidName(m.value) {
			return fmt.Errorf("%s is missing or malformed", m.header)
		}
	}
	if !hashPattern.MatchString(e.TokenSHA256) {
		return fmt.Errorf("%s is missing or malformed", HeaderTokenHash)
	}
	return nil
}

// Set writes the envelope into the headers of a request.
func (e Envelope) Set(h http.Header) {
	h.Set(HeaderTerminal, e.Terminal)
	h.Set(HeaderAuthority, e.Authority)
	h.Set(HeaderFlow, e.Flow)
	h.Set(HeaderNumber, e.Number)
	h.Set(HeaderTokenHash, e.TokenSHA256)
}

// ReadEnvelope reads and checks the envelope of a request.
func ReadEnvelope(h http.Header) (Envelope, error) {
	e := Envelope{
		Terminal:    h.Get(HeaderTerminal),
		Authority:   h.Get(HeaderAuthority),
		Flow:        h.Get(HeaderFlow),
		Number:      h.Get(HeaderNumber),
		TokenSHA256: h.Get(HeaderTokenHash),
	}
	return e, e.Check()
}

// SetBearer puts the terminal's secret into the headers of a request (RFC 6750).
func SetBearer(h http.Header, token string) { h.Set("Authorization", "Bearer "+token) }

// Bearer returns the secret of a request, or the empty string.
func Bearer(h http.Header) string {
	scheme, token, found := strings.Cut(h.Get("Authorization"), " ")
	if !found || !strings.EqualFold(scheme, "Bearer") {
		return ""
	}
	return strings.TrimSpace(token)
}
