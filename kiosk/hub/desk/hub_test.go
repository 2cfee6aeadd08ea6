package desk

import (
	"context"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"github.com/coder/websocket"

	"buergerterminal/kiosk/hub/desk/browsertest"
	"buergerterminal/kiosk/link"
)

// hub plays the hub for one desk: it says what a test tells it to and hands out what the desk says.
type hub struct {
	t    *testing.T
	said chan link.Body
	out  chan link.Body
	cut  chan string // closes the desk's socket for this reason
	url  string

	signedOut atomic.Bool // nobody is signed in any more: the page leads to the login, and the socket is refused
}

func newHub(t *testing.T) *hub {
	f := &hub{t: t, said: make(chan link.Body, 256), out: make(chan link.Body, 256), cut: make(chan string)}
	page, err := Handler(Options{Town: "Stadt Musterstadt", Links: []Link{{Path: "/intake/", Text: "nav.intake", Role: "supervisor"}, {Path: "/account/", Text: "nav.account"}}})
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.HandleFunc(Path, func(w http.ResponseWriter, r *http.Request) {
		if f.signedOut.Load() {
			http.Redirect(w, r, "/account/login", http.StatusSeeOther)
			return
		}
		page.ServeHTTP(w, r)
	})
	mux.HandleFunc(link.DeskPath, f.live)
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	f.url = server.URL + Path
	return f
}

func (f *hub) live(w http.ResponseWriter, r *http.Request) {
	if f.signedOut.Load() {
		http.Error(w, "nobody is signed in", http.StatusUnauthorized)
		return
	}
	socket, err := websocket.Accept(w, r, &websocket.AcceptOptions{Subprotocols: []string{link.DeskProtocol}})
	if err != nil {
		return
	}
	defer socket.CloseNow()
	ctx, cancel := context.WithCancel(r.Context())
	defer cancel()
	go func() {
		for {
			select {
			case b := <-f.out:
				raw, err := link.Encode(b)
				if err != nil {
					f.t.Error(err)
					return
				}
				if socket.Write(ctx, websocket.MessageText, raw) != nil {
					return
				}
			case why := <-f.cut:
				socket.Close(websocket.StatusPolicyViolation, why)
				return
			case <-ctx.Done():
				return
			}
		}
	}()
	socket.SetReadLimit(link.MaxMessage)
	for {
		_, raw, err := socket.Read(ctx)
		if err != nil {
			return
		}
		b, err := link.FromDesk.Decode(raw)
		if err != nil {
			f.t.Errorf("the desk says what the link does not know: %v: %.300s", err, raw)
			continue
		}
		f.said <- b
	}
}

func (f *hub) say(bodies ...link.Body) {
	for _, b := range bodies {
		f.out <- b
	}
}

// form says a message of the terminal by way of the hub.
func (f *hub) form(b link.Body) {
	raw, err := link.Encode(b)
	if err != nil {
		f.t.Fatal(err)
	}
	f.say(link.Signal{Call: call1, From: link.TerminalPeer, To: "p1", Epoch: 1, Kind: link.SignalForm, Data: string(raw)})
}

// heard waits for a message of the desk that fits.
func heard[B link.Body](f *hub, fits func(B) bool) B {
	f.t.Helper()
	limit := time.NewTimer(browsertest.Patience)
	defer limit.Stop()
	for {
		select {
		case said := <-f.said:
			if b, ok := said.(B); ok && fits(b) {
				return b
			}
		case <-limit.C:
			var want B
			f.t.Fatalf("the desk never said %T", want)
		}
	}
}

// formHeard waits for a message of the desk to the terminal.
func formHeard[B link.Body](f *hub) B {
	f.t.Helper()
	var out B
	heard(f, func(s link.Signal) bool {
		if s.Kind != link.SignalForm {
			return false
		}
		b, err := link.FormMessages.Decode([]byte(s.Data))
		if err != nil {
			f.t.Errorf("the desk says to the terminal what the link does not know: %v", err)
			return false
		}
		found, ok := b.(B)
		out = found
		return ok
	})
	return out
}
