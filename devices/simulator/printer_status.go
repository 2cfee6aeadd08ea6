package simulator

// flag returns mask when on.
func flag(on bool, mask byte) byte {
	if on {
		return mask
	}
	return 0
}

// realtime is the answer to DLE EOT n (TM-T88III specification, p. 74–75).
func (w printerWorld) realtime(n byte) byte {
	const fixed = 0x12
	switch n {
	case 1:
		return fixed | flag(w.stopped(), 0x08)
	case 2:
		return fixed | flag(w.cover, 0x04) | flag(w.paperEnd, 0x20) | flag(w.cutter, 0x40)
	case 3:
		return fixed | flag(w.cutter, 0x08)
	}
	return fixed | flag(w.nearEnd || w.paperEnd, 0x0c) | flag(w.paperEnd, 0x60)
}

// automatic is the whole state in four bytes (GS a; programming guide, p. 316–325).
func (w printerWorld) automatic() [4]byte {
	return [4]byte{
		0x10 | flag(w.stopped(), 0x08) | flag(w.cover, 0x20),
		flag(w.cutter, 0x08),
		flag(w.nearEnd || w.paperEnd, 0x03) | flag(w.paperEnd, 0x0c),
		0,
	}
}

// Items of GS a.
const (
	printerTellOnline = 0x02
	printerTellError  = 0x04
	printerTellPaper  = 0x08
)

// tell sends the automatic status when an item has changed that the host asked for.
func (p *Printer) tell() {
	now := p.world.automatic()
	online := now[0] != p.told[0]
	failed := now[1] != p.told[1]
	roll := now[2] != p.told[2]
	asked := p.automatic
	if online && asked&printerTellOnline != 0 || failed && asked&printerTellError != 0 || roll && asked&printerTellPaper != 0 {
		p.told = now
		p.say(now[:]...)
	}
}

// subscribe is GS a: what is asked for is told once at once.
func (p *Printer) subscribe(items byte) {
	p.automatic = items
	p.told = p.world.automatic()
	if items != 0 {
		p.say(p.told[:]...)
	}
}

// realtime obeys a command that overtakes the buffer.
func (p *Printer) realtime(c []byte) {
	switch {
	case c[1] == 0x04 && c[2] >= 1 && c[2] <= 4:
		p.say(p.world.realtime(c[2]))
	case c[1] == 0x05 && (c[2] == 1 || c[2] == 2):
		if c[2] == 2 && p.world.cutter {
			p.forget()
		}
		p.world.cutter = false
		p.goOn()
	case string(c) == printerForget:
		p.forget()
		p.say(0x37, 0x25, 0)
	default:
		p.complain("unknown real-time command % x", c)
	}
}

// forget clears the buffers; the setting stays.
func (p *Printer) forget() {
	p.frame.reset()
	p.waiting, p.buffered = nil, 0
	p.paper.line, p.paper.next = nil, 0
	p.stream = nil
}
