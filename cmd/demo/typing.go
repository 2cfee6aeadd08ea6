package main

import (
	"fmt"
	"image"
	"strings"
	"unicode"

	"github.com/jezek/xgb/xproto"

	"buergerterminal/kiosk/layout"
)

// write types a text on the keyboard of the screen, key by key, and waits until the field holds it.
func (c *citizen) write(text string) error { return c.writeBy(text, c.tapID) }

// writeBy does so by touches, or by another way to choose a key of the screen.
func (c *citizen) writeBy(text string, choose func(id string) error) error {
	for _, r := range text {
		if err := c.letter(r, choose); err != nil {
			return fmt.Errorf("writing: %w", err)
		}
	}
	_, err := c.until(patience, "the field to hold what was written", func(v view) bool {
		d := v.state.Visit.Draft
		return strings.HasSuffix(d.Edits[d.Active].Text, text) || strings.HasSuffix(v.state.Visit.Query.Text, text) || strings.HasSuffix(v.state.Visit.Call.Writing(), text)
	})
	return err
}

func (c *citizen) letter(r rune, choose func(id string) error) error {
	id := "key." + string(r)
	switch {
	case r == ' ':
		id = "key.space"
	case unicode.IsUpper(r):
		if err := choose("key.shift"); err != nil {
			return err
		}
	case c.lacks(id):
		if err := choose("key.level"); err != nil {
			return err
		}
	}
	return choose(id)
}

// lacks reports whether the open level of the keyboard has no such key.
func (c *citizen) lacks(id string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now.placed == nil || c.now.placed.Find(id) == nil
}

// figures types on the number pad.
func (c *citizen) figures(text string) error {
	for _, r := range text {
		if err := c.tapID("key." + string(r)); err != nil {
			return err
		}
	}
	return nil
}

// Keysyms of X11 (keysymdef.h) for the keys of a real keyboard.
const (
	keysymTab    = 0xff09
	keysymReturn = 0xff0d
)

// press presses a key of the real keyboard.
func (c *citizen) press(keysym xproto.Keysym) error {
	setup := xproto.Setup(c.x)
	count := byte(setup.MaxKeycode - setup.MinKeycode + 1)
	keys, err := xproto.GetKeyboardMapping(c.x, setup.MinKeycode, count).Reply()
	if err != nil {
		return fmt.Errorf("keyboard: %w", err)
	}
	for i := range int(count) {
		if keys.Keysyms[i*int(keys.KeysymsPerKeycode)] != keysym {
			continue
		}
		code := byte(setup.MinKeycode) + byte(i)
		if err := c.fake(xproto.KeyPress, code, image.Point{}); err != nil {
			return err
		}
		return c.fake(xproto.KeyRelease, code, image.Point{})
	}
	return fmt.Errorf("the keyboard has no key %#x", keysym)
}

// tabTo presses Tab until the node with these words has the focus.
func (c *citizen) tabTo(words string) error {
	focus := func(p *layout.Placed) string {
		for _, n := range p.Nodes {
			if n.Node.Focused {
				return n.Node.ID
			}
		}
		return ""
	}
	for range 60 {
		c.mu.Lock()
		before := focus(c.now.placed)
		c.mu.Unlock()
		if err := c.press(keysymTab); err != nil {
			return err
		}
		v, err := c.until(patience, "the focus to move", func(v view) bool { return focus(v.placed) != before })
		if err != nil {
			return err
		}
		if plain(v.placed.Find(focus(v.placed)).Node.Name) == words {
			return nil
		}
	}
	return fmt.Errorf("the focus never reached %q", words)
}
