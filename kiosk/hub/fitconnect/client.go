// Package fitconnect is a sender of FIT-Connect, the federal transport of applications to authorities: it gets a token, announces a
// submission, puts its sealed parts, and believes the events of its log by their signatures. It sees no content: the
// terminals seal for the destination's key, and what this package carries it cannot read.
//
// Submission API v2, destination API v2. What is known of them comes from a sender that works with the test environment
// (optiGov/php-fitconnect, March 2026), as reference/services.md, section B.3, reports it: paths, bodies and content types of token,
// announcement, attachments, submission, events and keys; the form of the events (JWT, secevent+jwt, PS512; jti, iss, iat, sub,
// txn and exactly one event); where the signing keys lie. Not confirmed by a document at hand, and marked where it matters:
// the status of an answer to what was put before (taken for 409), the life of an announcement that was never finished, the form
// of sub and txn ("submission:UUID", "case:UUID"; the UUID alone is taken too), that accept and reject are signed by the
// destination itself, and the authentication tags in an event, which are held against what was sent where they are there.
//
// The package stores nothing and logs nothing.
package fitconnect

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"time"

	"golang.org/x/time/rate"
)

// Config says where FIT-Connect is and who this sender is. All members but HTTP, Scopes and Now are needed.
type Config struct {
	Token        string // URL of the token endpoint
	Submission   string // base URL of the submission API
	Destination  string // base URL of the destination API
	ClientID     string
	ClientSecret string
	Scopes       []string
	HTTP         *http.Client     // nil: TLS 1.2 or later with the system's certificates
	Now          func() time.Time // that events are held against; time.Now if nil
}

// Client talks to FIT-Connect. It is safe for concurrent use.
type Client struct {
	submission  *url.URL
	destination *url.URL
	http        *http.Client
	tokens      *tokens
	limit       *rate.Limiter
	keys        *keyring
	now         func() time.Time
}

// FIT-Connect names no limit of requests; a town needs far fewer than these.
const (
	perSecond = 10
	burst     = 40
)

// New checks the configuration; a mistake gives CodeSetup.
func New(c Config) (*Client, error) {
	addresses := map[string]*url.URL{}
	for name, address := range map[string]string{"token": c.Token, "submission": c.Submission, "destination": c.Destination} {
		u, err := url.Parse(address)
		if err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
			return nil, &Error{Code: CodeSetup, Err: fmt.Errorf("%s is no https URL without user and query", name)}
		}
		addresses[name] = u
	}
	if c.ClientID == "" || c.ClientSecret == "" {
		return nil, &Error{Code: CodeSetup, Err: errors.New("client id or secret is missing")}
	}
	client := &http.Client{Transport: transport()}
	if c.HTTP != nil {
		copied := *c.HTTP
		client = &copied
	}
	// A redirection would carry token and application to somebody else.
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	f := &Client{
		submission: addresses["submission"], destination: addresses["destination"], http: client,
		tokens: newTokens(c, client), limit: rate.NewLimiter(perSecond, burst),
		now: c.Now,
	}
	if f.now == nil {
		f.now = time.Now
	}
	f.keys = newKeyring(f)
	return f, nil
}

func transport() *http.Transport {
	return &http.Transport{
		Proxy:                 http.ProxyFromEnvironment,
		DialContext:           (&net.Dialer{Timeout: 20 * time.Second, KeepAlive: 15 * time.Second}).DialContext,
		TLSHandshakeTimeout:   20 * time.Second,
		ResponseHeaderTimeout: time.Minute,
		IdleConnTimeout:       time.Minute,
		MaxIdleConnsPerHost:   4,
		ForceAttemptHTTP2:     true,
	}
}

// Content types and bounds of answers.
const (
	typeJSON = "application/json"
	typeJOSE = "application/jose" // of an attachment: a JWE in compact form

	maxAnswer = 1 << 20
)

// A request may take a minute and the time that its body needs on the slowest line that is worth waiting for.
const (
	requestTime = time.Minute
	slowestLine = 64 << 10 // bytes a second
)

// request is one request with its body. Without a type it has none.
type request struct {
	method, kind string
	at           *url.URL
	body         []byte
	anonymous    bool // without a token
}

