//go:build cgo

package media

import (
	"image"
	"math"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/pion/ice/v4"
	"github.com/pion/webrtc/v4"

	"buergerterminal/kiosk/audio"
	"buergerterminal/kiosk/call/capture"
	"buergerterminal/kiosk/call/media/mediatest"
)

// side is one end of a call.
type side struct {
	t        *testing.T
	c        *Connection
	wire     *mediatest.Conn
	network  *mediatest.Network
	muxes    []*ice.UDPMuxDefault
	source   *Source
	voice    *Voice
	sender   *Sender
	receiver *Receiver
	device   *audio.Device
	clock    *time.Ticker

	mu    sync.Mutex
	rungs []Rung
	heard []float32 // what the loudspeaker played
	seen  []uint32  // the numbers of the pictures that were shown
	last  *image.YCbCr
}

// The pictures of tests: of the usual size where rates matter, of a quarter of its work where they do not.
var (
	large = capture.Format{Width: 640, Height: 480, FPS: 30}
	small = capture.Format{Width: 320, Height: 240, FPS: 30}
)

// newSide makes an end on a network, with a drawn camera and a tone.
func newSide(t *testing.T, n *mediatest.Network, p mediatest.Path, hz float64, f capture.Format) *side {
	t.Helper()
	s := &side{t: t, network: n}
	var err error
	if s.c, err = Connect(Options{Settings: s.settings(p)}); err != nil {
		t.Fatal(err)
	}
	s.furnish(hz, f)
	return s
}

// settings put a connection on a socket of its own of the network.
func (s *side) settings(p mediatest.Path) func(*webrtc.SettingEngine) {
	s.wire = s.network.Join(p)
	mux := ice.NewUDPMuxDefault(ice.UDPMuxParams{UDPConn: s.wire, Logger: quiet().NewLogger("ice")})
	s.muxes = append(s.muxes, mux)
	return func(e *webrtc.SettingEngine) {
		e.SetICEUDPMux(mux)
		e.SetNetworkTypes([]webrtc.NetworkType{webrtc.NetworkTypeUDP4})
		e.SetICEMulticastDNSMode(ice.MulticastDNSModeDisabled)
	}
}

// furnish gives a side what stands at a connection's ends: a drawn camera and a tone.
func (s *side) furnish(hz float64, f capture.Format) {
	s.t.Helper()
	s.furnishWith(SourceOptions{Absent: "Keine Kamera", Format: f}, capture.Tone{Hz: hz, Peak: 0.5})
}

func (s *side) furnishWith(camera SourceOptions, microphone capture.Microphone) {
	s.t.Helper()
	must := func(err error) {
		s.t.Helper()
		if err != nil {
			s.t.Fatal(err)
		}
	}
	var err error
	s.source = NewSource(camera)
	s.voice, err = NewVoice(microphone)
	must(err)
	s.sender, err = NewSender(s.c, s.source, s.voice, func(r Rung) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.rungs = append(s.rungs, r)
	})
	must(err)
	s.receiver, err = NewReceiver(s.c, s.look)
	must(err)
	s.clock = time.NewTicker(10 * time.Millisecond)
	s.device = audio.Tape(s.clock.C, func(samples []float32) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.heard = append(s.heard, samples...)
	})
	s.device.Mix(s.receiver.Ear())
}

// look notes the number of the picture that is shown.
func (s *side) look() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.last, _ = s.receiver.Picture(0, s.last)
	if n, ok := capture.Counter(s.last); ok {
		s.seen = append(s.seen, n)
	} else {
		s.t.Error("a picture without its number was shown")
	}
}

func (s *side) close() {
	s.sender.Close()
	s.source.Close()
	s.voice.Close()
	if err := s.c.Close(); err != nil {
		s.t.Error(err)
	}
	s.receiver.Close()
	s.device.Close()
	s.clock.Stop()
	for _, m := range s.muxes {
		if err := m.Close(); err != nil {
			s.t.Error(err)
		}
	}
}

// meet exchanges the descriptions.
func meet(t testing.TB, a, b *Connection) {
	t.Helper()
	describe := func(pc *webrtc.PeerConnection, d webrtc.SessionDescription, err error) webrtc.SessionDescription {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		gathered := webrtc.GatheringCompletePromise(pc)
		if err := pc.SetLocalDescription(d); err != nil {
			t.Fatal(err)
		}
		<-gathered
		return *pc.LocalDescription()
	}
	offer, err := a.PC.CreateOffer(nil)
	offer = describe(a.PC, offer, err)
	if err := b.PC.SetRemoteDescription(offer); err != nil {
		t.Fatal(err)
	}
	answer, err := b.PC.CreateAnswer(nil)
	answer = describe(b.PC, answer, err)
	if err := a.PC.SetRemoteDescription(answer); err != nil {
		t.Fatal(err)
	}
}

