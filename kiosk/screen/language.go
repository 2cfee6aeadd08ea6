package screen

import (
	"slices"

	"buergerterminal/kiosk/session"
	"buergerterminal/locales"
)

// Language is the language of a state's page. It is the citizen's, but for the pages of a service that does not speak
// it: these are whole in the service's own language rather than mixed. What lies over a page stays in the citizen's.
func Language(s session.State, words *locales.Texts) string {
	v := s.Visit
	if v.Lang == "" {
		return s.Place.Languages[0]
	}
	if v.Flow == nil || v.Over != session.OverNone || s.Warning() || slices.Contains(v.Flow.Languages, v.Lang) {
		return v.Lang
	}
	for _, tag := range v.Flow.Languages {
		if words.Language(tag) != nil {
			return tag
		}
	}
	return v.Lang
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
