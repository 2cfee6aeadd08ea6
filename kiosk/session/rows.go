package session

import (
	"maps"
	"slices"

	"buergerterminal/devices"
	"buergerterminal/flows"
)

// RowEdit is a row of a repeated group that is being entered or changed. Until it is finished, the answers before it can
// be had back.
type RowEdit struct {
	Group     string
	Index     int
	New       bool
	Before    flows.Answers
	Card      *Card // the row's own document
	Confirmed bool
}

// Counter is the field that counts a group's rows, and whose page is the list of them; nil where the group has none.
func Counter(f *flows.Flow, group string) *flows.Field {
	if group == "" {
		return nil
	}
	for _, p := range f.Pages {
		for _, field := range p.Fields {
			if field.Counts == group {
				return field
			}
		}
	}
	return nil
}

// Rows is how many rows a group has.
func (s State) Rows(group string) int {
	if c := Counter(s.Visit.Flow, group); c != nil {
		return int(s.Visit.Answers[c.ID].Int())
	}
	return 0
}

// counted reports whether a page belongs to a group that is entered row by row from its list.
func (s State) counted(p flows.VisiblePage) bool {
	return p.Page.Repeat != nil && Counter(s.Visit.Flow, p.Page.Repeat.ID) != nil
}

// groupOf is the repeated group of a station's page, "" for a page outside of any.
func (s State) groupOf(st Station) string {
	if st.Row < 0 || s.Visit.Flow == nil {
		return ""
	}
	for _, p := range s.Visit.Flow.Pages {
		if p.ID == st.Page && p.Repeat != nil {
			return p.Repeat.ID
		}
	}
	return ""
}

// listStation is the page with the list of a group.
func (s State) listStation(group string) Station {
	return Station{Kind: AtQuestion, Page: Counter(s.Visit.Flow, group).Page().ID, Row: -1}
}

// rowStations are the pages of the row that is open, without those that its document has answered.
func (s State) rowStations() []Station {
	var all []Station
	row := s.Visit.Row
	for _, p := range s.Evaluation().VisiblePages {
		if p.Page.Repeat == nil || p.Page.Repeat.ID != row.Group || p.Row != row.Index {
			continue
		}
		if row.Confirmed && s.answeredByCard(p) && !s.editing(p) {
			continue
		}
		all = append(all, stationOf(p))
	}
	return all
}

// FirstOfRow reports whether the open page is the first of a row.
func (s State) FirstOfRow() bool {
	stations := s.rowStations()
	return len(stations) > 0 && stations[0] == s.Visit.At
}

// RowHasCard reports whether a document can answer something in the open row, and the reader works.
func (s State) RowHasCard() bool {
	if !s.Usable(devices.IDCard) {
		return false
	}
	for _, p := range s.Visit.Flow.Pages {
		if p.Repeat == nil || p.Repeat.ID != s.Visit.Row.Group {
			continue
		}
		for _, f := range p.Fields {
			if f.Prefill != "" {
				return true
			}
		}
	}
	return false
}

// touchRows takes the events of a list of rows, and of a row that is open; ok is false for all others.
func touchRows(s State, e Event) (next State, effects []Effect, ok bool) {
	switch e := e.(type) {
	case AddRow:
		next, effects = addRow(s, e.Group)
	case ChangeRow:
		next, effects = changeRow(s, e.Group, e.Index)
	case RemoveRow:
		next = askRemove(s, e.Group, e.Index)
	case ReadRowCard:
		if s.Visit.Row == nil || s.Visit.At.Row < 0 {
			return s, nil, true
		}
		next, effects = arrive(s, at(AtCard))
	default:
		return s, nil, false
	}
	return next, effects, true
}

// addRow opens a new row at the end.
func addRow(s State, group string) (State, []Effect) {
	counter := Counter(s.Visit.Flow, group)
	if counter == nil || s.Visit.At != s.listStation(group) {
		return s, nil
	}
	n := s.Rows(group)
	if counter.Max != nil && int64(n) >= *counter.Max {
		s.Visit.Missing = "rows.max"
		return s, nil
	}
	s.Visit.Row = &RowEdit{Group: group, Index: n, New: true, Before: s.Visit.Answers}
	s.Visit.Answers = with(s.Visit.Answers, counter.ID, flows.Int(int64(n+1)))
	return firstOfRow(s)
}

