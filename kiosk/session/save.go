package session

import (
	"maps"
	"slices"
	"time"

	"buergerterminal/devices"
	"buergerterminal/flows"
)

// SaveStage is where keeping an application for another day stands.
type SaveStage string

// The stages.
const (
	SaveNone    SaveStage = ""
	SaveAsk     SaveStage = "ask"     // what is kept where, and how long
	SaveSending SaveStage = "sending" // sealed, and on its way to the hub
	SaveFailed  SaveStage = "failed"  // nothing is kept, nothing is lost
	SaveKept    SaveStage = "kept"    // the hub has it; the citizen still needs its code
)

// Saving is an application that is kept for another day. Code opens it: who has it may read all answers.
type Saving struct {
	Stage   SaveStage
	Trouble string // why it failed: a health code
	Code    string // text of the QR code
	Last    flows.Day
	Left    []string // proofs whose pages found no room, by id
	Print   Print
}

// begun reports whether the hub has the application, or soon may: what covers its page gives it back then.
func (s Saving) begun() bool { return s.Stage != SaveNone && s.Stage != SaveAsk }

// SavedApplication is what is kept of a visit: answers and scanned pages, never a signature, a consent, or what else the document
// said.
type SavedApplication struct {
	Flow    string
	Version string
	Lang    string
	Look    Look
	At      Station // where to go on
	Saved   time.Time
	Answers flows.Answers
	Skipped []string
	Proofs  map[string][]ScannedPage
	Left    []string // proofs that had pages for which there was no room
}

// Events of keeping an application for another day.
type (
	OpenSave  struct{}
	KeepDraft struct{}
	DraftKept struct {
		Code string
		Last flows.Day
		Left []string
	}
	DraftRefused struct{ Code string } // a health code
	PaperCame    struct{}              // the citizen has the paper of which nobody knew
	GoOnHere     struct{}              // the citizen goes on at once after all: the code opens nothing any more
)

func (OpenSave) event()     {}
func (KeepDraft) event()    {}
func (DraftKept) event()    {}
func (DraftRefused) event() {}
func (PaperCame) event()    {}
func (GoOnHere) event()     {}

// Effects of keeping an application for another day.
type (
	// SaveDraft seals SavedDraft and brings it to the hub. Results: DraftKept or DraftRefused.
	SaveDraft struct{}
	// PrintDraft prints the code of the state that Step returned. Result: PrintEnded.
	PrintDraft struct{ Copy bool }
	// DropDraft takes back what the code opens; nothing waits for it.
	DropDraft struct{ Code string }
)

func (SaveDraft) effect()  {}
func (PrintDraft) effect() {}
func (DropDraft) effect()  {}

// MaySave reports whether there is something to keep, and somebody who keeps it.
func (s State) MaySave() bool {
	v := s.Visit
	if s.Place.SaveDays == 0 || v.Flow == nil || v.Flow.Kind == flows.FlowCall || v.Submission.Storing || s.Exit() {
		return false
	}
	switch v.At.Kind {
	case AtCardData, AtQuestion, AtProof, AtSignature, AtCosignature, AtReview, AtSend:
		return true
	}
	return false
}

// openSave lays the page of keeping over the station.
func openSave(s State) (State, []Effect) {
	if !s.MaySave() || !s.Hub || s.Visit.Scan.Stage == ScanRunning {
		return s, nil
	}
	s.Visit.Saving = Saving{Stage: SaveAsk}
	return over(s, OverSave), nil
}

// SavedDraft is what is kept of the visit. What is written on the open page is kept where it could be accepted.
func (s State) SavedDraft() SavedApplication {
	v := s.Visit
	d := SavedApplication{Flow: v.Flow.ID, Version: v.Flow.Version, Lang: v.Lang, Look: v.Look, At: v.At, Saved: s.Now, Answers: maps.Clone(v.Answers), Proofs: v.Proofs}
	if d.Answers == nil {
		d.Answers = flows.Answers{}
	}
	for _, key := range s.Page().Fields {
		f := v.Flow.Field(key)
		if f.Counts != "" {
			continue
		}
		if open := value(f, v.Draft, key); !open.IsEmpty() && len(v.Flow.Check(key, open, s.withToday(d.Answers))) == 0 {
			d.Answers[key] = open
		}
	}
	d.Skipped = slices.Sorted(maps.Keys(v.Skipped))
	switch {
	case v.Mending, v.At.Kind == AtSend: // what was declared there is not kept
		d.At = at(AtReview)
	case v.Row != nil:
		d.At = s.listStation(v.Row.Group)
	}
	return d
}

