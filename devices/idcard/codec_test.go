package idcard

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"buergerterminal/devices/idcard/mrz"
)

// encode writes a block as the manual describes it, length and check byte in the reading that doc.go prefers.
func encode(b Block) []byte {
	text := append([]byte{'O', 'U', stx, b.Flag}, strings.Join(b.Lines[:], "\r")+"\r"...)
	text = append(text, etx)
	length := len(text) + 4
	block := append([]byte{soh, byte(length), byte(length >> 8)}, text...)
	return append(block, exclusiveOr(block[1:]))
}

func jana() Block {
	lines, err := mrz.Encode(mrz.Document{
		Format: mrz.TD1, Code: "ID", Issuer: "D", Number: "L7XK40PN2", Nationality: "D", Birth: "890814", Expiry: "330814",
		Optional2: "2108", Names: mrz.Names{Primary: []string{"LEHMANN"}, Secondary: []string{"JANA"}},
	})
	if err != nil {
		panic(err)
	}
	return Block{Flag: '0', Lines: [3]string(lines)}
}

// outcome feeds a stream byte by byte and lists what Next says.
func outcome(stream []byte) (blocks []Block, errs []error) {
	var d Decoder
	for _, b := range stream {
		d.Feed([]byte{b})
		for {
			block, err := d.Next()
			if errors.Is(err, ErrMore) {
				break
			}
			if err != nil {
				errs = append(errs, err)
				continue
			}
			blocks = append(blocks, block)
		}
	}
	return blocks, errs
}

func TestDecodeGolden(t *testing.T) {
	// One line of two letters: 01 0E 00 'O' 'U' 02 '0' CR CR 'A' 'B' CR 03 BCC; the length counts all 14 bytes.
	stream := []byte{0x01, 0x0E, 0x00, 'O', 'U', 0x02, '0', 0x0D, 0x0D, 'A', 'B', 0x0D, 0x03}
	var check byte
	for _, b := range stream[1:] {
		check ^= b
	}
	for name, c := range map[string]struct {
		length, check byte
		want          error
	}{
		"whole block":     {14, check, nil},
		"behind the word": {11, check ^ 14 ^ 11, nil},
		"from SOH":        {14, check ^ 0x01, ErrCheck},
		"wrong check":     {14, check ^ 0x80, ErrCheck},
		"wrong length":    {13, check ^ 14 ^ 13, ErrLength},
	} {
		s := append(append([]byte{}, stream...), c.check)
		s[1] = c.length
		blocks, errs := outcome(s)
		if c.want == nil && (len(blocks) != 1 || len(errs) != 0 || blocks[0] != Block{'0', [3]string{"", "", "AB"}}) {
			t.Errorf("%s: %v %v", name, blocks, errs)
		}
		if c.want != nil && (len(blocks) != 0 || len(errs) == 0 || !errors.Is(errs[0], c.want)) {
			t.Errorf("%s: %v %v", name, blocks, errs)
		}
	}
}

func TestCheckFromSOH(t *testing.T) {
	stream := encode(jana())
	stream[len(stream)-1] ^= soh
	d := Decoder{Check: FromSOH}
	d.Feed(stream)
	if block, err := d.Next(); err != nil || block != jana() {
		t.Errorf("%v %v", block, err)
	}
}

