package kiosk

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"buergerterminal/kiosk/layout"
	"buergerterminal/kiosk/screen"
	"buergerterminal/kiosk/session"
	"buergerterminal/kiosk/session/sessiontest"
	"buergerterminal/kiosk/typeset"
	"buergerterminal/locales"
	"buergerterminal/locales/localestest"
)

// The table of accessibility: a row for each demand of EN 301 549, WCAG and VVSG that the terminal is held to. Rows are
// tests over the pages of whole visits, as they are built, placed and coloured; or they say what is missing, or why
// this program cannot know. make accessibility prints the table.

// demand is a row. Either test or never is set; with test, but says what of the row is not there.
type demand struct {
	id, what string
	test     func(t *testing.T, v *visits) string // returns the figure
	but      string
	never    string // why it cannot be tested here
}

func demands() []demand {
	return []demand{
		{id: "A1", what: "contrast of text", test: contrastOfText},
		{id: "A2", what: "contrast of borders, signs and the focus ring", test: contrastOfMarks},
		{id: "A3", what: "height of capitals", test: capitals},
		{id: "A4", what: "no text clipped at the largest size", test: nothingClipped},
		{id: "A5", what: "targets and the gaps between them", test: targets},
		{id: "A6", what: "press and release inside the same target", test: pressAndRelease},
		{id: "A7", what: "no state by colour alone", test: neverColourAlone},
		{id: "A8", what: "no flashing", test: nothingFlashes},
		{id: "A9", what: "reach from a wheelchair", test: reach},
		{id: "A10", what: "whole visit with six keys", test: keysAlone, but: "no real keypad was fitted"},
		{id: "A11", what: "two switches", test: switchesAlone},
		{id: "A12", what: "focus: exactly one, visible, in order, never trapped", test: focus},
		{id: "A13", what: "keys of the keypad can be configured", test: keyTable, but: "the manual of the AudioNav names no other code of its default table: the rest is set by its maker's program, or by name in the configuration"},
		{id: "A14", what: "keys that repeat, and second strikes", test: heldTouch},
		{id: "A15", what: "speech begins with the headset", test: speechBegins, but: "no real socket was fitted"},
		{id: "A16", what: "everything has speech", test: everythingSpoken, but: "not yet heard by native speakers"},
		{id: "A17", what: "speech stops at once", test: speechStops},
		{id: "A18", what: "volume", test: volumes, but: "not testable here: dB(A) at the ear, which is the amplifier's"},
		{id: "A19", what: "nothing secret aloud", test: nothingSecretAloud},
		{id: "A20", what: "sounds have a visible twin", test: tonesSeen},
		{id: "A21", what: "errors name the field, the cause and the way out", test: errorsNamed},
		{id: "A22", what: "the receipt can be heard before it is printed", test: receiptHeard},
		{id: "A23", what: "warning before the time-out", test: warning},
		{id: "A24", what: "time-outs pause while the terminal works or a clerk is there", test: clockPauses},
		{id: "A25", what: "after the time-out nothing is left", test: wiped, but: "not testable here, because the reader of printed lines neither holds a card nor tells whether it still lies there: it is asked to be taken as soon as it is read"},
		{id: "A26", what: "languages", test: languages},
		{id: "A27", what: "plain words, one decision a page, help in one place", test: plainWords},
		{id: "A28", what: "review, and everything can be mended", test: review},
		{id: "A29", what: "the chip of a card is never the only way, and no page is a dead end", test: noDeadEnd},
		{id: "A30", what: "real-time text", test: realTimeText},
		{id: "A31", what: "quality of voice and picture", test: fullVoice, but: "in a browser the lips are its own buffers'"},
		{id: "A32", what: "the citizen knows before the camera is live", test: knownBefore},
		{id: "A33", what: "jack, tactile marks, force, knee space, slot", never: "it is the housing's matter"},
	}
}

// TestAccessibility tests every row and prints the table.
func TestAccessibility(t *testing.T) {
	v := newVisits(t, sessiontest.Pages)
	var table strings.Builder
	for _, d := range demands() {
		said := ""
		t.Run(d.id, func(t *testing.T) {
			said = d.row(t, v)
		})
		fmt.Fprintf(&table, "\n| %s | %s | %s |", d.id, d.what, said)
	}
	t.Logf("%d pages of %d visits in %s\n\n| | demand | state |\n|---|---|---|%s\n", v.pages(), len(v.all), strings.Join(v.languages, ", "), table.String())
}

// row tests a row and returns its last cell.
func (d demand) row(t *testing.T, v *visits) string {
	if d.never != "" {
		return "not testable here, because " + d.never
	}
	said := "test: " + d.test(t, v)
	if t.Failed() {
		said = "FAILS"
	}
	if d.but != "" {
		said += "; " + d.but
	}
	return said
}

