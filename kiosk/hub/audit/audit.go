// Package audit keeps what clerks, technicians and the console did on the hub, so that nobody can change it unseen.
//
// Each row carries the SHA-256 of itself and of the row before it. The database refuses to change or delete a row; who
// goes around the database breaks the chain, and Verify names the first row that does not fit. A chain alone does not
// stop somebody who may write the whole file from computing it anew: the head is exported, signed, and kept elsewhere.
//
// A row names accounts, terminals and calls by their ids. It never holds anything about a citizen, no name that
// somebody typed, no address, and no free text: actions and details are closed lists.
package audit

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"time"
)

// Action is what was done. The list is closed: Append refuses any other.
type Action string

// The actions.
const (
	Login        Action = "login"         // object: account; detail: the method
	LoginRefused Action = "login.refused" // object: account if the name is known, else empty; detail: why
	Logout       Action = "logout"        // object: account

	SessionsEnded   Action = "sessions.ended"   // object: account whose sessions were ended
	PasswordChanged Action = "password.changed" // object: account
	PasskeyAdded    Action = "passkey.added"    // object: account
	PasskeyRemoved  Action = "passkey.removed"  // object: account

	AccountCreated  Action = "account.created"  // object: account
	AccountChanged  Action = "account.changed"  // object: account; detail: what
	AccountDisabled Action = "account.disabled" // object: account
	AccountEnabled  Action = "account.enabled"  // object: account
	LinkIssued      Action = "link.issued"      // object: account that a one-time link was made for
	LinkUsed        Action = "link.used"        // object: account

	CallAccepted    Action = "call.accepted"    // object: call
	CallInvited     Action = "call.invited"     // object: call
	CallJoined      Action = "call.joined"      // object: call
	CallLeft        Action = "call.left"        // object: call
	CallTransferred Action = "call.transferred" // object: call
	CallEnded       Action = "call.ended"       // object: call
	CallRequeued    Action = "call.requeued"    // object: call that lost its clerk

	TerminalEnrolled Action = "terminal.enrolled" // object: terminal
	TerminalRevoked  Action = "terminal.revoked"  // object: terminal
	TerminalVanished Action = "terminal.vanished" // object: terminal that went and did not come back

	SubmissionForwarded Action = "submission.forwarded" // object: key of the submission; detail: the way
	SubmissionAccepted  Action = "submission.accepted"  // object: key; the authority has signed it
	SubmissionRejected  Action = "submission.rejected"  // object: key; the authority has signed it
	SubmissionRefused   Action = "submission.refused"   // object: key of one that nobody took; detail: the way
	SubmissionRetried   Action = "submission.retried"   // object: key

	DraftsKept    Action = "drafts.kept"    // object: how many since the last row; none of them is named
	DraftsLent    Action = "drafts.lent"    // object: how many
	DraftsBurnt   Action = "drafts.burnt"   // object: how many were used, replaced or taken back
	DraftsExpired Action = "drafts.expired" // object: how many nobody came for

	LogExported Action = "log.exported"
)

// Detail says more about an action. The list is closed, too.
type Detail string

// The details.
const (
	None        Detail = ""
	Password    Detail = "password"
	Passkey     Detail = "passkey"
	OIDC        Detail = "oidc"
	Link        Detail = "link"
	Credentials Detail = "credentials" // wrong name, password or passkey
	Throttled   Detail = "throttled"   // too many attempts
	Disabled    Detail = "disabled"    // the account is disabled
	Cloned      Detail = "cloned"      // the passkey's counter went back
	NoRole      Detail = "no-role"     // the provider's claims give no role
	BadState    Detail = "bad-state"   // the answer fits no ceremony that is open here
	Profile     Detail = "profile"     // name, skills
	Permissions Detail = "permissions" // roles, authorities
	Idle        Detail = "idle"        // nothing was done for long
	Completed   Detail = "completed"   // the call reached its end
	Abandoned   Detail = "abandoned"   // the citizen left
	Unreachable Detail = "unreachable" // the connection was lost
	NotWanted   Detail = "not-wanted"  // the citizen did not want them in the call
	Misuse      Detail = "misuse"      // ended by the clerk because of the caller's behaviour
	ByPerson    Detail = "by-person"   // the person did it
	ByHub       Detail = "by-hub"      // the program did it
	Replaced    Detail = "replaced"    // by a newer one
	Compromised Detail = "compromised" // somebody else may have had it
	OutOfUse    Detail = "out-of-use"  // taken away

	ByFITConnect Detail = "fit-connect"
	ByMail       Detail = "mail"
	ByDirectory  Detail = "directory"
)

// Actors that are no account.
const (
	Console = "console" // the hub's command line
	Hub     = "hub"     // the program itself
	Nobody  = ""        // not logged in
)

