package idcard

import (
	"context"
	"errors"
	"io"
	"os"
	"time"

	"buergerterminal/devices"
	"buergerterminal/devices/idcard/mrz"
)

// Line is what the driver needs of a serial line. Flush and Close are used where the line has them.
type Line interface {
	io.ReadWriter
	SetReadDeadline(time.Time) error
	SetWriteDeadline(time.Time) error
}

// Options tune a Reader. The zero value is right for the device.
type Options struct {
	// Now is the clock that tells expired documents; nil means time.Now.
	Now func() time.Time
	// BlockTime is how long a block may take from its first to its last byte. 0 means one second, seven times
	// what the longest block takes at 9600 baud.
	BlockTime time.Duration
	// Profile is the kind of reader; the zero value is RTENative.
	Profile Profile
}

const (
	// poll is how long one read on the line waits; it bounds how late a cancel is noticed.
	poll = 100 * time.Millisecond
	// drained is how long a line must be quiet to count as empty.
	drained = 5 * time.Millisecond
	// stale is how long after the start of Read the rest of a block can arrive that had begun before: the longest takes
	// 150 ms at 9600 baud.
	stale = 250 * time.Millisecond
	// babble is how many bytes that belong to no block make noise of a line that does not fall quiet.
	babble = 512
	// owed is how long after a failed reading the next document counts as the same person's, where Again asks for it.
	owed = 2 * time.Second
)

// Reader is the ID-card reader. Its methods are for one goroutine.
type Reader struct {
	line    Line
	now     func() time.Time
	block   time.Duration
	profile Profile
	decoder Decoder    // of RTE Native
	box     boxDecoder // of the ID BOX
	buffer  [256]byte
	failed  time.Time // when a reading ended so that the person shows the document again
	kept    *Block    // that Probe found since then

	firmware string // as the reader said
}

// New makes a Reader on an open line. The line belongs to the reader from now on: Close closes it.
func New(line Line, o Options) *Reader {
	r := &Reader{line: line, now: o.Now, block: o.BlockTime, profile: o.Profile, decoder: Decoder{Check: o.Profile.Check}}
	if r.now == nil {
		r.now = time.Now
	}
	if r.block == 0 {
		r.block = time.Second
	}
	return r
}

// Close closes the line and overwrites what was read last.
func (r *Reader) Close() error {
	r.forget()
	r.kept = nil
	if c, ok := r.line.(io.Closer); ok {
		return c.Close()
	}
	return nil
}

// Read waits for a document until ctx ends. What was shown before Read was called is discarded unseen, for it may be another
// person's. That holds for what came a few milliseconds before, too: bytes that wait in a line do not say since when, so that the
// document of somebody quick cannot be told from one that was left by the visit before, nor from one that was shown before anybody had
// asked for it and said what for. The kiosk calls Read before it paints the page that asks, so only who is ahead of that page shows
// the document twice. Errors are *devices.Error:
//   - FaultCardWrong: something was read that is no identity document
//   - FaultCardUnreadable: unread characters, or a check digit that does not fit; the document then holds the trusted fields only,
//     and its Problems say what is missing
//   - FaultCardExpired: the document is whole and trusted, but no longer valid
//   - FaultNoise: a broken block, half a block, or a line that babbles; the person must show the document again
//   - FaultCancelled: ctx ended first
//   - FaultSilent: a reader that can be asked does not answer
//   - what the line itself says, such as FaultUnplugged
func (r *Reader) Read(ctx context.Context) (mrz.Document, error) {
	r.failed, r.kept = time.Time{}, nil
	if err := r.discard(); err != nil {
		return mrz.Document{}, err
	}
	return r.read(ctx, longest)
}

// Again is Read for the person whose reading has just failed, so that what they have shown since then counts, however soon they were.
// When that was long ago, or the reader reads on command only, it is Read.
func (r *Reader) Again(ctx context.Context) (mrz.Document, error) {
	if r.profile.TLV || !r.owing() {
		return r.Read(ctx)
	}
	return r.read(ctx, babble)
}

// owing reports whether a reading has failed a moment ago.
func (r *Reader) owing() bool { return !r.failed.IsZero() && time.Since(r.failed) < owed }

// read waits for a document, and forgives so many bytes before it.
func (r *Reader) read(ctx context.Context, rest int) (document mrz.Document, err error) {
	defer r.forget()
	zone, err := r.zone(ctx, rest)
	if err == nil {
		document, err = r.judge(zone)
	}
	r.failed, r.kept = time.Time{}, nil
	switch devices.FaultOf(err) {
	case devices.FaultCardWrong, devices.FaultCardUnreadable, devices.FaultCardExpired, devices.FaultNoise:
		r.failed = time.Now()
	}
	return document, err
}

// zone waits for the lines of a document.
func (r *Reader) zone(ctx context.Context, rest int) ([]string, error) {
	if r.profile.TLV {
		return r.readBox(ctx)
	}
	if r.kept != nil {
		return r.kept.Zone(), nil
	}
	block, err := r.next(ctx, rest)
	if err != nil {
		return nil, err
	}
	return block.Zone(), nil
}

