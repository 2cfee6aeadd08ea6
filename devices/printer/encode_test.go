package printer

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"strings"
	"testing"
)

// plainProfile has no margins and no smoothing, so that the bytes of a test are few.
func plainProfile() Profile {
	p := Kiosk80()
	p.Margin, p.Smoothing = 0, false
	return p
}

const initialised = "\x1b@\x1da\x0e\x1c.\x1dP\xcb\xcb\x1bt\x13\x1b3\x24"

func TestEncode(t *testing.T) {
	bold := Style{Bold: true}
	tests := []struct {
		name string
		doc  Document
		want string
	}{
		{"nothing", nil, ""},
		{"line", Document{Line{Text: "Größe €"}}, "Gr\x94\xe1e \xd5\n"},
		{"empty line", Document{Line{Style: bold}}, "\n"},
		{"bold twice is switched once", Document{Line{"a", bold}, Line{"b", bold}, Line{Text: "c"}}, "\x1bE\x01a\nb\n\x1bE\x00c\n"},
		{"an empty line switches nothing", Document{Line{"a", bold}, Line{}, Line{"b", bold}}, "\x1bE\x01a\n\nb\n"},
		{"size 1 is size 0", Document{Line{"a", Style{Width: 1, Height: 1}}}, "a\n"},
		{"double", Document{Line{"a", Style{Width: 2, Height: 2}}}, "\x1d!\x11a\x1bJ\x3c"},
		{"centred", Document{Line{"a", Style{Align: Center}}, Line{Text: "b"}}, "\x1ba\x01a\n\x1ba\x00b\n"},
		{"wide lines break earlier", Document{Line{strings.Repeat("ab ", 5), Style{Width: 8}}}, "\x1d!\x70ab ab\nab ab\nab\n"},
		{"columns by tab", Document{Columns{"Personen", "3", 16}}, "Personen\t\x1bE\x013\n"},
		{"columns by two tabs", Document{Columns{"Gebühr", "0 €", 16}}, "Geb\x81hr\t\t\x1bE\x010 \xd5\n"},
		{"columns by space", Document{Columns{"Rufen Sie an:", "115", 14}}, "Rufen Sie an: \x1bE\x01115\n"},
		{"columns by position", Document{Columns{"a", "b", 20}}, "a\x1b$\xf0\x00\x1bE\x01b\n"},
		{"second line of a value", Document{Columns{"a", "bb cc", 45}}, "a\x1b$\x1c\x02\x1bE\x01bb\n\x1b$\x1c\x02cc\n"},
		{"rule", Document{Rule{}}, "\x1d!\x71\xc4\xc4\xc4\xc4\xc4\xc4\n"},
		{"dashed", Document{Rule{Dashed: true}}, "\x1d!\x01" + strings.Repeat("-", 48) + "\n"},
		{"few empty lines", Document{Feed{3}}, "\n\n\n"},
		{"many empty lines", Document{Feed{9}}, "\x1bd\x09"},
		{"cut", Document{Cut{}}, "\x1dV\x42\x28"},
		{"QR", Document{QR{"ABC", 6}}, "\x1ba\x01\x1d(k\x04\x001A2\x00\x1d(k\x03\x001C\x06\x1d(k\x03\x001E1\x1d(k\x06\x001P0ABC\x1d(k\x03\x001Q0"},
		{"frame", Document{Frame{[]Line{{Text: "X", Style: Style{Bold: true, Width: 4, Height: 4}}}}},
			"\x1d!\x11\xda\x1d!\x31" + strings.Repeat("\xc4", 11) + "\x1d!\x11\xbf\n" +
				"\x1d!\x13\xb3\x1b$\x08\x01\x1bE\x01\x1d!\x33X\x1b$\x28\x02\x1bE\x00\x1d!\x13\xb3\n" +
				"\x1d!\x11\xc0\x1d!\x31" + strings.Repeat("\xc4", 11) + "\x1d!\x11\xd9\n"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			job, err := Encode(test.doc, plainProfile())
			if err != nil {
				t.Fatal(err)
			}
			if got := string(job.Bytes); got != initialised+test.want {
				t.Errorf("got\n% x\nwant\n% x", got, initialised+test.want)
			}
		})
	}
}

