package kiosk

import (
	"image"
	"image/draw"

	"buergerterminal/devices/printer"
	"buergerterminal/kiosk/receipt"
	"buergerterminal/kiosk/typeset"
)

// dotsPerColumn is the width of a character of the printer's font A, by which receipts count.
const dotsPerColumn = 12

// The styles of a passage in dots: as heavy and as airy as the printer's own 12 × 24 letters at 36 dots from line to line.
var (
	passageText  = typeset.Style{Size: 26, Line: 36, Weight: typeset.Regular, Tabular: true}
	passageTitle = typeset.Style{Size: 40, Line: 56, Weight: typeset.Medium, Tabular: true}
)

// passage sets what the printer has no letters for as pictures of lines.
type passage struct {
	setter *typeset.Setter
	width  int // of the paper between its margins, in dots
	rtl    bool
}

// blocks are the printer's blocks of a passage, one picture for each line of text: each is only as wide as its words, for
// white dots take as long on the line as black ones.
func (p passage) blocks(from []receipt.Block) printer.Document {
	var doc printer.Document
	for _, b := range from {
		switch b := b.(type) {
		case receipt.Line:
			for _, l := range p.set(b.Text, style(b.Style), p.width) {
				doc = append(doc, printer.Raster{Image: p.picture(l.Width, part{l, 0}), Align: p.align(b.Style.Align)})
			}
		case receipt.Columns:
			doc = append(doc, p.columns(b)...)
		case receipt.Rule:
			doc = append(doc, printer.Rule{Dashed: b.Dashed})
		case receipt.Feed:
			doc = append(doc, printer.Feed{Lines: b.Lines})
		}
	}
	return doc
}

func style(s receipt.Style) typeset.Style {
	switch {
	case s.Height > 1:
		return passageTitle
	case s.Bold:
		return bold(passageText)
	}
	return passageText
}

func bold(s typeset.Style) typeset.Style {
	s.Weight = typeset.Medium
	return s
}

// align is where a line stands; the left of a language that runs from the right is the right.
func (p passage) align(a receipt.Align) printer.Align {
	switch {
	case a == receipt.Center:
		return printer.Center
	case p.rtl == (a == receipt.Left):
		return printer.Right
	}
	return printer.Left
}

func (p passage) set(text string, s typeset.Style, width int) []typeset.Line {
	return p.setter.Break(text, s, typeset.Options{Width: width, RTL: p.rtl, Plain: true}).Lines
}

// columns sets a label and its value side by side. A label that is wider than its column pushes the value on where both
// fit in one line, and is broken where they do not.
func (p passage) columns(c receipt.Columns) printer.Document {
	const gap = dotsPerColumn
	at := c.At * dotsPerColumn
	label, value := p.setter.Measure(c.Label, passageText), p.setter.Measure(c.Value, bold(passageText))
	if label+gap > at && label+gap+value <= p.width {
		at = label + gap
	}
	labels, values := p.set(c.Label, passageText, at-gap), p.set(c.Value, bold(passageText), p.width-at)
	var doc printer.Document
	for i := range max(len(labels), len(values)) {
		var parts []part
		width := 0
		if i < len(labels) {
			parts, width = append(parts, part{labels[i], 0}), labels[i].Width
		}
		if i < len(values) {
			parts, width = append(parts, part{values[i], at}), at+values[i].Width
		}
		doc = append(doc, printer.Raster{Image: p.picture(width, parts...), Align: p.align(receipt.Left)})
	}
	return doc
}

// part is a line of text and how far from the margin at which reading begins it stands.
type part struct {
	line typeset.Line
	at   int
}

// picture draws the parts of one line of paper. It is whole bytes wide, for a printer that aligns it to the right adds the
// dots that are missing on the right.
func (p passage) picture(width int, parts ...part) *image.Alpha {
	const bits = 8
	st := parts[0].line.Style
	picture := image.NewAlpha(image.Rect(0, 0, min((max(width, 1)+bits-1)/bits*bits, p.width), st.Line))
	for _, part := range parts {
		x := part.at
		if p.rtl {
			x = picture.Rect.Dx() - part.at - part.line.Width
		}
		r := p.setter.Raster(part.line, false)
		if r.Alpha == nil {
			continue
		}
		corner := image.Pt(x, p.setter.Baseline(st)).Sub(r.Origin)
		draw.Draw(picture, r.Alpha.Rect.Add(corner), r.Alpha, r.Alpha.Rect.Min, draw.Over)
	}
	return picture
}
