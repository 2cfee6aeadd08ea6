package screen

import (
	"buergerterminal/flows"
	"buergerterminal/kiosk/session"
)

// review shows every answer, proof and the signature, each with a way to mend it.
func (b builder) review() *Tree {
	t := b.frame("review")
	t.read(b.t("review.title"), b.t("review.explain"))
	list := rows()
	for _, run := range b.reviewed() {
		st := run.stations[0]
		row := ""
		if st.Row >= 0 {
			row = "." + itoa(st.Row)
		}
		edit := session.EditAnswer{Station: st, Through: run.stations[len(run.stations)-1]}
		list.Children = append(list.Children, &Node{ID: "review." + st.Page + string(st.Kind) + row, Role: RoleRow, Name: run.name, Value: b.told(run.stations), Privacy: b.privacyOf(run.stations),
			Children: []*Node{{ID: "edit." + string(st.Kind) + "." + st.Page + row, Role: RoleButton, Kind: SecondaryMedium, Icon: "pen", Name: b.t("review.edit"), On: edit}}})
	}
	list.Children = append(list.Children, b.following()...)
	t.Act = append(b.mistakes(), list)
	t.Back, t.Forward = b.back(), b.forward("review.right")
	return t
}

// reviewed is one row of the review: a station, or several one behind the other that have the same short name, as the parts
// of an address have.
type reviewed struct {
	name     string
	stations []session.Station
}

func (b builder) reviewed() []reviewed {
	var all []reviewed
	for _, st := range b.s.Stations() {
		name := b.shortName(st)
		if n := len(all); n > 0 && st.Kind == session.AtQuestion && all[n-1].name == name && all[n-1].stations[0].Row == st.Row {
			all[n-1].stations = append(all[n-1].stations, st)
			continue
		}
		all = append(all, reviewed{name, []session.Station{st}})
	}
	return all
}

// shortName is what a row of the review calls a station.
func (b builder) shortName(st session.Station) string {
	switch st.Kind {
	case session.AtSignature:
		return b.t("review.signature")
	case session.AtCosignature:
		return b.t("review.cosignature")
	case session.AtProof:
		return b.f("proof." + st.Page + ".short")
	}
	if name := b.f("page." + st.Page + ".short"); name != "" {
		return name
	}
	for _, key := range b.s.FieldsAt(st) {
		return b.f("field." + b.v.Flow.Field(key).ID + ".short")
	}
	return ""
}

// told is what was answered at the stations of a row.
func (b builder) told(stations []session.Station) string {
	var keys []string
	for _, st := range stations {
		switch st.Kind {
		case session.AtSignature:
			return b.signed()
		case session.AtCosignature:
			return b.cosigned(st.Page)
		case session.AtProof:
			if n := len(b.v.Proofs[st.Page]); n > 0 {
				return b.l.Plural("proof.pages", n)
			}
			return b.t("review.no-proof")
		}
		keys = append(keys, b.s.FieldsAt(st)...)
	}
	if line := b.joined(keys); line != "" {
		return line
	}
	return b.t("review.nothing")
}

// houseNumber is the data field of the federal catalogue (FIM) that stands beside the street, whichever page asks for it.
const houseNumber = "F60000000244"

// joined are answers in one line: a figure stands beside what follows it ("01999 Musterstadt"), the number of a house
// beside its street, words are parted by a comma.
func (b builder) joined(keys []string) string {
	answers, beside := b.s.Application(), false
	var parts []string
	for _, key := range keys {
		f := b.v.Flow.Field(key)
		words := AnswerWords(b.v.Flow, f, answers[key], b.l)
		if f.Counts != "" {
			words = b.listWords(f)
		}
		if words == "" {
			continue
		}
		if last := len(parts) - 1; last >= 0 && (beside || f.FIM == houseNumber) {
			parts[last] += "\u00a0" + words
		} else {
			parts = append(parts, words)
		}
		beside = f.Type == flows.TypeText && f.Keyboard == "digits"
	}
	return b.l.List(parts...)
}

// signed is what the review says of the signature, which may have been cleared since.
func (b builder) signed() string {
	switch {
	case len(b.v.Strokes) > 0:
		return b.t("review.signed")
	case b.v.TypedName() != "":
		return b.t("review.typed", "name", b.v.TypedName())
	case b.v.CannotSign || b.v.Flow.Signature.Required:
		return b.t("review.unsigned")
	}
	return b.t("review.nothing")
}

// privacyOf is the strictest class of what stands in a row.
func (b builder) privacyOf(stations []session.Station) Privacy {
	strictest := Personal
	for _, st := range stations {
		for _, key := range b.s.FieldsAt(st) {
			strictest = max(strictest, privacy(b.v.Flow.Field(key)))
		}
	}
	return strictest
}

// mistakes are the rules between answers that do not hold: what is wrong stands above the answers, each with its way to mend it.
func (b builder) mistakes() []*Node {
	var all []*Node
	for i, broken := range b.s.Evaluation().Broken {
		n := note(ToneDanger, "warning", b.f("rule."+broken.Rule.ID))
		n.ID = "broken." + itoa(i)
		all = append(all, n)
	}
	return all
}

// following are the rows of what follows from the answers: computed values, and the fee.
func (b builder) following() []*Node {
	var all []*Node
	ev := b.s.Evaluation()
	for _, v := range b.v.Flow.Values {
		label, words := b.f("value."+v.ID+".short"), ValueWords(v, ev.Values[v.ID], b.l)
		if label != "" && words != "" {
			all = append(all, &Node{ID: "value." + v.ID, Role: RoleRow, Name: label, Value: words, Privacy: Personal})
		}
	}
	if cents, reason, known := b.fee(); known {
		amount := b.t("fee.none")
		if cents > 0 {
			amount = b.l.Amount(cents)
		}
		if reason != "" {
			amount += ". " + reason
		}
		all = append(all, &Node{ID: "fee", Role: RoleRow, Name: b.t("service.fee"), Value: amount})
	}
	return all
}

// fee is what the application costs with the answers so far, and why; known is false where the flow has no prices.
func (b builder) fee() (cents int, reason string, known bool) {
	fee, cents, known := b.v.Flow.FeeFor(b.s.Application(), b.s.Now)
	if known && fee.ID != "" {
		reason = b.f("fee." + fee.ID)
	}
	return cents, reason, known
}
