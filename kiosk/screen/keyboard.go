package screen

import (
	"fmt"
	"strings"

	"buergerterminal/flows"
	"buergerterminal/kiosk/session"
)

// Rows of the German keyboard (DIN 2137-1 T1), and of its figures and signs.
var (
	letterRows = [3]string{"qwertzuiopü", "asdfghjklöä", "yxcvbnm"}
	digitRows  = [3]string{"1234567890ß", "@_+&/()!?\"'", "=,:;–%§"}
)

// rows are those of a layer.
func (b builder) rows(level session.Level) [3]string {
	switch level {
	case session.LevelDigits:
		return digitRows
	case session.LevelAccents, session.LevelMoreAccents, session.LevelRareAccents:
		return accentRows(b.l.Tag, level)
	}
	return letterRows
}

// keyboard is the German one, in every language: what is written into a field goes to an authority whose registers hold
// Latin letters only (flows, DIN 91379). figures puts the row of figures on top; extra are signs that this field needs at hand.
func (b builder) keyboard(d session.Draft, figures bool, extra string) *Node {
	rows, shifted := b.rows(d.Level), d.Shift
	if strings.Contains(rows[2], extra) {
		extra = "" // they stand there already, and a key with the same id could not be told apart
	}
	var top []*Node
	if figures {
		top = append(top, b.keyRow("figures", b.keys("1234567890ß", false)))
	}
	third := []*Node{b.function("shift", "key.shift", 3, session.ToggleShift{})}
	third[0].Chosen = shifted
	third = append(third, b.keys(rows[2], shifted)...)
	third = append(third, b.keys("-", false)...)
	left := 17 - 2*len([]rune(rows[2])) // of 22 halves, beside shift and the hyphen: the last layer has a letter less
	third = append(third, b.function("backspace", "key.erase", left, session.Erase{}))
	return &Node{ID: "keyboard", Role: RoleKeyboard, Children: append(top,
		b.keyRow("first", b.keys(rows[0], shifted)),
		b.keyRow("second", b.keys(rows[1], shifted)),
		b.keyRow("third", third),
		b.keyRow("last", b.lastRow(d, figures, extra)))}
}

// lastRow has 22 halves of a key: levels, space, point or ß, and the keys that move the caret.
func (b builder) lastRow(d session.Draft, figures bool, extra string) []*Node {
	var row []*Node
	space := 12
	if !figures {
		to, name := session.LevelDigits, "123"
		if d.Level == session.LevelDigits {
			to, name = session.LevelLetters, "abc"
		}
		row = append(row, &Node{ID: "key.level.digits", Role: RoleKey, Kind: Function, Name: name, Weight: 2, On: session.TurnKeyboard{To: to}})
		space -= 2
	}
	row = append(row, b.accentKeys(d.Level)...)
	row = append(row, b.keys(extra, false)...)
	space -= 2 * len(extra)
	row = append(row, &Node{ID: "key.space", Role: RoleKey, Kind: Function, Name: b.t("key.space"), Weight: space, On: session.TypeRune{Rune: ' '}})
	last := "."
	if !figures && d.Level != session.LevelDigits {
		last = "ß" // which else stands behind the figures; a search needs no point
	}
	row = append(row, b.keys(last, false)...)
	return append(row,
		b.function("left", "key.left", 2, session.MoveCaret{By: -1}),
		b.function("right", "key.right", 2, session.MoveCaret{By: 1}))
}

// accentKeys lead to the letters with accents, from one layer of them to the next, and back. After a letter the keyboard is back
// by itself.
func (b builder) accentKeys(level session.Level) []*Node {
	next := map[session.Level]session.Level{
		session.LevelAccents: session.LevelMoreAccents, session.LevelMoreAccents: session.LevelRareAccents, session.LevelRareAccents: session.LevelAccents,
	}
	to, on := next[level]
	if !on {
		name := "é ł ç"
		if own := []rune(ownAccents[b.l.Tag]); len(own) > 2 {
			name = fmt.Sprintf("%c %c %c", own[0], own[1], own[2])
		}
		return []*Node{{ID: "key.level", Role: RoleKey, Kind: Function, Name: name, Weight: 4, On: session.TurnKeyboard{To: session.LevelAccents}}}
	}
	return []*Node{
		{ID: "key.level.letters", Role: RoleKey, Kind: Function, Name: "abc", Weight: 2, On: session.TurnKeyboard{To: session.LevelLetters}},
		{ID: "key.level", Role: RoleKey, Kind: Function, Name: string([]rune(accentRows(b.l.Tag, to)[0])[:2]), Weight: 2, On: session.TurnKeyboard{To: to}},
	}
}

func (b builder) keyRow(id string, keys []*Node) *Node {
	return &Node{ID: "keys." + id, Role: RoleKeyRow, Children: keys}
}

// keys are letter keys. ß has no capital on this keyboard: names in capitals write SS or keep it.
func (b builder) keys(signs string, shifted bool) []*Node {
	var keys []*Node
	for _, r := range signs {
		if shifted && r != 'ß' {
			r = []rune(strings.ToUpper(string(r)))[0]
		}
		keys = append(keys, &Node{ID: "key." + string(r), Role: RoleKey, Name: string(r), Weight: 2, On: session.TypeRune{Rune: r}})
	}
	return keys
}

// function is a key with a sign; its words are for those who hear the page.
func (b builder) function(icon, key string, width int, on session.Event) *Node {
	return &Node{ID: key, Role: RoleKey, Kind: Function, Icon: icon, Name: b.t(key), Weight: width, On: on}
}

// accountKeyboard has what account numbers are made of (ISO 13616): figures, and capitals without umlauts.
func (b builder) accountKeyboard() *Node {
	figures := append(b.keys("1234567890", false), b.function("backspace", "key.erase", 2, session.Erase{}))
	first := append(b.keys("QWERTZUIOP", false), b.function("left", "key.left", 2, session.MoveCaret{By: -1}))
	second := append(b.keys("ASDFGHJKL", false), b.function("right", "key.right", 4, session.MoveCaret{By: 1}))
	third := append(b.keys("YXCVBNM", false), b.emptying(8))
	return &Node{ID: "keyboard", Role: RoleKeyboard, Children: []*Node{
		b.keyRow("figures", figures), b.keyRow("first", first), b.keyRow("second", second), b.keyRow("third", third),
	}}
}

func (b builder) emptying(width int) *Node {
	return &Node{ID: "key.empty", Role: RoleKey, Kind: Function, Name: b.t("key.empty"), Weight: width, On: session.Empty{}}
}

// pad is the number pad.
func (b builder) pad() *Node {
	pad := &Node{ID: "pad", Role: RolePad, Children: b.keys("123456789", false)}
	zero := b.keys("0", false)
	pad.Children = append(pad.Children, b.function("backspace", "key.erase", 2, session.Erase{}), zero[0], b.emptying(2))
	return pad
}

// padOf is the number pad of a field: where it takes one sign more, that one stands in the place of emptying it.
func (b builder) padOf(f *flows.Field) *Node {
	pad := b.pad()
	last := &pad.Children[len(pad.Children)-1]
	switch {
	case f.Type == flows.TypeTelephone:
		*last = b.keys("+", false)[0]
	case session.Decimals(f) > 0:
		*last = b.keys(b.t("number.decimal"), false)[0]
	}
	if session.Negative(f) {
		pad.Children = append(pad.Children, &Node{ID: "key.-", Role: RoleKey, Name: "−", On: session.TypeRune{Rune: '-'}})
	}
	return pad
}
