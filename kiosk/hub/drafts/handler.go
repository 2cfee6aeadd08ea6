package drafts

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"strconv"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"buergerterminal/kiosk/hub"
	"buergerterminal/kiosk/hub/database"
	"buergerterminal/kiosk/link"
)

// A terminal serves one citizen at a time: what is more than this is no citizen.
const (
	perSecond = 1
	burst     = 20
)

// rates bounds what each terminal may ask of this replica.
type rates struct {
	mu  sync.Mutex
	all map[string]*rate.Limiter // by terminal; terminals are enrolled, so there is an end of them
}

func (r *rates) allow(terminal string, now time.Time) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.all == nil {
		r.all = map[string]*rate.Limiter{}
	}
	l := r.all[terminal]
	if l == nil {
		l = rate.NewLimiter(perSecond, burst)
		r.all[terminal] = l
	}
	return l.AllowN(now, 1)
}

// Handler serves terminals. identify says which one asks.
func (d *Drafts) Handler(identify func(*http.Request) (terminal string, ok bool)) http.Handler {
	admitted := func(serve func(http.ResponseWriter, *http.Request, string)) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			terminal, ok := identify(r)
			switch {
			case !ok:
				link.Refuse(w, http.StatusUnauthorized, link.ProblemUnauthorized, "the terminal is unknown")
			case !d.rates.allow(terminal, d.Now()):
				w.Header().Set("Retry-After", strconv.Itoa(burst/perSecond))
				d.refuse(w, terminal, http.StatusTooManyRequests, link.ProblemBusy, "too many drafts at once")
			default:
				serve(w, r, terminal)
			}
		}
	}
	asked := func(do func(ctx context.Context, terminal string, a link.DraftAsk) error) http.HandlerFunc {
		return admitted(func(w http.ResponseWriter, r *http.Request, terminal string) {
			a, err := link.ReadDraftAsk(r.Body)
			if err != nil {
				d.refuse(w, terminal, http.StatusBadRequest, link.ProblemEnvelope, err.Error())
				return
			}
			if err := do(r.Context(), terminal, a); err != nil {
				d.failed(w, terminal, err)
				return
			}
			w.WriteHeader(http.StatusNoContent)
		})
	}
	mux := http.NewServeMux()
	mux.HandleFunc("PUT "+link.DraftsPath+"{$}", admitted(d.serveKeep))
	mux.HandleFunc("POST "+link.DraftTakePath, admitted(d.serveTake))
	mux.HandleFunc("POST "+link.DraftRenewPath, asked(func(ctx context.Context, _ string, a link.DraftAsk) error { return d.Renew(ctx, a.ID, a.Lease) }))
	mux.HandleFunc("POST "+link.DraftLeavePath, asked(func(ctx context.Context, _ string, a link.DraftAsk) error { return d.Leave(ctx, a.ID, a.Lease) }))
	mux.HandleFunc("POST "+link.DraftBurnPath, asked(func(ctx context.Context, terminal string, a link.DraftAsk) error { return d.Burn(ctx, terminal, a.ID) }))
	mux.HandleFunc("POST "+link.DraftDropPath, asked(func(ctx context.Context, terminal string, a link.DraftAsk) error { return d.Drop(ctx, terminal, a.ID) }))
	return mux
}

func (d *Drafts) serveKeep(w http.ResponseWriter, r *http.Request, terminal string) {
	id, replaces := r.Header.Get(link.HeaderDraftID), r.Header.Get(link.HeaderDraftReplaces)
	days, err := strconv.Atoi(r.Header.Get(link.HeaderDraftDays))
	switch {
	case !link.ValidDraftID(id) || replaces != "" && !link.ValidDraftID(replaces) || err != nil || days < 1 || days > link.MaxDraftDays:
		d.refuse(w, terminal, http.StatusBadRequest, link.ProblemEnvelope, "a header is missing or malformed")
		return
	case r.Header.Get("Content-Type") != link.DraftType:
		d.refuse(w, terminal, http.StatusUnsupportedMediaType, link.ProblemContentType, "not a draft")
		return
	case r.ContentLength < 0:
		d.refuse(w, terminal, http.StatusLengthRequired, link.ProblemLength, "Content-Length is missing")
		return
	case r.ContentLength == 0 || r.ContentLength > link.MaxDraft:
		d.refuse(w, terminal, http.StatusRequestEntityTooLarge, link.ProblemTooLarge, "too large for a draft")
		return
	}
	body := make([]byte, r.ContentLength)
	if _, err := io.ReadFull(r.Body, body); err != nil {
		d.refuse(w, terminal, http.StatusBadRequest, link.ProblemIncomplete, "the body ended early")
		return
	}
	expires, err := d.Keep(r.Context(), terminal, id, replaces, days, body)
	if err != nil {
		d.failed(w, terminal, err)
		return
	}
	sum := sha256.Sum256(body)
	link.Answer(w, http.StatusOK, "application/json", link.DraftKept{SHA256: hex.EncodeToString(sum[:]), Hub: d.Name, Expires: expires.UTC()})
}

func (d *Drafts) serveTake(w http.ResponseWriter, r *http.Request, terminal string) {
	a, err := link.ReadDraftAsk(r.Body)
	switch {
	case err != nil:
		d.refuse(w, terminal, http.StatusBadRequest, link.ProblemEnvelope, err.Error())
		return
	case a.Hub != d.Name:
		d.refuse(w, terminal, http.StatusMisdirectedRequest, link.ProblemOtherHub, "another hub keeps it")
		return
	}
	body, lease, err := d.Take(r.Context(), terminal, a.ID)
	if err != nil {
		d.failed(w, terminal, err)
		return
	}
	w.Header().Set("Content-Type", link.DraftType)
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set(link.HeaderDraftLease, lease)
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(http.StatusOK)
	w.Write(body)
}

// failed answers an error of the calls.
func (d *Drafts) failed(w http.ResponseWriter, terminal string, err error) {
	switch {
	case errors.Is(err, ErrGone):
		d.refuse(w, terminal, http.StatusNotFound, link.ProblemDraftGone, "there is no such draft")
	case errors.Is(err, ErrLent):
		w.Header().Set("Retry-After", strconv.Itoa(int(leaseTime/time.Second)))
		d.refuse(w, terminal, http.StatusConflict, link.ProblemDraftLent, "another terminal has it")
	case errors.Is(err, ErrQuota):
		d.refuse(w, terminal, http.StatusInsufficientStorage, link.ProblemDraftQuota, "the terminal keeps as many drafts as it may")
	case errors.Is(err, ErrConflict):
		d.refuse(w, terminal, http.StatusConflict, link.ProblemConflict, "the id is taken")
	case hub.CodeOf(err) == hub.CodeFull:
		d.refuse(w, terminal, http.StatusInsufficientStorage, link.ProblemFull, "the hub's disk is full")
	default:
		d.Log(EventFailed, "code", string(database.CodeOf(err)))
		link.Refuse(w, http.StatusInternalServerError, link.ProblemStore, "the hub cannot store or read")
	}
}

func (d *Drafts) refuse(w http.ResponseWriter, terminal string, status int, code link.ProblemCode, title string) {
	d.Log(EventRefused, "terminal", terminal, "code", string(code))
	link.Refuse(w, status, code, title)
}
