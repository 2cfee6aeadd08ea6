package fim

// Standard is the major version of XDatenfelder.
type Standard int

// The versions that Read knows, each by the URI of its namespace.
const (
	Standard2 Standard = 2 // urn:xoev-de:fim:standard:xdatenfelder_2
	Standard3 Standard = 3 // urn:xoev-de:fim:standard:xdatenfelder_3.0.0
)

// Schema is a Stammdatenschema: one form.
type Schema struct {
	Standard Standard
	Common
	Elements []*Element
	Ignored  map[string]int // names of elements that are not part of the standard as it is known here, and how often
}

// Common is what schemas, groups and fields have in common. Texts have their blanks folded.
type Common struct {
	ID, Version string // S, G or F and digits; the version is "" in a working copy
	Name        string // for editors
	Input       string // bezeichnungEingabe, what the citizen reads; of a schema its bezeichnung
	Output      string // bezeichnungAusgabe
	Help        string // hilfetextEingabe; of a schema its hilfetext
	HelpOutput  string
	Description string
	Definition  string
	References  []Reference
	Rules       []*Rule
	Line        int // where it begins in the file
}

// Reference is a bezug: mostly a law, sometimes another standard.
type Reference struct {
	Text string
	Link string // "" where there is none
}

// Element is a struktur: how often a group or a field stands in its parent.
type Element struct {
	Min, Max   int // Max is Unbounded where the schema says "*"
	References []Reference
	Group      *Group // one of the two is nil
	Field      *Field
	Line       int
}

// Unbounded is the Max of an element that may stand any number of times.
const Unbounded = -1

// Common returns what the element holds of either kind.
func (e *Element) Common() *Common {
	if e.Group != nil {
		return &e.Group.Common
	}
	return &e.Field.Common
}

// Repeats reports whether the element may stand more than once.
func (e *Element) Repeats() bool { return e.Max == Unbounded || e.Max > 1 }

// Group is a Datenfeldgruppe.
type Group struct {
	Common
	Choice   bool // art X: exactly one of the elements is given
	Elements []*Element
}

// Kinds of fields (feldart).
const (
	KindInput  = "input"
	KindSelect = "select"
	KindLabel  = "label"  // shows its Content
	KindHidden = "hidden" // carried, never shown
	KindLocked = "locked" // shown elsewhere, never changed
)

// Types of fields (datentyp).
const (
	TypeText     = "text"
	TypeLatin    = "text_latin" // DIN 91379 type C
	TypeDate     = "date"
	TypeTime     = "time"
	TypeDateTime = "datetime"
	TypeBool     = "bool"
	TypeNumber   = "num"
	TypeInteger  = "num_int"
	TypeCurrency = "num_currency"
	TypeFile     = "file"
	TypeObject   = "obj"
)

// Field is a Datenfeld.
type Field struct {
	Common
	Kind       string // one of the Kind constants
	Type       string // one of the Type constants
	Limits     Limits
	Content    string // inhalt
	Prefill    string // vorbefuellung: keine, optional, verpflichtend
	Values     []Code // werte
	List       *ListReference
	CodeKey    string // column of the list with the codes, "": the list's key
	NameKey    string // column with the names, "": the list's first other
	HelpKey    string
	MaxSize    string
	MediaTypes []string
}

// Limits is the praezisierung of a field, each as it is written, "" where there is none.
type Limits struct {
	MinLength, MaxLength string
	MinValue, MaxValue   string
	Pattern              string
	Note                 string // in XDatenfelder 2: a praezisierung that is no JSON
}

// Code is one answer of a closed list.
type Code struct {
	Code, Name, Help string
}

// ListReference names a code list.
type ListReference struct {
	URI        string // canonicalIdentification
	Version    string // "": any
	VersionURI string // canonicalVersionUri
}

// Rule is a regel. Only its sentence is read, never its script.
type Rule struct {
	ID, Version string
	Name        string
	Description string
	Sentence    string // freitextRegel; in XDatenfelder 2 the definition
	Type        string // regeltyp: K for a condition, V for a validation
	Script      bool   // it has a script
	References  []Reference
	Line        int
}
