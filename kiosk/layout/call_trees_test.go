package layout_test

import (
	"image"
	"testing"

	"buergerterminal/kiosk/display/paint"
	"buergerterminal/kiosk/layout"
	"buergerterminal/kiosk/screen"
	"buergerterminal/kiosk/typeset"
)

// page18 is the page of waiting for a human.
func page18() *tree {
	fact := func(id, name, value string) *node {
		return &node{ID: id, Role: screen.RoleFact, Kind: screen.Human, Name: name, Value: value}
	}
	option := func(id, icon, name, detail string) *node {
		return on(&node{ID: id, Role: screen.RoleOption, Icon: icon, Name: name, Detail: detail, After: "arrow"})
	}
	t := &tree{Page: "waiting", Lang: "de", Head: head("Wohnung anmelden"), Progress: progress(1, .6, "**Schritt 2 von 6** · Angaben"), Bar: bar(false)}
	t.Read = nodes(title("Gleich ist jemand für Sie da"), text("why", "Ihre Angaben bleiben hier. Kamera und Mikrofon sind noch aus.", ""))
	t.Act = nodes(grid("queue", 2, fact("place", "Ihr Platz in der Reihe", "2"), fact("wait", "Wartezeit ungefähr", "4 Minuten")),
		heading("also", "Sie können auch"), stack("ways", option("alone", "pen", "Selbst weitermachen", "Ihr Platz in der Reihe bleibt Ihnen."),
			option("callback", "phone", "Sich zurückrufen lassen", "Heute bis 18 Uhr oder morgen ab 8 Uhr."),
			option("write", "chat", "Schreiben statt sprechen", "Sie schreiben, und wir antworten auf dem Bildschirm.")))
	t.Forward = button("forward", "Nicht mehr warten", screen.Neutral, "close", "")
	t.Bar[3] = on(&node{ID: "human", Role: screen.RoleTile, Kind: screen.Waiting, Icon: "clock", Name: "Platz 2\netwa 4 Minuten"})
	return t
}

// page19 is a question with a clerk beside it who points at an answer.
func page19() *tree {
	choice := func(id, name, detail string) *node {
		return on(&node{ID: id, Role: screen.RoleChoice, Name: name, Detail: detail})
	}
	line := func(id, who, what string, kind screen.Kind) *node {
		return &node{ID: id, Role: screen.RoleLine, Kind: kind, Name: who, Value: what}
	}
	t := &tree{Page: "call", Lang: "de", Head: head("Wohnung anmelden"), Progress: progress(1, .6, "**Schritt 2 von 6** · Angaben"), Bar: bar(false)}
	t.Read = nodes(&node{ID: "call", Role: screen.RoleCall, Children: nodes(
		&node{ID: "video", Role: screen.RoleVideo, Name: "Bild von Petra Krahl", Value: "p1"},
		text("name", "Petra Krahl", screen.Strong), text("office", "Bürgeramt", ""),
		&node{ID: "state", Role: screen.RoleState, Kind: screen.Human, Name: "Verbunden, 3:12"},
		&node{ID: "own", Role: screen.RoleVideo, Kind: screen.Small, Name: "So sieht\nsie Sie", Value: "own"},
	)}, title("Haben Sie noch eine andere Wohnung in Deutschland?"))
	t.Act = nodes(stack("choices", choice("c.1", "Nein", "Die neue Wohnung ist meine einzige Wohnung."),
		choice("c.2", "Ja, eine Nebenwohnung", "Ich lebe meistens in der neuen Wohnung."), choice("c.3", "Ja, eine Hauptwohnung", "Ich lebe meistens in der anderen Wohnung.")))
	t.Act[0].Children[1].Pointed = "Frau Krahl zeigt hierhin"
	last := line("l.3", "Frau Krahl", "Leben Sie meistens hier? Dann wählen Sie die zweite Ant", screen.Human)
	last.Active = true
	t.Talk = &node{ID: "talk", Role: screen.RoleTalk, Icon: "chat", Name: "Mitlesen und schreiben", Children: nodes(
		&node{ID: "transcript", Role: screen.RoleTranscript, Name: "Mitlesen und schreiben", Children: nodes(
			line("l.1", "Frau Krahl", "Ich sehe Ihre Seite. Wohnen Sie noch woanders?", screen.Human), line("l.2", "Sie", "Ich habe noch ein Zimmer in Dresden.", ""), last)},
		on(&node{ID: "write", Role: screen.RoleField, Name: "Schreiben", Detail: "Hier berühren und schreiben"}),
		button("camera", "Kamera aus", screen.NeutralMedium, "camera", ""))}
	t.Back, t.Forward = back(), forward("Weiter")
	t.Bar[3] = grid("call.bar", 2, on(&node{ID: "mute", Role: screen.RoleTile, Icon: "microphone", Name: "Ton aus"}),
		on(&node{ID: "end", Role: screen.RoleTile, Icon: "end-call", Tone: screen.ToneDanger, Name: "Auflegen"}))
	return t
}

