package screen

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"buergerterminal/flows"
	"buergerterminal/kiosk/session"
)

// sender says of a partner who it is, and that it is no authority. Whoever gives it data must not take it for one.
func (b builder) sender() []*Node {
	if b.v.Flow.Partner == nil {
		return nil
	}
	n := note(ToneWarn, "info", "**"+b.f("partner.name")+"**")
	n.ID, n.Detail = "note.partner", b.f("partner.notice")
	return []*Node{n}
}

// foreign gives a partner's pages its head: its name and sign stand where else the town's stand, and that it is no authority.
func (b builder) foreign(t *Tree) {
	p := b.v.Flow.Partner
	if p == nil {
		return
	}
	t.Sender = p.Accent
	t.Head.Kind, t.Head.Name, t.Head.Value = Foreign, b.f("partner.name"), b.t("sender.no-authority")
	if t.Head.Picture = p.Logo; p.Logo == nil {
		if at := strings.IndexFunc(t.Head.Name, unicode.IsLetter); at >= 0 { // a name may begin with a mark of direction
			first, _ := utf8.DecodeRuneInString(t.Head.Name[at:])
			t.Head.Icon = string(unicode.ToUpper(first))
		}
	}
}

// competence says which level of the state decides, and where fees and authorities are examples.
func (b builder) competence() []*Node {
	var said []string
	if level := b.v.Flow.Competent; level != "" && level != "partner" {
		said = append(said, b.t("service.competent."+level))
	}
	if b.v.Flow.Example {
		said = append(said, b.t("service.example"))
	}
	if len(said) == 0 {
		return nil
	}
	return []*Node{small(strings.Join(said, " "))}
}

// numbered are the rows of one kind that a flow tells of itself, below their heading.
func (b builder) numbered(title, key string, steps []flows.NextStep) []*Node {
	if len(steps) == 0 {
		return nil
	}
	list := rows()
	for i, step := range steps {
		list.Children = append(list.Children, point(step.Icon, b.f(key+itoa(i+1))))
	}
	return []*Node{heading(b.t(title)), list}
}

// leadToHuman makes the service's page the way to a clerk: for a service without questions that is all there is. Where no
// clerk is there now, the page says so, and the way leads to what there is instead.
func (b builder) leadToHuman(t *Tree) {
	t.Forward = &Node{ID: "forward", Role: RoleButton, Kind: Primary, Name: b.t("call.begin"), After: "arrow", On: session.OpenHelp{}}
	switch {
	case b.v.Call.With():
		t.Forward = nil
	case b.v.Call.Queued():
		t.Forward.Name = b.t("call.queued")
	case !b.s.Reachable():
		t.Forward.Name = b.t("call.otherwise")
		n := note(ToneWarn, "clock", b.t("call.nobody"))
		n.ID = "note.nobody"
		if b.s.Place.Calls {
			n.Detail = b.again()
		}
		t.Act = append([]*Node{n}, t.Act...)
	}
}
