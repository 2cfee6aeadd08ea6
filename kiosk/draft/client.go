package draft

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"buergerterminal/kiosk/link"
)

// Trouble says why the hub keeps no draft. It is a health code.
type Trouble string

// The troubles of keeping.
const (
	TroubleUnreachable Trouble = "draft.unreachable" // no answer, or a stranger's
	TroubleRefused     Trouble = "draft.refused"     // the hub does not take it: it is too old, or does not know the terminal
	TroubleFull        Trouble = "draft.full"        // the hub keeps no more, of this terminal or at all
)

// Error is a failure at the hub. Its text is technical and never personal.
type Error struct {
	Trouble Trouble
	Problem link.ProblemCode // what the hub said, "" where it said nothing
}

func (e *Error) Error() string { return string(e.Trouble) + ": " + string(e.Problem) }

// ProblemOf is what the hub said, "" where it said nothing.
func ProblemOf(err error) link.ProblemCode {
	var e *Error
	if errors.As(err, &e) {
		return e.Problem
	}
	return ""
}

// TroubleOf is the trouble of an error.
func TroubleOf(err error) Trouble {
	var e *Error
	if errors.As(err, &e) {
		return e.Trouble
	}
	return TroubleUnreachable
}

// Client is the way to the hub. All members but Token are needed; without it the terminal proves itself by HTTP's identity.
type Client struct {
	URL      string
	HTTP     *http.Client
	Terminal string
	Token    string
}

// How long the hub may take: a citizen waits, and a draft of 8 MiB comes over a slow line.
const (
	askTime  = 20 * time.Second
	moveTime = 2 * time.Minute
)

// maxAnswer is more than any word of the hub needs, in bytes.
const maxAnswer = 16 << 10

// Keep has the hub keep a sealed draft for so many days, and returns its word. replaces is the id of the draft from which the citizen
// had gone on, or "". Where the answer was lost, it may be asked again with the same bytes: the hub then keeps no second one. Errors
// are *Error.
func (c *Client) Keep(ctx context.Context, id, replaces string, days int, sealed []byte) (kept link.DraftKept, err error) {
	ctx, cancel := context.WithTimeout(ctx, moveTime)
	defer cancel()
	request, err := c.request(ctx, http.MethodPut, link.DraftsPath, sealed, link.DraftType)
	if err != nil {
		return kept, err
	}
	request.Header.Set(link.HeaderDraftID, id)
	request.Header.Set(link.HeaderDraftDays, strconv.Itoa(days))
	if replaces != "" {
		request.Header.Set(link.HeaderDraftReplaces, replaces)
	}
	_, raw, err := c.do(request, http.StatusOK, "application/json", maxAnswer)
	if err != nil {
		return kept, err
	}
	sum := sha256.Sum256(sealed)
	if json.Unmarshal(raw, &kept) != nil || kept.SHA256 != hex.EncodeToString(sum[:]) || !link.ValidHubName(kept.Hub) || kept.Expires.IsZero() {
		return link.DraftKept{}, &Error{Trouble: TroubleRefused}
	}
	return kept, nil
}

// Take borrows a draft from the hub. Errors are *Error.
func (c *Client) Take(ctx context.Context, id, hub string) (sealed []byte, lease string, err error) {
	ctx, cancel := context.WithTimeout(ctx, moveTime)
	defer cancel()
	request, err := c.ask(ctx, link.DraftTakePath, link.DraftAsk{ID: id, Hub: hub})
	if err != nil {
		return nil, "", err
	}
	response, sealed, err := c.do(request, http.StatusOK, link.DraftType, link.MaxDraft)
	if err != nil {
		return nil, "", err
	}
	return sealed, response.Header.Get(link.HeaderDraftLease), nil
}

// Renew tells the hub that the citizen still goes on with a draft that was borrowed.
func (c *Client) Renew(ctx context.Context, id, lease string) error {
	return c.tell(ctx, link.DraftRenewPath, link.DraftAsk{ID: id, Lease: lease})
}

// Leave gives a draft back that was borrowed.
func (c *Client) Leave(ctx context.Context, id, lease string) error {
	return c.tell(ctx, link.DraftLeavePath, link.DraftAsk{ID: id, Lease: lease})
}

// Burn has the hub delete a draft, and all that it replaced or that replaces it.
func (c *Client) Burn(ctx context.Context, id string) error {
	return c.tell(ctx, link.DraftBurnPath, link.DraftAsk{ID: id})
}

// Drop has the hub delete a draft alone.
func (c *Client) Drop(ctx context.Context, id string) error {
	return c.tell(ctx, link.DraftDropPath, link.DraftAsk{ID: id})
}

func (c *Client) tell(ctx context.Context, path string, a link.DraftAsk) error {
	ctx, cancel := context.WithTimeout(ctx, askTime)
	defer cancel()
	request, err := c.ask(ctx, path, a)
	if err != nil {
		return err
	}
	_, _, err = c.do(request, http.StatusNoContent, "", maxAnswer)
	return err
}

func (c *Client) ask(ctx context.Context, path string, a link.DraftAsk) (*http.Request, error) {
	raw, err := json.Marshal(a)
	if err != nil {
		return nil, err
	}
	return c.request(ctx, http.MethodPost, path, raw, "application/json")
}

func (c *Client) request(ctx context.Context, method, path string, body []byte, kind string) (*http.Request, error) {
	at, err := url.JoinPath(c.URL, path)
	if err != nil {
		return nil, fmt.Errorf("the hub's address: %w", err)
	}
	request, err := http.NewRequestWithContext(ctx, method, at, bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("the hub's address: %w", err)
	}
	request.Header.Set("Content-Type", kind)
	request.Header.Set(link.HeaderTerminal, c.Terminal)
	if c.Token != "" {
		link.SetBearer(request.Header, c.Token)
	}
	return request, nil
}

// do returns what the hub says, if it is of the status and kind.
func (c *Client) do(request *http.Request, status int, kind string, most int64) (*http.Response, []byte, error) {
	response, err := c.HTTP.Do(request)
	if err != nil {
		return nil, nil, &Error{Trouble: TroubleUnreachable}
	}
	defer response.Body.Close()
	raw, err := io.ReadAll(io.LimitReader(response.Body, most))
	if err != nil {
		return nil, nil, &Error{Trouble: TroubleUnreachable}
	}
	got, _, _ := mime.ParseMediaType(response.Header.Get("Content-Type"))
	if response.StatusCode == status && got == kind {
		return response, raw, nil
	}
	var p link.Problem
	if got != link.ProblemType || json.Unmarshal(raw, &p) != nil {
		return nil, nil, &Error{Trouble: TroubleUnreachable} // of a proxy, or of a hub that knows no drafts
	}
	switch p.Code {
	case link.ProblemDraftQuota, link.ProblemFull:
		return nil, nil, &Error{TroubleFull, p.Code}
	case link.ProblemStore, link.ProblemBusy:
		return nil, nil, &Error{TroubleUnreachable, p.Code}
	}
	return nil, nil, &Error{TroubleRefused, p.Code}
}
