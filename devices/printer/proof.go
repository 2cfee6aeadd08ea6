package printer

import (
	"context"
	"errors"
	"fmt"

	"buergerterminal/devices"
)

// unit is a piece of print data that was sent with a question behind it.
type unit struct {
	bytes int
	id    string // of GS ( H; empty for GS r
}

// longestQuestion is the length of GS ( H fn 48 with its process ID; GS r 1 has three bytes.
const longestQuestion = 11

// question is what stands behind a unit. IDs run from 0001 to 9999 and go on from job to job, so that a late answer to an
// earlier job proves nothing of this one.
func (c *conversation) question() (bytes []byte, id string) {
	if c.profile.Proof == SensorAnswer {
		return []byte{0x1d, 'r', 1}, ""
	}
	*c.lastID = *c.lastID%9999 + 1
	id = fmt.Sprintf("%04d", *c.lastID)
	return append([]byte{0x1d, '(', 'H', 6, 0, '0', '0'}, id...), id
}

// noteProof strikes off the unit that an answer stands for. An answer with an ID overtakes none: where an older one is
// missing, its question was lost, and the data before it maybe too.
func (c *conversation) noteProof(m Message) {
	switch {
	case m.Kind == Single && c.profile.Proof == SensorAnswer:
		c.lastWord = m.Data[0]
		if len(c.unproven) == 0 {
			c.extra++
			return
		}
		c.unproven = c.unproven[1:]
	case m.Kind == Single:
		c.extra++
	case len(m.Data) == 2 && m.Data[0] == 0x3b && m.Data[1] == 0x31: // power-on notice (EPG p. 578)
		c.restarted = true
	case len(m.Data) == 6 && m.Data[0] == 0x37 && m.Data[1] == 0x22:
		c.noteID(string(m.Data[2:]))
	}
}

func (c *conversation) noteID(id string) {
	for i, u := range c.unproven {
		if u.id == id {
			c.restarted = c.restarted || i > 0
			c.unproven = c.unproven[i+1:]
			return
		}
	}
}

// waiting is the number of bytes that were sent and are not proven.
func (c *conversation) waiting() int {
	sum := 0
	for _, u := range c.unproven {
		sum += u.bytes
	}
	return sum
}

// proof waits until a unit is proven. While nothing comes it asks aloud (DLE EOT): a printer that names a fault has
// stopped; one that says "online" may be slow, or has lost what it was asked.
func (w *work) proof(ctx context.Context) error {
	if err := w.awaitProof(ctx, len(w.unproven)); !errors.Is(err, errTimeout) {
		return err
	}
	if err := w.askAloud(ctx); err != nil || len(w.unproven) == 0 {
		return err
	}
	return w.doubt(ctx)
}

// askAloud asks a printer that does not go on how it is.
func (w *work) askAloud(ctx context.Context) error {
	condition, err := w.condition(ctx)
	if err != nil {
		return err
	}
	if fault := condition.Fault(); fault != "" {
		return devices.Errorf(fault, "real-time status during the job")
	}
	return nil
}

// doubt waits until all units are proven, or it is clear that a question was lost, which happens when power fails for a
// moment. GS r does not say what it answers, therefore the detour: for each open question a new one is put. A printer that
// is only slow answers the old ones first, and the new ones at once behind them. When there were as many answers as there
// were old questions, and then no more, some were lost.
func (w *work) doubt(ctx context.Context) error {
	open := len(w.unproven)
	for range open {
		if err := w.send(ctx, nil); err != nil {
			return err
		}
	}
	rounds := 1 + int(w.profile.Stall/max(w.profile.Patience, 1))
	for silent := 0; silent < rounds && len(w.unproven) > 0; {
		err := w.awaitProof(ctx, len(w.unproven))
		switch answered := 2*open - len(w.unproven); {
		case err == nil:
			silent = 0
		case !errors.Is(err, errTimeout):
			return err
		case answered >= open:
			w.restarted = true
			return restartedError()
		default:
			if err := w.askAloud(ctx); err != nil {
				return err
			}
			silent++
		}
	}
	if len(w.unproven) > 0 {
		return devices.Errorf(devices.FaultProtocol, "online, and never answered for its data")
	}
	return nil
}

// awaitProof waits until fewer than have units are unproven, or the printer says by itself that it stopped.
func (w *work) awaitProof(ctx context.Context, have int) error {
	w.drain()
	decided := func() bool { return len(w.unproven) < have || w.stopped != nil || w.restarted }
	if !decided() {
		limit := w.profile.Patience + w.profile.wire(w.waiting())
		_, err := w.await(ctx, limit, func(m Message) bool { w.note(m); return decided() })
		if err != nil {
			return err
		}
	}
	switch {
	case w.restarted:
		return restartedError()
	case len(w.unproven) == have:
		return w.confirm(ctx, w.stopped.Fault())
	case w.lastWord&0x0c != 0 && !w.cut:
		return w.confirm(ctx, devices.FaultPaperEnd)
	}
	return nil
}

// confirm asks aloud whether the printer has stopped as it said: one byte of noise looks like an answer to GS r, four like
// automatic status. It returns nil for a printer that goes on already.
func (w *work) confirm(ctx context.Context, said devices.Fault) error {
	if err := w.askAloud(ctx); err != nil {
		return err
	}
	if w.stopped == nil && w.lastWord&0x0c == 0 {
		return nil
	}
	return devices.Errorf(devices.FaultNoise, "%s in passing, and nothing of it when asked", said)
}

func restartedError() error {
	return devices.Errorf(devices.FaultPrinterReset, "it lost a question that stood behind print data")
}
