package ccid

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"buergerterminal/devices"
)

const (
	// poll is how long one read on the line waits; it bounds how late a cancel is noticed.
	poll = 50 * time.Millisecond
	// gap is how long the line may be quiet inside a frame. A USB adapter holds bytes back for 16 ms, a busy machine longer.
	gap = 200 * time.Millisecond
	// echoTime is how long a reader that echoes may take to begin.
	echoTime = 400 * time.Millisecond
	// margin is how much later than the card's time is over the reader may say so.
	margin = 400 * time.Millisecond
	// answerTime is how long a command may take that needs nothing of the card.
	answerTime = time.Second
	// repeats is how often a command is sent at most whose repetition does no harm, and silences how often into a silence.
	repeats  = 3
	silences = 2
	// babble is how many bytes that belong to nothing make noise of a line.
	babble = 2 * maxFrame
)

// Why an exchange came to nothing. The caller decides whether it may be repeated.
var (
	errRefused = errors.New("the reader refused the frame")
	errDamaged = errors.New("the reader's answer was damaged")
	errQuiet   = errors.New("the reader did not answer in time")
	errWild    = errors.New("only bytes that mean nothing came in time")
)

// transient reports whether err says that an answer was lost on the line, and nothing worse.
func transient(err error) bool {
	return errors.Is(err, errRefused) || errors.Is(err, errDamaged) || errors.Is(err, errQuiet) || errors.Is(err, errWild)
}

// Counters tell a technician how good the line is.
type Counters struct {
	Commands   int
	Refused    int // frames that the reader did not understand
	Damaged    int // frames of the reader that were not whole
	Quiet      int // commands without an answer
	Stale      int // answers to commands that were given up before
	Extensions int // of the waiting time
}

// ask repeats a command that does no harm until it is answered. The fault of the last failure is FaultSilent or FaultNoise.
func (r *Reader) ask(ctx context.Context, command Message) (Message, error) {
	for try, silent := 1, 0; ; try++ {
		answer, err := r.exchange(ctx, command, answerTime)
		if err == nil || !transient(err) {
			return answer, err
		}
		if errors.Is(err, errQuiet) || errors.Is(err, errWild) {
			silent++
		}
		if try == repeats || silent == silences {
			return Message{}, lost(err)
		}
	}
}

// lost gives a fault to a failure that was not mended.
func lost(err error) error {
	if errors.Is(err, errQuiet) {
		return devices.Errorf(devices.FaultSilent, "%w", err)
	}
	return devices.Errorf(devices.FaultNoise, "%w", err)
}

// exchange sends one command and waits for its answer. wait is how long the answer may take to begin, as long as the reader
// asks for no more time. The errors are *devices.Error, or transient.
func (r *Reader) exchange(ctx context.Context, command Message, wait time.Duration) (Message, error) {
	command.Slot, command.Sequence = r.slot, r.sequence
	r.sequence++
	r.counters.Commands++
	frame := command.Encode()
	defer clear(frame)
	r.decoder.Reset()
	if err := r.send(frame); err != nil {
		return Message{}, err
	}
	// Both frames and the echo pass the line before the time that the answer may take.
	passing := time.Duration(2*len(frame)+maxFrame) * r.byteTime
	now := time.Now()
	w := wanted{frame: frame, command: command, wait: wait + passing, never: now.Add(r.longest)}
	w.until = earlier(now.Add(w.wait), w.never)
	if r.echoes { // silence is known to mean that nobody is there, long before the card's time is over
		w.alive = now.Add(passing + echoTime)
	}
	return r.await(ctx, &w)
}

// send discards what came before and writes the frame.
func (r *Reader) send(frame []byte) error {
	if f, ok := r.line.(interface{ Flush() error }); ok {
		if err := f.Flush(); err != nil {
			return devices.LineError(err)
		}
	}
	if err := r.line.SetWriteDeadline(time.Now().Add(answerTime)); err != nil {
		return devices.LineError(err)
	}
	if _, err := r.line.Write(frame); err != nil {
		if errors.Is(err, os.ErrDeadlineExceeded) {
			return devices.Errorf(devices.FaultSilent, "the line takes no more bytes")
		}
		return devices.LineError(err)
	}
	return nil
}

// wanted is the answer that an exchange waits for.
type wanted struct {
	frame   []byte // as sent, to know its echo
	command Message
	wait    time.Duration
	alive   time.Time // when half of the echo must have come; zero means never, and that it has come
	until   time.Time // moves when the reader asks for time
	never   time.Time // does not move
	heard   int       // bytes
	echoed  bool
}

