package session

import (
	"image"
	"image/color"
	"maps"
	"time"

	"buergerterminal/devices"
	"buergerterminal/flows"
)

// State is everything that the terminal's behaviour depends on. It is a value: Step never changes the one it gets,
// and whoever holds an older State still holds what was true then.
type State struct {
	Now      time.Time // of the last Tick
	Place    Place
	Times    Times
	Catalog  *flows.Catalog
	Changed  *ServicesChanged                // what comes instead, as soon as nobody is served
	Devices  map[devices.Kind]devices.Status // fitted devices only
	Hub      bool                            // the hub answers
	Desk     Desk                            // the clerks behind it
	Broken   string                          // health code that closes the terminal, or ""
	Since    time.Time                       // of Broken
	Pressed  string                          // node under the finger
	Visit    Visit                           // the zero Visit is the idle terminal
	CardLeft time.Time                       // since when a document lies in the chip reader that belongs to no visit; zero: none does

	Pattern    []Corner // of the technician's way in; empty: there is none
	Knock      Knock
	Standing   Standing
	Manual     Manual
	Inspection Inspection // the last one

	Speech Speech
}

// Place is what the pages say of the terminal and where it stands.
type Place struct {
	Town       string
	Site       string      // "Bürgerterminal im Rathaus"
	Arms       image.Image // coat of arms; nil where the municipality has given none
	Accent     color.RGBA  // colour of what can be done, checked; the zero value is the look's
	TerminalID string
	Still      bool     // nothing on this terminal moves by itself, whatever a citizen chooses
	Languages  []string // BCP 47, the first is the town's own
	Phone      string
	PhoneHours map[string]string // by language
	Contacts   []Contact

	Calls         bool // a human can be called from here
	AutoCall      bool // the call begins with the visit
	CallbackHours Week // in which citizens can be called back; empty: never

	SaveDays int // that an application can be kept for another day; 0: it cannot

	Clips map[ClipName]Clip // films of sign language
}

// Contact is where else help can be had, in the words of the configuration.
type Contact struct {
	Icon  string
	Label map[string]string // by language
	Value string
	Hint  map[string]string // by language
}

// Times are the limits of waiting.
type Times struct {
	IdleWarning time.Duration // without a touch until the warning
	Countdown   time.Duration // of the warning, at least 20 s
	Wipe        time.Duration // of the last page
	Arrival     time.Duration // how long the receipt waits for the hub's answer
	Pattern     time.Duration // of the technician's way in, from the first corner to the last
	Technician  time.Duration // without a touch until a technician's visit ends
	Move        time.Duration // from one move of the focus to the next, where it moves by itself
	Rounds      int           // of the page, until it rests
}

// DefaultTimes are those of the look (tokens.toml, time).
func DefaultTimes() Times {
	return Times{
		IdleWarning: 90 * time.Second, Countdown: 60 * time.Second, Wipe: 60 * time.Second, Arrival: 3 * time.Second,
		Pattern: 6 * time.Second, Technician: 5 * time.Minute,
		Move: 2 * time.Second, Rounds: 3,
	}
}

// Visit is one citizen's visit. Wiping is replacing it by the zero Visit: whatever is new here is wiped without a further line.
type Visit struct {
	Lang      string
	Look      Look
	Voice     Voice
	Switches  Switches
	At        Station
	Over      Overlay // a page laid over the station
	Under     Overlay // the one that the language or the aids were laid over
	LastTouch time.Time
	WarnUntil time.Time // the warning runs while this is not zero
	WipeAt    time.Time // the last page wipes then

	Known    map[string]flows.Value // what an earlier application of this visit said, by flows.Field.OnceKey
	Offered  flows.Answers          // those out of Known that this application began with
	CardKept bool                   // Card was read for an earlier application

	Category  string
	Query     Edit
	Listed    bool   // all hits stand in the place of the keyboard
	Elsewhere string // id of what is read at AtElsewhere
	Flow      *flows.Flow
	Answers   flows.Answers
	Draft     Draft
	Row       *RowEdit // of a repeated group, while it is entered or changed
	Removing  int      // row that OverRemove asks about
	Mending   bool     // came from the review page, and goes back there
	First     Station  // what is mended begins here
	Through   Station  // and ends here

	Card          *Card
	CardConfirmed bool
	CardFault     devices.Fault

	Scan    Scan
	Proofs  map[string][]ScannedPage // accepted pages by proof
	Skipped map[string]bool          // proofs that will be handed in later or left out

	Strokes    [][]Point
	Drawing    bool
	Typing     bool // the name is typed in place of the strokes, where the service takes text form
	Typed      Edit // that name
	CannotSign bool
	Cosigned   map[string]Cosigned // signatures of others, by id

	Consents map[string]bool
	Missing  string // what Continue missed: "consent", "signature", "rows.max", "print"

	Submission Submission
	Print      Print

	Saving Saving
	Resume Resuming
	Onto   Station // where a kept application goes on behind the document
	Loan   Loan    // the kept application that is open, or shown

	Call     Call
	Callback Callback
	Aside    *Visit // what was open when the citizen, waiting for a human, went over to another service; nil for nothing

	Technician Technician // instead of everything above that belongs to a service

	Film Film // of sign language, while its page is open

	Focus    string
	ListPage int
}

