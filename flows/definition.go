package flows

import (
	"path"
	"regexp"
	"slices"
	"strings"
)

// loader turns one folder into a Flow. Conditions are kept aside until all fields are known.
type loader struct {
	decoder
	library
	lists      lists
	known      bool // the texts are known to be in order
	flow       *Flow
	block      *block           // whose pages are being read; nil: the flow's own
	blocks     []*block         // that the flow uses, in order
	dropped    map[string]bool  // "field.option": options of blocks that the flow does not allow
	places     map[string]place // "field.ID", "page.ID", …: where it is defined
	conditions []pending
	linked     []link
	patterns   map[string]*regexp.Regexp // compiled ones, as many fields share one
	vague      bool                      // an id or a type is not known: what depends on them cannot be judged
	feesLaid   bool                      // a municipality's prices stand instead of the own ones
}

// pending is a condition that waits for being compiled.
type pending struct {
	owner  string      // "field street", for messages
	source *node       // the text in the file
	into   **Condition // where the compiled condition goes
	before int         // it may read the fields at smaller positions
	page   *Page       // of whose group it may read the fields of the same row; nil: of none
	count  bool        // a whole number, not bool
	value  *Computed   // whose value it is, not bool; nil: none's
	self   string      // id of the field it belongs to, or ""
}

var (
	versionForm  = regexp.MustCompile(`^[0-9]+\.[0-9]+\.[0-9]+$`)
	leistungForm = regexp.MustCompile(`^[0-9]{14}$`)
	languageForm = regexp.MustCompile(`^[a-z]{2,3}(-[A-Za-z0-9]+)*$`)
	fimForm      = regexp.MustCompile(`^F[0-9]{8,14}$`)
	groupForm    = regexp.MustCompile(`^G[0-9]{8,14}$`)
	schemaForm   = regexp.MustCompile(`^S[0-9]{8,14}$`)
	pathForm     = regexp.MustCompile(`^(G[0-9]{8,14}(\[[0-9]*\])?/)*F[0-9]{8,14}(\[[0-9]*\]|@date|@time|(\+F[0-9]{8,14}){2})?$`)
	colourForm   = regexp.MustCompile(`^#[0-9a-fA-F]{6}$`)
)

// Ids are many, and an expression for each of them is what takes longest in reading a definition.
func isID(s string) bool { return isFlowID(s) && strings.IndexByte(s, '-') < 0 }
func isFlowID(s string) bool {
	return isOptionID(s) && 'a' <= s[0] && s[0] <= 'z' && strings.ToLower(s) == s
}
func isOptionID(s string) bool {
	if s == "" || len(s) > maxID || s[0] == '_' || s[0] == '-' {
		return false
	}
	for i := range len(s) {
		c := s[i]
		if letter := 'a' <= c|0x20 && c|0x20 <= 'z'; !letter && (c < '0' || c > '9') && c != '_' && c != '-' {
			return false
		}
	}
	return true
}

const maxID = 40

// usualIDs is for how many ids there is room from the start.
const usualIDs = 128

const idHint = "small letters, digits and _, a letter first, at most 40"

