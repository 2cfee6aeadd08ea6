package ausweisapp

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Question is what the citizen is asked.
type Question string

// The questions.
const (
	None       Question = ""
	Consent    Question = "consent" // may this provider read these data?
	InsertCard Question = "insert-card"
	EnterPIN   Question = "enter-pin"
	EnterCAN   Question = "enter-can"
)

// Asked is a question with what the citizen must know to answer it.
type Asked struct {
	Question           Question
	Provider, Purpose  string   // of the certificate, for Consent
	Transaction        string   // the provider's own words, for Consent
	Required, Optional []string // data, by the names of the documentation, for Consent
	Tries              int      // left for the PIN; 0 where it is not known
	Again              bool     // the answer before was wrong, or had a wrong form
	Keypad             bool     // the citizen types on the reader
}

// Outcome is how a run ended.
type Outcome string

// The outcomes.
const (
	Running     Outcome = ""
	Succeeded   Outcome = "succeeded"
	Cancelled   Outcome = "cancelled"
	Blocked     Outcome = "blocked"     // the PIN is blocked and needs the PUK, at home or at the office
	Deactivated Outcome = "deactivated" // the online function is off, or the card cannot be used
	Failed      Outcome = "failed"
)

// Answer is the citizen's. The zero Answer cancels.
type Answer struct {
	Yes    bool     // consent; for a keypad: go on
	Chosen []string // optional data that the citizen allows, for Consent
	Secret []byte   // PIN or card access number; overwritten once it is sent
}

// ErrAnswer says that an answer does not belong to the question, or has a form that the card would refuse.
var ErrAnswer = errors.New("ausweisapp: answer does not fit the question")

// Flow is the state of one run. It is a value: Receive and Reply return the next one with what is to be sent. It holds no secret.
type Flow struct {
	url       string
	begun     bool // AUTH came
	certified bool // CERTIFICATE came, so consent can be asked for
	asked     Asked
	last      Question // answered last, to tell a repeated question
	ending    Outcome  // why CANCEL was sent
	outcome   Outcome
	reason    string // AusweisApp's failure code
	next      string // address where the provider goes on
}

// Begin starts a run with the provider's address, which must be https.
func Begin(tcTokenURL string) (Flow, []command, error) {
	if !strings.HasPrefix(tcTokenURL, "https://") {
		return Flow{}, nil, fmt.Errorf("%w: the provider's address is not https", ErrAnswer)
	}
	return Flow{url: tcTokenURL}, []command{with("SET_API_LEVEL", "level", 2)}, nil
}

// Asked is the open question.
func (f Flow) Asked() Asked { return f.asked }

// Outcome is how the run ended, Running until then.
func (f Flow) Outcome() Outcome { return f.outcome }

// Reason is AusweisApp's code for a failure, such as "Card_Removed"; empty where it gave none.
func (f Flow) Reason() string { return f.reason }

// Next is the address where the provider goes on after Succeeded, and may be one after another end.
func (f Flow) Next() string { return f.next }

// receive takes a message.
func (f Flow) receive(m message) (Flow, []command, error) {
	switch m.Kind {
	case "API_LEVEL":
		if m.Error != "" {
			return f.end(Failed, "API_LEVEL"), nil, nil
		}
		if f.begun {
			return f, nil, nil
		}
		return f, []command{with("RUN_AUTH", "tcTokenURL", f.url)}, nil
	case "AUTH":
		return f.auth(m)
	case "ACCESS_RIGHTS":
		return f.rights(m)
	case "CERTIFICATE":
		return f.certificate(m)
	case "INSERT_CARD":
		f.asked = Asked{Question: InsertCard}
		return f, nil, nil
	case "ENTER_PIN":
		return f.enter(EnterPIN, m)
	case "ENTER_CAN":
		return f.enter(EnterCAN, m)
	case "ENTER_PUK":
		return f.abort(Blocked)
	case "BAD_STATE", "INTERNAL_ERROR", "INVALID", "UNKNOWN_COMMAND":
		return f.end(Failed, m.Kind), nil, nil
	}
	return f, nil, nil
}

// auth begins or ends the run.
func (f Flow) auth(m message) (Flow, []command, error) {
	switch {
	case m.Error != "":
		return f.end(Failed, "RUN_AUTH"), nil, nil
	case m.Result == nil && m.URL == "":
		f.begun = true
		return f, nil, nil
	case m.Result == nil:
		return f, nil, fmt.Errorf("%w: AUTH without result", ErrMessage)
	}
	f.next = m.URL
	switch {
	case strings.HasSuffix(m.Result.Major, "#ok"):
		if m.URL == "" {
			return f, nil, fmt.Errorf("%w: success without address", ErrMessage)
		}
		return f.end(Succeeded, ""), nil, nil
	case f.ending != Running:
		return f.end(f.ending, m.Result.Reason), nil, nil
	case strings.HasSuffix(m.Result.Minor, "#cancellationByUser"):
		return f.end(Cancelled, m.Result.Reason), nil, nil
	}
	return f.end(Failed, m.Result.Reason), nil, nil
}

