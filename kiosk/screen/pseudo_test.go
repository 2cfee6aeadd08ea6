package screen_test

import (
	"slices"
	"strings"
	"testing"
	"unicode"

	"buergerterminal/flows"
	"buergerterminal/kiosk/screen"
	"buergerterminal/kiosk/session"
	"buergerterminal/kiosk/session/sessiontest"
	"buergerterminal/locales"
	"buergerterminal/locales/localestest"
)

// TestNothingIsMixed builds every page in a language whose texts all stand in brackets. What has letters outside of them comes
// from somewhere else than the texts, and must be data: what the terminal, the town, a document or the citizen said.
func TestNothingIsMixed(t *testing.T) {
	w, services := localestest.Words(t), localestest.Catalog(t)
	for _, p := range slices.Concat(sessiontest.Pages, sessiontest.Calls, sessiontest.Clips) {
		if strings.HasPrefix(p.Name, "made:") {
			continue // services of nobody, whose texts are German in every language
		}
		s := sessiontest.Idle(t)
		s.Catalog, s.Place.Languages, s.Place.Clips = services, []string{localestest.Pseudo}, sessiontest.Films(localestest.Pseudo)
		s, _ = sessiontest.Walk(s, slices.DeleteFunc(slices.Clone(p.Events), ofServices)...)
		tree := screen.Build(s, w)
		known := data(s, w.Language(localestest.Pseudo))
		tree.Walk(func(n *screen.Node) bool {
			switch {
			case n.Role == screen.RoleKey, n.Role == screen.RoleLine, n.Role == screen.RoleVideo, n.Lang != "" && n.Lang != localestest.Pseudo:
				return true // letters to write with, what people wrote, whose picture it is, and names of languages in themselves
			}
			for _, text := range []string{n.Name, n.Detail, n.Value} {
				if rest := unsaid(text, known); rest != "" {
					t.Errorf("%s, %s %q: %q is in no text", p.Name, n.Role, text, rest)
				}
			}
			return true
		})
	}
}

// ofServices reports whether an event brings other services, as the pages of films do: they would speak no such language.
func ofServices(e session.Event) bool {
	_, is := e.(session.ServicesChanged)
	return is
}

// unsaid is what stands outside of all brackets and is not known.
func unsaid(text string, known []string) string {
	var out strings.Builder
	depth := 0
	for _, r := range text {
		switch {
		case r == '[':
			depth++
		case r == ']' && depth > 0:
			depth--
		case depth == 0:
			out.WriteRune(r)
		}
	}
	rest := out.String()
	for _, k := range known {
		if len(k) > 2 || rest == k { // a short one stands in many words
			rest = strings.ReplaceAll(rest, k, "")
		}
	}
	if strings.ContainsFunc(rest, unicode.IsLetter) {
		return strings.TrimSpace(rest)
	}
	return ""
}

// data are the words of a visit that nobody translates, the longest first.
func data(s session.State, l *locales.Language) []string {
	known := []string{s.Place.Town, s.Place.Site, s.Place.TerminalID, s.Visit.Query.Text, s.Visit.Submission.Number, locales.OwnName(s.Visit.Lang), "€", "QR"}
	if c := s.Visit.Card; c != nil {
		known = append(known, c.FamilyNames, c.GivenNames, c.DocumentNumber, c.Country, c.Nationality)
	}
	for _, c := range s.Place.Clips {
		for _, cue := range c.Captions {
			known = append(known, cue.Text)
		}
	}
	for _, code := range flows.Countries() {
		known = append(known, l.Country(code)) // of CLDR
	}
	for _, c := range s.Visit.Call.People {
		known = append(known, c.Name, c.Office)
	}
	for _, line := range s.Visit.Call.Lines {
		known = append(known, line.Text)
	}
	if m := s.Visit.Call.Suggestion; m != nil {
		known = append(known, m.Value)
	}
	for _, d := range []session.Draft{s.Visit.Draft, s.Visit.Call.Keys} {
		for _, e := range d.Edits {
			known = append(known, e.Text)
		}
		for _, v := range d.Answers {
			known = append(known, v.Text())
		}
	}
	for _, v := range s.Visit.Answers {
		known = append(known, v.Text())
	}
	slices.SortFunc(known, func(a, b string) int { return len(b) - len(a) })
	return slices.DeleteFunc(known, func(k string) bool { return k == "" })
}
