package fitconnect_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"buergerterminal/kiosk/hub/fitconnect"
	"buergerterminal/kiosk/hub/fitconnect/fitconnecttest"
	"buergerterminal/kiosk/link"
	"buergerterminal/kiosk/submission/seal"
)

// canary stands in what must never be read on the way.
const canary = "Lehmann-Kanarienvogel"

func client(t testing.TB, g *fitconnecttest.Gateway) *fitconnect.Client {
	t.Helper()
	c, err := fitconnect.New(g.Config())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// sealed is an application as a terminal seals it.
func sealed(t testing.TB, g *fitconnecttest.Gateway) link.Sealed {
	t.Helper()
	key, err := seal.DestinationKey(g.KeySet(), "", seal.Pin{Thumbprint: fitconnecttest.Thumbprint()}, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	s, err := seal.SealForDestination(seal.Application{
		ID: seal.NewID(), FlowID: "meldebescheinigung", FlowVersion: "3", Leistung: "99115004012000", Authority: "buergeramt", Language: "de", CreatedAt: time.Now(),
		Answers:     json.RawMessage(`{"name":"` + canary + `"}`),
		Attachments: []seal.Attachment{{ID: seal.NewID(), Name: "a.pdf", MIME: "application/pdf", Purpose: seal.Proof, Data: []byte("scan")}, {ID: seal.NewID(), Name: "s.png", MIME: "image/png", Purpose: seal.Signature, Data: []byte("ink")}},
	}, key, seal.Destination{ID: fitconnecttest.DestinationID, Service: "Meldebescheinigung", SchemaURI: fitconnecttest.Schema})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func ids(s link.Sealed) (all []string) {
	for _, a := range s.Attachments {
		all = append(all, a.ID)
	}
	return all
}

// send brings an application whole to the gateway.
func send(t testing.TB, c *fitconnect.Client, s link.Sealed) fitconnect.Sent {
	t.Helper()
	began := time.Now()
	a, err := c.Announce(t.Context(), *s.Destination, ids(s))
	if err != nil {
		t.Fatal(err)
	}
	for _, at := range s.Attachments {
		if err := c.PutAttachment(t.Context(), a.Submission, at.ID, at.JWE); err != nil {
			t.Fatal(err)
		}
	}
	if err := c.Submit(t.Context(), a.Submission, s.Metadata, s.Data); err != nil {
		t.Fatal(err)
	}
	return fitconnect.Sent{Announced: a, Destination: s.Destination.ID, Since: began, Tags: fitconnect.TagsOf(s)}
}

func types(events []fitconnect.Event) (all string) {
	for _, e := range events {
		all += string(e.Type) + " "
	}
	return strings.TrimSpace(all)
}

func TestSender(t *testing.T) {
	g := fitconnecttest.New(t)
	c := client(t, g)
	d, err := c.Destination(t.Context(), fitconnecttest.DestinationID)
	if err != nil || d.Status != "active" || d.EncryptionKid == "" || d.Services[0].Identifier != fitconnecttest.Service {
		t.Errorf("%+v, %v", d, err)
	}
	set, err := c.Keys(t.Context(), fitconnecttest.DestinationID)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := seal.DestinationKey(set, d.EncryptionKid, seal.Pin{Thumbprint: fitconnecttest.Thumbprint()}, time.Now()); err != nil {
		t.Error(err)
	}
	sent := send(t, c, sealed(t, g))
	events, err := c.Events(t.Context(), sent)
	if err != nil || types(events) != "create-submission submit-submission notify-submission accept-submission" {
		t.Errorf("%s, %v", types(events), err)
	}
	got := g.Received()
	if len(got) != 1 || got[0].Wrong != "" || !strings.Contains(string(got[0].Data), canary) || len(got[0].Attachments) != 2 {
		t.Errorf("%+v", got)
	}
	if g.Tokens() != 1 {
		t.Errorf("%d tokens for one sending", g.Tokens())
	}
}

// An event is believed only with all that proves it. What cannot be believed hides nothing else.
func TestEvents(t *testing.T) {
	for name, c := range map[string]struct {
		fault    fitconnecttest.Fault
		believed bool
	}{
		"sub and txn without kind":          {fitconnecttest.EventWithoutKind, true},
		"RS256":                             {fitconnecttest.EventAlgorithm, false},
		"no algorithm":                      {fitconnecttest.EventUnsigned, false},
		"garbage":                           {fitconnecttest.EventGarbage, false},
		"another type":                      {fitconnecttest.EventType, false},
		"signed by a stranger":              {fitconnecttest.EventKey, false},
		"a key that nobody has":             {fitconnecttest.EventUnknownKey, false},
		"signed with the key of encryption": {fitconnecttest.EventEncryptionKey, false},
		"accepted by the service":           {fitconnecttest.EventIssuer, false},
		"accepted by another destination":   {fitconnecttest.EventIssuerStranger, false},
		"another submission":                {fitconnecttest.EventSubject, false},
		"another case":                      {fitconnecttest.EventCase, false},
		"two events":                        {fitconnecttest.EventTwo, false},
		"no event":                          {fitconnecttest.EventNone, false},
		"no id":                             {fitconnecttest.EventNoID, false},
		"no time":                           {fitconnecttest.EventNoTime, false},
		"from the future":                   {fitconnecttest.EventFuture, false},
		"from the past":                     {fitconnecttest.EventPast, false},
		"about other bytes":                 {fitconnecttest.EventTags, false},
		"an id that was used":               {fitconnecttest.EventTwice, false},
	} {
		t.Run(name, func(t *testing.T) {
			g := fitconnecttest.New(t)
			g.Set(c.fault, 1)
			f := client(t, g)
			events, err := f.Events(t.Context(), send(t, f, sealed(t, g)))
			if c.believed != strings.HasSuffix(types(events), "accept-submission") || c.believed != (err == nil) {
				t.Errorf("believed %s, %v", types(events), err)
			}
			if !strings.HasPrefix(types(events), "create-submission submit-submission notify-submission") {
				t.Errorf("the others are lost: %s", types(events))
			}
			if err != nil && fitconnect.CodeOf(err) != fitconnect.CodeEvent {
				t.Error(err)
			}
		})
	}
}

// Whether an event is true is not known while its key cannot be had.
func TestEventsWithoutKeys(t *testing.T) {
	g := fitconnecttest.New(t)
	c := client(t, g)
	sent := send(t, c, sealed(t, g))
	g.Fail(2, fitconnecttest.Answer503, nil) // the log comes, the keys do not
	if events, err := c.Events(t.Context(), sent); fitconnect.CodeOf(err) != fitconnect.CodeFailing || events != nil {
		t.Errorf("%v, %v", events, err)
	}
	if events, err := c.Events(t.Context(), sent); err != nil || len(events) != 4 {
		t.Errorf("%v, %v", events, err)
	}
}

func TestGatewayRefuses(t *testing.T) {
	g := fitconnecttest.New(t)
	c := client(t, g)
	s := sealed(t, g)
	announced := func() string {
		a, err := c.Announce(t.Context(), *s.Destination, ids(s))
		if err != nil {
			t.Fatal(err)
		}
		return a.Submission
	}
	first, second := s.Attachments[0], s.Attachments[1]
	for name, try := range map[string]struct {
		do   func() error
		want fitconnect.Code
	}{
		"another destination": {func() error {
			_, err := c.Announce(t.Context(), link.Destination{ID: seal.NewID(), Service: s.Destination.Service}, nil)
			return err
		}, fitconnect.CodeGone},
		"a service that it has not": {func() error {
			_, err := c.Announce(t.Context(), link.Destination{ID: s.Destination.ID, Service: link.PublicService{Identifier: "urn:x:y", Name: "x"}}, nil)
			return err
		}, fitconnect.CodeRefused},
		"an id that is none":  {func() error { return c.PutAttachment(t.Context(), "1", first.ID, first.JWE) }, fitconnect.CodeRefused},
		"an unknown one":      {func() error { return c.PutAttachment(t.Context(), seal.NewID(), first.ID, first.JWE) }, fitconnect.CodeGone},
		"not announced":       {func() error { return c.PutAttachment(t.Context(), announced(), seal.NewID(), first.JWE) }, fitconnect.CodeRefused},
		"not sealed":          {func() error { return c.PutAttachment(t.Context(), announced(), first.ID, "scan") }, fitconnect.CodeRefused},
		"too large":           {func() error { return c.PutAttachment(t.Context(), announced(), first.ID, strings.Repeat("a", 21<<20)) }, fitconnect.CodeRefused},
		"attachments missing": {func() error { return c.Submit(t.Context(), announced(), s.Metadata, s.Data) }, fitconnect.CodeRefused},
		"an attachment twice": {func() error {
			id := announced()
			return errors.Join(c.PutAttachment(t.Context(), id, first.ID, first.JWE), c.PutAttachment(t.Context(), id, first.ID, first.JWE))
		}, fitconnect.CodeThere},
		"twice": {func() error {
			id := announced()
			return errors.Join(c.PutAttachment(t.Context(), id, first.ID, first.JWE), c.PutAttachment(t.Context(), id, second.ID, second.JWE),
				c.Submit(t.Context(), id, s.Metadata, s.Data), c.Submit(t.Context(), id, s.Metadata, s.Data))
		}, fitconnect.CodeThere},
	} {
		if err := try.do(); fitconnect.CodeOf(err) != try.want {
			t.Errorf("%s: %v, want %q", name, err, try.want)
		}
	}
	if n := len(g.Received()); n != 1 {
		t.Errorf("%d were handed over", n)
	}
}

// Parts of two applications are exchanged: the gateway cannot see it, the authority does.
func TestExchangedPartsAreRejected(t *testing.T) {
	g := fitconnecttest.New(t)
	c := client(t, g)
	a, b := sealed(t, g), sealed(t, g)
	a.Data = b.Data
	events, err := c.Events(t.Context(), send(t, c, a))
	if err != nil || !strings.HasSuffix(types(events), "reject-submission") || g.Received()[0].Wrong != "hash of the data" {
		t.Errorf("%s, %v, %q", types(events), err, g.Received()[0].Wrong)
	}
}

func TestTokens(t *testing.T) {
	g := fitconnecttest.New(t)
	c := client(t, g)
	ask := func() error {
		_, err := c.Destination(t.Context(), fitconnecttest.DestinationID)
		return err
	}
	for range 3 {
		if err := ask(); err != nil {
			t.Fatal(err)
		}
	}
	if g.Tokens() != 1 {
		t.Errorf("%d tokens", g.Tokens())
	}
	g.Expire() // earlier than it said
	if err := ask(); err != nil || g.Tokens() != 2 {
		t.Errorf("%v after %d tokens", err, g.Tokens())
	}
	g.Expire()
	g.TokenLife(10 * time.Second) // too short to be kept
	for range 2 {
		if err := ask(); err != nil {
			t.Fatal(err)
		}
	}
	if g.Tokens() != 4 {
		t.Errorf("%d tokens", g.Tokens())
	}
	g.Set(fitconnecttest.TokenRefused, 2)
	if err := ask(); fitconnect.CodeOf(err) != fitconnect.CodeCredentials {
		t.Error(err)
	}
}

func TestWrongSecret(t *testing.T) {
	g := fitconnecttest.New(t)
	config := g.Config()
	config.ClientSecret = "falsch-" + canary
	c, err := fitconnect.New(config)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Token(t.Context()); fitconnect.CodeOf(err) != fitconnect.CodeCredentials || strings.Contains(err.Error(), canary) {
		t.Error(err)
	}
}

func TestTroubles(t *testing.T) {
	g := fitconnecttest.New(t)
	c := client(t, g)
	if _, err := c.Token(t.Context()); err != nil {
		t.Fatal(err)
	}
	for fault, want := range map[fitconnecttest.Fault]fitconnect.Code{
		fitconnecttest.Unavailable: fitconnect.CodeFailing, fitconnecttest.Throttled: fitconnect.CodeThrottled,
		fitconnecttest.Forbidden: fitconnect.CodeForbidden, fitconnecttest.Strange: fitconnect.CodeStranger,
	} {
		g.Set(fault, 1)
		_, err := c.Destination(t.Context(), fitconnecttest.DestinationID)
		if fitconnect.CodeOf(err) != want || strings.Contains(err.Error(), "description") {
			t.Errorf("%v, want %q", err, want)
		}
		var told *fitconnect.Error
		if !errors.As(err, &told) {
			t.Fatal(err)
		}
		if wish := told.Wait(); (want == fitconnect.CodeThrottled) != (wish == 7*time.Second) {
			t.Errorf("%v wants to be left alone for %v", err, wish)
		}
	}
}

// A redirection would carry the token to somebody else.
func TestNoRedirection(t *testing.T) {
	g := fitconnecttest.New(t)
	reached := false
	other := httptest.NewTLSServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached = true }))
	defer other.Close()
	from := httptest.NewTLSServer(http.RedirectHandler(other.URL, http.StatusTemporaryRedirect))
	defer from.Close()
	config := g.Config()
	config.Destination = from.URL
	config.HTTP.Transport.(*http.Transport).TLSClientConfig.InsecureSkipVerify = true // three servers of the test, three certificates
	c, err := fitconnect.New(config)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Destination(t.Context(), fitconnecttest.DestinationID); fitconnect.CodeOf(err) != fitconnect.CodeStranger || reached {
		t.Errorf("%v, followed %v", err, reached)
	}
}

func TestNewRefuses(t *testing.T) {
	good := fitconnect.Config{Token: "https://a/token", Submission: "https://a/s", Destination: "https://a/d", ClientID: "c", ClientSecret: "s"}
	if _, err := fitconnect.New(good); err != nil {
		t.Error(err)
	}
	for name, change := range map[string]func(*fitconnect.Config){
		"http": func(c *fitconnect.Config) { c.Token = "http://a/token" }, "empty": func(c *fitconnect.Config) { c.Submission = "" },
		"query": func(c *fitconnect.Config) { c.Destination = "https://a/?b" }, "no client": func(c *fitconnect.Config) { c.ClientID = "" }, "no secret": func(c *fitconnect.Config) { c.ClientSecret = "" },
	} {
		c := good
		change(&c)
		if _, err := fitconnect.New(c); fitconnect.CodeOf(err) != fitconnect.CodeSetup {
			t.Errorf("%s: %v", name, err)
		}
	}
}
