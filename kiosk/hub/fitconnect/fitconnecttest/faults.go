package fitconnecttest

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"time"

	"github.com/go-jose/go-jose/v4"

	"buergerterminal/kiosk/hub/fitconnect"
)

// Fault is something that goes wrong at the gateway, or that somebody in its place does.
type Fault int

// The faults. Those of events change accept-submission.
const (
	Unavailable  Fault = iota // 503
	Throttled                 // 429 with Retry-After
	Forbidden                 // 403
	Strange                   // 200 with a page
	KeyChanged                // another encryption key under the same kid
	KidChanged                // the destination names another key
	TokenRefused              // 401 whatever the token

	EventAlgorithm      // signed with RS256
	EventType           // typ JWT
	EventKey            // signed by a stranger
	EventUnknownKey     // of a key that nobody has
	EventEncryptionKey  // names the encryption key
	EventIssuer         // from the service
	EventIssuerStranger // from another destination
	EventSubject        // about another submission
	EventCase           // about another case
	EventTwo            // two events in one
	EventNone           // no event
	EventNoID           // without jti
	EventNoTime         // without iat
	EventFuture         // an hour from now
	EventPast           // from before the submission
	EventTags           // with tags of other parts
	EventTwice          // the same jti as the submission's first event
	EventGarbage        // no JWT at all
	EventUnsigned       // alg none
	EventWithoutKind    // sub and txn are UUIDs alone: right, as far as anybody knows
)

// Set turns a fault on for so many requests or events; 0 turns it off.
func (g *Gateway) Set(f Fault, times int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.faults[f] = times
}

func (g *Gateway) has(f Fault) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.faults[f] > 0
}

// once takes one use of a fault. It needs the lock.
func (g *Gateway) once(f Fault) bool {
	if g.faults[f] < 1 {
		return false
	}
	g.faults[f]--
	return true
}

// Cut says when the line breaks.
type Cut int

// The moments.
const (
	CutBefore Cut = iota // the request never comes
	CutAfter             // it is carried out, and the answer never comes
	Answer503            // it is not carried out, and the gateway says so
)

type failure struct {
	nth   int // from now; 0 for none
	cut   Cut
	after func()
}

// Fail breaks the nth request from now, from 1. after is called, if it is not nil, when that has happened.
func (g *Gateway) Fail(nth int, cut Cut, after func()) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.fail = failure{nth, cut, after}
}

// disturb is where faults of the line and of the whole gateway happen.
func (g *Gateway) disturb(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		g.mu.Lock()
		g.calls++
		broken := failure{}
		if g.fail.nth > 0 {
			if g.fail.nth--; g.fail.nth == 0 {
				broken, g.fail = g.fail, failure{}
				broken.nth = 1
			}
		}
		api := r.URL.Path != "/token"
		unavailable, throttled, forbidden, strange := g.once(Unavailable), api && g.once(Throttled), api && g.once(Forbidden), api && g.once(Strange)
		refused := api && r.Header.Get("Authorization") != "" && g.once(TokenRefused)
		g.mu.Unlock()
		switch {
		case broken.nth > 0:
			broken.happen(next, w, r)
		case unavailable:
			problem(w, http.StatusServiceUnavailable, "maintenance")
		case throttled:
			w.Header().Set("Retry-After", "7")
			problem(w, http.StatusTooManyRequests, "too-many-requests")
		case forbidden:
			problem(w, http.StatusForbidden, "not-allowed")
		case refused:
			problem(w, http.StatusUnauthorized, "invalid-token")
		case strange:
			w.Header().Set("Content-Type", "text/html")
			w.Write([]byte("<html>Anmeldung im Netz</html>"))
		default:
			next.ServeHTTP(w, r)
		}
	})
}

func (f failure) happen(next http.Handler, w http.ResponseWriter, r *http.Request) {
	if f.cut == CutAfter {
		next.ServeHTTP(httptest.NewRecorder(), r)
	}
	if f.after != nil {
		f.after()
	}
	if f.cut == Answer503 {
		problem(w, http.StatusServiceUnavailable, "maintenance")
		return
	}
	panic(http.ErrAbortHandler)
}

// event signs an event. It needs the lock.
func (g *Gateway) event(s *submission, what fitconnect.EventType) string {
	issuer, kid, key, alg, kind := g.server.URL+"/submission-api", serviceKid, service(), jose.PS512, "secevent+jwt"
	if what == fitconnect.Accepted || what == fitconnect.Rejected {
		issuer, kid, key = DestinationID, signingKid, signing()
	}
	payload := map[string]any{}
	if s.parts != nil {
		tags := map[string]string{}
		for id, jwe := range s.attachments {
			tags[id] = tagOf(jwe)
		}
		payload["authenticationTags"] = map[string]any{"metadata": tagOf(s.parts.Metadata), "data": tagOf(s.parts.Data), "attachments": tags}
	}
	events := map[string]any{"https://schema.fitko.de/fit-connect/events/" + string(what): payload}
	claims := map[string]any{"jti": newID(), "iss": issuer, "iat": g.now().Unix(), "sub": "submission:" + s.id, "txn": "case:" + s.caseID, "events": events}
	if what != fitconnect.Accepted {
		return sign(claims, key, kid, alg, kind)
	}
	switch {
	case g.once(EventAlgorithm):
		alg = jose.RS256
	case g.once(EventType):
		kind = "JWT"
	case g.once(EventKey):
		key = stranger()
	case g.once(EventUnknownKey):
		kid, key = "unknown", stranger()
	case g.once(EventEncryptionKey):
		kid, key = encryptionKid, encryptionKey()
	case g.once(EventIssuer):
		claims["iss"], kid, key = g.server.URL+"/submission-api", serviceKid, service()
	case g.once(EventIssuerStranger):
		claims["iss"] = newID()
	case g.once(EventSubject):
		claims["sub"] = "submission:" + newID()
	case g.once(EventCase):
		claims["txn"] = "case:" + newID()
	case g.once(EventTwo):
		events["https://schema.fitko.de/fit-connect/events/delete-submission"] = map[string]any{}
	case g.once(EventNone):
		claims["events"] = map[string]any{}
	case g.once(EventNoID):
		delete(claims, "jti")
	case g.once(EventNoTime):
		delete(claims, "iat")
	case g.once(EventFuture):
		claims["iat"] = g.now().Add(time.Hour).Unix()
	case g.once(EventPast):
		claims["iat"] = g.now().Add(-time.Hour).Unix()
	case g.once(EventTags):
		payload["authenticationTags"] = map[string]any{"metadata": "AAAAAAAAAAAAAAAAAAAAAA"}
	case g.once(EventTwice):
		claims["jti"] = idOf(s.log[0])
	case g.once(EventGarbage):
		return "garbage"
	case g.once(EventUnsigned):
		return unsigned(claims)
	case g.once(EventWithoutKind):
		claims["sub"], claims["txn"] = s.id, s.caseID
	}
	return sign(claims, key, kid, alg, kind)
}

func sign(claims map[string]any, key any, kid string, alg jose.SignatureAlgorithm, kind string) string {
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: alg, Key: jose.JSONWebKey{Key: key, KeyID: kid}}, (&jose.SignerOptions{}).WithType(jose.ContentType(kind)))
	if err != nil {
		panic(err) // of our own making
	}
	raw, err := json.Marshal(claims)
	if err != nil {
		panic(err)
	}
	signed, err := signer.Sign(raw)
	if err != nil {
		panic(err)
	}
	compact, err := signed.CompactSerialize()
	if err != nil {
		panic(err)
	}
	return compact
}
