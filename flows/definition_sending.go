package flows

import "strconv"

// sending reads what comes after the questions.
func (l *loader) sending(root *node) {
	f := l.flow
	for _, t := range l.tables(root, "proof") {
		l.proof(t)
	}
	if t := l.get(root, "signature", shapeTable); t != nil {
		f.Signature = &Signature{Required: l.flag(t, "required", true), Form: l.oneOf(t, "form", FormHand, FormText)}
		l.unknown(t, "required", "form")
	}
	for _, t := range l.tables(root, "consent") {
		l.consent(t)
	}
	l.next(root)
	f.Results, f.Limits = l.rows(root, "result"), l.rows(root, "limit")
	fees := l.tables(root, "fee")
	f.Fees = make([]Fee, 0, len(fees)) // never grows: conditions point into it
	for _, t := range fees {
		l.fee(t)
	}
}

func (l *loader) next(root *node) {
	tables := l.tables(root, "next")
	l.flow.Next = make([]NextStep, 0, len(tables)) // never grows: conditions point into it
	for i, t := range tables {
		l.flow.Next = append(l.flow.Next, NextStep{Icon: l.icon(t), Days: l.numberOr(t, "days", 1, 3650, 0)})
		into := &l.flow.Next[i].Visible
		l.condition(t, "visible", "next", strconv.Itoa(i+1), pending{into: into, before: everything})
		l.unknown(t, "icon", "visible", "days")
	}
}

// rows reads a list of signs, whose texts are numbered.
func (l *loader) rows(root *node, key string) []NextStep {
	var out []NextStep
	for _, t := range l.tables(root, key) {
		out = append(out, NextStep{Icon: l.icon(t)})
		l.unknown(t, "icon")
	}
	return out
}

func (l *loader) proof(t *node) {
	p := &Proof{ID: l.id(t, "proof")}
	p.Mode = l.oneOf(t, "mode", ModeText, ModePhoto, ModeColour)
	p.Required = l.flag(t, "required", false)
	p.Skippable = l.flag(t, "skippable", !p.Required)
	p.MaxPages = l.numberOr(t, "max_pages", 1, 50, 1)
	l.condition(t, "visible", "proof", p.ID, pending{into: &p.Visible, before: everything})
	l.unknown(t, "id", "mode", "required", "skippable", "max_pages", "visible")
	l.flow.Proofs = append(l.flow.Proofs, p)
}

// everything is the position after all fields.
const everything = 1 << 30

func (l *loader) consent(t *node) {
	c := &Consent{ID: l.id(t, "consent")}
	l.need(t, "kind", shapeString)
	c.Kind = l.oneOf(t, "kind", KindDeclaration, KindConsent)
	c.Required = l.flag(t, "required", c.Kind == KindDeclaration)
	l.condition(t, "visible", "consent", c.ID, pending{into: &c.Visible, before: everything})
	l.unknown(t, "id", "kind", "required", "visible")
	l.flow.Consents = append(l.flow.Consents, c)
}

func (l *loader) fee(t *node) {
	l.need(t, "cents", shapeInt)
	l.need(t, "valid_from", shapeDate)
	l.flow.Fees = append(l.flow.Fees, Fee{
		ID:        l.feeID(t),
		Cents:     l.numberOr(t, "cents", 0, 10_000_00, 0),
		Per:       l.text(t, "per"),
		ValidFrom: l.date(t, "valid_from"),
		ValidTo:   l.date(t, "valid_to"),
		Source:    l.needText(t, "source"),
	})
	fee := &l.flow.Fees[len(l.flow.Fees)-1]
	if !fee.ValidTo.IsZero() && fee.ValidTo.Before(fee.ValidFrom) {
		l.report(t.child("valid_to").value, "", "valid_to lies before valid_from")
	}
	q, v := l.flow.fields[fee.Per], l.flow.values[fee.Per]
	multiplies := q != nil && q.Type == TypeInt && q.page.Repeat == nil || v != nil && v.Type == TypeInt
	if fee.Per != "" && !l.vague && !multiplies {
		l.report(t.child("per").value, "the id of a field of type int that is not repeated, or of such a value", "per = %q cannot multiply a fee", fee.Per)
	}
	l.condition(t, "when", "fee", strconv.Itoa(len(l.flow.Fees)), pending{into: &fee.When, before: everything})
	l.unknown(t, "id", "cents", "per", "valid_from", "valid_to", "source", "when")
}

// feeID reads the id of a fee's text. Prices of other days may share one.
func (l *loader) feeID(t *node) string {
	if t.child("id") == nil {
		return ""
	}
	id := l.matching(t, "id", isID, idHint)
	l.places["fee."+id] = t.child("id").place
	return id
}
