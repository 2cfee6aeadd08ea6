package flows_test

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"buergerterminal/flows"
)

// fields is a flow with one page that has the given fields, each `id = "…"` on a line of its own first.
func fields(t testing.TB, definitions string) *flows.Flow {
	t.Helper()
	flow := tinyFlow[:strings.Index(tinyFlow, "\n[[page]]")]
	flow = strings.Replace(flow, "[[need]]\nid = \"card\"\nicon = \"id\"\n", "", 1) + "\n[[page]]\nid = 'p'\n" + definitions
	texts := "title='x'\nsummary='x'\nduration='x'\nfee='x'\nauthority.name='x'\nreceipt.title='x'\npage.p.title='x'\n"
	for _, line := range strings.Split(definitions, "\n") {
		if id, ok := strings.CutPrefix(line, "id = "); ok {
			id = strings.Trim(id, `"`)
			texts += "field." + id + " = { title = 'x', short = 'x' }\n"
		}
		if list, ok := strings.CutPrefix(line, "options = "); ok {
			id := texts[strings.LastIndex(texts, "field.")+len("field."):]
			id = id[:strings.Index(id, " ")]
			for _, o := range strings.Split(strings.Trim(list, "[]"), ", ") {
				texts += "option." + id + "." + strings.Trim(o, "'") + " = 'x'\n"
			}
		}
	}
	return loadOne(t, fstest.MapFS{"tiny/flow.toml": {Data: []byte(flow)}, "tiny/texts.de.toml": {Data: []byte(texts)}})
}

const everyField = `
[[page.field]]
id = "text"
type = "text"
max_length = 10
[[page.field]]
id = "needed"
type = "text"
required = true
[[page.field]]
id = "plz"
type = "text"
pattern = '[0-9]{5}'
[[page.field]]
id = "long"
type = "longtext"
[[page.field]]
id = "whole"
type = "int"
min = 1
max = 10
[[page.field]]
id = "money"
type = "money"
max = 10000
[[page.field]]
id = "past"
type = "date"
earliest = 1900-01-01
latest = "today"
[[page.field]]
id = "future"
type = "date"
earliest = "today"
latest = 2030-12-31
[[page.field]]
id = "birth"
type = "date"
partial = true
latest = "today"
earliest = 1900-06-15
[[page.field]]
id = "yes"
type = "bool"
[[page.field]]
id = "one"
type = "choice"
options = ['a', 'b']
[[page.field]]
id = "some"
type = "choices"
options = ['a', 'b', 'c']
min = 2
max = 2
`

func TestCheck(t *testing.T) {
	f := fields(t, everyField)
	tests := []struct {
		field string
		value flows.Value
		want  flows.Code
	}{
		{"text", flows.Value{}, ""},
		{"text", flows.Text("  "), ""},
		{"needed", flows.Value{}, flows.CodeRequired},
		{"needed", flows.Text(" \t"), flows.CodeRequired},
		{"needed", flows.Choices(), flows.CodeRequired},
		{"text", flows.Text("Łódź"), ""},
		{"text", flows.Text("0123456789"), ""},
		{"text", flows.Text("  0123456789  "), ""},
		{"text", flows.Text("01234567890"), flows.CodeTooLong},
		{"text", flows.Text("äöüßäöüßäö"), ""},
		{"text", flows.Text(strings.Repeat("a\u0308", 10)), ""},
		{"text", flows.Text(strings.Repeat("a\u0308", 11)), flows.CodeTooLong},
		{"text", flows.Text("☃"), flows.CodeBadCharacters},
		{"text", flows.Text("a\nb"), flows.CodeBadCharacters},
		{"text", flows.Text("\xff"), flows.CodeBadCharacters},
		{"long", flows.Text("a\nb"), ""},
		{"long", flows.Text("a\tb"), flows.CodeBadCharacters},
		{"long", flows.Text(strings.Repeat("x", 10_000)), flows.CodeTooLong},
		{"text", flows.Bool(true), flows.CodeWrongType},
		{"plz", flows.Text("01067"), ""},
		{"plz", flows.Text("1067"), flows.CodePattern},
		{"plz", flows.Text("010670"), flows.CodePattern},
		{"whole", flows.Int(1), ""},
		{"whole", flows.Int(0), flows.CodeTooSmall},
		{"whole", flows.Int(11), flows.CodeTooLarge},
		{"whole", flows.Text("elf"), flows.CodeNotANumber},
		{"whole", flows.Bool(true), flows.CodeWrongType},
		{"money", flows.Int(10_001), flows.CodeTooLarge},
		{"past", flows.Date(2026, 11, 21), ""},
		{"past", flows.Date(2026, 11, 22), flows.CodeInFuture},
		{"past", flows.Date(1899, 12, 31), flows.CodeTooEarly},
		{"past", flows.Date(2026, 2, 29), flows.CodeNotADate},
		{"past", flows.Date(2024, 2, 29), ""},
		{"past", flows.Date(1990, 0, 0), flows.CodeNotADate},
		{"past", flows.Date(-1, 1, 1), flows.CodeNotADate},
		{"past", flows.Text("gestern"), flows.CodeNotADate},
		{"past", flows.Int(3), flows.CodeWrongType},
		{"future", flows.Date(2026, 11, 20), flows.CodeInPast},
		{"future", flows.Date(2031, 1, 1), flows.CodeTooLate},
		{"birth", flows.Date(1990, 0, 0), ""},
		{"birth", flows.Date(1990, 5, 0), ""},
		{"birth", flows.Date(1990, 0, 5), flows.CodeNotADate},
		{"birth", flows.Date(1990, 13, 0), flows.CodeNotADate},
		{"birth", flows.Date(2026, 0, 0), ""},
		{"birth", flows.Date(2027, 0, 0), flows.CodeInFuture},
		{"birth", flows.Date(1900, 0, 0), ""},
		{"birth", flows.Date(1900, 5, 0), flows.CodeTooEarly},
		{"yes", flows.Bool(false), ""},
		{"yes", flows.Text("vielleicht"), flows.CodeWrongType},
		{"one", flows.Choice("a"), ""},
		{"one", flows.Choice("z"), flows.CodeNotAnOption},
		{"one", flows.Text("a"), flows.CodeWrongType},
		{"some", flows.Choices("a"), flows.CodeTooFew},
		{"some", flows.Choices("a", "c"), ""},
		{"some", flows.Choices("a", "b", "c"), flows.CodeTooMany},
		{"some", flows.Choices("a", "a"), flows.CodeNotAnOption},
		{"some", flows.Choices("a", "z"), flows.CodeNotAnOption},
	}
	today := flows.Answers{flows.Today: flows.Date(2026, 11, 21)}
	for _, tt := range tests {
		var want []flows.Code
		if tt.want != "" {
			want = []flows.Code{tt.want}
		}
		if got := f.Check(tt.field, tt.value, today); !slices.Equal(got, want) {
			t.Errorf("Check(%s, %v %q %v) = %v, want %v", tt.field, tt.value, tt.value.Text(), tt.value.Day(), got, want)
		}
	}
	if got := f.Check("past", flows.Date(2999, 1, 1), nil); got != nil {
		t.Errorf("without the day of the visit nothing lies in the future, got %v", got)
	}
}

