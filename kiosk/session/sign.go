package session

// The signature pad's size in its own px, and how much of it is kept: far more than any hand writes in a minute.
const (
	PadWidth, PadHeight = 936, 480
	maxPoints           = 20000
)

func touchSignature(s State, e Event) (State, []Effect) {
	v := &s.Visit
	switch e.(type) {
	case StrokeStarted, StrokeMoved, StrokeEnded, ClearSignature:
		was := len(v.Strokes)
		if *v = v.drawn(e); len(v.Strokes) > was {
			v.CannotSign, v.Missing = false, ""
		}
	case CannotSign:
		v.Strokes, v.Drawing, v.CannotSign = nil, false, true
		return s.onward()
	case Continue:
		if len(v.Strokes) == 0 && s.Visit.Flow.Signature.Required && !v.CannotSign {
			v.Missing = "signature"
			return s, nil
		}
		return s.onward()
	case Back:
		return s.backward()
	}
	return s, nil
}

func onPad(p Point) bool {
	return p.X >= 0 && p.Y >= 0 && p.X <= PadWidth && p.Y <= PadHeight
}

func (v Visit) points() int {
	n := 0
	for _, s := range v.Strokes {
		n += len(s)
	}
	return n
}
