package accounts

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
)

// loginService is a small OpenID Connect provider: discovery, keys, and a token endpoint that holds clients to PKCE and
// gives each code once. Its login page is the test itself.
type loginService struct {
	t      *testing.T
	server *httptest.Server
	key    *rsa.PrivateKey
	now    func() time.Time

	mu    sync.Mutex
	codes map[string]grant
	down  bool

	// change alters the claims of the next token before they are signed; signer replaces the key.
	change func(claims map[string]any)
	signer *rsa.PrivateKey
}

// grant is what a code stands for.
type grant struct {
	challenge, nonce string
	claims           map[string]any
}

const (
	clientID     = "clerkhub"
	clientSecret = "a secret of the hub"
)

func newLoginService(t *testing.T) *loginService {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	s := &loginService{t: t, key: key, now: time.Now, codes: map[string]grant{}}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/openid-configuration", s.describe)
	mux.HandleFunc("GET /keys", func(w http.ResponseWriter, r *http.Request) {
		s.write(w, jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: s.key.Public(), KeyID: "1", Algorithm: "RS256", Use: "sig"}}})
	})
	mux.HandleFunc("POST /token", s.token)
	s.server = httptest.NewTLSServer(mux)
	t.Cleanup(s.server.Close)
	return s
}

func (s *loginService) write(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(w).Encode(v); err != nil {
		s.t.Error(err)
	}
}

func (s *loginService) describe(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.down {
		http.Error(w, "maintenance", http.StatusServiceUnavailable)
		return
	}
	at := s.server.URL
	s.write(w, map[string]any{
		"issuer": at, "authorization_endpoint": at + "/login", "token_endpoint": at + "/token", "jwks_uri": at + "/keys",
		"id_token_signing_alg_values_supported": []string{"RS256"}, "response_types_supported": []string{"code"}, "subject_types_supported": []string{"public"},
	})
}

// logIn is the person who logs in at the service: it reads the address that the hub sent the browser to, and returns the query
// with which the browser comes back.
func (s *loginService) logIn(target string, claims map[string]any) url.Values {
	s.t.Helper()
	u, err := url.Parse(target)
	if err != nil {
		s.t.Fatal(err)
	}
	q := u.Query()
	if u.Path != "/login" || q.Get("client_id") != clientID || q.Get("response_type") != "code" || q.Get("code_challenge_method") != "S256" ||
		q.Get("redirect_uri") != testOrigin+"/account/oidc/back" || len(q.Get("state")) < 40 || len(q.Get("nonce")) < 40 || q.Get("scope") != "openid profile" {
		s.t.Errorf("the hub asks for %s", target)
	}
	code, _ := newSecret()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.codes[code] = grant{q.Get("code_challenge"), q.Get("nonce"), claims}
	return url.Values{"code": {code}, "state": {q.Get("state")}, "iss": {s.server.URL}}
}

func (s *loginService) token(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	id, secret, _ := r.BasicAuth()
	secret, _ = url.QueryUnescape(secret)
	g, known := s.codes[r.FormValue("code")]
	delete(s.codes, r.FormValue("code"))
	sum := sha256.Sum256([]byte(r.FormValue("code_verifier")))
	if !known || id != clientID || secret != clientSecret || b64(sum[:]) != g.challenge || r.FormValue("redirect_uri") != testOrigin+"/account/oidc/back" {
		w.WriteHeader(http.StatusBadRequest)
		s.write(w, map[string]string{"error": "invalid_grant"})
		return
	}
	claims := map[string]any{"iss": s.server.URL, "aud": clientID, "nonce": g.nonce, "iat": s.now().Unix(), "exp": s.now().Add(time.Minute).Unix()}
	for name, value := range g.claims {
		claims[name] = value
	}
	if s.change != nil {
		s.change(claims)
	}
	s.write(w, map[string]any{"access_token": "none", "token_type": "Bearer", "expires_in": 60, "id_token": s.sign(claims)})
}

func (s *loginService) sign(claims map[string]any) string {
	key := s.key
	if s.signer != nil {
		key = s.signer
	}
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.RS256, Key: jose.JSONWebKey{Key: key, KeyID: "1"}}, nil)
	if err != nil {
		s.t.Error(err)
		return ""
	}
	raw, err := json.Marshal(claims)
	if err != nil {
		s.t.Error(err)
		return ""
	}
	signed, err := signer.Sign(raw)
	if err != nil {
		s.t.Error(err)
		return ""
	}
	text, err := signed.CompactSerialize()
	if err != nil {
		s.t.Error(err)
	}
	return text
}

// connected is how a hub knows the service.
func (s *loginService) connected(o *Options) {
	o.OIDC = &OIDC{
		Label: "Mit dem Stadt-Konto anmelden", Issuer: s.server.URL, ClientID: clientID, ClientSecret: clientSecret,
		RolesClaim: "realm_access.roles", Roles: map[string]Role{"bt-clerk": RoleClerk, "bt-lead": RoleSupervisor},
		AuthoritiesClaim: "groups", Authorities: map[string][]string{"/amt/33": {"musterstadt-buergeramt"}, "/amt/32": {"musterstadt-ordnungsamt"}},
		OfficeClaim: "https://musterstadt.de/office", Client: s.server.Client(),
	}
}

// petra is somebody in the town's directory.
func petra() map[string]any {
	return map[string]any{
		"sub": "7f1c", "preferred_username": "Petra.Krahl", "name": "Petra Krahl", "https://musterstadt.de/office": "Bürgeramt",
		"realm_access": map[string]any{"roles": []string{"offline_access", "bt-clerk"}}, "groups": []string{"/amt/33", "/sport"},
	}
}
