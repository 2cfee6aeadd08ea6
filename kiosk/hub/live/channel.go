package live

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/coder/websocket"
	"golang.org/x/time/rate"

	"buergerterminal/kiosk/link"
)

// Bounds of one channel.
const (
	writeTime     = 10 * time.Second // of one message
	queueMessages = 128              // waiting to be written
	queueBytes    = 1 << 20

	messageRate  = 60 // a second: a mirror of twenty pages a second to three desks, at the worst
	messageBurst = 240
	byteRate     = 512 << 10 // a second
	byteBurst    = 2 << 20

	malformedWeight = 10  // strikes of a message that cannot be read
	strikesMost     = 300 // then the channel is closed
)

// Reasons of a closed channel, as the other side reads them.
const (
	closeSuperseded = "superseded"
	closeSlow       = "slow"
	closeFlood      = "too many messages"
	closeRestart    = "restart"
	closeRevoked    = "revoked"
)

// channel is one WebSocket with a bounded queue before it. Nobody who sends waits for the other side. What replaces an
// older message of its kind (Board, Opening, Waiting) does so in the queue; of all others none is lost: a party for whom
// too many wait is cut off, and comes back.
type channel struct {
	socket   *websocket.Conn
	messages *rate.Limiter
	bytes    *rate.Limiter
	strikes  int // only the reader touches it and logged
	logged   []link.RefusalCode

	mu      sync.Mutex
	queue   []outgoing
	size    int
	writing bool
	closed  bool
}

type outgoing struct {
	kind string
	raw  []byte
}

func newChannel(socket *websocket.Conn) *channel {
	socket.SetReadLimit(link.MaxMessage)
	return &channel{socket: socket, messages: rate.NewLimiter(messageRate, messageBurst), bytes: rate.NewLimiter(byteRate, byteBurst)}
}

// replaces reports whether only the newest message of a type counts.
func replaces(kind string) bool {
	return kind == link.Board{}.Type() || kind == link.Opening{}.Type() || kind == link.Waiting{}.Type() || kind == link.Beat{}.Type()
}

// send queues a message and reports whether the channel is open.
func (c *channel) send(b link.Body) bool {
	raw, err := link.Encode(b)
	return err == nil && c.sendRaw(b.Type(), raw)
}

// sendRaw queues an encoded message.
func (c *channel) sendRaw(kind string, raw []byte) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return false
	}
	if replaces(kind) {
		c.queue = slices.DeleteFunc(c.queue, func(o outgoing) bool {
			if o.kind == kind {
				c.size -= len(o.raw)
			}
			return o.kind == kind
		})
	}
	if len(c.queue) >= queueMessages || c.size+len(raw) > queueBytes {
		c.closed = true
		go c.socket.Close(websocket.StatusPolicyViolation, closeSlow)
		return false
	}
	c.queue, c.size = append(c.queue, outgoing{kind, raw}), c.size+len(raw)
	if !c.writing {
		c.writing = true
		go c.write()
	}
	return true
}

// write empties the queue and ends, so that a channel at rest costs no second goroutine.
func (c *channel) write() {
	for {
		c.mu.Lock()
		if len(c.queue) == 0 || c.closed {
			c.queue, c.size, c.writing = nil, 0, false
			c.mu.Unlock()
			return
		}
		next := c.queue[0]
		c.queue, c.size = slices.Delete(c.queue, 0, 1), c.size-len(next.raw)
		c.mu.Unlock()
		ctx, cancel := context.WithTimeout(context.Background(), writeTime)
		err := c.socket.Write(ctx, websocket.MessageText, next.raw)
		cancel()
		if err != nil {
			c.mu.Lock()
			c.closed = true
			c.mu.Unlock()
			c.socket.CloseNow()
		}
	}
}

// close ends the channel after what is queued, for a reason that the other side reads. It does not wait for the other side.
func (c *channel) close(code websocket.StatusCode, reason string) {
	c.mu.Lock()
	if c.closed {
		c.mu.Unlock()
		return
	}
	rest := c.queue
	c.queue, c.size, c.closed = nil, 0, true
	c.mu.Unlock()
	go func() {
		ctx, cancel := context.WithTimeout(context.Background(), writeTime)
		defer cancel()
		for _, o := range rest {
			if c.socket.Write(ctx, websocket.MessageText, o.raw) != nil {
				break
			}
		}
		c.socket.Close(code, reason)
	}()
}

// Mistakes of the other side, as they are logged.
var (
	errFlood     = errors.New("too many messages")
	errMalformed = errors.New("too many malformed messages")
	errKind      = errors.New("not a text message")
)

// read takes messages of a vocabulary until the channel ends. It answers those that cannot be taken, and ends a channel
// that does nothing else.
func (c *channel) read(ctx context.Context, speaks link.Vocabulary, take func(link.Body)) error {
	for {
		within, cancel := context.WithTimeout(ctx, link.Silence)
		kind, raw, err := c.socket.Read(within)
		cancel()
		if err != nil {
			return err
		}
		if kind != websocket.MessageText {
			c.close(websocket.StatusUnsupportedData, errKind.Error())
			return errKind
		}
		now := time.Now()
		if !c.messages.AllowN(now, 1) || !c.bytes.AllowN(now, len(raw)) {
			if c.strike(1, link.RefusedOften) {
				c.close(websocket.StatusPolicyViolation, closeFlood)
				return errFlood
			}
			continue
		}
		b, err := speaks.Decode(raw)
		if err != nil {
			if c.strike(malformedWeight, link.RefusedMessage) {
				c.close(websocket.StatusPolicyViolation, closeFlood)
				return errMalformed
			}
			continue
		}
		if c.strikes > 0 && c.messages.TokensAt(now) > messageBurst/2 {
			c.strikes--
		}
		take(b)
	}
}

// strike notes a message that was not taken, and reports whether there were too many. Not each is answered, because an
// answer to each would let a flood make a second one.
func (c *channel) strike(weight int, code link.RefusalCode) bool {
	if c.strikes%strikesAnswered < weight {
		c.send(link.Refused{Code: code})
	}
	c.strikes += weight
	return c.strikes > strikesMost
}

// noted reports whether a refusal is the first of its kind on this channel: the others are not logged.
func (c *channel) noted(code link.RefusalCode) bool {
	if slices.Contains(c.logged, code) {
		return false
	}
	c.logged = append(c.logged, code)
	return true
}

// strikesAnswered is after how many strikes the next answer comes.
const strikesAnswered = 50
