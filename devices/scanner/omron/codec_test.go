package omron

import (
	"encoding/binary"
	"errors"
	"testing"
)

// The check values of the CRC catalogue for "123456789".
func TestCRC(t *testing.T) {
	for _, c := range []struct {
		name string
		kind crcKind
		want uint16
	}{
		{"XMODEM", crcKind{0x1021, 0, false, binary.BigEndian}, 0x31C3},
		{"CCITT-FALSE", crcKind{0x1021, 0xFFFF, false, binary.BigEndian}, 0x29B1},
		{"ARC", crcKind{0xA001, 0, true, binary.BigEndian}, 0xBB3D},
		{"MODBUS", crcKind{0xA001, 0xFFFF, true, binary.BigEndian}, 0x4B37},
	} {
		if got := c.kind.sum([]byte("123456789")); got != c.want {
			t.Errorf("%s: %04X, want %04X", c.name, got, c.want)
		}
	}
	if len(crcKinds()) != 8 {
		t.Error("not every kind in both orders")
	}
}

func TestHeader(t *testing.T) {
	for _, c := range []struct {
		b    string
		want int
	}{
		{"\x010000C5B7", 0xC5B7}, {"\x0100000004", 4}, {"\x010000c5b7", 0xC5B7},
		{"\x0100000003", 0}, {"\x01FFFFFFFF", 0}, {"\x020000C5B7", 0}, {"\x010000C5B", 0}, {"\x010000 5B7", 0}, {"\x01+000C5B7", 0},
	} {
		got, err := parseHeader([]byte(c.b), 1<<20)
		if got != c.want || (c.want == 0) != errors.Is(err, errMalformed) {
			t.Errorf("%q: %d, %v", c.b, got, err)
		}
	}
}

// answerOf frames a file in the plainest way.
func answerOf(file string) []byte {
	b := append([]byte("\x0100000006\x01\x02"), file...)
	return binary.BigEndian.AppendUint16(b, crcKind{polynomial: 0x1021}.sum(b))
}

func TestLearn(t *testing.T) {
	sound := answerOf("\xFF\xD8\xFF\xD9ab")
	if d := learn(sound, 6); !d.known || d.prefix != 2 || d.whole || string(d.picture(sound)) != "\xFF\xD8\xFF\xD9ab" {
		t.Errorf("%+v", d)
	}
	bad := answerOf("\xFF\xD8\xFF\xD9ab")
	bad[14] ^= 1
	for name, b := range map[string][]byte{"damaged": bad, "no picture": answerOf("abcdef"), "cut": sound[:15], "nothing": nil} {
		if d := learn(b, 6); d.known {
			t.Errorf("%s: %+v", name, d)
		}
	}
}

func FuzzAnswer(f *testing.F) {
	f.Add(answerOf("\xFF\xD8\xFF\xD9ab"))
	f.Add([]byte("\x0100000004"))
	f.Fuzz(func(t *testing.T, b []byte) {
		length, err := parseHeader(b[:min(len(b), headerSize)], 1000)
		if err != nil {
			return
		}
		d := learn(b, length)
		if !d.known {
			return
		}
		if got := len(d.picture(b)); d.check(b) != nil || got != length && got != length-d.prefix || d.rest(length)+headerSize+crcSize != len(b) {
			t.Errorf("% X: %+v", b, d)
		}
	})
}
