package session

import "time"

// ClipPage is a page on which a film of sign language can be had.
type ClipPage string

// The pages with films.
const (
	ClipStart    ClipPage = "start"
	ClipPrivacy  ClipPage = "privacy"
	ClipIdentify ClipPage = "identify"
)

// ClipName says of which page of which service a film tells, and in which language its caption is.
type ClipName struct {
	Flow string // "" for a film that goes with every service
	Page ClipPage
	Lang string
}

// Clip is a film of sign language that the municipality has laid there. It has no sound.
type Clip struct {
	Length   time.Duration
	Shape    float64 // width by height
	Captions []Caption
}

// Caption is what is signed in a part of a film.
type Caption struct {
	From, To time.Duration
	Text     string
}

// CaptionAt is what is signed at a time, "" where nothing is.
func (c Clip) CaptionAt(at time.Duration) string {
	for _, one := range c.Captions {
		if at >= one.From && at < one.To {
			return one.Text
		}
	}
	return ""
}

// Film is what the page of the films shows.
type Film struct {
	Of      ClipName // the zero value: nothing
	Run     int      // counts beginnings, so that what an earlier one reports is past
	Playing bool
	Since   time.Time // when it began, or went on
	At      time.Duration
	Ended   bool
	Failed  bool

	Seen map[ClipName]bool // those that have begun by themselves, which they do once
}

// Events of the films of sign language. Continue closes their page.
type (
	OpenClip   struct{}
	ToggleClip struct{} // pauses, and goes on; begins anew at the end
	RepeatClip struct{} // from the beginning
	// ClipMoved says how far a run has come.
	ClipMoved struct {
		Run int
		At  time.Duration
	}
	// ClipEnded says that a run was shown to its end, or cannot be shown.
	ClipEnded struct {
		Run    int
		Failed bool
	}
	ToggleSigning struct{} // films begin by themselves
)

func (OpenClip) event()      {}
func (ToggleClip) event()    {}
func (RepeatClip) event()    {}
func (ClipMoved) event()     {}
func (ClipEnded) event()     {}
func (ToggleSigning) event() {}

// Effects of the films.
type (
	// ShowClip shows a film: the same run plays on or stands still, another one begins. Results: ClipMoved where what is signed changes, ClipEnded.
	ShowClip struct {
		Of      ClipName
		Run     int
		Playing bool
	}
	// StopClip ends it and takes its picture away.
	StopClip struct{}
)

func (ShowClip) effect() {}
func (StopClip) effect() {}

// clipPages are the stations with films.
var clipPages = map[StationKind]ClipPage{AtService: ClipStart, AtPrivacy: ClipPrivacy, AtCard: ClipIdentify}

// ClipHere is the film of the station, in the citizen's language: the service's own, or else that of all; ok is false where there is none,
// and in a call: there is somebody to ask.
func (s State) ClipHere() (name ClipName, ok bool) {
	v := s.Visit
	page, there := clipPages[v.At.Kind]
	if !there || v.Flow == nil || v.Call.With() {
		return ClipName{}, false
	}
	name = ClipName{Flow: v.Flow.ID, Page: page, Lang: v.Lang}
	if _, ok = s.Place.Clips[name]; !ok {
		name.Flow = ""
		_, ok = s.Place.Clips[name]
	}
	return name, ok
}

// clipAnswer takes what the projector reports.
func clipAnswer(s State, e Event) (State, bool) {
	film := &s.Visit.Film
	switch e := e.(type) {
	case ClipMoved:
		if film.Of != (ClipName{}) && e.Run == film.Run && !film.Ended {
			film.At = e.At
		}
	case ClipEnded:
		if film.Of != (ClipName{}) && e.Run == film.Run {
			film.Playing, film.Ended, film.Failed = false, true, e.Failed
		}
	default:
		return s, false
	}
	return s, true
}

// touchClip takes what a citizen does on the page of the films.
func touchClip(s State, e Event) (State, bool) {
	film := &s.Visit.Film
	switch e.(type) {
	case ToggleClip:
		if film.Ended {
			return s.beginClip(film.Of), true
		}
		film.Playing, film.Since = !film.Playing, s.Now
	case RepeatClip:
		return s.beginClip(film.Of), true
	default:
		return s, false
	}
	return s, true
}

// beginClip shows a film from its beginning.
func (s State) beginClip(name ClipName) State {
	film := &s.Visit.Film
	*film = Film{Of: name, Run: film.Run + 1, Playing: true, Since: s.Now, Seen: film.Seen}
	return s
}

// openClip lays the page of the films over the station.
func openClip(s State) State {
	name, ok := s.ClipHere()
	if !ok {
		return s
	}
	return over(s, OverClip).beginClip(name)
}

// signed keeps the film to its page: whoever chose so sees it begin when they come to its station for the first time, it ends with the page, and
// back from the languages it waits at its beginning.
func signed(before, after State, effects []Effect) (State, []Effect) {
	v := &after.Visit
	name, there := after.ClipHere()
	switch {
	case v.Over == OverNone && v.Look.Signing && there && !after.Warning() && !v.Film.Seen[name]:
		after = openClip(after)
		v.Film.Seen = with(v.Film.Seen, name, true)
	case v.Over == OverClip && !there:
		after = closeOver(after)
	case v.Over == OverClip && v.Film.Of != name:
		after = after.beginClip(name)
		v.Film.Playing = false
	}
	switch {
	case v.Over != OverClip && v.Film.Of != (ClipName{}):
		v.Film = Film{Run: v.Film.Run, Seen: v.Film.Seen}
	case after.Warning():
		v.Film.Playing = false
	}
	return after, append(effects, filmEffects(before.Visit.Film, v.Film)...)
}

// filmEffects are what makes the projector show what is to be seen.
func filmEffects(was, is Film) []Effect {
	shown := is.Of != (ClipName{}) && !is.Failed
	switch {
	case shown && !is.Ended && (is.Run != was.Run || is.Playing != was.Playing || is.Of != was.Of):
		return []Effect{ShowClip{Of: is.Of, Run: is.Run, Playing: is.Playing}}
	case !shown && was.Of != (ClipName{}) && !was.Failed:
		return []Effect{StopClip{}}
	}
	return nil
}

// longestStill is how much longer than itself a film keeps the time of a visit from running: one that hangs keeps nobody's answers on the screen.
const longestStill = time.Minute

// playing reports whether a film is being shown to the citizen; time does not run against them then.
func (s State) playing() bool {
	film := s.Visit.Film
	return film.Playing && s.Now.Sub(film.Since) < s.Place.Clips[film.Of].Length+longestStill
}
