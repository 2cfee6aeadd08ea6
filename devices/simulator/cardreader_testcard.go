package simulator

import (
	"bytes"
	"context"
	"encoding/binary"
	"math/rand/v2"
)

// testCards are the cards for testing a reader: a small file system behind different answers to reset.
func testCards() map[string]func() Chip {
	with := func(atr []byte, voltages ...byte) func() Chip {
		return func() Chip { return &testCard{atr: atr, voltages: voltages, files: testFiles()} }
	}
	return map[string]func() Chip{
		"test":     with(checkedATR(0x80, 0x81, 0x31, 254, 0x45)),             // T=1, blocks of 254
		"plain":    with(checkedATR(0x80, 0x01)),                              // T=1, blocks of 32: the shortest answer
		"fast":     with(checkedATR(0x90, 0x95, 0x81, 0x31, 254, 0x45)),       // wants 125,000 bit/s
		"too-fast": with(checkedATR(0x90, 0x97, 0x81, 0x31, 254, 0x45)),       // wants 500,000 bit/s, the reader can do half
		"both":     with(checkedATR(0x80, 0x80, 0x81, 0x31, 254, 0x45)),       // offers T=0 first, and tells its size late
		"fixed":    with(checkedATR(0x90, 0x95, 0x91, 0x01, 0x31, 254, 0x45)), // stays with T=1 and its speed
		"crc":      with(checkedATR(0x80, 0x81, 0x71, 254, 0x45, 1)),          // two check bytes
		"low":      with(checkedATR(0x80, 0x81, 0x31, 254, 0x45), 2),          // works at 3 V only
		"t0":       with([]byte{0x3B, 0x00}),                                  // T=0 only
		"nonsense": with([]byte{0x3B, 0x80}),                                  // an answer that breaks off
		"none":     nil,                                                       // plastic without a chip
	}
}

// checkedATR completes an answer to reset with its first and its check byte.
func checkedATR(b ...byte) []byte {
	return append(append([]byte{0x3B}, b...), foldXor(b))
}

// testCard is a file system that can be read and written, and a source of numbers. Nothing in it is a person's.
type testCard struct {
	atr      []byte
	voltages []byte // 1, 2, 3 for 5, 3 and 1.8 V; empty means all
	files    map[uint16][]byte
	selected uint16
	random   *rand.Rand
}

// testFiles are a short file and one of 20,000 bytes, the size of a portrait.
func testFiles() map[uint16][]byte {
	long := make([]byte, 20_000)
	for i := range long {
		long[i] = byte(i*7 + i>>8)
	}
	return map[uint16][]byte{0x011E: []byte("Testkarte"), 0x0101: long}
}

// testApplication is what SELECT by name finds: F0 and a name, which no registered application has.
func testApplication() []byte { return []byte("\xF0TESTKARTE") }

func (c *testCard) ATR() []byte { return c.atr }

func (c *testCard) worksAt(voltage byte) bool {
	return len(c.voltages) == 0 || bytes.IndexByte(c.voltages, voltage) >= 0
}

// Transmit implements Chip with the commands of ISO/IEC 7816-4 that a reading of files needs.
func (c *testCard) Transmit(_ context.Context, command []byte) ([]byte, error) {
	data, expected, ok := splitCommand(command)
	if !ok {
		return []byte{0x67, 0x00}, nil
	}
	if command[0] != 0x00 {
		return []byte{0x6E, 0x00}, nil
	}
	at := int(binary.BigEndian.Uint16(command[2:]))
	switch command[1] {
	case 0xA4:
		return c.choose(command[2], data), nil
	case 0xB0:
		return c.read(at, expected), nil
	case 0xD6:
		return c.write(at, data), nil
	case 0x84:
		if c.random == nil {
			c.random = rand.New(rand.NewPCG(3, 4)) // a fixed seed, so that a conversation can be repeated
		}
		answer := make([]byte, expected, expected+2)
		for i := range answer {
			answer[i] = byte(c.random.Uint32())
		}
		return append(answer, 0x90, 0x00), nil
	}
	return []byte{0x6D, 0x00}, nil
}

// splitCommand takes a short or extended command apart. expected is Le, with its greatest value for 0, or 0 where there is none.
func splitCommand(b []byte) (data []byte, expected int, ok bool) {
	if len(b) < 4 {
		return nil, 0, false
	}
	rest := b[4:]
	switch {
	case len(rest) == 0:
		return nil, 0, true
	case len(rest) == 1:
		return nil, orMost(int(rest[0]), 256), true
	case rest[0] != 0:
		return splitData(rest[1:], int(rest[0]), 1, 256)
	case len(rest) == 3:
		return nil, orMost(int(binary.BigEndian.Uint16(rest[1:])), 65536), true
	case len(rest) > 3:
		return splitData(rest[3:], int(binary.BigEndian.Uint16(rest[1:])), 2, 65536)
	}
	return nil, 0, false
}

// splitData takes n bytes of data and a length of width bytes that may follow.
func splitData(rest []byte, n, width, most int) (data []byte, expected int, ok bool) {
	if n == 0 || len(rest) != n && len(rest) != n+width {
		return nil, 0, false
	}
	data, rest = rest[:n], rest[n:]
	if len(rest) == 0 {
		return data, 0, true
	}
	for _, b := range rest {
		expected = expected<<8 | int(b)
	}
	return data, orMost(expected, most), true
}

func orMost(n, most int) int {
	if n == 0 {
		return most
	}
	return n
}

// choose is SELECT, by file identifier or by name.
func (c *testCard) choose(how byte, data []byte) []byte {
	switch {
	case how == 0x04 && bytes.Equal(data, testApplication()):
		c.selected = 0
		return []byte{0x90, 0x00}
	case how == 0x02 && len(data) == 2:
		if id := binary.BigEndian.Uint16(data); c.files[id] != nil {
			c.selected = id
			return []byte{0x90, 0x00}
		}
	}
	return []byte{0x6A, 0x82}
}

// read is READ BINARY; a file that ends before what was asked for gives what there is and a warning.
func (c *testCard) read(at, expected int) []byte {
	file := c.files[c.selected]
	switch {
	case file == nil:
		return []byte{0x69, 0x86}
	case at > len(file):
		return []byte{0x6B, 0x00}
	}
	part := bytes.Clone(file[at:min(at+expected, len(file))])
	if len(part) < expected {
		return append(part, 0x62, 0x82)
	}
	return append(part, 0x90, 0x00)
}

// write is UPDATE BINARY, inside the file's length.
func (c *testCard) write(at int, data []byte) []byte {
	file := c.files[c.selected]
	switch {
	case file == nil:
		return []byte{0x69, 0x86}
	case at+len(data) > len(file):
		return []byte{0x6B, 0x00}
	}
	copy(file[at:], data)
	return []byte{0x90, 0x00}
}
