package idcard

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"sync"
	"testing"
	"time"

	"buergerterminal/devices"
	"buergerterminal/devices/idcard/mrz"
	"buergerterminal/devices/line"
	"buergerterminal/devices/line/linetest"
)

// queue is a line in memory that holds what has arrived until it is read or flushed, as the kernel does.
type queue struct {
	arrived  chan byte
	deadline time.Time
	onRead   func() // called once, when the driver next waits for bytes
}

func newQueue() *queue { return &queue{arrived: make(chan byte, 4096)} }

// arrive puts bytes into the line.
func (q *queue) arrive(p []byte) {
	for _, b := range p {
		q.arrived <- b
	}
}

func (q *queue) Read(p []byte) (int, error) {
	if f := q.onRead; f != nil {
		q.onRead = nil
		f()
	}
	late := time.NewTimer(time.Until(q.deadline))
	defer late.Stop()
	select {
	case p[0] = <-q.arrived:
	case <-late.C:
		return 0, os.ErrDeadlineExceeded
	}
	for n := 1; n < len(p); n++ {
		select {
		case p[n] = <-q.arrived:
		default:
			return n, nil
		}
	}
	return len(p), nil
}

func (q *queue) Flush() error {
	for {
		select {
		case <-q.arrived:
		default:
			return nil
		}
	}
}

func (q *queue) Write(p []byte) (int, error)        { return len(p), nil }
func (q *queue) SetReadDeadline(t time.Time) error  { q.deadline = t; return nil }
func (q *queue) SetWriteDeadline(t time.Time) error { return nil }

func options() Options {
	return Options{Now: func() time.Time { return time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC) }, BlockTime: 300 * time.Millisecond}
}

// read calls Read with an end, so that a lost document fails the test and does not hang it.
func read(t *testing.T, r *Reader) (mrz.Document, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	return r.Read(ctx)
}

// plugged is a Reader on a pseudo-terminal, the reader's end of it, and a signal that the driver waits for bytes.
func plugged(t *testing.T) (r *Reader, master *os.File, reading <-chan struct{}) {
	t.Helper()
	path, master := linetest.Pty(t)
	l, err := line.Open(path, line.Settings{Baud: DefaultBaud})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	w := &watched{Line: l, reading: make(chan struct{})}
	return New(w, options()), master, w.reading
}

// watched is a real line that tells when the driver waits for bytes.
type watched struct {
	*line.Line
	once    sync.Once
	reading chan struct{}
}

func (w *watched) Read(p []byte) (int, error) {
	w.once.Do(func() { close(w.reading) })
	return w.Line.Read(p)
}

func write(t *testing.T, w io.Writer, p []byte) {
	t.Helper()
	if _, err := w.Write(p); err != nil {
		t.Error(err)
	}
}

func expired() Block {
	return Block{Lines: [3]string{"", "P<D<<MUSTERMANN<<ERIKA<<<<<<<<<<<<<<<<<<<<<<", "C11T002JM4D<<9608122F1310317<<<<<<<<<<<<<<<6"}}
}

func damaged() Block {
	b := jana()
	b.Lines[0] = b.Lines[0][:7] + "_" + b.Lines[0][8:]
	return b
}

func wrongCheck(b Block) []byte {
	p := encode(b)
	p[len(p)-1] ^= 0x10
	return p
}

func TestRead(t *testing.T) {
	good := encode(jana())
	for _, c := range []struct {
		name   string
		shown  []byte
		fault  devices.Fault
		number string
		family []string
	}{
		{"document", good, "", "L7XK40PN2", []string{"LEHMANN"}},
		{"after noise", append([]byte{0, 1, 2, 3}, good...), "", "L7XK40PN2", []string{"LEHMANN"}},
		{"after half a block", append(append([]byte{}, good[:50]...), good...), "", "L7XK40PN2", []string{"LEHMANN"}},
		{"expired", encode(expired()), devices.FaultCardExpired, "C11T002JM", []string{"MUSTERMANN"}},
		{"unread character", encode(damaged()), devices.FaultCardUnreadable, "", []string{"LEHMANN"}},
		{"no document", encode(Block{Lines: [3]string{"", "", "KUNDENKARTE_4711"}}), devices.FaultCardWrong, "", nil},
		{"nothing read", encode(Block{}), devices.FaultCardWrong, "", nil},
		{"wrong check byte", wrongCheck(jana()), devices.FaultNoise, "", nil},
		{"half a block", good[:50], devices.FaultNoise, "", nil},
		{"babble", bytes.Repeat([]byte{0x55, 0xAA}, 600), devices.FaultNoise, "", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			q := newQueue()
			q.onRead = func() { q.arrive(c.shown) }
			d, err := read(t, New(q, options()))
			if devices.FaultOf(err) != c.fault {
				t.Fatalf("error %v, want fault %q", err, c.fault)
			}
			if d.Number != c.number || len(d.Names.Primary) != len(c.family) || len(c.family) > 0 && d.Names.Primary[0] != c.family[0] {
				t.Errorf("document %+v", d)
			}
		})
	}
}

