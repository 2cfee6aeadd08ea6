package screen

import (
	"buergerterminal/flows"
	"buergerterminal/kiosk/session"
)

// exit is the page at which the way ends early: why, and where to go instead. Nothing is sent.
func (b builder) exit(t *Tree, p *flows.Page) *Tree {
	t.read(b.f("page."+p.ID+".title"), b.f("page."+p.ID+".help"))
	ways := stack()
	if other := b.s.Catalog.Flow(p.LeadsTo); other != nil {
		name, lang := b.titleOf(other)
		ways.Children = append(ways.Children, &Node{ID: "exit.other", Role: RoleOption, Icon: other.Icon, Name: name, Lang: lang, Detail: b.t("exit.other"), After: "arrow", On: session.ChooseFlow{ID: other.ID}})
	}
	if b.v.Aside == nil {
		ways.Children = append(ways.Children, way("exit.another", "plus", b.t("done.another"), b.t("exit.another"), session.Another{}))
	}
	if !b.v.Call.With() {
		ways.Children = append(ways.Children, way("exit.human", "help-person", b.t("exit.human"), b.t("exit.human.detail"), session.OpenHelp{}))
	}
	t.Act = []*Node{ways, note(ToneInfo, "lock", b.t("exit.nothing"))}
	t.Forward = &Node{ID: "forward", Role: RoleButton, Kind: Primary, Icon: "check", Name: b.t("exit.finish"), On: session.EndVisit{}}
	if b.v.Aside != nil {
		t.Forward = &Node{ID: "forward", Role: RoleButton, Kind: Primary, Name: b.t("aside.resume"), After: "arrow", On: session.Another{}}
	}
	return t
}
