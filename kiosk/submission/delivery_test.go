package submission

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"buergerterminal/kiosk/link"
)

// transport answers requests in the test's own goroutine; there is no network.
type transport func(*http.Request) (*http.Response, error)

func (f transport) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func respond(status int, contentType string, content any) *http.Response {
	raw, isText := content.(string)
	if !isText {
		encoded, err := json.Marshal(content)
		if err != nil {
			panic(err)
		}
		raw = string(encoded)
	}
	return &http.Response{
		StatusCode: status,
		Header:     http.Header{"Content-Type": {contentType}},
		Body:       io.NopCloser(strings.NewReader(raw)),
	}
}

func problem(status int, code link.ProblemCode) *http.Response {
	return respond(status, link.ProblemType, link.Problem{Status: status, Code: code})
}

// fakeHub stores each key once, as the hub does.
type fakeHub struct {
	bodies map[string][]byte
	stores map[string]int // how often a key was stored anew: never more than once
}

func newFakeHub() *fakeHub { return &fakeHub{map[string][]byte{}, map[string]int{}} }

func (h *fakeHub) put(r *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	key := strings.TrimPrefix(r.URL.Path, link.SubmissionsPath)
	status := http.StatusOK
	if stored, known := h.bodies[key]; !known {
		h.bodies[key] = body
		h.stores[key]++
		status = http.StatusCreated
	} else if !bytes.Equal(stored, body) {
		return problem(http.StatusConflict, link.ProblemConflict), nil
	}
	return h.receipt(status, key, body), nil
}

func (h *fakeHub) receipt(status int, key string, body []byte) *http.Response {
	sum := sha256.Sum256(body)
	return respond(status, "application/json", link.Receipt{Key: key, SHA256: hex.EncodeToString(sum[:]), StoredAt: time.Now()})
}

// deliverFor runs a delivery in virtual time for a while and returns the events.
func deliverFor(t *testing.T, o *Outbox, span time.Duration, tr transport) (events []Event) {
	t.Helper()
	d, err := NewDelivery(DeliveryConfig{
		Outbox: o, URL: "https://hub.example", Client: &http.Client{Transport: tr}, Terminal: "ms-03", Token: "secret",
		Report: func(e Event) { events = append(events, e) },
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), span)
	defer cancel()
	if err := d.Run(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Fatalf("Run ends with %v", err)
	}
	return events
}

func kinds(events []Event) (names []string) {
	for _, e := range events {
		names = append(names, reflect.TypeOf(e).Name())
	}
	return names
}

func TestDelivers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx := context.Background()
		o := openOutbox(t, filepath.Join(t.TempDir(), "o"))
		defer o.Close()
		item := newItem("sealed")
		mustAppend(t, o, item)
		hub := newFakeHub()
		var seen http.Header
		events := deliverFor(t, o, time.Minute, func(r *http.Request) (*http.Response, error) {
			seen = r.Header.Clone()
			if r.Method != http.MethodPut || r.URL.String() != "https://hub.example/v1/submissions/"+item.Key {
				t.Errorf("%s %s", r.Method, r.URL)
			}
			return hub.put(r)
		})
		if len(events) != 1 || events[0].(Arrived).Key != item.Key || events[0].(Arrived).Number != item.Number {
			t.Errorf("events %v", events)
		}
		envelope, err := link.ReadEnvelope(seen)
		if err != nil || envelope.Terminal != "ms-03" || envelope.Flow != item.Flow || envelope.Number != item.Number {
			t.Errorf("envelope %+v, %v", envelope, err)
		}
		sum, err := link.ParseDigest(seen.Get(link.HeaderDigest))
		if err != nil || sum != sha256.Sum256(item.Blob) || link.Bearer(seen) != "secret" || seen.Get("Content-Type") != link.SealedType {
			t.Errorf("headers %v", seen)
		}
		for name, values := range seen {
			if strings.Contains(strings.Join(values, " "), item.Token) {
				t.Errorf("%s shows the token of the QR code", name)
			}
		}
		if e, err := o.Entry(ctx, item.Key); err != nil || e.State != Delivered || e.ReceivedAt.IsZero() {
			t.Errorf("entry %+v, %v", e, err)
		}
	})
}

