package flows

import (
	"regexp"
	"slices"
	"strings"
	"sync"
)

// fieldTypes are the known types, the usual one first.
func fieldTypes() []string {
	return []string{
		string(TypeText), string(TypeLongText), string(TypeEmail), string(TypeTelephone), string(TypeIBAN), string(TypeInt),
		string(TypeMoney), string(TypeNumber), string(TypeDate), string(TypeBool), string(TypeChoice), string(TypeChoices), string(TypeCountry),
	}
}

// reservedIDs cannot be fields: CEL gives them a meaning of its own.
func reservedIDs() []string {
	return []string{
		Today, "true", "false", "null", "in", "as", "break", "const", "continue", "else", "for", "function", "if", "import",
		"let", "loop", "package", "namespace", "return", "var", "void", "while", "bool", "bytes", "double", "int", "list",
		"map", "null_type", "string", "timestamp", "duration", "type", "uint", "dyn",
	}
}

// Lengths of texts, in characters.
const (
	usualLength     = 60
	usualLongLength = 1000
	maxLength       = 5000
)

func (l *loader) field(t *node, p *Page) {
	q := &Field{ID: l.id(t, "field"), page: p}
	q.keys = sync.OnceValue(q.rowKeys)
	if slices.Contains(reservedIDs(), q.ID) {
		l.report(t.child("id").value, "choose another", "id %q has a meaning of its own in conditions", q.ID)
		l.vague = true
	}
	q.Type = l.fieldType(t)
	q.Required = l.flag(t, "required", false)
	if q.Legal = l.text(t, "legal"); q.Legal == "" && l.block != nil {
		q.Legal = l.block.legal
	}
	q.Sensitive, q.Secret = l.flag(t, "sensitive", false), l.flag(t, "secret", false)
	l.origin(t, q)
	if n := t.child("prefill"); n != nil && l.block != nil && !l.block.prefill {
		n.used = true
	} else if n != nil {
		q.Prefill = l.oneOf(t, "prefill", append([]string{""}, PrefillSources()...)...)
		l.prefill(t, q)
	}
	position := len(l.flow.ordered)
	q.position = position
	l.condition(t, "visible", "field", q.ID, pending{into: &q.Visible, before: position, page: p, self: q.ID})
	l.options(t, q, position)
	l.limits(t, q)
	l.standard(t, q)
	l.unknownOfField(t, q)
	if q.PlaceOf != "" || q.StreetOf != "" || t.child("counts") != nil || len(q.RowName)+len(q.RowDetail) > 0 {
		l.linked = append(l.linked, link{field: q, table: t})
	}
	p.Fields = append(p.Fields, q)
	l.flow.ordered = append(l.flow.ordered, q)
	if _, twice := l.flow.fields[q.ID]; !twice {
		l.flow.fields[q.ID] = q
		l.flow.position[q.ID] = position
	}
}

// fieldType reads the type. Without one the limits of the field cannot be judged.
func (l *loader) fieldType(t *node) Type {
	n := l.need(t, "type", shapeString)
	if n == nil || !slices.Contains(fieldTypes(), n.text) {
		l.vague = true
	}
	return Type(l.oneOf(t, "type", fieldTypes()...))
}

// typedKeys are the keys that belong to fields of some types only.
func typedKeys() []string {
	return []string{
		"min", "max", "decimals", "earliest", "latest", "partial", "max_length", "pattern", "keyboard", "place_of",
		"counts", "row_name", "row_detail", "list",
	}
}

// unknownOfField tells a misspelt key from one that belongs to other types.
func (l *loader) unknownOfField(t *node, q *Field) {
	if n := t.child("type"); n == nil || n.text != string(q.Type) {
		return
	}
	if !slices.ContainsFunc(t.children, func(n *node) bool { return !n.used }) {
		return
	}
	for _, key := range typedKeys() {
		if n := t.child(key); n != nil && !n.used {
			n.used = true
			l.report(n.place, "", "%s does not belong to type %s", key, q.Type)
		}
	}
	l.unknown(t, append(typedKeys(), "id", "type", "required", "options", "visible", "prefill", "default", "fim", "path", "once",
		"legal", "sensitive", "secret")...)
}

