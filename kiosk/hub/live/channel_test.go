package live

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"buergerterminal/kiosk/link"
)

// patience is the outer limit of a wait on a loaded machine.
const patience = 60 * time.Second

// pair is a channel of the hub and the socket of who is at its other end.
func pair(t *testing.T) (*channel, *websocket.Conn) {
	t.Helper()
	channels := make(chan *channel, 1)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		socket, err := websocket.Accept(w, r, nil)
		if err != nil {
			t.Error(err)
			return
		}
		channels <- newChannel(socket)
	}))
	t.Cleanup(server.Close)
	other, _, err := websocket.Dial(t.Context(), server.URL, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { other.CloseNow() })
	c := <-channels
	t.Cleanup(func() { c.socket.CloseNow() })
	return c, other
}

func write(t *testing.T, s *websocket.Conn, raw []byte) error {
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	return s.Write(ctx, websocket.MessageText, raw)
}

func encode(t *testing.T, b link.Body) []byte {
	t.Helper()
	raw, err := link.Encode(b)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// readAll reads until the socket is closed, and returns the types of what came and the reason of the end.
func readAll(t *testing.T, s *websocket.Conn, v link.Vocabulary) (kinds []string, end error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	for {
		_, raw, err := s.Read(ctx)
		if err != nil {
			return kinds, err
		}
		b, err := v.Decode(raw)
		if err != nil {
			t.Fatal(err)
		}
		kinds = append(kinds, b.Type())
	}
}

func TestBadInputEndsAChannel(t *testing.T) {
	beat := encode(t, link.Beat{})
	for _, tt := range []struct {
		name  string
		send  func(*websocket.Conn) error
		taken int // beats, at most
		want  error
		code  websocket.StatusCode
	}{
		{"ten megabytes", func(s *websocket.Conn) error {
			return write(t, s, []byte(`{"type":"beat","body":"`+strings.Repeat("x", 10<<20)+`"}`))
		}, 0, websocket.ErrMessageTooBig, websocket.StatusMessageTooBig},
		{"a message that never ends", func(s *websocket.Conn) error {
			w, err := s.Writer(t.Context(), websocket.MessageText)
			for err == nil {
				_, err = io.WriteString(w, strings.Repeat("x", 1<<16))
			}
			return err
		}, 0, websocket.ErrMessageTooBig, websocket.StatusMessageTooBig},
		{"binary", func(s *websocket.Conn) error { return s.Write(t.Context(), websocket.MessageBinary, beat) }, 0, errKind, websocket.StatusUnsupportedData},
		{"a flood", func(s *websocket.Conn) (err error) {
			for range 10_000 {
				err = errors.Join(err, write(t, s, beat))
			}
			return err
		}, messageBurst + 10*messageRate, errFlood, websocket.StatusPolicyViolation},
		{"a flood of large ones", func(s *websocket.Conn) (err error) {
			large := append(encode(t, link.Beat{}), []byte(strings.Repeat(" ", 100<<10))...)
			for range 1000 {
				err = errors.Join(err, write(t, s, large))
			}
			return err
		}, 100, errFlood, websocket.StatusPolicyViolation},
		{"nonsense", func(s *websocket.Conn) (err error) {
			for range 100 {
				err = errors.Join(err, write(t, s, []byte("nonsense")))
			}
			return err
		}, 0, errMalformed, websocket.StatusPolicyViolation},
		{"messages of the other side", func(s *websocket.Conn) (err error) {
			for range 100 {
				err = errors.Join(err, write(t, s, encode(t, link.Ended{Call: callID, Reason: link.ReasonSolved})))
			}
			return err
		}, 0, errMalformed, websocket.StatusPolicyViolation},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c, other := pair(t)
			go tt.send(other) // ends when the channel does
			type end struct {
				kinds []string
				err   error
			}
			ends := make(chan end, 1)
			go func() {
				kinds, err := readAll(t, other, link.ToTerminal)
				ends <- end{kinds, err}
			}()
			taken := 0
			err := c.read(t.Context(), link.FromTerminal, func(link.Body) { taken++ })
			if !errors.Is(err, tt.want) || taken > tt.taken {
				t.Errorf("ended by %v after %d messages", err, taken)
			}
			got := <-ends
			if code := websocket.CloseStatus(got.err); code != tt.code && code != -1 { // -1: cut while it still wrote
				t.Errorf("closed with %v", got.err)
			}
			if len(got.kinds) > 40 {
				t.Errorf("a flood was answered by %d messages", len(got.kinds))
			}
		})
	}
}

