package screen_test

import (
	"slices"
	"strings"
	"testing"
	"unicode"

	"buergerterminal/kiosk/screen"
	"buergerterminal/kiosk/session"
	"buergerterminal/kiosk/session/sessiontest"
)

// outside is what of a text lies in no isolate.
func outside(s string) string {
	depth := 0
	return strings.Map(func(r rune) rune {
		switch r {
		case '\u2066', '\u2067', '\u2068':
			depth++
			return -1
		case '\u2069':
			depth--
			return -1
		}
		if depth > 0 {
			return -1
		}
		return r
	}, s)
}

// TestArabicListsAreIsolated: what is joined to a list in Arabic holds each part in an isolate. A name in Latin letters or a
// day would else draw the parts beside it into its own direction, and the list would be read in another order.
func TestArabicListsAreIsolated(t *testing.T) {
	w, lists := words(t), 0
	for _, p := range slices.Concat(sessiontest.Pages, sessiontest.Calls) {
		s, _ := sessiontest.Walk(sessiontest.Idle(t), p.Events...)
		if s.Visit.Lang == "" || s.Visit.At.Kind == session.AtTechnician {
			continue
		}
		s.Visit.Lang = "ar"
		screen.Build(s, w).Walk(func(n *screen.Node) bool {
			text := n.Value
			if n.Role == screen.RolePerson {
				text = n.Detail
			}
			if n.Role != screen.RoleRow && n.Role != screen.RolePerson || !strings.Contains(text, "،") {
				return true
			}
			rest := outside(text)
			if strings.Contains(rest, "،") {
				lists++
			}
			if strings.ContainsFunc(rest, func(r rune) bool { return unicode.Is(unicode.Latin, r) || unicode.IsDigit(r) }) {
				t.Errorf("%s: %s %q", p.Name, n.Role, text)
			}
			return true
		})
	}
	if lists == 0 {
		t.Error("no page has a list")
	}
}
