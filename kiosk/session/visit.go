package session

// begin makes the empty visit of a new citizen, in the town's own language.
func begin(s State) State {
	s.Visit = Visit{Lang: s.Place.Languages[0], LastTouch: s.Now, Look: Look{Theme: Light}}
	return s
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

// wipe ends the visit: nothing of it stays in the state, and kiosk forgets the rest.
func wipe(s State) (State, []Effect) {
	effects := []Effect{Wipe{}}
	if s.Visit.Call.Active() {
		effects = []Effect{HangUp{EndedVisit}, Wipe{}}
	}
	s.Visit, s.Pressed = Visit{}, ""
	return s, effects
}
