package kiosk

import "buergerterminal/kiosk/display"

// Input hands what a window reports to the session.
func Input(k *Kiosk) display.Sink { return input{k} }

type input struct{ k *Kiosk }

var touches = map[display.PointerKind]Touch{display.Down: Down, display.Move: Moved, display.Up: Up, display.Cancel: Cancelled}

var keys = map[display.Key]Key{
	display.KeyTab: Tab, display.KeyEnter: Enter, display.KeyBackspace: Backspace, display.KeyLeft: ArrowLeft, display.KeyRight: ArrowRight,
	display.KeyUp: ArrowUp, display.KeyDown: ArrowDown, display.KeyEscape: Escape,
	"f5": ReadAgain, "f6": Pause, "f7": PreviousNode, "f8": NextNode, "f9": ChangeRate, "f10": ChangeVolume, "f11": SpellNames,
}

func (i input) Pointer(e display.PointerEvent) { i.k.Touched(touches[e.Kind], e.At) }

func (i input) Key(e display.KeyEvent) {
	key, known := keys[e.Key]
	switch {
	case e.Key == display.KeyTab && e.Shift:
		i.k.Typed(BackTab, 0)
	case known:
		i.k.Typed(key, 0)
	case e.Rune != 0:
		i.k.Typed(Letter, e.Rune)
	}
}
