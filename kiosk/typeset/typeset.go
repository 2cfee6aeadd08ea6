// Package typeset sets text: fonts, bidirectional order, shaping, line breaks, measuring and the raster of one line.
// It is pure and knows no page, no colour and no printer; screen and receipt both stand on it.
//
// Text may carry marks: **…** is a strong span, U+00AD a place where a word may be broken, U+2066…U+2069 isolate a
// piece of the other direction, "\n" ends a line. It never draws a mark and never cuts a text off.
package typeset

import (
	"fmt"
	"image"
	"sync"

	"github.com/go-text/typesetting/segmenter"
	"github.com/go-text/typesetting/shaping"
)

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
	Plain   bool // ** is two asterisks: for what a citizen has typed
}

// Paragraph is text broken into lines. Its lines may be shared with other paragraphs: read, do not write.
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
	Plain bool // Text has no marks, ** stands for itself
	Width int  // px, advance
}

// Raster is the picture of a line or of its strong spans: coverage, and where its origin (left edge, baseline) lies in it.
// Alpha is nil where nothing is to be painted (an empty line, spaces only).
type Raster struct {
	Alpha  *image.Alpha
	Origin image.Point
}

// Setter sets text in the fonts of the look. It may be used by several goroutines; they take turns.
type Setter struct {
	mu     sync.Mutex
	fonts  fonts
	shaper shaping.HarfbuzzShaper
	breaks segmenter.Segmenter
	known  map[request]Paragraph
	texts  map[source][]*breaker
	held   int // letters of texts
}

// request is what Break was asked; pages ask for the same texts again and again.
type request struct {
	text    string
	style   Style
	options Options
}

// source is a request without its width: a page that looks for room asks for the same text in several.
type source struct {
	text  string
	style Style
	rtl   bool
	plain bool
}

// Bounds of what is remembered: some ten pages.
const (
	maxKnown = 512    // paragraphs
	maxHeld  = 50_000 // letters of texts
)

// New opens the fonts that are built into the program. An error means that the program was built wrongly.
func New() (*Setter, error) {
	s := &Setter{known: map[request]Paragraph{}, texts: map[source][]*breaker{}}
	var err error
	if s.fonts, err = openFonts(); err != nil {
		return nil, fmt.Errorf("typeset.fonts: %w", err)
	}
	s.shaper.SetFontCacheSize(fontCount)
	return s, nil
}

// Forget drops every text that was set: part of the wipe at the end of a visit.
func (s *Setter) Forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.known, s.texts, s.held = map[request]Paragraph{}, map[source][]*breaker{}, 0
	s.breaks = segmenter.Segmenter{}
	s.shaper = shaping.HarfbuzzShaper{}
	s.shaper.SetFontCacheSize(fontCount)
}

// Measure returns the advance of a text on one line in px, rounded up. Marks are read, not measured.
func (s *Setter) Measure(text string, st Style) int {
	return s.Break(text, st, Options{}).Width
}

// CapHeight returns the height of a capital H in px: what a size in millimetres is measured by.
func (s *Setter) CapHeight(st Style) float64 {
	return s.fonts.capHeight(st)
}

// Baseline returns how far the baseline lies below the top of a line of st.Line px. It is where a browser puts it:
// the font's ascent and descent, rounded, stand in the middle of the line.
func (s *Setter) Baseline(st Style) int {
	ascent, descent := s.fonts.extents(st)
	return (st.Line-ascent-descent)>>1 + ascent
}
