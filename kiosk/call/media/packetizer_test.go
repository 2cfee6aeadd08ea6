package media

import (
	"bytes"
	"testing"

	"github.com/pion/rtp/codecs"
)

// TestPacketizer cuts frames of several sizes around the turn of the numbers: a reader that is not ours puts each together again, and every payload says its
// picture's number, also where it is 0.
func TestPacketizer(t *testing.T) {
	p := packetizer{picture: 0x7ffe}
	for i, size := range []int{1, 96, 97, 500, 192} {
		frame := bytes.Repeat([]byte{byte(i + 1)}, size)
		var got []byte
		ended := false
		p.cut(frame, 100, func(payload []byte, last bool) {
			if ended {
				t.Errorf("frame %d goes on behind its end", i)
			}
			ended = last
			if len(payload) > 100 {
				t.Errorf("frame %d: a payload of %d bytes", i, len(payload))
			}
			var read codecs.VP8Packet
			body, err := read.Unmarshal(payload)
			if err != nil {
				t.Fatal(err)
			}
			if want := uint16(0x7ffe+i) & 0x7fff; read.I != 1 || read.PictureID != want {
				t.Errorf("frame %d is number %d (%d), want %d", i, read.PictureID, read.I, want)
			}
			if first := len(got) == 0; first != (read.S == 1) || read.PID != 0 {
				t.Errorf("frame %d: begins %d of partition %d at byte %d", i, read.S, read.PID, len(got))
			}
			got = append(got, body...)
		})
		if !ended || !bytes.Equal(got, frame) {
			t.Errorf("frame %d of %d bytes came as %d, ended %v", i, size, len(got), ended)
		}
	}
}
