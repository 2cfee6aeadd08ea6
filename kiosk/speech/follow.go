package speech

import (
	"slices"
	"strings"
	"unicode"

	"buergerterminal/kiosk/screen"
	"buergerterminal/kiosk/session"
)

// Follower decides what is said when the page or what is true of it changes. The zero Follower has seen nothing.
type Follower struct {
	on   bool
	page Page
	asks int
	read string          // node that the voice stood at
	of   string          // group that the focus is in, whose question was said
	told map[string]bool // what live nodes have said on this page
}

// News is what follows from a change.
type News struct {
	Items []Item
	Cut   bool // what is being said is broken off; else the items come behind it
	Asked bool // the citizen has asked for it, or has come to a new page
	Click bool // something was written that may not be said: a neutral tone stands for it
}

// Press is a key that was pressed since the last page. Whoever presses one hears something true of it, also where it has done nothing.
// The zero Press is none.
type Press struct {
	Changed bool   // something of the visit is different, whether it may be said or not
	Rest    string // key of the text for where nothing is; "" says once more what has the focus
	Wrong   bool   // before that, what is wrong on the page is said again
	Round   string // key of the text before what is read, where the focus has come from the other end of the page
	Told    string // what the key has set, in words
}

// See takes the page as it is now, and the key that led there.
func (f *Follower) See(now Page, v session.Voice, press Press) News {
	was := *f
	f.on, f.page, f.asks, f.read = v.On, now, v.Asks, v.Node
	switch {
	case !v.On:
		*f = Follower{}
		return News{Cut: was.on}
	case was.on && was.asks != v.Asks && v.Rest:
		f.told = map[string]bool{}
		f.note(now)
		return News{Items: now.Rest(v.Node), Cut: true, Asked: true}
	case !was.on || was.page.name != now.name:
		f.told = map[string]bool{}
		f.arrive(now)
		return News{Items: now.Arrival(), Cut: true, Asked: true}
	case was.asks != v.Asks && v.Page:
		f.arrive(now)
		return News{Items: now.Arrival(), Cut: true, Asked: true}
	case was.asks != v.Asks:
		f.note(now)
		item, ok := now.Find(v.Node)
		if !ok {
			return News{Cut: true}
		}
		return News{Items: f.led(now, item, press), Cut: true, Asked: true}
	case was.page.list != now.list:
		f.note(now)
		item, ok := now.First()
		if !ok {
			return News{Cut: true}
		}
		return News{Items: []Item{item}, Cut: true, Asked: true}
	}
	return f.changes(was, now).answered(was, now, press)
}

// led is what is said of a node that the citizen has gone to: before it that the page begins anew, and the question that it belongs
// to where the focus comes from elsewhere.
func (f *Follower) led(now Page, item Item, press Press) []Item {
	var all []Item
	if press.Round != "" {
		all = append(all, now.text(press.Round))
	}
	if item.grouped {
		return append(all, now.whole(item))
	}
	if item.group != "" && item.group != f.of {
		all = append(all, Item{Said: item.about})
	}
	f.of = item.group
	return append(all, item)
}

// whole is what is said of a group that a switch has come to: from where to where it reaches. Enter goes into it.
func (p Page) whole(first Item) Item {
	last := first
	for _, i := range p.Items {
		if i.grouped {
			last = i
		}
	}
	first.Focus = ""
	if first.name == "" || last.name == "" || last.Node == first.Node {
		return first
	}
	first.Said = p.words.utterances(first.Node, []run{{p.words.t("speech.group", "from", first.name, "to", last.name), p.lang}})
	return first
}

// text is one of the voice's own.
func (p Page) text(key string) Item {
	return Item{Said: p.words.utterances("", []run{{p.words.t(key), p.lang}})}
}

// mostChanges is how much is said of what a key has changed elsewhere on the page.
const mostChanges = 2

// answered is the news where a key was pressed: where they say nothing of it, what else has changed is said, or that it does nothing.
func (n News) answered(was Follower, now Page, press Press) News {
	if press.Told != "" {
		return News{Items: append([]Item{{Said: now.words.utterances("", []run{{press.Told, now.lang}})}}, n.Items...), Asked: true}
	}
	if press == (Press{}) || len(n.Items) > 0 || n.Click {
		return n
	}
	for _, i := range now.Items {
		before, ok := was.page.Find(i.Node)
		if len(n.Items) < mostChanges && i.role != screen.RoleCountdown && (!ok || before.Text() != i.Text()) {
			n.Items = append(n.Items, i.still())
		}
	}
	switch {
	case len(n.Items) > 0:
	case press.Changed:
		n.Click = true
	default:
		n.Items, n.Asked = now.rests(was.read, press), true
	}
	return n
}

