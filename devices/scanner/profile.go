package scanner

import (
	"fmt"
	"math"
	"slices"
	"time"

	"buergerterminal/devices"
)

const mmPerInch = 25.4

// Profile is a kind of scanner as data. What the scanner says of itself overrides the Identity here.
type Profile struct {
	Name       string
	Baud       int // 8N1: ten bits a byte
	DPI        int // used when a request names none
	Turnaround time.Duration
	WarmUp     time.Duration // until the first block of a scanner whose lamp may be cold
	Pause      time.Duration // until the first block of a warm scanner, and between two blocks; the carriage may stop meanwhile
	Gap        time.Duration // between two bytes of a block
	Colour     bool          // has colour; its order follows from the level
	Feeder     bool          // takes its sheets from the document feeder
	Identity
}

// GT1000 is the Epson GT-1000 [ESC/I B-2]: identity-card and passport pages, 74 × 105 mm. Its level has no ESC d, so that
// each line is acknowledged by itself.
func GT1000() Profile {
	return Profile{
		Name: "Epson GT-1000", Baud: 19_200, DPI: 200, Turnaround: 3 * time.Millisecond,
		WarmUp: 20 * time.Second, Pause: 5 * time.Second, Gap: time.Second, // no document names these times: generous ones
		Identity: Identity{Level: "B2", Resolutions: []int{50, 100, 150, 200}, MaxWidth: 592, MaxHeight: 840},
	}
}

// KioskA4 is the scanner of the shipped simulator: A4 at 921,600 baud, an extension of ours (see the package comment).
func KioskA4() Profile {
	return Profile{
		Name: "Kiosk A4", Baud: 921_600, DPI: 150, Turnaround: 3 * time.Millisecond,
		WarmUp: 20 * time.Second, Pause: 2 * time.Second, Gap: 500 * time.Millisecond,
		Identity: Identity{Level: "B4", Resolutions: []int{75, 100, 150, 200, 300}, MaxWidth: 2480, MaxHeight: 3508},
	}
}

// KioskColour is KioskA4 with what later scanners of the family have: colour by byte sequence and the FS commands, at level B7.
// None of those had a serial line (see the package comment).
func KioskColour() Profile {
	p := KioskA4()
	p.Name, p.Level, p.Colour, p.Extended = "Kiosk A4 colour", "B7", true, true
	return p
}

// KioskFeeder is KioskColour that draws its sheets from the document feeder.
func KioskFeeder() Profile {
	p := KioskColour()
	p.Name, p.Feeder = "Kiosk A4 feeder", true
	return p
}

// SizeMM returns width and height of the bed in millimetres.
func (p Profile) SizeMM() (width, height float64) {
	scale := mmPerInch / float64(p.MaxDPI())
	return float64(p.MaxWidth) * scale, float64(p.MaxHeight) * scale
}

// byteTime is how long one byte is on the line.
func (p Profile) byteTime() time.Duration {
	return 10 * time.Second / time.Duration(p.Baud)
}

// Mode says what a page is scanned for.
type Mode string

// The modes.
const (
	Text   Mode = "text"   // 1 bit: black on white
	Photo  Mode = "photo"  // 8 bit: 256 greys
	Colour Mode = "colour" // 24 bit
)

// Area is a part of the bed in millimetres from its upper left corner. The zero Area is the whole bed.
type Area struct{ X, Y, Width, Height float64 }

// Request says what is to be scanned. A DPI of zero means the profile's.
type Request struct {
	Mode Mode
	DPI  int
	Area Area
}

// plan is a request in the units of ESC/I.
type plan struct {
	mode                Mode
	dpi                 int
	x, y, width, height int // pixels at dpi; width is a multiple of eight
	bits                int
	bytesPerLine        int
	linesPerBlock       int // 0 is line mode: one line a block, short header
	sequence            sequence
	extended            bool // by FS W and FS G
	feeder              bool
}

// newPlan translates a request for the scanner id. A request that the scanner cannot fulfil is FaultScanRefused.
func newPlan(id Identity, p Profile, r Request) (plan, error) {
	pl := plan{mode: r.Mode, dpi: r.DPI, feeder: p.Feeder, extended: id.Extended}
	if pl.dpi == 0 {
		pl.dpi = p.DPI
	}
	switch r.Mode {
	case Text:
		pl.bits = 1
	case Photo:
		pl.bits = 8
	case Colour:
		if pl.sequence = sequenceOf(id, p); pl.sequence == mono {
			return plan{}, devices.Errorf(devices.FaultScanRefused, "a %s of level %s has no colour", p.Name, id.Level)
		}
		pl.bits = 8
	default:
		return plan{}, devices.Errorf(devices.FaultScanRefused, "mode %q is neither text nor photo nor colour", r.Mode)
	}
	if !slices.Contains(id.Resolutions, pl.dpi) {
		return plan{}, devices.Errorf(devices.FaultScanRefused, "%d dpi is not one of %v", pl.dpi, id.Resolutions)
	}
	if err := pl.setArea(id, r.Area); err != nil {
		return plan{}, err
	}
	pl.bytesPerLine = pl.width * pl.bits / 8
	if pl.sequence == byteSequence {
		pl.bytesPerLine *= 3
	}
	if id.knows(cmdLinesPerBlock) && pl.sequence != lineSequence {
		pl.linesPerBlock = blockLines(p, pl)
	}
	pl.extended = pl.extended && pl.linesPerBlock > 0
	return pl, nil
}

