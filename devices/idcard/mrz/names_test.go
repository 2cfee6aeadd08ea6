package mrz

import (
	"slices"
	"strings"
	"testing"
)

func TestSplitNames(t *testing.T) { // Doc 9303-6, 4.2.3, and parts 4, 5
	for _, c := range []struct {
		field, primary, secondary string
		cut                       bool
	}{
		{"NILAVADHANANANDA<<CHAYAPA<DEJ<K", "NILAVADHANANANDA", "CHAYAPA DEJ K", true},
		{"NILAVADHANANANDA<<ARN<PET<CHARO", "NILAVADHANANANDA", "ARN PET CHARO", true},
		{"BENNELONG<WOOLOOMOOLOO<W<W<<D<P", "BENNELONG WOOLOOMOOLOO W W", "D P", true},
		{"BENNELONG<WOOLOOM<WAR<WARN<<D<P", "BENNELONG WOOLOOM WAR WARN", "D P", true},
		{"BENNEL<WOOLO<WARRA<WARNA<<DIN<P", "BENNEL WOOLO WARRA WARNA", "DIN P", true},
		{"PAPANDROPOULOUS<<JONATHOON<ALEC", "PAPANDROPOULOUS", "JONATHOON ALEC", true}, // fits, but nobody can know
		{"ARKFREITH<<<<<<<<<<<<<<<<<<<<<<", "ARKFREITH", "", false},
		{"AL<BASRI<<HUDA<MUHAMMAD<JAWAD<<", "AL BASRI", "HUDA MUHAMMAD JAWAD", false},
		{"NILAVADHANANANDA<<CHAYAPA<DEJTHAMRONG<K", "NILAVADHANANANDA", "CHAYAPA DEJTHAMRONG K", true},
		{"NILAVADHANANANDA<<ARNPOL<PETCH<CHARONGU", "NILAVADHANANANDA", "ARNPOL PETCH CHARONGU", true},
	} {
		n := splitNames(c.field)
		if strings.Join(n.Primary, " ") != c.primary || strings.Join(n.Secondary, " ") != c.secondary || n.MayBeTruncated != c.cut {
			t.Errorf("%s = %+v", c.field, n)
		}
	}
	d, err := Parse([]string{"IDTHA95555554612902968000000<<", "6802295F1307245THA<<<<<<<<<<<6", "NILAVADHANANANDA<<CHAYAPA<DE<K"})
	if err != nil || !d.Flawless() || !d.Names.MayBeTruncated || d.Optional != "2902968000000" {
		t.Errorf("%+v %v", d, err)
	}
}

func TestDisplayAndSpellings(t *testing.T) {
	if got := Display([]string{"DE", "BRUIJN"}); got != "De Bruijn" {
		t.Error(got)
	}
	if got := Display(nil); got != "" {
		t.Error(got)
	}
	for in, want := range map[string][]string{
		"LEHMANN": {"Lehmann"}, "MUELLER": {"Mueller", "Müller"}, "OEZ": {"Oez", "Öz"}, "WEISS": {"Weiss", "Weiß"},
		"GROSSSCHAEDEL": {"Grossschaedel", "Großschaedel", "Grossschädel", "Großschädel"},
	} {
		if got := Spellings(in); !slices.Equal(got, want) {
			t.Errorf("Spellings(%s) = %v, want %v", in, got, want)
		}
	}
	if got := Spellings(strings.Repeat("AE", 14)); len(got) != maxSpellings {
		t.Errorf("%d spellings", len(got))
	}
}

func TestTransliterate(t *testing.T) {
	for in, want := range map[string]string{
		"Müller-Lüdenscheidt": "MUELLER<LUEDENSCHEIDT", "Groß": "GROSS", "D'Artagnan": "DARTAGNAN", "Đặng": "DANG",
		"Łukasiewicz": "LUKASIEWICZ", "Þórr Ægir": "THORR<AEGIR", "Åse": "AASE", "Peña": "PENA", "Strauß": "STRAUSS",
		"Щербаков": "SHCHERBAKOV", "Юлія": "IULIIA", "Андрій": "ANDRII", "Хрущёв": "KHRUSHCHEV",
		"محمد": "MXHMD", "فاطمة": "FAXTTMXAH", "مُحَمَّد": "MXHMMD",
	} {
		if got, ok := Transliterate(in); !ok || got != want {
			t.Errorf("Transliterate(%s) = %s, %v; want %s", in, got, ok, want)
		}
	}
	if _, ok := Transliterate("陳"); ok {
		t.Error("a letter of no table was written")
	}
}

func TestCompare(t *testing.T) {
	for _, c := range []struct {
		form, zone string
		want       Likeness
	}{
		{"Müller", "MUELLER", Same}, {"Müller", "MULLER", Same}, {"Müller", "MUXXLLER", Same}, {"Mueller", "MUELLER", Same},
		{"Müller", "MILLER", Different}, {"Lehmann", "LEHMANN", Same}, {"Lehman", "LEHMANN", Different},
		{"Chayapa Dejthamrong Krasuang", "CHAYAPA<DEJ<K", Shortened}, {"Anna Maria", "ANNA", Shortened}, {"Anna", "ANNA<MARIA", Different},
		{"Maria Anna", "ANNA<MARIA", Different}, {"Al-Basri", "AL BASRI", Same}, {"O'Connor", "OCONNOR", Same},
		{"Горбач", "HORBACH", Same}, {"فاطمة", "FAXTTMXAH", Same}, {"", "", Different}, {"Anna", "", Different}, {"陳", "CHEN", Different},
	} {
		if got := Compare(c.form, c.zone); got != c.want {
			t.Errorf("Compare(%s, %s) = %s, want %s", c.form, c.zone, got, c.want)
		}
		if Matches(c.form, c.zone) != (c.want != Different) {
			t.Errorf("Matches(%s, %s)", c.form, c.zone)
		}
	}
}

func FuzzCompare(f *testing.F) {
	f.Add("Müller-Lüdenscheidt", "MUELLER<LUEDENSCHEIDT")
	f.Add("ّ", "A")
	f.Add(strings.Repeat("ü", 50), "U")
	f.Fuzz(func(t *testing.T, form, zone string) {
		Compare(form, zone)
		if w, ok := Transliterate(form); ok && w != "" && Compare(form, w) != Same {
			t.Errorf("%q is not the same as its own %q", form, w)
		}
	})
}
