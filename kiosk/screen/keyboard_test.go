package screen_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode"

	"buergerterminal/flows"
	"buergerterminal/kiosk/screen"
	"buergerterminal/kiosk/session"
	"buergerterminal/kiosk/session/sessiontest"
	"buergerterminal/locales"
)

// fullRow is the width of the keyboard in halves of a key.
const fullRow = 22

// keyboards are the pages that have each form of the keyboard and the number pad.
func keyboards(t *testing.T) []struct {
	name string
	s    session.State
} {
	t.Helper()
	page := func(name string) session.State {
		for _, p := range sessiontest.Pages {
			if p.Name == name {
				s, _ := sessiontest.Walk(sessiontest.Idle(t), p.Events...)
				return s
			}
		}
		t.Fatalf("there is no page %q", name)
		return session.State{}
	}
	next := session.Continue{}
	long, _ := sessiontest.Walk(sessiontest.Idle(t), session.Start{}, next, session.ChooseFlow{ID: "maengelmelder"}, next, next,
		session.ChooseOption{Key: "art", Option: "licht"}, next, session.TypeRune{Rune: 'A'}, next, next)
	mail, _ := sessiontest.Walk(long, session.TypeRune{Rune: 'B'}, next, next, session.Answer{Key: "gefahr"}, next, session.Answer{Key: "rueckfrage", Yes: true}, next,
		session.TypeRune{Rune: 'C'}, next, session.ChooseOption{Key: "kontaktweg", Option: "email"}, next)
	foreign := func(lang string) session.State {
		s := page("search")
		s.Visit.Lang = lang
		return s
	}
	return []struct {
		name string
		s    session.State
	}{
		{"search: letters and figures apart", page("search")},
		{"one line: figures on top", page("question: text")},
		{"several lines: a comma of its own", long},
		{"an address: @ at hand", mail},
		{"number pad", page("question: date")},
		{"search in Russian", foreign("ru")},
		{"search in Ukrainian", foreign("uk")},
		{"search in Arabic", foreign("ar")},
		{"search in Polish", foreign("pl")},
		{"search in Czech", foreign("cs")},
		{"search in Sorbian", foreign("hsb")},
		{"search in Turkish", foreign("tr")},
	}
}

// turned are the layers of a keyboard.
var turned = []struct {
	name   string
	events []session.Event
}{
	{"letters", nil},
	{"letters, shift", []session.Event{session.ToggleShift{}}},
	{"accents", []session.Event{session.TurnKeyboard{To: session.LevelAccents}}},
	{"accents, shift", []session.Event{session.TurnKeyboard{To: session.LevelAccents}, session.ToggleShift{}}},
	{"more accents", []session.Event{session.TurnKeyboard{To: session.LevelMoreAccents}}},
	{"more accents, shift", []session.Event{session.TurnKeyboard{To: session.LevelMoreAccents}, session.ToggleShift{}}},
	{"rare accents", []session.Event{session.TurnKeyboard{To: session.LevelRareAccents}}},
	{"rare accents, shift", []session.Event{session.TurnKeyboard{To: session.LevelRareAccents}, session.ToggleShift{}}},
	{"figures", []session.Event{session.TurnKeyboard{To: session.LevelDigits}}},
	{"latin", []session.Event{session.TurnKeyboard{To: session.LevelLatin}}},
	{"latin, shift", []session.Event{session.TurnKeyboard{To: session.LevelLatin}, session.ToggleShift{}}},
}

// reachable reports whether the keys of a page lead to a layer.
func reachable(layer string, first *screen.Tree) bool {
	own := first.Page == "search" && slices.Contains([]string{"ru", "uk", "ar"}, first.Lang)
	switch {
	case first.Keyboard == nil:
		return layer == "letters"
	case layer == "figures":
		return first.Find("key.level.digits") != nil
	case strings.Contains(layer, "accents"):
		return !own
	case strings.HasPrefix(layer, "latin"):
		return own
	}
	return true
}

// layers calls see for each layer that can be reached by the keys of the page.
func layers(s session.State, w *locales.Texts, see func(name string, s session.State, tree *screen.Tree)) {
	first := screen.Build(s, w)
	for _, layer := range turned {
		if !reachable(layer.name, first) {
			continue
		}
		s, _ := sessiontest.Walk(s, layer.events...)
		see(layer.name, s, screen.Build(s, w))
	}
}