// A message that cannot be taken is refused, and the next one is taken.
func TestOneBadMessage(t *testing.T) {
	c, other := pair(t)
	for _, raw := range []string{`{"type":"unknown","body":{}}`, `{"type":"ask","body":{"call":"short"}}`, `[]`, `{"type":"beat","body":{}}`} {
		if err := write(t, other, []byte(raw)); err != nil {
			t.Fatal(err)
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	go func() { // takes the refusals; CloseRead would break off for them, and wait for the end of that
		for err := error(nil); err == nil; {
			_, _, err = other.Read(ctx)
		}
	}()
	var got []string
	err := c.read(ctx, link.FromTerminal, func(b link.Body) {
		got = append(got, b.Type())
		c.socket.CloseNow()
	})
	if err == nil || fmt.Sprint(got) != "[beat]" {
		t.Errorf("took %v, %v", got, err)
	}
}

// What only the newest of counts is replaced while a party is slow, and nothing else is lost.
func TestSlowParty(t *testing.T) {
	c, other := pair(t)
	signal := link.Signal{Call: callID, To: "p1", Epoch: 1, Kind: link.SignalCandidate, Data: strings.Repeat("x", 1000)}
	c.mu.Lock()
	c.writing = true // as while another goroutine writes
	c.mu.Unlock()
	for range 100 {
		if !c.send(link.Board{Version: 1}) || !c.send(signal) {
			t.Fatal("the channel is closed")
		}
	}
	c.mu.Lock()
	if len(c.queue) != 101 {
		t.Errorf("%d messages wait, want 100 signals and one board", len(c.queue))
	}
	c.mu.Unlock()
	go c.write()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	count := map[string]int{}
	other.SetReadLimit(-1)
	for range 101 {
		_, raw, err := other.Read(ctx)
		if err != nil {
			t.Fatal(err)
		}
		b, err := link.ToDesk.Decode(raw)
		if err != nil {
			t.Fatal(err)
		}
		count[b.Type()]++
	}
	if count["signal"] != 100 || count["board"] != 1 {
		t.Errorf("came %v", count)
	}
}

// A party that takes nothing is cut off instead of filling the memory.
func TestPartyThatTakesNothing(t *testing.T) {
	c, _ := pair(t)
	signal := link.Signal{Call: callID, To: "p1", Epoch: 1, Kind: link.SignalForm, Data: strings.Repeat("x", 60<<10)}
	most := 0
	for range 10_000 {
		if !c.send(signal) {
			break
		}
		c.mu.Lock()
		most = max(most, c.size)
		c.mu.Unlock()
	}
	if c.send(signal) || most > queueBytes {
		t.Errorf("after %d bytes the channel is still open", most)
	}
}

func TestCloseSaysWhy(t *testing.T) {
	c, other := pair(t)
	if !c.send(link.Superseded{}) {
		t.Fatal("closed")
	}
	c.close(websocket.StatusNormalClosure, closeSuperseded)
	if c.send(link.Superseded{}) {
		t.Error("a closed channel takes messages")
	}
	kinds, err := readAll(t, other, link.ToDesk)
	if closed := (websocket.CloseError{}); len(kinds) != 1 || !errors.As(err, &closed) || closed.Reason != closeSuperseded {
		t.Errorf("came %v, %v", kinds, err)
	}
}
