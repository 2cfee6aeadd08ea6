package fim

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// fieldAt builds what becomes of a Datenfeld.
func (b *builder) fieldAt(n *node, at spot) {
	switch {
	case n.asked == askedLabel:
		b.label(n, at)
	case n.asked == carried || len(n.fixed) > 0:
		b.carry(n, at)
	case n.asked == askedPaper:
		b.paper(n, at)
	case !n.repeats():
		b.question(n, at, n.element.Min > 0 || n.must, 0)
	case at.rows != nil, n.element.Max != Unbounded && n.element.Max <= maxNumbered:
		b.numbered(n, at)
	default:
		b.open = nil
		r := b.list(n, at)
		first := len(b.draft.pages)
		inside := spot{visible: r.shown(at), path: at.path, copies: at.copies, rows: r}
		b.questionAt(n, inside, true, n.ID+"[]", "")
		b.nameRows(n, r, first)
		b.open = nil
	}
}

// numbered builds a field as often as it may stand.
func (b *builder) numbered(n *node, at spot) {
	most := n.element.Max
	if most == Unbounded || most > maxNumbered {
		most = max(maxCopies, n.element.Min)
		b.summary.note("%s %q stands inside rows and may stand %s times: here at most %d", n.ID, n.Name, number2(n.element.Max), most)
	}
	for i := range most {
		b.questionAt(n, at, i < n.element.Min || i == 0 && n.must, fmt.Sprintf("%s[%d]", n.ID, i), fmt.Sprintf(" (%d.)", i+1))
	}
}

// label shows a text: on a page of its own, or in rows as the help of the next page.
func (b *builder) label(n *node, at spot) {
	text := sentences(n.field().Content, n.Help)
	name, more := title(n.Input, n.Output, n.Name)
	if text == "" {
		text = sentences(more, n.HelpOutput, n.Input, n.Name)
		more = ""
	}
	if at.rows != nil {
		b.help = append(b.help, sentences(more, text))
		b.open = nil
		b.summary.note("%s %q is a label inside rows: it stands in the help of the next page", n.ID, n.Name)
		return
	}
	b.open = nil
	p := &page{id: unique(b.pageIDs, slug(n.Name, 40), slug("hinweis_"+n.Name, 40)), visible: at.visible, tone: "info", group: n.parent}
	b.owners["page "+p.id] = n
	b.draft.pages = append(b.draft.pages, p)
	b.draft.texts.set("page."+p.id+".title", name)
	b.draft.texts.set("page."+p.id+".help", sentences(more, text))
}

// carry keeps what a field has without being asked.
func (b *builder) carry(n *node, at spot) {
	content, is := n.field().Content, ""
	if len(n.fixed) > 0 {
		content = n.fixed[0].values[0]
	}
	if content == "" {
		b.summary.note("%s %q is %s and has no content: it is neither asked nor carried", n.ID, n.Name, n.field().Kind)
		return
	}
	is = quote(content)
	when := at.visible
	if at.rows != nil && (at.visible != "" || len(n.fixed) > 0 && n.fixed[0].when != nil) {
		b.summary.note("%s %q is carried in some rows only: it is left out", n.ID, n.Name)
		return
	}
	if len(n.fixed) > 0 {
		when = both(when, b.cel(n.fixed[0].when, at.copies))
	}
	if when != "" {
		is = bracket(when) + " ? " + is + " : ''"
	}
	id := b.idOf(n, n.Name)
	b.draft.values = append(b.draft.values, &value{id: id, is: is, fim: n.ID, path: at.path + n.ID})
}

