package flows

import "slices"

// between reads what is worked out of the answers, what must hold between them, and who takes part besides the citizen.
func (l *loader) between(root *node) {
	for _, t := range l.tables(root, "value") {
		l.value(t)
	}
	for _, t := range l.tables(root, "rule") {
		l.rule(t)
	}
	for _, t := range l.tables(root, "cosignature") {
		l.cosignature(t)
	}
	if t := l.get(root, "representation", shapeTable); t != nil {
		l.representation(t)
	}
	if t := l.get(root, "partner", shapeTable); t != nil {
		l.partner(t)
	}
	for _, t := range l.tables(root, "unresolved") {
		l.unresolved(t)
	}
}

// valueTypes are what a value can be.
func valueTypes() []string {
	return []string{string(TypeInt), string(TypeMoney), string(TypeNumber), string(TypeBool), string(TypeText), string(TypeDate)}
}

func (l *loader) value(t *node) {
	v := &Computed{ID: l.id(t, "field")}
	if slices.Contains(reservedIDs(), v.ID) {
		l.report(t.child("id").value, "choose another", "id %q has a meaning of its own in conditions", v.ID)
		l.vague = true
	}
	l.need(t, "type", shapeString)
	if v.Type = Type(l.oneOf(t, "type", valueTypes()...)); v.Type == TypeNumber {
		l.need(t, "decimals", shapeInt)
		v.Decimals = l.numberOr(t, "decimals", 0, 6, 0)
	}
	if l.needText(t, "is") != "" {
		l.condition(t, "is", "value", v.ID, pending{into: &v.Is, before: everything, value: v})
	}
	if t.child("fim") != nil {
		v.FIM = l.matching(t, "fim", fimForm.MatchString, "F and 8 to 14 digits")
	}
	if t.child("path") != nil {
		v.Path = l.matching(t, "path", pathForm.MatchString, pathHint)
	}
	l.unknown(t, "id", "type", "decimals", "is", "fim", "path")
	v.number = len(l.flow.Values)
	l.flow.Values = append(l.flow.Values, v)
	l.flow.values[v.ID] = v
}

func (l *loader) rule(t *node) {
	r := &Rule{ID: l.id(t, "rule"), number: len(l.flow.Rules)}
	l.flow.Rules = append(l.flow.Rules, r)
	l.needText(t, "holds")
	r.Field = l.fieldNamed(t, "field", true)
	before, page := everything, (*Page)(nil)
	if q := l.flow.fields[r.Field]; q != nil {
		before, page = q.page.Fields[len(q.page.Fields)-1].position+1, q.page
		if p := l.flow.group(q.Counts); p != nil { // its page is the list of the rows, which is left when they are all there
			before = p.Repeat.end()
		}
	}
	l.condition(t, "holds", "rule", r.ID, pending{into: &r.Holds, before: before, page: page})
	l.condition(t, "visible", "rule", r.ID, pending{into: &r.Visible, before: before, page: page})
	l.unknown(t, "id", "field", "holds", "visible")
}

// fieldNamed reads the id of a field. Whether there is such a field is not asked of a definition with unclear ids.
func (l *loader) fieldNamed(t *node, key string, needed bool) string {
	if t.child(key) == nil && !needed {
		return ""
	}
	id := l.prefixed(l.needText(t, key))
	if n := t.child(key); n != nil && id != "" && l.flow.fields[id] == nil && !l.vague {
		l.report(n.value, suggest(id, l.fieldIDs()), "there is no field %q", id)
	}
	return id
}

func (l *loader) fieldIDs() []string {
	ids := make([]string, len(l.flow.ordered))
	for i, q := range l.flow.ordered {
		ids[i] = q.ID
	}
	return ids
}

func (l *loader) cosignature(t *node) {
	c := &Cosignature{ID: l.id(t, "cosignature"), Later: l.flag(t, "later", false)}
	l.flow.Cosignatures = append(l.flow.Cosignatures, c)
	l.condition(t, "visible", "cosignature", c.ID, pending{into: &c.Visible, before: everything})
	l.need(t, "name", shapeArray)
	c.Name, c.Birth = l.person(t, "the person who signs")
	l.unknown(t, "id", "visible", "name", "birth", "later")
}

// person reads which fields ask for a second person's name and day of birth.
func (l *loader) person(t *node, who string) (name []string, birth string) {
	name = l.texts(t, "name")
	for i, id := range name {
		l.personal(t.child("name").children[i], id, TypeText, who)
	}
	if birth = l.text(t, "birth"); birth != "" {
		l.personal(t.child("birth"), birth, TypeDate, who)
	}
	return name, birth
}

// personal refuses what is no answer about one person.
func (l *loader) personal(n *node, id string, want Type, who string) {
	if q := l.flow.fields[id]; !l.vague && (q == nil || q.Type != want || q.page.Repeat != nil) {
		l.report(n.value, "the id of a field of type "+string(want)+" that is not repeated", "%q tells nothing of %s", id, who)
	}
}

func (l *loader) representation(t *node) {
	r := &Representation{}
	l.flow.Representation = r
	list := l.need(t, "allowed", shapeArray)
	r.Allowed = l.texts(t, "allowed")
	for i, capacity := range r.Allowed {
		if !slices.Contains(Capacities(), capacity) || slices.Contains(r.Allowed[:i], capacity) {
			l.report(list.children[i].value, "self, parent, authorised, guardian; each once", "%q is no way of acting", capacity)
		}
	}
	r.Field = l.fieldNamed(t, "field", true)
	if q := l.flow.fields[r.Field]; q != nil && !l.vague {
		l.dropOptions(q, r.Allowed)
		l.capacities(t, q, r.Allowed)
	}
	r.Name, r.Birth = l.person(t, "whom the citizen acts for")
	l.unknown(t, "allowed", "field", "name", "birth")
}

// capacities wants the question to offer what is allowed, and nothing else.
func (l *loader) capacities(t *node, q *Field, allowed []string) {
	same := len(q.Options) == len(allowed) && !slices.ContainsFunc(q.Options, func(o Option) bool { return !slices.Contains(allowed, o.ID) })
	if q.Type != TypeChoice || q.page.Repeat != nil || !same {
		l.report(t.child("field").value, "a choice that is not repeated and has the options of allowed", "%q does not ask for whom the citizen acts", q.ID)
	}
}

func (l *loader) unresolved(t *node) {
	u := Unresolved{ID: l.matching(t, "id", isOptionID, "id of the rule, letters and digits")}
	for _, other := range l.flow.Unresolved {
		if other.ID == u.ID && u.ID != "" {
			l.report(t.child("id").value, "", "id %q is used twice", u.ID)
		}
	}
	u.Field = l.fieldNamed(t, "field", false)
	l.unknown(t, "id", "field")
	l.flow.Unresolved = append(l.flow.Unresolved, u)
}
