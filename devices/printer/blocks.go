package printer

import (
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/draw"
	"slices"
	"strings"

	qrcode "github.com/skip2/go-qrcode"
)

func (e *encoder) line(l Line) error {
	if err := l.Style.check(); err != nil {
		return err
	}
	for _, s := range Wrap(e.plain(l.Text), e.columns/max(l.Style.Width, 1)) {
		if s != "" {
			e.style(l.Style)
			e.text(s)
		}
		e.endLine(s, l.Style)
	}
	return nil
}

// endLine feeds to the next line. Below a line that is higher than the spacing it leaves as much air as below others.
func (e *encoder) endLine(text string, s Style) {
	feed := max(s.Height, 1)*cellHeight + max(e.profile.LineSpacing-cellHeight, 0)
	if text == "" || s.Height <= 1 || feed > 255 {
		e.put('\n')
		return
	}
	e.put(0x1b, 'J', byte(feed))
}

func (e *encoder) twoColumns(c Columns) error {
	if c.At < 2 || c.At >= e.columns {
		return fmt.Errorf("value at column %d of %d", c.At, e.columns)
	}
	labels := Wrap(e.plain(c.Label), c.At-1)
	values := Wrap(e.plain(c.Value), e.columns-c.At)
	for i := range max(len(labels), len(values)) {
		label, value := at(labels, i), at(values, i)
		if label != "" {
			e.style(Style{})
			e.text(label)
		}
		if value != "" {
			e.gap(label, c.At)
			e.style(Style{Bold: true})
			e.text(value)
		}
		e.put('\n')
	}
	return nil
}

// gap goes from the end of the label to the value in the fewest bytes: tabs (which stand at every eighth column after
// ESC @), spaces, or an absolute position.
func (e *encoder) gap(label string, column int) {
	if label == "" {
		e.style(Style{Bold: e.bold}) // a space has a size and an alignment, but no weight
	}
	spaces, tabs := column-width(label), column/8-width(label)/8
	switch {
	case column%8 == 0 && tabs < spaces && tabs < 4:
		e.put([]byte(strings.Repeat("\t", tabs))...)
	case spaces <= 4:
		e.put([]byte(strings.Repeat(" ", spaces))...)
	default:
		e.position(column * cellWidth)
	}
}

func at(lines []string, i int) string {
	if i < len(lines) {
		return lines[i]
	}
	return ""
}

// rule draws with enlarged line characters: fewer bytes, a thicker line, and the air that belongs to it.
func (e *encoder) rule(r Rule) {
	if r.Dashed {
		e.style(Style{Height: 2})
		e.text(strings.Repeat("-", e.columns))
		e.put('\n')
		return
	}
	e.horizontal(e.columns)
	e.put('\n')
}

// horizontal draws a line of so many cells, two dots thick at the normal height and so four at the double.
func (e *encoder) horizontal(cells int) {
	w := widest(cells)
	e.style(Style{Width: w, Height: 2, Align: e.align})
	e.text(strings.Repeat("─", cells/w))
}

// widest is the greatest magnification of which a whole number fills the cells.
func widest(cells int) int {
	for w := 8; w > 1; w-- {
		if cells%w == 0 {
			return w
		}
	}
	return 1
}

// Frames are drawn with characters of double width and at least double height: all their lines are four dots thick,
// and each row is higher than the line spacing, so that the bars of two rows touch.
const frameBar = 2

func (e *encoder) frame(f Frame) error {
	if e.profile.LineSpacing > frameBar*cellHeight {
		return fmt.Errorf("rows of a frame do not touch at a line spacing of %d", e.profile.LineSpacing)
	}
	e.frameEdge("┌", "┐")
	for _, l := range f.Lines {
		if err := l.Style.check(); err != nil {
			return err
		}
		if err := e.frameRow(e.plain(l.Text), l.Style); err != nil {
			return err
		}
	}
	e.frameEdge("└", "┘")
	return nil
}

func (e *encoder) frameEdge(left, right string) {
	corner := Style{Width: frameBar, Height: 2}
	e.style(corner)
	e.text(left)
	e.horizontal(e.columns - 2*frameBar)
	e.style(corner)
	e.text(right)
	e.put('\n')
}

func (e *encoder) frameRow(text string, s Style) error {
	s.Align = Left // a centred line would centre its bars too
	cells := width(text) * max(s.Width, 1)
	inside := e.columns - 2*frameBar
	if cells > inside || strings.ContainsAny(text, "\n"+string(softHyphen)) {
		return errors.New("a line in a frame does not fit")
	}
	bar := Style{Width: frameBar, Height: max(s.Height, 2)}
	e.style(bar)
	e.text("│")
	if text != "" {
		e.position(frameBar*cellWidth + (inside-cells)*cellWidth/2)
		e.style(s)
		e.text(text)
	}
	e.position((e.columns - frameBar) * cellWidth)
	e.style(bar)
	e.text("│")
	e.put('\n')
	return nil
}

// rasterHeader is the length of the longest header of a band: GS ( L with function 50 behind it.
const rasterHeader = 24

