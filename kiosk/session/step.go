package session

import (
	"time"

	"buergerterminal/devices"
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
