package flows

import (
	"cmp"
	"regexp"
	"sync"
	"time"
)

// Catalog is the set of services that a terminal offers, in display order.
type Catalog struct {
	Flows     []*Flow
	Elsewhere []*Elsewhere // what the terminal cannot do, and who does
	Warnings  Problems     // of the flows, sorted; see Problem.Warning
	Streets   *Streets     // of the town, nil where it has told none

	indexing sync.Once
	items    []item          // of the search, in the order of Flows, then of Elsewhere
	joining  map[string]bool // folded words that are not looked for beside others
}

// Flow returns the flow with the id, or nil when the catalogue has none.
func (c *Catalog) Flow(id string) *Flow {
	for _, f := range c.Flows {
		if f.ID == id {
			return f
		}
	}
	return nil
}

// Identity says how the citizen proves who they are before the first question.
type Identity string

// The levels of identity that a flow can ask for.
const (
	IdentityNone Identity = "none" // nobody asks
	IdentityCard Identity = "card" // the identity document is read, or typed where the reader fails
)

// Flow is one service. It is immutable after Load and safe for concurrent use.
type Flow struct {
	ID        string   // the folder's name: [a-z][a-z0-9_-]*
	Version   string   // of the definition, semantic versioning
	Order     int      // place in the catalogue, smallest first
	Icon      string   // name of a sign, without ".svg"
	Category  string   // life situation: its names are the UI's own texts
	Leistung  string   // LeiKa key of the service, 14 digits, or "" while none is assigned
	Authority string   // id of the authority that receives the application
	Legal     string   // the law that the service rests on, German
	Identity  Identity // none or card
	Minutes   int      // how long an unhurried citizen takes
	Languages []string // BCP 47, the first is the language of the law (de)
	Kind      FlowKind // a form, or a call without questions
	Competent string   // one of CompetentLevels, or ""
	Example   bool     // its fees and authorities are examples, which a municipality lays its own over

	Needs     []Need     // what the citizen should have at hand
	Pages     []*Page    // in the order of asking; none only in a call
	Proofs    []*Proof   // papers to scan, after the questions
	Signature *Signature // nil: nothing is signed
	Consents  []*Consent // on the last page
	Next      []NextStep // what happens after sending
	Results   []NextStep // what the citizen takes home: text result.N
	Limits    []NextStep // what the terminal cannot do here, and who does: text limit.N
	Fees      []Fee      // dated; see Flow.Fee

	Values         []*Computed     // worked out of the answers
	Rules          []*Rule         // what must hold between answers
	Cosignatures   []*Cosignature  // of other persons
	Representation *Representation // nil: everybody acts for themselves, or the flow does not ask
	Partner        *Partner        // nil: an authority receives it
	Import         *Import         // nil: written by hand
	Unresolved     []Unresolved    // rules of an imported form that nobody could translate

	texts        map[string]*texts // by language
	textNumber   map[string]int    // by key
	fields       map[string]*Field // by id
	values       map[string]*Computed
	groups       []*Repeat      // in the order of asking
	sendingReads []*Field       // whose answers decide on what comes behind the questions
	gathered     int            // how many fields sum and count read
	position     map[string]int // of a field by id, in the order of asking
	ordered      []*Field       // in the order of asking
	place        place
	places       map[string]place // of what is in it; see Problem
}

// Need is one row of "what you need": texts needs.ID.title and needs.ID.detail.
type Need struct {
	ID   string
	Icon string
}

// NextStep is one row of "what happens next": text next.N, counted from 1. Rows of results and limits are the same.
type NextStep struct {
	Icon    string
	Visible *Condition // nil: always; only of what happens next
	Days    int        // {date} in the text is the day of sending and so many days; 0: none
}

// Page is what the citizen sees at once: mostly one question, at most three. A page without fields only informs.
type Page struct {
	ID      string
	Tone    string     // of a page without fields: "info" or "warn"
	Exit    bool       // the way ends here: "you do not need this, because …"
	LeadsTo string     // of an exit: id of the flow that does help, or ""
	FIM     string     // id of the FIM data field group, as G60000000086, or ""
	Visible *Condition // nil: always
	Repeat  *Repeat    // nil: once
	Fields  []*Field

	position int      // in Flow.Pages
	reads    []*Field // whose answers its conditions read, those of its own group left out
}

