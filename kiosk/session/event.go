package session

import (
	"image"
	"time"

	"buergerterminal/devices"
	"buergerterminal/flows"
)

// Event is something that happened: a touch, a key, a device's answer, the passing of time.
// Node.On of the screen's tree holds the event that touching a node means.
type Event interface{ event() }

// Events of the hand and the clock.
type (
	// Tick tells the time, in the zone of the terminal's place. It comes once a second.
	Tick struct{ Now time.Time }
	// Pressed is a finger or pointer that came down inside a node.
	Pressed struct{ ID string }
	// Released is a finger that went up, or away, wherever it was.
	Released struct{}
	// Focused moves the keyboard's focus to a node; "" takes it away.
	Focused struct{ ID string }
)

// Events of the row of actions and the bar; they mean the same on every page.
type (
	Start        struct{}
	Continue     struct{}
	Back         struct{}
	OpenLanguage struct{}
	OpenAids     struct{}
	OpenHelp     struct{}
	Cancel       struct{} // asks back where something would be lost
	EndVisit     struct{} // ends and wipes without asking back
	Resume       struct{} // goes on after the time-out warning
	TurnList     struct{ By int }
)

// Events of the pages before a service.
type (
	SetLanguage struct{ Lang string }
	SetTextSize struct{ Size TextSize }
	SetTheme    struct{ Theme Theme } // the same theme again goes back to light
	ToggleLower struct{}
	ToggleTones struct{}
	ToggleStill struct{}                  // nothing moves by itself, or does again
	ChooseArea  struct{ Category string } // "" shows all services
	OpenSearch  struct{}
	ListHits    struct{ All bool } // all that the search has found, in the place of the keyboard; or the keyboard again
	ChooseFlow  struct{ ID string }

	ChooseElsewhere struct{ ID string } // reads who else helps
)

// Events of writing. Key presses of the screen's and of a real keyboard are the same events.
type (
	ActivateField struct{ Key string }
	ActivatePart  struct{ Part DatePart }
	TypeRune      struct{ Rune rune }
	Erase         struct{}
	Empty         struct{}
	MoveCaret     struct{ By int }
	ToggleShift   struct{}
	TurnKeyboard  struct{ To Level }
	PutDate       struct{ Day flows.Day }
)

// Events of answering.
type (
	ChooseOption struct{ Key, Option string }
	ToggleOption struct{ Key, Option string }
	Answer       struct {
		Key string
		Yes bool
	}
	EditAnswer    struct{ Station, Through Station } // from the review page, on to Through where one row tells of several stations
	ToggleConsent struct{ ID string }
	Suggest       struct{ Key, Text string } // puts a likely text into a field
	OpenWhy       struct{}                   // why the page asks what it asks
)

// Events of a repeated group: its list, and the row that is open.
type (
	AddRow    struct{ Group string }
	ChangeRow struct {
		Group string
		Index int
	}
	RemoveRow struct { // asks back; EndRow removes
		Group string
		Index int
	}
	EndRow      struct{} // removes the row, or drops what the open one changed
	ReadRowCard struct{} // reads the document of the person in the row
)

// Events of the ID-card reader.
type (
	CardRead   struct{ Card Card }
	CardFailed struct{ Fault devices.Fault }
	ChipEnded  struct{ Chip Chip }
	CardWrong  struct{} // "Etwas stimmt nicht": the citizen types instead
	SkipCard   struct{}
	CardLies   struct{ Lies bool } // behind the end of a visit: a document lies in the chip reader, or was taken out
)

// Events of scanning.
type (
	StartScan  struct{}
	StopScan   struct{}
	ScanMoved  struct{ Progress ScanProgress }
	ScanDone   struct{ Page ScannedPage }
	ScanFailed struct{ Fault devices.Fault }
	ScanAgain  struct{}
	AddPage    struct{}
	TurnPage   struct{} // a quarter turn clockwise
	ToggleZoom struct{}
	SkipProof  struct{}
)

// Events of signing.
type (
	StrokeStarted  struct{ At Point }
	StrokeMoved    struct{ At Point }
	StrokeEnded    struct{}
	ClearSignature struct{}
	CannotSign     struct{} // where the law wants a hand's own
	TypeSignature  struct{} // a typed name in its place, where it does not
	SignLater      struct{} // the second person is not here today
)

// Events of storing, delivering and printing.
type (
	Stored      struct{ Key, Number, Token string }
	StoreFailed struct{ Code string }
	Delivered   struct{ Key string }
	Accepted    struct{ Key string } // the authority has signed that it took it
	PrintEnded  struct {
		Outcome devices.Outcome
		Fault   devices.Fault
	}
	PrintAgain struct{}
	Another    struct{} // a further application in the same visit
)

