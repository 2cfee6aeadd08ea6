package screen

import (
	"strings"

	"buergerterminal/kiosk/session"
)

// letters are the keys of a script of its own. They serve only the search: fields take Latin letters.
type letters struct {
	name    string        // on the key that leads back to these letters
	rows    [3]string     // eleven, eleven and nine keys
	last    string        // keys beside the space bar
	shifted map[rune]rune // what a key writes after shift; nil where letters have capitals
}

// ownLetters are the keyboards by language. Russian is ЙЦУКЕН, whose twelfth key, ъ, and ё stand below for want of room, as ї
// does of the Ukrainian one (DSTU 8713:2017). Arabic is the standard keyboard of 101 keys, whose end of the first row stands in the third; hamza is behind shift.
var ownLetters = map[string]letters{
	"ru": {name: "рус", rows: [3]string{"йцукенгшщзх", "фывапролджэ", "ячсмитьбю"}, last: "ъё"},
	"uk": {name: "укр", rows: [3]string{"йцукенгшщзх", "фівапролджє", "ячсмитьбю"}, last: "їґ’"},
	"ar": {name: "عرب", rows: [3]string{"ضصثقفغعهخحج", "شسيبلاتنمكط", "ءرىةوزظدذ"},
		shifted: map[rune]rune{'ا': 'أ', 'غ': 'إ', 'ى': 'آ', 'و': 'ؤ', 'ي': 'ئ'}},
}

// ownAccents are the letters that a language writes in Latin beyond a–z, ä, ö, ü and ß: they come first, all on one layer.
var ownAccents = map[string]string{
	"cs":  "ěščřžýáíéůúňťďó",
	"hsb": "čěłńóćřšžź",
	"pl":  "ąćęłńóśźż",
	"tr":  "çğışİâîû",
}

// accents are the letters of DIN 91379 that are one character and no letter of Esperanto alone; those that names in
// Germany have most come first. With the signs between them they fill three layers of 29 keys.
const (
	accents     = "éèêëáàâãåćčçęěğıİíłñńóøšśşțžż" + "źúůýæðđòôõőœřŕîïąăťû" + "āċďēėġģħìīįķļľĺňņŋōșţþŧùūűųŷÿŵ"
	accentSigns = "@_+&/’,"
)

// accentRows are the rows of a layer of accents: eleven, eleven and seven keys.
func accentRows(tag string, level session.Level) [3]string {
	own := ownAccents[tag]
	all := []rune(own)
	for _, r := range accents {
		if !strings.ContainsRune(own, r) {
			all = append(all, r)
		}
	}
	row := func(from, n int) string { return string(all[min(from, len(all)):min(from+n, len(all))]) }
	switch level {
	case session.LevelAccents:
		return [3]string{row(0, 11), row(11, 11), row(22, 7)}
	case session.LevelMoreAccents:
		return [3]string{row(29, 11), row(40, 11), accentSigns}
	}
	return [3]string{row(51, 11), row(62, 11), row(73, 7)}
}

// searchKeyboard has the letters of the citizen's language, and keys that lead to Latin letters and to figures.
func (b builder) searchKeyboard() *Node {
	own, ok := ownLetters[b.l.Tag]
	d := b.v.Draft
	if !ok {
		return b.keyboard(d, false, "")
	}
	if d.Level == session.LevelLetters {
		return b.ownKeyboard(own, d.Shift)
	}
	row := b.searchRow(own, d.Level)
	if d.Level != session.LevelDigits {
		d.Level = session.LevelLetters // whose first layer is Latin in the keyboard of fields; no search needs an accent
	}
	board := b.keyboard(d, false, "")
	board.Children[len(board.Children)-1].Children = row
	return board
}

func (b builder) ownKeyboard(own letters, shift bool) *Node {
	typed := own.rows
	for i, row := range typed {
		typed[i] = strings.Map(func(r rune) rune {
			if other, ok := own.shifted[r]; ok && shift {
				return other
			}
			return r
		}, row)
	}
	third := []*Node{b.function("shift", "key.shift", 2, session.ToggleShift{})}
	third[0].Chosen = shift
	third = append(third, b.keys(typed[2], shift)...)
	third = append(third, b.function("backspace", "key.erase", 2, session.Erase{}))
	return &Node{ID: "keyboard", Role: RoleKeyboard, Children: []*Node{
		b.keyRow("first", b.keys(typed[0], shift)),
		b.keyRow("second", b.keys(typed[1], shift)),
		b.keyRow("third", third),
		b.keyRow("last", b.searchRow(own, session.LevelLetters)),
	}}
}

// searchRow has 22 halves of a key: two keys that lead to the other layers, the letters that found no place above, space,
// point, and the keys that move the caret.
func (b builder) searchRow(own letters, level session.Level) []*Node {
	figures := &Node{ID: "key.level.digits", Role: RoleKey, Kind: Function, Name: "123", Weight: 2, On: session.TurnKeyboard{To: session.LevelDigits}}
	script := &Node{ID: "key.level", Role: RoleKey, Kind: Function, Name: "abc", Weight: 4, On: session.TurnKeyboard{To: session.LevelLatin}}
	row := []*Node{figures, script}
	space := 10
	switch level {
	case session.LevelLetters:
		last := b.keys(own.last, b.v.Draft.Shift)
		row = append(row, last...)
		space -= 2 * len(last)
	case session.LevelDigits:
		figures.Name, figures.On = own.name, session.TurnKeyboard{To: session.LevelLetters}
	default:
		script.Name, script.On = own.name, session.TurnKeyboard{To: session.LevelLetters}
	}
	row = append(row, &Node{ID: "key.space", Role: RoleKey, Kind: Function, Name: b.t("key.space"), Weight: space, On: session.TypeRune{Rune: ' '}})
	row = append(row, b.keys(".", false)...)
	return append(row, b.function("left", "key.left", 2, session.MoveCaret{By: -1}), b.function("right", "key.right", 2, session.MoveCaret{By: 1}))
}
