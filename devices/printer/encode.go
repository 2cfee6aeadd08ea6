package printer

import (
	"errors"
	"fmt"
	"unicode/utf8"
)

// ErrDocument is wrapped by the errors of Encode: the document cannot be put on this paper by anybody.
var ErrDocument = errors.New("printer: the document does not fit the paper or the language")

// Job is a document in the bytes of ESC/POS.
type Job struct {
	Bytes    []byte
	Replaced []Replacement // characters that the pages lack, in the order of the text; nil when nothing reads differently

	ends []int // where a command or a run of text ends: bytes of our own may be put in here
	cut  int   // where the cut begins; len(Bytes) without a cut
}

// Encode turns a document into bytes for a printer of this profile. It emits no command that changes nothing. The job
// begins with the initialisation and is complete in itself. Errors wrap ErrDocument.
func Encode(doc Document, p Profile) (Job, error) {
	e := encoder{profile: p, columns: p.Columns()}
	if !p.valid() {
		return Job{}, fmt.Errorf("%w: profile %q", ErrDocument, p.Name)
	}
	e.initialise()
	e.job.cut = -1
	for i, block := range doc {
		if e.job.cut >= 0 {
			return Job{}, fmt.Errorf("%w: block %d stands behind the cut", ErrDocument, i)
		}
		if err := e.block(block); err != nil {
			return Job{}, fmt.Errorf("%w: block %d (%T): %w", ErrDocument, i, block, err)
		}
	}
	if e.job.cut < 0 {
		e.job.cut = len(e.job.Bytes)
	}
	return e.job, nil
}

// valid reports whether the profile's numbers fit the bytes of the commands.
func (p Profile) valid() bool {
	return p.Columns() >= 8 && p.LineSpacing >= 0 && p.LineSpacing <= 255 && p.CutFeed >= 0 && p.ToKnife >= 0 &&
		p.CutFeed+p.ToKnife <= 255 && p.DPI >= 0 && p.DPI <= 255 && len(p.Pages) > 0 && inOnePage('─', p.Pages)
}

// remains is the job that cuts off what an unfinished one has left, and takes it inside where the model can.
func remains(p Profile) Job {
	e := encoder{profile: p, columns: p.Columns()}
	e.initialise()
	e.job.cut = len(e.job.Bytes)
	e.cutPaper()
	if away := p.Presenter.Discard; away != nil {
		e.put(away...)
	} else if away = p.Presenter.Eject; away != nil {
		e.put(away...)
	}
	return e.job
}

// units cuts the print data (all before the cut) into pieces that end between two commands and have at most size
// bytes, as far as no single command is longer.
func (j Job) units(size int) [][]byte {
	var units [][]byte
	begin, end := 0, 0
	for _, next := range j.ends {
		if next > j.cut {
			break
		}
		if next-begin > size && end > begin {
			units = append(units, j.Bytes[begin:end])
			begin = end
		}
		end = next
	}
	if end > begin {
		units = append(units, j.Bytes[begin:end])
	}
	return units
}

// encoder remembers what the printer is set to, so that only changes are sent.
type encoder struct {
	profile Profile
	columns int
	job     Job

	page  int // index in Profile.Pages
	bold  bool
	size  byte
	align Align
}

// put appends one command or one run of text, which nothing may interrupt.
func (e *encoder) put(b ...byte) {
	e.job.Bytes = append(e.job.Bytes, b...)
	e.job.ends = append(e.job.ends, len(e.job.Bytes))
}

func (e *encoder) initialise() {
	e.put(0x1b, '@')
	e.put(e.profile.Prologue...)
	if dpi := byte(e.profile.DPI); dpi > 0 {
		e.put(0x1d, 'P', dpi, dpi) // a TM-T88III feeds by half dots otherwise (T88 p. 127)
	}
	e.put(0x1b, 't', e.profile.Pages[0].Number)
	e.put(0x1b, '3', byte(e.profile.LineSpacing))
	if e.profile.Margin > 0 {
		area := e.columns * cellWidth
		e.put(0x1d, 'L', byte(e.profile.Margin), byte(e.profile.Margin>>8))
		e.put(0x1d, 'W', byte(area), byte(area>>8))
	}
	if e.profile.Smoothing {
		e.put(0x1d, 'b', 1)
	}
}

