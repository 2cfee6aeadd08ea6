package link

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"unicode/utf8"
)

// Bounds of single members.
const (
	maxValue  = 4 << 10  // bytes of a field's value
	maxSignal = 64 << 10 // bytes of a signal's data: an SDP has some 10 kB
	maxPhone  = 32
	maxList   = 32 // entries of a list in a message of a terminal
)

var (
	languagePattern = regexp.MustCompile(`^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,3}$`)
	colourPattern   = regexp.MustCompile(`^#[0-9a-f]{6}$`)
	phonePattern    = regexp.MustCompile(`^\+?[0-9 /()-]{5,31}$`)
)

// bound is one condition of a message.
type bound struct {
	member string
	holds  bool
}

// check returns an error that names the first member whose bound does not hold.
func check(bounds ...bound) error {
	for _, b := range bounds {
		if !b.holds {
			return fmt.Errorf("%s is missing or out of bounds", b.member)
		}
	}
	return nil
}

func call(id string) bound                   { return bound{"call", ValidKey(id)} }
func optional(id string) bool                { return id == "" || ValidName(id) }
func language(tag string) bound              { return bound{"language", languagePattern.MatchString(tag)} }
func oneOf[T comparable](v T, all ...T) bool { return slices.Contains(all, v) }
func text(s string, limit int) bool          { return len(s) <= limit && utf8.ValidString(s) }

func (m Hello) Check() error {
	return check(bound{"version", text(m.Version, 64)}, bound{"call", m.Call == "" || ValidKey(m.Call)})
}

func (m Beat) Check() error {
	for _, code := range m.Health {
		if !ValidName(code) {
			return errors.New("health is missing or out of bounds")
		}
	}
	return check(bound{"health", len(m.Health) <= maxList}, bound{"outbox", m.Outbox >= 0})
}

func (m Refused) Check() error { return check(bound{"code", ValidName(string(m.Code))}) }

func (m Ask) Check() error {
	for _, n := range m.Needs {
		if !oneOf(n, NeedLargeText, NeedContrast, NeedReading, NeedText, NeedInterpreter, NeedSigns, NeedDevice) {
			return errors.New("needs is missing or out of bounds")
		}
	}
	if err := check(call(m.Call), bound{"flow", optional(m.Flow)}, language(m.Language), bound{"needs", len(m.Needs) <= maxList}); err != nil {
		return err
	}
	return m.Progress.bounds()
}

func (m Progress) Check() error {
	if err := check(call(m.Call)); err != nil {
		return err
	}
	return m.bounds()
}

// bounds are those of a Progress inside an Ask, too, which needs no call of its own.
func (m Progress) bounds() error {
	return check(bound{"flow", optional(m.Flow)}, bound{"steps", m.Steps >= 0 && m.Steps <= 99}, bound{"step", m.Step >= 0 && m.Step <= m.Steps+1}, bound{"part", optional(m.Part)})
}

func (m Hangup) Check() error { return check(call(m.Call), reasonBound(m.Reason)) }

func reasonBound(r Reason) bound {
	return bound{"reason", oneOf(r, ReasonSolved, ReasonAppointment, ReasonElsewhere, ReasonAbuse, ReasonCitizen, ReasonWithdrawn, ReasonVisitEnd, ReasonGone, ReasonClosed)}
}

func (m Callback) Check() error {
	return check(bound{"id", ValidKey(m.ID)}, bound{"flow", optional(m.Flow)}, language(m.Language),
		bound{"phone", len(m.Phone) <= maxPhone && phonePattern.MatchString(m.Phone)}, bound{"from", !m.From.IsZero()}, bound{"to", m.To.After(m.From)})
}

func (m Welcome) Check() error {
	return check(bound{"terminal", ValidName(m.Terminal)}, bound{"authority", optional(m.Authority)})
}
func (m Opening) Check() error { return check(bound{"clerks", m.Clerks >= 0}) }
func (m Waiting) Check() error {
	return check(call(m.Call), bound{"place", m.Place > 0}, bound{"wait", m.Wait >= 0})
}

func (m Accepted) Check() error {
	for _, p := range m.Peers {
		if err := p.Who.check(); err != nil {
			return err
		}
	}
	if err := check(call(m.Call), bound{"epoch", m.Epoch > 0}); err != nil {
		return err
	}
	return m.Who.check()
}

func (p Participant) check() error {
	return check(bound{"who.id", ValidName(p.ID)}, bound{"who.name", text(p.Name, 200)}, bound{"who.office", text(p.Office, 200)},
		bound{"who.as", p.ID == TerminalPeer || oneOf(p.As, AsClerk, AsInterpreter, AsSigns, AsSecond)})
}

