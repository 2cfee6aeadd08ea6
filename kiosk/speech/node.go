package speech

import (
	"regexp"
	"strconv"
	"strings"

	"buergerterminal/kiosk/screen"
)

// reader says the nodes of one tree.
type reader struct {
	tree    *screen.Tree
	keys    map[*screen.Node]string
	parents map[*screen.Node]*screen.Node
	heads   map[*screen.Node]*screen.Node // the title or heading that a node stands under
	intro   map[*screen.Node]bool
	writing bool // a field is being written: the keys at the sides move its caret
	words   words
}

// zones notes what is told on arrival: the progress, what is read, and what is told among what is acted on.
func (r *reader) zones() {
	r.intro = map[*screen.Node]bool{}
	var mark func(n *screen.Node)
	mark = func(n *screen.Node) {
		r.intro[n] = true
		if n.On != nil || n.Role == screen.RolePad {
			return
		}
		for _, c := range n.Children {
			mark(c)
		}
	}
	if r.tree.Progress != nil {
		mark(r.tree.Progress)
	}
	for _, zone := range [][]*screen.Node{r.tree.Read, r.tree.Act} {
		for _, n := range zone {
			mark(n)
		}
	}
	r.tree.Walk(func(n *screen.Node) bool { r.writing = r.writing || n.Active; return true })
}

// item is what a node says, nothing where it has no words.
func (r *reader) item(n *screen.Node) Item {
	i := Item{Node: r.keys[n], on: n.On != nil, role: n.Role, active: n.Active, value: n.Value, caret: n.Caret, grouped: n.Grouped, name: r.name(n)}
	i.intro = r.intro[n] && n.On == nil
	if i.on && !n.Active {
		i.Focus = n.ID
	}
	switch n.Role {
	case screen.RoleError, screen.RoleNote, screen.RoleConfirm, screen.RoleState, screen.RoleOffer:
		i.live = true
	case screen.RoleLine:
		i.live = !n.Active
	}
	said := r.said(n)
	i.masked = said.masked
	i.Said = r.words.utterances(i.Node, said.runs(r.words, r.lang(n), r.tree.Lang))
	if i.group = r.group(n); i.group != "" {
		head := r.heads[n]
		about := r.said(head)
		i.about = r.words.utterances("", about.runs(r.words, r.lang(head), r.tree.Lang))
	}
	return i
}

// group is the key of what a node is one of several in, where all of them answer one question; "" where it stands alone, or under
// no heading.
func (r *reader) group(n *screen.Node) string {
	switch n.Role {
	case screen.RoleChoice, screen.RoleCompact, screen.RoleCheck, screen.RoleDatePart:
	default:
		return ""
	}
	p := r.parents[n]
	if p == nil || len(p.Children) < 2 || r.heads[n] == nil {
		return ""
	}
	return r.keys[p]
}

// name is what a node is called, without what is true of it; "" where not everybody may hear it.
func (r *reader) name(n *screen.Node) string {
	switch {
	case n.Privacy != screen.Public:
		return ""
	case n.Role == screen.RoleKey:
		return r.words.letters(n.Name)
	}
	return clean(n.Name)
}

func (r *reader) lang(n *screen.Node) string {
	if n.Lang != "" {
		return n.Lang
	}
	return r.tree.Lang
}

// said are the clauses of a node. Those that are its own words are in its language, the others in the page's.
type said struct {
	own    []string
	about  []string
	masked bool
}

func (s *said) name(texts ...string)  { s.own = append(s.own, texts...) }
func (s *said) state(texts ...string) { s.about = append(s.about, texts...) }

// runs are the clauses as texts of one language each.
func (s said) runs(w words, own, page string) []run {
	if own == page {
		return []run{{w.join(append(s.own, s.about...)), page}}
	}
	return []run{{w.join(s.own), own}, {w.join(s.about), page}}
}

// sentence is a clause that begins a sentence of its own.
func sentence(text string) string {
	if text == "" {
		return ""
	}
	return begins + text
}

const begins = "\v"

