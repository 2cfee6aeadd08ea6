package call

import (
	"context"
	"crypto/rand"
	"errors"
	"image"
	"net/http"
	"sync"
	"time"

	"buergerterminal/kiosk/eventlog"
	"buergerterminal/kiosk/layout"
	"buergerterminal/kiosk/link"
)

// Log takes what happened, without names and words. eventlog.Log is one.
type Log interface {
	Write(eventlog.Name, ...eventlog.Field)
}

// Options of an Endpoint. All members are needed but RelayOnly and Version.
type Options struct {
	Hub       string       // address of the hub, https
	Client    *http.Client // with the hub's certificate and the way through a proxy; see submission.NewClient
	Terminal  string       // id
	Token     string       // the terminal's secret
	Version   string       // of the program
	RelayOnly bool         // never tell a participant the terminal's own addresses: everything goes through TURN
	Studio    Studio
	Standing  func() link.Beat // what the hub shall know of the terminal's health
	Log       Log
	// Notify gets every event, from one goroutine. While it waits the call waits, but no command does.
	Notify func(Event)
}

// tickEvery is how often the machine looks at the clock during a call.
const tickEvery = 250 * time.Millisecond

// Endpoint is the terminal's end of calls, one at a time. Its commands may be called from any goroutine and never wait.
type Endpoint struct {
	o     Options
	hub   *hub
	inbox *inbox

	// Of the goroutine of Run.
	machine *machine
	line    *line
	form    form
	shared  link.Shared
	page    *turned // newest page that was not looked at yet
	shown   time.Time
	ctx     context.Context
	running sync.WaitGroup

	mu        sync.Mutex
	peers     map[string]*seated
	strangers bucket
}

// seated is a peer whose goroutine runs.
type seated struct {
	*peer
	end context.CancelFunc
}

// turned is a page that the citizen sees.
type turned struct {
	placed *layout.Placed
	d      Decoration
}

// Open makes an endpoint, which does nothing until Run.
func Open(o Options) (*Endpoint, error) {
	if o.Studio == nil || o.Standing == nil || o.Log == nil || o.Notify == nil {
		return nil, errors.New("call: an option is missing")
	}
	h, err := newHub(o.Hub, o.Terminal, o.Token, o.Client)
	if err != nil {
		return nil, err
	}
	e := &Endpoint{o: o, hub: h, inbox: newInbox(), machine: newMachine(o.Version), form: newForm(), peers: map[string]*seated{}}
	h.standing = o.Standing
	h.up = func(l *line) { e.inbox.put(func() { e.line = l; e.step(lineUp{rand.Text()}) }) }
	h.down = func() { e.inbox.put(func() { e.line = nil; e.step(lineDown{}) }) }
	h.heard = func(b link.Body) { e.input(said{b}) }
	h.bad = e.bad
	return e, nil
}

// Run keeps the channel and the call until ctx ends, and returns its error when nothing of them runs any more.
func (e *Endpoint) Run(ctx context.Context) error {
	e.ctx = ctx
	e.running.Go(func() { _ = e.hub.run(ctx) })
	defer e.running.Wait()
	clock := time.NewTicker(tickEvery)
	defer clock.Stop()
	clock.Stop()
	for ticking := false; ; {
		if now := e.machine.stage == talking; now != ticking {
			ticking = now
			clock.Stop()
			if now {
				clock.Reset(tickEvery)
			}
		}
		mirror, stop := e.mirrorDue()
		select {
		case <-ctx.Done():
			stop()
			return ctx.Err()
		case <-e.inbox.ready:
			for _, f := range e.inbox.take() {
				f()
			}
		case <-mirror:
			e.turnPage()
		case <-clock.C:
			e.step(tick{})
		}
		stop()
	}
}

// Frame is the newest picture of a participant with its number, nil before the first.
func (e *Endpoint) Frame(participant string) (*image.YCbCr, uint64) {
	p := e.seatedAs(participant)
	if p == nil {
		return nil, 0
	}
	return p.frame()
}

// OwnFrame is the newest picture of the terminal's camera with its number, nil while it is off.
func (e *Endpoint) OwnFrame() (*image.YCbCr, uint64) { return e.o.Studio.Own() }

func (e *Endpoint) input(i in) { e.inbox.put(func() { e.step(i) }) }

// bad notes that something was dropped which no honest party sends: a few lines are enough to look into it, and a flood must
// not fill the log.
func (e *Endpoint) bad() {
	e.mu.Lock()
	note := e.strangers.take(time.Now(), 0.1, 5)
	e.mu.Unlock()
	if note {
		e.o.Log.Write(eventlog.CallStranger)
	}
}

