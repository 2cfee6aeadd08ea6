package printer

import (
	"bytes"
	"image"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"
)

// jobOf is a document's bytes behind the initialisation.
func jobOf(t *testing.T, doc Document, p Profile) string {
	t.Helper()
	empty, err := Encode(nil, p)
	if err != nil {
		t.Fatal(err)
	}
	job, err := Encode(doc, p)
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimPrefix(string(job.Bytes), string(empty.Bytes))
}

// TestPages sets letters in the page that has them, stays there, and comes back where it must.
func TestPages(t *testing.T) {
	three := plainProfile()
	three.Pages = westAndEast()
	west := plainProfile()
	west.Pages = []Page{{16, charmap.Windows1252}, {19, charmap.CodePage858}}
	tests := []struct {
		name    string
		profile Profile
		text    string
		want    string
		lost    string
	}{
		{"all in the first", three, "Bürger 5 €", "B\x81rger 5 \xd5\n", ""},
		{"Polish", three, "Łódź", "\x1bt\x12\x9d\xa2d\xab\n", ""},
		{"a page is kept", three, "Łü", "\x1bt\x12\x9d\x81\n", ""},
		{"and left", three, "Ł€", "\x1bt\x12\x9d\x1bt\x13\xd5\n", ""},
		{"French", three, "cœur", "c\x1bt\x10\x9cur\n", ""},
		{"quotes are not worth a page", three, "„Haus“", "\"Haus\"\n", ""},
		{"quotes of the first page", west, "„Haus“ – ä€", "\x84Haus\x93 \x96 \xe4\x80\n", ""},
		{"rules of another page", west, "ä─ä", "\xe4\x1bt\x13\xc4\x84\n", ""},
		{"Arabic has no page", three, "م", "\xfe\n", "م"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := jobOf(t, Document{Line{Text: test.text}}, test.profile); got != test.want {
				t.Errorf("% x, want % x", got, test.want)
			}
			job, err := Encode(Document{Line{Text: test.text}}, test.profile)
			if err != nil {
				t.Fatal(err)
			}
			lost := ""
			for _, r := range job.Replaced {
				lost += string(r.Char)
			}
			if lost != test.lost {
				t.Errorf("%q was replaced, want %q", lost, test.lost)
			}
		})
	}
	alone := plainProfile()
	alone.Pages = []Page{{16, charmap.Windows1252}}
	if _, err := Encode(nil, alone); err == nil {
		t.Error("a profile that cannot draw a rule was accepted")
	}
}

// TestMissingLetter is what a page without a black square has for a letter that nobody has.
func TestMissingLetter(t *testing.T) {
	if got := missing([]Page{{16, charmap.Windows1252}}); got != "?" {
		t.Errorf("%q", got)
	}
}

func TestCutters(t *testing.T) {
	fits := func(change func(*Profile)) Profile {
		p := plainProfile()
		change(&p)
		return p
	}
	mouth := Presenter{Present: []byte{0x1d, 'e', 3}, Step: 625, Length: 100}
	hold := Presenter{Present: []byte{0x1c, 'P'}, Tail: []byte{1, 'R', 60}, Step: 5000, Length: 100}
	tests := []struct {
		name string
		p    Profile
		want string
	}{
		{"partial", plainProfile(), "\x1dVB\x28"},
		{"full", fits(func(p *Profile) { p.Cutter = FullCut }), "\x1dVA\x28"},
		{"total, fed to the knife", fits(func(p *Profile) { p.Cutter, p.ToKnife = TotalCut, 95 }), "\x1bJ\x87\x1bi"},
		{"at a mark", fits(func(p *Profile) { p.Cutter, p.ToKnife, p.Mark = TotalCut, 95, true }), "\x1bJ\x87\x1d\xf8\x1bi"},
		{"presented", fits(func(p *Profile) { p.Cutter, p.Presenter = TotalCut, mouth }), "\x1bi\x1de\x03\xa0"},
		{"cut by the presenter", fits(func(p *Profile) { p.Cutter, p.Presenter = PresenterCut, hold }), "\x1cP\x14\x01R\x3c"},
	}
	for _, test := range tests {
		if got := jobOf(t, Document{Cut{}}, test.p); got != test.want {
			t.Errorf("%s: % x, want % x", test.name, got, test.want)
		}
	}
	if got := mouth.present(1000); got[3] != 255 {
		t.Errorf("1000 mm are %d steps", got[3])
	}
}

func TestGraphics(t *testing.T) {
	img := image.NewAlpha(image.Rect(0, 0, 8, 1))
	for i := range img.Pix {
		img.Pix[i] = 0xff
	}
	p := plainProfile()
	p.Graphics = GSParenL
	const vector = "\x1d(L\x0b\x00\x30\x70\x30\x01\x01\x31\x08\x00\x01\x00\xff\x1d(L\x02\x00\x30\x32" // protocols: T81 p. 88
	if got := jobOf(t, Document{Raster{Image: img}}, p); got != vector {
		t.Errorf("% x, want % x", got, vector)
	}
	high := image.NewAlpha(image.Rect(0, 0, 576, 100))
	if got := jobOf(t, Document{Raster{Image: high}}, p); strings.Count(got, "\x1d(L\x02\x00\x30\x32") != 8 {
		t.Errorf("%d bands", strings.Count(got, "\x1d(L\x02\x00\x30\x32"))
	}
}

// TestFromEdge sends the white left of a picture to a printer that knows neither margin nor alignment for it.
func TestFromEdge(t *testing.T) {
	img := image.NewAlpha(image.Rect(3, 5, 11, 6))
	for i := range img.Pix {
		img.Pix[i] = 0xff
	}
	p := plainProfile()
	p.Margin, p.FromEdge = 24, true
	for align, want := range map[Align]string{Left: "\x00\x00\x00\xff", Center: strings.Repeat("\x00", 35) + "\x0f\xf0", Right: strings.Repeat("\x00", 68) + "\xff"} {
		got := jobOf(t, Document{Raster{Image: img, Align: align}}, p)
		if !strings.HasSuffix(got, want) || len(got) != 8+(len(want)) && align != Center {
			t.Errorf("alignment %d: % x", align, got)
		}
	}
}

// TestQRPicture is the same code, drawn by us.
func TestQRPicture(t *testing.T) {
	p := plainProfile()
	p.QR = QRPicture
	got := jobOf(t, Document{QR{Data: "ABC", Module: 4}}, p) // 21 modules, 84 dots, 11 bytes a row
	if !strings.HasPrefix(got, "\x1ba\x01\x1dv0\x00\x0b\x00\x54\x00") || len(got) != 3+8+11*84 {
		t.Errorf("%d bytes: % x", len(got), got[:16])
	}
	if finder := got[11 : 11+11]; finder[0] != 0xff || !bytes.Equal([]byte(got[11:22]), []byte(got[22:33])) {
		t.Errorf("the first rows are % x", got[11:33])
	}
}
