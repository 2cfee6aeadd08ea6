package session

import "buergerterminal/flows"

// stationOf is where a page is asked.
func stationOf(p flows.VisiblePage) Station {
	return Station{Kind: AtQuestion, Page: p.Page.ID, Row: p.Row}
}

// FieldsAt are the keys of the fields that are asked at a station, in order.
func (s State) FieldsAt(st Station) []string {
	for _, p := range s.Evaluation().VisiblePages {
		if stationOf(p) == st {
			return p.Fields
		}
	}
	return nil
}

// Questions are the stations of everything that is asked or told with the answers so far.
func (s State) Questions() []Station {
	var all []Station
	for _, p := range s.Evaluation().VisiblePages {
		all = append(all, stationOf(p))
	}
	return all
}

// Opened is the state with a station open, as if the visit had come there.
func (s State) Opened(st Station) State {
	s, _ = arrive(s, st)
	return s
}

// Unresolved are the rules that nobody could translate and that are about the open page: those of its fields, on the review all.
func (s State) Unresolved() []flows.Unresolved {
	v := s.Visit
	if v.Flow == nil || v.Over != OverNone {
		return nil
	}
	if v.At.Kind == AtReview {
		return v.Flow.Unresolved
	}
	var all []flows.Unresolved
	for _, key := range s.Page().Fields {
		_, _, id := flows.SplitKey(key)
		for _, u := range v.Flow.Unresolved {
			if u.Field == id {
				all = append(all, u)
			}
		}
	}
	return all
}
