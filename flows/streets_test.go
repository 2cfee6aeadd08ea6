package flows

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

func streetsOf(t testing.TB, text string) *Streets {
	t.Helper()
	s, problems := ReadStreets(fstest.MapFS{"streets.csv": {Data: []byte(text)}}, "streets.csv")
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	return s
}

func TestStreetsAreFound(t *testing.T) {
	s := streetsOf(t, "# of nobody\nags,plz,street\n14628270,01844,Böhmische Straße\n14628270,01844,Am Böhmerwald\n14628270,01844,Bahnhofstraße\n14628270,01844,Bahnhofstraße\n14628270,01844,Bahnhofsplatz\n14628270,01844,Große Kirchgasse\n14628270,01833,Bahnhofstraße\n")
	for _, tt := range []struct {
		plz, written string
		want         []string
	}{
		{"01844", "b", nil},
		{"01844", "Ba", []string{"Bahnhofsplatz", "Bahnhofstraße"}},
		{"01844", "bahnhofstr.", []string{"Bahnhofstraße"}},
		{"01844", "Bahnhofstrasse", []string{"Bahnhofstraße"}},
		{"01844", "Bahnhofstraße", nil},
		{"01844", "Boehm", []string{"Böhmische Straße", "Am Böhmerwald"}},
		{"01844", "Große K", []string{"Große Kirchgasse"}},
		{"01844", "kirch", []string{"Große Kirchgasse"}},
		{"01833", "Ba", []string{"Bahnhofstraße"}},
		{"99999", "Ba", nil},
		{"", "Ba", nil},
		{"01844", "zz", nil},
	} {
		if got := s.Find(tt.plz, tt.written, 2); !slices.Equal(got, tt.want) {
			t.Errorf("%s %q: %v, want %v", tt.plz, tt.written, got, tt.want)
		}
	}
	if got := (*Streets)(nil).Find("01844", "Ba", 2); got != nil {
		t.Errorf("no streets at all: %v", got)
	}
}

func TestStreetsWithMistakes(t *testing.T) {
	for text, want := range map[string]string{
		"":                                    "streets.csv:1:1: the file is empty",
		"street,plz\n":                        "streets.csv:1:1: the columns are street,plz",
		"plz,street\n1844,Markt\n":            `streets.csv:2:1: "1844" is no postcode`,
		"plz,street\n01844,\n":                `streets.csv:2:1: "" is no name of a street`,
		"plz,street\n01844,Ж\n":               `streets.csv:2:1: "Ж" is no name of a street`,
		"plz,street\n01844,Markt,1\n":         "streets.csv:2:1: 3 columns, the first line has 2",
		"plz,street\n01844,\"Markt\n":         "streets.csv:",
		"plz,street\n01844,\xff\n":            "streets.csv:1:1: not UTF-8",
		strings.Repeat("a", maxStreetsSize+1): "streets.csv: larger than 8 MiB",
	} {
		s, problems := ReadStreets(fstest.MapFS{"streets.csv": {Data: []byte(text)}}, "streets.csv")
		if s != nil || len(problems) == 0 || !strings.HasPrefix(problems[0].String(), want) {
			t.Errorf("%.40q: %v, want %s", text, problems, want)
		}
	}
	if _, problems := ReadStreets(fstest.MapFS{}, "streets.csv"); len(problems) == 0 {
		t.Error("no file is no mistake")
	}
}

func FuzzReadStreets(f *testing.F) {
	f.Add("plz,street\n01844,Markt\n", "ma")
	f.Add("ags,plz,street\n14628270,01844,\"Straße des 17. Juni\"\n", "juni")
	f.Add("plz,street\n01844,\"\n", "")
	f.Fuzz(func(t *testing.T, text, written string) {
		s, problems := ReadStreets(fstest.MapFS{"s": {Data: []byte(text)}}, "s")
		if (s == nil) != (len(problems) > 0) {
			t.Fatal("neither streets nor a mistake, or both")
		}
		if got := s.Find("01844", written, 3); len(got) > 3 {
			t.Errorf("%d streets", len(got))
		}
	})
}

// BenchmarkStreets is one key in a town of 50,000 streets under one postcode.
func BenchmarkStreets(b *testing.B) {
	var text strings.Builder
	text.WriteString("plz,street\n")
	for n := range 50_000 {
		fmt.Fprintf(&text, "01844,Straße der %c%c Nummer %d\n", 'A'+n%26, 'a'+n/26%26, n)
	}
	s := streetsOf(b, text.String())
	for b.Loop() {
		s.Find("01844", "strasse", 2)
		s.Find("01844", "num", 2)
	}
}
