package supervise

import (
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"

	"buergerterminal/devices"
)

// A PanicError is a job, a probe or an Open that panicked. Its text names only the kind of the panic, because the value
// may hold a citizen's data; the stack holds function names and lines.
type PanicError struct {
	What  string // the runtime's own text, or the type of the value
	Stack string
}

func (e *PanicError) Error() string { return "panic: " + e.What }

// shielded calls f and makes a panic an error with FaultProtocol: whatever the driver did not expect, it came from
// the device, and one device must not take the terminal down.
func shielded(f func() error) (err error) {
	defer func() {
		switch v := recover().(type) {
		case nil:
		case runtime.Error:
			err = &devices.Error{Fault: devices.FaultProtocol, Err: &PanicError{What: v.Error(), Stack: string(debug.Stack())}}
		default:
			err = &devices.Error{Fault: devices.FaultProtocol, Err: &PanicError{What: fmt.Sprintf("%T", v), Stack: string(debug.Stack())}}
		}
	}()
	return f()
}

// isLoss reports whether the device must be opened again after a job that ended with err.
func isLoss(err error) bool {
	var panicked *PanicError
	switch devices.FaultOf(err) {
	case devices.FaultUnplugged, devices.FaultSilent:
		return true
	}
	return errors.As(err, &panicked)
}

// faultOf is the code of err; an error without code means that the device answered what was not expected.
func faultOf(err error) devices.Fault {
	if f := devices.FaultOf(err); f != "" {
		return f
	}
	return devices.FaultProtocol
}

// stateOf is what a device that failed with err is called in XFS4IoT.
func stateOf(err error) devices.State {
	switch faultOf(err) {
	case devices.FaultUnplugged:
		return devices.NoDevice
	case devices.FaultSilent:
		return devices.PowerOff
	case devices.FaultLineBusy, devices.FaultLineDenied, devices.FaultLineUnknown:
		return devices.Offline
	}
	return devices.HardwareError
}
