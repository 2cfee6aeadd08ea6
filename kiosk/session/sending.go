package session

import (
	"slices"
	"time"

	"buergerterminal/devices"
)

func touchSending(s State, e Event) (State, []Effect) {
	v := &s.Visit
	if v.Submission.Storing {
		return s, nil
	}
	switch e := e.(type) {
	case EditAnswer:
		if v.At.Kind == AtReview && slices.Contains(s.Stations(), e.Station) {
			v.Mending, v.Consents = true, nil // what was declared was declared of the answers before
			v.First, v.Through = e.Station, e.Through
			return arrive(s, e.Station)
		}
	case ToggleConsent:
		v.Consents = with(v.Consents, e.ID, !v.Consents[e.ID])
	case Continue:
		if open, ok := s.unfinished(); ok {
			v.Mending = true
			return arrive(s, open)
		}
		if v.At.Kind == AtReview {
			return arrive(s, at(AtSend))
		}
		return submit(s)
	case Back:
		return s.backward()
	}
	return s, nil
}

// Stations are the places that the review page leads back to; those that the card answered are among them.
func (s State) Stations() []Station {
	var all []Station
	ev := s.Evaluation()
	for _, p := range ev.VisiblePages {
		if len(p.Fields) > 0 && !s.counted(p) {
			all = append(all, stationOf(p))
		}
	}
	for _, p := range ev.VisibleProofs {
		all = append(all, Station{Kind: AtProof, Page: p.ID, Row: -1})
	}
	if s.Visit.Flow.Signature != nil {
		all = append(all, at(AtSignature))
	}
	for _, c := range ev.VisibleCosignatures {
		all = append(all, Station{Kind: AtCosignature, Page: c.ID, Row: -1})
	}
	return all
}

// submit asks for what is required, then has the application sealed and stored. Only Stored makes it a confirmed one.
func submit(s State) (State, []Effect) {
	v := &s.Visit
	v.Missing = ""
	if len(s.ungiven()) > 0 {
		v.Missing = "consent"
		return s, nil
	}
	v.Submission = Submission{Storing: true}
	return s, []Effect{Submit{}}
}

// ungiven are the ids of the required consents that are not given.
func (s State) ungiven() []string {
	var ids []string
	for _, c := range s.Evaluation().VisibleConsents {
		if c.Required && !s.Visit.Consents[c.ID] {
			ids = append(ids, c.ID)
		}
	}
	return ids
}

// MissingConsents are the ids of those that sending was refused for, as far as they are still not given.
func (s State) MissingConsents() []string {
	if s.Visit.Missing != "consent" {
		return nil
	}
	return s.ungiven()
}

func stored(s State, e Stored) (State, []Effect) {
	v := &s.Visit
	if !v.Submission.Storing {
		return s, nil
	}
	arrived := v.Submission.Early == e.Key
	v.Submission = Submission{Key: e.Key, Number: e.Number, Token: e.Token, StoredAt: s.Now}
	v.At, v.LastTouch = at(AtDone), s.Now
	if v.Over != OverWrite { // who writes goes on writing
		s = closeOver(s)
	}
	s, effects := s.burnt()
	effects = append(effects, Sound{ToneDone})
	if arrived {
		next, more := delivered(s, e.Key)
		return next, append(effects, more...)
	}
	return s, effects
}

func storeFailed(s State, code string) State {
	if s.Visit.Submission.Storing {
		s.Visit.Submission = Submission{Code: code}
		s.Visit.LastTouch = s.Now
	}
	return s
}

// delivered notes the hub's receipt, and prints now if the paper was waiting for it.
func delivered(s State, key string) (State, []Effect) {
	v := &s.Visit
	if v.Submission.Storing {
		v.Submission.Early = key // a fast hub overtakes the outbox's own answer
		return s, nil
	}
	if v.At.Kind != AtDone || v.Submission.Key != key {
		return s, nil
	}
	v.Submission.Arrived = true
	if v.Print.Asked || v.Voice.On { // tickDone prints when the voice has said what will stand on the paper
		return s, nil
	}
	return printReceipt(s)
}

// acceptedByAuthority notes the authority's word. It never comes before the hub's.
func acceptedByAuthority(s State, key string) State {
	if sub := &s.Visit.Submission; s.Visit.At.Kind == AtDone && sub.Key == key && sub.Arrived {
		sub.Accepted = true
	}
	return s
}

// printReceipt asks the printer, or says at once that there is none.
func printReceipt(s State) (State, []Effect) {
	p := &s.Visit.Print
	p.Asked, s.Visit.Missing = true, ""
	if !s.Usable(devices.Printer) {
		d, fitted := s.Device(devices.Printer)
		p.Ended, p.Outcome, p.Fault = true, devices.NotPrinted, d.Fault
		if !fitted {
			p.Fault = devices.FaultUnplugged
		}
		return s, nil
	}
	again := p.Copies > 0
	*p = Print{Asked: true, Running: true, Copies: p.Copies}
	return s, []Effect{PrintReceipt{Copy: again}}
}

// printEnded notes the outcome. Only a print that surely left no paper makes the next one an original.
func printEnded(s State, e PrintEnded) State {
	if s.Visit.Saving.Print.Running {
		return draftPrinted(s, e)
	}
	p := &s.Visit.Print
	if s.Visit.At.Kind != AtDone || !p.Running {
		return s
	}
	p.Running, p.Ended, p.Outcome, p.Fault = false, true, e.Outcome, e.Fault
	if e.Outcome != devices.NotPrinted {
		p.Copies++
	}
	s.Visit.LastTouch, s.Visit.Missing, s.Visit.WipeAt = s.Now, "", time.Time{}
	return s
}

func touchDone(s State, e Event) (State, []Effect) {
	v := &s.Visit
	switch e.(type) {
	case Continue, EndVisit:
		if !v.Print.Ended {
			v.Missing = "print"
			return s, nil
		}
		if s.PrinterTrouble() {
			v.Print.Waived = true
			return s, nil
		}
		if v.Aside != nil {
			return another(s) // something else is open still
		}
		return wipe(s)
	case Another:
		if v.Print.Ended && !s.PrinterTrouble() {
			return another(s)
		}
	case PrintAgain:
		if v.Print.Ended && !v.Print.Running {
			return printReceipt(s)
		}
	}
	return s, nil
}

// PrinterTrouble reports whether the citizen must be told that there is no receipt, or maybe none.
func (s State) PrinterTrouble() bool {
	p := s.Visit.Print
	return p.Ended && p.Outcome != devices.Printed && !p.Waived
}

// QRText is what the QR codes on the screen and on paper hold, in the alphabet of the compact alphanumeric mode: the
// short number for people and the random token, without which the number opens nothing.
func QRText(s Submission) string { return "BT1 " + s.Number + " " + s.Token }
