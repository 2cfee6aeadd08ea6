package layout_test

import (
	"buergerterminal/kiosk/screen"
)

// Pages that the look has no picture of.

// pageFields has two fields side by side, one of them wrong.
func pageFields() *tree {
	t := page08()
	field := func(id, name, value string, weight int) *node {
		return on(&node{ID: id, Role: screen.RoleField, Name: name, Value: value, Weight: weight, Caret: len(value)})
	}
	postcode, place := field("postcode", "Postleitzahl", "0199", 2), field("place", "Ort", "Musterstadt", 4)
	postcode.Active, postcode.Wrong = true, true
	t.Read = nodes(title("Wie ist die Anschrift?"))
	t.Act = nodes(grid("fields", 2, postcode, place), &node{ID: "error", Role: screen.RoleError, Icon: "warning", Name: "Eine Postleitzahl hat fünf Ziffern."})
	return t
}

// pageLines has a field of several lines.
func pageLines() *tree {
	t := page08()
	t.Act = nodes(on(&node{ID: "field", Role: screen.RoleField, Kind: screen.Tall, Active: true, Caret: 60,
		Value: "An der Ecke fehlt der Deckel eines Schachts. Gestern ist ein Kind fast hineingefallen.\nBitte kommen Sie bald."}))
	return t
}

// pageFigures has a field and the number pad alone.
func pageFigures() *tree {
	t := page10()
	t.Act = nodes(on(&node{ID: "field", Role: screen.RoleField, Active: true, Value: "3", Caret: 1}),
		&node{ID: "split", Role: screen.RoleSplit, Children: nodes(t.Find("pad"), stack("none"))})
	return t
}

// pageZoom has a strip of a scanned page.
func pageZoom() *tree {
	t := page13()
	t.Act = nodes(&node{ID: "scan", Role: screen.RoleScan, Kind: screen.Wide, Name: "Seite 1", Picture: sheet()},
		grid("turn", 2, button("down", "Weiter unten", screen.SecondaryMedium, "down", "")))
	return t
}

// pageThree has three buttons beside a scanned page.
func pageThree() *tree {
	t := page13()
	aside := t.Find("aside")
	aside.Children = append(nodes(heading("h", "Seite 1"), &node{ID: "found", Role: screen.RoleState, Kind: screen.Small, Icon: "check", Name: "Hell genug", Tone: screen.ToneOK}),
		button("zoom", "Größer zeigen", screen.SecondaryMedium, "zoom", ""), button("again", "Neu scannen", screen.SecondaryMedium, "repeat", ""),
		button("add", "Noch eine Seite", screen.SecondaryMedium, "plus", ""))
	return t
}

// picture is a page of the look by its number.
type picture struct {
	name string
	tree func() *tree
}

func pictures() []picture {
	return []picture{
		{"01", page01}, {"02", page02}, {"03", page03}, {"04", page04}, {"05", page05}, {"06", page06}, {"07", page07}, {"08", page08},
		{"09", page09}, {"10", page10}, {"12", page12}, {"13", page13}, {"14", page14}, {"15", page15}, {"16", page16}, {"17", page17},
		{"21", page21}, {"22", page22}, {"23", page23}, {"24", page24}, {"25", page25},
	}
}

// others are pages that the look has no picture of.
func others() []picture {
	return []picture{{"fields", pageFields}, {"lines", pageLines}, {"figures", pageFigures}, {"zoom", pageZoom}, {"three", pageThree},
		{"waiting", page18}, {"call", page19}, {"writing", pageTalk}}
}
