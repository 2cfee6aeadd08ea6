// Package capture is where the terminal's picture and voice come from: a V4L2 camera, or a picture that is drawn where there is none, and the same for
// the microphone. It encodes nothing, sends nothing, and keeps no picture: each one goes into the caller's own memory.
package capture

import (
	"context"
	"fmt"
	"image"
	"time"
)

// Format is what a camera gives.
type Format struct {
	Width, Height int // even
	FPS           int // pictures a second, at most
}

func (f Format) String() string { return fmt.Sprintf("%d×%d at %d", f.Width, f.Height, f.FPS) }

// Camera gives pictures. One goroutine uses it at a time; Close may come from another.
type Camera interface {
	// Format is what the camera gives, which may be less than was asked for.
	Format() Format
	// Next waits for the next picture and puts it into the one given, or into a new one where that does not fit: 4:2:0, ITU-R BT.601. It returns the
	// picture and when it was taken. The error is an *Error, or the context's.
	Next(ctx context.Context, into *image.YCbCr) (*image.YCbCr, time.Time, error)
	// Close gives the camera back. It may be called again.
	Close() error
}

// Microphone hears. kiosk/audio's Device is one.
type Microphone interface {
	// Listen calls hear with 48,000 samples a second, one channel, full scale -1 to 1, in portions of any length, until stop is called; stop returns
	// when hear runs no more. hear must not block and must not keep the slice.
	Listen(hear func(samples []float32)) (stop func(), err error)
}

// Code says why there is no picture. It is a code of kiosk/health.
type Code string

// The codes.
const (
	CodeAbsent      Code = "camera.absent"      // no such device
	CodeBusy        Code = "camera.busy"        // another program has it
	CodeDenied      Code = "camera.denied"      // no permission
	CodeUnplugged   Code = "camera.unplugged"   // gone while it was in use
	CodeUnsupported Code = "camera.unsupported" // no camera, or none that gives YUYV or MJPEG
	CodeSilent      Code = "camera.silent"      // the camera was started and gives nothing
)

// Error is what a Camera reports.
type Error struct {
	Code  Code
	Cause error
}

func (e *Error) Error() string { return string(e.Code) + ": " + e.Cause.Error() }

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Cause }
