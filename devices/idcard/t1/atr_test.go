package t1

import (
	"bytes"
	"encoding/hex"
	"errors"
	"slices"
	"testing"
	"time"
)

func unhex(t testing.TB, text string) []byte {
	t.Helper()
	b, err := hex.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// The answers are those of published cards and of the tests of pcsc-tools' list of known cards.
func TestATR(t *testing.T) {
	for _, c := range []struct {
		name, atr  string
		err        error
		protocols  []int
		historical int
		parameters Parameters
		none       bool // of T=1
	}{
		{name: "smallest with T=1", atr: "3B800181", protocols: []int{1},
			parameters: Parameters{Speed: 0x11, Wait: 0x4D, IFSC: 32, Selected: true, First: true}},
		{name: "contactless, behind a reader", atr: "3B80800101", protocols: []int{0, 1},
			parameters: Parameters{Speed: 0x11, Wait: 0x4D, IFSC: 32, Selected: true}},
		{name: "T=1 fast, IFSC 254", atr: "3BF81300008131FE454A434F5076323431B7", protocols: []int{1}, historical: 8,
			parameters: Parameters{Speed: 0x13, Wait: 0x45, IFSC: 254, Selected: true, First: true}},
		{name: "OpenPGP card, guard FF", atr: "3BFA1300FF813180450031C173C00100009000B1", protocols: []int{1}, historical: 10,
			parameters: Parameters{Speed: 0x13, Guard: 0xFF, Wait: 0x45, IFSC: 128, Selected: true, First: true}},
		{name: "size in the second group for T=1", atr: "3B80808131FE450B", protocols: []int{0, 1},
			parameters: Parameters{Speed: 0x11, Wait: 0x45, IFSC: 254, Selected: true}},
		{name: "T=0 only", atr: "3B6500002063CB6800", protocols: []int{0}, historical: 5, none: true},
		{name: "inverse", atr: "3F6500002063CB6800", protocols: []int{0}, historical: 5, none: true},
		{name: "nothing", atr: "", err: ErrATRShort},
		{name: "start only", atr: "3B", err: ErrATRShort},
		{name: "wrong start", atr: "3A00", err: ErrATRStart},
		{name: "interface bytes missing", atr: "3BF0", err: ErrATRShort},
		{name: "historical bytes missing", atr: "3B0441", err: ErrATRShort},
		{name: "check missing", atr: "3B8001", err: ErrATRShort},
		{name: "check wrong", atr: "3B800182", err: ErrATRCheck},
		{name: "goes on", atr: "3B80018100", err: ErrATRLong},
		{name: "goes on without check", atr: "3B0000", err: ErrATRLong},
		{name: "too long", atr: "3B" + hex.EncodeToString(make([]byte, 33)), err: ErrATRLong},
	} {
		t.Run(c.name, func(t *testing.T) {
			a, err := ParseATR(unhex(t, c.atr))
			if !errors.Is(err, c.err) {
				t.Fatalf("%v, want %v", err, c.err)
			}
			if err != nil {
				return
			}
			if !slices.Equal(a.Protocols, c.protocols) || len(a.Historical) != c.historical || a.Inverse != (c.atr[1] == 'F') {
				t.Errorf("%+v", a)
			}
			p, err := a.Parameters()
			if errors.Is(err, ErrNoT1) != c.none || p != c.parameters {
				t.Errorf("%+v, %v", p, err)
			}
		})
	}
}

// withCheck appends the check byte to an answer given without it.
func withCheck(t *testing.T, text string) []byte {
	b := unhex(t, text)
	return append(b, lrc(b[1:]))
}

func TestSpecificMode(t *testing.T) {
	for _, c := range []struct {
		name, atr string // without its check byte
		offers    bool
	}{
		{"T=1 only", "3B9096" + "9101" + "31FE45", true},
		{"T=1 only, speed not told", "3B9096" + "9111" + "31FE45", false},
		{"T=0 only, though it names T=1", "3B9096" + "9100" + "31FE45", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			a, err := ParseATR(withCheck(t, c.atr))
			if err != nil {
				t.Fatal(err)
			}
			p, err := a.Parameters()
			if (err == nil) != c.offers || c.offers && (p.Selected || !p.First || p.IFSC != 254 || p.Speed != 0x96) {
				t.Errorf("%+v, %v; %+v", p, err, a)
			}
		})
	}
}

