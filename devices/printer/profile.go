package printer

import (
	"slices"
	"time"

	"golang.org/x/text/encoding/charmap"
)

// Profile is what the driver must know of a model. It is data: a new model is a new row in models.go.
type Profile struct {
	Name        string
	Baud        int       // speed of the line; only for reckoning how long bytes are on their way
	DPI         int       // dots per inch, both ways; GS P makes the dot the unit of every distance
	Dots        int       // printable width in dots
	Margin      int       // empty dots on the left and on the right, inside Dots
	LineSpacing int       // dots from line to line, 0 to 255
	Smoothing   bool      // the model has GS b
	Prologue    []byte    // what follows ESC @ in every job: automatic status, which ESC @ ends, and what else it sets wrong
	Pages       []Page    // the first is what texts are set in, the others lend letters that it lacks
	Graphics    Graphics  // how pictures are sent
	FromEdge    bool      // pictures begin at the edge of the paper, whatever the margin and the alignment
	QR          QRDrawing // who draws QR codes

	Cutter    Cutter
	CutFeed   int       // dots of white between the last line and the cut
	ToKnife   int       // dots from the print line to the knife; 0: the cut command feeds them by itself
	Mark      bool      // the roll has marks or notches, and a ticket ends at one (GS F8)
	Presenter Presenter // the zero Presenter: the paper hangs out of the printer as it was cut

	Identity   bool // it says its model and firmware (GS I 65 and 67)
	Proof      Proof
	FullStatus *FullStatus   // the model answers DLE EOT 20, by this table; nil: it answers as Epson's do
	Clear      Clear         // how it forgets the rest of a job; the zero Clear: it cannot
	Recovery   []byte        // real-time command after a mended cutter; nil: only the power switch helps
	Buffer     int           // bytes that may be on their way unanswered
	Answer     time.Duration // how long a real-time answer may take
	Patience   time.Duration // how long the printer may work without a proof before the driver asks aloud
	Stall      time.Duration // how long it may say "online" and still not go on
}

// Page is a table of ESC t: its number in this model, and what stands in it.
type Page struct {
	Number  byte
	Charmap *charmap.Charmap
}

// Graphics says by which command a picture is sent.
type Graphics int

// The commands for pictures.
const (
	GSv0     Graphics = iota // GS v 0: raster bit image
	GSParenL                 // GS ( L: functions 112 (store) and 50 (print)
)

// QRDrawing says who draws a QR code.
type QRDrawing int

// The two who can.
const (
	QRPicture QRDrawing = iota // the driver, as a picture: every model prints it, and it costs 4 to 8 kB
	QRNative                   // the printer, by GS ( k
)

// Cutter says how the paper is cut.
type Cutter int

// The cutters.
const (
	PartialCut   Cutter = iota // GS V 66 n: a bridge of paper remains, which the citizen tears
	FullCut                    // GS V 65 n: nothing remains
	TotalCut                   // ESC i: nothing remains, nothing is fed
	PresenterCut               // no command of its own: the presenter cuts before it presents
)

// Presenter is the mouth of a kiosk printer: it holds the ticket that was cut, and gives it or takes it back.
type Presenter struct {
	Present []byte // pushes the ticket out; a number of steps and Tail follow; nil: there is no presenter
	Tail    []byte
	Step    int    // micrometres
	Length  int    // millimetres that a receipt is pushed out
	Retract []byte // takes the ticket back inside; nil: no command does
	Eject   []byte // drops the ticket out in front; nil: no command does
	Discard []byte // takes inside what a job has left that was not finished, and is cut already; nil: Eject drops it
}

// Fitted reports whether there is a presenter.
func (p Presenter) Fitted() bool { return p.Present != nil }

// present is the command that pushes the ticket out by so many millimetres, or as far as a byte of steps goes.
func (p Presenter) present(mm int) []byte {
	steps := min(max(mm, 0)*1000/max(p.Step, 1), 255)
	return slices.Concat(p.Present, []byte{byte(steps)}, p.Tail)
}

// Proof says what the printer is asked behind print data, to learn that it has executed them.
type Proof int

// The proofs. Both stand in the queue behind the print data and are answered in their turn.
const (
	SensorAnswer Proof = iota // GS r 1: a byte that says nothing of which question it answers
	ProcessID                 // GS ( H fn 48: the question's own number comes back when the paper is printed
)

// Clear is how a printer forgets what it has not printed yet. It works at once, whatever waits in the buffer.
type Clear struct {
	Command   []byte
	Confirmed bool          // the printer says 37 25 00 when it is done
	Boot      time.Duration // otherwise: how long it may take until it answers again
}

// Columns is the number of characters of font A between the margins.
func (p Profile) Columns() int { return (p.Dots - 2*p.Margin) / cellWidth }

// The cell of font A in dots.
const (
	cellWidth  = 12
	cellHeight = 24
)
