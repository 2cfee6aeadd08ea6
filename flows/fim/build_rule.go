package fim

import (
	"cmp"
	"slices"
	"strings"
)

// checks builds the rules of the flow: what must hold between answers, on account of the rules that have been understood.
func (b *builder) checks(rulings []*ruling) {
	for _, r := range rulings {
		if r.reason != nil {
			continue
		}
		for _, c := range r.clauses {
			b.between(r, c)
		}
	}
	for _, n := range b.tree.nodes {
		if n.absent || n.element == nil {
			continue
		}
		for _, copies := range b.copiesOf(n) {
			b.demanded(n, copies)
			for _, s := range n.restrict {
				b.restricted(n, s, copies)
			}
		}
	}
}

// copiesOf are the copies in which a place is asked: those of its first question where it is a group.
func (b *builder) copiesOf(n *node) []string {
	if spots := b.spots[n]; len(spots) > 0 {
		return spots
	}
	for _, c := range n.children {
		if spots := b.copiesOf(c); len(spots) > 0 {
			return spots
		}
	}
	return nil
}

// between builds the rule of a clause that no place decides on alone.
func (b *builder) between(r *ruling, c *clause) {
	places := append(c.when.reads(), c.at...)
	if c.effect != effectHolds && c.effect != effectSomeOf && c.effect != effectSomeTrue || len(places) == 0 || places[0].part != nil {
		return
	}
	last := slices.MaxFunc(places, func(x, y *node) int { return x.order - y.order })
	for _, copies := range b.copiesOf(last) {
		var holds, text string
		var parts, names []string
		for _, n := range c.at {
			name, _ := title(n.Input, n.Name)
			names = append(names, "„"+name+"“")
			if c.effect != effectSomeTrue {
				parts = append(parts, b.given(n, copies))
			} else if id := b.field[b.key(n, copies)]; id != "" {
				parts = append(parts, id)
			}
		}
		switch c.effect {
		case effectSomeOf:
			holds, text = strings.Join(parts, " || "), "Bitte geben Sie mindestens eines davon an: "+strings.Join(names, ", ")+"."
		case effectSomeTrue:
			holds, text = strings.Join(parts, " || "), "Bitte antworten Sie auf mindestens eine dieser Fragen mit Ja: "+strings.Join(names, ", ")+"."
		default:
			holds, text = b.holding(c.when, copies)
		}
		b.addRule(r.rule.ID, b.anchor(last, copies), holds, text, r)
	}
}

// holding is the rule of a condition that must hold. An order is only asked of answers that are there.
func (b *builder) holding(c *condition, copies string) (holds, text string) {
	holds = b.cel(c, copies)
	name := func(n *node) string { s, _ := title(n.Input, n.Name); return "„" + s + "“" }
	switch c.op {
	case opDate:
		return holds, "Diesen Tag gibt es im Kalender nicht. Bitte prüfen Sie Tag, Monat und Jahr."
	case opLess, opAtMost, opMore, opAtLeast:
		known, _, _ := strings.Cut(holds, " && "+b.field[b.key(c.at, copies)]+" "+string(c.op))
		holds = "!(" + known + ") || " + strings.TrimPrefix(holds, known+" && ")
		other := ""
		if c.to != nil {
			other = name(c.to)
		} else {
			other = german(c.values[0])
		}
		relation := map[operator]string{opLess: "kleiner als", opAtMost: "höchstens so groß wie", opMore: "größer als", opAtLeast: "mindestens so groß wie"}[c.op]
		if c.at.asked == askedDate {
			relation = map[operator]string{opLess: "vor", opAtMost: "nicht nach", opMore: "nach", opAtLeast: "nicht vor"}[c.op]
			return holds, name(c.at) + " muss " + relation + " " + other + " liegen. Bitte prüfen Sie die Angaben."
		}
		return holds, name(c.at) + " muss " + relation + " " + other + " sein. Bitte prüfen Sie die Angaben."
	case opOr:
		var names []string
		for _, n := range c.reads() {
			names = append(names, name(n))
		}
		return holds, "Bitte antworten Sie auf mindestens eine dieser Fragen mit Ja: " + strings.Join(names, ", ") + "."
	}
	return holds, "Diese Angabe passt nicht zu Ihren anderen Antworten. Bitte prüfen Sie sie."
}

