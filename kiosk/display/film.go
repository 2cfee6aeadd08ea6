package display

import (
	_ "embed"
	"fmt"
	"image"
	"slices"
	"time"

	"github.com/hajimehoshi/ebiten/v2"

	"buergerterminal/kiosk/display/paint"
	"buergerterminal/kiosk/layout"
)

// Pictures gives the newest pictures of a call: of a participant by id, or the citizen's own one ("own"). The number
// rises with each picture; nil means that there is none. It is asked on the loop's goroutine and must be quick. A picture
// stays as it is until the next but one of the same participant is asked for. Its planes are those of paint.Pictures;
// colours have half the width and height.
type Pictures interface {
	Frame(of string) (*image.YCbCr, uint64)
}

// SetPictures says where the pictures of a call come from. It may be called from any goroutine; nil ends it.
func (w *Window) SetPictures(from Pictures) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.pictures = from
	w.scheduleLocked()
}

// picturesOf says where pictures come from, nil where there are none.
func (w *Window) picturesOf() Pictures {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.pictures
}

// frameOf is the newest picture of somebody, nil where there is none.
func (w *Window) frameOf(of string) (*image.YCbCr, uint64) {
	from := w.picturesOf()
	if from == nil {
		return nil, 0
	}
	return from.Frame(of)
}

// PictureCame tells that somebody's picture is newer than the one on the screen. It may be called from any goroutine, does
// not wait, and does nothing while no page shows pictures.
func (w *Window) PictureCame() {
	if !w.filming.Load() {
		return
	}
	w.schedule()
}

// filmStep is how often the loop looks for newer pictures that nobody told of, while a page shows some: the citizen's own
// ones, when the clerk sends none. A software renderer pays for each look with a frame (see the package comment).
const filmStep = 100 * time.Millisecond

// filmSource is the program of the graphics card that turns planes into colours.
//
//go:embed film.kage
var filmSource []byte

// films are the moving pictures on the page. All of it belongs to the loop's goroutine.
type films struct {
	shader *ebiten.Shader
	of     map[string]*film
	places []layout.Video // of the page that is shown
}

// film is the newest picture of somebody as a texture: four samples of a plane in each texel.
type film struct {
	texture *ebiten.Image
	packed  []byte
	size    image.Point
	colours int    // texels in a row of one colour
	number  uint64 // of the picture in the texture, 0 for none
	drawn   map[image.Rectangle]uint64
}

// open makes the program.
func (f *films) open() error {
	shader, err := ebiten.NewShader(filmSource)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrWindow, err)
	}
	f.shader, f.of = shader, map[string]*film{}
	return nil
}

// show takes over the places of a new page. Of whoever is not on it nothing is kept.
func (f *films) show(p *layout.Placed) {
	f.places = paint.Films(p)
	for of, one := range f.of {
		if !slices.ContainsFunc(f.places, func(v layout.Video) bool { return v.Of == of }) {
			one.drop()
			delete(f.of, of)
		}
	}
}

// forget drops all pictures.
func (f *films) forget() {
	for _, one := range f.of {
		one.drop()
	}
	clear(f.of)
}

// drop frees the texture and blanks what it was made from.
func (f *film) drop() {
	clear(f.packed)
	if f.texture != nil {
		f.texture.Deallocate()
		f.texture = nil
	}
}

// draw lays over the page what is newer than what the screen shows, or was painted over. below copies the page, so that
// round corners lie on it and not on the picture before.
func (f *films) draw(screen *ebiten.Image, v view, from Pictures, dirty []image.Rectangle, below func(image.Rectangle)) {
	for _, place := range f.places {
		picture, number := from.Frame(place.Of)
		one := f.of[place.Of]
		if one == nil {
			one = &film{drawn: map[image.Rectangle]uint64{}}
			f.of[place.Of] = one
		}
		if picture == nil || picture.Rect.Empty() {
			if shown := one.drawn[place.Rect]; shown != 0 {
				below(place.Rect) // who has left is not looked at any longer
			}
			one.number = 0
			clear(one.drawn)
			continue
		}
		if number != one.number {
			one.take(picture, number)
		}
		if one.drawn[place.Rect] == number && !overlaps(dirty, place.Rect) {
			continue
		}
		below(place.Rect)
		one.draw(screen, f.shader, v, paint.Film{Of: picture, Rect: place.Rect, Radius: place.Radius})
		one.drawn[place.Rect] = number
	}
}

func overlaps(areas []image.Rectangle, r image.Rectangle) bool {
	for _, a := range areas {
		if a.Overlaps(r) {
			return true
		}
	}
	return false
}

// take puts a picture into the texture: one upload of its planes, 1.5 bytes a px.
func (f *film) take(p *image.YCbCr, number uint64) {
	size := p.Rect.Size()
	half := image.Pt((size.X+1)/2, (size.Y+1)/2)
	f.colours = (half.X + 3) / 4
	texels := image.Pt(max((size.X+3)/4, 2*f.colours), size.Y+half.Y)
	if f.texture == nil || f.texture.Bounds().Size() != texels {
		f.drop()
		f.texture = ebiten.NewImageWithOptions(image.Rectangle{Max: texels}, &ebiten.NewImageOptions{Unmanaged: true})
		f.packed = make([]byte, 4*texels.X*texels.Y)
	}
	f.size, f.number = size, number
	row := 4 * texels.X
	for y := range size.Y {
		copy(f.packed[y*row:], p.Y[y*p.YStride:y*p.YStride+size.X])
	}
	for y := range half.Y {
		at := (size.Y + y) * row
		copy(f.packed[at:], p.Cb[y*p.CStride:y*p.CStride+half.X])
		copy(f.packed[at+4*f.colours:], p.Cr[y*p.CStride:y*p.CStride+half.X])
	}
	f.texture.WritePixels(f.packed)
}

// draw draws the texture into a rectangle of the page.
func (f *film) draw(screen *ebiten.Image, shader *ebiten.Shader, v view, place paint.Film) {
	x0, y0, x1, y1 := place.Source()
	w, h := float32(float64(place.Rect.Dx())*v.scale), float32(float64(place.Rect.Dy())*v.scale)
	left, top := float32(float64(place.Rect.Min.X)*v.scale)+float32(v.offset.X), float32(float64(place.Rect.Min.Y)*v.scale)+float32(v.offset.Y)
	corner := func(dx, dy float32, sx, sy float64) ebiten.Vertex {
		return ebiten.Vertex{DstX: left + dx, DstY: top + dy, SrcX: float32(sx), SrcY: float32(sy), ColorR: dx, ColorG: dy}
	}
	screen.DrawTrianglesShader(
		[]ebiten.Vertex{corner(0, 0, x0, y0), corner(w, 0, x1, y0), corner(0, h, x0, y1), corner(w, h, x1, y1)}, []uint16{0, 1, 2, 1, 2, 3}, shader,
		&ebiten.DrawTrianglesShaderOptions{
			Uniforms: map[string]any{
				"Size": []float32{float32(f.size.X), float32(f.size.Y)}, "Colours": float32(f.colours),
				"Area": []float32{w, h}, "Radius": float32(float64(place.Radius) * v.scale),
			},
			Images: [4]*ebiten.Image{f.texture},
		})
}
