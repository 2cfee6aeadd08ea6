package kiosk

import (
	"reflect"
	"slices"
	"testing"

	"buergerterminal/kiosk/layout"
	"buergerterminal/kiosk/screen"
	"buergerterminal/kiosk/session"
	"buergerterminal/kiosk/session/sessiontest"
	"buergerterminal/kiosk/typeset"
	"buergerterminal/locales/localestest"
)

// placer makes the page of a state as the terminal does.
func placer(t *testing.T) func(session.State) *layout.Placed {
	t.Helper()
	words := localestest.Shipped(t)
	setter, err := typeset.New()
	if err != nil {
		t.Fatal(err)
	}
	l := layout.New(setter, layout.Monitor{Width: 1080, Height: 1920, DPI: 81.6})
	return func(s session.State) *layout.Placed { return l.Place(screen.Build(s, words)) }
}

// TestTabOrder goes round every page in both directions: each node that can be touched, in reading order, once; on a dark screen those of
// the page behind it.
func TestTabOrder(t *testing.T) {
	t.Run("bright", func(t *testing.T) { tabOrder(t, false) })
	t.Run("dark", func(t *testing.T) { tabOrder(t, true) })
}

func tabOrder(t *testing.T, dark bool) {
	place := placer(t)
	for _, p := range sessiontest.Pages {
		t.Run(p.Name, func(t *testing.T) {
			s, _ := sessiontest.Walk(sessiontest.Idle(t), p.Events...)
			s.Visit.Voice.On, s.Visit.Voice.Blank = s.Visit.Voice.On || dark, s.Visit.Voice.Blank || dark
			want := touchable(place(s))
			for _, by := range []Key{Tab, BackTab, ArrowDown, ArrowUp} {
				var got []string
				for range want {
					e, ok := keyEvent(place(s), by, 0).(session.Focused)
					if !ok {
						break
					}
					got = append(got, e.ID)
					s.Visit.Focus = e.ID
				}
				if by == BackTab || by == ArrowUp {
					slices.Reverse(got)
				}
				if !slices.Equal(got, want) {
					t.Errorf("key %d goes\n%v, want\n%v", by, got, want)
				}
				s.Visit.Focus = ""
			}
		})
	}
}

// touchable are the nodes of the tree that can be touched and are on the page, in reading order.
func touchable(p *layout.Placed) []string {
	var ids []string
	p.Tree.Walk(func(n *screen.Node) bool {
		if n.On != nil && p.Find(n.ID) != nil {
			ids = append(ids, n.ID)
		}
		return true
	})
	return ids
}

// TestTabGoesRound comes from the last node to the first and back.
func TestTabGoesRound(t *testing.T) {
	p := twoButtons("page")
	for _, tt := range []struct {
		focus string
		key   Key
		want  string
	}{
		{"", Tab, "signature"},
		{"", BackTab, "forward"},
		{"signature", Tab, "back"},
		{"forward", Tab, "signature"},
		{"signature", BackTab, "forward"},
		{"back", BackTab, "signature"},
	} {
		for i := range p.Nodes {
			p.Nodes[i].Node.Focused = tt.focus != "" && p.Nodes[i].Node.ID == tt.focus
		}
		if got := keyEvent(p, tt.key, 0); got != (session.Event(session.Focused{ID: tt.want})) {
			t.Errorf("key %d on %q: %#v, want %s", tt.key, tt.focus, got, tt.want)
		}
	}
	if got := keyEvent(&layout.Placed{Tree: &screen.Tree{}}, Tab, 0); got != (session.Event(session.Focused{})) {
		t.Errorf("on an empty page: %#v", got)
	}
}

func TestKeys(t *testing.T) {
	back, forward := &screen.Node{ID: "back", On: session.Back{}}, &screen.Node{ID: "forward", On: session.Continue{}}
	choice := &screen.Node{ID: "choice", On: session.ChooseOption{Key: "art", Option: "a"}}
	written := &screen.Node{ID: "field.ort", Role: screen.RoleField, Active: true, On: session.ActivateField{Key: "ort"}}
	other := &screen.Node{ID: "field.plz", Role: screen.RoleField, On: session.ActivateField{Key: "plz"}}
	pad := &screen.Node{ID: "signature", Role: screen.RoleSignature, On: session.StrokeStarted{}}
	for _, tt := range []struct {
		name    string
		focus   *screen.Node
		forward *screen.Node
		key     Key
		r       rune
		want    session.Event
	}{
		{"a letter", nil, forward, Letter, 'ä', session.TypeRune{Rune: 'ä'}},
		{"a letter with a focus", choice, forward, Letter, 'ä', session.TypeRune{Rune: 'ä'}},
		{"space writes", nil, forward, Letter, ' ', session.TypeRune{Rune: ' '}},
		{"space chooses what has the focus", choice, forward, Letter, ' ', choice.On},
		{"space chooses a field that is not yet written", other, forward, Letter, ' ', other.On},
		{"space writes in the field that is written", written, forward, Letter, ' ', session.TypeRune{Rune: ' '}},
		{"Enter without focus is the way on", nil, forward, Enter, 0, session.Continue{}},
		{"Enter chooses what has the focus", choice, forward, Enter, 0, choice.On},
		{"Enter where there is no way on", nil, nil, Enter, 0, nil},
		{"Enter does not sign", pad, forward, Enter, 0, nil},
		{"space does not sign", pad, forward, Letter, ' ', nil},
		{"erase", choice, forward, Backspace, 0, session.Erase{}},
		{"caret left", written, forward, ArrowLeft, 0, session.MoveCaret{By: -1}},
		{"caret right", written, forward, ArrowRight, 0, session.MoveCaret{By: 1}},
		{"to the right is the way on", choice, forward, ArrowRight, 0, session.Continue{}},
		{"which is not everywhere", choice, nil, ArrowRight, 0, nil},
		{"to the left is the way back", choice, forward, ArrowLeft, 0, session.Back{}},
		{"so is Escape, also from a field", written, forward, Escape, 0, session.Back{}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := &layout.Placed{Tree: &screen.Tree{Back: back, Forward: tt.forward}}
			if tt.focus != nil {
				focused := *tt.focus
				focused.Focused = true
				p.Nodes = []layout.PlacedNode{{Node: &screen.Node{ID: "before", On: session.Back{}}}, {Node: &focused}}
			}
			if got := keyEvent(p, tt.key, tt.r); !reflect.DeepEqual(got, tt.want) {
				t.Errorf("%#v, want %#v", got, tt.want)
			}
		})
	}
}

// TestKeysAtTheSides: the page is mirrored, and its arrows with it; without a way back nothing happens.
func TestKeysAtTheSides(t *testing.T) {
	back, forward := &screen.Node{ID: "back", On: session.Back{}}, &screen.Node{ID: "forward", On: session.Continue{}}
	mirrored := &layout.Placed{Tree: &screen.Tree{RTL: true, Back: back, Forward: forward}}
	if left, right := keyEvent(mirrored, ArrowLeft, 0), keyEvent(mirrored, ArrowRight, 0); left != forward.On || right != back.On {
		t.Errorf("from right to left, left is %#v and right %#v", left, right)
	}
	first := &layout.Placed{Tree: &screen.Tree{Forward: forward}}
	if e := keyEvent(first, Escape, 0); e != nil {
		t.Errorf("Escape without a way back is %#v", e)
	}
}
