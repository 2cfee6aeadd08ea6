package link

// Data channels between the terminal and each participant, negotiated by these ids (RFC 8831). All are ordered and reliable.
const (
	ChannelText    uint16 = 0 // real-time text: T.140 blocks (RFC 8865, subprotocol "t140"), both ways
	ChannelForm    uint16 = 1 // FormMessages as text
	ChannelPicture uint16 = 2 // pieces of pictures as binary, each behind its Picture on ChannelForm

	SubprotocolText = "t140"
	PictureChunk    = 16 << 10 // largest piece in bytes
	MaxPicture      = 8 << 20  // largest picture in bytes
)

// Messages of the terminal on the form's channel.
type (
	// Mirror is the page that the citizen sees, whole, at each change. Only the newest one counts.
	Mirror struct {
		Version uint64       `json:"version"` // rises by at least one
		Page    string       `json:"page"`
		Lang    string       `json:"lang"` // BCP 47
		RTL     bool         `json:"rtl,omitempty"`
		Accent  string       `json:"accent,omitempty"`  // the municipality's colour, as #20571f; "" is the look's
		Covered bool         `json:"covered,omitempty"` // the citizen's answers are covered; Nodes holds what stands there instead
		Focus   string       `json:"focus,omitempty"`   // id of the node with the focus
		Pointed string       `json:"pointed,omitempty"` // id of the node that a participant points at
		Nodes   []MirrorNode `json:"nodes"`             // in reading order

		Unresolved []string `json:"unresolved,omitempty"` // rules about the page, in German, that nobody has checked: the clerk looks
	}
	// Grant tells whether the citizen lets the clerk fill and turn pages.
	Grant struct {
		State GrantState `json:"state"`
	}
	// Done answers Suggest, Fill, Press and Request by their id.
	Done struct {
		ID      string  `json:"id"`
		Outcome Outcome `json:"outcome"`
	}
	// Shared tells what the citizen sends just now.
	Shared struct {
		Audio bool `json:"audio"`
		Video bool `json:"video"`
	}
	// Admission tells whether the citizen lets somebody see and hear them who came later than the first clerk. Until it is given,
	// that participant gets nothing of the citizen: neither picture nor sound, neither page nor text.
	Admission struct {
		Who   string     `json:"who"` // id of the participant
		State GrantState `json:"state"`
	}
	// Picture announces a scan or a signature: Size bytes follow on the picture's channel. Nothing of it may outlive the call.
	Picture struct {
		ID    string `json:"id"`    // of the Request, or "" where the citizen came to it alone
		What  Wanted `json:"what"`  // WantScan or WantSignature
		Name  string `json:"name"`  // of the proof, in the language of the page
		Media string `json:"media"` // image/jpeg or image/png
		Size  int    `json:"size"`
		Page  int    `json:"page"` // of the proof, from 1
	}
)

// MirrorNode is one element of the page as meaning. What is private beyond the call is not in it: nodes of the class
// secret carry no words and no value.
type MirrorNode struct {
	ID       string       `json:"id,omitempty"`
	Role     string       `json:"role"` // of screen.Role
	Kind     string       `json:"kind,omitempty"`
	Tone     string       `json:"tone,omitempty"`
	Icon     string       `json:"icon,omitempty"`
	Zone     string       `json:"zone,omitempty"` // of a root: head, progress, read, act, keyboard, back, forward, bar
	Name     string       `json:"name,omitempty"`
	Detail   string       `json:"detail,omitempty"`
	Value    string       `json:"value,omitempty"`
	Lang     string       `json:"lang,omitempty"`
	Chosen   bool         `json:"chosen,omitempty"`
	Wrong    bool         `json:"wrong,omitempty"`
	Active   bool         `json:"active,omitempty"`
	Caret    int          `json:"caret,omitempty"` // place of the caret in Value, in runes; only where Active
	Fraction float64      `json:"fraction,omitempty"`
	Step     int          `json:"step,omitempty"`
	Steps    int          `json:"steps,omitempty"`
	Columns  int          `json:"columns,omitempty"`
	Secret   bool         `json:"secret,omitempty"`
	Act      MirrorAct    `json:"act,omitempty"` // what a clerk may do with it
	Children []MirrorNode `json:"children,omitempty"`
}

// MirrorAct says what a clerk may do with an element beside pointing at it.
type MirrorAct string

// Acts.
const (
	ActNone  MirrorAct = ""
	ActPress MirrorAct = "press" // choose, turn the page
	ActFill  MirrorAct = "fill"  // write a value
)

// Messages of a participant on the form's channel. All but Point need the role clerk or second.
type (
	// Point shows the citizen an element; "" ends it.
	Point struct {
		Node string `json:"node"`
	}
	// Suggest offers an answer, which the citizen takes or not. Value is for fields only. In it and in Fill and Press, Page is
	// that of the Mirror on which the participant saw the element: where the citizen has left it, the answer is OutcomeStale.
	Suggest struct {
		ID    string `json:"id"`
		Page  string `json:"page"`
		Node  string `json:"node"`
		Value string `json:"value,omitempty"`
	}
	// Fill writes into a field. The first Fill or Press of a call asks the citizen (Grant).
	Fill struct {
		ID    string `json:"id"`
		Page  string `json:"page"`
		Node  string `json:"node"`
		Value string `json:"value"`
	}
	// Press touches an element for the citizen.
	Press struct {
		ID   string `json:"id"`
		Page string `json:"page"`
		Node string `json:"node"`
	}
	// Request asks the citizen for something.
	Request struct {
		ID   string `json:"id"`
		What Wanted `json:"what"`
	}
	// Withdraw takes a Suggest or Request back.
	Withdraw struct {
		ID string `json:"id"`
	}
	// Holding says that the participant listens to somebody else for a while.
	Holding struct {
		On bool `json:"on"`
	}
)

// GrantState is the citizen's answer to whether a clerk may fill, or somebody take part.
type GrantState string

// Grants.
const (
	GrantAsked   GrantState = "asked"
	GrantGiven   GrantState = "given"
	GrantRefused GrantState = "refused"
)

// Outcome is what became of something that a clerk asked for.
type Outcome string

// Outcomes.
const (
	OutcomeShown   Outcome = "shown" // the citizen sees it
	OutcomeDone    Outcome = "done"
	OutcomeRefused Outcome = "refused"  // by the citizen
	OutcomeStale   Outcome = "stale"    // the page has changed meanwhile, or there is no such element
	OutcomeForbid  Outcome = "forbid"   // only the citizen may do this
	OutcomeInvalid Outcome = "invalid"  // the value is not taken by the field
	OutcomeNoPlace Outcome = "no-place" // not on this page, or the device is missing
)

// Wanted is something that a clerk asks a citizen for.
type Wanted string

// What can be asked for.
const (
	WantCard      Wanted = "card"
	WantScan      Wanted = "scan"
	WantSignature Wanted = "signature"
	WantPrint     Wanted = "print"
)
