package queue

import (
	"fmt"
	"testing"
	"time"

	"buergerterminal/kiosk/link"
)

// A clerk sees the calls of the own authorities, and the skills decide who fits.
func TestSkills(t *testing.T) {
	clerks := map[string]Clerk{
		"all":         {Authorities: []string{town, village}, Languages: []string{"de", "en", "ar"}},
		"german":      {Authorities: []string{town}, Languages: []string{"de"}},
		"dogs":        {Authorities: []string{town}, Services: []string{"hund"}, Languages: []string{"de"}},
		"villager":    {Authorities: []string{village}, Languages: []string{"de"}},
		"speechless":  {Authorities: []string{town}},
		"nowhere":     {Languages: []string{"de"}},
		"easy":        {Authorities: []string{town}, Languages: []string{"de-leicht"}},
		"almost":      {Authorities: []string{town}, Languages: []string{"d"}},
		"capital":     {Authorities: []string{town}, Languages: []string{"DE"}},
		"interpreter": {Languages: []string{"ar"}, Interpret: true},
	}
	calls := []struct {
		name                      string
		authority, flow, language string
		needs                     []link.Need
		fits, sees                string // clerks, in the order of their names
	}{
		{"usual", town, "wohnung", "de", nil, "all german", "all almost capital dogs easy german speechless"},
		{"a dog", town, "hund", "de", nil, "all dogs german", "all almost capital dogs easy german speechless"},
		{"no service yet", town, "", "de", nil, "all dogs german", "all almost capital dogs easy german speechless"},
		{"easy language", town, "", "de-leicht", nil, "all dogs easy german", "all almost capital dogs easy german speechless"},
		{"Arabic", town, "", "ar", nil, "all", "all almost capital dogs easy german speechless"},
		{"Arabic with an interpreter", town, "", "ar", []link.Need{link.NeedLargeText, link.NeedInterpreter}, "all almost capital dogs easy german speechless", "all almost capital dogs easy german speechless"},
		{"in the village", village, "wohnung", "de", nil, "all villager", "all villager"},
	}
	names := []string{"all", "almost", "capital", "dogs", "easy", "german", "interpreter", "nowhere", "speechless", "villager"}
	each(t, func(t *testing.T, f *fixture) {
		ctx := t.Context()
		for id, c := range clerks {
			c.ID = id
			f.must(f.SetPresence(ctx, c, link.Available))
		}
		for i, c := range calls {
			asked := call(i)
			asked.Authority, asked.Flow, asked.Language, asked.Needs = c.authority, c.flow, c.language, c.needs
			f.ask(asked)
			var fits, sees, next string
			for _, clerk := range names {
				cases, err := f.Waiting(ctx, clerk)
				f.must(err)
				for _, seen := range cases {
					sees += " " + clerk
					if seen.Fits {
						fits += " " + clerk
					}
				}
				l, err := f.Accept(ctx, clerk, Next)
				if err == nil {
					next += " " + clerk
					f.must(f.Requeue(ctx, l))
				} else {
					f.refused(err, CodeEmpty)
				}
				// By name, a clerk of the authority may take what does not fit; nobody else may.
				l, err = f.Accept(ctx, clerk, asked.ID)
				if err == nil != (len(cases) == 1) {
					t.Errorf("%s: %s by name: %v", c.name, clerk, err)
				}
				if err == nil {
					f.must(f.Requeue(ctx, l))
				}
			}
			if fits != " "+c.fits || sees != " "+c.sees || next != fits {
				t.Errorf("%s: fits%s, sees%s, next%s", c.name, fits, sees, next)
			}
			f.must(f.HangUp(ctx, asked.Terminal, asked.ID, link.ReasonWithdrawn))
		}
	})
}