// page20 is page 19 on a panel on its side.
func page20() *tree {
	t := page19()
	lines := t.Talk.Children[0]
	lines.Children = lines.Children[1:]
	return t
}

// pageTalk is the page of what is written, with more lines than it has room for.
func pageTalk() *tree {
	t := page19()
	lines := t.Talk.Children[0]
	for _, l := range append(nodes(lines.Children...), lines.Children...) {
		older := *l
		older.ID, older.Active = "old."+l.ID+string(rune('a'+len(lines.Children))), false
		lines.Children = append(nodes(&older), lines.Children...)
	}
	t.Page, t.Talk = "writing", nil
	t.Read = nodes(t.Read[0], title("Mitlesen und schreiben"), lines)
	t.Act = nodes(&node{ID: "field", Role: screen.RoleField, Value: "Ich wohne", Caret: 9, Active: true})
	t.Keyboard = keyboard(false)
	t.Forward = button("forward", "Neue Zeile", screen.Secondary, "enter", "")
	return t
}

// TestWaitingIsLikeLook lays the page of waiting on its picture.
func TestWaitingIsLikeLook(t *testing.T) {
	want, err := read(lookFiles + "/18-warten.png")
	if err != nil {
		t.Skipf("the look's pictures are not beside this repository: %v", err)
	}
	set, err := typeset.New()
	if err != nil {
		t.Fatal(err)
	}
	tree := page18()
	p := layout.New(set, portrait).Place(tree)
	img := image.NewRGBA(image.Rect(0, 0, portrait.Width, portrait.Height))
	paint.New(set).Paint(img, p, tree.Look, paint.Rest())
	if spots := differing(img, want, p); len(spots) > 0 {
		t.Errorf("it differs at %v", spots[:min(len(spots), 12)])
	}
}

// TestCallGivesWay: the pictures are as large as in the look while the page has room, small where it has not, and what was
// written goes before them; the ways to write and to the camera stay.
func TestCallGivesWay(t *testing.T) {
	place := placer(t, portrait)
	for _, c := range []struct {
		answers            int
		height             int // of the clerk's picture
		lines, write, page bool
	}{{3, 297, true, true, false}, {4, 297, false, true, false}, {5, 297, false, true, false}, {9, 112, false, true, true}} {
		tree := page19()
		all := tree.Act[0]
		for len(all.Children) < c.answers {
			more := *all.Children[0]
			more.ID += string(rune('a' + len(all.Children)))
			all.Children = append(all.Children, &more)
		}
		tree.More, tree.Less = more(), less()
		p := place.Place(tree)
		if got := p.Find("video").Rect.Dy(); got != c.height || (p.Find("l.3") != nil) != c.lines || (p.Find("write") != nil && p.Find("camera") != nil) != c.write || (p.Pages > 1) != c.page {
			t.Errorf("%d answers: the picture is %d high, lines %t, %d pages", c.answers, got, p.Find("l.3") != nil, p.Pages)
		}
	}
}

// TestThreeNeedNoTurning: on a panel on its side the pictures of two people get smaller before a page has to be turned for them.
func TestThreeNeedNoTurning(t *testing.T) {
	tree := pageThree()
	party := page19().Read[0]
	party.Children = append(nodes(party.Children[0], &node{ID: "video.2", Role: screen.RoleVideo, Name: "Bild von Jan Nowak", Value: "p2"},
		text("name.2", "Jan Nowak", screen.Strong)), party.Children[1:]...)
	aside := tree.Find("aside")
	state := func(id, name string) *node {
		return &node{ID: id, Role: screen.RoleState, Kind: screen.Small, Icon: "check", Name: name, Tone: screen.ToneOK}
	}
	aside.Children = append(nodes(aside.Children[0], state("s.2", "Nicht leer"), state("s.3", "Kein Schatten"), state("s.4", "Ganze Seite")), aside.Children[1:]...)
	tree.Read, tree.Talk, tree.More, tree.Less = append(nodes(party), tree.Read...), page19().Talk, more(), less()
	p := placer(t, landscape).Place(tree)
	if p.Pages != 1 || p.Find("video.2") == nil || p.Find("s.4") == nil || p.Find("add") == nil {
		t.Errorf("%d pages", p.Pages)
	}
}
