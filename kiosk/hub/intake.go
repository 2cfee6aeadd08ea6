package hub

import (
	"encoding/hex"
	"errors"
	"io"
	"mime"
	"net/http"
	"os"
	"strconv"
	"time"

	"buergerterminal/kiosk/link"
)

// A body may take this long, and the time that it needs on the slowest line that is worth waiting for.
const (
	bodyTime    = 30 * time.Second
	slowestLine = 16 << 10 // bytes a second
)

// problem is the answer to what is not stored, in the words of RFC 9457.
func problem(code link.ProblemCode) link.Problem {
	status, title := http.StatusInternalServerError, "the hub cannot store"
	switch code {
	case link.ProblemMethod:
		status, title = http.StatusMethodNotAllowed, "only PUT is possible here"
	case link.ProblemUnauthorized:
		status, title = http.StatusUnauthorized, "the terminal is unknown or its token is wrong"
	case link.ProblemEnvelope:
		status, title = http.StatusBadRequest, "the key or a header is missing or malformed"
	case link.ProblemContentType:
		status, title = http.StatusUnsupportedMediaType, "the content is no sealed application"
	case link.ProblemLength:
		status, title = http.StatusLengthRequired, "the length is missing"
	case link.ProblemTooLarge:
		status, title = http.StatusRequestEntityTooLarge, "the submission is too large"
	case link.ProblemDigest:
		status, title = http.StatusBadRequest, "the body is not what its digest says"
	case link.ProblemIncomplete:
		status, title = http.StatusRequestTimeout, "the body ended early or came too slowly"
	case link.ProblemConflict:
		status, title = http.StatusConflict, "the key is stored with other content"
	case link.ProblemBusy:
		status, title = http.StatusServiceUnavailable, "too many submissions at once"
	case link.ProblemFull:
		status, title = http.StatusInsufficientStorage, "the hub's disk is full"
	}
	return link.Problem{Status: status, Code: code, Title: title}
}

// takeIn stores one submission and answers with its receipt: 201 the first time, 200 when it is repeated.
func (h *Hub) takeIn(w http.ResponseWriter, r *http.Request) {
	envelope, key, code := h.admit(r)
	if code != "" {
		h.refuse(w, code, envelope.Terminal, key)
		return
	}
	select {
	case h.bodies <- struct{}{}:
		defer func() { <-h.bodies }()
	default:
		h.refuse(w, link.ProblemBusy, envelope.Terminal, key)
		return
	}
	body, code := readBody(w, r)
	if code != "" {
		h.refuse(w, code, envelope.Terminal, key)
		return
	}
	stored, repeated, err := h.store.Put(r.Context(), envelope, key, body)
	switch CodeOf(err) {
	case CodeConflict:
		h.refuse(w, link.ProblemConflict, envelope.Terminal, key)
		return
	case CodeFull:
		h.log(EventStoreFailed, "code", string(CodeFull))
		h.refuse(w, link.ProblemFull, envelope.Terminal, key)
		return
	}
	if err != nil {
		h.log(EventStoreFailed, "code", string(CodeOf(err)))
		h.refuse(w, link.ProblemStore, envelope.Terminal, key)
		return
	}
	event, status := EventStored, http.StatusCreated
	if repeated {
		event, status = EventRepeated, http.StatusOK
	}
	h.log(event, "terminal", envelope.Terminal, "key", key, "flow", envelope.Flow, "size", stored.Size)
	link.Answer(w, status, "application/json", link.Receipt{
		Key:      key,
		SHA256:   hex.EncodeToString(stored.SHA256[:]),
		StoredAt: stored.StoredAt.UTC(),
	})
}

// admit checks everything that stands before the body, the terminal's secret first.
func (h *Hub) admit(r *http.Request) (e link.Envelope, key string, code link.ProblemCode) {
	if r.Method != http.MethodPut {
		return e, "", link.ProblemMethod
	}
	terminal := r.Header.Get(link.HeaderTerminal)
	known, err := h.terminals.Admits(terminal, link.Bearer(r.Header))
	if err != nil {
		h.log(EventTerminals, "code", string(CodeOf(err)))
	}
	if !known {
		id, ok := h.identify(r)
		if !ok || id != terminal {
			return e, "", link.ProblemUnauthorized
		}
	}
	e, err = link.ReadEnvelope(r.Header)
	key = r.PathValue("key")
	if err != nil || !link.ValidKey(key) {
		return e, "", link.ProblemEnvelope
	}
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch {
	case err != nil || kind != link.SealedType:
		return e, key, link.ProblemContentType
	case r.ContentLength < 0:
		return e, key, link.ProblemLength
	case r.ContentLength > link.MaxBody:
		return e, key, link.ProblemTooLarge
	case r.ContentLength == 0:
		return e, key, link.ProblemEnvelope
	}
	return e, key, ""
}

func readBody(w http.ResponseWriter, r *http.Request) ([]byte, link.ProblemCode) {
	digest, err := link.ParseDigest(r.Header.Get(link.HeaderDigest))
	if err != nil {
		return nil, link.ProblemEnvelope
	}
	limit := bodyTime + time.Duration(r.ContentLength/slowestLine)*time.Second
	// A recorder in a test has no deadline; the real server has.
	if err := http.NewResponseController(w).SetReadDeadline(time.Now().Add(limit)); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return nil, link.ProblemIncomplete
	}
	body := make([]byte, r.ContentLength)
	if _, err := io.ReadFull(r.Body, body); err != nil {
		if errors.Is(err, os.ErrDeadlineExceeded) {
			w.Header().Set("Connection", "close")
		}
		return nil, link.ProblemIncomplete
	}
	if hashOf(body) != digest {
		return nil, link.ProblemDigest
	}
	return body, ""
}

// refuse never logs what an unauthorized sender wrote into its headers.
func (h *Hub) refuse(w http.ResponseWriter, code link.ProblemCode, terminal, key string) {
	switch code {
	case link.ProblemUnauthorized:
		h.log(EventUnauthorized)
		w.Header().Set("WWW-Authenticate", "Bearer")
	case link.ProblemMethod:
		w.Header().Set("Allow", http.MethodPut)
	case link.ProblemBusy:
		w.Header().Set("Retry-After", strconv.Itoa(2))
		fallthrough
	default:
		h.log(EventRefused, "code", string(code), "terminal", terminal, "key", key)
	}
	p := problem(code)
	link.Answer(w, p.Status, link.ProblemType, p)
}
