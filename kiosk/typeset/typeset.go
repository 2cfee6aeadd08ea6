// Package typeset sets text: fonts, bidirectional order, shaping, line breaks, measuring and the raster of one line.
// It is pure and knows no page, no colour and no printer; screen and receipt both stand on it.
package typeset

import "image"

// Weight of a font.
type Weight int

// Weights of the look: Roboto 400 and 500; Noto Sans Arabic 400 and 700.
const (
	Regular Weight = 400
	Medium  Weight = 500
)

// Style is how a text is set. Sizes are px; only the sizes of the look exist.
type Style struct {
	Size    int // font size
	Line    int // line height
	Weight  Weight
	Tabular bool // figures of equal width
}

// Options of a paragraph.
type Options struct {
	Width   int  // px, 0 = one line without end
	RTL     bool // base direction
	Balance bool // lines of about equal length (titles)
}

// Paragraph is text broken into lines.
type Paragraph struct {
	Lines  []Line
	Width  int // px of the widest line
	Height int // lines × line height
}

// Line is one set line. It compares equal (==) to another when both would make the same raster: it is a pointer-free key.
type Line struct {
	Text  string // as set, with soft hyphens resolved; **strong** marks kept
	Style Style
	RTL   bool
	Width int // px, advance
}


// Raster is the picture of a line or of its strong spans: coverage, and where its origin (left edge, baseline) lies in it.
type Raster struct {
	Alpha  *image.Alpha
	Origin image.Point
}