func TestCheckLettersOfDIN91379(t *testing.T) {
	f := fields(t, "[[page.field]]\nid = \"name\"\ntype = \"text\"\n")
	good := []string{
		"Müller-Lüdenscheidt", "O'Brien", "D’Angelo", "Đorđević", "Żółć", "Nguyễn Thị Hương", "Þórðardóttir", "Ğ İ ı Ş ş", "Ștefan Țugui",
		"C\u0306", "k\u035fh", "s\u031b\u0304", "Z\u0327", "Straße 12 1/2", "a@b.de", "§ 18 (2) & Co. €", "ẞ", "Kĺúč", "Hórnikec Měrćin", "\u1e6c\u0304",
	}
	bad := []string{"Иван", "Γιώργος", "محمد", "王", "a\u0301\u0301", "q\u0300", "\u0300", "😀", "\u00ad", "a\u200bb", "“x”", "−1", "\x00", "x\u035fh"}
	for _, s := range good {
		if codes := f.Check("name", flows.Text(s), nil); codes != nil {
			t.Errorf("%q is refused: %v", s, codes)
		}
	}
	for _, s := range bad {
		if codes := f.Check("name", flows.Text(s), nil); !slices.Equal(codes, []flows.Code{flows.CodeBadCharacters}) {
			t.Errorf("%q: %v, want bad_characters", s, codes)
		}
	}
}

func TestFee(t *testing.T) {
	f := loadOne(t, tiny(t,
		"when = \"pick in ['x', 'z']\"", "when = \"pick in ['x', 'z']\"\nvalid_to = 2026-12-31\n\n[[fee]]\ncents = 650\nper = 'number'\nvalid_from = 2027-01-01\nsource = 'Neue Satzung'"))
	day := func(s string) time.Time {
		d, _ := flows.ParseDay(s)
		return d.Time().Add(23 * time.Hour)
	}
	three := flows.Answers{"yes": flows.Bool(true), "pick": flows.Choice("y"), "number": flows.Int(3)}
	free := flows.Answers{"yes": flows.Bool(true), "pick": flows.Choice("x"), "number": flows.Int(3)}
	hidden := flows.Answers{"yes": flows.Bool(false), "number": flows.Int(3)}
	tests := []struct {
		name    string
		answers flows.Answers
		on      string
		cents   int
		ok      bool
	}{
		{"before the first", three, "2024-12-31", 0, false},
		{"on the first day", three, "2025-01-01", 1500, true},
		{"condition goes first", free, "2025-01-01", 0, true},
		{"last day of the condition", free, "2026-12-31", 0, true},
		{"the day after", free, "2027-01-01", 1950, true},
		{"the youngest counts", three, "2027-01-01", 1950, true},
		{"a hidden number multiplies by nothing", hidden, "2027-01-01", 0, true},
	}
	for _, tt := range tests {
		cents, ok := f.Fee(tt.answers, day(tt.on))
		if cents != tt.cents || ok != tt.ok {
			t.Errorf("%s: %d %t, want %d %t", tt.name, cents, ok, tt.cents, tt.ok)
		}
	}
	texts := map[string]string{"2024-12-31": "", "2025-01-01": "5 Euro", "2027-01-01": "6,50 Euro"}
	for on, want := range texts {
		if got := f.FeeText("de", day(on)); got != want {
			t.Errorf("fee on %s: %q, want %q", on, got, want)
		}
	}
}

func BenchmarkCheckTenThousandCharacters(b *testing.B) {
	f := fields(b, "[[page.field]]\nid = \"name\"\ntype = \"text\"\n")
	v := flows.Text(strings.Repeat("ä", 10_000))
	b.ReportAllocs()
	for b.Loop() {
		if f.Check("name", v, nil) == nil {
			b.Fatal("accepted")
		}
	}
}
