package media

import (
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/pion/interceptor"
	"github.com/pion/rtcp"
	"github.com/pion/rtp"
)

// road notes when packets pass.
type road struct {
	mu      sync.Mutex
	begin   time.Time
	numbers []uint16
	at      []time.Duration
}

func (r *road) Write(h *rtp.Header, _ []byte, _ interceptor.Attributes) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.numbers = append(r.numbers, h.SequenceNumber)
	r.at = append(r.at, time.Since(r.begin))
	return 0, nil
}

// passed is what has passed so far.
func (r *road) passed() (numbers []uint16, at []time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.numbers), slices.Clone(r.at)
}

func TestPacer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		budget := 400_000
		p := newPacer(func() int { return budget }) // so 1 Mbit/s
		go p.run()
		r := &road{begin: time.Now()}
		video := p.BindLocalStream(&interceptor.StreamInfo{SSRC: 1, SSRCRetransmission: 2, MimeType: "video/VP8"}, r)
		voice := p.BindLocalStream(&interceptor.StreamInfo{SSRC: 3, MimeType: "audio/opus"}, r)
		body := make([]byte, 1238) // with the header 1250 bytes: 10 ms
		for n := range uint16(10) {
			if _, err := video.Write(&rtp.Header{Version: 2, SSRC: 1, SequenceNumber: n}, body, nil); err != nil {
				t.Fatal(err)
			}
		}
		<-time.After(28 * time.Millisecond)
		_, _ = voice.Write(&rtp.Header{Version: 2, SSRC: 3, SequenceNumber: 1000}, body, nil)
		_, _ = video.Write(&rtp.Header{Version: 2, SSRC: 2, SequenceNumber: 2000}, body, nil)
		<-time.After(200 * time.Millisecond)
		numbers, at := r.passed()
		if want := []uint16{0, 1, 2, 3, 4, 1000, 2000, 5, 6, 7, 8, 9}; !slices.Equal(numbers, want) {
			t.Fatalf("order %v, want %v", numbers, want)
		}
		if at[2] > 0 || at[3] < 5*ms {
			t.Errorf("the third packet left after %s, the fourth after %s: three fit into a burst", at[2], at[3])
		}
		if last := at[len(at)-1]; last < 70*ms || last > 90*ms {
			t.Errorf("eleven packets took %s, want 80 ms", last)
		}
		if err := p.Close(); err != nil {
			t.Error(err)
		}
		_, _ = video.Write(&rtp.Header{Version: 2, SSRC: 1}, body, nil)
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	})
}

// TestPacerQueue: after the budget fell, what waits still goes out within a second or so.
func TestPacerQueue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPacer(func() int { return 0 })
		go p.run()
		r := &road{begin: time.Now()}
		video := p.BindLocalStream(&interceptor.StreamInfo{SSRC: 1, MimeType: "video/VP8"}, r)
		for n := range uint16(200) {
			_, _ = video.Write(&rtp.Header{Version: 2, SSRC: 1, SequenceNumber: n}, make([]byte, 1238), nil)
		}
		<-time.After(10 * time.Second)
		if _, at := r.passed(); len(at) != 200 || at[199] > 4*time.Second {
			t.Errorf("%d packets took %s", len(at), at[len(at)-1])
		}
		_ = p.Close()
	})
}

// TestWireKnowsRepairs hands a repair on, of which pion's own pacers know nothing.
func TestWireKnowsRepairs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e, err := newEstimator()
		if err != nil {
			t.Fatal(err)
		}
		r := &road{begin: time.Now()}
		w := e.AddStream(&interceptor.StreamInfo{SSRC: 1, SSRCRetransmission: 2, MimeType: "video/VP8"}, r)
		for _, ssrc := range []uint32{1, 2} {
			if _, err := w.Write(&rtp.Header{Version: 2, SSRC: ssrc}, []byte{1}, nil); err != nil {
				t.Errorf("stream %d: %v", ssrc, err)
			}
		}
		if _, err := w.Write(&rtp.Header{Version: 2, SSRC: 9}, []byte{1}, nil); err == nil {
			t.Error("a packet of a stream that was never bound passed")
		}
		if numbers, _ := r.passed(); len(numbers) != 2 || e.sent.Load() != 26 {
			t.Errorf("%d packets of %d bytes passed", len(numbers), e.sent.Load())
		}
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
}

// TestEstimatorForgives: feedback that makes no sense does not end the stream on which it came.
func TestEstimatorForgives(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e, err := newEstimator()
		if err != nil {
			t.Fatal(err)
		}
		<-time.After(time.Second)
		for _, p := range []rtcp.Packet{&rtcp.TransportLayerCC{}, &rtcp.TransportLayerCC{PacketStatusCount: 7, RecvDeltas: []*rtcp.RecvDelta{{Type: rtcp.TypeTCCPacketReceivedSmallDelta}}}, &rtcp.PictureLossIndication{}} {
			if err := e.WriteRTCP([]rtcp.Packet{p}, nil); err != nil {
				t.Errorf("%T: %v", p, err)
			}
		}
		if e.silent() != 0 || e.budget() <= 0 {
			t.Errorf("silent for %s, budget %d", e.silent(), e.budget())
		}
		_ = e.Close()
		if err := e.WriteRTCP([]rtcp.Packet{&rtcp.TransportLayerCC{}}, nil); err != nil {
			t.Errorf("after Close: %v", err)
		}
	})
}
