package ccid

import (
	"bytes"
	"io"
	"net"
	"os"
	"testing"
	"time"

	"buergerterminal/devices"
	"buergerterminal/devices/line/linetest"
)

// twin answers frames on a line in memory: echo, then an answer by the command's type. It is not a model of the reader, for that is
// devices/simulator, but as little as a conversation needs.
func twin(device net.Conn) { strange(device, nil) }

// strange is a twin that does something of its own with some commands: it returns all that follows the echo, or nil for the usual answer.
func strange(device net.Conn, own func(command, usual Message) []byte) {
	var d Decoder
	buffer := make([]byte, 64)
	for {
		n, err := device.Read(buffer)
		if err != nil {
			return
		}
		d.Feed(buffer[:n])
		e, err := d.Next()
		if err != nil {
			continue
		}
		m := e.Message
		out := m.Encode()
		answer := Message{Type: answeredBy(m.Type), Sequence: m.Sequence}
		switch m.Type {
		case PowerOn:
			answer.Data = []byte{0x3B, 0x80, 0x01, 0x81}
		case TransferBlock:
			answer.Data = block(m.Data)
		case Escape:
			answer.Data = []byte("Twin\x00\xFF")
		}
		said := answer.Encode()
		if own != nil {
			if s := own(m, answer); s != nil {
				said = s
			}
		}
		if _, err := device.Write(append(out, said...)); err != nil {
			return
		}
	}
}

// block answers a block: the terminal's request, or 90 00 to any command.
func block(b []byte) []byte {
	if b[1] == 0xC1 {
		b = append([]byte{}, b...)
		b[1] |= 0x20
		b[len(b)-1] ^= 0x20
		return b
	}
	return []byte{0, b[1] & 0x40, 2, 0x90, 0x00, b[1]&0x40 ^ 2 ^ 0x90}
}

// visit opens the reader, connects a card, sends a command and disconnects.
func visit(t *testing.T, l Line) error {
	r := New(l, Options{})
	if err := r.Reset(t.Context()); err != nil {
		return err
	}
	c, err := r.Connect(t.Context())
	if err != nil {
		return err
	}
	if answer, err := c.Transmit(t.Context(), []byte{0, 0xA4, 0, 0}); err != nil {
		return err
	} else if !bytes.Equal(answer, []byte{0x90, 0x00}) {
		t.Errorf("%X", answer)
	}
	return c.Disconnect(t.Context())
}

// TestLineLostInEveryCall: the line fails in the n-th read or write, for every n until a visit passes. Each failure is told as what it is.
func TestLineLostInEveryCall(t *testing.T) {
	for name, fault := range map[string]func(n int) linetest.Faults{
		"read":  func(n int) linetest.Faults { return linetest.Faults{FailRead: n} },
		"write": func(n int) linetest.Faults { return linetest.Faults{FailWrite: n} },
	} {
		t.Run(name, func(t *testing.T) {
			for n := 1; ; n++ {
				driver, device := linetest.Pipe(t, fault(n))
				go twin(device)
				err := visit(t, driver)
				if err == nil {
					if n < 8 {
						t.Errorf("a visit has at least 8 calls, not %d", n-1)
					}
					return
				}
				if devices.FaultOf(err) != devices.FaultUnplugged || n > 100 {
					t.Fatalf("call %d: %v", n, err)
				}
			}
		})
	}
}

// TestPiecesAndNoise: answers in pieces, together, and after noise are understood.
func TestPiecesAndNoise(t *testing.T) {
	for name, f := range map[string]linetest.Faults{
		"byte by byte": {Split: 1},
		"in sevens":    {Split: 7},
		"noise before": {Noise: []byte("\x00noise\x03\x03\x50\x04")},
	} {
		t.Run(name, func(t *testing.T) {
			driver, device := linetest.Pipe(t, f)
			go twin(device)
			if err := visit(t, driver); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestFirmwareIsPrintable(t *testing.T) {
	driver, device := linetest.Pipe(t, linetest.Faults{})
	go twin(device)
	r := New(driver, Options{})
	if err := r.Reset(t.Context()); err != nil || r.Firmware() != "Twin" {
		t.Errorf("%q, %v", r.Firmware(), err)
	}
}

// stuck is a line that takes no bytes.
type stuck struct{ deadline time.Time }

func (s *stuck) Read([]byte) (int, error)           { return 0, io.EOF }
func (s *stuck) Write([]byte) (int, error)          { return 0, errDeadline{} }
func (s *stuck) SetReadDeadline(time.Time) error    { return nil }
func (s *stuck) SetWriteDeadline(t time.Time) error { s.deadline = t; return nil }

type errDeadline struct{}

func (errDeadline) Error() string        { return "deadline" }
func (errDeadline) Is(target error) bool { return target == os.ErrDeadlineExceeded }

func TestStuckLine(t *testing.T) {
	s := &stuck{}
	if err := New(s, Options{}).Reset(t.Context()); devices.FaultOf(err) != devices.FaultSilent || s.deadline.IsZero() {
		t.Error(err)
	}
}

// TestNothingIsKept: after a command nothing of the answer is left in the reader.
func TestNothingIsKept(t *testing.T) {
	driver, device := linetest.Pipe(t, linetest.Faults{})
	go twin(device)
	r := New(driver, Options{})
	if err := r.Reset(t.Context()); err != nil {
		t.Fatal(err)
	}
	c, err := r.Connect(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Transmit(t.Context(), []byte{0, 0xA4, 0, 0}); err != nil {
		t.Fatal(err)
	}
	for name, b := range map[string][]byte{"buffer": r.buffer[:], "decoder": r.decoder.buffer[:cap(r.decoder.buffer)]} {
		if bytes.IndexFunc(b, func(c rune) bool { return c != 0 }) >= 0 {
			t.Errorf("the %s holds something", name)
		}
	}
}
