package xmodem

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"net"
	"testing"
	"testing/synctest"
	"time"
)

func TestCRC(t *testing.T) {
	count := make([]byte, 256)
	for i := range count {
		count[i] = byte(i)
	}
	for _, c := range []struct {
		name string
		data []byte
		want uint16
	}{
		{"the usual nine digits", []byte("123456789"), 0x31C3},
		{"1024 × 1A", bytes.Repeat([]byte{0x1A}, 1024), 0xFC96},
		{"00 to FF four times", bytes.Repeat(count, 4), 0xC2E0},
		{"nothing", nil, 0},
	} {
		if got := CRC(c.data); got != c.want {
			t.Errorf("%s: %04X, want %04X", c.name, got, c.want)
		}
	}
}

func TestPackets(t *testing.T) {
	short := packet(7, []byte("abc"))
	if len(short) != 133 || short[0] != soh || short[1] != 7 || short[2] != 0xF8 || short[6] != sub || !sound(short) {
		t.Errorf("% X", short)
	}
	if long := packet(255, make([]byte, 129)); len(long) != 1029 || long[0] != stx || long[2] != 0 || !sound(long) {
		t.Errorf("%d bytes, % X", len(long), long[:4])
	}
}

// file is a file of random bytes, control characters among them.
func file(size int) []byte {
	random := rand.New(rand.NewPCG(5, uint64(size)))
	b := make([]byte, size)
	for i := range b {
		b[i] = byte(random.Uint32())
	}
	return b
}

// transfer lets one machine of ours talk with the other over channels that lose, double and change bytes.
func transfer(t *testing.T, data []byte, limit int, toReceiver, toSender func([]byte) []byte) ([]byte, error, error) {
	t.Helper()
	var got []byte
	var sent, received error
	synctest.Test(t, func(t *testing.T) {
		a, b := net.Pipe()
		near, far := buffered(a, toReceiver), buffered(b, toSender)
		done := make(chan struct{})
		go func() {
			defer close(done)
			sent = Send(t.Context(), near, data)
		}()
		got, received = Receive(t.Context(), far, limit, nil)
		<-done
		near.end()
		far.end()
	})
	return got, received, sent
}

// endless is a line whose writer never waits for the reader, as one with a buffer.
type endless struct {
	net.Conn
	damage func([]byte) []byte
	queue  chan []byte
}

func buffered(c net.Conn, damage func([]byte) []byte) *endless {
	l := &endless{Conn: c, damage: damage, queue: make(chan []byte, 1000)}
	go func() {
		for p := range l.queue {
			if _, err := c.Write(p); err != nil {
				return
			}
		}
	}()
	return l
}

func (l *endless) end() {
	l.Close()
	close(l.queue)
}

func (l *endless) Write(p []byte) (int, error) {
	b := bytes.Clone(p)
	if l.damage != nil {
		b = l.damage(b)
	}
	if len(b) > 0 {
		l.queue <- b
	}
	return len(p), nil
}

func (l *endless) SetWriteDeadline(time.Time) error { return nil }

func wantFile(t *testing.T, got, want []byte) {
	t.Helper()
	if len(got) < len(want) || !bytes.Equal(got[:len(want)], want) {
		t.Fatalf("%d bytes of %d, or others", len(got), len(want))
	}
	for _, b := range got[len(want):] {
		if b != sub {
			t.Fatalf("filled up with %02X", b)
		}
	}
}

func TestTransferTable(t *testing.T) {
	for _, size := range []int{0, 1, 128, 129, 1023, 1024, 1025, 300_000} {
		data := file(size)
		got, received, sent := transfer(t, data, 400_000, nil, nil)
		if received != nil || sent != nil {
			t.Fatalf("%d bytes: %v, %v", size, received, sent)
		}
		wantFile(t, got, data)
	}
}

