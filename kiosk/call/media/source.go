package media

import (
	"context"
	"image"
	"sync"
	"time"

	"buergerterminal/kiosk/call/capture"
	"buergerterminal/kiosk/call/codec"
	"buergerterminal/kiosk/call/picture"
)

// SourceOptions say where a Source's pictures come from.
type SourceOptions struct {
	// Open opens the camera. It is called again every two seconds while there is none. Nil is a terminal without a camera.
	Open func() (capture.Camera, error)
	// Format is that of the drawn picture. The zero Format is 640×480 at 30.
	Format capture.Format
	// Absent and Hidden are what the drawn picture says (ASCII) while there is no camera, and while the citizen has switched it off.
	Absent, Hidden string
	// Failed is told why there is no picture of the camera (a *capture.Error), or why it could not be encoded, and nil when the camera is back. It must not block. Nil
	// for nobody.
	Failed func(error)
}

// reopenAfter is how long a lost camera is left alone.
const reopenAfter = 2 * time.Second

// Source is the terminal's picture: one camera, and an encoder for each size that any of the peers wants. While there is a Source, the camera is on.
type Source struct {
	o      SourceOptions
	self   latest
	cancel context.CancelFunc
	ended  chan struct{}

	mu      sync.Mutex
	outlets map[*outlet]struct{}
	hidden  bool
	seen    Pictures
}

// Pictures counts what a Source did.
type Pictures struct {
	Taken   int // by the camera, or drawn
	Encoded int
	Keys    int // of those, key frames
}

// outlet is where a peer's pictures go.
type outlet struct {
	level   Level // LevelHigh or LevelLow; below, no picture
	bitrate int
	key     bool // a key frame is wanted
	fresh   bool // has had no key frame of its level
	send    func(f codec.VideoFrame, at time.Duration)
}

// NewSource opens the camera and begins. It never fails: without a camera the picture says so.
func NewSource(o SourceOptions) *Source {
	if o.Format == (capture.Format{}) {
		o.Format = capture.Format{Width: 640, Height: 480, FPS: 30}
	}
	if o.Failed == nil {
		o.Failed = func(error) {}
	}
	ctx, cancel := context.WithCancel(context.Background())
	s := &Source{o: o, cancel: cancel, ended: make(chan struct{}), outlets: map[*outlet]struct{}{}}
	go s.run(ctx)
	return s
}

// Close switches the camera off and forgets its last picture.
func (s *Source) Close() {
	s.cancel()
	<-s.ended
	s.self.clear()
}

// Hide switches the camera off for everybody, or on again. Meanwhile the picture says that it is off.
func (s *Source) Hide(hidden bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hidden = hidden
}

// Picture gives the terminal's own picture as the peers see it: a copy in the picture given where that fits, and its serial; both unchanged where the one with
// the serial seen is still the latest.
func (s *Source) Picture(seen uint64, into *image.YCbCr) (*image.YCbCr, uint64) {
	return s.self.copy(seen, into)
}

// Pictures counts what was done so far.
func (s *Source) Pictures() Pictures {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.seen
}

// attach adds an outlet, detach takes it away; after detach nothing is sent to it.
func (s *Source) attach(o *outlet) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.outlets[o] = struct{}{}
}

func (s *Source) detach(o *outlet) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.outlets, o)
}

// want changes what an outlet gets.
func (s *Source) want(o *outlet, l Level, bitrate int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if l != o.level {
		o.fresh = true
	}
	o.level, o.bitrate = l, bitrate
}

// keyFrame asks for a key frame.
func (s *Source) keyFrame(o *outlet) {
	s.mu.Lock()
	defer s.mu.Unlock()
	o.key = true
}

func (s *Source) run(ctx context.Context) {
	defer close(s.ended)
	e := eye{s: s}
	defer e.close()
	layers := []*layer{{level: LevelHigh}, {level: LevelLow}}
	defer func() {
		for _, l := range layers {
			l.close()
		}
	}()
	begin := time.Now()
	for number := 0; ; number++ {
		p, taken, ok := e.next(ctx)
		if !ok {
			return
		}
		s.mu.Lock()
		s.seen.Taken++
		s.mu.Unlock()
		for _, l := range layers {
			s.encode(l, p, max(taken.Sub(begin), 0), number, e.camera.Format().FPS)
		}
		e.last = s.self.show(p)
	}
}

// layer is a size of the picture and its encoder.
type layer struct {
	level   Level
	encoder *codec.VideoEncoder
	small   *image.YCbCr
	broken  bool // the encoder failed, and that was said
}

