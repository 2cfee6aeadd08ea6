package flows

import (
	"slices"
	"strings"
)

// link is a field that names other fields or a group. It is judged when the whole definition is known.
type link struct {
	field *Field
	table *node // of the field in the file
}

// checkLinks refuses names of fields and groups that are not there or do not fit.
func (l *loader) checkLinks() {
	if l.vague {
		return
	}
	for _, k := range l.linked {
		if k.field.PlaceOf != "" {
			l.checkPostcode(k, "place_of", k.field.PlaceOf)
		}
		if k.field.StreetOf != "" {
			l.checkPostcode(k, "street_of", k.field.StreetOf)
		}
		if k.field.Type == TypeInt {
			l.checkCounts(k)
		}
	}
}

// checkPostcode holds what a field takes its offers from to be a postcode that is asked before.
func (l *loader) checkPostcode(k link, key, of string) {
	at := k.table.child(key).value
	postcode := l.flow.fields[of]
	switch {
	case postcode == nil || postcode.Type != TypeText:
		l.report(at, "the id of the field with the postcode, of type text", "%s = %q is no postcode", key, of)
	case l.flow.position[postcode.ID] >= l.flow.position[k.field.ID]:
		l.report(at, "ask for the postcode first", "%q is asked later", postcode.ID)
	case postcode.page.Repeat != nil && postcode.page.Repeat != k.field.page.Repeat:
		l.report(at, "an answer of a row only counts in its own row", "%q is repeated", postcode.ID)
	}
}

func (l *loader) checkCounts(k link) {
	q := k.field
	if q.Counts == "" {
		l.report(k.table.place, `add counts = "…", the id of the group`, "row_name and row_detail need counts")
		return
	}
	at := k.table.child("counts").value
	first := l.flow.group(q.Counts)
	if first == nil {
		l.report(at, "the id of a repeated page", "there is no group %q", q.Counts)
		return
	}
	r := first.Repeat
	if r.Count != nil && strings.TrimSpace(r.Count.Source) != q.ID {
		l.report(at, "write count = '"+q.ID+"' there", "the group %s does not have as many rows as this field says", r.ID)
	}
	if r.Count == nil && !l.counted(r) {
		l.report(at, "write count = '"+q.ID+"' there", "the group %s is not counted", r.ID)
	}
	if len(q.page.Fields) != 1 {
		l.report(at, "its page lists the rows", "a field that counts rows stands alone on its page")
	}
	if q.Min == nil || q.Max == nil || *q.Min != int64(r.Min) || *q.Max != int64(r.Max) {
		l.report(at, "write the same min and max at the field and at the group", "the limits differ from those of the group %s", r.ID)
	}
	if len(q.RowName) == 0 {
		l.report(k.table.place, `add row_name = ["…"], fields that name a row`, "row_name is missing")
	}
	l.checkRowFields(k, "row_name", q.RowName)
	l.checkRowFields(k, "row_detail", q.RowDetail)
}

// counted reports whether the group has a count in the file, even one that could not be compiled.
func (l *loader) counted(r *Repeat) bool {
	return slices.ContainsFunc(l.conditions, func(p pending) bool { return p.into == &r.Count })
}

func (l *loader) checkRowFields(k link, key string, ids []string) {
	for i, id := range ids {
		if q := l.flow.fields[id]; q == nil || q.page.Repeat == nil || q.page.Repeat.ID != k.field.Counts {
			l.report(k.table.child(key).children[i].value, "the id of a field of the group", "%q is no question of a row of %s", id, k.field.Counts)
		}
	}
}

// countedBy returns the field that lists and counts the rows of a group, or nil.
func (f *Flow) countedBy(group string) *Field {
	for _, q := range f.ordered {
		if q.Counts == group {
			return q
		}
	}
	return nil
}
