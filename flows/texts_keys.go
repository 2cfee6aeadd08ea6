package flows

import "strconv"

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
	for _, key := range []string{"title", "summary", "duration", "fee", "authority.name", "receipt.title"} {
		k.add(true, key)
	}
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
	for i := range f.Next {
		k.add(true, "next.", strconv.Itoa(i+1))
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