func (l *layer) close() {
	if l.encoder != nil {
		l.encoder.Close()
		l.encoder = nil
	}
}

// encode sends a picture to those who want this size. The rate is the least that any of them can bear: an encoder for each would cost the others nothing, but the
// terminal a tenth of a core each.
func (s *Source) encode(l *layer, p *image.YCbCr, at time.Duration, number, fps int) {
	bitrate, key, wanted := s.demand(l.level)
	if !wanted {
		l.close()
		return
	}
	if l.level == LevelLow {
		if number%2 != 0 {
			return
		}
		l.small = picture.Halve(l.small, p)
		p, fps = l.small, max(fps/2, 1)
	}
	f, err := l.encode(p, at, codec.VideoConfig{Width: p.Rect.Dx(), Height: p.Rect.Dy(), FPS: fps, Bitrate: bitrate}, key)
	if err != nil {
		l.close()
		if !l.broken {
			s.o.Failed(err)
		}
		l.broken = true
		return
	}
	l.broken = false
	if len(f.Data) > 0 {
		s.deliver(l.level, f, at)
	}
}

// encode makes the encoder that fits, and encodes.
func (l *layer) encode(p *image.YCbCr, at time.Duration, c codec.VideoConfig, key bool) (codec.VideoFrame, error) {
	if l.encoder != nil {
		if is := l.encoder.Config(); is.Width != c.Width || is.Height != c.Height || is.FPS != c.FPS {
			l.close()
		}
	}
	if l.encoder == nil {
		var err error
		if l.encoder, err = codec.NewVideoEncoder(c); err != nil {
			return codec.VideoFrame{}, err
		}
	}
	if err := l.encoder.SetBitrate(c.Bitrate); err != nil {
		return codec.VideoFrame{}, err
	}
	if key {
		l.encoder.ForceKeyFrame()
	}
	return l.encoder.Encode(p, at)
}

// demand is what the peers want of a level.
func (s *Source) demand(level Level) (bitrate int, key, wanted bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for o := range s.outlets {
		if o.level != level {
			continue
		}
		if !wanted || o.bitrate < bitrate {
			bitrate = o.bitrate
		}
		wanted = true
		key = key || o.key || o.fresh
	}
	return bitrate, key, wanted
}

// deliver hands a frame to those who want it and can use it.
func (s *Source) deliver(level Level, f codec.VideoFrame, at time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.seen.Encoded++
	if f.Key {
		s.seen.Keys++
	}
	for o := range s.outlets {
		if o.level != level || o.fresh && !f.Key {
			continue
		}
		if f.Key {
			o.fresh, o.key = false, false
		}
		o.send(f, at)
	}
}

// eye is the camera that is looked through: the real one, or the drawn one in its place.
type eye struct {
	s      *Source
	camera capture.Camera
	last   *image.YCbCr // to be drawn over
	real   bool
	hidden bool
	failed bool
	again  time.Time // when a lost camera is opened again
}

// next waits for a picture; false when the Source ends.
func (e *eye) next(ctx context.Context) (*image.YCbCr, time.Time, bool) {
	for {
		e.choose()
		p, taken, err := e.camera.Next(ctx, e.last)
		if err == nil {
			return p, taken, true
		}
		if ctx.Err() != nil {
			return nil, time.Time{}, false
		}
		e.lost(err)
	}
}

// choose makes sure that there is a camera, and the right one.
func (e *eye) choose() {
	e.s.mu.Lock()
	hidden := e.s.hidden
	e.s.mu.Unlock()
	if hidden != e.hidden {
		e.hidden = hidden
		e.close()
		e.again = time.Time{}
	}
	if !e.hidden && !e.real && e.s.o.Open != nil && !time.Now().Before(e.again) {
		e.open()
	}
	if e.camera == nil {
		text := e.s.o.Absent
		if e.hidden {
			text = e.s.o.Hidden
		}
		e.camera = capture.Draw(e.s.o.Format, text)
	}
}

func (e *eye) open() {
	c, err := e.s.o.Open()
	if err != nil {
		e.lost(err)
		return
	}
	e.close()
	e.camera, e.real = c, true
	if e.failed {
		e.failed = false
		e.s.o.Failed(nil)
	}
}

// lost goes on without the camera for a while.
func (e *eye) lost(err error) {
	if e.real {
		e.close()
	}
	e.again = time.Now().Add(reopenAfter)
	if !e.failed {
		e.failed = true
		e.s.o.Failed(err)
	}
}

func (e *eye) close() {
	if e.camera != nil {
		_ = e.camera.Close() // nothing can be done about a camera that does not close
	}
	e.camera, e.real = nil, false
}
