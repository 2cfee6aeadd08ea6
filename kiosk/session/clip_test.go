package session_test

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"buergerterminal/kiosk/session"
	"buergerterminal/kiosk/session/sessiontest"
)

// film is the state of a page of sessiontest.Clips.
func film(t *testing.T, name string) session.State {
	t.Helper()
	i := slices.IndexFunc(sessiontest.Clips, func(p sessiontest.Page) bool { return p.Name == "clip: "+name })
	if i < 0 {
		t.Fatalf("there is no page %q", name)
	}
	s, _ := sessiontest.Walk(sessiontest.Idle(t), sessiontest.Clips[i].Events...)
	return s
}

// TestFilmBeginsByItselfOnce: only who chose so has it begin, and only the first time on each page.
func TestFilmBeginsByItselfOnce(t *testing.T) {
	s := film(t, "service")
	if s.Visit.Over != session.OverNone || s.Visit.Film.Playing {
		t.Fatal("the film begins unasked")
	}
	s = film(t, "by itself")
	if s.Visit.Over != session.OverClip || !s.Visit.Film.Playing || s.Visit.Film.Of.Page != session.ClipStart {
		t.Fatalf("over %q, film %+v", s.Visit.Over, s.Visit.Film)
	}
	for _, tt := range []struct {
		do    session.Event
		over  session.Overlay
		about session.ClipPage
	}{
		{session.Continue{}, session.OverNone, ""},                   // closes the film
		{session.Continue{}, session.OverClip, session.ClipPrivacy},  // the next page
		{session.Continue{}, session.OverNone, ""},                   //
		{session.Continue{}, session.OverClip, session.ClipIdentify}, // and the next
		{session.Continue{}, session.OverNone, ""},                   //
		{session.Back{}, session.OverNone, ""},                       // back where it was seen
		{session.OpenClip{}, session.OverClip, session.ClipPrivacy},  // and asked for
	} {
		s, _ = session.Step(s, tt.do)
		if s.Visit.Over != tt.over || s.Visit.Film.Of.Page != tt.about || s.Visit.Film.Playing != (tt.about != "") {
			t.Fatalf("after %T: over %q, film %+v", tt.do, s.Visit.Over, s.Visit.Film)
		}
	}
}

// TestTimeWaitsForTheFilm: no warning while it plays; it runs when it stands still, and where a film hangs.
func TestTimeWaitsForTheFilm(t *testing.T) {
	wait := func(s session.State, d time.Duration) session.State {
		for end := s.Now.Add(d); s.Now.Before(end); {
			s, _ = session.Step(s, session.Tick{Now: s.Now.Add(time.Second)})
		}
		return s
	}
	long := film(t, "service")
	name, _ := long.ClipHere()
	c := long.Place.Clips[name]
	c.Length = 4 * time.Minute
	long.Place.Clips = map[session.ClipName]session.Clip{name: c}
	long, _ = session.Step(long, session.OpenClip{})
	if s := wait(long, 4*time.Minute); s.Warning() || s.Visit.Over != session.OverClip {
		t.Error("warned while the film plays")
	}
	if s := wait(long, 4*time.Minute+longestStill+warning+2*time.Second); !s.Warning() || s.Visit.Film.Playing {
		t.Error("a film that hangs keeps the page open")
	}
	still, _ := session.Step(long, session.ToggleClip{})
	if s := wait(still, warning); !s.Warning() {
		t.Error("no warning while the film stands still")
	}
}

const longestStill = time.Minute

