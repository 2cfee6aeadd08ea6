package idcard

import (
	"bytes"
	"errors"
	"slices"
	"testing"
)

func TestBoxCommands(t *testing.T) {
	for want, f := range map[string]boxFrame{
		"I\x00\x00":          {command: boxZone},
		"L\x00\x00":          {command: boxOneLine},
		"C\x00\x01\x01":      {boxContinuous, []byte{1}},
		"C\x00\x01\x00":      {boxContinuous, []byte{0}},
		"V\x00\x00":          {command: boxFirmware},
		"I\x01\x01" + z(257): {boxZone, []byte(z(257))},
	} {
		if got := string(f.encode()); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func z(n int) string { return string(bytes.Repeat([]byte("Z"), n)) }

func TestBoxFrames(t *testing.T) {
	for _, c := range []struct {
		name, stream string
		letter       byte
		data         []string
		broken       int
		skipped      int
	}{
		{"zone", "I\x00\x08AB\rCD\r\r\r", boxZone, []string{"AB\rCD\r\r\r"}, 0, 0},
		{"nothing read", "I\x00\x00", boxZone, []string{""}, 0, 0},
		{"half", "I\x00\x08AB\rCD", boxZone, nil, 0, 0},
		{"two", "V\x00\x02v1V\x00\x02v2", boxFirmware, []string{"v1", "v2"}, 0, 0},
		{"another letter first", "C\x00\x01\x01I\x00\x02AB", boxZone, []string{"AB"}, 0, 4},
		{"noise before it", "\xFF\x00\x81I\x00\x02AB", boxZone, []string{"AB"}, 0, 3},
		{"noise with the letter", "I\xFF\xFFI\x00\x02AB", boxZone, []string{"AB"}, 0, 3},
		{"a byte that stands in no text", "I\x00\x03A\x80B", boxZone, nil, 1, 6},
		{"neither on nor off", "C\x00\x01\x02C\x00\x01\x01", boxContinuous, []string{"\x01"}, 1, 4},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, size := range []int{1, len(c.stream)} {
				var d boxDecoder
				var data []string
				broken := 0
				for p := range slices.Chunk([]byte(c.stream), size) {
					d.feed(p)
					for {
						f, err := d.next(c.letter)
						if errors.Is(err, ErrMore) {
							break
						}
						if err != nil {
							broken++
							continue
						}
						data = append(data, string(f.data))
					}
				}
				if !slices.Equal(data, c.data) || broken != c.broken || d.skipped != c.skipped {
					t.Errorf("in pieces of %d: %q, %d broken, %d skipped", size, data, broken, d.skipped)
				}
			}
		})
	}
}

func TestBoxLines(t *testing.T) {
	for data, want := range map[string][]string{
		"AB\rCD\r\r": {"AB", "CD"},
		"AB\rCD\r":   {"AB", "CD"},
		"AB":         {"AB"},
		"":           {""},
	} {
		if got := (boxFrame{boxZone, []byte(data)}).lines(); !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", data, got, want)
		}
	}
}

func TestBoxForgets(t *testing.T) {
	var d boxDecoder
	d.feed([]byte("I\x00\x09LEHMANN"))
	if _, err := d.next(boxZone); !errors.Is(err, ErrMore) || !d.partial() {
		t.Error(err)
	}
	d.reset()
	if bytes.Contains(d.buffer[:cap(d.buffer)], []byte("LEHMANN")) {
		t.Error("the decoder still holds what it read")
	}
}

func TestModels(t *testing.T) {
	for name, want := range map[string]Profile{"rte-native": RTENative(), "rte-native-soh": RTENativeSOH(), "elyctis": IDBox(), "toaster": {}} {
		if got, ok := Model(name); ok != (name != "toaster") || got.Name != want.Name || got.TLV != want.TLV || got.Check != want.Check {
			t.Errorf("%s: %+v, %v", name, got, ok)
		}
	}
}

func FuzzBox(f *testing.F) {
	f.Add([]byte("I\x00\x08AB\rCD\r\r"), byte('I'), 3)
	f.Add([]byte("C\x00\x01\x01I\x00\x02AB"), byte('I'), 1)
	f.Add([]byte("V\x00\x02v1\xFF"), byte('V'), 0)
	f.Fuzz(func(t *testing.T, b []byte, letter byte, cut int) {
		if cut < 0 || cut > len(b) {
			cut = 0
		}
		var whole, pieces boxDecoder
		whole.feed(b)
		all, firstErrs := frames(&whole, letter)
		pieces.feed(b[:cut])
		some, errs := frames(&pieces, letter)
		pieces.feed(b[cut:])
		more, moreErrs := frames(&pieces, letter)
		if !slices.Equal(all, append(some, more...)) || firstErrs != errs+moreErrs {
			t.Errorf("%q in one piece, %q and %q in two", all, some, more)
		}
		for _, data := range all {
			if !bytes.Contains(b, boxFrame{letter, []byte(data)}.encode()) {
				t.Errorf("%q is not in %q", data, b)
			}
		}
	})
}

func frames(d *boxDecoder, letter byte) (all []string, errs int) {
	for {
		f, err := d.next(letter)
		switch {
		case errors.Is(err, ErrMore):
			return all, errs
		case err != nil:
			errs++
		default:
			all = append(all, string(f.data))
		}
	}
}
