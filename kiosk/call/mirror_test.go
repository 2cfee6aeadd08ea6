package call

import (
	"encoding/json"
	"flag"
	"fmt"
	"image/color"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"buergerterminal/kiosk/layout"
	"buergerterminal/kiosk/link"
	"buergerterminal/kiosk/screen"
	"buergerterminal/kiosk/session"
	"buergerterminal/kiosk/session/sessiontest"
	"buergerterminal/kiosk/typeset"
	"buergerterminal/locales/localestest"
)

var update = flag.Bool("update", false, "write the goldens anew")

// press says that whatever can be touched may be touched by a clerk, and fields be filled: the mirror only passes it on.
func press(n *screen.Node) link.MirrorAct {
	if n.Role == screen.RoleField || n.Role == screen.RoleDatePart {
		return link.ActFill
	}
	return link.ActPress
}

// mirrors calls visit with the mirror of every page of a visit.
func mirrors(t *testing.T, lang string, visit func(name string, s session.State, m link.Mirror)) {
	t.Helper()
	words := localestest.Shipped(t)
	set, err := typeset.New()
	if err != nil {
		t.Fatal(err)
	}
	place := layout.New(set, layout.Monitor{Width: 1080, Height: 1920, DPI: 81.6})
	for _, page := range slices.Concat(sessiontest.Pages, sessiontest.Technicians) {
		s, _ := sessiontest.Walk(sessiontest.Idle(t), page.Events...)
		if s.Visit.Lang != "" {
			s.Visit.Lang = lang
		}
		visit(page.Name, s, mirrorOf(place.Place(screen.Build(s, words)), Decoration{Act: press}))
	}
}

// looked are the pages whose mirror is kept to be read: one of each kind.
var looked = []string{"idle", "areas", "search", "service", "card-data", "question: text", "question: date", "list: one person", "scan check", "signature", "review", "done", "warning"}

