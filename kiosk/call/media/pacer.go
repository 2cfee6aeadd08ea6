package media

import (
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pion/interceptor"
	"github.com/pion/rtp"
)

// The pacing of pictures.
const (
	// paceFactor is how much quicker than the budget a frame goes out (libwebrtc: 2.5). A key frame must not block the line, and not take a second.
	paceFactor = 2.5
	// paceLeast holds the first key frame's time down while the budget is small.
	paceLeast = 400_000
	// paceBurst is how long the pacer may have been idle for what goes out at once (libwebrtc: 40 ms). An ordinary frame fits in: a browser holds every picture back for as
	// long as a large one takes to come together.
	paceBurst = 20 * time.Millisecond
	// repairShare is the part of the budget that repairs may take, and repairLeast what they may take of a small one, in bit/s. On a line that loses because too much is
	// sent, repairs without bounds keep it full for seconds.
	repairShare = 0.3
	repairLeast = 60_000
	// repairSaved is for how long unused repairs are saved up: a burst of loss is repaired at once.
	repairSaved = time.Second
	// paceQueue is how long a packet waits at most; a longer queue is sent quicker.
	paceQueue = time.Second
)

// pacer spreads the packets of pictures over time. A voice's packets pass at once, and a repair passes the new pictures, which cannot be shown before it.
type pacer struct {
	interceptor.NoOp
	budget   func() int
	repaired atomic.Int64 // bytes of repairs

	mu      sync.Mutex
	repairs []parcel
	pieces  []parcel
	waiting int // bytes in both
	free    time.Time
	credit  time.Time // how long repairs have been paid for; before now by repairSaved at most
	spare   [][]byte
	wake    chan struct{}
	done    chan struct{}
	ended   chan struct{}
	once    sync.Once
}

// parcel is a packet that waits.
type parcel struct {
	header  rtp.Header
	payload []byte
	a       interceptor.Attributes
	next    interceptor.RTPWriter
}

// pacerFactory makes the pacer of a connection.
type pacerFactory struct{ c *Connection }

// NewInterceptor makes a pacer. The estimate was made before it, as it stands before it in the chain.
func (f pacerFactory) NewInterceptor(string) (interceptor.Interceptor, error) {
	p := newPacer(f.c.line.budget)
	f.c.pacer = p
	go p.run()
	return p, nil
}

func newPacer(budget func() int) *pacer {
	return &pacer{budget: budget, wake: make(chan struct{}, 1), done: make(chan struct{}), ended: make(chan struct{})}
}

// BindLocalStream puts the pacer before a stream of pictures.
func (p *pacer) BindLocalStream(info *interceptor.StreamInfo, next interceptor.RTPWriter) interceptor.RTPWriter {
	if !strings.HasPrefix(info.MimeType, "video/") {
		return next
	}
	media := info.SSRC
	return interceptor.RTPWriterFunc(func(h *rtp.Header, payload []byte, a interceptor.Attributes) (int, error) {
		p.add(h, payload, a, next, h.SSRC != media)
		return h.MarshalSize() + len(payload), nil
	})
}

func (p *pacer) add(h *rtp.Header, payload []byte, a interceptor.Attributes, next interceptor.RTPWriter, repair bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if repair && !p.affords(time.Now(), h.MarshalSize()+len(payload)) {
		return // it is asked for again
	}
	var memory []byte
	if n := len(p.spare); n > 0 {
		memory, p.spare = p.spare[n-1], p.spare[:n-1]
	}
	one := parcel{h.Clone(), append(memory[:0], payload...), a, next}
	if repair {
		p.repairs = append(p.repairs, one)
	} else {
		p.pieces = append(p.pieces, one)
	}
	p.waiting += one.size()
	select {
	case p.wake <- struct{}{}:
	default:
	}
}

// affords reports whether a repair is within its share, and counts it.
func (p *pacer) affords(now time.Time, size int) bool {
	if earliest := now.Add(-repairSaved); p.credit.Before(earliest) {
		p.credit = earliest
	}
	if p.credit.After(now) {
		return false
	}
	p.credit = p.credit.Add(time.Duration(size) * 8 * time.Second / time.Duration(max(int(repairShare*float64(p.budget())), repairLeast)))
	p.repaired.Add(int64(size))
	return true
}

func (o parcel) size() int { return o.header.MarshalSize() + len(o.payload) }

func (p *pacer) run() {
	defer close(p.ended)
	pause := time.NewTimer(0)
	defer pause.Stop()
	for {
		one, wait, ok := p.take(time.Now())
		switch {
		case ok:
			_, _ = one.next.Write(&one.header, one.payload, one.a) // a closed connection ends us by Close
			p.give(one.payload)
			continue
		case wait > 0:
			pause.Reset(wait)
		}
		select {
		case <-p.done:
			return
		case <-p.wake:
		case <-pause.C:
		}
	}
}

// take gives the next packet, or how long it is to wait; 0 while there is none.
func (p *pacer) take(now time.Time) (one parcel, wait time.Duration, ok bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	from := &p.repairs
	if len(*from) == 0 {
		from = &p.pieces
	}
	if len(*from) == 0 {
		return parcel{}, 0, false
	}
	if wait := p.free.Sub(now); wait > 0 {
		return parcel{}, wait, false
	}
	if earliest := now.Add(-paceBurst); p.free.Before(earliest) {
		p.free = earliest
	}
	one = (*from)[0]
	(*from)[0] = parcel{}
	*from = (*from)[1:]
	rate := p.rate()
	p.waiting -= one.size()
	p.free = p.free.Add(time.Duration(one.size()) * 8 * time.Second / time.Duration(rate))
	return one, 0, true
}

// rate is how quickly packets go out, in bit/s.
func (p *pacer) rate() int {
	return max(int(paceFactor*float64(p.budget())), paceLeast, p.waiting*8*int(time.Second/paceQueue))
}

// give takes memory back.
func (p *pacer) give(memory []byte) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.spare) < 64 {
		p.spare = append(p.spare, memory)
	}
}

// Close ends the pacer; what waits is left.
func (p *pacer) Close() error {
	p.once.Do(func() { close(p.done) })
	<-p.ended
	return nil
}
