package link

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// The live channel is one WebSocket of a terminal, or of a desk, to the hub. Every message is one text frame with one
// JSON object {"type": …, "body": …}. A party that gets a type that it does not know refuses that message and goes on;
// members that it does not know it skips, so that terminals and replicas may be of different versions.
const (
	LivePath     = "/v1/live"                // of terminals; they say who they are as with a submission
	LiveProtocol = "buergerterminal.live.v1" // WebSocket subprotocol of LivePath
	DeskPath     = "/desk/live"              // of desks; the clerk's session says who it is
	DeskProtocol = "buergerterminal.desk.v1" // WebSocket subprotocol of DeskPath

	MaxMessage = 128 << 10 // bytes of one message; a larger one closes the channel
)

// Intervals of the live channel. A party that has heard nothing for Silence takes the other for gone.
const (
	BeatEvery = 5 * time.Second
	Silence   = 15 * time.Second
)

// ErrMessage means that a message of the live channel cannot be taken: unknown, malformed, or out of its bounds. Its text
// names the member, never the value.
var ErrMessage = errors.New("message cannot be taken")

// Body is the body of one message.
type Body interface {
	Type() string // stable name of the message
	Check() error // bounds; names the member, never its value
}

type frame struct {
	Type string          `json:"type"`
	Body json.RawMessage `json:"body"`
}

// Encode writes a message.
func Encode(b Body) ([]byte, error) {
	body, err := json.Marshal(b)
	if err != nil {
		return nil, fmt.Errorf("%w: %s: %v", ErrMessage, b.Type(), err)
	}
	raw, err := json.Marshal(frame{b.Type(), body})
	if err != nil {
		return nil, fmt.Errorf("%w: %s: %v", ErrMessage, b.Type(), err)
	}
	if len(raw) > MaxMessage {
		return nil, fmt.Errorf("%w: %s is larger than %d bytes", ErrMessage, b.Type(), MaxMessage)
	}
	return raw, nil
}

// Vocabulary is what one side of a channel may say.
type Vocabulary map[string]func(json.RawMessage) (Body, error)

// vocabulary collects messages by their type.
func vocabulary(entries ...func() (string, func(json.RawMessage) (Body, error))) Vocabulary {
	v := make(Vocabulary, len(entries))
	for _, e := range entries {
		name, read := e()
		v[name] = read
	}
	return v
}

// message is the entry of a message in a vocabulary.
func message[B Body]() (string, func(json.RawMessage) (Body, error)) {
	var zero B
	return zero.Type(), func(raw json.RawMessage) (Body, error) {
		var b B
		if err := json.Unmarshal(raw, &b); err != nil {
			return nil, err
		}
		return b, b.Check()
	}
}

// What each side may say. Nothing else is taken from it.
var (
	FromTerminal = vocabulary(message[Hello], message[Beat], message[Ask], message[Progress], message[Hangup], message[Signal], message[Callback], message[TurnAway])
	ToTerminal   = vocabulary(message[Welcome], message[Beat], message[Opening], message[Waiting], message[Accepted], message[Joined], message[Left], message[Ended], message[Signal], message[Noted], message[Refused])
	FromDesk     = vocabulary(message[DeskHello], message[Beat], message[Presence], message[Accept], message[Transfer], message[Invite], message[Join], message[Decline], message[End], message[Signal], message[CallbackDone])
	ToDesk       = vocabulary(message[DeskWelcome], message[Beat], message[Board], message[Accepted], message[Ringing], message[Stopped], message[Joined], message[Left], message[Ended], message[Signal], message[Superseded], message[Refused])
	FormMessages = vocabulary(message[Mirror], message[Grant], message[Done], message[Shared], message[Admission], message[Picture], message[Point], message[Suggest], message[Fill], message[Press], message[Request], message[Withdraw], message[Holding])
)

// Decode reads a message of a side that speaks this vocabulary.
func (v Vocabulary) Decode(raw []byte) (Body, error) {
	if len(raw) > MaxMessage {
		return nil, fmt.Errorf("%w: larger than %d bytes", ErrMessage, MaxMessage)
	}
	var f frame
	if err := json.Unmarshal(raw, &f); err != nil {
		return nil, fmt.Errorf("%w: not a JSON object with type and body", ErrMessage)
	}
	read, known := v[f.Type]
	if !known {
		return nil, fmt.Errorf("%w: its type is not known here", ErrMessage)
	}
	b, err := read(f.Body)
	if err != nil {
		return nil, fmt.Errorf("%w: %s: %v", ErrMessage, f.Type, reason(err))
	}
	return b, nil
}

// reason leaves the value out of an error of encoding/json.
func reason(err error) error {
	if wrong := (*json.UnmarshalTypeError)(nil); errors.As(err, &wrong) {
		return fmt.Errorf("%s is not a %s", wrong.Field, wrong.Type)
	}
	if syntax := (*json.SyntaxError)(nil); errors.As(err, &syntax) {
		return fmt.Errorf("not JSON at byte %d", syntax.Offset)
	}
	return err
}
