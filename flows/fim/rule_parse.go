package fim

import (
	"slices"
	"strings"
)

// parseRule understands a sentence, or not: errSentence. The forms, with a for elements, v for values, | for
// alternatives and [ ] for what may be left out:
//
//	rule        = { [ scope ] statement [ . ] }
//	scope       = "Für das Land" L "gilt:" | "Für die Länder" L, L "gilt:" | "Für alle anderen Länder gilt:"
//	statement   = "Wenn" condition [ , ] "dann" effects [ , "sonst" effects | "ansonsten nicht" ]
//	            | "bei" condition effects
//	            | [ "Die anderen Gruppen" ] a, a "dürfen dann nicht befüllt werden"
//	            | "Entweder muss" a "oder" a "befüllt sein"
//	            | "Es muss mindestens eines der Felder" a, a "befüllt sein"
//	            | "Mindestens eines der Felder" a, a "muss den Wert wahr haben"
//	            | a "ist ein Pflichtfeld, wenn" condition | "wenn eines der Felder" a, a "mit" v "belegt ist"
//	            | "Das Datum im Feld" a "muss zeitlich vor dem Datum in Feld" a "liegen"
//	            | a "muss größer als" a | v "sein"
//	            | a "darf nicht in der Zukunft liegen"
//	            | a "ist mit" v "vorzubefüllen und auszublenden"
//	            | a predicate
//	condition   = all { "oder" all };  all = one { "und" one }
//	one         = a [ "Auswahl" ] ( "=" | "<>" | "<" | … ) v [ { "oder" [ "=" ] v } ] | a "=" "(" v { "oder" v } ")"
//	            | a "nicht leer" | a "befüllt ist" | "(" condition ")"
//	effects     = effect { [ , ] [ "und" ] effect }
//	effect      = "zeige [als Pflicht]" a "[als Pflicht] [nicht] an" | "aktiviere" a, a | "deaktiviere" a, a | "blende" a "aus"
//	            | "mache es zu einer Pflichtangabe" | "muss" a predicate | "darf" a predicate | "ist" a predicate | "erscheint" a
//	predicate   = "befüllt werden" | "angezeigt werden" | "nicht angezeigt werden" | "zu befüllen" | "ausgeblendet" | …
func parseRule(sentence string, words *vocabulary) (clauses []*clause, err error) {
	if len(sentence) > maxSentence {
		return nil, errSentence
	}
	p := &parser{scanner: newScanner(sentence, words)}
	for !p.done() {
		p.sign(".", ",", ";")
		p.sign(".", ",", ";")
		if p.scope() {
			continue
		}
		if !p.statement() {
			return nil, errSentence
		}
	}
	if len(p.clauses) == 0 {
		return nil, errSentence
	}
	return p.clauses, nil
}

// maxSentence is longer than any known rule, in bytes.
const maxSentence = 20_000

// parser puts the parts of a rule together.
type parser struct {
	*scanner
	clauses []*clause
	states  *states    // of the statements that follow
	when    *condition // of the sentence before
}

func (p *parser) add(c *clause) bool {
	c.states = p.states
	p.clauses = append(p.clauses, c)
	return true
}

func (p *parser) statement() bool {
	for _, form := range []func() bool{
		p.whenThen, p.otherGroups, p.eitherOr, p.someFilled, p.someTrue, p.mandatoryIf, p.dates, p.compared, p.prefilled, p.forStates, p.plain,
	} {
		at, last, added := p.at, p.last, len(p.clauses)
		if form() {
			return true
		}
		p.at, p.last, p.clauses = at, last, p.clauses[:added]
	}
	return false
}

// whenThen is "Wenn …, dann …, sonst …".
func (p *parser) whenThen() bool {
	if !p.phrase("wenn", "falls", "bei") {
		return false
	}
	if p.phrase("alle drei") {
		return p.calendar()
	}
	when, ok := p.condition()
	if !ok {
		return false
	}
	p.sign(",")
	p.phrase("dann", "so")
	before := p.when
	p.when = when
	if before != nil {
		complement(when, before)
	}
	first := len(p.clauses)
	if !p.effects(when) {
		return false
	}
	then := p.clauses[first:]
	p.try(func() bool {
		p.sign(",", ".", ";")
		return p.phrase("sonst", "ansonsten") && p.otherwise(when, then)
	})
	return true
}

// otherwise is what follows "sonst": effects, or only "nicht".
func (p *parser) otherwise(when *condition, then []*clause) bool {
	not := &condition{op: opNot, of: []*condition{when}}
	if p.phrase("nicht") {
		if letterAt(strings.TrimLeft(p.rest(), " "), 0) {
			return false
		}
		for _, c := range then {
			if c.effect != effectShow {
				return false
			}
			p.add(&clause{effect: effectHide, when: not, targets: c.targets})
		}
		return true
	}
	return p.effects(not)
}

// calendar is the sentence about a day that the calendar has, with the example that its authors give.
func (p *parser) calendar() bool {
	parts, ok := p.elements()
	if !ok || len(parts) != 3 || !p.phrase("befüllt sind") {
		return false
	}
	p.sign(",")
	p.phrase("dann")
	if !p.phrase("muss die Validität des sich ergebenden Kalenderdatums sichergestellt werden") {
		return false
	}
	p.try(func() bool {
		p.sign(".")
		if !p.phrase("D.h. es muss z.B.") {
			return false
		}
		_, end, found := strings.Cut(p.rest(), "verhindert werden, da diese keine korrekten Datumsangaben sind")
		p.at = len(p.text) - len(end)
		return found
	})
	return p.add(&clause{effect: effectHolds, targets: parts[:1], when: &condition{op: opDate, about: parts[0], other: parts[1], third: parts[2]}})
}

