package walk

import (
	"errors"
	"fmt"
	"image"
	"reflect"
	"slices"
	"strconv"
	"time"

	"buergerterminal/devices"
	"buergerterminal/flows"
	"buergerterminal/kiosk/screen"
	"buergerterminal/kiosk/session"
)

// citizen is one visit to the terminal.
type citizen struct {
	*walker
	state   session.State
	answers flows.Answers
	second  bool             // shows a document instead of typing
	broken  error            // the first law that did not hold
	acts    *[]session.Event // nil: nobody keeps what the citizen does
	within  int              // 0: the citizen does it; else a device answers
	tree    *screen.Tree     // the page; nil until it is looked at
}

// State is what the terminal depends on now.
func (c *citizen) State() session.State { return c.state }

// Happen lets something happen at the terminal.
func (c *citizen) Happen(e session.Event) { c.do(e) }

// stuck is how often a citizen stands before a page without any way on before they give up.
const stuck = 4000

// errStuck means that a page offers nothing that the definition says it must.
var errStuck = errors.New("the page offers no way on")

// walk sends one citizen through the flow.
func (w *walker) walk(answers flows.Answers) error {
	w.walks++
	c := &citizen{walker: w, answers: answers, second: w.walks%2 == 0, state: w.terminal()}
	return c.visit()
}

// visit goes through the service until the terminal is free again.
func (c *citizen) visit() error {
	if err := c.enter(); err != nil {
		return err
	}
	for range stuck {
		if c.state.Visit.At.Kind == session.AtIdle {
			return nil
		}
		err := c.act()
		if err == nil {
			err = c.broken
		}
		if err != nil {
			return fmt.Errorf("page %s %s: %w", c.state.Visit.At.Kind, c.state.Visit.At.Page, err)
		}
	}
	return fmt.Errorf("page %s %s: %w", c.state.Visit.At.Kind, c.state.Visit.At.Page, errStuck)
}

// terminal is one with all devices, and nobody in front of it.
func (w *walker) terminal() session.State {
	s := session.State{Now: w.settings.Today, Times: session.DefaultTimes(), Catalog: w.settings.Catalog, Hub: true, Speech: session.Speech{Fitted: true},
		Place: session.Place{Town: "Stadt Musterstadt", Site: "Bürgerterminal", TerminalID: "walk", Languages: w.settings.Words.Languages(), Phone: "115"}}
	for _, kind := range []devices.Kind{devices.IDCard, devices.Scanner, devices.Printer} {
		s, _ = session.Step(s, session.DeviceChanged{Status: devices.Status{Kind: kind, State: devices.Online}})
	}
	return s
}

// do lets something happen; what the terminal asks of its devices comes at once.
func (c *citizen) do(e session.Event) {
	c.steps++
	before := c.state
	if c.acts != nil && c.within == 0 {
		*c.acts = append(*c.acts, e)
	}
	c.within++
	defer func() { c.within--; c.tree = nil }()
	next, effects := session.Step(c.state, e)
	c.state = next
	if err := Lawful(before, next, effects); err != nil && c.broken == nil {
		c.broken = err
	}
	c.answer(effects)
	if c.state.Visit.At.Kind != session.AtIdle {
		c.state, effects = session.Step(c.state, session.Tick{Now: c.state.Now.Add(time.Millisecond)})
		c.answer(effects)
	}
}

// answer gives what the terminal asks of its devices.
func (c *citizen) answer(effects []session.Effect) {
	for _, effect := range effects {
		switch effect.(type) {
		case session.ScanPage:
			c.do(session.ScanDone{Page: sheet()})
		case session.Submit:
			c.do(session.Stored{Key: "walk", Number: "4K7-219", Token: "AAAABBBBCCCCDDDDEEEEFFFFGG"})
			c.do(session.Delivered{Key: "walk"})
		case session.PrintReceipt:
			c.do(session.PrintEnded{Outcome: devices.Printed})
		}
	}
}

func sheet() session.ScannedPage {
	return session.ScannedPage{Image: image.NewGray(image.Rect(0, 0, 10, 14)), Data: []byte("page"), MIME: "image/png"}
}

// page is what the citizen sees.
func (c *citizen) page() *screen.Tree {
	if c.tree == nil {
		c.tree = screen.Build(c.state, c.settings.Words)
	}
	return c.tree
}

// touch does what some node of the page means, and fails where there is none.
func (c *citizen) touch(want session.Event) error {
	if c.settings.Hand != nil {
		return c.settings.Hand.Do(c, want)
	}
	if !offers(c.page(), want) {
		return fmt.Errorf("%w: nothing means %T%+v", errStuck, want, want)
	}
	c.do(want)
	return nil
}

func offers(t *screen.Tree, want session.Event) bool {
	found := false
	t.Walk(func(n *screen.Node) bool {
		found = n.On != nil && reflect.TypeOf(n.On) == reflect.TypeOf(want) && reflect.DeepEqual(n.On, want)
		return !found
	})
	return found
}

// enter comes to the flow's first page.
func (c *citizen) enter() error {
	for _, e := range []session.Event{session.Start{}, session.SetLanguage{Lang: c.settings.Lang}, session.Continue{}, session.ChooseArea{}, session.ChooseFlow{ID: c.flow.ID}} {
		if err := c.touch(e); err != nil {
			return fmt.Errorf("before the service: %w", err)
		}
	}
	return nil
}