// await reads until the answer is there.
func (r *Reader) await(ctx context.Context, w *wanted) (Message, error) {
	quiet := time.Now() // since when
	for {
		answer, ok, err := r.next(w)
		if ok || err != nil {
			return answer, err
		}
		if err := ctx.Err(); err != nil {
			return Message{}, devices.Errorf(devices.FaultCancelled, "in the middle of a command: %w", err)
		}
		now := time.Now()
		if now.After(w.until) || !w.alive.IsZero() && now.After(w.alive) {
			return Message{}, r.tooLate()
		}
		n, err := r.receive(min(poll, w.until.Sub(now)))
		if err != nil {
			return Message{}, err
		}
		if n > 0 {
			quiet = time.Now()
			if w.heard += n; w.heard >= len(w.frame)/2 {
				w.alive = time.Time{}
			}
			continue
		}
		if r.decoder.Partial() && time.Since(quiet) > gap {
			if damaged := r.breakOff(w); damaged {
				return Message{}, errDamaged
			}
			quiet = time.Now()
		}
	}
}

// tooLate says what there was instead of an answer: wrong bytes, or nothing.
func (r *Reader) tooLate() error {
	if r.decoder.Skipped() > 0 {
		r.counters.Damaged++
		return errWild
	}
	r.counters.Quiet++
	return errQuiet
}

// breakOff gives up a frame that stopped in the middle. It reports whether that was the answer, and not the echo.
func (r *Reader) breakOff(w *wanted) bool {
	answer := w.echoed || r.decoder.Answering()
	r.counters.Damaged++
	r.decoder.Break()
	return answer
}

// next takes events until the answer is found or there are no more.
func (r *Reader) next(w *wanted) (answer Message, ok bool, err error) {
	for {
		before := r.decoder.Answering()
		e, err := r.decoder.Next()
		switch {
		case r.decoder.Skipped() > babble:
			return Message{}, false, devices.Errorf(devices.FaultNoise, "%d bytes and no frame", r.decoder.Skipped())
		case errors.Is(err, ErrMore):
			return Message{}, false, nil
		case errors.Is(err, ErrByte):
			continue
		case err != nil:
			r.counters.Damaged++
			if w.echoed || before {
				return Message{}, false, errDamaged
			}
			continue
		}
		switch e.Kind {
		case Refused:
			r.counters.Refused++
			return Message{}, false, errRefused
		case Moved:
			r.moved(e.Present)
		case Patience:
			r.extend(w, 1)
		case Whole:
			if answer, ok, err := r.message(w, e.Message); ok || err != nil {
				return answer, ok, err
			}
		}
	}
}

// message judges a whole frame: the command's echo, an old answer, a wish for time, or the answer.
func (r *Reader) message(w *wanted, m Message) (answer Message, ok bool, err error) {
	switch {
	case !w.echoed && bytes.Equal(m.Encode(), w.frame):
		w.echoed, r.echoes = true, true
		return Message{}, false, nil
	case m.Sequence != w.command.Sequence:
		r.counters.Stale++
		return Message{}, false, nil
	case m.Type != answeredBy(w.command.Type) || m.Slot != w.command.Slot:
		return Message{}, false, devices.Errorf(devices.FaultProtocol, "answer %02X to command %02X", m.Type, w.command.Type)
	}
	if multiplier, more := m.MoreTime(); more {
		r.extend(w, multiplier)
		return Message{}, false, nil
	}
	if r.decoder.Trailing() {
		r.counters.Damaged++
		return Message{}, false, errDamaged
	}
	if m.Card() > Absent {
		return Message{}, false, devices.Errorf(devices.FaultProtocol, "card state %d", m.Card())
	}
	r.seen(w.command.Type, m)
	m.Data = bytes.Clone(m.Data)
	return m, true, nil
}

// extend gives the reader more time, up to the end that does not move.
func (r *Reader) extend(w *wanted, multiplier int) {
	r.counters.Extensions++
	w.until = earlier(time.Now().Add(time.Duration(multiplier)*w.wait), w.never)
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

// receive waits for bytes and feeds them to the decoder; 0 means that none came in time.
func (r *Reader) receive(wait time.Duration) (int, error) {
	if err := r.line.SetReadDeadline(time.Now().Add(wait)); err != nil {
		return 0, devices.LineError(err)
	}
	n, err := r.line.Read(r.buffer[:])
	r.decoder.Feed(r.buffer[:n])
	if err != nil && n == 0 && !errors.Is(err, os.ErrDeadlineExceeded) {
		return 0, devices.LineError(err)
	}
	return n, nil
}

// refusal is the fault of a command that the reader could not do.
func refusal(command byte, m Message) error {
	switch e := m.Error(); {
	case e == errHardware:
		return devices.Errorf(devices.FaultReaderHardware, "command %02X: error FB", command)
	case m.Card() == Absent:
		return devices.Errorf(devices.FaultChipAbsent, "command %02X: no card", command)
	case e == errMute:
		return devices.Errorf(devices.FaultChipMute, "command %02X: the card is mute", command)
	default:
		return devices.Errorf(devices.FaultProtocol, "command %02X: %w", command, fmt.Errorf("error %02X", e))
	}
}
