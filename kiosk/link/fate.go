package link

import (
	"encoding/json"
	"time"
)

// Paths under which a terminal asks the hub, as with a submission.
const (
	FatesPath        = "/v1/fates/"        // GET FatesPath + key: the Fate of one of its submissions
	DestinationsPath = "/v1/destinations/" // GET DestinationsPath + authority: the DestinationKeys of a FIT-Connect destination
)

// FateState is how far a submission has come beyond the hub.
type FateState string

// The states, in the order in which they come. Without a way on from the hub the first is the last.
const (
	FateArrived  FateState = "arrived"     // stored at the hub
	FateHanded   FateState = "handed-over" // FIT-Connect, the mail server or the directory of the authority has it
	FateAccepted FateState = "accepted"    // the authority has signed that it took it
	FateRejected FateState = "rejected"    // the authority has signed that it cannot take it
)

// Fate is what the hub knows of a submission. It is told to the terminal that sent it and to no other.
type Fate struct {
	Key   string    `json:"key"`
	State FateState `json:"state"`
	At    time.Time `json:"at"`
}

// Check returns an error that names the first malformed member.
func (f Fate) Check() error {
	return check(bound{"key", ValidKey(f.Key)}, bound{"state", oneOf(f.State, FateArrived, FateHanded, FateAccepted, FateRejected)}, bound{"at", !f.At.IsZero()})
}

// DestinationKeys are the keys of a destination as FIT-Connect gives them. The hub passes them on unread, for the terminal believes
// only a key that its own configuration pins.
type DestinationKeys struct {
	Destination string          `json:"destination"`             // UUID
	Kid         string          `json:"encryptionKid,omitempty"` // of the key that the destination names for encryption; may be empty
	Keys        json.RawMessage `json:"keys"`                    // JWK set (RFC 7517, section 5)
}

// MaxDestinationKeys bounds an answer with DestinationKeys, in bytes: some keys with their certificates.
const MaxDestinationKeys = 256 << 10
