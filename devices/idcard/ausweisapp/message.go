package ausweisapp

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
)

// ErrMessage says that AusweisApp sent what its documentation does not allow.
var ErrMessage = errors.New("ausweisapp: message against the documentation")

// message is what AusweisApp sends. Fields of the messages that are not handled here are not read.
type message struct {
	Kind  string `json:"msg"`
	Error string `json:"error"`
	Chat  *struct {
		Effective, Optional, Required []string
	}
	TransactionInfo string
	Description     *struct{ SubjectName, SubjectURL, Purpose string }
	Reader          *reader
	Result          *struct{ Major, Minor, Reason string }
	URL             string
	Current         int
}

// reader is a card reader with what is known of its card.
type reader struct {
	Keypad bool
	Card   *struct {
		Inoperative, Deactivated bool
		RetryCounter             int
	}
}

// parse reads a message. Its text is never part of an error: it can hold what a citizen typed.
func parse(b []byte) (message, error) {
	var m message
	if err := json.Unmarshal(b, &m); err != nil {
		return message{}, fmt.Errorf("%w: no JSON of the expected form", ErrMessage)
	}
	if m.Kind == "" {
		return message{}, fmt.Errorf("%w: without msg", ErrMessage)
	}
	return m, nil
}

// command is what the terminal sends. value is a secret or nothing; a command with a secret is overwritten after sending.
type command struct {
	name  string
	key   string // of the value: "value", "tcTokenURL", "chat", "level"
	value []byte // as JSON
}

// bytes writes the command.
func (c command) bytes() []byte {
	b := append([]byte(`{"cmd":"`), c.name...)
	b = append(b, '"')
	if c.key != "" {
		b = append(append(append(b, `,"`...), c.key...), `":`...)
		b = append(b, c.value...)
	}
	return append(b, '}')
}

// digits makes a command with a secret of digits, or none where the reader has a keypad.
func digits(name string, secret []byte, keypad bool) command {
	if keypad {
		return command{name: name}
	}
	value := append(append([]byte{'"'}, secret...), '"')
	return command{name: name, key: "value", value: value}
}

// with makes a command with a value that is no secret.
func with(name, key string, value any) command {
	b, err := json.Marshal(value)
	if err != nil { // only strings and numbers come here
		return command{name: name}
	}
	return command{name: name, key: key, value: b}
}

// onlyDigits reports whether a secret has n digits and nothing else.
func onlyDigits(secret []byte, n int) bool {
	return len(secret) == n && !slices.ContainsFunc(secret, func(b byte) bool { return b < '0' || b > '9' })
}
