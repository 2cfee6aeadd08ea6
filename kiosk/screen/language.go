package screen

import (
	"slices"

	"buergerterminal/kiosk/session"
	"buergerterminal/locales"
)

// Language is the language that a visit is held in. It is the citizen's, but for a service that does not speak it: its
// pages and its receipt are whole in the service's own language rather than mixed.
func Language(s session.State, words *locales.Texts) string {
	v := s.Visit
	if v.Lang == "" {
		return s.Place.Languages[0]
	}
	if v.Flow == nil || slices.Contains(v.Flow.Languages, v.Lang) {
		return v.Lang
	}
	for _, tag := range v.Flow.Languages {
		if words.Language(tag) != nil {
			return tag
		}
	}
	return v.Lang
}

// builderOf has the words of the page of a state. What lies over a service's page is always in the citizen's language.
func builderOf(s session.State, words *locales.Texts) builder {
	b := builder{s: s, v: s.Visit, l: words.Language(Language(s, words)), town: words.Language(s.Place.Languages[0]), all: words}
	if b.own = words.Language(s.Visit.Lang); b.own == nil {
		b.own = b.l
	}
	if s.Visit.Over != session.OverNone || s.Warning() {
		b.l = b.own
	}
	return b
}

// otherLanguage tells the citizen, in their own language, that the service does not speak it.
func (b builder) otherLanguage() []*Node {
	if b.own == b.l {
		return nil
	}
	n := note(ToneInfo, "language", b.own.Text("service.other-language", "language", locales.OwnName(b.l.Tag)))
	n.ID, n.Lang = "note.language", b.own.Tag
	return []*Node{n}
}
