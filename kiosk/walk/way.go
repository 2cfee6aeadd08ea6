package walk

import (
	"fmt"

	"buergerterminal/flows"
	"buergerterminal/kiosk/session"
)

// choose searches a long list until it shows the answer.
func (c *citizen) choose(q *flows.Field, key string, v flows.Value) error {
	for _, code := range chosen(v) {
		want := session.Event(session.ChooseOption{Key: key, Option: code})
		if q.Type == flows.TypeChoices {
			want = session.ToggleOption{Key: key, Option: code}
			if c.state.Visit.Draft.Answers[key].Has(code) {
				continue
			}
		}
		if !offers(c.page(), want) {
			if err := c.search(q, key, code); err != nil {
				return err
			}
		}
		if err := c.touch(want); err != nil {
			return err
		}
		c.reach(Options, "field "+q.ID, "one of the list")
	}
	return nil
}

// search types the answer's own words.
func (c *citizen) search(q *flows.Field, key, code string) error {
	if err := c.activate(key); err != nil {
		return err
	}
	if err := c.empty(); err != nil {
		return err
	}
	words := ""
	if q.List != nil {
		words, _ = q.List.Text("de", code)
	} else {
		words = c.settings.Words.Language("de").Country(code)
	}
	for _, word := range session.Words(words) {
		if err := c.press(word + " "); err != nil {
			return fmt.Errorf("searching %s: %w", code, err)
		}
		if offers(c.page(), session.ChooseOption{Key: key, Option: code}) || offers(c.page(), session.ToggleOption{Key: key, Option: code}) {
			return nil
		}
	}
	return nil
}

// rows fills the list of a group with as many rows as were planned, and asks for one too many where there is a limit.
func (c *citizen) rows(q *flows.Field) error {
	group, have, want := q.Counts, c.state.Rows(q.Counts), int(c.answers[q.ID].Int())
	if have < want {
		return c.touch(session.AddRow{Group: group})
	}
	if want == 0 {
		c.reach(Ways, "rows of "+group, empty)
	} else {
		c.reach(Ways, "rows of "+group, filled)
	}
	if q.Max != nil && int(*q.Max) <= have {
		if err := c.touch(session.AddRow{Group: group}); err != nil {
			return err
		}
		if c.page().Find("error.rows") != nil {
			c.reach(Ways, "rows of "+group, full)
		}
	}
	c.judge()
	return c.touch(session.Continue{})
}

// proof scans a paper, or hands it in later.
func (c *citizen) proof() error {
	p := c.state.Proof()
	if c.state.Visit.Scan.Stage != session.ScanPlace {
		return c.touch(session.Continue{})
	}
	of := "proof " + p.ID
	if len(c.state.Visit.Proofs[p.ID]) > 0 || c.state.Visit.Skipped[p.ID] {
		return c.touch(session.Continue{})
	}
	if p.Skippable && c.reached[goal{Ways, of, scanned}] && !c.reached[goal{Ways, of, later}] {
		c.reach(Ways, of, later)
		return c.touch(session.SkipProof{})
	}
	c.reach(Ways, of, scanned)
	for _, way := range []session.Event{session.StartScan{}, session.Continue{}} { // the way on of an empty place is to scan
		if offers(c.page(), way) {
			return c.touch(way)
		}
	}
	return fmt.Errorf("%w: nothing scans", errStuck)
}

// signature signs, types the name in its place, or says that one cannot.
func (c *citizen) signature() error {
	other := withoutPen(c.flow)
	if c.settings.Hand != nil || c.reached[goal{Ways, "signature", signed}] && !c.reached[goal{Ways, "signature", other}] {
		c.reach(Ways, "signature", other)
		if other == unable {
			return c.touch(session.CannotSign{})
		}
		return c.typeName()
	}
	c.reach(Ways, "signature", signed)
	c.sign()
	return c.touch(session.Continue{})
}

// typeName types the name: nothing at first, which is refused; then by the offer of the name that is known, or letter by letter.
func (c *citizen) typeName() error {
	for _, e := range []session.Event{session.TypeSignature{}, session.Continue{}} {
		if err := c.touch(e); err != nil {
			return err
		}
	}
	if c.page().Find("error.signature") == nil {
		return fmt.Errorf("%w: a signature without a name is taken", errStuck)
	}
	if name, _ := c.state.Applicant(); name != "" {
		if err := c.touch(session.Suggest{Text: name}); err != nil {
			return err
		}
	} else if err := c.press("Mia Muster"); err != nil {
		return err
	}
	return c.touch(session.Continue{})
}

// cosignature is the second person's turn: to sign, to say that they cannot, or to come later.
func (c *citizen) cosignature() error {
	one := c.state.Cosignature()
	of := "cosignature " + one.ID
	for _, way := range []struct {
		want string
		e    session.Event
	}{{later, session.SignLater{}}, {unable, session.CannotSign{}}} {
		if g := (goal{Ways, of, way.want}); c.reached[goal{Ways, of, signed}] && !c.reached[g] && (way.want != later || one.Later) {
			c.reached[g] = true
			return c.touch(way.e)
		}
	}
	if c.settings.Hand != nil { // which holds no pen
		c.reach(Ways, of, unable)
		return c.touch(session.CannotSign{})
	}
	c.reach(Ways, of, signed)
	c.sign()
	return c.touch(session.Continue{})
}

func (c *citizen) sign() {
	for _, e := range []session.Event{session.StrokeStarted{At: session.Point{X: 40, Y: 200}}, session.StrokeMoved{At: session.Point{X: 400, Y: 240}}, session.StrokeEnded{}} {
		c.do(e)
	}
}

// send first forgets to tick what must be ticked, then ticks all and sends.
func (c *citizen) send() error {
	if c.state.Visit.Submission.Done() {
		return c.touch(session.Continue{})
	}
	for _, one := range c.state.Evaluation().VisibleConsents {
		g := goal{Ways, "consent " + one.ID, declined}
		if one.Required && !c.reached[g] && !c.state.Visit.Consents[one.ID] {
			if err := c.touch(session.Continue{}); err != nil {
				return err
			}
			if c.page().Find("error.consent") != nil {
				c.reached[g] = true
			}
			return nil
		}
	}
	for _, one := range c.state.Evaluation().VisibleConsents {
		if !c.state.Visit.Consents[one.ID] {
			if err := c.touch(session.ToggleConsent{ID: one.ID}); err != nil {
				return err
			}
		}
	}
	return c.touch(session.Continue{})
}

// call comes to the page of a service that leads to a clerk: there are no questions to walk through.
func (w *walker) call() (Report, error) {
	w.walks++
	c := &citizen{walker: w, answers: flows.Answers{}, state: w.terminal()}
	if err := c.enter(); err != nil {
		return Report{}, err
	}
	return w.report(), nil
}