// paper builds a scan. It is asked for once, however many rows there are.
func (b *builder) paper(n *node, at spot) {
	if at.later {
		return
	}
	required := (n.element.Min > 0 || n.must) && !at.unsure
	name, more := title(named(n.Input, n.Name, n.Output)...)
	if name == "" {
		name, more = title(n.Name, n.Input, n.Output)
	}
	help := scanned(sentences(more, n.Help))
	if at.rows != nil {
		help = sentences("Scannen Sie die Unterlagen zu allen Einträgen nacheinander.", help)
		b.summary.note("%s %q is a paper inside rows: one scan for all rows", n.ID, n.Name)
	}
	pages := 10
	if n.element.Repeats() || at.rows != nil {
		pages = 30
	}
	when := b.cel(n.demand, at.copies)
	for _, part := range []struct {
		visible  string
		required bool
	}{{at.papers, required}, {both(at.papers, when), true}} {
		if part.required && !required && (when == "" || at.rows != nil) {
			continue // it is never demanded
		}
		if !part.required && when != "" && at.rows == nil {
			part.visible = both(at.papers, "!("+when+")")
		}
		if part.required && required && part.visible != at.papers {
			continue
		}
		p := &paper{id: unique(b.papers, slug(n.Name, 40)), visible: part.visible, required: part.required, pages: pages, node: n}
		b.owners["proof "+p.id] = n
		b.draft.papers = append(b.draft.papers, p)
		b.draft.texts.set("proof."+p.id+".title", name)
		b.draft.texts.set("proof."+p.id+".short", name)
		b.draft.texts.set("proof."+p.id+".help", help)
		if required {
			return
		}
	}
}

// question builds the question of a field that stands once.
func (b *builder) question(n *node, at spot, required bool, _ int) {
	if n.asked == askedMoment {
		b.moment(n, at, required)
		return
	}
	path := n.ID
	if n.asked == askedBirth {
		path = n.ID + "/" + n.children[0].ID + "+" + n.children[1].ID + "+" + n.children[2].ID
	}
	b.questionAt(n, at, required, path, "")
}

// moment asks for a day and a time.
func (b *builder) moment(n *node, at spot, required bool) {
	b.questionAt(n, at, required, n.ID+"@date", " (Tag)")
	day := b.latest
	b.questionAt(n, at, required, n.ID+"@time", " (Uhrzeit)")
	if !required {
		b.addRule(n.ID, b.latest, "answered("+day+") == answered("+b.latest+")", "Bitte geben Sie den Tag und die Uhrzeit an, oder lassen Sie beides frei.")
	}
}

// timePattern is the pattern of a time of the day.
const timePattern = `([01][0-9]|2[0-3]):[0-5][0-9]`

// questionAt builds one question. The mark tells it from others of the same field.
func (b *builder) questionAt(n *node, at spot, required bool, path, mark string) {
	f := n.field()
	q := &question{required: required, path: at.path + path, node: n}
	q.id = b.idOf(n, n.Name+mark)
	b.asked(n, at, q.id)
	b.latest = q.id
	var law []string
	law, q.references = laws(n.element.References, n.References)
	q.legal = strings.Join(law, "; ")
	alone := false
	switch n.asked {
	case askedBirth:
		q.kind, q.partial, q.fim, alone = "date", true, n.children[2].ID, true
		q.earliest, q.latest = yearBounds(n.children[2].field().Limits)
	default:
		q.fim = n.ID
		alone = b.ofKind(q, n, f, path)
	}
	if b.open != nil && len(b.open.fields) == 2 && isPostcode(n) {
		b.open = nil // postcode and town stay together
	}
	b.wording(q, n, mark)
	b.add(q, at, n.parent, alone)
	if isTown(n) {
		q.placeOf = b.postcode(n, at)
	}
}

// ofKind fills in what depends on the kind of the answer, and says whether the question stands alone.
func (b *builder) ofKind(q *question, n *node, f *Field, path string) (alone bool) {
	switch n.asked {
	case askedText, askedLong:
		q.kind = "text"
		if n.asked == askedLong {
			q.kind, alone = "longtext", true
		}
		b.textLimits(q, n, f)
	case askedTime:
		q.kind, q.maxLength, q.pattern = "text", 5, timePattern
	case askedMoment:
		q.kind, alone = "date", strings.HasSuffix(path, "@date")
		if !alone {
			q.kind, q.maxLength, q.pattern, q.fim = "text", 5, timePattern, ""
		}
	case askedInt, askedNumber, askedMoney:
		q.kind = map[asked]string{askedInt: "int", askedNumber: "number", askedMoney: "money"}[n.asked]
		q.decimals = n.decimals()
		q.min, q.max = b.bound(n, f.Limits.MinValue), b.bound(n, f.Limits.MaxValue)
	case askedDate:
		q.kind, alone = "date", true
		q.earliest, q.latest = b.day(n, f.Limits.MinValue), b.day(n, f.Limits.MaxValue)
	case askedBool:
		q.kind, alone = "bool", true
	case askedChoice, askedMany:
		q.kind, alone = "choice", true
		if n.asked == askedMany {
			q.kind = "choices"
			b.howMany(q, n)
		}
		b.answers(q, n)
	}
	if f.Limits.Note != "" {
		b.summary.note("%s %q: %s", n.ID, n.Name, f.Limits.Note)
	}
	return alone
}

