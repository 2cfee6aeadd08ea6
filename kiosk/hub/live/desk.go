package live

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"

	"github.com/coder/websocket"

	"buergerterminal/kiosk/hub/audit"
	"buergerterminal/kiosk/hub/queue"
	"buergerterminal/kiosk/link"
)

// closeLogin is why a desk is closed whose clerk is not logged in any more.
const closeLogin = "login"

// desk is a clerk's open tab that hangs here.
type desk struct {
	*channel
	live *Live
	tab  string
	lang string

	mu       sync.Mutex // orders what the desk is told
	who      Clerk
	state    link.Attendance
	told     view
	terminal string // of the call that it was told of
	ringing  map[string]bool
	version  int64
	shown    [32]byte // hash of the board that it was shown
}

func (d *desk) pipe() *channel { return d.channel }

func (d *desk) supersede() {
	d.send(link.Superseded{})
	d.close(websocket.StatusNormalClosure, closeSuperseded)
}

// Desks serves the channel of desks at link.DeskPath. The request's context carries the clerk.
func (l *Live) Desks() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		who, ok := l.config.Clerk(r.Context())
		switch {
		case !ok || !link.ValidName(who.ID):
			l.config.Log(EventRefused, "code", string(link.ProblemUnauthorized))
			link.Refuse(w, http.StatusUnauthorized, link.ProblemUnauthorized, "nobody is logged in")
			return
		case !sameOrigin(r):
			l.config.Log(EventRefused, "code", string(link.ProblemOrigin))
			link.Refuse(w, http.StatusForbidden, link.ProblemOrigin, "another site has opened this channel")
			return
		case !l.begin():
			link.Refuse(w, http.StatusServiceUnavailable, link.ProblemBusy, "the hub ends")
			return
		}
		socket, err := websocket.Accept(w, r, &websocket.AcceptOptions{Subprotocols: []string{link.DeskProtocol}})
		if err != nil {
			l.channels.Done()
			return
		}
		d := &desk{channel: newChannel(socket), live: l, who: who, state: link.Available, ringing: map[string]bool{}}
		go func() {
			defer l.channels.Done()
			d.serve(l.base)
		}()
	})
}

// sameOrigin holds a desk's channel to the hub's own pages: a WebSocket carries the cookies of whoever opens it, and
// browsers always send the origin with it (RFC 6455, section 10.2).
func sameOrigin(r *http.Request) bool {
	origin, err := url.Parse(r.Header.Get("Origin"))
	return err == nil && origin.Host != "" && strings.EqualFold(origin.Host, r.Host)
}

func (d *desk) serve(ctx context.Context) {
	l := d.live
	defer d.socket.CloseNow()
	hello, err := greeting[link.DeskHello](ctx, d.channel, link.FromDesk)
	if err != nil {
		return
	}
	d.tab, d.lang = hello.Tab, hello.Lang
	at := clerkAddress(d.who.ID)
	if before, ok := l.router.here(at); ok && before.(*desk).tab == d.tab {
		l.router.detach(at, before) // its own socket before a cut
		before.pipe().close(websocket.StatusNormalClosure, closeSuperseded)
	}
	l.failed("attach", l.router.attach(ctx, at, d))
	l.failed("name", l.names.set(ctx, d.who))
	l.config.Log(EventDesk, "clerk", d.who.ID)
	d.send(link.DeskWelcome{Clerk: d.who.ID, Name: d.who.Name, Office: d.who.Office, Roles: d.who.Roles, Authorities: d.who.Authorities, Town: l.config.Town})
	l.failed("presence", d.attend(ctx))
	d.resume(ctx, hello)
	l.dirty.desk(d)
	err = d.read(ctx, link.FromDesk, func(b link.Body) { d.take(ctx, b) })
	d.socket.CloseNow()
	l.config.Log(EventDeskGone, "clerk", d.who.ID, "why", endOf(err))
	l.router.detach(at, d) // its presence and its call stay until their leases end: a page that is loaded anew comes back
}

