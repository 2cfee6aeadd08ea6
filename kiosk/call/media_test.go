//go:build cgo

package call_test

import (
	"context"
	"image"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pion/webrtc/v4"

	"buergerterminal/kiosk/call"
	"buergerterminal/kiosk/call/calltest"
	"buergerterminal/kiosk/call/capture"
	"buergerterminal/kiosk/call/media/mediatest"
	"buergerterminal/kiosk/link"
)

// eye is a camera that counts how often it is open.
type eye struct {
	*capture.Drawn
	open *atomic.Int32
}

func (e eye) Next(ctx context.Context, into *image.YCbCr) (*image.YCbCr, time.Time, error) {
	return e.Drawn.Next(ctx, into)
}
func (e eye) Close() error { e.open.Add(-1); return e.Drawn.Close() }

// ear is a microphone that counts how often it is open.
type ear struct{ open *atomic.Int32 }

func (e ear) Listen(hear func([]float32)) (func(), error) {
	stop, err := capture.Tone{Hz: 300, Peak: 0.5}.Listen(hear)
	e.open.Add(1)
	return func() { stop(); e.open.Add(-1) }, err
}

// filmed is a terminal with the real engine, and a desk with picture and voice.
type filmed struct {
	*rig
	desk       *calltest.Desk
	camera     *calltest.Camera
	eyes, ears atomic.Int32
}

func newFilmed(t *testing.T, terminal, desk func(*webrtc.SettingEngine)) *filmed {
	t.Helper()
	f := &filmed{camera: &calltest.Camera{}}
	engine := call.NewEngine(call.EngineOptions{
		Camera: func() (capture.Camera, error) {
			f.eyes.Add(1)
			return eye{capture.Draw(capture.Format{Width: 320, Height: 240, FPS: 30}, "Citizen"), &f.eyes}, nil
		},
		Microphone: ear{&f.ears}, Hidden: "Off", Absent: "None", Settings: terminal,
	})
	f.rig = newRigWith(t, engine)
	f.desk = calltest.NewDesk(t, calltest.Clerk("p1", "Petra Krahl"), f.camera.Film(desk))
	f.accept(f.desk)
	return f
}

// TestPictures sees the clerk first, then shows the citizen, and closes camera and microphone at the end.
func TestPictures(t *testing.T) {
	f := newFilmed(t, calltest.OnLoopback, calltest.OnLoopback)
	await[call.PictureSeen](f.rig, nil)
	var last uint64
	until(t, func() bool {
		p, serial := f.Frame("p1")
		if p == nil || serial == last {
			return false
		}
		last = serial
		n, ok := capture.Counter(p)
		return ok && n > 5
	})
	if n := f.camera.Receiver.Seen().Decoded; n != 0 || f.eyes.Load() != 0 || f.ears.Load() != 0 {
		t.Errorf("before anybody agreed the clerk saw %d pictures; %d cameras and %d microphones are open", n, f.eyes.Load(), f.ears.Load())
	}
	if p, _ := f.OwnFrame(); p != nil {
		t.Error("the citizen's own picture is there before anybody agreed")
	}
	f.Share(true, true)
	until(t, func() bool {
		p, _ := f.camera.Receiver.Picture(0, nil)
		if p == nil {
			return false
		}
		_, ok := capture.Counter(p)
		return ok
	})
	until(t, func() bool { p, _ := f.OwnFrame(); return p != nil && f.ears.Load() == 1 })
	f.Share(true, false)
	until(t, func() bool { return f.eyes.Load() == 0 })
	if p, _ := f.OwnFrame(); p != nil {
		t.Error("the camera is off, and the citizen still sees a picture of it")
	}
	f.Share(true, true)
	until(t, func() bool { return f.eyes.Load() == 1 })
	f.HangUp(link.ReasonCitizen)
	until(t, func() bool { return f.eyes.Load() == 0 && f.ears.Load() == 0 })
	if p, _ := f.Frame("p1"); p != nil {
		t.Error("after the end the clerk's picture is still there")
	}
}

// TestNobodyIsSeenUnasked sends the real picture to the clerk and none to one who comes later, until the citizen agrees.
func TestNobodyIsSeenUnasked(t *testing.T) {
	f := newFilmed(t, calltest.OnLoopback, calltest.OnLoopback)
	await[call.PictureSeen](f.rig, nil)
	f.Share(true, true)
	until(t, func() bool { return f.camera.Receiver.Seen().Decoded > 5 })
	second := &calltest.Camera{}
	wuschke := calltest.NewDesk(t, link.Participant{ID: "p2", Name: "Jan Wuschke", Office: "Meldebehörde", As: link.AsSecond}, second.Film(calltest.OnLoopback))
	f.hub.Join(wuschke)
	wuschke.Open()
	await(f.rig, func(e call.PictureSeen) bool { return e.Who == "p2" }) // the citizen sees who comes
	before := f.camera.Receiver.Seen().Decoded
	until(t, func() bool { return f.camera.Receiver.Seen().Decoded > before+15 })
	if seen := second.Receiver.Seen().Decoded; seen != 0 {
		t.Errorf("before the citizen agreed %d pictures came", seen)
	}
	f.Admit("p2")
	until(t, func() bool { return second.Receiver.Seen().Decoded > 5 })
}

// TestCut cuts the line for ten seconds: text goes through the hub meanwhile, and within five seconds of its end the clerk is
// seen again.
func TestCut(t *testing.T) {
	if testing.Short() {
		t.Skipf("-short: the line is cut for ten seconds of real time")
	}
	t.Parallel()
	network := mediatest.NewNetwork(1)
	path := mediatest.Path{Delay: 20 * time.Millisecond, Loss: 0.02}
	here, there := network.Join(path), network.Join(path)
	terminal, endHere := calltest.OnNetwork(here)
	desk, endThere := calltest.OnNetwork(there)
	t.Cleanup(func() { endHere(); endThere() })
	f := newFilmed(t, terminal, desk)
	await[call.PictureSeen](f.rig, nil)
	f.Share(true, true)

	network.Cut(true)
	over := time.NewTimer(10 * time.Second)
	await[call.Reconnecting](f.rig, nil)
	f.Type("Sind Sie noch da?")
	await(f.rig, func(q call.Quality) bool { return q.Rung == call.RungText })
	f.desk.Typed(func(s string) bool { return s == "Sind Sie noch da?" })
	f.desk.Signal(link.SignalText, "Ja")
	await(f.rig, func(e call.Text) bool { return e.Block == "Ja" })
	<-over.C
	connected := count[call.Connected](f.rig)
	_, before := f.Frame("p1")
	network.Cut(false)
	back := time.Now()
	until(t, func() bool {
		_, serial := f.Frame("p1")
		return count[call.Connected](f.rig) > connected && serial > before
	})
	took := time.Since(back)
	t.Logf("%v after the end of the cut the clerk is seen again", took)
	if took > 5*time.Second {
		t.Errorf("it took %v to see the clerk again", took)
	}
	await(f.rig, func(q call.Quality) bool { return q.Rung != call.RungText })
	f.Type("!")
	f.desk.Typed(func(s string) bool { return s == "Sind Sie noch da?!" })
}