// TestMirrorGolden writes what a clerk sees of a page.
func TestMirrorGolden(t *testing.T) {
	var b strings.Builder
	mirrors(t, "de", func(name string, _ session.State, m link.Mirror) {
		if !slices.Contains(looked, name) {
			return
		}
		fmt.Fprintf(&b, "── %s: %s %s focus %q\n", name, m.Page, m.Lang, m.Focus)
		write(&b, m.Nodes, "  ")
	})
	golden := filepath.Join("testdata", "mirror.de.txt")
	if *update {
		if err := os.WriteFile(golden, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if got := b.String(); got != string(want) {
		t.Errorf("what the clerk sees differs from %s; look at the change with -update and git diff", golden)
	}
}

func write(b *strings.Builder, nodes []link.MirrorNode, indent string) {
	for _, n := range nodes {
		b.WriteString(indent)
		if n.Zone != "" {
			fmt.Fprintf(b, "[%s] ", n.Zone)
		}
		b.WriteString(n.Role)
		for _, part := range []struct{ sign, words string }{{"#", n.ID}, {" .", n.Kind}, {" !", n.Tone}, {" @", n.Lang}, {" may ", string(n.Act)}} {
			if part.words != "" {
				b.WriteString(part.sign + part.words)
			}
		}
		for _, words := range []string{n.Name, n.Detail, n.Value} {
			if words != "" {
				fmt.Fprintf(b, " %q", words)
			}
		}
		if n.Secret {
			b.WriteString(" secret")
		}
		if n.Chosen {
			b.WriteString(" chosen")
		}
		if n.Wrong {
			b.WriteString(" wrong")
		}
		if n.Active {
			fmt.Fprintf(b, " active at %d", n.Caret)
		}
		b.WriteByte('\n')
		write(b, n.Children, indent+"  ")
	}
}

// largest is the most bytes that a mirror may have: a tenth of a second on a line of 8 Mbit/s.
const largest = 100 << 10

// TestMirrorSize holds every page in every language to its size, and to what must not be in it.
func TestMirrorSize(t *testing.T) {
	most, where := 0, ""
	for _, lang := range []string{"de", "en", "uk", "ar"} {
		mirrors(t, lang, func(name string, _ session.State, m link.Mirror) {
			raw, err := link.Encode(m)
			if err != nil {
				t.Fatalf("%s in %s: %v", name, lang, err)
			}
			if len(raw) > most {
				most, where = len(raw), name+" in "+lang
			}
			if _, err := link.FormMessages.Decode(raw); err != nil {
				t.Errorf("%s in %s: %v", name, lang, err)
			}
		})
	}
	t.Logf("the largest mirror has %d bytes: %s", most, where)
	if most > largest {
		t.Errorf("the largest mirror has %d bytes: %s", most, where)
	}
}

// TestMirrorKeepsSecrets: of what is secret neither words nor what lies in it, of what is personal nothing while it is covered.
func TestMirrorKeepsSecrets(t *testing.T) {
	inner := &screen.Node{ID: "inner", Role: screen.RoleText, Name: "innermost"}
	secret := &screen.Node{ID: "pin", Role: screen.RoleField, Name: "PIN", Detail: "of the card", Value: "1234", Caret: 4, Active: true, Chosen: true, Wrong: true,
		Privacy: screen.Secret, On: session.ActivateField{Key: "pin"}, Children: []*screen.Node{inner}}
	personal := &screen.Node{ID: "name", Role: screen.RoleField, Name: "Familienname", Value: "Lehmann", Privacy: screen.Personal, On: session.ActivateField{Key: "name"}}
	hidden := &screen.Node{ID: "next-page", Role: screen.RoleText, Name: "on another page of the list"}
	tree := &screen.Tree{Page: "question", Lang: "de", Act: []*screen.Node{secret, personal, hidden}}
	placed := &layout.Placed{Tree: tree, Nodes: []layout.PlacedNode{{Node: secret}, {Node: inner}, {Node: personal}}}

	m := mirrorOf(placed, Decoration{Act: press})
	if len(m.Nodes) != 2 {
		t.Fatalf("%d nodes came; one is on another page", len(m.Nodes))
	}
	raw, err := json.Marshal(m.Nodes[0])
	if err != nil {
		t.Fatal(err)
	}
	if want := `{"id":"pin","role":"field","zone":"act","active":true,"secret":true,"children":[{"id":"inner","role":"text","secret":true}]}`; string(raw) != want {
		t.Errorf("of a secret came\n%s, want\n%s", raw, want)
	}
	if m.Nodes[1].Value != "Lehmann" || m.Nodes[1].Act != link.ActFill {
		t.Errorf("of an answer came %+v", m.Nodes[1])
	}
	if m = mirrorOf(placed, Decoration{Act: press, Covered: true}); m.Nodes[1].Value != "" || m.Nodes[1].Name != "" || m.Nodes[1].Act != "" || !m.Covered {
		t.Errorf("of a covered answer came %+v", m.Nodes[1])
	}
}

// TestMirrorHasTheTownsColour: the clerk's page has the municipality's accent, and none where it is the look's.
func TestMirrorHasTheTownsColour(t *testing.T) {
	for want, accent := range map[string]color.RGBA{"": {}, "#00573f": {0, 0x57, 0x3f, 255}} {
		m := mirrorOf(&layout.Placed{Tree: &screen.Tree{Page: "idle", Lang: "de", Accent: accent}}, Decoration{})
		if err := m.Check(); m.Accent != want || err != nil {
			t.Errorf("accent %q, %v; want %q", m.Accent, err, want)
		}
	}
	for _, no := range []string{"green", "#00573F", "#00573f;", "url(x)"} {
		if (link.Mirror{Page: "idle", Lang: "de", Accent: no}).Check() == nil {
			t.Errorf("%q is taken for a colour", no)
		}
	}
}

// TestMirrorTurns: only another page is sent, its version rises, and a clerk may do what stands on the newest.
func TestMirrorTurns(t *testing.T) {
	var p page
	node := func(value string) link.Mirror {
		return link.Mirror{Page: "question", Lang: "de", Nodes: []link.MirrorNode{{ID: "stack", Children: []link.MirrorNode{{ID: "field", Value: value, Act: link.ActFill}}}}}
	}
	if !p.turn(node("a")) || p.turn(node("a")) || !p.turn(node("b")) {
		t.Error("another page is sent, the same one is not")
	}
	if p.version != 2 || p.acts["field"] != link.ActFill {
		t.Errorf("version %d, acts %v", p.version, p.acts)
	}
	if p.turn(node(strings.Repeat("x", link.MaxMessage))) || p.version != 2 {
		t.Error("a page that no message holds was sent")
	}
}
