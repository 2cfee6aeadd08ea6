package clip_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"strings"
	"testing"
	"time"

	"buergerterminal/kiosk/call/codec"
	"buergerterminal/kiosk/clip"
	"buergerterminal/kiosk/clip/cliptest"
)

// key and inter are frames as short as a header allows: no decoder sees them.
func key(width, height int) []byte {
	b := []byte{0x10, 0, 0, 0x9d, 0x01, 0x2a}
	return append(binary.LittleEndian.AppendUint16(binary.LittleEndian.AppendUint16(b, uint16(width)), uint16(height)), 1, 2, 3)
}

func inter() []byte { return []byte{0x11, 0, 0, 7} }

func TestBothKinds(t *testing.T) {
	frames := [][]byte{key(320, 240), inter(), inter(), inter(), inter(), inter(), key(320, 240)}
	for name, data := range map[string][]byte{
		"IVF":                  cliptest.IVF(320, 240, frames),
		"WebM":                 cliptest.WebM{}.File(320, 240, frames),
		"WebM in groups":       cliptest.WebM{Groups: true}.File(320, 240, frames),
		"WebM without lengths": cliptest.WebM{Live: true}.File(320, 240, frames),
	} {
		t.Run(name, func(t *testing.T) {
			c, err := clip.Parse(data)
			if err != nil {
				t.Fatal(err)
			}
			if c.Width != 320 || c.Height != 240 || len(c.Frames) != len(frames) || c.Length != 700*time.Millisecond {
				t.Fatalf("%d × %d, %d pictures, %v", c.Width, c.Height, len(c.Frames), c.Length)
			}
			for i, f := range c.Frames {
				if f.At != time.Duration(i)*100*time.Millisecond || !bytes.Equal(f.Data, frames[i]) {
					t.Errorf("picture %d at %v has %d bytes", i, f.At, len(f.Data))
				}
			}
		})
	}
}

// TestDecoded: what comes out of a file is what went into it, in the eyes of the decoder.
func TestDecoded(t *testing.T) {
	frames := cliptest.Frames(t, 160, 120, 12)
	c, err := clip.Parse(cliptest.WebM{}.File(160, 120, frames))
	if err != nil {
		t.Fatal(err)
	}
	decoder, err := codec.NewVideoDecoder()
	if err != nil {
		t.Skipf("there is no decoder of VP8 here: %v", err)
	}
	defer decoder.Close()
	for i, f := range c.Frames {
		p, err := decoder.Decode(f.Data, nil)
		if err != nil || p == nil || p.Rect.Dx() != 160 || p.Rect.Dy() != 120 {
			t.Fatalf("picture %d: %v, %v", i, p, err)
		}
	}
}

