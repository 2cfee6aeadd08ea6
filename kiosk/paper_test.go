package kiosk

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"buergerterminal/devices/printer"
	"buergerterminal/devices/simulator"
	"buergerterminal/flows"
	"buergerterminal/kiosk/config"
	"buergerterminal/kiosk/draft"
	"buergerterminal/kiosk/session"
	"buergerterminal/kiosk/session/sessiontest"
	"buergerterminal/kiosk/typeset"
	"buergerterminal/locales"
	"buergerterminal/locales/localestest"
)

// printedVisit is the state of a visit whose receipt is printed, in a language.
func printedVisit(t *testing.T, lang string) session.State {
	t.Helper()
	for _, p := range sessiontest.Pages {
		if p.Name == "done: printing" {
			s, _ := sessiontest.Walk(sessiontest.Idle(t), p.Events...)
			s.Visit.Lang, s.Visit.Submission.StoredAt = lang, sessiontest.Noon
			return s
		}
	}
	t.Fatal("no page prints")
	return session.State{}
}

func testPress(t *testing.T, profile printer.Profile) (press, *locales.Texts) {
	t.Helper()
	words := localestest.Shipped(t)
	setter, err := typeset.New()
	if err != nil {
		t.Fatal(err)
	}
	p, err := openPress(profile, setter)
	if err != nil {
		t.Fatal(err)
	}
	return p, words
}

// TestReceiptsInEveryLanguage puts the receipt of a visit through the encoder and onto simulated paper: no letter is
// lost, no byte is refused, and it is out within seconds. RECEIPTS names a folder for the pictures.
func TestReceiptsInEveryLanguage(t *testing.T) {
	for _, profile := range printer.Models() {
		model, ok := simulator.PrinterModelOf(profile.Name)
		if !ok {
			t.Fatalf("%s is not simulated", profile.Name)
		}
		press, words := testPress(t, profile)
		for _, lang := range words.Languages() {
			job, err := printer.Encode(press.receipt(printedVisit(t, lang), true, words), profile)
			if err != nil || len(job.Replaced) > 0 {
				t.Errorf("%s, %s: %v, replaced %v", profile.Name, lang, err, job.Replaced)
				continue
			}
			onLine := time.Duration(len(job.Bytes)) * 10 * time.Second / 115200
			t.Logf("%s, %s: %d bytes, %v at 115,200 baud", profile.Name, lang, len(job.Bytes), onLine.Round(10*time.Millisecond))
			if onLine > 8*time.Second {
				t.Errorf("%s, %s: %v on the line", profile.Name, lang, onLine)
			}
			sheet, complaints := simulator.DrawReceipt(model, job.Bytes)
			if len(complaints) > 0 {
				t.Errorf("%s, %s: the printer complains: %v", profile.Name, lang, complaints)
			}
			keep(t, profile.Name+"."+lang, sheet)
		}
	}
}

