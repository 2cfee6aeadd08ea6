package simulator

import (
	"bytes"
	"context"
)

// blockCard is a card's side of T=1 (ISO/IEC 7816-3, clause 11). The caller holds the reader's lock.
type blockCard struct {
	reader *CardReader
	chip   Chip
	crc    bool
	speed  byte // right after the reset
	first  int  // size of a block that the answer to reset allows
	ifsc   int
	ifsd   int

	expects byte // number of the terminal's next block
	number  byte // of the card's next block
	command []byte
	left    []byte // of the response, not yet sent
	sent    []byte // last block
	more    bool   // the last information block was not the last of its chain
	asked   byte   // request whose answer is waited for; 0 means none
	waiting []byte // block that is held back while more time is asked for
}

// newBlockCard reads from the answer to reset what concerns T=1: size and check, and the speed of a card that lets none be selected.
func newBlockCard(m *CardReader, chip Chip) *blockCard {
	c := &blockCard{reader: m, chip: chip, first: 32, speed: 0x11}
	fastest := byte(0x11)
	atr := chip.ATR()
	at, present, group, protocol, sized := 2, atr[1]>>4, 1, byte(0xFF), false
	for {
		var ta, tc, td byte
		for i, field := range []*byte{&ta, new(byte), &tc, &td} {
			if present&(1<<i) != 0 && at < len(atr) {
				*field = atr[at]
				at++
			}
		}
		if group == 1 && present&1 != 0 {
			fastest = ta
		}
		if group == 2 && present&1 != 0 {
			c.speed = fastest
		}
		if group > 2 && protocol == 1 {
			if present&1 != 0 && !sized {
				c.first, sized = int(ta), true
			}
			c.crc = c.crc || tc&1 == 1
		}
		if present&8 == 0 || at >= len(atr) {
			break
		}
		present, protocol = td>>4, td&0x0F
		group++
	}
	c.begin()
	return c
}

// begin is the state after a reset or a resynchronisation.
func (c *blockCard) begin() {
	c.ifsc, c.ifsd = c.first, 32
	c.expects, c.number, c.command, c.left, c.sent, c.more, c.asked, c.waiting = 0, 0, nil, nil, nil, false, 0, nil
}

// answer takes the terminal's block and gives the card's; false means that the card says nothing.
func (c *blockCard) answer(ctx context.Context, block []byte) ([]byte, bool) {
	if !c.whole(block) {
		c.reader.complain("a block that is not whole: %d bytes", len(block))
		return c.repeat(1), true
	}
	if block[0] != 0 || block[2] == 0xFF {
		c.reader.complain("address %02X and length %02X in a block", block[0], block[2])
		return c.repeat(2), true
	}
	pcb, data := block[1], block[3:3+int(block[2])]
	switch {
	case pcb&0x80 == 0:
		return c.information(ctx, pcb, data)
	case pcb&0x40 == 0:
		return c.ready(pcb, data), true
	}
	return c.supervisory(ctx, pcb, data)
}

func (c *blockCard) whole(b []byte) bool {
	check := 1
	if c.crc {
		check = 2
	}
	if len(b) < 3+check || len(b) != 3+int(b[2])+check {
		return false
	}
	return bytes.Equal(c.seal(b[:len(b)-check:len(b)-check]), b)
}

// seal adds the check to a block.
func (c *blockCard) seal(b []byte) []byte {
	if !c.crc {
		return append(b, foldXor(b))
	}
	sum := 0xFFFF
	for _, x := range b {
		for bit := range 8 {
			feedback := (sum ^ int(x)>>bit) & 1
			sum = sum>>1 ^ feedback*0x8408
		}
	}
	return append(b, byte(sum>>8), byte(sum))
}

// say makes a block, and remembers it for a repeat.
func (c *blockCard) say(pcb byte, data []byte) []byte {
	c.sent = c.seal(append([]byte{0, pcb, byte(len(data))}, data...))
	return c.sent
}

// repeat asks for the block that is expected. It is not remembered: what the terminal may want again is the block before.
func (c *blockCard) repeat(reason byte) []byte {
	return c.seal([]byte{0, 0x80 | c.expects<<4 | reason, 0})
}

// information takes a part of a command.
func (c *blockCard) information(ctx context.Context, pcb byte, data []byte) ([]byte, bool) {
	switch {
	case pcb&0x1F != 0 || len(data) > c.ifsc || c.more || c.asked != 0:
		c.reader.complain("an information block %02X of %d bytes; the card takes %d, sends more: %v, waits for an answer: %02X", pcb, len(data), c.ifsc, c.more, c.asked)
		return c.repeat(2), true
	case pcb>>6 != c.expects:
		c.reader.complain("block %d, expected %d", pcb>>6, c.expects)
		return c.repeat(2), true
	}
	c.expects ^= 1
	c.command = append(c.command, data...)
	if pcb&0x20 != 0 {
		return c.say(0x80|c.expects<<4, nil), true
	}
	response, err := c.chip.Transmit(ctx, c.command)
	c.command = nil
	if err != nil {
		return nil, false
	}
	c.left = response
	return c.next(), true
}

// next sends the next part of the response, or asks for more time first.
func (c *blockCard) next() []byte {
	if c.reader.left("wtx") {
		c.asked = 0xC3
		return c.say(0xC3, []byte{2})
	}
	size := min(len(c.left), c.ifsd)
	part := c.left[:size]
	c.left = c.left[size:]
	c.more = len(c.left) > 0
	pcb := c.number << 6
	if c.more {
		pcb |= 0x20
	}
	c.number ^= 1
	return c.say(pcb, part)
}

// ready gives what the terminal wants: the last block again, or the next one.
func (c *blockCard) ready(pcb byte, data []byte) []byte {
	if pcb&0x2C != 0 || pcb&3 == 3 || len(data) > 0 {
		c.reader.complain("a ready block %02X of %d bytes", pcb, len(data))
		return c.repeat(2)
	}
	wanted := pcb >> 4 & 1
	switch {
	case c.asked != 0: // the request was lost
		return c.sent
	case wanted != c.number && len(c.sent) > 0 && c.sent[1]&0x80 == 0: // the last part again
		return c.sent
	case wanted == c.number && c.more:
		return c.next()
	}
	return c.repeat(0) // the card waits for a command, or for its next part
}

// supervisory obeys a request, or takes the answer to one.
func (c *blockCard) supervisory(ctx context.Context, pcb byte, data []byte) ([]byte, bool) {
	switch {
	case pcb == 0xC0 && len(data) == 0:
		c.begin()
		return c.say(0xE0, nil), true
	case pcb == 0xC1 && len(data) == 1 && data[0] > 0 && data[0] < 0xFF:
		c.ifsd = int(data[0])
		return c.say(0xE1, data), true
	case pcb == 0xC2 && len(data) == 0:
		c.command, c.left, c.more = nil, nil, false
		return c.say(0xE2, nil), true
	case pcb == c.asked|0x20 && c.asked == 0xC3 && len(data) == 1 && data[0] == 2:
		c.asked = 0
		return c.next(), true
	}
	c.reader.complain("a supervisory block %02X of %d bytes", pcb, len(data))
	return c.repeat(2), true
}
