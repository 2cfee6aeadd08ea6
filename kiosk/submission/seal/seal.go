// Package seal encrypts an application for the authority that receives it, and opens it there.
//
// Each part (metadata, data, every attachment) becomes one JWE in compact serialisation (RFC 7516), RSA-OAEP-256 or
// ECDH-ES with A256GCM, with the key's id in its header, as FIT-Connect's submission API v2 wants it. The metadata name
// each other part with its SHA-512, so that parts of two applications cannot be mixed, exchanged or left out.
// The metadata follow FIT-Connect's schema 2.1.0 as far as its published instances show it; the schema file itself was
// not at hand. SealForDestination and SealMail make what FIT-Connect and an authority's mail program open.
//
// The package does no network and no storage, imports only the form of what travels (link), and never puts content into an error. Sealing
// proves nothing about the sender: the hub authenticates terminals.
package seal

import (
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"regexp"
	"time"
)

// Purpose says what an attachment is for.
type Purpose string

// The purposes of attachments.
const (
	Proof     Purpose = "proof"     // a scanned document or picture
	Signature Purpose = "signature" // what the citizen drew
	Form      Purpose = "form"      // the application in the house's own form, beside data in a schema's
)

// Application is one filled form with its attachments, in the clear. It lives in memory only.
type Application struct {
	ID          string // UUID, see NewID; also the idempotency key of the delivery
	FlowID      string // the service's folder in flows/catalog
	FlowVersion string
	Leistung    string // LeiKa key, 14 digits; empty if the service has none
	Authority   string // id of the receiving authority
	Language    string // BCP 47, the language that the citizen used
	CreatedAt   time.Time
	Answers     json.RawMessage // codes with German labels, as the caller prepared them
	Attachments []Attachment
}

// Attachment is a file that belongs to an application.
type Attachment struct {
	ID      string // UUID, unique in the application
	Name    string // file name for the clerk; never used as a path by this package
	MIME    string // type/subtype
	Purpose Purpose
	Data    []byte
}

// NewID returns a random UUID (RFC 9562, version 4) in lower case.
func NewID() string {
	var id [16]byte
	rand.Read(id[:]) // never fails (crypto/rand)
	id[6] = id[6]&0x0f | 0x40
	id[8] = id[8]&0x3f | 0x80
	h := hex.EncodeToString(id[:])
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
}

var (
	uuidPattern     = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$`)
	mimePattern     = regexp.MustCompile(`^[a-z0-9.+-]{1,64}/[a-z0-9.+-]{1,64}$`)
	leistungPattern = regexp.MustCompile(`^([0-9]{14})?$`)
)

// Check returns an Error with CodeInvalid that names the first member which the receiving side would refuse.
func (a Application) Check() error {
	switch {
	case !uuidPattern.MatchString(a.ID):
		return invalid("id is no UUID in lower case")
	case a.FlowID == "" || a.FlowVersion == "":
		return invalid("flow or version is missing")
	case !leistungPattern.MatchString(a.Leistung):
		return invalid("Leistung is no LeiKa key of 14 digits")
	case a.Authority == "":
		return invalid("authority is missing")
	case a.Language == "":
		return invalid("language is missing")
	case a.CreatedAt.IsZero():
		return invalid("time of creation is missing")
	case !json.Valid(a.Answers):
		return invalid("answers are no JSON")
	}
	seen := make(map[string]bool, len(a.Attachments))
	for i, at := range a.Attachments {
		switch {
		case !uuidPattern.MatchString(at.ID):
			return invalid("attachment %d: id is no UUID in lower case", i)
		case seen[at.ID]:
			return invalid("attachment %d: id is used twice", i)
		case at.Name == "":
			return invalid("attachment %d: name is missing", i)
		case !mimePattern.MatchString(at.MIME):
			return invalid("attachment %d: MIME type is malformed", i)
		case at.Purpose != Proof && at.Purpose != Signature && at.Purpose != Form:
			return invalid("attachment %d: unknown purpose", i)
		}
		seen[at.ID] = true
	}
	return nil
}

func invalid(format string, args ...any) error {
	return &Error{CodeInvalid, fmt.Errorf(format, args...)}
}