// Overlay is a page that lies over the station and gives it back unchanged.
type Overlay string

// Overlays.
const (
	OverNone     Overlay = ""
	OverLanguage Overlay = "language"
	OverAids     Overlay = "aids"
	OverHelp     Overlay = "help"
	OverCancel   Overlay = "cancel"
	OverVoice    Overlay = "voice"    // how the voice reads
	OverSwitches Overlay = "switches" // how the focus moves for who has switches
	OverWhy      Overlay = "why"      // why the page asks what it asks
	OverRemove   Overlay = "remove"   // really take this row out?
	OverUnsaved  Overlay = "unsaved"  // the open row is not finished
	OverSave     Overlay = "save"     // keep the application for another day
	OverClip     Overlay = "clip"     // what the page says, in sign language

	OverMeeting  Overlay = "meeting"  // who took the call, and what they will see and hear
	OverWrite    Overlay = "writing"  // what is written in the call
	OverNewcomer Overlay = "newcomer" // may one who has come later see and hear the citizen?
	OverGrant    Overlay = "grant"    // may the clerk fill and turn pages?
	OverEnded    Overlay = "ended"    // how the call ended
	OverCallback Overlay = "callback" // when and where to call back
)

// Draft is what the open page holds before Continue accepts it.
type Draft struct {
	Answers flows.Answers
	Edits   map[string]Edit     // text being written, by key
	Dates   map[string]DateEdit // dates being written, by key
	Active  string              // key of the field that the keyboard writes to
	Wrong   map[string]flows.Code
	Broken  map[string]string // ids of rules that do not hold, by the key that is to be mended
	Shift   bool
	Level   Level
}

// Level is a layer of the keyboard of letters.
type Level int

// The layers of the keyboard. Accented letters fill three. LevelLetters are the letters that a page begins with: Latin ones
// in every field, in the search those of the citizen's language, which LevelLatin then leaves for Latin ones.
const (
	LevelLetters Level = iota
	LevelAccents
	LevelMoreAccents
	LevelDigits
	LevelLatin
	LevelRareAccents
)

// Edit is a text and the caret in it, counted in runes.
type Edit struct {
	Text  string
	Caret int
}

// DatePart names a box of a date.
type DatePart int

// The boxes of a date, as they stand on the page.
const (
	PartDay DatePart = iota
	PartMonth
	PartYear
)

// DateEdit is a date being written: three boxes of figures.
type DateEdit struct {
	Parts  [3]string
	Active DatePart
}

// Stage is where scanning a proof stands.
type Stage int

// Stages of a scan.
const (
	ScanPlace Stage = iota
	ScanRunning
	ScanCheck
)

// Scan is the proof page.
type Scan struct {
	Stage    Stage
	Progress ScanProgress
	Page     *ScannedPage // just scanned, not yet accepted
	Fault    devices.Fault
	Zoomed   bool
	Adding   bool // the page comes behind those already accepted
}

// Submission is the fate of the application.
type Submission struct {
	Storing  bool
	Code     string // why storing failed
	Early    string // key of a delivery that was reported while still storing
	Key      string
	Number   string
	Token    string
	StoredAt time.Time
	Arrived  bool // the hub has confirmed it
	Accepted bool // the authority has
}

// Done reports whether the application is committed to the outbox.
func (s Submission) Done() bool { return s.Key != "" }

// Print is the fate of the receipt.
type Print struct {
	Running bool
	Asked   bool // at least once
	Ended   bool
	Outcome devices.Outcome
	Fault   devices.Fault
	Copies  int  // prints that may already be in the citizen's hand
	Waived  bool // the citizen took the number instead
}

// Idle reports whether nobody is being served.
func (s State) Idle() bool { return s.Visit.At.Kind == AtIdle }

// Warning reports whether the time-out warning covers the page.
func (s State) Warning() bool { return !s.Visit.WarnUntil.IsZero() }

// Device is the status of a fitted device; ok is false where none is fitted.
func (s State) Device(k devices.Kind) (devices.Status, bool) {
	d, ok := s.Devices[k]
	return d, ok
}

// Usable reports whether a device is fitted and works.
func (s State) Usable(k devices.Kind) bool {
	d, ok := s.Devices[k]
	return ok && d.Usable()
}

// Today is the day of the last Tick.
func (s State) Today() flows.Day { return flows.DayOf(s.Now) }

// Evaluation is what follows from the answers so far, on this day.
func (s State) Evaluation() flows.Evaluation {
	return s.Visit.Flow.Evaluate(s.withToday(s.Visit.Answers))
}

// Application is the answers as they are shown for review and sent: pruned.
func (s State) Application() flows.Answers { return s.Visit.Flow.Prune(s.withToday(s.Visit.Answers)) }

// withToday is the answers with the day of the visit, against which dates are checked.
func (s State) withToday(a flows.Answers) flows.Answers {
	c := maps.Clone(a)
	if c == nil {
		c = flows.Answers{}
	}
	c[flows.Today] = flows.DateOf(s.Today())
	return c
}
