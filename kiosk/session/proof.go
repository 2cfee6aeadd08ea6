package session

import (
	"maps"
	"slices"

	"buergerterminal/devices"
)

func touchProof(s State, e Event) (State, []Effect) {
	switch s.Visit.Scan.Stage {
	case ScanRunning:
		return touchScanRunning(s, e)
	case ScanCheck:
		return touchScanCheck(s, e)
	}
	p := s.Proof()
	if p == nil {
		return s, nil
	}
	switch e.(type) {
	case StartScan:
		return startScan(s)
	case Continue:
		if len(s.Visit.Proofs[p.ID]) > 0 {
			return s.onward()
		}
		return startScan(s)
	case SkipProof:
		if !p.Skippable && s.Usable(devices.Scanner) {
			return s, nil
		}
		s.Visit.Skipped = with(s.Visit.Skipped, p.ID, true)
		s.Visit.Proofs = without(s.Visit.Proofs, p.ID)
		return s.onward()
	case OpenSave:
		return openSave(s)
	case Back:
		return s.backward()
	}
	return s, nil
}

func startScan(s State) (State, []Effect) {
	if !s.Usable(devices.Scanner) {
		status, _ := s.Device(devices.Scanner)
		s.Visit.Scan.Fault = status.Fault
		if s.Visit.Scan.Fault == "" {
			s.Visit.Scan.Fault = devices.FaultUnplugged
		}
		return s, nil
	}
	s.Visit.Scan = Scan{Stage: ScanRunning, Adding: s.Visit.Scan.Adding}
	s.Visit.Focus = ""
	return s, []Effect{ScanPage{Mode: s.Proof().Mode}}
}

func touchScanRunning(s State, e Event) (State, []Effect) {
	switch e.(type) {
	case StopScan, Continue, Back:
		s.Visit.Scan = Scan{Adding: s.Visit.Scan.Adding}
		return s, []Effect{CancelScan{}}
	}
	return s, nil
}

func touchScanCheck(s State, e Event) (State, []Effect) {
	v := &s.Visit
	p := s.Proof()
	switch e.(type) {
	case Continue:
		s = accept(s, p.ID)
		return s.onward()
	case AddPage:
		if s.PagesLeft() > 0 {
			s = accept(s, p.ID)
			s.Visit.Scan = Scan{Adding: true}
		}
	case ScanAgain:
		return startScan(s)
	case TurnPage:
		turned := v.Scan.Page.turned()
		v.Scan.Page = &turned
	case ToggleZoom:
		v.Scan.Zoomed, v.ListPage = !v.Scan.Zoomed, 0
	case Back:
		if v.Scan.Zoomed {
			v.Scan.Zoomed = false
			return s, nil
		}
		v.Scan = Scan{Adding: v.Scan.Adding}
	}
	return s, nil
}

// accept puts the scanned page to the proof: behind its other pages, or in place of an earlier scan.
func accept(s State, id string) State {
	v := &s.Visit
	var pages []ScannedPage
	if v.Scan.Adding {
		pages = slices.Clone(v.Proofs[id])
	}
	v.Proofs = with(v.Proofs, id, append(pages, *v.Scan.Page))
	v.Skipped = without(v.Skipped, id)
	return s
}

// PagesLeft is how many more pages the open proof takes after the one that lies before the citizen.
func (s State) PagesLeft() int {
	p := s.Proof()
	if p == nil {
		return 0
	}
	taken := 1
	if s.Visit.Scan.Adding {
		taken += len(s.Visit.Proofs[p.ID])
	}
	return max(0, p.MaxPages-taken)
}

func scanMoved(s State, p ScanProgress) State {
	v := &s.Visit
	switch {
	case v.At.Kind == AtProof && v.Scan.Stage == ScanRunning:
		v.Scan.Progress = p
	case v.At.Kind == AtResume && v.Resume.Stage == ResumeReading:
		v.Resume.Progress = p
	}
	return s
}

func scanDone(s State, p ScannedPage) State {
	if s.Visit.At.Kind == AtProof && s.Visit.Scan.Stage == ScanRunning {
		s.Visit.Scan = Scan{Stage: ScanCheck, Page: &p, Adding: s.Visit.Scan.Adding}
		s.Visit.LastTouch = s.Now
	}
	return s
}

func scanFailed(s State, fault devices.Fault) State {
	if s.Visit.At.Kind == AtProof && s.Visit.Scan.Stage == ScanRunning {
		s.Visit.Scan = Scan{Fault: fault, Adding: s.Visit.Scan.Adding}
		s.Visit.LastTouch = s.Now
	}
	return s
}

// with is a copy of the map with one more entry.
func with[K comparable, V any](m map[K]V, key K, value V) map[K]V {
	c := maps.Clone(m)
	if c == nil {
		c = map[K]V{}
	}
	c[key] = value
	return c
}

// without is a copy of the map that lacks an entry.
func without[K comparable, V any](m map[K]V, key K) map[K]V {
	c := maps.Clone(m)
	delete(c, key)
	return c
}
