package clip

import (
	"fmt"
	"math/bits"
	"time"
)

// The elements that are read (RFC 9559, section 5), each with its marker bits. All others are skipped.
const (
	idEBML         = 0x1A45DFA3
	idDocType      = 0x4282
	idSegment      = 0x18538067
	idInfo         = 0x1549A966
	idTimestamp    = 0x2AD7B1 // TimestampScale
	idTracks       = 0x1654AE6B
	idTrackEntry   = 0xAE
	idTrackNumber  = 0xD7
	idTrackType    = 0x83
	idCodec        = 0x86
	idEncodings    = 0x6D80
	idCluster      = 0x1F43B675
	idClusterTime  = 0xE7
	idSimpleBlock  = 0xA3
	idBlockGroup   = 0xA0
	idBlock        = 0xA1
	idSeekHead     = 0x114D9B74
	idCues         = 0x1C53BB6B
	idTags         = 0x1254C367
	idChapters     = 0x1043A770
	idAttachments  = 0x1941A469
	trackVideo     = 1
	trackSound     = 2
	usualTimestamp = 1_000_000 // ns in a unit of time, where the file says nothing
	largestUnit    = 1_000_000_000
	unknownSize    = -1
	lacing         = 0x06
	shortestBlock  = 4 // number of the track, time, flags
	longestDocType = 16
	mostElements   = 1 << 20 // of one file, those that are skipped too
	longestInteger = 8
)

// webm is a file while it is read.
type webm struct {
	data     []byte
	clip     Clip
	doctype  string
	segment  bool
	unit     uint64 // ns
	track    uint64
	tracked  bool
	cluster  uint64 // time of the open cluster, in units
	elements int
}

// track is what a TrackEntry says.
type track struct {
	number, kind uint64
	codec        string
	encoded      bool
}

func parseWebM(data []byte) (Clip, error) {
	w := &webm{data: data, unit: usualTimestamp}
	if err := w.elementsIn(0, len(data), 0); err != nil {
		return Clip{}, err
	}
	if w.doctype != "webm" || !w.segment {
		return Clip{}, fmt.Errorf("%w: it does not begin as WebM or IVF does", ErrFormat)
	}
	return w.clip, nil
}

// elementsIn reads the elements between two bytes, which lie in an element of an id (0 for the file itself).
func (w *webm) elementsIn(from, to int, in uint64) error {
	for at := from; at < to; {
		id, size, body, err := w.element(at, to)
		if err != nil {
			return err
		}
		end := body + size
		if size == unknownSize {
			if end, err = w.unknownEnd(id, body, to); err != nil {
				return err
			}
		}
		if err := w.read(id, in, body, end); err != nil {
			return err
		}
		at = end
	}
	return nil
}

// element reads the id and the size of an element, and says where its body begins.
func (w *webm) element(at, to int) (id uint64, size, body int, err error) {
	if w.elements++; w.elements > mostElements {
		return 0, 0, 0, fmt.Errorf("%w: more parts than any clip has", ErrSize)
	}
	id, n, ok := number(w.data[at:to], 4, true)
	if !ok {
		return 0, 0, 0, fmt.Errorf("%w: no part of a WebM file at byte %d", ErrFormat, at)
	}
	length, m, ok := number(w.data[at+n:to], 8, false)
	if !ok {
		return 0, 0, 0, fmt.Errorf("%w: no length of a part at byte %d", ErrFormat, at+n)
	}
	body = at + n + m
	if length == 1<<(7*m)-1 {
		return id, unknownSize, body, nil
	}
	if length > uint64(to-body) {
		return 0, 0, 0, fmt.Errorf("%w: the part at byte %d is longer than what it lies in", ErrFormat, at)
	}
	return id, int(length), body, nil
}

// unknownEnd is where an element of unknown size ends: before the next one of its own level or above (RFC 8794, section 6.2).
func (w *webm) unknownEnd(id uint64, body, to int) (int, error) {
	switch id {
	case idSegment:
		return to, nil
	case idCluster:
	default:
		return 0, fmt.Errorf("%w: the part at byte %d does not say how long it is", ErrFormat, body)
	}
	for at := body; at < to; {
		next, size, inner, err := w.element(at, to)
		if err != nil {
			return 0, err
		}
		if topLevel(next) {
			return at, nil
		}
		if size == unknownSize {
			return 0, fmt.Errorf("%w: the part at byte %d does not say how long it is", ErrFormat, at)
		}
		at = inner + size
	}
	return to, nil
}

// topLevel reports whether an element lies in the segment itself, or beside it.
func topLevel(id uint64) bool {
	switch id {
	case idEBML, idSegment, idInfo, idTracks, idCluster, idSeekHead, idCues, idTags, idChapters, idAttachments:
		return true
	}
	return false
}

