package fim

import "slices"

// effects takes one effect or more.
func (p *parser) effects(when *condition) bool {
	if !p.effect(when) {
		return false
	}
	for {
		more := p.try(func() bool {
			first := len(p.clauses)
			p.sign(",")
			p.phrase("und")
			if p.effect(when) {
				return true
			}
			p.clauses = p.clauses[:first]
			return false
		})
		if !more {
			return true
		}
	}
}

// effect takes one.
func (p *parser) effect(when *condition) bool {
	for _, form := range []func(*condition) bool{p.show, p.fadeOut, p.activate, p.mandatory, p.appears, p.modal} {
		at, added := p.at, len(p.clauses)
		if form(when) {
			return true
		}
		p.at, p.clauses = at, p.clauses[:added]
	}
	return false
}

// show is "zeige [als Pflicht] … [als Pflicht] [nicht] [an]".
func (p *parser) show(when *condition) bool {
	if !p.phrase("zeige") {
		return false
	}
	must := p.phrase("als pflicht", "als pflichtfeld", "als pflichtfeldgruppe")
	targets, ok := p.elements()
	if !ok {
		return false
	}
	must = p.phrase("als pflicht", "als pflichtfeld", "als pflichtfeldgruppe") || must
	hide := p.phrase("nicht")
	p.phrase("an")
	if hide {
		return !must && p.add(&clause{effect: effectHide, when: when, targets: targets})
	}
	return p.add(&clause{effect: effectShow, when: when, targets: targets, must: must})
}

// fadeOut is "blende … aus".
func (p *parser) fadeOut(when *condition) bool {
	if !p.phrase("blende") {
		return false
	}
	targets, ok := p.elements()
	return ok && p.phrase("aus") && p.add(&clause{effect: effectHide, when: when, targets: targets})
}

// activate is "aktiviere …" and "deaktiviere …".
func (p *parser) activate(when *condition) bool {
	e := effectShow
	if p.phrase("deaktiviere") {
		e = effectHide
	} else if !p.phrase("aktiviere") {
		return false
	}
	targets, ok := p.elements()
	return ok && p.add(&clause{effect: e, when: when, targets: targets})
}

// mandatory is "mache es zu einer Pflichtangabe", which goes on with what has just been activated.
func (p *parser) mandatory(*condition) bool {
	if !p.phrase("mache es", "mache sie", "mache ihn", "mache diese", "mache dieses") ||
		!p.phrase("zu einer pflichtangabe", "zu einem pflichtfeld", "zur pflichtangabe", "zum pflichtfeld", "zur pflicht") {
		return false
	}
	if len(p.clauses) == 0 || p.clauses[len(p.clauses)-1].effect != effectShow || len(p.clauses[len(p.clauses)-1].targets) != 1 {
		return false
	}
	p.clauses[len(p.clauses)-1].must = true
	return true
}

// appears is "erscheint … [und muss befüllt werden]".
func (p *parser) appears(when *condition) bool {
	if !p.phrase("erscheint", "erscheinen") {
		return false
	}
	targets, ok := p.elements()
	if !ok {
		return false
	}
	must := p.try(func() bool {
		p.sign(",")
		return p.phrase("und muss", "und müssen") && p.filled()
	})
	return p.add(&clause{effect: effectShow, when: when, targets: targets, must: must})
}

// modal is "muss … befüllt werden", "darf … nicht angezeigt werden", "ist … auszublenden", "wird … ausgeblendet".
func (p *parser) modal(when *condition) bool {
	modal := p.which("muss", "müssen", "darf", "dürfen", "ist", "sind", "wird", "werden")
	if modal == "" {
		return false
	}
	targets, ok := p.elements()
	return ok && p.predicate(modal, when, targets)
}

