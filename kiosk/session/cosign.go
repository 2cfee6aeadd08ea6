package session

import (
	"maps"
	"slices"
	"strings"

	"buergerterminal/flows"
)

// Cosigned is what became of a second person's signature. It counts for the person whose name stood there: where that answer
// changes, it is none.
type Cosigned struct {
	Name    string
	Strokes [][]Point
	Unable  bool // to sign by hand
	Later   bool // the person is not here today
}

// given reports whether nothing is left to do here.
func (c Cosigned) given() bool { return len(c.Strokes) > 0 || c.Unable || c.Later }

// Cosignature is the one that the visit is at, or nil.
func (s State) Cosignature() *flows.Cosignature {
	if s.Visit.Flow == nil || s.Visit.At.Kind != AtCosignature {
		return nil
	}
	for _, c := range s.Visit.Flow.Cosignatures {
		if c.ID == s.Visit.At.Page {
			return c
		}
	}
	return nil
}

// Cosigner is the name of the person who is to sign, "" while it is not known.
func (s State) Cosigner(c *flows.Cosignature) string {
	var names []string
	for _, id := range c.Name {
		names = append(names, s.Visit.Answers[id].Text())
	}
	return strings.Join(strings.Fields(strings.Join(names, " ")), " ")
}

// Cosigned is what became of a signature, the zero value where nothing did.
func (s State) Cosigned(c *flows.Cosignature) Cosigned {
	if done := s.Visit.Cosigned[c.ID]; done.Name == s.Cosigner(c) {
		return done
	}
	return Cosigned{}
}

// Applicant is the name of the person who stands here, as far as the flow asks for it by name, and the day of birth.
func (s State) Applicant() (name string, born flows.Day) {
	var given, family string
	for _, p := range s.Visit.Flow.Pages {
		for _, f := range p.Fields {
			if p.Repeat != nil {
				continue // another person's
			}
			switch f.Prefill {
			case "card.given_names":
				given = s.Visit.Answers[f.ID].Text()
			case "card.family_names":
				family = s.Visit.Answers[f.ID].Text()
			case "card.birth_date":
				born = s.Visit.Answers[f.ID].Day()
			}
		}
	}
	return strings.TrimSpace(given + " " + family), born
}

// Likeness says whether a second person may be the one who stands here.
type Likeness int

// Likenesses. A name alone does not prove it: a father and his son may share theirs.
const (
	OtherPerson Likeness = iota
	SameName
	SamePerson
)

// Likeness compares the person who is to sign with the one who stands here.
func (s State) Likeness(c *flows.Cosignature) Likeness {
	name, born := s.Applicant()
	if name == "" || !slices.Equal(Words(name), Words(s.Cosigner(c))) {
		return OtherPerson
	}
	if c.Birth == "" || born == (flows.Day{}) || s.Visit.Answers[c.Birth].IsEmpty() {
		return SameName
	}
	if s.Visit.Answers[c.Birth].Day() == born {
		return SamePerson
	}
	return OtherPerson
}

// touchCosignature takes the second person's pen. Who stands here already cannot sign for somebody else.
func touchCosignature(s State, e Event) (State, []Effect) {
	c := s.Cosignature()
	if c == nil {
		return s, nil
	}
	if _, back := e.(Back); back {
		return s.backward()
	}
	if s.Likeness(c) == SamePerson {
		return touchSamePerson(s, c, e)
	}
	v, done := &s.Visit, s.Cosigned(c)
	done.Name = s.Cosigner(c)
	switch e := e.(type) {
	case StrokeStarted, StrokeMoved, StrokeEnded, ClearSignature:
		drawn := Visit{Strokes: done.Strokes, Drawing: v.Drawing}.drawn(e)
		done.Strokes, v.Drawing, v.Missing = drawn.Strokes, drawn.Drawing, ""
		done.Unable, done.Later = false, false
		v.Cosigned = with(v.Cosigned, c.ID, done)
	case CannotSign:
		v.Cosigned = with(v.Cosigned, c.ID, Cosigned{Name: done.Name, Unable: true})
		v.Drawing = false
		return s.onward()
	case SignLater:
		if !c.Later {
			return s, nil
		}
		v.Cosigned = with(v.Cosigned, c.ID, Cosigned{Name: done.Name, Later: true})
		v.Drawing = false
		return s.onward()
	case Continue:
		if !done.given() {
			v.Missing = "signature"
			return s, nil
		}
		return s.onward()
	}
	return s, nil
}

// touchSamePerson leads to the answer that is to be mended.
func touchSamePerson(s State, c *flows.Cosignature, e Event) (State, []Effect) {
	if _, on := e.(Continue); !on {
		return s, nil
	}
	for _, p := range s.Evaluation().VisiblePages {
		if slices.Contains(p.Fields, c.Name[0]) {
			s.Visit.Cosigned = maps.Clone(s.Visit.Cosigned)
			delete(s.Visit.Cosigned, c.ID)
			s.Visit.Mending, s.Visit.First, s.Visit.Through = true, stationOf(p), stationOf(p)
			return arrive(s, stationOf(p))
		}
	}
	return s, nil
}

// drawn is the visit after the pen moved on the pad.
func (v Visit) drawn(e Event) Visit {
	switch e := e.(type) {
	case StrokeStarted:
		if onPad(e.At) && v.points() < maxPoints {
			v.Strokes = append(slices.Clone(v.Strokes), []Point{e.At})
			v.Drawing = true
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
	}
	return v
}
