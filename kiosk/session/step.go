package session

import (
	"maps"
	"time"

	"buergerterminal/devices"
	"buergerterminal/flows"
)

// Step is the whole behaviour of the terminal. It returns the state after the event, and the work that follows from it.
// Events that make no sense where the visit is change nothing: a late answer of a device, a touch on a page that is gone.
func Step(s State, e Event) (State, []Effect) {
	next, effects := step(s, e)
	next, effects = lend(s, next, e, effects)
	next, effects = signed(s, next, effects)
	next, effects = accompany(s, next, e, effects)
	return next.renewed(), effects
}

// renewed takes over what the municipality has changed, if nobody is served: a visit keeps the services, prices and texts that it
// began with.
func (s State) renewed() State {
	if s.Changed != nil && s.Idle() {
		s.Catalog, s.Place, s.Changed = s.Changed.Catalog, s.Changed.Place, nil
	}
	return s
}

func step(s State, e Event) (State, []Effect) {
	switch e := e.(type) {
	case Tick:
		return tick(s, e.Now)
	case Released:
		s.Pressed = ""
		return s, nil
	case DeviceChanged:
		return deviceChanged(s, e.Status)
	case HubChanged:
		s.Hub = e.Reachable
		return s, nil
	case HealthChanged:
		return healthChanged(s, e), nil
	case ServicesChanged:
		s.Changed = &e
		return s, nil
	case CornerTouched:
		return knocked(s, e.Corner)
	case SwitchMoved:
		if e.Auto {
			s.Visit = s.Visit.moved(e, s.Times.Rounds)
			return s, nil
		}
	}
	if next, effects, ok := deviceAnswer(s, e); ok {
		return next, effects
	}
	s.Visit.LastTouch = s.Now
	if _, pause := e.(PauseVoice); !pause {
		s.Visit.Voice.Paused = false // who goes on wants to hear what comes
	}
	if e, ok := e.(Pressed); ok {
		s.Pressed = e.ID
		return s, []Effect{Sound{ToneKey}}
	}
	if e, ok := e.(SwitchMoved); ok {
		s.Visit = s.Visit.moved(e, s.Times.Rounds)
		return s, nil
	}
	s.Visit.Switches = s.Visit.Switches.left()
	if e, ok := e.(Focused); ok {
		s.Visit.Focus = e.ID
		s.Visit.Voice = s.Visit.Voice.asked(e.ID)
		return s, nil
	}
	next, effects := touch(s, e)
	if refused(s, next, e) {
		effects = append(effects, Sound{ToneRefused})
	}
	return next, effects
}

// deviceAnswer takes the results of effects. They are no touch: nobody need be there when they come.
func deviceAnswer(s State, e Event) (State, []Effect, bool) {
	var effects []Effect
	switch e := e.(type) {
	case CardRead:
		s, effects = cardRead(s, e.Card)
	case CardFailed:
		s, effects = cardFailed(s, e.Fault)
	case ChipEnded:
		s, effects = chipEnded(s, e.Chip)
	case CardLies:
		s, effects = cardLies(s, e.Lies)
	case ScanMoved:
		s = scanMoved(s, e.Progress)
	case ScanDone:
		s = scanDone(s, e.Page)
	case ScanFailed:
		s = scanFailed(s, e.Fault)
	case Stored:
		s, effects = stored(s, e)
	case StoreFailed:
		s = storeFailed(s, e.Code)
	case Delivered:
		s, effects = delivered(s, e.Key)
	case Accepted:
		s = acceptedByAuthority(s, e.Key)
	case PrintEnded:
		s = printEnded(s, e)
	case DraftKept:
		s, effects = draftKept(s, e)
	case DraftRefused:
		s = draftRefused(s, e.Code)
	case DraftOpened:
		s, effects = draftOpened(s, e)
	case DraftUnread:
		s = draftUnread(s, e)
	default:
		return farAnswer(s, e)
	}
	return s, effects, true
}

