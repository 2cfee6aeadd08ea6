package receipt

// BuildTwo says the same in two languages: the citizen's first, so that they know what they hold, then German, so that
// whoever serves them at the counter reads it too. What needs no language stands once: arms, number, QR code. The words of
// the citizen's language are Passages; in and german differ in nothing but their language.
func BuildTwo(in Input, t Texts, german Input, g Texts) []Block {
	own := func(blocks ...Block) Block { return Passage{Blocks: blocks} }
	b := append(sender(german, g), own(news(in, t)...), own(Line{Text: t.Text("receipt.number"), Style: Style{Align: Center}}))
	b = append(b, number(german, g)...)
	b = append(b, own(append(given(in, t), next(in, t)...)...), Rule{})
	b = append(b, own(Line{Text: t.Text("receipt.in-german"), Style: Style{Bold: true}}), Feed{Lines: 1})
	b = append(b, inShort(german, g)...)
	b = append(b, Rule{}, own(Line{Text: t.Text("receipt.wipe")}))
	return append(b, Line{Text: g.Text("receipt.wipe")}, Line{Text: g.Text("receipt.terminal", "terminal", german.TerminalID)}, Cut{})
}

// inShort is what the counter needs: the news in common size, what was given, what comes next.
func inShort(in Input, t Texts) []Block {
	var b []Block
	for i, block := range news(in, t) {
		line := block.(Line)
		line.Style = Style{Bold: i == 0}
		b = append(b, line)
	}
	b = append(b, Rule{Dashed: true})
	return append(append(b, given(in, t)...), next(in, t)...)
}