// howMany fills in how many answers may be given.
func (b *builder) howMany(q *question, n *node) {
	most := len(n.codes)
	if n.element.Max != Unbounded {
		most = min(most, n.element.Max)
	}
	least := int64(min(max(n.element.Min, 0), most))
	if q.required {
		least = max(least, 1)
	}
	high := int64(most)
	if least > 0 {
		q.min = &least
	}
	q.max = &high
}

// answers fills in options, or the list that holds them.
func (b *builder) answers(q *question, n *node) {
	if len(n.codes) >= 2 && len(n.codes) <= 20 && !slices.ContainsFunc(n.codes, func(c Code) bool { return !optionForm.MatchString(c.Code) }) {
		for _, c := range n.codes {
			q.options = append(q.options, c.Code)
			b.draft.texts.set("option."+q.id+"."+c.Code, bare(c.Name))
			b.draft.texts.set("option."+q.id+"."+c.Code+".detail", c.Help)
		}
		return
	}
	q.list = b.listOf(n)
}

var optionForm = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$`)

// listOf is the name of the list with the field's codes, which several fields share.
func (b *builder) listOf(n *node) string {
	var content strings.Builder
	for _, c := range n.codes {
		content.WriteString(c.Code + "\x00" + c.Name + "\x00")
	}
	if name := b.listed[content.String()]; name != "" {
		return name
	}
	wanted := n.Name
	if l := n.field().List; l != nil {
		wanted = l.URI[strings.LastIndexAny(l.URI, ":.")+1:]
	}
	taken := map[string]bool{}
	for _, l := range b.draft.lists {
		taken[l.name] = true
	}
	name := unique(taken, slug(wanted, 40))
	b.listed[content.String()] = name
	b.draft.lists = append(b.draft.lists, &listFile{name: name, codes: n.codes})
	return name
}

// wording sets the texts of a question.
func (b *builder) wording(q *question, n *node, mark string) {
	t := &b.draft.texts
	name, more := title(n.Input, n.Output, n.Name)
	if mark != "" {
		if marked := name + mark; len([]rune(marked)) <= maxTitle {
			name = marked
		} else {
			name, more = head(name, maxTitle-len(mark))+mark, cmp.Or(more, n.Input)
		}
	}
	short, _ := title(n.Output, n.Name, n.Input)
	if mark != "" {
		short += mark
	}
	t.set("field."+q.id+".title", name)
	t.set("field."+q.id+".short", short)
	help := n.Help
	if strings.HasSuffix(q.path, "@time") || n.asked == askedTime {
		help = sentences(help, "Schreiben Sie die Uhrzeit so: 14:30.")
	}
	t.set("field."+q.id+".help", sentences(more, help))
	if strings.Contains(q.pattern, "{") && strings.HasPrefix(q.pattern, "(?s).") {
		t.set("field."+q.id+".error.pattern", "Diese Angabe ist zu kurz. Bitte schreiben Sie mehr.")
	}
}

// The fields of the common stock (Baukasten) that the terminal treats in a special way: the places of a postcode are offered.
const (
	postcodeField = "F60000000246"
	townField     = "F60000000247"
)

// stock is an id in the form of XDatenfelder 3: F60000246 is F60000000246.
func stock(id string) string {
	if len(id) == 9 {
		return id[:3] + "000" + id[3:]
	}
	return id
}

func isPostcode(n *node) bool {
	return stock(n.ID) == postcodeField && n.asked == askedText && !n.repeats()
}
func isTown(n *node) bool { return stock(n.ID) == townField && n.asked == askedText && !n.repeats() }

// postcode is the question for the postcode of a town, or "".
func (b *builder) postcode(n *node, at spot) string {
	for _, c := range n.parent.children {
		if isPostcode(c) && c.order < n.order {
			return b.field[b.key(c, at.copies)]
		}
	}
	return ""
}
