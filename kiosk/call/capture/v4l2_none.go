//go:build !linux || (!amd64 && !arm64)

package capture

import "errors"

// Found is a camera of this machine.
type Found struct{ Path, Name string }

// Cameras finds none: V4L2 is Linux's, and was written down for machines of 64 bits.
func Cameras() []Found { return nil }

// Open returns CodeUnsupported.
func Open(string, Format) (Camera, error) {
	return nil, &Error{CodeUnsupported, errors.New("no V4L2 on this system")}
}