// definition reads the whole flow.toml.
func (l *loader) definition(root *node) {
	f := l.flow
	f.ID = l.matching(root, "id", isFlowID, "small letters, digits, _ and -, a letter first")
	f.Version = l.matching(root, "version", versionForm.MatchString, `three numbers, as "1.0.0"`)
	f.Order = l.numberOr(root, "order", 0, 9999, 9999)
	f.Icon = l.matching(root, "icon", isFlowID, "name of a sign")
	f.Category = l.matching(root, "category", isFlowID, "life situation")
	if root.child("leistung") != nil {
		f.Leistung = l.matching(root, "leistung", leistungForm.MatchString, "LeiKa key of 14 digits, as a text")
	}
	f.Authority = l.matching(root, "authority", isFlowID, "id of the receiving authority")
	f.Legal = l.needText(root, "legal")
	f.Identity = Identity(l.oneOf(root, "identity", string(IdentityNone), string(IdentityCard)))
	f.Minutes = l.numberOr(root, "minutes", 1, 120, 0)
	if f.Minutes == 0 && root.child("minutes") == nil {
		l.report(root.place, "how long an unhurried citizen takes", "minutes is missing")
	}
	l.languages(root)
	l.kind(root)
	for _, t := range l.tables(root, "need") {
		f.Needs = append(f.Needs, Need{ID: l.id(t, "needs"), Icon: l.icon(t)})
		l.unknown(t, "id", "icon")
	}
	for _, t := range l.tables(root, "page") {
		l.page(t)
	}
	if len(f.Pages) == 0 && f.Kind == FlowForm {
		l.report(root.place, "add [[page]]", "the flow has no page")
	}
	l.between(root)
	l.sending(root)
	l.unknown(root, "id", "version", "order", "icon", "category", "leistung", "authority", "legal", "identity", "minutes",
		"languages", "kind", "competent", "example", "need", "page", "value", "rule", "cosignature", "representation", "partner",
		"import", "unresolved", "proof", "signature", "consent", "next", "result", "limit", "fee")
}

// kind reads what the service is and who decides on it.
func (l *loader) kind(root *node) {
	f := l.flow
	f.Kind = FlowKind(l.oneOf(root, "kind", string(FlowForm), string(FlowCall)))
	if root.child("competent") != nil {
		f.Competent = l.oneOf(root, "competent", append([]string{""}, CompetentLevels()...)...)
	}
	f.Example = l.flag(root, "example", false)
	if t := l.get(root, "import", shapeTable); t != nil {
		f.Import = &Import{
			Schema:  l.matching(t, "schema", schemaForm.MatchString, "id of the schema, S and 8 to 14 digits"),
			Version: l.needText(t, "version"),
		}
		l.unknown(t, "schema", "version")
	}
}

func (l *loader) icon(t *node) string { return l.matching(t, "icon", isFlowID, "name of a sign") }

// languages are those that the definition declares, or all that the folder has texts in: a language is added by its files.
func (l *loader) languages(root *node) {
	if root.child("languages") == nil {
		l.flow.Languages = spoken(l.fsys, path.Join(l.dir, textsPrefix))
		if len(l.flow.Languages) == 0 {
			l.report(root.place, "add "+textsFile(".", lawLanguage), "the flow has no texts")
		}
		return
	}
	l.flow.Languages = l.texts(root, "languages")
	if len(l.flow.Languages) == 0 {
		l.report(root.child("languages").place, "leave it out, or name those of the texts", "languages is empty")
	}
	for i, lang := range l.flow.Languages {
		if !languageForm.MatchString(lang) || slices.Contains(l.flow.Languages[:i], lang) {
			l.report(root.child("languages").children[i].value, "BCP 47, each once", "language %q cannot be", lang)
		}
	}
}

// id reads an id that must be unique among its kind.
func (l *loader) id(t *node, kind string) string {
	id := l.prefixed(l.matching(t, "id", isID, idHint))
	if !isID(id) {
		if l.block != nil && t.child("id") != nil {
			l.report(l.block.use.place, idHint, "with its prefix id %q is too long", id)
		}
		l.vague = true
		return id
	}
	key := kind + "." + id
	if first, ok := l.places[key]; ok {
		at := l.whereUsed(t.child("id"))
		l.report(at, first.told(at), "id %q is used twice", id)
		l.vague = true
	} else {
		l.places[key] = t.child("id").place
	}
	return id
}

// condition puts a condition aside; kind and name say whose it is. Absent is fine.
func (l *loader) condition(t *node, key, kind, name string, p pending) {
	n := l.get(t, key, shapeString)
	if n == nil {
		return
	}
	if strings.TrimSpace(n.text) == "" {
		l.report(n.value, "leave the key out", "%s is empty", key)
		return
	}
	p.source, p.owner = l.block.rewritten(n), kind+" "+name
	l.conditions = append(l.conditions, p)
}

