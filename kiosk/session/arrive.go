package session

import "buergerterminal/devices"

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
