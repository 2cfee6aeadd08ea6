package sessiontest

import (
	"time"

	"buergerterminal/kiosk/session"
)

// People of a call: a clerk, a colleague, the clerk to whom it is handed on, and an interpreter.
var (
	Clerk       = session.Participant{ID: "p1", Name: "Petra Krahl", Office: "Bürgeramt", Part: session.PartClerk}
	Colleague   = session.Participant{ID: "p2", Name: "Jan Wuschke", Office: "Meldebehörde", Part: session.PartSecond}
	Successor   = session.Participant{ID: "p4", Name: "Mara Noack", Office: "Bürgeramt", Part: session.PartClerk}
	Interpreter = session.Participant{ID: "p3", Name: "Olena Bondar", Office: "Sprachmittlung", Part: session.PartInterpreter}
)

// hours are the times in which the tests' town calls back.
var hours = session.WorkingDays(session.Hours{From: 8 * time.Hour, To: 12 * time.Hour}, session.Hours{From: 13 * time.Hour, To: 18 * time.Hour})

var (
	open = []session.Event{session.DeskLinked{Up: true}, session.DeskChanged{Open: true, Clerks: 2, Until: Noon.Add(6 * time.Hour)}}
	shut = []session.Event{session.DeskLinked{Up: true}, session.DeskChanged{Until: Noon.Add(44 * time.Hour)}}

	// On the page of a choice in the middle of a service, as in the look.
	toHome    = then(open, toKind)
	toAsking  = then(toHome, session.OpenHelp{}, session.StartCall{})
	toWaiting = then(toAsking, session.CallQueued{Place: 2, Wait: 4 * time.Minute})
	toMeeting = then(toWaiting, session.CallAccepted{Who: Clerk})
	toSeen    = then(toMeeting, session.CallConnected{Who: "p1"}, session.CallPictureSeen{Who: "p1"})
	toLive    = then(toSeen, session.AllowLive{Audio: true, Video: true})
	toText    = then(toSeen, session.AllowLive{})

	talk = then(session.CallText{Who: "p1", Block: "Ich sehe Ihre Seite. Wofür brauchen Sie das?\u2028"},
		session.OpenWriting{}, typed("Für die Rente."), next, session.Back{},
		session.CallText{Who: "p1", Block: "Dann wählen Sie die zweite Ant"})

	press   = session.CallPressed{Who: "p1", ID: "a1", On: session.ChooseOption{Key: "art", Option: "erweitert"}}
	suggest = session.CallSuggested{Who: "p1", ID: "a2", Node: "option.art.erweitert", On: session.ChooseOption{Key: "art", Option: "erweitert"}}
	toField = then(toLive, session.ChooseOption{Key: "art", Option: "einfach"}, next, session.ChooseOption{Key: "zweck", Option: "anderer"}, next)
	zweck   = session.ActivateField{Key: "zweck_anderer"}
	filled  = then(toField, session.CallFilled{Who: "p1", ID: "a3", On: zweck, Value: "Wohngeld"})
)

