package catalog_test

import (
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pelletier/go-toml/v2"

	"buergerterminal/flows"
	"buergerterminal/flows/catalog"
	"buergerterminal/locales"
	"buergerterminal/locales/localestest"
)

func load(t *testing.T) *flows.Catalog {
	t.Helper()
	c, err := flows.Load(catalog.Embedded())
	if err != nil {
		t.Fatalf("the shipped catalogue has mistakes:\n%v", err)
	}
	return c
}

// words are those of the UI.
func words(t *testing.T) *locales.Texts {
	t.Helper()
	return localestest.Shipped(t)
}

// TestCatalogueLoads wants a service in each folder that is embedded.
func TestCatalogueLoads(t *testing.T) {
	folders, err := fs.ReadDir(catalog.Embedded(), ".")
	if err != nil {
		t.Fatal(err)
	}
	c := load(t)
	for _, d := range folders {
		if strings.HasPrefix(d.Name(), "_") || !d.IsDir() {
			continue
		}
		if c.Flow(d.Name()) == nil {
			t.Errorf("%s is not loaded", d.Name())
		}
	}
}

// TestSpeaksWhatTheTerminalSpeaks holds each file of texts to the languages of the UI: services, blocks, who else helps, lists.
// A list may have a language before the rest does.
func TestSpeaksWhatTheTerminalSpeaks(t *testing.T) {
	want := words(t).Languages()
	differ := func(where string, got []string) {
		for _, lang := range want {
			if !slices.Contains(got, lang) {
				t.Errorf("%s lacks %s", where, lang)
			}
		}
		for _, lang := range got {
			if !slices.Contains(want, lang) {
				t.Errorf("%s speaks %s, which locales lacks", where, lang)
			}
		}
	}
	c := load(t)
	for _, f := range c.Flows {
		differ(f.ID, f.Languages)
		for _, p := range f.Pages {
			for _, q := range p.Fields {
				for _, lang := range want {
					if q.List != nil && !slices.Contains(q.List.Languages(), lang) {
						t.Errorf("_lists/%s.csv lacks %s", q.List.Name, lang)
					}
				}
			}
		}
	}
	for _, e := range c.Elsewhere {
		differ("elsewhere "+e.ID, e.Languages())
	}
	blocks, err := fs.Glob(catalog.Embedded(), "_blocks/*/block.toml")
	if err != nil || len(blocks) == 0 {
		t.Fatalf("no blocks: %v", err)
	}
	for _, b := range blocks {
		files, err := fs.Glob(catalog.Embedded(), path.Dir(b)+"/texts.*.toml")
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, file := range files {
			got = append(got, strings.TrimSuffix(strings.TrimPrefix(path.Base(file), "texts."), ".toml"))
		}
		differ(path.Dir(b), got)
	}
}

// longLists are the questions with more answers than fit on a page: keys of the register, what can be found or lost, and the
// marks on a disability card.
func longLists() []string { return []string{"familienstand", "religion", "kategorie", "merkzeichen"} }

// TestOneDecisionAPage holds the services to the look: at most five answers and three fields on a page.
func TestOneDecisionAPage(t *testing.T) {
	for _, f := range load(t).Flows {
		for _, p := range f.Pages {
			if len(p.Fields) > 3 {
				t.Errorf("%s, page %s: %d fields", f.ID, p.ID, len(p.Fields))
			}
			for _, q := range p.Fields {
				if len(q.Options) > 5 && !slices.Contains(longLists(), q.ID) {
					t.Errorf("%s, field %s: %d answers", f.ID, q.ID, len(q.Options))
				}
				if len(q.Options) > 0 && len(p.Fields) > 1 {
					t.Errorf("%s, page %s: a choice beside other fields", f.ID, p.ID)
				}
			}
		}
	}
}

func TestSignsExist(t *testing.T) {
	icons := filepath.Join("..", "..", "..", "shared", "look", "icons")
	if _, err := os.Stat(icons); err != nil {
		t.Skipf("the drawn signs are not here: %v", err)
	}
	for _, f := range load(t).Flows {
		names := []string{f.Icon}
		for _, n := range f.Needs {
			names = append(names, n.Icon)
		}
		for _, n := range f.Next {
			names = append(names, n.Icon)
		}
		for _, name := range names {
			if _, err := os.Stat(filepath.Join(icons, name+".svg")); err != nil {
				t.Errorf("%s: sign %s is not drawn", f.ID, name)
			}
		}
	}
}

