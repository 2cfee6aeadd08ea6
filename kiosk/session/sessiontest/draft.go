package sessiontest

import (
	"time"

	"buergerterminal/flows"
	"buergerterminal/kiosk/session"
)

// DraftCode is the text of a code, as kiosk/draft makes them, that opens nothing.
const DraftCode = "BTD1 K7QX2M 261205 AAAQEAYEAUDAOCAJBIFQYDIOB4IBCEQTCQKRMFYYDENBWHA5DYPQ4TBO"

var lastDay = flows.Day{Year: 2026, Month: 12, Day: 5}

// Kept is an application that was kept at the third question, in Ukrainian.
var Kept = session.SavedApplication{
	Flow: "meldebescheinigung", Version: version("meldebescheinigung"), Lang: "uk", Look: session.Look{Theme: session.Light}, Saved: Noon.AddDate(0, 0, -2).Add(2 * time.Hour),
	At:      session.Station{Kind: session.AtQuestion, Page: "zweck", Row: -1},
	Answers: flows.Answers{"art": flows.Choice("einfach")},
}

// Loan is how the hub lends Kept.
var Loan = session.Loan{ID: "0123456789abcdef0123456789abcdef", Lease: "00000000000000000000000000000001"}

// changed is one of an earlier version, of which two answers do not fit any more.
var changed = session.SavedApplication{
	Flow: "meldebescheinigung", Version: "0.1.0", Lang: "de", Saved: Noon.AddDate(0, 0, -2), At: session.Station{Kind: session.AtQuestion, Page: "gone", Row: -1},
	Answers: flows.Answers{"art": flows.Choice("none"), "gone": flows.Text("x"), "zweck": flows.Choice("bank")}, Left: []string{"sozialnachweis"},
}

var (
	toSave    = then(toKind, session.ChooseOption{Key: "art", Option: "einfach"}, session.Cancel{}, session.OpenSave{})
	toSaving  = then(toSave, session.KeepDraft{})
	toKept    = then(toSaving, session.DraftKept{Code: DraftCode, Last: lastDay})
	toPhoto   = then(nothingWorks, toCard, session.SkipCard{}, session.Cancel{}, session.OpenSave{}, session.KeepDraft{}, session.DraftKept{Code: DraftCode, Last: lastDay})
	toResume  = then(start, session.OpenResume{})
	toReading = then(toResume, next)
	toFound   = then(toReading, session.DraftOpened{Draft: Kept, Loan: Loan})
	toLent    = then(toFound, next, session.SkipCard{})
)

// version is that of a shipped service.
func version(flow string) string {
	s, err := idle()
	if err != nil {
		panic(err)
	}
	return s.Catalog.Flow(flow).Version
}
