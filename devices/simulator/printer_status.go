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
		return fixed | flag(w.cover, 0x04) | flag(w.paperEnd, 0x20) | flag(w.cutter || w.broken || w.hot, 0x40)
	case 3:
		return fixed | flag(w.cutter, 0x08) | flag(w.broken, 0x20) | flag(w.hot, 0x40)
	}
	return fixed | flag(w.nearEnd || w.paperEnd, 0x0c) | flag(w.paperEnd, 0x60)
}

// automatic is the whole state in four bytes (GS a; programming guide, p. 316–325).
func (w printerWorld) automatic() [4]byte {
	return [4]byte{
		0x10 | flag(w.stopped(), 0x08) | flag(w.cover, 0x20),
		flag(w.cutter, 0x08) | flag(w.broken, 0x20) | flag(w.hot, 0x40),
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
	now := p.status()
	if now == p.told || p.automatic == 0 {
		return
	}
	if !p.model.custom && !p.asked(now) {
		return
	}
	p.told = now
	p.say([]byte(now)...)
}

// status is the automatic status as it would be told now.
func (p *Printer) status() string {
	if p.model.custom {
		return p.kioskStatus()
	}
	now := p.world.automatic()
	return string(now[:])
}

// asked reports whether the host asked for what has changed.
func (p *Printer) asked(now string) bool {
	for i, item := range []byte{printerTellOnline, printerTellError, printerTellPaper} {
		if now[i] != p.told[i] && p.automatic&item != 0 {
			return true
		}
	}
	return false
}

// subscribe is GS a: what is asked for is told once at once.
func (p *Printer) subscribe(items byte) {
	p.automatic, p.told = items, p.status()
	if items != 0 {
		p.say([]byte(p.told)...)
	}
}

// realtime obeys a command that overtakes the buffer.
func (p *Printer) realtime(c []byte) {
	switch {
	case c[0] == 0x1c:
		if !p.model.reset || c[5] != 0x1b {
			p.complain("unknown hardware reset")
			return
		}
		p.world.cutter = false
		p.start()
	case c[1] == 0x04 && p.model.custom:
		if !p.kioskRealtime(c[2]) {
			p.complain("unknown real-time command % x", c)
		}
	case c[1] == 0x04 && c[2] >= 1 && c[2] <= 4:
		p.say(p.world.realtime(c[2]))
	case c[1] == 0x05 && p.model.custom:
		p.complain("unknown real-time command % x", c)
	case c[1] == 0x05 && (c[2] == 1 || c[2] == 2):
		if c[2] == 2 && p.world.cutter {
			p.forget()
		}
		p.world.cutter = false
		p.goOn()
	case string(c) == printerForget && p.model.clear:
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
