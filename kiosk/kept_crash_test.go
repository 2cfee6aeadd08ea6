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
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/skip2/go-qrcode"

	"buergerterminal/devices"
	draftcode "buergerterminal/kiosk/draft"
	"buergerterminal/kiosk/eventlog"
	"buergerterminal/kiosk/health"
	"buergerterminal/kiosk/hub/database"
	"buergerterminal/kiosk/hub/drafts"
	"buergerterminal/kiosk/link"
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

// begin answers the first question.
func (p *powered) begin() {
	p.touch(session.Start{}, session.Continue{}, session.ChooseFlow{ID: "meldebescheinigung"}, session.Continue{}, session.Continue{}, session.SkipCard{},
		session.ChooseOption{Key: "art", Option: "einfach"}, session.Continue{})
}

// keep keeps the application for another day, and takes the paper along.
func (p *powered) keep() { p.touch(save...) }

var save = []session.Event{session.Cancel{}, session.OpenSave{}, session.KeepDraft{}, session.EndVisit{}}

// send answers what is open and sends the application.
func (p *powered) send() {
	for range 60 {
		at := p.s.Visit.At.Kind
		switch {
		case p.ctx.Err() != nil, at == session.AtDone, at == session.AtIdle:
			return
		case at == session.AtQuestion:
			p.touch(sessiontest.Answers(p.s)...)
		case at == session.AtProof:
			p.touch(session.StartScan{}, session.ScanDone{Page: session.ScannedPage{Image: image.NewGray(image.Rect(0, 0, 10, 14)), Data: []byte("page"), MIME: "image/png"}})
		case at == session.AtSignature:
			p.touch(session.StrokeStarted{At: session.Point{X: 1, Y: 1}}, session.StrokeMoved{At: session.Point{X: 9, Y: 9}}, session.StrokeEnded{})
		case at == session.AtSend:
			p.touch(session.ToggleConsent{ID: "richtig"}, session.ToggleConsent{ID: "datenschutz"})
		}
		p.touch(session.Continue{})
	}
	p.t.Fatalf("the citizen is stuck at %v", p.s.Visit.At)
}

// restart gives the terminal its power again, waits until what was lent is lent no more, and does the errands.
func (p *powered) restart() {
	p.last, p.lost = 0, 0
	p.start()
	if !p.drafts.errands.round(p.ctx, true) {
		p.t.Error("an errand is left")
	}
	p.now = p.now.Add(20 * time.Minute)
}

// opens reports whether a paper opens what is kept, and gives it back at once.
func (p *powered) opens(paper string) bool {
	p.t.Helper()
	p.now = p.now.Add(2 * time.Second)
	code, err := draftcode.ParseCode(paper)
	if err != nil {
		p.t.Fatal(err)
	}
	sealed, lease, err := p.hub.Take(context.Background(), "MS-99", code.Secret.ID())
	if errors.Is(err, drafts.ErrGone) {
		return false
	}
	if err == nil {
		_, err = code.Secret.Open(sealed)
	}
	if err = errors.Join(err, p.hub.Leave(context.Background(), code.Secret.ID(), lease)); err != nil {
		p.t.Error(err)
	}
	return true
}

// stories are what citizens do who keep an application. Each ends with the power still there.
var stories = []struct {
	name string
	do   func(p *powered)
}{
	{"kept, kept anew, sent", func(p *powered) {
		p.begin()
		p.keep()
		p.on(p.keep)
		p.on(p.send)
	}},
	{"kept, looked at, sent", func(p *powered) {
		p.begin()
		p.keep()
		p.on(func() { p.touch(session.Cancel{}, session.KeepPaper{}) })
		p.on(p.send)
	}},
	{"kept, kept anew, deleted", func(p *powered) {
		p.begin()
		p.keep()
		p.on(p.keep)
		p.on(func() {
			p.touch(session.Cancel{})
			p.willing = p.willing || p.ctx.Err() == nil
			p.touch(session.EndVisit{})
		})
	}},
	{"kept, kept anew, gone on after all, sent", func(p *powered) {
		p.begin()
		p.keep()
		p.on(func() {
			p.touch(save[:3]...)
			p.willing = p.willing || p.ctx.Err() == nil
			p.touch(session.GoOnHere{})
			p.send()
		})
	}},
	{"answers are lost", func(p *powered) {
		p.begin()
		p.touch(save[:2]...)
		p.lost = 1
		p.touch(save[2:]...)
		p.on(p.send)
	}},
}