// Probe empties the line, so that nobody's document waits in it but one for Again, and reports what can be known. An ID BOX is asked for its firmware. RTE
// Native has no question to ask, so an open line without noise is Online, whether a reader is at its end or not.
func (r *Reader) Probe(ctx context.Context) (devices.Status, error) {
	status := devices.Status{Kind: devices.IDCard, State: devices.Online}
	if err := ctx.Err(); err != nil {
		return status, devices.Errorf(devices.FaultCancelled, "probing: %w", err)
	}
	if r.profile.TLV {
		if err := r.Reset(ctx); err != nil {
			return status, err
		}
		status.Detail = r.firmware
		return status, nil
	}
	defer r.forget()
	if !r.owing() {
		r.kept = nil
	}
	noise, err := r.drain()
	if err != nil {
		return devices.Status{Kind: devices.IDCard, State: devices.NoDevice, Fault: devices.FaultOf(err)}, err
	}
	if noise >= babble {
		status.Warning = devices.FaultNoise
		status.Detail = "bytes arrive while no document is shown"
	}
	return status, nil
}

// forget overwrites what the reader itself still holds.
func (r *Reader) forget() {
	r.decoder.Reset()
	r.box.reset()
	clear(r.buffer[:])
}

// discard empties the line at once where it can be flushed, else by reading it away.
func (r *Reader) discard() error {
	defer r.forget()
	if f, ok := r.line.(interface{ Flush() error }); ok {
		if err := f.Flush(); err != nil {
			return devices.LineError(err)
		}
		return nil
	}
	_, err := r.drain()
	return err
}

// drain reads away what waits in the line and counts the bytes that belong to no block. It gives up on a line that never
// becomes quiet.
func (r *Reader) drain() (noise int, err error) {
	r.decoder.Reset()
	for total := 0; total < 2*babble; {
		n, err := r.receive(drained)
		if err != nil {
			return 0, err
		}
		if n == 0 {
			break
		}
		total += n
		for more := true; more; {
			block, err := r.decoder.Next()
			if err == nil && r.owing() {
				r.kept = &block
			}
			more = !errors.Is(err, ErrMore)
		}
	}
	return r.decoder.Skipped(), nil
}

// next waits for a block. After a broken one it waits on while bytes still come, for a whole one may follow.
func (r *Reader) next(ctx context.Context, rest int) (Block, error) {
	w := watch{since: time.Now(), limit: r.block, rest: rest}
	for {
		block, err := r.decoder.Next()
		switch {
		case err == nil:
			return block, nil
		case !errors.Is(err, ErrMore):
			w.broken = err
			continue
		}
		n, err := r.receive(poll)
		if err != nil {
			return Block{}, err
		}
		if err := w.look(&r.decoder, n == 0, time.Now()); err != nil {
			return Block{}, err
		}
		if err := ctx.Err(); err != nil {
			return Block{}, devices.Errorf(devices.FaultCancelled, "waiting for a document: %w", err)
		}
	}
}

// watch notices bytes that will not become a block, so that the person is told to show the document again.
type watch struct {
	since    time.Time     // when waiting began
	limit    time.Duration // for one block
	began    time.Time     // when the block began that has not ended
	broken   error         // why the last block came to nothing
	rest     int           // how many bytes from before are forgiven at most
	forgiven int           // skipped bytes that may be from before
}

func (w *watch) look(d *Decoder, quiet bool, now time.Time) error {
	if quiet && w.broken != nil {
		return devices.Errorf(devices.FaultNoise, "reading a document: %w", w.broken)
	}
	switch {
	case !d.Started():
		w.began = time.Time{}
	case w.began.IsZero():
		w.began = now
	case now.Sub(w.began) > w.limit:
		return devices.Errorf(devices.FaultNoise, "reading a document: %w after %v", ErrMore, w.limit)
	}
	if now.Sub(w.since) < stale {
		w.forgiven = min(d.Skipped(), w.rest)
	}
	if fresh := d.Skipped() - w.forgiven; fresh >= babble || quiet && fresh >= shortest {
		return devices.Errorf(devices.FaultNoise, "%d bytes and no block", fresh)
	}
	return nil
}

// receive waits for bytes and feeds them to the decoder; 0 means that none came in time.
func (r *Reader) receive(wait time.Duration) (int, error) {
	if err := r.line.SetReadDeadline(time.Now().Add(wait)); err != nil {
		return 0, devices.LineError(err)
	}
	n, err := r.line.Read(r.buffer[:])
	if r.profile.TLV {
		r.box.feed(r.buffer[:n])
	} else {
		r.decoder.Feed(r.buffer[:n])
	}
	if err != nil && n == 0 && !errors.Is(err, os.ErrDeadlineExceeded) {
		return 0, devices.LineError(err)
	}
	return n, nil
}

// judge turns the lines of a zone into a document.
func (r *Reader) judge(zone []string) (mrz.Document, error) {
	document, err := mrz.Parse(zone)
	if err != nil {
		return mrz.Document{}, devices.Errorf(devices.FaultCardWrong, "reading a document: %w", err)
	}
	if !document.Flawless() {
		return document.Reliable(), devices.Errorf(devices.FaultCardUnreadable, "%d problems in the %s zone", len(document.Problems), document.Format)
	}
	if expiry, ok := document.Expiry.Expires(r.now()); ok && expiry.Before(r.now()) {
		return document, devices.Errorf(devices.FaultCardExpired, "the document is no longer valid")
	}
	return document, nil
}
