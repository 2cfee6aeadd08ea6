package kiosk

import (
	"context"
	"errors"
	"fmt"
	"image"
	"image/draw"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"testing"
	"time"

	"github.com/skip2/go-qrcode"

	"buergerterminal/devices"
	draftcode "buergerterminal/kiosk/draft"
	"buergerterminal/kiosk/eventlog"
	"buergerterminal/kiosk/health"
	"buergerterminal/kiosk/hub/database"
	"buergerterminal/kiosk/hub/drafts"
	"buergerterminal/kiosk/session"
	"buergerterminal/kiosk/session/sessiontest"
	"buergerterminal/kiosk/submission"
)

// powered is a terminal whose power fails at one of the moments between two steps: before or after something that lasts, which is a word
// of the hub, a write to the outbox, or a paper. Behind that moment nothing of the program happens any more.
type powered struct {
	t       *testing.T
	now     time.Time // of the hub
	hub     *drafts.Drafts
	serve   http.Handler
	outbox  *submission.Outbox
	log     *eventlog.Log
	drafts  *keeper
	off     context.CancelFunc
	ctx     context.Context
	s       session.State
	papers  []string // codes in the citizen's hand, the oldest first
	lost    int      // answers of the hub that are lost on their way, from now on
	moments []string // that have passed
	last    int      // the moment at which the power fails; 0: never
	willing bool     // the citizen has asked for all to be deleted, or that no paper opens it
}

// moment reports whether the power still is there.
func (p *powered) moment(what string) bool {
	if p.last > 0 && len(p.moments) >= p.last {
		p.off()
		return false
	}
	p.moments = append(p.moments, what)
	return true
}

// lasting does something that lasts, and reports whether the program is still there to hear of it.
func (p *powered) lasting(what string, do func()) bool {
	if !p.moment("before " + what) {
		return false
	}
	do()
	return p.moment("after " + what)
}

var errPower = errors.New("there is no power")

// RoundTrip brings a request to the hub.
func (p *powered) RoundTrip(r *http.Request) (*http.Response, error) {
	w := httptest.NewRecorder()
	heard := p.lasting(r.Method+" "+r.URL.Path, func() { p.serve.ServeHTTP(w, r) })
	if p.lost > 0 {
		p.lost--
		heard = false
	}
	if !heard {
		return nil, errPower
	}
	return w.Result(), nil
}

// Owe, Owed and Settle are the outbox of a terminal whose power may fail.
func (p *powered) Owe(ctx context.Context, e submission.Errand) error {
	err := errPower
	if !p.lasting("owe "+string(e.Kind), func() { err = p.outbox.Owe(ctx, e) }) {
		return errPower
	}
	return err
}

func (p *powered) Owed(ctx context.Context) ([]submission.Errand, error) {
	if p.ctx.Err() != nil {
		return nil, errPower
	}
	return p.outbox.Owed(ctx)
}

func (p *powered) Settle(ctx context.Context, e submission.Errand) error {
	err := errPower
	if !p.lasting("settle "+string(e.Kind), func() { err = p.outbox.Settle(ctx, e) }) {
		return errPower
	}
	return err
}

func newPowered(t *testing.T, last int) *powered {
	t.Helper()
	p := &powered{t: t, now: sessiontest.Noon, last: last}
	dir := t.TempDir()
	db, err := database.Open(t.Context(), filepath.Join(dir, "hub.sqlite"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	if p.hub, err = drafts.New(t.Context(), drafts.Config{DB: db, Name: "K7QX2M", Now: func() time.Time { return p.now }}); err != nil {
		t.Fatal(err)
	}
	p.serve = p.hub.Handler(func(*http.Request) (string, bool) { return "MS-03", true })
	if p.outbox, err = submission.Open(filepath.Join(dir, "outbox.sqlite")); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.outbox.Close() })
	if p.log, err = eventlog.Open(filepath.Join(dir, "log"), eventlog.Options{Vocabulary: eventlog.Vocabulary{Codes: health.Codes(), Flows: []string{"meldebescheinigung"}}}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.log.Close() })
	p.start()
	return p
}

