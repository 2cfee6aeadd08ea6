package screen

import (
	"image"
	"image/color"

	"buergerterminal/kiosk/session"
)

// Tree is one page as meaning: what is shown, spoken, mirrored and tested comes from it and from nothing else.
// The zones are those of the look: read above the horizon, act below it, one row of actions, one bar.
type Tree struct {
	Page     string // name of the page, for example "question"; stable, for tests, logs and pictures
	Lang     string // BCP 47
	RTL      bool
	Look     session.Look
	Voice    session.Voice
	Headset  bool        // what is read goes to one pair of ears
	Keypad   []string    // what its keys mean, in the order in which they are told; empty where there is none
	Accent   color.RGBA  // the municipality's, checked; the zero value is the look's
	Arms     image.Image // the municipality's coat of arms; nil is the drawing's
	Sender   color.RGBA  // colour of the head of a sender that is no authority; the zero value is the terminal's own
	Quiet    bool        // ground is the surface colour (time-out, out of order)
	Band     bool        // the skyline stands in place of the progress
	Tall     bool        // what is read takes no more height than it needs, the rest is for acting: for who stands
	Head     *Node       // RoleHead
	Progress *Node       // RoleProgress, or nil
	Read     []*Node     // reading zone, bound to the bottom: picture, spot, badge, title, text
	Act      []*Node     // acting zone, from the horizon down
	Talk     *Node       // RoleTalk, behind what is acted on; layout gives it the room that is left
	Keyboard *Node       // RoleKeyboard, or nil
	Back     *Node       // left of the action row, or nil
	Forward  *Node       // right of the action row, or nil
	Bar      [4]*Node    // cancel, language, aids, human; nil leaves the place empty
	More     *Node       // turns a list that does not fit to its next page; layout shows it only then
	Less     *Node       // and back
	ListPage int         // page of the list that is open, from 0
	Lowered  *Node       // the quiet ground above a page that was moved down: Name, Detail (how to switch it off); layout shows it only then
	Blank    *Node       // stands in place of everything on a dark screen; the page goes on behind it, for keys and voice
}

// Node is one element. ID is unique on its page and stable over repaints.
type Node struct {
	ID     string
	Role   Role
	Name   string // the words; **strong** marks a stronger span, U+00AD a place to break a word, \n a line that ends here
	Detail string // second line, smaller
	Value  string // what a field or row holds
	Icon   string // name of a sign, "" for none
	After  string // sign behind the words ("arrow" on the way on)
	Kind   Kind   // of a button or text
	Tone   Tone   // of a note, state or badge
	Lang   string // language of Name when it is not the page's
	Weight int    // parts of the width in a Grid, 0 counts as 1

	Chosen  bool
	Wrong   bool
	Focused bool
	Grouped bool // the group that it stands in has the focus as a whole
	Read    bool // the voice reads it, or read it last
	Pressed bool
	Pointed string // who points at it, in words; "" nobody
	Active  bool   // the field that the keyboard writes to
	Caret   int    // place of the caret in Value, in runes; only where Active

	Fraction float64           // of a meter, a countdown or the open step of the progress, 0…1; shape of a film
	Steps    int               // of the progress: how many there are
	Step     int               // of the progress: the open one, from 0; Steps when all are done
	Columns  int               // of a Grid
	Picture  image.Image       // of RoleScan, RoleHead
	Modules  [][]bool          // of RoleQR: true is dark, without quiet zone
	Strokes  [][]session.Point // of RoleSignature, in its own px (936 × 480)
	Marks    []Mark            // doubtful spots on RoleScan

	Privacy  Privacy
	On       session.Event // what touching it means; nil cannot be touched
	Children []*Node
}

// Mark frames a spot of a picture, in parts of its width and height.
type Mark struct{ X, Y, W, H float64 }

// Role says what a node is.
type Role string

