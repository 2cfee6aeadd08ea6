// Package sessiontest leads a session to every page, for the tests of the rooms that build on it. It is imported by tests only.
package sessiontest

import (
	"image"
	"sync"
	"testing"
	"time"

	"buergerterminal/devices"
	"buergerterminal/flows"
	"buergerterminal/flows/catalog"
	"buergerterminal/kiosk/session"
)

// Noon is a Saturday on which every visit of these tests takes place.
var Noon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.FixedZone("CET", 3600))

// shipped is the catalogue, and known the part of it that the tests were written with: hundreds begin with it, and none of
// them changes when a service is added. Both are immutable.
var (
	shipped = sync.OnceValues(func() (*flows.Catalog, error) { return flows.LoadKnown(catalog.Embedded()) })
	known   = sync.OnceValues(func() (*flows.Catalog, error) {
		all, err := shipped()
		if err != nil {
			return nil, err
		}
		c := &flows.Catalog{Elsewhere: all.Elsewhere}
		for _, id := range []string{"anmeldung", "maengelmelder", "meldebescheinigung"} {
			c.Flows = append(c.Flows, all.Flow(id))
		}
		return c, nil
	})
)

// Shipped are all services of the catalogue.
func Shipped(t testing.TB) *flows.Catalog {
	t.Helper()
	c, err := shipped()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// Idle is a terminal with all its devices and three services of the catalogue, and nobody in front of it.
func Idle(t testing.TB) session.State {
	t.Helper()
	s, err := idle()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func idle() (session.State, error) {
	c, err := known()
	if err != nil {
		return session.State{}, err
	}
	s := session.State{
		Now: Noon, Times: session.DefaultTimes(), Catalog: c, Hub: true, Pattern: pattern, Manual: manual, Speech: session.Speech{Fitted: true},
		Place: session.Place{Town: "Stadt Musterstadt", Site: "Bürgerterminal im Rathaus", TerminalID: "MS-03", Languages: []string{"de", "en", "uk", "ar"}, Phone: "115", Calls: true, CallbackHours: hours, SaveDays: 14},
	}
	for _, k := range []devices.Kind{devices.IDCard, devices.Scanner, devices.Printer} {
		s, _ = session.Step(s, session.DeviceChanged{Status: devices.Status{Kind: k, State: devices.Online}})
	}
	return s, nil
}

// Walk steps through events and returns the state and the effects of the last one.
func Walk(s session.State, events ...session.Event) (session.State, []session.Effect) {
	var effects []session.Effect
	for _, e := range events {
		s, effects = Step(s, e)
	}
	return s, effects
}

// Card is a document of nobody.
var Card = session.Card{
	FamilyNames: "Lehmann", GivenNames: "Jana", BirthDate: flows.Day{Year: 1989, Month: 8, Day: 14}, Nationality: "D", Country: "Deutschland",
	DocumentNumber: "L01X00T47", ValidUntil: flows.Day{Year: 2031, Month: 8, Day: 1},
}

// Passport is a document with a chip.
var Passport = session.Card{
	FamilyNames: "Mustermann", GivenNames: "Erika", BirthDate: flows.Day{Year: 1964, Month: 8, Day: 12}, Nationality: "UTO", Country: "Utopia",
	DocumentNumber: "C01XGY766", ValidUntil: flows.Day{Year: 2033, Month: 7, Day: 19}, ChipKey: session.ChipKey{Number: "C01XGY766", Birth: "640812", Expiry: "330719"},
}

// sheet is a scanned page.
var sheet = session.ScannedPage{Image: image.NewGray(image.Rect(0, 0, 10, 14)), Data: []byte("png"), MIME: "image/png", Findings: []session.Finding{{Kind: "dark", OK: true}}}

// typed are the key presses of a text.
func typed(text string) []session.Event {
	var keys []session.Event
	for _, r := range text {
		keys = append(keys, session.TypeRune{Rune: r})
	}
	return keys
}

// then joins events and runs of events.
func then(parts ...any) []session.Event {
	var all []session.Event
	for _, p := range parts {
		switch p := p.(type) {
		case session.Event:
			all = append(all, p)
		case []session.Event:
			all = append(all, p...)
		}
	}
	return all
}

var (
	closed = session.HealthChanged{Code: "outbox.io", Since: Noon}

	// nothingWorks takes every device away.
	nothingWorks = []session.Event{
		session.DeviceChanged{Status: devices.Status{Kind: devices.IDCard, State: devices.NoDevice, Fault: devices.FaultUnplugged}},
		session.DeviceChanged{Status: devices.Status{Kind: devices.Scanner, State: devices.PowerOff, Fault: devices.FaultSilent}},
		session.DeviceChanged{Status: devices.Status{Kind: devices.Printer, State: devices.UserError, Fault: devices.FaultPaperEnd}},
	}

	next  = session.Continue{}
	start = []session.Event{session.Start{}, next}

	toCertificate = then(start, session.ChooseFlow{ID: "meldebescheinigung"})
	toCard        = then(toCertificate, next, next)
	toCardData    = then(toCard, session.CardRead{Card: Card})
	toKind        = then(toCardData, next)
	toChip        = then(toCard, session.DeviceChanged{Status: devices.Status{Kind: devices.CardReader, State: devices.Online}}, session.CardRead{Card: Passport})
	// toProof answers every question of the certificate for a pension, so that a proof is asked for.
	toProof = then(toKind,
		session.ChooseOption{Key: "art", Option: "einfach"}, next,
		session.ChooseOption{Key: "zweck", Option: "sozial"}, next,
		next, // former names: none
		next, // doctorate, stage name: none
		typed("Bautzen"), next,
		typed("01999"), session.ActivateField{Key: "ort"}, typed("Musterstadt"), next,
		typed("Lindenstraße"), next,
		typed("27"), next,
		next, // one copy
		session.ChooseOption{Key: "zustellung", Option: "post"}, next,
		next) // no telephone
	// The registration of a home, for its list of persons and its list of states.
	toRegistration = then(start, session.ChooseFlow{ID: "anmeldung"}, next, next, session.CardRead{Card: Card}, next)
	toCountry      = Until(toRegistration, AtPage("geburtsstaat"))
	toList         = Until(toRegistration, AtPage("mitziehende"))
	toPerson       = then(toList, session.AddRow{Group: "mitziehende"})
	toOnePerson    = Until(toPerson, AtPage("mitziehende"))

	toScanning  = then(toProof, session.StartScan{})
	toScanCheck = then(toScanning, session.ScanDone{Page: sheet})
	toSignature = then(toScanCheck, next)
	toTyping    = then(toSignature, session.TypeSignature{})
	toReview    = then(toSignature, session.StrokeStarted{At: session.Point{X: 10, Y: 10}}, session.StrokeMoved{At: session.Point{X: 90, Y: 40}}, session.StrokeEnded{}, next)
	toSend      = then(toReview, next)
	toStoring   = then(toSend, session.ToggleConsent{ID: "richtig"}, session.ToggleConsent{ID: "datenschutz"}, next)
	toDone      = then(toStoring, session.Stored{Key: "k", Number: "4K7-219", Token: "AAAABBBBCCCCDDDDEEEEFFFFGG"})
	toPrinting  = then(toDone, session.Delivered{Key: "k"})
	toPrinted   = then(toPrinting, session.PrintEnded{Outcome: devices.Printed})
	toNoPaper   = then(toPrinting, session.PrintEnded{Outcome: devices.NotPrinted, Fault: devices.FaultPaperEnd})
	toUnsure    = then(toPrinting, session.PrintEnded{Outcome: devices.Unknown, Fault: devices.FaultUnplugged})
)

// Page is a page with the events that lead to it from the idle terminal.
type Page struct {
	Name   string
	Events []session.Event
}

// Pages are all pages of a visit.
var Pages = []Page{
	{"idle", nil},
	{"left behind", []session.Event{session.CardLies{Lies: true}}},
	{"language", []session.Event{session.Start{}}},
	{"areas", start},
	{"services", then(start, session.ChooseArea{})},
	{"search", then(start, session.OpenSearch{})},
	{"search-found", then(start, session.OpenSearch{}, typed("verloren"))},
	{"search-listed", then(start, session.OpenSearch{}, typed("verloren"), session.ListHits{All: true})},
	{"elsewhere", then(start, session.OpenSearch{}, typed("verloren"), session.ChooseElsewhere{ID: "fuehrerschein"})},
	{"service", toCertificate},
	{"service: no device works", then(nothingWorks, toCertificate)},
	{"privacy", then(toCertificate, next)},
	{"card", toCard},
	{"card-data", toCardData},
	{"card-data: chip", toChip},
	{"card-data: genuine", then(toChip, session.ChipEnded{Chip: session.Chip{Stage: session.ChipRead, Verdict: session.ChipGenuine}})},
	{"card-data: forged", then(toChip, session.ChipEnded{Chip: session.Chip{Stage: session.ChipRead, Verdict: session.ChipForged}})},
	{"question: choice", toKind},
	{"question: text", then(toKind, session.ChooseOption{Key: "art", Option: "einfach"}, next, session.ChooseOption{Key: "zweck", Option: "anderer"}, next)},
	{"question: date", then(toCard, session.SkipCard{}, session.ChooseOption{Key: "art", Option: "einfach"}, next, session.ChooseOption{Key: "zweck", Option: "bank"}, next,
		typed("Lehmann"), session.ActivateField{Key: "vornamen"}, typed("Jana"), next, next, next)},
	{"question: country", toCountry},
	{"list: empty", toList},
	{"list: first person", toPerson},
	{"list: one person", toOnePerson},
	{"over: unsaved", then(toPerson, session.ChooseOption{Key: "mitziehende[0].beziehung", Option: "kind"}, next, session.Back{}, session.Back{})},
	{"over: remove", then(toOnePerson, session.RemoveRow{Group: "mitziehende"})},
	{"proof", toProof},
	{"scanning", toScanning},
	{"scanning: waiting", then(toScanning, session.ScanMoved{Progress: session.ScanProgress{Lines: 300, Total: 1754, Attempt: 1, Waiting: true}})},
	{"scan check", toScanCheck},
	{"signature", toSignature},
	{"signature: by hand only", Until(toRegistration, AtKind(session.AtSignature))},
	{"signature: typing", toTyping},
	{"signature: nothing typed", then(toTyping, next)},
	{"review: typed", then(toTyping, typed("Jana Lehmann"), next)},
	{"review", toReview},
	{"send", toSend},
	{"storing", toStoring},
	{"done", toDone},
	{"done: printing", toPrinting},
	{"done: printed", toPrinted},
	{"done: no paper", toNoPaper},
	{"done: unsure", toUnsure},
	{"over: aids", then(toKind, session.OpenAids{})},
	{"over: voice", then(toKind, session.ToggleSpeech{}, session.OpenVoice{})},
	{"over: voice, by headset", then(session.HeadsetChanged{In: true}, toCertificate, session.OpenVoice{})},
	{"over: help", then(toKind, session.OpenHelp{})},
	{"over: cancel", then(toKind, session.Cancel{})},
	{"warning", then(toKind, session.Tick{Now: Noon.Add(90 * time.Second)})},
	{"out of order", []session.Event{closed}},
	{"out of order: aids", []session.Event{closed, session.OpenAids{}}},
	{"out of order: chosen", []session.Event{closed, session.OpenLanguage{}, next}},
	{"out of order: help", []session.Event{closed, session.OpenHelp{}}},
	{"over: why", then(toKind, session.OpenWhy{})},
	{"question: said before", Until(then(toPrinted, session.Another{}, session.ChooseFlow{ID: "meldebescheinigung"}, next, next, next), AtPage("wohnort"))},
	{"over: cancel a proof", then(toProof, session.Cancel{})},
	{"over: cancel without a hub", then(toKind, session.HubChanged{}, session.Cancel{})},
	{"save", toSave},
	{"saving", toSaving},
	{"save failed", then(toSaving, session.DraftRefused{Code: "draft.unreachable"})},
	{"saved: printing", toKept},
	{"saved: printed", then(toKept, session.PrintEnded{Outcome: devices.Printed})},
	{"saved: no paper", toPhoto},
	{"saved: photo", then(toPhoto, next)},
	{"saved: unsure", then(toKept, session.PrintEnded{Outcome: devices.Unknown, Fault: devices.FaultSilent})},
	{"saved: without a page", then(toProof, session.Cancel{}, session.OpenSave{}, session.KeepDraft{}, session.DraftKept{Code: DraftCode, Last: lastDay, Left: []string{"sozialnachweis"}}, session.PrintEnded{Outcome: devices.Printed})},
	{"resume", toResume},
	{"resume: no scanner", then(nothingWorks, toResume)},
	{"resume: reading", toReading},
	{"resume: used", then(toReading, session.DraftUnread{Trouble: session.ResumeGone})},
	{"resume: scanner", then(toReading, session.DraftUnread{Fault: devices.FaultScanCorrupted})},
	{"resume: found", toFound},
	{"resume: found, changed", then(toReading, session.DraftOpened{Draft: changed, Loan: Loan})},
	{"resume: card", then(toFound, next)},
	{"resume: on", toLent},
	{"resume: cancel", then(toLent, session.Cancel{})},
	{"resume: save", then(toLent, session.Cancel{}, session.OpenSave{})},
	{"resume: saved", then(toLent, session.Cancel{}, session.OpenSave{}, session.KeepDraft{}, session.DraftKept{Code: DraftCode, Last: lastDay}, session.PrintEnded{Outcome: devices.Unknown, Fault: devices.FaultSilent})},
	{"resume: back", then(toLent, session.Back{}, session.Back{}, session.Back{}, session.Back{}, session.Back{})},
	{"made: service", toMade},
	{"made: partner", then(making, session.ChooseFlow{ID: "strom"})},
	{"made: partner, privacy", then(making, session.ChooseFlow{ID: "strom"}, next)},
	{"made: partner, send", toPartner},
	{"made: call", then(open, making, session.ChooseFlow{ID: "gespraech"})},
	{"made: call, nobody", then(shut, making, session.ChooseFlow{ID: "gespraech"})},
	{"made: schema", then(making, session.ChooseFlow{ID: "schema"})},
	{"made: contact", toContact},
	{"made: contact, wrong", then(toContact, typed("12"), session.ActivateField{Key: "email"}, typed("mia@"), next)},
	{"made: telephone", Until(toContact, AtPage("anruf"))},
	{"made: account", then(toAccount, typed("DE021203"))},
	{"made: account, wrong", then(toAccount, typed("DE0212030000000020205"), next)},
	{"made: number", then(toSize, typed("62,5"))},
	{"made: number, too small", then(toSize, typed("0,5"), next)},
	{"made: list", toNationality},
	{"made: list, several", then(toNationality, session.ToggleOption{Key: "staaten", Option: "DEU"}, session.ToggleOption{Key: "staaten", Option: "SYR"}, typed("pol"))},
	{"made: list, nothing", then(toNationality, typed("xyzzy"))},
	{"made: exit", then(toSize, typed("2500"), next)},
	{"made: rule", toRule},
	{"made: rule, review", then(toMended, session.EditAnswer{Station: rent}, session.ActivateField{Key: "nebenkosten"}, session.Empty{}, typed("999"), next, session.Back{})},
	{"made: review, free", Until(then(toSize, typed("45"), next), AtKind(session.AtReview))},
	{"made: cosignature", toCosign},
	{"made: cosignature, missing", then(toCosign, next)},
	{"made: cosignature, given", then(toCosign, ink)},
	{"made: review, signed", then(toCosign, ink, next)},
	{"made: review, later", toOwing},
	{"made: send, later", then(toOwing, next)},
}

// Events is one of each kind, with values that mean something on some page, and some that mean nothing anywhere.
var Events = []session.Event{
	session.Tick{Now: Noon.Add(time.Second)}, session.Tick{Now: Noon.Add(91 * time.Second)}, session.Tick{Now: Noon.Add(time.Hour)}, session.Tick{Now: Noon.Add(-time.Hour)},
	session.Pressed{ID: "forward"}, session.Released{}, session.Focused{ID: "forward"},
	session.Start{}, session.Continue{}, session.Back{}, session.OpenLanguage{}, session.OpenAids{}, session.OpenHelp{}, session.Cancel{}, session.EndVisit{}, session.Resume{},
	session.TurnList{By: 1}, session.TurnList{By: -5},
	session.SetLanguage{Lang: "en"}, session.SetLanguage{Lang: "xx"}, session.SetTextSize{Size: session.VeryLarge}, session.SetTheme{Theme: session.Dark}, session.ToggleLower{}, session.ToggleTones{}, session.ToggleStill{},
	session.ChooseArea{Category: "identity"}, session.ChooseArea{Category: "none"}, session.ChooseArea{}, session.OpenSearch{}, session.ListHits{All: true}, session.ListHits{}, session.ChooseFlow{ID: "maengelmelder"}, session.ChooseFlow{ID: "none"}, session.ChooseElsewhere{ID: "arbeitslos"}, session.ChooseElsewhere{ID: "none"},
	session.ActivateField{Key: "zweck_anderer"}, session.ActivateField{Key: "none"}, session.ActivatePart{Part: session.PartMonth}, session.ActivatePart{Part: 7},
	session.TypeRune{Rune: 'a'}, session.TypeRune{Rune: '7'}, session.TypeRune{Rune: 0}, session.Erase{}, session.Empty{}, session.MoveCaret{By: -1}, session.MoveCaret{By: 99},
	session.ToggleShift{}, session.TurnKeyboard{To: session.LevelAccents}, session.PutDate{Day: flows.Day{Year: 2026, Month: 11, Day: 1}},
	session.ChooseOption{Key: "art", Option: "erweitert"}, session.ChooseOption{Key: "none", Option: "none"}, session.ToggleOption{Key: "art", Option: "einfach"}, session.Answer{Key: "art", Yes: true},
	session.EditAnswer{Station: session.Station{Kind: session.AtQuestion, Page: "zweck", Row: -1}}, session.EditAnswer{Station: session.Station{Kind: session.AtDone, Row: -1}},
	session.ToggleConsent{ID: "richtig"}, session.ToggleConsent{ID: "none"},
	session.CardRead{Card: Card}, session.CardFailed{Fault: devices.FaultCardUnreadable}, session.CardFailed{Fault: devices.FaultUnplugged}, session.CardLies{Lies: true}, session.CardLies{}, session.CardWrong{}, session.SkipCard{},
	session.ChipEnded{Chip: session.Chip{Stage: session.ChipRead, Verdict: session.ChipNotVerified}},
	session.StartScan{}, session.StopScan{}, session.ScanMoved{Progress: session.ScanProgress{Lines: 3, Total: 9, Attempt: 1}}, session.ScanDone{Page: sheet}, session.ScanFailed{Fault: devices.FaultScanCorrupted},
	session.ScanAgain{}, session.AddPage{}, session.TurnPage{}, session.ToggleZoom{}, session.SkipProof{},
	session.StrokeStarted{At: session.Point{X: 1, Y: 1}}, session.StrokeStarted{At: session.Point{X: -1, Y: 9999}}, session.StrokeMoved{At: session.Point{X: 2, Y: 2}}, session.StrokeEnded{}, session.ClearSignature{}, session.CannotSign{}, session.TypeSignature{}, session.Suggest{Text: "Jana Lehmann"}, session.Suggest{Text: "Kai Muster"},
	session.SwitchMoved{First: "bar.cancel", Last: "bar.help"}, session.SwitchMoved{First: "bar.cancel", Last: "bar.help", ID: "bar.cancel"}, session.SwitchMoved{ID: "forward"},
	session.SwitchMoved{ID: "forward", Round: true, Auto: true}, session.ToggleAuto{}, session.SetPace{Pace: session.FastPace}, session.SetPace{Pace: 9}, session.OpenSwitches{},
	session.Stored{Key: "other", Number: "2A2-222", Token: "T"}, session.StoreFailed{Code: "outbox.disk-full"}, session.Delivered{Key: "k"}, session.Delivered{Key: "other"}, session.Accepted{Key: "k"}, session.Accepted{Key: "other"},
	session.PrintEnded{Outcome: devices.Printed}, session.PrintEnded{Outcome: devices.Unknown, Fault: devices.FaultSilent}, session.PrintAgain{}, session.Another{},
	session.OpenSave{}, session.KeepDraft{}, session.DraftKept{Code: DraftCode, Last: lastDay}, session.DraftRefused{Code: "draft.full"}, session.PaperCame{}, session.GoOnHere{}, session.KeepPaper{},
	session.OpenResume{}, session.DraftOpened{Draft: Kept}, session.DraftOpened{Draft: session.SavedApplication{Flow: "none"}}, session.DraftUnread{Trouble: session.ResumeNoCode},
	session.AddRow{Group: "mitziehende"}, session.ChangeRow{Group: "mitziehende"}, session.RemoveRow{Group: "mitziehende"}, session.EndRow{}, session.ReadRowCard{}, session.Suggest{Key: "ort", Text: "Musterstadt"}, session.OpenWhy{},
	session.DeviceChanged{Status: devices.Status{Kind: devices.Printer, State: devices.NoDevice, Fault: devices.FaultUnplugged}}, session.DeviceChanged{Status: devices.Status{Kind: devices.IDCard, State: devices.Online}},
	session.HeadsetChanged{In: true}, session.HeadsetChanged{}, session.VoiceCame{Node: "title"}, session.VoiceTalks{On: true}, session.VoiceFitted{}, session.ReadAll{}, session.ReadOn{}, session.ToggleSpeech{}, session.OpenVoice{}, session.SetRate{Rate: session.Fast}, session.SetVolume{Volume: 9},
	session.ToggleSpelling{}, session.ToggleSecrets{}, session.ToggleBlank{}, session.PauseVoice{}, session.ReadPage{}, session.ReadNode{Node: "title"},
	session.HubChanged{Reachable: false}, session.HealthChanged{Code: "outbox.io", Since: Noon}, session.HealthChanged{},
}
