package live

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/coder/websocket"

	"buergerterminal/kiosk/hub/audit"
	"buergerterminal/kiosk/hub/queue"
	"buergerterminal/kiosk/link"
)

// helloTime is how long a party may take to say hello.
const helloTime = 10 * time.Second

// errHello means that the first message was none of greeting.
var errHello = errors.New("the first message must be hello")

// terminal is one that hangs here.
type terminal struct {
	*channel
	live *Live
	who  Terminal

	mu       sync.Mutex // orders what the terminal is told
	call     string     // that it asked for or holds
	told     view
	standing standing
	opening  link.Opening
	greeted  bool // Opening was told
}

func (t *terminal) pipe() *channel { return t.channel }

func (t *terminal) supersede() { t.close(websocket.StatusNormalClosure, closeSuperseded) }

// Terminals serves the channel of terminals at link.LivePath.
func (l *Live) Terminals() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		who, err := l.config.Terminal(r)
		if err != nil || !link.ValidName(who.ID) {
			l.config.Log(EventRefused, "code", string(link.ProblemUnauthorized))
			link.Refuse(w, http.StatusUnauthorized, link.ProblemUnauthorized, "the terminal is unknown or its identity does not count")
			return
		}
		if !l.begin() {
			link.Refuse(w, http.StatusServiceUnavailable, link.ProblemBusy, "the hub ends")
			return
		}
		socket, err := websocket.Accept(w, r, &websocket.AcceptOptions{Subprotocols: []string{link.LiveProtocol}})
		if err != nil {
			l.channels.Done()
			return
		}
		t := &terminal{channel: newChannel(socket), live: l, who: who}
		// The goroutine of the handshake holds buffers of the request; this one does not.
		go func() {
			defer l.channels.Done()
			t.serve(l.base)
		}()
	})
}

// greeting reads the first message of a channel.
func greeting[B link.Body](ctx context.Context, c *channel, speaks link.Vocabulary) (hello B, err error) {
	within, cancel := context.WithTimeout(ctx, helloTime)
	defer cancel()
	_, raw, err := c.socket.Read(within)
	if err != nil {
		return hello, err
	}
	b, err := speaks.Decode(raw)
	if err != nil {
		c.send(link.Refused{Code: link.RefusedMessage})
		c.close(websocket.StatusPolicyViolation, errHello.Error())
		return hello, err
	}
	hello, ok := b.(B)
	if !ok {
		c.send(link.Refused{Code: link.RefusedState})
		c.close(websocket.StatusPolicyViolation, errHello.Error())
		return hello, errHello
	}
	return hello, nil
}

func (t *terminal) serve(ctx context.Context) {
	l, at := t.live, terminalAddress(t.who.ID)
	defer t.socket.CloseNow()
	hello, err := greeting[link.Hello](ctx, t.channel, link.FromTerminal)
	if err != nil {
		return
	}
	l.failed("attach", l.router.attach(ctx, at, t))
	l.config.Log(EventTerminal, "terminal", t.who.ID)
	now := l.config.Now().UnixMilli()
	t.standing = standing{terminal: t.who.ID, authority: t.who.Authority, site: t.who.Site, online: true, since: now}
	l.standings.note(t.standing)
	t.send(link.Welcome{Terminal: t.who.ID, Authority: t.who.Authority})
	l.tellOpening(ctx, t)
	t.resume(ctx, hello.Call)
	err = t.read(ctx, link.FromTerminal, func(b link.Body) { t.take(ctx, b) })
	t.leave(err)
}

// leave ends the channel: the call keeps its place for the queue's grace, and the media go on without the hub.
func (t *terminal) leave(why error) {
	l := t.live
	t.socket.CloseNow()
	l.config.Log(EventTerminalGone, "terminal", t.who.ID, "why", endOf(why))
	if !l.router.detach(terminalAddress(t.who.ID), t) {
		return // it has come back meanwhile
	}
	t.standing.online, t.standing.since = false, l.config.Now().UnixMilli()
	l.standings.note(t.standing)
	if l.base.Err() == nil {
		l.absent.note(t.who.ID, t.standing.since)
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(l.base), writeTime)
	defer cancel()
	if l.base.Err() == nil { // in an orderly end, the terminal comes back at once
		l.failed("terminal lost", l.config.Queue.TerminalLost(ctx, t.who.ID))
	}
}