func changeRow(s State, group string, index int) (State, []Effect) {
	if Counter(s.Visit.Flow, group) == nil || s.Visit.At != s.listStation(group) || index < 0 || index >= s.Rows(group) {
		return s, nil
	}
	s.Visit.Row = &RowEdit{Group: group, Index: index, Before: s.Visit.Answers}
	return firstOfRow(s)
}

func firstOfRow(s State) (State, []Effect) {
	if first := s.rowStations(); len(first) > 0 {
		return arrive(s, first[0])
	}
	return closeRow(s)
}

// nextOfRow goes on in the open row; behind its last page the row is finished and the list shows it.
func nextOfRow(s State) (State, []Effect) {
	stations := s.rowStations()
	if i := slices.Index(stations, s.Visit.At); i >= 0 && i+1 < len(stations) {
		return arrive(s, stations[i+1])
	}
	return closeRow(s)
}

// previousOfRow goes back in the open row; before its first page nothing that was entered is dropped unasked.
func previousOfRow(s State) (State, []Effect) {
	stations := s.rowStations()
	if i := slices.Index(stations, s.Visit.At); i > 0 {
		return arrive(s, stations[i-1])
	}
	if s.rowTouched() {
		return over(s, OverUnsaved), nil
	}
	return discardRow(s)
}

// rowTouched reports whether the open row holds something that the answers before it did not.
func (s State) rowTouched() bool {
	row := s.Visit.Row
	for key, v := range s.Visit.Answers {
		group, index, _ := flows.SplitKey(key)
		if group == row.Group && index == row.Index && !v.Equal(row.Before[key]) {
			return true
		}
	}
	for _, edit := range s.Visit.Draft.Edits {
		if row.New && edit.Text != "" {
			return true
		}
	}
	return false
}

// closeRow ends the open row, finished, and goes back to the list.
func closeRow(s State) (State, []Effect) {
	list := s.listStation(s.Visit.Row.Group)
	s.Visit.Row = nil
	return arrive(s, list)
}

// discardRow ends the open row and has the answers before it back.
func discardRow(s State) (State, []Effect) {
	s.Visit.Answers = s.Visit.Row.Before
	return closeRow(closeOver(s))
}

// askRemove asks back before a row goes.
func askRemove(s State, group string, index int) State {
	if Counter(s.Visit.Flow, group) == nil || s.Visit.At != s.listStation(group) || index < 0 || index >= s.Rows(group) {
		return s
	}
	s = over(s, OverRemove)
	s.Visit.Removing = index
	return s
}

// removeRow takes a row out; the rows behind it move up.
func removeRow(s State) (State, []Effect) {
	list := s.Page()
	if len(list.Fields) != 1 {
		return s, nil
	}
	counter := s.Visit.Flow.Field(list.Fields[0])
	group, gone := counter.Counts, s.Visit.Removing
	answers := flows.Answers{}
	for key, v := range s.Visit.Answers {
		g, index, field := flows.SplitKey(key)
		switch {
		case g != group || index < gone:
			answers[key] = v
		case index > gone:
			answers[flows.Key(group, index-1, field)] = v
		}
	}
	answers[counter.ID] = flows.Int(int64(s.Rows(group) - 1))
	s.Visit.Answers, s.Visit.Call.Filled = answers, nil // the rows behind have other keys now
	return arrive(closeOver(s), s.Visit.At)
}

// fillRow is the answers with what the row's document says.
func fillRow(s State) flows.Answers {
	a, row := maps.Clone(s.Visit.Answers), s.Visit.Row
	for _, p := range s.Visit.Flow.Pages {
		if p.Repeat == nil || p.Repeat.ID != row.Group {
			continue
		}
		for _, f := range p.Fields {
			if v := row.Card.sure(f); !v.IsEmpty() {
				a[flows.Key(row.Group, row.Index, f.ID)] = v
			}
		}
	}
	return a
}
