package receipt

import "time"

// Draft is what is true of the paper with which a citizen goes on another day. Who has it may open what it tells of, so it
// says that; it names nobody, all the same.
type Draft struct {
	Town    string
	Service string
	At      time.Time // when it was kept
	Last    time.Time // on which day it opens for the last time
	Code    string    // for the QR code

	Phone      string
	TerminalID string
	Copy       bool // printed again because nobody knows whether the first came out
}

// draftModule is the size of a module in dots: at 203 dpi a code of 33 modules is then 41 mm wide.
const draftModule = 10

// BuildDraft says what stands on the paper, from top to bottom.
func BuildDraft(d Draft, t Texts) []Block {
	b := []Block{Emblem{}, Feed{Lines: 1}, title(d.Town), Rule{}}
	b = append(b, draftNews(d, t)...)
	b = append(b, draftCode(d, t)...)
	b = append(b, draftRules(d, t)...)
	return append(b, Rule{}, Line{Text: t.Text("receipt.terminal", "terminal", d.TerminalID)}, Cut{})
}

// BuildDraftTwo says the same in the citizen's language and in German; d and german differ in nothing but their language.
func BuildDraftTwo(d Draft, t Texts, german Draft, g Texts) []Block {
	own := func(blocks ...Block) Block { return Passage{Blocks: blocks} }
	b := []Block{Emblem{}, Feed{Lines: 1}, title(german.Town), Rule{}, own(draftNews(d, t)...), own(Line{Text: t.Text("draft.until"), Style: Style{Align: Center}})}
	b = append(b, draftCode(german, g)...)
	b = append(b, own(draftRules(d, t)...), Rule{}, own(Line{Text: t.Text("receipt.in-german"), Style: Style{Bold: true}}), Feed{Lines: 1})
	b = append(b, Line{Text: g.Text("draft.kept"), Style: Style{Bold: true}}, Line{Text: german.Service})
	b = append(b, draftRules(german, g)...)
	return append(b, Rule{}, Line{Text: g.Text("receipt.terminal", "terminal", german.TerminalID)}, Cut{})
}

// draftNews says what is kept, and that nothing was sent.
func draftNews(d Draft, t Texts) []Block {
	var b []Block
	if d.Copy {
		b = append(b, Line{Text: t.Text("receipt.copy"), Style: Style{Bold: true, Width: 2, Height: 2, Align: Center}})
	}
	return append(b, title(t.Text("draft.kept")), Line{Text: d.Service},
		Line{Text: t.Text("receipt.when", "date", t.Date(d.At), "time", t.Clock(d.At))},
		Line{Text: t.Text("draft.not-sent"), Style: Style{Bold: true}})
}

func draftCode(d Draft, t Texts) []Block {
	return []Block{
		Frame{Lines: []Line{{Text: t.Text("draft.until")}, {Text: d.Last.Format("02.01.2006"), Style: Style{Bold: true, Width: 2, Height: 2}}}},
		Feed{Lines: 1},
		QR{Data: d.Code, Module: draftModule},
		Feed{Lines: 1},
		Rule{Dashed: true},
	}
}

// draftRules say how it is used, and what whoever holds it can do.
func draftRules(d Draft, t Texts) []Block {
	b := []Block{
		Line{Text: t.Text("draft.how"), Style: Style{Bold: true}},
		Line{Text: t.Text("draft.how.detail")},
		Feed{Lines: 1},
		Line{Text: t.Text("draft.bearer"), Style: Style{Bold: true}},
		Line{Text: t.Text("draft.once")},
	}
	if d.Phone == "" {
		return b
	}
	return append(b, Feed{Lines: 1}, question(t.Text("receipt.questions"), d.Phone))
}
