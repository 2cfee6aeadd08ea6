package call

import (
	"time"

	"buergerterminal/kiosk/link"
)

// Limits of what one participant may ask for.
const (
	formBurst     = 60
	formPerSecond = 20
	maxAsked      = 64 // acts that wait for an answer, of all participants
)

// form is what the participants ask of the citizen's page, and who waits for which answer. It is pure.
type form struct {
	roles map[string]link.AttendRole // of participants; none has no powers
	asked map[string]string          // id of an act that waits for Done → participant
	page  page
	grant link.GrantState
}

func newForm() form {
	return form{roles: map[string]link.AttendRole{}, asked: map[string]string{}}
}

// may reports whether a participant may do more than point.
func (f *form) may(who string) bool {
	return f.roles[who] == link.AsClerk || f.roles[who] == link.AsSecond
}

// forget drops what waits for a participant that is gone.
func (f *form) forget(who string) {
	delete(f.roles, who)
	for id, by := range f.asked {
		if by == who {
			delete(f.asked, id)
		}
	}
}

// take looks at a message of a participant. What cannot be done is answered here, and the citizen never learns of it; what no
// honest desk sends gives neither event nor answer.
func (f *form) take(who string, b link.Body) (Event, *link.Done) {
	if p, ok := b.(link.Point); ok {
		if _, there := f.page.acts[p.Node]; (!there && p.Node != "") || f.roles[who] == "" {
			return nil, nil
		}
		return Pointed{who, p.Node}, nil
	}
	if h, ok := b.(link.Holding); ok && f.roles[who] != "" {
		return Held{who, h.On}, nil
	}
	if !f.may(who) {
		return nil, nil
	}
	switch b := b.(type) {
	case link.Suggest:
		return f.act(b.ID, who, b.Page, b.Node, "", Suggested{who, b.ID, b.Node, b.Value})
	case link.Fill:
		return f.act(b.ID, who, b.Page, b.Node, link.ActFill, Filled{who, b.ID, b.Node, b.Value})
	case link.Press:
		return f.act(b.ID, who, b.Page, b.Node, link.ActPress, PressedBy{who, b.ID, b.Node})
	case link.Request:
		return f.wait(b.ID, who, Asked{who, b.ID, b.What})
	case link.Withdraw:
		if f.asked[b.ID] != who {
			return nil, nil
		}
		return WithdrawnBy{who, b.ID}, nil
	}
	return nil, nil
}

// act is something done to an element: the citizen must still be on the page that the participant saw, and it be open to a clerk. A suggestion (want
// is empty) is for any element that a clerk could act on.
func (f *form) act(id, who, page, node string, want link.MirrorAct, e Event) (Event, *link.Done) {
	may, there := f.page.acts[node]
	switch {
	case !there || page != f.page.name:
		return nil, &link.Done{ID: id, Outcome: link.OutcomeStale}
	case may == link.ActNone, want != "" && may != want:
		return nil, &link.Done{ID: id, Outcome: link.OutcomeForbid}
	}
	return f.wait(id, who, e)
}

// wait notes who gets the answer. An id that waits already, or one too many, is refused.
func (f *form) wait(id, who string, e Event) (Event, *link.Done) {
	if _, taken := f.asked[id]; taken || len(f.asked) >= maxAsked {
		return nil, &link.Done{ID: id, Outcome: link.OutcomeInvalid}
	}
	f.asked[id] = who
	return e, nil
}

// answered is who gets the answer to an act. Shown is not the last word; every other outcome is.
func (f *form) answered(d link.Done) (who string, waits bool) {
	who, waits = f.asked[d.ID]
	if waits && d.Outcome != link.OutcomeShown {
		delete(f.asked, d.ID)
	}
	return who, waits
}

// formIn decodes what a participant sends on the form's channel.
type formIn struct{ limit bucket }

// read gives the message, or nil for one that is dropped.
func (f *formIn) read(now time.Time, raw []byte) link.Body {
	if !f.limit.take(now, formPerSecond, formBurst) {
		return nil
	}
	b, err := link.FormMessages.Decode(raw)
	if err != nil {
		return nil
	}
	return b
}
