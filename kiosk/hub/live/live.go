// Package live is the hub's side of the live channel: one WebSocket to each terminal and to each clerk's desk, the messages
// that pass between the participants of a call, and what both see of the queue.
//
// The queue is what counts (package queue); this package holds connections and nothing else that could not be read anew.
// Each replica watches the queue, and tells the parties that hang at it what differs from what they were told last. What
// one participant says to another is passed on unread, if both take part in the call and the sender knows its present
// clerk. Calls outlive a restart of the hub: terminal and desk connect peer to peer, and come back to whatever replica.
//
// It never stores what is said, and logs ids of terminals, codes and counts: no address, no name, nothing of a message.
package live

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"time"

	"github.com/coder/websocket"

	"buergerterminal/kiosk/hub/audit"
	"buergerterminal/kiosk/hub/database"
	"buergerterminal/kiosk/hub/queue"
	"buergerterminal/kiosk/link"
)

// Terminal is who hangs at a terminal's channel.
type Terminal struct {
	ID        string
	Authority string // whose clerks see it
	Site      string // for people: "Rathaus, Foyer"
}

// Clerk is who sits at a desk.
type Clerk struct {
	ID          string
	Name        string
	Office      string
	Roles       []string
	Authorities []string // whose calls the clerk sees, each by its id
	Services    []string // none means every one
	Languages   []string
	Session     string // of the login

	Takes     bool // may take calls
	Interpret bool // may be asked in as an interpreter
	Signs     bool // the same for sign language
}

// Config says what the live side works with. DB, Queue, Terminal and Clerk are needed.
type Config struct {
	DB    *database.DB
	Queue *queue.Queue
	Key   [32]byte // seals messages between replicas; the same for all
	Town  string

	Terminal func(*http.Request) (Terminal, error) // whose request this is
	Clerk    func(context.Context) (Clerk, bool)   // whose request this is, by its context
	// Check asks again for a clerk whose channel stays open: a login ends, and what an account allows changes.
	Check func(context.Context, Clerk) (Clerk, error)
	// Admitted asks again whether a terminal whose channel stays open counts.
	Admitted func(context.Context, Terminal) bool

	ICE func(call, participant string) []link.ICEServer // with credentials for this call
	// Arrived counts the applications for these authorities since a moment; nil where the hub takes none in.
	Arrived func(ctx context.Context, since time.Time, authorities ...string) (int, error)
	Over    func(call string)              // the call is over: its credentials end
	Title   func(flow, lang string) string // of a service, in the desk's language
	Audit   *audit.Log
	Log     func(event string, pairs ...any)
	Now     func() time.Time // time.Now if nil

	Vanished time.Duration  // after which a terminal that is away stands in the audit log; a minute if 0
	Location *time.Location // of the day that figures are of; time.Local if nil
}

// Events of the log.
const (
	EventTerminal     = "live.terminal"     // a terminal came
	EventTerminalGone = "live.terminal-off" // and went, with a reason
	EventDesk         = "live.desk"         // a desk came
	EventDeskGone     = "live.desk-off"     // and went, with a reason
	EventRefused      = "live.refused"      // a handshake or a message was refused, with the code
	EventFailed       = "live.failed"       // the database failed, with where and code
	EventReaped       = "live.reaped"       // calls lost their clerk or their terminal
)

// Live is safe for concurrent use. Run must run for anything to happen.
type Live struct {
	config    Config
	replica   string
	router    *router
	standings *standings
	names     *names
	lines     *lines
	settler   *settler
	absent    absent

	mu       sync.Mutex
	ended    bool
	base     context.Context // of what channels do; ends with Run
	end      context.CancelFunc
	channels sync.WaitGroup
	dirty    dirt
	openings map[string]link.Opening
	failures failures
}

// New prepares the tables. The caller closes the database.
func New(ctx context.Context, c Config) (*Live, error) {
	if c.DB == nil || c.Queue == nil || c.Terminal == nil || c.Clerk == nil {
		return nil, errors.New("live: database, queue or who somebody is are missing")
	}
	c.fill()
	if err := c.DB.Migrate(ctx, "live", []string{parcelStep(), standingStep(), nameStep()}); err != nil {
		return nil, err
	}
	replica := queue.NewID()
	r, err := newRouter(c.DB, replica, c.Key, func() int64 { return c.Now().UnixMilli() })
	if err != nil {
		return nil, err
	}
	l := &Live{
		config: c, replica: replica, router: r, standings: newStandings(c.DB, replica, c.Now), names: newNames(c.DB, c.Now),
		lines: newLines(c.Queue), settler: newSettler(), absent: absent{since: map[string]int64{}}, dirty: newDirt(), openings: map[string]link.Opening{},
	}
	l.base, l.end = context.WithCancel(context.WithoutCancel(ctx))
	r.before = l.before
	return l, nil
}

func (c *Config) fill() {
	if c.Vanished == 0 {
		c.Vanished = time.Minute
	}
	if c.Check == nil {
		c.Check = func(_ context.Context, k Clerk) (Clerk, error) { return k, nil }
	}
	if c.Admitted == nil {
		c.Admitted = func(context.Context, Terminal) bool { return true }
	}
	if c.ICE == nil {
		c.ICE = func(string, string) []link.ICEServer { return nil }
	}
	if c.Over == nil {
		c.Over = func(string) {}
	}
	if c.Title == nil {
		c.Title = func(flow, _ string) string { return flow }
	}
	if c.Log == nil {
		c.Log = func(string, ...any) {}
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Location == nil {
		c.Location = time.Local
	}
}

// begin counts a channel in, unless the hub ends.
func (l *Live) begin() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.ended {
		return false
	}
	l.channels.Add(1)
	return true
}

// finish closes all channels, so that their parties come back to another replica or to the next start.
func (l *Live) finish() {
	l.mu.Lock()
	l.ended = true
	l.mu.Unlock()
	for _, p := range l.router.all() {
		p.pipe().close(websocket.StatusServiceRestart, closeRestart)
	}
	l.end()
	l.channels.Wait()
}

// failed logs a failure of the database, once a second for each place.
func (l *Live) failed(where string, err error) {
	if err == nil || errors.Is(err, context.Canceled) {
		return
	}
	if l.failures.first(where, l.config.Now()) {
		l.config.Log(EventFailed, "where", where, "code", string(queue.CodeOf(err)))
	}
}

// failures remembers when a place failed last.
type failures struct {
	mu   sync.Mutex
	last map[string]time.Time
}

func (f *failures) first(where string, now time.Time) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.last == nil {
		f.last = map[string]time.Time{}
	}
	if now.Sub(f.last[where]) < time.Second {
		return false
	}
	f.last[where] = now
	return true
}

// refusal is what a party is told of an error of the queue.
func refusal(err error) link.RefusalCode {
	switch queue.CodeOf(err) {
	case queue.CodeInvalid:
		return link.RefusedMessage
	case queue.CodeTaken:
		return link.RefusedTaken
	case queue.CodeAway, queue.CodeAbsent:
		return link.RefusedAway
	case queue.CodeState, queue.CodeBusy, queue.CodeEmpty:
		return link.RefusedState
	case queue.CodeClosed:
		return link.RefusedClosed
	case queue.CodeOften:
		return link.RefusedOften
	case queue.CodeAuthority:
		return link.RefusedAuthority
	case queue.CodeUnknown, queue.CodeConflict, queue.CodeFenced, queue.CodeEnded:
		return link.RefusedCall
	}
	return link.RefusedStore
}
