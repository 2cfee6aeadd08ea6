package link

import (
	"encoding/json"
	"errors"
	"io"
	"regexp"
	"time"
)

// The drafts of a hub: an application that a citizen goes on with another day, sealed by a key that stands on the citizen's paper
// alone. DraftsPath takes one by PUT; the others are POST with a DraftAsk.
const (
	DraftsPath     = "/v1/drafts/"
	DraftTakePath  = "/v1/drafts/take"  // hands it out and lends it to the terminal: DraftType, with HeaderDraftLease
	DraftRenewPath = "/v1/drafts/renew" // the citizen still goes on with it
	DraftLeavePath = "/v1/drafts/leave" // the citizen does not go on: the paper is good again
	DraftBurnPath  = "/v1/drafts/burn"  // what was in it is sent or deleted: it is deleted, with all that replaces it or that it replaced
	DraftDropPath  = "/v1/drafts/drop"  // it is deleted, alone: its citizen has a newer one, or none of it
)

// Headers of a draft. The id stands in none of the paths, which proxies log.
const (
	HeaderDraftID    = "Draft-Id"
	HeaderDraftDays  = "Draft-Days" // how long the terminal promised to keep it
	HeaderDraftLease = "Draft-Lease"

	HeaderDraftReplaces = "Draft-Replaces" // id of the draft from which the citizen had gone on
)

// DraftType is the media type of a sealed draft.
const DraftType = "application/vnd.buergerterminal.draft"

// MaxDraft is the largest sealed draft that a hub takes, in bytes: 8 MiB of padded content, a nonce and a tag.
const MaxDraft = 8<<20 + 64

// MaxDraftDays is how long a draft is kept at most.
const MaxDraftDays = 90

// The reasons why the hub does not keep or hand out a draft.
const (
	ProblemDraftGone  ProblemCode = "draft-gone"  // there is none of this id, or none any more: nobody learns which
	ProblemDraftLent  ProblemCode = "draft-lent"  // another terminal has it open; it may be free again after Retry-After
	ProblemDraftQuota ProblemCode = "draft-quota" // this terminal keeps as many as it may
	ProblemOtherHub   ProblemCode = "other-hub"   // another hub keeps it
)

// DraftKept is the hub's word that it has stored a draft durably.
type DraftKept struct {
	SHA256  string    `json:"sha256"` // of the body, 64 hexadecimal digits in lower case
	Hub     string    `json:"hub"`    // its short name, for the code on the paper (ValidHubName)
	Expires time.Time `json:"expires"`
}

// DraftAsk names a draft.
type DraftAsk struct {
	ID    string `json:"id"`
	Hub   string `json:"hub,omitempty"`   // DraftTakePath: whose paper it is
	Lease string `json:"lease,omitempty"` // DraftRenewPath, DraftLeavePath: as it was handed out
}

var (
	draftID = regexp.MustCompile(`^[0-9a-f]{32}$`)
	lease   = regexp.MustCompile(`^[0-9a-f]{32}$`)
	hubName = regexp.MustCompile(`^[A-Z0-9]{2,12}$`)
)

// ValidDraftID reports whether id can be that of a draft: 32 hexadecimal digits in lower case.
func ValidDraftID(id string) bool { return draftID.MatchString(id) }

// ValidHubName reports whether name can be the short name of a hub: 2 to 12 capital letters and figures.
func ValidHubName(name string) bool { return hubName.MatchString(name) }

// Check returns an error that names the first malformed member, never its value.
func (a DraftAsk) Check() error {
	return check(bound{"id", ValidDraftID(a.ID)}, bound{"hub", a.Hub == "" || ValidHubName(a.Hub)}, bound{"lease", a.Lease == "" || lease.MatchString(a.Lease)})
}

// maxDraftAsk is more than any DraftAsk needs, in bytes.
const maxDraftAsk = 1 << 10

// ReadDraftAsk reads and checks the body of a request.
func ReadDraftAsk(from io.Reader) (a DraftAsk, err error) {
	raw, err := io.ReadAll(io.LimitReader(from, maxDraftAsk))
	if err != nil {
		return a, err
	}
	if err := json.Unmarshal(raw, &a); err != nil {
		return a, errors.New("the body is no question for a draft")
	}
	return a, a.Check()
}
