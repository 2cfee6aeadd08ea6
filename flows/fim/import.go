package fim

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"buergerterminal/flows"
)

// Options say what a schema does not: where the flow belongs. The zero value has sensible ones.
type Options struct {
	ID        string // of the flow, "": made of the schema's name
	Category  string // life situation, "": advice
	Icon      string // "": document
	Authority string // that receives the applications, "": zustaendige-stelle
	State     string // code of the Land whose rules hold, as "SN"; "": rules for some Länder stay sentences
}

// Flow is an imported schema.
type Flow struct {
	ID      string
	Files   map[string][]byte // by slash path in the flow's folder
	Summary *Summary
}

// ErrState says that the code of a Land is none.
var ErrState = errors.New("no Land has this code; known are BW, BY, BE, BB, HB, HH, HE, MV, NI, NW, RP, SL, SN, ST, SH, TH")

// Import makes a flow of a schema. What it makes has been loaded: it is free of mistakes.
func Import(schema *Schema, lists *Lists, o Options) (*Flow, error) {
	if o.State != "" && !IsState(o.State) {
		return nil, ErrState
	}
	t := newTree(schema)
	early := &Summary{}
	if err := t.kinds(lists, early); err != nil {
		return nil, err
	}
	rulings := t.rulings()
	t.settle(rulings, o.State)
	for range len(rulings) + 1 {
		out, b, err := t.build(rulings, o, early)
		if err != nil {
			return nil, err
		}
		problems := check(out.Files)
		if problems == nil {
			return out, nil
		}
		if !b.blame(problems, out.Files["flow.toml"]) {
			return nil, fmt.Errorf("the flow that was made has mistakes, which is a defect of the importer:\n%w", problems)
		}
		for !t.apply(rulings) {
		}
	}
	return nil, errors.New("the rules of the schema do not go together")
}

// build makes the files.
func (t *tree) build(rulings []*ruling, o Options, early *Summary) (*Flow, *builder, error) {
	s := *early
	b := &builder{
		tree: t, draft: &draft{}, summary: &s,
		ids: map[string]bool{}, pageIDs: map[string]bool{}, papers: map[string]bool{}, ruleIDs: map[string]bool{}, field: map[string]string{},
		gate: map[string]string{}, gates: map[string]string{}, owners: map[string]*node{}, listed: map[string]string{}, counts: map[string]bool{}, spots: map[*node][]string{},
	}
	b.heading(o)
	b.elements(t.root, spot{})
	if err := b.onlyPapers(); err != nil {
		return nil, nil, err
	}
	b.checks(rulings)
	b.sentencesLeft(rulings)
	b.count()
	files, err := b.draft.files(t.schema)
	return &Flow{ID: b.draft.id, Files: files, Summary: &s}, b, err
}

// ErrEmpty says that nothing of a schema is left that anybody could answer or scan.
var ErrEmpty = errors.New("the schema has nothing that a citizen could answer or scan")

// onlyPapers puts a page before papers that nothing is asked about: every flow has one.
func (b *builder) onlyPapers() error {
	if len(b.draft.pages) > 0 {
		return nil
	}
	if len(b.draft.papers) == 0 {
		return ErrEmpty
	}
	b.draft.pages = append(b.draft.pages, &page{id: "unterlagen", tone: "info", group: b.tree.root})
	b.draft.texts.set("page.unterlagen.title", "Wir brauchen nur Unterlagen von Ihnen")
	b.draft.texts.set("page.unterlagen.help", "Hier gibt es keine Fragen. Auf den nächsten Seiten scannen Sie Ihre Unterlagen.")
	return nil
}

// leistungForm finds the LeiKa key that editors write into a description.
var leistungForm = regexp.MustCompile(`\b99[0-9]{12}\b`)

