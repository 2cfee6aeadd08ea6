package walk

import (
	"fmt"
	"strconv"
	"strings"

	"buergerterminal/flows"
	"buergerterminal/kiosk/screen"
	"buergerterminal/kiosk/session"
)

// give puts an answer into a field, by what the page offers.
func (c *citizen) give(key string, v flows.Value) error {
	q := c.flow.Field(key)
	switch {
	case q.Type == flows.TypeBool:
		if v.IsEmpty() {
			return nil
		}
		c.reach(Options, "field "+q.ID, yesNo(v.Bool()))
		return c.touch(session.Answer{Key: key, Yes: v.Bool()})
	case q.Type == flows.TypeCountry || q.List != nil:
		return c.choose(q, key, v)
	case q.Type == flows.TypeChoice:
		if v.IsEmpty() {
			return nil
		}
		c.reach(Options, "field "+q.ID, v.Text())
		return c.touch(session.ChooseOption{Key: key, Option: v.Text()})
	case q.Type == flows.TypeChoices:
		return c.tick(q, key, v)
	case q.Type == flows.TypeDate:
		return c.date(key, v)
	}
	return c.text(q, key, v)
}

func yesNo(yes bool) string {
	if yes {
		return "yes"
	}
	return "no"
}

// tick makes exactly the wanted options chosen.
func (c *citizen) tick(q *flows.Field, key string, v flows.Value) error {
	is := c.state.Visit.Draft.Answers[key]
	for _, o := range c.state.Evaluation().VisibleOptions(key) {
		if is.Has(o.ID) != v.Has(o.ID) {
			if err := c.touch(session.ToggleOption{Key: key, Option: o.ID}); err != nil {
				return err
			}
		}
		if v.Has(o.ID) {
			c.reach(Options, "field "+q.ID, o.ID)
		}
	}
	return nil
}

// date types the three boxes.
func (c *citizen) date(key string, v flows.Value) error {
	if err := c.activate(key); err != nil {
		return err
	}
	if err := c.empty(); err != nil {
		return err
	}
	if v.IsEmpty() {
		return nil
	}
	d := v.Day()
	for part, text := range []string{two(d.Day), two(d.Month), fmt.Sprintf("%04d", d.Year)} {
		if text == "00" {
			continue
		}
		if err := c.touch(session.ActivatePart{Part: session.DatePart(part)}); err != nil {
			return err
		}
		if err := c.press(text); err != nil {
			return err
		}
	}
	return nil
}

func two(n int) string { return fmt.Sprintf("%02d", n) }

// text types a text, a number or an amount.
func (c *citizen) text(q *flows.Field, key string, v flows.Value) error {
	if err := c.activate(key); err != nil {
		return err
	}
	if err := c.empty(); err != nil {
		return err
	}
	return c.press(written(q, v))
}

// written is an answer as somebody types it.
func written(q *flows.Field, v flows.Value) string {
	if v.Kind() != flows.KindInt {
		return v.Text()
	}
	decimals := q.Decimals
	if q.Type == flows.TypeMoney {
		decimals = 2
	}
	n := v.Int()
	if decimals == 0 {
		return strconv.FormatInt(n, 10)
	}
	unit := int64(1)
	for range decimals {
		unit *= 10
	}
	return fmt.Sprintf("%d,%0*d", n/unit, decimals, n%unit)
}

// activate puts the keyboard at a field. A field that stands alone has it already.
func (c *citizen) activate(key string) error {
	if c.state.Visit.Draft.Active == key {
		return nil
	}
	return c.touch(session.ActivateField{Key: key})
}

// empty takes out what stands in the field that is written, by the key for it or, where there is none, letter by letter.
func (c *citizen) empty() error {
	if c.settings.Hand == nil {
		c.do(session.Empty{})
		return nil
	}
	full := func() bool {
		for _, n := range c.state.Visit.Draft.Dates[c.state.Visit.Draft.Active].Parts {
			if n != "" {
				return true
			}
		}
		return c.state.Visit.Draft.Edits[c.state.Visit.Draft.Active].Text != ""
	}
	for range longestTyped {
		if !full() {
			return nil
		}
		way := session.Event(session.Empty{})
		if !offers(c.page(), way) {
			way = session.Erase{}
		}
		if err := c.touch(way); err != nil {
			return err
		}
	}
	return fmt.Errorf("%w: the field cannot be emptied", errStuck)
}

// press types on the keys that the page shows, turning the keyboard where it must.
func (c *citizen) press(text string) error {
	for _, r := range text {
		if err := c.key(r); err != nil {
			return err
		}
	}
	return nil
}

func (c *citizen) key(r rune) error {
	seen := map[session.Level]bool{c.state.Visit.Draft.Level: true}
	for {
		t := c.page()
		if r == ',' && !offers(t, session.TypeRune{Rune: r}) && offers(t, session.TypeRune{Rune: '.'}) {
			r = '.' // the sign of the citizen's language
		}
		if offers(t, session.TypeRune{Rune: r}) {
			return c.touch(session.TypeRune{Rune: r})
		}
		if upper := strings.ToUpper(string(r)) == string(r) && strings.ToLower(string(r)) != string(r); upper && !c.state.Visit.Draft.Shift && offers(t, session.ToggleShift{}) {
			if err := c.touch(session.ToggleShift{}); err != nil {
				return err
			}
			continue
		}
		turn, ok := turnTo(t, seen)
		if !ok {
			return fmt.Errorf("%w: no key for %q", errStuck, r)
		}
		if err := c.touch(turn); err != nil {
			return err
		}
		seen[turn.To] = true
	}
}

// turnTo is the key that shows letters of the keyboard that have not been seen; ok is false where there are none.
func turnTo(t *screen.Tree, seen map[session.Level]bool) (turn session.TurnKeyboard, ok bool) {
	t.Walk(func(n *screen.Node) bool {
		to, is := n.On.(session.TurnKeyboard)
		if is && !seen[to.To] {
			turn, ok = to, true
		}
		return !ok
	})
	return turn, ok
}