func actions() []Action {
	return []Action{Login, LoginRefused, Logout, SessionsEnded, PasswordChanged, PasskeyAdded, PasskeyRemoved,
		AccountCreated, AccountChanged, AccountDisabled, AccountEnabled, LinkIssued, LinkUsed,
		CallAccepted, CallInvited, CallJoined, CallLeft, CallTransferred, CallEnded, CallRequeued,
		TerminalEnrolled, TerminalRevoked, TerminalVanished,
		SubmissionForwarded, SubmissionAccepted, SubmissionRejected, SubmissionRefused, SubmissionRetried,
		DraftsKept, DraftsLent, DraftsBurnt, DraftsExpired, LogExported}
}

func details() []Detail {
	return []Detail{None, Password, Passkey, OIDC, Link, Credentials, Throttled, Disabled, Cloned, NoRole, BadState, Profile, Permissions,
		Idle, Completed, Abandoned, Unreachable, NotWanted, Misuse, ByPerson, ByHub, Replaced, Compromised, OutOfUse, ByFITConnect, ByMail, ByDirectory}
}

// Entry is what Append takes.
type Entry struct {
	Action Action
	Actor  string // id of an account, or Console, Hub, Nobody
	Object string // id of an account, a terminal or a call; empty where the action has none
	Detail Detail
}

// maxID is the longest id in bytes.
const maxID = 64

// check holds the entry to the lists, and its ids to characters that no name of a person needs beyond them.
func (e Entry) check() error {
	switch {
	case !slices.Contains(actions(), e.Action):
		return fmt.Errorf("no such action %.40q", e.Action)
	case !slices.Contains(details(), e.Detail):
		return errors.New("the detail is not in the list")
	case !validID(e.Actor) || !validID(e.Object):
		return errors.New("actor or object is no id")
	}
	return nil
}

func validID(id string) bool {
	if len(id) > maxID {
		return false
	}
	for _, c := range []byte(id) {
		switch {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9':
		case c == '.', c == '_', c == '-', c == ':', c == '/', c == '@':
		default:
			return false
		}
	}
	return true
}

// Hash is the SHA-256 of a row.
type Hash [sha256.Size]byte

func (h Hash) String() string { return hex.EncodeToString(h[:]) }

// MarshalText writes 64 hexadecimal digits.
func (h Hash) MarshalText() ([]byte, error) { return []byte(h.String()), nil }

// UnmarshalText reads 64 hexadecimal digits.
func (h *Hash) UnmarshalText(text []byte) error {
	if len(text) != hex.EncodedLen(len(h)) {
		return errors.New("a hash has 64 hexadecimal digits")
	}
	_, err := hex.Decode(h[:], text)
	return err
}

// Row is one row of the log.
type Row struct {
	Seq    int64 // from 1, without gaps
	At     time.Time
	Entry  Entry
	Prev   Hash // of the row before; zero in the first
	Stored Hash // what the database says is this row's hash
}

// domain keeps a row's bytes apart from everything else that is ever hashed.
const domain = "buergerterminal audit row 1"

// Hash computes the row's hash: each field with its length before it, so that no two rows have the same bytes.
func (r Row) Hash() Hash {
	var b []byte
	field := func(f []byte) {
		b = binary.BigEndian.AppendUint32(b, uint32(len(f)))
		b = append(b, f...)
	}
	field([]byte(domain))
	field(binary.BigEndian.AppendUint64(nil, uint64(r.Seq)))
	field(binary.BigEndian.AppendUint64(nil, uint64(r.At.UnixMilli())))
	field([]byte(r.Entry.Action))
	field([]byte(r.Entry.Actor))
	field([]byte(r.Entry.Object))
	field([]byte(r.Entry.Detail))
	field(r.Prev[:])
	return sha256.Sum256(b)
}

// Head is the end of the log: who holds it can prove later that nothing before it was changed.
type Head struct {
	Seq  int64     `json:"seq"` // 0 for an empty log
	Hash Hash      `json:"hash"`
	At   time.Time `json:"at"` // when the head was read
}

// follow checks that r comes right behind the head.
func (h Head) follow(r Row) error {
	switch {
	case r.Seq != h.Seq+1:
		return &Broken{Seq: h.Seq + 1, Why: "the row is missing"}
	case r.Prev != h.Hash:
		return &Broken{Seq: r.Seq, Why: "it does not continue the row before"}
	case r.Hash() != r.Stored:
		return &Broken{Seq: r.Seq, Why: "its content does not fit its hash"}
	}
	return nil
}

// Broken says where the chain breaks.
type Broken struct {
	Seq int64
	Why string
}

func (b *Broken) Error() string { return fmt.Sprintf("the log is broken at row %d: %s", b.Seq, b.Why) }
