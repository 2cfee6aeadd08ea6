package submission

import (
	"context"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"buergerterminal/kiosk/link"
)

func TestAnswers(t *testing.T) {
	wrongHash := func(r *http.Request) *http.Response {
		key := strings.TrimPrefix(r.URL.Path, link.SubmissionsPath)
		return newFakeHub().receipt(http.StatusOK, key, []byte("something else"))
	}
	fixed := func(response func() *http.Response) func(*http.Request) *http.Response {
		return func(*http.Request) *http.Response { return response() }
	}
	html := func(status int) func(*http.Request) *http.Response {
		return fixed(func() *http.Response { return respond(status, "text/html", "<h1>Proxy</h1>") })
	}
	own := func(status int, code link.ProblemCode) func(*http.Request) *http.Response {
		return fixed(func() *http.Response { return problem(status, code) })
	}
	const often, seldom, once = "often", "seldom", "once"
	cases := []struct {
		name    string
		answer  func(*http.Request) *http.Response
		repeats string
		trouble Trouble
	}{
		{"the hub has other content", own(409, link.ProblemConflict), once, ""},
		{"too large", own(413, link.ProblemTooLarge), once, ""},
		{"malformed envelope", own(400, link.ProblemEnvelope), once, ""},
		{"damaged on its way", own(400, link.ProblemDigest), often, TroubleFailing},
		{"came too slowly", own(408, link.ProblemIncomplete), often, TroubleFailing},
		{"wrong token", own(401, link.ProblemUnauthorized), seldom, TroubleUnauthorized},
		{"hub's disk full", own(507, link.ProblemFull), often, TroubleFailing},
		{"hub busy", own(503, link.ProblemBusy), often, TroubleFailing},
		{"a proxy's 409", html(409), seldom, TroubleStranger},
		{"a proxy's 413", html(413), seldom, TroubleStranger},
		{"a proxy's 502", html(502), often, TroubleFailing},
		{"a portal's 200", html(200), often, TroubleStranger},
		{"a redirection", fixed(func() *http.Response {
			r := respond(307, "text/plain", "")
			r.Header.Set("Location", "https://elsewhere.example/")
			return r
		}), seldom, TroubleStranger},
		{"a receipt for other content", wrongHash, often, TroubleReceipt},
		{"a receipt for another key", fixed(func() *http.Response {
			return newFakeHub().receipt(200, "another-key-another", []byte("sealed"))
		}), often, TroubleReceipt},
		{"an empty receipt", fixed(func() *http.Response { return respond(200, "application/json", "{}") }), often, TroubleReceipt},
		{"half a receipt", fixed(func() *http.Response { return respond(200, "application/json", `{"key":`) }), often, TroubleStranger},
		{"204", fixed(func() *http.Response { return respond(204, "", "") }), seldom, TroubleStranger},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				o := openOutbox(t, filepath.Join(t.TempDir(), "o"))
				defer o.Close()
				item := newItem("sealed")
				mustAppend(t, o, item)
				attempts := 0
				events := deliverFor(t, o, 14*time.Minute, func(r *http.Request) (*http.Response, error) {
					attempts++
					if r.URL.Host != "hub.example" {
						t.Errorf("the application goes to %s", r.URL.Host)
					}
					return c.answer(r), nil
				})
				e, err := o.Entry(context.Background(), item.Key)
				if err != nil {
					t.Fatal(err)
				}
				if c.repeats == once {
					refused, is := events[0].(WasRefused)
					if attempts != 1 || e.State != Refused || len(events) != 1 || !is || refused.Key != item.Key || string(refused.Reason) != e.Reason {
						t.Errorf("%d attempts, state %s, events %+v", attempts, e.State, events)
					}
					return
				}
				if lost, is := events[0].(LostHub); e.State != Stored || len(events) != 1 || !is || lost.Trouble != c.trouble {
					t.Errorf("state %s, events %+v", e.State, events)
				}
				if c.repeats == often && attempts < 9 || c.repeats == seldom && (attempts < 3 || attempts > 8) {
					t.Errorf("%d attempts, want it repeated %s", attempts, c.repeats)
				}
			})
		})
	}
}

func TestRetryAfterIsObeyed(t *testing.T) {
	for header, want := range map[string]time.Duration{"120": 2 * time.Minute, "-1": 0, "never": 0, "": 0, "999999999": maxDelay} {
		if got := retryAfter(http.Header{"Retry-After": {header}}); got != want {
			t.Errorf("%q: %v", header, got)
		}
	}
	synctest.Test(t, func(t *testing.T) {
		o := openOutbox(t, filepath.Join(t.TempDir(), "o"))
		defer o.Close()
		mustAppend(t, o, newItem("sealed"))
		<-o.changed // no second round at once
		var attempts []time.Time
		deliverFor(t, o, 3*time.Minute, func(r *http.Request) (*http.Response, error) {
			attempts = append(attempts, time.Now())
			busy := problem(http.StatusServiceUnavailable, link.ProblemBusy)
			busy.Header.Set("Retry-After", "100")
			return busy, nil
		})
		if len(attempts) != 2 || attempts[1].Sub(attempts[0]) != 100*time.Second {
			t.Errorf("attempts %v", attempts)
		}
	})
}
