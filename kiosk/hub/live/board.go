package live

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"slices"
	"sync"
	"time"

	"github.com/coder/websocket"

	"buergerterminal/kiosk/link"
)

// dirt is what changed since the boards were shown last.
type dirt struct {
	mu          *sync.Mutex
	authorities map[string]bool // "" is all
	desks       map[*desk]bool
}

func newDirt() dirt {
	return dirt{mu: &sync.Mutex{}, authorities: map[string]bool{}, desks: map[*desk]bool{}}
}

func (d *dirt) authority(id string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.authorities[id] = true
}

func (d *dirt) desk(k *desk) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.desks[k] = true
}

// take returns a judge of what is dirty, and begins anew.
func (d *dirt) take() (some bool, isDirty func(*desk) bool, moved func(authority string) bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	authorities, desks := d.authorities, d.desks
	d.authorities, d.desks = map[string]bool{}, map[*desk]bool{}
	moved = func(authority string) bool { return authorities[""] || authorities[authority] }
	return len(authorities)+len(desks) > 0, func(k *desk) bool {
		return authorities[""] || desks[k] || slices.ContainsFunc(k.clerk().Authorities, moved)
	}, moved
}

func (d *desk) clerk() Clerk {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.who
}

// show brings boards and places up to date, and writes what terminals said of themselves.
func (l *Live) show(ctx context.Context) {
	l.failed("standings", l.standings.flush(ctx))
	l.settler.retryAll()
	dirty, isDirty, moved := l.dirty.take()
	if !dirty {
		return
	}
	for _, p := range l.router.all() {
		switch p := p.(type) {
		case *terminal:
			if moved(p.who.Authority) && p.waits() {
				l.settler.add(p)
			}
		case *desk:
			if !isDirty(p) {
				continue
			}
			if err := p.show(ctx); err != nil {
				l.failed("board", err)
				l.dirty.desk(p)
			}
		}
	}
}

func (t *terminal) waits() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.told.stage == waiting
}

// show sends the board to a desk if it is another than before.
func (d *desk) show(ctx context.Context) error {
	d.mu.Lock()
	who, state := d.who, d.state
	busy := d.told.stage != over
	d.mu.Unlock()
	b, err := d.live.board(ctx, who, d.lang)
	if err != nil {
		return err
	}
	if b.State = state; busy {
		b.State = link.Busy
	}
	raw, err := json.Marshal(b)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(raw)
	d.mu.Lock()
	defer d.mu.Unlock()
	if sum == d.shown {
		return nil
	}
	d.shown = sum
	d.version++
	b.Version, b.Now = d.version, d.live.config.Now().UTC()
	d.send(b)
	return nil
}

// Bounds of a board: it must fit into one message.
const (
	mostWaiting   = 100
	mostCallbacks = 50
)

// board reads what a clerk may see. Who takes no calls sees terminals, and nobody who waits.
func (l *Live) board(ctx context.Context, k Clerk, lang string) (b link.Board, err error) {
	b = link.Board{Waiting: []link.Case{}, Callbacks: []link.Ringback{}, Terminals: []link.Standing{}, Colleagues: []link.Colleague{}}
	for _, a := range k.Authorities {
		found, err := l.standings.list(ctx, a)
		if err != nil {
			return b, err
		}
		b.Terminals = append(b.Terminals, found...)
		o, err := l.config.Queue.Opening(ctx, a)
		if err != nil {
			return b, err
		}
		if o.Open && !b.Open || b.Until.IsZero() {
			b.Open, b.Until = o.Open, o.Until.UTC()
		}
	}
	b.Terminals = b.Terminals[:min(len(b.Terminals), mostStandings)]
	if !k.Takes {
		return b, nil
	}
	if err := l.boardOfCalls(ctx, k, lang, &b); err != nil {
		return b, err
	}
	return b, l.boardOfPeople(ctx, k, &b)
}