// join puts clauses behind each other: a comma between them, or a point, nothing where a sentence ends. The point of a short form
// is said with it, and ends nothing.
func (w words) join(clauses []string) string {
	var b strings.Builder
	for _, c := range clauses {
		mark := ","
		if strings.HasPrefix(c, begins) {
			mark = "."
		}
		if c = strings.TrimSpace(c); c == "" {
			continue
		}
		if text := b.String(); text != "" {
			if w.tables.short.end(text) || !strings.ContainsAny(text[len(text)-1:], ".!?:,") && !strings.HasSuffix(text, "؟") && !strings.HasSuffix(text, "…") {
				b.WriteString(mark)
			}
			b.WriteByte(' ')
		}
		b.WriteString(c)
	}
	return b.String()
}

// hidden reports whether what a node holds of the citizen may not be said here, and what is said in its place.
func (r *reader) hidden(n *screen.Node) (string, bool) {
	switch {
	case n.Privacy == screen.Public:
		return "", false
	case !r.tree.Headset:
		return r.words.t("speech.private"), true
	case n.Privacy == screen.Secret && !r.tree.Voice.Secrets:
		return r.words.t("speech.secret"), true
	}
	return "", false
}

// lasted is how long a call lasts, behind its state.
var lasted = regexp.MustCompile(`[,،]? *\x{2068}?\d+:\d\d\x{2069}?`)

// said is what a node says, by its role.
func (r *reader) said(n *screen.Node) said {
	var s said
	w := r.words
	mask, hidden := r.hidden(n)
	own := func(text string) string { // words that are the citizen's own
		if hidden && text != "" {
			s.masked = true
			return mask
		}
		return text
	}
	switch n.Role {
	case screen.RoleField, screen.RoleDatePart:
		r.field(&s, n, own)
	case screen.RoleKey:
		r.key(&s, n)
	case screen.RoleConfirm, screen.RolePerson, screen.RoleOffer:
		s.name(own(r.words.join([]string{n.Name, sentence(n.Detail), n.Value})))
	case screen.RoleRow, screen.RoleFact:
		s.name(n.Name, own(n.Value), sentence(n.Detail))
	case screen.RoleLine:
		s.name(own(w.t("speech.writes", "name", n.Name, "text", n.Value)))
	case screen.RoleSignature:
		s.name(own(n.Name))
		s.state(w.t("speech.signature"), w.either(len(n.Strokes) > 0, "speech.signed", "speech.empty"), n.Detail)
	case screen.RoleError:
		s.name(w.t("speech.error", "text", n.Name))
	case screen.RoleQR:
		s.name(w.t("speech.qr"))
	case screen.RoleScan:
		s.name(w.t("speech.picture", "name", n.Name))
	case screen.RoleMeter:
		s.name(n.Name, w.counted("speech.percent", strconv.Itoa(int(n.Fraction*100))))
	case screen.RoleCountdown:
		s.name(n.Value+" "+n.Name, sentence(n.Detail))
	case screen.RoleVideo:
		s.name(n.Name)
	case screen.RoleState, screen.RoleUnit, screen.RoleFaulty:
		name := n.Name
		if p := r.parents[n]; p != nil && p.Role == screen.RoleCall {
			name = lasted.ReplaceAllString(name, "") // a clock that runs is for the eyes
		}
		s.name(w.tone(n), name, own(n.Value), sentence(n.Detail))
	case screen.RoleClock:
		s.name(n.Name, n.Detail, n.Value)
	case screen.RoleContact:
		s.name(n.Name, w.number(n), sentence(n.Detail))
	case screen.RoleNumber:
		s.name(n.Name, n.Value, sentence(n.Detail))
	case screen.RoleText, screen.RoleTitle, screen.RoleHeading, screen.RoleNote, screen.RoleButton:
		text := r.words.join([]string{n.Name, n.Value, sentence(n.Detail)})
		if said := own(text); said != text {
			s.state(said) // in the page's language, whatever the node's own is
			break
		}
		s.name(text)
	default:
		s.name(n.Name, n.Value, sentence(n.Detail))
	}
	if len(s.own)+len(s.about) == 0 || r.words.join(append(s.own, s.about...)) == "" {
		return said{}
	}
	r.standing(&s, n, hidden)
	return s
}

