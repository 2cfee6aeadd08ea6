package tlv

import (
	"bytes"
	"encoding/hex"
	"errors"
	"testing"
)

func TestRead(t *testing.T) {
	for _, c := range []struct {
		name, in string
		tag      Tag
		length   int
		rest     int
		err      error
	}{
		{"short form", "8E08FA855A5D4C50A8ED9000", 0x8E, 8, 2, nil},
		{"two-byte tag", "5F0104303130365C00", 0x5F01, 4, 2, nil},
		{"three-byte tag", "7F818101AA", 0x7F8181, 0, 0, ErrForm},
		{"three bytes of a tag that end", "7F810101AA", 0x7F8101, 1, 0, nil},
		{"one length octet", "8781019F", 0x87, 1, 0, nil},
		{"two length octets, more than needed", "87820001FF", 0x87, 1, 0, nil},
		{"indefinite length", "30800000", 0, 0, 0, ErrForm},
		{"four length octets", "308400000000", 0, 0, 0, ErrForm},
		{"nothing", "", 0, 0, 0, ErrShort},
		{"half a tag", "5F", 0, 0, 0, ErrShort},
		{"no length", "61", 0, 0, 0, ErrShort},
		{"half a length", "618201", 0, 0, 0, ErrShort},
		{"a value that is cut", "6105AABB", 0, 0, 0, ErrShort},
	} {
		t.Run(c.name, func(t *testing.T) {
			in, err := hex.DecodeString(c.in)
			if err != nil {
				t.Fatal(err)
			}
			e, rest, err := Read(in)
			if !errors.Is(err, c.err) {
				t.Fatalf("error %v, want %v", err, c.err)
			}
			if err == nil && (e.Tag != c.tag || len(e.Value) != c.length || len(rest) != c.rest) {
				t.Errorf("tag %X, %d bytes, %d left", e.Tag, len(e.Value), len(rest))
			}
		})
	}
}

func TestAppendGivesWhatReadReads(t *testing.T) {
	for _, length := range []int{0, 1, 127, 128, 255, 256, 65535, 65536, 70000} {
		for _, tag := range []Tag{0x61, 0x5F1F, 0x7F8101} {
			value := bytes.Repeat([]byte{0xA5}, length)
			written := Append(nil, tag, value[:length/2], value[length/2:])
			e, rest, err := Read(written)
			if err != nil || e.Tag != tag || !bytes.Equal(e.Value, value) || len(rest) != 0 || !bytes.Equal(e.Raw, written) {
				t.Errorf("tag %X, %d bytes: %v", tag, length, err)
			}
		}
	}
}

func TestOnlyAndFind(t *testing.T) {
	both := Append(Append(nil, 0x5C, []byte{0x61}), 0x5F36, []byte("040000"))
	if v, err := Find(both, 0x5F36); err != nil || string(v) != "040000" {
		t.Error(v, err)
	}
	if _, err := Find(both, 0x5F01); !errors.Is(err, ErrMissing) {
		t.Error(err)
	}
	if _, err := Only(both, 0x5C); !errors.Is(err, ErrForm) {
		t.Error("something behind the element was not noticed:", err)
	}
	if _, err := Only(both, 0x60); !errors.Is(err, ErrMissing) {
		t.Error(err)
	}
	if v, err := Only(Append(nil, 0x60, both), 0x60); err != nil || !bytes.Equal(v, both) {
		t.Error(v, err)
	}
}

func FuzzReadAll(f *testing.F) {
	for _, seed := range []string{"60145F0104303130365F36063034303030305C026175", "7C128010", "30800000", "7F4F82FFFF"} {
		b, err := hex.DecodeString(seed)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		all, err := ReadAll(b)
		if err != nil {
			return
		}
		total := 0
		for _, e := range all {
			total += len(e.Raw)
			again, rest, err := Read(Append(nil, e.Tag, e.Value))
			if err != nil || len(rest) != 0 || again.Tag != e.Tag || !bytes.Equal(again.Value, e.Value) {
				t.Fatalf("tag %X does not survive: %v", e.Tag, err)
			}
		}
		if total != len(b) {
			t.Fatalf("%d of %d bytes", total, len(b))
		}
	})
}