// call lets two sides talk in a bubble, where time costs nothing, until the script ends.
func call(t *testing.T, f capture.Format, there, back mediatest.Path, script func(n *mediatest.Network, terminal, clerk *side)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		n := mediatest.NewNetwork(7)
		terminal, clerk := newSide(t, n, there, 440, f), newSide(t, n, back, 600, f)
		defer func() { terminal.close(); clerk.close() }()
		meet(t, terminal.c, clerk.c)
		script(n, terminal, clerk)
	})
}

// pass lets time go by.
func pass(d time.Duration) { <-time.After(d) }

// pitch is the frequency of what was heard in the last second, and how loud it was.
func (s *side) pitch() (hz int, loud float64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	last := s.heard[max(len(s.heard)-audio.Rate, 0):]
	sum := 0.0
	for i := 1; i < len(last); i++ {
		if last[i-1] < 0 && last[i] >= 0 {
			hz++
		}
		sum += float64(last[i]) * float64(last[i])
	}
	return hz, math.Sqrt(sum / float64(len(last)))
}

func TestClean(t *testing.T) {
	path := mediatest.Path{Delay: 10 * time.Millisecond}
	call(t, large, path, path, func(_ *mediatest.Network, terminal, clerk *side) {
		pass(10 * time.Second)
		for name, s := range map[string]*side{"terminal": terminal, "clerk": clerk} {
			seen, line := s.receiver.Seen(), s.sender.Line()
			t.Logf("%s: %+v\n%+v\n%+v %+v", name, seen, line, s.receiver.Ear().Sound(), s.wire.Traffic())
			if seen.Shown < 280 || seen.Broken > 0 || seen.Longest > 100*time.Millisecond || seen.Width != 640 || seen.Height != 480 {
				t.Errorf("%s: %+v", name, seen)
			}
			if seen.KeyRequests > 1 || seen.Requested > 0 {
				t.Errorf("%s asks for what was not lost: %+v", name, seen)
			}
			if line.Rung.Level != LevelHigh || line.Loss > 0 {
				t.Errorf("%s: %+v", name, line)
			}
		}
		if hz, loud := clerk.pitch(); hz < 430 || hz > 450 || loud < 0.2 {
			t.Errorf("the clerk hears %d Hz at %.2f", hz, loud)
		}
		if hz, loud := terminal.pitch(); hz < 590 || hz > 610 || loud < 0.2 {
			t.Errorf("the terminal hears %d Hz at %.2f", hz, loud)
		}
	})
}

// TestWithheld sends neither picture nor voice until they are let go, then both at once, and nothing after they are withheld anew.
func TestWithheld(t *testing.T) {
	path := mediatest.Path{Delay: 10 * time.Millisecond}
	call(t, small, path, path, func(_ *mediatest.Network, terminal, clerk *side) {
		terminal.sender.Withhold(true)
		pass(100 * time.Millisecond)
		before := terminal.c.line.sent.Load()
		pass(5 * time.Second)
		if n := terminal.c.line.sent.Load(); n != before {
			t.Errorf("%d bytes of media were sent while they were withheld", n-before)
		}
		shown := clerk.receiver.Seen().Shown
		terminal.sender.Withhold(false)
		pass(time.Second)
		if n := clerk.receiver.Seen().Shown - shown; n < 20 {
			t.Errorf("in the first second after they were let go %d pictures were shown", n)
		}
		pass(2 * time.Second)
		if hz, _ := clerk.pitch(); hz < 430 || hz > 450 {
			t.Errorf("the clerk hears %d Hz", hz)
		}
		if l := terminal.sender.Line().Rung; l.Level != LevelHigh || l.Cut {
			t.Errorf("after the pause the line is taken for %+v", l)
		}
		terminal.sender.Withhold(true)
		pass(100 * time.Millisecond)
		before = terminal.c.line.sent.Load()
		pass(2 * time.Second)
		if n := terminal.c.line.sent.Load(); n != before {
			t.Errorf("%d bytes of media were sent after they were withheld anew", n-before)
		}
	})
}
