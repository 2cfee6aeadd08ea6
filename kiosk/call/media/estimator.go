package media

import (
	"encoding/binary"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pion/interceptor"
	"github.com/pion/interceptor/pkg/gcc"
	"github.com/pion/rtcp"
	"github.com/pion/rtp"
	"github.com/pion/sdp/v3"
)

// The estimate's bounds, in bit/s.
const (
	startBudget = 700_000
	leastBudget = 30_000
	mostBudget  = 2_500_000
)

// estimator is pion's delay-based estimate of the line. Of GCC's two halves only that one is used; the other, which takes lost feedback for lost packets, is
// replaced by lossRule.
type estimator struct {
	*gcc.SendSideBWE
	wire *wire

	sent  atomic.Int64 // bytes given to the wire
	mu    sync.Mutex
	heard time.Time // of the last feedback
	trust trust
}

func newEstimator() (*estimator, error) {
	e := &estimator{wire: &wire{streams: map[uint32]interceptor.RTPWriter{}}}
	bwe, err := gcc.NewSendSideBWE(gcc.SendSideBWEInitialBitrate(startBudget), gcc.SendSideBWEMinBitrate(leastBudget), gcc.SendSideBWEMaxBitrate(mostBudget),
		gcc.SendSideBWEPacer(e.wire), gcc.WithLoggerFactory(quiet()))
	if err != nil {
		return nil, fmt.Errorf("media: estimate: %w", err)
	}
	e.SendSideBWE, e.heard = bwe, time.Now()
	return e, nil
}

// AddStream binds a stream and the one that repairs it. pion registers the first only, and its pacers throw the packets of the other away.
func (e *estimator) AddStream(info *interceptor.StreamInfo, next interceptor.RTPWriter) interceptor.RTPWriter {
	number := transportWide(info)
	counted := interceptor.RTPWriterFunc(func(h *rtp.Header, payload []byte, a interceptor.Attributes) (int, error) {
		size := h.MarshalSize() + len(payload)
		e.sent.Add(int64(size))
		e.depart(h.GetExtension(number), size)
		return next.Write(h, payload, a)
	})
	w := e.SendSideBWE.AddStream(info, counted)
	if info.SSRCRetransmission != 0 {
		e.wire.alias(info.SSRCRetransmission, info.SSRC)
	}
	return w
}

// transportWide is the id of the header extension with a packet's transport-wide number; 0 for none.
func transportWide(info *interceptor.StreamInfo) uint8 {
	for _, x := range info.RTPHeaderExtensions {
		if x.URI == sdp.TransportCCURI {
			return uint8(x.ID)
		}
	}
	return 0
}

// depart notes that a packet with a transport-wide number leaves.
func (e *estimator) depart(number []byte, bytes int) {
	if len(number) < 2 {
		return
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.trust.depart(time.Now(), binary.BigEndian.Uint16(number), bytes)
}

// WriteRTCP takes feedback in. What cannot be read is the peer's mistake and must not end the stream on which it came.
func (e *estimator) WriteRTCP(packets []rtcp.Packet, a interceptor.Attributes) error {
	for _, p := range packets {
		if feedback, ok := p.(*rtcp.TransportLayerCC); ok && arrivedAny(feedback) {
			e.mu.Lock()
			e.heard = time.Now()
			e.trust.arrive(e.heard, feedback)
			e.mu.Unlock()
		}
	}
	_ = e.SendSideBWE.WriteRTCP(packets, a)
	return nil
}

// arrivedAny reports whether a feedback says that something arrived.
func arrivedAny(f *rtcp.TransportLayerCC) bool { return len(f.RecvDeltas) > 0 }

// look takes the estimate over, as far as it is believed. The Sender calls it at every look.
func (e *estimator) look(now time.Time) int {
	estimate := startBudget
	if rate, ok := e.GetStats()["delayTargetBitrate"].(int); ok && rate > 0 {
		estimate = rate
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.trust.believe(now, estimate)
}

// budget is the rate that the delay allowed at the last look, in bit/s.
func (e *estimator) budget() int {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.trust.budget == 0 {
		return startBudget
	}
	return e.trust.budget
}

// silent is how long nothing was heard.
func (e *estimator) silent() time.Duration {
	e.mu.Lock()
	defer e.mu.Unlock()
	return time.Since(e.heard)
}

// listen begins to wait for feedback now.
func (e *estimator) listen() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.heard = time.Now()
}

// wire is what GCC takes for its pacer: it hands each packet on at once, also those of a repairing stream. The pacing is done before (pacer).
type wire struct {
	mu      sync.RWMutex
	streams map[uint32]interceptor.RTPWriter
}

// AddStream binds a stream.
func (w *wire) AddStream(ssrc uint32, next interceptor.RTPWriter) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.streams[ssrc] = next
}

func (w *wire) alias(ssrc, of uint32) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.streams[ssrc] = w.streams[of]
}

// Write hands a packet on. The error is gcc.ErrUnknownStream for one of a stream that was never bound.
func (w *wire) Write(h *rtp.Header, payload []byte, a interceptor.Attributes) (int, error) {
	w.mu.RLock()
	next, ok := w.streams[h.SSRC]
	w.mu.RUnlock()
	if !ok {
		return 0, gcc.ErrUnknownStream
	}
	return next.Write(h, payload, a)
}

// SetTargetBitrate does nothing: the wire does not pace.
func (w *wire) SetTargetBitrate(int) {}

// Close does nothing.
func (w *wire) Close() error { return nil }
