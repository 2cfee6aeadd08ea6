package flows

import (
	"slices"
	"strconv"
)

// textKeys are the keys that a flow's texts may have, besides those of errors. A language's texts stand in their order.
type textKeys struct {
	names    []string
	required []bool
	number   map[string]int // where a key stands in both
	written  []byte         // all names, while they are added
	ends     []int          // of the names in it
}

func (k *textKeys) add(required bool, parts ...string) {
	for _, part := range parts {
		k.written = append(k.written, part...)
	}
	k.ends, k.required = append(k.ends, len(k.written)), append(k.required, required)
}

// finish makes the names, as parts of one text: there are many.
func (k *textKeys) finish() {
	whole, begin := string(k.written), 0
	k.names, k.number = make([]string, len(k.ends)), make(map[string]int, len(k.ends))
	for i, end := range k.ends {
		k.names[i] = whole[begin:end]
		k.number[k.names[i]] = i
		begin = end
	}
	k.written, k.ends = nil, nil
}

// textKeys lists the keys of the flow.
func (f *Flow) textKeys() *textKeys {
	room := 12 * len(f.ordered) // a choice has two for each option
	k := &textKeys{required: make([]bool, 0, room), ends: make([]int, 0, room), written: make([]byte, 0, 24*room)}
	for _, key := range []string{"title", "summary", "duration", "fee", "authority.name"} {
		k.add(true, key)
	}
	k.add(f.Kind == FlowForm, "receipt.title")
	for _, key := range []string{"deadline", "note", "authority.contact"} {
		k.add(false, key)
	}
	for _, n := range f.Needs {
		k.add(true, "needs.", n.ID, ".title")
		k.add(false, "needs.", n.ID, ".detail")
	}
	for _, p := range f.Pages {
		k.add(len(p.Fields) != 1, "page.", p.ID, ".title")
		k.add(false, "page.", p.ID, ".short")
		k.add(len(p.Fields) == 0, "page.", p.ID, ".help")
		if p.Repeat != nil {
			k.add(f.countedBy(p.Repeat.ID) != nil, "page.", p.ID, ".row")
		}
	}
	for _, q := range f.ordered {
		k.field(q)
	}
	f.sendingKeys(k)
	f.partyKeys(k)
	for _, key := range reworded() {
		k.add(false, key)
	}
	k.finish()
	return k
}

// sendingKeys adds the keys of what comes after the questions.
func (f *Flow) sendingKeys(k *textKeys) {
	for _, p := range f.Proofs {
		k.add(true, "proof.", p.ID, ".title")
		k.add(true, "proof.", p.ID, ".short")
		k.add(false, "proof.", p.ID, ".help")
	}
	if f.Signature != nil {
		k.add(true, "signature.title")
		k.add(true, "signature.statement")
	}
	for _, c := range f.Consents {
		k.add(true, "consent.", c.ID)
		k.add(false, "consent.", c.ID, ".detail")
	}
	for _, numbered := range []struct {
		kind string
		rows []NextStep
	}{{"next.", f.Next}, {"result.", f.Results}, {"limit.", f.Limits}} {
		for i := range numbered.rows {
			k.add(true, numbered.kind, strconv.Itoa(i+1))
		}
	}
	for i, fee := range f.Fees {
		first := slices.IndexFunc(f.Fees, func(other Fee) bool { return other.ID == fee.ID })
		if fee.ID != "" && first == i {
			k.add(true, "fee.", fee.ID)
		}
	}
}

// partyKeys adds the keys of what is between answers, and of who takes part besides the citizen.
func (f *Flow) partyKeys(k *textKeys) {
	for _, v := range f.Values {
		k.add(false, "value.", v.ID, ".short")
	}
	for _, r := range f.Rules {
		k.add(true, "rule.", r.ID)
	}
	for _, c := range f.Cosignatures {
		k.add(true, "cosignature.", c.ID, ".title")
		k.add(true, "cosignature.", c.ID, ".statement")
	}
	if f.Partner != nil {
		k.add(true, "partner.name")
		k.add(true, "partner.notice")
	}
	for _, u := range f.Unresolved {
		k.add(true, "unresolved.", u.ID)
	}
}

// rowTexts are the keys below "rows.GROUP" of the page that lists a group's rows.
func rowTexts() []string { return []string{"add", "empty", "max", "unnamed", "remove", "unsaved"} }

func (k *textKeys) field(q *Field) {
	k.add(true, "field.", q.ID, ".title")
	k.add(true, "field.", q.ID, ".short")
	k.add(false, "field.", q.ID, ".help")
	k.add(false, "field.", q.ID, ".unit")
	k.add(false, "why.", q.ID)
	if q.Counts != "" {
		for _, name := range rowTexts() {
			k.add(true, "rows.", q.Counts, ".", name)
		}
	}
	for _, o := range q.Options {
		k.option(q.ID, o.ID, true)
	}
	if q.Type == TypeBool {
		k.option(q.ID, "yes", false)
		k.option(q.ID, "no", false)
	}
}

func (k *textKeys) option(field, option string, required bool) {
	k.add(required, "option.", field, ".", option)
	k.add(false, "option.", field, ".", option, ".detail")
}