func TestEncodeRefuses(t *testing.T) {
	tests := map[string]Document{
		"style":              {Line{Text: "a", Style: Style{Width: 9}}},
		"value at the edge":  {Columns{"a", "b", 48}},
		"value at the start": {Columns{"a", "b", 0}},
		"frame too narrow":   {Frame{[]Line{{Text: strings.Repeat("a", 45)}}}},
		"no picture":         {Raster{}},
		"picture too wide":   {Raster{Image: image.NewAlpha(image.Rect(0, 0, 577, 1))}},
		"QR without data":    {QR{Module: 4}},
		"QR too long":        {QR{Data: strings.Repeat("a", maxQR+1), Module: 1}},
		"QR module":          {QR{Data: "a", Module: 17}},
		"feed":               {Feed{256}},
		"behind the cut":     {Cut{}, Feed{1}},
		"nil block":          {nil},
	}
	for name, doc := range tests {
		if _, err := Encode(doc, plainProfile()); !errors.Is(err, ErrDocument) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := Encode(nil, Profile{}); !errors.Is(err, ErrDocument) {
		t.Errorf("empty profile: %v", err)
	}
}

func TestRaster(t *testing.T) {
	img := image.NewAlpha(image.Rect(5, 5, 15, 7)) // 10 × 2, not at the origin
	img.SetAlpha(5, 5, color.Alpha{A: 255})
	img.SetAlpha(14, 6, color.Alpha{A: 128})
	img.SetAlpha(13, 6, color.Alpha{A: 127})
	job, err := Encode(Document{Raster{Image: img}}, plainProfile())
	if err != nil {
		t.Fatal(err)
	}
	want := initialised + "\x1dv0\x00\x02\x00\x02\x00\x80\x00\x00\x40"
	if string(job.Bytes) != want {
		t.Errorf("got % x", job.Bytes)
	}
}

func TestRasterBands(t *testing.T) {
	p := plainProfile()
	job, err := Encode(Document{Raster{Image: image.NewAlpha(image.Rect(0, 0, 576, 200))}, Cut{}}, p)
	if err != nil {
		t.Fatal(err)
	}
	rows := 0
	for _, unit := range job.units(unitSize) {
		if len(unit)+longestQuestion > p.Buffer {
			t.Errorf("a unit of %d bytes for a buffer of %d", len(unit), p.Buffer)
		}
	}
	begin := 0
	for _, end := range job.ends {
		if c := job.Bytes[begin:end]; c[0] == 0x1d && c[1] == 'v' {
			rows += int(c[6]) | int(c[7])<<8
		}
		begin = end
	}
	if rows != 200 {
		t.Errorf("%d rows", rows)
	}
}

func TestUnitsAreTheJob(t *testing.T) {
	doc := Document{Line{Text: strings.Repeat("Wort ", 900)}, QR{"ABC", 4}, Cut{}}
	job, err := Encode(doc, Kiosk80())
	if err != nil {
		t.Fatal(err)
	}
	for _, size := range []int{1, 7, 100, 1024, 1 << 20} {
		got := bytes.Join(job.units(size), nil)
		if !bytes.Equal(got, job.Bytes[:job.cut]) {
			t.Errorf("units of %d are not the job", size)
		}
	}
	if !bytes.HasPrefix(job.Bytes[job.cut:], []byte{0x1d, 'V'}) {
		t.Errorf("the cut is % x", job.Bytes[job.cut:])
	}
}

// TestPack holds eight dots at once to one dot at a time, for rows of every width up to 40.
func TestPack(t *testing.T) {
	alphas := make([]byte, 40)
	for i := range alphas {
		alphas[i] = byte(i*i*37 + 90) // on both sides of 128
	}
	for n := range alphas {
		want, got := make([]byte, (n+7)/8), make([]byte, (n+7)/8)
		for x, alpha := range alphas[:n] {
			if alpha >= 128 {
				want[x/8] |= 0x80 >> (x % 8)
			}
		}
		if pack(got, alphas[:n]); !bytes.Equal(got, want) {
			t.Errorf("%d dots: % x, want % x", n, got, want)
		}
	}
}

func BenchmarkEncode(b *testing.B) {
	doc := Document{Raster{Image: image.NewAlpha(image.Rect(0, 0, 256, 96))}}
	for range 30 {
		doc = append(doc, Line{Text: "Montag bis Freitag, 8 bis 18 Uhr, 0,00 €"})
	}
	doc = append(doc, QR{"K5RWGZDFMZ4WS3TLN5ZGK3LQOA", 8}, Cut{})
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Encode(doc, Kiosk80()); err != nil {
			b.Fatal(err)
		}
	}
}
