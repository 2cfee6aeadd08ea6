package layout

import (
	"image"

	"buergerterminal/kiosk/screen"
	"buergerterminal/kiosk/typeset"
)

// Placed is a page on its panel: where every node is, what is painted in which order, and the reading order.
type Placed struct {
	Tree  *screen.Tree
	Size  image.Point  // panel in px
	Nodes []PlacedNode // in reading order
	Paint []Op         // in painting order
	Pages int          // pages of the list that was paged, 1 where nothing was
}

// PlacedNode is a node with its rectangle. What can be touched has On set and Target is where touching counts.
type PlacedNode struct {
	Node   *screen.Node
	Rect   image.Rectangle
	Target image.Rectangle
	Radius int
}

// Role of colour; display holds the values per theme (tokens.toml, color.*).
type Role string

// Colour roles of the look.
const (
	Page, Surface, Raised, Tint, Tint2 Role = "page", "surface", "raised", "tint", "tint_2"
	Text, Muted                        Role = "text", "muted"
	Accent, AccentPress, OnAccent      Role = "accent", "accent_press", "on_accent"
	LineRole, Hair, BarLine, Track     Role = "line", "hair", "bar_line", "track"
	Field, FieldLine                   Role = "field", "field_line"
	Danger, DangerBg, OK, OKBg         Role = "danger", "danger_bg", "ok", "ok_bg"
	Warn, WarnBg, WarnMark             Role = "warn", "warn_bg", "warn_mark"
	Clerk, ClerkBg, OnClerk            Role = "clerk", "clerk_bg", "on_clerk"
	Key, Key2, KeyLine, Panel, Focus   Role = "key", "key_2", "key_line", "panel", "focus"
	Il0, Il1, Il2, Il3, Il4            Role = "il_0", "il_1", "il_2", "il_3", "il_4"
	Sky0, Sky1, Sky2                   Role = "sky_0", "sky_1", "sky_2"
	Tower, Tree                        Role = "tower", "tree"       // of the idle page's skyline
	StartRule                          Role = "start_rule"          // hairline on the accent of the idle page
	White, Black                       Role = "white", "black"      // never recoloured: QR, scanned paper
	Sender, OnSender                   Role = "sender", "on_sender" // of the tree's sender; where it has no colour: accent, on_accent
	None                               Role = ""
)

// Op is one thing to paint. Exactly one of the kinds below.
type Op interface{ op() }

// Box is a rectangle with round corners: fill, then border inside its edge.
type Box struct {
	Rect   image.Rectangle
	Radius int
	Fill   Role
	Line   Role
	Width  int // of the border
}

// Path is an SVG path (commands M L H V C S Q T A Z, absolute or relative) scaled and moved.
type Path struct {
	D      string
	X, Y   float32 // place of the path's origin
	Scale  float32 // px per unit
	Mirror bool    // x → −x before moving (signs that turn in right-to-left)
	Fill   Role
	Stroke Role
	Width  float32 // of the stroke, in units of the path; round caps and joins
	Dash   []float32
	Motion Motion
}

// Words is one line of text. Strong spans take StrongRole when it is set.
type Words struct {
	Line       typeset.Line
	X, Y       int // start of the line (left edge) and its baseline
	Role       Role
	StrongRole Role
}

// Picture is an image scaled into Rect, never recoloured.
type Picture struct {
	Image image.Image
	Rect  image.Rectangle
}

// Video is the place of a moving picture, which covers Rect with its middle. The display lays it over the page; what was
// painted there before shows as long as there is no picture.
type Video struct {
	Of     string // whose (Value of a screen.RoleVideo)
	Rect   image.Rectangle
	Radius int
}

// Modules is a QR code: dark on white in every theme, edges on whole px. Rect is the code without quiet zone.
type Modules struct {
	Bits [][]bool
	Rect image.Rectangle
}

// Caret blinks; with reduced motion it stands.
type Caret struct {
	Rect image.Rectangle
	Role Role
}

// Motion of a path.
type Motion int

// Motions. Pulse is the slow pulse of the card's arrow (1.6 s); still with reduced motion.
const (
	Still Motion = iota
	Pulse
)

func (Box) op()     {}
func (Path) op()    {}
func (Words) op()   {}
func (Picture) op() {}
func (Modules) op() {}
func (Video) op()   {}
func (Caret) op()   {}

// At returns the node that is touched at p, or nil: the last placed target that holds p.
func (p *Placed) At(at image.Point) *PlacedNode {
	for i := len(p.Nodes) - 1; i >= 0; i-- {
		n := &p.Nodes[i]
		if n.Node.On != nil && at.In(n.Target) {
			return n
		}
	}
	return nil
}

// Find returns the placed node with the id, or nil.
func (p *Placed) Find(id string) *PlacedNode {
	for i := range p.Nodes {
		if p.Nodes[i].Node.ID == id {
			return &p.Nodes[i]
		}
	}
	return nil
}