func (l *Live) boardOfCalls(ctx context.Context, k Clerk, lang string, b *link.Board) error {
	line, err := l.config.Queue.Waiting(ctx, k.ID)
	if err != nil {
		return err
	}
	for _, c := range line[:min(len(line), mostWaiting)] {
		site, err := l.standings.site(ctx, c.Terminal)
		if err != nil {
			return err
		}
		b.Waiting = append(b.Waiting, l.about(c, site, lang))
	}
	callbacks, err := l.config.Queue.Callbacks(ctx, k.ID)
	if err != nil {
		return err
	}
	for _, c := range callbacks[:min(len(callbacks), mostCallbacks)] {
		site, err := l.standings.site(ctx, c.Terminal)
		if err != nil {
			return err
		}
		title := ""
		if c.Flow != "" {
			title = l.config.Title(c.Flow, lang)
		}
		b.Callbacks = append(b.Callbacks, link.Ringback{
			ID: c.ID, Site: site, Flow: c.Flow, Title: title, Language: c.Language, Phone: c.Phone, From: c.From.UTC(), To: c.To.UTC(),
		})
	}
	return nil
}

func (l *Live) boardOfPeople(ctx context.Context, k Clerk, b *link.Board) error {
	colleagues, err := l.config.Queue.Colleagues(ctx, k.ID)
	if err != nil {
		return err
	}
	for _, c := range colleagues {
		n, err := l.names.of(ctx, c.ID)
		if err != nil {
			return err
		}
		b.Colleagues = append(b.Colleagues, link.Colleague{
			Clerk: c.ID, Name: n.name, Office: n.office, State: c.State, Languages: c.Languages, Interpret: c.Interpret, Signs: c.Signs,
		})
	}
	f, err := l.config.Queue.Figures(ctx, l.midnight(), k.Authorities...)
	if err != nil {
		return err
	}
	b.Today = link.Today{Calls: f.Calls, WaitMean: int(f.WaitMean.Seconds())}
	if f.Ended > 0 {
		b.Today.DoneShare = 100 * f.Done / f.Ended
	}
	if l.config.Arrived == nil {
		return nil
	}
	b.Today.Arrived, err = l.config.Arrived(ctx, l.midnight(), k.Authorities...)
	return err
}

// midnight is when the day began, by the clock of the town hall.
func (l *Live) midnight() time.Time {
	now := l.config.Now().In(l.config.Location)
	return time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, l.config.Location)
}

// tellOpenings tells the terminals whether somebody can be had, where that is another answer than before.
func (l *Live) tellOpenings(ctx context.Context) {
	at := map[string][]*terminal{}
	for _, p := range l.router.all() {
		if t, ok := p.(*terminal); ok {
			at[t.who.Authority] = append(at[t.who.Authority], t)
		}
	}
	for authority, terminals := range at {
		o, err := l.opening(ctx, authority)
		if err != nil {
			l.failed("opening", err)
			continue
		}
		for _, t := range terminals {
			t.open(o)
		}
	}
	l.dirty.authority("")
}

func (l *Live) opening(ctx context.Context, authority string) (link.Opening, error) {
	o, err := l.config.Queue.Opening(ctx, authority)
	if err != nil {
		return link.Opening{}, err
	}
	found := link.Opening{Open: o.Open, Clerks: o.Clerks, Until: o.Until.UTC()}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.openings[authority] = found
	return found, nil
}

// tellOpening tells one terminal that has just come.
func (l *Live) tellOpening(ctx context.Context, t *terminal) {
	l.mu.Lock()
	o, known := l.openings[t.who.Authority]
	l.mu.Unlock()
	if !known {
		var err error
		if o, err = l.opening(ctx, t.who.Authority); err != nil {
			l.failed("opening", err)
			return
		}
	}
	t.open(o)
}

// open tells the terminal, if it was told otherwise.
func (t *terminal) open(o link.Opening) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.greeted && t.opening == o {
		return
	}
	t.greeted, t.opening = true, o
	t.send(o)
}

// dismiss cuts off a terminal that does not count any more.
func (t *terminal) dismiss() { t.close(websocket.StatusPolicyViolation, closeRevoked) }