// Calls are the pages of a call, and of waiting for one.
var Calls = []Page{
	{"call: nobody", then(toKind, session.OpenHelp{})},
	{"call: closed", then(shut, toKind, session.OpenHelp{})},
	{"call: offer", then(toHome, session.OpenHelp{})},
	{"call: asking", toAsking},
	{"call: waiting", toWaiting},
	{"call: waiting alone", then(toWaiting, session.GoOnAlone{})},
	{"call: waiting to write", then(toWaiting, session.WriteInstead{})},
	{"call: meeting", toMeeting},
	{"call: meeting seen", toSeen},
	{"call: live", then(toLive, talk)},
	{"call: live on its first page", then(open, session.Start{}, session.OpenHelp{}, session.StartCall{}, session.CallAccepted{Who: Clerk}, session.CallConnected{Who: "p1"},
		session.CallPictureSeen{Who: "p1"}, session.AllowLive{Audio: true, Video: true})},
	{"call: live with a field", toField},
	{"call: live with a date", then(open, toCard, session.SkipCard{}, session.ChooseOption{Key: "art", Option: "einfach"}, next, session.ChooseOption{Key: "zweck", Option: "bank"}, next,
		typed("Lehmann"), session.ActivateField{Key: "vornamen"}, typed("Jana"), next, next, next, session.OpenHelp{}, session.StartCall{}, session.CallAccepted{Who: Clerk},
		session.CallConnected{Who: "p1"}, session.CallPictureSeen{Who: "p1"}, session.AllowLive{Audio: true, Video: true})},
	{"call: live at the review", then(open, toReview, session.OpenHelp{}, session.StartCall{}, session.CallAccepted{Who: Clerk},
		session.CallConnected{Who: "p1"}, session.CallPictureSeen{Who: "p1"}, session.AllowLive{Audio: true, Video: true})},
	{"call: live at the scan", then(open, toScanCheck, session.OpenHelp{}, session.StartCall{}, session.CallAccepted{Who: Clerk},
		session.CallConnected{Who: "p1"}, session.CallPictureSeen{Who: "p1"}, session.AllowLive{Audio: true, Video: true})},
	{"call: live at the end", then(open, toPrinted, session.OpenHelp{}, session.StartCall{}, session.CallAccepted{Who: Clerk},
		session.CallConnected{Who: "p1"}, session.CallPictureSeen{Who: "p1"}, session.AllowLive{Audio: true, Video: true})},
	{"call: muted", then(toLive, session.ToggleMicrophone{}, session.ToggleCamera{})},
	{"call: somebody comes", then(toLive, session.CallJoined{Who: Interpreter})},
	{"call: newcomer", then(toLive, session.CallJoined{Who: Interpreter}, session.CallPictureSeen{Who: "p3"})},
	{"call: newcomer leads", then(toLive, session.CallAccepted{Who: Successor}, session.CallLeft{Who: "p1", Moved: true}, session.CallPictureSeen{Who: "p4"})},
	{"call: three", then(toLive, session.CallJoined{Who: Interpreter}, session.CallPictureSeen{Who: "p3"}, session.AdmitNewcomer{Who: "p3"})},
	{"call: bad network", then(toLive, session.CallQuality{Rung: session.RungAudio})},
	{"call: reconnecting", then(toLive, session.CallReconnecting{Who: "p1"})},
	{"call: pointed", then(toLive, talk, session.CallPointed{Who: "p1", Node: "option.art.erweitert"})},
	{"call: suggestion", then(toLive, suggest)},
	{"call: suggestion for a field", then(toField, session.CallSuggested{Who: "p1", ID: "a4", Node: "field.zweck_anderer", On: zweck, Value: "Wohngeld"})},
	{"call: grant", then(toLive, press)},
	{"call: filled", then(filled, session.AllowFilling{})},
	{"call: request", then(toLive, session.CallAsked{Who: "p1", ID: "r1", What: session.WantSignature})},
	{"call: writing", then(toLive, talk, session.OpenWriting{}, typed("Danke"))},
	{"call: text only", then(toText, session.CallText{Who: "p1", Block: "Guten Tag"})},
	{"call: by way of the hub", then(toLive, session.CallQuality{Rung: session.RungText})},
	{"call: lost", then(toLive, talk, session.CallLeft{Who: "p1", Lost: true})},
	{"call: ended", then(toLive, session.CallEnded{Reason: session.EndedSolved})},
	{"call: hung up", then(toLive, session.EndCall{})},
	{"call: refused", then(toAsking, session.CallRefused{})},
	{"call: warning while waiting", then(toWaiting, session.GoOnAlone{}, session.Tick{Now: Noon.Add(90 * time.Second)})},
	{"callback: slot", then(toHome, session.OpenHelp{}, session.OpenCallback{})},
	{"callback: phone", toPhone},
	{"callback: short", then(toPhone, typed("030"), next)},
	{"callback: sent", toSent},
	{"callback: kept", then(toSent, session.CallbackNoted{})},
	{"callback: failed", then(toSent, session.CallbackRefused{})},
}

