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

// reasonsAfter adds where answers come from, and the way to why they are asked for: beside fields that are written into,
// else at the end. In a call it is left out: there is somebody to ask, and no room.
func (b builder) reasonsAfter(t *Tree, keys []string) {
	pad := len(t.Act) - 1
	if pad < 0 || t.Act[pad].Role != RoleSplit {
		pad = len(t.Act)
	}
	t.Act = slices.Insert(t.Act, pad, b.saidBefore(keys)...)
	if len(b.reasons(keys)) == 0 || b.v.Call.Stage == session.CallLive {
		return
	}
	way := &Node{ID: "why", Role: RoleReason, Icon: "info", Name: b.t("why.short"), On: session.OpenWhy{}}
	switch first := t.Act[0]; {
	case first.Role == RoleError: // above answers, which need the room
	case first.Role == RoleGrid && first.Children[0].Role == RoleField && len(first.Children) > 2:
		first.Children = append(first.Children, way)
	case first.Role == RoleField || first.Role == RoleGrid:
		way.Kind = first.Kind
		t.Act[0] = &Node{Role: RoleSplit, Children: []*Node{first, way}}
	default:
		way.Role, way.Kind, way.Name = RoleButton, NeutralMedium, b.t("why")
		t.Act = append(t.Act, grid(2, way))
	}
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
