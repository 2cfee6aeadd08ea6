package display

import (
	"fmt"
	"image"
	"strings"
	"testing"
	"time"
)

func TestPointer(t *testing.T) {
	finger := func(id, x int) contact { return contact{id, image.Pt(x, 0)} }
	tests := []struct {
		name  string
		turns [][]contact // nil is an empty turn; see below for click and cancel
		want  string
	}{
		{"press and release", [][]contact{{finger(1, 5)}, nil}, "down 5, up 5"},
		{"held still", [][]contact{{finger(1, 5)}, {finger(1, 5)}, nil}, "down 5, up 5"},
		{"drag", [][]contact{{finger(1, 5)}, {finger(1, 7)}, nil}, "down 5, move 7, up 7"},
		{"second finger is ignored", [][]contact{{finger(1, 5)}, {finger(1, 5), finger(2, 90)}, {finger(1, 6)}, nil}, "down 5, move 6, up 6"},
		{"second finger that stays is ignored", [][]contact{{finger(1, 5)}, {finger(1, 5), finger(2, 90)}, {finger(2, 90)}, {finger(2, 91)}, nil, {finger(3, 7)}}, "down 5, up 5, down 7"},
		{"mouse and finger at once", [][]contact{{finger(0, 5), finger(mouseContact, 5)}, {finger(mouseContact, 5)}, nil}, "down 5, up 5"},
		{"nobody", [][]contact{nil, nil}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			p := pointer{emit: recorder(&got)}
			for _, turn := range tt.turns {
				p.update(turn, time.Time{})
			}
			if s := strings.Join(got, ", "); s != tt.want {
				t.Errorf("got %q, want %q", s, tt.want)
			}
		})
	}
}

func recorder(into *[]string) func(PointerEvent) {
	return func(e PointerEvent) {
		*into = append(*into, fmt.Sprint([]string{"down", "move", "up", "cancel"}[e.Kind], " ", e.At.X))
	}
}

func TestPointerClickAndCancel(t *testing.T) {
	var got []string
	p := pointer{emit: recorder(&got)}
	mouse := contact{mouseContact, image.Pt(3, 0)}
	p.click(mouse, time.Time{})
	p.update([]contact{mouse}, time.Time{})
	p.click(contact{2, image.Pt(9, 0)}, time.Time{}) // while another is down
	p.cancel(time.Time{})
	p.update([]contact{mouse}, time.Time{}) // still held: must be lifted first
	p.cancel(time.Time{})
	p.update(nil, time.Time{})
	p.update([]contact{mouse}, time.Time{})
	const want = "down 3, up 3, down 3, cancel 3, down 3"
	if s := strings.Join(got, ", "); s != want {
		t.Errorf("got %q, want %q", s, want)
	}
}

// TestPointerLiftsWhereItIs: a finger on a touchscreen under X is the mouse, and may slide and be lifted in one turn; its
// end is where the mouse is then. A touch with an id ends where it was seen last, never at 0, 0.
func TestPointerLiftsWhereItIs(t *testing.T) {
	at := func(id, x int) contact { return contact{id, image.Pt(x, 400)} }
	for _, tt := range []struct {
		name string
		turn func(*pointer)
		want string
	}{
		{"the mouse slides and is lifted", func(p *pointer) {
			p.update([]contact{at(mouseContact, 70)}, time.Time{})
			p.move(image.Pt(90, 400), time.Time{})
			p.update(nil, time.Time{})
		}, "down 70, move 90, up 90"},
		{"a touch that was seen sliding", func(p *pointer) {
			p.update([]contact{at(4, 70)}, time.Time{})
			p.update([]contact{at(4, 90)}, time.Time{})
			p.update(nil, time.Time{})
		}, "down 70, move 90, up 90"},
		{"a touch that stays while another comes and it is lifted", func(p *pointer) {
			p.update([]contact{at(4, 70)}, time.Time{})
			p.update([]contact{at(5, 10)}, time.Time{})
			p.update(nil, time.Time{})
		}, "down 70, up 70"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			p := pointer{emit: recorder(&got)}
			tt.turn(&p)
			if s := strings.Join(got, ", "); s != tt.want {
				t.Errorf("got %q, want %q", s, tt.want)
			}
		})
	}
}

func TestView(t *testing.T) {
	page := image.Pt(1080, 1920)
	tests := []struct {
		name     string
		screen   image.Point
		at, want image.Point
	}{
		{"as large", image.Pt(1080, 1920), image.Pt(72, 720), image.Pt(72, 720)},
		{"half", image.Pt(540, 960), image.Pt(36, 360), image.Pt(73, 721)},
		{"bars at the sides", image.Pt(1080, 960), image.Pt(270, 0), image.Pt(1, 1)},
		{"in the bar", image.Pt(1080, 960), image.Pt(0, 0), image.Pt(-539, 1)},
		{"bars above and below", image.Pt(540, 1160), image.Pt(0, 100), image.Pt(1, 1)},
		{"larger", image.Pt(2160, 3840), image.Pt(3, 3), image.Pt(1, 1)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			v := newView(page, tt.screen)
			if got := v.toPage(tt.at); got != tt.want {
				t.Errorf("%v is %v on the page, want %v", tt.at, got, tt.want)
			}
			whole := v.toScreen(image.Rectangle{Max: page})
			if !whole.In(image.Rectangle{Max: tt.screen}) || whole.Empty() {
				t.Errorf("page lies at %v", whole)
			}
		})
	}
	if got := newView(image.Point{}, image.Pt(10, 10)).toPage(image.Pt(1, 1)); got != image.Pt(1, 1) {
		t.Errorf("without a page: %v", got)
	}
}
