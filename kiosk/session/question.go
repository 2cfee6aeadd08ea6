package session

import (
	"maps"
	"slices"
	"time"

	"buergerterminal/flows"
)

// openDraft is the page's draft with the answers so far, and the first field that is written active.
func openDraft(s State) Draft {
	d := Draft{Answers: flows.Answers{}, Edits: map[string]Edit{}, Dates: map[string]DateEdit{}}
	for _, key := range s.Page().Fields {
		f, v := s.Visit.Flow.Field(key), s.Visit.Answers[key]
		d.Answers[key] = v
		switch {
		case f.Type == flows.TypeDate:
			d.Dates[key] = dateEdit(v)
		case f.Counts != "":
			continue // the list of rows is its answer
		case Searched(f):
			d.Edits[key] = Edit{}
		case Written(f):
			text := written(f, v)
			d.Edits[key] = Edit{Text: text, Caret: len([]rune(text))}
		default:
			continue
		}
		if d.Active == "" {
			d.Active = key
		}
	}
	if s.Visit.Mending { // what is to be mended is said at once
		d.Broken = brokenAt(s.Evaluation(), s.Page().Fields)
	}
	return d
}

// brokenAt are the rules that do not hold, of those that lead to the fields.
func brokenAt(ev flows.Evaluation, fields []string) map[string]string {
	var broken map[string]string
	for _, b := range ev.Broken {
		if _, known := broken[b.Key]; !known && slices.Contains(fields, b.Key) {
			broken = with(broken, b.Key, b.Rule.ID)
		}
	}
	return broken
}

func touchQuestion(s State, e Event) (State, []Effect) {
	if s.Exit() {
		return touchExit(s, e)
	}
	v := &s.Visit
	if next, effects, ok := touchRows(s, e); ok {
		return next, effects
	}
	switch e := e.(type) {
	case Suggest:
		return suggest(s, e), nil
	case ChooseOption:
		return choose(s, e.Key, flows.Choice(e.Option)), nil
	case ToggleOption:
		return choose(s, e.Key, toggled(v.Draft.Answers[e.Key], e.Option)), nil
	case Answer:
		return choose(s, e.Key, flows.Bool(e.Yes)), nil
	case ActivateField:
		return activate(s, e.Key), nil
	case OpenWhy:
		return over(s, OverWhy), nil
	case Continue:
		return acceptPage(s)
	case Back:
		return s.backward()
	}
	return write(s, e), nil
}

// choose takes an answer that is touched, if the field is on the page.
func choose(s State, key string, value flows.Value) State {
	if !slices.Contains(s.Page().Fields, key) {
		return s
	}
	d := &s.Visit.Draft
	d.Answers, d.Wrong, d.Broken = with(d.Answers, key, value), without(d.Wrong, key), nil
	return s
}

// suggest puts a likely text into a field of the page.
func suggest(s State, e Suggest) State {
	d := &s.Visit.Draft
	if _, ok := d.Edits[e.Key]; !ok {
		return s
	}
	d.Edits = with(d.Edits, e.Key, Edit{Text: e.Text, Caret: len([]rune(e.Text))})
	d.Active, d.Wrong, d.Broken = e.Key, without(d.Wrong, e.Key), nil
	return s
}

// toggled is the choice of several with one more or one less.
func toggled(v flows.Value, option string) flows.Value {
	ids := v.Choices()
	if i := slices.Index(ids, option); i >= 0 {
		return flows.Choices(slices.Delete(ids, i, i+1)...)
	}
	return flows.Choices(append(ids, option)...)
}

// activate makes a field the one that the keyboard writes to.
func activate(s State, key string) State {
	d := &s.Visit.Draft
	_, text := d.Edits[key]
	_, date := d.Dates[key]
	if text || date {
		d.Active, d.Shift = key, false
	}
	return s
}