// end closes the run.
func (f Flow) end(o Outcome, reason string) Flow {
	f.outcome, f.reason, f.asked = o, reason, Asked{}
	return f
}

// abort cancels the run for a reason of its own; its end comes with AUTH.
func (f Flow) abort(why Outcome) (Flow, []command, error) {
	f.asked = Asked{}
	if f.ending != Running {
		return f, nil, nil
	}
	f.ending = why
	return f, []command{{name: "CANCEL"}}, nil
}

// rights asks for the certificate, so that the citizen sees who asks, or keeps the rights of a repeated message.
func (f Flow) rights(m message) (Flow, []command, error) {
	if m.Chat == nil {
		return f, nil, fmt.Errorf("%w: ACCESS_RIGHTS without chat", ErrMessage)
	}
	if m.Error != "" {
		return f.end(Failed, "SET_ACCESS_RIGHTS"), nil, nil
	}
	if f.last == Consent { // the answer to SET_ACCESS_RIGHTS
		return f, []command{{name: "ACCEPT"}}, nil
	}
	f.asked = Asked{Required: m.Chat.Required, Optional: m.Chat.Optional, Transaction: m.TransactionInfo}
	return f, []command{{name: "GET_CERTIFICATE"}}, nil
}

// certificate completes the question of consent.
func (f Flow) certificate(m message) (Flow, []command, error) {
	if m.Description == nil || m.Description.SubjectName == "" {
		return f, nil, fmt.Errorf("%w: a certificate without a name", ErrMessage)
	}
	if f.certified {
		return f, nil, nil
	}
	f.certified = true
	f.asked.Question, f.asked.Provider, f.asked.Purpose = Consent, m.Description.SubjectName, m.Description.Purpose
	return f, nil, nil
}

// enter asks for PIN or card access number.
func (f Flow) enter(q Question, m message) (Flow, []command, error) {
	if m.Reader == nil || m.Reader.Card == nil {
		return f, nil, fmt.Errorf("%w: a question without card", ErrMessage)
	}
	if m.Reader.Card.Deactivated || m.Reader.Card.Inoperative {
		return f.abort(Deactivated)
	}
	f.asked = Asked{Question: q, Tries: m.Reader.Card.RetryCounter, Keypad: m.Reader.Keypad, Again: f.last == q || m.Error != "" || q == EnterCAN && f.last == EnterPIN}
	return f, nil, nil
}

// Reply takes the citizen's answer to the open question. The zero Answer cancels, at any time.
func (f Flow) Reply(a Answer) (Flow, []command, error) {
	if f.outcome != Running {
		return f, nil, fmt.Errorf("%w: the run has ended", ErrAnswer)
	}
	if !a.Yes && len(a.Secret) == 0 {
		return f.abort(Cancelled)
	}
	q, asked := f.asked.Question, f.asked
	switch {
	case q == Consent && a.Yes:
		sent, err := consent(asked, a.Chosen)
		if err != nil {
			return f, nil, err
		}
		f.last, f.asked = Consent, Asked{}
		return f, sent, nil
	case (q == EnterPIN || q == EnterCAN) && (asked.Keypad && a.Yes || !asked.Keypad && onlyDigits(a.Secret, 6)):
		f.last, f.asked = q, Asked{}
		name := map[Question]string{EnterPIN: "SET_PIN", EnterCAN: "SET_CAN"}[q]
		return f, []command{digits(name, a.Secret, asked.Keypad)}, nil
	}
	return f, nil, fmt.Errorf("%w: %s", ErrAnswer, q)
}

// consent accepts, with the optional data that were chosen: where there are some, they are set first, because all are enabled by default.
func consent(asked Asked, chosen []string) ([]command, error) {
	for _, c := range chosen {
		if !slices.Contains(asked.Optional, c) {
			return nil, fmt.Errorf("%w: data that the provider does not ask for", ErrAnswer)
		}
	}
	if len(asked.Optional) == 0 {
		return []command{{name: "ACCEPT"}}, nil
	}
	if chosen == nil {
		chosen = []string{}
	}
	return []command{with("SET_ACCESS_RIGHTS", "chat", chosen)}, nil
}