// Repeat makes a page, or several in a row, appear once per row: all pages of the first row, then all of the second.
// Its answers have keys as "group[0].field". The pages of a group share one Repeat.
type Repeat struct {
	ID    string     // of the group
	Min   int        // rows at least
	Max   int        // rows at most
	Count *Condition // whole number of rows; nil: as many as have answers
	Pages []*Page    // of the group, in the order of asking

	number int     // of the group in the flow
	rules  []*Rule // that are judged for each row
}

// Type is the type of a field's answer.
type Type string

// The types of fields.
const (
	TypeText      Type = "text"      // one line
	TypeLongText  Type = "longtext"  // several lines
	TypeEmail     Type = "email"     // a text, checked as an address
	TypeTelephone Type = "telephone" // a text, checked as a number to call
	TypeIBAN      Type = "iban"      // a text, checked by ISO 13616
	TypeInt       Type = "int"
	TypeMoney     Type = "money"  // cents
	TypeNumber    Type = "number" // with Field.Decimals, held as an int scaled by their power of ten
	TypeDate      Type = "date"
	TypeBool      Type = "bool"    // yes or no
	TypeChoice    Type = "choice"  // one of the options, or of the list
	TypeChoices   Type = "choices" // some of the options, or of the list
	TypeCountry   Type = "country" // one of Countries
)

// Field is one question.
type Field struct {
	ID        string
	Type      Type
	Required  bool
	Options   []Option   // of a choice, in order; none where it has a List
	List      *List      // of a choice: the code list that has its answers, or nil
	Min, Max  *int64     // of an int, money (cents) or number (scaled); of choices: how many
	Decimals  int        // of a number: digits behind the point, 0 to 6
	Earliest  *DayBound  // of a date
	Latest    *DayBound  // of a date
	Partial   bool       // of a date: day, or day and month, may be unknown (0)
	MaxLength int        // of a text, in characters (code points after NFC); never 0
	Pattern   string     // of a text, RE2, matches the whole text
	Visible   *Condition // nil: always
	Prefill   string     // datum of the card that fills it, one of PrefillSources, or ""
	Default   Value      // shown before the citizen answers; none: IsEmpty
	FIM       string     // id of the FIM data field, as F60000000227
	Path      string     // where the answer stands in the JSON of an imported schema, "G…/G…/F…", or ""
	Once      string     // key under which the answer is offered again in the same visit; see OnceKey
	Legal     string     // the law that asks for it
	Sensitive bool       // a special category of personal data (Art. 9 DSGVO): never on paper
	Secret    bool       // never leaves the terminal unsealed: a clerk's mirror does not show it
	Keyboard  string     // "text", "digits", "email" (letters, and @ at hand), "iban" (capitals and digits), or ""
	PlaceOf   string     // of a text: id of the field with the postcode whose places (Ort) are offered, or ""
	StreetOf  string     // of a text: id of the field with the postcode whose streets (Catalog.Streets) are offered, or ""
	Counts    string     // of an int: id of the group whose rows are listed on its page and counted by it, or ""
	RowName   []string   // with Counts: fields of the group that name a row in the list, in order
	RowDetail []string   // with Counts: fields of the group that tell more of a row, in order

	page     *Page
	position int             // in the order of asking
	gathered int             // of a repeated field that sum or count reads: its place among them, from 1; 0: none does
	keys     func() []string // of a repeated field, by row; made when the first is asked for
	pattern  *regexp.Regexp  // nil: none
	readers  []int           // pages whose conditions read the answer, by Page.turn
}

// Page returns the page that the field stands on.
func (f *Field) Page() *Page { return f.page }

