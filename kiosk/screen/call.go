package screen

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"buergerterminal/kiosk/session"
)

// OwnPicture names the citizen's own picture among those of the participants (Value of a RoleVideo).
const OwnPicture = "own"

// accompany adds to a page what a call shows beside it: who is there, what is written, what a clerk points at and asks for.
func (b builder) accompany(t *Tree) {
	if b.s.Idle() || b.s.Warning() || b.v.Call.Stage != session.CallLive {
		return
	}
	t.Band = false
	t.Read = append([]*Node{b.party()}, t.Read...)
	if b.v.Over != session.OverNone {
		return
	}
	t.Talk = b.talk()
	if offers := b.handed(t); len(offers) > 0 {
		t.Keyboard = nil // the answer comes first, and then the keys again
		t.Act = append(offers, slices.DeleteFunc(t.Act, func(n *Node) bool {
			return n.Role == RoleSplit && len(n.Children) > 0 && n.Children[0].Role == RolePad
		})...)
	}
	if n := t.Find(b.v.Call.Pointed); n != nil && b.v.Call.Pointed != "" {
		n.Pointed = b.t("call.points", "name", b.v.Call.PointedBy)
	}
}

// party is who takes part, and how they see and hear each other.
func (b builder) party() *Node {
	c := b.v.Call
	n := &Node{ID: "call", Role: RoleCall}
	people := c.People
	if who, waits := c.Newcomer(); waits && b.v.Over == session.OverNewcomer {
		people = []session.Participant{who}
	}
	for i, p := range people {
		n.Children = append(n.Children, &Node{ID: "call.video." + p.ID, Role: RoleVideo, Name: b.t("call.picture-of", "name", p.Name), Value: p.ID},
			&Node{ID: "call.name." + p.ID, Role: RoleText, Kind: Strong, Name: p.Name})
		if i == 0 && len(people) == 1 && p.Office != "" { // beside several there is no room
			n.Children = append(n.Children, &Node{ID: "call.office." + p.ID, Role: RoleText, Name: p.Office})
		}
	}
	n.Children = append(n.Children, &Node{ID: "call.state", Role: RoleState, Kind: Human, Name: b.talking()})
	own := &Node{ID: "call.own", Role: RoleVideo, Kind: Small, Name: b.t("call.own"), Value: OwnPicture}
	switch {
	case c.Stage != session.CallLive:
	case c.Video && c.Rung == session.RungVideo && c.Attended():
		n.Children = append(n.Children, own)
	default:
		n.Children = append(n.Children, &Node{ID: "call.unseen", Role: RoleText, Kind: Small, Name: b.t("call.unseen")})
	}
	return n
}

// talking says in a few words how the talk goes.
func (b builder) talking() string {
	c := b.v.Call
	clock := minutesSeconds(b.s.Talked())
	switch {
	case c.Stage == session.CallLive && b.v.Over == session.OverNewcomer, c.Stage == session.CallLive && !c.Clerk().Admitted:
		return b.t("call.state.meeting")
	case c.Stage == session.CallMeeting && !c.Connected:
		return b.t("call.state.connecting")
	case c.Stage == session.CallMeeting:
		return b.t("call.state.meeting")
	case c.Reconnecting:
		return b.t("call.state.reconnecting")
	case c.Clerk().Held:
		return b.t("call.state.held")
	case c.Rung == session.RungText:
		return b.t("call.state.text", "time", clock)
	case c.Text:
		return b.t("call.state.writing", "time", clock)
	case !c.Audio:
		return b.t("call.state.muted", "time", clock)
	case c.Rung == session.RungAudio:
		return b.t("call.state.audio", "time", clock)
	}
	return b.t("call.state.live", "time", clock)
}

func minutesSeconds(d time.Duration) string {
	return fmt.Sprintf("%d:%02d", int(d.Minutes()), int(d.Seconds())%60)
}

// talk is what was written, and the ways to write and to be seen no longer.
func (b builder) talk() *Node {
	c := b.v.Call
	n := &Node{ID: "talk", Role: RoleTalk, Icon: "chat", Name: b.t("talk.title"), Children: []*Node{
		b.transcript(b.v.Call.Lines, 3),
		{ID: "talk.write", Role: RoleField, Name: b.t("talk.write.short"), Detail: b.t("talk.write"), On: session.OpenWriting{}},
	}}
	if !c.Text && c.Seen && c.Rung == session.RungVideo {
		camera := &Node{ID: "talk.camera", Role: RoleButton, Kind: NeutralMedium, Icon: "camera", Name: b.t("talk.camera.off"), On: session.ToggleCamera{}}
		if !c.Video {
			camera.Name = b.t("talk.camera.on")
		}
		n.Children = append(n.Children, camera)
	}
	return n
}

