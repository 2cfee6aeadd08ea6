package opticon

import (
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
)

const (
	esc  = 0x1B
	mark = 0x21 // begins a packet
	end  = 0x0D

	headerSize      = 7   // mark, number, length
	informationSize = 256 // before the data of each packet
	trailerSize     = 3   // checksum, end
)

// Parameters of [DE7 that the driver sets.
const (
	parameterQuality  = 4
	parameterFormat   = 5 // 1 JPEG, 3 BMP
	parameterTransfer = 6 // 0 PART, 1 ALL
)

// errMalformed marks bytes that the manual does not allow at their place.
var errMalformed = errors.New("malformed")

// setting is the command that sets a parameter: its number as a digit after Q, then its value as five.
func setting(parameter, value int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "[DE7Q%d", parameter)
	for _, digit := range fmt.Sprintf("%05d", value) {
		b.WriteString("Q")
		b.WriteRune(digit)
	}
	return b.String()
}

// command puts settings or an order between ESC and CR.
func command(orders ...string) []byte {
	return append([]byte{esc}, strings.Join(orders, "")+"\r"...)
}

// checksum is Σ xᵢ·(i+1) mod 2¹⁶.
func checksum(a []byte) uint16 {
	var sum uint16
	for i, x := range a {
		sum += uint16(x) * uint16(i+1)
	}
	return sum
}

// header is the beginning of a packet.
type header struct {
	number int
	length int // of information and data
}

// parseHeader reads a header. order is nil before the first packet; then the order is returned in which the length can be one: between
// the information's and largest. Where both can, the low byte is taken to come first.
func parseHeader(b []byte, order binary.ByteOrder, largest int) (header, binary.ByteOrder, error) {
	if len(b) != headerSize || b[0] != mark {
		return header{}, nil, fmt.Errorf("%w: % X is no header", errMalformed, b)
	}
	orders := []binary.ByteOrder{order}
	if order == nil {
		orders = []binary.ByteOrder{binary.LittleEndian, binary.BigEndian}
	}
	for _, o := range orders {
		h := header{number: int(o.Uint16(b[1:])), length: int(o.Uint32(b[3:]))}
		if h.length > informationSize && h.length <= informationSize+largest {
			return h, o, nil
		}
	}
	return header{}, nil, fmt.Errorf("%w: length % X", errMalformed, b[3:])
}

// checkTrailer compares the checksum of A in an order, and the end.
func checkTrailer(b, a []byte, order binary.ByteOrder) error {
	if len(b) != trailerSize || b[2] != end {
		return fmt.Errorf("%w: % X ends a packet", errMalformed, b)
	}
	if got, want := order.Uint16(b), checksum(a); got != want {
		return fmt.Errorf("%w: checksum %04X instead of %04X", errMalformed, got, want)
	}
	return nil
}
