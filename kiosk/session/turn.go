package session

import (
	"image"
	"image/draw"
)

// turned is the page a quarter turn clockwise. The file stays as it is; the earlier page's picture is not changed.
func (p ScannedPage) turned() ScannedPage {
	p.Turns = (p.Turns + 1) % 4
	p.Image = quarterTurn(p.Image)
	findings := make([]Finding, len(p.Findings))
	for i, f := range p.Findings {
		findings[i] = Finding{Kind: f.Kind, OK: f.OK, X: 1 - f.Y - f.H, Y: f.X, W: f.H, H: f.W}
	}
	p.Findings = findings
	return p
}

// Upright is the picture of a file after so many quarter turns clockwise.
func Upright(file image.Image, turns int) image.Image {
	for range turns % 4 {
		file = quarterTurn(file)
	}
	return file
}

// quarterTurn turns a picture clockwise: its left column becomes the upper row. Grey and two-coloured pictures keep their kind.
func quarterTurn(from image.Image) image.Image {
	b := from.Bounds()
	turned := image.Rect(0, 0, b.Dy(), b.Dx())
	switch from := from.(type) {
	case *image.Gray:
		to := image.NewGray(turned)
		turnBytes(to.Pix, to.Stride, from.Pix[from.PixOffset(b.Min.X, b.Min.Y):], from.Stride, b.Dx(), b.Dy(), 1)
		return to
	case *image.Paletted:
		to := image.NewPaletted(turned, from.Palette)
		turnBytes(to.Pix, to.Stride, from.Pix[from.PixOffset(b.Min.X, b.Min.Y):], from.Stride, b.Dx(), b.Dy(), 1)
		return to
	case *image.RGBA:
		to := image.NewRGBA(turned)
		turnBytes(to.Pix, to.Stride, from.Pix[from.PixOffset(b.Min.X, b.Min.Y):], from.Stride, b.Dx(), b.Dy(), 4)
		return to
	}
	plain := image.NewRGBA(image.Rect(0, 0, b.Dx(), b.Dy()))
	draw.Draw(plain, plain.Rect, from, b.Min, draw.Src)
	return quarterTurn(plain)
}

// turnBytes fills the turned picture row by row; width and height are those before the turn, size the bytes of a pixel.
func turnBytes(to []byte, toStride int, from []byte, fromStride, width, height, size int) {
	for x := range width {
		row := to[x*toStride:]
		for y := range height {
			at := (height-1-y)*fromStride + x*size
			copy(row[y*size:(y+1)*size], from[at:at+size])
		}
	}
}
