package submission

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"io"
	"mime"
	"net/http"
	"strconv"
	"time"

	"buergerterminal/kiosk/link"
)

// maxAnswer is more than any receipt or problem needs, in bytes.
const maxAnswer = 16 << 10

// An attempt may take a minute and the time that the body needs on the slowest line that is worth waiting for.
const (
	attemptTime = time.Minute
	slowestLine = 16 << 10 // bytes a second
)

// answer is what came of one attempt: a receipt (neither refused nor trouble), a refusal for good, or trouble.
type answer struct {
	status     int
	storedAt   time.Time        // of the receipt, by the hub's clock
	refused    link.ProblemCode // the hub will never take this application
	trouble    Trouble
	general    bool // the trouble is the hub's, not this application's
	patient    bool // only a person can mend it
	retryAfter time.Duration
}

// attempt puts one application to the hub. The error is the outbox's; the hub's troubles are in the answer.
func (d *Delivery) attempt(ctx context.Context, e Entry) (answer, error) {
	body, err := d.outbox.Blob(ctx, e.Key)
	if err != nil {
		return answer{}, err
	}
	limit := attemptTime + time.Duration(len(body)/slowestLine)*time.Second
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	unreachable := answer{trouble: TroubleUnreachable, general: true}
	request, err := d.request(ctx, e, body)
	if err != nil {
		return answer{}, &Error{CodeSetup, err}
	}
	response, err := d.client.Do(request)
	if err != nil {
		return unreachable, nil
	}
	defer response.Body.Close()
	raw, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer))
	if err != nil {
		return unreachable, nil
	}
	return judge(e, response, raw), nil
}

func (d *Delivery) request(ctx context.Context, e Entry, body []byte) (*http.Request, error) {
	target := d.base.JoinPath(link.SubmissionPath(e.Key))
	request, err := http.NewRequestWithContext(ctx, http.MethodPut, target.String(), bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	link.Envelope{
		Terminal:    d.terminal,
		Authority:   e.Authority,
		Flow:        e.Flow,
		Number:      e.Number,
		TokenSHA256: e.TokenSHA256,
	}.Set(request.Header)
	link.SetBearer(request.Header, d.token)
	request.Header.Set("Content-Type", link.SealedType)
	request.Header.Set(link.HeaderDigest, link.FormatDigest(e.SHA256))
	return request, nil
}

// judge decides what an answer means. Only the hub's own words count: a proxy's error page is never a refusal, and a
// receipt is believed only if it names what was sent.
func judge(e Entry, response *http.Response, raw []byte) answer {
	a := answer{status: response.StatusCode, retryAfter: retryAfter(response.Header)}
	kind, _, _ := mime.ParseMediaType(response.Header.Get("Content-Type"))
	if a.status == http.StatusOK || a.status == http.StatusCreated {
		var receipt link.Receipt
		err := json.Unmarshal(raw, &receipt)
		switch {
		case kind != "application/json" || err != nil:
			a.trouble, a.general = TroubleStranger, true
		case receipt.Key != e.Key || receipt.SHA256 != hex.EncodeToString(e.SHA256[:]) || receipt.StoredAt.IsZero():
			a.trouble = TroubleReceipt
		}
		a.storedAt = receipt.StoredAt
		return a
	}
	var problem link.Problem
	fromHub := kind == link.ProblemType && json.Unmarshal(raw, &problem) == nil && problem.Code != ""
	switch {
	case fromHub && problem.Code.Final():
		a.refused = problem.Code
	case fromHub && problem.Code == link.ProblemUnauthorized:
		a.trouble, a.general, a.patient = TroubleUnauthorized, true, true
	case fromHub && (problem.Code == link.ProblemDigest || problem.Code == link.ProblemIncomplete):
		a.trouble = TroubleFailing
	case a.status == http.StatusServiceUnavailable || a.status == http.StatusTooManyRequests || a.status == http.StatusInsufficientStorage:
		a.trouble, a.general = TroubleFailing, true
	case a.status >= 500 || a.status == http.StatusRequestTimeout:
		a.trouble = TroubleFailing
	default:
		a.trouble, a.general, a.patient = TroubleStranger, true, true
	}
	return a
}

// retryAfter reads the header in seconds (RFC 9110, 10.2.3); a date would trust the terminal's clock.
func retryAfter(h http.Header) time.Duration {
	seconds, err := strconv.Atoi(h.Get("Retry-After"))
	if err != nil || seconds < 0 {
		return 0
	}
	return time.Duration(min(seconds, int(maxDelay/time.Second))) * time.Second
}