// Roles. The comment names what layout draws and which fields it reads.
const (
	RoleHead       Role = "head"       // Name town, Detail the service at the end; Kind foreign of a sender that is no authority: Value says so, Picture its logo, or Icon its first letter
	RoleProgress   Role = "progress"   // Steps, Step, Fraction; Name below ("**Schritt 2 von 6** · Angaben")
	RoleTitle      Role = "title"      // Name; one a page
	RoleText       Role = "text"       // Name; Kind plain (muted), strong (text colour), small, fine (28/36 small block)
	RoleHeading    Role = "heading"    // Name
	RoleSpot       Role = "spot"       // Icon on tint, 112 square
	RoleBadge      Role = "badge"      // circle 120 with Icon, Tone ok or warn
	RoleArt        Role = "art"        // Icon names the drawing: reader, scanner, printer, printer-empty
	RoleButton     Role = "button"     // Name, Icon, After, Kind; medium ones Kind …Medium
	RoleChoice     Role = "choice"     // one of several: Name, Detail, Chosen
	RoleCheck      Role = "check"      // several of several: Name, Detail, Chosen
	RoleCompact    Role = "compact"    // small choice: Name, Chosen, check sign at the end; Kind Sample centred, no sign
	RoleSwitch     Role = "switch"     // Icon, Name, Chosen
	RoleArea       Role = "area"       // tile of a life situation: Icon, Name, Detail
	RoleHit        Role = "hit"        // a service found: Icon, Name, Detail, arrow
	RoleOption     Role = "option"     // large way out: Icon, Name, Detail, arrow
	RoleQuick      Role = "quick"      // likely answer beside the number pad: Name, Detail
	RoleField      Role = "field"      // Value, Caret, Active, Wrong; Name is the label above it, where there are several; Icon at the start (search); Detail is the example in an empty search field, else the unit behind the value; a child button empties it; Kind Tall holds several lines; in a RoleTalk Name is the word on a tile
	RoleReason     Role = "reason"     // small way to an explanation, at the end of fields: Icon, Name; Kind Tall beside a tall field
	RoleDatePart   Role = "datepart"   // Name label above, Value centred, Active, Wrong
	RoleError      Role = "error"      // Name, below the field
	RoleConfirm    Role = "confirm"    // Name with a green check (the date in words); small beside a scan
	RoleNote       Role = "note"       // Icon, Name, Tone, Detail as a second paragraph; Kind strong one step larger (the news of the page)
	RoleFact       Role = "fact"       // Name small label, Value
	RoleRow        Role = "row"        // Name label column, Value, a child button at the end
	RoleNeed       Role = "need"       // Icon large, Name, Detail; rows with hairlines
	RolePoint      Role = "point"      // Icon, Name; rows with hairlines ("So geht es weiter")
	RolePerson     Role = "person"     // row of a repeated group: Name, Detail, two children buttons at the end
	RoleContact    Role = "contact"    // Icon large, Name small label, Value, Detail
	RoleState      Role = "state"      // circle with Icon, Name, Detail, Tone ok|now|none|warn|danger; Kind Small: a bare sign of 64 height, no circle
	RoleMeter      Role = "meter"      // Fraction
	RoleCountdown  Role = "countdown"  // Value (seconds), Name ("Sekunden"), Detail and children texts beside it, Fraction
	RoleUnit       Role = "unit"       // row of the technician's list: circle with Icon and Tone, Name, Detail, a child button at the end
	RoleFaulty     Role = "faulty"     // card of a broken unit: circle with Icon, Name, Value the code, Tone danger|warn; children rows and a grid of buttons
	RoleNumber     Role = "number"     // card: Name, Value (number), Detail, child RoleQR; Kind small where other ways out follow it
	RoleQR         Role = "qr"         // Modules
	RoleCall       Role = "call"       // who takes part in a call: children RoleVideo and RoleText (name, office) of each, a RoleState, the own RoleVideo of Kind small or a RoleText; layout makes it small where room is short
	RoleVideo      Role = "video"      // moving picture: Value says whose, Name is what is spoken of it; Kind small is the own one, with its Name beside it; Fraction, where it is set, is width by height of a film that nothing may be cut off, Icon its sign
	RoleTalk       Role = "talk"       // real-time text beside a page: Icon, Name; children RoleTranscript, RoleField, and a button or none; only these last two where room is short
	RoleTranscript Role = "transcript" // children RoleLine, the newest last; the oldest give way
	RoleLine       Role = "line"       // Name who, Value what they wrote, Active with a caret; Kind human for others than the citizen
	RoleOffer      Role = "offer"      // of a clerk: Icon, Name, Value stronger; children two buttons
	RoleScan       Role = "scan"       // Picture, Marks; Kind Wide fills the width (a strip of the page), else 540 wide
	RoleSignature  Role = "signature"  // Strokes; Name under the line at the start, Detail at the end
	RoleKeyboard   Role = "keyboard"   // children RoleKeyRow
	RoleKeyRow     Role = "keyrow"     // children RoleKey
	RoleKey        Role = "key"        // Name or Icon; Kind function keys; Weight in half keys (2 = a letter)
	RolePad        Role = "pad"        // number pad: children RoleKey, three columns; Kind Tall: targets of a touch test
	RoleTile       Role = "tile"       // of the bar: Icon, Name; Kind human for the human
	RoleHello      Role = "hello"      // idle page: Name "Willkommen", children RoleText with Lang, last one the explanation
	RoleClock      Role = "clock"      // idle page head: Name town, Detail site, Value time, child text with the date
	RoleStart      Role = "start"      // idle page: the large start area: Icon, Name, children RoleText with Lang

	RoleStack Role = "stack" // children below each other (gap 16); Kind rows: hairlines between, no gap
	RoleGrid  Role = "grid"  // children in Columns, gap 16 (24 for facts and date parts), widths by Weight
	RoleSplit Role = "split" // two children side by side: scan page (540 and rest), date page (616 and 296), fields (rest and 152) and their RoleReason
)