// resume takes up the call that a terminal holds after a cut. A terminal that holds none has begun anew: what it left open
// is over.
func (t *terminal) resume(ctx context.Context, call string) {
	l := t.live
	if call != "" {
		l.failed("terminal here", l.config.Queue.TerminalsHere(ctx, t.who.ID))
		t.mu.Lock()
		t.call, t.told = call, view{call: call}
		t.mu.Unlock()
		t.settle(ctx)
		return
	}
	open, ok, err := l.config.Queue.Open(ctx, t.who.ID)
	if err == nil && ok {
		err = l.config.Queue.HangUp(ctx, t.who.ID, open.ID, link.ReasonVisitEnd)
	}
	l.failed("resume", err)
}

// take carries out one message of the terminal.
func (t *terminal) take(ctx context.Context, b link.Body) {
	var err error
	call := ""
	switch m := b.(type) {
	case link.Hello:
		t.send(link.Refused{Code: link.RefusedState})
	case link.Beat:
		t.send(link.Beat{})
		t.note(m)
	case link.Ask:
		call, err = m.Call, t.ask(ctx, m)
	case link.Progress:
		call = m.Call
		err = t.live.config.Queue.Progress(ctx, t.who.ID, m.Call, m.Flow, queue.Progress{Step: m.Step, Steps: m.Steps, Part: m.Part})
	case link.Hangup:
		call, err = m.Call, t.live.config.Queue.HangUp(ctx, t.who.ID, m.Call, m.Reason)
		if err == nil {
			t.settle(ctx)
		}
	case link.TurnAway:
		call, err = m.Call, t.turnAway(ctx, m)
	case link.Callback:
		call, err = m.ID, t.callback(ctx, m)
	case link.Signal:
		t.pass(ctx, m)
	}
	t.live.refuse(t.channel, "terminal", t.who.ID, call, err)
}

// refuse tells a party that its message was not carried out.
func (l *Live) refuse(c *channel, kind, id, call string, err error) {
	if err == nil || errors.Is(err, context.Canceled) {
		return
	}
	code := refusal(err)
	if code == link.RefusedStore {
		l.failed("message", err)
	}
	if c.noted(code) {
		l.config.Log(EventRefused, kind, id, "code", string(code))
	}
	c.send(link.Refused{Code: code, Call: call})
}

func (t *terminal) ask(ctx context.Context, m link.Ask) error {
	_, err := t.live.config.Queue.Enqueue(ctx, queue.Call{
		ID: m.Call, Authority: t.who.Authority, Terminal: t.who.ID, Flow: m.Flow, Language: m.Language, Writes: m.Text, Needs: m.Needs,
		Progress: queue.Progress{Step: m.Progress.Step, Steps: m.Progress.Steps, Part: m.Progress.Part},
	})
	if err != nil {
		return err
	}
	t.live.lines.moved(t.who.Authority)
	t.mu.Lock()
	t.call = m.Call
	t.mu.Unlock()
	t.settle(ctx)
	return nil
}

// turnAway ends the part of one whom the citizen does not want in the call. Who has left meanwhile is gone, which is what was
// asked for; who leads the call cannot be turned away.
func (t *terminal) turnAway(ctx context.Context, m link.TurnAway) error {
	t.mu.Lock()
	told := t.told
	t.mu.Unlock()
	guest, there := told.seat(m.Who)
	if told.call != m.Call || !there || m.Who == told.clerk {
		return nil
	}
	err := t.live.config.Queue.Leave(ctx, guest.address.id(), m.Call)
	if queue.CodeOf(err) == queue.CodeUnknown {
		return nil
	}
	if err == nil {
		t.live.audit(ctx, audit.Entry{Action: audit.CallLeft, Actor: guest.address.id(), Object: m.Call, Detail: audit.NotWanted})
	}
	return err
}

