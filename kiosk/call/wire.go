package call

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/pion/webrtc/v4"

	"buergerterminal/kiosk/link"
)

// wireEvents are what a wire tells, from goroutines of its own.
type wireEvents struct {
	changed    func()
	candidate  func(string) // to be sent; "" is the end of candidates
	text, form func([]byte)
	room       func() // the picture's channel takes more
	pictured   func()
	rung       func(Rung)
}

// wire is one WebRTC connection with its three channels.
type wire struct {
	seat                Seat
	text, form, picture *webrtc.DataChannel
	answered            bool
	prints              []string // fingerprints of the offering side
	opened              atomic.Int32
	connected           atomic.Bool
}

// channels is how many data channels a wire has.
const channels = 3

// newWire makes a connection that is ready for an offer.
func newWire(studio Studio, config webrtc.Configuration, on wireEvents) (*wire, error) {
	seat, err := studio.Seat(config, Signs{on.pictured, on.rung})
	if err != nil {
		return nil, fmt.Errorf("call: connection: %w", err)
	}
	w := &wire{seat: seat}
	pc := seat.Connection()
	if err := w.openChannels(pc, on); err != nil {
		seat.Close()
		return nil, err
	}
	pc.OnICECandidate(func(c *webrtc.ICECandidate) {
		if c == nil {
			on.candidate("")
			return
		}
		if raw, err := json.Marshal(c.ToJSON()); err == nil {
			on.candidate(string(raw))
		}
	})
	seat.OnState(func(s webrtc.PeerConnectionState) {
		w.connected.Store(s == webrtc.PeerConnectionStateConnected)
		on.changed()
	})
	return w, nil
}

func (w *wire) openChannels(pc *webrtc.PeerConnection, on wireEvents) (err error) {
	for _, c := range []struct {
		channel  **webrtc.DataChannel
		label    string
		id       uint16
		protocol string
		message  func([]byte)
	}{
		{&w.text, "text", link.ChannelText, link.SubprotocolText, on.text},
		{&w.form, "form", link.ChannelForm, "", on.form},
		{&w.picture, "picture", link.ChannelPicture, "", func([]byte) {}},
	} {
		agreed, ordered := true, true
		*c.channel, err = pc.CreateDataChannel(c.label, &webrtc.DataChannelInit{ID: &c.id, Negotiated: &agreed, Ordered: &ordered, Protocol: &c.protocol})
		if err != nil {
			return fmt.Errorf("call: channel %s: %w", c.label, err)
		}
		(*c.channel).OnOpen(func() { w.opened.Add(1); on.changed() })
		(*c.channel).OnClose(func() { w.opened.Add(-1); on.changed() })
		(*c.channel).OnMessage(func(m webrtc.DataChannelMessage) { c.message(m.Data) })
	}
	w.picture.SetBufferedAmountLowThreshold(pictureLow)
	w.picture.OnBufferedAmountLow(on.room)
	return nil
}

// open reports whether the wire carries messages.
func (w *wire) open() bool { return w.connected.Load() && w.opened.Load() == channels }

// takes reports whether an offer comes from the connection that the wire is connected with.
func (w *wire) takes(sdp string) bool {
	return !w.answered || slices.Equal(w.prints, fingerprints(sdp))
}

// answer answers an offer.
func (w *wire) answer(offer string) (string, error) {
	pc := w.seat.Connection()
	if err := pc.SetRemoteDescription(webrtc.SessionDescription{Type: webrtc.SDPTypeOffer, SDP: offer}); err != nil {
		return "", fmt.Errorf("call: offer: %w", err)
	}
	answer, err := pc.CreateAnswer(nil)
	if err != nil {
		return "", fmt.Errorf("call: answer: %w", err)
	}
	if err := pc.SetLocalDescription(answer); err != nil {
		return "", fmt.Errorf("call: answer: %w", err)
	}
	w.answered, w.prints = true, fingerprints(offer)
	return answer.SDP, nil
}

// say sends text on a channel. One that closes meanwhile is told of by the wire's change.
func (w *wire) say(c *webrtc.DataChannel, text string) { _ = c.SendText(text) }

func (w *wire) close() { w.seat.Close() }

// fingerprints are the hashes of the certificates in an offer (RFC 8122), each once.
func fingerprints(sdp string) []string {
	var found []string
	for line := range strings.Lines(sdp) {
		if value, ok := strings.CutPrefix(strings.TrimSpace(line), "a=fingerprint:"); ok && !slices.Contains(found, value) {
			found = append(found, value)
		}
	}
	return found
}