func (m Joined) Check() error {
	if err := check(call(m.Call)); err != nil {
		return err
	}
	return m.Who.check()
}
func (m TurnAway) Check() error {
	return check(call(m.Call), bound{"who", ValidName(m.Who)})
}
func (m Left) Check() error  { return check(call(m.Call), bound{"who", ValidName(m.Who)}) }
func (m Ended) Check() error { return check(call(m.Call), reasonBound(m.Reason)) }
func (m Noted) Check() error { return check(bound{"id", ValidKey(m.ID)}) }

func (m Signal) Check() error {
	return check(call(m.Call), bound{"to", ValidName(m.To)}, bound{"from", optional(m.From)}, bound{"epoch", m.Epoch > 0},
		bound{"kind", oneOf(m.Kind, SignalOffer, SignalAnswer, SignalCandidate, SignalRestart, SignalText, SignalForm)}, bound{"data", text(m.Data, maxSignal)})
}

func (m DeskHello) Check() error {
	return check(bound{"tab", ValidKey(m.Tab)}, bound{"lang", m.Lang == "" || languagePattern.MatchString(m.Lang)}, bound{"call", m.Call == "" || ValidKey(m.Call)}, bound{"epoch", m.Epoch >= 0})
}
func (m Presence) Check() error { return check(bound{"state", oneOf(m.State, Available, Away)}) }
func (m Accept) Check() error   { return check(bound{"call", m.Call == "" || ValidKey(m.Call)}) }

func (m Transfer) Check() error {
	return check(call(m.Call), bound{"clerk", optional(m.Clerk)}, bound{"flow", optional(m.Flow)},
		bound{"language", m.Language == "" || languagePattern.MatchString(m.Language)})
}

func (m Invite) Check() error {
	return check(call(m.Call), bound{"clerk", ValidName(m.Clerk)}, bound{"as", oneOf(m.As, AsInterpreter, AsSigns, AsSecond)})
}
func (m Join) Check() error         { return check(call(m.Call)) }
func (m Decline) Check() error      { return check(call(m.Call)) }
func (m End) Check() error          { return check(call(m.Call), reasonBound(m.Reason)) }
func (m CallbackDone) Check() error { return check(bound{"id", ValidKey(m.ID)}) }
func (m DeskWelcome) Check() error  { return check(bound{"clerk", ValidName(m.Clerk)}) }
func (m Board) Check() error        { return nil }
func (m Ringing) Check() error      { return check(call(m.Call)) }
func (m Stopped) Check() error      { return check(call(m.Call)) }
func (m Superseded) Check() error   { return nil }

func (m Mirror) Check() error {
	return check(bound{"page", ValidName(m.Page)}, bound{"lang", languagePattern.MatchString(m.Lang)},
		bound{"accent", m.Accent == "" || colourPattern.MatchString(m.Accent)})
}
func (m Grant) Check() error {
	return check(bound{"state", oneOf(m.State, GrantAsked, GrantGiven, GrantRefused)})
}
func (m Done) Check() error {
	return check(bound{"id", ValidName(m.ID)}, bound{"outcome", oneOf(m.Outcome, OutcomeShown, OutcomeDone, OutcomeRefused, OutcomeStale, OutcomeForbid, OutcomeInvalid, OutcomeNoPlace)})
}
func (m Shared) Check() error { return nil }
func (m Admission) Check() error {
	return check(bound{"who", ValidName(m.Who)}, bound{"state", oneOf(m.State, GrantAsked, GrantGiven, GrantRefused)})
}
func (m Picture) Check() error {
	return check(bound{"id", optional(m.ID)}, bound{"what", oneOf(m.What, WantScan, WantSignature)}, bound{"name", text(m.Name, 400)},
		bound{"media", oneOf(m.Media, "image/jpeg", "image/png")}, bound{"size", m.Size > 0 && m.Size <= MaxPicture}, bound{"page", m.Page >= 0})
}

func node(id string) bound { return bound{"node", id != "" && text(id, 128)} }

func (m Point) Check() error { return check(bound{"node", text(m.Node, 128)}) }
func (m Suggest) Check() error {
	return check(bound{"id", ValidName(m.ID)}, bound{"page", ValidName(m.Page)}, node(m.Node), bound{"value", text(m.Value, maxValue)})
}
func (m Fill) Check() error {
	return check(bound{"id", ValidName(m.ID)}, bound{"page", ValidName(m.Page)}, node(m.Node), bound{"value", text(m.Value, maxValue)})
}
func (m Press) Check() error {
	return check(bound{"id", ValidName(m.ID)}, bound{"page", ValidName(m.Page)}, node(m.Node))
}
func (m Request) Check() error {
	return check(bound{"id", ValidName(m.ID)}, bound{"what", oneOf(m.What, WantCard, WantScan, WantSignature, WantPrint)})
}
func (m Withdraw) Check() error { return check(bound{"id", ValidName(m.ID)}) }
func (m Holding) Check() error  { return nil }
