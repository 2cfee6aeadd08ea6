package flows

import "strings"

// orderValues works out behind which question each value is known, and all fields that it is made of. Values may stand in
// any order in the file; one that needs itself is refused.
func (l *loader) orderValues() bool {
	o := order{loader: l, state: make([]int, len(l.flow.Values))}
	sound := true
	for _, v := range l.flow.Values {
		sound = o.visit(v) && sound
	}
	return sound
}

// order goes through values in depth.
type order struct {
	*loader
	state []int // by Computed.number
	way   []*Computed
}

const (
	unseen = iota
	underWay
	ordered
)

func (o *order) visit(v *Computed) bool {
	switch {
	case v.Is == nil:
		return false // it could not be compiled, and that is told
	case o.state[v.number] == ordered:
		return true
	case o.state[v.number] == underWay:
		o.report(v.Is.written.value, "break the circle", "value %s needs itself: %s", v.ID, o.circle(v))
		return false
	}
	o.state[v.number] = underWay
	o.way = append(o.way, v)
	sound := true
	for _, ref := range v.Is.refs {
		if other := o.flow.values[ref.id]; other != nil {
			sound = o.visit(other) && sound
			v.position = max(v.position, other.position)
			continue
		}
		if q := o.flow.fields[ref.id]; q != nil && q.page.Repeat == nil {
			v.position = max(v.position, q.position+1)
		}
		if p := o.flow.group(ref.group); p != nil && len(p.Fields) > 0 {
			v.position = max(v.position, p.Repeat.end())
		}
	}
	v.Is.reads = o.fieldsOf(v.Is)
	if !sound {
		v.position = 0 // that is told once, and not of all that reads the value
	}
	o.way = o.way[:len(o.way)-1]
	o.state[v.number] = ordered
	return sound
}

// circle is the way from a value back to itself.
func (o *order) circle(v *Computed) string {
	var ids []string
	for _, other := range o.way {
		if len(ids) > 0 || other == v {
			ids = append(ids, other.ID)
		}
	}
	return strings.Join(append(ids, v.ID), " → ")
}