func TestCRCIsAskedFor(t *testing.T) {
	a, err := ParseATR(withCheck(t, "3B808171FE4501"))
	if err != nil {
		t.Fatal(err)
	}
	if p, err := a.Parameters(); err != nil || !p.CRC || p.IFSC != 254 || p.Wait != 0x45 {
		t.Errorf("%+v, %v", p, err)
	}
}

func TestTimes(t *testing.T) {
	p := Parameters{Wait: 0x4D}
	for _, c := range []struct {
		got, want time.Duration
	}{
		{p.BlockWait(0x11, 4_000_000), 1_429_503 * time.Microsecond}, // 16·960·372 + 11·372 cycles at 4 MHz
		{p.CharacterWait(0x11, 4_000_000), 762_879 * time.Microsecond},
		{Parameters{Wait: 0xF0}.BlockWait(0x11, 4_000_000), 45_712_383 * time.Microsecond}, // reserved, taken as 9
		{p.CharacterWait(0x96, 4_000_000), (8192 + 11) * 512 * time.Second / (32 * 4_000_000)},
	} {
		if d := c.got - c.want; d < -time.Microsecond || d > time.Microsecond {
			t.Errorf("%v, want %v", c.got, c.want)
		}
	}
	for speed, want := range map[byte]int{0x11: 10_752, 0x13: 43_010, 0x95: 125_000, 0x96: 250_000, 0x18: 129_032, 0x70: 0, 0x1F: 0} {
		if got := Rate(speed, 4_000_000); got != want {
			t.Errorf("%02X gives %d bit/s, want %d", speed, got, want)
		}
	}
}

func TestSelection(t *testing.T) {
	for _, c := range []struct {
		name            string
		speed           byte
		request, answer string
		err             error
		used            byte
	}{
		{"T=1 alone", 0x11, "FF01FE", "FF01FE", nil, 0x11},
		{"with a speed", 0x96, "FF119678", "FF119678", nil, 0x96},
		{"the card stays slow", 0x96, "FF119678", "FF01FE", nil, 0x11},
		{"another speed", 0x96, "FF119678", "FF11957B", ErrSelection, 0},
		{"another protocol", 0x11, "FF01FE", "FF00FF", ErrSelection, 0},
		{"wrong check", 0x11, "FF01FE", "FF01FF", ErrGarbled, 0},
		{"nothing", 0x11, "FF01FE", "", ErrGarbled, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			request := Selection(c.speed)
			if !bytes.Equal(request, unhex(t, c.request)) {
				t.Errorf("%X", request)
			}
			used, err := Selected(request, unhex(t, c.answer))
			if !errors.Is(err, c.err) || used != c.used {
				t.Errorf("%02X, %v", used, err)
			}
		})
	}
}

func TestATRTellsNothingOfTheHolder(t *testing.T) {
	a, err := ParseATR(unhex(t, "3BF81300008131FE454A434F5076323431B7"))
	if err != nil || a.String() != "T=1, 8 historical bytes" {
		t.Error(a, err)
	}
}

func FuzzATR(f *testing.F) {
	for _, seed := range []string{"3B800181", "3B80800101", "3BF81300008131FE454A434F5076323431B7", "3F6500002063CB6800", "3BFFFFFFFFFFFFFF"} {
		f.Add(unhex(f, seed))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		a, err := ParseATR(b)
		if err != nil {
			return
		}
		if !bytes.Equal(a.Bytes, b) || len(a.Protocols) == 0 || len(a.Historical) != int(b[1]&0x0F) {
			t.Errorf("%X: %+v", b, a)
		}
		if p, err := a.Parameters(); err == nil && (p.IFSC < 1 || p.IFSC > MaxIFS || p.BlockWait(p.Speed, 4_000_000) <= 0) {
			t.Errorf("%X: %+v", b, p)
		}
	})
}
