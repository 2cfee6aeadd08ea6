package screen

import (
	"buergerterminal/flows"
	"buergerterminal/locales"
)

// Words are the terminal's words in a language, some of them as a service says them: what it sends may be no application.
type Words struct {
	*locales.Language
	flow *flows.Flow // may be nil
}

// WordsOf are the words on a flow's pages and on its receipt.
func WordsOf(f *flows.Flow, l *locales.Language) Words { return Words{l, f} }

// Text is a text of the terminal, in the flow's own words where it has some.
func (w Words) Text(key string, args ...any) string {
	if w.flow != nil {
		if own, ok := w.flow.Reworded(w.Tag, key); ok {
			return w.Fill(own, args...)
		}
	}
	return w.Language.Text(key, args...)
}
