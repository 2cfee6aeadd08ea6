package ausweisapp

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"

	"buergerterminal/devices"
)

// double is an AusweisApp as its documentation describes it: it answers commands in their state only.
type double struct {
	t        *testing.T
	pin, can string
	tries    int
	mu       sync.Mutex
	heard    []string
	refuse   int // HTTP status instead of a connection
}

// serve starts the double and returns its address.
func (d *double) serve() string {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if d.refuse != 0 {
			w.WriteHeader(d.refuse)
			return
		}
		if r.URL.Path != "/eID-Kernel" || r.UserAgent() != "Buergerterminal" {
			d.t.Errorf("%s by %s", r.URL.Path, r.UserAgent())
		}
		c, err := websocket.Accept(w, r, nil)
		if err != nil {
			d.t.Error(err)
			return
		}
		defer c.CloseNow()
		d.talk(r.Context(), c)
	}))
	d.t.Cleanup(server.Close)
	return "ws" + strings.TrimPrefix(server.URL, "http") + "/eID-Kernel"
}

func (d *double) talk(ctx context.Context, c *websocket.Conn) {
	state := "idle"
	for {
		_, b, err := c.Read(ctx)
		if err != nil {
			return
		}
		var cmd struct{ Cmd, Value string }
		if err := json.Unmarshal(b, &cmd); err != nil {
			d.t.Error(err)
			return
		}
		d.mu.Lock()
		d.heard = append(d.heard, cmd.Cmd)
		d.mu.Unlock()
		var said []string
		said, state = d.answer(cmd.Cmd, cmd.Value, state)
		for _, m := range said {
			if err := c.Write(ctx, websocket.MessageText, []byte(m)); err != nil {
				return
			}
		}
	}
}

// answer is what the double says to a command in a state.
func (d *double) answer(cmd, value, state string) (said []string, next string) {
	ask := func(kind string) []string {
		return []string{strings.Replace(strings.Replace(pinThree, `"retryCounter":3`, `"retryCounter":`+string(rune('0'+d.tries)), 1), "ENTER_PIN", kind, 1)}
	}
	switch state + " " + cmd {
	case "idle SET_API_LEVEL":
		return []string{`{"msg":"API_LEVEL","available":[1,2,3],"current":2}`}, "idle"
	case "idle RUN_AUTH":
		return []string{`{"msg":"AUTH"}`, rights}, "rights"
	case "rights GET_CERTIFICATE":
		return []string{identity, `{"msg":"STATUS","workflow":"AUTH","progress":0}`}, "rights"
	case "rights SET_ACCESS_RIGHTS":
		return []string{rights}, "rights"
	case "rights ACCEPT":
		return append([]string{`{"msg":"INSERT_CARD"}`, `{"msg":"READER","name":"NFC"}`}, ask("ENTER_PIN")...), "pin"
	case "pin SET_PIN":
		switch {
		case value == d.pin:
			return []string{succeeded}, "idle"
		case d.tries == 2:
			d.tries--
			return ask("ENTER_CAN"), "can"
		}
		d.tries--
		return ask("ENTER_PIN"), "pin"
	case "can SET_CAN":
		if value == d.can {
			return ask("ENTER_PIN"), "pin"
		}
		return ask("ENTER_CAN"), "can"
	}
	if cmd == "CANCEL" && state != "idle" {
		return []string{byUser}, "idle"
	}
	return []string{`{"msg":"BAD_STATE","error":"` + cmd + `"}`}, state
}

// citizen answers by kind of question, in order.
func citizen(answers map[Question][]Answer, seen *[]Question) Ask {
	return func(ctx context.Context, q Asked) (Answer, error) {
		*seen = append(*seen, q.Question)
		all := answers[q.Question]
		if len(all) == 0 {
			<-ctx.Done()
			return Answer{}, ctx.Err()
		}
		answers[q.Question] = all[1:]
		return all[0], nil
	}
}

