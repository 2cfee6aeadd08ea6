// Package health is the catalogue of everything that can be wrong with a terminal: for each code what the citizen is told, and what the
// technician needs. It measures nothing, it holds no state, and no text in it speaks of a person.
//
// A citizen reads of a code only by CitizenKey, a key into locales, which has it in every language. Title, cause and remedy are
// the technician's, in German and English (see Text): on the technician's pages, in the readiness report, at the desk and in devicectl,
// which no citizen sees.
package health

import (
	"slices"
	"strings"
)

// Severity says what a code means for the visits of today.
type Severity string

// The severities, mildest first.
const (
	Notice     Severity = "notice"       // nothing is missing; look after it on the next round
	Degraded   Severity = "degraded"     // visits go on by a detour
	OutOfOrder Severity = "out-of-order" // no visit can be finished; the terminal closes itself
)

// Text is a technician's text in both of the technicians' languages, German and English. No citizen's language is added with the next one of
// locales: a remedy tells a trained person to cut power, to open a flap, to type a command, and one that nobody who does this
// work has read is worse than one in a second language. The session shows the technician's page in these two, too.
type Text struct{ DE, EN string }

// In returns the text in the language of a BCP 47 tag; whatever is not German gets English.
func (t Text) In(tag string) string {
	if tag == "de" || strings.HasPrefix(tag, "de-") {
		return t.DE
	}
	return t.EN
}

// Entry is one code of the catalogue.
type Entry struct {
	Code       string
	Severity   Severity
	CitizenKey string // key into locales; empty where the citizen notices nothing
	Title      Text
	Cause      Text
	Remedy     Text
	DependsOn  []string // while one of these stands for the same device or service, this code is only its consequence
}

// Catalogue returns all entries, sorted by code.
func Catalogue() []Entry {
	all := slices.Concat(lineEntries(), cardEntries(), scannerEntries(), printerEntries(), testEntries(), outboxEntries(), hubEntries(), forwardEntries(), sealEntries(), terminalEntries(), cameraEntries(), draftEntries(), clipEntries())
	slices.SortFunc(all, func(a, b Entry) int { return strings.Compare(a.Code, b.Code) })
	return all
}

// Codes returns the codes of the catalogue, sorted.
func Codes() []string {
	var codes []string
	for _, e := range Catalogue() {
		codes = append(codes, e.Code)
	}
	return codes
}

// Of returns the entry of a code; false when the catalogue lacks it, which a test forbids for every code of the program.
func Of(code string) (Entry, bool) {
	for _, e := range Catalogue() {
		if e.Code == code {
			return e, true
		}
	}
	return Entry{}, false
}

// Roots leaves out of the codes that stand now for one device or service those that are only consequences of others among them.
// Unknown codes stay.
func Roots(codes []string) []string {
	var roots []string
	for _, c := range codes {
		e, _ := Of(c)
		if !slices.ContainsFunc(e.DependsOn, func(d string) bool { return d != c && slices.Contains(codes, d) }) {
			roots = append(roots, c)
		}
	}
	return roots
}