// act does one thing on the open page.
func (c *citizen) act() error {
	v := c.state.Visit
	if v.Over != session.OverNone {
		return c.touch(session.Continue{})
	}
	switch v.At.Kind {
	case session.AtCard:
		return c.card()
	case session.AtQuestion:
		return c.question()
	case session.AtProof:
		return c.proof()
	case session.AtSignature:
		return c.signature()
	case session.AtCosignature:
		return c.cosignature()
	case session.AtReview:
		c.judge()
		return c.touch(session.Continue{})
	case session.AtSend:
		return c.send()
	case session.AtDone:
		return c.touch(session.EndVisit{})
	}
	return c.touch(session.Continue{})
}

// card lays a document on the reader, or goes without.
func (c *citizen) card() error {
	if !c.second || c.reached[goal{Ways, "card", read}] {
		c.reach(Ways, "card", typed)
		return c.touch(session.SkipCard{})
	}
	c.reach(Ways, "card", read)
	c.do(session.CardRead{Card: session.Card{FamilyNames: "Muster", GivenNames: "Mia", BirthDate: flows.Day{Year: 1986, Month: 5, Day: 3}, Nationality: "D", Country: "Deutschland",
		DocumentNumber: "L01X00T47", ValidUntil: after(flows.DayOf(c.state.Now), 900)}})
	return nil
}

// question answers the page as it was planned; before, it tries what the page should refuse.
func (c *citizen) question() error {
	page := c.state.Page()
	if page.Page == nil {
		return fmt.Errorf("%w: there is no page", errStuck)
	}
	c.reach(Pages, "page "+page.Page.ID, "")
	if page.Page.Exit {
		c.judge()
		return c.touch(session.EndVisit{})
	}
	if len(page.Fields) == 1 {
		if q := c.flow.Field(page.Fields[0]); q.Counts != "" {
			return c.rows(q)
		}
	}
	for _, key := range page.Fields {
		if err := c.refused(key); err != nil {
			return err
		}
	}
	for _, key := range page.Fields {
		if err := c.give(key, c.answers[key]); err != nil {
			return err
		}
	}
	before := c.state.Visit.At
	c.judge()
	if err := c.touch(session.Continue{}); err != nil {
		return err
	}
	if c.state.Visit.At == before && c.state.Visit.Over == session.OverNone {
		return c.mend(before)
	}
	return nil
}

// mend goes on where a rule stopped the citizen, which may have been the goal of this walk: the visit ends here.
func (c *citizen) mend(st session.Station) error {
	if wrong := c.state.Visit.Draft.Wrong; len(wrong) > 0 {
		return fmt.Errorf("a valid answer is refused: %v", wrong)
	}
	if len(c.state.Evaluation().Broken) == 0 && len(c.flow.Rules) == 0 {
		return errStuck
	}
	return c.leave()
}

// leave ends the visit before its end.
func (c *citizen) leave() error {
	if err := c.touch(session.Cancel{}); err != nil {
		return err
	}
	if c.state.Visit.At.Kind == session.AtIdle {
		return nil
	}
	return c.touch(session.EndVisit{})
}

// refused tries each answer that the field should refuse and nobody has tried yet.
func (c *citizen) refused(key string) error {
	q := c.flow.Field(key)
	for _, bad := range badAnswers(q, flows.DayOf(c.state.Now)) {
		codes := c.flow.Check(key, bad, c.state.Application())
		if len(codes) == 0 {
			continue
		}
		g := goal{Validations, "field " + q.ID, string(codes[0])}
		if c.reached[g] || c.tried[g] || !slices.Contains(c.goals, g) || c.settings.Hand != nil && len(bad.Text()) > longestByHand {
			continue
		}
		if err := c.give(key, bad); err != nil {
			c.tried[g] = true // no key for it
			continue
		}
		before := c.state.Visit.At
		if err := c.touch(session.Continue{}); err != nil {
			return err
		}
		switch {
		case c.state.Visit.At != before:
			return fmt.Errorf("%s takes an answer that it should refuse: %s", key, codes[0])
		case c.state.Visit.Draft.Wrong[key] == codes[0]:
			if err := c.told(key); err != nil {
				return fmt.Errorf("%s: %w", codes[0], err)
			}
			c.reached[g] = true
		default:
			c.tried[g] = true // another field of the page was refused first, or the page did not take all that was typed
		}
	}
	return nil
}

// longestByHand is how much a Hand writes only to see it refused: it takes many moves for each letter.
const longestByHand = 20

// told looks for the sentence that says what is wrong. Of several fields the one that is written has it.
func (c *citizen) told(key string) error {
	said := func() bool { return c.page().Find("error."+key) != nil }
	if said() {
		return nil
	}
	if err := c.activate(key); err != nil || !said() {
		return fmt.Errorf("%w: nothing says what is wrong with %s", errStuck, key)
	}
	return nil
}

func (c *citizen) reach(kind, of, want string) { c.reached[goal{kind, of, want}] = true }

// judge notes which conditions the answers so far meet, and how.
func (c *citizen) judge() {
	c.flow.Judge(c.drafted(), func(cond *flows.Condition, holds bool) {
		for owner, one := range c.plan.owners {
			if one == cond {
				c.reach(Conditions, owner, strconv.FormatBool(holds))
			}
		}
	})
}

// drafted are the answers with those of the open page.
func (c *citizen) drafted() flows.Answers {
	a := c.state.Application()
	for _, key := range c.state.Page().Fields {
		if v := c.answers[key]; !v.IsEmpty() {
			a[key] = v
		}
	}
	return a
}