// rests is what is said where a key has changed nothing.
func (p Page) rests(read string, press Press) []Item {
	var all []Item
	for _, i := range p.Items {
		if press.Wrong && i.role == screen.RoleError {
			all = append(all, i.still())
		}
	}
	if len(all) > 0 {
		if first, ok := p.First(); ok {
			all = append(all, first)
		}
		return all
	}
	if press.Rest != "" {
		return []Item{p.text(press.Rest)}
	}
	if i, ok := p.Find(read); ok {
		return []Item{i}
	}
	return []Item{p.text("speech.rest")}
}

// arrive begins with the page: its title is the question of what can be chosen first.
func (f *Follower) arrive(now Page) {
	f.note(now)
	first, _ := now.First()
	f.of = first.group
}

// note remembers what live nodes say, so that only what is new is said later.
func (f *Follower) note(now Page) {
	for _, i := range now.Items {
		if i.live {
			f.told[i.news()] = true
		}
	}
}

// news is what is new of a live node: not that a clock in it goes on.
func (i Item) news() string { return i.Node + "\n" + strings.Map(withoutFigures, i.Text()) }

func withoutFigures(r rune) rune {
	if unicode.IsDigit(r) {
		return -1
	}
	return r
}

// changes is what became different on the same page: what was written, where the caret came to, what was chosen, and what came by itself. A mistake
// is said with the field that it is about.
func (f *Follower) changes(was Follower, now Page) News {
	news := f.written(was.page, now)
	if before, ok := was.page.Find(f.read); ok && was.read == f.read && !before.active {
		if item, ok := now.Find(f.read); ok && !item.active && item.role != screen.RoleCountdown && !item.live && item.Text() != before.Text() {
			news.Items = append(news.Items, item.still())
		}
	}
	wrong := false
	for _, i := range now.Items {
		switch {
		case i.live && !f.told[i.news()]:
			f.told[i.news()] = true
			news.Items = append(news.Items, i.still())
			wrong = wrong || i.role == screen.RoleError
		case i.role == screen.RoleCountdown && f.reminds(was.page, i):
			news.Items = append(news.Items, i.still())
		}
	}
	if first, ok := now.First(); wrong && ok {
		news.Items = append(news.Items, first)
	}
	return news
}

// still is an item that is said without the voice going there: what comes by itself takes nobody away from where they are.
func (i Item) still() Item {
	i.Focus, i.Node = "", ""
	return i
}

// reminders are the seconds of a countdown that are said.
var reminders = map[string]bool{"30": true, "10": true}

func (f *Follower) reminds(was Page, now Item) bool {
	before, ok := was.Find(now.Node)
	return ok && before.value != now.value && reminders[now.value]
}

// written is what a key has left in the field that is being written: the letter that came or went, or that the caret came to, and the
// field that is written next. What is personal is not said on the loudspeaker, and what is secret not even by headset, as long as the
// citizen has not said so.
func (f *Follower) written(was, now Page) News {
	before, ok := was.writing()
	if !ok {
		return News{}
	}
	var news News
	after, there := now.Find(before.Node)
	switch {
	case !there || before.value == after.value && (before.caret == after.caret || !after.active):
	case before.masked || after.masked:
		news.Click = true
	default:
		item, text := after.still(), now.behind(after)
		if before.value != after.value {
			text = now.difference(before.value, after.value)
		}
		item.Said = now.words.utterances("", []run{{text, now.lang}})
		news.Items = []Item{item}
	}
	if i, ok := now.writing(); ok && i.Node != before.Node {
		news.Items = append(news.Items, i.still())
	}
	return news
}

// writing is the field that is being written; ok is false where none is.
func (p Page) writing() (i Item, ok bool) {
	at := slices.IndexFunc(p.Items, func(i Item) bool { return i.active })
	if at < 0 {
		return Item{}, false
	}
	return p.Items[at], true
}

// behind is the letter that the caret of a field stands before, or that it stands at the end.
func (p Page) behind(i Item) string {
	letters := []rune(i.value)
	if i.caret >= len(letters) {
		return p.words.t("speech.end")
	}
	return p.words.typed(string(letters[i.caret]), p.spells)
}

// difference is what was written or erased between two values of a field: one letter by its name, more of it as a text.
func (p Page) difference(before, after string) string {
	a, b := []rune(before), []rune(after)
	start := 0
	for start < len(a) && start < len(b) && a[start] == b[start] {
		start++
	}
	end := 0
	for end < len(a)-start && end < len(b)-start && a[len(a)-1-end] == b[len(b)-1-end] {
		end++
	}
	gone, come := string(a[start:len(a)-end]), string(b[start:len(b)-end])
	switch {
	case len([]rune(come)) == 1 || come != "" && p.spells:
		return p.words.typed(come, p.spells)
	case come != "":
		return come
	case len([]rune(gone)) == 1:
		return p.words.t("speech.deleted", "letter", p.words.typed(gone, p.spells))
	}
	return p.words.t("speech.empty")
}
