package flows

import "slices"

// reworded lists the terminal's own texts, by their keys in locales, that a flow may say in its own words: those that call
// what is sent an application. A report of damage is none.
func reworded() []string {
	return []string{
		"privacy.explain", "privacy.sealed",
		"send.title", "send.explain", "send.now", "storing.title", "storing.sealing", "storing.saving",
		"trouble.outbox.disk-full", "trouble.outbox.failed", "trouble.seal.failed",
		"done.arrived", "done.stored", "done.stored.sending", "done.stored.explain", "no-receipt.arrived", "no-receipt.stored",
		"receipt.arrived", "receipt.stored", "receipt.delivery",
	}
}

// Reworded is a text of the terminal in the flow's own words, with the {names} of the terminal's; ok is false where the
// flow has none.
func (f *Flow) Reworded(lang, key string) (text string, ok bool) {
	if !slices.Contains(reworded(), key) {
		return "", false
	}
	return f.Text(lang, key)
}

// checkReworded asks for all of these texts where one is there: half of them would call one thing by two names.
func (w *words) checkReworded() {
	if !slices.ContainsFunc(reworded(), w.has) {
		return
	}
	for _, key := range reworded() {
		if !w.has(key) {
			w.problems = append(w.problems, Problem{File: w.file, Message: "text " + key + " is missing", Hint: "the flow says others of these in its own words"})
		}
	}
}
