package screen

import (
	"slices"

	"buergerterminal/flows"
	"buergerterminal/kiosk/session"
)

// cosignature asks a second person to sign. That person is called by name, since the pen has to change hands.
func (b builder) cosignature() *Tree {
	c := b.s.Cosignature()
	name, done := b.s.Cosigner(c), b.s.Cosigned(c)
	t := b.frame("cosignature")
	t.Back, t.Forward = b.back(), b.forward("action.next")
	t.read(b.f("cosignature."+c.ID+".title"), b.t("cosignature.now", "name", name))
	t.Read[len(t.Read)-1].Privacy = Personal // it names somebody
	likeness := b.s.Likeness(c)
	if likeness == session.SamePerson {
		t.Act = []*Node{note(ToneWarn, "warning", b.t("cosignature.same"))}
		t.Forward = b.forward("cosignature.mend")
		return t
	}
	pad := &Node{ID: "signature", Role: RoleSignature, Strokes: done.Strokes, Name: name, Detail: b.l.ShortDate(b.s.Now), Privacy: Personal, On: session.StrokeStarted{}}
	t.Act = []*Node{pad}
	switch {
	case b.v.Missing == "signature":
		t.Act = append(t.Act, &Node{ID: "error.signature", Role: RoleError, Icon: "warning", Name: b.t("cosignature.missing")})
	case likeness == session.SameName:
		t.Act = append(t.Act, small(b.t("cosignature.alike")))
	}
	buttons := grid(2,
		&Node{ID: "signature.clear", Role: RoleButton, Kind: NeutralMedium, Icon: "repeat", Name: b.t("signature.clear"), On: session.ClearSignature{}},
		&Node{ID: "signature.cannot", Role: RoleButton, Kind: NeutralMedium, Name: b.t("signature.cannot"), On: session.CannotSign{}})
	t.Act = append(t.Act, buttons)
	if c.Later {
		t.Act = append(t.Act, &Node{ID: "signature.later", Role: RoleButton, Kind: NeutralMedium, Icon: "clock", Name: b.t("cosignature.later"), Chosen: done.Later, On: session.SignLater{}})
	}
	t.Act = append(t.Act, paragraph(b.t("signature.means", "statement", b.f("cosignature."+c.ID+".statement"))))
	return t
}

// cosigned is what the review says of a second person's signature.
func (b builder) cosigned(id string) string {
	i := slices.IndexFunc(b.v.Flow.Cosignatures, func(c *flows.Cosignature) bool { return c.ID == id })
	c := b.v.Flow.Cosignatures[i]
	state := "review.cosigned.missing"
	switch done := b.s.Cosigned(c); {
	case len(done.Strokes) > 0:
		state = "review.signed"
	case done.Later:
		state = "review.cosigned.later"
	case done.Unable:
		state = "review.unsigned"
	}
	return b.s.Cosigner(c) + "\n" + b.t(state)
}

// Owed reports whether a second person's signature is to be handed in later.
func Owed(s session.State) bool {
	return slices.ContainsFunc(s.Evaluation().VisibleCosignatures, func(c *flows.Cosignature) bool { return s.Cosigned(c).Later })
}
