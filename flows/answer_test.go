package flows_test

import (
	"math"
	"testing"

	"buergerterminal/flows"
)

func TestDatesComeBack(t *testing.T) {
	tests := []struct{ given, want flows.Day }{
		{flows.Day{}, flows.Day{}},
		{flows.Day{Year: 2026, Month: 11, Day: 21}, flows.Day{Year: 2026, Month: 11, Day: 21}},
		{flows.Day{Year: 1964}, flows.Day{Year: 1964}},
		{flows.Day{Year: 9999, Month: 12, Day: 31}, flows.Day{Year: 9999, Month: 12, Day: 31}},
		{flows.Day{Year: 65535, Month: 99, Day: 99}, flows.Day{Year: 65535, Month: 99, Day: 99}},
		{flows.Day{Year: -1, Month: -1, Day: -1}, flows.Day{Year: -1, Month: -1, Day: -1}},
		{flows.Day{Year: 1, Month: 0, Day: -1}, flows.Day{Year: 1, Month: 0, Day: -1}},
		{flows.Day{Year: math.MaxInt, Month: math.MinInt, Day: 1}, flows.Day{Year: 1<<19 - 1, Month: -1 << 19, Day: 1}},
	}
	for _, tt := range tests {
		v := flows.DateOf(tt.given)
		if got := v.Day(); got != tt.want {
			t.Errorf("%v comes back as %v, want %v", tt.given, got, tt.want)
		}
		if empty := v.IsEmpty(); empty != (tt.given == flows.Day{}) {
			t.Errorf("%v is empty: %t", tt.given, empty)
		}
	}
	if (flows.Int(1).Day() != flows.Day{}) || flows.Text("2026-01-01").Kind() == flows.KindDate {
		t.Error("a number or a text is a day")
	}
}

func FuzzDatesComeBack(f *testing.F) {
	f.Add(2026, 11, 21)
	f.Add(0, 0, 0)
	f.Add(-3, 99, -1<<19)
	f.Fuzz(func(t *testing.T, year, month, day int) {
		const limit = 1 << 19
		for _, n := range []int{year, month, day} {
			if n < -limit || n >= limit {
				return
			}
		}
		if got, want := flows.Date(year, month, day).Day(), (flows.Day{Year: year, Month: month, Day: day}); got != want {
			t.Errorf("%v comes back as %v", want, got)
		}
	})
}

func TestChoicesAreCopied(t *testing.T) {
	ids := []string{"a", "b"}
	v := flows.Choices(ids...)
	ids[0] = "x"
	v.Choices()[1] = "x"
	if !v.Equal(flows.Choices("a", "b")) || v.Has("x") || v.Equal(flows.Choices("a")) || !flows.Choices().IsEmpty() {
		t.Error("a value shares memory with what it was made of")
	}
}

// TestDaysOfTheCalendar holds the days that are valid to those that time knows.
func TestDaysOfTheCalendar(t *testing.T) {
	for _, year := range []int{-1, 0, 1, 4, 100, 400, 1900, 2000, 2023, 2024, 9999, 10000} {
		for month := range 15 {
			for day := range 34 {
				d := flows.Day{Year: year, Month: month - 1, Day: day - 1}
				if want := year >= 1 && year <= 9999 && flows.DayOf(d.Time()) == d; d.Valid() != want {
					t.Errorf("%s: valid %t", d, !want)
				}
			}
		}
	}
}