// Whatever one byte on the line suffers, wherever it is, the file is whole.
func TestOneDamagedByte(t *testing.T) {
	data := file(1500)
	for _, toSender := range []bool{false, true} {
		total := 1029*2 + 1
		if toSender {
			total = 4
		}
		for at := 0; at < total; at += 1 + at/12 {
			for name, change := range map[string]func(b []byte, i int) []byte{
				"lost":    func(b []byte, i int) []byte { return append(bytes.Clone(b[:i]), b[i+1:]...) },
				"doubled": func(b []byte, i int) []byte { return append(bytes.Clone(b[:i+1]), b[i:]...) },
				"flipped": func(b []byte, i int) []byte { c := bytes.Clone(b); c[i] ^= 0x06; return c },
			} {
				passed := 0
				damage := func(b []byte) []byte {
					i := at - passed
					passed += len(b)
					if i >= 0 && i < len(b) {
						return change(b, i)
					}
					return b
				}
				toReceiver, back := damage, (func([]byte) []byte)(nil)
				if toSender {
					toReceiver, back = nil, damage
				}
				got, received, sent := transfer(t, data, 5000, toReceiver, back)
				if received != nil {
					t.Fatalf("byte %d %s (to the sender %t): %v, %v", at, name, toSender, received, sent)
				}
				wantFile(t, got, data)
			}
		}
	}
}

func TestEndsBadly(t *testing.T) {
	for _, c := range []struct {
		name  string
		feed  []byte
		want  error
		reply byte
	}{
		{"cancelled by the sender", []byte{can, can}, ErrCancelled, 0},
		{"a block is missing", packet(2, []byte("x")), ErrOrder, can},
		{"too large", packet(1, make([]byte, 1024)), ErrTooLarge, can},
	} {
		r := NewReceiver(1000)
		r.Begin()
		s := r.Bytes(c.feed)
		if !errors.Is(s.Err, c.want) || c.reply != 0 && (len(s.Send) == 0 || s.Send[0] != c.reply) {
			t.Errorf("%s: %+v", c.name, s)
		}
	}
	s := NewSender([]byte("x"))
	s.Begin()
	if step := s.Bytes([]byte{can, can}); !errors.Is(step.Err, ErrCancelled) {
		t.Errorf("the sender is cancelled: %+v", step)
	}
}

func TestNobodyThere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, b := net.Pipe()
		line := buffered(a, nil)
		began := time.Now()
		if _, err := Receive(t.Context(), line, 100, nil); !errors.Is(err, ErrErrors) || time.Since(began) > 20*time.Second {
			t.Errorf("%v after %v", err, time.Since(began))
		}
		if err := Send(t.Context(), line, nil); !errors.Is(err, ErrErrors) {
			t.Errorf("%v", err)
		}
		line.end()
		b.Close()
	})
}

// FuzzReceiver: whatever comes, in whatever pieces, nothing is taken that no sound packet brought, and it ends.
func FuzzReceiver(f *testing.F) {
	f.Add(packet(1, []byte("abc")), 3)
	f.Add(append(packet(1, make([]byte, 1024)), eot), 1000)
	f.Add([]byte{can, can, stx, eot, soh}, 1)
	f.Fuzz(func(t *testing.T, b []byte, piece int) {
		r := NewReceiver(4096)
		step := r.Begin()
		for silences := 0; !step.Done && step.Err == nil; {
			if len(b) == 0 {
				if step = r.Silence(); silences > maxStarts+maxErrors+2 {
					t.Fatal("does not end")
				}
				silences++
				continue
			}
			n := min(len(b), max(1, piece&0xFFF))
			step = r.Bytes(b[:n])
			b = b[n:]
		}
		if step.Done != (step.Err == nil) || len(r.Data()) > 4096 || len(r.Data())%ShortBlock != 0 {
			t.Errorf("%+v with %d bytes", step, len(r.Data()))
		}
	})
}

func FuzzSender(f *testing.F) {
	f.Add([]byte{askCRC, ack, ack, ack}, 1500)
	f.Add([]byte{askCRC, nak, askCRC, can, can}, 0)
	f.Fuzz(func(t *testing.T, answers []byte, size int) {
		s := NewSender(make([]byte, size&0xFFFF))
		step := s.Begin()
		for _, b := range answers {
			if step.Done || step.Err != nil {
				return
			}
			step = s.Bytes([]byte{b})
		}
	})
}
