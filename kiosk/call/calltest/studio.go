package calltest

import (
	"image"
	"slices"
	"sync"

	"github.com/pion/webrtc/v4"

	"buergerterminal/kiosk/call"
	"buergerterminal/kiosk/link"
)

// Studio is a studio without pictures and sound: connections with empty tracks. It notes what was shared.
type Studio struct {
	API *webrtc.API // nil is the machine's own, over the loopback

	mu     sync.Mutex
	shared link.Shared
	open   int
	made   int
	signs  call.Signs // of the newest connection
	seats  []*seat    // that are open, the oldest first
}

// Seat makes a connection with tracks on which nothing is sent.
func (s *Studio) Seat(c webrtc.Configuration, signs call.Signs) (call.Seat, error) {
	api := s.API
	if api == nil {
		api = Loopback()
	}
	pc, err := api.NewPeerConnection(c)
	if err != nil {
		return nil, err
	}
	for kind, media := range map[string]string{"audio": webrtc.MimeTypeOpus, "video": webrtc.MimeTypeVP8} {
		track, err := webrtc.NewTrackLocalStaticSample(webrtc.RTPCodecCapability{MimeType: media}, kind, "terminal")
		if err != nil {
			return nil, err
		}
		if _, err := pc.AddTrack(track); err != nil {
			return nil, err
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.open++
	s.made++
	s.signs = signs
	made := &seat{pc: pc, studio: s}
	s.seats = append(s.seats, made)
	return made, nil
}

// Share notes what is shared.
func (s *Studio) Share(shared link.Shared) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.shared = shared
}

// Own is no picture.
func (s *Studio) Own() (*image.YCbCr, uint64) { return nil, 0 }

// Shared is what was shared last.
func (s *Studio) Shared() link.Shared {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.shared
}

// Seats is how many connections are open, and how many were made.
func (s *Studio) Seats() (open, made int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.open, s.made
}

// Signs are those of the connection that was made last.
func (s *Studio) Signs() call.Signs {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.signs
}

// Admitted tells of each open connection, the oldest first, whether what is shared goes out on it.
func (s *Studio) Admitted() (all []bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, one := range s.seats {
		all = append(all, one.admitted)
	}
	return all
}

type seat struct {
	pc       *webrtc.PeerConnection
	studio   *Studio
	admitted bool
}

func (s *seat) Admit(on bool) {
	s.studio.mu.Lock()
	defer s.studio.mu.Unlock()
	s.admitted = on
}

func (s *seat) Connection() *webrtc.PeerConnection         { return s.pc }
func (s *seat) OnState(f func(webrtc.PeerConnectionState)) { s.pc.OnConnectionStateChange(f) }
func (s *seat) Frame() (*image.YCbCr, uint64)              { return nil, 0 }

func (s *seat) Close() {
	_ = s.pc.GracefulClose()
	s.studio.mu.Lock()
	defer s.studio.mu.Unlock()
	s.studio.open--
	s.studio.seats = slices.DeleteFunc(s.studio.seats, func(other *seat) bool { return other == s })
}
