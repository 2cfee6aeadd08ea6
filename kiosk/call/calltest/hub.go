// Package calltest is the other side of a call for tests: a hub that introduces by hand, and a desk in Go that makes offers,
// writes, points, fills and keeps what it was shown. It is never linked into a program.
package calltest

import (
	"context"
	"encoding/pem"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"

	"github.com/coder/websocket"

	"buergerterminal/kiosk/link"
)

// Secret is the token that the hub takes.
const Secret = "terminal-secret"

// Hub is a hub for one terminal. It queues a call by itself; everything else a test tells it to do.
type Hub struct {
	t      testing.TB
	server *httptest.Server

	mu     sync.Mutex
	said   []link.Body // by the terminal, all of it
	line   *terminal
	closed bool
	epoch  int
	call   string
	desks  map[string]*Desk
	moved  chan struct{} // closed and made anew whenever something changes
}

// terminal is the terminal's channel.
type terminal struct {
	ws  *websocket.Conn
	out chan link.Body
}

// NewHub opens a hub on a loopback address, which closes with the test.
func NewHub(t testing.TB) *Hub {
	h := &Hub{t: t, desks: map[string]*Desk{}, moved: make(chan struct{})}
	h.server = httptest.NewTLSServer(http.HandlerFunc(h.serve))
	t.Cleanup(func() {
		h.Cut()
		h.server.Close()
	})
	return h
}

// URL is the hub's address, Client who trusts it, Certificate what to trust, in PEM.
func (h *Hub) URL() string          { return h.server.URL }
func (h *Hub) Client() *http.Client { return h.server.Client() }

func (h *Hub) Certificate() []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: h.server.Certificate().Raw})
}

func (h *Hub) serve(w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	closed := h.closed
	h.mu.Unlock()
	if r.URL.Path != link.LivePath || link.Bearer(r.Header) != Secret || closed {
		http.Error(w, "", http.StatusForbidden)
		return
	}
	ws, err := websocket.Accept(w, r, &websocket.AcceptOptions{Subprotocols: []string{link.LiveProtocol}})
	if err != nil {
		return
	}
	defer ws.CloseNow()
	ws.SetReadLimit(link.MaxMessage)
	line := &terminal{ws, make(chan link.Body, 256)}
	ctx, cancel := context.WithCancel(r.Context())
	defer cancel()
	go line.write(ctx)
	h.change(func() { h.line = line })
	for {
		_, raw, err := ws.Read(ctx)
		if err != nil {
			break
		}
		b, err := link.FromTerminal.Decode(raw)
		if err != nil {
			h.t.Errorf("the terminal said something that no hub takes: %v", err)
			continue
		}
		h.heard(line, b)
	}
	h.change(func() {
		if h.line == line {
			h.line = nil
		}
	})
}

func (l *terminal) write(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case b := <-l.out:
			raw, err := link.Encode(b)
			if err != nil || l.ws.Write(ctx, websocket.MessageText, raw) != nil {
				return
			}
		}
	}
}

// change does something under the lock and wakes who waits for it.
func (h *Hub) change(f func()) {
	h.mu.Lock()
	defer h.mu.Unlock()
	f()
	close(h.moved)
	h.moved = make(chan struct{})
}

func (h *Hub) heard(l *terminal, b link.Body) {
	var desk *Desk
	h.change(func() {
		h.said = append(h.said, b)
		switch b := b.(type) {
		case link.Hello:
			l.out <- link.Welcome{Terminal: "MS-03", Authority: "musterstadt"}
			l.out <- link.Opening{Open: true, Clerks: 2}
		case link.Beat:
			l.out <- link.Beat{}
		case link.Ask:
			if h.call != b.Call {
				h.call, h.epoch = b.Call, 0
			}
			l.out <- link.Waiting{Call: b.Call, Place: 1, Wait: 120}
		case link.Signal:
			desk = h.desks[b.To]
		case link.Callback:
			l.out <- link.Noted{ID: b.ID}
		}
	})
	if s, ok := b.(link.Signal); ok && desk != nil {
		s.From = link.TerminalPeer
		desk.signalled(s)
	}
}

// Say sends the terminal a message, if it is there.
func (h *Hub) Say(b link.Body) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.line != nil {
		h.line.out <- b
	}
}

// Raw sends the terminal bytes that need be no message.
func (h *Hub) Raw(raw []byte) {
	h.mu.Lock()
	line := h.line
	h.mu.Unlock()
	if line != nil {
		_ = line.ws.Write(context.Background(), websocket.MessageText, raw)
	}
}

// Cut ends the terminal's channel. With Away it stays away until Back.
func (h *Hub) Cut() {
	h.mu.Lock()
	line := h.line
	h.mu.Unlock()
	if line != nil {
		line.ws.CloseNow()
	}
}

// Away refuses the terminal, and Back takes it again.
func (h *Hub) Away() { h.change(func() { h.closed = true }); h.Cut() }
func (h *Hub) Back() { h.change(func() { h.closed = false }) }

// Call is the id of the call that the terminal asked for.
func (h *Hub) Call() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.call
}

// Epoch is how many clerks the call has had.
func (h *Hub) Epoch() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.epoch
}

// Accept lets a desk take the call, or take it over from the clerk who has it.
func (h *Hub) Accept(d *Desk) {
	var accepted link.Accepted
	h.change(func() {
		h.epoch++
		h.desks[d.Who.ID] = d
		accepted = link.Accepted{Call: h.call, Epoch: h.epoch, Who: d.Who}
		for _, id := range slices.Sorted(maps.Keys(h.desks)) {
			accepted.Peers = append(accepted.Peers, link.Peer{Who: h.desks[id].Who})
		}
	})
	h.Say(accepted)
	d.begin(h, accepted.Call, accepted.Epoch)
}

// Join lets a desk come to the call as a third one.
func (h *Hub) Join(d *Desk) {
	h.change(func() { h.desks[d.Who.ID] = d })
	h.Say(link.Joined{Call: h.Call(), Who: d.Who})
	d.begin(h, h.Call(), h.Epoch())
}

// Leave takes a desk out of the call.
func (h *Hub) Leave(d *Desk, lost, moved bool) {
	h.change(func() { delete(h.desks, d.Who.ID) })
	h.Say(link.Left{Call: h.Call(), Who: d.Who.ID, Lost: lost, Moved: moved})
}

// Forget forgets the call and what was said.
func (h *Hub) Forget() {
	h.change(func() { h.said, h.desks = nil, map[string]*Desk{} })
}

// Said is everything that the terminal has said.
func (h *Hub) Said() []link.Body {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.Clone(h.said)
}

// Await waits until the terminal has said something of a type, for the n-th time, and returns it.
func Await[B link.Body](h *Hub, n int) B {
	h.t.Helper()
	var found B
	wait(h.t, func() (bool, <-chan struct{}) {
		h.mu.Lock()
		defer h.mu.Unlock()
		seen := 0
		for _, b := range h.said {
			if b, ok := b.(B); ok {
				if seen++; seen == n {
					found = b
					return true, nil
				}
			}
		}
		return false, h.moved
	})
	return found
}