// texts reads a file of texts as dotted keys.
func texts(t *testing.T, file string) map[string]string {
	t.Helper()
	data, err := fs.ReadFile(catalog.Embedded(), file)
	if err != nil {
		t.Fatal(err)
	}
	var whole map[string]any
	if err := toml.Unmarshal(data, &whole); err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	flatten("", whole, out)
	return out
}

func flatten(prefix string, table map[string]any, into map[string]string) {
	for key, v := range table {
		switch v := v.(type) {
		case map[string]any:
			flatten(prefix+key+".", v, into)
		case string:
			into[prefix+key] = v
		}
	}
}

// TestLanguagesSayTheSame also wants the optional texts in every language. Where the letters are not Latin, a help may say
// that these are needed; and Arabic has no unit that is right beside every number.
func TestLanguagesSayTheSame(t *testing.T) {
	w := words(t)
	for _, f := range load(t).Flows {
		german := texts(t, f.ID+"/texts.de.toml")
		for _, lang := range f.Languages {
			own, latin := texts(t, f.ID+"/texts."+lang+".toml"), w.Language(lang).Latin()
			for key := range german {
				if _, ok := own[key]; !ok && !(lang == "ar" && strings.HasSuffix(key, ".unit")) {
					t.Errorf("%s: %s is there in German and not in %s", f.ID, key, lang)
				}
			}
			for key := range own {
				if _, ok := german[key]; !ok && (latin || !strings.HasSuffix(key, ".help")) {
					t.Errorf("%s: %s is there in %s and not in German", f.ID, key, lang)
				}
			}
		}
	}
}

// TestPlainLanguage holds the German texts to short sentences, and all of them to the polite form.
func TestPlainLanguage(t *testing.T) {
	sentence := regexp.MustCompile(`[.!?؟:]+(\s|$)`)
	informal := regexp.MustCompile(`(?i)\b(du|dein|deine|dir|dich)\b`)
	for _, f := range load(t).Flows {
		for _, lang := range f.Languages {
			for key, text := range texts(t, f.ID+"/texts."+lang+".toml") {
				for _, s := range sentence.Split(text, -1) {
					if n := len(strings.Fields(s)); n > 15 {
						t.Errorf("%s %s %s: %d words: %s", f.ID, lang, key, n, s)
					}
				}
				if lang == "de" && informal.MatchString(text) {
					t.Errorf("%s %s: not polite: %s", f.ID, key, text)
				}
				if text != strings.TrimSpace(text) || strings.Contains(text, "  ") {
					t.Errorf("%s %s %s: stray blanks", f.ID, lang, key)
				}
			}
		}
	}
}

func day(year int, month time.Month, d int) time.Time {
	return time.Date(year, month, d, 9, 0, 0, 0, time.UTC)
}

func maengelmelder() flows.Answers {
	return flows.Answers{
		flows.Today: flows.Date(2026, 11, 21), "art": flows.Choice("licht"), "ort": flows.Text("Lindenstraße"),
		"beschreibung": flows.Text("Die Lampe flackert."), "gefahr": flows.Bool(false), "rueckfrage": flows.Bool(false),
	}
}

func meldebescheinigung() flows.Answers {
	return flows.Answers{
		flows.Today: flows.Date(2026, 11, 21), "art": flows.Choice("einfach"), "zweck": flows.Choice("arbeit"),
		"familienname": flows.Text("Mustermann"), "vornamen": flows.Text("Erika"), "geburtsdatum": flows.Date(1964, 8, 12),
		"geburtsort": flows.Text("Berlin"), "staatsangehoerigkeit": flows.Text("deutsch"), "plz": flows.Text("01844"),
		"ort": flows.Text("Neustadt in Sachsen"), "strasse": flows.Text("Markt"), "hausnummer": flows.Text("1a"),
		"anzahl": flows.Int(2), "zustellung": flows.Choice("post"),
	}
}

func with(a flows.Answers, more flows.Answers) flows.Answers {
	a = maps.Clone(a)
	maps.Copy(a, more)
	return a
}