func (e *encoder) block(b Block) error {
	switch b := b.(type) {
	case Line:
		return e.line(b)
	case Columns:
		return e.twoColumns(b)
	case Rule:
		e.rule(b)
	case Frame:
		return e.frame(b)
	case Raster:
		return e.raster(b)
	case QR:
		return e.qr(b)
	case Feed:
		return e.feed(b.Lines)
	case Cut:
		e.job.cut = len(e.job.Bytes)
		e.cutPaper()
		if p := e.profile.Presenter; p.Fitted() {
			e.put(p.present(p.Length)...)
		}
	default:
		return errors.New("unknown kind of block")
	}
	return nil
}

// style sets what differs from what is set. Alignment is only obeyed at the beginning of a line (ESC a).
func (e *encoder) style(s Style) {
	if s.Align != e.align {
		e.align = s.Align
		e.put(0x1b, 'a', byte(s.Align))
	}
	if s.Bold != e.bold {
		e.bold = s.Bold
		e.put(0x1b, 'E', bit(s.Bold))
	}
	if size := sizeByte(s); size != e.size {
		e.size = size
		e.put(0x1d, '!', size)
	}
}

// cutPaper feeds the print past the knife, to the next mark where the roll has marks, and cuts.
func (e *encoder) cutPaper() {
	feed := byte(e.profile.ToKnife + e.profile.CutFeed)
	if e.profile.ToKnife > 0 {
		e.put(0x1b, 'J', feed)
	}
	if e.profile.Mark {
		e.put(0x1d, 0xf8)
	}
	switch e.profile.Cutter {
	case PartialCut:
		e.put(0x1d, 'V', 66, byte(e.profile.CutFeed))
	case FullCut:
		e.put(0x1d, 'V', 65, byte(e.profile.CutFeed))
	case TotalCut:
		e.put(0x1b, 'i')
	case PresenterCut:
	}
}

// text prints a run of a line; it must be plain. Where a letter stands in another page only, that page is set for it and
// what follows.
func (e *encoder) text(s string) {
	for s != "" {
		bytes, rest := encodeRun(s, e.profile.Pages[e.page])
		if len(bytes) > 0 {
			e.put(bytes...)
		}
		if s = rest; s != "" {
			e.turnTo(s)
		}
	}
}

// turnTo sets the first page that has the first letter of s.
func (e *encoder) turnTo(s string) {
	r, _ := utf8.DecodeRuneInString(s)
	for i, p := range e.profile.Pages {
		if p.has(r) {
			e.page = i
			e.put(0x1b, 't', p.Number)
			return
		}
	}
}

// feed ends the line, or leaves lines empty.
func (e *encoder) feed(lines int) error {
	if lines < 0 || lines > 255 {
		return fmt.Errorf("%d empty lines", lines)
	}
	if lines > 3 {
		e.put(0x1b, 'd', byte(lines))
		return nil
	}
	for range lines {
		e.put('\n')
	}
	return nil
}

// plain makes a text printable and keeps the account of what was replaced.
func (e *encoder) plain(text string) string {
	s, lost := plain(text, e.profile.Pages)
	e.job.Replaced = append(e.job.Replaced, lost...)
	return s
}

// position moves to a dot, counted from the left margin.
func (e *encoder) position(dot int) { e.put(0x1b, '$', byte(dot), byte(dot>>8)) }

func (s Style) check() error {
	if s.Width < 0 || s.Width > 8 || s.Height < 0 || s.Height > 8 || s.Align < Left || s.Align > Right {
		return fmt.Errorf("style %+v", s)
	}
	return nil
}

// sizeByte is the argument of GS !: width − 1 in the upper, height − 1 in the lower half.
func sizeByte(s Style) byte { return byte(max(s.Width, 1)-1)<<4 | byte(max(s.Height, 1)-1) }

func bit(b bool) byte {
	if b {
		return 1
	}
	return 0
}
