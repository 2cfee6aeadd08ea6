package overlay

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"io/fs"
	"path"
	"regexp"
	"strconv"
	"strings"

	"buergerterminal/flows"
)

var colourForm = regexp.MustCompile(`^#[0-9a-fA-F]{6}$`)

// Limits of a coat of arms.
const (
	mostArms     = 256 << 10 // bytes
	mostArmsSide = 2048      // px
)

// accent reads the town's colour.
func (r *reader) accent(t flows.Table) color.RGBA {
	written := t.Text("accent")
	if written == "" {
		return color.RGBA{}
	}
	hex, err := strconv.ParseUint(strings.TrimPrefix(written, "#"), 16, 32)
	if err != nil || !colourForm.MatchString(written) {
		t.Report("accent", `a colour as "#00573f"`, "accent has the wrong form")
		return color.RGBA{}
	}
	c := color.RGBA{R: uint8(hex >> 16), G: uint8(hex >> 8), B: uint8(hex), A: 255}
	if r.o.Accent != nil {
		if message, hint := r.o.Accent(c); message != "" {
			t.Report("accent", hint, "%s", message)
		}
	}
	return c
}

// armsOf reads the town's coat of arms.
func (r *reader) armsOf(t flows.Table) {
	name := t.Text("arms")
	if name == "" {
		return
	}
	if path.Base(name) != name {
		t.Report("arms", "a file beside "+overlayFile, "%q is no name of a file", name)
		return
	}
	r.arms = name
	data, err := fs.ReadFile(r.dir, name)
	if err != nil {
		t.Report("arms", "put the file beside "+overlayFile, "%s cannot be read", name)
		return
	}
	size, err := png.DecodeConfig(bytes.NewReader(data))
	if err != nil || len(data) > mostArms || max(size.Width, size.Height) > mostArmsSide || min(size.Width, size.Height) < 1 {
		t.Report("arms", "PNG, at most 256 KiB and 2048 px on each side", "%s is no proper picture", name)
		return
	}
	var arms image.Image
	if arms, err = png.Decode(bytes.NewReader(data)); err != nil {
		t.Report("arms", "draw it anew as PNG", "%s is a damaged picture", name)
		return
	}
	r.overlay.Arms = arms
}
