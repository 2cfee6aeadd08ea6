//go:build cgo

package media

import (
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/pion/rtp"
	"github.com/pion/webrtc/v4"

	"buergerterminal/kiosk/call/media/mediatest"
)

// What a picture says: show it at once, or hold it back as long as you like.
var atOnce, asYouLike = []byte{0, 0, 0}, []byte{0, 0x0f, 0xff}

func TestPromptRule(t *testing.T) {
	begin := time.Unix(100, 0)
	for _, tt := range []struct {
		name  string
		loss  []float64 // a report a second
		after time.Duration
		want  []byte
	}{
		{"no report yet", nil, 0, atOnce},
		{"nothing lost", []float64{0, 0}, 0, atOnce},
		{"a stray packet", []float64{0.01}, 0, atOnce},
		{"loss", []float64{0.05}, 0, asYouLike},
		{"loss, which may come again", []float64{0.05, 0, 0}, 5 * time.Second, asYouLike},
		{"loss, ten seconds ago", []float64{0.05}, promptAfter, atOnce},
		{"loss, and loss again", []float64{0.05, 0, 0, 0.05}, promptAfter - time.Second, asYouLike},
	} {
		var r promptRule
		now := begin
		for i, loss := range tt.loss {
			now = begin.Add(time.Duration(i) * time.Second)
			r.report(now, loss)
		}
		if got := r.delay(now.Add(tt.after)); !slices.Equal(got, tt.want) {
			t.Errorf("%s: says %x, want %x", tt.name, got, tt.want)
		}
	}
}

// said are the playout delays of the pictures that came over a track, as they stand in the packets.
func said(t *testing.T, track *webrtc.TrackRemote, receiver *webrtc.RTPReceiver) chan []byte {
	id := uint8(0)
	for _, x := range receiver.GetParameters().HeaderExtensions {
		if x.URI == playoutDelayURI {
			id = uint8(x.ID)
		}
	}
	if id == 0 {
		t.Error("the extension was not agreed on")
	}
	all := make(chan []byte, 10_000)
	go func() {
		defer close(all)
		buffer := make([]byte, 1500)
		for {
			var p rtp.Packet
			if read(track, buffer, &p) != nil {
				return
			}
			if p.Payload[0]&0x10 != 0 { // the first of a picture
				all <- slices.Clone(p.GetExtension(id))
			} else if p.GetExtension(id) != nil {
				t.Error("a picture says it more than once")
			}
		}
	}()
	return all
}

// TestPromptOnTheWire reads what the packets say to a peer, while the line is clean, while it loses, and when that is over.
func TestPromptOnTheWire(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		clean := mediatest.Path{Delay: 10 * time.Millisecond}
		n := mediatest.NewNetwork(7)
		terminal, desk := newSide(t, n, clean, 440, small), &side{t: t, network: n}
		peer, err := Connect(Options{Settings: desk.settings(clean)})
		if err != nil {
			t.Fatal(err)
		}
		var pictures chan []byte
		began := make(chan struct{})
		peer.PC.OnTrack(func(track *webrtc.TrackRemote, receiver *webrtc.RTPReceiver) {
			if track.Kind() == webrtc.RTPCodecTypeVideo {
				pictures = said(t, track, receiver)
				close(began)
			}
		})
		if _, err := peer.PC.AddTransceiverFromKind(webrtc.RTPCodecTypeVideo); err != nil {
			t.Fatal(err)
		}
		meet(t, terminal.c, peer)
		<-began
		last := func(after time.Duration) (said []byte, changes int) {
			pass(after)
			for len(pictures) > 0 {
				before := said
				if said = <-pictures; before != nil && !slices.Equal(before, said) {
					changes++
				}
			}
			return said, changes
		}
		if got, changes := last(5 * time.Second); !slices.Equal(got, atOnce) || changes > 0 {
			t.Errorf("over a clean line a picture says %x, after %d changes", got, changes)
		}
		terminal.wire.SetPath(mediatest.Path{Delay: 10 * time.Millisecond, Loss: 0.1})
		if got, changes := last(5 * time.Second); !slices.Equal(got, asYouLike) || changes != 1 {
			t.Errorf("over a line that loses a picture says %x, after %d changes", got, changes)
		}
		terminal.wire.SetPath(clean)
		if got, changes := last(20 * time.Second); !slices.Equal(got, atOnce) || changes != 1 {
			t.Errorf("over a line that lost a picture says %x, after %d changes", got, changes)
		}
		terminal.close()
		if err := peer.Close(); err != nil {
			t.Error(err)
		}
		for _, m := range desk.muxes {
			if err := m.Close(); err != nil {
				t.Error(err)
			}
		}
	})
}

// TestStreamsApart reads the offer: voice and picture belong to different streams, and playout delays are spoken of for the picture only.
func TestStreamsApart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSide(t, mediatest.NewNetwork(7), mediatest.Path{}, 440, small)
		defer s.close()
		offer, err := s.c.PC.CreateOffer(nil)
		if err != nil {
			t.Fatal(err)
		}
		streams := map[string]string{}
		for media := range strings.SplitSeq(offer.SDP, "\r\nm=") {
			kind, rest, _ := strings.Cut(media, " ")
			if _, id, ok := strings.Cut(rest, "a=msid:"); ok {
				streams[kind], _, _ = strings.Cut(id, " ")
			}
			if told := strings.Contains(rest, playoutDelayURI); told != (kind == "video") {
				t.Errorf("%.5s: the extension is offered: %v", kind, told)
			}
		}
		if streams["audio"] == "" || streams["video"] == "" || streams["audio"] == streams["video"] {
			t.Errorf("the streams are %v", streams)
		}
	})
}
