package config

import (
	"fmt"
	"slices"
	"time"
)

// Keys are the keys of a keypad and of switches, by name, and how patient they are.
type Keys struct {
	Up, Down, Back, Next, Select, Help []string
	Move, Choose                       []string // two switches; Choose is also the only one
	Keypad                             bool     // the first six are those of a keypad, which the voice describes in place of an ordinary keyboard

	RepeatDelay  time.Duration // until a key that is held counts again; 0: never (EN 301 549, 5.7)
	RepeatEvery  time.Duration // and from then on; 0 where RepeatDelay is
	DoubleStrike time.Duration // in which the same key does not count again (EN 301 549, 5.8)

	MoveEvery time.Duration // of the focus that moves by itself
	Rounds    int           // of the page, until it rests
}

// usualKeys holds where a file is silent. Of the default table of the AudioNav keypad its manual (1400 Series Technical Manual, revision
// 1.5, page 28) names one code, 72 (hex), which is F23, of the upper key, which is marked "<<" and so leads back. The others are those of
// F13 to F24 that were free here: the table of a pad can be replaced by its maker's program, or these names in the file.
func usualKeys() Keys {
	return Keys{
		Up: []string{"up", "f21"}, Down: []string{"down", "f22"}, Back: []string{"f23"}, Next: []string{"f24"}, Select: []string{"enter", "f20"}, Help: []string{"f1", "f19"},
		Move: []string{"f17"}, Choose: []string{"f18"}, Keypad: true, MoveEvery: 2 * time.Second, Rounds: 3,
	}
}

// KeyNames are the names of the keys that can stand in Keys.
func KeyNames() []string {
	names := []string{"up", "down", "left", "right", "enter", "tab", "escape", "space", "backspace", "delete", "home", "end", "pageup", "pagedown", "insert"}
	for n := 1; n <= 24; n++ {
		names = append(names, fmt.Sprintf("f%d", n))
	}
	return names
}

func (r *reader) keys(k *Keys) {
	owners := map[string]string{}
	for _, one := range []struct {
		name string
		into *[]string
	}{{"up", &k.Up}, {"down", &k.Down}, {"back", &k.Back}, {"next", &k.Next}, {"select", &k.Select}, {"help", &k.Help}, {"move", &k.Move}, {"choose", &k.Choose}} {
		path := "keys." + one.name
		r.list(path, one.into, func(s string) string {
			if !slices.Contains(KeyNames(), s) {
				return `the name of a key, such as "f13", "up", "enter"`
			}
			return ""
		})
		for _, name := range *one.into {
			if first, taken := owners[name]; taken {
				r.problem(path, fmt.Sprintf("the key %q has two meanings", name), "it stands in keys."+first+" already")
			}
			owners[name] = one.name
		}
	}
	r.flag("keys.keypad", &k.Keypad)
	every := 500 * time.Millisecond
	r.duration("keys.repeat_delay_ms", time.Millisecond, &k.RepeatDelay, 0, 10_000)
	r.duration("keys.repeat_every_ms", time.Millisecond, &every, 50, 10_000)
	if k.RepeatDelay > 0 {
		k.RepeatEvery = every
	}
	r.duration("keys.double_strike_ms", time.Millisecond, &k.DoubleStrike, 0, 500)
	r.duration("keys.move_every_ms", time.Millisecond, &k.MoveEvery, 500, 20_000)
	r.number("keys.rounds", &k.Rounds, 1, 20)
}