func TestRefused(t *testing.T) {
	good := [][]byte{key(320, 240), inter()}
	ivf := func(change func(b []byte)) []byte {
		b := cliptest.IVF(320, 240, good)
		change(b)
		return b
	}
	for name, tt := range map[string]struct {
		data []byte
		want error
	}{
		"nothing":                  {nil, clip.ErrFormat},
		"other bytes":              {[]byte("<svg/>"), clip.ErrFormat},
		"MP4":                      {[]byte("\x00\x00\x00\x20ftypisom\x00\x00\x02\x00"), clip.ErrFormat},
		"IVF: half a header":       {cliptest.IVF(320, 240, good)[:20], clip.ErrFormat},
		"IVF: VP9":                 {ivf(func(b []byte) { b[11] = '9'; b[10] = '9' }), clip.ErrCodec},
		"IVF: another version":     {ivf(func(b []byte) { b[4] = 1 }), clip.ErrFormat},
		"IVF: no rate":             {ivf(func(b []byte) { copy(b[16:], "\x00\x00\x00\x00") }), clip.ErrFormat},
		"IVF: longer than it is":   {ivf(func(b []byte) { b[34] = 1 }), clip.ErrFormat},
		"IVF: at the end of time":  {ivf(func(b []byte) { copy(b[36:], "\xff\xff\xff\xff\xff\xff\xff\xff") }), clip.ErrSize},
		"IVF: cut in a header":     {cliptest.IVF(320, 240, good)[:50], clip.ErrFormat},
		"no picture":               {cliptest.IVF(320, 240, nil), clip.ErrFormat},
		"an empty picture":         {cliptest.IVF(320, 240, [][]byte{key(320, 240), {}}), clip.ErrFormat},
		"begins in the middle":     {cliptest.IVF(320, 240, [][]byte{inter(), key(320, 240)}), clip.ErrFormat},
		"not VP8":                  {cliptest.IVF(320, 240, [][]byte{make([]byte, 20)}), clip.ErrCodec},
		"changes its size":         {cliptest.IVF(320, 240, [][]byte{key(320, 240), key(240, 320)}), clip.ErrFormat},
		"too wide":                 {cliptest.IVF(1280, 640, [][]byte{key(1280, 640)}), clip.ErrSize},
		"too small":                {cliptest.IVF(32, 32, [][]byte{key(32, 32)}), clip.ErrSize},
		"too long":                 {ivf(func(b []byte) { b[62] = 0x10 }), clip.ErrSize},
		"a file larger than any":   {make([]byte, clip.MaxBytes+1), clip.ErrSize},
		"WebM: VP9":                {cliptest.WebM{Codec: "V_VP9"}.File(320, 240, good), clip.ErrCodec},
		"WebM: sound":              {cliptest.WebM{Sound: true}.File(320, 240, good), clip.ErrCodec},
		"WebM: laced":              {cliptest.WebM{Laced: true}.File(320, 240, good), clip.ErrFormat},
		"WebM: encoded":            {cliptest.WebM{Encoded: true}.File(320, 240, good), clip.ErrCodec},
		"WebM: cut":                {cliptest.WebM{}.File(320, 240, good)[:150], clip.ErrFormat},
		"Matroska":                 {bytes.Replace(cliptest.WebM{}.File(320, 240, good), []byte("webm"), []byte("mkva"), 1), clip.ErrFormat},
		"EBML of unknown length":   {append([]byte{0x1A, 0x45, 0xDF, 0xA3}, 0x01, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF), clip.ErrFormat},
		"WebM: a million of parts": {append(cliptest.WebM{Live: true}.File(320, 240, good), bytes.Repeat([]byte{0xEC, 0x80}, 1<<20)...), clip.ErrSize},
	} {
		t.Run(name, func(t *testing.T) {
			if c, err := clip.Parse(tt.data); !errors.Is(err, tt.want) {
				t.Errorf("%d pictures, %v; want %v", len(c.Frames), err, tt.want)
			}
		})
	}
}

func FuzzParse(f *testing.F) {
	frames := [][]byte{key(320, 240), inter(), inter(), inter(), inter(), inter()}
	f.Add(cliptest.IVF(320, 240, frames))
	for _, w := range []cliptest.WebM{{}, {Live: true}, {Groups: true}, {Sound: true}, {Laced: true}} {
		f.Add(w.File(320, 240, frames))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := clip.Parse(data)
		if err != nil {
			if !errors.Is(err, clip.ErrFormat) && !errors.Is(err, clip.ErrCodec) && !errors.Is(err, clip.ErrSize) {
				t.Errorf("an error without a kind: %v", err)
			}
			return
		}
		total := 0
		for i, frame := range c.Frames {
			if total += len(frame.Data); frame.At < 0 || frame.At > clip.MaxLength || i > 0 && frame.At <= c.Frames[i-1].At {
				t.Fatalf("picture %d at %v", i, frame.At)
			}
		}
		if total > len(data) || c.Length <= 0 || c.Length > 2*clip.MaxLength || c.Width > clip.MaxSide || c.Height > clip.MaxSide {
			t.Errorf("%d bytes of pictures in %d, %v long, %d × %d", total, len(data), c.Length, c.Width, c.Height)
		}
	})
}

