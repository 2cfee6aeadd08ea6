package fim

import (
	"strings"

	"buergerterminal/flows"
)

// condition takes "… oder …".
func (p *parser) condition() (*condition, bool) {
	return p.joined(opOr, "oder", func() (*condition, bool) { return p.joined(opAnd, "und", p.one) })
}

// joined takes parts between which the same word stands.
func (p *parser) joined(op operator, word string, part func() (*condition, bool)) (*condition, bool) {
	first, ok := part()
	if !ok {
		return nil, false
	}
	all := []*condition{first}
	for {
		more := p.try(func() bool {
			p.sign(",")
			if !p.phrase(word) {
				return false
			}
			c, ok := part()
			all = append(all, c)
			if !ok {
				all = all[:len(all)-1]
			}
			return ok
		})
		if !more {
			break
		}
	}
	if len(all) == 1 {
		return first, true
	}
	return &condition{op: op, of: all}, true
}

// one takes one statement about an answer.
func (p *parser) one() (out *condition, ok bool) {
	ok = p.try(func() bool {
		if p.sign("(") != "" {
			out, ok = p.condition()
			return ok && p.sign(")") != ""
		}
		about, named := p.element()
		if !named {
			about = p.last // "… und <> 002": the one before
		}
		if about == nil {
			return false
		}
		p.last = about
		if named && p.empty(about, &out) {
			return true
		}
		return p.comparison(about, &out)
	})
	return out, ok
}

// empty takes "… nicht leer [ist]", "… befüllt ist".
func (p *parser) empty(about ref, out **condition) bool {
	answered := &condition{op: opAnswered, about: about}
	return p.try(func() bool {
		verb := p.phrase("ist", "sind", "wird", "wurde")
		switch {
		case p.phrase("nicht leer"), p.phrase("befüllt", "ausgefüllt", "angegeben", "beantwortet"):
			*out = answered
		case p.phrase("leer"), p.phrase("nicht befüllt", "nicht ausgefüllt", "nicht angegeben", "nicht beantwortet"):
			*out = &condition{op: opNot, of: []*condition{answered}}
		default:
			return false
		}
		if !verb {
			p.phrase("ist", "sind", "wird", "wurde")
		}
		return true
	})
}

// operator takes the sign or the words of a comparison.
func (p *parser) operator() string {
	p.phrase("auswahl")
	if sign := p.sign("===", "==", "=>", "=<", "!==", "!=", "<>", "≠", "<=", ">=", "≤", "≥", "<", ">", "="); sign != "" {
		if sign == "=" && p.sign("<", ">") != "" {
			return "" // "= < 18 Jahre" may mean anything
		}
		return sign
	}
	p.phrase("ist")
	switch p.which("größer oder gleich", "größer gleich", "kleiner oder gleich", "kleiner gleich", "größer als", "kleiner als", "ungleich", "gleich", "nicht gleich") {
	case "größer oder gleich", "größer gleich":
		return ">="
	case "kleiner oder gleich", "kleiner gleich":
		return "<="
	case "größer als":
		return ">"
	case "kleiner als":
		return "<"
	case "ungleich", "nicht gleich":
		return "<>"
	case "gleich":
		return "="
	}
	return ""
}

func (p *parser) comparison(about ref, out **condition) bool {
	sign := p.operator()
	switch sign {
	case "":
		return false
	case "<", ">", "<=", ">=", "≤", "≥", "=<", "=>":
		return p.ordered(about, sign, out)
	}
	equal := sign == "=" || sign == "==" || sign == "==="
	c := &condition{op: opIn, about: about}
	if equal && p.phrase("alle anderen möglichen ausprägungen der codeliste", "alle anderen ausprägungen der codeliste", "alle anderen werte") {
		*out = c // what is meant is filled in by complement
		return true
	}
	if !p.values(c, equal) {
		return false
	}
	p.phrase("ist", "gewählt wird", "gewählt wurde", "ausgewählt wird", "ausgewählt wurde", "belegt ist")
	if *out = c; !equal {
		*out = &condition{op: opNot, of: []*condition{c}}
	}
	return true
}

// values takes one value, or some: "= 001 oder 002", "= (001 oder 002)", "<> (001 und 002)". "Not this or that" is not
// understood, because its authors do not agree on what it means.
func (p *parser) values(c *condition, equal bool) bool {
	word := "oder"
	if !equal {
		word = "und"
	}
	take := func() bool {
		value, name, ok := p.value(c.about)
		if ok {
			c.values, c.names = append(c.values, value), append(c.names, name)
		}
		return ok
	}
	brackets := p.sign("(") != ""
	if !take() {
		return false
	}
	for p.try(func() bool { return (brackets && p.sign(",") != "" || p.phrase(word)) && take() }) {
	}
	return !brackets || p.sign(")") != ""
}

// ordered takes a number, a date or another answer.
func (p *parser) ordered(about ref, sign string, out **condition) bool {
	op := map[string]operator{"<": opLess, ">": opMore, "<=": opAtMost, "≤": opAtMost, "=<": opAtMost, ">=": opAtLeast, "≥": opAtLeast, "=>": opAtLeast}[sign]
	c := &condition{op: op, about: about}
	if other, ok := p.element(); ok {
		c.other = other
	} else if value, ok := p.quantity(); ok {
		c.values, c.names = []string{value}, []string{""}
	} else {
		return false
	}
	p.phrase("ist", "liegt")
	*out = c
	return true
}