// OnceKey is the key under which the answer is offered again in another application of the same visit: the field's own
// key, or else its id of FIM; "" where it is not.
func (f *Field) OnceKey() string { return cmp.Or(f.Once, f.FIM) }

// Option is one answer of a choice.
type Option struct {
	ID      string
	Visible *Condition // nil: always
}

// DayBound limits a date: by the day of the visit, or by a fixed day.
type DayBound struct {
	Today bool
	Day   Day
}

// Modes of a scan.
const (
	ModeText   = "text"   // 1 bit a pixel
	ModePhoto  = "photo"  // 8 bit grey
	ModeColour = "colour" // 24 bit; grey where the terminal's scanner has no colour
)

// Proof is a paper that is scanned.
type Proof struct {
	ID        string
	Mode      string // ModeText, ModePhoto or ModeColour
	Required  bool   // the application is not complete without it
	Skippable bool   // may be handed in later, or left out when it is not required
	MaxPages  int
	Visible   *Condition // nil: always
}

// Forms of a signature. Where no law asks for more, text form will do (§ 126b BGB): a declaration that can be read and names who makes
// it. A hand's own is asked for where a law wants the application signed or in writing (§ 126 BGB); that what is drawn on a screen
// satisfies such a law is not said here, but in the limits of the service.
const (
	FormHand = "hand"
	FormText = "text"
)

// Signature asks for the citizen's signature on the touch screen.
type Signature struct {
	Required bool
	Form     string // FormHand, or FormText where a typed name may stand in its place
}

// Kinds of consent. A declaration states facts; a consent allows something and may be withdrawn.
const (
	KindDeclaration = "declaration"
	KindConsent     = "consent"
)

// Consent is a box that the citizen ticks before sending.
type Consent struct {
	ID       string
	Kind     string // KindDeclaration or KindConsent
	Required bool
	Visible  *Condition // nil: always
}

// Fee is one price with the date from which it holds and where it is written.
type Fee struct {
	ID        string // of the text fee.ID, which says why it is free or how it is made up; "" where there is none
	Cents     int
	Per       string    // id of an int field or value that multiplies it, or ""
	ValidFrom time.Time // midnight UTC
	ValidTo   time.Time // last day, zero: open
	Source    string
	When      *Condition // nil: always
}

// PrefillSources are the data of a read card that a field may name.
func PrefillSources() []string {
	return []string{
		"card.family_names", "card.given_names", "card.birth_date", "card.nationality",
		"card.sex", "card.document_number", "card.valid_until",
	}
}

// Today is the reserved key under which the caller puts the day of the visit into Answers. Conditions may use it,
// and dates that must not lie in the future are only refused when it is there, since flows has no clock.
const Today = "today"

// Field returns the field of an answer's key ("plz", "persons[0].name"), or nil. The id alone does for a field of a
// repeated group as well.
func (f *Flow) Field(key string) *Field {
	group, row, id := SplitKey(key)
	q := f.fields[id]
	if q == nil || row >= 0 && (q.page.Repeat == nil || q.page.Repeat.ID != group) {
		return nil
	}
	return q
}

// Text returns the flow's text for a key in a language. It never falls back to another language: the loader has
// proved that each declared language is complete. Optional texts (see the package comment) may be missing.
func (f *Flow) Text(lang, key string) (string, bool) {
	t := f.texts[lang].all()
	if i, known := f.textNumber[key]; known && i < len(t.numbered) {
		return t.numbered[i], t.numbered[i] != ""
	}
	s, ok := t.errors[key]
	return s, ok
}

// Keywords are the words besides the title by which the flow is found in a language, not to be changed.
func (f *Flow) Keywords(lang string) []string { return f.texts[lang].all().keywords }

// PageTitle is the page's own title, or else the question of its only field; "" for an unknown language.
func (f *Flow) PageTitle(lang string, p *Page) string {
	if s, ok := f.Text(lang, "page."+p.ID+".title"); ok {
		return s
	}
	if len(p.Fields) == 0 {
		return ""
	}
	s, _ := f.Text(lang, "field."+p.Fields[0].ID+".title")
	return s
}
