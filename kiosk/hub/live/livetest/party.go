package livetest

import (
	"context"
	"errors"
	"reflect"
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"

	"buergerterminal/kiosk/link"
)

// Party is a scripted terminal or desk.
type Party struct {
	socket *websocket.Conn
	ctx    context.Context // of the channel
	end    context.CancelFunc

	mu     sync.Mutex
	newest link.Beat // that the test has sent
	inbox  []link.Body
	err    error         // why the channel ended
	news   chan struct{} // closed and replaced when something came
}

func newParty(socket *websocket.Conn, hears link.Vocabulary) *Party {
	ctx, cancel := context.WithCancel(context.Background())
	p := &Party{socket: socket, ctx: ctx, end: cancel, news: make(chan struct{})}
	go p.read(ctx, hears)
	return p
}

// beat says that the party is there, as real ones do, so that a test on a slow machine does not lose it to the hub's patience.
func (p *Party) beat() {
	tick := time.NewTicker(link.BeatEvery)
	defer tick.Stop()
	for err := error(nil); err == nil; {
		select {
		case <-p.ctx.Done():
			return
		case <-tick.C:
		}
		p.mu.Lock()
		b := p.newest
		p.mu.Unlock()
		var raw []byte
		if raw, err = link.Encode(b); err == nil {
			err = p.SendRaw(raw)
		}
	}
}

func (p *Party) read(ctx context.Context, hears link.Vocabulary) {
	for {
		_, raw, err := p.socket.Read(ctx)
		var b link.Body
		if err == nil {
			b, err = hears.Decode(raw)
		}
		p.mu.Lock()
		if err == nil {
			p.inbox = append(p.inbox, b)
		} else {
			p.err = err
		}
		close(p.news)
		p.news = make(chan struct{})
		p.mu.Unlock()
		if err != nil {
			p.socket.CloseNow()
			return
		}
	}
}

// Send says something.
func (p *Party) Send(tb testing.TB, b link.Body) {
	tb.Helper()
	raw, err := link.Encode(b)
	if err != nil {
		tb.Fatal(err)
	}
	if beat, ok := b.(link.Beat); ok {
		p.mu.Lock()
		p.newest = beat
		p.mu.Unlock()
	}
	if err := p.SendRaw(raw); err != nil {
		tb.Fatalf("sending %s: %v", b.Type(), err)
	}
}

// SendRaw writes what may be no message.
func (p *Party) SendRaw(raw []byte) error {
	ctx, cancel := context.WithTimeout(context.Background(), Patience)
	defer cancel()
	return p.socket.Write(ctx, websocket.MessageText, raw)
}

// Cut ends the channel without a word, as a cable does.
func (p *Party) Cut() {
	p.end()
	p.socket.CloseNow()
}

// AwaitEnd waits until the hub ends the channel, and returns the reason that it gave.
func (p *Party) AwaitEnd(tb testing.TB) (websocket.StatusCode, string) {
	tb.Helper()
	ctx, cancel := context.WithTimeout(tb.Context(), Patience)
	defer cancel()
	for {
		p.mu.Lock()
		err, news := p.err, p.news
		p.mu.Unlock()
		if err != nil {
			var closed websocket.CloseError
			errors.As(err, &closed)
			return closed.Code, closed.Reason
		}
		select {
		case <-news:
		case <-ctx.Done():
			tb.Fatal("the hub did not end the channel")
		}
	}
}

// Await takes the first message of a type out of what has come or comes.
func Await[B link.Body](tb testing.TB, p *Party) B {
	tb.Helper()
	return AwaitThat(tb, p, func(B) bool { return true })
}

// AwaitThat takes the first message of a type that fits.
func AwaitThat[B link.Body](tb testing.TB, p *Party, fits func(B) bool) B {
	tb.Helper()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(tb.Context()), Patience)
	defer cancel()
	for {
		found, ok, err, news := search(p, fits)
		if ok {
			return found
		}
		if err != nil {
			tb.Fatalf("the channel ended (%v) before a %s came; in the inbox: %s", err, found.Type(), p.kinds())
		}
		select {
		case <-news:
		case <-ctx.Done():
			tb.Fatalf("no %s came; in the inbox: %s", found.Type(), p.kinds())
		}
	}
}

func search[B link.Body](p *Party, fits func(B) bool) (found B, ok bool, err error, news chan struct{}) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for i, b := range p.inbox {
		if m, is := b.(B); is && fits(m) {
			p.inbox = append(p.inbox[:i:i], p.inbox[i+1:]...)
			return m, true, nil, nil
		}
	}
	return found, false, p.err, p.news
}

// Has reports whether a message of a type has come.
func Has[B link.Body](p *Party) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, b := range p.inbox {
		if _, is := b.(B); is {
			return true
		}
	}
	return false
}

func (p *Party) kinds() (list []string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, b := range p.inbox {
		list = append(list, reflect.TypeOf(b).Name())
	}
	return list
}