// attend tells the queue that the clerk is here. Who neither takes calls nor can be asked in is not.
func (d *desk) attend(ctx context.Context) error {
	d.mu.Lock()
	who, state := d.who, d.state
	d.mu.Unlock()
	if !who.Takes && !who.Interpret && !who.Signs {
		return nil
	}
	c := queue.Clerk{ID: who.ID, Services: who.Services, Languages: who.Languages, Interpret: who.Interpret, Signs: who.Signs}
	if who.Takes {
		c.Authorities = who.Authorities
	}
	return d.live.config.Queue.SetPresence(ctx, c, state)
}

// resume takes up the call that the clerk has. A tab that knows it goes on; one that does not, because the page was loaded
// anew or is another, comes into the call once more, and the others connect with it anew.
func (d *desk) resume(ctx context.Context, hello link.DeskHello) {
	if hello.Call != "" && hello.Epoch > 0 {
		d.mu.Lock()
		d.told = view{call: hello.Call, stage: live, epoch: hello.Epoch, resumed: true}
		d.mu.Unlock()
		d.settle(ctx)
		return
	}
	d.settle(ctx)
	d.mu.Lock()
	told, self, terminal := d.told, seatID(d.told.call, d.who.ID), d.terminal
	d.mu.Unlock()
	own, ok := told.seat(self)
	if !ok {
		return
	}
	others := []address{terminalAddress(terminal)}
	for _, s := range told.seats {
		if s.ID != self {
			others = append(others, s.address)
		}
	}
	for _, a := range others {
		for _, m := range []link.Body{link.Left{Call: told.call, Who: self, Lost: true}, link.Joined{Call: told.call, Who: own.Participant}} {
			d.live.failed("resume", d.live.router.send(ctx, a, m))
		}
	}
}

// take carries out one message of the desk.
func (d *desk) take(ctx context.Context, b link.Body) {
	call, err := "", error(nil)
	switch m := b.(type) {
	case link.DeskHello:
		d.send(link.Refused{Code: link.RefusedState})
	case link.Beat:
		d.beat(ctx)
	case link.Presence:
		d.mu.Lock()
		d.state = m.State
		d.mu.Unlock()
		err = d.attend(ctx)
	case link.Signal:
		d.pass(ctx, m)
	default:
		if !d.may(b) {
			d.live.config.Log(EventRefused, "clerk", d.who.ID, "code", string(link.RefusedRole))
			d.send(link.Refused{Code: link.RefusedRole})
			return
		}
		call, err = d.act(ctx, b)
	}
	d.live.refuse(d.channel, "clerk", d.who.ID, call, err)
}

// may reports whether the clerk's roles allow a message. Who is asked into a call needs none to answer.
func (d *desk) may(b link.Body) bool {
	switch b.(type) {
	case link.Join, link.Decline, link.End:
		return true
	}
	return d.who.Takes
}

// act moves a call, and tells the audit log who did it.
func (d *desk) act(ctx context.Context, b link.Body) (call string, err error) {
	q, me := d.live.config.Queue, d.who.ID
	action := audit.Action("")
	switch m := b.(type) {
	case link.Accept:
		action = audit.CallAccepted
		var l queue.Lease
		if l, err = q.Accept(ctx, me, m.Call); err == nil {
			m.Call = l.Call
		}
		call = m.Call
	case link.Transfer:
		call, action = m.Call, audit.CallTransferred
		err = q.Transfer(ctx, d.lease(call), queue.To{Clerk: m.Clerk, Flow: m.Flow, Language: m.Language})
	case link.Invite:
		call, action = m.Call, audit.CallInvited
		err = q.Invite(ctx, d.lease(call), m.Clerk, m.As)
	case link.Join:
		call, action = m.Call, audit.CallJoined
		err = d.join(ctx, call)
	case link.Decline:
		call, err = m.Call, q.Leave(ctx, me, m.Call)
	case link.End:
		call = m.Call
		action, err = d.end(ctx, m)
	case link.CallbackDone:
		err = q.CallbackDone(ctx, me, m.ID)
	}
	if err == nil && action != "" {
		d.live.audit(ctx, audit.Entry{Action: action, Actor: me, Object: call})
	}
	d.settle(ctx)
	return call, err
}

