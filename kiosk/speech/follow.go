package speech

import (
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
	told map[string]bool // what live nodes have said on this page
}

// News is what follows from a change.
type News struct {
	Items []Item
	Cut   bool // what is being said is broken off; else the items come behind it
	Asked bool // the citizen has asked for it, or has come to a new page
	Click bool // something was written that may not be said: a neutral tone stands for it
}

// See takes the page as it is now.
func (f *Follower) See(now Page, v session.Voice) News {
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
		f.note(now)
		return News{Items: now.Arrival(), Cut: true, Asked: true}
	case was.asks != v.Asks && v.Page:
		f.note(now)
		return News{Items: now.Arrival(), Cut: true, Asked: true}
	case was.asks != v.Asks:
		f.note(now)
		item, ok := now.Find(v.Node)
		if !ok {
			return News{Cut: true}
		}
		return News{Items: []Item{item}, Cut: true, Asked: true}
	case was.page.list != now.list:
		f.note(now)
		item, ok := now.First()
		if !ok {
			return News{Cut: true}
		}
		return News{Items: []Item{item}, Cut: true, Asked: true}
	}
	return f.changes(was, now)
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

// changes is what became different on the same page: what was written, what was chosen, and what came by itself. A mistake
// is said with the field that it is about.
func (f *Follower) changes(was Follower, now Page) News {
	news := f.written(was.page, now)
	if before, ok := was.page.Find(f.read); ok && was.read == f.read {
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

// written is what a key has left in the field that is being written: the letter that came or went. What is personal is not
// said on the loudspeaker, and what is secret not even by headset, as long as the citizen has not said so.
func (f *Follower) written(was, now Page) News {
	for _, i := range now.Items {
		if !i.active {
			continue
		}
		before, ok := was.Find(i.Node)
		if !ok || before.value == i.value || !before.active {
			return News{}
		}
		if i.masked || before.masked {
			return News{Click: true}
		}
		item := i.still()
		item.Said = now.words.utterances("", []run{{now.difference(before.value, i.value), now.lang}})
		return News{Items: []Item{item}}
	}
	return News{}
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
