package draft_test

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"strings"
	"testing"

	"github.com/skip2/go-qrcode"

	"buergerterminal/flows"
	"buergerterminal/kiosk/draft"
)

func code() draft.Code {
	c := draft.Code{Hub: "K7QX2M", Last: flows.Day{Year: 2026, Month: 12, Day: 5}}
	for i := range c.Secret {
		c.Secret[i] = byte(i)
	}
	return c
}

// TestCode holds the text to its form, which papers have for months, and to being read back.
func TestCode(t *testing.T) {
	const want = "BTD1 K7QX2M 261205 AAAQEAYEAUDAOCAJBIFQYDIOB4IBCEQTCQKRMFYYDENBWHA5DYPQ"
	text := code().Text()
	if !strings.HasPrefix(text, want[:len(want)-1]) || len(text) != len("BTD1 K7QX2M 261205 ")+56 {
		t.Errorf("%q", text)
	}
	got, err := draft.ParseCode(text)
	if err != nil || got != code() {
		t.Errorf("%v, %v", got, err)
	}
	if id := got.Secret.ID(); id != code().Secret.ID() || len(id) != 32 || strings.Contains(text, strings.ToUpper(id)) {
		t.Errorf("the id is %q", id)
	}
}

// TestTampered changes each letter of a code to others: none of it is taken for another code.
func TestTampered(t *testing.T) {
	text := code().Text()
	for i := range text {
		for _, r := range "A2Z7 0" {
			other := text[:i] + string(r) + text[i+1:]
			if other == text {
				continue
			}
			if c, err := draft.ParseCode(other); err == nil {
				t.Errorf("%q is read as %v", other, c)
			}
		}
	}
}

func TestStrangers(t *testing.T) {
	text := code().Text()
	for _, tt := range []struct {
		text string
		want error
	}{
		{"", draft.ErrStranger}, {"https://example.org/", draft.ErrStranger}, {strings.Replace(text, "BTD1", "BTD2", 1), draft.ErrStranger},
		{"BT1 4K7-219 AAAABBBBCCCCDDDDEEEEFFFFGG", draft.ErrReceipt},
		{text[:len(text)-1], draft.ErrMisread}, {text + "A", draft.ErrMisread}, {text + " A", draft.ErrMisread}, {"BTD1", draft.ErrMisread},
		{strings.Replace(text, "261205", "261305", 1), draft.ErrMisread}, {strings.ToLower(text), draft.ErrStranger},
	} {
		if _, err := draft.ParseCode(tt.text); !errors.Is(err, tt.want) {
			t.Errorf("%q: %v, want %v", tt.text, err, tt.want)
		}
	}
}

// TestNothingPrintsTheSecret tries every verb on a code.
func TestNothingPrintsTheSecret(t *testing.T) {
	for _, verb := range []string{"%v", "%+v", "%#v", "%x", "%s", "%d", "%q"} {
		if said := fmt.Sprintf(verb, code().Secret); said != "(secret)" {
			t.Errorf("%s says %q", verb, said)
		}
		if said := fmt.Sprintf(verb, code()); strings.Contains(said, "0102") || strings.Contains(said, "1 2 3") {
			t.Errorf("%s of the code says %q", verb, said)
		}
	}
}

// FuzzCode reads any text: what is taken for a code has this text and no other.
func FuzzCode(f *testing.F) {
	for _, text := range []string{code().Text(), "BT1 4K7-219 AAAA", "BTD1 A 261205 AAAA", "BTD1  000000 ", "", "BTD1 K7QX2M 261205 " + strings.Repeat("7", 56)} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		c, err := draft.ParseCode(text)
		if err == nil && c.Text() != text {
			t.Errorf("%q is read as %q", text, c.Text())
		}
	})
}

// sheet is a white sheet with the QR code of a text, a module as large as it says.
func sheet(t *testing.T, text string, module int) *image.Gray {
	t.Helper()
	q, err := qrcode.New(text, qrcode.Medium)
	if err != nil {
		t.Fatal(err)
	}
	page := image.NewGray(image.Rect(0, 0, 700, 900))
	draw.Draw(page, page.Rect, image.NewUniform(color.Gray{Y: 240}), image.Point{}, draw.Src)
	for y, row := range q.Bitmap() {
		for x, dark := range row {
			if dark {
				draw.Draw(page, image.Rect(x*module, y*module, (x+1)*module, (y+1)*module).Add(image.Pt(90, 130)), image.NewUniform(color.Gray{Y: 20}), image.Point{}, draw.Src)
			}
		}
	}
	return page
}

// TestFind finds a code upright, on its side and on its head, in two colours, and part of it covered; nothing on an empty sheet; and no code on
// one that is cut off.
func TestFind(t *testing.T) {
	text := code().Text()
	page := sheet(t, text, 7)
	side := image.NewGray(image.Rect(0, 0, 900, 700))
	head := image.NewGray(page.Rect)
	plain := image.NewPaletted(page.Rect, color.Palette{color.Black, color.White})
	for y := range 900 {
		for x := range 700 {
			side.SetGray(899-y, x, page.GrayAt(x, y))
			head.SetGray(699-x, 899-y, page.GrayAt(x, y))
			plain.Set(x, y, page.GrayAt(x, y))
		}
	}
	stained := image.NewGray(page.Rect)
	draw.Draw(stained, stained.Rect, page, image.Point{}, draw.Src)
	draw.Draw(stained, image.Rect(200, 240, 226, 266), image.Black, image.Point{}, draw.Src)
	for name, p := range map[string]image.Image{"upright": page, "on its side": side, "on its head": head, "in two colours": plain, "stained": stained} {
		if c, err := draft.Find(t.Context(), p); err != nil || c != code() {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, p := range map[string]image.Image{
		"an empty sheet": image.NewGray(image.Rect(0, 0, 300, 300)), "a sheet that is cut off": page.SubImage(image.Rect(0, 0, 250, 900)), "no sheet at all": image.NewGray(image.Rectangle{}),
	} {
		if _, err := draft.Find(t.Context(), p); !errors.Is(err, draft.ErrNoCode) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := draft.Find(t.Context(), sheet(t, "BT1 4K7-219 AAAABBBBCCCCDDDDEEEEFFFFGG", 8)); !errors.Is(err, draft.ErrReceipt) {
		t.Errorf("a receipt: %v", err)
	}
	left, leave := context.WithCancel(t.Context())
	leave()
	if c, err := draft.Find(left, page); !errors.Is(err, context.Canceled) || c != (draft.Code{}) {
		t.Errorf("nobody waits any more: %v", err)
	}
}

// TestEveryCodeIsFound reads codes of many secrets, all clean and upright: at first sight the reader overlooks some of them.
func TestEveryCodeIsFound(t *testing.T) {
	for n := range 150 {
		c := code()
		c.Secret = sha256.Sum256([]byte{byte(n)})
		printed, err := qrcode.New(c.Text(), qrcode.Medium)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := draft.Find(t.Context(), printed.Image(300)); err != nil || got != c {
			t.Errorf("secret %d: %v", n, err)
		}
	}
}
