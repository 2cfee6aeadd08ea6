// Package paint paints a placed page into pixels by software: boxes, SVG paths, lines of text, pictures, QR codes.
// It repaints only what has changed since the last page. It knows no window, opens nothing and never writes to a disk;
// what it paints depends on the page, the look and the moment of the motion alone.
package paint

import (
	"image"
	"image/color"

	"buergerterminal/kiosk/layout"
	"buergerterminal/kiosk/session"
	"buergerterminal/kiosk/typeset"
)

// Motion is the moment of what moves on a page. The zero value is a page at rest, with its caret hidden.
type Motion struct {
	Caret    bool    // the caret shows
	Pulse    float64 // strength of pulsing paths is 1−Pulse, from 0 to 1
	FillFrom int     // length in px that the progress had on the page before (FillLength)
	Filled   float64 // how far the progress has come from there, 0 to 1; 1 is at rest
}

// progress is the part of the motion that other boxes come of.
func (m Motion) progress() Motion { return Motion{FillFrom: m.FillFrom, Filled: m.Filled} }

// Rest is a page on which nothing moves: caret and progress shown as they are.
func Rest() Motion { return Motion{Caret: true, Filled: 1} }

// Painter paints pages one after the other. It is not for several goroutines at once.
type Painter struct {
	setter   *typeset.Setter
	masks    *masks
	pictures []scaledPicture
	films    Pictures
	order    Order

	dst     *image.RGBA
	page    *layout.Placed
	now     Motion
	theme   session.Theme
	accent  color.RGBA
	sender  color.RGBA
	palette palette
	ground  layout.Role
	shown   []item // what dst holds now
	dirty   []image.Rectangle
	moved   []image.Rectangle
	columns []column // of the film that is painted
}

// item is an operation as it is painted now.
type item struct {
	op     layout.Op
	key    itemKey
	bounds image.Rectangle
	masks  [2]mask // of a path its fill and stroke, of words those and the strong ones
}

// itemKey is equal to another's if both paint the same px.
type itemKey struct {
	op       any
	strength uint32 // of a path or a caret, 0 to 256
	picture  *image.YCbCr
	number   uint64 // of the picture
}

// New returns a Painter that sets its text with setter.
func New(setter *typeset.Setter) *Painter {
	return &Painter{setter: setter, masks: newMasks()}
}

// Order is how the bytes of a px follow each other.
type Order int

// Orders. An X server on a PC takes BlueFirst; an image.RGBA that holds it calls blue what is red.
const (
	RedFirst Order = iota
	BlueFirst
)

// SetOrder says in which order to paint from the next Paint on.
func (p *Painter) SetOrder(o Order) {
	if p.order != o {
		p.order, p.dst, p.page, p.pictures = o, nil, nil, nil
	}
}

// ShowFilms paints the pictures of a call, too, from the next Paint on. Whoever lays them over the page needs it not.
func (p *Painter) ShowFilms(from Pictures) { p.films = from }

// Forget drops the pages, texts and pictures that were painted, and paints dst blank: part of the wipe at the end of a
// visit. The next Paint paints everything.
func (p *Painter) Forget() {
	if p.dst != nil {
		clear(p.dst.Pix)
	}
	p.dst, p.page, p.shown, p.pictures, p.masks = nil, nil, nil, nil, newMasks()
}

// Paint makes dst show a page and returns the rectangles that it has changed, none of which touches another; they hold until
// the next Paint. dst must begin at 0, 0 and hold the whole page. Painting into another dst, another size or another theme
// paints everything; what the caller draws into dst itself stays unseen. A page that was painted before must not have
// changed: then only what moves is looked at, and nothing is allocated.
func (p *Painter) Paint(dst *image.RGBA, page *layout.Placed, look session.Look, now Motion) []image.Rectangle {
	ground, accent, sender := layout.Page, color.RGBA{}, color.RGBA{}
	if page.Tree != nil {
		accent, sender = page.Tree.Accent, page.Tree.Sender
		if page.Tree.Quiet {
			ground = layout.Surface
		}
	}
	whole := p.dst != dst || p.theme != look.Theme || p.accent != accent || p.sender != sender || p.ground != ground || p.palette == nil
	if !whole && p.page == page && p.now.progress() == now.progress() {
		p.now = now
		p.dirty = disjoint(p.dirty, p.move(now), dst.Rect)
		return p.paintAreas(p.dirty)
	}
	items := p.items(page, now)
	p.dirty = p.dirty[:0]
	if whole {
		p.dst, p.theme, p.accent, p.sender, p.ground = dst, look.Theme, accent, sender, ground
		p.palette = paletteOf(look.Theme).accented(accent, look.Theme).sentBy(sender, look.Theme).in(p.order)
		p.dirty = append(p.dirty, dst.Rect)
	} else {
		p.dirty = disjoint(p.dirty, changed(p.shown, items), dst.Rect)
	}
	p.page, p.now, p.shown = page, now, items
	return p.paintAreas(p.dirty)
}

