//go:build cgo

package media

import (
	"context"
	"errors"
	"fmt"
	"image"
	"os"
	"runtime"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/pion/rtcp"
	"github.com/pion/webrtc/v4"

	"buergerterminal/kiosk/call/capture"
	"buergerterminal/kiosk/call/codec"
	"buergerterminal/kiosk/call/media/mediatest"
)

// TestKeyFrame: a peer that lost its picture asks for a key frame and gets one, and none is sent that nobody asked for.
func TestKeyFrame(t *testing.T) {
	path := mediatest.Path{Delay: 10 * time.Millisecond}
	call(t, small, path, path, func(_ *mediatest.Network, terminal, clerk *side) {
		pass(3 * time.Second)
		before := terminal.source.Pictures()
		pass(2 * time.Second)
		if keys := terminal.source.Pictures().Keys; keys != before.Keys {
			t.Errorf("%d key frames were sent that nobody asked for", keys-before.Keys)
		}
		for _, p := range []rtcp.Packet{
			&rtcp.PictureLossIndication{MediaSSRC: uint32(pictures(clerk).SSRC())},
			&rtcp.FullIntraRequest{MediaSSRC: uint32(pictures(clerk).SSRC()), FIR: []rtcp.FIREntry{{SSRC: uint32(pictures(clerk).SSRC())}}},
		} {
			before := terminal.source.Pictures()
			if err := clerk.c.PC.WriteRTCP([]rtcp.Packet{p}); err != nil {
				t.Fatal(err)
			}
			pass(200 * time.Millisecond)
			if keys := terminal.source.Pictures().Keys - before.Keys; keys != 1 {
				t.Errorf("%T brought %d key frames", p, keys)
			}
		}
	})
}

// pictures is the track of pictures that a side receives.
func pictures(s *side) *webrtc.TrackRemote {
	for _, r := range s.c.PC.GetReceivers() {
		if track := r.Track(); track != nil && track.Kind() == webrtc.RTPCodecTypeVideo {
			return track
		}
	}
	s.t.Fatal("no picture comes in")
	return nil
}

// TestThird lets a second peer join on a narrow line: one encoder serves each size, and the first peer's picture does not suffer.
func TestThird(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := mediatest.NewNetwork(5)
		path := mediatest.Path{Delay: 10 * time.Millisecond}
		terminal, clerk := newSide(t, n, path, 440, small), newSide(t, n, path, 600, small)
		interpreter := newSide(t, n, path, 700, small)
		second, err := Connect(Options{Settings: terminal.settings(path)})
		if err != nil {
			t.Fatal(err)
		}
		sender, err := NewSender(second, terminal.source, terminal.voice, nil)
		if err != nil {
			t.Fatal(err)
		}
		receiver, err := NewReceiver(second, nil)
		if err != nil {
			t.Fatal(err)
		}
		terminal.device.Mix(receiver.Ear())
		meet(t, terminal.c, clerk.c)
		pass(3 * time.Second)
		meet(t, second, interpreter.c)
		pass(3 * time.Second)
		for name, s := range map[string]*side{"clerk": clerk, "interpreter": interpreter} {
			if seen := s.receiver.Seen(); seen.Shown < 80 || seen.Width != 320 || seen.Longest > 100*time.Millisecond {
				t.Errorf("%s: %+v", name, seen)
			}
			if hz, _ := s.pitch(); hz < 430 || hz > 450 {
				t.Errorf("the %s hears %d Hz", name, hz)
			}
		}
		if made := terminal.source.Pictures(); made.Encoded > made.Taken {
			t.Errorf("%d pictures were encoded of %d", made.Encoded, made.Taken)
		}
		sender.Limit(LevelVoice)
		pass(time.Second)
		before := interpreter.receiver.Seen()
		pass(time.Second)
		if after := interpreter.receiver.Seen(); after.Decoded != before.Decoded {
			t.Errorf("the interpreter gets %d pictures after they were switched off", after.Decoded-before.Decoded)
		}
		sender.Close()
		if err := second.Close(); err != nil {
			t.Error(err)
		}
		receiver.Close()
		before = clerk.receiver.Seen()
		pass(2 * time.Second)
		if after := clerk.receiver.Seen(); after.Shown-before.Shown < 55 || after.Longest > 100*time.Millisecond {
			t.Errorf("the clerk's picture suffers when the interpreter leaves: %+v", after)
		}
		terminal.close()
		clerk.close()
		interpreter.close()
	})
}

// TestMute sends silence, and Hide a picture that says so.
func TestMute(t *testing.T) {
	path := mediatest.Path{Delay: 10 * time.Millisecond}
	call(t, small, path, path, func(_ *mediatest.Network, terminal, clerk *side) {
		pass(2 * time.Second)
		if _, loud := clerk.pitch(); loud < 0.2 {
			t.Fatalf("heard at %.2f", loud)
		}
		terminal.voice.Mute(true)
		pass(2 * time.Second)
		if _, loud := clerk.pitch(); loud > 0.001 {
			t.Errorf("heard at %.4f although muted", loud)
		}
		terminal.voice.Mute(false)
		pass(2 * time.Second)
		if _, loud := clerk.pitch(); loud < 0.2 {
			t.Errorf("heard at %.2f afterwards", loud)
		}
	})
}

// webcam is a camera that a test unplugs: it draws a picture of one grey.
type webcam struct {
	*capture.Drawn
	gone   *atomic.Bool
	closed *atomic.Int32
}