// TestFilmEnds: with its page, with the human who comes, with the card that is read, and with the visit.
func TestFilmEnds(t *testing.T) {
	card, _ := session.Step(film(t, "card"), session.OpenClip{})
	waiting, _ := sessiontest.Walk(film(t, "service"), session.DeskLinked{Up: true}, session.DeskChanged{Open: true, Clerks: 1},
		session.OpenHelp{}, session.StartCall{}, session.CallQueued{Place: 1}, session.GoOnAlone{}, session.OpenClip{})
	for name, tt := range map[string]struct {
		s  session.State
		do session.Event
	}{
		"closed":    {film(t, "plays"), session.Continue{}},
		"languages": {film(t, "plays"), session.OpenLanguage{}},
		"card":      {card, session.CardRead{Card: sessiontest.Card}},
		"a human":   {waiting, session.CallAccepted{Who: sessiontest.Clerk}},
		"cancelled": {film(t, "plays"), session.Cancel{}},
	} {
		t.Run(name, func(t *testing.T) {
			if !tt.s.Visit.Film.Playing {
				t.Fatalf("no film plays: %+v, over %q", tt.s.Visit.Film, tt.s.Visit.Over)
			}
			s, effects := session.Step(tt.s, tt.do)
			if s.Visit.Film.Of != (session.ClipName{}) || !slices.ContainsFunc(effects, func(e session.Effect) bool { return e == session.StopClip{} }) {
				t.Errorf("film %+v, effects %#v", s.Visit.Film, effects)
			}
		})
	}
}

// TestFilmPosition: what an earlier run reports is past.
func TestFilmPosition(t *testing.T) {
	s := film(t, "plays")
	c := s.Place.Clips[s.Visit.Film.Of]
	if s.Visit.Film.At != 4*time.Second || c.CaptionAt(s.Visit.Film.At) != c.Captions[1].Text || c.CaptionAt(c.Length) != "" {
		t.Errorf("at %v", s.Visit.Film.At)
	}
	s, _ = session.Step(s, session.RepeatClip{})
	again := s
	s, effects := sessiontest.Walk(s, session.ClipMoved{Run: 1, At: 7 * time.Second}, session.ClipEnded{Run: 1})
	if !reflect.DeepEqual(s.Visit.Film, again.Visit.Film) || len(effects) > 0 {
		t.Errorf("what the first run reports changed the second: %+v", s.Visit.Film)
	}
	s, _ = session.Step(s, session.ClipEnded{Run: 2})
	s, effects = session.Step(s, session.ToggleClip{})
	if !s.Visit.Film.Playing || s.Visit.Film.Run != 3 || len(effects) != 1 {
		t.Errorf("played again from its end: %+v, %#v", s.Visit.Film, effects)
	}
}

// TestNoFilms: the switch does nothing where the municipality has none, and no page offers one.
func TestNoFilms(t *testing.T) {
	s, effects := sessiontest.Walk(sessiontest.Idle(t), session.Start{}, session.ToggleSigning{}, session.Continue{}, session.ChooseFlow{ID: "meldebescheinigung"}, session.OpenClip{})
	if s.Visit.Look.Signing || s.Visit.Over != session.OverNone || len(effects) > 0 {
		t.Errorf("signing %v, over %q, %#v", s.Visit.Look.Signing, s.Visit.Over, effects)
	}
}

// TestFilmForAll: a film that goes with every service is shown where the service has none of its own, in the citizen's language only.
func TestFilmForAll(t *testing.T) {
	s := film(t, "service")
	s, _ = session.Step(s, session.Continue{})
	own, all := session.ClipName{Flow: "meldebescheinigung", Page: session.ClipPrivacy, Lang: "de"}, session.ClipName{Page: session.ClipPrivacy, Lang: "de"}
	for _, tt := range []struct {
		name  string
		clips []session.ClipName
		want  session.ClipName
		ok    bool
	}{
		{"both", []session.ClipName{own, all}, own, true},
		{"of all", []session.ClipName{all}, all, true},
		{"of another page", []session.ClipName{{Page: session.ClipIdentify, Lang: "de"}}, session.ClipName{}, false},
		{"of another language", []session.ClipName{{Page: session.ClipPrivacy, Lang: "uk"}}, session.ClipName{}, false},
	} {
		s.Place.Clips = map[session.ClipName]session.Clip{}
		for _, name := range tt.clips {
			s.Place.Clips[name] = session.Clip{Length: time.Second}
		}
		if got, ok := s.ClipHere(); ok != tt.ok || ok && got != tt.want {
			t.Errorf("%s: %+v, %v", tt.name, got, ok)
		}
		if next, _ := session.Step(s, session.OpenClip{}); (next.Visit.Over == session.OverClip) != tt.ok || tt.ok && next.Visit.Film.Of != tt.want {
			t.Errorf("%s: the page %q shows %+v", tt.name, next.Visit.Over, next.Visit.Film.Of)
		}
	}
}
