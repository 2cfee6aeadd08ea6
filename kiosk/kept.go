package kiosk

import (
	"context"
	"errors"
	"sync"
	"time"

	"buergerterminal/devices"
	"buergerterminal/devices/printer"
	"buergerterminal/flows"
	"buergerterminal/kiosk/draft"
	"buergerterminal/kiosk/eventlog"
	"buergerterminal/kiosk/link"
	"buergerterminal/kiosk/receipt"
	"buergerterminal/kiosk/screen"
	"buergerterminal/kiosk/session"
	"buergerterminal/locales"
)

// DraftWork is what applications that are kept for another day need of the world. Each function blocks until the work is done or
// ctx ends, but for those that say so.
type DraftWork struct {
	Keep  func(ctx context.Context, s session.State) (session.DraftKept, error)
	Print func(ctx context.Context, s session.State, again bool) (devices.Outcome, error)
	Drop  func(ctx context.Context, code string)
	Read  func(ctx context.Context, progress func(session.ScanProgress)) (session.SavedApplication, error)
	Burn  func(ctx context.Context) // of what Read has borrowed; without such a thing they do nothing
	Leave func(ctx context.Context)
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
	case session.DropDraft:
		house := j.house
		k.start(house, func() session.Event { work.Drop(house, effect.Code); return nil })
	case session.ReadDraft:
		j.scan()
		var ctx context.Context
		ctx, j.scan = context.WithCancel(j.visit)
		k.start(ctx, func() session.Event { return k.readDraft(ctx) })
	case session.BurnDraft:
		house := j.house
		k.start(house, func() session.Event { work.Burn(house); return nil })
	case session.LeaveDraft:
		k.leaveDraft()
	}
}

