package session

// over lays a page over the station; on the language page itself only the aids, which may stand too low on it to be seen.
func over(s State, o Overlay) State {
	if s.Visit.At.Kind == AtLanguage && o == OverLanguage {
		return closeOver(s)
	}
	v := &s.Visit
	if !v.Over.returns() {
		v.Under, v.Voice.Left = v.Over, v.Voice.Node
	}
	v.Over, v.Focus, v.ListPage = o, "", 0
	return s
}

// returns reports whether closing the page leads back to the one that it was laid over: whoever changes the language while they
// write a telephone number goes on writing it.
func (o Overlay) returns() bool {
	return o == OverLanguage || o == OverAids || o == OverVoice || o == OverSwitches
}

func touchOverlay(s State, e Event) (State, []Effect) {
	if next, effects, ok := touchCallOver(s, e); ok {
		return next, effects
	}
	if s.Visit.Over == OverSave {
		return touchSave(s, e)
	}
	if next, ok := touchClip(s, e); ok && s.Visit.Over == OverClip {
		return next, nil
	}
	switch e.(type) {
	case OpenSave:
		if s.Visit.Over == OverCancel {
			return openSave(s)
		}
	case Continue, Back:
		return closeOver(s), nil
	case EndVisit:
		if s.Visit.Over == OverCancel {
			return deleted(s)
		}
	case KeepPaper:
		if s.Visit.Over == OverCancel && s.Visit.Loan.Open() {
			return wipe(s)
		}
	case EndRow:
		switch s.Visit.Over {
		case OverRemove:
			return removeRow(s)
		case OverUnsaved:
			return discardRow(s)
		}
	}
	return s, nil
}

// closeOver ends the page that lies over the station. What the call still asks for comes before the station.
func closeOver(s State) State {
	v := &s.Visit
	back := OverNone
	if v.Over.returns() {
		back = v.Under
	}
	v.Over, v.Under, v.Focus, v.ListPage = back, OverNone, "", 0
	switch c := v.Call; {
	case c.Stage == CallMeeting:
		v.Over = OverMeeting
	case c.newcomers():
		v.Over = OverNewcomer
	case c.Stage == CallLive && c.Pending != nil:
		v.Over = OverGrant
	case c.Stage == CallOver:
		v.Over = OverEnded
	case v.Saving.begun():
		v.Over = OverSave
	}
	return s
}
