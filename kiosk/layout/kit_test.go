package layout_test

import (
	"image"
	"image/color"

	"buergerterminal/kiosk/screen"
	"buergerterminal/kiosk/session"
)

// Parts of which the pages of the tests are made.

type (
	node = screen.Node
	tree = screen.Tree
)

var touch = session.Continue{}

func nodes(ns ...*node) []*node { return ns }

func on(n *node) *node {
	n.On = touch
	return n
}

func button(id, name string, kind screen.Kind, icon, after string) *node {
	return on(&node{ID: id, Role: screen.RoleButton, Name: name, Kind: kind, Icon: icon, After: after})
}

func title(name string) *node { return &node{ID: "title", Role: screen.RoleTitle, Name: name} }

func text(id, name string, kind screen.Kind) *node {
	return &node{ID: id, Role: screen.RoleText, Name: name, Kind: kind}
}

func heading(id, name string) *node { return &node{ID: id, Role: screen.RoleHeading, Name: name} }

func stack(id string, ns ...*node) *node {
	return &node{ID: id, Role: screen.RoleStack, Children: ns}
}

func rows(id string, ns ...*node) *node {
	return &node{ID: id, Role: screen.RoleStack, Kind: screen.Rows, Children: ns}
}

func grid(id string, columns int, ns ...*node) *node {
	return &node{ID: id, Role: screen.RoleGrid, Columns: columns, Children: ns}
}

func note(icon, name string, tone screen.Tone) *node {
	return &node{ID: "note", Role: screen.RoleNote, Icon: icon, Name: name, Tone: tone}
}

func head(what string) *node {
	return &node{ID: "head", Role: screen.RoleHead, Name: "Stadt Musterstadt", Detail: what}
}

func progress(step int, part float64, name string) *node {
	return &node{ID: "progress", Role: screen.RoleProgress, Steps: 6, Step: step, Fraction: part, Name: name}
}

func bar(idle bool) [4]*node {
	tile := func(id, icon, name string, kind screen.Kind) *node {
		return on(&node{ID: id, Role: screen.RoleTile, Icon: icon, Name: name, Kind: kind})
	}
	b := [4]*node{
		tile("cancel", "close", "Abbrechen", ""), tile("language", "language", "Sprache", ""),
		tile("aids", "accessibility", "Bedienhilfen", ""), tile("human", "help-person", "Hilfe durch einen Menschen", screen.Human),
	}
	if idle {
		b[0] = nil
	}
	return b
}

func back() *node { return button("back", "Zurück", screen.Neutral, "back", "") }

func forward(name string) *node { return button("forward", name, screen.Primary, "", "arrow") }

// keyboard returns the rows of the look's keyboard; digits adds the first one.
func keyboard(digits bool) *node {
	key := func(name string) *node {
		return on(&node{ID: "key." + name, Role: screen.RoleKey, Name: name, Weight: 2})
	}
	function := func(id, icon, name string, weight int) *node {
		return on(&node{ID: "key." + id, Role: screen.RoleKey, Kind: screen.Function, Icon: icon, Name: name, Weight: weight})
	}
	row := func(id string, ns ...*node) *node {
		return &node{ID: id, Role: screen.RoleKeyRow, Children: ns}
	}
	letters := func(s string) []*node {
		var ns []*node
		for _, r := range s {
			ns = append(ns, key(string(r)))
		}
		return ns
	}
	k := &node{ID: "keyboard", Role: screen.RoleKeyboard}
	if digits {
		k.Children = append(k.Children, row("row.0", letters("1234567890ß")...))
	}
	third := append(nodes(function("shift", "shift", "", 3)), letters("yxcvbnm-")...)
	third = append(third, function("erase", "backspace", "", 3))
	k.Children = append(k.Children, row("row.1", letters("qwertzuiopü")...), row("row.2", letters("asdfghjklöä")...), row("row.3", third...))
	arrows := nodes(function("left", "left", "", 2), function("right", "right", "", 2))
	last := nodes(function("accents", "", "é ł ç", 4), function("space", "", "Leerzeichen", 12), key("."))
	if !digits {
		last = nodes(function("123", "", "123", 2), function("accents", "", "é ł ç", 4), function("space", "", "Leerzeichen", 10), key("ß"))
	}
	k.Children = append(k.Children, row("row.4", append(last, arrows...)...))
	return k
}

// sheet is a scanned page of 540 × 764 px: a grey ramp stands for its writing.
func sheet() image.Image {
	img := image.NewGray(image.Rect(0, 0, 540, 764))
	for y := range 764 {
		for x := range 540 {
			v := uint8(255)
			if y%40 < 12 && x > 48 && x < 400 {
				v = 60
			}
			img.SetGray(x, y, color.Gray{Y: v})
		}
	}
	return img
}

// code is a pattern of 25 modules a side; it looks like a code and says nothing.
func code() *node {
	m := make([][]bool, 25)
	for y := range m {
		m[y] = make([]bool, 25)
		for x := range m[y] {
			m[y][x] = (x*y+x+y)%3 == 0
		}
	}
	return &node{ID: "qr", Role: screen.RoleQR, Name: "QR-Code mit der Nummer", Modules: m}
}
