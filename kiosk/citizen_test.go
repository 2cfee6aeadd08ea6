package kiosk_test

import (
	"image"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
	"unicode"

	"buergerterminal/kiosk"
	"buergerterminal/kiosk/layout"
	"buergerterminal/kiosk/screen"
	"buergerterminal/kiosk/session"
)

// window keeps the page that a real one would show.
type window struct {
	mu     sync.Mutex
	last   *layout.Placed
	number uint64
	forgot int
}

func (w *window) Show(p *layout.Placed, _ session.Look) uint64 {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.last = p
	w.number++
	return w.number
}

func (w *window) Forget() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.forgot++
}

func (w *window) forgotten() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.forgot
}

// view is what is on the screen.
type view struct {
	state  session.State
	placed *layout.Placed
}

func (v view) page() string { return v.placed.Tree.Page }

// node finds the words of a node on the page, "" where it is not there.
func (v view) node(id string) string {
	if n := v.placed.Find(id); n != nil {
		return plain(n.Node.Name)
	}
	return ""
}

// says reports whether the page has a text anywhere.
func (v view) says(text string) bool {
	said := false
	v.placed.Tree.Walk(func(n *screen.Node) bool {
		said = strings.Contains(plain(n.Name), plain(text))
		return !said
	})
	return said
}

// citizen sees pages, touches what is on them and types; it waits for what it sees and never for a time.
type citizen struct {
	t     *testing.T
	kiosk *kiosk.Kiosk

	mu    sync.Mutex
	now   view
	news  chan struct{} // closed when there is a newer view
	looks []func(view)
}

func newCitizen(t *testing.T) *citizen { return &citizen{t: t, news: make(chan struct{})} }

// observe is the kiosk's Observer.
func (c *citizen) observe(s session.State, p *layout.Placed, _ uint64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = view{state: s, placed: p}
	for _, look := range c.looks {
		look(c.now)
	}
	close(c.news)
	c.news = make(chan struct{})
}

// forget makes the citizen forget the page, so that a test finds only what the terminal remembers.
func (c *citizen) forget() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now, c.looks = view{}, nil
}

// ever notes whether any page from now on fulfils the condition, also one that is gone soon.
func (c *citizen) ever(condition func(view) bool) *atomic.Bool {
	seen := new(atomic.Bool)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.looks = append(c.looks, func(v view) {
		if condition(v) {
			seen.Store(true)
		}
	})
	return seen
}

// until waits for a view that fulfils the condition.
func (c *citizen) until(what string, condition func(view) bool) view {
	c.t.Helper()
	end := time.NewTimer(patience)
	defer end.Stop()
	for {
		c.mu.Lock()
		now, news := c.now, c.news
		c.mu.Unlock()
		if now.placed != nil && condition(now) {
			return now
		}
		select {
		case <-news:
		case <-end.C:
			if now.placed == nil {
				c.t.Fatalf("waited %s for %s; there is no page", patience, what)
			}
			v := now.state.Visit
			c.t.Fatalf("waited %s for %s; the page is %q, print %+v, card fault %q, scan fault %q, devices %+v", patience, what,
				now.page(), v.Print, v.CardFault, v.Scan.Fault, now.state.Devices)
		}
	}
}

// current is the page that is on the screen now.
func (c *citizen) current() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.now.placed == nil {
		return ""
	}
	return c.now.page()
}

// page waits for a page by its name.
func (c *citizen) page(name string) view {
	c.t.Helper()
	return c.until("page "+name, func(v view) bool { return v.page() == name })
}

// plain is a text as it is read: without soft hyphens, marks and line ends.
func plain(text string) string {
	return strings.NewReplacer("\u00ad", "", "**", "", "\n", " ").Replace(text)
}

