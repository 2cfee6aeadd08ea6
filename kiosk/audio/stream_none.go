//go:build !cgo

package audio

import "errors"

// openStream has no device to open.
func openStream(_, _ func(samples []float32)) (closeStream func(), err error) {
	return nil, &Error{CodeNoSystem, errors.New("the program was built without cgo")}
}