// TestKeyboards compares every key of every layer with a file that a person reads.
func TestKeyboards(t *testing.T) {
	w := ten(t)
	var b strings.Builder
	for _, k := range keyboards(t) {
		layers(k.s, w, func(layer string, _ session.State, tree *screen.Tree) {
			fmt.Fprintf(&b, "=== %s, %s\n", k.name, layer)
			tree.Walk(func(n *screen.Node) bool {
				if n.Role == screen.RoleKeyRow || n.Role == screen.RolePad {
					b.WriteString(row(n) + "\n")
				}
				return true
			})
		})
	}
	const golden = "testdata/keyboards.txt"
	if *update {
		if err := os.WriteFile(golden, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if b.String() != string(want) {
		t.Errorf("keyboards differ from %s; look at the change with -update and git diff", golden)
	}
}

// row is a row of keys: a letter as it is, anything else with its words and its width in halves of a key.
func row(n *screen.Node) string {
	var keys []string
	for _, k := range n.Children {
		r, letter := k.On.(session.TypeRune)
		switch {
		case !letter || k.Weight != 2 || string(r.Rune) != k.Name:
			keys = append(keys, fmt.Sprintf("[%s %d → %s%+v]", k.Name, k.Weight, strings.TrimPrefix(fmt.Sprintf("%T", k.On), "session."), k.On))
		default:
			keys = append(keys, k.Name)
		}
	}
	return strings.Join(keys, " ")
}

// TestKeys holds every layer: rows that fit, keys that are told apart, and every letter both small and large.
func TestKeys(t *testing.T) {
	w := ten(t)
	for _, k := range keyboards(t) {
		typed := map[rune]bool{}
		layers(k.s, w, func(layer string, _ session.State, tree *screen.Tree) {
			for _, problem := range problems(tree) {
				t.Errorf("%s, %s: %s", k.name, layer, problem)
			}
			tree.Walk(func(n *screen.Node) bool {
				if n.Role == screen.RoleKeyRow && width(n) > fullRow {
					t.Errorf("%s, %s: row %s is %d wide, more than %d", k.name, layer, n.ID, width(n), fullRow)
				}
				if r, ok := n.On.(session.TypeRune); ok {
					typed[r.Rune] = true
				}
				return true
			})
		})
		if screen.Build(k.s, w).Keyboard == nil {
			continue
		}
		needed := "abcdefghijklmnopqrstuvwxyzäöüß" + din91379 + "0123456789.,-@_+/’"
		switch {
		case strings.HasSuffix(k.name, "Russian"):
			needed = "абвгдеёжзийклмнопрстуфхцчшщъыьэюяabcdefghijklmnopqrstuvwxyzäöü0123456789.-"
		case strings.HasSuffix(k.name, "Ukrainian"):
			needed = "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя’abcdefghijklmnopqrstuvwxyzäöü0123456789.-"
		case strings.HasSuffix(k.name, "Arabic"):
			needed = "ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىيabcdefghijklmnopqrstuvwxyzäöü0123456789.-"
		}
		for _, r := range needed {
			if !typed[r] || r != 'ß' && !typed[unicode.ToUpper(r)] {
				t.Errorf("%s: %c or its capital cannot be written", k.name, r)
			}
		}
	}
}

// din91379 are the letters that names of Europe have in registers (DIN 91379, data type A): whoever has one can write it.
const din91379 = "áàâãåāăąæćčçċďđðéèêëēěęėğģġħíìîïīįıİķłļľĺñńňņŋóòôõøōőœŕřśšşșťțţþŧúùûūůűųŵýÿŷźžż"

// TestOwnAccentsComeFirst: what a language writes beyond the German letters is one touch away, and the key that leads there says so.
func TestOwnAccentsComeFirst(t *testing.T) {
	w := ten(t)
	for lang, own := range map[string]string{"pl": "ąćęłńóśźż", "cs": "áčďéěíňóřšťúůýž", "hsb": "čćěłńóřšž", "tr": "çğıİş"} {
		s, _ := sessiontest.Walk(sessiontest.Idle(t), session.Start{}, session.Continue{}, session.OpenSearch{})
		s.Visit.Lang = lang
		key := screen.Build(s, w).Find("key.level")
		if key == nil || !strings.Contains(own, string([]rune(key.Name)[0])) {
			t.Fatalf("%s: the key is %+v", lang, key)
		}
		for _, r := range own {
			opened, _ := session.Step(s, key.On)
			n := screen.Build(opened, w).Find("key." + string(r))
			if n == nil {
				t.Errorf("%s: %c is not on the first layer", lang, r)
				continue
			}
			written, _ := session.Step(opened, n.On)
			if written.Visit.Query.Text != string(r) || screen.Build(written, w).Find("key.a") == nil {
				t.Errorf("%s: after %c there is %q, and not the letters again", lang, r, written.Visit.Query.Text)
			}
		}
	}
}

func width(row *screen.Node) int {
	sum := 0
	for _, k := range row.Children {
		sum += k.Weight
	}
	return sum
}

// TestFieldsTakeLatinLetters offers no letter in any language that the registers lack: only the search has others.
func TestFieldsTakeLatinLetters(t *testing.T) {
	w := words(t)
	for _, k := range keyboards(t) {
		for _, lang := range []string{"uk", "ar"} {
			k.s.Visit.Lang = lang
			if screen.Build(k.s, w).Page == "search" {
				continue
			}
			layers(k.s, w, func(layer string, _ session.State, tree *screen.Tree) {
				tree.Walk(func(n *screen.Node) bool {
					if r, ok := n.On.(session.TypeRune); ok && unicode.IsLetter(r.Rune) && !unicode.Is(unicode.Latin, r.Rune) {
						t.Errorf("%s, %s, %s: %c", k.name, lang, layer, r.Rune)
					}
					return true
				})
			})
		}
	}
}

// TestOwnLettersAndBack turns the keyboard of a search to Latin letters and figures and back, and stays where letters are
// written.
func TestOwnLettersAndBack(t *testing.T) {
	w := words(t)
	for lang, letter := range map[string]rune{"uk": 'ї', "ar": 'ش'} {
		s, _ := sessiontest.Walk(sessiontest.Idle(t), session.Start{}, session.SetLanguage{Lang: lang}, session.Continue{}, session.OpenSearch{})
		for _, step := range []struct {
			touch string
			write rune
		}{{"", letter}, {"key.level", 'w'}, {"", 'v'}, {"key.level.digits", '7'}, {"", '9'}, {"key.level.digits", letter}, {"key.level.digits", '1'}, {"key.level", 'x'}, {"key.level", letter}} {
			if step.touch != "" {
				s, _ = session.Step(s, screen.Build(s, w).Find(step.touch).On)
			}
			key := screen.Build(s, w).Find("key." + string(step.write))
			if key == nil {
				t.Fatalf("%s, after %q: there is no %c", lang, step.touch, step.write)
			}
			s, _ = session.Step(s, key.On)
		}
		if got, want := s.Visit.Query.Text, string(letter)+"wv79"+string(letter)+"1x"+string(letter); got != want {
			t.Errorf("%s: %q was written, want %q", lang, got, want)
		}
	}
}

// TestEveryKeyWritesWhatIsAllowed writes each sign that a keyboard offers into a field, and asks whether it is accepted.
func TestEveryKeyWritesWhatIsAllowed(t *testing.T) {
	w := words(t)
	layers(keyboards(t)[1].s, w, func(_ string, open session.State, tree *screen.Tree) {
		tree.Walk(func(n *screen.Node) bool {
			r, ok := n.On.(session.TypeRune)
			if !ok || r.Rune == ' ' {
				return true
			}
			after, _ := sessiontest.Walk(open, r)
			if got := after.Visit.Draft.Edits["zweck_anderer"].Text; got != string(r.Rune) {
				t.Errorf("key %q writes %q", n.Name, got)
			}
			if codes := after.Visit.Flow.Check("zweck_anderer", flows.Text(string(r.Rune)), nil); len(codes) > 0 {
				t.Errorf("the field refuses %q of the keyboard: %v", n.Name, codes)
			}
			return true
		})
	})
}
