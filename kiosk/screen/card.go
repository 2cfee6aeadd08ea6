package screen

import (
	"slices"

	"buergerterminal/devices"
	"buergerterminal/flows"
	"buergerterminal/kiosk/session"
)

// card asks for the identity document, and says what went wrong with the last one.
func (b builder) card() *Tree {
	t := b.frame("card")
	t.Back = b.back()
	t.Forward = &Node{ID: "forward", Role: RoleButton, Kind: Secondary, Name: b.t("card.without"), After: "arrow", On: session.SkipCard{}}
	if !b.s.Usable(devices.IDCard) {
		t.read(b.t("card.away.title"), b.t("card.away.explain"))
		t.Act = append(b.clipWay(), note(ToneWarn, "warning", b.t("card.away.note")))
		t.Forward.Kind, t.Forward.Name = Primary, b.t("card.type")
		return t
	}
	t.read(b.t("card.title"), b.t("card.explain"))
	waiting := &Node{ID: "card.waiting", Role: RoleState, Tone: ToneNow, Icon: "clock", Name: b.t("card.waiting"), Detail: b.t("card.leave-it")}
	if b.v.CardFault != "" {
		waiting = &Node{ID: "card.fault", Role: RoleState, Tone: ToneWarn, Icon: "warning", Name: b.fault(b.v.CardFault), Detail: b.t("card.again")}
	}
	t.Act = slices.Concat([]*Node{{ID: "art", Role: RoleArt, Icon: "reader"}, waiting}, b.clipWay(), []*Node{small(b.t("card.purpose"))})
	return t
}

// cardData shows what was read, as it was read; the citizen says whether it is right.
func (b builder) cardData() *Tree {
	c := b.s.ShownCard()
	t := b.frame("card-data")
	t.read(b.t("card-data.title"), b.t("card-data.explain"))
	data := rows()
	for _, row := range []struct{ key, source, value string }{
		{"card-data.given-names", "card.given_names", c.GivenNames},
		{"card-data.family-names", "card.family_names", c.FamilyNames},
		{"card-data.birth-date", "card.birth_date", b.day(c.BirthDate)},
		{"card-data.nationality", "card.nationality", b.country(c.Nationality)},
		{"card-data.document", "card.document_number", b.documentLine(c)},
	} {
		value := row.value
		if slices.Contains(c.Doubtful, row.source) || value == "" {
			value = b.t("card-data.unread")
		}
		data.Children = append(data.Children, &Node{ID: row.key, Role: RoleRow, Name: b.t(row.key), Value: value, Privacy: Personal})
	}
	t.Act = []*Node{data}
	switch {
	case len(c.Doubtful) > 0:
		t.Act = append(t.Act, note(ToneWarn, "warning", b.t("card-data.doubtful")))
	case c.Cut:
		t.Act = append(t.Act, note(ToneWarn, "warning", b.t("card-data.cut")))
	case c.Chip.Stage == session.ChipNone:
		t.Act = append(t.Act, note(ToneOK, "check", b.t("card-data.take")))
	}
	t.Act = append(t.Act, b.chip(c.Chip)...)
	t.Back = b.back()
	if c.Chip.Refuted() {
		t.Forward = b.forward("card.type")
		return t
	}
	t.Act = append(t.Act, &Node{ID: "card-data.wrong", Role: RoleButton, Kind: NeutralMedium, Icon: "pen", Name: b.t("card-data.wrong"), On: session.CardWrong{}})
	t.Forward = b.forward("card-data.right")
	return t
}

// chip says what became of the document's chip, and whether the document must lie there any longer.
func (b builder) chip(c session.Chip) []*Node {
	state := func(tone Tone, icon, name, detail string) []*Node {
		return []*Node{{ID: "chip", Role: RoleState, Tone: tone, Icon: icon, Name: name, Detail: detail}}
	}
	switch {
	case c.Stage == session.ChipReading:
		return state(ToneNow, "clock", b.t("chip.reading"), b.t("chip.reading.detail"))
	case c.Refuted():
		return state(ToneWarn, "warning", b.t("chip.refuted"), b.t("chip.refuted.detail"))
	case c.Verdict == session.ChipGenuine:
		return state(ToneOK, "check", b.t("chip.genuine"), b.t("chip.genuine.detail"))
	case c.Verdict == session.ChipNotVerified:
		return state(ToneNone, "info", b.t("chip.not-verified"), b.t("chip.not-verified.detail"))
	case c.Stage == session.ChipUnread && c.Fault != "":
		return state(ToneNone, "info", b.fault(c.Fault), b.t("chip.printed"))
	}
	return nil
}

// documentLine is the document's number and how long it is valid, in one row.
func (b builder) documentLine(c *session.Card) string {
	if c.DocumentNumber == "" || c.ValidUntil == (flows.Day{}) {
		return c.DocumentNumber
	}
	return b.t("card-data.document-line", "number", c.DocumentNumber, "until", b.day(c.ValidUntil))
}

func (b builder) country(code string) string {
	if code == "" {
		return ""
	}
	return b.l.Country(code)
}

// fault is what a device's fault means to a citizen.
func (b builder) fault(f devices.Fault) string { return b.t("fault." + string(f)) }