// TestVisits walks each service with answers, and wants the pages beside the usual ones, the proofs, the consents and
// the errors.
func TestVisits(t *testing.T) {
	melder, bescheinigung := maengelmelder(), meldebescheinigung()
	tests := []struct {
		name, flow string
		answers    flows.Answers
		pages      string // that are conditional
		proofs     string
		consents   string
		errors     string
	}{
		{"defect", "maengelmelder", melder, "", "foto", "richtig datenschutz", ""},
		{"danger", "maengelmelder", with(melder, flows.Answers{"gefahr": flows.Bool(true)}), "notruf", "foto", "richtig datenschutz", ""},
		{"may be asked", "maengelmelder", with(melder, flows.Answers{"rueckfrage": flows.Bool(true)}), "name kontaktweg", "foto", "richtig datenschutz", "kontaktweg:required name:required"},
		{"by phone", "maengelmelder", with(melder, flows.Answers{"rueckfrage": flows.Bool(true), "name": flows.Text("Šołta"), "kontaktweg": flows.Choice("telefon"), "telefon": flows.Text("+49 3596 12-34")}), "name kontaktweg telefon", "foto", "richtig datenschutz", ""},
		{"by e-mail", "maengelmelder", with(melder, flows.Answers{"rueckfrage": flows.Bool(true), "name": flows.Text("Šołta"), "kontaktweg": flows.Choice("email"), "email": flows.Text("a.b@c")}), "name kontaktweg email", "foto", "richtig datenschutz", "email:pattern"},
		{"nothing", "maengelmelder", nil, "", "foto", "richtig datenschutz", "art:required beschreibung:required gefahr:required ort:required rueckfrage:required"},
		{"tomorrow", "maengelmelder", with(melder, flows.Answers{"seit": flows.Date(2026, 11, 22)}), "", "foto", "richtig datenschutz", "seit:in_future"},
		{"endless", "maengelmelder", with(melder, flows.Answers{"beschreibung": flows.Text(strings.Repeat("a", 10_000))}), "", "foto", "richtig datenschutz", "beschreibung:too_long"},
		{"simple", "meldebescheinigung", bescheinigung, "", "", "richtig datenschutz", ""},
		{"extended", "meldebescheinigung", with(bescheinigung, flows.Answers{"art": flows.Choice("erweitert")}), "angaben", "", "richtig datenschutz", "angaben:required"},
		{"other details", "meldebescheinigung", with(bescheinigung, flows.Answers{"art": flows.Choice("erweitert"), "angaben": flows.Choices("familie", "andere")}), "angaben angaben_andere", "", "richtig datenschutz", "angaben_andere:required"},
		{"details left over from the extended one", "meldebescheinigung", with(bescheinigung, flows.Answers{"angaben": flows.Choices("andere")}), "", "", "richtig datenschutz", ""},
		{"pension", "meldebescheinigung", with(bescheinigung, flows.Answers{"zweck": flows.Choice("sozial")}), "", "sozialnachweis", "richtig datenschutz", ""},
		{"other purpose", "meldebescheinigung", with(bescheinigung, flows.Answers{"zweck": flows.Choice("anderer")}), "zweck_anderer", "", "richtig datenschutz", "zweck_anderer:required"},
		{"phone", "meldebescheinigung", with(bescheinigung, flows.Answers{"telefon": flows.Text("03596 1234")}), "", "", "richtig datenschutz anruf", ""},
		{"postcode", "meldebescheinigung", with(bescheinigung, flows.Answers{"plz": flows.Text("00123")}), "", "", "richtig datenschutz", "plz:pattern"},
		{"eleven copies", "meldebescheinigung", with(bescheinigung, flows.Answers{"anzahl": flows.Int(11)}), "", "", "richtig datenschutz", "anzahl:too_large"},
		{"birth date partly known", "meldebescheinigung", with(bescheinigung, flows.Answers{"geburtsdatum": flows.Date(1964, 0, 0)}), "", "", "richtig datenschutz", ""},
	}
	c := load(t)
	for _, tt := range tests {
		t.Run(tt.flow+" "+tt.name, func(t *testing.T) {
			e := c.Flow(tt.flow).Evaluate(tt.answers)
			var pages, proofs, consents, errors []string
			for _, p := range e.VisiblePages {
				if p.Page.Visible != nil {
					pages = append(pages, p.Page.ID)
				}
			}
			for _, p := range e.VisibleProofs {
				proofs = append(proofs, p.ID)
			}
			for _, k := range e.VisibleConsents {
				consents = append(consents, k.ID)
			}
			for _, key := range slices.Sorted(maps.Keys(e.Errors)) {
				errors = append(errors, key+":"+string(e.Errors[key][0]))
			}
			for _, pair := range [][2]string{
				{strings.Join(pages, " "), tt.pages}, {strings.Join(proofs, " "), tt.proofs},
				{strings.Join(consents, " "), tt.consents}, {strings.Join(errors, " "), tt.errors},
			} {
				if pair[0] != pair[1] {
					t.Errorf("got %q, want %q", pair[0], pair[1])
				}
			}
		})
	}
}