func (l *loader) page(t *node) {
	if t.child("block") != nil {
		l.useBlock(t)
		return
	}
	p := &Page{ID: l.id(t, "page")}
	l.flow.Pages = append(l.flow.Pages, p)
	position := len(l.flow.ordered)
	first := len(l.conditions)
	l.condition(t, "visible", "page", p.ID, pending{into: &p.Visible, before: position, page: p})
	if l.block != nil {
		l.blockVisible(p, position, first)
	}
	l.rowsOf(t, p, position)
	for _, n := range l.tables(t, "field") {
		l.field(n, p)
	}
	l.exit(t, p)
	if t.child("fim") != nil {
		p.FIM = l.matching(t, "fim", groupForm.MatchString, "G and 8 to 14 digits")
	}
	if t.child("tone") != nil && len(p.Fields) > 0 {
		l.report(t.child("tone").place, "tone is for a page that only informs", "a page with fields has no tone")
	}
	p.Tone = l.oneOf(t, "tone", "info", "warn")
	if len(p.Fields) > 0 {
		p.Tone = ""
	}
	if p.Repeat != nil && len(p.Fields) == 0 {
		l.report(t.place, "add [[page.field]]", "a repeated page needs fields")
	}
	l.unknown(t, "id", "visible", "repeat", "field", "tone", "exit", "leads_to", "fim")
}

// rowsOf reads the group of a page. The pages of a block are in the group that the flow names where it uses the block.
func (l *loader) rowsOf(t *node, p *Page, position int) {
	b := l.block
	if b != nil {
		if n := t.child("repeat"); n != nil {
			l.report(n.place, "write repeat where the block is used", "pages of a block say nothing of rows")
			n.used = true
		}
		t, l.block = b.use, nil // the group is the flow's own
	}
	if r := l.get(t, "repeat", shapeTable); r != nil {
		l.repeat(r, p, position)
	}
	l.block = b
}

// exit reads whether the way ends on the page.
func (l *loader) exit(t *node, p *Page) {
	p.Exit = l.flag(t, "exit", false)
	if t.child("leads_to") != nil {
		p.LeadsTo = l.matching(t, "leads_to", isFlowID, "id of the flow that does help")
	}
	switch {
	case !p.Exit && p.LeadsTo != "":
		l.report(t.child("leads_to").place, "add exit = true", "leads_to is for an exit")
	case p.Exit && len(p.Fields) > 0:
		l.report(t.child("exit").place, "ask on the page before it", "an exit has no fields")
	case p.Exit && p.Repeat != nil:
		l.report(t.child("exit").place, "put it behind the rows", "an exit cannot be repeated")
	}
}

func (l *loader) repeat(t *node, p *Page, position int) {
	if before := l.groupBefore(); before != nil && before.ID == l.text(t, "id") {
		l.unknown(t, "id") // the first page says all the rest
		before.Pages = append(before.Pages, p)
		p.Repeat = before
		return
	}
	r := &Repeat{ID: l.id(t, "field"), Pages: []*Page{p}}
	r.Min = l.numberOr(t, "min", 0, maxRows, 0)
	r.Max = l.numberOr(t, "max", 1, maxRows, 10)
	if r.Min > r.Max {
		l.report(t.place, "", "min is larger than max")
	}
	r.number = len(l.flow.groups)
	l.flow.groups = append(l.flow.groups, r)
	l.condition(t, "count", "number of rows of", r.ID, pending{into: &r.Count, before: position, count: true})
	l.unknown(t, "id", "min", "max", "count")
	p.Repeat = r
}

// groupBefore is the group of the page before the one that is being read, or nil.
func (l *loader) groupBefore() *Repeat {
	if n := len(l.flow.Pages); n > 1 {
		return l.flow.Pages[n-2].Repeat
	}
	return nil
}

// maxRows is how often a page can be repeated: more is not for a terminal.
const maxRows = 50