// field is what a place to write says: what it is for, what it holds.
func (r *reader) field(s *said, n *screen.Node, own func(string) string) {
	w, value := r.words, n.Value
	if r.tree.Voice.Spelling && n.Privacy != screen.Public {
		value = w.spelled(value)
	}
	s.name(n.Name)
	s.state(w.t("speech.role.field"))
	switch {
	case n.Value != "":
		s.state(own(value))
	case n.Detail != "":
		s.state(n.Detail)
	default:
		s.state(w.t("speech.empty"))
	}
}

// key is what a key of the screen's keyboard says: its letter by its name, its function in words.
func (r *reader) key(s *said, n *screen.Node) {
	if n.Kind == screen.Function {
		s.name(r.words.letters(n.Name))
		return
	}
	s.name(r.words.letter(n.Name))
}

// standing adds what is true of a node now: chosen, wrong, one of how many, and how it is chosen.
func (r *reader) standing(s *said, n *screen.Node, hidden bool) {
	w := r.words
	switch n.Role {
	case screen.RoleChoice, screen.RoleCompact, screen.RoleCheck:
		switch {
		case hidden && n.Chosen:
			s.masked = true // that nothing is said of it tells nothing, for the others say nothing either
		case n.Chosen:
			s.state(w.t("speech.chosen"))
		case n.Role == screen.RoleCheck && !hidden:
			s.state(w.t("speech.not-chosen"))
		}
	case screen.RoleSwitch:
		s.state(w.t("speech.role.switch"), w.either(n.Chosen, "speech.on", "speech.off"))
	case screen.RoleKey:
		if n.ID == "key.shift" {
			s.state(w.either(n.Chosen, "speech.on", "speech.off"))
		}
	}
	if n.Wrong {
		s.state(w.t("speech.wrong"))
	}
	if n.On != nil {
		s.state(r.context(n), r.position(n), r.way(n))
	}
	s.state(n.Pointed)
}

// way is by which key a node is chosen: the ways back and on have keys of their own, anything else is chosen with Enter
// while it is read.
func (r *reader) way(n *screen.Node) string {
	w, right, left := r.words, "speech.key.right", "speech.key.left"
	if r.tree.RTL {
		right, left = left, right
	}
	writing := r.writing
	if len(r.tree.Keypad) > 0 { // whose ways on and back move no caret
		right, left, writing = "speech.key.next", "speech.key.back", false
	}
	switch {
	case n == r.tree.Forward && !writing:
		return w.t(right)
	case n == r.tree.Forward:
		return w.t("speech.key.enter")
	case n == r.tree.Back && !writing:
		return w.t(left)
	}
	switch n.Role {
	case screen.RoleButton, screen.RoleTile, screen.RoleStart, screen.RoleReason, screen.RoleQuick:
		return w.t("speech.role.button")
	}
	return ""
}

// context is what a button belongs to, where it stands in a row: "Ändern" alone says nothing to who does not see the row.
func (r *reader) context(n *screen.Node) string {
	p := r.parents[n]
	if p == nil || n.Role == screen.RoleKey {
		return ""
	}
	switch p.Role {
	case screen.RolePerson:
		if _, hidden := r.hidden(p); hidden {
			return r.position(p)
		}
		return p.Name
	case screen.RoleRow, screen.RoleUnit, screen.RoleFaulty, screen.RoleField:
		return p.Name
	}
	return ""
}

// position is which of several a node is, "" where it stands alone.
func (r *reader) position(n *screen.Node) string {
	switch n.Role {
	case screen.RoleChoice, screen.RoleCompact, screen.RoleCheck, screen.RoleArea, screen.RoleHit, screen.RoleOption, screen.RoleQuick, screen.RolePerson:
	default:
		return ""
	}
	p := r.parents[n]
	if p == nil {
		return ""
	}
	at, of := 0, 0
	for _, c := range p.Children {
		if c.Role == n.Role {
			of++
		}
		if c == n {
			at = of
		}
	}
	if of < 2 {
		return ""
	}
	return r.words.t("speech.position", "n", at, "of", of)
}
