package media

import (
	"errors"
	"image"
	"sync"
	"time"

	"github.com/pion/rtcp"
	"github.com/pion/rtp"
	"github.com/pion/webrtc/v4"

	"buergerterminal/kiosk/call/codec"
)

// Receiver takes one peer's picture and voice in.
type Receiver struct {
	c     *Connection
	shown func()
	self  latest
	ear   *Ear

	mu    sync.Mutex
	stats Seen
	ended bool
	tasks sync.WaitGroup
}

// Seen counts what became of a peer's pictures.
type Seen struct {
	Width, Height int // of the last one
	Decoded       int
	Shown         int           // of those, at a time of their own
	Skipped       int           // of those, overtaken by the next one before they were shown
	Broken        int           // not to be decoded
	Requested     int           // packets that were asked for again
	KeyRequests   int           // key frames that were asked for
	Longest       time.Duration // the longest stand between two that were shown
	Delay         time.Duration // how long pictures are held back now
}

// NewReceiver waits for a peer's tracks on a connection whose descriptions were not exchanged yet. shown (nil for nobody) is told that Picture has a new one; it must
// not block. Close it after the Connection.
func NewReceiver(c *Connection, shown func()) (*Receiver, error) {
	ear, err := newEar()
	if err != nil {
		return nil, err
	}
	if shown == nil {
		shown = func() {}
	}
	r := &Receiver{c: c, shown: shown, ear: ear}
	c.PC.OnTrack(r.track)
	return r, nil
}

// Picture gives the peer's latest picture: a copy in the picture given where that fits, and its serial; both unchanged where the one with the serial seen
// is still the latest. Nil and 0 before the first.
func (r *Receiver) Picture(seen uint64, into *image.YCbCr) (*image.YCbCr, uint64) {
	return r.self.copy(seen, into)
}

// Ear is the peer's voice, to be mixed into the sound device.
func (r *Receiver) Ear() *Ear { return r.ear }

// Seen counts what was seen so far.
func (r *Receiver) Seen() Seen {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.stats
}

func (r *Receiver) count(f func(*Seen)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	f(&r.stats)
}

// Close waits until nothing is taken in any more, and forgets the last picture and the voice. The Connection must be closed before.
func (r *Receiver) Close() {
	r.mu.Lock()
	r.ended = true
	r.mu.Unlock()
	r.tasks.Wait()
	r.self.clear()
	r.ear.Close()
}

// begin counts a task; false when it is too late for it.
func (r *Receiver) begin() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.ended {
		return false
	}
	r.tasks.Add(1)
	return true
}

// track takes a track in until it ends.
func (r *Receiver) track(t *webrtc.TrackRemote, receiver *webrtc.RTPReceiver) {
	if !r.begin() {
		return
	}
	defer r.tasks.Done()
	reports := make(chan struct{})
	go func() { // the reports of the peer are read so that our own can answer them
		defer close(reports)
		for {
			if _, _, err := receiver.ReadRTCP(); err != nil {
				return
			}
		}
	}()
	if t.Kind() == webrtc.RTPCodecTypeAudio {
		r.hear(t)
	} else {
		r.look(t)
	}
	<-reports
}

// hear takes a voice in.
func (r *Receiver) hear(t *webrtc.TrackRemote) {
	buffer := make([]byte, 1500)
	var p rtp.Packet
	for {
		switch err := read(t, buffer, &p); {
		case err == errNotRTP:
		case err != nil:
			return
		case len(p.Payload) > 0:
			r.ear.push(time.Now(), p.SequenceNumber, p.Payload)
		}
	}
}

// look takes pictures in.
func (r *Receiver) look(t *webrtc.TrackRemote) {
	w, err := newWatch(r, t)
	if err != nil {
		r.count(func(s *Seen) { s.Broken++ })
		return
	}
	defer w.close()
	buffer := make([]byte, 1500)
	var p rtp.Packet
	for {
		_ = t.SetReadDeadline(w.deadline()) // a track that is gone says so at the next reading
		err := read(t, buffer, &p)
		now := time.Now()
		switch {
		case err == nil:
			w.packet(now, &p)
		case err != errNotRTP && !isTimeout(err):
			return
		}
		w.frames(now)
		w.ask(now)
	}
}

