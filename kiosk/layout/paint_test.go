package layout_test

import (
	"flag"
	"image"
	"image/draw"
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

// lookFiles is where the look's pictures lie where there are any.
const lookFiles = "../../../shared/look/png"

var allLooks = flag.Bool("all", false, "leave pictures of every size and theme, not of the plain pages only")

// TestPaint paints every page in every size and theme, and leaves pictures for eyes. What a machine can see: nothing is
// blank where something can be touched.
func TestPaint(t *testing.T) {
	set, err := typeset.New()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(pageFiles, 0o755); err != nil {
		t.Fatal(err)
	}
	paintAll(t, set, portrait, "")
	paintAll(t, set, landscape, "-wide")
}

func paintAll(t *testing.T, set *typeset.Setter, panel layout.Monitor, suffix string) {
	place, painter := layout.New(set, panel), paint.New(set)
	img := image.NewRGBA(image.Rect(0, 0, panel.Width, panel.Height))
	for _, pic := range append(pictures(), others()...) {
		for _, look := range looks() {
			if look.name != "" && !*allLooks {
				continue
			}
			tree := pic.tree()
			if look.name != "" {
				tree.Look, tree.Lowered = look.Look, lowered()
				tree.More, tree.Less = more(), less()
			}
			p := place.Place(tree)
			painter.Paint(img, p, tree.Look, paint.Rest())
			for _, n := range p.Nodes {
				if n.Node.On != nil && plain(img, n.Rect) {
					t.Errorf("%s%s: nothing is painted where %s is", pic.name, look.name, n.Node.ID)
				}
			}
			if testing.Short() {
				continue
			}
			if err := write(pic.name+look.name+suffix, img); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// TestLikeLook lays each painted page on its picture. Seen from a distance at which letters blur, no spot may differ
// much, but where the tests have another scan, code or signature.
func TestLikeLook(t *testing.T) {
	if _, err := os.Stat(lookFiles); err != nil {
		t.Skipf("the look's pictures are not beside this repository: %v", err)
	}
	set, err := typeset.New()
	if err != nil {
		t.Fatal(err)
	}
	likeLook(t, set, portrait, pictures())
	likeLook(t, set, landscape, []picture{{"20", page20}})
}

func likeLook(t *testing.T, set *typeset.Setter, panel layout.Monitor, all []picture) {
	t.Helper()
	place, painter := layout.New(set, panel), paint.New(set)
	img := image.NewRGBA(image.Rect(0, 0, panel.Width, panel.Height))
	for _, pic := range all {
		tree := pic.tree()
		p := place.Place(tree)
		painter.Paint(img, p, tree.Look, paint.Rest())
		files, err := filepath.Glob(filepath.Join(lookFiles, pic.name+"-*.png"))
		if err != nil || len(files) != 1 {
			t.Fatalf("%s: pictures %v, %v", pic.name, files, err)
		}
		want, err := read(files[0])
		if err != nil {
			t.Fatal(err)
		}
		if spots := differing(img, want, p); len(spots) > 0 {
			t.Errorf("%s differs at %v", pic.name, spots[:min(len(spots), 12)])
		}
	}
}

// blur is the side of the squares that are compared, far the difference of their means that is too much.
const (
	blur = 24
	far  = 21
)

// differing returns the squares in which two pictures differ.
func differing(got, want *image.RGBA, p *layout.Placed) []image.Rectangle {
	var out []image.Rectangle
	for y := 0; y+blur <= got.Rect.Dy(); y += blur {
		for x := 0; x+blur <= got.Rect.Dx(); x += blur {
			r := image.Rect(x, y, x+blur, y+blur)
			if d := mean(got, r) - mean(want, r); (d > far || d < -far) && !ownContent(p, r) {
				out = append(out, r)
			}
		}
	}
	return out
}

// ownContent says whether a square lies where the tests show something else than the look does: break a title otherwise
// (page 25), set strong Arabic words in 700 as LOOK.md says (page 24), or part a clerk's office from the name (page 20).
func ownContent(p *layout.Placed, r image.Rectangle) bool {
	for _, n := range p.Nodes {
		switch n.Node.Role {
		case screen.RoleScan, screen.RoleQR, screen.RoleSignature, screen.RoleVideo:
		case screen.RoleText:
			if n.Node.ID != "office" {
				continue
			}
		case screen.RoleTitle:
			if p.Tree.Look.Size == session.Normal {
				continue
			}
		case screen.RoleProgress, screen.RoleKey:
			if !p.Tree.RTL {
				continue
			}
		default:
			if !n.Node.Focused {
				continue
			}
		}
		if r.Overlaps(n.Rect.Inset(-16)) {
			return true
		}
	}
	return false
}

// mean returns the mean of all channels in a rectangle.
func mean(img *image.RGBA, r image.Rectangle) int {
	sum := 0
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for _, v := range img.Pix[img.PixOffset(r.Min.X, y):img.PixOffset(r.Max.X, y)] {
			sum += int(v)
		}
	}
	return sum / (r.Dx() * r.Dy() * 4)
}

func read(file string) (*image.RGBA, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	img, err := png.Decode(f)
	if err != nil {
		return nil, err
	}
	out := image.NewRGBA(img.Bounds())
	draw.Draw(out, out.Rect, img, img.Bounds().Min, draw.Src)
	return out, nil
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
