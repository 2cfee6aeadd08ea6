package display

import (
	"context"
	"fmt"
	"image"
	"os"
	"sync/atomic"
	"time"

	"github.com/hajimehoshi/ebiten/v2"
	"github.com/hajimehoshi/ebiten/v2/inpututil"
)

// Run opens the window and shows pages until ctx ends or the window is closed; then it returns nil. It must be called on
// the main goroutine, and once in a process, as Ebitengine wants it. Without a display it returns ErrNoScreen at once,
// with a Picture that cannot be written ErrPicture, else ErrWindow. When the X server goes, its library ends the process.
func (w *Window) Run(ctx context.Context, sink Sink) error {
	defer w.close()
	if os.Getenv("DISPLAY") == "" {
		return ErrNoScreen
	}
	o := w.options
	if o.Picture != "" {
		if err := writePicture(o.Picture, image.NewGray(image.Rect(0, 0, 1, 1))); err != nil {
			return err
		}
		keeping, stop := context.WithCancel(ctx)
		defer stop()
		go w.keepPicture(keeping, o.Picture)
	}
	w.prepare()
	w.presents.Store(graphicsCard())
	l := newLoop(ctx, w, sink)
	defer l.stop()
	if g, err := connectGlass(l.damaged); err == nil {
		l.glass = g
		defer g.close()
	}
	if err := l.films.open(); err != nil {
		return err
	}
	if err := ebiten.RunGameWithOptions(l, oneThread()); err != nil {
		return fmt.Errorf("%w: %w", ErrWindow, err)
	}
	return nil
}

// prepare sets what Ebitengine wants to know before it opens the window.
func (w *Window) prepare() {
	o := w.options
	presentInSharedMemory()
	ebiten.SetWindowTitle(o.Title)
	ebiten.SetWindowSize(o.Size.X, o.Size.Y)
	ebiten.SetWindowResizingMode(ebiten.WindowResizingModeEnabled)
	ebiten.SetWindowClosingHandled(true)
	ebiten.SetFullscreen(o.Fullscreen)
	if o.HideCursor {
		ebiten.SetCursorMode(ebiten.CursorModeHidden)
	}
	saveFrames()
}

// saveFrames asks Ebitengine to keep its px between frames and to sleep until an event or scheduleFrame wakes it.
// SetFPSMode is deprecated and works; its successor, a Draw that draws nothing, costs 3 % of a core more.
func saveFrames() {
	ebiten.SetScreenClearedEveryFrame(false)
	ebiten.SetFPSMode(ebiten.FPSModeVsyncOffMinimum)
	ebiten.SetTPS(ebiten.SyncWithFPS) // without it one woken frame has several updates
}

// oneThread lets the thread that waits for events present the frames too. With Ebitengine's second thread for that, both
// read the connection to the X server: a touch that came while a frame was presented was taken from the socket there, and
// the thread that sleeps on the socket heard of it with the next event, up to a heartbeat later (5 of 320 touches).
func oneThread() *ebiten.RunGameOptions { return &ebiten.RunGameOptions{SingleThread: true} }

func scheduleFrame() { ebiten.ScheduleFrame() }

// loop is Ebitengine's game. All of it runs on one goroutine.
type loop struct {
	ctx     context.Context
	window  *Window
	sink    Sink
	pointer pointer
	motion  motion
	wake    *time.Timer
	unhook  func() bool

	page   *page       // that is shown, or painted and not yet drawn
	drawn  uint64      // number of the page that the last frame drew
	size   image.Point // of the window, px
	view   view
	glass  *glass // nil where Ebitengine alone has the window
	found  bool   // it was looked for
	engine engine
	films  films

	said     bool        // this turn handed input on
	cursor   image.Point // of the mouse, px of the window, at the last turn
	mend     bool        // the window may have been damaged
	mended   time.Time   // when that was last guessed
	damages  atomic.Bool // it was, while it showed what Ebitengine has presented
	contacts []contact
	touches  []ebiten.TouchID
	keys     []ebiten.Key
	runes    []rune
	held     []ebiten.Key
	letter   rune // the last one that was handed on
	focused  bool
}

func newLoop(ctx context.Context, w *Window, sink Sink) *loop {
	l := &loop{ctx: ctx, window: w, sink: sink}
	l.pointer.emit = func(e PointerEvent) {
		l.said = true
		sink.Pointer(e)
	}
	l.wake = time.AfterFunc(time.Hour, w.schedule)
	l.wake.Stop()
	return l
}

func (l *loop) stop() {
	l.wake.Stop()
	if l.unhook != nil {
		l.unhook()
	}
}