func isTimeout(err error) bool {
	var t interface{ Timeout() bool }
	return errors.As(err, &t) && t.Timeout()
}

// keyEvery is the least time between two requests for a key frame.
const keyEvery = 300 * time.Millisecond

// watch is what stands between a track of pictures and the screen.
type watch struct {
	r       *Receiver
	ssrc    uint32
	decoder *codec.VideoDecoder
	numbers unwrapper
	losses  *losses
	frame   assembler
	play    playout
	screen  *screen

	asked time.Time // for a key frame
	wake  time.Time // for the next request of a packet
}

func newWatch(r *Receiver, t *webrtc.TrackRemote) (*watch, error) {
	d, err := codec.NewVideoDecoder()
	if err != nil {
		return nil, err
	}
	w := &watch{r: r, ssrc: uint32(t.SSRC()), decoder: d, losses: newLosses(), screen: newScreen(r)}
	return w, nil
}

func (w *watch) close() {
	w.screen.close()
	w.decoder.Close()
}

func (w *watch) packet(now time.Time, p *rtp.Packet) {
	n := w.numbers.unwrap(p.SequenceNumber)
	if !w.losses.arrived(now, n) {
		w.frame.lose()
	}
	if w.frame.push(n, p.Timestamp, p.Marker, p.Payload) {
		w.asked = now // what would be asked for has begun to come
	}
}

// frames decodes what is whole.
func (w *watch) frames(now time.Time) {
	for {
		f, ok := w.frame.pop(now)
		if !ok {
			return
		}
		w.losses.forget(f.first)
		p, err := w.decoder.Decode(f.data, w.screen.empty())
		if err != nil {
			w.r.count(func(s *Seen) { s.Broken++ })
			w.frame.lose()
			continue
		}
		if p == nil {
			continue
		}
		due := w.play.due(now, f.stamp)
		w.r.ear.hold(w.play.delay)
		w.r.count(func(s *Seen) {
			s.Decoded++
			s.Width, s.Height, s.Delay = p.Rect.Dx(), p.Rect.Dy(), w.play.delay
		})
		w.screen.add(p, due)
	}
}

// ask asks for what is missing.
func (w *watch) ask(now time.Time) {
	var numbers []int64
	numbers, w.wake = w.losses.due(now)
	var packets []rtcp.Packet
	if len(numbers) > 0 && (!w.frame.needsKey() || w.frame.coming()) {
		w.play.lost = now
		packets = append(packets, &rtcp.TransportLayerNack{MediaSSRC: w.ssrc, Nacks: pairs(numbers)})
		w.r.count(func(s *Seen) { s.Requested += len(numbers) })
	}
	if w.frame.needsKey() && now.Sub(w.asked) >= keyEvery {
		w.asked = now
		packets = append(packets, &rtcp.PictureLossIndication{MediaSSRC: w.ssrc})
		w.r.count(func(s *Seen) { s.KeyRequests++ })
	}
	if len(packets) > 0 {
		_ = w.r.c.PC.WriteRTCP(packets) // a request that is lost is repeated
	}
}

// repairEvery is how often a track is looked at while repairs are awaited: pion hands a repaired packet over only when the next ordinary one is read.
const repairEvery = 5 * time.Millisecond

// deadline is when to look again though no packet came; never, while nothing is awaited.
func (w *watch) deadline() time.Time {
	now := time.Now()
	if w.frame.needsKey() {
		return now.Add(keyEvery / 3)
	}
	next := w.wake
	if len(w.losses.missing) > 0 {
		if soon := now.Add(repairEvery); next.IsZero() || soon.Before(next) {
			next = soon
		}
	}
	if hole := w.frame.deadline(); !hole.IsZero() && (next.IsZero() || hole.Before(next)) {
		next = hole
	}
	return next
}
