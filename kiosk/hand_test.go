package kiosk

import (
	"fmt"
	"image"
	"reflect"
	"testing"

	"buergerterminal/kiosk/layout"
	"buergerterminal/kiosk/screen"
	"buergerterminal/kiosk/session"
	"buergerterminal/kiosk/session/sessiontest"
)

// Places on the page of these tests.
var (
	onBack    = image.Pt(50, 50)
	onForward = image.Pt(250, 50)
	onWords   = image.Pt(50, 150)
	padMiddle = image.Pt(100, 300)
	nowhere   = image.Pt(999, 999)
)

// twoButtons is a page with a way back, a way on, words that cannot be touched, and a signature pad at half its size.
func twoButtons(page string) *layout.Placed {
	node := func(id string, role screen.Role, r image.Rectangle, on session.Event) layout.PlacedNode {
		return layout.PlacedNode{Node: &screen.Node{ID: id, Role: role, On: on}, Rect: r, Target: r.Inset(-8)}
	}
	words := node("words", screen.RoleText, image.Rect(0, 120, 400, 180), nil)
	words.Target = image.Rectangle{}
	return &layout.Placed{Tree: &screen.Tree{Page: page}, Nodes: []layout.PlacedNode{
		words,
		node("signature", screen.RoleSignature, image.Rect(20, 200, 20+468, 200+240), session.StrokeStarted{}),
		node("back", screen.RoleButton, image.Rect(10, 10, 110, 90), session.Back{}),
		node("forward", screen.RoleButton, image.Rect(210, 10, 310, 90), session.Continue{}),
	}}
}

// contact is one thing that a finger does.
type contact struct {
	touch Touch
	at    image.Point
}

func TestHand(t *testing.T) {
	pressed := func(id string) session.Event { return session.Pressed{ID: id} }
	for _, tt := range []struct {
		name string
		do   []contact
		want []session.Event
	}{
		{"press and release inside count", []contact{{Down, onBack}, {Up, onBack}}, []session.Event{pressed("back"), session.Released{}, session.Back{}}},
		{"at the edge of the target too", []contact{{Down, image.Pt(2, 2)}, {Up, image.Pt(117, 97)}}, []session.Event{pressed("back"), session.Released{}, session.Back{}}},
		{"but not beyond it", []contact{{Down, image.Pt(1, 1)}, {Up, onBack}}, nil},
		{"sliding off does not", []contact{{Down, onBack}, {Moved, nowhere}, {Up, nowhere}}, []session.Event{pressed("back"), session.Released{}}},
		{"sliding off and back does", []contact{{Down, onBack}, {Moved, nowhere}, {Moved, onBack}, {Up, onBack}}, []session.Event{pressed("back"), session.Released{}, session.Back{}}},
		{"release on another node does not", []contact{{Down, onBack}, {Up, onForward}}, []session.Event{pressed("back"), session.Released{}}},
		{"sliding onto a node does not", []contact{{Down, nowhere}, {Moved, onForward}, {Up, onForward}}, nil},
		{"words cannot be touched", []contact{{Down, onWords}, {Up, onWords}}, nil},
		{"a contact that was taken away does not", []contact{{Down, onForward}, {Cancelled, onForward}}, []session.Event{pressed("forward"), session.Released{}}},
		{"a release without a press does not", []contact{{Up, onForward}}, nil},
		{"nor does the next one after a lost contact", []contact{{Down, onForward}, {Down, nowhere}, {Up, onForward}}, []session.Event{pressed("forward")}},
		{"two touches are two", []contact{{Down, onBack}, {Up, onBack}, {Down, onForward}, {Up, onForward}},
			[]session.Event{pressed("back"), session.Released{}, session.Back{}, pressed("forward"), session.Released{}, session.Continue{}}},
		{"a stroke in px of the pad", []contact{{Down, padMiddle}, {Moved, image.Pt(254, 320)}, {Moved, image.Pt(488, 440)}, {Up, nowhere}},
			[]session.Event{session.StrokeStarted{At: session.Point{X: 160, Y: 200}}, session.StrokeMoved{At: session.Point{X: 468, Y: 240}},
				session.StrokeMoved{At: session.Point{X: 936, Y: 480}}, session.StrokeEnded{}}},
		{"a stroke that leaves the pad touches nothing else", []contact{{Down, padMiddle}, {Moved, onForward}, {Up, onForward}},
			[]session.Event{session.StrokeStarted{At: session.Point{X: 160, Y: 200}}, session.StrokeMoved{At: session.Point{X: 460, Y: -300}}, session.StrokeEnded{}}},
		{"a stroke that was taken away ends", []contact{{Down, padMiddle}, {Cancelled, padMiddle}},
			[]session.Event{session.StrokeStarted{At: session.Point{X: 160, Y: 200}}, session.StrokeEnded{}}},
		{"moves on a button draw nothing", []contact{{Down, onBack}, {Moved, padMiddle}, {Up, padMiddle}}, []session.Event{pressed("back"), session.Released{}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var h hand
			var got []session.Event
			for _, c := range tt.do {
				got = append(got, h.events(twoButtons("page"), c.touch, c.at)...)
			}
			if !reflect.DeepEqual(got, tt.want) {
				t.Errorf("%#v\nwant %#v", got, tt.want)
			}
		})
	}
}