func (t *terminal) callback(ctx context.Context, m link.Callback) error {
	err := t.live.config.Queue.AddCallback(ctx, queue.Callback{
		ID: m.ID, Authority: t.who.Authority, Terminal: t.who.ID, Flow: m.Flow, Language: m.Language, Phone: m.Phone, From: m.From, To: m.To,
	})
	if err == nil {
		t.send(link.Noted{ID: m.ID})
	}
	return err
}

// note keeps the health of the terminal, if it is another than before.
func (t *terminal) note(b link.Beat) {
	health := strings.Join(b.Health, " ")
	if health == t.standing.health && b.Outbox == t.standing.outbox {
		return
	}
	if health != t.standing.health {
		t.standing.health, t.standing.healthSince = health, t.live.config.Now().UnixMilli()
	}
	t.standing.outbox = b.Outbox
	t.live.standings.note(t.standing)
}

// pass brings a signal to the participant that it is for.
func (t *terminal) pass(ctx context.Context, m link.Signal) {
	t.mu.Lock()
	told := t.told
	t.mu.Unlock()
	to, ok := told.seat(m.To)
	if told.call != m.Call || told.epoch != m.Epoch || !ok {
		t.live.stray(t.channel, "terminal", t.who.ID)
		return
	}
	m.From = link.TerminalPeer
	t.live.failed("signal", t.live.router.send(ctx, to.address, m))
}

// stray answers a signal for nobody, or of a clerk before: such are on the way whenever somebody leaves.
func (l *Live) stray(c *channel, kind, id string) {
	if c.noted(link.RefusedState) {
		l.config.Log(EventRefused, kind, id, "code", string(link.RefusedState))
	}
	c.send(link.Refused{Code: link.RefusedState})
}

// settle tells the terminal what holds for its call.
func (t *terminal) settle(ctx context.Context) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.call == "" {
		return
	}
	l := t.live
	now, _, err := l.load(ctx, t.call)
	if err != nil {
		l.failed("terminal", err)
		l.again(t)
		return
	}
	var ice []link.ICEServer
	if now.stage == live && (t.told.stage != live || t.told.epoch != now.epoch) {
		ice = l.config.ICE(t.call, link.TerminalPeer)
	}
	was := t.told
	for _, m := range toTerminal(t.told, now, ice) {
		t.send(m)
	}
	t.told = now
	if now.stage == over {
		l.config.Over(t.call)
		t.call, t.told = "", view{}
	}
	t.witness(ctx, was, now)
}

// witness writes what happened to a call of its own into the audit log: it has one terminal, so that it is written once.
func (t *terminal) witness(ctx context.Context, was, now view) {
	if was.stage != live || was.call != now.call {
		return
	}
	switch {
	case now.stage == waiting:
		t.live.audit(ctx, audit.Entry{Action: audit.CallRequeued, Actor: audit.Hub, Object: now.call, Detail: audit.Unreachable})
	case now.stage == over && now.reason != "" && !endedByClerk(now.reason):
		t.live.audit(ctx, audit.Entry{Action: audit.CallEnded, Actor: audit.Hub, Object: now.call, Detail: audit.Abandoned})
	}
}

func endedByClerk(r link.Reason) bool {
	return r == link.ReasonSolved || r == link.ReasonAppointment || r == link.ReasonElsewhere || r == link.ReasonAbuse
}

func (l *Live) audit(ctx context.Context, e audit.Entry) {
	if l.config.Audit != nil {
		l.failed("audit", l.config.Audit.Append(ctx, e))
	}
}

// knows reports whether the terminal was told of the clerk of a signal.
func (t *terminal) knows(m link.Signal) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.told.call == m.Call && t.told.epoch >= m.Epoch && t.told.has(m.From)
}

// endOf says why a channel ended, in words that hold nothing of the other side.
func endOf(err error) string {
	switch {
	case errors.Is(err, errFlood), errors.Is(err, errMalformed), errors.Is(err, errKind):
		return err.Error()
	case errors.Is(err, websocket.ErrMessageTooBig):
		return "message too big"
	case errors.Is(err, context.DeadlineExceeded):
		return "silence"
	case websocket.CloseStatus(err) != -1:
		return "closed"
	}
	return "cut"
}
