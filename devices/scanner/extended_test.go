package scanner

import (
	"bytes"
	"errors"
	"testing"
)

func extendedSample(level, model string) []byte {
	b := make([]byte, extendedIdentitySize)
	copy(b, level)
	copy(b[46:62], model+"                ")
	return b
}

func TestExtendedIdentity(t *testing.T) {
	withFeeder := extendedSample("B7", "Perfection")
	withFeeder[28] = 1
	for _, c := range []struct {
		name string
		data []byte
		want extendedIdentity
	}{
		{"flatbed", extendedSample("B8", "GT-X800"), extendedIdentity{level: "B8", model: "GT-X800"}},
		{"with feeder", withFeeder, extendedIdentity{level: "B7", model: "Perfection", feeder: true}},
		{"unknown level", extendedSample("Q1", "GT"), extendedIdentity{}},
		{"no letters", extendedSample("B7", "\x01\x02"), extendedIdentity{}},
		{"cut", extendedSample("B7", "GT")[:79], extendedIdentity{}},
	} {
		got, err := parseExtendedIdentity(c.data)
		if got != c.want || (c.want.level == "") != errors.Is(err, errMalformed) {
			t.Errorf("%s: %+v, %v", c.name, got, err)
		}
	}
}

func TestScannerStatus(t *testing.T) {
	for _, c := range []struct {
		main, feeder, body byte
		want               extendedStatus
	}{
		{0, 0x80, 0, extendedStatus{}},
		{0x80, 0, 0, extendedStatus{fatal: true}},
		{0x02, 0xC8, 0, extendedStatus{warmingUp: true, feeder: true, noPaper: true}},
		{0, 0, 0x02, extendedStatus{coverOpen: true}},
		{0, 0, 0x04, extendedStatus{jam: true}},
	} {
		data := make([]byte, extendedStatusSize)
		data[0], data[1], data[3] = c.main, c.feeder, c.body
		if got, err := parseScannerStatus(data); got != c.want || err != nil {
			t.Errorf("%02X %02X %02X: %+v, %v", c.main, c.feeder, c.body, got, err)
		}
	}
	if _, err := parseScannerStatus(nil); !errors.Is(err, errMalformed) {
		t.Error("nothing is taken for a status")
	}
}

func TestSizes(t *testing.T) {
	pl := plan{bytesPerLine: 100, height: 25, linesPerBlock: 10}
	small := plan{bytesPerLine: 100, height: 5, linesPerBlock: 10}
	for _, c := range []struct {
		name  string
		plan  plan
		bytes string
		want  error
	}{
		{"two blocks and a half", pl, "02 00 E8030000 02000000 F4010000", nil},
		{"less than a block", small, "02 02 E8030000 00000000 F4010000", nil},
		{"less than a block, which has no size", small, "02 02 00000000 00000000 F4010000", nil},
		{"fatal", pl, "02 80 00000000 00000000 00000000", errFatal},
		{"another size", pl, "02 00 E9030000 02000000 F4010000", errMalformed},
		{"shifted", pl, "00 E8030000 02000000 F401000000", errMalformed},
		{"cut", pl, "02 00 E8030000", errMalformed},
	} {
		if err := parseSizes(unhex(t, c.bytes), c.plan); !errors.Is(err, c.want) || (err == nil) != (c.want == nil) {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
	}
}

// What FS W takes is 64 bytes in the places that SANE's epson2 fills.
func TestExtendedSettings(t *testing.T) {
	pl := plan{dpi: 150, x: 8, y: 16, width: 1240, height: 1754, bits: 8, sequence: byteSequence, linesPerBlock: 9, feeder: true}
	want := unhex(t, "96000000 96000000 08000000 10000000 D8040000 DA060000 13 08 01 00 09 01 00 00 01")
	if got := extendedSettings(pl); len(got) != 64 || !bytes.Equal(got[:len(want)], want) {
		t.Errorf("% X", got)
	}
}

func FuzzExtended(f *testing.F) {
	f.Add(extendedSample("B7", "GT-X800"))
	f.Add(unhex(f, "02 00 E8030000 02000000 F4010000"))
	f.Add(make([]byte, extendedStatusSize))
	f.Fuzz(func(t *testing.T, b []byte) {
		if id, err := parseExtendedIdentity(b); err == nil && (len(b) != 80 || commandsOf(id.level) == "") {
			t.Errorf("% X: %+v", b, id)
		}
		if _, err := parseScannerStatus(b); err == nil && len(b) != 16 {
			t.Errorf("% X is a status", b)
		}
		if err := parseSizes(b, plan{bytesPerLine: 100, height: 25, linesPerBlock: 10}); err == nil && b[0] != stx {
			t.Errorf("% X are sizes", b)
		}
	})
}