// start switches the terminal on.
func (p *powered) start() {
	p.ctx, p.off = context.WithCancel(context.Background())
	p.t.Cleanup(p.off)
	client := &draftcode.Client{URL: "https://hub.example", HTTP: &http.Client{Transport: p}, Terminal: "MS-03"}
	p.drafts = &keeper{client: client, days: 14, pause: time.Millisecond, errands: newErrands(p, client, p.log), log: p.log, now: func() time.Time { return p.now },
		print: func(_ context.Context, s session.State, _ bool) (devices.Outcome, error) {
			if !p.lasting("the paper", func() { p.papers = append(p.papers, s.Visit.Saving.Code) }) {
				return devices.Unknown, errPower
			}
			return devices.Printed, nil
		}}
	p.s = sessiontest.Idle(p.t)
}

// touch steps through events and does what follows from them, errands included, as long as there is power.
func (p *powered) touch(events ...session.Event) {
	p.t.Helper()
	for _, e := range events {
		p.now = p.now.Add(2 * time.Second)
		if p.ctx.Err() != nil {
			return
		}
		var effects []session.Effect
		p.s, effects = session.Step(p.s, e)
		for _, effect := range effects {
			if answer := p.do(effect); answer != nil && p.ctx.Err() == nil {
				p.touch(answer)
			}
		}
	}
}

// do carries out an effect, as Kiosk does.
func (p *powered) do(effect session.Effect) session.Event {
	d, ctx := p.drafts, p.ctx
	switch effect := effect.(type) {
	case session.SaveDraft:
		kept, err := d.keep(ctx, p.s)
		if err != nil {
			return session.DraftRefused{Code: string(draftcode.TroubleOf(err))}
		}
		return kept
	case session.PrintDraft:
		outcome, err := d.print(ctx, p.s, effect.Copy)
		if err != nil {
			return nil
		}
		return session.PrintEnded{Outcome: outcome}
	case session.ReadDraft:
		saved, loan, err := d.read(ctx, nil)
		if err != nil {
			return session.DraftUnread{Trouble: session.ResumeAway}
		}
		return session.DraftOpened{Draft: saved, Loan: loan}
	case session.Submit:
		return p.submit()
	case session.RenewDraft:
		d.renew(ctx, effect.ID, effect.Lease)
	case session.LeaveDraft:
		d.leave(ctx, effect.ID, effect.Lease)
	case session.BurnDraft:
		d.burn(ctx, effect.ID)
	case session.RetireDraft:
		d.retire(ctx, effect.ID)
	case session.DropDraft:
		d.drop(ctx, effect.Code)
	}
	d.errands.round(ctx, true)
	return nil
}

// submit stores an application that is sealed elsewhere.
func (p *powered) submit() session.Event {
	item := submission.Item{Key: fmt.Sprintf("00000000-0000-4000-8000-%012d", len(p.moments)), Number: "4K7-219", Token: "T", Authority: "musterstadt.meldebehoerde",
		Flow: "meldebescheinigung@1.0.0", Blob: []byte("sealed"), Burns: p.s.Visit.Loan.ID}
	var err error
	if !p.lasting("the outbox", func() { err = p.outbox.Append(context.Background(), item) }) {
		return nil
	}
	if err != nil {
		p.t.Fatal(err)
	}
	return session.Stored{Key: item.Key, Number: item.Number, Token: item.Token}
}

// lay lays the newest paper on the scanner and goes on with it.
func (p *powered) lay() {
	text := p.papers[len(p.papers)-1]
	p.drafts.scan = func(context.Context, string, func(session.ScanProgress)) (session.ScannedPage, error) {
		return session.ScannedPage{Image: sheetOf(p.t, text)}, nil
	}
	p.touch(session.Start{}, session.Continue{}, session.OpenResume{}, session.Continue{}, session.Continue{}, session.SkipCard{})
}

func sheetOf(t *testing.T, text string) image.Image {
	t.Helper()
	code, err := qrcode.New(text, qrcode.Medium)
	if err != nil {
		t.Fatal(err)
	}
	sheet := image.NewGray(image.Rect(0, 0, 300, 300))
	draw.Draw(sheet, sheet.Rect, code.Image(300), image.Point{}, draw.Src)
	return sheet
}