const vtt = "\ufeffWEBVTT Anmeldung\r\n\r\nNOTE nur für uns\r\nzwei Zeilen\r\n\r\n1\r\n00:00.500 --> 00:02.000 line:0\r\nGuten Tag.\r\n\r\n00:00:02.000 --> 00:00:04.250\r\nHier melden Sie\r\nIhre Wohnung an &amp; um.\r\n"

func TestVTT(t *testing.T) {
	cues, err := clip.ParseVTT([]byte(vtt), 5*time.Second)
	if err != nil {
		t.Fatal(err)
	}
	want := []clip.Cue{
		{From: 500 * time.Millisecond, To: 2 * time.Second, Text: "Guten Tag."},
		{From: 2 * time.Second, To: 4250 * time.Millisecond, Text: "Hier melden Sie Ihre Wohnung an & um."},
	}
	if len(cues) != 2 || cues[0] != want[0] || cues[1] != want[1] {
		t.Errorf("got  %+v\nwant %+v", cues, want)
	}
}

func TestCaptionRefused(t *testing.T) {
	for text, want := range map[string]string{
		"Guten Tag":                                   "line 1: a file of WebVTT",
		"WEBVTT\n":                                    "there is no cue",
		"WEBVTT\n\nSTYLE\n::cue{}":                    "line 3: a cue wants a time",
		"WEBVTT\n\n00:01 --> 00:02.000\nx":            "line 3: no time of the form",
		"WEBVTT\n\n00:01.000 --> \nx":                 "line 3: the cue does not say",
		"WEBVTT\n\n00:02.000 --> 00:01.000\nx":        "line 3: the cue ends before",
		"WEBVTT\n\n00:61.000 --> 01:62.000\nx":        "line 3: no time of the form",
		"WEBVTT\n\n00:00.000 --> 00:01.000\n<b>x</b>": "line 4: tags",
		"WEBVTT\n\n00:00.000 --> 00:01.000\n":         "line 4: there are no words",
		"WEBVTT\n\n00:07.000 --> 00:08.000\nx":        "line 3: the cue begins behind",
		"WEBVTT\n\n00:00.000 --> 00:01.000\na**b":     "line 4: there is a letter",
		"WEBVTT\n\n00:00.000 --> 00:01.000\n\x01":     "line 4: there is a letter",
		"WEBVTT\n\nname\n00:00.000 --> 00:02.000\nx\n\n" +
			"00:01.000 --> 00:03.000\ny": "line 7: the cue begins before",
		"WEBVTT\n\n00:00.000 --> 00:01.000\n" + strings.Repeat("lang ", 40): "line 4: 199 letters",
		"\xff": "no text in UTF-8",
	} {
		if cues, err := clip.ParseVTT([]byte(text), 5*time.Second); !errors.Is(err, clip.ErrCaption) || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%q: %+v, %v; want %q", text, cues, err, want)
		}
	}
}

func TestTextCaption(t *testing.T) {
	cues, err := clip.ParseText([]byte("Guten Tag.\nHier melden Sie Ihre Wohnung an.\n"), time.Second)
	if err != nil || len(cues) != 1 || cues[0] != (clip.Cue{To: time.Second, Text: "Guten Tag. Hier melden Sie Ihre Wohnung an."}) {
		t.Errorf("%+v, %v", cues, err)
	}
	for _, text := range []string{"", "\xff", strings.Repeat("x ", 400)} {
		if _, err := clip.ParseText([]byte(text), time.Second); !errors.Is(err, clip.ErrCaption) {
			t.Errorf("%.20q: %v", text, err)
		}
	}
}

func FuzzVTT(f *testing.F) {
	f.Add(vtt)
	f.Add("WEBVTT\n\n00:00.000 --> 00:01.000 align:start\nx")
	f.Fuzz(func(t *testing.T, text string) {
		cues, err := clip.ParseVTT([]byte(text), time.Minute)
		if err != nil {
			return
		}
		for i, c := range cues {
			if c.Text == "" || c.To <= c.From || c.From < 0 || i > 0 && c.From < cues[i-1].To {
				t.Errorf("cue %d: %+v", i, c)
			}
		}
	})
}
