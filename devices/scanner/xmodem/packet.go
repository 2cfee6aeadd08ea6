package xmodem

// Control characters.
const (
	soh = 0x01 // 128 bytes follow
	stx = 0x02 // 1024 bytes follow
	eot = 0x04
	ack = 0x06
	nak = 0x15
	can = 0x18
	sub = 0x1A // fills the last block

	askCRC = 'C'
)

// Sizes in bytes.
const (
	ShortBlock = 128
	LongBlock  = 1024
	Overhead   = 5 // of a packet: kind, number, its complement, CRC
)

// CRC is the checksum of a block: polynomial 1021, begins with 0. It takes a byte at a time: the eight steps of a byte
// come to these shifts, as the polynomial has a bit in each of three nibbles only. The answer to a block waits for it.
func CRC(data []byte) uint16 {
	var crc uint16
	for _, b := range data {
		x := crc>>8 ^ uint16(b)
		x ^= x >> 4
		crc = crc<<8 ^ x<<12 ^ x<<5 ^ x
	}
	return crc
}

// packet is one block on the line; data is filled up to the block's size.
func packet(number byte, data []byte) []byte {
	kind, size := byte(stx), LongBlock
	if len(data) <= ShortBlock {
		kind, size = soh, ShortBlock
	}
	p := make([]byte, 0, size+Overhead)
	p = append(append(p, kind, number, ^number), data...)
	for len(p) < size+3 {
		p = append(p, sub)
	}
	crc := CRC(p[3:])
	return append(p, byte(crc>>8), byte(crc))
}

// sound tells whether a whole packet arrived as it was sent.
func sound(p []byte) bool {
	end := len(p) - 2
	return p[1] == ^p[2] && CRC(p[3:end]) == uint16(p[end])<<8|uint16(p[end+1])
}
