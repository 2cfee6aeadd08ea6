package kiosk

import (
	"context"
	"errors"
	"time"

	"buergerterminal/devices"
	"buergerterminal/flows"
	"buergerterminal/kiosk/config"
	"buergerterminal/kiosk/draft"
	"buergerterminal/kiosk/eventlog"
	"buergerterminal/kiosk/link"
	"buergerterminal/kiosk/session"
	"buergerterminal/kiosk/submission"
)

// DraftWork is what applications that are kept for another day need of the world. Keep, Print and Read block until the work is done or
// ctx ends; the others end by themselves, and nothing waits for them.
type DraftWork struct {
	Keep   func(ctx context.Context, s session.State) (session.DraftKept, error)
	Print  func(ctx context.Context, s session.State, again bool) (devices.Outcome, error)
	Read   func(ctx context.Context, progress func(session.ScanProgress)) (session.SavedApplication, session.Loan, error)
	Renew  func(ctx context.Context, id, lease string)
	Leave  func(ctx context.Context, id, lease string)
	Burn   func(ctx context.Context, id string) // with its family, see package drafts
	Retire func(ctx context.Context, id string) // alone
	Drop   func(ctx context.Context, code string)
}

// unread is why a paper opened nothing.
type unread session.ResumeTrouble

func (u unread) Error() string { return "the paper opens nothing: " + string(u) }

// runDraft starts the work of an effect of drafts.
func (k *Kiosk) runDraft(effect session.Effect) {
	j, s, work := &k.jobs, k.state, k.o.Work.Draft
	switch effect := effect.(type) {
	case session.SaveDraft:
		visit := j.visit
		k.start(visit, func() session.Event { return k.keepDraft(j.house, s) })
	case session.PrintDraft:
		visit := j.visit
		k.start(visit, func() session.Event { return k.printed(work.Print(j.house, s, effect.Copy)) })
	case session.ReadDraft:
		j.scan()
		var ctx context.Context
		ctx, j.scan = context.WithCancel(j.visit)
		j.running.Go(func() { k.readDraft(ctx) })
	case session.RenewDraft:
		k.tell(func(ctx context.Context) { work.Renew(ctx, effect.ID, effect.Lease) })
	case session.LeaveDraft:
		k.tell(func(ctx context.Context) { work.Leave(ctx, effect.ID, effect.Lease) })
	case session.BurnDraft:
		k.tell(func(ctx context.Context) { work.Burn(ctx, effect.ID) })
	case session.RetireDraft:
		k.tell(func(ctx context.Context) { work.Retire(ctx, effect.ID) })
	case session.DropDraft:
		k.tell(func(ctx context.Context) { work.Drop(ctx, effect.Code) })
	}
}

// tell does what outlasts the visit and has no answer.
func (k *Kiosk) tell(say func(ctx context.Context)) {
	house := k.jobs.house
	k.start(house, func() session.Event { say(house); return nil })
}

func (k *Kiosk) keepDraft(ctx context.Context, s session.State) session.Event {
	kept, err := k.o.Work.Draft.Keep(ctx, s)
	if err == nil {
		return kept
	}
	code := string(draft.TroubleOf(err))
	k.o.Log.WorkFailed("keep-draft", code)
	return session.DraftRefused{Code: code}
}

// readDraft brings the session what a paper opens. What was borrowed for a citizen who has left meanwhile is given back: this loan, and
// no other.
func (k *Kiosk) readDraft(ctx context.Context) {
	d, loan, err := k.o.Work.Draft.Read(ctx, func(p session.ScanProgress) { k.sendWithin(ctx, session.ScanMoved{Progress: p}) })
	if err != nil {
		if e := k.unread(ctx, err); e != nil {
			k.sendWithin(ctx, e)
		}
		return
	}
	k.input(func(k *Kiosk) {
		if ctx.Err() == nil {
			k.step(session.DraftOpened{Draft: d, Loan: loan})
			return
		}
		k.runDraft(session.LeaveDraft{ID: loan.ID, Lease: loan.Lease})
	})
}

