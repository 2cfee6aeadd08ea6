package session_test

import (
	"testing"
	"time"

	"buergerterminal/flows"
	"buergerterminal/kiosk/session"
)

// dateKey is the field of the page "question: date".
const dateKey = "geburtsdatum"

func part(p session.DatePart) session.Event { return session.ActivatePart{Part: p} }

func TestWritingDates(t *testing.T) {
	for _, tt := range []struct {
		name   string
		events []session.Event
		parts  [3]string
		active session.DatePart
	}{
		{"a full box hands over", keys("14081989"), [3]string{"14", "08", "1989"}, session.PartYear},
		{"half a box waits", keys("1"), [3]string{"1"}, session.PartDay},
		{"no more than eight figures", keys("140819897777"), [3]string{"14", "08", "1989"}, session.PartYear},
		{"letters are none", keys("1a.4"), [3]string{"14"}, session.PartMonth},
		{"erase goes back over the boxes", press("140<<<"), [3]string{"", "", ""}, session.PartDay},
		{"erase in an empty box takes from the one before", press("14<"), [3]string{"1"}, session.PartDay},
		{"erase everything and more", press("14081989<<<<<<<<<<<<"), [3]string{}, session.PartDay},
		{"a short day and the next box", append(append(keys("1"), part(session.PartMonth)), keys("82001")...), [3]string{"1", "82", "001"}, session.PartYear},
		{"a full box begins the next one anew", append(append(keys("14081989"), part(session.PartMonth)), keys("2")...), [3]string{"14", "08", "2"}, session.PartYear},
		{"mend the middle", append(append(keys("14081989"), part(session.PartMonth), session.Erase{}), keys("9")...), [3]string{"14", "09", "1989"}, session.PartMonth},
		{"the caret's keys turn boxes", []session.Event{session.MoveCaret{By: 1}, session.MoveCaret{By: 1}, session.MoveCaret{By: 1}}, [3]string{}, session.PartYear},
		{"and stop at the first", []session.Event{session.MoveCaret{By: -1}}, [3]string{}, session.PartDay},
		{"a box that does not exist", []session.Event{part(7), part(-1)}, [3]string{}, session.PartDay},
		{"empty", append(keys("14081989"), session.Empty{}), [3]string{}, session.PartDay},
	} {
		t.Run(tt.name, func(t *testing.T) {
			v := page(t, "question: date")
			v.do(tt.events...)
			if got := v.s.Visit.Draft.Dates[dateKey]; got.Parts != tt.parts || got.Active != tt.active {
				t.Errorf("%q in box %d, want %q in box %d", got.Parts, got.Active, tt.parts, tt.active)
			}
		})
	}
}

func TestDatesAreChecked(t *testing.T) {
	for _, tt := range []struct {
		name, keys string
		code       flows.Code
		want       flows.Value
	}{
		{"a day", "14081989", "", flows.Date(1989, 8, 14)},
		{"the 31st of February", "31021989", flows.CodeNotADate, flows.Value{}},
		{"no leap year", "29021900", flows.CodeNotADate, flows.Value{}},
		{"a leap year", "29022000", "", flows.Date(2000, 2, 29)},
		{"the 32nd", "32011989", flows.CodeNotADate, flows.Value{}},
		{"only a day", "14", flows.CodeNotADate, flows.Value{}},
		{"tomorrow", "22112026", flows.CodeInFuture, flows.Value{}},
		{"today", "21112026", "", flows.Date(2026, 11, 21)},
		{"too long ago", "31121899", flows.CodeTooEarly, flows.Value{}},
		{"nothing", "", flows.CodeRequired, flows.Value{}},
		{"noughts", "00001956", "", flows.Date(1956, 0, 0)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			v := page(t, "question: date")
			v.do(append(keys(tt.keys), session.Continue{})...)
			if got := v.s.Visit.Draft.Wrong[dateKey]; got != tt.code {
				t.Errorf("the field says %q, want %q", got, tt.code)
			}
			if got := v.s.Visit.Answers[dateKey]; !got.Equal(tt.want) {
				t.Errorf("the answer is %s", got.Day())
			}
			if tt.code != "" {
				v.at("question geburtsdatum")
			}
		})
	}
}

// TestPartlyKnownDate comes back to the page as it was written: only the year.
func TestPartlyKnownDate(t *testing.T) {
	v := page(t, "question: date")
	v.do(append(append([]session.Event{part(session.PartYear)}, keys("1956")...), session.Continue{}, session.Back{})...)
	v.at("question geburtsdatum")
	if got := v.s.Visit.Draft.Dates[dateKey].Parts; got != [3]string{"", "", "1956"} {
		t.Errorf("the boxes hold %q", got)
	}
}

func TestQuickDates(t *testing.T) {
	zone := time.FixedZone("CET", 3600)
	day := func(m time.Month, d int) flows.Day { return flows.Day{Year: 2026, Month: int(m), Day: d} }
	for _, tt := range []struct {
		name string
		now  time.Time
		want []session.Quick
	}{
		{"in a month", time.Date(2026, 11, 21, 12, 0, 0, 0, zone),
			[]session.Quick{{Key: "date.today", Day: day(11, 21)}, {Key: "date.yesterday", Day: day(11, 20)}, {Key: "date.week-ago", Day: day(11, 14)}, {Key: "date.first", Day: day(11, 1)}}},
		{"just after midnight", time.Date(2026, 3, 29, 0, 0, 1, 0, zone),
			[]session.Quick{{Key: "date.today", Day: day(3, 29)}, {Key: "date.yesterday", Day: day(3, 28)}, {Key: "date.week-ago", Day: day(3, 22)}, {Key: "date.first", Day: day(3, 1)}}},
		{"the 8th: a week ago was the first", time.Date(2026, 11, 8, 12, 0, 0, 0, zone),
			[]session.Quick{{Key: "date.today", Day: day(11, 8)}, {Key: "date.yesterday", Day: day(11, 7)}, {Key: "date.week-ago", Day: day(11, 1)}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := session.State{Now: tt.now}.QuickDates()
			if len(got) != len(tt.want) {
				t.Fatalf("%v, want %v", got, tt.want)
			}
			for i := range got {
				if got[i] != tt.want[i] {
					t.Errorf("%v, want %v", got[i], tt.want[i])
				}
			}
		})
	}
	// On the first of a month no day may stand there twice, and no likely day lies ahead.
	for d := range 40 {
		now := time.Date(2026, 11, 1+d, 12, 0, 0, 0, zone)
		seen := map[flows.Day]bool{}
		for _, q := range (session.State{Now: now}).QuickDates() {
			if seen[q.Day] || flows.DayOf(now).Before(q.Day) {
				t.Errorf("%s: %s is %s", now.Format(time.DateOnly), q.Key, q.Day)
			}
			seen[q.Day] = true
		}
	}
}

func TestPutDate(t *testing.T) {
	v := page(t, "question: date")
	v.do(append(keys("99"), session.PutDate{Day: flows.Day{Year: 2026, Month: 11, Day: 1}}, session.Continue{})...)
	if got := v.s.Visit.Answers[dateKey].Day(); got != (flows.Day{Year: 2026, Month: 11, Day: 1}) {
		t.Errorf("the answer is %s", got)
	}
}
