package simulator

import (
	"fmt"
	"time"
)

// mouth is the presenter of a kiosk printer: where the last ticket is, and what became of those before.
type mouth struct {
	cut                       bool // a ticket is cut and not yet presented
	ticket                    bool // one lies in the mouth
	taken, retracted, ejected int
	again                     *time.Timer // takes the ticket back when nobody takes it
}

// full is the answer to DLE EOT 20: paper, user, recoverable and unrecoverable errors (KPM150-H p. 10, KPM-210 p. 36,
// KPM300 p. 113).
func (p *Printer) full() [4]byte {
	w := p.world
	return [4]byte{
		flag(w.paperEnd, 0x01) | flag(w.nearEnd || w.paperEnd, 0x04) | flag(p.mouth.ticket, 0x20),
		flag(w.headUp, 0x01) | flag(w.cover, 0x02) | flag(p.busy, 0x08) | flag(w.key, 0x20),
		flag(w.hot, 0x01) | flag(w.jam, p.model.jam) | flag(w.markLost, p.model.mark),
		flag(w.cutter, 0x01) | flag(w.broken, 0x08),
	}
}

// kioskStatus is what automatic status says now: the items that were asked for, low bit first.
func (p *Printer) kioskStatus() string {
	full, said := p.full(), []byte{0x10, p.automatic}
	for i, b := range full {
		if p.automatic&(1<<i) != 0 {
			said = append(said, b)
		}
	}
	return string(said)
}

// kioskRealtime is DLE EOT n of a Custom printer; it reports whether it knows n.
func (p *Printer) kioskRealtime(n byte) bool {
	switch n {
	case 1:
		p.say(p.world.realtime(1) | flag(p.world.key, 0x40))
	case 2, 3, 4:
		p.say(p.world.realtime(n))
	case 17:
		p.say(0x12 | flag(p.busy, 0x04) | flag(p.world.paperEnd, 0x20))
	case 20:
		full := p.full()
		p.say(append([]byte{0x10, 0x0f}, full[:]...)...)
	default:
		return false
	}
	return true
}

// kiosk obeys the commands that only Custom printers have; it reports whether it knows this one.
func (p *Printer) kiosk(c []byte) bool {
	switch {
	case !p.model.custom:
		return false
	case c[0] == 0x1d && c[1] == 0xe0:
		p.automatic = c[2] & 0x0f
		p.told = p.kioskStatus()
	case c[0] == 0x1d && c[1] == 0xe1:
		p.say([]byte("510cm")...)
	case c[0] == 0x1d && (c[1] == 0xf6 || c[1] == 0xf8):
		p.align(c[1] == 0xf8)
	case c[0] == 0x1d && c[1] == 'e' && p.model.ejector:
		p.eject(c[2:])
	case c[0] == 0x1c && c[1] == 'P' && p.model.fsP:
		p.presentAndHold(c[2:])
	case c[0] == 0x1b && c[1] == 'v':
		p.say(p.world.automatic()[2])
	default:
		return false
	}
	return true
}

// markEvery is the distance of two marks on the roll, in dots.
const markEvery = 400

// align feeds to the next mark: with its edge under the head, or at the knife.
func (p *Printer) align(knife bool) {
	if !p.lineStart("align at a mark") {
		return
	}
	if p.world.noMarks {
		p.world.markLost = true
		p.tell()
		return
	}
	at := p.fed + p.paper.height()
	if knife {
		at -= p.model.knife
	}
	p.paper.feed((markEvery - at%markEvery) % markEvery)
}

// eject is GS e (KPM-210 p. 76).
func (p *Printer) eject(arg []byte) {
	switch n := arg[0]; n {
	case 2:
		p.retract()
	case 3:
		p.present()
	case 5:
		if p.mouth.cut || p.mouth.ticket {
			p.mouth.ejected++
		}
		p.mouth.cut, p.mouth.ticket = false, false
	case 6:
		p.say(flag(p.world.nearEnd, 0x01) | flag(!p.world.paperEnd, 0x04) | flag(p.mouth.ticket, 0x08) | flag(p.world.jam, 0x80))
	default:
		p.complain("GS e: parameter %d", n)
	}
	p.tell()
}

func (p *Printer) present() {
	if !p.mouth.cut {
		p.complain("nothing to present")
		return
	}
	p.mouth.cut, p.mouth.ticket = false, true
}

func (p *Printer) retract() {
	if p.mouth.cut || p.mouth.ticket {
		p.mouth.retracted++
	}
	p.mouth.cut, p.mouth.ticket = false, false
}

// presentAndHold is FS P: it cuts, presents, and after so many seconds takes the ticket back or drops it.
func (p *Printer) presentAndHold(arg []byte) {
	if arg[1] > 1 || arg[2] != 'R' && arg[2] != 'E' {
		p.complain("FS P: parameters %v", arg)
		return
	}
	if p.mouth.ticket {
		p.retract() // it is held until the next job at the latest
	}
	p.cut(nil)
	p.present()
	p.tell()
	if arg[3] == 0 {
		return
	}
	p.mouth.again = time.AfterFunc(time.Duration(arg[3])*time.Second, func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		if p.mouth.ticket {
			p.retract()
			p.tell()
		}
	})
}

// take is a citizen who pulls the ticket out.
func (p *Printer) take() bool {
	if !p.mouth.ticket {
		return false
	}
	p.mouth.ticket = false
	p.mouth.taken++
	return true
}

// tickets says what became of the tickets.
func (p *Printer) tickets() string {
	m := p.mouth
	in := 0
	if m.ticket {
		in = 1
	}
	return fmt.Sprintf("mouth=%d taken=%d retracted=%d ejected=%d", in, m.taken, m.retracted, m.ejected)
}
