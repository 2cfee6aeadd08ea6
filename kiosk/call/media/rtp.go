package media

import (
	"errors"
	"slices"

	"github.com/pion/rtcp"
	"github.com/pion/rtp"
	"github.com/pion/webrtc/v4"
)

// errNotRTP is a packet that is none. The peer is authenticated, but what it sends is not therefore right.
var errNotRTP = errors.New("media: no RTP packet")

// read reads a packet into a buffer, of which the payload is a part. The error is errNotRTP or the track's.
func read(t *webrtc.TrackRemote, buffer []byte, p *rtp.Packet) error {
	n, _, err := t.Read(buffer)
	if err != nil {
		return err
	}
	if err := p.Unmarshal(buffer[:n]); err != nil {
		return errNotRTP
	}
	return nil
}

// pairs are the numbers of missing packets as RFC 4585 section 6.2.1 writes them.
func pairs(numbers []int64) []rtcp.NackPair {
	slices.Sort(numbers)
	short := make([]uint16, len(numbers))
	for i, n := range numbers {
		short[i] = uint16(n)
	}
	return rtcp.NackPairsFromSequenceNumbers(short)
}
