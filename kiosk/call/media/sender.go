package media

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/pion/rtp"
	"github.com/pion/webrtc/v4"

	"buergerterminal/kiosk/call/codec"
)

// control is how often the line is looked at.
const control = 100 * time.Millisecond

// A cut loses everything, which is no reason to send less when it is over: reports of loss are not believed from deafAfter of silence until deafFor after it.
const (
	deafAfter = time.Second
	deafFor   = 2500 * time.Millisecond
)

// packetSize is the most bytes of an RTP packet, which with all around it passes every usual line.
const packetSize = 1200

// Sender sends the terminal's picture and voice to one peer, as much of them as the line bears.
type Sender struct {
	c       *Connection
	source  *Source // nil without a picture
	voice   *Voice  // nil without a voice
	changed func(Rung)
	done    chan struct{}
	once    sync.Once
	running sync.WaitGroup

	picture outlet
	mouth   mouth
	start   chan struct{}
	turned  chan struct{} // withheld is another than before

	mu       sync.Mutex
	withheld bool
	ladder   *Ladder
	rule     *lossRule
	prompt   promptRule
	rung     Rung
	sent     int64 // bytes at the last look
	repaired int64 // of those, sent again
	rate     int   // bit/s of both in the last second
	repair   int
	loss     float64
	counts   map[uint32]*lossCount // by the stream's SSRC; the map itself is made before anything runs
	deaf     time.Time             // until when reports of loss say nothing
}

// NewSender adds the tracks of a picture and a voice to a connection, either of which may be nil. It begins to send when the connection stands, and changed (nil for
// nobody) is told what is sent whenever the level changes; it must not block. Close the Sender before the Connection.
func NewSender(c *Connection, source *Source, voice *Voice, changed func(Rung)) (*Sender, error) {
	best := LevelHigh
	if source == nil {
		best = LevelVoice
	}
	if changed == nil {
		changed = func(Rung) {}
	}
	s := &Sender{
		c: c, source: source, voice: voice, changed: changed, done: make(chan struct{}), start: make(chan struct{}, 1), turned: make(chan struct{}, 1), withheld: c.withheld,
		ladder: NewLadder(best), rule: newLossRule(mostBudget), counts: map[uint32]*lossCount{},
	}
	if voice != nil {
		if err := s.add(opus(), "voice", s.sendVoice); err != nil {
			return nil, err
		}
	}
	if source != nil {
		if err := s.add(vp8(), "picture", s.sendPicture); err != nil {
			return nil, err
		}
	}
	c.OnState(func(state webrtc.PeerConnectionState) {
		if state == webrtc.PeerConnectionStateConnected {
			select {
			case s.start <- struct{}{}:
			default:
			}
		}
	})
	s.running.Go(s.control)
	return s, nil
}

// add adds a track and listens to what the peer says about it. Each track is a stream of its own: within one, a browser holds the pictures back until the voice, whose
// buffer is the larger, has caught up. Where pictures are to be shown at once (promptRule) that makes no difference that can be measured; where the browser does not know the
// extension it is 20 ms. The voice then comes 40 to 100 ms after the lips; ITU-R BT.1359 has 125 ms go unnoticed.
func (s *Sender) add(format webrtc.RTPCodecCapability, name string, bind func(*webrtc.TrackLocalStaticRTP, *webrtc.RTPSender)) error {
	track, err := webrtc.NewTrackLocalStaticRTP(format, name, "terminal-"+name)
	if err != nil {
		return fmt.Errorf("media: track: %w", err)
	}
	sender, err := s.c.PC.AddTrack(track)
	if err != nil {
		return fmt.Errorf("media: track: %w", err)
	}
	bind(track, sender)
	for _, e := range sender.GetParameters().Encodings {
		s.counts[uint32(e.SSRC)] = &lossCount{}
	}
	go s.listen(sender, name == "picture") // ends with the connection
	return nil
}

// sendPicture binds the outlet to a track. The first packet of a frame says for the whole of it how long it may be held back.
func (s *Sender) sendPicture(track *webrtc.TrackLocalStaticRTP, sender *webrtc.RTPSender) {
	cutter := newPacketizer()
	number, origin := uint16(rand.Uint32()), rand.Uint32()
	extension := uint8(0)
	s.picture.send = func(f codec.VideoFrame, at time.Duration) {
		if f.Key {
			extension = playoutDelay(sender)
		}
		p := rtp.Packet{Header: rtp.Header{Version: 2, Timestamp: origin + uint32(at*clockRate/time.Second)}}
		s.bound(&p, extension)
		cutter.cut(f.Data, packetSize-12-overheadOfExtensions, func(payload []byte, last bool) {
			p.SequenceNumber, p.Marker, p.Payload = number, last, payload
			number++
			_ = track.WriteRTP(&p) // a connection that is gone says so itself
			p.Extension, p.Extensions = false, nil
		})
	}
}

// bound says in a packet how long its picture may be held back, if the peer knows the extension.
func (s *Sender) bound(p *rtp.Packet, extension uint8) {
	if extension == 0 {
		return
	}
	s.mu.Lock()
	delay := s.prompt.delay(time.Now())
	s.mu.Unlock()
	_ = p.SetExtension(extension, delay) // it fails for what is too long only
}

