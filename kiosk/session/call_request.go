package session

import (
	"maps"

	"buergerterminal/flows"
)

// requested shows a request, where the service has a place for it now and the device is there.
func requested(s State, e CallAsked) (State, []Effect) {
	c := &s.Visit.Call
	switch {
	case c.Stage != CallLive:
		return s, nil
	case !s.mayHelp(e.Who):
		return s, []Effect{AnswerDone{e.ID, OutcomeForbid}}
	}
	if _, there := s.placeFor(e.What); !there {
		return s, []Effect{AnswerDone{e.ID, OutcomeNoPlace}}
	}
	effects := []Effect{AnswerDone{e.ID, OutcomeShown}, Sound{ToneCalled}}
	if c.Request != nil {
		effects = append(effects, AnswerDone{c.Request.ID, OutcomeStale})
	}
	p, _ := c.Person(e.Who)
	c.Request = &Request{ID: e.ID, Who: p.Name, What: e.What}
	return s, effects
}

// placeFor is where the service takes what is wanted; ok is false where it does not, or the device is missing.
func (s State) placeFor(what Wanted) (Station, bool) {
	v := s.Visit
	if device, needed := usableFor[what]; needed && !s.Usable(device) {
		return Station{}, false
	}
	if what == WantPrint {
		return v.At, v.At.Kind == AtDone && v.Print.Ended && !v.Print.Running
	}
	if v.Flow == nil || v.Row != nil || v.Submission.Storing || v.Submission.Done() {
		return Station{}, false
	}
	kind := map[Wanted]StationKind{WantCard: AtCard, WantScan: AtProof, WantSignature: AtSignature}[what]
	if v.At.Kind == kind {
		return v.At, true
	}
	found, ok := Station{}, false
	for _, st := range s.Path() {
		if st.Kind != kind {
			continue
		}
		if !ok || what == WantScan && len(v.Proofs[found.Page]) > 0 && len(v.Proofs[st.Page]) == 0 {
			found, ok = st, true
		}
	}
	return found, ok
}

// takeRequest brings the citizen to the page of what is wanted. What is valid on the open page is kept; afterwards the
// visit goes on at the first question without an answer.
func takeRequest(s State) (State, []Effect) {
	r := s.Visit.Call.Request
	if r == nil || r.Taken {
		return s, nil
	}
	to, there := s.placeFor(r.What)
	if !there {
		s.Visit.Call.Request = nil
		return s, []Effect{AnswerDone{r.ID, OutcomeNoPlace}}
	}
	taken := *r
	taken.Taken = true
	s.Visit.Call.Request = &taken
	if r.What == WantPrint {
		return printReceipt(s)
	}
	if to == s.Visit.At {
		return s, nil
	}
	s.Visit.Answers = s.draftKept()
	s.Visit.Mending, s.Visit.Consents = true, nil
	s.Visit.First, s.Visit.Through = to, to
	return arrive(s, to)
}

// draftKept is the answers with those of the open page that are valid already.
func (s State) draftKept() flows.Answers {
	answers := maps.Clone(s.Visit.Answers)
	for _, key := range s.Page().Fields {
		f := s.Visit.Flow.Field(key)
		v := value(f, s.Visit.Draft, key)
		if f.Counts == "" && !v.IsEmpty() && len(s.Visit.Flow.Check(key, v, s.withToday(answers))) == 0 {
			answers[key] = v
		}
	}
	return answers
}

// shown lets the clerk see what was scanned and signed, and answers the request that it fulfils.
func shown(before, after State, effects []Effect) (State, []Effect) {
	was, v := before.Visit, &after.Visit
	r := v.Call.Request
	id := func(what Wanted) string {
		if r != nil && r.What == what {
			return r.ID
		}
		return ""
	}
	fulfilled := false
	if page := v.Scan.Page; page != nil && page != was.Scan.Page && v.Scan.Stage == ScanCheck && was.Scan.Stage == ScanRunning {
		n := 1
		if v.Scan.Adding {
			n += len(v.Proofs[v.At.Page])
		}
		effects = append(effects, SendPictureOf{ID: id(WantScan), What: WantScan, Proof: v.At.Page, Page: n})
		fulfilled = r != nil && r.What == WantScan
	}
	if was.At.Kind == AtSignature && v.At.Kind != AtSignature && v.Signed() {
		if len(v.Strokes) > 0 {
			effects = append(effects, SendPictureOf{ID: id(WantSignature), What: WantSignature})
		}
		fulfilled = r != nil && r.What == WantSignature
	}
	if r != nil && r.What == WantCard && v.Card != nil && v.Card != was.Card && v.At.Kind == AtCardData {
		fulfilled = true
	}
	if r != nil && r.What == WantPrint && was.Print.Running && v.Print.Ended {
		fulfilled = true
	}
	if fulfilled {
		effects = append(effects, AnswerDone{r.ID, OutcomeDone})
		v.Call.Request = nil
	}
	return after, effects
}
