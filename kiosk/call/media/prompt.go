package media

import (
	"time"

	"github.com/pion/webrtc/v4"
)

// playoutDelayURI names the header extension by which a sender bounds how long the receiver holds a picture back. It is libwebrtc's (docs/native-code/rtp-hdrext/playout-delay)
// and in no RFC; Chromium offers it.
const playoutDelayURI = "http://www.webrtc.org/experiments/rtp-hdrext/playout-delay"

// promptAfter is how long a line must have lost next to nothing before pictures are to be shown at once again.
const promptAfter = 10 * time.Second

// promptRule says how long a browser may hold our pictures back. Left alone, Chromium smooths a clean line too: it shows a picture 50 to 90 ms after it came, though it is decoded
// in two. So the terminal asks for each at once, until reports tell of loss: then a repair takes a round trip, and at once would mean a picture that stands and leaps. It is
// pure.
type promptRule struct {
	patient time.Time // until when pictures may be held back
}

// report takes the smoothed part of the packets that are lost.
func (r *promptRule) report(now time.Time, loss float64) {
	if loss > lossHarmless {
		r.patient = now.Add(promptAfter)
	}
}

// delay is what the next picture is to say: a least and a most delay of 12 bits each, in units of 10 ms. Either none, or as much as the browser likes, which is the most
// that can be said; libwebrtc also shows at once what may be held back for 500 ms at most.
func (r *promptRule) delay(now time.Time) []byte {
	if now.Before(r.patient) {
		return []byte{0, 0x0f, 0xff}
	}
	return []byte{0, 0, 0}
}

// playoutDelay is the number that the extension has with this peer; 0 where the peer does not know it. It stands once the descriptions are exchanged.
func playoutDelay(sender *webrtc.RTPSender) uint8 {
	for _, x := range sender.GetParameters().HeaderExtensions {
		if x.URI == playoutDelayURI {
			return uint8(x.ID)
		}
	}
	return 0
}