// touch touches nodes one after the other, as a finger does, at their places on the page.
func (c *citizen) touch(ids ...string) {
	c.t.Helper()
	for _, id := range ids {
		v := c.until(id+" to touch", func(v view) bool { n := v.placed.Find(id); return n != nil && n.Node.On != nil })
		at := middle(v.placed.Find(id).Target)
		c.kiosk.Touched(kiosk.Down, at)
		c.until(id+" to look pressed", func(v view) bool { return v.state.Pressed == id })
		c.kiosk.Touched(kiosk.Up, at)
		c.until(id+" to be let go", func(v view) bool { return v.state.Pressed == "" })
	}
}

func middle(r image.Rectangle) image.Point {
	return image.Pt((r.Min.X+r.Max.X)/2, (r.Min.Y+r.Max.Y)/2)
}

// write types on a real keyboard into the field that is written.
func (c *citizen) write(text string) {
	c.t.Helper()
	for _, r := range text {
		c.kiosk.Typed(kiosk.Letter, r)
	}
	c.wrote(text)
}

// typeDate types figures into the boxes of a date until they are one.
func (c *citizen) typeDate(figures string) {
	c.t.Helper()
	for _, figure := range figures {
		c.kiosk.Typed(kiosk.Letter, figure)
	}
	c.until("the date in words", func(v view) bool { return v.placed.Tree.Find("date.words") != nil })
}

// press types on the keyboard of the screen, key by key.
func (c *citizen) press(text string) {
	c.t.Helper()
	for _, r := range text {
		id := "key." + string(r)
		c.mu.Lock()
		here := c.now.placed.Find(id) != nil
		c.mu.Unlock()
		switch {
		case r == ' ':
			id = "key.space"
		case unicode.IsUpper(r):
			c.touch("key.shift")
		case !here:
			c.touch("key.level")
		}
		c.touch(id)
	}
	c.wrote(text)
}

// wrote waits until the field holds what was written.
func (c *citizen) wrote(text string) {
	c.t.Helper()
	c.until("the field to hold what was written", func(v view) bool {
		d := v.state.Visit.Draft
		return strings.HasSuffix(d.Edits[d.Active].Text, text)
	})
}

// sign draws two strokes on the pad.
func (c *citizen) sign() {
	c.t.Helper()
	v := c.until("the pad", func(v view) bool { return v.placed.Find("signature") != nil })
	pad := v.placed.Find("signature")
	if pad.Node.Role != screen.RoleSignature {
		c.t.Fatalf("the pad is a %s", pad.Node.Role)
	}
	for _, stroke := range [][]image.Point{{{60, 150}, {90, 60}, {130, 160}, {200, 80}}, {{240, 100}, {300, 130}, {380, 90}}} {
		c.kiosk.Touched(kiosk.Down, pad.Rect.Min.Add(stroke[0]))
		for _, p := range stroke[1:] {
			c.kiosk.Touched(kiosk.Moved, pad.Rect.Min.Add(p))
		}
		c.kiosk.Touched(kiosk.Up, pad.Rect.Min.Add(stroke[len(stroke)-1]))
	}
	c.until("the ink", func(v view) bool {
		s := v.state.Visit.Strokes
		return len(s) == 2 && len(s[0]) == 4 && len(s[1]) == 3 && !v.state.Visit.Drawing
	})
}

// clear waits for a page that says a text at a node, and asserts that the page is no dead end: it has a title, a human can
// be called, and there is a way on or back that leads somewhere.
func (c *citizen) clear(page, node, text string) view {
	c.t.Helper()
	if text == "" {
		c.t.Fatalf("page %s: the text for the citizen is empty", page)
	}
	v := c.until("page "+page+" to say "+text, func(v view) bool { return v.page() == page && strings.Contains(v.node(node), plain(text)) })
	tree := v.placed.Tree
	if title := tree.Find("title"); title == nil || title.Name == "" {
		c.t.Errorf("page %s has no title", page)
	}
	if tree.Bar[3] == nil || tree.Bar[3].On == nil || v.placed.Find("bar.help") == nil {
		c.t.Errorf("page %s offers no human", page)
	}
	if tree.Forward == nil || tree.Forward.On == nil || v.node("forward") == "" {
		c.t.Errorf("page %s has no way on", page)
	}
	return v
}