// An unreachable hub is asked after 1, 2, 4 … 300 s, each shortened by up to a half; one LostHub, one ReachedHub.
func TestBackOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := openOutbox(t, filepath.Join(t.TempDir(), "o"))
		defer o.Close()
		mustAppend(t, o, newItem("sealed"))
		hub := newFakeHub()
		begin := time.Now()
		var attempts []time.Time
		events := deliverFor(t, o, 3*time.Hour, func(r *http.Request) (*http.Response, error) {
			attempts = append(attempts, time.Now())
			if time.Since(begin) < time.Hour {
				return nil, errors.New("no route to host")
			}
			return hub.put(r)
		})
		// The token that Open and Append leave may cause one round at once.
		gaps := 0
		expected := time.Second
		for i := 1; i < len(attempts); i++ {
			gap := attempts[i].Sub(attempts[i-1])
			if gap == 0 && i == 1 {
				expected *= 2
				continue
			}
			if gap < expected/2 || gap > expected {
				t.Errorf("gap %d is %v, want %v to %v", i, gap, expected/2, expected)
			}
			expected = min(2*expected, maxDelay)
			gaps++
		}
		if gaps < 15 || gaps > 40 {
			t.Errorf("%d attempts in an hour", gaps)
		}
		if got := kinds(events); !reflect.DeepEqual(got, []string{"LostHub", "Arrived", "ReachedHub"}) {
			t.Fatalf("events %v", got)
		}
		lost := events[0].(LostHub)
		if lost.Trouble != TroubleUnreachable || lost.Since.Sub(begin) > time.Second || events[2].(ReachedHub).Since != lost.Since {
			t.Errorf("events %+v", events)
		}
	})
}

// The n-th exchange fails, before or after the hub has stored, for every n: each application is stored exactly once.
func TestEveryExchangeFailsOnce(t *testing.T) {
	for _, after := range []bool{false, true} {
		for n := 1; n <= 6; n++ {
			t.Run(strconv.FormatBool(after)+"/"+strconv.Itoa(n), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					o := openOutbox(t, filepath.Join(t.TempDir(), "o"))
					defer o.Close()
					for range 5 {
						mustAppend(t, o, newItem("sealed"))
					}
					hub := newFakeHub()
					exchanges := 0
					events := deliverFor(t, o, time.Hour, func(r *http.Request) (*http.Response, error) {
						exchanges++
						if exchanges == n && !after {
							return nil, io.ErrUnexpectedEOF
						}
						response, err := hub.put(r)
						if exchanges == n {
							return nil, io.ErrUnexpectedEOF
						}
						return response, err
					})
					arrived := 0
					for _, e := range events {
						if _, is := e.(Arrived); is {
							arrived++
						}
					}
					if len(hub.bodies) != 5 || arrived != 5 {
						t.Errorf("%d stored, %d arrived", len(hub.bodies), arrived)
					}
					for key, times := range hub.stores {
						if times != 1 {
							t.Errorf("%s stored %d times", key, times)
						}
					}
				})
			})
		}
	}
}

// A hub that never answers costs a minute, not the terminal.
func TestSilentHub(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := openOutbox(t, filepath.Join(t.TempDir(), "o"))
		defer o.Close()
		mustAppend(t, o, newItem("sealed"))
		hub := newFakeHub()
		first := true
		events := deliverFor(t, o, 10*time.Minute, func(r *http.Request) (*http.Response, error) {
			if first {
				first = false
				<-r.Context().Done()
				return nil, r.Context().Err()
			}
			return hub.put(r)
		})
		if got := kinds(events); !reflect.DeepEqual(got, []string{"LostHub", "Arrived", "ReachedHub"}) {
			t.Errorf("events %v", got)
		}
	})
}

