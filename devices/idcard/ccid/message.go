package ccid

import "encoding/binary"

// The commands, PC_to_RDR.
const (
	SetParameters byte = 0x61
	PowerOn       byte = 0x62
	PowerOff      byte = 0x63
	SlotStatus    byte = 0x65
	Escape        byte = 0x6B
	GetParameters byte = 0x6C
	TransferBlock byte = 0x6F
)

// The answers, RDR_to_PC.
const (
	DataBlock       byte = 0x80 // to PowerOn and TransferBlock
	SlotState       byte = 0x81 // to PowerOff and SlotStatus
	ParameterBlock  byte = 0x82 // to GetParameters and SetParameters
	EscapeAnswer    byte = 0x83
	firstAnswerType      = DataBlock
	lastAnswerType       = EscapeAnswer
)

const (
	sync byte = 0x03
	ack  byte = 0x06
	nak  byte = 0x15

	headerLen  = 10  // of a message
	maxMessage = 271 // of the GemPC Twin, header included
	maxData    = maxMessage - headerLen
	around     = 3 // sync, ack and the check byte
	maxFrame   = maxMessage + around
)

// Message is a CCID message. What Parameters mean depends on the type; in an answer they are status, error and one more.
type Message struct {
	Type       byte
	Slot       byte
	Sequence   byte
	Parameters [3]byte
	Data       []byte // up to 261 bytes
}

// Encode gives the frame: 03 06, the message with its length in little endian, and the exclusive or of all.
func (m Message) Encode() []byte {
	out := make([]byte, 0, around+headerLen+len(m.Data))
	out = append(out, sync, ack, m.Type)
	out = binary.LittleEndian.AppendUint32(out, uint32(len(m.Data)))
	out = append(out, m.Slot, m.Sequence)
	out = append(out, m.Parameters[:]...)
	out = append(out, m.Data...)
	return append(out, exclusiveOr(out))
}

// answeredBy is the type of the answer to a command.
func answeredBy(command byte) byte {
	switch command {
	case PowerOn, TransferBlock:
		return DataBlock
	case SetParameters, GetParameters:
		return ParameterBlock
	case Escape:
		return EscapeAnswer
	}
	return SlotState
}

// CardState is what a reader says of the card in an answer.
type CardState int

// The states of a card.
const (
	Active   CardState = iota // there, with power
	Inactive                  // there, without power
	Absent
)

// Card reads the state of the card.
func (m Message) Card() CardState { return CardState(m.Parameters[0] & 0x03) }

// Failed reports whether the reader could not do the command.
func (m Message) Failed() bool { return m.Parameters[0]&0x40 != 0 }

// MoreTime reports whether this is no answer yet, and by how much the waiting time is to be multiplied.
func (m Message) MoreTime() (multiplier int, ok bool) {
	if m.Parameters[0]&0xC0 != 0x80 {
		return 0, false
	}
	return max(int(m.Parameters[1]), 1), true
}

// Error is why a command failed.
func (m Message) Error() byte { return m.Parameters[1] }

// The errors that mean something to this driver. 1 to 127 are the place of a parameter that the reader refuses, 0 is an unknown command.
const (
	errMute     byte = 0xFE
	errParity   byte = 0xFD
	errOverrun  byte = 0xFC
	errHardware byte = 0xFB
	errBusy     byte = 0xE0
)

func exclusiveOr(p []byte) byte {
	var x byte
	for _, b := range p {
		x ^= b
	}
	return x
}
