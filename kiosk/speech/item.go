package speech

import (
	"slices"
	"strings"

	"buergerterminal/kiosk/layout"
	"buergerterminal/kiosk/screen"
	"buergerterminal/locales"
)

// Utterance is something said in one language. Node is the key of what it is said of (screen.Tree.Keys), "" for what is
// said of no node.
type Utterance struct {
	Node string
	Text string
	Lang string // BCP 47
}

// Item is all that is said of a node. Focus is its id where Enter shall choose it while it is read: what can be chosen, but
// no field that is being written, where Enter is the way on.
type Item struct {
	Node, Focus string
	Said        []Utterance

	on     bool // can be chosen
	intro  bool // told on arrival
	live   bool // told when it comes or changes by itself
	masked bool // something of it is not said here
	active bool // the field that is being written
	role   screen.Role
	value  string // of a field, as written
	caret  int    // in it

	group   string      // key of what it is one of several in; "" for none
	about   []Utterance // what these are about: the question that they answer
	grouped bool        // a switch has come to the group that it stands in
	name    string      // of it alone, where anybody may hear it
}

// Text is what the item says, in one line.
func (i Item) Text() string {
	parts := make([]string, len(i.Said))
	for n, u := range i.Said {
		parts[n] = u.Text
	}
	return strings.Join(parts, " ")
}

// Page is what a placed page says: its items in reading order.
type Page struct {
	Items []Item

	name   string // of the page, its language and its title: another one is another page
	list   int    // page of the list that is open
	lang   string
	spells bool
	words  words
}

// Read says what a placed page says. It panics where the words lack the page's language, which locales.Load has proven.
func Read(p *layout.Placed, texts *locales.Texts) Page {
	t := p.Tree
	r := reader{tree: t, keys: t.Keys(), parents: map[*screen.Node]*screen.Node{}, heads: map[*screen.Node]*screen.Node{}, words: wordsOf(texts.Language(t.Lang))}
	var head *screen.Node
	t.Walk(func(n *screen.Node) bool {
		for _, c := range n.Children {
			r.parents[c] = n
		}
		if n.Role == screen.RoleTitle || n.Role == screen.RoleHeading {
			head = n
		}
		r.heads[n] = head
		return true
	})
	r.zones()
	page := Page{list: t.ListPage, lang: t.Lang, spells: t.Voice.Spelling, words: r.words, name: t.Page + "\n" + t.Lang}
	for _, n := range p.Nodes {
		item := r.item(n.Node)
		if len(item.Said) == 0 {
			continue
		}
		if item.role == screen.RoleTitle || item.role == screen.RoleHello {
			page.name += "\n" + item.Text()
		}
		page.Items = append(page.Items, item)
	}
	page.Items = append(page.Items, r.asides()...)
	return page
}

// asides are said on the page on which a visit begins, and on that of the voice, though they are no node: what the keys do,
// and whose voice it is where the language has none.
func (r *reader) asides() []Item {
	if r.tree.Page != "language" && r.tree.Page != "voice" {
		return nil
	}
	aside := func(node, text string) Item {
		return Item{Node: node, intro: true, Said: r.words.utterances(node, []run{{text, r.tree.Lang}})}
	}
	all := []Item{aside("keys", r.keysText())}
	if Borrowed(r.tree.Lang) {
		all = append(all, aside("borrowed", r.words.t("speech.borrowed")))
	}
	return all
}

// keysText is what the keys do: those of the keypad where there is one, else those of an ordinary keyboard.
func (r *reader) keysText() string {
	if len(r.tree.Keypad) == 0 {
		return r.words.t("speech.keys")
	}
	all := []string{r.words.t("speech.keypad")}
	for _, key := range r.tree.Keypad {
		all = append(all, r.words.t("speech.keypad."+key))
	}
	return strings.Join(all, " ")
}

// Transcript is everything that a placed page says, in reading order: whoever hears nothing else knows what stands on the
// page, what can be chosen, and by which key.
func Transcript(p *layout.Placed, texts *locales.Texts) []Utterance {
	var all []Utterance
	for _, i := range Read(p, texts).Items {
		all = append(all, i.Said...)
	}
	return all
}

// Arrival is what is said when the page opens: its title, what it explains, and then what can be done first. What is not
// for the loudspeaker is said so once.
func (p Page) Arrival() []Item {
	var all []Item
	masked := false
	for _, i := range p.Items {
		if !i.intro || i.masked && masked {
			continue
		}
		masked = masked || i.masked
		all = append(all, i)
	}
	slices.SortStableFunc(all, func(a, b Item) int { return rank(a) - rank(b) })
	if first, ok := p.First(); ok {
		all = append(all, first)
	}
	return all
}

// Rest is everything from a node on, or from the title where the node says nothing: what stands on the page, and what can be chosen there.
// The keys of a keyboard and the bar, which is the same on every page, are left out.
func (p Page) Rest(node string) []Item {
	from := slices.IndexFunc(p.Items, func(i Item) bool { return node != "" && i.Node == node })
	if from < 0 {
		from = max(0, slices.IndexFunc(p.Items, func(i Item) bool { return rank(i) == 0 }))
	}
	return slices.DeleteFunc(slices.Clone(p.Items[from:]), func(i Item) bool { return i.role == screen.RoleKey || i.role == screen.RoleTile })
}

// rank puts the title before the progress, and both before the rest.
func rank(i Item) int {
	switch i.role {
	case screen.RoleTitle, screen.RoleHello:
		return 0
	case screen.RoleProgress:
		return 1
	}
	return 2
}

// First is where the page is acted on first: the field that is being written, else what can be chosen first behind the
// title; ok is false where nothing can.
func (p Page) First() (first Item, ok bool) {
	if i, ok := p.writing(); ok {
		return i, true
	}
	titled := false
	for _, i := range p.Items {
		titled = titled || i.role == screen.RoleTitle || i.role == screen.RoleHello
		if titled && i.on && i.role != screen.RoleKey {
			return i, true
		}
	}
	return Item{}, false
}

// Find is the item of a node; ok is false where it says nothing.
func (p Page) Find(node string) (Item, bool) {
	for _, i := range p.Items {
		if i.Node == node {
			return i, true
		}
	}
	return Item{}, false
}

// Neighbour is the item before or behind a node's (by −1 or 1), round and round, with round where it comes from the other end; the
// first one where the node says nothing.
func (p Page) Neighbour(node string, by int) (i Item, round, ok bool) {
	n := len(p.Items)
	if n == 0 {
		return Item{}, false, false
	}
	at := slices.IndexFunc(p.Items, func(i Item) bool { return i.Node == node })
	if at < 0 {
		return p.Items[0], false, true
	}
	return p.Items[((at+by)%n+n)%n], at+by < 0 || at+by >= n, true
}

// Texts are items of texts that stand on no page.
func Texts(l *locales.Language, texts ...string) []Item {
	var all []Item
	w := wordsOf(l)
	for _, text := range texts {
		if said := w.utterances("", []run{{text, l.Tag}}); len(said) > 0 {
			all = append(all, Item{Said: said})
		}
	}
	return all
}