// step is one transition with its actions.
func (e *Endpoint) step(i in) {
	for _, a := range e.machine.step(time.Now(), i) {
		e.do(a)
	}
}

func (e *Endpoint) do(a act) {
	switch a := a.(type) {
	case say:
		if e.line != nil {
			e.line.say(a.body)
		}
	case tell:
		e.tell(a.event)
	case connect:
		e.connect(a)
	case part:
		e.part(a.who)
	case admit:
		e.admitted(a)
	case turnedAway:
		e.turnedAway(a.who)
	case signal:
		e.with(a.From, func(p *peer) { p.signal(a.Signal) })
	case appoint:
		e.form.roles[a.who] = a.role
		powers := e.form.may(a.who)
		e.with(a.who, func(p *peer) { p.powers = powers })
	case relay:
		e.with(a.who, func(p *peer) { p.relayed = a.on })
		if a.on {
			e.greet(a.who)
		}
	case share:
		e.setShared(a.shared)
	case drop:
		e.bad()
	}
}

// tell brings an event to the session, and the log what may stand there.
func (e *Endpoint) tell(event Event) {
	switch event := event.(type) {
	case HubGone:
		e.o.Log.Write(eventlog.LiveLost)
	case HubBack:
		e.o.Log.Write(eventlog.LiveBack)
	case Accepted:
		e.o.Log.Write(eventlog.CallAccepted)
	case Connected:
		e.o.Log.Write(eventlog.CallConnected)
		e.greet(event.Who)
	case Reconnecting:
		e.o.Log.Write(eventlog.CallCut)
	case Joined:
		e.broadcast(link.Admission{Who: event.Who.ID, State: link.GrantAsked})
	case Ended:
		e.o.Log.Write(eventlog.CallEnded, eventlog.Reason(string(event.Reason)))
	}
	if e.machine.stage != talking {
		e.forget()
	}
	e.o.Notify(event)
}

// forget lets go of everything that belonged to a call.
func (e *Endpoint) forget() {
	e.form, e.page, e.shared = newForm(), nil, link.Shared{}
}

// with lets a peer do something in its own goroutine.
func (e *Endpoint) with(who string, f func(*peer)) {
	if p := e.seatedAs(who); p != nil {
		p.inbox.put(func() { f(p.peer) })
	}
}

func (e *Endpoint) connect(c connect) {
	ctx, end := context.WithCancel(e.ctx)
	p := &seated{end: end}
	// What a connection still tells while it is closed must not be taken for the next one's with the same participant.
	present := func(f func()) {
		e.inbox.put(func() {
			if e.seatedAs(c.who.ID) == p {
				f()
			}
		})
	}
	p.peer = newPeer(c.who.ID, house{
		studio: e.o.Studio, bad: e.bad,
		input: func(i in) { present(func() { e.step(i) }) },
		send:  func(to string, kind link.SignalKind, data string) { present(func() { e.signal(to, kind, data) }) },
		text:  func(t Text) { present(func() { e.fromPeer(t.Who, func() { e.o.Notify(t) }) }) },
		form:  func(who string, b link.Body) { present(func() { e.fromPeer(who, func() { e.asked(who, b) }) }) },
	}, c.ice, e.o.RelayOnly)
	e.mu.Lock()
	e.peers[c.who.ID] = p
	e.mu.Unlock()
	e.running.Go(func() { p.run(ctx) })
}

// seatedAs is the connection to a participant, nil for none.
func (e *Endpoint) seatedAs(who string) *seated {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.peers[who]
}

func (e *Endpoint) part(who string) {
	e.mu.Lock()
	p := e.peers[who]
	delete(e.peers, who)
	e.mu.Unlock()
	if p != nil {
		p.end()
	}
	e.form.forget(who)
}

// fromPeer takes something of a participant that is still there.
func (e *Endpoint) fromPeer(who string, f func()) {
	if o := e.machine.others[who]; o != nil && !o.leaving && e.machine.stage == talking {
		f()
	}
}

// signal sends something to a participant through the hub.
func (e *Endpoint) signal(to string, kind link.SignalKind, data string) {
	if e.line != nil && e.machine.others[to] != nil {
		e.line.say(link.Signal{Call: e.machine.ask.Call, To: to, Epoch: e.machine.epoch, Kind: kind, Data: data})
	}
}

func (e *Endpoint) setShared(s link.Shared) {
	e.shared = s
	e.o.Studio.Share(s)
	e.broadcast(s)
}
