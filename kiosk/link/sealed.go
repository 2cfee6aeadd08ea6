package link

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
)

// Way is how a sealed application goes on from the hub.
type Way string

// The ways. The terminal chooses one by how it seals; the hub must have the same in its settings.
const (
	WayHub        Way = "hub"         // it stays at the hub until the authority opens it, or goes into the authority's directory
	WayFITConnect Way = "fit-connect" // to a destination of FIT-Connect
	WayMail       Way = "mail"        // by S/MIME mail to the authority
)

// Ways are all of them.
func Ways() []Way { return []Way{WayHub, WayFITConnect, WayMail} }

// Sealed is an application that only the authority can open. Outside, it shows the key's id, the number and size of its parts,
// and where it goes; package seal makes it.
type Sealed struct {
	Version     int                `json:"version"`
	Metadata    string             `json:"encryptedMetadata"` // compact JWE
	Data        string             `json:"encryptedData"`
	Attachments []SealedAttachment `json:"attachments"`
	Destination *Destination       `json:"destination,omitempty"` // of FIT-Connect
	Envelope    []byte             `json:"envelope,omitempty"`    // CMS EnvelopedData (RFC 5652), DER, instead of all other parts
}

// SealedAttachment is one attachment, announced by its id.
type SealedAttachment struct {
	ID  string `json:"attachmentId"`
	JWE string `json:"encryptedAttachment"`
}

// Destination is where FIT-Connect brings an application, and which public service it is about.
type Destination struct {
	ID      string        `json:"destinationId"` // UUID
	Service PublicService `json:"publicService"`
}

// PublicService names a service as FIT-Connect does.
type PublicService struct {
	Identifier string `json:"identifier"` // "urn:de:fim:leika:leistung:99…"
	Name       string `json:"name"`
}

// sealedVersion is the layout of Sealed.
const sealedVersion = 1

// NewSealed returns an empty one of the present layout.
func NewSealed() Sealed { return Sealed{Version: sealedVersion, Attachments: []SealedAttachment{}} }

var (
	uuidPattern    = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$`)
	servicePattern = regexp.MustCompile(`^urn:[a-z0-9][a-z0-9-]{0,31}:[A-Za-z0-9:._-]{1,120}$`)
)

// ValidUUID reports whether id is a UUID in lower case, as FIT-Connect's ids are.
func ValidUUID(id string) bool { return uuidPattern.MatchString(id) }

// ValidService reports whether identifier can name a public service.
func ValidService(identifier string) bool { return servicePattern.MatchString(identifier) }

// Bytes is the one blob that the outbox stores and the hub takes.
func (s Sealed) Bytes() ([]byte, error) { return json.Marshal(s) }

// Way is how it wants to go on.
func (s Sealed) Way() Way {
	switch {
	case s.Destination != nil:
		return WayFITConnect
	case len(s.Envelope) > 0:
		return WayMail
	}
	return WayHub
}

// ErrSealed means that bytes are no sealed application. Its text names the member, never its value.
var ErrSealed = errors.New("no sealed application")

// ParseSealed reads what Bytes wrote. It checks the form, not the encryption. Errors are ErrSealed.
func ParseSealed(raw []byte) (Sealed, error) {
	var s Sealed
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	if err := d.Decode(&s); err != nil {
		return Sealed{}, fmt.Errorf("%w: no JSON of one", ErrSealed)
	}
	if _, err := d.Token(); err != io.EOF {
		return Sealed{}, fmt.Errorf("%w: bytes behind it", ErrSealed)
	}
	if s.Version != sealedVersion {
		return Sealed{}, fmt.Errorf("%w: version %d is unknown", ErrSealed, s.Version)
	}
	return s, s.check()
}

func (s Sealed) check() error {
	parts := s.Metadata != "" || s.Data != "" || len(s.Attachments) > 0 || s.Destination != nil
	if len(s.Envelope) > 0 && parts {
		return fmt.Errorf("%w: an envelope beside parts", ErrSealed)
	}
	d := s.Destination
	switch {
	case d == nil:
		return nil
	case !ValidUUID(d.ID):
		return fmt.Errorf("%w: the destination is no UUID", ErrSealed)
	case !ValidService(d.Service.Identifier) || d.Service.Name == "" || !text(d.Service.Name, 200):
		return fmt.Errorf("%w: the public service is missing or malformed", ErrSealed)
	case s.Metadata == "" || s.Data == "":
		return fmt.Errorf("%w: a part is missing", ErrSealed)
	}
	var ids []string
	for _, a := range s.Attachments {
		if !ValidUUID(a.ID) || slices.Contains(ids, a.ID) || a.JWE == "" {
			return fmt.Errorf("%w: an attachment is malformed or there twice", ErrSealed)
		}
		ids = append(ids, a.ID)
	}
	return nil
}
