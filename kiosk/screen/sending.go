package screen

import (
	"slices"
	"strings"

	"buergerterminal/kiosk/session"
	"buergerterminal/locales"
)

func (b builder) signature() *Tree {
	if b.v.Typing {
		return b.typedSignature()
	}
	t := b.frame("signature")
	t.read(b.f("signature.title"), b.t("signature.explain"))
	pad := &Node{ID: "signature", Role: RoleSignature, Strokes: b.v.Strokes, Name: b.applicant(), Detail: b.l.ShortDate(b.s.Now), Privacy: Personal, On: session.StrokeStarted{}}
	t.Act = []*Node{pad}
	if b.v.Missing == "signature" {
		t.Act = append(t.Act, &Node{ID: "error.signature", Role: RoleError, Icon: "warning", Name: b.t("signature.missing")})
	}
	clear := &Node{ID: "signature.clear", Role: RoleButton, Kind: NeutralMedium, Icon: "repeat", Name: b.t("signature.clear"), On: session.ClearSignature{}}
	t.Act = append(t.Act, grid(2, clear, b.otherThanDrawing()), paragraph(b.t("signature.means", "statement", b.f("signature.statement"))))
	if !b.v.MayType() {
		t.Act = append(t.Act, small(b.t("signature.hand")))
	}
	t.Back, t.Forward = b.back(), b.forward("action.next")
	return t
}

// otherThanDrawing is the way of whoever cannot draw: to type the name, or where the law wants a hand's own, to say that they cannot.
func (b builder) otherThanDrawing() *Node {
	if b.v.MayType() {
		return &Node{ID: "signature.type", Role: RoleButton, Kind: NeutralMedium, Icon: "pen", Name: b.t("signature.type"), On: session.TypeSignature{}}
	}
	return &Node{ID: "signature.cannot", Role: RoleButton, Kind: NeutralMedium, Name: b.t("signature.cannot"), On: session.CannotSign{}}
}

// typedSignature takes the name in place of the drawn signature, and says what it means.
func (b builder) typedSignature() *Tree {
	t, missing := b.frame("signature-typed"), b.v.Missing == "signature"
	explain, means := b.t("signature.typed.explain"), b.t("signature.typed.means", "statement", b.f("signature.statement"))
	if b.v.Look.Size == session.VeryLarge { // else the offered name leaves the reach from a wheelchair
		if explain = ""; missing {
			means = ""
		}
	}
	t.read(b.t("signature.typed.title"), explain, means)
	t.Act = []*Node{{ID: "field.signature", Role: RoleField, Value: b.v.Typed.Text, Caret: b.v.Typed.Caret, Active: true, Wrong: missing, Privacy: Personal}}
	if missing {
		t.Act = append(t.Act, &Node{ID: "error.signature", Role: RoleError, Icon: "warning", Name: b.t("signature.typed.missing")})
	}
	if name := b.applicant(); name != "" && name != b.v.Typed.Text {
		t.Act = append(t.Act, likely("signature", 0, "", name))
	}
	t.Keyboard = b.keyboard(b.v.Draft, true, "")
	t.Back, t.Forward = b.back(), b.forward("action.next")
	return t
}

// send asks for what the law and the service ask for, and says what happens next.
func (b builder) send() *Tree {
	if b.v.Submission.Storing {
		return b.storing()
	}
	t := b.frame("send")
	t.read(b.t("send.title"), b.t("send.explain", "authority", b.f("authority.name")))
	t.Back, t.Forward = b.back(), b.forward("send.now")
	if code := b.v.Submission.Code; code != "" {
		t.Act = append(t.Act, note(ToneDanger, "warning", b.t(trouble(code))), small(b.t("trouble.code", "code", code)))
		t.Forward.Name = b.t("send.again")
	}
	t.Act = append(t.Act, b.sender()...)
	consents, missing := stack(), b.s.MissingConsents()
	for _, c := range b.s.Evaluation().VisibleConsents {
		consents.Children = append(consents.Children, &Node{ID: "consent." + c.ID, Role: RoleCheck, Name: b.f("consent." + c.ID), Detail: b.f("consent." + c.ID + ".detail"),
			Chosen: b.v.Consents[c.ID], Wrong: slices.Contains(missing, c.ID), On: session.ToggleConsent{ID: c.ID}})
	}
	t.Act = append(t.Act, consents)
	if n := len(missing); n > 0 {
		t.Act = append(t.Act, &Node{ID: "error.consent", Role: RoleError, Icon: "warning", Name: b.l.Plural("send.missing", n, "consent", b.f("consent."+missing[0]))})
	}
	t.Act = append(t.Act, heading(b.t("send.next")), rows(b.nextSteps()...))
	return t
}

// trouble is the key of the citizen's text for a code of sealing or storing; the code itself is for the technician.
func trouble(code string) string {
	switch {
	case code == "outbox.disk-full" || code == "outbox.reserve":
		return "trouble.outbox.disk-full"
	case strings.HasPrefix(code, "seal."):
		return "trouble.seal.failed"
	}
	return "trouble.outbox.failed"
}

func (b builder) nextSteps() []*Node {
	steps := []*Node{point("outbox", b.t("send.number"))}
	cents, reason, _ := b.fee()
	if cents > 0 {
		steps = append(steps, point("document", b.t("send.fee", "amount", b.l.Amount(cents))))
	}
	if reason != "" {
		steps = append(steps, point("info", reason))
	}
	if Owed(b.s) {
		steps = append(steps, point("pen", b.t("cosignature.owed")))
	}
	for _, n := range NextSteps(b.s, b.l) {
		steps = append(steps, point(n.Icon, n.Text))
	}
	return append(steps, point("lock", b.t("send.wipe")))
}

// applicant is the name under the line of the signature.
func (b builder) applicant() string {
	name, _ := b.s.Applicant()
	return name
}

// Next is what happens after sending, in words.
type Next struct{ Icon, Text string }

// NextSteps are those of the flow that hold for the answers. Dates are counted from the day of sending, which is today before it.
func NextSteps(s session.State, l *locales.Language) []Next {
	sent := s.Now
	if s.Visit.Submission.Done() {
		sent = s.Visit.Submission.StoredAt
	}
	var all []Next
	for _, i := range s.Evaluation().VisibleNext {
		n := s.Visit.Flow.Next[i]
		text, _ := s.Visit.Flow.Text(l.Tag, "next."+itoa(i+1))
		all = append(all, Next{n.Icon, l.Fill(text, "date", l.Date(sent.AddDate(0, 0, n.Days)))})
	}
	return all
}

func point(icon, text string) *Node { return &Node{Role: RolePoint, Icon: icon, Name: text} }

func (b builder) storing() *Tree {
	t := b.frame("storing")
	t.read(b.t("storing.title"), b.t("storing.explain"))
	t.Act = []*Node{stack(
		&Node{ID: "storing.sealed", Role: RoleState, Tone: ToneNow, Icon: "lock", Name: b.t("storing.sealing")},
		&Node{ID: "storing.stored", Role: RoleState, Tone: ToneNone, Icon: "outbox", Name: b.t("storing.saving")},
	)}
	t.Bar[0] = nil
	return t
}