// pathHint says how a place in the JSON of a schema is written; package fim says what the marks mean.
const pathHint = `ids of the groups and of the field, as "G60000000086/F60000000243"`

// origin reads whence a field comes, and where its answer goes besides the application.
func (l *loader) origin(t *node, q *Field) {
	if t.child("fim") != nil {
		q.FIM = l.matching(t, "fim", fimForm.MatchString, "F and 8 to 14 digits")
	}
	if t.child("path") != nil {
		q.Path = l.matching(t, "path", pathForm.MatchString, pathHint)
	}
	if t.child("once") != nil {
		q.Once = l.matching(t, "once", isID, idHint)
	}
	if key := q.OnceKey(); l.block != nil && key != "" {
		q.Once = l.block.prefix + key // what is asked of another person is only offered for another person again
	}
}

// prefill checks that the datum of the card fits the field's type.
func (l *loader) prefill(t *node, q *Field) {
	day := q.Prefill == "card.birth_date" || q.Prefill == "card.valid_until"
	if q.Prefill != "" && day != (q.Type == TypeDate) {
		l.report(t.child("prefill").value, "dates fill a field of type date, all else a text or choice", "%s does not fit type %s", q.Prefill, q.Type)
	}
	if l.flow.Identity == IdentityNone {
		l.report(t.child("prefill").value, `set identity = "card"`, "nothing is read from a card in this flow")
	}
}

func (l *loader) options(t *node, q *Field, position int) {
	choice := q.Type == TypeChoice || q.Type == TypeChoices
	if !choice {
		if n := t.child("options"); n != nil {
			n.used = true
			l.report(n.place, "only choice and choices have options", "type %s has no options", q.Type)
		}
		return
	}
	if t.child("list") != nil {
		l.list(t, q)
		return
	}
	list := l.need(t, "options", shapeArray)
	if list == nil {
		l.vague = true
		return
	}
	if len(list.children) < 2 {
		l.report(list.place, "a question needs two answers at least", "too few options")
	}
	q.Options = make([]Option, 0, len(list.children)) // never grows: conditions point into it
	for _, n := range list.children {
		id := n.text
		if n.shape == shapeTable {
			id = l.needText(n, "id")
		}
		if !isOptionID(id) {
			l.report(n.value, "letters, digits, _ and -, as a text", "an option has no proper id")
			l.vague = true
			continue
		}
		if hasOption(q.Options, id) {
			l.report(n.value, "", "option %q is there twice", id)
			l.vague = true
			continue
		}
		q.Options = append(q.Options, Option{ID: id})
		if n.shape == shapeTable {
			into := &q.Options[len(q.Options)-1].Visible
			l.condition(n, "visible", "option", q.ID+"."+id, pending{into: into, before: position, page: q.page, self: q.ID})
			l.unknown(n, "id", "visible")
		}
	}
}

