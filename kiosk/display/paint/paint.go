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
	theme   session.Theme
	sender  color.RGBA
	palette palette
	ground  layout.Role
	shown   []item // what dst holds now
}

// item is an operation as it is painted now.
type item struct {
	op       layout.Op
	key      any // equal to the key of another item if both paint the same px
	bounds   image.Rectangle
	strength uint32 // 0 to 256, of a path
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
		p.order, p.dst, p.pictures = o, nil, nil
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
	p.dst, p.shown, p.pictures, p.masks = nil, nil, nil, newMasks()
}

// Paint makes dst show a page and returns the rectangles that it has changed, none of which touches another. dst must
// begin at 0, 0 and hold the whole page. Painting into another dst, another size or another theme paints everything;
// what the caller draws into dst itself stays unseen.
func (p *Painter) Paint(dst *image.RGBA, page *layout.Placed, look session.Look, now Motion) []image.Rectangle {
	items := p.items(page, now)
	ground, sender := layout.Page, color.RGBA{}
	if page.Tree != nil {
		sender = page.Tree.Sender
		if page.Tree.Quiet {
			ground = layout.Surface
		}
	}
	whole := dst.Rect
	var dirty []image.Rectangle
	if p.dst != dst || p.theme != look.Theme || p.sender != sender || p.ground != ground || p.palette == nil {
		dirty = []image.Rectangle{whole}
	} else {
		dirty = disjoint(changed(p.shown, items), whole)
	}
	p.dst, p.theme, p.sender, p.ground = dst, look.Theme, sender, ground
	p.palette = paletteOf(look.Theme).sentBy(sender, look.Theme).in(p.order)
	p.shown = items
	for _, area := range dirty {
		fill(dst, area, p.palette[ground])
		for i := range items {
			if items[i].bounds.Overlaps(area) {
				p.paint(&items[i], area)
			}
		}
	}
	return dirty
}

// items lists what is painted now. The texts and paths among them are rasterized here, because their bounds are those
// of their ink.
func (p *Painter) items(page *layout.Placed, now Motion) []item {
	items := make([]item, 0, len(page.Paint))
	progress := newProgressFill(page, now)
	for _, op := range page.Paint {
		switch o := op.(type) {
		case layout.Box:
			if o = progress.box(o); !o.Rect.Empty() {
				items = append(items, item{op: o, key: o, bounds: o.Rect})
			}
		case layout.Path:
			strength := uint32(256)
			if o.Motion == layout.Pulse {
				strength = uint32((1 - max(0, min(1, now.Pulse))) * 256)
			}
			bounds := p.fillMask(o).bounds().Union(p.strokeMask(o).bounds())
			items = append(items, item{op, pathKeyOf(o, strength), bounds, strength})
		case layout.Words:
			bounds := p.wordsMask(o, false).bounds().Union(p.wordsMask(o, true).bounds())
			items = append(items, item{op: op, key: o, bounds: bounds})
		case layout.Picture:
			items = append(items, item{op: op, key: pictureKey{o.Image, o.Rect}, bounds: o.Rect})
		case layout.Video:
			if p.films != nil {
				if f := (Film{p.films(o.Of), o.Rect, o.Radius}); f.Of != nil {
					items = append(items, item{op: op, key: f, bounds: o.Rect})
				}
			}
		case layout.Modules:
			items = append(items, item{op: op, key: modulesKeyOf(o), bounds: o.Rect})
		case layout.Caret:
			if now.Caret {
				items = append(items, item{op: op, key: o, bounds: o.Rect})
			}
		}
	}
	return items
}

// paint paints one item inside clip.
func (p *Painter) paint(i *item, clip image.Rectangle) {
	switch o := i.op.(type) {
	case layout.Box:
		p.paintBox(o, clip)
	case layout.Path:
		p.fillMask(o).blend(p.dst, clip, p.palette[o.Fill], i.strength)
		p.strokeMask(o).blend(p.dst, clip, p.palette[o.Stroke], i.strength)
	case layout.Words:
		p.paintWords(o, clip)
	case layout.Picture:
		p.paintPicture(pictureKey{o.Image, o.Rect}, clip)
	case layout.Video:
		p.paintFilm(i.key.(Film), clip)
	case layout.Modules:
		p.paintModules(o, clip)
	case layout.Caret:
		fill(p.dst, o.Rect.Intersect(clip), p.palette[o.Role])
	}
}

func (p *Painter) paintWords(w layout.Words, clip image.Rectangle) {
	strong := w.StrongRole
	if strong == layout.None {
		strong = w.Role
	}
	p.wordsMask(w, false).blend(p.dst, clip, p.palette[w.Role], 256)
	p.wordsMask(w, true).blend(p.dst, clip, p.palette[strong], 256)
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