// keep leaves a picture of a receipt where the environment asks for it.
func keep(t *testing.T, name string, sheet image.Image) {
	t.Helper()
	dir := os.Getenv("RECEIPTS")
	if dir == "" {
		return
	}
	f, err := os.Create(filepath.Join(dir, "receipt."+name+".png"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := png.Encode(f, sheet); err != nil {
		t.Fatal(err)
	}
}

// TestGermanReceiptIsAllThePrinters holds the German receipt to the bytes that it had before there was another language:
// the printer's own letters, and no picture but the arms.
func TestGermanReceiptIsAllThePrinters(t *testing.T) {
	press, words := testPress(t, printer.Kiosk80())
	doc := press.receipt(printedVisit(t, "de"), false, words)
	pictures := 0
	for _, b := range doc {
		if _, ok := b.(printer.Raster); ok {
			pictures++
		}
	}
	job, err := printer.Encode(doc, printer.Kiosk80())
	if err != nil || pictures != 1 {
		t.Fatalf("%v, %d pictures", err, pictures)
	}
	const want = "edc8093eb8e77a4a"
	if sum := sha256.Sum256(job.Bytes); hex.EncodeToString(sum[:8]) != want {
		t.Errorf("the German receipt has other bytes: %x", sum[:8])
	}
}

// TestArmsOfTheTown: receipt and kept paper have the municipality's own arms where it has given any, at their true proportions, as
// large as the look's at most; else the look's.
func TestArmsOfTheTown(t *testing.T) {
	press, words := testPress(t, printer.Kiosk80())
	s := printedVisit(t, "de")
	emblem := func(doc printer.Document) *image.Alpha {
		for _, b := range doc {
			if r, ok := b.(printer.Raster); ok {
				return r.Image
			}
		}
		t.Fatal("no picture is on the paper")
		return nil
	}
	if emblem(press.receipt(s, false, words)) != press.emblem {
		t.Error("a town without arms of its own has not the look's")
	}
	s.Place.Arms = image.NewGray(image.Rect(0, 0, 300, 600)) // black
	for name, doc := range map[string]printer.Document{"receipt": press.receipt(s, false, words), "draft": press.draft(s, false, words)} {
		got := emblem(doc)
		if size := got.Rect.Size(); size.Y != armsSize.Y || size.X != 48 || !inked(got) {
			t.Errorf("%s: %v dots, want 48 × %d and black", name, size, armsSize.Y)
		}
	}
}

// TestPassage sets lines from the margin at which reading begins, as narrow as their words, and loses none of them.
func TestPassage(t *testing.T) {
	press, words := testPress(t, printer.Kiosk80())
	for _, lang := range []string{"uk", "ar"} {
		want := printer.Left
		if words.Language(lang).RTL() {
			want = printer.Right
		}
		lines := 0
		for _, b := range press.receipt(printedVisit(t, lang), false, words)[1:] {
			r, ok := b.(printer.Raster)
			if !ok || r.Image == press.emblem {
				continue
			}
			lines++
			if r.Align != want && r.Align != printer.Center {
				t.Errorf("%s: a line stands at %v", lang, r.Align)
			}
			if size := r.Image.Rect.Size(); size.X > press.width || size.Y > 256 {
				t.Errorf("%s: a line of %v dots", lang, size)
			}
			if !inked(r.Image) {
				t.Errorf("%s: a line without ink", lang)
			}
		}
		if lines < 15 {
			t.Errorf("%s: %d lines of pictures", lang, lines)
		}
	}
}

func inked(picture *image.Alpha) bool {
	for y := range picture.Rect.Dy() {
		for x := range picture.Rect.Dx() {
			if picture.AlphaAt(x, y) != (color.Alpha{}) {
				return true
			}
		}
	}
	return false
}

// TestEveryConfiguredPrinter: whatever the configuration may name has a profile in the driver and a simulated printer, and
// the driver has none that cannot be named.
func TestEveryConfiguredPrinter(t *testing.T) {
	var known []string
	for _, p := range printer.Models() {
		known = append(known, p.Name)
	}
	if got := config.Profiles("printer"); !slices.Equal(got, known) {
		t.Errorf("the configuration knows %v, the driver %v", got, known)
	}
}

// TestGivenNamesNobody holds the paper of a family's registration to what may stand there: neither creed nor anything of the
// persons who move in as well, but their number.
func TestGivenNamesNobody(t *testing.T) {
	var events []session.Event
	for _, p := range sessiontest.Pages {
		if p.Name == "list: one person" {
			events = p.Events
		}
	}
	s, _ := sessiontest.Walk(sessiontest.Idle(t), sessiontest.Until(events, sessiontest.AtPage("sperre_parteien"))...)
	if s.Visit.Answers["religion"].IsEmpty() || s.Visit.Answers["mitziehende[0].beziehung"].IsEmpty() {
		t.Fatal("the citizen gave neither creed nor relation, so nothing is tested")
	}
	words := localestest.Shipped(t)
	german := words.Language("de")
	short := func(field string) string {
		text, ok := s.Visit.Flow.Text("de", "field."+field+".short")
		if !ok {
			t.Fatalf("field %s has no short text", field)
		}
		return text
	}
	var labels []string
	for _, p := range given(s, german) {
		labels = append(labels, p.Label)
	}
	for _, field := range []string{"religion", "beziehung", "familienname", "neu_strasse"} {
		if slices.Contains(labels, short(field)) {
			t.Errorf("%q stands on the paper", short(field))
		}
	}
	for _, field := range []string{"wohnungsart", "anzahl_mitziehend"} {
		if !slices.Contains(labels, short(field)) {
			t.Errorf("%q does not stand on the paper: %q", short(field), labels)
		}
	}
}

// TestDraftsInEveryLanguage puts the paper of an application that is kept through the encoder and onto simulated paper, and reads
// its code from there.
func TestDraftsInEveryLanguage(t *testing.T) {
	const text = "BTD1 K7QX2M 261205 AAAQEAYEAUDAOCAJBIFQYDIOB4IBCEQTCQKRMFYYDENBWHA5DYPQ4TBO"
	for _, profile := range printer.Models() {
		model, ok := simulator.PrinterModelOf(profile.Name)
		if !ok {
			t.Fatalf("%s is not simulated", profile.Name)
		}
		press, words := testPress(t, profile)
		for _, lang := range words.Languages() {
			s := printedVisit(t, lang)
			s.Visit.Saving = session.Saving{Stage: session.SaveKept, Code: text, Last: flows.Day{Year: 2026, Month: 12, Day: 5}}
			job, err := printer.Encode(press.draft(s, true, words), profile)
			if err != nil || len(job.Replaced) > 0 {
				t.Errorf("%s, %s: %v, replaced %v", profile.Name, lang, err, job.Replaced)
				continue
			}
			sheet, complaints := simulator.DrawReceipt(model, job.Bytes)
			if len(complaints) > 0 {
				t.Errorf("%s, %s: the printer complains: %v", profile.Name, lang, complaints)
			}
			if _, err := draft.Find(t.Context(), sheet); !errors.Is(err, draft.ErrMisread) { // it has a wrong checksum, so nothing can be opened by it
				t.Errorf("%s, %s: the code on the paper: %v", profile.Name, lang, err)
			}
			keep(t, "draft."+profile.Name+"."+lang, sheet)
		}
	}
}
