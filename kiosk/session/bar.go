package session

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