// on goes on with the newest paper, if there is one and the power.
func (p *powered) on(do func()) {
	if len(p.papers) == 0 || p.ctx.Err() != nil {
		return
	}
	p.touch(session.EndVisit{})
	p.lay()
	do()
}

// TestPowerCutAtEveryStep cuts the power at every moment of every story, between any two steps that last. Then the citizen has a paper
// that opens what they kept, or their application is stored; never neither, never both, and of two papers one alone can be used.
func TestPowerCutAtEveryStep(t *testing.T) {
	for _, story := range stories {
		t.Run(story.name, func(t *testing.T) {
			whole := newPowered(t, 0)
			story.do(whole)
			t.Logf("%d moments: %s", len(whole.moments), strings.Join(whole.moments, ", "))
			if len(whole.moments) < 12 {
				t.Fatal("the story is too short")
			}
			whole.holds("no cut")
			for last := 1; last <= len(whole.moments); last++ {
				p := newPowered(t, last)
				story.do(p)
				p.restart()
				p.holds(fmt.Sprintf("cut at moment %d, %s", last, whole.moments[last-1]))
			}
		})
	}
}

// holds holds what the citizen has to what must be true.
func (p *powered) holds(when string) {
	p.t.Helper()
	stored, err := p.outbox.Pending(context.Background())
	if err != nil {
		p.t.Fatal(err)
	}
	var open []string
	for _, paper := range p.papers {
		if p.opens(paper) {
			open = append(open, paper)
		}
	}
	switch {
	case len(stored) > 1:
		p.t.Errorf("%s: %d applications are stored", when, len(stored))
	case len(stored) == 1 && len(open) > 0:
		p.t.Errorf("%s: it is stored, and %d papers open it", when, len(open))
	case len(p.papers) > 0 && len(stored) == 0 && len(open) == 0 && !p.willing:
		p.t.Errorf("%s: nothing is stored, and none of %d papers opens it", when, len(p.papers))
	}
	if len(open) < 2 {
		return
	}
	slices.Reverse(open) // either may be the one that is used
	if len(p.moments)%2 == 0 {
		slices.Reverse(open)
	}
	code, err := draftcode.ParseCode(open[0])
	if err != nil {
		p.t.Fatal(err)
	}
	if err := p.hub.Burn(context.Background(), "MS-99", code.Secret.ID()); err != nil {
		p.t.Fatal(err)
	}
	for _, other := range open[1:] {
		if p.opens(other) {
			p.t.Errorf("%s: two papers can be used", when)
		}
	}
}

// TestLostAnswer: the hub had kept the draft when its answer was lost. It is asked again with the same bytes; and where no answer comes at
// all, what nobody can open is deleted.
func TestLostAnswer(t *testing.T) {
	for _, tt := range []struct {
		lost   int
		stage  session.SaveStage
		papers int
	}{{1, session.SaveKept, 1}, {keepTries, session.SaveFailed, 0}} {
		p := newPowered(t, 0)
		p.begin()
		p.touch(save[:2]...)
		p.lost = tt.lost
		p.touch(session.KeepDraft{})
		if got := p.s.Visit.Saving.Stage; got != tt.stage || len(p.papers) != tt.papers {
			t.Errorf("%d answers lost: %q, %d papers", tt.lost, got, len(p.papers))
		}
		p.drafts.errands.round(p.ctx, true)
		if n, err := p.hub.Count(t.Context()); n != tt.papers || err != nil {
			t.Errorf("%d answers lost: the hub keeps %d drafts, %v", tt.lost, n, err)
		}
		puts := 0
		for _, m := range p.moments {
			if m == "before PUT "+link.DraftsPath {
				puts++
			}
		}
		if want := min(tt.lost+1, keepTries); puts != want {
			t.Errorf("%d answers lost: asked %d times", tt.lost, puts)
		}
	}
}