// farAnswer takes what comes from the hub, from the participants of a call, and from the technician's work.
func farAnswer(s State, e Event) (State, []Effect, bool) {
	if next, effects, ok := deskAnswer(s, e); ok {
		return next, effects, true
	}
	if next, effects, ok := voiceAnswer(s, e); ok {
		return next, effects, true
	}
	if next, effects, ok := callAnswer(s, e); ok {
		return next, effects, true
	}
	if next, ok := clipAnswer(s, e); ok {
		return next, nil, true
	}
	return technicianAnswer(s, e)
}

// touch takes what a citizen does. The time-out warning and an overlay come before the page below them.
func touch(s State, e Event) (State, []Effect) {
	if s.Idle() {
		return touchIdle(s, e)
	}
	if next, ok := touchReading(s, e); ok {
		return next, nil
	}
	if s.Warning() {
		return touchWarning(s, e)
	}
	if next, ok := touchVoice(s, e); ok {
		return next, nil
	}
	if next, ok := touchSwitches(s, e); ok {
		return next, nil
	}
	if next, effects, ok := touchBar(s, e); ok {
		return next, effects
	}
	if s.Visit.Over != OverNone {
		return touchOverlay(s, e)
	}
	if e, ok := e.(TurnList); ok {
		s.Visit.ListPage = max(0, s.Visit.ListPage+e.By)
		return s, nil
	}
	return touchStation(s, e)
}

func touchWarning(s State, e Event) (State, []Effect) {
	switch e.(type) {
	case Resume, Continue:
		s.Visit.WarnUntil = time.Time{}
		return s, nil
	case EndVisit:
		return deleted(s)
	case Cancel:
		return wipe(s)
	}
	return s, nil
}

func touchIdle(s State, e Event) (State, []Effect) {
	if code, _ := s.Closed(); code != "" {
		return touchClosed(s, e)
	}
	switch e.(type) {
	case Start, Continue, OpenLanguage, OpenAids:
		return welcome(s)
	case ToggleSpeech:
		if s.Speech.Fitted {
			next, effects := welcome(s)
			next.Visit.Voice.On = true
			return next, effects
		}
	case ToggleAuto:
		next, effects := welcome(s)
		next.Visit.Switches.Auto = true
		return next, effects
	case OpenHelp:
		s = begin(s)
		s.Visit.At, s.Visit.Over = at(AtLanguage), OverHelp
	}
	return s, nil
}

// touchClosed lets whoever reads that the terminal is closed choose language and aids, and find help; nothing else begins.
func touchClosed(s State, e Event) (State, []Effect) {
	switch e.(type) {
	case OpenLanguage, OpenAids, OpenHelp, TurnList:
		s = begin(s)
		s.Visit.At = at(AtClosed)
		return touch(s, e)
	}
	return s, nil
}

// healthChanged closes the terminal, or opens it: whoever reads that it is closed then begins, in the language chosen.
func healthChanged(s State, e HealthChanged) State {
	s.Broken, s.Since = e.Code, e.Since
	if code, _ := s.Closed(); s.Visit.At.Kind == AtClosed && code == "" {
		v := &s.Visit
		v.At, v.ListPage, v.LastTouch = at(AtLanguage), 0, s.Now
		switch v.Over {
		case OverLanguage, OverAids, OverCancel:
			return closeOver(s)
		}
	}
	return s
}

// begin makes the empty visit of a new citizen, in the town's own language.
func begin(s State) State {
	s.Visit = Visit{Lang: s.Place.Languages[0], LastTouch: s.Now, Look: Look{Theme: Light}}
	return s
}