// Update is one turn: input goes out, the newest page comes in and is painted, the next turn is ordered.
func (l *loop) Update() error {
	if l.ctx.Err() != nil || ebiten.IsWindowBeingClosed() {
		l.window.setRunning(false)
		return ebiten.Termination
	}
	if l.unhook == nil {
		l.window.setRunning(true)
		l.unhook = context.AfterFunc(l.ctx, l.window.schedule)
	}
	if !l.found {
		l.found = true
		l.findGlass()
	}
	l.window.frames.Add(1)
	l.window.markShown(l.drawn) // presented at the end of the frame that drew it
	now := time.Now()
	l.said = false
	ordered, cursor := l.window.takeOrdered(), l.cursor
	l.readPointer(now)
	l.readKeys()
	l.mend = l.damages.Swap(false)
	if l.glass == nil && !l.said && cursor == l.cursor && (!ordered || now.Sub(l.mended) > mendLatest) {
		l.mend, l.mended = true, now
	}
	if l.said {
		l.window.awaitNewer(l.number(), answerTime)
	}
	l.paint(now)
	l.wake.Reset(l.next(now))
	return nil
}

// mendLatest is how long damage stays at most where no glass tells of it: it wakes Ebitengine up, but a turn that was ordered
// in the same moment takes it for its own.
const mendLatest = 2 * heartbeat

// next is how long after this turn something may look different.
func (l *loop) next(now time.Time) time.Duration {
	wait := l.motion.next(now)
	if l.engine.leaving {
		return settleStep
	}
	if len(l.films.places) > 0 && l.window.picturesOf() != nil {
		wait = min(wait, filmStep)
	}
	return wait
}

// answerTime is how long a turn waits for the page that its input makes. Without it the page would miss this turn's frame
// and wait for the next; building and placing a page takes a few milliseconds at most.
const answerTime = 8 * time.Millisecond

// number is that of the page that is shown.
func (l *loop) number() uint64 {
	if l.page == nil {
		return 0
	}
	return l.page.number
}

// Layout makes one px of the screen one px of the monitor.
func (l *loop) Layout(width, height int) (int, int) {
	scale := ebiten.Monitor().DeviceScaleFactor()
	l.size = image.Pt(int(float64(width)*scale), int(float64(height)*scale))
	return l.size.X, l.size.Y
}

// readPointer hands on what fingers and mouse did since the last turn.
func (l *loop) readPointer(now time.Time) {
	if focused := ebiten.IsFocused(); focused != l.focused {
		l.focused = focused
		if !focused {
			l.pointer.cancel(now)
		}
	}
	l.contacts = l.contacts[:0]
	l.touches = ebiten.AppendTouchIDs(l.touches[:0])
	for _, id := range l.touches {
		l.contacts = append(l.contacts, contact{int(id), l.view.toPage(image.Pt(ebiten.TouchPosition(id)))})
	}
	l.cursor = image.Pt(ebiten.CursorPosition())
	mouse := contact{mouseContact, l.view.toPage(l.cursor)}
	held := ebiten.IsMouseButtonPressed(ebiten.MouseButtonLeft)
	if inpututil.IsMouseButtonJustPressed(ebiten.MouseButtonLeft) && inpututil.IsMouseButtonJustReleased(ebiten.MouseButtonLeft) {
		// Both between two turns. Ebitengine says "pressed" in this turn either way, and no turn may follow for five seconds.
		if held = l.pointer.holds(mouseContact); held {
			l.pointer.update(l.contacts, now)
		} else {
			l.pointer.click(mouse, now)
		}
	}
	if held {
		l.contacts = append(l.contacts, mouse)
	} else if l.pointer.holds(mouseContact) {
		l.pointer.move(mouse.at, now) // it goes up where it is now: it may have slid off in the same turn
	}
	l.pointer.update(l.contacts, now)
}

// readKeys hands on what was typed since the last turn.
func (l *loop) readKeys() {
	shift := ebiten.IsKeyPressed(ebiten.KeyShift)
	l.keys = inpututil.AppendJustPressedKeys(l.keys[:0])
	for _, k := range l.keys {
		if key := keyOf(k); key != "" {
			l.said = true
			l.sink.Key(KeyEvent{Key: key, Shift: shift})
		}
	}
	pressed := len(l.keys) > 0
	l.runes = ebiten.AppendInputChars(l.runes[:0])
	l.held = inpututil.AppendPressedKeys(l.held[:0])
	for _, r := range l.runes {
		if repeated := !pressed && r == l.letter && len(l.held) > 0; repeated {
			continue // the X server repeats what is held; whether anything does is the sink's matter
		}
		l.letter = r
		e := KeyEvent{Rune: r, Shift: shift}
		if r == ' ' {
			e.Key = KeySpace
		}
		l.said = true
		l.sink.Key(e)
	}
	l.keys = inpututil.AppendJustReleasedKeys(l.keys[:0])
	for _, k := range l.keys {
		if key := keyOf(k); key != "" {
			l.sink.Key(KeyEvent{Key: key, Shift: shift, Up: true})
		}
	}
}
