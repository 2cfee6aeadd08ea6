// Package cliptest makes clips for tests: a drawn signer whose hands move, encoded by our own encoder, in files of both kinds. It is never part of a program.
package cliptest

import (
	"bytes"
	"encoding/binary"
	"image"
	"testing"
	"time"

	"buergerterminal/kiosk/call/codec"
)

// Rate is how many pictures a second the clips have.
const Rate = 10

// Frames are encoded pictures of a clip, the first and each tenth a key frame. The test is skipped where the program was built without a codec.
func Frames(t testing.TB, width, height, count int) [][]byte {
	t.Helper()
	encoder, err := codec.NewVideoEncoder(codec.VideoConfig{Width: width, Height: height, FPS: Rate, Bitrate: 300_000})
	if err != nil {
		t.Skipf("no clip can be made: %v", err)
	}
	defer encoder.Close()
	var all [][]byte
	for i := 0; len(all) < count; i++ {
		if i > 4*count {
			t.Fatal("the encoder leaves out most pictures")
		}
		if len(all)%10 == 0 {
			encoder.ForceKeyFrame()
		}
		frame, err := encoder.Encode(Picture(width, height, i), time.Duration(i)*time.Second/Rate)
		if err != nil {
			t.Fatal(err)
		}
		if len(frame.Data) > 0 {
			all = append(all, bytes.Clone(frame.Data))
		}
	}
	return all
}

// Picture is one picture of the signer: head, shoulders, and two hands that go up and down, in the limited range of BT.601.
func Picture(width, height, step int) *image.YCbCr {
	p := image.NewYCbCr(image.Rect(0, 0, width, height), image.YCbCrSubsampleRatio420)
	lift := step % 20
	if lift > 10 {
		lift = 20 - lift
	}
	disc := func(x, y, cx, cy, r int) bool { return (x-cx)*(x-cx)+(y-cy)*(y-cy) < r*r }
	for y := range height {
		for x := range width {
			luma, cb, cr := 190, 120, 118 // a plain wall
			switch {
			case disc(x, y, width/2, height*30/100, height*14/100), disc(x, y, width*32/100, height*(75-3*lift)/100, height*8/100),
				disc(x, y, width*68/100, height*(45+3*lift)/100, height*8/100):
				luma, cb, cr = 165, 108, 152
			case disc(x, y, width/2, height*95/100, height*45/100):
				luma, cb, cr = 50, 138, 122
			}
			p.Y[p.YOffset(x, y)] = uint8(luma)
			p.Cb[p.COffset(x, y)], p.Cr[p.COffset(x, y)] = uint8(cb), uint8(cr)
		}
	}
	return p
}

// IVF puts frames into a file.
func IVF(width, height int, frames [][]byte) []byte {
	le := binary.LittleEndian
	out := append([]byte("DKIF"), 0, 0, 32, 0)
	out = append(out, "VP80"...)
	out = le.AppendUint16(out, uint16(width))
	out = le.AppendUint16(out, uint16(height))
	out = le.AppendUint32(out, Rate)
	out = le.AppendUint32(out, 1)
	out = le.AppendUint32(out, uint32(len(frames)))
	out = le.AppendUint32(out, 0)
	for i, f := range frames {
		out = le.AppendUint32(out, uint32(len(f)))
		out = le.AppendUint64(out, uint64(i))
		out = append(out, f...)
	}
	return out
}

// WebM says how frames lie in a WebM file, five in a cluster.
type WebM struct {
	Codec   string // "" for V_VP8
	Live    bool   // sizes of segment and clusters are unknown, as a recorder of a browser writes them
	Groups  bool   // blocks lie in groups
	Sound   bool   // and a track of sound
	Laced   bool   // the flags say that there are several frames in a block
	Encoded bool   // the track says that its frames are packed once more
}

// File is the file.
func (w WebM) File(width, height int, frames [][]byte) []byte {
	codec := w.Codec
	if codec == "" {
		codec = "V_VP8"
	}
	video := Element(0xE0, Element(0xB0, number(uint64(width))), Element(0xBA, number(uint64(height))))
	entry := [][]byte{Element(0xD7, number(1)), Element(0x83, number(1)), Element(0x86, []byte(codec)), video}
	if w.Encoded {
		entry = append(entry, Element(0x6D80, Element(0x6240)))
	}
	tracks := [][]byte{Element(0xAE, entry...)}
	if w.Sound {
		tracks = append(tracks, Element(0xAE, Element(0xD7, number(2)), Element(0x83, number(2)), Element(0x86, []byte("A_OPUS"))))
	}
	inside := [][]byte{
		Element(0xEC, make([]byte, 7)), // Void
		Element(0x1549A966, Element(0x2AD7B1, number(1_000_000))),
		Element(0x1654AE6B, tracks...),
	}
	for i := 0; i < len(frames); i += 5 {
		inside = append(inside, w.cluster(i, frames[i:min(i+5, len(frames))]))
	}
	inside = append(inside, Element(0x1C53BB6B)) // Cues
	header := Element(0x1A45DFA3, Element(0x4286, number(1)), Element(0x4282, []byte("webm")))
	return append(header, w.open(0x18538067, inside...)...)
}

func (w WebM) cluster(first int, frames [][]byte) []byte {
	inside := [][]byte{Element(0xE7, number(uint64(first*1000/Rate)))}
	for i, f := range frames {
		flags := byte(0)
		if w.Laced {
			flags = 0x02
		}
		block := append([]byte{0x81}, binary.BigEndian.AppendUint16(nil, uint16(i*1000/Rate))...)
		block = append(append(block, flags), f...)
		if w.Groups {
			inside = append(inside, Element(0xA0, Element(0xA1, block), Element(0x9B, number(1000/Rate))))
			continue
		}
		inside = append(inside, Element(0xA3, block))
	}
	return w.open(0x1F43B675, inside...)
}

// open is an element whose size may be unknown.
func (w WebM) open(id uint32, inside ...[]byte) []byte {
	if !w.Live {
		return Element(id, inside...)
	}
	out := append(idOf(id), 0x01, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF)
	return append(out, bytes.Join(inside, nil)...)
}

// Element is an element of EBML with a size of eight bytes.
func Element(id uint32, inside ...[]byte) []byte {
	body := bytes.Join(inside, nil)
	size := binary.BigEndian.AppendUint64(nil, uint64(len(body)))
	size[0] |= 0x01
	return append(append(idOf(id), size...), body...)
}

func idOf(id uint32) []byte { return number(uint64(id)) }

// number is as few bytes as it needs, the highest first.
func number(n uint64) []byte {
	b := binary.BigEndian.AppendUint64(nil, n)
	for len(b) > 1 && b[0] == 0 {
		b = b[1:]
	}
	return b
}