// unflushed hides Flush.
type unflushed struct{ Line }

// TestStale shows a document while nobody waits: it must never appear, whole or in part, nor be reported as noise.
func TestStale(t *testing.T) {
	other := encode(expired())
	for name, before := range map[string]int{"whole": len(other), "half": len(other) / 2, "all but the check byte": len(other) - 1, "first byte": 1} {
		for _, kind := range []string{"Read", "Probe", "Read without Flush"} {
			t.Run(name+" before "+kind, func(t *testing.T) {
				q := newQueue()
				r := New(q, options())
				q.arrive(other[:before])
				switch kind {
				case "Probe":
					if s, err := r.Probe(t.Context()); err != nil || s.State != devices.Online || s.Warning != "" {
						t.Fatal(s, err)
					}
				case "Read without Flush":
					r.line = unflushed{q}
					if err := r.discard(); err != nil {
						t.Fatal(err)
					}
				}
				if kind != "Read" && len(q.arrived) != 0 {
					t.Errorf("%d bytes of another person still wait", len(q.arrived))
				}
				q.onRead = func() {
					q.arrive(other[before:])
					q.arrive(encode(jana()))
				}
				r.line = q
				d, err := read(t, r)
				if err != nil || d.Number != "L7XK40PN2" {
					t.Errorf("%v %v", d, err)
				}
			})
		}
	}
}

// TestRestIsForgiven: the rest of a block from before is not reported as noise.
func TestRestIsForgiven(t *testing.T) {
	q := newQueue()
	q.onRead = func() { q.arrive(encode(jana())[1:]) }
	ctx, cancel := context.WithTimeout(t.Context(), 600*time.Millisecond)
	defer cancel()
	if _, err := New(q, options()).Read(ctx); devices.FaultOf(err) != devices.FaultCancelled || !errors.Is(err, context.DeadlineExceeded) {
		t.Error(err)
	}
}

// TestAgain: whoever shows the document once more at once, after a reading that failed, is not passed over, whether it comes before the
// reader is asked how it is, while it is asked, or after that. Of a person who comes later nothing is kept.
func TestAgain(t *testing.T) {
	for _, c := range []struct {
		name   string
		first  []byte
		fault  devices.Fault
		before []byte // the end of the line's noise, which may come late
	}{
		{"a card of a shop", encode(Block{Lines: [3]string{"", "", "KUNDENKARTE_4711"}}), devices.FaultCardWrong, nil},
		{"expired", encode(expired()), devices.FaultCardExpired, nil},
		{"damaged on the line", wrongCheck(jana()), devices.FaultNoise, nil},
		{"behind noise", bytes.Repeat([]byte{0xAA}, 600), devices.FaultNoise, bytes.Repeat([]byte{0xAA}, 180)},
	} {
		for _, probed := range []string{"", "before", "after"} {
			t.Run(c.name+", probed "+probed, func(t *testing.T) {
				q := newQueue()
				r := New(q, options())
				q.onRead = func() { q.arrive(c.first) }
				if _, err := read(t, r); devices.FaultOf(err) != c.fault {
					t.Fatal(err)
				}
				probe := func() {
					if _, err := r.Probe(t.Context()); err != nil {
						t.Fatal(err)
					}
				}
				q.arrive(c.before)
				if probed == "before" {
					probe()
				}
				q.arrive(encode(jana()))
				if probed == "after" {
					probe()
				}
				if d, err := r.Again(t.Context()); err != nil || d.Number != "L7XK40PN2" {
					t.Errorf("%v, %v", d.Number, err)
				}
				if r.kept != nil {
					t.Error("the document is still kept")
				}
			})
		}
	}
}

