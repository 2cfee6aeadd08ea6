package screen

import (
	"slices"

	"buergerterminal/flows"
	"buergerterminal/kiosk/session"
)

// reasons are the fields of a page for which the flow says why it asks, or which law does.
func (b builder) reasons(keys []string) []*flows.Field {
	var all []*flows.Field
	for _, key := range keys {
		if f := b.v.Flow.Field(key); b.f("why."+f.ID) != "" || f.Legal != "" {
			all = append(all, f)
		}
	}
	return all
}

// reasonsAfter adds, at the end of what is acted on, where answers come from and the way to why they are asked for.
func (b builder) reasonsAfter(t *Tree, keys []string) {
	pad := len(t.Act) - 1
	if pad < 0 || t.Act[pad].Role != RoleSplit {
		pad = len(t.Act)
	}
	t.Act = slices.Insert(t.Act, pad, b.saidBefore(keys)...)
	if len(b.reasons(keys)) == 0 {
		return
	}
	way := &Node{ID: "why", Role: RoleButton, Kind: NeutralMedium, Icon: "info", Name: b.t("why"), On: session.OpenWhy{}}
	if n := len(t.Act); n > 0 && t.Act[n-1].Role == RoleSplit && len(t.Act[n-1].Children) == 2 { // beside the number pad
		side := t.Act[n-1].Children[1]
		side.Children = append(side.Children, way)
		return
	}
	t.Act = append(t.Act, grid(2, way))
}

// why tells for each field of the open page why it is asked for, and the law that asks.
func (b builder) why() *Tree {
	t := b.frame("why")
	asked := b.reasons(b.s.Page().Fields)
	t.read(b.t("why"))
	for _, f := range asked {
		if len(asked) > 1 {
			t.Act = append(t.Act, heading(b.f("field."+f.ID+".short")))
		}
		t.Act = append(t.Act, &Node{Role: RoleText, Kind: Strong, Name: b.either("why."+f.ID, "why.law")})
		if f.Legal != "" {
			t.Act = append(t.Act, rows(point("document", b.t("why.legal", "legal", f.Legal))))
		}
	}
	t.Forward = b.forward("action.resume")
	return t
}

// saidBefore tells below the fields of a page which answers are those of an earlier application of the same visit.
func (b builder) saidBefore(keys []string) []*Node {
	var names []string
	for _, key := range keys {
		if b.s.SaidBefore(key) {
			names = append(names, b.f("field."+b.v.Flow.Field(key).ID+".short"))
		}
	}
	if len(names) == 0 {
		return nil
	}
	text := b.t("answer.before")
	if len(names) < len(keys) {
		text = b.l.List(names...) + ": " + text
	}
	return []*Node{{ID: "before", Role: RoleText, Kind: Small, Name: text}}
}
