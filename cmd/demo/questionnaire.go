package main

import (
	"fmt"
	"strings"
	"time"

	"buergerterminal/devices"
	"buergerterminal/flows"
	"buergerterminal/kiosk/session"
)

// replies are what a citizen answers, by the key of the question; what is missing stays as it is.
type replies map[string]reply

// reply is one answer: the id of an option, "yes" or "no", the figures of a day, or a text. A state is its code and, where
// the page does not offer it, what is written into the search. A place that the page offers for a postcode is touched.
type reply struct {
	value, search string
	offered       bool
}

// fill answers one page after the other, with a picture of each, until the condition holds.
func (s *script) fill(answers replies, what string, reached func(session.State) bool) step {
	return step{what, func() error {
		for {
			v, err := s.citizen.until(patience, "a page", func(view) bool { return true })
			if err != nil {
				return err
			}
			if reached(v.state) {
				return nil
			}
			if err := s.answer(v, answers); err != nil {
				return fmt.Errorf("page %q: %w", v.placed.Tree.Page, err)
			}
			if err := s.forward(v.state.Visit.At); err != nil {
				return fmt.Errorf("page %q: %w", v.placed.Tree.Page, err)
			}
		}
	}}
}

// at is reached on a page of the flow.
func at(page string) func(session.State) bool {
	return func(st session.State) bool { return st.Visit.At.Page == page }
}

// kind is reached at a station that is no page of the flow.
func kind(k session.StationKind) func(session.State) bool {
	return func(st session.State) bool { return st.Visit.At.Kind == k }
}

// answer gives the replies to the questions of the open page.
func (s *script) answer(v view, answers replies) error {
	name := v.state.Visit.At.Page
	if row := v.state.Visit.At.Row; row >= 0 {
		name = fmt.Sprintf("person-%d-%s", row+1, name)
	}
	for _, key := range v.state.Page().Fields {
		r, known := answers[key]
		if !known {
			continue
		}
		if err := s.reply(v.state, key, r); err != nil {
			return fmt.Errorf("%s: %w", key, err)
		}
	}
	return s.citizen.picture(name)
}

// reply answers one question in the way that its type is written.
func (s *script) reply(st session.State, key string, r reply) error {
	switch st.Visit.Flow.Field(key).Type {
	case flows.TypeChoice, flows.TypeBool:
		return s.choose("option." + key + "." + r.value)
	case flows.TypeCountry:
		if r.search != "" {
			if err := s.citizen.write(r.search); err != nil {
				return err
			}
			if err := s.citizen.picture(st.Visit.At.Page + "-search"); err != nil {
				return err
			}
		}
		return s.choose("option." + key + "." + r.value)
	case flows.TypeDate:
		return s.citizen.figures(r.value)
	default:
		if r.offered {
			return s.citizen.tap(r.value)
		}
		if len(st.Page().Fields) > 1 {
			if err := s.citizen.tapID("field." + key); err != nil {
				return err
			}
		}
		return s.citizen.write(r.value)
	}
}

// choose touches an answer, and turns the list where it is on a later page of it.
func (s *script) choose(id string) error {
	for range 10 {
		if !s.citizen.lacks(id) {
			return s.citizen.tapID(id)
		}
		s.citizen.mu.Lock()
		first := s.citizen.now.state.Visit.ListPage
		s.citizen.mu.Unlock()
		if err := s.citizen.tapID("list.more"); err != nil {
			return err
		}
		if _, err := s.citizen.until(patience, "the list to turn", func(v view) bool { return v.state.Visit.ListPage != first }); err != nil {
			return err
		}
	}
	return fmt.Errorf("there is no %s", id)
}

// forward goes on, and waits for the page to change.
func (s *script) forward(from session.Station) error {
	if err := s.citizen.tapID("forward"); err != nil {
		return err
	}
	_, err := s.citizen.until(patience, "the next page", func(v view) bool { return v.state.Visit.At != from })
	return err
}

