package media

import "math/rand/v2"

// descriptorSize is that of the VP8 payload descriptor as it is written here (RFC 7741 section 4.2): the required octet, the extension's, and a picture number of 15 bits.
const descriptorSize = 4

// packetizer cuts VP8 frames into the payloads of RTP packets. Every frame has a number, the first and the 32,768th too: pion's payloader leaves number 0 out, and Chromium,
// which finds a frame's predecessor by the number where there is one and by the packets' where there is none, then waits for a predecessor that never comes. Its
// picture stood still for three seconds at the begin of each call, until it asked for a key frame.
type packetizer struct {
	picture uint16
	memory  []byte
}

// newPacketizer begins with any number, as the RFC has it.
func newPacketizer() *packetizer { return &packetizer{picture: uint16(rand.Uint32())} }

// cut gives each the payloads of a frame, of at most so many bytes, in order; last is set for the last. A payload is valid until each returns.
func (p *packetizer) cut(frame []byte, most int, each func(payload []byte, last bool)) {
	const extended, first, numbered, long = 0x80, 0x10, 0x80, 0x80
	kind := byte(extended | first)
	for len(frame) > 0 {
		n := min(len(frame), most-descriptorSize)
		p.memory = append(p.memory[:0], kind, numbered, long|byte(p.picture>>8)&0x7f, byte(p.picture))
		p.memory = append(p.memory, frame[:n]...)
		frame, kind = frame[n:], extended
		each(p.memory, len(frame) == 0)
	}
	p.picture++
}
