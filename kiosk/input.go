package kiosk

import (
	"context"
	"fmt"
	"image"
	"image/png"
	"os"
	"time"

	"buergerterminal/kiosk/display"
)

// Input hands what a window reports to the session.
func Input(k *Kiosk) display.Sink { return input{k} }

type input struct{ k *Kiosk }

var touches = map[display.PointerKind]Touch{display.Down: Down, display.Move: Moved, display.Up: Up, display.Cancel: Cancelled}

var keys = map[display.Key]Key{
	display.KeyTab: Tab, display.KeyEnter: Enter, display.KeyBackspace: Backspace, display.KeyLeft: ArrowLeft, display.KeyRight: ArrowRight,
}

func (i input) Pointer(e display.PointerEvent) { i.k.Touched(touches[e.Kind], e.At) }

func (i input) Key(e display.KeyEvent) {
	key, known := keys[e.Key]
	switch {
	case e.Key == display.KeyTab && e.Shift:
		i.k.Typed(BackTab, 0)
	case known:
		i.k.Typed(key, 0)
	case e.Rune != 0:
		i.k.Typed(Letter, e.Rune)
	}
}

// pictureEvery is how old the picture of KeepPicture may be.
const pictureEvery = time.Second

// KeepPicture writes what is on the screen to a PNG file once a second until ctx ends, and then removes it: it may show a
// citizen's data. The file is whole at any moment, and only its owner can read it.
func KeepPicture(ctx context.Context, window interface {
	Screenshot(ctx context.Context) (image.Image, error)
}, path string) {
	every := time.NewTicker(pictureEvery)
	defer every.Stop()
	defer os.Remove(path)
	for {
		if picture, err := window.Screenshot(ctx); err == nil {
			if err := replacePNG(path, picture); err != nil {
				return
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-every.C:
		}
	}
}

func replacePNG(path string, picture image.Image) error {
	temporary := path + ".new"
	f, err := os.OpenFile(temporary, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return fmt.Errorf("picture: %w", err)
	}
	encoder := png.Encoder{CompressionLevel: png.BestSpeed}
	if err := encoder.Encode(f, picture); err != nil {
		f.Close()
		return fmt.Errorf("picture: %w", err)
	}
	if err := f.Close(); err != nil {
		return fmt.Errorf("picture: %w", err)
	}
	return os.Rename(temporary, path)
}
