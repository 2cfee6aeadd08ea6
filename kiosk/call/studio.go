package call

import (
	"image"

	"github.com/pion/webrtc/v4"

	"buergerterminal/kiosk/link"
)

// Studio makes the pictures and the sound of a call. Share may be called from any goroutine; nothing is sent, and neither
// camera nor microphone is open, before something is shared.
type Studio interface {
	// Seat makes a connection with the terminal's tracks on it, ready for an offer. Nothing of what is shared is sent on it before
	// the seat is admitted.
	Seat(c webrtc.Configuration, signs Signs) (Seat, error)
	Share(s link.Shared)
	// Own is the newest picture of the terminal's camera with its number, nil while the camera is off.
	Own() (*image.YCbCr, uint64)
}

// Seat is the media of one participant.
type Seat interface {
	Connection() *webrtc.PeerConnection
	// OnState calls f with each new state of the connection, from a goroutine of the connection.
	OnState(f func(webrtc.PeerConnectionState))
	// Frame is the newest picture of the participant with its number, nil before the first.
	Frame() (*image.YCbCr, uint64)
	// Admit sends the participant what is shared, or no longer.
	Admit(on bool)
	// Close ends media and connection, and returns when nothing of them runs any more.
	Close()
}

// Signs are what a seat tells, from any goroutine.
type Signs struct {
	Pictured func()     // the first picture is decoded
	Rung     func(Rung) // what the connection carries
}
