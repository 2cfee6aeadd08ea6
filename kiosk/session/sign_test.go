package session_test

import (
	"slices"
	"testing"

	"buergerterminal/kiosk/session"
)

func stroke(points ...session.Point) []session.Event {
	events := []session.Event{session.StrokeStarted{At: points[0]}}
	for _, p := range points[1:] {
		events = append(events, session.StrokeMoved{At: p})
	}
	return append(events, session.StrokeEnded{})
}

func TestSignature(t *testing.T) {
	in, out := session.Point{X: 10, Y: 10}, session.Point{X: 937, Y: 10}
	edge := session.Point{X: session.PadWidth, Y: session.PadHeight}
	next := session.Continue{}
	for _, tt := range []struct {
		name    string
		events  []session.Event
		at      string
		strokes []int // points of each
		missing string
		cannot  bool
	}{
		{"a name is not taken for it", []session.Event{session.TypeSignature{}, session.Suggest{Text: "Jana Lehmann"}, next}, "signature", nil, "signature", false},
		{"nothing", []session.Event{next}, "signature", nil, "signature", false},
		{"a stroke", append(stroke(in, edge), next), "review", []int{2}, "", false},
		{"a dot", append(stroke(in), next), "review", []int{1}, "", false},
		{"two strokes", append(append(stroke(in, in), stroke(edge, in, in)...), next), "review", []int{2, 3}, "", false},
		{"a stroke that begins outside", append(stroke(out, in, in), next), "signature", nil, "signature", false},
		{"above and left of the pad", append(stroke(session.Point{X: -1, Y: -1}, in), next), "signature", nil, "signature", false},
		{"a stroke that leaves the pad and comes back", append(stroke(in, out, out, in), next), "review", []int{2}, "", false},
		{"moves without a finger", []session.Event{session.StrokeMoved{At: in}, session.StrokeEnded{}, session.StrokeMoved{At: in}, next}, "signature", nil, "signature", false},
		{"moves after the stroke", append(stroke(in), session.StrokeMoved{At: in}, next), "review", []int{1}, "", false},
		{"cleared", append(stroke(in, in), session.ClearSignature{}, next), "signature", nil, "signature", false},
		{"cleared and written anew", append(append(stroke(in, in), session.ClearSignature{}), append(stroke(in), next)...), "review", []int{1}, "", false},
		{"cannot sign", []session.Event{session.CannotSign{}}, "review", nil, "", true},
		{"signs, and then cannot", append(stroke(in, in), session.CannotSign{}), "review", nil, "", true},
		{"signs after all", append([]session.Event{session.CannotSign{}, session.Back{}}, append(stroke(in, in), next)...), "review", []int{2}, "", false},
		{"missing, then written", append([]session.Event{next}, stroke(in)...), "signature", []int{1}, "", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			v := page(t, "signature: by hand only")
			v.do(tt.events...)
			v.at(tt.at)
			got := v.s.Visit
			if got.Missing != tt.missing || got.CannotSign != tt.cannot || len(got.Strokes) != len(tt.strokes) {
				t.Fatalf("missing %q, cannot sign %t, %d strokes", got.Missing, got.CannotSign, len(got.Strokes))
			}
			for i, n := range tt.strokes {
				if len(got.Strokes[i]) != n {
					t.Errorf("stroke %d has %d points, want %d", i, len(got.Strokes[i]), n)
				}
			}
		})
	}
}