// call sends a request and reads the JSON of its answer into what is not nil. A token that was not taken is replaced once.
func (c *Client) call(ctx context.Context, r request, into any) error {
	ctx, cancel := context.WithTimeout(ctx, requestTime+time.Duration(len(r.body)/slowestLine)*time.Second)
	defer cancel()
	for attempt := 0; ; attempt++ {
		token := ""
		if !r.anonymous {
			var err error
			if token, err = c.tokens.get(ctx); err != nil {
				return err
			}
		}
		status, header, raw, err := c.send(ctx, r, token)
		if err != nil {
			return err
		}
		if status == http.StatusUnauthorized && attempt == 0 && token != "" {
			c.tokens.drop(token)
			continue
		}
		return judge(status, header, raw, into)
	}
}

func (c *Client) send(ctx context.Context, r request, token string) (status int, header http.Header, raw []byte, err error) {
	if err := c.limit.Wait(ctx); err != nil {
		return 0, nil, nil, &Error{Code: CodeUnreachable, Err: err}
	}
	q, err := http.NewRequestWithContext(ctx, r.method, r.at.String(), bytes.NewReader(r.body))
	if err != nil {
		return 0, nil, nil, &Error{Code: CodeSetup, Err: err}
	}
	q.Header.Set("Accept", typeJSON)
	if r.kind != "" {
		q.Header.Set("Content-Type", r.kind)
	}
	if token != "" {
		q.Header.Set("Authorization", "Bearer "+token)
	}
	answer, err := c.http.Do(q)
	if err != nil {
		return 0, nil, nil, &Error{Code: CodeUnreachable, Err: err}
	}
	defer answer.Body.Close()
	raw, err = io.ReadAll(io.LimitReader(answer.Body, maxAnswer+1))
	if err != nil || len(raw) > maxAnswer {
		return 0, nil, nil, &Error{Code: CodeUnreachable, Status: answer.StatusCode, Err: errors.New("the answer ended early or is too long")}
	}
	return answer.StatusCode, answer.Header, raw, nil
}

// judge decides what an answer means, and reads the one that was hoped for.
func judge(status int, header http.Header, raw []byte, into any) error {
	e := &Error{Status: status, RetryAfter: retryAfter(header), Err: fmt.Errorf("the answer is %d%s", status, problemOf(raw))}
	switch {
	case status >= 200 && status < 300:
		if into == nil {
			return nil
		}
		kind, _, _ := mime.ParseMediaType(header.Get("Content-Type"))
		if kind != typeJSON || json.Unmarshal(raw, into) != nil {
			e.Code, e.Err = CodeStranger, errors.New("the answer is no JSON of that kind")
			return e
		}
		return nil
	case status == http.StatusUnauthorized:
		e.Code = CodeCredentials
	case status == http.StatusForbidden:
		e.Code = CodeForbidden
	case status == http.StatusNotFound || status == http.StatusGone:
		e.Code = CodeGone
	case status == http.StatusConflict:
		e.Code = CodeThere
	case status == http.StatusTooManyRequests:
		e.Code = CodeThrottled
	case status >= 500 || status == http.StatusRequestTimeout:
		e.Code = CodeFailing
	case status == http.StatusBadRequest || status == http.StatusRequestEntityTooLarge || status == http.StatusUnsupportedMediaType || status == http.StatusUnprocessableEntity:
		e.Code = CodeRefused
	default:
		e.Code = CodeStranger
	}
	return e
}

var problemPattern = regexp.MustCompile(`^[A-Za-z0-9_.-]{1,64}$`)

// problemOf is FIT-Connect's own code of a problem. Its description is left out, for it may quote what was sent.
func problemOf(raw []byte) string {
	var p struct {
		Code string `json:"errorCode"`
	}
	if json.Unmarshal(raw, &p) != nil || !problemPattern.MatchString(p.Code) {
		return ""
	}
	return ", " + p.Code
}

// longestWish is how long FIT-Connect can ask to be left alone at most.
const longestWish = time.Hour

// retryAfter reads the header in seconds (RFC 9110, 10.2.3).
func retryAfter(h http.Header) time.Duration {
	seconds, err := strconv.Atoi(h.Get("Retry-After"))
	if err != nil || seconds < 0 {
		return 0
	}
	return time.Duration(min(seconds, int(longestWish/time.Second))) * time.Second
}
