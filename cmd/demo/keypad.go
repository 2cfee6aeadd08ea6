package main

import (
	"fmt"
	"image"
	"slices"
	"time"

	"github.com/jezek/xgb/xproto"

	"buergerterminal/devices"
	"buergerterminal/kiosk/layout"
	"buergerterminal/kiosk/session"
)

// The keys of a keypad as the terminal's configuration has them where it is silent: F20 to F24. Their codes are those of the evdev
// rules (xkeyboard-config, keycodes/evdev: <FK13> is 191), which the virtual screen has.
const (
	keypadSelect = 198 + iota
	keypadUp
	keypadDown
	keypadBack
	keypadNext
)

// keypad is a visit by six keys alone: no touch, no keyboard, no pen. The name is typed in place of a signature.
func (s *script) keypad() []step {
	return []step{
		s.see("idle", "willkommen"), s.on("language"), s.goTo("aid.auto"), s.picture("fokus"), s.on("areas"),
		s.pick("area.housing"), s.see("services", "leistungen"), s.pick("service.uebermittlungssperre"),
		s.see("service", "leistung"), s.on("privacy"), s.on("card"), s.world("idcard", "insert", "jana"), s.see("card-data", "ausweisdaten"), s.world("idcard", "remove"),
		s.on("question.vorgang"), s.pick("option.vorgang.sperren"), s.on("question.sperren"),
		{"one page back", func() error { return s.citizen.turn(keypadBack, "question.vorgang") }}, s.on("question.sperren"),
		s.pick("option.sperren.adressbuch"), s.picture("gewaehlt"),
		s.on("question.geburtsort"), s.keys("Ulm"), s.on("question.anschrift_ort"), s.keys("02625"), s.pick("field.ort"), s.pick("place.0"), s.picture("ort"),
		s.on("question.anschrift_strasse"), s.keys("Am Markt"), s.pick("field.hausnummer"), s.keys("4"), s.picture("strasse"), s.on("question.kinder"),
		s.on("signature"), s.picture("unterschrift"), s.pick("signature.type"), s.see("signature-typed", "name-leer"), s.pick("signature.0"), s.picture("name"),
		s.on("review"), s.picture("zusammenfassung"), s.on("send"), s.pick("consent.richtig"), s.pick("consent.datenschutz"), s.picture("absenden"), s.on("done"),
		s.until("the receipt is printed", 20*time.Second, func(st session.State) bool { return st.Visit.Print.Outcome == devices.Printed }),
		s.picture("angekommen"), {"open what the authority got", s.openTyped},
		s.on("idle"), {"nothing of the visit is left", s.wiped},
	}
}

// on presses the key for the next page.
func (s *script) on(page string) step {
	return step{"on to " + page, func() error { return s.citizen.turn(keypadNext, page) }}
}

func (s *script) goTo(id string) step {
	return step{"go to " + id, func() error { return s.citizen.goTo(id) }}
}

// pick goes to a node and selects it.
func (s *script) pick(id string) step {
	return step{"pick " + id, func() error { return s.citizen.choose(id) }}
}

// keys writes a text on the screen's keyboard.
func (s *script) keys(text string) step {
	return step{"write " + text, func() error { return s.citizen.writeBy(text, s.citizen.choose) }}
}

// openTyped decrypts the application, which has a name in place of a signature.
func (s *script) openTyped() error {
	return s.open("buergeramt", "uebermittlungssperre", []answer{{"vorgang", "Die Weitergabe meiner Daten verbieten"}, {"plz", "02625"}, {"ort", "Bautzen"}, {"strasse", "Am Markt"}, {textForm, "Jana Lehmann"}})
}

// strike presses a key of the keypad, and lets it go.
func (c *citizen) strike(code byte) error {
	if err := c.fake(xproto.KeyPress, code, image.Point{}); err != nil {
		return err
	}
	return c.fake(xproto.KeyRelease, code, image.Point{})
}

// turn presses a key that leads to another page.
func (c *citizen) turn(code byte, page string) error {
	if err := c.strike(code); err != nil {
		return err
	}
	_, err := c.page(page)
	return err
}

// goTo goes up or down to a node, whichever is shorter, and turns the list where it is on a later page of it.
func (c *citizen) goTo(id string) error {
	there := func(v view) bool { return v.placed.Find(id) != nil || v.placed.Find("list.more") != nil }
	v, err := c.until(patience, id, there)
	if err != nil {
		return err
	}
	for range 12 {
		if v.placed.Find(id) != nil {
			return c.move(v, id)
		}
		before := v.state.Visit.ListPage
		if err := c.choose("list.more"); err != nil {
			return err
		}
		if v, err = c.until(patience, "the list to turn", func(v view) bool { return v.state.Visit.ListPage != before && there(v) }); err != nil {
			return err
		}
	}
	return fmt.Errorf("%s is on no page of the list", id)
}

// move takes the focus to a node of the page.
func (c *citizen) move(v view, id string) error {
	targets := targetsOf(v.placed)
	at, from := slices.Index(targets, id), slices.Index(targets, v.state.Visit.Focus)
	if at < 0 {
		return fmt.Errorf("%s cannot be chosen", id)
	}
	code, times := byte(keypadDown), at-from // without a focus the first key leads to the first one
	if from >= 0 {
		times = (at - from + len(targets)) % len(targets)
		if times > len(targets)/2 {
			code, times = keypadUp, len(targets)-times
		}
	}
	for range times {
		before := v.state.Visit.Focus
		if err := c.strike(code); err != nil {
			return err
		}
		var err error
		if v, err = c.until(patience, "the focus to move", func(v view) bool { return v.state.Visit.Focus != before }); err != nil {
			return err
		}
	}
	if v.state.Visit.Focus != id {
		return fmt.Errorf("the focus is at %q, not at %q", v.state.Visit.Focus, id)
	}
	return nil
}

// choose goes to a node and selects it: the page is another one, or the focus has gone somewhere, or what is chosen is different.
func (c *citizen) choose(id string) error {
	if err := c.goTo(id); err != nil {
		return err
	}
	c.mu.Lock()
	before := c.now.number
	c.mu.Unlock()
	if err := c.strike(keypadSelect); err != nil {
		return err
	}
	_, err := c.until(patience, id+" to be chosen", func(v view) bool { return v.number != before })
	return err
}

// targetsOf are the ids of what can be chosen, in reading order.
func targetsOf(p *layout.Placed) []string {
	var ids []string
	for _, n := range p.Nodes {
		if n.Node.On != nil && n.Node.ID != "" {
			ids = append(ids, n.Node.ID)
		}
	}
	return ids
}
