package t1

import (
	"bytes"
	"errors"
	"testing"
)

func TestBlocks(t *testing.T) {
	for _, c := range []struct {
		name  string
		block Block
		crc   bool
		bytes string
		kind  Kind
	}{
		{"SELECT", InformationBlock(0, false, []byte{0x00, 0xA4, 0x04, 0x00}), false, "00000400A40400A4", Information},
		{"second of a chain", InformationBlock(1, true, []byte{0x42}), false, "0060014223", Information},
		{"receipt", ReadyBlock(1, NoError), false, "00900090", Ready},
		{"asks again", ReadyBlock(0, CheckError), false, "00810081", Ready},
		{"IFS as libccid sends it", Block{PCB: Size, Data: []byte{0xFE}}, false, "00C101FE3E", Supervisory},
		{"new beginning", Block{PCB: Resynchronise}, false, "00C000C0", Supervisory},
		{"two check bytes", ReadyBlock(0, NoError), true, "008000B5FF", Ready},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := c.block.Encode(c.crc)
			if !bytes.Equal(got, unhex(t, c.bytes)) {
				t.Errorf("%X, want %s", got, c.bytes)
			}
			back, err := Decode(got, c.crc)
			if err != nil || back.PCB != c.block.PCB || !bytes.Equal(back.Data, c.block.Data) || back.Kind() != c.kind {
				t.Errorf("%+v, %v", back, err)
			}
		})
	}
}

// TestCRC: the check value that the catalogues of CRCs give for CRC-16/MCRF4XX.
func TestCRC(t *testing.T) {
	if got := crc16([]byte("123456789")); got != 0x6F91 {
		t.Errorf("%04X", got)
	}
}

func TestNoBlocks(t *testing.T) {
	for _, c := range []struct {
		name, bytes string
		err         error
	}{
		{"empty", "", ErrBlockLength},
		{"header only", "000000", ErrBlockLength},
		{"too short", "000002900092"[:10], ErrBlockLength},
		{"too long", "0000029000929200", ErrBlockLength},
		{"check", "00000290FF", ErrBlockLength},
		{"wrong check", "000002900093", ErrBlockCheck},
		{"address", "120002900080", ErrBlockForm},
		{"receipt with data", "0080010180", ErrBlockForm},
		{"receipt with a reason that there is not", "00830083", ErrBlockForm},
		{"unknown request", "00C400C4", ErrBlockForm},
		{"size of nothing", "00C10100C0", ErrBlockForm},
		{"size 255", "00C101FF3F", ErrBlockForm},
		{"more time without how much", "00C300C3", ErrBlockForm},
	} {
		t.Run(c.name, func(t *testing.T) {
			if _, err := Decode(unhex(t, c.bytes), false); !errors.Is(err, c.err) {
				t.Errorf("%v, want %v", err, c.err)
			}
		})
	}
}

// TestEverySingleFlipIsNoticed: with either check, no block with one wrong bit is taken for another.
func TestEverySingleFlipIsNoticed(t *testing.T) {
	for _, crc := range []bool{false, true} {
		whole := InformationBlock(1, true, []byte("READ BINARY 1234")).Encode(crc)
		for i := range len(whole) * 8 {
			b := bytes.Clone(whole)
			b[i/8] ^= 1 << (i % 8)
			if _, err := Decode(b, crc); err == nil {
				t.Errorf("bit %d", i)
			}
		}
	}
}

func FuzzBlock(f *testing.F) {
	for _, seed := range []string{"00000400A40400A4", "00900090", "00C101FE3E", "008000B5FF"} {
		f.Add(unhex(f, seed), false)
		f.Add(unhex(f, seed), true)
	}
	f.Fuzz(func(t *testing.T, p []byte, crc bool) {
		b, err := Decode(p, crc)
		if err != nil {
			return
		}
		if again := b.Encode(crc); !bytes.Equal(again, p) {
			t.Errorf("%X became %X", p, again)
		}
	})
}
