package scanner

import (
	"bytes"
	"encoding/hex"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
)

func unhex(t testing.TB, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(strings.ReplaceAll(s, " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestReplyHeader(t *testing.T) {
	for _, c := range []struct {
		bytes  string
		status status
		count  int
		bad    bool
	}{
		{"02 00 00 00", 0, 0, false},
		{"02 00 0A 00", 0, 10, false},
		{"02 20 50 02", statusAreaEnd, 592, false},
		{"02 80 00 00", statusFatal, 0, false},
		{"02 42 00 01", statusNotReady | 2, 256, false},
		{"00 02 00 00", 0, 0, true},
		{"02 00 00", 0, 0, true},
		{"", 0, 0, true},
	} {
		st, n, err := parseReplyHeader(unhex(t, c.bytes))
		if errors.Is(err, errMalformed) != c.bad || st != c.status || n != c.count {
			t.Errorf("%s: status %02X, count %d, error %v", c.bytes, st, n, err)
		}
	}
}

func TestBlockHeader(t *testing.T) {
	for _, c := range []struct {
		bytes string
		want  blockHeader
		bad   bool
	}{
		{"02 00 50 02", blockHeader{0, 592, 1}, false},
		{"02 20 50 02", blockHeader{statusAreaEnd, 592, 1}, false},
		{"02 00 D8 04 0C 00", blockHeader{0, 1240, 12}, false},
		{"02 20 9B 00 5C 00", blockHeader{statusAreaEnd, 155, 92}, false},
		{"02 00 50 02 00", blockHeader{}, true},
		{"50 02 00 50", blockHeader{}, true},
	} {
		got, err := parseBlockHeader(unhex(t, c.bytes))
		if got != c.want || errors.Is(err, errMalformed) != c.bad {
			t.Errorf("%s: %+v, %v", c.bytes, got, err)
		}
	}
}

func TestIdentity(t *testing.T) {
	for _, c := range []struct {
		bytes string
		want  Identity
	}{
		{"42 32 52 C8 00 41 50 02 48 03", Identity{Level: "B2", Resolutions: []int{200}, MaxWidth: 592, MaxHeight: 840}}, // the manual's GT-1000
		{"42 34 52 64 00 52 2C 01 41 B0 09 B4 0D", Identity{Level: "B4", Resolutions: []int{100, 300}, MaxWidth: 2480, MaxHeight: 3508}},
		{"42 38 52 64 00 41 08 00 01 00", Identity{Level: "B8", Resolutions: []int{100}, MaxWidth: 8, MaxHeight: 1}},
		{"42 39 52 C8 00 41 50 02 48 03", Identity{}},    // unknown level
		{"44 31 52 C8 00 41 50 02 48 03", Identity{}},    // D1 has no halftone and is not spoken
		{"42 32 41 50 02 48 03", Identity{}},             // no resolution
		{"42 32 52 C8 00", Identity{}},                   // no area
		{"42 32 52 C8 00 41 50 02 48", Identity{}},       // cut
		{"42 32 52 C8 00 41 50 02 48 03 00", Identity{}}, // more than counted
		{"42 32 52 00 00 41 50 02 48 03", Identity{}},    // 0 dpi
		{"42 32 52 C8 00 41 00 00 48 03", Identity{}},    // no width
		{"42", Identity{}},
	} {
		got, err := parseIdentity(unhex(t, c.bytes))
		if !reflect.DeepEqual(got, c.want) || (err != nil) != (c.want.Level == "") {
			t.Errorf("%s: %+v, %v", c.bytes, got, err)
		}
	}
}

func TestLevelsKnowTheirCommands(t *testing.T) {
	for _, c := range []struct {
		level         string
		known, absent string
	}{
		{"B2", "IFSCGDRABZLH@", "fdgMQK"},
		{"B3", "IFSCGDRAB@fMe", "dgQK"},
		{"B4", "IFSCGDRAB@fdgMQ", "K"},
		{"B7", "IFSCGDRAB@fdgK", ""},
		{"A1", "", "IFG"},
	} {
		id := Identity{Level: c.level}
		for _, l := range []byte(c.known) {
			if !id.knows(l) {
				t.Errorf("%s does not know %c", c.level, l)
			}
		}
		for _, l := range []byte(c.absent) {
			if id.knows(l) {
				t.Errorf("%s knows %c", c.level, l)
			}
		}
	}
}

func TestExtendedStatus(t *testing.T) {
	for _, c := range []struct {
		first, second byte
		want          extendedStatus
	}{
		{0, 0, extendedStatus{}},
		{0x80, 0, extendedStatus{fatal: true}},
		{0x02, 0x80, extendedStatus{warmingUp: true}},
		{0, 0xC8, extendedStatus{feeder: true, noPaper: true}},
		{0, 0x24, extendedStatus{jam: true}},
		{0, 0x22, extendedStatus{coverOpen: true}},
	} {
		data := append([]byte{c.first, c.second}, make([]byte, 31)...)
		if got, err := parseExtendedStatus(data); got != c.want || err != nil {
			t.Errorf("%02X %02X: %+v, %v", c.first, c.second, got, err)
		}
	}
	if _, err := parseExtendedStatus([]byte{0}); !errors.Is(err, errMalformed) {
		t.Error("one byte is taken for an extended status")
	}
}

func TestCondition(t *testing.T) {
	b := unhex(t, "43 00 52 C8 00 C8 00 41 01 00 02 00 50 02 48 03 44 08 42 01 4C 00 5A 01 48 64 64 4D 00 67 00 64 0C 51 00")
	if len(b) != 35 {
		t.Fatalf("the sample has %d bytes", len(b))
	}
	want := condition{colour: 0, bits: 8, halftone: 1, linesPerBlock: 12, dpiX: 200, dpiY: 200, x: 1, y: 2, width: 592, height: 840}
	if got, err := parseCondition(b); got != want || err != nil {
		t.Errorf("%+v, %v", got, err)
	}
	if _, err := parseCondition(b[:10]); !errors.Is(err, errMalformed) {
		t.Error("a cut condition is accepted")
	}
	got, err := parseCondition(unhex(t, "43 00 FF 01 02 03"))
	if err != nil || got.colour != 0 || got.bits != -1 {
		t.Errorf("behind an unknown tag: %+v, %v", got, err)
	}
}

func TestParameters(t *testing.T) {
	if got := resolutionParameters(200); !bytes.Equal(got, unhex(t, "C8 00 C8 00")) {
		t.Errorf("resolution % X", got)
	}
	if got := areaParameters(0, 0, 592, 840); !bytes.Equal(got, unhex(t, "00 00 00 00 50 02 48 03")) {
		t.Errorf("area % X", got)
	}
}

func TestJudgeStatus(t *testing.T) {
	for _, c := range []struct {
		status status
		ext    extendedStatus
		want   string
	}{
		{0, extendedStatus{}, "online/"},
		{statusFatal, extendedStatus{}, "hardwareError/scanner.fatal"},
		{0, extendedStatus{fatal: true}, "hardwareError/scanner.fatal"},
		{statusFatal, extendedStatus{coverOpen: true}, "userError/scanner.cover-open"},
		{statusFatal, extendedStatus{jam: true}, "userError/scanner.jam"},
		{0, extendedStatus{feeder: true, noPaper: true}, "userError/scanner.no-sheet"},
		{0, extendedStatus{noPaper: true}, "online/"}, // the feeder is not in use
		{statusNotReady, extendedStatus{}, "busy/"},
		{0, extendedStatus{warmingUp: true}, "starting/"},
	} {
		st := judgeStatus(c.status, c.ext)
		if got := string(st.State) + "/" + string(st.Fault); got != c.want {
			t.Errorf("%02X %+v: %s, want %s", c.status, c.ext, got, c.want)
		}
	}
}

func FuzzIdentity(f *testing.F) {
	f.Add(unhex(f, "42 32 52 C8 00 41 50 02 48 03"))
	f.Add(unhex(f, "42 34 52 64 00 52 2C 01 41 B0 09 B4 0D"))
	f.Add([]byte("B2RRRRAAAAA"))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, b []byte) {
		id, err := parseIdentity(b)
		if err != nil {
			return
		}
		back := []byte(id.Level)
		for _, dpi := range id.Resolutions {
			back = appendWords(append(back, 'R'), dpi)
		}
		back = appendWords(append(back, 'A'), id.MaxWidth, id.MaxHeight)
		if !bytes.Equal(back, b) {
			t.Errorf("% X was read as % X", b, back)
		}
		for _, mode := range []Mode{Text, Photo} {
			pl, err := newPlan(id, KioskA4(), Request{Mode: mode, DPI: id.Resolutions[0]})
			if err == nil && (pl.width%8 != 0 || pl.linesPerBlock*pl.bytesPerLine > maxBlockBytes || pl.linesPerBlock > maxBlockLines) {
				t.Errorf("plan %+v for %+v", pl, id)
			}
		}
	})
}

func FuzzCondition(f *testing.F) {
	f.Add(unhex(f, "43 00 52 C8 00 C8 00 41 00 00 00 00 50 02 48 03 44 08 42 01 4C 00 5A 01 48 64 64"))
	f.Add([]byte("AAAAAAAA"))
	f.Fuzz(func(t *testing.T, b []byte) {
		c, err := parseCondition(b)
		if err == nil && slices.Max([]int{c.colour, c.bits, c.halftone, c.linesPerBlock}) > 255 {
			t.Errorf("% X: %+v", b, c)
		}
	})
}

func FuzzHeaders(f *testing.F) {
	f.Add(unhex(f, "02 20 50 02"))
	f.Add(unhex(f, "02 00 D8 04 0C 00"))
	f.Fuzz(func(t *testing.T, b []byte) {
		h, err := parseBlockHeader(b)
		if (err == nil) != (len(b) == 4 && b[0] == stx || len(b) == 6 && b[0] == stx) {
			t.Errorf("% X: %+v, %v", b, h, err)
		}
		parseExtendedStatus(b)
	})
}
