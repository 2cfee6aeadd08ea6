package paint

import (
	"fmt"
	"image"
	"strings"

	"buergerterminal/kiosk/layout"
)

// The operations that hold slices cannot be compared; these stand for them.

// pathKey is a layout.Path.
type pathKey struct {
	d                  string
	x, y, scale, width float32
	mirror             bool
	fillRole, lineRole layout.Role
	dash               string
}

func pathKeyOf(o layout.Path) pathKey {
	return pathKey{o.D, o.X, o.Y, o.Scale, o.Width, o.Mirror, o.Fill, o.Stroke, dashText(o.Dash)}
}

func dashText(dash []float32) string {
	if len(dash) == 0 {
		return ""
	}
	return fmt.Sprint(dash)
}

// pictureKey is a layout.Picture. A picture that is shown must not change: another moment is another image.
type pictureKey struct {
	image image.Image
	rect  image.Rectangle
}

// modulesKey is a layout.Modules.
type modulesKey struct {
	bits string
	rect image.Rectangle
}

func modulesKeyOf(o layout.Modules) modulesKey {
	var b strings.Builder
	for _, row := range o.Bits {
		for _, dark := range row {
			if dark {
				b.WriteByte('1')
			} else {
				b.WriteByte('0')
			}
		}
		b.WriteByte('\n')
	}
	return modulesKey{b.String(), o.Rect}
}
