package display

import (
	"errors"
	"fmt"
	"image"
	"os"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/randr"
	"github.com/jezek/xgb/xproto"
)

// Panel is the screen on which a window would be shown.
type Panel struct {
	Px image.Point
	MM image.Point // of the picture, as it hangs; zero where the panel does not tell
}

// ErrPanel wraps what kept a panel from being asked.
var ErrPanel = errors.New("display.panel: the X server does not say which panel it has")

// ReadPanel asks the X server for its panel: the primary one, else the first that is on. Its millimetres are those that the
// panel says itself (EDID): what X servers make up for a panel that says nothing (96 dpi) is worse than not to know.
func ReadPanel() (Panel, error) {
	if os.Getenv("DISPLAY") == "" {
		return Panel{}, ErrNoScreen
	}
	x, err := xgb.NewConn()
	if err != nil {
		return Panel{}, fmt.Errorf("%w: %w", ErrPanel, err)
	}
	defer x.Close()
	screen := xproto.Setup(x).DefaultScreen(x)
	whole := Panel{Px: image.Pt(int(screen.WidthInPixels), int(screen.HeightInPixels))}
	if err := randr.Init(x); err != nil {
		return whole, nil // a server without RandR has one screen, and does not know its panel
	}
	all, err := randr.GetScreenResourcesCurrent(x, screen.Root).Reply()
	if err != nil {
		return whole, nil
	}
	outputs := all.Outputs
	if first, err := randr.GetOutputPrimary(x, screen.Root).Reply(); err == nil && first.Output != 0 {
		outputs = append([]randr.Output{first.Output}, outputs...)
	}
	for _, o := range outputs {
		if p, on := panelOf(x, o, all.ConfigTimestamp); on {
			return p, nil
		}
	}
	return whole, nil
}

// panelOf is the panel at an output, where one is on.
func panelOf(x *xgb.Conn, o randr.Output, at xproto.Timestamp) (Panel, bool) {
	info, err := randr.GetOutputInfo(x, o, at).Reply()
	if err != nil || info.Crtc == 0 {
		return Panel{}, false
	}
	shown, err := randr.GetCrtcInfo(x, info.Crtc, at).Reply()
	if err != nil || shown.Width == 0 || shown.Height == 0 {
		return Panel{}, false
	}
	p := Panel{Px: image.Pt(int(shown.Width), int(shown.Height)), MM: edidOf(x, o)}
	if shown.Rotation&(randr.RotationRotate90|randr.RotationRotate270) != 0 {
		p.MM.X, p.MM.Y = p.MM.Y, p.MM.X
	}
	return p, true
}

// edidOf asks for what a panel says of itself.
func edidOf(x *xgb.Conn, o randr.Output) image.Point {
	const name = "EDID"
	atom, err := xproto.InternAtom(x, true, uint16(len(name)), name).Reply()
	if err != nil || atom.Atom == xproto.AtomNone {
		return image.Point{}
	}
	const words = 32 // one block of 128 bytes
	said, err := randr.GetOutputProperty(x, o, atom.Atom, xproto.AtomAny, 0, words, false, false).Reply()
	if err != nil || said.Format != 8 {
		return image.Point{}
	}
	return edidSize(said.Data)
}
