package opticon

import (
	"bytes"
	"encoding/binary"
	"errors"
	"testing"
)

// The manual's own example, and its checksums as they were computed by hand.
func TestVectors(t *testing.T) {
	want := "\x1b[DE7Q6Q0Q0Q0Q0Q1[DE7Q5Q0Q0Q0Q0Q1\r"
	if got := command(setting(parameterTransfer, 1), setting(parameterFormat, 1)); string(got) != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got := setting(parameterQuality, 75); got != "[DE7Q4Q0Q0Q0Q7Q5" {
		t.Errorf("%q", got)
	}
	count := make([]byte, 256)
	for i := range count {
		count[i] = byte(i)
	}
	for _, c := range []struct {
		a    []byte
		want uint16
	}{{[]byte("ABC"), 0x018E}, {count, 0x5500}, {nil, 0}} {
		if got := checksum(c.a); got != c.want {
			t.Errorf("checksum %04X, want %04X", got, c.want)
		}
	}
}

func TestByteOrder(t *testing.T) {
	little := []byte{mark, 0, 0, 0x10, 0xC5, 0, 0} // 50,448
	big := []byte{mark, 0, 0, 0, 0, 0xC5, 0x10}
	for _, c := range []struct {
		name  string
		b     []byte
		known binary.ByteOrder
		want  binary.ByteOrder
	}{
		{"low byte first", little, nil, binary.LittleEndian},
		{"high byte first", big, nil, binary.BigEndian},
		{"as before", little, binary.LittleEndian, binary.LittleEndian},
		{"not as before", little, binary.BigEndian, nil},
		{"no mark", append([]byte{0x20}, little[1:]...), nil, nil},
		{"less than the information", []byte{mark, 0, 0, 0xFF, 0, 0, 0}, nil, nil},
	} {
		h, order, err := parseHeader(c.b, c.known, 1<<20)
		if order != c.want || (err == nil) != (c.want != nil) || err == nil && h.length != 50448 {
			t.Errorf("%s: %+v, %v, %v", c.name, h, order, err)
		}
	}
}

func TestTrailer(t *testing.T) {
	a := []byte("ABC")
	for _, c := range []struct {
		b     []byte
		order binary.ByteOrder
		good  bool
	}{
		{[]byte{0x8E, 0x01, 0x0D}, binary.LittleEndian, true},
		{[]byte{0x01, 0x8E, 0x0D}, binary.BigEndian, true},
		{[]byte{0x01, 0x8E, 0x0D}, binary.LittleEndian, false},
		{[]byte{0x8E, 0x01, 0x0A}, binary.LittleEndian, false},
		{[]byte{0x8E, 0x01}, binary.LittleEndian, false},
	} {
		if err := checkTrailer(c.b, a, c.order); (err == nil) != c.good || err != nil && !errors.Is(err, errMalformed) {
			t.Errorf("% X: %v", c.b, err)
		}
	}
}

func FuzzPacket(f *testing.F) {
	f.Add([]byte{mark, 0, 0, 0x10, 0xC5, 0, 0}, []byte("ABC"), []byte{0x8E, 0x01, 0x0D})
	f.Add([]byte{mark, 0, 0, 0, 0, 0xC5, 0x10}, []byte{}, []byte{0, 0, 0x0D})
	f.Fuzz(func(t *testing.T, head, a, tail []byte) {
		h, order, err := parseHeader(head, nil, 1000)
		if err != nil {
			return
		}
		if h.length <= informationSize || h.length > informationSize+1000 || head[0] != mark {
			t.Errorf("% X: %+v", head, h)
		}
		if _, again, err := parseHeader(head, order, 1000); err != nil || again != order {
			t.Errorf("% X in the same order: %v", head, err)
		}
		if err := checkTrailer(tail, a, order); err == nil {
			var sum [2]byte
			order.PutUint16(sum[:], checksum(a))
			if !bytes.Equal(tail, append(sum[:], end)) {
				t.Errorf("% X is taken behind % X", tail, a)
			}
		}
	})
}
