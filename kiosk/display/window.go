package display

import (
	"context"
	"errors"
	"image"
	"sync"
	"sync/atomic"
	"time"

	"buergerterminal/kiosk/display/paint"
	"buergerterminal/kiosk/layout"
	"buergerterminal/kiosk/session"
	"buergerterminal/kiosk/typeset"
)

// Errors of the window.
var (
	// ErrNoScreen means that there is no display to open a window on (DISPLAY is not set).
	ErrNoScreen = errors.New("display.no-screen: DISPLAY is not set, there is no X server to open a window on")
	// ErrWindow wraps what Ebitengine reports when the window cannot be opened or has failed.
	ErrWindow = errors.New("display.window: the window cannot be shown")
	// ErrClosed means that the window is not open any more.
	ErrClosed = errors.New("display.closed: the window is closed")
)

// Options of the window.
type Options struct {
	Title      string
	Fullscreen bool
	Size       image.Point // of the window in px when it is not fullscreen; zero is 540 × 960
	HideCursor bool
	Reduced    bool // no motion on any page

	// Picture is a PNG file that always shows the newest page: for a virtual display that nobody can look at. It holds
	// what the page holds, personal data too, and therefore belongs to trials and demonstrations only. Empty writes none.
	Picture string
}

// Sink receives input. It is called on the loop's goroutine, between two frames, and must be quick.
type Sink interface {
	Pointer(PointerEvent)
	Key(KeyEvent)
}

// Window shows the newest page that it was given. Its methods may be called from any goroutine.
type Window struct {
	options Options
	painter *paint.Painter // of the loop's goroutine

	mu      sync.Mutex
	fresh   chan struct{} // holds one where a page was given since somebody looked
	newest  *page         // nil after it was taken
	given   uint64        // number of the newest page
	shown   uint64        // number of the page that is on the screen
	waiting int           // how many wait for that
	changed chan struct{} // closed and replaced when shown or open changes
	forget  bool
	ordered bool // a turn was ordered since the last one
	heeded  bool // the turn that runs will still take a page
	running bool // frames may be scheduled
	closed  bool
	asked   []chan<- *image.RGBA // screenshots

	pictures Pictures // of a call, nil where there are none

	frames   atomic.Uint64
	filming  atomic.Bool // the page shows moving pictures
	presents atomic.Bool // every page is to go by Ebitengine: a graphics card draws it
	straight atomic.Bool // the page has gone to the glass without Ebitengine
}

// page is what Show was given.
type page struct {
	number uint64
	placed *layout.Placed
	look   session.Look
}

// New returns a window that is not open yet. It sets text with setter, which others may use too.
func New(setter *typeset.Setter, o Options) *Window {
	if o.Size == (image.Point{}) {
		o.Size = image.Pt(540, 960)
	}
	return &Window{options: o, painter: paint.New(setter), changed: make(chan struct{}), fresh: make(chan struct{}, 1)}
}

// Show puts a page on the screen with the next frame and returns its number. Of several pages between two frames only
// the last is painted. The page must not be changed any more.
func (w *Window) Show(p *layout.Placed, look session.Look) uint64 {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.given++
	w.newest = &page{w.given, p, look}
	select {
	case w.fresh <- struct{}{}:
	default:
	}
	if !w.heeded {
		w.scheduleLocked()
	}
	return w.given
}

// awaitNewer waits until a page behind that number was given, but no longer than the limit. It belongs to a turn that
// takes the page afterwards: another turn for it would present the same picture twice.
func (w *Window) awaitNewer(number uint64, limit time.Duration) {
	w.mu.Lock()
	w.heeded = true
	w.mu.Unlock()
	end := time.NewTimer(limit)
	defer end.Stop()
	for {
		w.mu.Lock()
		newer := w.given > number
		w.mu.Unlock()
		if newer {
			return
		}
		select {
		case <-w.fresh:
		case <-end.C:
			return
		}
	}
}

// WaitShown waits until the page of that number, or a later one, is on the screen. The error is ctx's, or ErrClosed.
// Only the turn after the one that drew a page knows that it was presented; it is ordered while somebody waits.
func (w *Window) WaitShown(ctx context.Context, number uint64) error {
	w.await(1)
	defer w.await(-1)
	for {
		w.mu.Lock()
		shown, closed, changed := w.shown, w.closed, w.changed
		w.mu.Unlock()
		if shown >= number {
			return nil
		}
		if closed {
			return ErrClosed
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-changed:
		}
	}
}

// Screenshot reads back what is on the screen: px of the window, with black where the page does not reach. The error is
// ctx's, or ErrClosed.
func (w *Window) Screenshot(ctx context.Context) (image.Image, error) {
	answer := make(chan *image.RGBA, 1)
	w.mu.Lock()
	if w.closed {
		w.mu.Unlock()
		return nil, ErrClosed
	}
	w.asked = append(w.asked, answer)
	w.scheduleLocked()
	w.mu.Unlock()
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case picture, ok := <-answer:
		if !ok {
			return nil, ErrClosed
		}
		return picture, nil
	}
}

// Forget drops all that the window remembers of pages that it showed: part of the wipe at the end of a visit. The newest
// page stays on the screen.
func (w *Window) Forget() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.forget = true
	w.scheduleLocked()
}

// Frames counts the turns of the loop. It grows at least once in five seconds while the window is alive; a watchdog that
// sees it stand still knows that the screen is frozen.
func (w *Window) Frames() uint64 { return w.frames.Load() }

// schedule wakes the loop from outside.
func (w *Window) schedule() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.scheduleLocked()
}

// scheduleLocked wakes the loop. Before it runs, the first frame comes by itself; while it ends, Ebitengine must not be
// asked for frames any more.
func (w *Window) scheduleLocked() {
	w.ordered = true
	if w.running {
		scheduleFrame()
	}
}

// takeOrdered reports whether a turn was ordered since the last call.
func (w *Window) takeOrdered() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	ordered := w.ordered
	w.ordered = false
	return ordered
}

// take returns the newest page if it was not taken before, and whether to forget all others.
func (w *Window) take() (p *page, forget bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	p, w.newest, w.heeded = w.newest, nil, false
	forget, w.forget = w.forget, false
	return p, forget
}

// takeAsked returns who waits for a screenshot.
func (w *Window) takeAsked() []chan<- *image.RGBA {
	w.mu.Lock()
	defer w.mu.Unlock()
	asked := w.asked
	w.asked = nil
	return asked
}

// await counts who waits in WaitShown.
func (w *Window) await(by int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.waiting += by
	w.scheduleLocked()
}

// drew is called behind each frame.
func (w *Window) drew() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.waiting > 0 && w.shown < w.given {
		w.scheduleLocked()
	}
}

func (w *Window) markShown(number uint64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if number > w.shown {
		w.shown = number
		w.announceLocked()
	}
}

func (w *Window) announceLocked() {
	close(w.changed)
	w.changed = make(chan struct{})
}

func (w *Window) setRunning(running bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.running = running
}

// close ends all waiting.
func (w *Window) close() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.running, w.closed = false, true
	for _, answer := range w.asked {
		close(answer)
	}
	w.asked = nil
	w.announceLocked()
}

// heartbeat is the longest time between two turns of the loop.
const heartbeat = 5 * time.Second
