package media

import (
	"image"
	"sync"

	"buergerterminal/kiosk/call/picture"
)

// latest is the picture that is to be seen now.
type latest struct {
	mu     sync.Mutex
	shown  *image.YCbCr
	serial uint64
}

// show exchanges the picture for another, and gives the old one back to be drawn over.
func (l *latest) show(p *image.YCbCr) (old *image.YCbCr) {
	l.mu.Lock()
	defer l.mu.Unlock()
	old, l.shown = l.shown, p
	l.serial++
	return old
}

// copy gives the picture, if it is another than the one whose serial is given.
func (l *latest) copy(seen uint64, into *image.YCbCr) (p *image.YCbCr, serial uint64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.shown == nil || l.serial == seen {
		return into, seen
	}
	return picture.Copy(into, l.shown), l.serial
}

// clear forgets the picture.
func (l *latest) clear() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.shown != nil {
		l.shown = nil
		l.serial++
	}
}
