package printer

import (
	"context"
	"errors"
	"io"
	"os"
	"time"

	"buergerterminal/devices"
)

// errTimeout tells inside the package that the wanted answer did not come in time; it becomes FaultSilent, FaultNoise
// or, behind print data, a closer look.
var errTimeout = errors.New("no answer in time")

// conversation is one exchange with the printer, from the first question to the last answer. A goroutine reads, so that
// a printer that answers while it is written to never blocks; end stops it and waits for it.
type conversation struct {
	line    Serial
	profile Profile

	messages chan Message
	quit     chan struct{}
	lost     error // why reading ended; set before messages is closed

	strays    int        // bytes that nobody can have sent on purpose
	unproven  []unit     // what was sent and is not yet proven, oldest first
	extra     int        // proofs that nobody asked for
	stopped   *Condition // the newest automatic status, if it says that the printer stopped
	lastWord  byte       // the newest answer to GS r
	restarted bool       // the printer started anew, or lost a question
	lastID    *int       // of the newest question, beyond this conversation
}

func (p *Printer) converse() (*conversation, error) {
	if err := p.line.SetReadDeadline(time.Time{}); err != nil {
		return nil, lineError(err)
	}
	c := &conversation{line: p.line, profile: p.profile, lastID: &p.lastID, messages: make(chan Message, 64), quit: make(chan struct{})}
	go c.listen()
	return c, nil
}

// listen hands on every message until the line is lost or the conversation ends.
func (c *conversation) listen() {
	defer close(c.messages)
	d := Decoder{Custom: c.profile.FullStatus != nil}
	buf := make([]byte, 256)
	for {
		n, err := c.line.Read(buf)
		for _, b := range buf[:n] {
			for _, m := range d.Next(b) {
				select {
				case c.messages <- m:
				case <-c.quit:
					return
				}
			}
		}
		if err != nil {
			c.lost = err
			return
		}
	}
}

// end stops listening. A deadline in the past wakes the reader.
func (c *conversation) end() {
	close(c.quit)
	_ = c.line.SetReadDeadline(time.Unix(1, 0)) // a line that refuses a deadline is lost, and its Read returns anyhow
	for range c.messages {
	}
}

// lateTimer is how late a timer goes off on a machine that is merely busy.
const lateTimer = 20 * time.Millisecond

// await returns the next message that is wanted; all others are noted on the way. It returns errTimeout, ctx's error
// as FaultCancelled, or the loss of the line. A timer that goes off late means that this program stood still, and its
// listener with it: as much time is given once more, so that a busy machine makes no printer look silent.
func (c *conversation) await(ctx context.Context, limit time.Duration, wanted func(Message) bool) (Message, error) {
	due, extended := time.Now().Add(limit), false
	timer := time.NewTimer(limit)
	defer timer.Stop()
	for {
		select {
		case m, open := <-c.messages:
			if !open {
				return Message{}, lineError(c.lost)
			}
			if wanted(m) {
				return m, nil
			}
			c.note(m)
		case <-timer.C:
			late := time.Since(due)
			if late < lateTimer || extended {
				return Message{}, errTimeout
			}
			extended = true
			timer.Reset(min(late, time.Second))
		case <-ctx.Done():
			return Message{}, &devices.Error{Fault: devices.FaultCancelled, Err: ctx.Err()}
		}
	}
}

// note keeps what a message says that nobody waits for.
func (c *conversation) note(m Message) {
	switch m.Kind {
	case Stray:
		c.strays += len(m.Data)
	case Auto:
		condition, whole := c.profile.automatic(m.Data)
		if !whole {
			return
		}
		c.stopped = nil
		if condition.Fault() != "" {
			c.stopped = &condition
		}
	case Single, Notice:
		c.noteProof(m)
	}
}

// drain notes everything that has already come.
func (c *conversation) drain() {
	for {
		select {
		case m, open := <-c.messages:
			if !open {
				return
			}
			c.note(m)
		default:
			return
		}
	}
}