var (
	toPhone = then(toHome, session.OpenHelp{}, session.OpenCallback{}, session.ChooseSlot{N: 1})
	toSent  = then(toPhone, typed("035911234"), next)
)

// CallEvents is one of each kind of the desk and of a call.
var CallEvents = []session.Event{
	session.DeskLinked{}, session.DeskLinked{Up: true}, session.DeskChanged{Open: true, Clerks: 1}, session.DeskChanged{}, session.Approached{},
	session.CallQueued{Place: 1}, session.CallAccepted{Who: Clerk}, session.CallAccepted{Who: Colleague}, session.CallPictureSeen{Who: "p1"}, session.CallPictureSeen{Who: "px"},
	session.CallConnected{Who: "p1"}, session.CallReconnecting{Who: "p1"}, session.CallQuality{Rung: session.RungText}, session.CallQuality{},
	session.CallText{Who: "p1", Block: "Hallo\b\u2028"}, session.CallText{Who: "px", Block: "?"}, session.CallPointed{Who: "p1", Node: "forward"}, session.CallPointed{Who: "px", Node: "forward"},
	suggest, press, session.CallFilled{Who: "p1", ID: "a5", On: zweck, Value: "Wohngeld"}, session.CallFilled{Who: "p1", ID: "a6", Value: "Wohngeld"}, session.CallPressed{Who: "p1", ID: "a7", On: next},
	session.CallPressed{Who: "p1", ID: "a8", On: session.EndVisit{}}, session.CallPressed{Who: "p1", ID: "a9", On: session.ToggleConsent{ID: "richtig"}}, session.CallPressed{Who: "p3", ID: "a10", On: next},
	session.CallAsked{Who: "p1", ID: "r2", What: session.WantCard}, session.CallAsked{Who: "p1", ID: "r3", What: session.WantScan}, session.CallAsked{Who: "p1", ID: "r4", What: session.WantSignature},
	session.CallAsked{Who: "p1", ID: "r5", What: session.WantPrint}, session.CallAsked{Who: "px", ID: "r6", What: session.WantPrint}, session.CallAsked{Who: "p1", ID: "r7", What: "none"},
	session.CallWithdrawn{Who: "p1", ID: "a2"}, session.CallWithdrawn{Who: "p1", ID: "r1"}, session.CallHeld{Who: "p1", On: true}, session.CallJoined{Who: Colleague},
	session.CallLeft{Who: "p1", Moved: true}, session.CallLeft{Who: "p1", Lost: true}, session.CallLeft{Who: "px"}, session.CallEnded{Reason: session.EndedGone},
	session.CallRefused{Closed: true}, session.CallRefused{}, session.CallbackNoted{}, session.CallbackRefused{},
	session.StartCall{}, session.StartCall{Text: true}, session.WriteInstead{}, session.LeaveQueue{}, session.OpenAppointment{}, session.GoOnAlone{}, session.AllowLive{Audio: true, Video: true}, session.AllowLive{Audio: true},
	session.AllowLive{Video: true}, session.AllowLive{}, session.AdmitNewcomer{Who: "p3"}, session.AdmitNewcomer{Who: "px"}, session.RefuseNewcomer{Who: "p3"}, session.RefuseNewcomer{Who: "p4"}, session.EndCall{}, session.OpenWriting{}, session.ToggleMicrophone{}, session.ToggleCamera{}, session.TakeSuggestion{}, session.LeaveSuggestion{},
	session.AllowFilling{}, session.RefuseFilling{}, session.TakeRequest{}, session.LeaveRequest{}, session.OpenCallback{}, session.ChooseSlot{}, session.ChooseSlot{N: 99},
}
