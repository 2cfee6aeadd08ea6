package media

// unwrapper makes of numbers that begin again at 65,536 ones that do not.
type unwrapper struct {
	last    int64
	started bool
}

// unwrap gives the number that is nearest to the last one. The first is moved up, so that those shortly before it are not negative.
func (u *unwrapper) unwrap(n uint16) int64 {
	if !u.started {
		u.started, u.last = true, 1<<16+int64(n)
		return u.last
	}
	u.last += int64(int16(n - uint16(u.last)))
	return u.last
}

// stamps makes of 32-bit timestamps ones that do not begin again.
type stamps struct {
	last    int64
	started bool
}

func (s *stamps) unwrap(n uint32) int64 {
	if !s.started {
		s.started, s.last = true, 1<<32+int64(n)
		return s.last
	}
	s.last += int64(int32(n - uint32(s.last)))
	return s.last
}
