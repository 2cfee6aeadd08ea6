package simulator

import (
	"bytes"
	"context"
	"encoding/binary"
)

// ccidReply is what the reader says to one command, before it becomes a frame.
type ccidReply struct {
	kind          byte
	status, error byte
	extra         byte
	data          []byte
}

// The answers and errors of CCID that this reader gives.
const (
	replyData       byte = 0x80
	replySlot       byte = 0x81
	replyParameters byte = 0x82
	replyEscape     byte = 0x83

	failed     byte = 0x40
	wantsTime  byte = 0x80
	isMute     byte = 0xFE
	badParity  byte = 0xFD
	isHardware byte = 0xFB
	badLevel   byte = 8 // the place of the parameter in the message
	badSlot    byte = 5
)

// command answers one whole frame: echo, a movement that is not yet told, the answer.
func (m *CardReader) command(ctx context.Context, frame []byte) []byte {
	if foldXor(frame) != 0 {
		m.complain("a frame with a wrong check byte")
		return []byte{0x03, 0x15, 0x16}
	}
	if m.left("nak") {
		return []byte{0x03, 0x15, 0x16}
	}
	var out []byte
	if !m.quiet {
		out = append(out, frame...)
		if m.due("lose-echo") {
			out = append(out[:4], out[5:]...)
		}
	}
	if m.due("stall") {
		return out
	}
	removed := frame[2] == 0x6F && m.due("remove-at")
	if removed {
		m.slot.remove()
	}
	answers := m.extended(ctx, frame)
	out = append(out, m.movement()...)
	for m.left("patience") {
		out = append(out, 0x9F)
	}
	return append(out, m.damaged(answers)...)
}

// extended is the answer, after as many wishes for more time as were ordered.
func (m *CardReader) extended(ctx context.Context, frame []byte) []byte {
	var out []byte
	for frame[2] == 0x6F && m.left("more-time") {
		out = append(out, m.frame(frame, ccidReply{kind: replyData, status: wantsTime | m.slot.state(), error: 1})...)
	}
	r := m.obey(ctx, frame)
	r.status |= m.slot.state()
	answer := m.frame(frame, r)
	if m.due("odd") {
		answer[2] = 0x84
		answer[len(answer)-1] ^= 0x84 ^ r.kind
	}
	if m.due("late") {
		// the second copy has the number that the command had, and comes before the answer to the next one
		m.slot.late = bytes.Clone(answer)
		return append(out, answer...)
	}
	if m.slot.late != nil {
		out, m.slot.late = append(m.slot.late, out...), nil
	}
	return append(out, answer...)
}

// damaged lets the line do to an answer what was ordered.
func (m *CardReader) damaged(answer []byte) []byte {
	if m.due("lose-byte") {
		at := len(answer) / 2
		answer = append(answer[:at:at], answer[at+1:]...)
	}
	if m.due("flip-bit") {
		answer[len(answer)/2] ^= 0x10
	}
	return answer
}

// frame makes the frame of an answer to a command.
func (m *CardReader) frame(command []byte, r ccidReply) []byte {
	out := []byte{0x03, 0x06, r.kind}
	out = binary.LittleEndian.AppendUint32(out, uint32(len(r.data)))
	out = append(out, command[7], command[8], r.status, r.error, r.extra)
	out = append(out, r.data...)
	return append(out, foldXor(out))
}

func foldXor(p []byte) (x byte) {
	for _, b := range p {
		x ^= b
	}
	return x
}

// obey does a command.
func (m *CardReader) obey(ctx context.Context, frame []byte) ccidReply {
	kind, parameters, data := frame[2], frame[9:12], frame[12:len(frame)-1]
	if frame[7] != 0 {
		m.complain("slot %d; the reader has one", frame[7])
		return ccidReply{kind: replySlot, status: failed, error: badSlot}
	}
	switch kind {
	case 0x6B:
		return m.escape(data)
	case 0x65:
		m.plain(kind, parameters, data)
		return ccidReply{kind: replySlot}
	case 0x62:
		return m.powerOn(parameters, data)
	case 0x63:
		m.plain(kind, parameters, data)
		m.slot.powerOff()
		return ccidReply{kind: replySlot}
	case 0x61:
		return m.setParameters(parameters, data)
	case 0x6C:
		m.plain(kind, parameters, data)
		if !m.slot.powered {
			return ccidReply{kind: replyParameters, status: failed, error: isMute}
		}
		return ccidReply{kind: replyParameters, extra: m.slot.protocol, data: m.slot.parameters}
	case 0x6F:
		return m.transfer(ctx, parameters, data)
	}
	m.complain("there is no command %02X", kind)
	return ccidReply{kind: replySlot, status: failed}
}

