// Package simulator has byte-level models of the terminal's devices and the host that puts them on pseudo-terminals.
// It stands below the drivers, in a process of its own, and the terminal cannot tell it from hardware: bytes take as
// long as they do on a real line, a cable can be pulled, a device can fall silent or babble. It never imports a driver,
// and no driver knows of it.
package simulator

import (
	"context"
	"io"
)

// A Model is a device at byte level.
type Model interface {
	// Serve speaks the device's protocol on the line until the line fails or ctx ends, and returns the reason. It is
	// called again after an unplug and never twice at a time. The line keeps the host's speed in both directions.
	Serve(ctx context.Context, line io.ReadWriter) error

	// Control changes the world around the device, as paper or a sheet. It is called beside Serve. The reply is one line.
	Control(ctx context.Context, command string, args []string) (string, error)

	// Complaints lists what a driver sent that the real device would reject, since the start. It is called beside Serve.
	Complaints() []string
}

// A Fixed model works at one speed only, as most devices do. At any other speed it hears and says only garbage,
// and the host complains. The line of a model that is not Fixed follows the speed that the terminal sets.
type Fixed interface {
	Baud() int
}

// A Framed model wants so many stop bits, and the host complains of a terminal that sends others. Most devices want one, and do not mind.
type Framed interface {
	StopBits() int
}

// A Restarter has a state that outlives a pulled cable, because it has power of its own. Restart forgets it, as when the power comes
// back; it is called between two Serves.
type Restarter interface {
	Restart()
}
