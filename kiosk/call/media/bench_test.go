//go:build cgo

package media

import (
	"context"
	"image"
	"slices"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/pion/ice/v4"
	"github.com/pion/webrtc/v4"

	"buergerterminal/kiosk/call/capture"
	"buergerterminal/kiosk/call/media/mediatest"
)

// stamped is a drawn camera that remembers when each picture was taken.
type stamped struct {
	*capture.Drawn
	mu    sync.Mutex
	taken map[uint32]time.Time
}

func (s *stamped) Next(ctx context.Context, into *image.YCbCr) (*image.YCbCr, time.Time, error) {
	p, taken, err := s.Drawn.Next(ctx, into)
	if err != nil {
		return nil, time.Time{}, err
	}
	if n, ok := capture.Counter(p); ok {
		s.mu.Lock()
		s.taken[n] = taken
		s.mu.Unlock()
	}
	return p, taken, nil
}

// cpu is the time that this process has computed.
func cpu() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// pair is a call in one process: drawn pictures and a tone both ways.
type pair struct {
	cameras   [2]*stamped
	sources   [2]*Source
	ends      [2]*Connection
	receivers [2]*Receiver
	shown     chan time.Time // when the first end showed a picture
}

// newPair connects two ends that the settings put on a network. The call ends with the benchmark.
func newPair(b *testing.B, settings [2]func(*webrtc.SettingEngine)) *pair {
	b.Helper()
	p := &pair{shown: make(chan time.Time, 1000)}
	for i := range p.ends {
		p.cameras[i] = &stamped{Drawn: capture.Draw(large, ""), taken: map[uint32]time.Time{}}
		c, err := Connect(Options{Settings: settings[i]})
		if err != nil {
			b.Fatal(err)
		}
		p.sources[i] = NewSource(SourceOptions{Open: func() (capture.Camera, error) { return p.cameras[i], nil }})
		voice, err := NewVoice(capture.Tone{Hz: 440, Peak: 0.3})
		if err != nil {
			b.Fatal(err)
		}
		sender, err := NewSender(c, p.sources[i], voice, nil)
		if err != nil {
			b.Fatal(err)
		}
		receiver, err := NewReceiver(c, func() {
			if i == 0 {
				p.shown <- time.Now()
			}
		})
		if err != nil {
			b.Fatal(err)
		}
		p.ends[i], p.receivers[i] = c, receiver
		for _, end := range []func(){receiver.Close, func() { _ = c.Close() }, voice.Close, p.sources[i].Close, sender.Close} {
			b.Cleanup(end)
		}
	}
	meet(b, p.ends[0], p.ends[1])
	for range 60 { // until the rate has settled a little
		<-p.shown
	}
	for len(p.shown) > 0 {
		<-p.shown
	}
	return p
}

// BenchmarkCall is a call of 480p both ways over the loopback, in one process. An operation is a picture that is shown. It reports how long a picture takes from
// its being taken to its being decoded and shown, and what one side of the call costs: drawing, encoding, sending, receiving and decoding, voice included.
func BenchmarkCall(b *testing.B) {
	loopback := func(e *webrtc.SettingEngine) {
		e.SetIncludeLoopbackCandidate(true)
		e.SetInterfaceFilter(func(name string) bool { return name == "lo" })
	}
	p := newPair(b, [2]func(*webrtc.SettingEngine){loopback, loopback})
	var took []time.Duration
	var picture *image.YCbCr
	begin, used := time.Now(), cpu()
	for b.Loop() {
		at := <-p.shown
		picture, _ = p.receivers[0].Picture(0, picture)
		if n, ok := capture.Counter(picture); ok {
			p.cameras[1].mu.Lock()
			took = append(took, at.Sub(p.cameras[1].taken[n]))
			p.cameras[1].mu.Unlock()
		}
	}
	b.StopTimer()
	slices.Sort(took)
	b.ReportMetric(100*(cpu()-used).Seconds()/time.Since(begin).Seconds()/2, "%core/side")
	if len(took) > 0 {
		b.ReportMetric(took[len(took)/2].Seconds()*1000, "ms-median")
		b.ReportMetric(took[len(took)*95/100].Seconds()*1000, "ms-p95")
	}
}

// BenchmarkLoss is a call of 480p both ways in which one packet of twenty is lost each way, at 100 ms there and back. An operation is a picture that is shown.
// It reports how many of the pictures that were encoded meanwhile were shown, and the longest stand between two.
func BenchmarkLoss(b *testing.B) {
	network := mediatest.NewNetwork(7)
	var settings [2]func(*webrtc.SettingEngine)
	for i := range settings {
		mux := ice.NewUDPMuxDefault(ice.UDPMuxParams{UDPConn: network.Join(mediatest.Path{Delay: 50 * time.Millisecond, Loss: 0.05}), Logger: quiet().NewLogger("ice")})
		b.Cleanup(func() { _ = mux.Close() })
		settings[i] = func(e *webrtc.SettingEngine) {
			e.SetICEUDPMux(mux)
			e.SetNetworkTypes([]webrtc.NetworkType{webrtc.NetworkTypeUDP4})
			e.SetICEMulticastDNSMode(ice.MulticastDNSModeDisabled)
		}
	}
	p := newPair(b, settings)
	shown, encoded := p.receivers[0].Seen().Shown, p.sources[1].Pictures().Encoded
	var longest time.Duration
	before := <-p.shown
	for b.Loop() {
		at := <-p.shown
		longest = max(longest, at.Sub(before))
		before = at
	}
	shown, encoded = p.receivers[0].Seen().Shown-shown, p.sources[1].Pictures().Encoded-encoded
	b.ReportMetric(100*float64(shown)/float64(encoded), "%shown")
	b.ReportMetric(longest.Seconds()*1000, "ms-longest")
}
