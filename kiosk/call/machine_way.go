package call

import (
	"maps"
	"slices"
	"time"
)

// wayChanged takes what connections tell. A connection that was closed meanwhile may still have told something: that passes unheard.
func (m *machine) wayChanged(now time.Time, i in) []act {
	switch i := i.(type) {
	case wayOpen:
		if o := m.others[i.who]; o != nil && o.way != open {
			return m.opened(now, i.who, o)
		}
	case wayCut:
		if o := m.others[i.who]; o != nil && o.way == open {
			o.way, o.since, o.asked = cut, now, time.Time{}
			return []act{tell{Reconnecting{i.who}}}
		}
	case wayMedia:
		if m.others[i.who] != nil && i.who == m.clerk {
			m.carried = i.rung
			return m.quality()
		}
	case pictured:
		if m.others[i.who] != nil {
			return []act{tell{PictureSeen{i.who}}}
		}
	}
	return nil
}

// opened is a way from device to device, for the first time or again. The clerk who handed the call on leaves now.
func (m *machine) opened(now time.Time, id string, o *other) []act {
	o.way, o.since = open, now
	acts := []act{tell{Connected{id}}}
	if o.relayed {
		o.relayed = false
		acts = append(acts, relay{id, false})
	}
	if id == m.clerk {
		for _, other := range slices.Sorted(maps.Keys(m.others)) {
			if m.others[other].leaving {
				acts = append(acts, m.letGo(other)...)
			}
		}
	}
	return append(acts, m.quality()...)
}
