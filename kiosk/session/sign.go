package session

import "slices"

// The signature pad's size in its own px, and how much of it is kept: far more than any hand writes in a minute.
const (
	PadWidth, PadHeight = 936, 480
	maxPoints           = 20000
)

func touchSignature(s State, e Event) (State, []Effect) {
	v := &s.Visit
	switch e := e.(type) {
	case StrokeStarted:
		if onPad(e.At) && v.points() < maxPoints {
			v.Strokes = append(slices.Clone(v.Strokes), []Point{e.At})
			v.Drawing, v.CannotSign, v.Missing = true, false, ""
		}
	case StrokeMoved:
		if v.Drawing && onPad(e.At) && v.points() < maxPoints {
			last := len(v.Strokes) - 1
			strokes := slices.Clone(v.Strokes)
			strokes[last] = append(slices.Clip(strokes[last]), e.At)
			v.Strokes = strokes
		}
	case StrokeEnded:
		v.Drawing = false
	case ClearSignature:
		v.Strokes, v.Drawing = nil, false
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
