package speech_test

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"buergerterminal/kiosk/layout"
	"buergerterminal/kiosk/screen"
	"buergerterminal/kiosk/session"
	"buergerterminal/kiosk/session/sessiontest"
	"buergerterminal/kiosk/speech"
	"buergerterminal/kiosk/typeset"
	"buergerterminal/locales"
)

var update = flag.Bool("update", false, "write the golden files anew")

// world is what every page needs. Its parts are made once: fonts are large.
var world = sync.OnceValues(func() (w struct {
	words  *locales.Texts
	placer *layout.Placer
}, err error) {
	if w.words, err = locales.Load(locales.Embedded()); err != nil {
		return w, err
	}
	setter, err := typeset.New()
	if err != nil {
		return w, err
	}
	w.placer = layout.New(setter, layout.Monitor{Width: 1080, Height: 1920, DPI: 81.6})
	return w, nil
})

func texts(t testing.TB) *locales.Texts {
	t.Helper()
	w, err := world()
	if err != nil {
		t.Fatal(err)
	}
	return w.words
}

// placed is the page of a state.
func placed(t testing.TB, s session.State) *layout.Placed {
	t.Helper()
	w, err := world()
	if err != nil {
		t.Fatal(err)
	}
	return w.placer.Place(screen.Build(s, w.words))
}

func pages() []sessiontest.Page {
	return slices.Concat(sessiontest.Pages, sessiontest.Technicians, sessiontest.Calls, sessiontest.Clips)
}

// at is the state of a page, with speech on, in a language.
func at(t testing.TB, page, lang string, headset bool) session.State {
	t.Helper()
	i := slices.IndexFunc(pages(), func(p sessiontest.Page) bool { return p.Name == page })
	if i < 0 {
		t.Fatalf("no page is called %q", page)
	}
	return heard(t, pages()[i], lang, headset)
}

func heard(t testing.TB, p sessiontest.Page, lang string, headset bool) session.State {
	t.Helper()
	s, _ := sessiontest.Walk(sessiontest.Idle(t), p.Events...)
	s.Speech.Headset, s.Visit.Voice.On = headset, true
	if s.Visit.Lang != "" {
		s.Visit.Lang = lang
	}
	return s
}

// TestTranscripts compares what pages say with files that a person reads: in German every page by headset; in the other
// languages, and on the loudspeaker, some that hold every kind of thing to say.
func TestTranscripts(t *testing.T) {
	some := []string{"language", "service", "question: choice", "question: text", "question: date", "made: contact, wrong", "made: account", "signature", "review", "send", "done: printed", "warning"}
	for _, g := range []struct {
		file    string
		lang    string
		headset bool
		pages   []string
	}{
		{"de", "de", true, nil}, {"de-loudspeaker", "de", false, slices.Concat(some, []string{"card-data", "list: one person", "call: live"})},
		{"en", "en", true, some}, {"uk", "uk", true, some}, {"ar", "ar", true, some},
		{"hsb", "hsb", true, []string{"language", "service", "question: date", "review", "done: printed"}},
	} {
		var b strings.Builder
		for _, p := range pages() {
			if g.pages != nil && !slices.Contains(g.pages, p.Name) {
				continue
			}
			fmt.Fprintf(&b, "=== %s\n", p.Name)
			for _, u := range speech.Transcript(placed(t, heard(t, p, g.lang, g.headset)), texts(t)) {
				if strings.HasPrefix(u.Node, "key.") && len([]rune(u.Text)) < 12 && g.lang != "en" {
					continue // the keyboards' letters stand once, in English
				}
				other := ""
				if u.Lang != g.lang {
					other = "[" + u.Lang + "] "
				}
				fmt.Fprintf(&b, "  %s%s\n", other, u.Text)
			}
		}
		golden := "testdata/transcript." + g.file + ".txt"
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
			t.Errorf("what pages say differs from %s; look at the change with -update and git diff", golden)
		}
	}
}

// TestBorrowedVoiceSaysSo: where a neighbour's voice reads a language, the first page says whose it is, and in no other language.
func TestBorrowedVoiceSaysSo(t *testing.T) {
	for _, p := range pages() {
		if p.Name != "language" {
			continue
		}
		for _, lang := range texts(t).Languages() {
			said := slices.ContainsFunc(speech.Transcript(placed(t, heard(t, p, lang, true)), texts(t)), func(u speech.Utterance) bool { return u.Node == "borrowed" })
			if said != (lang == "hsb") {
				t.Errorf("%s: the voice says that it is borrowed: %t", lang, said)
			}
		}
	}
}

// TestEveryNodeIsSpoken: whatever has words on a placed page says something, in every language, by headset and without.
func TestEveryNodeIsSpoken(t *testing.T) {
	for _, p := range pages() {
		for _, lang := range texts(t).Languages() {
			for _, headset := range []bool{true, false} {
				page := placed(t, heard(t, p, lang, headset))
				said := map[string]bool{}
				for _, u := range speech.Transcript(page, texts(t)) {
					said[u.Node] = true
					for _, wrong := range []string{"\u00ad", "**", "\u2068", "[", "{", "\n", "  ", ", ,", ".."} {
						if strings.Contains(u.Text, wrong) {
							t.Errorf("%s, %s: %q holds %q", p.Name, lang, u.Text, wrong)
						}
					}
					if strings.TrimSpace(u.Text) == "" || u.Lang == "" {
						t.Errorf("%s, %s: %q says %q in %q", p.Name, lang, u.Node, u.Text, u.Lang)
					}
				}
				keys := page.Tree.Keys()
				for _, n := range page.Nodes {
					if n.Node.Name+n.Node.Value+n.Node.Detail != "" && n.Node.Role != screen.RoleTalk && n.Node.Role != screen.RoleTranscript && !said[keys[n.Node]] {
						t.Errorf("%s, %s, headset %v: %s %q is not spoken", p.Name, lang, headset, n.Node.Role, n.Node.ID)
					}
					if n.Node.On != nil && !said[keys[n.Node]] {
						t.Errorf("%s, %s: %s can be chosen, and is not spoken", p.Name, lang, n.Node.ID)
					}
				}
			}
		}
	}
}
