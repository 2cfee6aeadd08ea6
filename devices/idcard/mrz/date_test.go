package mrz

import (
	"testing"
	"time"
)

func TestCenturies(t *testing.T) {
	at := func(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 12, 0, 0, 0, time.UTC) }
	for _, c := range []struct {
		date    Date
		now     time.Time
		born    string
		expires string
	}{
		{"890814", at(2026, 6, 1), "1989-08-14", "1989-08-14"},
		{"260601", at(2026, 6, 1), "2026-06-01", "2026-06-01"},
		{"260602", at(2026, 6, 1), "1926-06-02", "2026-06-02"},
		{"340712", at(2026, 6, 1), "1934-07-12", "2034-07-12"},
		{"750101", at(2026, 6, 1), "1975-01-01", "2075-01-01"},
		{"760101", at(2026, 6, 1), "1976-01-01", "1976-01-01"},
		{"050101", at(2060, 1, 1), "2005-01-01", "2105-01-01"},
		{"83<<<<", at(2026, 6, 1), "1983", "1983"},
		{"830000", at(2026, 6, 1), "1983", "1983"},
		{"8307<<", at(2026, 6, 1), "1983-07", "1983-07"},
		{"<<<<<<", at(2026, 6, 1), "", ""},
		{"000229", at(2026, 6, 1), "2000-02-29", "2000-02-29"},
		{"010229", at(2026, 6, 1), "", ""},
		{"8A0814", at(2026, 6, 1), "", ""},
		{"", at(2026, 6, 1), "", ""},
	} {
		born, ok := c.date.Born(c.now)
		if born.String() != c.born || ok != (c.born != "") {
			t.Errorf("%s born %s %v, want %s", c.date, born, ok, c.born)
		}
		expires, _ := c.date.Expires(c.now)
		if expires.String() != c.expires {
			t.Errorf("%s expires %s, want %s", c.date, expires, c.expires)
		}
	}
}

func TestBefore(t *testing.T) {
	now := reference()
	for _, c := range []struct {
		day  Day
		want bool
	}{
		{Day{2026, 5, 31}, true}, {Day{2026, 6, 1}, false}, {Day{2026, 6, 2}, false}, {Day{2026, 6, 0}, false}, {Day{2026, 5, 0}, true},
		{Day{2025, 0, 0}, true}, {Day{2026, 0, 0}, false},
	} {
		if got := c.day.Before(now); got != c.want {
			t.Errorf("%v.Before = %v", c.day, got)
		}
	}
}
