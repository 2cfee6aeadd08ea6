package display

import "github.com/hajimehoshi/ebiten/v2"

// Key is a key that means something by itself; letters come as Rune of a KeyEvent whose Key is empty.
type Key string

// Keys. F5 to F11 are the voice's ("f5" …), F13 to F24 those of a tactile keypad (Storm AudioNav).
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
)

// KeyEvent is a key of a physical keyboard, once each time it is pressed. Space has both Key and Rune: whether it
// activates or types depends on where the focus is.
type KeyEvent struct {
	Key   Key
	Rune  rune
	Shift bool
}

// keyOf names a key; "" is a key that is not handed on, or one that comes as a rune.
func keyOf(k ebiten.Key) Key {
	switch k {
	case ebiten.KeyTab:
		return KeyTab
	case ebiten.KeyEnter, ebiten.KeyNumpadEnter:
		return KeyEnter
	case ebiten.KeyEscape:
		return KeyEscape
	case ebiten.KeyBackspace:
		return KeyBackspace
	case ebiten.KeyDelete:
		return KeyDelete
	case ebiten.KeyArrowUp:
		return KeyUp
	case ebiten.KeyArrowDown:
		return KeyDown
	case ebiten.KeyArrowLeft:
		return KeyLeft
	case ebiten.KeyArrowRight:
		return KeyRight
	case ebiten.KeyHome:
		return KeyHome
	case ebiten.KeyEnd:
		return KeyEnd
	}
	if k >= ebiten.KeyF5 && k <= ebiten.KeyF11 || k >= ebiten.KeyF13 && k <= ebiten.KeyF24 {
		return Key("f" + k.String()[1:])
	}
	return ""
}
