// Package session is a citizen's visit as a value: State, Event, Effect, and Step, which makes the next state of the
// last one. It is pure: no clock, no I/O, no randomness; time comes as an event, work leaves as an effect.
package session
