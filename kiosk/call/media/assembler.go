package media

import (
	"time"

	"github.com/pion/rtp/codecs"
)

// ring is how many packets of a stream are kept, in order; a power of two.
const ring = 2048

// piece is a packet of a VP8 stream.
type piece struct {
	number int64
	stamp  uint32
	marker bool // the last one of its frame
	begins bool // the first one of its frame
	key    bool // begins a key frame
	body   []byte
	full   bool // the place in the ring is taken
}

// assembler puts frames together and gives each as soon as its last packet (RFC 3550: marker bit; RFC 7741 section 4.1) is there; a sample builder that waits for the
// next frame to know that this one has ended costs a frame of 33 ms. Frames come in order and without holes: where one is not repaired within
// holeWait, all up to the next key frame are left out, because a frame without the one before it shows rubbish.
type assembler struct {
	pieces  [ring]piece
	next    int64 // the first packet of the next frame
	highest int64
	started bool      // a key frame began
	hole    time.Time // since when the next packet is missing while later ones are there
	spare   []byte
}

// frame is an assembled VP8 frame. Its data are the assembler's, valid until the next push.
type frame struct {
	stamp uint32
	key   bool
	data  []byte
	first int64 // its first packet
}

// push takes a packet in: its unwrapped number and its VP8 payload. It keeps a copy, and reports whether a key frame begins with it.
func (a *assembler) push(number int64, stamp uint32, marker bool, payload []byte) (key bool) {
	if a.started && number < a.next || number <= a.highest-ring {
		return false // too late, or again
	}
	place := &a.pieces[number%ring]
	if place.full && place.number >= number {
		return false
	}
	*place = piece{number: number, stamp: stamp, marker: marker, body: place.body[:0], full: true}
	a.highest = max(a.highest, number)
	var vp8 codecs.VP8Packet
	body, err := vp8.Unmarshal(payload)
	if err != nil {
		return false // padding: a packet without a body fills its place
	}
	place.begins = vp8.S == 1 && vp8.PID == 0
	place.key = place.begins && len(body) > 0 && body[0]&1 == 0
	place.body = append(place.body, body...)
	return place.key
}

// pop gives the next frame that is whole, or false.
func (a *assembler) pop(now time.Time) (frame, bool) {
	if f, ok := a.whole(a.next); a.started && ok {
		a.hole = time.Time{}
		return a.take(f), true
	}
	if f, ok := a.wholeKey(); ok {
		a.started, a.hole = true, time.Time{}
		return a.take(f), true
	}
	a.watch(now)
	return frame{}, false
}

// span is a frame in the ring, from its first packet to its last one.
type span struct{ from, to int64 }

// whole finds the frame that begins with a packet, padding before it left out.
func (a *assembler) whole(from int64) (span, bool) {
	for n := from; n <= a.highest; n++ {
		p := a.at(n)
		switch {
		case p == nil:
			return span{}, false
		case n == from && len(p.body) == 0:
			from = n + 1 // nothing of a frame came yet
		case n > from && p.stamp != a.at(from).stamp:
			return span{from, n - 1}, true // a sender that sets no marker
		case p.marker:
			return span{from, n}, true
		}
	}
	return span{}, false
}

// wholeKey finds a key frame that is whole, though those before it are not: nobody has to wait for them.
func (a *assembler) wholeKey() (span, bool) {
	for n := max(a.next, a.highest-ring+1); n <= a.highest; n++ {
		if p := a.at(n); p != nil && p.key {
			if s, ok := a.whole(n); ok {
				return s, true
			}
		}
	}
	return span{}, false
}

func (a *assembler) at(n int64) *piece {
	if p := &a.pieces[((n%ring)+ring)%ring]; p.full && p.number == n {
		return p
	}
	return nil
}

// take copies a frame out and goes on behind it.
func (a *assembler) take(s span) frame {
	first := a.at(s.from)
	f := frame{stamp: first.stamp, key: first.key, first: s.from}
	a.spare = a.spare[:0]
	for n := s.from; n <= s.to; n++ {
		a.spare = append(a.spare, a.at(n).body...)
	}
	f.data = a.spare
	a.next = s.to + 1
	return f
}

// watch notes since when a hole is open, and gives up on it after holeWait.
func (a *assembler) watch(now time.Time) {
	switch {
	case !a.started:
	case a.highest < a.next || a.contiguous():
		a.hole = time.Time{}
	case a.hole.IsZero():
		a.hole = now
	case now.Sub(a.hole) > holeWait:
		a.lose()
	}
}

// contiguous reports whether nothing is missing among what came: the frame is only not at its end.
func (a *assembler) contiguous() bool {
	for n := a.next; n <= a.highest; n++ {
		if a.at(n) == nil {
			return false
		}
	}
	return true
}

// lose gives up on everything that came: only a key frame helps.
func (a *assembler) lose() {
	a.started, a.hole = false, time.Time{}
}

// needsKey reports whether nothing can be shown before a key frame comes.
func (a *assembler) needsKey() bool { return !a.started }

// coming reports whether a key frame has begun and is not whole yet.
func (a *assembler) coming() bool {
	for n := max(a.next, a.highest-ring+1); n <= a.highest; n++ {
		if p := a.at(n); p != nil && p.key {
			return true
		}
	}
	return false
}

// deadline is when a hole is given up; zero for none.
func (a *assembler) deadline() time.Time {
	if a.hole.IsZero() {
		return time.Time{}
	}
	return a.hole.Add(holeWait + time.Millisecond)
}
