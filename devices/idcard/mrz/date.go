package mrz

import (
	"fmt"
	"strconv"
	"time"
)

// Date is a date as the zone has it: six characters YYMMDD, fillers where a part is unknown, '_' where it was not read.
type Date string

// Day is a day with its century. A part that is not known is 0.
type Day struct{ Year, Month, Day int }

// String gives the known parts as ISO 8601 does: "1989-08-14", "1983-08", "1983", or "".
func (d Day) String() string {
	switch {
	case d.Year == 0:
		return ""
	case d.Month == 0:
		return fmt.Sprintf("%04d", d.Year)
	case d.Day == 0:
		return fmt.Sprintf("%04d-%02d", d.Year, d.Month)
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day)
}

// Complete reports whether year, month and day are known.
func (d Day) Complete() bool { return d.Year != 0 && d.Month != 0 && d.Day != 0 }

// Before reports whether d lies before the day of t; what is not known counts as the latest that it can be.
func (d Day) Before(t time.Time) bool {
	latest := d
	if latest.Month == 0 {
		latest.Month = 12
	}
	if latest.Day == 0 {
		latest.Day = time.Date(latest.Year, time.Month(latest.Month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
	}
	y, m, day := t.Date()
	return latest.number() < Day{y, int(m), day}.number()
}

func (d Day) number() int { return d.Year*10000 + d.Month*100 + d.Day }

// Born gives a date of birth its century: the latest in which it does not lie after now. Who is older than a hundred years is
// therefore taken for a child; the zone does not tell them apart. False when the year is unknown or the date is none.
func (d Date) Born(now time.Time) (Day, bool) {
	return d.inCentury(func(day Day) bool {
		y, m, dd := now.Date()
		earliest := day // an unknown part counts as 0, so a partial date of this year is not "after now"
		return earliest.number() <= Day{y, int(m), dd}.number()
	}, now.Year()/100*100)
}

// Expires gives a date of expiry its century: the one nearest to now, from 50 years back to 49 ahead.
func (d Date) Expires(now time.Time) (Day, bool) {
	return d.inCentury(func(day Day) bool { return day.Year <= now.Year()+49 }, (now.Year()+49)/100*100)
}

// inCentury takes the century that starts with the year first, or the one before when the date does not fit there.
func (d Date) inCentury(fits func(Day) bool, first int) (Day, bool) {
	yy, mm, dd, ok := d.parts()
	if !ok || yy < 0 {
		return Day{}, false
	}
	day := Day{first + yy, max(mm, 0), max(dd, 0)}
	if !fits(day) {
		day.Year -= 100
	}
	if day.Complete() && !inCalendar(day) {
		return Day{}, false
	}
	return day, true
}

// parts splits the date; an unknown part is -1. Unknown is "<<" (Doc 9303-3, 4.8) or, in older documents, "00".
func (d Date) parts() (yy, mm, dd int, ok bool) {
	if len(d) != 6 {
		return 0, 0, 0, false
	}
	values := [3]int{}
	for i := range values {
		text := string(d[2*i : 2*i+2])
		if text == "<<" || i > 0 && text == "00" {
			values[i] = -1
			continue
		}
		n, err := strconv.ParseUint(text, 10, 8)
		if err != nil {
			return 0, 0, 0, false
		}
		values[i] = int(n)
	}
	return values[0], values[1], values[2], true
}

// plausible reports whether the date can be one in some century.
func (d Date) plausible() bool {
	yy, mm, dd, ok := d.parts()
	if !ok || mm > 12 || dd > 31 || mm < 0 && dd >= 0 {
		return false
	}
	if yy < 0 || mm < 0 || dd < 0 {
		return true
	}
	return inCalendar(Day{1900 + yy, mm, dd}) || inCalendar(Day{2000 + yy, mm, dd})
}

func inCalendar(d Day) bool {
	t := time.Date(d.Year, time.Month(d.Month), d.Day, 0, 0, 0, 0, time.UTC)
	return t.Year() == d.Year && int(t.Month()) == d.Month && t.Day() == d.Day
}
