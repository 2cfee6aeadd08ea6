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

	"github.com/pion/webrtc/v4"

	"buergerterminal/kiosk/call/capture"
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

// BenchmarkCall is a call of 480p both ways over the loopback, in one process. An operation is a picture that is shown. It reports how long a picture takes from
// its being taken to its being decoded and shown, and what one side of the call costs: drawing, encoding, sending, receiving and decoding, voice included.
func BenchmarkCall(b *testing.B) {
	var stop []func()
	defer func() {
		for _, f := range slices.Backward(stop) {
			f()
		}
	}()
	shown := make(chan time.Time, 1000)
	var cameras [2]*stamped
	var ends [2]*Connection
	var receivers [2]*Receiver
	for i := range ends {
		cameras[i] = &stamped{Drawn: capture.Draw(large, ""), taken: map[uint32]time.Time{}}
		c, err := Connect(Options{Settings: func(e *webrtc.SettingEngine) {
			e.SetIncludeLoopbackCandidate(true)
			e.SetInterfaceFilter(func(name string) bool { return name == "lo" })
		}})
		if err != nil {
			b.Fatal(err)
		}
		source := NewSource(SourceOptions{Open: func() (capture.Camera, error) { return cameras[i], nil }})
		voice, err := NewVoice(capture.Tone{Hz: 440, Peak: 0.3})
		if err != nil {
			b.Fatal(err)
		}
		sender, err := NewSender(c, source, voice, nil)
		if err != nil {
			b.Fatal(err)
		}
		receiver, err := NewReceiver(c, func() {
			if i == 0 {
				shown <- time.Now()
			}
		})
		if err != nil {
			b.Fatal(err)
		}
		ends[i], receivers[i] = c, receiver
		stop = append(stop, receiver.Close, func() { _ = c.Close() }, voice.Close, source.Close, sender.Close)
	}
	meet(b, ends[0], ends[1])
	for range 60 { // until the rate has settled a little
		<-shown
	}
	for len(shown) > 0 {
		<-shown
	}
	var took []time.Duration
	var picture *image.YCbCr
	begin, used := time.Now(), cpu()
	for b.Loop() {
		at := <-shown
		picture, _ = receivers[0].Picture(0, picture)
		if n, ok := capture.Counter(picture); ok {
			cameras[1].mu.Lock()
			took = append(took, at.Sub(cameras[1].taken[n]))
			cameras[1].mu.Unlock()
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
