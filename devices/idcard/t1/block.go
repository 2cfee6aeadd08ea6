package t1

import "errors"

// Why bytes are no block.
var (
	ErrBlockLength = errors.New("block with a wrong length")
	ErrBlockCheck  = errors.New("block with a wrong check")
	ErrBlockForm   = errors.New("block with an address, a control byte or a length that there is not")
)

// Kind is what a block is for.
type Kind int

// The three kinds.
const (
	Information Kind = iota // part of a command or response
	Ready                   // receipt, or wish for a repeat
	Supervisory             // control of the link itself
)

// The control bytes of supervisory requests. An answer has the bit Answer.
const (
	Resynchronise byte = 0xC0
	Size          byte = 0xC1 // IFS, one byte
	Abort         byte = 0xC2
	WaitingTime   byte = 0xC3 // multiplier of the block waiting time, one byte
	Answer        byte = 0x20
)

// The reasons of a Ready block.
const (
	NoError    byte = 0
	CheckError byte = 1
	OtherError byte = 2
)

// Bits of the control byte of an information block.
const (
	sequenceBit byte = 0x40
	moreBit     byte = 0x20
	readyBit    byte = 0x80
	readySeqBit byte = 0x10
)

const (
	headerLen = 3   // NAD PCB LEN
	reserved  = 255 // as a length
)

// Block is one block without its length and check. The node address is always 0: there is one card and one terminal.
type Block struct {
	PCB  byte
	Data []byte
}

// InformationBlock makes one; sequence is 0 or 1.
func InformationBlock(sequence byte, more bool, data []byte) Block {
	b := Block{PCB: sequence << 6, Data: data}
	if more {
		b.PCB |= moreBit
	}
	return b
}

// ReadyBlock makes one that expects the other side's block number sequence, 0 or 1.
func ReadyBlock(sequence, reason byte) Block { return Block{PCB: readyBit | sequence<<4 | reason} }

// Kind is what the block is for.
func (b Block) Kind() Kind {
	switch {
	case b.PCB&0x80 == 0:
		return Information
	case b.PCB&0x40 == 0:
		return Ready
	}
	return Supervisory
}

// Sequence is the number of an information block, or that which a ready block expects.
func (b Block) Sequence() byte {
	if b.Kind() == Ready {
		return b.PCB & readySeqBit >> 4
	}
	return b.PCB & sequenceBit >> 6
}

// More reports whether an information block is not the last of its chain.
func (b Block) More() bool { return b.PCB&moreBit != 0 }

// Encode gives the bytes NAD PCB LEN data check.
func (b Block) Encode(crc bool) []byte {
	out := append([]byte{0, b.PCB, byte(len(b.Data))}, b.Data...)
	if !crc {
		return append(out, lrc(out))
	}
	c := crc16(out)
	return append(out, byte(c>>8), byte(c))
}

// Decode reads one whole block. The data are a part of p. The errors are ErrBlockLength, ErrBlockCheck and ErrBlockForm.
func Decode(p []byte, crc bool) (Block, error) {
	check := 1
	if crc {
		check = 2
	}
	if len(p) < headerLen+check || len(p) != headerLen+int(p[2])+check {
		return Block{}, ErrBlockLength
	}
	body := p[:len(p)-check]
	if !crc && lrc(p) != 0 {
		return Block{}, ErrBlockCheck
	}
	if c := crc16(body); crc && (p[len(p)-2] != byte(c>>8) || p[len(p)-1] != byte(c)) {
		return Block{}, ErrBlockCheck
	}
	b := Block{PCB: p[1], Data: body[headerLen:]}
	if p[0] != 0 || p[2] == reserved || !b.wellFormed() {
		return Block{}, ErrBlockForm
	}
	return b, nil
}

// wellFormed judges control byte and length together.
func (b Block) wellFormed() bool {
	switch b.Kind() {
	case Information:
		return b.PCB&0x1F == 0
	case Ready:
		return b.PCB&0x2C == 0 && b.PCB&0x03 != 0x03 && len(b.Data) == 0
	}
	switch b.PCB &^ Answer {
	case Resynchronise, Abort:
		return len(b.Data) == 0
	case Size:
		return len(b.Data) == 1 && b.Data[0] >= 1 && b.Data[0] <= MaxIFS
	case WaitingTime:
		return len(b.Data) == 1
	}
	return false
}

func lrc(p []byte) byte {
	var x byte
	for _, b := range p {
		x ^= b
	}
	return x
}

// crc16 is x^16 + x^12 + x^5 + 1, reflected, from FFFF, and not inverted at the end; see the package comment.
func crc16(p []byte) uint16 {
	c := uint16(0xFFFF)
	for _, b := range p {
		c ^= uint16(b)
		for range 8 {
			if c&1 != 0 {
				c = c>>1 ^ 0x8408
			} else {
				c >>= 1
			}
		}
	}
	return c
}
