package display

import (
	"image"
	"os"
	"os/exec"
	"slices"
	"testing"
)

// edid is a block of a panel of so many cm and, in its first timing, mm.
func edid(cm, mm image.Point) []byte {
	b := make([]byte, 128)
	copy(b, []byte{0, 255, 255, 255, 255, 255, 255, 0})
	b[21], b[22] = byte(cm.X), byte(cm.Y)
	if mm != (image.Point{}) {
		b[54], b[55] = 0x02, 0x3a // 148.5 MHz
		b[66], b[67], b[68] = byte(mm.X), byte(mm.Y), byte(mm.X>>8<<4|mm.Y>>8)
	}
	return summed(b)
}

// summed gives a block its check sum.
func summed(b []byte) []byte {
	var sum byte
	for _, v := range b[:127] {
		sum += v
	}
	b[127] = -sum
	return b
}

func TestEDIDSize(t *testing.T) {
	damaged := edid(image.Pt(60, 34), image.Pt(598, 336))
	damaged[21] = 7
	for name, tt := range map[string]struct {
		block []byte
		want  image.Point
	}{
		"mm before cm":                {edid(image.Pt(60, 34), image.Pt(598, 336)), image.Pt(598, 336)},
		"cm alone":                    {edid(image.Pt(53, 30), image.Point{}), image.Pt(530, 300)},
		"mm alone":                    {edid(image.Point{}, image.Pt(344, 194)), image.Pt(344, 194)},
		"mm that are proportions":     {edid(image.Pt(60, 34), image.Pt(160, 90)), image.Pt(600, 340)},
		"mm far from cm":              {edid(image.Pt(60, 34), image.Pt(700, 392)), image.Pt(600, 340)},
		"a television's proportions":  {edid(image.Pt(16, 9), image.Pt(160, 90)), image.Point{}},
		"a projector, without a size": {edid(image.Point{}, image.Point{}), image.Point{}},
		"one side alone":              {edid(image.Pt(60, 0), image.Point{}), image.Point{}},
		"damaged":                     {damaged, image.Point{}},
		"too short":                   {edid(image.Pt(60, 34), image.Pt(598, 336))[:127], image.Point{}},
		"no EDID":                     {make([]byte, 128), image.Point{}},
		"nothing":                     {nil, image.Point{}},
	} {
		if got := edidSize(tt.block); got != tt.want {
			t.Errorf("%s: %v, want %v", name, got, tt.want)
		}
	}
}

// FuzzEDIDSize: whatever a panel says, its size is none or that of a panel.
func FuzzEDIDSize(f *testing.F) {
	f.Add(edid(image.Pt(60, 34), image.Pt(598, 336)))
	f.Add(edid(image.Pt(16, 9), image.Pt(160, 90)))
	f.Add([]byte{0, 255})
	f.Fuzz(func(t *testing.T, block []byte) {
		if block = slices.Clone(block); len(block) >= 128 {
			copy(block, []byte{0, 255, 255, 255, 255, 255, 255, 0})
			summed(block)
		}
		if got := edidSize(block); got != (image.Point{}) && !believable(got) {
			t.Errorf("%v is no panel", got)
		}
	})
}

// TestReadPanel asks a real X server, of which nobody knows how large its panel is.
func TestReadPanel(t *testing.T) {
	if _, err := exec.LookPath("Xvfb"); err != nil {
		t.Skipf("there is no X server to ask: %v (apt-get install xvfb)", err)
	}
	if os.Getenv("DISPLAY") == "" {
		t.Skipf("there is no X server to ask: %s", window.skip)
	}
	p, err := ReadPanel()
	if err != nil || p.Px.X == 0 || p.Px.Y == 0 {
		t.Errorf("%+v, %v", p, err)
	}
}