// unread is the event of a paper that opened nothing, nil where nobody waits for it any more.
func (k *Kiosk) unread(ctx context.Context, err error) session.Event {
	if ctx.Err() != nil {
		return nil
	}
	var u unread
	if errors.As(err, &u) {
		if u == unread(session.ResumeAway) {
			k.o.Log.WorkFailed("read-draft", string(draft.TroubleUnreachable))
		}
		return session.DraftUnread{Trouble: session.ResumeTrouble(u)}
	}
	fault := faultOf(err)
	k.o.Log.WorkFailed("scan", string(fault))
	return session.DraftUnread{Fault: fault}
}

// keeper is the terminal's part of drafts.
type keeper struct {
	client  *draft.Client
	days    int
	pause   time.Duration // before the hub is asked a second time to keep a draft; it doubles
	errands *errands
	scan    func(ctx context.Context, mode string, progress func(session.ScanProgress)) (session.ScannedPage, error)
	print   func(ctx context.Context, s session.State, again bool) (devices.Outcome, error)
	log     *eventlog.Log
	now     func() time.Time
}

// openDrafts makes what keeps applications for another day.
func (t *Terminal) openDrafts(c config.Config, now func() time.Time) *keeper {
	client := &draft.Client{URL: c.Hub.URL, HTTP: t.workshop.client, Terminal: c.Terminal.ID, Token: t.token}
	t.errands = newErrands(t.outbox, client, t.log)
	printed := func(ctx context.Context, s session.State, again bool) (devices.Outcome, error) {
		return t.printDocument(ctx, t.press.draft(s, again, t.words))
	}
	return &keeper{client: client, days: c.Drafts.Days, pause: keepPause, errands: t.errands, scan: t.scanPage, print: printed, log: t.log, now: now}
}

func (d *keeper) work() DraftWork {
	return DraftWork{Keep: d.keep, Print: d.print, Read: d.read, Renew: d.renew, Leave: d.leave, Burn: d.burn, Retire: d.retire, Drop: d.drop}
}

// keepTries and keepPause bound how long a citizen waits for the hub's word that it keeps their application.
const (
	keepTries = 3
	keepPause = time.Second
	keepTime  = 2 * time.Minute
)

// keep seals what the visit holds, and has the hub keep it. Nothing of it touches a disk of the terminal.
func (d *keeper) keep(ctx context.Context, s session.State) (session.DraftKept, error) {
	content, left, err := draft.Encode(s.SavedDraft())
	if err != nil {
		return session.DraftKept{}, err
	}
	secret := draft.NewSecret()
	sealed, err := secret.Seal(content)
	if err != nil {
		return session.DraftKept{}, err
	}
	kept, err := d.bring(ctx, secret.ID(), s.Visit.Loan.ID, sealed)
	if err != nil {
		return session.DraftKept{}, err
	}
	// The hub keeps it a day longer than it says, so that the last day is a whole one.
	last := flows.DayOf(kept.Expires.In(s.Now.Location()).AddDate(0, 0, -1))
	code := draft.Code{Hub: kept.Hub, Last: last, Secret: secret}
	d.log.Write(eventlog.DraftKept, eventlog.FlowID(s.Visit.Flow.ID), eventlog.Bytes(int64(len(sealed))))
	return session.DraftKept{Code: code.Text(), Last: last, Left: left}, nil
}

// bring asks the hub to keep a draft, with the same bytes again where its answer was lost. Where none comes, the hub may have it all the
// same, and nobody could ever open it: then it is to be deleted.
func (d *keeper) bring(ctx context.Context, id, replaces string, sealed []byte) (kept link.DraftKept, err error) {
	within, cancel := context.WithTimeout(ctx, keepTime)
	defer cancel()
	for n := range keepTries {
		if n > 0 && !pause(within, d.pause<<(n-1)) {
			break
		}
		if kept, err = d.client.Keep(within, id, replaces, d.days, sealed); err == nil || draft.ProblemOf(err) != "" && draft.TroubleOf(err) != draft.TroubleUnreachable {
			return kept, err // kept, or surely not
		}
	}
	d.errands.add(ctx, submission.Errand{Kind: submission.DropDraft, ID: id})
	return kept, err
}

