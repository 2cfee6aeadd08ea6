package layout_test

import (
	"image"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"buergerterminal/kiosk/display/paint"
	"buergerterminal/kiosk/layout"
	"buergerterminal/kiosk/screen"
	"buergerterminal/kiosk/session"
	"buergerterminal/kiosk/typeset"
)

// pageFiles is where the painted pages lie, beside which the look's pictures can be laid. It is not kept in git.
const pageFiles = "../../build/layout"

// TestPaint paints every page in every size and theme, and leaves the pictures for eyes. What a machine can see: no
// page is empty where its nodes are.
func TestPaint(t *testing.T) {
	set, err := typeset.New()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(pageFiles, 0o755); err != nil {
		t.Fatal(err)
	}
	place, painter := layout.New(set, portrait), paint.New(set)
	img := image.NewRGBA(image.Rect(0, 0, portrait.Width, portrait.Height))
	for _, pic := range pictures() {
		for _, look := range looks() {
			tree := pic.tree()
			name := pic.name + look.name
			if look.name != "" {
				tree.Look, tree.Lowered = look.Look, lowered()
				tree.More, tree.Less = more(), less()
			}
			p := place.Place(tree)
			painter.Paint(img, p, tree.Look, paint.Rest())
			for _, n := range p.Nodes {
				if n.Node.On != nil && plain(img, n.Rect) {
					t.Errorf("%s: nothing is painted where %s is", name, n.Node.ID)
				}
			}
			if testing.Short() {
				continue
			}
			if err := write(name, img); err != nil {
				t.Fatal(err)
			}
		}
	}
}

type named struct {
	name string
	session.Look
}

func looks() []named {
	return []named{
		{"", session.Look{}},
		{"-large", session.Look{Size: session.Large}},
		{"-very-large", session.Look{Size: session.VeryLarge}},
		{"-lower", session.Look{Lower: true}},
		{"-dark", session.Look{Theme: session.Dark}},
		{"-lower-very-large", session.Look{Theme: session.HighContrast, Lower: true, Size: session.VeryLarge}},
	}
}

func lowered() *node {
	return &node{ID: "lowered", Role: screen.RoleNote, Name: "Alles weiter unten", Detail: "Ausschalten: unten auf „Bedienhilfen“."}
}

func more() *node { return button("more", "Weitere zeigen", screen.SecondaryMedium, "", "down") }

func less() *node { return button("less", "Vorige zeigen", screen.NeutralMedium, "back", "") }

// plain says whether all px of a rectangle are alike.
func plain(img *image.RGBA, r image.Rectangle) bool {
	first := img.RGBAAt(r.Min.X, r.Min.Y)
	for y := r.Min.Y; y < r.Max.Y; y += 2 {
		for x := r.Min.X; x < r.Max.X; x++ {
			if img.RGBAAt(x, y) != first {
				return false
			}
		}
	}
	return true
}

func write(name string, img image.Image) error {
	f, err := os.Create(filepath.Join(pageFiles, name+".png"))
	if err != nil {
		return err
	}
	enc := png.Encoder{CompressionLevel: png.BestSpeed}
	if err := enc.Encode(f, img); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}
