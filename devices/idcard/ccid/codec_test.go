package ccid

import (
	"bytes"
	"encoding/hex"
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"buergerterminal/devices/idcard/t1"
)

func unhex(t testing.TB, text string) []byte {
	t.Helper()
	b, err := hex.DecodeString(strings.ReplaceAll(text, " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestFrames: the frames that libccid 1.5.2 sends to a GemPC Twin.
func TestFrames(t *testing.T) {
	for _, c := range []struct {
		name    string
		message Message
		frame   string
	}{
		{"firmware", Message{Type: Escape, Data: []byte{0x02}}, "03 06 6B 01000000 00 00 000000 02 6D"},
		{"movements beside answers", Message{Type: Escape, Sequence: 1, Data: []byte{1, 1, 1}}, "03 06 6B 03000000 00 01 000000 010101 6D"},
		{"slot status", Message{Type: SlotStatus, Sequence: 2}, "03 06 65 00000000 00 02 000000 62"},
		{"power, 5 V", Message{Type: PowerOn, Sequence: 3, Parameters: [3]byte{1}}, "03 06 62 00000000 00 03 010000 65"},
		{"power off", Message{Type: PowerOff, Sequence: 4}, "03 06 63 00000000 00 04 000000 62"},
		{"IFS", Message{Type: TransferBlock, Sequence: 5, Data: []byte{0, 0xC1, 1, 0xFE, 0x3E}}, "03 06 6F 05000000 00 05 000000 00C101FE3E 6A"},
		{"answer with the firmware", Message{Type: EscapeAnswer, Data: []byte("GemTwin-V2.00-GS01")},
			"03 06 83 12000000 00 00 000000 47656D5477696E2D56322E30302D47533031 A0"},
	} {
		t.Run(c.name, func(t *testing.T) {
			frame := c.message.Encode()
			if want := unhex(t, c.frame); !bytes.Equal(frame, want) {
				t.Errorf("%X, want %X", frame, want)
			}
			var d Decoder
			d.Feed(frame)
			e, err := d.Next()
			if err != nil || e.Kind != Whole || !equal(e.Message, c.message) {
				t.Errorf("%+v, %v", e, err)
			}
			if _, err := d.Next(); !errors.Is(err, ErrMore) || d.Skipped() != 0 {
				t.Error(err)
			}
		})
	}
}

func equal(a, b Message) bool {
	return a.Type == b.Type && a.Slot == b.Slot && a.Sequence == b.Sequence && a.Parameters == b.Parameters && bytes.Equal(a.Data, b.Data)
}

// heard tells what the decoder makes of bytes, one word an event.
func heard(pieces ...[]byte) string {
	var d Decoder
	var words []string
	for _, p := range pieces {
		d.Feed(p)
		for {
			e, err := d.Next()
			if errors.Is(err, ErrMore) {
				break
			}
			switch {
			case err != nil:
				words = append(words, "!"+map[error]string{ErrCheck: "check", ErrLength: "length", ErrByte: "byte"}[err])
			case e.Kind == Whole:
				words = append(words, hex.EncodeToString([]byte{e.Message.Type}))
			default:
				words = append(words, map[Kind]string{Refused: "nak", Moved: map[bool]string{true: "in", false: "out"}[e.Present], Patience: "time"}[e.Kind])
			}
		}
	}
	return strings.Join(words, " ")
}

func TestEvents(t *testing.T) {
	status := "03 06 81 00000000 00 02 000000 86"
	for _, c := range []struct{ name, bytes, want string }{
		{"nothing", "", ""},
		{"movement, then answer", "5003" + status, "in 81"},
		{"away", "5002", "out"},
		{"refused", "031516", "nak"},
		{"time, then answer", "80 FF 9F" + status, "time time time 81"},
		{"echo and answer", "03 06 65 00000000 00 02 000000 62" + status, "65 81"},
		{"half a frame", "03 06 81 0000", ""},
		{"wrong check byte, then a whole one", "03 06 81 00000000 00 02 000000 87" + status, "!check 81"},
		{"a byte lost, then a whole one", "03 06 81 000000 00 02 000000 86" + status, "!check 81"},
		{"wrong length", "03 06 81 00010100 00 02 000000 86" + status, "!length 81"},
		{"a movement inside a broken frame is none", "03 06 80 02000000 00 02 000000 5002 00" + status, "!check 81"},
		{"what asks for time inside a broken frame does not", "03 06 80 02000000 00 02 000000 8080 00" + status, "!check 81"},
		{"refused after a broken frame", "03 06 81 00000000 00 02 000000 87 031516", "!check nak"},
		{"refusal with a wrong check byte", "031517" + status, "!check 81"},
		{"no such movement", "5004" + status, "!byte 81"},
		{"noise", "41 42 43" + status, "!byte 81"},
		{"sync twice", "03" + status, "!byte 81"},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := unhex(t, c.bytes)
			if got := heard(b); got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
			var single [][]byte
			for i := range b {
				single = append(single, b[i:i+1])
			}
			if got := heard(single...); got != c.want {
				t.Errorf("byte by byte: %q, want %q", got, c.want)
			}
		})
	}
}

// TestNothingIsInvented: whatever one byte of an exchange is lost, doubled or flipped, no block comes out that was not sent. The frame's check
// alone lets one in 256 doubled bytes pass; the check of the block inside and the byte that is left over catch those.
func TestNothingIsInvented(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	data := make([]byte, 200)
	for i := range data {
		data[i] = byte(random.Uint32())
	}
	echo := Message{Type: TransferBlock, Sequence: 7, Data: t1.InformationBlock(0, false, data[:20]).Encode(false)}
	answer := Message{Type: DataBlock, Sequence: 7, Data: t1.InformationBlock(0, false, data).Encode(false)}
	whole := slices.Concat(echo.Encode(), answer.Encode())
	for at := range whole {
		for name, damaged := range map[string][]byte{
			"lost":    slices.Delete(bytes.Clone(whole), at, at+1),
			"doubled": slices.Insert(bytes.Clone(whole), at, whole[at]),
			"flipped": append(append(bytes.Clone(whole[:at]), whole[at]^0x04), whole[at+1:]...),
		} {
			for _, m := range messages(damaged) {
				if _, err := t1.Decode(m.Data, false); err == nil && !equal(m, echo) && !equal(m, answer) {
					t.Errorf("byte %d %s: %+v", at, name, m)
				}
			}
		}
	}
}

// messages are the whole messages in b that are not followed by a part of another.
func messages(b []byte) (all []Message) {
	var d Decoder
	d.Feed(b)
	for {
		e, err := d.Next()
		if errors.Is(err, ErrMore) {
			return all
		}
		if err == nil && e.Kind == Whole && !d.Trailing() {
			e.Message.Data = bytes.Clone(e.Message.Data)
			all = append(all, e.Message)
		}
	}
}

func TestDecoderForgets(t *testing.T) {
	var d Decoder
	d.Feed(Message{Type: DataBlock, Data: []byte("SECRET")}.Encode())
	d.Feed([]byte("\x03\x06SECRET"))
	if _, err := d.Next(); err != nil {
		t.Fatal(err)
	}
	d.Reset()
	if bytes.Contains(d.buffer[:cap(d.buffer)], []byte("SECRET")) {
		t.Error("the decoder still holds what it read")
	}
}

func TestAnswers(t *testing.T) {
	more := Message{Type: DataBlock, Parameters: [3]byte{0x80, 5}}
	if n, ok := more.MoreTime(); !ok || n != 5 {
		t.Error(n, ok)
	}
	if n, ok := (Message{Parameters: [3]byte{0x80, 0}}).MoreTime(); !ok || n != 1 {
		t.Error(n, ok)
	}
	failed := Message{Parameters: [3]byte{0x42, 0xFE}}
	if _, ok := failed.MoreTime(); ok || !failed.Failed() || failed.Card() != Absent || failed.Error() != 0xFE {
		t.Errorf("%+v", failed)
	}
	for command, answer := range map[byte]byte{
		PowerOn: DataBlock, TransferBlock: DataBlock, PowerOff: SlotState, SlotStatus: SlotState,
		SetParameters: ParameterBlock, GetParameters: ParameterBlock, Escape: EscapeAnswer,
	} {
		if got := answeredBy(command); got != answer {
			t.Errorf("%02X is answered by %02X, not %02X", command, answer, got)
		}
	}
}

func FuzzDecoder(f *testing.F) {
	for _, seed := range []string{
		"03066B010000000000000000026D", "031516", "5003", "03068100000000000200000086", "80FF",
		"0306810000000000020000008703068100000000000200000086", "030306", "0306800501000000020000005002",
	} {
		f.Add(unhex(f, seed), 3)
	}
	f.Fuzz(func(t *testing.T, b []byte, cut int) {
		if cut < 0 || cut > len(b) {
			cut = len(b)
		}
		if once, pieces := heard(b), heard(b[:cut], b[cut:]); once != pieces {
			t.Errorf("%q in one piece, %q in two", once, pieces)
		}
		var d Decoder
		d.Feed(b)
		for range len(b) + 1 {
			e, err := d.Next()
			if errors.Is(err, ErrMore) {
				return
			}
			if err != nil || e.Kind != Whole {
				continue
			}
			if frame := e.Message.Encode(); !bytes.Contains(b, frame) {
				t.Errorf("%X is not in %X", frame, b)
			}
		}
		t.Errorf("more events than bytes in %X", b)
	})
}
