package live

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"

	"buergerterminal/kiosk/link"
)

// A party is never told what happened, but what holds: after each event of the queue the hub reads the call and says what
// differs from what the party was told last. So a missed event, a cut, a restart of the hub and a second replica need no
// rules of their own.

// stage is how far a call is.
type stage int

const (
	over    stage = iota // there is none, or it ended
	waiting              // in the line
	live                 // with a clerk
)

// view is a call as one party sees it: what it was told, or what holds now.
type view struct {
	call   string // "" for none
	stage  stage
	reason link.Reason // why it ended; empty in what was told

	place, wait int // while waiting
	again       bool

	epoch   int
	resumed bool   // the party said after a cut that it has the call; what it knows of the others is not known
	clerk   string // seat of the call's clerk; while waiting that of none
	seats   []seat // all but the terminal, who came first being first
}

// seat is a participant of a call.
type seat struct {
	link.Participant
	address address
}

// seatID is how the others in a call know a clerk. It is the same on all replicas, and says nothing outside of the call.
func seatID(call, clerk string) string {
	sum := sha256.Sum256([]byte("seat " + call + " " + clerk))
	return "p" + hex.EncodeToString(sum[:6])
}

func (v view) seat(id string) (seat, bool) {
	i := slices.IndexFunc(v.seats, func(s seat) bool { return s.ID == id })
	if i < 0 {
		return seat{}, false
	}
	return v.seats[i], true
}

// has reports whether the party was told of a seat.
func (v view) has(id string) bool { _, ok := v.seat(id); return ok }

// toTerminal says to a terminal what changed between what it was told and what holds.
func toTerminal(told, now view, ice []link.ICEServer) []link.Body {
	var out []link.Body
	if told.call != now.call {
		if told.call != "" && told.stage != over {
			out = append(out, link.Ended{Call: told.call, Reason: link.ReasonGone})
		}
		told = view{call: now.call}
	}
	switch now.stage {
	case over:
		if now.call != "" && now.reason != "" {
			out = append(out, link.Ended{Call: now.call, Reason: now.reason})
		}
		return out
	case waiting:
		if told.stage == live {
			out = append(out, link.Left{Call: now.call, Who: told.clerk, Lost: true})
			told.seats = slices.DeleteFunc(slices.Clone(told.seats), func(s seat) bool { return s.ID == told.clerk })
		}
		out = append(out, changes(told, now, "")...)
		if told.stage != waiting || told.place != now.place || told.wait != now.wait || told.again != now.again {
			out = append(out, link.Waiting{Call: now.call, Place: now.place, Wait: now.wait, Again: now.again})
		}
		return out
	}
	if told.stage == live && told.epoch == now.epoch {
		return append(out, changes(told, now, "")...)
	}
	clerk, _ := now.seat(now.clerk)
	accepted := link.Accepted{Call: now.call, Epoch: now.epoch, Who: clerk.Participant, ICE: ice}
	for _, s := range now.seats {
		accepted.Peers = append(accepted.Peers, link.Peer{Who: s.Participant})
	}
	out = append(out, accepted)
	return append(out, departures(told, now)...)
}

// changes are those of the participants while the clerk stays, for a party that is one of them itself (or the terminal).
func changes(told, now view, self string) []link.Body {
	out := departures(told, now)
	for _, s := range now.seats {
		if !told.has(s.ID) && s.ID != self {
			out = append(out, link.Joined{Call: now.call, Who: s.Participant})
		}
	}
	return out
}

// departures are those who take no longer part. A clerk who left while another has come handed the call on.
func departures(told, now view) []link.Body {
	var out []link.Body
	for _, s := range told.seats {
		if !now.has(s.ID) {
			moved := told.stage == live && s.ID == told.clerk && now.stage == live
			out = append(out, link.Left{Call: now.call, Who: s.ID, Moved: moved})
		}
	}
	return out
}

// terminalSeat is what desks see of the terminal.
func terminalSeat() link.Participant { return link.Participant{ID: link.TerminalPeer} }

// deskSide is what a desk needs beside the view: its own seat and what the call is about.
type deskSide struct {
	self     string
	about    link.Case
	terminal string
	ice      []link.ICEServer
}

// toDesk says to a desk what changed in its own call.
func toDesk(told, now view, d deskSide) []link.Body {
	var out []link.Body
	if told.call != now.call && told.call != "" {
		out = append(out, link.Left{Call: told.call, Who: seatOf(told, d.self), Lost: true})
		told = view{}
	}
	switch {
	case now.call == "":
		return out
	case now.stage == over:
		if told.stage != over {
			out = append(out, link.Ended{Call: now.call, Reason: now.reason})
		}
		return out
	case !now.has(d.self):
		return append(out, outOfCall(told, now, d.self)...)
	case told.stage == over || now.stage == live && (told.epoch != now.epoch || told.resumed):
		out = append(out, d.accepted(told, now))
		return append(out, departures(told, now)...)
	case told.stage == live && now.stage == waiting:
		out = append(out, link.Left{Call: now.call, Who: told.clerk, Lost: true})
		told.seats = slices.DeleteFunc(slices.Clone(told.seats), func(s seat) bool { return s.ID == told.clerk })
	}
	return append(out, changes(told, now, d.self)...)
}

// outOfCall tells a desk that it takes no part any more: it handed the call on, or left, or lost it.
func outOfCall(told, now view, self string) []link.Body {
	if told.stage == over {
		return nil
	}
	was := told.clerk == self || told.resumed
	return []link.Body{link.Left{Call: now.call, Who: self, Moved: was && now.stage == live, Lost: was && now.stage == waiting}}
}

func seatOf(v view, self string) string {
	if v.has(self) {
		return self
	}
	return link.TerminalPeer
}

// accepted tells a desk its part. Who comes into a call offers to all that are there; who is in it waits for the offer of
// those who came since. After a cut the order of coming decides, which is the same for all.
func (d deskSide) accepted(told, now view) link.Accepted {
	own, _ := now.seat(d.self)
	about := d.about
	a := link.Accepted{Call: now.call, Epoch: now.epoch, Who: own.Participant, Terminal: d.terminal, Case: &about, ICE: d.ice,
		Peers: []link.Peer{{Who: terminalSeat(), Offer: true}}}
	earlier := true
	for _, s := range now.seats {
		if s.ID == d.self {
			earlier = false
			continue
		}
		offer := told.stage == over || earlier && (told.resumed || told.has(s.ID))
		a.Peers = append(a.Peers, link.Peer{Who: s.Participant, Offer: offer})
	}
	return a
}
