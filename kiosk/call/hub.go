package call

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"time"

	"github.com/coder/websocket"

	"buergerterminal/kiosk/link"
)

const (
	firstDelay  = time.Second
	maxDelay    = 30 * time.Second
	dialTimeout = 20 * time.Second
	writeWithin = 10 * time.Second
	queued      = 256 // messages that wait to be written; a channel that is so far behind is as good as cut
)

// errBehind closes a channel whose messages are not taken.
var errBehind = errors.New("the channel does not take what is written")

// errSilent closes a channel on which nothing was heard for link.Silence.
var errSilent = errors.New("nothing was heard for too long")

// hub keeps the live channel to the hub. It dials again and again, and tells lineUp, heard and lineDown of each line, in
// this order and from one goroutine.
type hub struct {
	url      string
	client   *http.Client
	header   http.Header
	standing func() link.Beat

	up    func(*line)
	heard func(link.Body)
	bad   func() // a message that cannot be taken
	down  func()
}

// newHub checks the address of the hub.
func newHub(address, terminal, token string, client *http.Client) (*hub, error) {
	base, err := url.Parse(address)
	switch {
	case err != nil || base.Scheme != "https" || base.Host == "":
		return nil, errors.New("call: the hub's address is no https URL")
	case client == nil:
		return nil, errors.New("call: the client is missing")
	case !link.ValidName(terminal):
		return nil, errors.New("call: the terminal's id is missing or malformed")
	}
	own := *client
	// A redirection would carry the token to somebody else.
	own.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	header := http.Header{}
	header.Set(link.HeaderTerminal, terminal)
	link.SetBearer(header, token)
	return &hub{url: base.JoinPath(link.LivePath).String(), client: &own, header: header}, nil
}

// run keeps a line until ctx ends. After a failure it waits 1 s, 2 s, 4 s … 30 s, each shortened at random by up to a half,
// so that a thousand terminals do not come back at the same moment; after a line that was welcomed it begins anew.
func (h *hub) run(ctx context.Context) error {
	for failures := 0; ; {
		if welcomed := h.hold(ctx); welcomed {
			failures = 0
		}
		failures++
		longest := min(maxDelay, firstDelay<<min(failures-1, 10))
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(longest/2 + rand.N(longest/2+1)):
		}
	}
}

// line is one channel while it lasts.
type line struct {
	out    chan []byte
	cancel context.CancelCauseFunc
}

// say queues a message. It never waits: a line that is too far behind is cut.
func (l *line) say(b link.Body) {
	raw, err := link.Encode(b)
	if err != nil {
		return // out of the bounds that its writer has to keep: there is nobody to tell
	}
	select {
	case l.out <- raw:
	default:
		l.cancel(errBehind)
	}
}

// hold opens a line and keeps it until it is cut. It reports whether the hub welcomed the terminal on it.
func (h *hub) hold(ctx context.Context) (welcomed bool) {
	ws, err := h.dial(ctx)
	if err != nil {
		return false
	}
	defer ws.CloseNow()
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	l := &line{make(chan []byte, queued), cancel}
	written := make(chan struct{})
	go func() {
		defer close(written)
		cancel(h.write(ctx, ws, l))
	}()
	defer func() { cancel(nil); <-written }()
	h.up(l)
	defer h.down()
	for {
		b, err := h.read(ctx, ws)
		switch {
		case errors.Is(err, link.ErrMessage):
			h.bad()
			continue
		case err != nil:
			return welcomed
		}
		if _, ok := b.(link.Welcome); ok {
			welcomed = true
		}
		h.heard(b)
	}
}

func (h *hub) dial(ctx context.Context) (*websocket.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, dialTimeout)
	defer cancel()
	ws, response, err := websocket.Dial(ctx, h.url, &websocket.DialOptions{HTTPClient: h.client, HTTPHeader: h.header, Subprotocols: []string{link.LiveProtocol}})
	if err != nil {
		if response != nil && response.Body != nil {
			response.Body.Close()
		}
		return nil, fmt.Errorf("live channel: %w", err)
	}
	if ws.Subprotocol() != link.LiveProtocol {
		ws.CloseNow()
		return nil, errors.New("live channel: something else answers at the hub's address")
	}
	ws.SetReadLimit(link.MaxMessage)
	return ws, nil
}

// read waits for the next message, but no longer than link.Silence.
func (h *hub) read(ctx context.Context, ws *websocket.Conn) (link.Body, error) {
	within, cancel := context.WithTimeoutCause(ctx, link.Silence, errSilent)
	defer cancel()
	kind, raw, err := ws.Read(within)
	if err != nil {
		return nil, err
	}
	if kind != websocket.MessageText {
		return nil, link.ErrMessage
	}
	return link.ToTerminal.Decode(raw)
}

// write writes what is queued, and a beat every link.BeatEvery.
func (h *hub) write(ctx context.Context, ws *websocket.Conn, l *line) error {
	beat := time.NewTicker(link.BeatEvery)
	defer beat.Stop()
	for {
		var raw []byte
		select {
		case <-ctx.Done():
			return ctx.Err()
		case raw = <-l.out:
		case <-beat.C:
			var err error
			if raw, err = link.Encode(h.standing()); err != nil {
				return err
			}
		}
		within, cancel := context.WithTimeout(ctx, writeWithin)
		err := ws.Write(within, websocket.MessageText, raw)
		cancel()
		if err != nil {
			return err
		}
	}
}