// write sends bytes that belong together and returns how many were accepted.
func (c *conversation) write(ctx context.Context, b []byte) (int, error) {
	if err := ctx.Err(); err != nil {
		return 0, &devices.Error{Fault: devices.FaultCancelled, Err: err}
	}
	limit := 2*c.profile.wire(len(b)+c.profile.Buffer) + c.profile.Answer
	if err := c.line.SetWriteDeadline(time.Now().Add(limit)); err != nil {
		return 0, lineError(err)
	}
	n, err := c.line.Write(b)
	if err != nil {
		return n, lineError(err)
	}
	return n, nil
}

// fullStatusQuestion is n of DLE EOT for all four bytes of status (K300 p. 9).
const fullStatusQuestion = 20

// ask sends DLE EOT n and returns the byte of the answer.
func (c *conversation) ask(ctx context.Context, n byte) (byte, error) {
	m, err := c.inquire(ctx, n, func(m Message) bool { return m.Kind == Realtime })
	if err != nil {
		return 0, err
	}
	return m.Data[0], nil
}

// inquire sends DLE EOT n and returns the answer. No print data may be in the middle of a command. What came before the
// question cannot be its answer and is noted first.
func (c *conversation) inquire(ctx context.Context, n byte, wanted func(Message) bool) (Message, error) {
	c.drain()
	if _, err := c.write(ctx, []byte{0x10, 0x04, n}); err != nil {
		return Message{}, err
	}
	return c.await(ctx, c.profile.Answer+c.profile.wire(c.waiting()+8), wanted)
}

// condition asks the real-time questions, twice more if noise came between. Errors carry FaultSilent, FaultNoise,
// FaultCancelled or the fault of the line.
func (c *conversation) condition(ctx context.Context) (Condition, error) {
	const attempts = 3
	for range attempts {
		before := c.strays + c.extra
		condition, err := c.questions(ctx)
		if errors.Is(err, errTimeout) {
			if c.strays+c.extra > before {
				return Condition{}, devices.Errorf(devices.FaultNoise, "%d bytes, and no answer to DLE EOT among them", c.strays)
			}
			return Condition{}, devices.Errorf(devices.FaultSilent, "no answer to DLE EOT")
		}
		if err != nil {
			return Condition{}, err
		}
		c.drain()
		if c.strays+c.extra == before {
			return condition, nil
		}
	}
	return Condition{}, devices.Errorf(devices.FaultNoise, "%d bytes between the answers to DLE EOT", c.strays)
}

// questions asks whether the printer is online and has paper, and for the cause only when it is not: a question costs a
// round trip, and a printer that is online has neither an open cover nor an error (T88 p. 74). A kiosk printer tells all
// at once.
func (c *conversation) questions(ctx context.Context) (Condition, error) {
	if c.profile.FullStatus != nil {
		m, err := c.inquire(ctx, fullStatusQuestion, func(m Message) bool { _, whole := c.profile.automatic(m.Data); return m.Kind == Auto && whole })
		if err != nil {
			return Condition{}, err
		}
		condition, _ := c.profile.automatic(m.Data)
		return condition, nil
	}
	var condition Condition
	for _, n := range []byte{1, 4, 2, 3} {
		if n == 2 && !condition.Offline && !condition.PaperEnd {
			break
		}
		b, err := c.ask(ctx, n)
		if err != nil {
			return Condition{}, err
		}
		condition.addRealtime(n, b)
	}
	return condition, nil
}

// wire is the time that n bytes need on the line, 10 bits each.
func (p Profile) wire(n int) time.Duration {
	return time.Duration(n) * 10 * time.Second / time.Duration(max(p.Baud, 300))
}

// lineError gives a failure of the line its code, if the line did not.
func lineError(err error) error {
	switch {
	case devices.FaultOf(err) != "":
		return err
	case errors.Is(err, os.ErrDeadlineExceeded):
		return &devices.Error{Fault: devices.FaultSilent, Err: err}
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrClosedPipe), errors.Is(err, os.ErrClosed):
		return &devices.Error{Fault: devices.FaultUnplugged, Err: err}
	}
	return &devices.Error{Fault: devices.FaultLineUnknown, Err: err}
}
