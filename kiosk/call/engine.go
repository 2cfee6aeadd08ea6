package call

import (
	"crypto/tls"
	"errors"
	"fmt"
	"image"
	"sync"
	"sync/atomic"

	"github.com/pion/webrtc/v4"

	"buergerterminal/kiosk/audio"
	"buergerterminal/kiosk/call/capture"
	"buergerterminal/kiosk/call/media"
	_ "buergerterminal/kiosk/call/timerslack"
	"buergerterminal/kiosk/link"
)

// Network sets what a connection may use of the machine's networks.
type Network func(*webrtc.SettingEngine)

// EngineOptions say where pictures and sound come from and go to.
type EngineOptions struct {
	Camera     func() (capture.Camera, error) // opens the camera; nil for a terminal without one
	Microphone capture.Microphone             // nil for a terminal without one
	// Mix makes a voice heard until its end, and reports false where nobody can hear it; audio.Device.Mix does.
	Mix            func(audio.Source) bool
	Absent, Hidden string      // what the picture says (ASCII) without a camera, and while it is switched off
	Settings       Network     // beyond the media's own; nil for nothing
	Trust          *tls.Config // of a relay that is reached by TLS; nil for the system's certificates
	Shown          func()      // is told of each new picture of a participant and must not block; nil for nobody
	Failed         func(error) // is told why there is no picture of the camera, and nil when there is one; nil for nobody
}

// Engine is the Studio of a real call: one camera and one microphone for all participants. Between calls it holds neither. Camera and
// microphone are opened by the first Share that names them; until then no picture is sent and the sound is silence, which
// lets the line be known before it is needed.
type Engine struct {
	o EngineOptions

	mu     sync.Mutex
	shared link.Shared
	scene  *scene
	seats  map[*engineSeat]struct{}
	own    atomic.Pointer[framer] // nil while the camera is off; read without waiting for devices
}

// NewEngine makes an engine, which opens nothing.
func NewEngine(o EngineOptions) *Engine {
	if o.Failed == nil {
		o.Failed = func(error) {}
	}
	if o.Shown == nil {
		o.Shown = func() {}
	}
	if o.Mix == nil {
		o.Mix = func(audio.Source) bool { return false }
	}
	return &Engine{o: o, seats: map[*engineSeat]struct{}{}}
}

// scene is the terminal's picture and voice during a call.
type scene struct {
	gate   *gate
	source *media.Source
	voice  *media.Voice
	own    *framer
	mouth  *mouthpiece
}

// Seat makes a connection to one participant.
func (e *Engine) Seat(c webrtc.Configuration, signs Signs) (Seat, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.scene == nil {
		set, err := e.open()
		if err != nil {
			return nil, err
		}
		e.scene = set
	}
	s := &engineSeat{engine: e, signs: signs}
	if err := s.open(e.scene, media.Options{Configuration: c, Settings: e.o.Settings, Trust: e.o.Trust, Withheld: true}); err != nil {
		e.rest()
		return nil, err
	}
	e.seats[s] = struct{}{}
	return s, nil
}

// open makes the terminal's picture and voice, with camera and microphone closed.
func (e *Engine) open() (*scene, error) {
	set := &scene{gate: newGate(e.o.Camera), mouth: &mouthpiece{microphone: e.o.Microphone}}
	var err error
	if set.voice, err = media.NewVoice(set.mouth); err != nil {
		return nil, fmt.Errorf("call: voice: %w", err)
	}
	set.source = media.NewSource(media.SourceOptions{Open: set.gate.open, Absent: e.o.Absent, Hidden: e.o.Hidden, Failed: func(err error) {
		if !errors.Is(err, errNoCamera) {
			e.o.Failed(err)
		}
	}})
	set.own = &framer{picture: set.source.Picture}
	return set, nil
}

// rest closes camera and microphone where nobody is there and nothing is shared any more.
func (e *Engine) rest() {
	if e.scene == nil || len(e.seats) > 0 || e.shared != (link.Shared{}) {
		return
	}
	e.scene.gate.close()
	e.scene.source.Close()
	e.scene.voice.Close()
	e.scene = nil
}

// Share opens and closes camera and microphone.
func (e *Engine) Share(s link.Shared) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.shared = s
	if e.scene != nil {
		e.scene.source.Hide(!s.Video)
		if s.Video {
			e.scene.gate.lift()
		}
		e.scene.mouth.speak(s.Audio)
	}
	e.own.Store(nil)
	if e.scene != nil && s.Video {
		e.own.Store(e.scene.own)
	}
	e.rest()
}

// Own is the newest picture of the camera. It stays as it is until the call after the next.
func (e *Engine) Own() (*image.YCbCr, uint64) {
	own := e.own.Load()
	if own == nil {
		return nil, 0
	}
	return own.newest()
}

// engineSeat is one participant.
type engineSeat struct {
	engine     *Engine
	signs      Signs
	connection *media.Connection
	sender     *media.Sender
	receiver   *media.Receiver
	picture    framer
	first      sync.Once
	told       Rung // by the sender's goroutine
}

func (s *engineSeat) open(set *scene, o media.Options) (err error) {
	if s.connection, err = media.Connect(o); err != nil {
		return err
	}
	if s.receiver, err = media.NewReceiver(s.connection, func() {
		s.first.Do(s.signs.Pictured)
		s.engine.o.Shown()
	}); err != nil {
		return errors.Join(err, s.connection.Close())
	}
	s.picture.picture = s.receiver.Picture
	if s.sender, err = media.NewSender(s.connection, set.source, set.voice, s.changed); err != nil {
		err = errors.Join(err, s.connection.Close())
		s.receiver.Close()
		return err
	}
	s.engine.o.Mix(s.receiver.Ear())
	return nil
}

// changed takes the level that the line bears. A line on which nothing arrives is the connection's to tell.
func (s *engineSeat) changed(r media.Rung) {
	if rung := rungOf(r.Level); !r.Cut && rung != s.told {
		s.told = rung
		s.signs.Rung(rung)
	}
}

func rungOf(l media.Level) Rung {
	switch {
	case l >= media.LevelLow:
		return RungVideo
	case l == media.LevelVoice:
		return RungAudio
	}
	return RungText
}

// Connection is pion's.
func (s *engineSeat) Connection() *webrtc.PeerConnection { return s.connection.PC }

// OnState calls f with each new state.
func (s *engineSeat) OnState(f func(webrtc.PeerConnectionState)) { s.connection.OnState(f) }

// Frame is the newest picture. It stays as it is until the call after the next.
func (s *engineSeat) Frame() (*image.YCbCr, uint64) { return s.picture.newest() }

// Admit sends the terminal's picture and voice to the participant, or no longer.
func (s *engineSeat) Admit(on bool) { s.sender.Withhold(!on) }

// Close ends everything of the participant. An error of the connection's end changes nothing about that it ends.
func (s *engineSeat) Close() {
	s.sender.Close()
	_ = s.connection.Close()
	s.receiver.Close()
	s.engine.mu.Lock()
	defer s.engine.mu.Unlock()
	delete(s.engine.seats, s)
	s.engine.rest()
}