func TestRun(t *testing.T) {
	for _, c := range []struct {
		name    string
		answers map[Question][]Answer
		outcome Outcome
		heard   string
	}{
		{"the shortest way", map[Question][]Answer{Consent: {{Yes: true}}, EnterPIN: {pin("123456")}}, Succeeded,
			"SET_API_LEVEL RUN_AUTH GET_CERTIFICATE SET_ACCESS_RIGHTS ACCEPT SET_PIN"},
		{"two wrong PINs", map[Question][]Answer{Consent: {{Yes: true}}, EnterPIN: {pin("000000"), pin("12"), pin("000001"), pin("123456")}, EnterCAN: {pin("000000"), pin("654321")}}, Succeeded,
			"SET_API_LEVEL RUN_AUTH GET_CERTIFICATE SET_ACCESS_RIGHTS ACCEPT SET_PIN SET_PIN SET_CAN SET_CAN SET_PIN"},
		{"no consent", map[Question][]Answer{Consent: {{}}}, Cancelled, "SET_API_LEVEL RUN_AUTH GET_CERTIFICATE CANCEL"},
		{"cancelled at the PIN", map[Question][]Answer{Consent: {{Yes: true}}, EnterPIN: {{}}}, Cancelled, "SET_API_LEVEL RUN_AUTH GET_CERTIFICATE SET_ACCESS_RIGHTS ACCEPT CANCEL"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := &double{t: t, pin: "123456", can: "654321", tries: 3}
			var seen []Question
			secret := []byte("123456")
			if pins := c.answers[EnterPIN]; len(pins) > 0 && len(pins[len(pins)-1].Secret) > 0 {
				pins[len(pins)-1].Secret = secret
			}
			flow, err := Run(t.Context(), Options{Address: d.serve()}, "https://stadt.example/token", citizen(c.answers, &seen))
			if err != nil || flow.Outcome() != c.outcome {
				t.Fatalf("%q, %v; asked %v", flow.Outcome(), err, seen)
			}
			d.mu.Lock()
			defer d.mu.Unlock()
			if heard := strings.Join(d.heard, " "); heard != c.heard {
				t.Errorf("heard %s", heard)
			}
			if c.outcome == Succeeded && (!bytes.Equal(secret, make([]byte, 6)) || flow.Next() != "https://stadt.example/?refID=1") {
				t.Errorf("the secret is still there, or the address is not: %s", flow.Next())
			}
		})
	}
}

func TestWhereThereIsNoAusweisApp(t *testing.T) {
	nobody := func(context.Context, Asked) (Answer, error) { return Answer{}, nil }
	for name, address := range map[string]string{
		"off": "", "not here": "ws://192.0.2.1:24727/eID-Kernel", "another name": "ws://localhost.example/", "not a socket": "http://localhost:1/", "nobody listens": "ws://127.0.0.1:1/eID-Kernel",
	} {
		if _, err := Run(t.Context(), Options{Address: address}, "https://x", nobody); devices.FaultOf(err) != devices.FaultOnlineUnavailable {
			t.Errorf("%s: %v", name, err)
		}
	}
	for status, want := range map[int]string{409: "busy", 429: "another program", 503: "switched off"} {
		d := &double{t: t, refuse: status}
		if _, err := Run(t.Context(), Options{Address: d.serve()}, "https://x", nobody); devices.FaultOf(err) != devices.FaultOnlineUnavailable || !strings.Contains(err.Error(), want) {
			t.Errorf("%d: %v", status, err)
		}
	}
}

// scripted is an AusweisApp that says something once and then nothing, or hangs up.
func scripted(t *testing.T, hangUp bool, messages ...string) string {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c, err := websocket.Accept(w, r, nil)
		if err != nil {
			t.Error(err)
			return
		}
		defer c.CloseNow()
		for _, m := range messages {
			if err := c.Write(r.Context(), websocket.MessageText, []byte(m)); err != nil {
				return
			}
		}
		if !hangUp {
			for err == nil {
				_, _, err = c.Read(r.Context())
			}
		}
	}))
	t.Cleanup(server.Close)
	return "ws" + strings.TrimPrefix(server.URL, "http")
}

func TestRunsThatBreakOff(t *testing.T) {
	waiting := func(ctx context.Context, _ Asked) (Answer, error) { <-ctx.Done(); return Answer{}, ctx.Err() }
	for _, c := range []struct {
		name, address string
		want          devices.Fault
	}{
		{"hangs up", scripted(t, true), devices.FaultOnlineUnavailable},
		{"hangs up at the PIN", scripted(t, true, pinThree), devices.FaultOnlineUnavailable},
		{"says nothing", scripted(t, false), devices.FaultSilent},
		{"speaks something else", scripted(t, false, "hello"), devices.FaultChipProtocol},
		{"a question without card", scripted(t, false, `{"msg":"ENTER_PIN"}`), devices.FaultChipProtocol},
		{"too long", scripted(t, false, `{"msg":"`+strings.Repeat("x", largest)+`"}`), devices.FaultOnlineUnavailable},
	} {
		if _, err := Run(t.Context(), Options{Address: c.address, Patience: 50 * time.Millisecond}, "https://x", waiting); devices.FaultOf(err) != c.want {
			t.Errorf("%s: %v, want %s", c.name, err, c.want)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	asked := func(ctx context.Context, _ Asked) (Answer, error) {
		cancel()
		<-ctx.Done()
		return Answer{}, ctx.Err()
	}
	if _, err := Run(ctx, Options{Address: scripted(t, false, pinThree)}, "https://x", asked); devices.FaultOf(err) != devices.FaultCancelled && !errors.Is(err, context.Canceled) {
		t.Error("the visit ended:", err)
	}
}
