package main

import (
	"fmt"
	"reflect"
	"time"

	"buergerterminal/devices"
	"buergerterminal/kiosk/layout"
	"buergerterminal/kiosk/session"
	"buergerterminal/kiosk/walk"
	"buergerterminal/locales"
)

// service walks through any service of the catalogue with the answers of a simulated citizen, by real touches.
func (s *script) service(id string) []step {
	return []step{
		s.see("idle", "willkommen"),
		{"the whole of " + id, func() error { return s.byHand(id) }},
		s.see("idle", "wieder-willkommen"), {"nothing of the visit is left", s.wiped},
	}
}

// byHand does in the window what the simulated citizen did, act by act.
func (s *script) byHand(id string) error {
	s.citizen.mu.Lock()
	st := s.citizen.now.state
	s.citizen.mu.Unlock()
	f := st.Catalog.Flow(id)
	if f == nil {
		return fmt.Errorf("this terminal has no service %q", id)
	}
	words, err := locales.Load(locales.Embedded())
	if err != nil {
		return err
	}
	year, month, day := st.Now.Date()
	acts, err := walk.Acts(f, walk.Settings{Catalog: st.Catalog, Words: words, Lang: "de", Today: time.Date(year, month, day, 12, 0, 0, 0, st.Now.Location())})
	if err != nil {
		return err
	}
	for n, act := range acts {
		if err := s.act(act); err != nil {
			return fmt.Errorf("act %d of %d, %T: %w", n+1, len(acts), act, err)
		}
	}
	return nil
}

// act does one thing, and waits for the device that it sets in motion.
func (s *script) act(e session.Event) error {
	v, err := s.citizen.until(patience, "a page", func(view) bool { return true })
	if err != nil {
		return err
	}
	at := v.state.Visit.At
	scans := at.Kind == session.AtProof && v.state.Visit.Scan.Stage == session.ScanPlace && !v.state.Visit.Skipped[at.Page] && len(v.state.Visit.Proofs[at.Page]) == 0
	switch e.(type) {
	case session.StrokeStarted:
		return s.citizen.sign()
	case session.StrokeMoved, session.StrokeEnded:
		return nil // drawn with the first one
	case session.Empty:
		if d := v.state.Visit.Draft; d.Edits[d.Active].Text == "" {
			return nil
		}
	case session.TypeRune, session.ToggleShift, session.TurnKeyboard, session.ActivatePart, session.ActivateField, session.ToggleOption, session.ChooseOption, session.Answer, session.ToggleConsent:
		return s.touchWhat(e)
	case session.EndVisit:
		if page := v.placed.Tree.Page; page == "storing" || page == "done" {
			if err := s.until("the receipt is printed", 30*time.Second, func(st session.State) bool { return st.Visit.Print.Outcome == devices.Printed }).do(); err != nil {
				return err
			}
			if v, err = s.citizen.page("done"); err != nil {
				return err
			}
		}
	case session.StartScan, session.Continue:
		if scans {
			if err := s.stack.world(s.citizen.ctx, "scanner", "sheet", "proof"); err != nil {
				return err
			}
		}
	}
	if err := s.citizen.picture(pictureName(v)); err != nil {
		return err
	}
	if err := s.touchWhat(e); err != nil {
		return err
	}
	if _, skipped := e.(session.SkipProof); scans && !skipped {
		return s.until("the page is scanned", time.Minute, func(st session.State) bool { return st.Visit.Scan.Stage == session.ScanCheck }).do()
	}
	return nil
}

// pictureName is the page, and the row of a group that it is about.
func pictureName(v view) string {
	if row := v.state.Visit.At.Row; row >= 0 && v.state.Visit.At.Kind == session.AtQuestion {
		return fmt.Sprintf("person-%d-%s", row+1, v.placed.Tree.Page)
	}
	return v.placed.Tree.Page
}

// touchWhat touches what means the event, and turns the list where it is on a later page of it.
func (s *script) touchWhat(e session.Event) error {
	find := func(p *layout.Placed) *layout.PlacedNode {
		for i := range p.Nodes {
			if n := &p.Nodes[i]; n.Node.On != nil && reflect.TypeOf(n.Node.On) == reflect.TypeOf(e) && reflect.DeepEqual(n.Node.On, e) {
				return n
			}
		}
		return nil
	}
	there := func(v view) bool { return find(v.placed) != nil }
	for range 12 {
		v, err := s.citizen.until(patience, fmt.Sprintf("%T or more of the list", e), func(v view) bool { return there(v) || v.placed.Find("list.more") != nil })
		if err != nil {
			return err
		}
		if there(v) {
			break
		}
		page := v.state.Visit.ListPage
		if err := s.citizen.tapID("list.more"); err != nil {
			return err
		}
		if _, err := s.citizen.until(patience, "the list to turn", func(v view) bool { return v.state.Visit.ListPage != page }); err != nil {
			return err
		}
	}
	return s.citizen.touch(fmt.Sprintf("%T", e), find)
}
