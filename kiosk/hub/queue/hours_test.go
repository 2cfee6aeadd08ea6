package queue

import (
	"testing"
	"time"

	"buergerterminal/kiosk/link"
)

func berlin(t *testing.T, wall string) time.Time {
	t.Helper()
	location, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	at, err := time.ParseInLocation("2006-01-02 15:04", wall, location)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// office is open from Monday to Friday from 8 to 12, on Tuesday also from 13 to 18, and in the night of the clocks' change.
func office() Hours {
	h := Hours{Closed: []string{"2026-12-24", "2026-12-25", "2026-12-31"}}
	for d := time.Monday; d <= time.Friday; d++ {
		h.Weekly[d] = []Span{{480, 720}}
	}
	h.Weekly[time.Tuesday] = append(h.Weekly[time.Tuesday], Span{780, 1080})
	h.Weekly[time.Sunday] = []Span{{60, 240}}
	return h
}

func TestHours(t *testing.T) {
	for name, c := range map[string]struct {
		at, until, next string
	}{
		"before":              {"2026-11-18 07:59", "", "2026-11-18 08:00"},
		"first minute":        {"2026-11-18 08:00", "2026-11-18 12:00", "2026-11-19 08:00"},
		"last minute":         {"2026-11-18 11:59", "2026-11-18 12:00", "2026-11-19 08:00"},
		"closed":              {"2026-11-18 12:00", "", "2026-11-19 08:00"},
		"noon of a long day":  {"2026-11-17 12:30", "", "2026-11-17 13:00"},
		"evening":             {"2026-11-17 17:00", "2026-11-17 18:00", "2026-11-18 08:00"},
		"Friday evening":      {"2026-11-20 20:00", "", "2026-11-22 01:00"},
		"Christmas Eve":       {"2026-12-24 10:00", "", "2026-12-27 01:00"},
		"the day before it":   {"2026-12-23 12:00", "", "2026-12-27 01:00"},
		"clocks forward":      {"2026-03-29 01:30", "2026-03-29 04:00", "2026-03-30 08:00"},
		"clocks back":         {"2026-10-25 03:30", "2026-10-25 04:00", "2026-10-26 08:00"},
		"across a change":     {"2026-03-28 13:00", "", "2026-03-29 01:00"},
		"the end of the year": {"2026-12-31 23:59", "", "2027-01-01 08:00"},
	} {
		open, until := office().OpenAt(berlin(t, c.at))
		if open != (c.until != "") || open && !until.Equal(berlin(t, c.until)) {
			t.Errorf("%s: open %v until %v", name, open, until)
		}
		if next, ok := office().NextOpening(berlin(t, c.at)); !ok || !next.Equal(berlin(t, c.next)) {
			t.Errorf("%s: opens next %v", name, next)
		}
	}
	// The clocks go forward at two: from one to four are two hours. They go back at three: then there are four.
	_, until := office().OpenAt(berlin(t, "2026-03-29 01:00"))
	if d := until.Sub(berlin(t, "2026-03-29 01:00")); d != 2*time.Hour {
		t.Errorf("the short night has %v", d)
	}
	_, until = office().OpenAt(berlin(t, "2026-10-25 01:00"))
	if d := until.Sub(berlin(t, "2026-10-25 01:00")); d != 4*time.Hour {
		t.Errorf("the long night has %v", d)
	}
	if open, until := (Hours{}).OpenAt(noon); !open || !until.IsZero() {
		t.Error("without hours it is not always open")
	}
	if _, ok := (Hours{}).NextOpening(noon); ok {
		t.Error("what is always open opens")
	}
}

func TestHoursAreKept(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		ctx := t.Context()
		for name, bad := range map[string]Hours{
			"empty span":    {Weekly: [7][]Span{{{600, 600}}}},
			"past midnight": {Weekly: [7][]Span{{{600, 1441}}}},
			"overlapping":   {Weekly: [7][]Span{{{600, 700}, {650, 800}}}},
			"touching":      {Weekly: [7][]Span{{{600, 700}, {700, 800}}}},
			"no day":        {Closed: []string{"2026-02-30"}},
			"another form":  {Closed: []string{"24.12.2026"}},
		} {
			if err := f.SetHours(ctx, town, bad); CodeOf(err) != CodeInvalid {
				t.Errorf("%s: %v", name, err)
			}
		}
		f.refused(f.SetHours(ctx, "", office()), CodeInvalid)
		for range 2 {
			f.must(f.SetHours(ctx, town, office()))
		}
		got, err := f.Hours(ctx, town)
		f.must(err)
		if len(got.Weekly[time.Tuesday]) != 2 || got.Weekly[time.Tuesday][1] != (Span{780, 1080}) || len(got.Closed) != 3 || len(got.Weekly[time.Saturday]) != 0 {
			t.Errorf("hours %+v", got)
		}
	})
}

// Outside of the hours nobody is put into the line, unless a clerk is there; who waits when the last clerk goes is told so.
func TestClosing(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		ctx := t.Context()
		f.must(f.SetHours(ctx, town, office())) // it is Wednesday, 12:00: just closed
		opening := func(want Opening) {
			t.Helper()
			got, err := f.Opening(ctx, town)
			f.must(err)
			if got.Open != want.Open || got.Clerks != want.Clerks || !got.Until.Equal(want.Until) {
				t.Errorf("opening %+v, want %+v", got, want)
			}
		}
		opening(Opening{Until: berlin(t, "2026-11-19 08:00")})
		_, err := f.Enqueue(ctx, call(1))
		f.refused(err, CodeClosed)
		f.arrive("krahl")
		opening(Opening{Open: true, Clerks: 1})
		f.ask(call(1), call(2))
		l := f.accept("krahl", Next)
		if r := f.reap(); r.Closed != 0 {
			t.Errorf("reaped %+v", r)
		}
		f.must(f.End(ctx, l, link.ReasonSolved))
		f.must(f.SetPresence(ctx, Clerk{ID: "krahl", Authorities: []string{town}}, link.Away))
		if r := f.reap(); r.Closed != 1 {
			t.Errorf("reaped %+v", r)
		}
		if c := f.find(call(2).ID); c.State != Abandoned || c.Reason != link.ReasonClosed {
			t.Errorf("%+v", c)
		}
		f.clock.move(20*time.Hour + 30*time.Minute)
		opening(Opening{Open: true, Until: berlin(t, "2026-11-19 12:00")})
		f.ask(call(3)) // open, though nobody is there yet
		if r := f.reap(); r.Closed != 0 {
			t.Errorf("reaped %+v", r)
		}
	})
}