// complement fills in "alle anderen möglichen Ausprägungen": what the condition before does not name.
func complement(when, before *condition) {
	if when.op == opIn && len(when.values) == 0 && before.op == opIn && slices.Equal(when.about, before.about) {
		*when = condition{op: opNot, of: []*condition{before}}
	}
}

// otherGroups is "Die beiden anderen Gruppen … dürfen dann nicht befüllt werden", which goes on with the condition before.
func (p *parser) otherGroups() bool {
	p.phrase("die beiden anderen gruppen", "die anderen gruppen", "die andere gruppe", "die beiden anderen felder", "die anderen felder", "das andere feld")
	targets, ok := p.elements()
	if !ok || p.when == nil || !p.phrase("dürfen dann", "darf dann") {
		return false
	}
	return p.phrase("nicht befüllt werden", "nicht befüllt sein", "nicht angezeigt werden", "nicht ausgefüllt werden") &&
		p.add(&clause{effect: effectHide, when: p.when, targets: targets})
}

func (p *parser) eitherOr() bool {
	if !p.phrase("entweder muss", "es muss entweder", "es müssen entweder") {
		return false
	}
	var targets []ref
	for {
		t, ok := p.element()
		if !ok {
			return false
		}
		targets = append(targets, t)
		if !p.phrase("oder") {
			break
		}
	}
	return len(targets) > 1 && p.filled() && p.add(&clause{effect: effectOneOf, targets: targets})
}

func (p *parser) someFilled() bool {
	if !p.phrase("es muss mindestens eines der", "es muss mindestens eine der", "mindestens eines der", "es muss mindestens ein") {
		return false
	}
	targets, ok := p.elements()
	if !ok || len(targets) < 2 {
		return false
	}
	p.phrase("muss")
	return p.filled() && p.add(&clause{effect: effectSomeOf, targets: targets})
}

func (p *parser) someTrue() bool {
	own := p.phrase("mindestens ein datenfeld der datenfeldgruppe", "mindestens ein feld der gruppe", "mindestens ein feld der feldgruppe")
	var targets []ref
	if !own {
		var ok bool
		if !p.phrase("mindestens eines der", "mindestens eine der") {
			return false
		}
		if targets, ok = p.elements(); !ok || len(targets) < 2 {
			return false
		}
	}
	if !p.phrase("muss den wert") {
		return false
	}
	value, _, ok := p.value(ref{""})
	if !ok || value != "true" || !p.phrase("haben") {
		return false
	}
	if own {
		return p.add(&clause{effect: effectSomeTrue})
	}
	holds := &condition{op: opOr}
	for _, t := range targets {
		holds.of = append(holds.of, &condition{op: opIn, about: t, values: []string{"true"}, names: []string{""}})
	}
	return p.add(&clause{effect: effectHolds, when: holds, targets: targets[len(targets)-1:]})
}

// mandatoryIf is "F… ist ein Pflichtfeld, wenn …".
func (p *parser) mandatoryIf() bool {
	target, ok := p.element()
	if !ok || !p.phrase("ist ein pflichtfeld", "ist eine pflichtangabe", "ist pflichtfeld", "ist verpflichtend", "ist verpflichtend anzugeben", "ist anzugeben") {
		return false
	}
	p.sign(",")
	if !p.phrase("wenn", "falls", "sofern") {
		return false
	}
	if p.phrase("eines der folgenden", "eines der", "eine der") {
		about, ok := p.elements()
		if !ok || !p.phrase("mit") {
			return false
		}
		value, name, ok := p.value(about[0])
		if !ok || !p.phrase("belegt ist", "befüllt ist", "beantwortet ist", "beantwortet wird") {
			return false
		}
		when := &condition{op: opOr}
		for _, a := range about {
			when.of = append(when.of, &condition{op: opIn, about: a, values: []string{value}, names: []string{name}})
		}
		return p.add(&clause{effect: effectMust, when: when, targets: []ref{target}})
	}
	when, ok := p.condition()
	return ok && p.add(&clause{effect: effectMust, when: when, targets: []ref{target}})
}

// prefilled is "F… ist mit 001 'privat' vorzubefüllen und in der Antragsstrecke auszublenden".
func (p *parser) prefilled() bool {
	target, ok := p.element()
	if !ok || !p.phrase("ist mit", "wird mit", "muss mit") {
		return false
	}
	value, name, ok := p.value(target)
	if !ok {
		return false
	}
	return p.hiddenAway() && p.add(&clause{effect: effectConstant, targets: []ref{target}, values: []string{value}, names: []string{name}})
}

// hiddenAway is the end of a sentence about an element that is filled beforehand and not shown.
func (p *parser) hiddenAway() bool {
	if !p.phrase("vorzubefüllen und", "vorbefüllt und") {
		return false
	}
	p.phrase("in der antragsstrecke")
	return p.phrase("auszublenden", "ausgeblendet werden", "ausgeblendet")
}

// plain is a statement without a condition: "Das Feld F… muss befüllt werden".
func (p *parser) plain() bool {
	targets, ok := p.elements()
	if !ok {
		return false
	}
	modal := p.which("muss", "müssen", "darf", "dürfen", "ist", "sind", "wird", "werden")
	return modal != "" && p.predicate(modal, nil, targets)
}

// filled is the end of a sentence that asks for an answer.
func (p *parser) filled() bool {
	return p.phrase("befüllt werden", "befüllt sein", "ausgefüllt werden", "ausgefüllt sein", "angegeben werden", "angegeben sein", "befüllt")
}
