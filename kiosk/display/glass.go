package display

import (
	"errors"
	"fmt"
	"image"
	"io"
	"os"
	"sync"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/shm"
	"github.com/jezek/xgb/xproto"
	"golang.org/x/sys/unix"
)

// errGlass means that the window can only be drawn by Ebitengine.
var errGlass = errors.New("the X server takes no pictures in shared memory")

// glass is Ebitengine's window as the X server has it, by a connection of our own. It hears what Ebitengine does not tell,
// that a part of the window was damaged (X11 protocol, Expose), and can put parts of a canvas, which it shares with the
// server (MIT-SHM), straight into the window: see the package comment. Its methods may be called from any goroutine.
type glass struct {
	conn    *xgb.Conn
	window  xproto.Window
	gc      xproto.Gcontext
	damaged func(shows bool) // by the connection's goroutine

	mu      sync.Mutex
	segment shm.Seg
	canvas  *image.RGBA // blue, green, red, nothing: the order of the server. Empty where there is none
	shows   bool        // the window shows the canvas, and not what Ebitengine has presented
}

// connectGlass opens the connection.
func connectGlass(damaged func(shows bool)) (*glass, error) {
	xgb.Logger.SetOutput(io.Discard) // it would say that there is no authority file
	conn, err := xgb.NewConn()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errGlass, err)
	}
	return &glass{conn: conn, damaged: damaged, canvas: &image.RGBA{}}, nil
}

// find looks for the window that Ebitengine has made, before it is mapped, and begins to hear of its damages.
func (g *glass) find() error {
	root := xproto.Setup(g.conn).DefaultScreen(g.conn).Root
	name := "_NET_WM_PID"
	owner, err := xproto.InternAtom(g.conn, false, uint16(len(name)), name).Reply()
	if err != nil {
		return fmt.Errorf("%w: %w", errGlass, err)
	}
	tree, err := xproto.QueryTree(g.conn, root).Reply()
	if err != nil {
		return fmt.Errorf("%w: %w", errGlass, err)
	}
	for _, w := range tree.Children {
		pid, err := xproto.GetProperty(g.conn, false, w, owner.Atom, xproto.AtomCardinal, 0, 1).Reply()
		if err == nil && len(pid.Value) == 4 && int(xgb.Get32(pid.Value)) == os.Getpid() {
			g.window = w
			return g.listen()
		}
	}
	return fmt.Errorf("%w: the window is not a child of the root", errGlass)
}

func (g *glass) listen() error {
	if err := g.fits(); err != nil {
		return err
	}
	if err := shm.Init(g.conn); err != nil {
		return fmt.Errorf("%w: %w", errGlass, err)
	}
	var err error
	if g.gc, err = xproto.NewGcontextId(g.conn); err != nil {
		return fmt.Errorf("%w: %w", errGlass, err)
	}
	if err := xproto.CreateGCChecked(g.conn, g.gc, xproto.Drawable(g.window), 0, nil).Check(); err != nil {
		return fmt.Errorf("%w: %w", errGlass, err)
	}
	if err := xproto.ChangeWindowAttributesChecked(g.conn, g.window, xproto.CwEventMask, []uint32{xproto.EventMaskExposure}).Check(); err != nil {
		return fmt.Errorf("%w: %w", errGlass, err)
	}
	go g.watch()
	return nil
}

// depth is that of every window which takes the canvas: eight bits each of red, green and blue in four bytes.
const depth = 24

// fits tells whether the window has px like the canvas.
func (g *glass) fits() error {
	setup := xproto.Setup(g.conn)
	about, err := xproto.GetGeometry(g.conn, xproto.Drawable(g.window)).Reply()
	if err != nil {
		return fmt.Errorf("%w: %w", errGlass, err)
	}
	looks, err := xproto.GetWindowAttributes(g.conn, g.window).Reply()
	if err != nil {
		return fmt.Errorf("%w: %w", errGlass, err)
	}
	if about.Depth != depth || setup.ImageByteOrder != xproto.ImageOrderLSBFirst {
		return fmt.Errorf("%w: depth %d", errGlass, about.Depth)
	}
	for _, f := range setup.PixmapFormats {
		if f.Depth == depth && f.BitsPerPixel != 32 {
			return fmt.Errorf("%w: %d bits a px", errGlass, f.BitsPerPixel)
		}
	}
	for _, d := range setup.DefaultScreen(g.conn).AllowedDepths {
		for _, v := range d.Visuals {
			if v.VisualId == looks.Visual && v.Class == xproto.VisualClassTrueColor && v.RedMask == 0xff0000 && v.GreenMask == 0xff00 && v.BlueMask == 0xff {
				return nil
			}
		}
	}
	return fmt.Errorf("%w: another visual", errGlass)
}

