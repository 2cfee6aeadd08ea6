package display

import (
	"image"
	"image/color"
	"time"

	"github.com/hajimehoshi/ebiten/v2"

	"buergerterminal/kiosk/display/paint"
)

// engine is the way of a page to the window through Ebitengine.
type engine struct {
	canvas  *image.RGBA
	image   *ebiten.Image // the canvas as a texture
	dirty   []image.Rectangle
	buffer  []byte
	shows   bool // the window shows what Ebitengine has presented
	still   int  // turns since it was given something to draw
	leaving bool // the glass will take over when it is still
}

// presentsOn is how many frames Ebitengine presents after the last one that drew something (v2.10.1,
// internal/ui/context.go, maxSkipCount). Until then it would put them over what the glass shows.
const presentsOn = 4

// settleStep is how soon the next of those frames follows.
const settleStep = 5 * time.Millisecond

// findGlass begins to use the window without Ebitengine, where that is possible.
func (l *loop) findGlass() {
	if l.glass == nil {
		return
	}
	if err := l.glass.find(); err != nil {
		l.glass.close()
		l.glass = nil
	}
}

// damaged is told by the glass that the window was, and whether the glass has mended it.
func (l *loop) damaged(mended bool) {
	if !mended {
		l.damages.Store(true)
	}
	l.window.schedule()
}

// paint brings the page to the window.
func (l *loop) paint(now time.Time) {
	next, forget := l.window.take()
	if forget {
		l.window.painter.Forget()
		l.films.forget()
	}
	if next != nil {
		l.page = next
		l.motion.show(next.placed, l.window.reduced(next.look), now)
		l.films.show(next.placed)
		l.window.filming.Store(len(l.films.places) > 0)
	}
	if l.page == nil || l.page.placed.Size.X <= 0 || l.page.placed.Size.Y <= 0 {
		return
	}
	straight := l.straight()
	l.window.straight.Store(straight)
	if straight {
		l.paintGlass(now)
		return
	}
	l.paintEngine(now)
}

// straight tells whether the page goes to the window by the glass: where no graphics card would draw it anyhow, and where
// it needs no scaling. A page that Ebitengine still presents it presents to the end.
func (l *loop) straight() bool {
	e := &l.engine
	e.still++
	want := l.glass != nil && !l.window.presents.Load() && l.size == l.page.placed.Size
	if want && e.shows && e.still <= presentsOn {
		e.leaving = true
		return false
	}
	e.leaving = false
	if want && l.glass.fit(l.size) != nil {
		want = false
	}
	return want
}

// paintGlass paints into what the X server reads.
func (l *loop) paintGlass(now time.Time) {
	if l.view.screenPx != l.size {
		l.view = newView(l.page.placed.Size, l.size)
	}
	if l.engine.shows {
		l.engine.drop()
	}
	l.window.painter.SetOrder(paint.BlueFirst)
	l.window.painter.ShowFilms(l.window.frameOf)
	l.glass.show(func(canvas *image.RGBA) []image.Rectangle {
		return l.window.painter.Paint(canvas, l.page.placed, l.page.look, l.motion.at(now))
	})
	l.drawn = l.page.number
	if l.window.Frames() > 1 { // Ebitengine maps the window behind the first turn
		l.window.markShown(l.drawn)
	}
}

// paintEngine paints into memory and uploads what has changed.
func (l *loop) paintEngine(now time.Time) {
	e := &l.engine
	if e.leaving && e.still > 1 && l.drawn == l.page.number {
		return // what moves may stand until it is still
	}
	if l.glass != nil {
		l.glass.yield()
	}
	if e.fit(l.page.placed.Size) {
		l.view = view{}
	}
	l.window.painter.SetOrder(paint.RedFirst)
	l.window.painter.ShowFilms(nil)
	for _, r := range l.window.painter.Paint(e.canvas, l.page.placed, l.page.look, l.motion.at(now)) {
		e.upload(r)
	}
	e.shows = true
}

// fit makes canvas and texture as large as the page, and tells whether they were not.
func (e *engine) fit(size image.Point) bool {
	if e.canvas != nil && e.canvas.Rect.Size() == size {
		return false
	}
	e.drop()
	e.canvas = image.NewRGBA(image.Rectangle{Max: size})
	e.image = ebiten.NewImageWithOptions(e.canvas.Rect, &ebiten.NewImageOptions{Unmanaged: true})
	return true
}

// drop lets go of canvas and texture.
func (e *engine) drop() {
	if e.image != nil {
		e.image.Deallocate()
	}
	*e = engine{buffer: e.buffer}
}

// upload copies a part of the canvas to the texture.
func (e *engine) upload(r image.Rectangle) {
	e.dirty = append(e.dirty, r)
	if r == e.canvas.Rect {
		e.image.WritePixels(e.canvas.Pix)
		return
	}
	e.buffer = e.buffer[:0]
	for y := r.Min.Y; y < r.Max.Y; y++ {
		from := e.canvas.PixOffset(r.Min.X, y)
		e.buffer = append(e.buffer, e.canvas.Pix[from:from+4*r.Dx()]...)
	}
	e.image.SubImage(r).(*ebiten.Image).WritePixels(e.buffer)
}

// Draw puts on the screen what has changed, and one px where the window is to be mended.
func (l *loop) Draw(screen *ebiten.Image) {
	e := &l.engine
	if !e.shows {
		l.screenshots(l.picture)
		return
	}
	if size := screen.Bounds().Size(); l.view.screenPx != size {
		l.view = newView(e.canvas.Rect.Size(), size)
		screen.Fill(color.Black)
		e.dirty = append(e.dirty[:0], e.canvas.Rect)
		e.still = 0
	}
	if l.mend {
		e.dirty = append(e.dirty, image.Rect(0, 0, 1, 1))
	}
	for _, r := range e.dirty {
		l.copy(screen, l.view.toScreen(r))
	}
	if from := l.window.picturesOf(); from != nil {
		l.films.draw(screen, l.view, from, e.dirty, func(r image.Rectangle) { l.copy(screen, l.view.toScreen(r)) })
	}
	e.dirty = e.dirty[:0]
	l.drawn = l.page.number
	l.window.drew()
	l.screenshots(func() *image.RGBA {
		picture := image.NewRGBA(image.Rectangle{Max: screen.Bounds().Size()})
		screen.ReadPixels(picture.Pix)
		return picture
	})
}

// copy draws the part of the page that lies in an area of the screen.
func (l *loop) copy(screen *ebiten.Image, area image.Rectangle) {
	o := &ebiten.DrawImageOptions{Blend: ebiten.BlendCopy}
	o.GeoM.Scale(l.view.scale, l.view.scale)
	o.GeoM.Translate(float64(l.view.offset.X), float64(l.view.offset.Y))
	if l.view.scale != 1 {
		o.Filter = ebiten.FilterLinear
	}
	screen.SubImage(area).(*ebiten.Image).DrawImage(l.engine.image, o)
	l.engine.still = 0
}

// picture is what the glass shows; black before the first page.
func (l *loop) picture() *image.RGBA {
	if l.page == nil || l.glass == nil {
		return image.NewRGBA(image.Rectangle{Max: l.size})
	}
	return l.glass.picture()
}

// screenshots answers those who asked for one.
func (l *loop) screenshots(take func() *image.RGBA) {
	for _, answer := range l.window.takeAsked() {
		answer <- take()
	}
}