// predicates are the ends of sentences by their effect. Those of "darf" say what is not allowed.
func predicates(modal string) (show, both, must, hide []string) {
	switch modal {
	case "muss", "müssen":
		show = []string{"angezeigt werden", "angezeigt sein", "eingeblendet werden"}
		both = []string{"angezeigt und befüllt werden", "als pflichtfeldgruppe angezeigt werden", "als pflichtfeld angezeigt werden"}
		must = []string{"befüllt werden", "befüllt sein", "ausgefüllt werden", "ausgefüllt sein", "angegeben werden"}
		hide = []string{"ausgeblendet werden", "ausgeblendet sein"}
	case "darf", "dürfen":
		must = []string{"nicht leer sein", "nicht leer bleiben"}
		hide = []string{
			"nicht befüllt werden", "nicht befüllt sein", "nicht angezeigt werden", "nicht angezeigt sein", "nicht ausgefüllt werden", "nicht ausgefüllt sein",
		}
	case "ist", "sind":
		show = []string{"anzuzeigen", "einzublenden", "eingeblendet"}
		must = []string{"zu befüllen", "auszufüllen", "ein pflichtfeld", "eine pflichtangabe", "verpflichtend", "anzugeben"}
		hide = []string{"auszublenden", "ausgeblendet", "nicht anzuzeigen", "nicht zu befüllen"}
	case "wird", "werden":
		show = []string{"angezeigt", "eingeblendet"}
		must = []string{"zum pflichtfeld", "zur pflichtangabe"}
		hide = []string{"ausgeblendet", "nicht angezeigt"}
	}
	return show, both, must, hide
}

// predicate takes the end of a sentence about targets.
func (p *parser) predicate(modal string, when *condition, targets []ref) bool {
	show, both, must, hide := predicates(modal)
	switch {
	case p.phrase(both...):
		return p.add(&clause{effect: effectShow, when: when, targets: targets, must: true})
	case p.phrase(show...):
		return p.add(&clause{effect: effectShow, when: when, targets: targets}) && p.restricted(when, targets)
	case p.phrase(must...):
		return p.add(&clause{effect: effectMust, when: when, targets: targets}) && p.restricted(when, targets)
	case p.phrase(hide...):
		return p.add(&clause{effect: effectHide, when: when, targets: targets})
	case slices.Contains([]string{"muss", "müssen"}, modal):
		return p.swap(when, targets) || p.conditionally(when, targets)
	}
	return false
}

// swap is "… als Pflichtfeldgruppe angezeigt und … ausgeblendet werden".
func (p *parser) swap(when *condition, shown []ref) bool {
	return p.try(func() bool {
		if !p.phrase("als pflichtfeldgruppe angezeigt", "als pflichtfeld angezeigt") || !p.phrase("und") {
			return false
		}
		hidden, ok := p.elements()
		return ok && p.phrase("ausgeblendet werden") &&
			p.add(&clause{effect: effectShow, when: when, targets: shown, must: true}) &&
			p.add(&clause{effect: effectHide, when: when, targets: hidden})
	})
}

// conditionally is "muss … mit 001 'Bescheid' vorbefüllt und in der Antragsstrecke ausgeblendet werden".
func (p *parser) conditionally(when *condition, targets []ref) bool {
	return p.try(func() bool {
		if len(targets) != 1 || !p.phrase("mit") {
			return false
		}
		value, name, ok := p.value(targets[0])
		return ok && p.hiddenAway() && p.add(&clause{effect: effectConstant, when: when, targets: targets, values: []string{value}, names: []string{name}})
	})
}

// restricted is ", wobei nur die Codes A '…' oder B '…' ausgewählt werden dürfen". What does not follow is fine.
func (p *parser) restricted(when *condition, targets []ref) bool {
	p.try(func() bool {
		p.sign(",")
		if len(targets) != 1 || !p.phrase("wobei nur der code", "wobei nur die codes") {
			return false
		}
		c := &clause{effect: effectRestrict, when: when, targets: targets}
		for {
			value, name, ok := p.value(targets[0])
			if !ok {
				return false
			}
			c.values, c.names = append(c.values, value), append(c.names, name)
			if !p.phrase("oder", "und") && p.sign(",") == "" {
				break
			}
		}
		return p.phrase("ausgewählt werden darf", "ausgewählt werden dürfen") && p.add(c)
	})
	return true
}
