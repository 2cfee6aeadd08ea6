package draft_test

import (
	"bytes"
	"errors"
	"image"
	"image/png"
	"maps"
	"slices"
	"testing"
	"time"

	"buergerterminal/flows"
	"buergerterminal/kiosk/draft"
	"buergerterminal/kiosk/link"
	"buergerterminal/kiosk/session"
)

// TestSeal seals contents of many lengths: they open again, their lengths are few, and no two seals are the same.
func TestSeal(t *testing.T) {
	s := draft.NewSecret()
	sizes := map[int]bool{}
	for _, n := range []int{0, 1, 16<<10 - 4, 16<<10 - 3, 100_000, draft.MostContent} {
		content := bytes.Repeat([]byte{'x'}, n)
		sealed, err := s.Seal(content)
		if err != nil {
			t.Fatal(err)
		}
		again, _ := s.Seal(content)
		got, err := s.Open(sealed)
		if err != nil || !bytes.Equal(got, content) || bytes.Equal(sealed, again) || len(sealed) > link.MaxDraft {
			t.Errorf("%d bytes: %d sealed, %v", n, len(sealed), err)
		}
		sizes[len(sealed)] = true
	}
	if got := slices.Sorted(maps.Keys(sizes)); len(got) != 4 {
		t.Errorf("sealed sizes %v", got)
	}
	if _, err := s.Seal(make([]byte, draft.MostContent+1)); err == nil {
		t.Error("a content is sealed for which there is no room")
	}
}

// TestOpenNothingElse changes each of some bytes of what was sealed, cuts it off, and tries another secret.
func TestOpenNothingElse(t *testing.T) {
	s := draft.NewSecret()
	sealed, err := s.Seal([]byte("answers"))
	if err != nil {
		t.Fatal(err)
	}
	for _, i := range []int{0, 11, 12, 100, len(sealed) - 17, len(sealed) - 1} {
		broken := bytes.Clone(sealed)
		broken[i] ^= 1
		if _, err := s.Open(broken); !errors.Is(err, draft.ErrDamaged) {
			t.Errorf("byte %d: %v", i, err)
		}
	}
	for _, cut := range [][]byte{nil, sealed[:5], sealed[:len(sealed)-1], append(bytes.Clone(sealed), 0)} {
		if _, err := s.Open(cut); !errors.Is(err, draft.ErrDamaged) {
			t.Errorf("%d bytes: %v", len(cut), err)
		}
	}
	if _, err := draft.NewSecret().Open(sealed); !errors.Is(err, draft.ErrDamaged) {
		t.Errorf("another secret: %v", err)
	}
}

func scanned(t *testing.T, size int) session.ScannedPage {
	t.Helper()
	var b bytes.Buffer
	picture := image.NewGray(image.Rect(0, 0, 4, 2))
	picture.Pix[0] = 200
	if err := png.Encode(&b, picture); err != nil {
		t.Fatal(err)
	}
	b.Write(make([]byte, size)) // what follows the picture is not looked at
	return session.ScannedPage{Image: session.Upright(picture, 1), Data: b.Bytes(), MIME: "image/png", DPI: 150, Turns: 1, Findings: []session.Finding{{Kind: "dark"}}}
}

func saved(t *testing.T) session.SavedApplication {
	return session.SavedApplication{
		Flow: "anmeldung", Version: "1.0.0", Lang: "ar", Look: session.Look{Theme: session.Dark, Size: session.Large}, Saved: time.Date(2026, 11, 21, 11, 30, 0, 0, time.UTC),
		At: session.Station{Kind: session.AtQuestion, Page: "zweck", Row: -1},
		Answers: flows.Answers{"a": flows.Text("ja"), "b": flows.Choice("ja"), "c": flows.Choices("x", "y"), "d": flows.Int(0), "e": flows.Bool(false), "f": flows.Bool(true),
			"g": flows.Date(1964, 8, 0), "h[1].i": flows.Text("Zoë"), flows.Today: flows.Date(2026, 11, 21)},
		Skipped: []string{"miete"}, Proofs: map[string][]session.ScannedPage{"ausweis": {scanned(t, 0), scanned(t, 10)}},
	}
}

// TestContent keeps each kind of answer what it is, and the pages with their turns.
func TestContent(t *testing.T) {
	want := saved(t)
	raw, left, err := draft.Encode(want)
	if err != nil || left != nil {
		t.Fatalf("left %v, %v", left, err)
	}
	got, err := draft.Decode(raw)
	if err != nil {
		t.Fatal(err)
	}
	delete(want.Answers, flows.Today)
	if !maps.EqualFunc(got.Answers, want.Answers, flows.Value.Equal) {
		t.Errorf("answers %v", got.Answers)
	}
	if got.Flow != want.Flow || got.Version != want.Version || got.Lang != want.Lang || got.Look != want.Look || got.At != want.At || !got.Saved.Equal(want.Saved) || !slices.Equal(got.Skipped, want.Skipped) {
		t.Errorf("got %+v", got)
	}
	pages := got.Proofs["ausweis"]
	if len(pages) != 2 || !bytes.Equal(pages[1].Data, want.Proofs["ausweis"][1].Data) || pages[0].Turns != 1 || pages[0].DPI != 150 || pages[0].Image.Bounds() != image.Rect(0, 0, 2, 4) {
		t.Errorf("pages %+v", pages)
	}
}

// TestNoRoom leaves the pages out for which there is no room, whole proofs at a time, and says which.
func TestNoRoom(t *testing.T) {
	d := saved(t)
	d.Proofs = map[string][]session.ScannedPage{"a": {scanned(t, 1<<20)}, "b": {scanned(t, 3<<20), scanned(t, 4<<20)}, "c": {scanned(t, 2<<20)}}
	raw, left, err := draft.Encode(d)
	if err != nil || !slices.Equal(left, []string{"b"}) || len(raw) > draft.MostContent {
		t.Fatalf("%d bytes, left %v, %v", len(raw), left, err)
	}
	got, err := draft.Decode(raw)
	if err != nil || len(got.Proofs) != 2 || !slices.Equal(got.Left, []string{"b"}) {
		t.Errorf("proofs %d, left %v, %v", len(got.Proofs), got.Left, err)
	}
}

// FuzzDecode reads any content: it is a draft or damaged, and what is read can be kept again.
func FuzzDecode(f *testing.F) {
	for _, text := range []string{"", "{}", `{"flow":"a"}`, `{"flow":"a","answers":{"x":{"d":[1,2]},"y":{"cs":["a"]},"z":{}},"proofs":[{"id":"p","pages":[{"data":"AAAA"}]}]}`, `{"flow":"a","proofs":[{"id":"p"}]}`} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		d, err := draft.Decode(raw)
		if err != nil {
			if !errors.Is(err, draft.ErrDamaged) {
				t.Errorf("%v", err)
			}
			return
		}
		if _, _, err := draft.Encode(d); err != nil {
			t.Error(err)
		}
	})
}
