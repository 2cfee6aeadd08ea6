package printer

import (
	"context"
	"errors"
	"slices"
	"time"

	"buergerterminal/devices"
)

// clear makes the printer forget what it has not printed, and reports whether it did. It works also when the job was
// cancelled: a receipt must not come out later.
func (c *conversation) clear(ctx context.Context) bool {
	how := c.profile.Clear
	if how.Command == nil {
		return false
	}
	ctx = context.WithoutCancel(ctx)
	if _, err := c.write(ctx, how.Command); err != nil {
		return false
	}
	limit := c.profile.Answer + c.profile.wire(c.waiting())
	c.unproven = nil // what is cleared is never answered
	if !how.Confirmed {
		return c.boots(ctx, limit+how.Boot)
	}
	_, err := c.await(ctx, limit, func(m Message) bool {
		return m.Kind == Notice && len(m.Data) == 2 && m.Data[0] == 0x37 && m.Data[1] == 0x25
	})
	return err == nil
}

// boots waits until a printer that starts anew answers.
func (c *conversation) boots(ctx context.Context, limit time.Duration) bool {
	for deadline := time.Now().Add(limit); time.Now().Before(deadline); {
		if _, err := c.ask(ctx, 1); err == nil {
			return true
		} else if !errors.Is(err, errTimeout) {
			return false
		}
	}
	return false
}

// The filler that ends a command whose rest never came: a printer takes NUL for data inside a command, and ignores it
// between two. One step is longer than any band of a picture of ours.
const (
	shortFiller = 16 // ends any command but those with data of their own
	fillerStep  = unitSize + 64
	fillerMost  = 64 * 1024 // the longest command of GS ( and GS v 0 with common sizes
)

// intoStep makes sure that the printer is between two commands: it answers a question that stands in the queue. If it
// does not, a former program left half a command; it is filled until the question is answered. filled tells that this
// was so, and that something may have been printed by it. Where the rest of a job may be in the queue (rest), it waits
// until that is printed too: the answers to its questions come first. The printer must be ready.
func (c *conversation) intoStep(ctx context.Context, rest bool) (filled bool, err error) {
	for sent := 0; sent <= fillerMost; sent += fillerStep {
		filler := make([]byte, min(sent, fillerStep))
		question, id := c.question()
		if _, err := c.write(ctx, slices.Concat(filler, question)); err != nil {
			return sent > 0, err
		}
		c.unproven = append(c.unproven, unit{bytes: len(filler) + len(question), id: id})
		limit := c.profile.Answer + c.profile.wire(len(filler)+len(question))
		answered, err := c.answers(ctx, limit, rest)
		if answered || err != nil {
			c.unproven, c.extra, c.restarted = nil, 0, false // questions that became data are never answered
			return sent > 0, err
		}
	}
	return true, devices.Errorf(devices.FaultProtocol, "online, and answers nothing that stands in its queue")
}

// answers takes answers to questions until one has come, or until no more come.
func (c *conversation) answers(ctx context.Context, limit time.Duration, all bool) (some bool, err error) {
	for {
		before := len(c.unproven) - c.extra
		_, err := c.await(ctx, limit, func(m Message) bool { c.note(m); return len(c.unproven)-c.extra < before })
		if errors.Is(err, errTimeout) {
			return some, nil
		}
		if some = true; err != nil || !all {
			return err == nil, err
		}
	}
}
