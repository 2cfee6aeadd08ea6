package session

import (
	"slices"

	"buergerterminal/devices"
	"buergerterminal/flows"
)

// ResumeStage is where going on with a kept application stands.
type ResumeStage string

// The stages.
const (
	ResumePlace   ResumeStage = ""        // the paper is to lie on the scanner
	ResumeReading ResumeStage = "reading" // it is scanned, and the hub is asked
	ResumeFound   ResumeStage = "found"   // the citizen sees what it is
)

// ResumeTrouble says why a paper opened nothing, as far as the citizen needs it.
type ResumeTrouble string

// The troubles.
const (
	ResumeNoCode  ResumeTrouble = "no-code" // no code was found on the sheet
	ResumeMisread ResumeTrouble = "misread" // it could not be read whole
	ResumeReceipt ResumeTrouble = "receipt" // the receipt of an application that was sent
	ResumeForeign ResumeTrouble = "foreign" // another code, or another town's
	ResumeExpired ResumeTrouble = "expired" // its last day is over
	ResumeGone    ResumeTrouble = "gone"    // used already, or taken back
	ResumeLent    ResumeTrouble = "lent"    // it is open at another terminal
	ResumeDamaged ResumeTrouble = "damaged" // what the hub has is not what the code opens
	ResumeService ResumeTrouble = "service" // the service is not offered here any more
	ResumeAway    ResumeTrouble = "away"    // the hub does not answer
)

// Resuming is going on with an application that was kept.
type Resuming struct {
	Stage    ResumeStage
	Progress ScanProgress
	Trouble  ResumeTrouble
	Fault    devices.Fault // of the scanner
	Found    SavedApplication
	Changed  bool // the service has changed since
	Dropped  int  // answers that do not fit any more
}

// Events of going on with a kept application.
type (
	OpenResume  struct{}
	DraftOpened struct {
		Draft SavedApplication
		Loan  Loan // ID and Lease
	}
	DraftUnread struct {
		Trouble ResumeTrouble
		Fault   devices.Fault
	}
)

func (OpenResume) event()  {}
func (DraftOpened) event() {}
func (DraftUnread) event() {}

// Effects of going on with a kept application.
type (
	// ReadDraft scans a sheet, looks for a code on it, and has what it opens from the hub, until CancelScan. Results: ScanMoved, then
	// DraftOpened or DraftUnread. What the hub has lent when DraftOpened came too late is given back.
	ReadDraft struct{}
)

func (ReadDraft) effect() {}

// touchResume takes the pages on which a kept application is opened.
func touchResume(s State, e Event) (State, []Effect) {
	r := &s.Visit.Resume
	switch r.Stage {
	case ResumeReading:
		switch e.(type) {
		case StopScan, Continue, Back:
			*r = Resuming{}
			return s, []Effect{CancelScan{}}
		}
	case ResumeFound:
		switch e.(type) {
		case Continue:
			return resume(s)
		case Back:
			return arrive(s, at(AtAreas))
		}
	default:
		switch e.(type) {
		case StartScan, Continue:
			if s.Usable(devices.Scanner) {
				*r = Resuming{Stage: ResumeReading}
				s.Visit.Focus = ""
				return s, []Effect{ReadDraft{}}
			}
		case Back:
			*r = Resuming{}
			return arrive(s, at(AtAreas))
		}
	}
	return s, nil
}

// draftOpened shows what was opened, in the language and the look that it was kept in, where the citizen has chosen no other.
func draftOpened(s State, e DraftOpened) (State, []Effect) {
	d, v := e.Draft, &s.Visit
	if v.At.Kind != AtResume || v.Resume.Stage != ResumeReading {
		return s, nil
	}
	v.LastTouch = s.Now
	f := s.Catalog.Flow(d.Flow)
	if f == nil || f.Kind == flows.FlowCall {
		v.Resume = Resuming{Trouble: ResumeService}
		return s, nil
	}
	if v.Lang == s.Place.Languages[0] && slices.Contains(s.Place.Languages, d.Lang) {
		v.Lang = d.Lang
	}
	if v.Look == (Look{Theme: Light}) {
		v.Look = d.Look
	}
	r := Resuming{Stage: ResumeFound, Found: d, Changed: d.Version != f.Version}
	r.Found.Answers, r.Dropped = s.fitting(f, d.Answers)
	v.Resume, v.Loan = r, Loan{ID: e.Loan.ID, Lease: e.Loan.Lease, Kept: d.Saved, Told: s.Now}
	return s, nil
}

func draftUnread(s State, e DraftUnread) State {
	if s.Visit.At.Kind == AtResume && s.Visit.Resume.Stage == ResumeReading {
		s.Visit.Resume = Resuming{Trouble: e.Trouble, Fault: e.Fault}
		s.Visit.LastTouch = s.Now
	}
	return s
}

// fitting are the answers that the service still takes, and how many it does not: a service may have changed since they were given,
// and so may the day. An answer to a question that is not asked now is no loss.
func (s State) fitting(f *flows.Flow, given flows.Answers) (fit flows.Answers, dropped int) {
	fit = flows.Answers{}
	for key, v := range given {
		if f.Field(key) == nil || len(f.Check(key, v, s.withToday(given))) > 0 {
			dropped++
			continue
		}
		fit[key] = v
	}
	return fit, dropped
}

// resume makes what was opened the application of the visit. It begins with the document, of which nothing was kept, and goes on
// where the citizen had stopped.
func resume(s State) (State, []Effect) {
	d := s.Visit.Resume.Found
	v := &s.Visit
	v.Resume = Resuming{}
	v.Flow = s.Catalog.Flow(d.Flow)
	v.Answers, v.Skipped = d.Answers, map[string]bool{}
	v.Proofs = map[string][]ScannedPage{}
	for _, p := range v.Flow.Proofs {
		if pages := d.Proofs[p.ID]; len(pages) > 0 {
			v.Proofs[p.ID] = pages[:min(len(pages), p.MaxPages)]
		} else if slices.Contains(d.Skipped, p.ID) {
			v.Skipped[p.ID] = true
		}
	}
	v.Onto = d.At
	if v.Flow.Identity == flows.IdentityCard && !v.CardKept {
		return arrive(s, at(AtCard))
	}
	return s.ontoKept()
}

// ontoKept goes to where the citizen had stopped; to what is missing before it, where the service has changed.
func (s State) ontoKept() (State, []Effect) {
	to := s.Visit.Onto
	s.Visit.Onto = Station{}
	path := s.Path()
	here := slices.Index(path, to)
	if here < 0 { // the page is gone, or is one of the document
		here = len(path)
	}
	if open, ok := s.unfinished(); ok {
		if i := slices.Index(path, open); i >= 0 && i < here {
			here = i
		}
	}
	if here < len(path) {
		return arrive(s, path[here])
	}
	if i := slices.IndexFunc(path, func(st Station) bool { return groupOf[st.Kind] != "" && groupOf[st.Kind] != GroupCard }); i >= 0 {
		return arrive(s, path[i])
	}
	return arrive(s, s.next())
}

// behindCard goes on behind the document: where a kept application goes on, or to the next page.
func (s State) behindCard() (State, []Effect) {
	if s.Visit.Onto != (Station{}) {
		return s.ontoKept()
	}
	return arrive(s, s.next())
}
