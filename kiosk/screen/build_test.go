package screen_test

import (
	"flag"
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"buergerterminal/kiosk/screen"
	"buergerterminal/kiosk/session"
	"buergerterminal/kiosk/session/sessiontest"
	"buergerterminal/locales"
	"buergerterminal/locales/localestest"
)

var update = flag.Bool("update", false, "write the golden files anew")

func words(t testing.TB) *locales.Texts {
	t.Helper()
	return localestest.Shipped(t)
}

// TestPages compares what every page says, in every language, with a file that a person reads.
func TestPages(t *testing.T) {
	w := words(t)
	for _, lang := range []string{"de", "en", "uk", "ar"} {
		var b strings.Builder
		for _, p := range slices.Concat(sessiontest.Pages, sessiontest.Technicians, sessiontest.Calls, sessiontest.Clips) {
			s, _ := sessiontest.Walk(sessiontest.Idle(t), p.Events...)
			if s.Visit.Lang != "" {
				s.Visit.Lang = lang
			}
			fmt.Fprintf(&b, "=== %s\n", p.Name)
			write(&b, screen.Build(s, w))
		}
		golden := "testdata/pages." + lang + ".txt"
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
			t.Errorf("pages differ from %s; look at the change with -update and git diff", golden)
		}
	}
}

// write is a tree as lines: role, words, state; keys are left out, they are a golden of their own kind in keyboard_test.go.
func write(b *strings.Builder, t *screen.Tree) {
	fmt.Fprintf(b, "page %s, %s\n", t.Page, t.Lang)
	t.Walk(func(n *screen.Node) bool {
		if n.Role == screen.RoleKey || n.Role == screen.RoleKeyRow {
			return true
		}
		parts := []string{string(n.Role)}
		for _, text := range []string{n.Name, n.Value, n.Detail} {
			if text != "" {
				parts = append(parts, fmt.Sprintf("%q", text))
			}
		}
		for _, state := range []struct {
			word string
			is   bool
		}{{"chosen", n.Chosen}, {"wrong", n.Wrong}, {"active", n.Active}, {"pointed at", n.Pointed != ""}} {
			if state.is {
				parts = append(parts, state.word)
			}
		}
		if n.On != nil {
			parts = append(parts, "→ "+strings.TrimPrefix(fmt.Sprintf("%T", n.On), "session."))
		}
		fmt.Fprintln(b, "  "+strings.Join(parts, "  "))
		return true
	})
}

// TestEveryPage holds what must be true of every page, and of what every event makes of it, in languages of three scripts.
func TestEveryPage(t *testing.T) {
	w := words(t)
	for _, p := range slices.Concat(sessiontest.Pages, sessiontest.Technicians, sessiontest.Calls, sessiontest.Clips) {
		before, _ := sessiontest.Walk(sessiontest.Idle(t), p.Events...)
		seen := false
		for _, e := range slices.Concat(sessiontest.Events, sessiontest.TechnicianEvents, sessiontest.CallEvents) {
			s, _ := session.Step(before, e)
			if reflect.DeepEqual(before, s) { // the page stays as it is, which is looked at once
				if seen {
					continue
				}
				seen = true
			}
			for _, lang := range []string{"de", "en", "uk", "ar"} {
				if s.Visit.Lang != "" {
					s.Visit.Lang = lang
				}
				for _, problem := range problems(screen.Build(s, w)) {
					t.Errorf("%s after %T, %s: %s", p.Name, e, lang, problem)
				}
			}
		}
	}
}

func problems(t *screen.Tree) []string {
	var found []string
	ids := map[string]bool{}
	titles := 0
	t.Walk(func(n *screen.Node) bool {
		switch {
		case n.ID != "" && ids[n.ID]:
			found = append(found, "two nodes are called "+n.ID)
		case n.On != nil && n.ID == "":
			found = append(found, "a node that can be touched has no id: "+n.Name)
		case n.On != nil && n.Name == "" && n.Value == "" && n.Role != screen.RoleField && n.Role != screen.RoleDatePart && n.Role != screen.RoleSignature:
			found = append(found, n.ID+" has no words")
		}
		for _, text := range []string{n.Name, n.Value, n.Detail} {
			if strings.Contains(text, "[") || strings.Contains(text, "{") {
				found = append(found, "a text is missing or not filled: "+text)
			}
		}
		ids[n.ID] = true
		if n.Role == screen.RoleTitle || n.Role == screen.RoleHello {
			titles++
		}
		return true
	})
	if titles != 1 {
		found = append(found, fmt.Sprintf("the page has %d titles", titles))
	}
	return found
}
