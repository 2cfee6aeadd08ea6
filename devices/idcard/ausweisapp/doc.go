// Package ausweisapp lets a citizen use the online function of a German identity card through AusweisApp's interface for other programs. The state
// of a run is pure (Flow); Client carries its messages over a WebSocket on this machine. It is off unless it is configured.
//
// # What the terminal gets, and what not
//
// The personal data go from the card to the provider's eID server and back, encrypted past the terminal (PAuswG § 18). The
// terminal sees which data the provider asks for, who the provider is, and in the end the address where the provider goes on; never the data. It
// never keeps, logs or reports a PIN, and never answers a question by itself: consent, PIN and access number come from the citizen.
// It does not unblock a card (PUK) and does not set a PIN: that needs the letter at home, and a run that asks for it ends.
//
// # Source
//
// Governikus, AusweisApp SDK documentation (docs/sdk in github.com/Governikus/AusweisApp: commands.rst, messages.rst, workflow.rst, desktop.rst). Confirmed by it:
// names and fields of the messages, which command each allows, the address ws://localhost:24727/eID-Kernel, the refusals 409 (busy), 429 (another program) and
// 503 (switched off), that a reader with a keypad takes the PIN itself (then no value is sent), tries left in retryCounter, ENTER_CAN before the
// last try, error in a repeated question where the value had a wrong form.
//
// Not confirmed: anything by running AusweisApp, which was not at hand; the tests talk to a double that follows the documentation. Level 2 of the
// interface is asked for, because level 3 brings pauses (PAUSE, CONTINUE) that are not handled here. A message that is not known here is passed over,
// as the documentation asks for.
package ausweisapp
