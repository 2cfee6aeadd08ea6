package printer

import "image"

// Document is what goes on one piece of paper, from top to bottom.
type Document []Block

// Block is one of Line, Columns, Rule, Frame, Raster, QR, Feed and Cut.
type Block interface{ block() }

// Align places a line, a picture or a QR code between the margins.
type Align int

// The alignments of ESC a.
const (
	Left Align = iota
	Center
	Right
)

// Style is how text looks. The zero Style is font A (12 × 24 dots), left. Width and Height multiply it by 1 to 8;
// 0 means 1.
type Style struct {
	Bold   bool
	Width  int
	Height int
	Align  Align
}

// Line is a paragraph: it is broken at spaces and at soft hyphens (U+00AD), and at \n. An empty Line is an empty line.
type Line struct {
	Text  string
	Style Style
}

// Columns is a label and, in bold, its value. At is the column (in characters of font A, from 0) where the value
// begins; both are broken inside their own column.
type Columns struct {
	Label string
	Value string
	At    int
}

// Rule is a line across the paper, four dots thick and with air above and below.
type Rule struct{ Dashed bool }

// Frame is a box across the paper with centred lines in it. Its lines are not broken: they must fit.
type Frame struct{ Lines []Line }

// Raster is a picture in black (alpha ≥ 128) and white, one dot a pixel.
type Raster struct {
	Image *image.Alpha
	Align Align
}

// QR is a QR code of error correction level M, drawn by the printer and centred. Module is the size of a module in dots,
// 1 to 16. The quiet zone is the document's job: leave a Feed around it.
type QR struct {
	Data   string
	Module int
}

// Feed is a number of empty lines.
type Feed struct{ Lines int }

// Cut feeds the last line past the cutter and cuts the paper.
type Cut struct{}

func (Line) block()    {}
func (Columns) block() {}
func (Rule) block()    {}
func (Frame) block()   {}
func (Raster) block()  {}
func (QR) block()      {}
func (Feed) block()    {}
func (Cut) block()     {}