// heading fills in what is said of the flow as a whole.
func (b *builder) heading(o Options) {
	s, d, t := b.tree.schema, b.draft, &b.draft.texts
	or := func(given, usual string) string {
		if given != "" {
			return given
		}
		return usual
	}
	name, more := title(s.Input, s.Name)
	d.id = or(o.ID, slug(s.Name, 40))
	d.version = threeNumbers(s.Version)
	d.category, d.icon, d.authority = or(o.Category, "advice"), or(o.Icon, "document"), or(o.Authority, "zustaendige-stelle")
	law, _ := laws(s.References)
	d.legal = or(strings.Join(law, "; "), "FIM-Stammdatenschema "+s.ID)
	found := leistungForm.FindAllString(s.Description+" "+s.Definition, -1)
	if len(found) == 1 {
		d.leistung = found[0]
	}
	t.set("title", name)
	t.set("summary", or(sentences(more, s.Help), "Hier machen Sie die Angaben für: "+name+"."))
	t.set("fee", "Die Gebühr nennt Ihnen das Amt.")
	t.set("authority.name", "Zuständige Behörde")
	t.set("receipt.title", name)
	b.summary.Schema, b.summary.Version, b.summary.Name = s.ID, s.Version, s.Name
	for name, n := range s.Ignored {
		b.summary.note("<%s> is not known and was passed over %d times", name, n)
	}
}

// threeNumbers makes 1.0.0 of 1.0.
func threeNumbers(version string) string {
	parts := strings.Split(version, ".")
	out := []string{"0", "0", "0"}
	for i := range out {
		if i < len(parts) && parts[i] != "" && len(parts[i]) < 10 && strings.Trim(parts[i], "0123456789") == "" {
			out[i] = parts[i]
		}
	}
	return strings.Join(out, ".")
}

// count fills in the figures of the summary, and how long an unhurried citizen takes.
func (b *builder) count() {
	s := b.summary
	s.Pages, s.Papers = len(b.draft.pages), len(b.draft.papers)
	for _, p := range b.draft.pages {
		s.Fields += len(p.fields)
	}
	for _, n := range b.tree.nodes {
		if n.group() != nil {
			if s.Groups++; n.element.Repeats() {
				s.Repeats++
			}
		}
	}
	b.draft.minutes = min(max(s.Fields/3, 5), 90)
	b.draft.texts.set("duration", fmt.Sprintf("%d Minuten", b.draft.minutes))
}

// check loads the files as a terminal would.
func check(files map[string][]byte) flows.Problems {
	_, err := flows.Load(folder(files))
	var problems flows.Problems
	if errors.As(err, &problems) {
		return problems
	}
	if err != nil {
		return flows.Problems{{File: "flow.toml", Message: err.Error()}}
	}
	return nil
}

// blame takes the rules out of the flow that made conditions which no answer can make true. It reports whether there
// were such rules for each problem.
func (b *builder) blame(problems flows.Problems, definition []byte) bool {
	lines := strings.Split(string(definition), "\n")
	for _, p := range problems {
		if p.File != "flow.toml" || !strings.Contains(p.Message, "can never be shown") && !strings.Contains(p.Hint, "no answers make") {
			return false
		}
		if !b.blameLine(lines[:min(max(p.Line, 1), len(lines))]) {
			return false
		}
	}
	return true
}

// blameLine looks upwards for whose condition a line is.
func (b *builder) blameLine(lines []string) bool {
	id, kind := "", ""
	for i := len(lines) - 1; i >= 0 && kind == ""; i-- {
		if text, found := strings.CutPrefix(lines[i], "id = "); found && id == "" {
			id = strings.Trim(text, `"`)
		}
		switch lines[i] {
		case "[[page]]":
			kind = "page "
		case "[[page.field]]", "[[value]]":
			kind = "field"
		case "[[rule]]":
			kind = "rule "
		case "[[proof]]":
			kind = "proof "
		}
	}
	if i := slices.IndexFunc(b.draft.rules, func(r *rule) bool { return r.id == id }); kind == "rule " && i >= 0 {
		if b.take(b.draft.rules[i].by) {
			return true
		}
	}
	n := b.owners[kind+id]
	if kind == "field" {
		n = b.owners[id]
	}
	for ; n != nil; n = n.parent {
		if b.take(n.touched) {
			return true
		}
	}
	return false
}

// take takes rules out of the flow that was built. It reports whether any of them was in it.
func (b *builder) take(rulings []*ruling) (taken bool) {
	for _, r := range rulings {
		if r.reason == nil {
			r.reason = errUnreachable
			b.taken = append(b.taken, r)
		}
		taken = taken || slices.Contains(b.taken, r)
	}
	return taken
}