// readCard lays a document on the reader, looks at what was read, and takes it away.
func (s *script) readCard(specimen string) []step {
	return []step{
		s.see("card", "ausweis"), s.world("idcard", "insert", specimen),
		s.see("card-data", "ausweisdaten"), s.world("idcard", "remove"), s.tapID("forward"),
	}
}

// readPassport lays a passport on both readers, and waits until its chip is checked.
func (s *script) readPassport(specimen, chip string) []step {
	return []step{
		s.see("card", "pass"), s.world("idcard", "insert", specimen), s.world("cardreader", "insert", chip),
		s.see("card-data", "chip"),
		s.until("the chip is genuine", 20*time.Second, func(st session.State) bool {
			return st.ShownCard() != nil && st.ShownCard().Chip.Verdict == session.ChipGenuine
		}),
		s.see("card-data", "chip-echt"), s.world("idcard", "remove"), s.world("cardreader", "remove"), s.tapID("forward"),
	}
}

// read takes the document's data: of a passport from its lines and its chip, of an identity card from its lines.
func (s *script) read(d document) []step {
	if d.chip != "" {
		return s.readPassport(d.specimen, d.chip)
	}
	return s.readCard(d.specimen)
}

// add enters one more person, by the document where there is one.
func (s *script) add(d document, answers replies) []step {
	steps := []step{s.tapID("row.add"), s.see("question.m_beziehung", "person")}
	if d.specimen != "" {
		steps = append(append(steps, s.tapID("row.card")), s.read(d)...)
	}
	entered := func(st session.State) bool { return st.Visit.Row == nil && at("mitziehende")(st) }
	return append(steps, s.until("the person's questions", patience, func(st session.State) bool { return st.Visit.At.Row >= 0 }),
		s.fill(answers, "the person's answers", entered), s.picture("mitziehende"))
}

// scan lays a sheet on the scanner, looks at the picture, and takes it.
func (s *script) scan(sheet, name string) []step {
	return []step{
		s.picture(name), s.world("scanner", "sheet", sheet), s.tapID("forward"),
		s.until("the page is scanned", 60*time.Second, func(st session.State) bool { return st.Visit.Scan.Stage == session.ScanCheck }),
		s.see("scan-check", "scan-pruefen"), s.tapID("forward"),
	}
}

// submit looks over everything, gives the consents, sends, and waits for the paper.
func (s *script) submit() []step {
	return []step{
		{"the review", s.review}, s.tapID("forward"),
		s.see("send", "absenden"), {"the consents", s.consent}, s.picture("absenden-bereit"), s.tapID("forward"),
		s.until("the hub has it", 20*time.Second, func(st session.State) bool { return st.Visit.Submission.Arrived }),
		s.until("the receipt is printed", 30*time.Second, func(st session.State) bool { return st.Visit.Print.Outcome == devices.Printed }),
		s.see("done", "angekommen"),
	}
}

// review turns through all pages of the answers.
func (s *script) review() error {
	v, err := s.citizen.page("review")
	if err != nil {
		return err
	}
	for n := range v.placed.Pages {
		if err := s.citizen.picture("zusammenfassung"); err != nil {
			return err
		}
		if n+1 == v.placed.Pages {
			return nil
		}
		if err := s.citizen.tapID("list.more"); err != nil {
			return err
		}
		if _, err := s.citizen.until(patience, "the review to turn", func(v view) bool { return v.state.Visit.ListPage == n+1 }); err != nil {
			return err
		}
	}
	return nil
}

// consent ticks everything that there is to tick.
func (s *script) consent() error {
	v, err := s.citizen.page("send")
	if err != nil {
		return err
	}
	for _, n := range v.placed.Nodes {
		if strings.HasPrefix(n.Node.ID, "consent.") {
			if err := s.citizen.tapID(n.Node.ID); err != nil {
				return err
			}
		}
	}
	return nil
}