// transcript is the last lines of what was written.
func (b builder) transcript(lines []session.Line, most int) *Node {
	n := &Node{ID: "transcript", Role: RoleTranscript, Name: b.t("talk.title"), Privacy: Personal}
	first := max(0, len(lines)-most)
	for i, l := range lines[first:] {
		line := &Node{ID: "line." + itoa(first+i), Role: RoleLine, Kind: Human, Name: l.Name, Value: l.Text, Active: l.Open && l.Who != "", Privacy: Personal}
		if l.Who == "" {
			line.Kind, line.Name = Plain, b.t("talk.you")
		}
		n.Children = append(n.Children, line)
	}
	return n
}

// handed are what a clerk proposes or asks for, each with both answers.
func (b builder) handed(t *Tree) []*Node {
	var all []*Node
	c := b.v.Call
	if r := c.Request; r != nil && !r.Taken {
		what := "request." + string(r.What)
		all = append(all, &Node{ID: "offer.request", Role: RoleOffer, Icon: "help-person", Name: b.t(what, "name", r.Who), Children: []*Node{
			{ID: "request.take", Role: RoleButton, Kind: SecondaryMedium, Name: b.t(what + ".take"), On: session.TakeRequest{}},
			{ID: "request.leave", Role: RoleButton, Kind: NeutralMedium, Name: b.t("request.leave"), On: session.LeaveRequest{}},
		}})
	}
	if s := c.Suggestion; s != nil {
		value := s.Value
		if n := t.Find(s.Node); value == "" && n != nil {
			value = n.Name
		}
		all = append(all, &Node{ID: "offer.suggestion", Role: RoleOffer, Icon: "help-person", Name: b.t("suggestion", "name", s.Who), Value: value, Privacy: Personal, Children: []*Node{
			{ID: "suggestion.take", Role: RoleButton, Kind: SecondaryMedium, Name: b.t("suggestion.take"), On: session.TakeSuggestion{}},
			{ID: "suggestion.leave", Role: RoleButton, Kind: NeutralMedium, Name: b.t("suggestion.leave"), On: session.LeaveSuggestion{}},
		}})
	}
	return all
}

// helped tells below a field that a clerk has answered it.
func (b builder) helped(key string) []*Node {
	who := b.v.Call.Filled[key]
	if who == "" {
		return nil
	}
	return []*Node{{ID: "helped." + key, Role: RoleConfirm, Kind: Human, Icon: "pen", Name: b.t("call.filled", "name", who)}}
}

// human is the place of the human in the bar: the way to one, the place in the queue, or the two switches of a call.
func (b builder) human() *Node {
	c := b.v.Call
	switch {
	case c.With():
		mute := stack()
		if c.Stage == session.CallLive && !c.Text {
			mute = &Node{ID: "bar.mute", Role: RoleTile, Icon: "microphone", Name: b.t("bar.mute"), On: session.ToggleMicrophone{}}
			if !c.Audio {
				mute.Icon, mute.Name, mute.Chosen = "microphone-off", b.t("bar.unmute"), true
			}
		}
		return grid(2, mute, &Node{ID: "bar.end-call", Role: RoleTile, Tone: ToneDanger, Icon: "end-call", Name: b.t("bar.end-call"), On: session.EndCall{}})
	case c.Queued():
		return &Node{ID: "bar.help", Role: RoleTile, Kind: Waiting, Icon: "clock", Name: b.queue(), On: session.OpenHelp{}}
	}
	return &Node{ID: "bar.help", Role: RoleTile, Kind: Human, Icon: "help-person", Name: b.t("bar.help"), On: session.OpenHelp{}}
}

// queue is the place in the queue in two short lines.
func (b builder) queue() string {
	c := b.v.Call
	switch {
	case !b.s.Desk.Linked:
		return b.t("bar.queue.cut")
	case c.Stage == session.CallAsking:
		return b.t("bar.queue.asking")
	case c.Wait == 0:
		return b.t("bar.queue.place", "n", c.Place)
	}
	return strings.Join([]string{b.t("bar.queue.place", "n", c.Place), b.l.Plural("bar.queue.wait", b.minutes())}, "\n")
}

// minutes is how long the wait may still be, rounded up.
func (b builder) minutes() int { return int((b.v.Call.Wait + time.Minute - 1) / time.Minute) }
