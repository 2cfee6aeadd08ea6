package display

import (
	"context"
	"errors"
	"fmt"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"time"
)

// ErrPicture means that Options.Picture names a file that cannot be written.
var ErrPicture = errors.New("display.picture: the picture of the screen cannot be written")

// pictureRest is how long a picture stands before it is written anew, so that a busy page does not fill the disk's queue.
const pictureRest = time.Second

// keepPicture writes what is on the screen to a PNG file, after each page that is shown, until ctx ends. A picture that
// cannot be written is left out; the next page has its own.
func (w *Window) keepPicture(ctx context.Context, path string) {
	for written := uint64(0); ; {
		if w.WaitShown(ctx, written+1) != nil {
			return
		}
		w.mu.Lock()
		written = w.shown
		w.mu.Unlock()
		picture, err := w.Screenshot(ctx)
		if err != nil {
			return
		}
		writePicture(path, picture)
		select {
		case <-ctx.Done():
			return
		case <-time.After(pictureRest):
		}
	}
}

// writePicture replaces a file whole, so that who looks at it never sees half a picture. Only its owner may read it.
func writePicture(path string, picture image.Image) error {
	file, err := os.CreateTemp(filepath.Dir(path), ".screen-*.png")
	if err != nil {
		return fmt.Errorf("%w: %w", ErrPicture, err)
	}
	defer os.Remove(file.Name())
	encoder := png.Encoder{CompressionLevel: png.BestSpeed}
	if err := errors.Join(encoder.Encode(file, picture), file.Close(), os.Rename(file.Name(), path)); err != nil {
		return fmt.Errorf("%w: %w", ErrPicture, err)
	}
	return nil
}