// Kind narrows a role.
type Kind string

// Kinds of buttons and texts.
const (
	Primary   Kind = "primary"
	Secondary Kind = "secondary"
	Neutral   Kind = "neutral"
	Deleting  Kind = "deleting"

	SecondaryMedium Kind = "secondary-medium"
	NeutralMedium   Kind = "neutral-medium"
	StartAligned    Kind = "start-aligned" // secondary with words at the start ("Person hinzufügen")

	Plain  Kind = ""
	Strong Kind = "strong"
	Small  Kind = "small"

	Function Kind = "function" // key
	Human    Kind = "human"    // tile, fact, state, note below a field: of the human helper
	Waiting  Kind = "waiting"  // tile of the human while one is waited for
	Rows     Kind = "rows"     // stack
	Tall     Kind = "tall"     // field of several lines
	Wide     Kind = "wide"     // scanned page over the full width
	Foreign  Kind = "foreign"  // head of a sender that is no authority
	Caption  Kind = "caption"  // what is signed in a film: room is kept for the longest, which has Steps letters
	Sample   Kind = "sample"   // compact choice, centred, set in the body size of the text size Step (28, 36, 44)
)

// Tone is the state that a sign and words tell.
type Tone string

// Tones.
const (
	ToneNone   Tone = ""
	ToneInfo   Tone = "info"
	ToneOK     Tone = "ok"
	ToneNow    Tone = "now"
	ToneWarn   Tone = "warn"
	ToneDanger Tone = "danger"
)

// Privacy says who may see a node's words.
type Privacy int

// Privacy classes. Personal is covered while the time-out warning runs; secret never leaves the terminal.
const (
	Public Privacy = iota
	Personal
	Secret
)

// Roots returns the nodes that the tree holds itself, in reading order.
func (t *Tree) Roots() []*Node {
	out := make([]*Node, 0, len(t.Read)+len(t.Act)+12)
	for _, group := range [][]*Node{
		{t.Lowered, t.Head, t.Progress}, t.Read, t.Act, {t.Talk, t.Less, t.More, t.Keyboard, t.Back, t.Forward}, t.Bar[:],
	} {
		for _, n := range group {
			if n != nil {
				out = append(out, n)
			}
		}
	}
	return out
}

// Walk calls visit for every node of the tree in reading order until visit returns false.
func (t *Tree) Walk(visit func(*Node) bool) {
	var walk func(n *Node) bool
	walk = func(n *Node) bool {
		if n == nil {
			return true
		}
		if !visit(n) {
			return false
		}
		for _, c := range n.Children {
			if !walk(c) {
				return false
			}
		}
		return true
	}
	for _, n := range t.Roots() {
		if !walk(n) {
			return
		}
	}
}

// Keys name the nodes for the voice: by their id, and those that have none by their place on the page.
func (t *Tree) Keys() map[*Node]string {
	keys, i := map[*Node]string{}, 0
	t.Walk(func(n *Node) bool {
		i++
		if keys[n] = n.ID; n.ID == "" {
			keys[n] = "#" + itoa(i)
		}
		return true
	})
	return keys
}

// Find returns the node with the id, or nil.
func (t *Tree) Find(id string) *Node {
	var found *Node
	t.Walk(func(n *Node) bool {
		if n.ID == id {
			found = n
		}
		return found == nil
	})
	return found
}