// join answers the ringing: of a colleague who wants help, or who hands the call on.
func (d *desk) join(ctx context.Context, call string) error {
	parts, err := d.live.config.Queue.Parts(ctx, d.who.ID)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(parts, func(p queue.Part) bool { return p.Call == call && p.Handed }) {
		_, err = d.live.config.Queue.Accept(ctx, d.who.ID, call)
		return err
	}
	_, err = d.live.config.Queue.Join(ctx, d.who.ID, call)
	return err
}

// end ends the call for all if it is the clerk's, and else the clerk's part in it.
func (d *desk) end(ctx context.Context, m link.End) (audit.Action, error) {
	d.mu.Lock()
	mine := d.told.call == m.Call && d.told.clerk == seatID(m.Call, d.who.ID)
	d.mu.Unlock()
	if mine {
		return audit.CallEnded, d.live.config.Queue.End(ctx, d.lease(m.Call), m.Reason)
	}
	return audit.CallLeft, d.live.config.Queue.Leave(ctx, d.who.ID, m.Call)
}

// lease is the clerk's right to a call as the desk was told of it.
func (d *desk) lease(call string) queue.Lease {
	d.mu.Lock()
	defer d.mu.Unlock()
	l := queue.Lease{Call: call, Clerk: d.who.ID}
	if d.told.call == call {
		l.Epoch = d.told.epoch
	}
	return l
}

// beat renews what the clerk holds: the login, the presence, and the call.
func (d *desk) beat(ctx context.Context) {
	l := d.live
	d.send(link.Beat{})
	d.mu.Lock()
	who, told := d.who, d.told
	d.mu.Unlock()
	who, err := l.config.Check(ctx, who)
	if err != nil {
		d.close(websocket.StatusPolicyViolation, closeLogin)
		return
	}
	d.mu.Lock()
	changed := !slices.Equal(who.Authorities, d.who.Authorities) || !slices.Equal(who.Services, d.who.Services) || !slices.Equal(who.Languages, d.who.Languages) || who.Takes != d.who.Takes
	d.who = who
	d.mu.Unlock()
	if told.stage == live && told.clerk == seatID(told.call, who.ID) {
		_, err = l.config.Queue.Renew(ctx, queue.Lease{Call: told.call, Clerk: who.ID, Epoch: told.epoch})
	} else {
		err = l.config.Queue.Beat(ctx, who.ID)
	}
	switch code := queue.CodeOf(err); {
	case code == queue.CodeAway || err == nil && changed:
		err = d.attend(ctx)
	case code == queue.CodeFenced || code == queue.CodeEnded || code == queue.CodeUnknown:
		d.settle(ctx)
		err = nil
	}
	l.failed("beat", err)
}

// pass brings a signal to the participant that it is for.
func (d *desk) pass(ctx context.Context, m link.Signal) {
	d.mu.Lock()
	told, terminal := d.told, d.terminal
	d.mu.Unlock()
	self := seatID(m.Call, d.who.ID)
	if told.call != m.Call || told.epoch != m.Epoch || !told.has(self) || m.To == self {
		d.live.stray(d.channel, "clerk", d.who.ID)
		return
	}
	m.From = self
	to := terminalAddress(terminal)
	if m.To != link.TerminalPeer {
		other, ok := told.seat(m.To)
		if !ok {
			d.live.stray(d.channel, "clerk", d.who.ID)
			return
		}
		to = other.address
	}
	d.live.failed("signal", d.live.router.send(ctx, to, m))
}

// knows reports whether the desk was told of the sender of a signal.
func (d *desk) knows(m link.Signal) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.told.call == m.Call && d.told.epoch >= m.Epoch && (m.From == link.TerminalPeer || d.told.has(m.From))
}