// acceptPage checks the page's answers. What is wrong is said at its field; what is right goes into the answers at once.
func acceptPage(s State) (State, []Effect) {
	v := &s.Visit
	answers := maps.Clone(v.Answers)
	wrong := map[string]flows.Code{}
	fields := s.Page().Fields
	for _, key := range fields {
		f := v.Flow.Field(key)
		if answers[key] = value(f, v.Draft, key); f.Counts != "" {
			answers[key] = flows.Int(int64(s.Rows(f.Counts)))
		}
	}
	checked := s.withToday(answers)
	for _, key := range fields {
		if codes := v.Flow.Check(key, answers[key], checked); len(codes) > 0 {
			wrong[key] = codes[0]
		}
	}
	if len(wrong) > 0 {
		v.Draft.Wrong, v.ListPage = wrong, 0
		for _, key := range fields {
			if _, bad := wrong[key]; bad {
				return activate(s, key), nil
			}
		}
	}
	for _, key := range fields {
		if answers[key].IsEmpty() {
			delete(answers, key)
		}
	}
	v.Answers = answers
	if broken := brokenAt(s.Evaluation(), fields); len(broken) > 0 { // the answers stay: an earlier one may be the wrong one
		v.Draft.Broken, v.ListPage = broken, 0
		return s, nil
	}
	return s.onward()
}

// value is what the draft holds for a field.
func value(f *flows.Field, d Draft, key string) flows.Value {
	switch {
	case f.Type == flows.TypeDate:
		return d.Dates[key].value()
	case Written(f):
		return parse(f, d.Edits[key].Text)
	}
	return d.Answers[key]
}

// onward goes to the next station; from a mended answer back to the review, by way of what the mending made necessary.
func (s State) onward() (State, []Effect) {
	if s.Visit.Row != nil {
		return nextOfRow(s)
	}
	if !s.Visit.Mending {
		return arrive(s, s.next())
	}
	if more, ok := s.mendedNear(1); ok {
		return arrive(s, more)
	}
	if open, ok := s.unfinished(); ok {
		return arrive(s, open)
	}
	return arrive(s.mended(), at(AtReview))
}

// mendedNear is the station one behind (1) or one before (−1) this one, where both are part of what is being mended.
func (s State) mendedNear(by int) (Station, bool) {
	v, all := s.Visit, s.Stations()
	first, here, last := slices.Index(all, v.First), slices.Index(all, v.At), slices.Index(all, v.Through)
	if near := here + by; first >= 0 && here >= first && near >= first && near <= last {
		return all[near], true
	}
	return Station{}, false
}

// mended is the state when the mending has ended.
func (s State) mended() State {
	s.Visit.Mending, s.Visit.First, s.Visit.Through = false, Station{}, Station{}
	return s
}

// backward goes to the station before; from the first mended answer back to the review, as it was.
func (s State) backward() (State, []Effect) {
	if s.Visit.Row != nil {
		return previousOfRow(s)
	}
	if s.Visit.Mending && s.Evaluation().Exit == nil { // behind which there is no review

		if before, ok := s.mendedNear(-1); ok {
			return arrive(s, before)
		}
		return arrive(s.mended(), at(AtReview))
	}
	if before, ok := s.previous(); ok {
		return arrive(s, before)
	}
	return s, nil
}

// Quick is a likely answer to a date, named by a text key of the UI.
type Quick struct {
	Key string
	Day flows.Day
}

// QuickDates are the likely answers beside the number pad, newest first.
func (s State) QuickDates() []Quick {
	now := s.Now
	var days []Quick
	for _, q := range []Quick{
		{"date.today", flows.DayOf(now)},
		{"date.yesterday", flows.DayOf(now.AddDate(0, 0, -1))},
		{"date.week-ago", flows.DayOf(now.AddDate(0, 0, -7))},
		{"date.first", flows.DayOf(time.Date(now.Year(), now.Month(), 1, 12, 0, 0, 0, now.Location()))},
	} {
		if !slices.ContainsFunc(days, func(d Quick) bool { return d.Day == q.Day }) {
			days = append(days, q)
		}
	}
	return days
}