func TestFees(t *testing.T) {
	c := load(t)
	on := day(2026, time.November, 21)
	if cents, ok := c.Flow("maengelmelder").Fee(maengelmelder(), on); cents != 0 || !ok {
		t.Errorf("a report costs %d, %t", cents, ok)
	}
	f := c.Flow("meldebescheinigung")
	if cents, ok := f.Fee(meldebescheinigung(), on); cents != 1800 || !ok {
		t.Errorf("two certificates cost %d, %t", cents, ok)
	}
	if cents, ok := f.Fee(with(meldebescheinigung(), flows.Answers{"zweck": flows.Choice("sozial")}), on); cents != 0 || !ok {
		t.Errorf("for a pension they cost %d, %t", cents, ok)
	}
	if _, ok := f.Fee(meldebescheinigung(), day(2020, time.January, 1)); ok {
		t.Error("a price is known for a day before the statute")
	}
	if got := f.FeeText("de", on); got != "9 Euro je Stück" {
		t.Errorf("fee text %q", got)
	}
	if got := f.FeeText("en", on); got != "9 euros each" {
		t.Errorf("fee text %q", got)
	}
}

// TestOneMeaningOffered wants at most one answer of a service under each key, outside of rows: the others would be offered
// again in the next application of the visit as what they are not.
func TestOneMeaningOffered(t *testing.T) {
	for _, f := range load(t).Flows {
		said := map[string]string{}
		for _, p := range f.Pages {
			for _, q := range p.Fields {
				key := q.OnceKey()
				if other, ok := said[key]; ok && key != "" && p.Repeat == nil {
					t.Errorf("%s: %s and %s are both kept as %s; give one a once of its own", f.ID, other, q.ID, key)
				}
				if p.Repeat == nil {
					said[key] = q.ID
				}
			}
		}
	}
}

// TestFormsOfSignatures: a typed name stands in place of a signature only where somebody has looked at the law. A service that is new
// here gets its row from the law that it rests on.
func TestFormsOfSignatures(t *testing.T) {
	want := map[string]string{
		"meldebescheinigung": flows.FormText, "uebermittlungssperre": flows.FormText, "wohngeld": flows.FormText, "schwerbehindertenausweis": flows.FormText,
		"bewohnerparkausweis": flows.FormText, "gewerbeanmeldung": flows.FormText,
		"anmeldung": flows.FormHand, "abmeldung": flows.FormHand, "elterngeld": flows.FormHand, "fuehrungszeugnis": flows.FormHand,
		"hundesteuer": flows.FormHand, "rundfunkbeitrag": flows.FormHand,
	}
	for _, f := range load(t).Flows {
		form := ""
		if f.Signature != nil {
			form = f.Signature.Form
		}
		if form != want[f.ID] {
			t.Errorf("%s: the signature has the form %q, not %q", f.ID, form, want[f.ID])
		}
	}
}

// TestKnownIsTheSame wants of texts that are read when somebody speaks their language what they are when all are read at once.
func TestKnownIsTheSame(t *testing.T) {
	known, err := flows.LoadKnown(catalog.Embedded())
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range shipped(t).Flows {
		f := known.Flow(want.ID)
		keys := []string{"title", "summary", "fee", "authority.name"}
		for _, p := range want.Pages {
			keys = append(keys, "page."+p.ID+".title", "page."+p.ID+".help")
			for _, q := range p.Fields {
				keys = append(keys, "field."+q.ID+".title", "field."+q.ID+".error.required", "why."+q.ID)
			}
		}
		for _, lang := range append(slices.Clone(want.Languages), "none") {
			if got := f.Keywords(lang); !slices.Equal(got, want.Keywords(lang)) {
				t.Errorf("%s in %s: keywords %q", f.ID, lang, got)
			}
			for _, key := range keys {
				text, ok := f.Text(lang, key)
				if wanted, there := want.Text(lang, key); text != wanted || ok != there {
					t.Errorf("%s in %s: %s is %q, want %q", f.ID, lang, key, text, wanted)
				}
			}
		}
	}
}
