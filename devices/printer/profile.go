package printer

import "time"

// Profile is what the driver must know of a model. It is data: a new model is a new Profile.
type Profile struct {
	Name        string
	Baud        int           // speed of the line; only for reckoning how long bytes are on their way
	Dots        int           // printable width in dots
	Margin      int           // empty dots on the left and on the right, inside Dots
	LineSpacing int           // dots from line to line, 0 to 255
	CutFeed     int           // dots of white between the last line and the cut, 0 to 255
	Smoothing   bool          // the model has GS b
	Clear       bool          // the model has DLE DC4 fn 8: it can forget the rest of a job
	Buffer      int           // bytes that may be on their way unanswered
	Answer      time.Duration // how long a real-time answer may take
	Patience    time.Duration // how long the printer may work without an answer to GS r before the driver asks aloud
	Stall       time.Duration // how long it may say "online" and still not go on
}

// Columns is the number of characters of font A between the margins.
func (p Profile) Columns() int { return (p.Dots - 2*p.Margin) / cellWidth }

// Kiosk80 is a printer for 80 mm paper at 203 dpi: 576 dots, 48 columns of font A, of which two on each side stay
// empty (like TM-T81, TM-T20 and most kiosk printers).
func Kiosk80() Profile {
	return Profile{
		Name: "80 mm, 203 dpi", Baud: 115200, Dots: 576, Margin: 24, LineSpacing: 36, CutFeed: 40, Smoothing: true, Clear: true,
		Buffer: 4096, Answer: time.Second, Patience: time.Second, Stall: 15 * time.Second,
	}
}

// TMT88III is Epson's TM-T88III: 512 dots at 180 dpi, 42 columns, no DLE DC4 fn 8.
func TMT88III() Profile {
	p := Kiosk80()
	p.Name, p.Dots, p.Margin, p.LineSpacing, p.Clear = "TM-T88III", 512, 4, 32, false
	return p
}

// The cell of font A in dots.
const (
	cellWidth  = 12
	cellHeight = 24
)
