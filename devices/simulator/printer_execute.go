package simulator

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// printerPages are the tables of ESC t that the model can draw.
func printerPage(n byte) *charmap.Charmap {
	switch n {
	case 0:
		return charmap.CodePage437
	case 2:
		return charmap.CodePage850
	case 3:
		return charmap.CodePage860
	case 4:
		return charmap.CodePage863
	case 5:
		return charmap.CodePage865
	case 16:
		return charmap.Windows1252
	case 18:
		return charmap.CodePage852
	case 19:
		return charmap.CodePage858
	}
	return nil
}

// execute obeys one whole command or prints one character.
func (p *Printer) execute(c []byte) {
	before := p.paper.height()
	p.obey(c)
	p.moved(p.paper.height() - before)
}

// moved lets what follows wait until so much paper has passed the head.
func (p *Printer) moved(dots int) {
	if p.options.Speed == 0 || dots <= 0 {
		return
	}
	p.busy = true
	takes := time.Duration(dots) * time.Second * 254 / time.Duration(10*p.model.dpi*p.options.Speed)
	time.AfterFunc(takes, func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.busy = false
		p.goOn()
	})
}

func (p *Printer) obey(c []byte) {
	p.stream = append(p.stream, c...)
	switch {
	case c[0] >= 0x20 && c[0] != 0x7f:
		p.character(c[0])
	case c[0] == '\n':
		p.printLine(p.paper.spacing)
	case c[0] == '\t':
		p.tab()
	case p.kiosk(c):
		// done
	case c[0] == 0x1b:
		p.escape(c[1], c[2:])
	case c[0] == 0x1c && c[1] == '.' && !p.model.custom:
		// Kanji mode is off in this model
	case c[0] == 0x1d:
		p.group(c[1], c[2:])
	case c[0] == 0:
		// NUL is ignored between commands
	case c[0] == '\r':
		// ignored on a serial line (EPG, CR)
	default:
		p.complain("unknown command % x", c[:min(len(c), 2)])
	}
}

func (p *Printer) character(b byte) {
	char := printerPage(p.set.page).DecodeByte(b)
	if char == utf8.RuneError {
		p.complain("no character at %02x in table %d", b, p.set.page)
		return
	}
	g := p.font.glyph(char, p.set.bold).enlarged(p.set.x, p.set.y, p.set.smooth)
	if p.set.underline {
		for x := range g.width {
			g.dots[(g.height-1)*g.width+x] = true
		}
	}
	if p.set.reverse {
		for i, dot := range g.dots {
			g.dots[i] = !dot
		}
	}
	p.paper.place(g, paperBaseline*p.set.y)
}

// tab goes to the next of the stops that stand at every eighth column after ESC @.
func (p *Printer) tab() {
	const stop = 8 * paperCellWidth
	if next := (p.paper.next/stop + 1) * stop; next <= p.paper.width() {
		p.paper.next = next
	}
}

// printLine prints and feeds; the paper may end with it.
func (p *Printer) printLine(feed int) {
	p.paper.print(feed)
	p.wear(1)
}

// wear counts lines until the paper ends, if it is to end.
func (p *Printer) wear(lines int) {
	if p.world.endAfter < 0 {
		return
	}
	p.world.endAfter -= lines
	if p.world.endAfter <= 0 {
		p.world.endAfter, p.world.paperEnd, p.world.nearEnd = -1, true, true
		p.tell()
	}
}

// lineStart reports whether nothing is set in the line, and complains when the command wants that and it is not so.
func (p *Printer) lineStart(command string) bool {
	if len(p.paper.line) > 0 || p.paper.next > 0 {
		p.complain("%s in the middle of a line", command)
		return false
	}
	return true
}

func (p *Printer) escape(name byte, arg []byte) {
	switch name {
	case '@':
		if p.paper.height() == p.model.knife {
			p.stream = []byte{0x1b, '@'} // questions between two receipts belong to neither
		}
		p.set = printerDefaults(p.model)
		p.paper.initialise()
		p.automatic = 0
	case '2':
		p.paper.spacing = 30
	case '3':
		p.paper.spacing = p.vertical(arg[0])
	case 'i':
		if !strings.Contains(p.model.cuts, "i") {
			p.complain("unknown command 1b 69")
			return
		}
		p.cut(nil)
	case 'E', 'G':
		p.set.bold = arg[0]&1 != 0
	case '-':
		p.set.underline = p.within("ESC -", arg[0]&^0x30, 2) && arg[0]&^0x30 != 0
	case '!':
		p.printMode(arg[0])
	case 'M':
		p.within("ESC M (only font A is modelled)", arg[0]&^0x30, 0)
	case 'R':
		p.within("ESC R (only the American set is modelled)", arg[0], 0)
	case '{', ' ':
		p.within("ESC { and ESC SP are not modelled", arg[0], 0)
	case 'a':
		if n := arg[0] &^ 0x30; p.within("ESC a", n, 2) && p.lineStart("ESC a") {
			p.paper.align = int(n)
		}
	case 't':
		if printerPage(arg[0]) == nil || !slices.Contains(p.model.pages, arg[0]) {
			p.complain("ESC t: no table %d", arg[0])
			return
		}
		p.set.page = arg[0]
	case 'J':
		p.printLine(p.vertical(arg[0]))
	case 'd':
		p.printLine(int(arg[0]) * p.paper.spacing)
	case '$':
		p.position(int16le(arg))
	case '\\':
		p.position(p.paper.next + int(int16(int16le(arg))))
	default:
		p.complain("unknown command 1b %02x", name)
	}
}

// vertical turns a distance in motion units into dots.
func (p *Printer) vertical(n byte) int { return int(n) * p.model.dpi / p.set.unit }

// printMode is ESC !.
func (p *Printer) printMode(n byte) {
	if n&0x01 != 0 {
		p.complain("ESC !: only font A is modelled")
	}
	p.set.bold, p.set.underline = n&0x08 != 0, n&0x80 != 0
	p.set.y, p.set.x = 1+int(n>>4&1), 1+int(n>>5&1)
}

func (p *Printer) position(dot int) {
	if dot < 0 || dot > p.paper.width() {
		p.complain("a position of %d dots on %d", dot, p.paper.width())
		return
	}
	p.paper.next = dot
}

// within complains of a parameter above its range, which a real printer ignores.
func (p *Printer) within(command string, n, most byte) bool {
	if n > most {
		p.complain("%s: parameter %d", command, n)
	}
	return n <= most
}