// The line: those who came back first, then in the order in which they came; each authority has its own.
func TestLine(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		ctx := t.Context()
		f.arrive("krahl", "lehmann")
		other := call(5)
		other.Authority = village
		f.ask(call(1), call(2), other, call(3))
		f.must(f.Requeue(ctx, f.accept("krahl", call(3).ID)))
		places := func() (text string) {
			for _, authority := range []string{town, village} {
				stands, err := f.Line(ctx, authority)
				f.must(err)
				for _, s := range stands {
					wait := "?"
					if s.Wait != nil {
						wait = s.Wait.String()
					}
					text += fmt.Sprintf("%s %d %s %v, ", s.Terminal, s.Place, wait, s.Again)
				}
			}
			return text
		}
		if got := places(); got != "ms-03 1 ? true, ms-01 2 ? false, ms-02 3 ? false, ms-05 1 ? false, " {
			t.Errorf("without an average: %s", got)
		}
		// Three calls of four minutes make an average; two clerks, both free.
		for i := range 3 {
			n := call(10 + i)
			f.ask(n)
			l := f.accept("krahl", n.ID)
			for range 16 {
				f.clock.move(15 * time.Second)
				f.must(f.TerminalsHere(ctx, "ms-01", "ms-02", "ms-03", "ms-05", n.Terminal))
				f.must(f.Beat(ctx, "lehmann"))
				var err error
				l, err = f.Renew(ctx, l)
				f.must(err)
			}
			f.must(f.End(ctx, l, link.ReasonSolved))
		}
		if got := places(); got != "ms-03 1 30s true, ms-01 2 30s false, ms-02 3 2m0s false, ms-05 1 ? false, " {
			t.Errorf("two free: %s", got)
		}
		// One of them is busy, one away.
		f.accept("krahl", call(1).ID)
		if got := places(); got != "ms-03 1 30s true, ms-02 2 2m0s false, ms-05 1 ? false, " {
			t.Errorf("one busy: %s", got)
		}
		f.must(f.SetPresence(ctx, Clerk{ID: "lehmann", Authorities: []string{town}, Languages: []string{"de"}}, link.Away))
		if got := places(); got != "ms-03 1 4m0s true, ms-02 2 8m0s false, ms-05 1 ? false, " {
			t.Errorf("one busy, one away: %s", got)
		}
		// Another service takes the average of the authority; a language that nobody speaks has no wait.
		sorbian, dog := call(6), call(7)
		sorbian.Language, dog.Flow = "hsb", "hund"
		f.ask(sorbian, dog)
		if got := places(); got != "ms-03 1 4m0s true, ms-02 2 8m0s false, ms-06 3 ? false, ms-07 4 16m0s false, ms-05 1 ? false, " {
			t.Errorf("other services: %s", got)
		}
	})
}

func TestFigures(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		ctx := t.Context()
		f.arrive("krahl", "lehmann")
		figures := func(authorities ...string) Figures {
			got, err := f.Figures(ctx, noon, authorities...)
			f.must(err)
			return got
		}
		if got := figures(town); got != (Figures{}) {
			t.Errorf("nothing yet: %+v", got)
		}
		f.ask(call(1), call(2), call(3), call(4))
		f.must(f.End(ctx, f.accept("krahl", Next), link.ReasonSolved)) // waited 4 s
		f.clock.move(3 * time.Second)
		f.accept("krahl", Next) // waited 6 s, still goes on
		f.must(f.HangUp(ctx, "ms-03", call(3).ID, link.ReasonWithdrawn))
		want := Figures{Calls: 2, WaitMean: 5 * time.Second, Ended: 2, Done: 1, Abandoned: 1}
		if got := figures(town, village); got != want {
			t.Errorf("%+v, want %+v", got, want)
		}
		if got := figures(village); got != (Figures{}) {
			t.Errorf("of another authority: %+v", got)
		}
		if got := figures(); got != (Figures{}) {
			t.Errorf("of none: %+v", got)
		}
		// Old calls go.
		f.clock.move(91 * 24 * time.Hour)
		f.reap()
		if _, err := f.Find(ctx, call(1).ID); CodeOf(err) != CodeUnknown {
			t.Errorf("an old call: %v", err)
		}
	})
}

// What stays of a call names neither citizen nor clerk.
func TestHistoryNamesNobody(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		ctx := t.Context()
		f.arrive("krahl", "lehmann", "weber")
		asked := call(1)
		asked.Writes, asked.Needs = true, []link.Need{link.NeedText, link.NeedInterpreter}
		f.ask(asked)
		l := f.accept("krahl", Next)
		f.must(f.Invite(ctx, l, "weber", link.AsSecond))
		f.must(f.Transfer(ctx, l, To{Clerk: "lehmann"}))
		f.must(f.End(ctx, f.accept("lehmann", Next), link.ReasonSolved))
		for _, clerk := range []string{"krahl", "lehmann", "weber"} {
			f.must(f.Depart(ctx, clerk))
		}
		f.clock.move(25 * time.Hour)
		f.reap()
		for _, table := range []string{"queue_clerk", "queue_skill", "queue_participant", "queue_event"} {
			var n int
			f.must(f.db.QueryRow(ctx, "SELECT count(*) FROM "+table).Scan(&n))
			if n != 0 {
				t.Errorf("%s has %d rows", table, n)
			}
		}
		var n int
		f.must(f.db.QueryRow(ctx, "SELECT count(*) FROM queue_call WHERE clerk = '' AND previous = '' AND target = '' AND part = '' AND needs = '' AND writes = 0 AND interpreter = 0").Scan(&n))
		if n != 1 {
			t.Error("the call that ended names somebody, or says how somebody hears or speaks")
		}
	})
}