// plain complains of parameters or data where a command has none.
func (m *CardReader) plain(kind byte, parameters, data []byte) {
	if foldXor(parameters) != 0 || len(data) > 0 {
		m.complain("command %02X has neither parameters nor data, not %X and %d bytes", kind, parameters, len(data))
	}
}

// escape does what the maker added. What the real reader says to 6A is not known; libccid goes on without it.
func (m *CardReader) escape(data []byte) ccidReply {
	switch {
	case bytes.Equal(data, []byte{0x02}):
		return ccidReply{kind: replyEscape, data: []byte("GemTwin-V2.00-GS01")}
	case bytes.Equal(data, []byte{0x01, 0x01, 0x01}):
		m.async = false
		return ccidReply{kind: replyEscape}
	case bytes.Equal(data, []byte{0x6A}):
		return ccidReply{kind: replyEscape, status: failed}
	}
	m.complain("escape %X is unknown", data)
	return ccidReply{kind: replyEscape, status: failed}
}

func (m *CardReader) powerOn(parameters, data []byte) ccidReply {
	voltage := parameters[0]
	if voltage > 3 || parameters[1]|parameters[2] != 0 || len(data) > 0 {
		m.complain("power with %X and %d bytes", parameters, len(data))
		return ccidReply{kind: replyData, status: failed, error: 7}
	}
	if m.slot.short {
		return ccidReply{kind: replyData, status: failed, error: isHardware}
	}
	atr, answered := m.slot.powerOn(m, voltage)
	if !answered {
		return ccidReply{kind: replyData, status: failed, error: isMute}
	}
	return ccidReply{kind: replyData, data: atr}
}

func (m *CardReader) setParameters(parameters, data []byte) ccidReply {
	protocol := parameters[0]
	refuse := func(at byte) ccidReply { return ccidReply{kind: replyParameters, status: failed, error: at} }
	switch {
	case !m.slot.powered:
		m.complain("parameters for a card without power")
		return refuse(isMute)
	case protocol == 1 && len(data) != 7 || protocol == 0 && len(data) != 5 || protocol > 1:
		m.complain("%d bytes of parameters for T=%d", len(data), protocol)
		return refuse(1)
	case protocol == 1 && (data[1]&0xFC != 0x10 || data[4] > 3 || data[5] == 0 || data[5] == 0xFF || data[6] != 0):
		m.complain("parameters %X", data)
		return refuse(11)
	case data[0] != m.slot.speed:
		m.complain("speed %02X, but the card uses %02X", data[0], m.slot.speed)
	}
	m.slot.protocol, m.slot.parameters = protocol, bytes.Clone(data)
	return ccidReply{kind: replyParameters, extra: protocol, data: m.slot.parameters}
}

// transfer carries a block to the card.
func (m *CardReader) transfer(ctx context.Context, parameters, data []byte) ccidReply {
	r := ccidReply{kind: replyData}
	switch {
	case parameters[1]|parameters[2] != 0:
		m.complain("a level parameter %X at TPDU level", parameters[1:])
		r.status, r.error = failed, badLevel
	case !m.slot.present():
		r.status, r.error = failed, isMute
	case !m.slot.powered:
		m.complain("a block for a card without power")
		r.status, r.error = failed, isMute
	case m.due("parity"):
		_, _ = m.slot.exchange(ctx, m, data)
		r.status, r.error = failed, badParity
	default:
		answer, ok := m.slot.exchange(ctx, m, data)
		if !ok {
			r.status, r.error = failed, isMute
			return r
		}
		if m.due("card-flip") || m.left("dirty") {
			answer = bytes.Clone(answer)
			answer[len(answer)-1] ^= 0x10
		}
		r.data = answer
	}
	return r
}
