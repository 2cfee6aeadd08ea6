package receipt_test

import (
	"flag"
	"fmt"
	"image"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"buergerterminal/devices/printer"
	"buergerterminal/devices/simulator"
	"buergerterminal/kiosk/receipt"
	"buergerterminal/locales"
	"buergerterminal/locales/localestest"
)

func texts(t *testing.T) *locales.Texts {
	t.Helper()
	return localestest.Shipped(t)
}

func words(t *testing.T, language string) *locales.Language {
	t.Helper()
	return texts(t).Language(language)
}

func visit() receipt.Input {
	return receipt.Input{
		Town: "Stadt Musterstadt", Office: "Bürgeramt", Service: "Wohnung anmelden",
		At:     time.Date(2025, 11, 21, 14, 48, 0, 0, time.UTC),
		Number: "4K7-219", Token: "K5RWGZDFMZ4WS3TLN5ZGK3LQOA", Arrived: true,
		Given: []receipt.Pair{
			{"Personen", "3"},
			{"Eingezogen", "15.\u00a0November 2025"},
			{"Nachweis", "Wohnungsgeber\u00adbestätigung,\u00a01\u00a0Seite"},
			{"Kosten", "keine"},
		},
		Next:  []string{"Das Bürgeramt prüft Ihren Antrag. Bis zum 26.\u00a0November bekommen Sie Post."},
		Phone: "115", PhoneHours: "Montag bis Freitag, 8 bis 18 Uhr.", TerminalID: "MS-03",
	}
}

func cases() map[string]func(*receipt.Input) (language string) {
	return map[string]func(*receipt.Input) string{
		"arrived":  func(*receipt.Input) string { return "de" },
		"accepted": func(in *receipt.Input) string { in.Accepted = true; return "de" },
		"stored":   func(in *receipt.Input) string { in.Arrived = false; return "de" },
		"copy":     func(in *receipt.Input) string { in.Copy = true; return "de" },
		"english":  func(in *receipt.Input) string { in.Arrived = false; return "en" },
		"nobody to call": func(in *receipt.Input) string {
			in.Phone, in.Next, in.Given = "", nil, nil
			return "de"
		},
		"no authority": func(in *receipt.Input) string {
			in.Office, in.Foreign, in.Service = "Stadtwerke Musterstadt GmbH", true, "Zählerstand"
			return "de"
		},
		"long words": func(in *receipt.Input) string {
			in.Town = "Verwaltungsgemeinschaft Neustadt in Sachsen mit allen Ortsteilen"
			in.Service = "Verkehrs\u00adrechtliche Ausnahme\u00adgenehmigung für Handwerks\u00adbetriebe"
			in.Given = []receipt.Pair{{"Aufenthalts\u00adbestimmungs\u00adrecht", "Lebens\u00adpartnerschafts\u00adregister\u00adauszug liegt vor"}}
			return "de"
		},
	}
}

var update = flag.Bool("update", false, "write the goldens anew")

