package walk

import (
	"strings"

	"buergerterminal/flows"
)

// readBy are the fields that a rule reads, through computed values too.
func (p *planner) readBy(r *flows.Rule) []string {
	if ids, ok := p.reads[r.ID]; ok {
		return ids
	}
	var ids []string
	var follow func(c *flows.Condition)
	follow = func(c *flows.Condition) {
		if c == nil {
			return
		}
		for _, id := range c.References {
			if p.flow.Field(id) != nil {
				ids = append(ids, id)
			}
			for _, v := range p.flow.Values {
				if v.ID == id {
					follow(v.Is)
				}
			}
		}
	}
	follow(r.Holds)
	follow(r.Visible)
	p.reads[r.ID] = ids
	return ids
}

// directly are the fields that the goal itself reads, without what decides whether they are asked.
func (p *planner) directly(g goal) map[string]bool {
	near := map[string]bool{}
	_, id, _ := strings.Cut(g.of, " ")
	if g.kind == Options || g.kind == Validations {
		near[id] = true
	}
	if c := p.owners[g.of]; c != nil {
		for _, one := range c.References {
			near[one] = true
		}
	}
	for _, r := range p.flow.Rules {
		if strings.HasSuffix(g.of, "rule "+r.ID) {
			near[r.Field] = true
			for _, one := range p.readBy(r) {
				near[one] = true
			}
		}
	}
	return near
}

// dependsOn are the ids of the fields that decide on the goal: those that its conditions read, and theirs.
func (p *planner) dependsOn(g goal) map[string]bool {
	vary := map[string]bool{}
	clear(p.seen)
	_, id, _ := strings.Cut(g.of, " ")
	switch g.kind {
	case Conditions:
		p.spread(p.owners[g.of], vary)
		p.spread(p.owners[strings.TrimPrefix(g.of, "visible of ")], vary)
		p.pageOfOwner(g.of, vary)
		for _, r := range p.flow.Rules {
			if strings.HasSuffix(g.of, "rule "+r.ID) {
				p.field(r.Field, vary)
				p.spread(r.Visible, vary)
			}
		}
	case Options, Validations:
		p.field(id, vary)
	case Pages:
		p.page(id, vary)
	case Ways:
		if group, ok := strings.CutPrefix(g.of, "rows of "); ok {
			for _, page := range p.flow.Pages {
				for _, q := range page.Fields {
					if q.Counts == group {
						p.field(q.ID, vary)
					}
				}
			}
		}
		p.spread(p.owners[g.of], vary)
	}
	for _, page := range p.flow.Pages { // an exit before it must not be met
		if page.Exit {
			p.spread(page.Visible, vary)
		}
	}
	return vary
}

// field adds a field and all that decides whether it is asked.
func (p *planner) field(id string, vary map[string]bool) {
	q := p.flow.Field(id)
	if q == nil || vary[id] {
		p.value(id, vary)
		return
	}
	vary[id] = true
	p.spread(q.Visible, vary)
	for _, o := range q.Options {
		p.spread(o.Visible, vary)
	}
	p.page(q.Page().ID, vary)
}

// value adds what a computed value is made of.
func (p *planner) value(id string, vary map[string]bool) {
	for _, v := range p.flow.Values {
		if v.ID == id && !p.seen["value "+id] {
			p.seen["value "+id] = true
			p.spread(v.Is, vary)
		}
	}
}

func (p *planner) page(id string, vary map[string]bool) {
	for _, page := range p.flow.Pages {
		if page.ID != id || p.seen["page "+id] {
			continue
		}
		p.seen["page "+id] = true
		p.spread(page.Visible, vary)
		if page.Repeat == nil {
			continue
		}
		p.spread(page.Repeat.Count, vary)
		for _, other := range p.flow.Pages {
			for _, q := range other.Fields {
				if q.Counts == page.Repeat.ID {
					p.field(q.ID, vary)
				}
			}
		}
	}
}

// pageOfOwner adds what decides whether the page is shown on which a condition stands.
func (p *planner) pageOfOwner(owner string, vary map[string]bool) {
	kind, id, _ := strings.Cut(owner, " ")
	switch kind {
	case "page":
		p.page(id, vary)
	case "field":
		p.field(id, vary)
	case "option":
		field, _, _ := strings.Cut(id, ".")
		p.field(field, vary)
	}
}

func (p *planner) spread(c *flows.Condition, vary map[string]bool) {
	if c == nil {
		return
	}
	for _, id := range c.References {
		p.field(id, vary)
	}
}