// Events of the house.
type (
	DeviceChanged struct{ Status devices.Status }
	HubChanged    struct{ Reachable bool }
	// HealthChanged says that something without which no visit can be finished broke (Code) or is whole again ("").
	HealthChanged struct {
		Code  string
		Since time.Time
	}
	// ServicesChanged says that the municipality has changed what is offered, or what is said of the place. It takes effect
	// when nobody is served.
	ServicesChanged struct {
		Catalog *flows.Catalog
		Place   Place
	}
)

func (Tick) event()           {}
func (Pressed) event()        {}
func (Released) event()       {}
func (Focused) event()        {}
func (Start) event()          {}
func (Continue) event()       {}
func (Back) event()           {}
func (OpenLanguage) event()   {}
func (OpenAids) event()       {}
func (OpenHelp) event()       {}
func (Cancel) event()         {}
func (EndVisit) event()       {}
func (Resume) event()         {}
func (TurnList) event()       {}
func (SetLanguage) event()    {}
func (SetTextSize) event()    {}
func (SetTheme) event()       {}
func (ToggleLower) event()    {}
func (ToggleTones) event()    {}
func (ToggleStill) event()    {}
func (ChooseArea) event()     {}
func (OpenSearch) event()     {}
func (ListHits) event()       {}
func (ChooseFlow) event()     {}
func (ActivateField) event()  {}
func (ActivatePart) event()   {}
func (TypeRune) event()       {}
func (Erase) event()          {}
func (Empty) event()          {}
func (MoveCaret) event()      {}
func (ToggleShift) event()    {}
func (TurnKeyboard) event()   {}
func (PutDate) event()        {}
func (ChooseOption) event()   {}
func (ToggleOption) event()   {}
func (Answer) event()         {}
func (EditAnswer) event()     {}
func (ToggleConsent) event()  {}
func (Suggest) event()        {}
func (OpenWhy) event()        {}
func (AddRow) event()         {}
func (ChangeRow) event()      {}
func (RemoveRow) event()      {}
func (EndRow) event()         {}
func (ReadRowCard) event()    {}
func (CardRead) event()       {}
func (ChipEnded) event()      {}
func (CardLies) event()       {}
func (CardFailed) event()     {}
func (CardWrong) event()      {}
func (SkipCard) event()       {}
func (StartScan) event()      {}
func (StopScan) event()       {}
func (ScanMoved) event()      {}
func (ScanDone) event()       {}
func (ScanFailed) event()     {}
func (ScanAgain) event()      {}
func (AddPage) event()        {}
func (TurnPage) event()       {}
func (ToggleZoom) event()     {}
func (SkipProof) event()      {}
func (StrokeStarted) event()  {}
func (StrokeMoved) event()    {}
func (StrokeEnded) event()    {}
func (ClearSignature) event() {}
func (CannotSign) event()     {}
func (TypeSignature) event()  {}
func (SignLater) event()      {}
func (Stored) event()         {}
func (StoreFailed) event()    {}
func (Delivered) event()      {}
func (Accepted) event()       {}
func (PrintEnded) event()     {}
func (PrintAgain) event()     {}
func (Another) event()        {}
func (DeviceChanged) event()  {}
func (HubChanged) event()     {}
func (HealthChanged) event()  {}

func (ServicesChanged) event() {}
func (ChooseElsewhere) event() {}

// Card is what an identity document says, as printed on it. Kiosk fills it from the reader; nothing in it is corrected.
type Card struct {
	FamilyNames    string
	GivenNames     string
	BirthDate      flows.Day
	Nationality    string // ICAO code, "D" for German
	Country        string // the name of that state in German, the language of the application
	Sex            string // "F", "M" or ""
	DocumentNumber string
	ValidUntil     flows.Day
	ChipKey        ChipKey  // what opens its chip
	Chip           Chip     // what became of it
	Cut            bool     // the names may be cut short on the document
	Doubtful       []string // prefill sources ("card.birth_date") that were not read surely
}

// ScanProgress is where a running scan is.
type ScanProgress struct {
	Lines, Total int
	Left         time.Duration
	Attempt      int  // 2 when the page is being repeated
	Waiting      bool // for the scanner, of which nothing comes
}

// ScannedPage is one page as it will be sent: the picture for the screen, and its compressed form. The picture stands upright as
// the citizen turned it; the file stays as the scanner gave it, and Turns says how it is to be shown.
type ScannedPage struct {
	Image    image.Image
	Data     []byte
	MIME     string
	DPI      int // 0 where nobody knows it, as of a camera's picture
	Turns    int // quarter turns clockwise from the file to the picture, 0 to 3
	Findings []Finding
}

// Finding is a judgement of a scanned page. The rectangle is in parts of width and height.
type Finding struct {
	Kind       string // what might be wrong: "cut", "blurred", "dark", "blank", "shadow", "crooked"
	OK         bool
	X, Y, W, H float64
}
