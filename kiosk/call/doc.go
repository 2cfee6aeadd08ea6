// Package call is the terminal's end of a call with a clerk: the live channel to the hub, one WebRTC connection to each
// participant with pictures, sound, real-time text and the mirror of the citizen's page, and what the participants ask for.
//
// It carries what it is told to and never decides what a clerk may do to an answer: that is session's business, which
// learns everything as an Event. It keeps nothing of a call behind its end, records nothing, and logs neither names nor
// words. Camera and microphone are closed until Share.
//
// A pure core (machine) says what follows from what: commands, the hub's messages, the state of connections and the time go
// in, actions come out. Endpoint does them: it owns the channel (hub) and the connections (peer), each with a goroutine of
// its own, and none of its methods waits for a network.
//
// Real-time text follows ITU-T T.140 over data channels (RFC 8865); the mirror and its answers are link's FormMessages.
// While there is no way from device to device both go through the hub, protected by TLS only.
package call