// touchSave takes the pages of keeping an application for another day.
func touchSave(s State, e Event) (State, []Effect) {
	switch s.Visit.Saving.Stage {
	case SaveAsk, SaveFailed:
		return touchSaveAsk(s, e)
	case SaveKept:
		return touchSaved(s, e)
	}
	return s, nil
}

func touchSaveAsk(s State, e Event) (State, []Effect) {
	switch e.(type) {
	case KeepDraft:
		s.Visit.Saving, s.Visit.Focus, s.Visit.ListPage = Saving{Stage: SaveSending}, "", 0
		return s, []Effect{SaveDraft{}}
	case Continue, Back:
		return leaveSave(s), nil
	}
	return s, nil
}

// leaveSave goes back to the station, with nothing kept.
func leaveSave(s State) State {
	s.Visit.Saving = Saving{}
	return closeOver(s)
}

// draftKept notes that the hub has it. Now the citizen needs the code: on paper, or else from the screen.
func draftKept(s State, e DraftKept) (State, []Effect) {
	sv := &s.Visit.Saving
	if sv.Stage != SaveSending {
		return s, nil
	}
	*sv = Saving{Stage: SaveKept, Code: e.Code, Last: e.Last, Left: e.Left}
	s.Visit.LastTouch = s.Now
	return printDraft(s)
}

func draftRefused(s State, code string) State {
	if s.Visit.Saving.Stage == SaveSending {
		s.Visit.Saving, s.Visit.LastTouch = Saving{Stage: SaveFailed, Trouble: code}, s.Now
	}
	return s
}

// printDraft asks the printer, or says at once that there is none.
func printDraft(s State) (State, []Effect) {
	p := &s.Visit.Saving.Print
	s.Visit.WipeAt = time.Time{}
	if !s.Usable(devices.Printer) {
		d, fitted := s.Device(devices.Printer)
		*p = Print{Asked: true, Ended: true, Outcome: devices.NotPrinted, Fault: d.Fault, Copies: p.Copies}
		if !fitted {
			p.Fault = devices.FaultUnplugged
		}
		return s, nil
	}
	again := p.Copies > 0
	*p = Print{Asked: true, Running: true, Copies: p.Copies}
	return s, []Effect{PrintDraft{Copy: again}}
}

// draftPrinted notes the outcome.
func draftPrinted(s State, e PrintEnded) State {
	p := &s.Visit.Saving.Print
	p.Running, p.Ended, p.Outcome, p.Fault = false, true, e.Outcome, e.Fault
	if e.Outcome != devices.NotPrinted {
		p.Copies++
	}
	s.Visit.LastTouch, s.Visit.Missing = s.Now, ""
	return s
}

// CodeInHand reports whether the citizen has the code, as far as anybody knows: only then may what it opens be wiped here.
func (s State) CodeInHand() bool {
	sv := s.Visit.Saving
	return sv.Stage == SaveKept && sv.Print.Ended && (sv.Print.Outcome == devices.Printed || sv.Print.Waived)
}

// touchSaved takes what the citizen does with the code. There is no way back: a paper in their hand would silently open nothing.
func touchSaved(s State, e Event) (State, []Effect) {
	sv := &s.Visit.Saving
	if sv.Print.Running {
		if _, ends := e.(EndVisit); ends {
			s.Visit.Missing = "print"
		}
		return s, nil
	}
	switch e.(type) {
	case Continue, EndVisit:
		switch {
		case s.CodeInHand() && s.Visit.Aside != nil:
			return another(s) // something else is open still
		case s.CodeInHand():
			return wipe(s)
		}
		sv.Print.Waived = true // they have photographed it; the next touch ends the visit
	case PaperCame:
		if sv.Print.Outcome == devices.Unknown {
			sv.Print.Outcome = devices.Printed
		}
	case PrintAgain:
		return printDraft(s)
	case GoOnHere:
		code := sv.Code
		s.Visit.WipeAt = time.Time{}
		return leaveSave(s), []Effect{DropDraft{Code: code}}
	}
	return s, nil
}
