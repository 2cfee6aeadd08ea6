package receipt

// Block is one of Emblem, Line, Columns, Rule, Frame, QR, Feed, Cut and Passage. They mean what the blocks of the same name
// in devices/printer mean; the kiosk turns one into the other, puts the town's picture in the place of Emblem, and sets a
// Passage in letters that the printer may lack.
type Block interface{ block() }

// Align places a line between the margins.
type Align int

// Where a line stands.
const (
	Left Align = iota
	Center
	Right
)

// Style is how text looks: Width and Height are multiples of the common size, 0 means 1.
type Style struct {
	Bold   bool
	Width  int
	Height int
	Align  Align
}

// Emblem is the arms of the town.
type Emblem struct{}

// Line is a paragraph.
type Line struct {
	Text  string
	Style Style
}

// Columns is a label and, in bold, its value, which begins in column At.
type Columns struct {
	Label string
	Value string
	At    int
}

// Rule is a line across the paper.
type Rule struct{ Dashed bool }

// Frame is a box across the paper with centred lines in it.
type Frame struct{ Lines []Line }

// QR is a QR code with modules of so many dots.
type QR struct {
	Data   string
	Module int
}

// Feed is a number of empty lines.
type Feed struct{ Lines int }

// Cut ends the receipt.
type Cut struct{}

// Passage is a part in the citizen's own language: Line, Columns, Rule and Feed.
type Passage struct{ Blocks []Block }

func (Emblem) block()  {}
func (Line) block()    {}
func (Columns) block() {}
func (Rule) block()    {}
func (Frame) block()   {}
func (QR) block()      {}
func (Feed) block()    {}
func (Cut) block()     {}
func (Passage) block() {}
