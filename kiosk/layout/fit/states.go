package fit

import (
	"time"

	"buergerterminal/devices"
	"buergerterminal/flows"
	"buergerterminal/kiosk/session"
)

// noon is a day on which every visit of this package takes place.
var noon = time.Date(2026, 1, 15, 12, 0, 0, 0, time.UTC)

// states are the pages that a flow shows: each as it stands there, as if every condition held.
func states(f *flows.Flow, catalog *flows.Catalog, lang string) []session.State {
	base, broken := terminal(catalog, lang, devices.Online), terminal(catalog, lang, devices.PowerOff)
	base.Visit.Flow, base.Visit.Answers = f, flows.Answers{}
	broken.Visit.Flow, broken.Visit.Answers = f, flows.Answers{}
	all := []session.State{at(base, session.AtService, ""), at(broken, session.AtService, ""), at(base, session.AtPrivacy, "")}
	if f.Kind == flows.FlowCall {
		return all[:2]
	}
	for _, p := range f.Pages {
		all = append(all, questions(base, p)...)
	}
	for _, p := range f.Proofs {
		all = append(all, at(base, session.AtProof, p.ID), at(broken, session.AtProof, p.ID))
	}
	if f.Signature != nil {
		sign := at(base, session.AtSignature, "")
		all = append(all, sign)
		if sign.Visit.MayType() {
			sign.Visit.Typing = true
			all = append(all, sign)
		}
	}
	for _, c := range f.Cosignatures {
		all = append(all, at(base, session.AtCosignature, c.ID))
	}
	whole := base
	whole.Visit.Flow = unconditional(f, f.Pages)
	done := at(whole, session.AtDone, "")
	done.Visit.Submission = session.Submission{Key: "k", Number: "4K7-219", Token: "AAAABBBBCCCCDDDDEEEEFFFFGG", StoredAt: noon, Arrived: true}
	return append(all, at(whole, session.AtReview, ""), at(whole, session.AtSend, ""), done)
}

// terminal is one on the first page of a visit, with all its devices in the same state.
func terminal(catalog *flows.Catalog, lang string, is devices.State) session.State {
	s := session.State{
		Now: noon, Times: session.DefaultTimes(), Catalog: catalog, Hub: true,
		Place: session.Place{Town: "Stadt Musterstadt", Site: "Bürgerterminal im Rathaus", TerminalID: "MS-03", Languages: []string{"de"}, Phone: "115"},
	}
	for _, k := range []devices.Kind{devices.IDCard, devices.Scanner, devices.Printer} {
		s, _ = session.Step(s, session.DeviceChanged{Status: devices.Status{Kind: k, State: is}})
	}
	s, _ = session.Step(s, session.Start{})
	s.Visit.Lang, s.Place.Languages = lang, []string{lang}
	return s
}

// at is the state on a station that belongs to no question.
func at(s session.State, kind session.StationKind, id string) session.State {
	s.Visit.At = session.Station{Kind: kind, Page: id, Row: -1}
	return s
}

// questions are the forms of a page: as it is opened, with each of its fields refused, and why it asks. The flow is reduced to
// the page, so that neither its condition nor an exit before it is in the way.
func questions(s session.State, p *flows.Page) []session.State {
	s.Visit.Flow = unconditional(s.Visit.Flow, group(s.Visit.Flow, p))
	var all []session.State
	for _, st := range s.Questions() {
		if st.Page != p.ID || st.Row > 0 {
			continue
		}
		opened := s.Opened(st)
		all = append(all, opened)
		if len(p.Fields) == 0 {
			continue
		}
		if refused, _ := session.Step(opened, session.Continue{}); refused.Visit.At == st {
			all = append(all, refused)
		}
		why, _ := session.Step(opened, session.OpenWhy{})
		all = append(all, why)
	}
	return all
}

// group are the pages that a page needs to be shown: those of its group.
func group(f *flows.Flow, p *flows.Page) []*flows.Page {
	if p.Repeat == nil {
		return []*flows.Page{p}
	}
	return p.Repeat.Pages
}

// unconditional is a flow of some of its pages whose conditions are gone. Exits are left out where there are other pages: the
// way would end there.
func unconditional(f *flows.Flow, pages []*flows.Page) *flows.Flow {
	c := *f
	c.Pages = nil
	repeats := map[*flows.Repeat]*flows.Repeat{}
	for _, p := range pages {
		if p.Exit && len(pages) > 1 {
			continue
		}
		q := *p
		q.Visible, q.Fields = nil, nil
		for _, field := range p.Fields {
			g := *field
			g.Visible, g.Options = nil, nil
			for _, o := range field.Options {
				g.Options = append(g.Options, flows.Option{ID: o.ID})
			}
			q.Fields = append(q.Fields, &g)
		}
		if r := p.Repeat; r != nil {
			if repeats[r] == nil {
				repeats[r] = &flows.Repeat{ID: r.ID, Min: 1, Max: max(1, r.Max)}
			}
			q.Repeat = repeats[r]
			q.Repeat.Pages = append(q.Repeat.Pages, &q)
		}
		c.Pages = append(c.Pages, &q)
	}
	c.Proofs, c.Consents, c.Next, c.Rules = nil, nil, nil, nil
	for _, p := range f.Proofs {
		q := *p
		q.Visible = nil
		c.Proofs = append(c.Proofs, &q)
	}
	for _, p := range f.Consents {
		q := *p
		q.Visible = nil
		c.Consents = append(c.Consents, &q)
	}
	for _, n := range f.Next {
		n.Visible = nil
		c.Next = append(c.Next, n)
	}
	return &c
}