// sequenceOf is the order in which a level gives colours. SANE takes line sequence for B3 and B4, and byte sequence from B5 on.
func sequenceOf(id Identity, p Profile) sequence {
	switch {
	case !p.Colour:
		return mono
	case id.Level >= "B5":
		return byteSequence
	}
	return lineSequence
}

// maxPixels bounds a page, whatever a scanner says of its bed: A4 at 600 dpi.
const maxPixels = 4960 * 7016

func (pl *plan) setArea(id Identity, a Area) error {
	bedWidth := id.MaxWidth * pl.dpi / id.MaxDPI()
	bedHeight := id.MaxHeight * pl.dpi / id.MaxDPI()
	pl.width, pl.height = bedWidth, bedHeight
	if a != (Area{}) {
		pixels := func(mm float64) int {
			if math.IsNaN(mm) {
				return -1
			}
			return int(math.Round(min(max(mm, -1), 10_000) * float64(pl.dpi) / mmPerInch))
		}
		pl.x, pl.y, pl.width, pl.height = pixels(a.X), pixels(a.Y), pixels(a.Width), pixels(a.Height)
	}
	pl.width &^= 7
	if pl.x < 0 || pl.y < 0 || pl.width < 8 || pl.height < 1 || pl.x+pl.width > bedWidth || pl.y+pl.height > bedHeight {
		return devices.Errorf(devices.FaultScanRefused, "area %d,%d %d × %d pixels is not on the bed of %d × %d",
			pl.x, pl.y, pl.width, pl.height, bedWidth, bedHeight)
	}
	if pl.width*pl.height > maxPixels {
		return devices.Errorf(devices.FaultScanRefused, "a page of %d × %d pixels is more than %d", pl.width, pl.height, maxPixels)
	}
	return nil
}

// maxIdleShare is the part of the time that the line may stand still for headers and acknowledgements. It leaves room below two
// hundredths for the last block, which is shorter.
const maxIdleShare = 0.018

// blockLines chooses the smallest block that keeps the line idle for less than maxIdleShare: small, because a cancelled
// block has to be taken to its end.
func blockLines(p Profile, pl plan) int {
	perBlock := p.Turnaround + (blockHeaderSize+1)*p.byteTime()
	perLine := time.Duration(pl.bytesPerLine) * p.byteTime()
	lines := int(math.Ceil(float64(perBlock) / maxIdleShare / float64(perLine)))
	return max(1, min(lines, maxBlockLines, maxBlockBytes/pl.bytesPerLine, pl.height))
}

// linesInBlock is the number of lines in the block that starts at a line.
func (pl plan) linesInBlock(line int) int {
	return min(max(pl.linesPerBlock, 1), pl.height-line)
}

// headerSize is what a block has beside its data: the header before it, or the status byte behind it.
func (pl plan) headerSize() int {
	switch {
	case pl.extended:
		return 1
	case pl.linesPerBlock == 0:
		return replyHeaderSize
	}
	return blockHeaderSize
}

// passes is how often each line comes.
func (pl plan) passes() int {
	if pl.sequence == lineSequence {
		return 3
	}
	return 1
}

// blocks is how many blocks the page has.
func (pl plan) blocks() int {
	lines := max(pl.linesPerBlock, 1)
	return (pl.height + lines - 1) / lines * pl.passes()
}

// Estimate is the cost of a scan on the line.
type Estimate struct {
	Width, Height int           // pixels
	Image         int           // bytes of image data
	Blocks        int           // acknowledged one by one
	LineBytes     int           // image data, headers and acknowledgements
	Time          time.Duration // LineBytes at the line's speed, and a turnaround for each block
}

func (e Estimate) String() string {
	return fmt.Sprintf("%d × %d pixels, %d bytes in %d blocks, %.1f s", e.Width, e.Height, e.LineBytes, e.Blocks, e.Time.Seconds())
}

// Estimate tells what a request costs before it is made. The error is FaultScanRefused.
func (p Profile) Estimate(r Request) (Estimate, error) {
	pl, err := newPlan(p.Identity, p, r)
	if err != nil {
		return Estimate{}, err
	}
	e := Estimate{Width: pl.width, Height: pl.height, Image: pl.bytesPerLine * pl.height * pl.passes(), Blocks: pl.blocks()}
	e.LineBytes = e.Image + e.Blocks*pl.headerSize() + e.Blocks - 1
	if pl.extended {
		e.LineBytes += extendedHeaderSize
	}
	e.Time = time.Duration(float64(e.LineBytes)*10/float64(p.Baud)*float64(time.Second)) + time.Duration(e.Blocks)*p.Turnaround
	return e, nil
}
