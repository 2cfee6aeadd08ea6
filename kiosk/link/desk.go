package link

import "time"

// Messages of a desk.
type (
	// DeskHello opens the channel. Tab is random for each browser tab: a clerk has one desk, and the newest tab is it.
	// Call and Epoch are a call that the tab still holds after a cut. Lang is that of the desk, in which services are named.
	DeskHello struct {
		Tab   string `json:"tab"`
		Lang  string `json:"lang,omitempty"`
		Call  string `json:"call,omitempty"`
		Epoch int    `json:"epoch,omitempty"`
	}
	// Presence is how the clerk wants to be seen.
	Presence struct {
		State Attendance `json:"state"`
	}
	// Accept takes a waiting call; without Call the one that has waited longest and that the clerk has the skills for.
	Accept struct {
		Call string `json:"call,omitempty"`
	}
	// Transfer hands the call on: to a colleague, or to whoever has the skills. The citizen keeps the connection to the
	// clerk until the next one is connected.
	Transfer struct {
		Call     string `json:"call"`
		Clerk    string `json:"clerk,omitempty"` // id of the colleague
		Flow     string `json:"flow,omitempty"`
		Language string `json:"language,omitempty"`
	}
	// Invite asks a third one into the call.
	Invite struct {
		Call  string     `json:"call"`
		Clerk string     `json:"clerk"`
		As    AttendRole `json:"as"`
	}
	// Join and Decline answer Ringing.
	Join struct {
		Call string `json:"call"`
	}
	Decline struct {
		Call string `json:"call"`
	}
	// End ends the call for all when its clerk says it, and leaves it when another does.
	End struct {
		Call   string `json:"call"`
		Reason Reason `json:"reason"`
	}
	// CallbackDone removes a call-back with its number.
	CallbackDone struct {
		ID string `json:"id"`
	}
)

// Attendance is whether a clerk can be had.
type Attendance string

// Attendances. Busy is set by the hub while a clerk is in a call.
const (
	Available Attendance = "available"
	Busy      Attendance = "busy"
	Away      Attendance = "away"
)

// Messages to a desk.
type (
	// DeskWelcome answers DeskHello.
	DeskWelcome struct {
		Clerk       string   `json:"clerk"` // id of the account
		Name        string   `json:"name"`
		Office      string   `json:"office"`
		Roles       []string `json:"roles"`
		Authorities []string `json:"authorities"`
		Town        string   `json:"town"`
	}
	// Board is everything that the desk's first page shows. It is sent whole at each change, at most twice a second.
	Board struct {
		Version    int64       `json:"version"`
		Now        time.Time   `json:"now"`
		State      Attendance  `json:"state"`
		Open       bool        `json:"open"`
		Until      time.Time   `json:"until"`
		Waiting    []Case      `json:"waiting"`
		Callbacks  []Ringback  `json:"callbacks"`
		Terminals  []Standing  `json:"terminals"`
		Colleagues []Colleague `json:"colleagues"`
		Today      Today       `json:"today"`
	}
	// Ringing asks a colleague into a call.
	Ringing struct {
		Call  string     `json:"call"`
		From  string     `json:"from"` // name of the clerk who asks
		As    AttendRole `json:"as"`
		Moved bool       `json:"moved"` // a transfer: who joins becomes the clerk of the call
		Case  Case       `json:"case"`
	}
	// Stopped takes Ringing back.
	Stopped struct {
		Call string `json:"call"`
	}
	// Superseded says that the clerk opened the desk elsewhere; this tab does nothing any more.
	Superseded struct{}
)

// Case is a call as a desk sees it. It names nobody.
type Case struct {
	Call      string    `json:"call"`
	Authority string    `json:"authority"`
	Terminal  string    `json:"terminal"` // id
	Site      string    `json:"site"`     // "Rathaus, Foyer"
	Since     time.Time `json:"since"`
	Flow      string    `json:"flow"`
	Title     string    `json:"title"` // of the service, in German
	Step      int       `json:"step"`
	Steps     int       `json:"steps"`
	Part      string    `json:"part"`
	Language  string    `json:"language"`
	Needs     []Need    `json:"needs,omitempty"`
	Text      bool      `json:"text,omitempty"`
	Again     bool      `json:"again,omitempty"`
	Fits      bool      `json:"fits"` // the clerk has the skills for it
}

// Ringback is a wished call-back.
type Ringback struct {
	ID       string    `json:"id"`
	Site     string    `json:"site"`
	Flow     string    `json:"flow"`
	Title    string    `json:"title"`
	Language string    `json:"language"`
	Phone    string    `json:"phone"`
	From     time.Time `json:"from"`
	To       time.Time `json:"to"`
}

// Standing is a terminal as a desk sees it.
type Standing struct {
	Terminal string    `json:"terminal"`
	Site     string    `json:"site"`
	Online   bool      `json:"online"`
	Since    time.Time `json:"since"` // of Online, or of the first code of Health
	Health   []string  `json:"health,omitempty"`
	Outbox   int       `json:"outbox,omitempty"`
}

// Colleague is another clerk of the same authorities.
type Colleague struct {
	Clerk     string     `json:"clerk"`
	Name      string     `json:"name"`
	Office    string     `json:"office"`
	State     Attendance `json:"state"`
	Languages []string   `json:"languages,omitempty"`
	Interpret bool       `json:"interpret,omitempty"`
	Signs     bool       `json:"signs,omitempty"`
}

// Today counts what was done since midnight.
type Today struct {
	Calls     int `json:"calls"`
	WaitMean  int `json:"waitMean"` // seconds
	Arrived   int `json:"arrived"`  // applications
	DoneShare int `json:"doneShare"`
}
