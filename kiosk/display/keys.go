package display

import "github.com/hajimehoshi/ebiten/v2"

// Key is a key that means something by itself; letters come as Rune of a KeyEvent whose Key is empty.
type Key string

// Keys, besides "f1" to "f24": what they mean is the sink's matter.
const (
	KeyTab       Key = "tab"
	KeyEnter     Key = "enter"
	KeySpace     Key = "space"
	KeyEscape    Key = "escape"
	KeyBackspace Key = "backspace"
	KeyDelete    Key = "delete"
	KeyUp        Key = "up"
	KeyDown      Key = "down"
	KeyLeft      Key = "left"
	KeyRight     Key = "right"
	KeyHome      Key = "home"
	KeyEnd       Key = "end"
	KeyPageUp    Key = "pageup"
	KeyPageDown  Key = "pagedown"
	KeyInsert    Key = "insert"
)

// KeyEvent is a key of a physical keyboard, once each time it is pressed, and once more, with Up, when it is no longer held:
// a key that is held repeats nothing here. Space has both Key and Rune: whether it
// activates or types depends on where the focus is.
type KeyEvent struct {
	Key   Key
	Rune  rune
	Shift bool
	Up    bool
}

// named are the keys that are handed on by name. Letters come as runes.
var named = map[ebiten.Key]Key{
	ebiten.KeyTab: KeyTab, ebiten.KeyEnter: KeyEnter, ebiten.KeyNumpadEnter: KeyEnter, ebiten.KeyEscape: KeyEscape,
	ebiten.KeyBackspace: KeyBackspace, ebiten.KeyDelete: KeyDelete, ebiten.KeyInsert: KeyInsert,
	ebiten.KeyArrowUp: KeyUp, ebiten.KeyArrowDown: KeyDown, ebiten.KeyArrowLeft: KeyLeft, ebiten.KeyArrowRight: KeyRight,
	ebiten.KeyHome: KeyHome, ebiten.KeyEnd: KeyEnd, ebiten.KeyPageUp: KeyPageUp, ebiten.KeyPageDown: KeyPageDown,
}

// keyOf names a key; "" is a key that is not handed on, or one that comes as a rune.
func keyOf(k ebiten.Key) Key {
	if k >= ebiten.KeyF1 && k <= ebiten.KeyF24 {
		return Key("f" + k.String()[1:])
	}
	return named[k]
}

// Keys are all that are handed on by name.
func Keys() []Key {
	all := []Key{KeySpace}
	for k := range ebiten.KeyMax + 1 {
		if key := keyOf(k); key != "" {
			all = append(all, key)
		}
	}
	return all
}