// watch mends what is damaged while the window shows the canvas, until the connection ends.
func (g *glass) watch() {
	for {
		event, err := g.conn.WaitForEvent()
		if event == nil && err == nil {
			return
		}
		if e, ok := event.(xproto.ExposeEvent); ok {
			at := image.Pt(int(e.X), int(e.Y))
			g.damaged(g.mend(image.Rectangle{Min: at, Max: at.Add(image.Pt(int(e.Width), int(e.Height)))}))
		}
	}
}

// mend puts an area of the canvas into the window again, and tells whether the window shows the canvas.
func (g *glass) mend(area image.Rectangle) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.shows {
		g.put(area)
	}
	return g.shows
}

// fit makes a canvas of that size.
func (g *glass) fit(size image.Point) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.canvas.Rect.Size() == size {
		return nil
	}
	g.drop()
	bytes := 4 * size.X * size.Y
	if bytes <= 0 {
		return fmt.Errorf("%w: an empty page", errGlass)
	}
	id, err := unix.SysvShmGet(unix.IPC_PRIVATE, bytes, unix.IPC_CREAT|0o600)
	if err != nil {
		return fmt.Errorf("%w: %w", errGlass, err)
	}
	defer unix.SysvShmCtl(id, unix.IPC_RMID, nil) // it stays until both sides let go of it, and no longer
	pix, err := unix.SysvShmAttach(id, 0, 0)
	if err != nil {
		return fmt.Errorf("%w: %w", errGlass, err)
	}
	segment, err := shm.NewSegId(g.conn)
	if err == nil {
		err = shm.AttachChecked(g.conn, segment, uint32(id), true).Check()
	}
	if err != nil {
		return errors.Join(fmt.Errorf("%w: %w", errGlass, err), unix.SysvShmDetach(pix))
	}
	g.segment, g.canvas = segment, &image.RGBA{Pix: pix, Stride: 4 * size.X, Rect: image.Rectangle{Max: size}}
	return nil
}

// drop lets go of the canvas.
func (g *glass) drop() {
	if g.canvas.Pix == nil {
		return
	}
	clear(g.canvas.Pix)
	shm.Detach(g.conn, g.segment)
	_ = unix.SysvShmDetach(g.canvas.Pix) // fails only for what was never attached
	g.canvas, g.shows = &image.RGBA{}, false
}

// show lets paint change the canvas and puts what it has changed into the window, or all where the window showed something
// else. When it returns, the server has it.
func (g *glass) show(paint func(canvas *image.RGBA) []image.Rectangle) {
	g.mu.Lock()
	defer g.mu.Unlock()
	dirty := paint(g.canvas)
	if !g.shows {
		g.shows = true
		g.put(g.canvas.Rect)
		return
	}
	g.put(dirty...)
}

// put sends areas, and waits until the server has copied them: it reads them from where the next page is painted.
func (g *glass) put(areas ...image.Rectangle) {
	size, sent := g.canvas.Rect.Size(), false
	for _, r := range areas {
		if r = r.Intersect(g.canvas.Rect); r.Empty() {
			continue
		}
		sent = true
		shm.PutImage(g.conn, xproto.Drawable(g.window), g.gc, uint16(size.X), uint16(size.Y), uint16(r.Min.X), uint16(r.Min.Y),
			uint16(r.Dx()), uint16(r.Dy()), int16(r.Min.X), int16(r.Min.Y), depth, xproto.ImageFormatZPixmap, 0, g.segment, 0)
	}
	if sent {
		g.conn.Sync()
	}
}

// yield leaves the window to Ebitengine.
func (g *glass) yield() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.shows = false
}

// picture is what the canvas shows, in the order of the Go library.
func (g *glass) picture() *image.RGBA {
	g.mu.Lock()
	defer g.mu.Unlock()
	p := image.NewRGBA(g.canvas.Rect)
	for i := 0; i < len(p.Pix); i += 4 {
		p.Pix[i], p.Pix[i+1], p.Pix[i+2], p.Pix[i+3] = g.canvas.Pix[i+2], g.canvas.Pix[i+1], g.canvas.Pix[i], 255
	}
	return p
}

// close ends the connection and forgets what was shown.
func (g *glass) close() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.drop()
	g.conn.Close()
}
