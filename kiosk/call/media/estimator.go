package media

import (
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pion/interceptor"
	"github.com/pion/interceptor/pkg/gcc"
	"github.com/pion/rtcp"
	"github.com/pion/rtp"
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
	counted := interceptor.RTPWriterFunc(func(h *rtp.Header, payload []byte, a interceptor.Attributes) (int, error) {
		e.sent.Add(int64(h.MarshalSize() + len(payload)))
		return next.Write(h, payload, a)
	})
	w := e.SendSideBWE.AddStream(info, counted)
	if info.SSRCRetransmission != 0 {
		e.wire.alias(info.SSRCRetransmission, info.SSRC)
	}
	return w
}

// WriteRTCP takes feedback in. What cannot be read is the peer's mistake and must not end the stream on which it came.
func (e *estimator) WriteRTCP(packets []rtcp.Packet, a interceptor.Attributes) error {
	for _, p := range packets {
		if feedback, ok := p.(*rtcp.TransportLayerCC); ok && arrivedAny(feedback) {
			e.mu.Lock()
			e.heard = time.Now()
			e.mu.Unlock()
		}
	}
	_ = e.SendSideBWE.WriteRTCP(packets, a)
	return nil
}

// arrivedAny reports whether a feedback says that something arrived.
func arrivedAny(f *rtcp.TransportLayerCC) bool { return len(f.RecvDeltas) > 0 }

// budget is the rate that the delay allows, in bit/s.
func (e *estimator) budget() int {
	if rate, ok := e.GetStats()["delayTargetBitrate"].(int); ok && rate > 0 {
		return rate
	}
	return startBudget
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
