package fim

import (
	"fmt"
)

// rows builds a group whose pages are asked for each row, and the list of its rows.
func (b *builder) rows(n *node, at spot) {
	r := b.list(n, at)
	inside := spot{visible: r.shown(at), path: at.path + n.ID + "[]/", copies: at.copies, rows: r, papers: r.count + " > 0", unsure: at.unsure}
	first := len(b.draft.pages)
	b.elements(n, inside)
	b.nameRows(n, r, first)
}

// shown is what pages of rows need where their list may not be shown: a group has its least number of rows even then.
func (r *repeat) shown(at spot) string {
	if at.visible == "" || r.min == 0 {
		return ""
	}
	return r.count + " > 0"
}

// list builds the page that lists and counts rows.
func (b *builder) list(n *node, at spot) *repeat {
	r := &repeat{id: unique(b.ids, slug(n.Name, 40), slug(n.Name, 33)+"_zeilen"), min: n.element.Min, max: maxRowsAsked}
	if n.must || n.element.Min > 0 && n.visible == nil {
		r.min = max(r.min, 1)
	}
	if n.element.Max != Unbounded && n.element.Max <= 50 {
		r.max = n.element.Max
	} else {
		r.max = max(r.max, min(r.min, 50))
		b.summary.note("%s %q may stand %s times: here at most %d", n.ID, n.Name, number2(n.element.Max), r.max)
	}
	r.min = min(r.min, r.max)
	low, high := int64(r.min), int64(r.max)
	name, more := title(n.Input, n.Output, n.Name)
	q := &question{id: unique(b.ids, "anzahl_"+slug(n.Name, 33)), kind: "int", required: true, min: &low, max: &high, counts: r.id, node: n}
	b.owners[q.id], b.owners[r.id] = n, n
	r.count = q.id
	b.asked(n, at, q.id)
	b.counts[q.id] = true
	t := &b.draft.texts
	t.set("field."+q.id+".title", name)
	t.set("field."+q.id+".short", name)
	t.set("field."+q.id+".help", sentences(more, n.Help))
	t.set("rows."+r.id+".add", "Eintrag hinzufügen")
	t.set("rows."+r.id+".empty", "Hier steht noch kein Eintrag.")
	t.set("rows."+r.id+".max", fmt.Sprintf("Mehr als %d Einträge gehen hier nicht. Bitte fragen Sie das Amt.", r.max))
	t.set("rows."+r.id+".unnamed", "Eintrag ohne Namen")
	t.set("rows."+r.id+".remove", "Möchten Sie diesen Eintrag entfernen?")
	t.set("rows."+r.id+".unsaved", "Die Angaben zu diesem Eintrag sind noch nicht fertig.")
	b.open = nil
	b.add(q, at, n, true)
	return r
}

func number2(most int) string {
	if most == Unbounded {
		return "any number of"
	}
	return fmt.Sprint(most)
}

// nameRows says which answers name a row, and gives each page of the rows its heading.
func (b *builder) nameRows(n *node, r *repeat, first int) {
	var names []string
	for i, p := range b.draft.pages[first:] {
		p.opens = i == 0
		for _, q := range p.fields {
			if q.counts == "" && len(names) < 2 && (q.kind == "text" || q.kind == "email") {
				names = append(names, q.id)
			}
		}
	}
	if len(names) == 0 {
		names = append(names, b.draft.pages[first].fields[0].id)
	}
	for _, p := range b.draft.pages[:first] {
		for _, q := range p.fields {
			if q.counts == r.id {
				q.rowName = names
			}
		}
	}
	name, _ := title(n.Input, n.Output, n.Name)
	for _, p := range b.draft.pages[first:] {
		b.draft.texts.set("page."+p.id+".row", name)
	}
}

// copies builds a group inside rows as often as it may stand, at most three times.
func (b *builder) copies(n *node, at spot) {
	most := max(maxCopies, n.element.Min)
	if n.element.Max != Unbounded && n.element.Max <= most {
		most = n.element.Max
	} else {
		b.summary.note("%s %q stands inside rows and may stand %s times: here at most %d", n.ID, n.Name, number2(n.element.Max), most)
	}
	least := n.element.Min
	if n.must {
		least = max(least, 1)
	}
	name, more := title(n.Input, n.Output, n.Name)
	for i := range most {
		inside := at
		inside.path += fmt.Sprintf("%s[%d]/", n.ID, i)
		inside.copies += fmt.Sprintf("/%d", i)
		inside.later = at.later || i > 0
		if i >= least {
			gate := at
			if i > least {
				gate.visible = b.gate[b.key(n, at.copies)+fmt.Sprintf("#%d", i-1)]
			}
			numbered := name
			if i > 0 {
				numbered, _ = title(fmt.Sprintf("%s (%d.)", name, i+1), fmt.Sprintf("%d. Eintrag", i+1))
			}
			inside.visible = b.ask(n, gate, numbered, sentences(more, n.Help))
			inside.unsure = true
			b.gate[b.key(n, at.copies)+fmt.Sprintf("#%d", i)] = inside.visible
			if i == 0 {
				b.gate[b.key(n, at.copies)] = inside.visible
			}
		}
		b.elements(n, inside)
	}
}
