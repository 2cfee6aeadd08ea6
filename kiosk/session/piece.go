package session

import "buergerterminal/flows"

// piece is what is asked at once: a page of the flow as far as it is visible, or a part of one. Fields that are written into
// share a page; each other field has one of its own, also where the definition puts several kinds on a page, as imported
// forms do. Field is the first field of a part that is not the first of its page.
type piece struct {
	flows.VisiblePage
	Field string
}

// parts are what is asked, in order.
func parts(ev flows.Evaluation) []piece {
	all := make([]piece, 0, len(ev.VisiblePages))
	for _, p := range ev.VisiblePages {
		if len(p.Fields) < 2 {
			all = append(all, piece{VisiblePage: p})
			continue
		}
		first := 0
		for i := range p.Fields {
			if i+1 < len(p.Fields) && shares(p, i) && shares(p, i+1) {
				continue
			}
			part := piece{VisiblePage: p}
			if first > 0 {
				part.Field = p.Fields[first]
			}
			part.Fields = p.Fields[first : i+1 : i+1]
			all = append(all, part)
			first = i + 1
		}
	}
	return all
}

// shares reports whether the n-th field of a page can stand beside others.
func shares(p flows.VisiblePage, n int) bool {
	_, _, id := flows.SplitKey(p.Fields[n])
	for _, f := range p.Page.Fields {
		if f.ID == id {
			return Written(f) && f.Counts == ""
		}
	}
	return false
}

// station is where it is asked.
func (a piece) station() Station {
	return Station{Kind: AtQuestion, Page: a.Page.ID, Row: a.Row, Field: a.Field}
}

// FieldsAt are the keys of the fields that are asked at a station, in order.
func (s State) FieldsAt(st Station) []string {
	for _, a := range parts(s.Evaluation()) {
		if a.station() == st {
			return a.Fields
		}
	}
	return nil
}

// Questions are the stations of everything that is asked or told with the answers so far.
func (s State) Questions() []Station {
	var all []Station
	for _, a := range parts(s.Evaluation()) {
		all = append(all, a.station())
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