// leaveDraft gives back what was borrowed and not burnt.
func (k *Kiosk) leaveDraft() {
	house := k.jobs.house
	k.start(house, func() session.Event { k.o.Work.Draft.Leave(house); return nil })
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

func (k *Kiosk) readDraft(ctx context.Context) session.Event {
	d, err := k.o.Work.Draft.Read(ctx, func(p session.ScanProgress) { k.sendWithin(ctx, session.ScanMoved{Progress: p}) })
	if ctx.Err() != nil {
		k.leaveDraft() // it may have been borrowed in the moment of leaving
		return nil
	}
	if err == nil {
		return session.DraftOpened{Draft: d}
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

// drafts is the terminal's part of drafts.
type drafts struct {
	*Terminal
	client *draft.Client
	days   int

	mu       sync.Mutex
	borrowed *borrowed
}

// borrowed is a draft that the hub has lent.
type borrowed struct{ id, lease string }

func (d *drafts) work() DraftWork {
	return DraftWork{Keep: d.keep, Print: d.print, Drop: d.drop, Read: d.read, Burn: d.burn, Leave: d.leave}
}

// keep seals what the visit holds, and has the hub keep it. Nothing of it touches a disk of the terminal.
func (d *drafts) keep(ctx context.Context, s session.State) (session.DraftKept, error) {
	content, left, err := draft.Encode(s.SavedDraft())
	if err != nil {
		return session.DraftKept{}, err
	}
	secret := draft.NewSecret()
	sealed, err := secret.Seal(content)
	if err != nil {
		return session.DraftKept{}, err
	}
	kept, err := d.client.Keep(ctx, secret.ID(), d.days, sealed)
	if err != nil {
		return session.DraftKept{}, err
	}
	// The hub keeps it a day longer than it says, so that the last day is a whole one.
	last := flows.DayOf(kept.Expires.In(s.Now.Location()).AddDate(0, 0, -1))
	code := draft.Code{Hub: kept.Hub, Last: last, Secret: secret}
	d.log.Write(eventlog.DraftKept, eventlog.FlowID(s.Visit.Flow.ID), eventlog.Bytes(int64(len(sealed))))
	return session.DraftKept{Code: code.Text(), Last: last, Left: left}, nil
}

// print prints the code of a state.
func (d *drafts) print(ctx context.Context, s session.State, again bool) (devices.Outcome, error) {
	return d.printDocument(ctx, d.press.draft(s, again, d.words))
}

// drop takes a draft back that the citizen does not need: they go on at once.
func (d *drafts) drop(ctx context.Context, code string) {
	if c, err := draft.ParseCode(code); err == nil {
		d.tell(ctx, "drop-draft", func() error { return d.client.Drop(ctx, c.Secret.ID()) })
	}
}

// read scans a sheet, and borrows and opens what the code on it stands for.
func (d *drafts) read(ctx context.Context, progress func(session.ScanProgress)) (session.SavedApplication, error) {
	none := session.SavedApplication{}
	page, err := d.scanPage(ctx, flows.ModeText, progress)
	if err != nil {
		return none, err
	}
	code, err := draft.Find(page.Image)
	if err != nil {
		return none, unreadCode(err)
	}
	id := code.Secret.ID()
	sealed, lease, err := d.client.Take(ctx, id, code.Hub)
	if err != nil {
		return none, d.untaken(err, code)
	}
	d.mu.Lock()
	d.borrowed = &borrowed{id, lease}
	d.mu.Unlock()
	content, err := code.Secret.Open(sealed)
	if err == nil {
		var saved session.SavedApplication
		if saved, err = draft.Decode(content); err == nil {
			d.log.Write(eventlog.DraftOpened)
			return saved, nil
		}
	}
	d.leave(ctx)
	return none, unread(session.ResumeDamaged)
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
func (d *drafts) untaken(err error, code draft.Code) error {
	switch draft.ProblemOf(err) {
	case link.ProblemOtherHub:
		return unread(session.ResumeForeign)
	case link.ProblemDraftLent:
		return unread(session.ResumeLent)
	case link.ProblemDraftGone:
		if code.Last.Before(flows.DayOf(d.house.now())) {
			return unread(session.ResumeExpired)
		}
		return unread(session.ResumeGone)
	}
	return unread(session.ResumeAway)
}

// burn and leave end what was borrowed. Where the hub does not hear it, the lease ends by itself.
func (d *drafts) burn(ctx context.Context) { d.giveBack(ctx, "burn-draft", d.client.Burn) }

func (d *drafts) leave(ctx context.Context) { d.giveBack(ctx, "leave-draft", d.client.Leave) }

func (d *drafts) giveBack(ctx context.Context, work string, how func(ctx context.Context, id, lease string) error) {
	d.mu.Lock()
	b := d.borrowed
	d.borrowed = nil
	d.mu.Unlock()
	if b != nil {
		d.tell(ctx, work, func() error { return how(ctx, b.id, b.lease) })
	}
}

// tellings and tellAgain bound how often the hub is told something that nobody waits for: within its lease.
const (
	tellings  = 5
	tellAgain = 5 * time.Second
)

// tell says something to the hub, again where it does not answer.
func (d *drafts) tell(ctx context.Context, work string, say func() error) {
	for n := range tellings {
		err := say()
		if err == nil || ctx.Err() != nil {
			return
		}
		if n == tellings-1 || draft.TroubleOf(err) != draft.TroubleUnreachable {
			d.log.WorkFailed(work, string(draft.TroubleOf(err)))
			return
		}
		select {
		case <-time.After(tellAgain << n):
		case <-ctx.Done():
			return
		}
	}
}

// draft is the paper with the code: in German alone, or in the language of the citizen's pages and in German.
func (p press) draft(s session.State, again bool, words *locales.Texts) printer.Document {
	german, own := words.Language(applicationLanguage), words.Language(screen.Language(s, words))
	if own == german {
		return p.document(receipt.BuildDraft(draftPaper(s, again, german), german), german)
	}
	return p.document(receipt.BuildDraftTwo(draftPaper(s, again, own), own, draftPaper(s, again, german), german), own)
}

// draftPaper is what stands on the paper, in a language.
func draftPaper(s session.State, again bool, l *locales.Language) receipt.Draft {
	title, _ := s.Visit.Flow.Text(l.Tag, "title")
	sv := s.Visit.Saving
	return receipt.Draft{Town: s.Place.Town, Service: title, At: s.Now, Last: sv.Last.Time(), Code: sv.Code, Phone: s.Place.Phone, TerminalID: s.Place.TerminalID, Copy: again}
}