// quantity takes a number, as 1.000,50 or 12, a date as 31.12.2026, or the day of the visit.
func (p *parser) quantity() (string, bool) {
	if p.phrase("heute", "tagesdatum", "das tagesdatum", "dem tagesdatum", "das aktuelle datum", "dem aktuellen datum", "datum der antragstellung") {
		return flows.Today, true
	}
	text, quoted := p.quoted()
	if !quoted {
		p.blank()
		n := 0
		for n < len(p.rest()) && strings.IndexByte("0123456789.,-", p.rest()[n]) >= 0 {
			n++
		}
		text = strings.TrimRight(p.rest()[:n], ".,-")
		p.at += len(text)
		if strings.HasPrefix(p.rest(), "%") || letterAt(strings.TrimLeft(p.rest(), " "), 0) && !p.followed() {
			return "", false // a unit, or years: that is more than a number
		}
	}
	if day, ok := germanDay(text); ok {
		return day, true
	}
	return number(text)
}

// followed reports whether a word follows that belongs to the sentence and not to the number.
func (p *parser) followed() bool {
	at := p.at
	defer func() { p.at = at }()
	return p.phrase("dann", "ist", "und", "oder", "sein", "betragen", "liegt", "liegen", "muss", "darf", "zeige", "aktiviere", "blende")
}

// germanDay reads 31.12.2026 as 2026-12-31.
func germanDay(text string) (string, bool) {
	parts := strings.Split(text, ".")
	if len(parts) != 3 || len(parts[2]) != 4 || len(parts[0]) > 2 || len(parts[1]) > 2 || parts[0] == "" || parts[1] == "" {
		return "", false
	}
	pad := func(s string) string { return strings.Repeat("0", 2-len(s)) + s }
	day, ok := flows.ParseDay(parts[2] + "-" + pad(parts[1]) + "-" + pad(parts[0]))
	return day.String(), ok && day.Valid()
}

// number reads a German number, and gives it a decimal point.
func number(text string) (string, bool) {
	whole, fraction, comma := strings.Cut(text, ",")
	digits := strings.TrimPrefix(whole, "-")
	if groups := strings.Split(digits, "."); len(groups) > 1 {
		for i, g := range groups {
			if i > 0 && len(g) != 3 || i == 0 && (g == "" || len(g) > 3) {
				return "", false
			}
		}
		digits = strings.Join(groups, "")
	}
	if digits == "" || len(digits) > 15 || strings.Trim(digits, "0123456789") != "" || strings.Trim(fraction, "0123456789") != "" || comma && fraction == "" {
		return "", false
	}
	if whole[0] == '-' {
		digits = "-" + digits
	}
	if fraction = strings.TrimRight(fraction, "0"); fraction != "" {
		digits += "." + fraction
	}
	return digits, true
}

// dates is "Das Datum im Feld … muss zeitlich vor dem Datum in Feld … liegen".
func (p *parser) dates() bool {
	if !p.phrase("das datum") {
		return false
	}
	about, ok := p.element()
	if !ok || !p.phrase("muss zeitlich", "muss") {
		return false
	}
	op := opLess
	switch p.which("vor", "nach") {
	case "nach":
		op = opMore
	case "":
		return false
	}
	p.phrase("dem datum")
	other, ok := p.element()
	return ok && p.phrase("liegen") && p.ordering(op, about, other, "")
}

// compared is "F… muss größer als F… sein", "F… muss mindestens 3 sein", "F… darf nicht in der Zukunft liegen".
func (p *parser) compared() bool {
	about, ok := p.element()
	if !ok {
		return false
	}
	if p.phrase("darf nicht in der zukunft liegen", "darf nicht nach dem tagesdatum liegen", "darf nicht in der zukunft sein") {
		return p.ordering(opAtMost, about, nil, flows.Today)
	}
	if p.phrase("darf nicht in der vergangenheit liegen", "darf nicht vor dem tagesdatum liegen", "darf nicht in der vergangenheit sein") {
		return p.ordering(opAtLeast, about, nil, flows.Today)
	}
	modal := p.which("muss", "darf nicht")
	op, known := map[string]operator{
		"größer oder gleich": opAtLeast, "größer gleich": opAtLeast, "mindestens": opAtLeast, "kleiner oder gleich": opAtMost, "kleiner gleich": opAtMost,
		"höchstens": opAtMost, "maximal": opAtMost, "größer als": opMore, "kleiner als": opLess, "größer": opMore, "kleiner": opLess, "nach": opMore, "vor": opLess,
	}[p.which("größer oder gleich", "größer gleich", "mindestens", "kleiner oder gleich", "kleiner gleich", "höchstens", "maximal", "größer als",
		"kleiner als", "größer", "kleiner", "nach", "vor")]
	if modal == "" || !known {
		return false
	}
	if modal == "darf nicht" {
		op = map[operator]operator{opLess: opAtLeast, opMore: opAtMost, opAtMost: opMore, opAtLeast: opLess}[op]
	}
	p.phrase("dem datum", "dem wert", "der wert")
	if other, ok := p.element(); ok {
		return p.phrase("sein", "liegen") && p.ordering(op, about, other, "")
	}
	value, ok := p.quantity()
	return ok && p.phrase("sein", "liegen", "betragen") && p.ordering(op, about, nil, value)
}

// ordering adds the rule that two answers, or an answer and a value, stand in an order.
func (p *parser) ordering(op operator, about, other ref, value string) bool {
	c := &condition{op: op, about: about, other: other}
	target := about
	if other != nil {
		target = other
	} else {
		c.values, c.names = []string{value}, []string{""}
	}
	return p.add(&clause{effect: effectHolds, when: c, targets: []ref{target}})
}
