package omron

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"strconv"
)

const (
	soh        = 0x01
	digits     = 8
	headerSize = 1 + digits
	crcSize    = 2
	maxPrefix  = 4 // bytes of FRAMETYPE and SCHEMA
)

// errMalformed marks bytes that the manual does not allow at their place.
var errMalformed = errors.New("malformed")

// parseHeader reads SOH and the length of what follows.
func parseHeader(b []byte, largest int) (length int, err error) {
	if len(b) != headerSize || b[0] != soh {
		return 0, fmt.Errorf("%w: % X is no header", errMalformed, b)
	}
	n, err := strconv.ParseUint(string(b[1:]), 16, 32)
	if err != nil || n < 4 || n > uint64(largest) {
		return 0, fmt.Errorf("%w: length %q", errMalformed, b[1:])
	}
	return int(n), nil
}

// prefixSize is how many bytes stand before the picture: FRAMETYPE and SCHEMA. It is -1 where no picture begins.
func prefixSize(b []byte) int {
	for n := 0; n <= maxPrefix && n+2 <= len(b); n++ {
		if b[n] == 0xFF && b[n+1] == 0xD8 || b[n] == 'B' && b[n+1] == 'M' {
			return n
		}
	}
	return -1
}

// crcKind is a way to compute a CRC16 and to write it.
type crcKind struct {
	polynomial uint16
	begin      uint16
	reflected  bool
	order      binary.ByteOrder
}

// crcKinds are the usual CRC16: CCITT from 0 and from FFFF, that of IBM (ARC) and of Modbus.
func crcKinds() []crcKind {
	var all []crcKind
	for _, order := range []binary.ByteOrder{binary.BigEndian, binary.LittleEndian} {
		all = append(all, crcKind{0x1021, 0, false, order}, crcKind{0x1021, 0xFFFF, false, order}, crcKind{0xA001, 0, true, order}, crcKind{0xA001, 0xFFFF, true, order})
	}
	return all
}

func (k crcKind) sum(data []byte) uint16 {
	crc := k.begin
	for _, b := range data {
		if k.reflected {
			crc ^= uint16(b)
		} else {
			crc ^= uint16(b) << 8
		}
		for range 8 {
			crc = k.shift(crc)
		}
	}
	return crc
}

func (k crcKind) shift(crc uint16) uint16 {
	switch {
	case k.reflected && crc&1 != 0:
		return crc>>1 ^ k.polynomial
	case k.reflected:
		return crc >> 1
	case crc&0x8000 != 0:
		return crc<<1 ^ k.polynomial
	}
	return crc << 1
}

// dialect is what the first sound answer told of what the manual leaves open.
type dialect struct {
	known  bool
	prefix int  // bytes before the picture
	whole  bool // the length counts them
	crc    crcKind
}

// rest is how many bytes an answer has behind its header, without the CRC.
func (d dialect) rest(length int) int {
	if d.known && !d.whole {
		return length + d.prefix
	}
	return length
}

// learn finds the dialect in which an answer is sound; answer is all of it, its CRC included. known is false where there is none.
func learn(answer []byte, length int) dialect {
	prefix := prefixSize(answer[min(headerSize, len(answer)):])
	if prefix < 0 {
		return dialect{}
	}
	d := dialect{known: true, prefix: prefix}
	switch len(answer) {
	case headerSize + length + crcSize:
		d.whole = true
	case headerSize + prefix + length + crcSize:
	default:
		return dialect{}
	}
	for _, d.crc = range crcKinds() {
		if d.check(answer) == nil {
			return d
		}
	}
	return dialect{}
}

// check compares the CRC of a whole answer.
func (d dialect) check(answer []byte) error {
	end := len(answer) - crcSize
	if end < 0 {
		return fmt.Errorf("%w: an answer of %d bytes", errMalformed, len(answer))
	}
	if got, want := d.crc.order.Uint16(answer[end:]), d.crc.sum(answer[:end]); got != want {
		return fmt.Errorf("%w: CRC %04X instead of %04X", errMalformed, got, want)
	}
	return nil
}

// picture is the part of a sound answer that is the file.
func (d dialect) picture(answer []byte) []byte {
	return bytes.Clone(answer[headerSize+d.prefix : len(answer)-crcSize])
}
