package emrtd

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"strings"
	"testing"

	"buergerterminal/devices"
	"buergerterminal/devices/idcard/emrtd/tlv"
	"buergerterminal/devices/idcard/mrz"
	"buergerterminal/devices/simulator/passport"
)

// specimenFiles reads the files of a simulated document.
func specimenFiles(t testing.TB) map[file][]byte {
	t.Helper()
	card, err := passport.New(passport.Options{PACE: []passport.PACE{}, Picture: 1, Extra: passport.Extra{DG11: true, DG12: true}})
	if err != nil {
		t.Fatal(err)
	}
	d, err := card.Document()
	if err != nil {
		t.Fatal(err)
	}
	key, _ := KeyOf(d)
	r := &reading{channel: *plainChannel(card), random: rand.Reader, files: map[file][]byte{}}
	if err := r.open(context.Background(), Access{MRZ: &key}); err != nil {
		t.Fatal(err)
	}
	if err := r.fetch(context.Background()); err != nil {
		t.Fatal(err)
	}
	return r.files
}

func TestReadZone(t *testing.T) {
	dg1 := func(zone string) []byte { return tlv.Append(nil, 0x61, tlv.Append(nil, 0x5F1F, []byte(zone))) }
	good := "I<UTOD231458907<<<<<<<<<<<<<<<7408122F1204159UTO<<<<<<<<<<<6ERIKSSON<<ANNA<MARIA<<<<<<<<<<"
	d, err := readZone(dg1(good))
	if err != nil || d.Number != "D23145890" || d.Format != mrz.TD1 {
		t.Error(d.Number, err)
	}
	for name, bad := range map[string][]byte{"shorter": dg1(good[1:]), "no zone": dg1(strings.Repeat("<", 88)), "another tag": tlv.Append(nil, 0x62), "nothing": nil} {
		if _, err := readZone(bad); devices.FaultOf(err) != devices.FaultChipProtocol || strings.Contains(err.Error(), "ERIKSSON") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestDates(t *testing.T) {
	for text, want := range map[string]string{"19740812": "1974-08-12", "\x19\x74\x08\x12": "1974-08-12", "19740832": "", "1974": "", "\xFF\xFF\xFF\xFF": "", "": ""} {
		if got := fullDate([]byte(text)).String(); got != want {
			t.Errorf("%q: %s", text, got)
		}
	}
}

func TestReadFaceRefuses(t *testing.T) {
	good := specimenFiles(t)[fileDG2]
	if _, err := readFace(good); err != nil {
		t.Fatal(err)
	}
	record := bytes.Index(good, []byte("FAC\x00"))
	change := func(at int, b ...byte) []byte {
		bad := bytes.Clone(good)
		copy(bad[record+at:], b)
		return bad
	}
	for name, bad := range map[string][]byte{
		"another standard": change(0, 'X'), "another version": change(4, '0', '2', '0', 0), "no picture": change(12, 0, 0), "a record longer than the file": change(8, 0xFF, 0xFF, 0xFF, 0xFF),
		"a picture longer than the record": change(14, 0xFF, 0xFF, 0xFF, 0xFF), "more points than bytes": change(18, 0xFF, 0xFF), "neither JPEG nor JPEG 2000": change(14+20+16+12, 'G', 'I', 'F'),
		"cut": good[:60], "nothing": nil,
	} {
		if f, err := readFace(bad); !errors.Is(err, ErrFace) || f.Kind != "" {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := (Face{Kind: JPEG, Data: []byte{0xFF, 0xD8, 0xFF, 0}}).Decode(); !errors.Is(err, ErrFace) {
		t.Error(err)
	}
	if _, err := (Face{}).Decode(); !errors.Is(err, ErrFace) {
		t.Error(err)
	}
}

func TestLongestAnswer(t *testing.T) {
	for info, want := range map[string]int{"7F6608020203E8020203E8": 1000, "7F660A02030100000203010000": 4096, "7F660402020100": 0, "": 0, "43018E": 0, "7F66": 0} {
		if got := longestAnswer(unhex(t, info)); got != want {
			t.Errorf("%s: %d", info, got)
		}
	}
}

// TestFilesThatBreakOff: sizes and ends that no chip should give end in a fault, never in a loop.
func TestFilesThatBreakOff(t *testing.T) {
	const selectSOD, first = "00A4020C02011D", "00B0000004"
	for name, exchanges := range map[string][][2]string{
		"too large":          {{selectSOD, "9000"}, {first, "778300FF9000"}, {"00B0000401", "FF9000"}},
		"larger than a file": {{selectSOD, "9000"}, {first, "7783FFFF9000"}, {"00B0000401", "FF9000"}},
		"another tag":        {{selectSOD, "9000"}, {first, "610201029000"}},
		"indefinite":         {{selectSOD, "9000"}, {first, "778000009000"}},
		"empty":              {{selectSOD, "9000"}, {first, "9000"}},
		"ends early":         {{selectSOD, "9000"}, {first, "771001029000"}, {"00B000040E", "9000"}},
		"more than asked":    {{selectSOD, "9000"}, {first, "77100102039000"}},
		"half a status":      {{selectSOD, "90"}},
	} {
		t.Run(name, func(t *testing.T) {
			card := &script{t: t, exchanges: exchanges}
			_, err := plainChannel(card).file(t.Context(), fileSOD, nil)
			if devices.FaultOf(err) != devices.FaultChipProtocol {
				t.Error(err)
			}
		})
	}
}

func FuzzReadFace(f *testing.F) {
	f.Add(specimenFiles(f)[fileDG2])
	f.Fuzz(func(t *testing.T, b []byte) {
		face, err := readFace(b)
		if err == nil && (face.Kind == "" || len(face.Data) > len(b)) {
			t.Fatal("a face without a picture, or larger than its file")
		}
	})
}

func FuzzSecurityObject(f *testing.F) {
	files := specimenFiles(f)
	f.Add(files[fileSOD])
	f.Fuzz(func(t *testing.T, b []byte) {
		o, err := readSecurityObject(b)
		if err != nil {
			return
		}
		if a := authenticate(o, files, mrz.Document{}, Trust{}); a.Verdict == Genuine || a.Verdict == "" {
			t.Fatalf("%+v without any trust", a)
		}
	})
}

func FuzzDetails(f *testing.F) {
	files := specimenFiles(f)
	f.Add(files[fileDG11], files[fileDG1])
	f.Add(files[fileDG12], files[fileDG1])
	f.Fuzz(func(t *testing.T, details, zone []byte) {
		var d Details
		_ = d.read(details, 0x6B)
		_ = d.read(details, 0x6C)
		_, _ = readZone(zone)
	})
}
