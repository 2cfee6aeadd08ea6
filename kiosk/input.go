package kiosk

import (
	"maps"

	"buergerterminal/kiosk/config"
	"buergerterminal/kiosk/display"
)

// Keyboard is what the keys mean, by their names, and how patient they are.
type Keyboard struct {
	Table map[display.Key]Key // besides those of an ordinary keyboard, or instead of them
	Times KeyTimes
}

// keyboardOf is the keyboard of a configuration.
func keyboardOf(c config.Keys) Keyboard {
	table := map[display.Key]Key{}
	for _, one := range []struct {
		names []string
		key   Key
	}{{c.Up, ArrowUp}, {c.Down, ArrowDown}, {c.Back, GoBack}, {c.Next, GoOn}, {c.Select, Enter}, {c.Help, Help}, {c.Move, Move}, {c.Choose, Choose}} {
		for _, name := range one.names {
			table[display.Key(name)] = one.key
		}
	}
	return Keyboard{Table: table, Times: KeyTimes{RepeatDelay: c.RepeatDelay, RepeatEvery: c.RepeatEvery, DoubleStrike: c.DoubleStrike}}
}

// keypadOf is what the keys of the keypad mean, in the order in which the voice tells them: those that are configured.
func keypadOf(c config.Keys) []string {
	if !c.Keypad {
		return nil
	}
	var all []string
	for _, one := range []struct {
		names []string
		means string
	}{{c.Down, "down"}, {c.Up, "up"}, {c.Select, "select"}, {c.Next, "next"}, {c.Back, "back"}, {c.Help, "help"}} {
		if len(one.names) > 0 {
			all = append(all, one.means)
		}
	}
	return all
}

// Input hands what a window reports to the session.
func Input(k *Kiosk) display.Sink {
	keys := ordinary()
	maps.Copy(keys, k.o.Keys.Table)
	return input{k, keys}
}

type input struct {
	k    *Kiosk
	keys map[display.Key]Key
}

var touches = map[display.PointerKind]Touch{display.Down: Down, display.Move: Moved, display.Up: Up, display.Cancel: Cancelled}

// ordinary are the keys of an ordinary keyboard.
func ordinary() map[display.Key]Key {
	return map[display.Key]Key{
		display.KeyTab: Tab, display.KeyEnter: Enter, display.KeyBackspace: Backspace, display.KeyLeft: ArrowLeft, display.KeyRight: ArrowRight,
		display.KeyUp: ArrowUp, display.KeyDown: ArrowDown, display.KeyEscape: Escape,
		"f5": ReadAgain, "f6": Pause, "f7": PreviousNode, "f8": NextNode, "f9": ChangeRate, "f10": ChangeVolume, "f11": SpellNames,
	}
}

func (i input) Pointer(e display.PointerEvent) { i.k.Touched(touches[e.Kind], e.At) }

// Key hands on what a key means. One that means nothing is nothing: a pad may send what it likes.
func (i input) Key(e display.KeyEvent) {
	key, known := i.keys[e.Key]
	if e.Key == display.KeyTab && e.Shift && key == Tab {
		key = BackTab
	}
	switch {
	case e.Up:
		i.k.Lifted(key)
	case known:
		i.k.Typed(key, 0)
	case e.Rune != 0:
		i.k.Typed(Letter, e.Rune)
	}
}
