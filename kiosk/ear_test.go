package kiosk

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"buergerterminal/kiosk/layout"
	"buergerterminal/kiosk/screen"
	"buergerterminal/kiosk/session"
	"buergerterminal/kiosk/speech"
	"buergerterminal/kiosk/walk"
)

// Errors of a page that cannot be used by ear.
var (
	errUnheard = errors.New("nothing that is said on the page names it")
	errAlike   = errors.New("two things on the page sound alike")
)

// byEar knows in words what the citizen wants, and presses arrow down until the voice says them; then Enter. Of the page it knows
// nothing but what is said.
func byEar(b *bot, v walk.Visit, to *screen.Node) error {
	if v.State().Idle() { // nobody sees the idle page: the headset begins the visit
		return b.happen(v, session.HeadsetChanged{In: true})
	}
	p := b.now
	said, words := speech.Read(p, b.words), b.inWords(p, to)
	for range len(p.Nodes) + 1 {
		if err := b.happen(v, keyEvent(p, ArrowDown, 0)); err != nil {
			return err
		}
		item, ok := said.Find(v.State().Visit.Voice.Node)
		if !ok || !isHeard(item, words) {
			continue
		}
		if at := p.Find(v.State().Visit.Focus); at == nil || at.Node != to {
			return fmt.Errorf("%w: %q is heard as %q on %s", errAlike, words, item.Text(), p.Tree.Page)
		}
		return b.happen(v, keyEvent(p, Enter, 0))
	}
	return fmt.Errorf("%w: %q on %s", errUnheard, words, p.Tree.Page)
}

// inWords is what a citizen listens for: the words of what they want, as they are spoken; a letter by its name.
func (b *bot) inWords(p *layout.Placed, n *screen.Node) string {
	l := b.words.Language(p.Tree.Lang)
	if signs := strings.Fields(n.Name); n.Role == screen.RoleKey && len(signs) > 0 {
		var spoken []string
		for _, sign := range signs {
			if utf8.RuneCountInString(sign) == 1 {
				spoken = append(spoken, letterName(l.Text("speech.letters"), sign))
			}
		}
		if len(spoken) == len(signs) {
			return strings.Join(spoken, ", ")
		}
	}
	var all []string
	for _, item := range speech.Texts(l, n.Name) {
		all = append(all, item.Text())
	}
	return strings.Join(all, " ")
}

// letterName is what a table of the words calls a letter or sign.
func letterName(table, sign string) string {
	for _, form := range []string{sign, strings.ToUpper(sign)} {
		for line := range strings.Lines(table) {
			if name, ok := strings.CutPrefix(strings.TrimRight(line, "\n"), form+"="); ok {
				return name
			}
		}
	}
	return sign
}

// isHeard reports whether an item begins with the words. What is of another language is an utterance of its own, behind which there is a pause too.
func isHeard(item speech.Item, words string) bool {
	if names(item.Text(), words) {
		return true
	}
	heard := ""
	for _, u := range item.Said {
		heard = strings.TrimSpace(heard + " " + u.Text)
		if names(heard, words) {
			return true
		}
	}
	return false
}

// names reports whether the first clause of what is heard is the words.
func names(heard, words string) bool {
	rest, ok := strings.CutPrefix(strings.ToLower(heard), strings.ToLower(strings.TrimRight(words, ".!?:,؟…")))
	return ok && words != "" && (rest == "" || strings.ContainsAny(string([]rune(rest)[:1]), ",.:;!?،؟…"))
}

func TestNames(t *testing.T) {
	for _, tt := range []struct {
		heard, words string
		want         bool
	}{
		{"Ja, 1 von 2", "Ja", true}, {"Jahrgang", "Ja", false}, {"Nein", "Ja", false}, {"1", "1", true}, {"12", "1", false}, {"a mit Punkten", "a", false}, {"Ja", "", false}, {"a wie Aachen", "A wie Aachen", true},
	} {
		if got := names(tt.heard, tt.words); got != tt.want {
			t.Errorf("%q names %q: %t", tt.heard, tt.words, got)
		}
	}
}