// TestTypedSignature: where the law takes text form, a typed name stands in place of the strokes, and nobody need say that they cannot
// sign. The way back leads to the pad, without the name.
func TestTypedSignature(t *testing.T) {
	in := session.Point{X: 10, Y: 10}
	next, open := session.Continue{}, session.TypeSignature{}
	for _, tt := range []struct {
		name    string
		events  []session.Event
		at      string
		typed   string
		missing string
	}{
		{"nothing", []session.Event{open, next}, "signature typing", "", "signature"},
		{"a letter", append([]session.Event{open}, append(keys("J. 7"), next)...), "signature typing", "", "signature"},
		{"then the rest", append([]session.Event{open, next}, keys("Jo")...), "signature signed in text form", "Jo", ""},
		{"a name", append([]session.Event{open}, append(keys(" Jana  Lehmann "), next)...), "review signed in text form", "Jana Lehmann", ""},
		{"the name that is known", []session.Event{open, session.Suggest{Text: "Jana Lehmann"}, next}, "review signed in text form", "Jana Lehmann", ""},
		{"a name that nobody offers", []session.Event{open, session.Suggest{Text: "Kai Muster"}, next}, "signature typing", "", "signature"},
		{"an offer on the pad", []session.Event{session.Suggest{Text: "Jana Lehmann"}, next}, "signature", "", "signature"},
		{"in place of strokes", append(stroke(in, in), open, session.Suggest{Text: "Jana Lehmann"}, next), "review signed in text form", "Jana Lehmann", ""},
		{"back to the pad", append([]session.Event{open}, append(keys("Jana"), session.Back{})...), "signature", "", ""},
		{"signs by hand after all", append(append([]session.Event{open}, append(keys("Jana"), session.Back{})...), append(stroke(in, in), next)...), "review", "", ""},
		{"cannot sign", []session.Event{session.CannotSign{}}, "signature", "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			v := page(t, "signature")
			v.do(tt.events...)
			v.at(tt.at)
			got := v.s.Visit
			if got.TypedName() != tt.typed || got.Missing != tt.missing || got.CannotSign || len(got.Strokes) > 0 && tt.typed != "" {
				t.Errorf("typed %q, missing %q, cannot sign %t, %d strokes", got.TypedName(), got.Missing, got.CannotSign, len(got.Strokes))
			}
		})
	}
}

// TestEndlessScribble keeps no more than a hand writes, whatever the panel reports.
func TestEndlessScribble(t *testing.T) {
	v := page(t, "signature")
	v.do(session.StrokeStarted{At: session.Point{X: 1, Y: 1}})
	for i := range 21_000 {
		v.do(session.StrokeMoved{At: session.Point{X: float32(i % 900), Y: 3}})
	}
	if got := len(v.s.Visit.Strokes[0]); got != 20_000 {
		t.Errorf("%d points are kept", got)
	}
	v.do(session.StrokeEnded{}, session.StrokeStarted{At: session.Point{X: 1, Y: 1}}, session.Continue{})
	v.at("review")
}

// TestOptionalSignature can be left out without saying why.
func TestOptionalSignature(t *testing.T) {
	v := fair(t)
	v.do(append(keys("Anna"), session.ActivateField{Key: "staff"}, session.TypeRune{Rune: '0'}, session.Continue{}, session.Continue{})...)
	v.at("signature")
	v.do(session.Continue{})
	v.at("review")
	v.do(session.Continue{})
	v.at("send")
	v.do(session.Continue{})
	v.did(session.Submit{})
}

// TestConsents: sending names all that is missing, and each as long as it is.
func TestConsents(t *testing.T) {
	tick := func(id string) session.Event { return session.ToggleConsent{ID: id} }
	both := []string{"richtig", "datenschutz"}
	for _, tt := range []struct {
		name    string
		events  []session.Event
		missing []string // none: it is sent
	}{
		{"none", nil, both},
		{"the first", []session.Event{tick("richtig")}, both[1:]},
		{"the second", []session.Event{tick("datenschutz")}, both[:1]},
		{"both", []session.Event{tick("richtig"), tick("datenschutz")}, nil},
		{"one taken back", []session.Event{tick("richtig"), tick("datenschutz"), tick("richtig")}, both[:1]},
		{"one that may be left out is not enough", []session.Event{tick("anruf")}, both},
		{"one that no flow has", []session.Event{tick("none"), tick("none")}, both},
	} {
		t.Run(tt.name, func(t *testing.T) {
			v := page(t, "send")
			v.do(tt.events...)
			if got := v.s.MissingConsents(); len(got) > 0 {
				t.Errorf("before sending %q are missing", got)
			}
			v.do(session.Continue{})
			if got := v.s.MissingConsents(); !slices.Equal(got, tt.missing) {
				t.Errorf("%q are missing, want %q", got, tt.missing)
			}
			for i, id := range tt.missing {
				v.at("send")
				v.do(tick(id))
				if got := v.s.MissingConsents(); !slices.Equal(got, tt.missing[i+1:]) {
					t.Errorf("after %s %q are missing, want %q", id, got, tt.missing[i+1:])
				}
			}
			if len(tt.missing) > 0 {
				v.do(session.Continue{})
			}
			v.did(session.Submit{})
			v.at("send storing")
			if v.s.Visit.Missing != "" {
				t.Errorf("%q stays missing", v.s.Visit.Missing)
			}
		})
	}
}
