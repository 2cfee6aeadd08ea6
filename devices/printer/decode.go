package printer

import "math/bits"

// MessageKind says what an answer of the printer is.
type MessageKind int

// What comes from an Epson-like printer on its one line. The bits that tell them apart: T88 appendix G.
const (
	Stray    MessageKind = iota // fits nothing: noise, or another device
	Realtime                    // one byte, the answer to DLE EOT
	Single                      // one byte, the answer to GS r or GS I 1–3
	Auto                        // automatic status; of a kiosk printer also the answer to DLE EOT 20
	Notice                      // header 37, 3B or 5F and what stands before the closing 00
	Ready                       // XON
	Full                        // XOFF
)

// Message is one answer with its bytes; a Notice without its closing 00.
type Message struct {
	Kind MessageKind
	Data []byte
}

// maxNotice bounds a Notice: the longest known is the text of GS I, at most 80 bytes.
const maxNotice = 96

const (
	xon  = 0x11
	xoff = 0x13
)

// Decoder tells the answers of the printer apart, byte by byte. The zero Decoder is ready and understands Epson's; Custom
// makes it understand those of Custom's kiosk printers, of which the answer to DLE EOT 1 has keys in the bits by which
// Epson's are told apart (K150 p. 9, K300 p. 9). Its state is at most one message long: after noise it is in step again
// with the next message.
type Decoder struct {
	Custom bool

	auto   []byte
	notice []byte
}

// The full status: 10 0F and four bytes (K300 p. 9). Automatic status is 10, the items that were asked for, and a byte for
// each (K300 p. 66); with these items both look the same.
const (
	fullStatusItems = 0x0f
	fullStatusSize  = 6
	customItems     = 0x3f // all items that there are
)

// Next takes one byte and returns the messages that it completes: none or one, and two where it shows that the bytes
// before were noise.
func (d *Decoder) Next(b byte) []Message {
	switch {
	case d.notice != nil:
		return d.inNotice(b)
	case d.auto != nil:
		return d.inAuto(b)
	}
	return d.first(b)
}

func (d *Decoder) first(b byte) []Message {
	if d.Custom {
		return d.firstCustom(b)
	}
	switch {
	case b == xon:
		return []Message{{Kind: Ready, Data: []byte{b}}}
	case b == xoff:
		return []Message{{Kind: Full, Data: []byte{b}}}
	case b == 0x37 || b == 0x3b || b == 0x5f:
		d.notice = []byte{b}
		return nil
	case b&0x93 == 0x12:
		return []Message{{Kind: Realtime, Data: []byte{b}}}
	case b&0x93 == 0x10:
		d.auto = []byte{b}
		return nil
	case b&0x90 == 0:
		return []Message{{Kind: Single, Data: []byte{b}}}
	}
	return []Message{{Kind: Stray, Data: []byte{b}}}
}

// firstCustom knows three kinds: a byte with the fixed bits of DLE EOT, the header of a status, and the answer to GS r, of
// which only the lower half is used (K150 p. 33).
func (d *Decoder) firstCustom(b byte) []Message {
	switch {
	case b == xon:
		return []Message{{Kind: Ready, Data: []byte{b}}}
	case b == xoff:
		return []Message{{Kind: Full, Data: []byte{b}}}
	case b == 0x10:
		d.auto = []byte{b}
		return nil
	case b&0x13 == 0x12:
		return []Message{{Kind: Realtime, Data: []byte{b}}}
	case b&0xf0 == 0:
		return []Message{{Kind: Single, Data: []byte{b}}}
	}
	return []Message{{Kind: Stray, Data: []byte{b}}}
}

// inCustomAuto collects a byte for each item; any value may stand in them, XOFF's too.
func (d *Decoder) inCustomAuto(b byte) []Message {
	d.auto = append(d.auto, b)
	items := d.auto[1]
	if items == 0 || items&^customItems != 0 {
		stray := Message{Kind: Stray, Data: d.auto[:1]}
		d.auto = nil
		return append([]Message{stray}, d.first(b)...)
	}
	if len(d.auto) < 2+bits.OnesCount8(items) {
		return nil
	}
	m := Message{Kind: Auto, Data: d.auto}
	d.auto = nil
	return []Message{m}
}

// inNotice collects up to 00; only XOFF may stand inside a notice (EPG p. 425).
func (d *Decoder) inNotice(b byte) []Message {
	switch {
	case b == xoff:
		return []Message{{Kind: Full, Data: []byte{b}}}
	case b == 0:
		m := Message{Kind: Notice, Data: d.notice}
		d.notice = nil
		return []Message{m}
	}
	d.notice = append(d.notice, b)
	if len(d.notice) < maxNotice {
		return nil
	}
	m := Message{Kind: Stray, Data: d.notice}
	d.notice = nil
	return []Message{m}
}

// inAuto collects bytes 2 to 4, of which bits 4 and 7 are fixed 0 (EPG p. 316).
func (d *Decoder) inAuto(b byte) []Message {
	if d.Custom {
		return d.inCustomAuto(b)
	}
	switch {
	case b == xoff:
		return []Message{{Kind: Full, Data: []byte{b}}}
	case b&0x90 != 0:
		stray := Message{Kind: Stray, Data: d.auto}
		d.auto = nil
		return append([]Message{stray}, d.first(b)...)
	}
	d.auto = append(d.auto, b)
	if len(d.auto) < 4 {
		return nil
	}
	m := Message{Kind: Auto, Data: d.auto}
	d.auto = nil
	return []Message{m}
}