// read takes one element whose body lies between two bytes.
func (w *webm) read(id, in uint64, from, to int) error {
	body := w.data[from:to]
	switch {
	case in == 0 && (id == idEBML || id == idSegment), in == idSegment && (id == idInfo || id == idTracks), in == idCluster && id == idBlockGroup:
		w.segment = w.segment || id == idSegment
		if id == idSegment && w.doctype != "webm" {
			return fmt.Errorf("%w: it does not say that it is WebM", ErrFormat)
		}
		return w.elementsIn(from, to, id)
	case in == idSegment && id == idCluster:
		w.cluster = 0
		return w.elementsIn(from, to, id)
	case in == idEBML && id == idDocType && len(body) <= longestDocType:
		w.doctype = text(body)
	case in == idInfo && id == idTimestamp:
		unit, ok := integer(body)
		if !ok || unit == 0 || unit > largestUnit {
			return fmt.Errorf("%w: no unit of time at byte %d", ErrFormat, from)
		}
		w.unit = unit
	case in == idTracks && id == idTrackEntry:
		return w.entry(from, to)
	case in == idCluster && id == idClusterTime:
		t, ok := integer(body)
		if !ok {
			return fmt.Errorf("%w: no time at byte %d", ErrFormat, from)
		}
		w.cluster = t
	case in == idCluster && id == idSimpleBlock, in == idBlockGroup && id == idBlock:
		return w.block(body, from)
	}
	return nil
}

// entry takes what the file says of a track.
func (w *webm) entry(from, to int) error {
	var t track
	for at := from; at < to; {
		id, size, body, err := w.element(at, to)
		if err != nil {
			return err
		}
		if size == unknownSize {
			return fmt.Errorf("%w: the part at byte %d does not say how long it is", ErrFormat, at)
		}
		value, ok := integer(w.data[body : body+size])
		switch id {
		case idTrackNumber:
			t.number = value
		case idTrackType:
			t.kind = value
		case idCodec:
			t.codec, ok = text(w.data[body:body+size]), true
		case idEncodings:
			t.encoded, ok = true, true
		default:
			ok = true
		}
		if !ok {
			return fmt.Errorf("%w: no number at byte %d", ErrFormat, body)
		}
		at = body + size
	}
	return w.choose(t)
}

// choose takes the track of pictures, of which there is one.
func (w *webm) choose(t track) error {
	switch {
	case t.kind == trackSound:
		return fmt.Errorf("%w: there is a track of sound", ErrCodec)
	case t.kind != trackVideo:
		return nil
	case w.tracked:
		return fmt.Errorf("%w: there are two tracks of pictures", ErrCodec)
	case t.codec != "V_VP8":
		return fmt.Errorf("%w: the pictures are %q", ErrCodec, t.codec)
	case t.encoded:
		return fmt.Errorf("%w: the pictures are packed once more", ErrCodec)
	}
	w.track, w.tracked = t.number, true
	return nil
}

// block takes one frame: number of its track, its time from the cluster's, flags, VP8.
func (w *webm) block(body []byte, at int) error {
	n, size, ok := number(body, 8, false)
	if !ok || len(body) < size+shortestBlock-1 {
		return fmt.Errorf("%w: the block at byte %d ends too soon", ErrFormat, at)
	}
	if !w.tracked || n != w.track {
		return nil
	}
	offset, flags := int16(uint16(body[size])<<8|uint16(body[size+1])), body[size+2]
	if flags&lacing != 0 {
		return fmt.Errorf("%w: several pictures in the block at byte %d", ErrFormat, at)
	}
	when, ok := w.time(offset)
	if !ok {
		return fmt.Errorf("%w: the picture at byte %d does not come within %v", ErrSize, at, MaxLength)
	}
	return w.clip.take(when, body[size+3:], at+size+3)
}

// time is when a block of the open cluster is shown; ok is false before the beginning and beyond the longest clip.
func (w *webm) time(offset int16) (time.Duration, bool) {
	units := w.cluster + uint64(int64(offset))
	if offset < 0 && units > w.cluster || offset > 0 && units < w.cluster {
		return 0, false
	}
	high, ns := bits.Mul64(units, w.unit)
	return time.Duration(ns), high == 0 && ns <= uint64(MaxLength)
}

// number reads a variable-length integer (RFC 8794, section 4): the zeros before the first one say how many bytes follow. An id keeps that one.
func number(data []byte, longest int, keep bool) (value uint64, size int, ok bool) {
	if len(data) == 0 {
		return 0, 0, false
	}
	size = bits.LeadingZeros8(data[0]) + 1
	if size > longest || size > len(data) {
		return 0, 0, false
	}
	value = uint64(data[0])
	if !keep {
		value &= 1<<(8-size) - 1
	}
	for _, b := range data[1:size] {
		value = value<<8 | uint64(b)
	}
	return value, size, true
}

// integer is an unsigned number of up to eight bytes, the highest first.
func integer(body []byte) (uint64, bool) {
	if len(body) > longestInteger {
		return 0, false
	}
	var v uint64
	for _, b := range body {
		v = v<<8 | uint64(b)
	}
	return v, true
}

// text is a string that zeros may fill up.
func text(body []byte) string {
	for len(body) > 0 && body[len(body)-1] == 0 {
		body = body[:len(body)-1]
	}
	return string(body)
}