// touchBar takes the events that mean the same on every page.
func touchBar(s State, e Event) (State, []Effect, bool) {
	v := &s.Visit
	switch e := e.(type) {
	case OpenLanguage:
		return over(s, OverLanguage), nil, true
	case OpenAids:
		return over(s, OverAids), nil, true
	case OpenHelp:
		if v.Call.With() {
			return s, nil, true // the human is there
		}
		return over(s, OverHelp), nil, true
	case Cancel:
		if v.Flow == nil && !v.Call.With() || v.Submission.Done() {
			next, effects := wipe(s)
			return next, effects, true
		}
		if v.Submission.Storing || v.Saving.begun() {
			return s, nil, true
		}
		return over(s, OverCancel), nil, true
	case SetLanguage:
		for _, known := range s.Place.Languages {
			if known == e.Lang {
				v.Lang = e.Lang
			}
		}
		return s, nil, true
	case SetTextSize:
		v.Look.Size = e.Size
		return s, nil, true
	case SetTheme:
		if v.Look.Theme == e.Theme {
			e.Theme = Light
		}
		v.Look.Theme = e.Theme
		return s, nil, true
	case ToggleLower:
		v.Look.Lower = !v.Look.Lower
		return s, nil, true
	case ToggleTones:
		v.Look.Silent = !v.Look.Silent
		return s, nil, true
	case ToggleStill:
		v.Look.Still = !v.Look.Still
		return s, nil, true
	case ToggleSigning:
		v.Look.Signing = !v.Look.Signing && len(s.Place.Clips) > 0
		return s, nil, true
	}
	return touchCallBar(s, e)
}

func touchStation(s State, e Event) (State, []Effect) {
	if _, ok := e.(OpenClip); ok {
		return openClip(s), nil
	}
	if next, effects, ok := touchOffer(s, e); ok {
		return next, effects
	}
	switch s.Visit.At.Kind {
	case AtLanguage:
		return touchLanguage(s, e)
	case AtAreas, AtServices, AtSearch, AtElsewhere:
		return touchChooser(s, e)
	case AtService, AtPrivacy:
		return touchIntroduction(s, e)
	case AtResume:
		return touchResume(s, e)
	case AtCard, AtCardData:
		return touchCard(s, e)
	case AtQuestion:
		return touchQuestion(s, e)
	case AtProof:
		return touchProof(s, e)
	case AtSignature:
		return touchSignature(s, e)
	case AtCosignature:
		return touchCosignature(s, e)
	case AtReview, AtSend:
		return touchSending(s, e)
	case AtDone:
		return touchDone(s, e)
	case AtCode:
		return touchCode(s, e)
	case AtTechnician:
		return touchTechnician(s, e)
	}
	return s, nil
}

func touchLanguage(s State, e Event) (State, []Effect) {
	switch e.(type) {
	case Continue:
		return arrive(s, at(AtAreas))
	case Back:
		return wipe(s)
	}
	return s, nil
}

func touchChooser(s State, e Event) (State, []Effect) {
	v := &s.Visit
	switch e := e.(type) {
	case ChooseArea:
		before := v.Category
		v.Category = e.Category
		switch found := s.Services(); {
		case len(found) == 0:
			v.Category = before
			return s, nil
		case len(found) == 1 && e.Category != "":
			return touchChooser(s, ChooseFlow{ID: found[0].ID})
		}
		return arrive(s, at(AtServices))
	case OpenSearch:
		v.Query, v.Listed = Edit{}, false
		return arrive(s, at(AtSearch))
	case ListHits:
		if v.At.Kind == AtSearch {
			v.Listed, v.ListPage, v.Focus = e.All && len(s.Hits()) > 0, 0, ""
		}
		return s, nil
	case OpenResume:
		if v.At.Kind != AtAreas || s.Place.SaveDays == 0 {
			return s, nil
		}
		return arrive(s, at(AtResume))
	case ChooseFlow:
		f := s.Catalog.Flow(e.ID)
		if f == nil {
			return s, nil
		}
		v.Flow = f
		v.Answers, v.Offered = s.offered(f)
		return arrive(s, at(AtService))
	case ChooseElsewhere:
		before := v.Elsewhere
		if v.Elsewhere = e.ID; s.Elsewhere() == nil {
			v.Elsewhere = before
			return s, nil
		}
		return arrive(s, at(AtElsewhere))
	case Back:
		switch v.At.Kind {
		case AtAreas:
			return arrive(s, at(AtLanguage))
		case AtElsewhere:
			v.Elsewhere = ""
			return arrive(s, at(AtSearch))
		}
		v.Category = ""
		return arrive(s, at(AtAreas))
	}
	if v.At.Kind == AtSearch {
		before := v.Query.Text
		v.Query = v.Query.edited(e, &v.Draft, maxQuery)
		v.Listed, v.ListPage = v.Listed && v.Query.Text == before, 0
	}
	return s, nil
}

