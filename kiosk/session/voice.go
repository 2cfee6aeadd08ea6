package session

import "time"

// Speech is what the house has for reading aloud.
type Speech struct {
	Fitted  bool // there is a voice
	Headset bool // somebody's headset is plugged in
	// Keypad is what the keys of the keypad beside the screen mean, in the order in which they are told ("down", "up", "select", "next",
	// "back", "help"); empty where there is none.
	Keypad []string
}

// Voice is how the citizen has the pages read. It ends with the visit, and the next one begins with the usual volume.
type Voice struct {
	On       bool
	Rate     Rate
	Volume   Volume
	Spelling bool // words of the citizen's own are spelled
	Secrets  bool // what is secret is read too; only by headset, and only when the citizen says so
	Blank    bool // the screen shows nothing; only by headset
	Paused   bool

	Node string // key of what is being read or was last, as the page's tree names it; "" for nothing yet
	Left string // what it stood at when the page of the aids was laid over the one that it read
	Asks int    // how often the citizen has asked to hear something, so that asking for the same again is seen
	Page bool   // the last time it was the page, as it is read on arrival
	Rest bool   // the last time it was everything from Node to the end of the page

	Talking bool
	Since   time.Time // when it began to talk
}

// Rate is how fast the voice reads.
type Rate int

// The rates.
const (
	Slow      Rate = -1
	UsualRate Rate = 0
	Fast      Rate = 1
)

// Volume is how loud the voice is, in steps of 4 dB: the fourth lies 12 dB above the lowest (EN 301 549, 8.2.1.2).
type Volume int

// The ends of the volume; 0 is the usual one.
const (
	Softest Volume = -2
	Loudest Volume = 2
)

// DB is the volume below the loudest, in dB.
func (v Volume) DB() int { return 4 * int(v-Loudest) }

// Events of the voice.
type (
	// HeadsetChanged says that a headset was plugged in or pulled out.
	HeadsetChanged struct{ In bool }
	// VoiceCame says what the voice reads now: the node's key, and its id where Enter shall choose it.
	VoiceCame struct{ Node, Focus string }
	// VoiceTalks says that the voice began to talk, or is silent.
	VoiceTalks struct{ On bool }
	// VoiceFitted says that there is a voice now, where there was none.
	VoiceFitted struct{}

	ToggleSpeech   struct{}
	OpenVoice      struct{} // how the voice reads
	SetRate        struct{ Rate Rate }
	SetVolume      struct{ Volume Volume }
	ToggleSpelling struct{}
	ToggleSecrets  struct{}
	ToggleBlank    struct{}
	PauseVoice     struct{}                     // and go on
	ReadPage       struct{}                     // once more, from its title
	ReadAll        struct{}                     // all of the page that the aids were laid over, from its title
	ReadOn         struct{}                     // and from where the voice was
	ReadNode       struct{ Node, Focus string } // this one: by the key for what stands before or behind
)

func (HeadsetChanged) event() {}
func (VoiceCame) event()      {}
func (VoiceTalks) event()     {}
func (VoiceFitted) event()    {}
func (ToggleSpeech) event()   {}
func (OpenVoice) event()      {}
func (SetRate) event()        {}
func (SetVolume) event()      {}
func (ToggleSpelling) event() {}
func (ToggleSecrets) event()  {}
func (ToggleBlank) event()    {}
func (PauseVoice) event()     {}
func (ReadPage) event()       {}
func (ReadAll) event()        {}
func (ReadOn) event()         {}
func (ReadNode) event()       {}

// longestTalk is how long the voice keeps the time of a visit from running: longer than the longest page, and short enough
// that a voice that hangs keeps nobody's answers on the screen.
const longestTalk = 5 * time.Minute

// talking reports whether the voice is reading to the citizen; time does not run against them then.
func (v Voice) talking(now time.Time) bool {
	return v.On && v.Talking && now.Sub(v.Since) < longestTalk
}

// voiceAnswer takes what the voice and its jack report; a headset is somebody's hand, what the voice says is not.
func voiceAnswer(s State, e Event) (State, []Effect, bool) {
	v := &s.Visit.Voice
	switch e := e.(type) {
	case VoiceCame:
		if v.On {
			v.Node, s.Visit.Focus = e.Node, e.Focus
		}
	case VoiceTalks:
		v.Talking, v.Since = e.On && v.On, s.Now
	case VoiceFitted:
		s.Speech.Fitted = true
	case HeadsetChanged:
		next, effects := headsetChanged(s, e.In)
		return next, effects, true
	default:
		return s, nil, false
	}
	return s, nil, true
}

// headsetChanged begins to read as soon as somebody can hear it, a visit where there is none; and it falls silent at once
// when the headset is pulled out, for what it was reading is nobody else's business.
func headsetChanged(s State, in bool) (State, []Effect) {
	if s.Speech.Headset == in {
		return s, nil
	}
	s.Speech.Headset = in
	if !in {
		v := &s.Visit.Voice
		v.On, v.Blank, v.Secrets, v.Talking, v.Node = false, false, false, false, ""
		return s, nil
	}
	if !s.Speech.Fitted {
		return s, nil
	}
	var effects []Effect
	if s.Idle() {
		if code, _ := s.Closed(); code == "" {
			s, effects = welcome(s)
		} else {
			s = begin(s)
			s.Visit.At = at(AtClosed)
		}
	}
	s.Visit.LastTouch = s.Now
	s.Visit.Voice.On = true
	return s, effects
}

// asked is the voice when the citizen asks to hear a node.
func (v Voice) asked(node string) Voice {
	v.Node, v.Asks, v.Page, v.Rest = node, v.Asks+1, false, false
	return v
}

// touchReading takes what a citizen wants to hear again, slower or louder: that goes under the time-out warning, too.
func touchReading(s State, e Event) (State, bool) {
	v := &s.Visit.Voice
	switch e := e.(type) {
	case SetRate:
		v.Rate = min(max(e.Rate, Slow), Fast)
	case SetVolume:
		v.Volume = min(max(e.Volume, Softest), Loudest)
	case PauseVoice:
		v.Paused = v.On && !v.Paused
	case ReadPage:
		v.Asks, v.Page, v.Rest = v.Asks+1, true, false
	case ReadNode:
		*v, s.Visit.Focus = v.asked(e.Node), e.Focus
	default:
		return s, false
	}
	return s, true
}

// touchVoice takes what a citizen says about the voice; it means the same on every page.
func touchVoice(s State, e Event) (State, bool) {
	v := &s.Visit.Voice
	switch e.(type) {
	case ToggleSpeech:
		if s.Speech.Fitted {
			v.On = !v.On
			v.Blank, v.Secrets, v.Talking, v.Node = false, false, false, ""
		}
	case ReadAll, ReadOn:
		if v.On && s.Visit.Over == OverAids {
			from := ""
			if _, on := e.(ReadOn); on {
				from = v.Left
			}
			s = closeOver(s)
			*v = v.asked(from)
			v.Rest = true
		}
	case OpenVoice:
		if s.Speech.Fitted {
			s = over(s, OverVoice)
		}
	case ToggleSpelling:
		v.Spelling = !v.Spelling
	case ToggleSecrets:
		v.Secrets = !v.Secrets && s.Speech.Headset
	case ToggleBlank:
		v.Blank = !v.Blank && v.On && s.Speech.Headset
	default:
		return s, false
	}
	return s, true
}
