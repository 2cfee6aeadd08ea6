package session

// An exit is a page at which the way ends early: the citizen does not need the service, or has to go elsewhere.

// Exit reports whether the open page is one.
func (s State) Exit() bool {
	p := s.Page()
	return p.Page != nil && p.Page.Exit
}

// touchExit takes what an exit offers: to finish, to do something else, or to go on with the service that does help.
func touchExit(s State, e Event) (State, []Effect) {
	switch e := e.(type) {
	case EndVisit:
		if s.Visit.Aside != nil {
			return another(s) // something else is open still
		}
		return wipe(s)
	case Another:
		return another(s)
	case ChooseFlow:
		f := s.Catalog.Flow(e.ID)
		if f == nil || e.ID != s.Page().Page.LeadsTo {
			return s, nil
		}
		aside := s.Visit.Aside
		s.Visit.Aside = nil
		s, _ = another(s)
		s.Visit.Aside = aside
		return touchChooser(s, e)
	case Back:
		if before, ok := s.previous(); ok {
			return arrive(s, before)
		}
	}
	return s, nil
}
