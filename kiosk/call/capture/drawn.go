package capture

import (
	"context"
	"errors"
	"image"
	"image/color"
	"strings"
	"sync"
	"time"

	"golang.org/x/image/font"
	"golang.org/x/image/font/basicfont"
	"golang.org/x/image/math/fixed"

	"buergerterminal/kiosk/call/picture"
)

// Drawn is a camera whose pictures are drawn: something moves, a text says what the picture is, and a row of black and white cells at the upper edge
// counts the pictures, so that a test can tell on the other side which one it sees (Counter).
type Drawn struct {
	format Format
	scene  *image.YCbCr // what stands still
	next   time.Time
	number uint32
	closed chan struct{}
	once   sync.Once
}

// Draw makes a drawn camera. The text is ASCII, a line for each "\n"; an empty one draws none.
func Draw(f Format, text string) *Drawn {
	d := &Drawn{format: f, scene: scenery(f), closed: make(chan struct{})}
	write(d.scene, text)
	return d
}

// Format is what was asked for.
func (d *Drawn) Format() Format { return d.format }

// Next waits until the next picture is due, and draws it. Pictures that were due while nobody asked are left out.
func (d *Drawn) Next(ctx context.Context, into *image.YCbCr) (*image.YCbCr, time.Time, error) {
	now := time.Now()
	if d.next.IsZero() || now.Sub(d.next) > time.Second {
		d.next = now
	}
	if wait := d.next.Sub(now); wait > 0 {
		due := time.NewTimer(wait)
		defer due.Stop()
		select {
		case <-due.C:
		case <-ctx.Done():
			return nil, time.Time{}, ctx.Err()
		case <-d.closed:
			return nil, time.Time{}, &Error{CodeUnplugged, errors.New("the camera was closed")}
		}
	}
	taken := d.next
	d.next = d.next.Add(time.Second / time.Duration(d.format.FPS))
	into = d.draw(into)
	d.number++
	return into, taken, nil
}

// Close ends the camera.
func (d *Drawn) Close() error {
	d.once.Do(func() { close(d.closed) })
	return nil
}

// draw draws the picture whose number is next.
func (d *Drawn) draw(into *image.YCbCr) *image.YCbCr {
	w, h := d.format.Width, d.format.Height
	into = picture.Fit(into, w, h)
	copy(into.Y, d.scene.Y)
	copy(into.Cb, d.scene.Cb)
	copy(into.Cr, d.scene.Cr)
	ball(into, d.number)
	count(into, d.number)
	return into
}

// scenery is what stands still: a soft slope with grain, as a wall in a room has.
func scenery(f Format) *image.YCbCr {
	s := picture.Fit(nil, f.Width, f.Height)
	grain := uint32(1)
	for y := range f.Height {
		for x := range f.Width {
			grain = grain*1664525 + 1013904223
			s.Y[y*s.YStride+x] = byte(70 + 60*x/f.Width + 40*y/f.Height + int(grain>>30))
		}
	}
	for i := range s.Cb {
		s.Cb[i], s.Cr[i] = 140, 118
	}
	return s
}

// ball draws what moves.
func ball(into *image.YCbCr, n uint32) {
	w, h := into.Rect.Dx(), into.Rect.Dy()
	r := h / 10
	cx, cy := r+swing(int(n)*5, w-2*r), h/2+r+swing(int(n)*3, max(h/2-2*r, 1))
	for y := max(cy-r, 0); y < min(cy+r, h); y++ {
		for x := max(cx-r, 0); x < min(cx+r, w); x++ {
			if (x-cx)*(x-cx)+(y-cy)*(y-cy) < r*r {
				into.Y[y*into.YStride+x] = 210
				into.Cb[y/2*into.CStride+x/2], into.Cr[y/2*into.CStride+x/2] = 90, 160
			}
		}
	}
}

// swing goes from 0 to an end and back.
func swing(at, end int) int {
	if at %= 2 * end; at > end {
		return 2*end - at
	}
	return at
}

// write writes a text into the middle, as large as fits.
func write(s *image.YCbCr, text string) {
	if text == "" {
		return
	}
	face, lines := basicfont.Face7x13, strings.Split(text, "\n")
	widest := 0
	for _, line := range lines {
		widest = max(widest, face.Advance*len(line))
	}
	small := image.NewAlpha(image.Rect(0, 0, widest, face.Height*len(lines)))
	for i, line := range lines {
		d := font.Drawer{Dst: small, Src: image.NewUniform(color.Opaque), Face: face, Dot: fixed.P((widest-face.Advance*len(line))/2, i*face.Height+face.Ascent)}
		d.DrawString(line)
	}
	w, h := s.Rect.Dx(), s.Rect.Dy()
	scale := max(min(w*9/10/small.Rect.Dx(), h/3/small.Rect.Dy()), 1)
	left, top := (w-scale*small.Rect.Dx())/2, h/6
	for y := range min(scale*small.Rect.Dy(), h-top) {
		for x := range scale * small.Rect.Dx() {
			if at := left + x; at >= 0 && at < w && small.AlphaAt(x/scale, y/scale).A > 0 {
				s.Y[(top+y)*s.YStride+at] = 235
			}
		}
	}
}