// overheadOfExtensions is what the transport-wide number and the playout delay add to a packet, and RTX.
const overheadOfExtensions = 12 + 2

// sendVoice binds the mouth to a track.
func (s *Sender) sendVoice(track *webrtc.TrackLocalStaticRTP, _ *webrtc.RTPSender) {
	number, origin := uint16(rand.Uint32()), rand.Uint32()
	first := true
	s.mouth.send = func(frame []byte, at uint32) {
		p := rtp.Packet{Header: rtp.Header{Version: 2, SequenceNumber: number, Timestamp: origin + at*codec.FrameSize, Marker: first}, Payload: frame}
		number++
		first = false
		_ = track.WriteRTP(&p) // as above
	}
}

// control looks at the line and sends what it bears, until Close.
func (s *Sender) control() {
	select {
	case <-s.done:
		return
	case <-s.start:
	}
	for s.released() {
		s.deliver()
	}
}

// released waits until something may be sent. It reports false at the end.
func (s *Sender) released() bool {
	for s.holdsBack() {
		select {
		case <-s.done:
			return false
		case <-s.turned:
		case <-s.start:
		}
	}
	select {
	case <-s.done:
		return false
	default:
		return true
	}
}

// deliver sends until the end, or until nothing may be sent any more.
func (s *Sender) deliver() {
	s.c.line.listen()
	s.attach()
	defer s.detach()
	tick := time.NewTicker(control)
	defer tick.Stop()
	before := Rung{Level: -1}
	for !s.holdsBack() {
		rung := s.look(time.Now())
		s.want(rung)
		if rung.Level != before.Level || rung.Cut != before.Cut {
			before = rung
			s.changed(rung)
		}
		select {
		case <-s.done:
			return
		case <-tick.C:
		case <-s.turned:
		case <-s.start:
			s.c.line.listen() // connected again
			if s.source != nil {
				s.source.keyFrame(&s.picture)
			}
		}
	}
}

// want asks picture and voice for what a rung holds.
func (s *Sender) want(rung Rung) {
	if s.voice != nil {
		s.voice.want(&s.mouth, rung.Voice, int(100*s.lost()))
	}
	if s.source != nil {
		level := rung.Level
		if rung.Video == 0 {
			level = LevelVoice
		}
		s.source.want(&s.picture, level, rung.Video)
	}
}

// Withhold keeps picture and voice from the peer, or lets them go. When it returns, a frame that is being sent may still go out, and none after it.
func (s *Sender) Withhold(on bool) {
	s.mu.Lock()
	s.withheld = on
	s.mu.Unlock()
	if on {
		s.detach()
	}
	select {
	case s.turned <- struct{}{}:
	default:
	}
}

func (s *Sender) holdsBack() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.withheld
}

// look reads the line and steps on the ladder.
func (s *Sender) look(now time.Time) Rung {
	budget, silent, sent, repaired := s.c.line.look(now), s.c.line.silent(), s.c.line.sent.Load(), s.c.pacer.repaired.Load()
	s.mu.Lock()
	defer s.mu.Unlock()
	if silent > deafAfter {
		s.deaf = now.Add(deafFor)
	}
	s.rate = smooth(s.rate, sent-s.sent)
	s.repair = smooth(s.repair, repaired-s.repaired)
	s.sent, s.repaired = sent, repaired
	s.rung = s.ladder.Step(now, Reading{Budget: min(budget, s.rule.rate), Sent: s.rate, Repair: s.repair, Loss: s.loss, Silent: silent})
	return s.rung
}

// smooth is a rate in bit/s after so many bytes since the last look.
func smooth(rate int, bytes int64) int { return (7*rate + int(bytes)*8*int(time.Second/control)) / 8 }

func (s *Sender) lost() float64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.loss
}

func (s *Sender) attach() {
	if s.source != nil {
		s.picture.fresh = true
		s.source.attach(&s.picture)
	}
	if s.voice != nil {
		s.voice.attach(&s.mouth)
	}
}

func (s *Sender) detach() {
	if s.source != nil {
		s.source.detach(&s.picture)
	}
	if s.voice != nil {
		s.voice.detach(&s.mouth)
	}
}

// Limit sets the best level from now on: LevelVoice for a call without pictures.
func (s *Sender) Limit(best Level) {
	if s.source == nil {
		best = min(best, LevelVoice)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ladder.Limit(best)
}

// Line is what is known of a connection, for the screen and the technician.
type Line struct {
	Rung   Rung
	Budget int // bit/s that the line bears
	Rate   int // bit/s that are sent
	Loss   float64
	RTT    time.Duration
}

// Line is what is known now.
func (s *Sender) Line() Line {
	budget := s.c.line.budget()
	s.mu.Lock()
	defer s.mu.Unlock()
	return Line{s.rung, min(budget, s.rule.rate), s.rate, s.loss, s.c.RTT()}
}

// Close ends the sending; the connection stays.
func (s *Sender) Close() {
	s.once.Do(func() { close(s.done) })
	s.running.Wait()
}