// paintAreas paints all items that reach into them.
func (p *Painter) paintAreas(areas []image.Rectangle) []image.Rectangle {
	for _, area := range areas {
		fill(p.dst, area, p.palette[p.ground])
		for i := range p.shown {
			if p.shown[i].bounds.Overlaps(area) {
				p.paint(&p.shown[i], area)
			}
		}
	}
	return areas
}

// move takes what moves on the page to now and returns where it looks different.
func (p *Painter) move(now Motion) []image.Rectangle {
	p.moved = p.moved[:0]
	for i := range p.shown {
		it := &p.shown[i]
		key := it.key
		switch o := it.op.(type) {
		case layout.Path:
			key.strength = strengthOf(o, now)
		case layout.Caret:
			key.strength = caretStrength(now)
		case layout.Video:
			key.picture, key.number = p.newest(o)
		default:
			continue
		}
		if key != it.key {
			it.key = key
			p.moved = append(p.moved, it.bounds)
		}
	}
	return p.moved
}

// strengthOf is how strong a path is painted now.
func strengthOf(o layout.Path, now Motion) uint32 {
	if o.Motion != layout.Pulse {
		return 256
	}
	return uint32((1 - max(0, min(1, now.Pulse))) * 256)
}

// caretStrength is 0 while the caret is hidden.
func caretStrength(now Motion) uint32 {
	if now.Caret {
		return 256
	}
	return 0
}

// newest is the picture of a call that shows in a place, nil where there is none.
func (p *Painter) newest(v layout.Video) (*image.YCbCr, uint64) {
	if p.films == nil {
		return nil, 0
	}
	return p.films(v.Of)
}

// items lists what is painted now. The texts and paths among them are rasterized here, because their bounds are those
// of their ink.
func (p *Painter) items(page *layout.Placed, now Motion) []item {
	items := make([]item, 0, len(page.Paint))
	progress := newProgressFill(page, now)
	for _, op := range page.Paint {
		i := item{op: op}
		switch o := op.(type) {
		case layout.Box:
			if o = progress.box(o); o.Rect.Empty() {
				continue
			}
			i.op, i.key.op, i.bounds = o, o, o.Rect
		case layout.Path:
			i.masks = [2]mask{p.fillMask(o), p.strokeMask(o)}
			i.key = itemKey{op: pathKeyOf(o), strength: strengthOf(o, now)}
			i.bounds = i.masks[0].bounds().Union(i.masks[1].bounds())
		case layout.Words:
			i.masks = [2]mask{p.wordsMask(o, false), p.wordsMask(o, true)}
			i.key.op, i.bounds = o, i.masks[0].bounds().Union(i.masks[1].bounds())
		case layout.Picture:
			i.key.op, i.bounds = pictureKey{o.Image, o.Rect}, o.Rect
		case layout.Video:
			i.key.op, i.bounds = o, o.Rect
			i.key.picture, i.key.number = p.newest(o)
		case layout.Modules:
			i.key.op, i.bounds = modulesKeyOf(o), o.Rect
		case layout.Caret:
			i.key, i.bounds = itemKey{op: o, strength: caretStrength(now)}, o.Rect
		default:
			continue
		}
		items = append(items, i)
	}
	return items
}

// paint paints one item inside clip.
func (p *Painter) paint(i *item, clip image.Rectangle) {
	switch o := i.op.(type) {
	case layout.Box:
		p.paintBox(o, clip)
	case layout.Path:
		i.masks[0].blend(p.dst, clip, p.palette[o.Fill], i.key.strength)
		i.masks[1].blend(p.dst, clip, p.palette[o.Stroke], i.key.strength)
	case layout.Words:
		strong := o.StrongRole
		if strong == layout.None {
			strong = o.Role
		}
		i.masks[0].blend(p.dst, clip, p.palette[o.Role], 256)
		i.masks[1].blend(p.dst, clip, p.palette[strong], 256)
	case layout.Picture:
		p.paintPicture(pictureKey{o.Image, o.Rect}, clip)
	case layout.Video:
		p.paintFilm(Film{i.key.picture, o.Rect, o.Radius}, clip)
	case layout.Modules:
		p.paintModules(o, clip)
	case layout.Caret:
		if i.key.strength > 0 {
			fill(p.dst, o.Rect.Intersect(clip), p.palette[o.Role])
		}
	}
}

// lineKey names the raster of a line.
type lineKey struct {
	line   typeset.Line
	strong bool
}

func (p *Painter) wordsMask(w layout.Words, strong bool) mask {
	m := p.masks.get(lineKey{w.Line, strong}, func() mask {
		r := p.setter.Raster(w.Line, strong)
		return mask{r.Alpha, image.Point{}.Sub(r.Origin)}
	})
	return m.moved(image.Pt(w.X, w.Y))
}
