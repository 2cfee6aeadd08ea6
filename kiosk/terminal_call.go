package kiosk

import (
	"errors"
	"image"
	"maps"
	"slices"

	"buergerterminal/kiosk/audio"
	"buergerterminal/kiosk/call"
	"buergerterminal/kiosk/call/capture"
	"buergerterminal/kiosk/eventlog"
	"buergerterminal/kiosk/link"
	"buergerterminal/kiosk/screen"
	"buergerterminal/kiosk/submission"
)

// Calls is what a terminal needs to call a human. All of it may be missing: then a clerk sees a picture that says so, hears
// nothing, or is not heard, and everything can still be written.
type Calls struct {
	Camera     func() (capture.Camera, error) // in place of the configuration's
	Microphone capture.Microphone             // audio.Device is one
	Mix        func(audio.Source) bool        // audio.Device.Mix
	Shown      func()                         // is told of each new picture of a participant and must not block; display.Window.PictureCame
	Network    call.Network                   // for tests that stay on this machine; nil for the machine's own network
}

// What the drawn picture says while the camera shows nothing. The clerk reads German.
const (
	noCamera  = "KEINE KAMERA"
	cameraOff = "KAMERA AUS"
)

// WithCalls lets citizens call a human, where the configuration wants that. It is called before Run.
func (t *Terminal) WithCalls(o Calls) error {
	c := t.workshop.config
	if !c.Call.Enabled {
		return nil
	}
	if o.Camera == nil && c.Call.Camera != "" {
		o.Camera = func() (capture.Camera, error) {
			return capture.Open(c.Call.Camera, capture.Format{Width: 640, Height: 480, FPS: 30})
		}
	}
	trust, err := submission.Trust(c.Hub.Certificate)
	if err != nil {
		return err
	}
	studio := call.NewEngine(call.EngineOptions{
		Trust: trust, Camera: o.Camera, Microphone: o.Microphone, Mix: o.Mix, Absent: noCamera, Hidden: cameraOff, Settings: o.Network, Shown: o.Shown, Failed: t.cameraFailed,
	})
	t.calls, err = call.Open(call.Options{
		Hub: c.Hub.URL, Client: t.workshop.client, Terminal: c.Terminal.ID, Token: t.token, Version: version(),
		RelayOnly: c.Call.RelayOnly, Studio: studio, Standing: t.beat, Log: t.log, Notify: t.kiosk.Called,
	})
	if err != nil {
		return err
	}
	t.kiosk.state.Place = t.placeOf(c, t.offer)
	t.kiosk.o.Call = t.calls
	return nil
}

// Frame is the newest moving picture of a participant of the call, or of the film of sign language, with its number, nil while there is none. It may be called
// from any goroutine, and stays as it is until the call after the next.
func (t *Terminal) Frame(who string) (*image.YCbCr, uint64) {
	switch {
	case who == screen.ClipPicture:
		return t.films.frame()
	case t.calls == nil:
		return nil, 0
	case who == screen.OwnPicture:
		return t.calls.OwnFrame()
	}
	return t.calls.Frame(who)
}

// cameraFailed notes why there is no picture of the camera. The call goes on.
func (t *Terminal) cameraFailed(err error) {
	code := "terminal.defect"
	if e := (*capture.Error)(nil); errors.As(err, &e) {
		code = string(e.Code)
	}
	if err == nil {
		code = ""
	} else {
		t.log.Write(eventlog.HealthChanged, eventlog.Code(code))
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.codes["camera"] = code
}

// beat is what the hub shall know of the terminal: the codes of what does not work, and how many applications wait.
func (t *Terminal) beat() link.Beat {
	t.mu.Lock()
	defer t.mu.Unlock()
	b := link.Beat{Outbox: t.pending}
	for _, about := range slices.Sorted(maps.Keys(t.codes)) {
		if code := t.codes[about]; code != "" {
			b.Health = append(b.Health, code)
		}
	}
	return b
}
