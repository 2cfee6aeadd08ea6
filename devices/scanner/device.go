package scanner

import (
	"context"
	"io"

	"buergerterminal/devices"
)

// Device is what every driver of document scanners does, whatever it speaks: Scanner (ESC/I) here, and those of the rooms below
// (imager, opticon, omron, escl). It is not safe for concurrent use but for Close; devices/supervise owns it.
type Device interface {
	// Reset brings the device from any state to idle.
	Reset(ctx context.Context) error

	// Probe asks how the device is. The error is that of a device that cannot be talked to; one that tells of its own
	// fault is no error.
	Probe(ctx context.Context) (devices.Status, error)

	// Scan takes one page. progress may be nil; it must return within milliseconds. Ending ctx ends the scan with
	// FaultCancelled, and leaves a device that is ready for the next page.
	Scan(ctx context.Context, r Request, progress func(Progress)) (Page, error)

	io.Closer
}

var _ Device = (*Scanner)(nil)
