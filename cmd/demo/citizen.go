package main

import (
	"context"
	"fmt"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
	"github.com/jezek/xgb/xtest"

	"buergerterminal/kiosk/layout"
	"buergerterminal/kiosk/screen"
	"buergerterminal/kiosk/session"
)

// patience is how long the citizen waits for anything but a scan.
const patience = 20 * time.Second

// view is what is on the screen.
type view struct {
	state  session.State
	placed *layout.Placed
	number uint64
}

// citizen walks through the real window: it sees the page, and has an X server's pointer and keyboard for hands.
type citizen struct {
	ctx    context.Context
	window interface {
		WaitShown(ctx context.Context, number uint64) error
		Screenshot(ctx context.Context) (image.Image, error)
	}
	x    *xgb.Conn
	root xproto.Window
	dir  string
	shot int
	last time.Time

	mu   sync.Mutex
	now  view
	news chan struct{} // closed when there is a newer view
}

// newCitizen connects to the X server of the window.
func newCitizen(ctx context.Context, display, dir string) (*citizen, error) {
	x, err := xgb.NewConnDisplay(display)
	if err != nil {
		return nil, fmt.Errorf("X server: %w", err)
	}
	if err := xtest.Init(x); err != nil {
		return nil, fmt.Errorf("XTEST: %w", err)
	}
	return &citizen{ctx: ctx, x: x, root: xproto.Setup(x).DefaultScreen(x).Root, dir: dir, last: time.Now(), news: make(chan struct{})}, nil
}

// observe is the kiosk's Observer.
func (c *citizen) observe(s session.State, p *layout.Placed, number uint64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = view{state: s, placed: p, number: number}
	close(c.news)
	c.news = make(chan struct{})
}

// until waits for a view of which the condition is true, and for its page to be on the screen.
func (c *citizen) until(limit time.Duration, what string, condition func(view) bool) (view, error) {
	ctx, cancel := context.WithTimeout(c.ctx, limit)
	defer cancel()
	for {
		c.mu.Lock()
		now, news := c.now, c.news
		c.mu.Unlock()
		if now.placed != nil && condition(now) {
			return now, c.window.WaitShown(ctx, now.number)
		}
		select {
		case <-news:
		case <-ctx.Done():
			page := "none"
			if now.placed != nil {
				page = now.placed.Tree.Page
			}
			return now, fmt.Errorf("waited %s for %s; the page is %q", limit, what, page)
		}
	}
}

// page waits for a page by its name.
func (c *citizen) page(name string) (view, error) {
	return c.until(patience, "page "+name, func(v view) bool { return v.placed.Tree.Page == name })
}

// picture takes what is really on the screen.
func (c *citizen) picture(name string) error {
	picture, err := c.window.Screenshot(c.ctx)
	if err != nil {
		return fmt.Errorf("picture %s: %w", name, err)
	}
	c.shot++
	return savePNG(filepath.Join(c.dir, fmt.Sprintf("%02d-%s.png", c.shot, name)), picture)
}

func savePNG(path string, picture image.Image) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	if err := png.Encode(f, picture); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}

// plain is a text as it is read: without soft hyphens, marks and line ends.
func plain(text string) string {
	return strings.NewReplacer("\u00ad", "", "**", "", "\n", " ").Replace(text)
}

// tap touches what has these words, as a finger does: down inside, up inside.
func (c *citizen) tap(words string) error {
	find := func(p *layout.Placed) *layout.PlacedNode {
		for i := range p.Nodes {
			if n := &p.Nodes[i]; n.Node.On != nil && plain(n.Node.Name) == words {
				return n
			}
		}
		return nil
	}
	return c.touch(fmt.Sprintf("%q", words), find)
}

// tapID touches what has this id: fields and keys, whose words are not alone on a page.
func (c *citizen) tapID(id string) error {
	return c.touch(id, func(p *layout.Placed) *layout.PlacedNode { return p.Find(id) })
}

func (c *citizen) touch(what string, find func(*layout.Placed) *layout.PlacedNode) error {
	v, err := c.until(patience, what+" to touch", func(v view) bool { return find(v.placed) != nil })
	if err != nil {
		return err
	}
	node := find(v.placed)
	at := image.Pt((node.Target.Min.X+node.Target.Max.X)/2, (node.Target.Min.Y+node.Target.Max.Y)/2)
	if err := c.fake(xproto.MotionNotify, 0, at); err != nil {
		return err
	}
	if err := c.fake(xproto.ButtonPress, 1, at); err != nil {
		return err
	}
	if _, err := c.until(patience, what+" to look pressed", func(v view) bool { return v.state.Pressed == node.Node.ID }); err != nil {
		return err
	}
	if err := c.fake(xproto.ButtonRelease, 1, at); err != nil {
		return err
	}
	_, err = c.until(patience, what+" to be let go", func(v view) bool { return v.state.Pressed == "" })
	return err
}

// sign draws on the signature pad.
func (c *citizen) sign() error {
	pad := func(p *layout.Placed) *layout.PlacedNode {
		for i := range p.Nodes {
			if p.Nodes[i].Node.Role == screen.RoleSignature {
				return &p.Nodes[i]
			}
		}
		return nil
	}
	v, err := c.until(patience, "the signature pad", func(v view) bool { return pad(v.placed) != nil })
	if err != nil {
		return err
	}
	r := pad(v.placed).Rect
	for i, stroke := range signature {
		for j, p := range stroke {
			at := onPad(r, p)
			if err := c.fake(xproto.MotionNotify, 0, at); err != nil {
				return err
			}
			if j == 0 {
				if err := c.fake(xproto.ButtonPress, 1, at); err != nil {
					return err
				}
			}
			want := j + 1
			if _, err := c.until(patience, "ink", func(v view) bool {
				return len(v.state.Visit.Strokes) == i+1 && len(v.state.Visit.Strokes[i]) >= want
			}); err != nil {
				return err
			}
		}
		end := stroke[len(stroke)-1]
		if err := c.fake(xproto.ButtonRelease, 1, onPad(r, end)); err != nil {
			return err
		}
		if _, err := c.until(patience, "the pen to be lifted", func(v view) bool { return !v.state.Visit.Drawing }); err != nil {
			return err
		}
	}
	return nil
}

// fake is one event of pointer or keyboard, given to the X server.
func (c *citizen) fake(kind, detail byte, at image.Point) error {
	if err := xtest.FakeInputChecked(c.x, kind, detail, 0, c.root, int16(at.X), int16(at.Y), 0).Check(); err != nil {
		return fmt.Errorf("XTEST: %w", err)
	}
	return nil
}

// onPad is where a point of the signature lies on the pad, which is smaller on some panels.
func onPad(pad image.Rectangle, p image.Point) image.Point {
	return pad.Min.Add(image.Pt(p.X*pad.Dx()/padSize.X, p.Y*pad.Dy()/padSize.Y))
}

// padSize is that of the pad for which the signature is drawn.
var padSize = image.Pt(936, 480)

// signature is a squiggle, in px of such a pad.
var signature = [][]image.Point{
	{{180, 330}, {200, 250}, {230, 170}, {260, 130}, {270, 170}, {255, 250}, {245, 330}, {270, 340}, {300, 300}},
	{{330, 340}, {345, 280}, {375, 270}, {385, 310}, {370, 345}, {350, 335}, {390, 290}, {405, 330}, {430, 335}, {450, 290}, {470, 280}, {480, 340}, {510, 300}, {540, 280}, {550, 335}, {600, 310}, {680, 290}},
}