// german writes a day or a number as people do.
func german(value string) string {
	if value == "today" {
		return "heute"
	}
	if parts := strings.Split(value, "-"); len(parts) == 3 && len(parts[0]) == 4 {
		return parts[2] + "." + parts[1] + "." + parts[0]
	}
	return strings.Replace(value, ".", ",", 1)
}

// demanded builds the rule of a place that has to be answered sometimes. A paper has two scans instead.
func (b *builder) demanded(n *node, copies string) {
	if n.demand == nil || n.asked == askedPaper {
		return
	}
	given := b.given(n, copies)
	name, _ := title(n.Input, n.Name)
	text := "Nach Ihren anderen Antworten braucht das Amt hier eine Angabe: " + name + "."
	b.addRule(n.ID, b.anchor(n, copies), "!("+b.cel(n.demand, copies)+") || "+given, text, n.touched...)
}

func (b *builder) restricted(n *node, s said, copies string) {
	id := b.field[b.key(n, copies)]
	if id == "" {
		return
	}
	var codes, names []string
	for _, v := range s.values {
		codes = append(codes, quote(v))
		if i := slices.IndexFunc(n.codes, func(c Code) bool { return c.Code == v }); i >= 0 {
			names = append(names, "„"+bare(n.codes[i].Name)+"“")
		}
	}
	holds := "!answered(" + id + ") || " + id + " in [" + strings.Join(codes, ", ") + "]"
	if n.asked == askedMany {
		return
	}
	if s.when != nil {
		holds = "!(" + b.cel(s.when, copies) + ") || " + holds
	}
	b.addRule(n.ID, id, holds, "Zu Ihren anderen Antworten passt hier nur: "+strings.Join(names, " oder ")+".", s.by)
}

// anchor is the question at which a rule about a place is told: its own, that whether it is given, or the last in it.
func (b *builder) anchor(n *node, copies string) string {
	key := b.key(n, copies)
	if id := cmp.Or(b.field[key], b.gates[key]); id != "" {
		return id
	}
	for i := len(n.children) - 1; i >= 0; i-- {
		if id := b.anchor(n.children[i], copies); id != "" {
			return id
		}
	}
	return ""
}

// addRule adds a rule; what always holds is none.
func (b *builder) addRule(name, field, holds, text string, by ...*ruling) {
	if holds == "" || holds == "true" || field == "" || strings.HasPrefix(holds, "!(false) || ") {
		return
	}
	r := &rule{id: unique(b.ruleIDs, strings.ToLower(name)), field: field, holds: holds, by: by}
	for _, p := range b.draft.pages {
		if slices.ContainsFunc(p.fields, func(q *question) bool { return q.id == field }) {
			r.visible = p.visible
		}
	}
	b.draft.rules = append(b.draft.rules, r)
	b.draft.texts.set("rule."+r.id, text)
	b.owners["rule "+r.id] = b.owners[field]
}

// sentencesLeft keeps the rules that stay sentences.
func (b *builder) sentencesLeft(rulings []*ruling) {
	taken := map[string]bool{}
	for _, r := range rulings {
		if r.reason == nil {
			b.summary.Translated++
			if r.already {
				b.summary.Already++
			}
			continue
		}
		b.summary.Unresolved = append(b.summary.Unresolved, Reason{Rule: r.rule.ID, Place: r.owner.ID, Why: r.reason.Error()})
		u := &unresolved{id: unique(taken, r.rule.ID)}
		if id := b.field[b.key(r.owner, "")]; id != "" && r.owner.field() != nil {
			u.field = id
		}
		b.draft.unresolved = append(b.draft.unresolved, u)
		text := sentences(r.rule.Sentence)
		if text == "" {
			text = sentences(r.rule.Name, r.rule.Description)
		}
		b.draft.texts.set("unresolved."+u.id, cmp.Or(text, "Diese Regel hat keinen Wortlaut."))
	}
}