// maxQuery is the longest search, in runes; more helps nobody.
const maxQuery = 40

// defaults are the answers that the flow itself proposes.
func defaults(f *flows.Flow) flows.Answers {
	a := flows.Answers{}
	for _, p := range f.Pages {
		if p.Repeat != nil {
			continue
		}
		for _, field := range p.Fields {
			if !field.Default.IsEmpty() {
				a[field.ID] = field.Default
			}
		}
	}
	return a
}

func touchIntroduction(s State, e Event) (State, []Effect) {
	switch e.(type) {
	case Continue:
		if s.Visit.Flow.Kind == flows.FlowCall { // what it leads to is a human, or how to find one
			return over(s, OverHelp), nil
		}
		return arrive(s, s.next())
	case Back:
		if before, ok := s.previous(); ok {
			return arrive(s, before)
		}
		if s.Visit.Aside != nil {
			return takeUp(s)
		}
		if s.Visit.Loan.Open() {
			return foundAgain(s)
		}
		s.Visit = s.Visit.withoutService()
		return arrive(s, at(AtAreas))
	}
	return s, nil
}

// withoutService is the visit before a service was chosen: no answer, consent or signature for one counts for another.
func (v Visit) withoutService() Visit {
	kept := Visit{Lang: v.Lang, Look: v.Look, Voice: v.Voice, Switches: v.Switches, At: v.At, LastTouch: v.LastTouch, Known: v.Known, Call: v.Call, Callback: v.Callback}
	kept.Call.Filled = nil
	if v.CardKept {
		kept.Card, kept.CardKept = v.Card, true
	}
	return kept
}

// arrive opens a station: the draft of the last page is gone, and the devices do what the new page needs.
func arrive(s State, to Station) (State, []Effect) {
	v := &s.Visit
	from := v.At
	v.At, v.Focus, v.ListPage, v.Missing, v.Drawing = to, "", 0, "", false
	v.Draft = Draft{}
	if group := s.groupOf(to); v.Row == nil && Counter(v.Flow, group) != nil {
		v.Row = &RowEdit{Group: group, Index: to.Row, Before: v.Answers}
	}
	var effects []Effect
	if from.Kind == AtCard {
		effects = append(effects, StopCard{})
	}
	if from.Kind == AtCardData {
		s, effects = stopChip(s)
	}
	if from.Kind == AtProof && v.Scan.Stage == ScanRunning {
		effects = append(effects, CancelScan{})
	}
	if from.Kind == AtResume && to.Kind != AtResume {
		switch v.Resume.Stage {
		case ResumeReading:
			effects = append(effects, CancelScan{})
		case ResumeFound:
			v.Loan = Loan{}
		}
		v.Resume = Resuming{}
	}
	v.Scan = Scan{}
	switch to.Kind {
	case AtCard:
		v.CardFault = ""
		if s.Usable(devices.IDCard) {
			effects = append(effects, ReadCard{})
		}
	case AtQuestion:
		v.Draft = openDraft(s)
	}
	return s, effects
}

// wipe ends the visit: nothing of it stays in the state, and kiosk forgets the rest.
func wipe(s State) (State, []Effect) {
	effects := []Effect{Wipe{}}
	if s.Visit.Call.Active() {
		effects = []Effect{HangUp{EndedVisit}, Wipe{}}
	}
	s.Visit, s.Pressed = Visit{}, ""
	return s, effects
}

// deviceChanged notes a status. A reader that comes back while the citizen waits for it is asked again.
func deviceChanged(s State, d devices.Status) (State, []Effect) {
	was := s.Usable(d.Kind)
	s.Devices = with(s.Devices, d.Kind, d)
	if d.Kind == devices.IDCard && !was && d.Usable() && s.Visit.At.Kind == AtCard {
		s.Visit.CardFault = ""
		return s, []Effect{ReadCard{}}
	}
	return s, nil
}

// withToday is the answers with the day of the visit, against which dates are checked.
func (s State) withToday(a flows.Answers) flows.Answers {
	c := maps.Clone(a)
	if c == nil {
		c = flows.Answers{}
	}
	c[flows.Today] = flows.DateOf(s.Today())
	return c
}