// pause waits, and reports whether ctx still lasts.
func pause(ctx context.Context, t time.Duration) bool {
	timer := time.NewTimer(t)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// read scans a sheet, and borrows and opens what the code on it stands for.
func (d *keeper) read(ctx context.Context, progress func(session.ScanProgress)) (none session.SavedApplication, loan session.Loan, err error) {
	page, err := d.scan(ctx, flows.ModeText, progress)
	if err != nil {
		return none, loan, err
	}
	code, err := draft.Find(ctx, page.Image)
	if err != nil {
		return none, loan, unreadCode(err)
	}
	id := code.Secret.ID()
	sealed, lease, err := d.client.Take(ctx, id, code.Hub)
	if err != nil {
		return none, loan, d.untaken(err, code)
	}
	content, err := code.Secret.Open(sealed)
	if err == nil {
		var saved session.SavedApplication
		if saved, err = draft.Decode(content); err == nil {
			d.log.Write(eventlog.DraftOpened)
			return saved, session.Loan{ID: id, Lease: lease}, nil
		}
	}
	d.leave(ctx, id, lease)
	return none, loan, unread(session.ResumeDamaged)
}

// unreadCode is what the citizen is told of a sheet without a code of ours.
func unreadCode(err error) error {
	switch {
	case errors.Is(err, draft.ErrReceipt):
		return unread(session.ResumeReceipt)
	case errors.Is(err, draft.ErrStranger):
		return unread(session.ResumeForeign)
	case errors.Is(err, draft.ErrMisread):
		return unread(session.ResumeMisread)
	}
	return unread(session.ResumeNoCode)
}

// untaken is what the citizen is told where the hub gives nothing. The hub does not say why a draft is gone; that its day is over
// stands on the paper.
func (d *keeper) untaken(err error, code draft.Code) error {
	switch draft.ProblemOf(err) {
	case link.ProblemOtherHub:
		return unread(session.ResumeForeign)
	case link.ProblemDraftLent:
		return unread(session.ResumeLent)
	case link.ProblemDraftGone:
		if code.Last.Before(flows.DayOf(d.now())) {
			return unread(session.ResumeExpired)
		}
		return unread(session.ResumeGone)
	}
	return unread(session.ResumeAway)
}

// renew tells the hub once. Where it does not hear it, it hears the next.
func (d *keeper) renew(ctx context.Context, id, lease string) {
	if err := d.client.Renew(ctx, id, lease); err != nil && draft.TroubleOf(err) != draft.TroubleUnreachable && ctx.Err() == nil {
		d.log.WorkFailed("renew-draft", string(draft.TroubleOf(err)))
	}
}

// leaveTries and leavePause bound how often the hub hears that a paper is good again: within the lease, which then ends by itself.
const (
	leaveTries = 5
	leavePause = 5 * time.Second // before the second time; it doubles
)

func (d *keeper) leave(ctx context.Context, id, lease string) {
	for n := range leaveTries {
		if n > 0 && !pause(ctx, leavePause<<(n-1)) {
			return
		}
		err := d.client.Leave(ctx, id, lease)
		if err == nil || ctx.Err() != nil {
			return
		}
		if n == leaveTries-1 || draft.TroubleOf(err) != draft.TroubleUnreachable {
			d.log.WorkFailed("leave-draft", string(draft.TroubleOf(err)))
			return
		}
	}
}

// burn, retire and drop are errands: the hub hears them some time, whatever happens to the terminal before.
func (d *keeper) burn(ctx context.Context, id string) {
	d.errands.add(ctx, submission.Errand{Kind: submission.BurnDraft, ID: id})
}

func (d *keeper) retire(ctx context.Context, id string) {
	d.errands.add(ctx, submission.Errand{Kind: submission.DropDraft, ID: id})
}

func (d *keeper) drop(ctx context.Context, code string) {
	if c, err := draft.ParseCode(code); err == nil {
		d.retire(ctx, c.Secret.ID())
	}
}