// TestPageChangesUnderTheFinger lets the next page come while the finger is down: what was not seen is not touched, even
// where the same place holds the next page's way on.
func TestPageChangesUnderTheFinger(t *testing.T) {
	for _, tt := range []struct {
		before, after string
		want          []session.Event
	}{
		{"card", "card-data", []session.Event{session.Released{}}},
		{"send", "send", []session.Event{session.Released{}, session.Continue{}}},
	} {
		t.Run(fmt.Sprintf("%s, %s", tt.before, tt.after), func(t *testing.T) {
			var h hand
			h.events(twoButtons(tt.before), Down, onForward)
			if got := h.events(twoButtons(tt.after), Up, onForward); !reflect.DeepEqual(got, tt.want) {
				t.Errorf("%#v, want %#v", got, tt.want)
			}
		})
	}
}

// TestPadGoesAwayUnderTheFinger ends the stroke and draws nowhere else.
func TestPadGoesAwayUnderTheFinger(t *testing.T) {
	var h hand
	h.events(twoButtons("signature"), Down, padMiddle)
	empty := &layout.Placed{Tree: &screen.Tree{Page: "still-there"}}
	if got := h.events(empty, Moved, padMiddle); got != nil {
		t.Errorf("%#v", got)
	}
	if got := h.events(empty, Up, padMiddle); !reflect.DeepEqual(got, []session.Event{session.StrokeEnded{}}) {
		t.Errorf("%#v", got)
	}
}

// TestCorners: what lies in a corner of the panel and on nothing else is a touch of that corner, and of no corner beyond it.
func TestCorners(t *testing.T) {
	panel := image.Pt(1080, 1920)
	for _, tt := range []struct {
		at   image.Point
		want session.Corner
	}{
		{image.Pt(0, 0), session.UpperLeft}, {image.Pt(71, 146), session.UpperLeft}, {image.Pt(72, 10), 0}, {image.Pt(10, 147), 0},
		{image.Pt(1079, 0), session.UpperRight}, {image.Pt(1008, 10), session.UpperRight}, {image.Pt(1007, 10), 0},
		{image.Pt(1079, 1919), session.LowerRight}, {image.Pt(0, 1919), session.LowerLeft}, {image.Pt(540, 960), 0},
		{image.Pt(-1, 0), 0}, {image.Pt(1080, 1919), 0},
	} {
		if got, ok := corner(panel, tt.at); got != tt.want || ok != (tt.want != 0) {
			t.Errorf("%v is corner %d, want %d", tt.at, got, tt.want)
		}
	}
}

// TestNothingInTheCorners: on the pages with the technician's way in, no target reaches into a corner.
func TestNothingInTheCorners(t *testing.T) {
	place := placer(t)
	closed := session.HealthChanged{Code: "outbox.io", Since: sessiontest.Noon}
	for name, events := range map[string][]session.Event{"idle": nil, "out of order": {closed}, "out of order, chosen": {closed, session.OpenAids{}, session.Back{}}} {
		s, _ := sessiontest.Walk(sessiontest.Idle(t), events...)
		p := place(s)
		for _, n := range p.Nodes {
			for _, at := range []image.Point{n.Target.Min, n.Target.Max.Sub(image.Pt(1, 1)), {n.Target.Min.X, n.Target.Max.Y - 1}, {n.Target.Max.X - 1, n.Target.Min.Y}} {
				if c, ok := corner(p.Size, at); ok && !n.Target.Empty() {
					t.Errorf("%s: %s reaches into corner %d", name, n.Node.ID, c)
				}
			}
		}
	}
}