func TestDecodeDamage(t *testing.T) {
	good := encode(jana())
	with := func(change func([]byte) []byte) []byte { return change(append([]byte{}, good...)) }
	double := func(i int) []byte {
		return with(func(b []byte) []byte { return append(b[:i], append([]byte{b[i]}, b[i:]...)...) })
	}
	for _, c := range []struct {
		name   string
		stream []byte
		blocks int
		err    error
	}{
		{"whole", good, 1, nil},
		{"twice", append(append([]byte{}, good...), good...), 2, nil},
		{"noise before", append([]byte("\x00\xff\x01O\x01U\x01\x01\x01\x01OU"), good...), 1, nil},
		{"half before", append(append([]byte{}, good[:40]...), good...), 1, ErrText},
		{"header only before", append(append([]byte{}, good[:6]...), good...), 1, ErrText},
		{"half", good[:50], 0, nil},
		{"wrong check", with(func(b []byte) []byte { b[len(b)-1] ^= 0x20; return b }), 0, ErrCheck},
		{"one bit in the name", with(func(b []byte) []byte { b[70] ^= 0x02; return b }), 0, ErrCheck},
		{"doubled letter", double(40), 0, ErrLength},
		{"lost letter", with(func(b []byte) []byte { return append(b[:40], b[41:]...) }), 0, ErrLength},
		{"over-long length", with(func(b []byte) []byte { b[2] = 0x3F; return b }), 0, ErrLength},
		{"zero length", with(func(b []byte) []byte { b[1] = 0; return b }), 0, ErrLength},
		{"control byte in text", with(func(b []byte) []byte { b[30] = 0x07; return b }), 0, ErrText},
		{"eighth bit", with(func(b []byte) []byte { b[30] |= 0x80; return b }), 0, ErrText},
		{"no end", append(append([]byte{}, good[:7]...), bytes.Repeat([]byte("A"), 300)...), 0, ErrLength},
		{"four lines", encode(Block{'0', [3]string{"A", "B", "C\rD"}}), 0, ErrText},
		{"babble", bytes.Repeat([]byte{0x55, 0xAA, 0x01}, 500), 0, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			blocks, errs := outcome(c.stream)
			if len(blocks) != c.blocks {
				t.Errorf("%d blocks", len(blocks))
			}
			if c.err == nil && len(errs) > 0 || c.err != nil && (len(errs) == 0 || !errors.Is(errs[0], c.err)) {
				t.Errorf("errors %v, want %v", errs, c.err)
			}
			if c.blocks > 0 && len(blocks) > 0 && blocks[len(blocks)-1] != jana() {
				t.Errorf("last block %v", blocks[len(blocks)-1])
			}
		})
	}
}

// TestEveryDamage changes, loses and doubles every byte in turn: no changed block may come out as another document. The flag has no
// meaning, so a block that differs in it only is not counted.
func TestEveryDamage(t *testing.T) {
	good, want := encode(jana()), jana()
	for i := range good {
		streams := [][]byte{
			append(append(append([]byte{}, good[:i]...), good[i]), good[i:]...),
			append(append([]byte{}, good[:i]...), good[i+1:]...),
		}
		for bit := range 8 {
			s := append([]byte{}, good...)
			s[i] ^= 1 << bit
			streams = append(streams, s)
		}
		for _, s := range streams {
			blocks, _ := outcome(s)
			for _, b := range blocks {
				if b.Lines != want.Lines {
					t.Fatalf("byte %d: another document came out", i)
				}
			}
		}
	}
}

func TestZone(t *testing.T) {
	p := strings.Repeat("P", 44)
	td2 := strings.Repeat("I", 36) + "________"
	for _, c := range []struct {
		lines [3]string
		want  []string
	}{
		{[3]string{"", p, p}, []string{p, p}},
		{[3]string{"", td2, td2}, []string{td2[:36], td2[:36]}},
		{[3]string{"", td2, p}, []string{td2, p}},
		{[3]string{"", "", p}, []string{p}},
		{[3]string{"a", "b", "c"}, []string{"a", "b", "c"}},
		{[3]string{"a", "", "c"}, []string{"a", "", "c"}},
		{[3]string{}, nil},
	} {
		if got := (Block{Lines: c.lines}).Zone(); strings.Join(got, "|") != strings.Join(c.want, "|") {
			t.Errorf("%v = %v", c.lines, got)
		}
	}
}

func TestResetForgets(t *testing.T) {
	var d Decoder
	d.Feed(encode(jana())[:60])
	backing := d.buffer[:cap(d.buffer)]
	d.Reset()
	if bytes.ContainsAny(backing, "LEHMAN") || d.Started() {
		t.Error("the decoder still holds what it read")
	}
}

// FuzzDecoder puts any bytes before a good block. The block must come out, unless the bytes before formed the start of a block that
// swallowed a part of it, and splitting the stream differently must change nothing.
func FuzzDecoder(f *testing.F) {
	good := encode(jana())
	f.Add([]byte{})
	f.Add(good[:30])
	f.Add(good[:len(good)-1])
	f.Add([]byte{1, 1, 1, 'O', 'U', 2, 1})
	f.Add(bytes.Repeat([]byte{1, 14, 0, 'O', 'U', 2}, 40))
	f.Fuzz(func(t *testing.T, noise []byte) {
		stream := append(append([]byte{}, noise...), good...)
		slow, _ := outcome(stream)
		var d Decoder
		d.Feed(stream)
		var fast []Block
		for {
			block, err := d.Next()
			if errors.Is(err, ErrMore) {
				break
			}
			if err == nil {
				fast = append(fast, block)
			}
		}
		if len(slow) != len(fast) {
			t.Fatalf("%d blocks byte by byte, %d at once", len(slow), len(fast))
		}
		if len(fast) == 0 || fast[len(fast)-1] != jana() && len(noise) < shortest-1 {
			t.Errorf("the good block is lost after %x", noise)
		}
	})
}
