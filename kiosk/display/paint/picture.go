package paint

import (
	"image"
	"image/color"

	"buergerterminal/kiosk/layout"
	"golang.org/x/image/draw"
)

// maxPictures bounds the scaled pictures that are kept: a page shows two at most.
const maxPictures = 3

// scaledPicture is a picture at its size on the page.
type scaledPicture struct {
	key   pictureKey
	image *image.RGBA // at 0, 0
}

// scaled returns a picture at the size of its rectangle, from those made before or newly made.
func (p *Painter) scaled(key pictureKey) *image.RGBA {
	key.rect = key.rect.Sub(key.rect.Min)
	for _, s := range p.pictures {
		if s.key == key {
			return s.image
		}
	}
	made := image.NewRGBA(key.rect)
	if key.image.Bounds().Size() == key.rect.Size() {
		draw.Draw(made, made.Rect, key.image, key.image.Bounds().Min, draw.Src)
	} else {
		draw.CatmullRom.Scale(made, made.Rect, key.image, key.image.Bounds(), draw.Src, nil)
	}
	if p.order == BlueFirst {
		for i := 0; i < len(made.Pix); i += 4 {
			made.Pix[i], made.Pix[i+2] = made.Pix[i+2], made.Pix[i]
		}
	}
	if len(p.pictures) == maxPictures {
		p.pictures = append(p.pictures[:0], p.pictures[1:]...)
	}
	p.pictures = append(p.pictures, scaledPicture{key, made})
	return made
}

func (p *Painter) paintPicture(key pictureKey, clip image.Rectangle) {
	area := key.rect.Intersect(clip)
	if area.Empty() {
		return
	}
	draw.Draw(p.dst, area, p.scaled(key), area.Min.Sub(key.rect.Min), draw.Over)
}

// paintModules paints a QR code, black on white in every theme. All modules are equally large and on whole px, because
// cameras read them so; what is left of the rectangle becomes white at its sides.
func (p *Painter) paintModules(m layout.Modules, clip image.Rectangle) {
	white, black := color.RGBA{255, 255, 255, 255}, color.RGBA{0, 0, 0, 255}
	fill(p.dst, m.Rect.Intersect(clip), white)
	n := len(m.Bits)
	if n == 0 {
		return
	}
	side := min(m.Rect.Dx(), m.Rect.Dy()) / n
	first := m.Rect.Min.Add(m.Rect.Size().Sub(image.Pt(side*n, side*n)).Div(2))
	for y, row := range m.Bits {
		for x, dark := range row {
			if dark {
				at := first.Add(image.Pt(x*side, y*side))
				fill(p.dst, image.Rectangle{Min: at, Max: at.Add(image.Pt(side, side))}.Intersect(clip), black)
			}
		}
	}
}