// raster prints a picture in bands of about a unit, each a command: the answer for one band comes while the next is on
// its way, and any band fits the printer's buffer.
func (e *encoder) raster(r Raster) error {
	if r.Image == nil || r.Image.Bounds().Empty() {
		return errors.New("no picture")
	}
	size := r.Image.Bounds().Size()
	if size.X > e.columns*cellWidth {
		return fmt.Errorf("a picture of %d dots on %d", size.X, e.columns*cellWidth)
	}
	if e.profile.FromEdge {
		r = Raster{Image: e.fromEdge(r), Align: e.align}
		size.X = r.Image.Rect.Dx()
	}
	if r.Align != e.align {
		e.align = r.Align
		e.put(0x1b, 'a', byte(r.Align))
	}
	row := (size.X + 7) / 8
	band := max((unitSize-rasterHeader)/row, 1)
	for y := 0; y < size.Y; y += band {
		height := min(band, size.Y-y)
		if e.profile.Graphics == GSParenL {
			e.graphics(r, row, y, height)
			continue
		}
		e.put(rasterBand(r, row, y, height)...)
	}
	return nil
}

// fromEdge is the picture with the white that the margin and the alignment would put on its left.
func (e *encoder) fromEdge(r Raster) *image.Alpha {
	bounds := r.Image.Bounds()
	left := e.profile.Margin + (e.columns*cellWidth-bounds.Dx())*int(r.Align)/2
	wide := image.NewAlpha(image.Rect(0, 0, left+bounds.Dx(), bounds.Dy()))
	draw.Draw(wide, wide.Rect.Add(image.Pt(left, 0)), r.Image, bounds.Min, draw.Src)
	return wide
}

// graphics prints a band by GS ( L: function 112 stores it, function 50 prints what is stored (T81 p. 88).
func (e *encoder) graphics(r Raster, row, top, height int) {
	dots := rasterBand(r, row, top, height)[len(gsv0Header):]
	n, width := 10+len(dots), row*8
	header := []byte{0x1d, '(', 'L', byte(n), byte(n >> 8), '0', 'p', '0', 1, 1, '1', byte(width), byte(width >> 8), byte(height), byte(height >> 8)}
	e.put(slices.Concat(header, dots)...)
	e.put(0x1d, '(', 'L', 2, 0, '0', '2')
}

// gsv0Header is the header of GS v 0 before its numbers are known: bytes in a row, and rows.
const gsv0Header = "\x1dv0\x00\x00\x00\x00\x00"

func rasterBand(r Raster, row, top, height int) []byte {
	b := make([]byte, len(gsv0Header)+row*height)
	copy(b, []byte{0x1d, 'v', '0', 0, byte(row), byte(row >> 8), byte(height), byte(height >> 8)})
	bounds := r.Image.Bounds()
	for y := range height {
		first := r.Image.PixOffset(bounds.Min.X, bounds.Min.Y+top+y)
		pack(b[len(gsv0Header)+y*row:], r.Image.Pix[first:first+bounds.Dx()])
	}
	return b
}

// pack makes bits of a row of dots, the first in the highest bit: black is what has an alpha of 128 and more, so its
// highest bit. Of eight dots at once the multiplication moves these bits side by side into the highest byte.
func pack(bits, alphas []byte) {
	const lowest, gather = 0x0101010101010101, 0x0102040810204080
	for ; len(alphas) >= 8; bits, alphas = bits[1:], alphas[8:] {
		bits[0] = byte(binary.BigEndian.Uint64(alphas) >> 7 & lowest * gather >> 56)
	}
	for x, alpha := range alphas {
		bits[0] |= alpha >> 7 << (7 - x)
	}
}

// maxQR is the capacity of a QR code of level M in bytes; GS ( k itself would take more.
const maxQR = 2331

// qr sends the five functions of GS ( k, or draws the code. The line is empty here, as the printer wants it: every block
// ends its line.
func (e *encoder) qr(q QR) error {
	if len(q.Data) == 0 || len(q.Data) > maxQR || q.Module < 1 || q.Module > 16 {
		return fmt.Errorf("a QR code of %d bytes, module %d", len(q.Data), q.Module)
	}
	if e.profile.QR == QRPicture {
		return e.qrPicture(q)
	}
	if e.align != Center {
		e.align = Center
		e.put(0x1b, 'a', byte(Center))
	}
	n := len(q.Data) + 3
	e.put(0x1d, '(', 'k', 4, 0, '1', 'A', '2', 0)         // model 2
	e.put(0x1d, '(', 'k', 3, 0, '1', 'C', byte(q.Module)) // dots of a module
	e.put(0x1d, '(', 'k', 3, 0, '1', 'E', '1')            // level M
	e.put(append([]byte{0x1d, '(', 'k', byte(n), byte(n >> 8), '1', 'P', '0'}, q.Data...)...)
	e.put(0x1d, '(', 'k', 3, 0, '1', 'Q', '0')
	return nil
}

// qrPicture draws a code for a printer that cannot.
func (e *encoder) qrPicture(q QR) error {
	code, err := qrcode.New(q.Data, qrcode.Medium)
	if err != nil {
		return err
	}
	code.DisableBorder = true
	modules := code.Bitmap()
	side := len(modules) * q.Module
	picture := image.NewAlpha(image.Rect(0, 0, side, side))
	for y := range side {
		for x, row := 0, modules[y/q.Module]; x < side; x++ {
			if row[x/q.Module] {
				picture.Pix[y*picture.Stride+x] = 0xff
			}
		}
	}
	return e.raster(Raster{Image: picture, Align: Center})
}