func TestBuild(t *testing.T) {
	for name, change := range cases() {
		t.Run(name, func(t *testing.T) {
			in := visit()
			language := change(&in)
			got := text(receipt.Build(in, words(t, language)))
			path := filepath.Join("testdata", strings.ReplaceAll(name, " ", "-")+".txt")
			if *update {
				if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
}

// text is a receipt for people who read goldens: as it would be set in 44 columns, with its styles on the left.
func text(blocks []receipt.Block) string {
	var s strings.Builder
	put := func(style, line string) { fmt.Fprintf(&s, "%-10s|%s\n", style, line) }
	for _, b := range blocks {
		switch b := b.(type) {
		case receipt.Emblem:
			put("emblem", "")
		case receipt.Line:
			for _, line := range printer.Wrap(b.Text, 44/max(b.Style.Width, 1)) {
				put(style(b.Style), line)
			}
		case receipt.Columns:
			labels, values := printer.Wrap(b.Label, b.At-1), printer.Wrap(b.Value, 44-b.At)
			for i := range max(len(labels), len(values)) {
				var label, value string
				if i < len(labels) {
					label = labels[i]
				}
				if i < len(values) {
					value = values[i]
				}
				put("columns", strings.TrimRight(fmt.Sprintf("%-*s%s", b.At, label, value), " "))
			}
		case receipt.Rule:
			put("", strings.Repeat(map[bool]string{false: "─", true: "-"}[b.Dashed], 44))
		case receipt.Frame:
			for _, l := range b.Lines {
				put("frame "+style(l.Style), l.Text)
			}
		case receipt.QR:
			put("qr", b.Data)
		case receipt.Feed:
			put("", strings.Repeat("\n          |", b.Lines-1))
		case receipt.Cut:
			put("cut", "")
		case receipt.Passage:
			for line := range strings.Lines(text(b.Blocks)) {
				s.WriteString("» " + line)
			}
		}
	}
	return s.String()
}

// TestBuildTwo says everything in both languages, and what needs none once.
func TestBuildTwo(t *testing.T) {
	for _, language := range []string{"en", "uk", "ar"} {
		in := visit()
		in.Office, in.Service, in.Given, in.Next, in.Arrived = "Office", "Service", []receipt.Pair{{"Label", "Value"}}, []string{"Next."}, false
		german := visit()
		german.Arrived = false
		blocks := receipt.BuildTwo(in, words(t, language), german, words(t, "de"))
		got, path := text(blocks), filepath.Join("testdata", "two."+language+".txt")
		if *update {
			if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if got != string(want) {
			t.Errorf("got\n%s\nwant\n%s", got, want)
		}
		for _, once := range []string{german.Number, german.Token, german.TerminalID, german.Town} {
			if n := strings.Count(got, once); n != 1 {
				t.Errorf("%s: %q stands %d times", language, once, n)
			}
		}
		for _, both := range []string{german.Given[0].Value, german.Next[0][:20], "Value", "Next."} {
			if !strings.Contains(got, both) {
				t.Errorf("%s: %q is missing", language, both)
			}
		}
	}
}

func style(s receipt.Style) string {
	out := ""
	if s.Bold {
		out = "bold"
	}
	if s.Width > 1 || s.Height > 1 {
		out += fmt.Sprintf(" %dx%d", max(s.Width, 1), max(s.Height, 1))
	}
	return strings.TrimSpace(out)
}

// TestPrints puts every receipt through the encoder and onto simulated paper: it must fit the paper and the language of
// the printer, and lose no character.
func TestPrints(t *testing.T) {
	for name, change := range cases() {
		in := visit()
		language := change(&in)
		job, err := printer.Encode(document(receipt.Build(in, words(t, language))), printer.Kiosk80())
		if err != nil || len(job.Replaced) > 0 {
			t.Errorf("%s: %v, replaced %v", name, err, job.Replaced)
			continue
		}
		sheet, complaints := simulator.DrawReceipt(simulator.PrinterModel{}, job.Bytes)
		if len(complaints) > 0 {
			t.Errorf("%s: %v", name, complaints)
		}
		if sheet.Rect.Dy() < 1000 || sheet.Rect.Dy() > 2500 {
			t.Errorf("%s is %d dots long", name, sheet.Rect.Dy())
		}
	}
}

// document is what the kiosk does with the blocks.
func document(blocks []receipt.Block) printer.Document {
	style := func(s receipt.Style) printer.Style {
		return printer.Style{Bold: s.Bold, Width: s.Width, Height: s.Height, Align: printer.Align(s.Align)}
	}
	var doc printer.Document
	for _, b := range blocks {
		switch b := b.(type) {
		case receipt.Emblem:
			doc = append(doc, printer.Raster{Image: image.NewAlpha(image.Rect(0, 0, 72, 86))})
		case receipt.Line:
			doc = append(doc, printer.Line{Text: b.Text, Style: style(b.Style)})
		case receipt.Columns:
			doc = append(doc, printer.Columns(b))
		case receipt.Rule:
			doc = append(doc, printer.Rule(b))
		case receipt.Frame:
			var f printer.Frame
			for _, l := range b.Lines {
				f.Lines = append(f.Lines, printer.Line{Text: l.Text, Style: style(l.Style)})
			}
			doc = append(doc, f)
		case receipt.QR:
			doc = append(doc, printer.QR(b))
		case receipt.Feed:
			doc = append(doc, printer.Feed(b))
		case receipt.Cut:
			doc = append(doc, printer.Cut{})
		}
	}
	return doc
}

// TestSaysOnlyWhatIsTrue: nothing has arrived before it has, and nothing is deleted before it is.
func TestSaysOnlyWhatIsTrue(t *testing.T) {
	for _, language := range texts(t).Languages() {
		l := words(t, language)
		in := visit()
		in.Arrived = false
		said := map[string]bool{}
		for _, b := range receipt.Build(in, l) {
			if line, ok := b.(receipt.Line); ok {
				said[line.Text] = true
			}
		}
		if said[l.Text("receipt.arrived")] || !said[l.Text("receipt.stored")] || !said[l.Text("receipt.delivery")] {
			t.Errorf("%s: %v", language, said)
		}
		if got := l.Text("receipt.wipe"); strings.Contains(got, "gelöscht") || strings.Contains(got, "deleted") {
			t.Errorf("%s claims the wipe: %q", language, got)
		}
	}
}