func (w webcam) Next(ctx context.Context, into *image.YCbCr) (*image.YCbCr, time.Time, error) {
	if w.gone.Load() {
		return nil, time.Time{}, &capture.Error{Code: capture.CodeUnplugged, Cause: errors.New("gone")}
	}
	p, taken, err := w.Drawn.Next(ctx, into)
	if err == nil {
		for i := range p.Y {
			p.Y[i] = 200
		}
	}
	return p, taken, err
}

func (w webcam) Close() error {
	w.closed.Add(1)
	return w.Drawn.Close()
}

// TestCameraUnplugged: a drawn picture stands in, the camera is opened again by itself, and while the citizen hides, it is off.
func TestCameraUnplugged(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var gone atomic.Bool
		var opened, closed atomic.Int32
		var failures []string
		s := NewSource(SourceOptions{
			Open: func() (capture.Camera, error) {
				if gone.Load() {
					return nil, &capture.Error{Code: capture.CodeAbsent, Cause: errors.New("none")}
				}
				opened.Add(1)
				return webcam{capture.Draw(capture.Format{Width: 320, Height: 240, FPS: 20}, ""), &gone, &closed}, nil
			},
			Absent: "Keine Kamera", Hidden: "Kamera aus",
			Failed: func(err error) { failures = append(failures, fmt.Sprint(err)) },
		})
		real := func() bool {
			p, _ := s.Picture(0, nil)
			return p != nil && p.Y[0] == 200 && p.Y[len(p.Y)-1] == 200
		}
		pass(500 * time.Millisecond)
		if !real() || opened.Load() != 1 {
			t.Errorf("opened %d times, real picture %v", opened.Load(), real())
		}
		gone.Store(true)
		pass(5 * time.Second)
		if real() || closed.Load() != 1 {
			t.Errorf("closed %d times, real picture %v", closed.Load(), real())
		}
		gone.Store(false)
		pass(3 * time.Second)
		if !real() || opened.Load() != 2 {
			t.Errorf("opened %d times, real picture %v", opened.Load(), real())
		}
		s.Hide(true)
		pass(500 * time.Millisecond)
		if real() || closed.Load() != 2 {
			t.Errorf("hidden: closed %d times, real picture %v", closed.Load(), real())
		}
		s.Hide(false)
		pass(500 * time.Millisecond)
		if !real() || opened.Load() != 3 {
			t.Errorf("shown again: opened %d times, real picture %v", opened.Load(), real())
		}
		s.Close()
		if p, _ := s.Picture(0, nil); p != nil {
			t.Error("a closed source keeps a picture")
		}
		if closed.Load() != 3 {
			t.Errorf("closed %d times", closed.Load())
		}
		if got := fmt.Sprint(failures); got != "[camera.unplugged: gone <nil>]" {
			t.Errorf("told %s", got)
		}
	})
}

// TestForgets: after the end neither side has a picture or a sound of the other.
func TestForgets(t *testing.T) {
	path := mediatest.Path{Delay: 10 * time.Millisecond}
	var receiver *Receiver
	call(t, small, path, path, func(_ *mediatest.Network, terminal, _ *side) {
		pass(2 * time.Second)
		if p, serial := terminal.receiver.Picture(0, nil); p == nil || serial == 0 {
			t.Error("no picture during the call")
		}
		receiver = terminal.receiver
	})
	if p, _ := receiver.Picture(0, nil); p != nil {
		t.Error("a picture is left")
	}
	if n := receiver.Ear().Read(make([]float32, codec.FrameSize)); n != 0 {
		t.Errorf("%d samples are left", n)
	}
}

// TestNothingLeft sets calls up and tears them down in many ways, over real sockets: goroutines and files are as many as before.
func TestNothingLeft(t *testing.T) {
	one := func(ending int) {
		a, b := socket(t), socket(t)
		switch ending % 4 {
		case 0: // never offered
		case 1: // offered, never answered
			if _, err := a.c.PC.CreateOffer(nil); err != nil {
				t.Fatal(err)
			}
		case 2: // ended before it stood
			meet(t, a.c, b.c)
		case 3: // ended in the middle
			meet(t, a.c, b.c)
			until(t, func() bool { return b.receiver.Seen().Shown > 1 })
		}
		a.close()
		b.close()
	}
	one(3)
	files, goroutines := openFiles(t), runtime.NumGoroutine()
	for i := range 12 {
		one(i)
	}
	until(t, func() bool { return runtime.NumGoroutine() <= goroutines+2 && openFiles(t) <= files })
}

// socket is a side on a real socket of the loopback.
func socket(t *testing.T) *side {
	t.Helper()
	s := &side{t: t}
	var err error
	if s.c, err = Connect(Options{Settings: func(e *webrtc.SettingEngine) {
		e.SetIncludeLoopbackCandidate(true)
		e.SetInterfaceFilter(func(name string) bool { return name == "lo" })
	}}); err != nil {
		t.Fatal(err)
	}
	s.furnish(300, small)
	return s
}

func until(t *testing.T, holds func() bool) {
	t.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for end := time.Now().Add(60 * time.Second); !holds(); <-tick.C {
		if time.Now().After(end) {
			t.Fatalf("not within a minute; %d goroutines, %d files", runtime.NumGoroutine(), openFiles(t))
		}
	}
}

func openFiles(t *testing.T) int {
	t.Helper()
	all, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Skipf("the system does not list open files: %v", err)
	}
	return len(all)
}