// limits reads what belongs to some types only; on other types the keys stay unknown and are reported as such.
func (l *loader) limits(t *node, q *Field) {
	switch q.Type {
	case TypeText, TypeLongText:
		usual := int64(usualLength)
		if q.Type == TypeLongText {
			usual = usualLongLength
		}
		q.MaxLength = l.numberOr(t, "max_length", 1, maxLength, usual)
		l.pattern(t, q)
		q.Keyboard = l.oneOf(t, "keyboard", "text", "digits", "email")
		if q.Type == TypeText {
			q.PlaceOf, q.StreetOf = l.prefixed(l.text(t, "place_of")), l.prefixed(l.text(t, "street_of"))
		}
	case TypeEmail:
		q.MaxLength, q.Keyboard = l.numberOr(t, "max_length", 6, longestEmail, longestEmail), "email"
	case TypeTelephone:
		q.MaxLength, q.Keyboard = longestTelephone, "digits"
	case TypeIBAN:
		q.MaxLength, q.Keyboard = longestIBAN, "iban"
	case TypeInt, TypeMoney, TypeNumber:
		q.Min, q.Max = l.bounds(t, -1_000_000_000_000, 1_000_000_000_000)
		q.Keyboard = "digits"
		if q.Type == TypeNumber {
			l.need(t, "decimals", shapeInt)
			q.Decimals = l.numberOr(t, "decimals", 0, 6, 0)
		}
		if q.Type == TypeInt {
			q.Counts, q.RowName, q.RowDetail = l.text(t, "counts"), l.texts(t, "row_name"), l.texts(t, "row_detail")
		}
	case TypeChoices:
		all := len(q.Options)
		switch {
		case q.List != nil:
			all = len(q.List.Entries)
		case t.child("list") != nil: // it cannot be read, and that is told
			all = everything
		}
		q.Min, q.Max = l.bounds(t, 0, int64(all))
	case TypeDate:
		q.Earliest, q.Latest = l.dayBound(t, "earliest"), l.dayBound(t, "latest")
		q.Partial = l.flag(t, "partial", false)
		q.Keyboard = "digits"
	}
}

func (l *loader) bounds(t *node, low, high int64) (least, most *int64) {
	least, most = l.number(t, "min", low, high), l.number(t, "max", low, high)
	if least != nil && most != nil && *least > *most {
		l.report(t.child("min").value, "", "min is larger than max")
	}
	return least, most
}

func (l *loader) pattern(t *node, q *Field) {
	q.Pattern = l.text(t, "pattern")
	if q.Pattern == "" {
		return
	}
	if q.pattern = l.patterns[q.Pattern]; q.pattern != nil {
		return
	}
	compiled, err := regexp.Compile(`^(?:` + q.Pattern + `)$`)
	if err != nil {
		message := strings.TrimPrefix(err.Error(), "error parsing regexp: ")
		l.report(t.child("pattern").value, "syntax of RE2; use '…' so that \\ needs no doubling", "pattern: %s", message)
		return
	}
	q.pattern, l.patterns[q.Pattern] = compiled, compiled
}

func (l *loader) dayBound(t *node, key string) *DayBound {
	n := t.child(key)
	if n == nil {
		return nil
	}
	if n.shape != shapeString {
		day := l.date(t, key)
		return &DayBound{Day: DayOf(day)}
	}
	n.used = true
	if n.text != Today {
		l.report(n.value, `"today", or a date without quotation marks`, "%s is no day", key)
	}
	return &DayBound{Today: true}
}

// standard reads the answer that is shown before the citizen gives one.
func (l *loader) standard(t *node, q *Field) {
	n := t.child("default")
	if n == nil {
		return
	}
	want := map[Kind]shape{
		KindText: shapeString, KindInt: shapeInt, KindDate: shapeDate, KindBool: shapeBool, KindChoice: shapeString, KindChoices: shapeArray,
	}[q.Type.kind()]
	if l.get(t, "default", want) == nil {
		return
	}
	switch q.Type.kind() {
	case KindText:
		q.Default = Text(n.text)
	case KindInt:
		i, _ := n.integer()
		q.Default = Int(i)
	case KindDate:
		day, _ := ParseDay(n.text)
		q.Default = DateOf(day)
	case KindBool:
		q.Default = Bool(n.bool)
	case KindChoice:
		q.Default = Choice(n.text)
	case KindChoices:
		q.Default = Choices(l.texts(t, "default")...)
	}
	if codes := check(q, q.Default, q.Options, Day{}); codes != nil {
		l.report(n.value, "it must be a valid answer", "default is refused: %s", codes[0])
	}
}