// TestDemandsAreWhole: the table leaves no number out, and each row is one of two kinds.
func TestDemandsAreWhole(t *testing.T) {
	for i, d := range demands() {
		if want := fmt.Sprint("A", i+1); d.id != want {
			t.Errorf("row %d is %s, want %s", i, d.id, want)
		}
		if (d.test != nil) == (d.never != "") || d.what == "" {
			t.Errorf("%s is neither a test nor a reason, or both", d.id)
		}
	}
	if n := len(demands()); n != 33 {
		t.Errorf("%d rows, want 33", n)
	}
}

// visits are all pages of whole visits, in every language and the looks that are tested in it.
type visits struct {
	languages []string
	words     *locales.Texts
	setter    *typeset.Setter
	placer    *layout.Placer
	all       []visited
}

// visited is one page of a visit in one language and look, with the pages that its list was parted into.
type visited struct {
	name   string
	state  session.State
	placed []*layout.Placed
}

// panel is the one that the look is drawn for, and where it hangs (look/tokens.toml, [panel]).
const (
	dotsPerMM   = 81.6 / 25.4
	lowerEdgeMM = 845
	panelHeight = 1920
)

func newVisits(t *testing.T, pages []sessiontest.Page) *visits {
	t.Helper()
	v := &visits{words: localestest.Shipped(t)}
	var err error
	if v.setter, err = typeset.New(); err != nil {
		t.Fatal(err)
	}
	v.placer = layout.New(v.setter, layout.Monitor{Width: 1080, Height: panelHeight, DPI: 81.6})
	v.languages = v.words.Languages()
	for _, p := range pages {
		for _, lang := range v.languages {
			for _, look := range looksIn(lang) {
				if s, ok := v.walk(t, p, lang, look); ok {
					v.all = append(v.all, visited{fmt.Sprintf("%s, %s, %+v", p.Name, lang, look), s, v.place(s)})
				}
			}
		}
	}
	return v
}

// looks are every size and height in the light theme, and the other themes.
func looks() []session.Look {
	var all []session.Look
	for _, size := range []session.TextSize{session.Normal, session.Large, session.VeryLarge} {
		for _, lower := range []bool{false, true} {
			all = append(all, session.Look{Theme: session.Light, Size: size, Lower: lower})
		}
	}
	return append(all, session.Look{Theme: session.Dark}, session.Look{Theme: session.HighContrast})
}

// looksIn are the looks in which the pages of a language are tested. What a look changes, it changes in every language alike but for
// the room that the words take: so all of them in German and Arabic, the normal one and the largest, above and further down, in the
// others, and all in all with BOTS=all (make accessibility).
func looksIn(lang string) []session.Look {
	all := looks()
	if lang == "de" || lang == "ar" || os.Getenv("BOTS") == "all" {
		return all
	}
	return slices.DeleteFunc(all, func(l session.Look) bool { return l != looks()[0] && l.Size != session.VeryLarge })
}

// walk leads to a page. The idle terminal has one language and one look; ok is false for all others of it.
func (v *visits) walk(t *testing.T, p sessiontest.Page, lang string, look session.Look) (s session.State, ok bool) {
	s = sessiontest.Idle(t)
	s.Place.Languages = v.languages
	s, _ = sessiontest.Walk(s, p.Events...)
	if s.Idle() {
		s.Place.Languages = []string{"de", "en"}
		return s, lang == "de" && look == looks()[0]
	}
	s.Visit.Lang, s.Visit.Look = lang, look
	return s, true
}

// place places all pages of a state's list.
func (v *visits) place(s session.State) []*layout.Placed {
	tree := screen.Build(s, v.words)
	var out []*layout.Placed
	for page, pages := 0, 1; page < pages; page++ {
		turned := *tree
		turned.ListPage = page
		p := v.placer.Place(&turned)
		out, pages = append(out, p), p.Pages
	}
	return out
}

func (v *visits) pages() int {
	n := 0
	for _, p := range v.all {
		n += len(p.placed)
	}
	return n
}

// each calls look with every placed page.
func (v *visits) each(look func(p visited, placed *layout.Placed)) {
	for _, p := range v.all {
		for _, placed := range p.placed {
			look(p, placed)
		}
	}
}

// normal are the pages in one language, at the normal size and place.
func (v *visits) normal(lang string) []visited {
	var out []visited
	for _, p := range v.all {
		if look := p.placed[0].Tree.Look; p.placed[0].Tree.Lang == lang && look == looks()[0] {
			out = append(out, p)
		}
	}
	return out
}

func millimetres(dots float64) float64 { return dots / dotsPerMM }