// TestAgainIsForTheSamePerson: behind a document that was read, and long after one that was not, what came before is discarded.
func TestAgainIsForTheSamePerson(t *testing.T) {
	for name, failed := range map[string]time.Duration{"after a document": 0, "long after a failure": 2 * owed} {
		t.Run(name, func(t *testing.T) {
			q := newQueue()
			r := New(q, options())
			if failed > 0 {
				r.failed = time.Now().Add(-failed)
				r.kept = &Block{Lines: expired().Lines}
			}
			q.arrive(encode(expired()))
			q.onRead = func() { q.arrive(encode(jana())) }
			if d, err := r.Again(t.Context()); err != nil || d.Number != "L7XK40PN2" {
				t.Errorf("%v, %v", d.Number, err)
			}
		})
	}
}

func TestWatchLateNoise(t *testing.T) {
	start := time.Now()
	w := watch{since: start, limit: time.Second, rest: longest}
	var d Decoder
	d.Feed(bytes.Repeat([]byte("A"), 100))
	if _, err := d.Next(); !errors.Is(err, ErrMore) {
		t.Fatal(err)
	}
	if err := w.look(&d, true, start.Add(stale/2)); err != nil {
		t.Errorf("early: %v", err)
	}
	d.Feed(bytes.Repeat([]byte("A"), 100))
	if _, err := d.Next(); !errors.Is(err, ErrMore) {
		t.Fatal(err)
	}
	if err := w.look(&d, false, start.Add(2*stale)); err != nil {
		t.Errorf("while bytes come: %v", err)
	}
	if err := w.look(&d, true, start.Add(2*stale)); devices.FaultOf(err) != devices.FaultNoise {
		t.Errorf("late: %v", err)
	}
}

func TestOnPseudoTerminal(t *testing.T) {
	r, master, reading := plugged(t)
	go func() {
		<-reading
		write(t, master, encode(jana()))
	}()
	if d, err := read(t, r); err != nil || d.Number != "L7XK40PN2" {
		t.Error(d, err)
	}
}

func TestCancel(t *testing.T) {
	r, _, reading := plugged(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancelled := make(chan time.Time, 1)
	go func() {
		<-reading
		cancelled <- time.Now()
		cancel()
	}()
	_, err := r.Read(ctx)
	if devices.FaultOf(err) != devices.FaultCancelled || !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if late := time.Since(<-cancelled); late > 200*time.Millisecond {
		t.Errorf("returned %v after the cancel", late)
	}
	if _, err := r.Probe(ctx); devices.FaultOf(err) != devices.FaultCancelled {
		t.Error(err)
	}
}

func TestUnplugged(t *testing.T) {
	r, master, reading := plugged(t)
	go func() {
		<-reading
		master.Close()
	}()
	_, err := read(t, r)
	if devices.FaultOf(err) != devices.FaultUnplugged || !errors.Is(err, line.ErrGone) {
		t.Error(err)
	}
	if s, err := r.Probe(t.Context()); err == nil || s.State != devices.NoDevice || s.Fault != devices.FaultUnplugged {
		t.Error(s, err)
	}
	if _, err := read(t, r); devices.FaultOf(err) != devices.FaultUnplugged {
		t.Error(err)
	}
	if err := r.Close(); err != nil {
		t.Error(err)
	}
}

func TestLineLostInEveryRead(t *testing.T) {
	for n := 1; n <= 4; n++ {
		driver, reader := linetest.Pipe(t, linetest.Faults{FailRead: n, Split: 30})
		go reader.Write(encode(jana())) // is cut short when the test ends
		r := New(driver, Options{})
		if _, err := read(t, r); devices.FaultOf(err) != devices.FaultUnplugged {
			t.Errorf("read %d: %v", n, err)
		}
	}
}

func TestProbeNoise(t *testing.T) {
	q := newQueue()
	q.arrive(bytes.Repeat([]byte{0xAA}, 1500))
	if s, err := New(q, options()).Probe(t.Context()); err != nil || s.Warning != devices.FaultNoise || !s.Usable() {
		t.Error(s, err)
	}
}

// TestNothingPersonal: neither an error nor what the reader keeps holds anything of the document.
func TestNothingPersonal(t *testing.T) {
	q := newQueue()
	q.onRead = func() { q.arrive(encode(damaged())) }
	r := New(q, options())
	_, err := read(t, r)
	if err == nil {
		t.Fatal("a damaged document was read")
	}
	for _, secret := range []string{"LEHMANN", "JANA", "890814", "L7XK"} {
		if bytes.Contains([]byte(err.Error()), []byte(secret)) {
			t.Errorf("error text: %v", err)
		}
		if bytes.Contains(r.buffer[:], []byte(secret)) || bytes.Contains(r.decoder.buffer[:cap(r.decoder.buffer)], []byte(secret)) {
			t.Error("the reader still holds the document")
		}
	}
}