// One application that the hub chokes on does not hold up the others.
func TestPoisonedApplication(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := openOutbox(t, filepath.Join(t.TempDir(), "o"))
		defer o.Close()
		poisoned, good := newItem("poisoned"), newItem("good")
		mustAppend(t, o, poisoned, good)
		hub := newFakeHub()
		deliverFor(t, o, time.Minute, func(r *http.Request) (*http.Response, error) {
			if strings.HasSuffix(r.URL.Path, poisoned.Key) {
				return respond(500, "text/plain", "oops"), nil
			}
			return hub.put(r)
		})
		if hub.stores[good.Key] != 1 {
			t.Error("the good one does not arrive")
		}
		if pending, err := o.Pending(context.Background()); err != nil || len(pending) != 1 || pending[0].Key != poisoned.Key {
			t.Errorf("pending %+v, %v", pending, err)
		}
	})
}

// What is appended during a long back-off is tried at once.
func TestAppendWakes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := openOutbox(t, filepath.Join(t.TempDir(), "o"))
		defer o.Close()
		mustAppend(t, o, newItem("first"))
		hub := newFakeHub()
		up := time.Now().Add(50*time.Minute + time.Millisecond)
		second := newItem("second")
		time.AfterFunc(time.Until(up), func() { mustAppend(t, o, second) })
		events := deliverFor(t, o, time.Hour, func(r *http.Request) (*http.Response, error) {
			if time.Now().Before(up) {
				return nil, io.ErrUnexpectedEOF
			}
			return hub.put(r)
		})
		if got := kinds(events); !reflect.DeepEqual(got, []string{"LostHub", "Arrived", "ReachedHub", "Arrived"}) {
			t.Fatalf("events %v", got)
		}
		if at := events[3].(Arrived).At; at.Sub(up) > 10*time.Millisecond {
			t.Errorf("delivered %v late", at.Sub(up))
		}
	})
}

func TestDamagedIsReportedAndPassedOver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := openOutbox(t, filepath.Join(t.TempDir(), "o"))
		defer o.Close()
		bad, good := newItem("bad"), newItem("good")
		mustAppend(t, o, bad, good)
		if _, err := o.db.Exec("UPDATE submission SET body = x'00' WHERE key = ?", bad.Key); err != nil {
			t.Fatal(err)
		}
		hub := newFakeHub()
		events := deliverFor(t, o, time.Minute, hub.put)
		if got := kinds(events); !reflect.DeepEqual(got, []string{"WasDamaged", "Arrived"}) || hub.stores[bad.Key] != 0 {
			t.Errorf("events %v", got)
		}
		if events := deliverFor(t, o, time.Minute, hub.put); !reflect.DeepEqual(kinds(events), []string{"WasDamaged"}) {
			t.Errorf("after the next start: %v", events)
		}
	})
}

func TestNewDeliveryRefuses(t *testing.T) {
	o := openOutbox(t, filepath.Join(t.TempDir(), "o"))
	good := DeliveryConfig{Outbox: o, URL: "https://hub.example", Client: http.DefaultClient, Terminal: "ms-03", Token: "t"}
	if _, err := NewDelivery(good); err != nil {
		t.Fatal(err)
	}
	for name, spoil := range map[string]func(*DeliveryConfig){
		"http":     func(c *DeliveryConfig) { c.URL = "http://hub.example" },
		"no host":  func(c *DeliveryConfig) { c.URL = "https://" },
		"outbox":   func(c *DeliveryConfig) { c.Outbox = nil },
		"client":   func(c *DeliveryConfig) { c.Client = nil },
		"terminal": func(c *DeliveryConfig) { c.Terminal = "" },
		"token":    func(c *DeliveryConfig) { c.Token = "" },
	} {
		c := good
		spoil(&c)
		if _, err := NewDelivery(c); CodeOf(err) != CodeSetup {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := NewClient(filepath.Join(t.TempDir(), "missing.pem")); CodeOf(err) != CodeSetup {
		t.Errorf("missing certificate: %v", err)
	}
}
