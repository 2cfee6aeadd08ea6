package ausweisapp

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"reflect"
	"time"

	"github.com/coder/websocket"

	"buergerterminal/devices"
)

// DefaultAddress is where AusweisApp listens (TR-03124-1).
const DefaultAddress = "ws://localhost:24727/eID-Kernel"

// ErrOff says that the online function is not configured.
var ErrOff = errors.New("ausweisapp: not configured")

// largest bounds a message; the longest, a certificate with terms of usage, has a few thousand bytes.
const largest = 256 << 10

// Options tell the way to AusweisApp. The zero value is off.
type Options struct {
	Address  string        // a ws address on this machine
	Patience time.Duration // how long AusweisApp may say nothing while it works; 0 means two minutes
}

// Ask shows a question and returns the citizen's answer; an error cancels the run. For InsertCard it is called in vain: the run goes on by itself when a card
// comes, and Ask must return when its context ends.
type Ask func(ctx context.Context, q Asked) (Answer, error)

// Run does one authentication. Errors are *devices.Error: FaultOnlineUnavailable where AusweisApp is not there, busy or switched off, FaultChipProtocol where
// it says what its documentation does not allow, FaultSilent, FaultCancelled. Whatever else happens is an Outcome of the Flow.
func Run(ctx context.Context, o Options, tcTokenURL string, ask Ask) (Flow, error) {
	if o.Address == "" {
		return Flow{}, devices.Errorf(devices.FaultOnlineUnavailable, "%w", ErrOff)
	}
	if err := onThisMachine(o.Address); err != nil {
		return Flow{}, devices.Errorf(devices.FaultOnlineUnavailable, "%w", err)
	}
	if o.Patience == 0 {
		o.Patience = 2 * time.Minute
	}
	flow, commands, err := Begin(tcTokenURL)
	if err != nil {
		return Flow{}, devices.Errorf(devices.FaultChipProtocol, "%w", err)
	}
	connection, response, err := websocket.Dial(ctx, o.Address, &websocket.DialOptions{HTTPHeader: http.Header{"User-Agent": {"Buergerterminal"}}})
	if err != nil {
		return Flow{}, devices.Errorf(devices.FaultOnlineUnavailable, "connecting: %w", refused(response, err))
	}
	defer connection.CloseNow()
	connection.SetReadLimit(largest)
	r := &run{connection: connection, patience: o.Patience, ask: ask}
	if flow, err = r.loop(ctx, flow, commands); err != nil {
		return flow, err
	}
	connection.Close(websocket.StatusNormalClosure, "")
	return flow, nil
}

// onThisMachine refuses every address that a PIN must not go to.
func onThisMachine(address string) error {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "ws" {
		return fmt.Errorf("%w: not a ws address", ErrOff)
	}
	if ip := net.ParseIP(u.Hostname()); u.Hostname() != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return fmt.Errorf("%w: not an address of this machine", ErrOff)
	}
	return nil
}

// refused names why AusweisApp refuses a connection.
func refused(r *http.Response, err error) error {
	if r == nil {
		return err
	}
	switch r.StatusCode {
	case http.StatusConflict:
		return fmt.Errorf("busy: %w", err)
	case http.StatusTooManyRequests:
		return fmt.Errorf("in use by another program: %w", err)
	case http.StatusServiceUnavailable:
		return fmt.Errorf("switched off: %w", err)
	}
	return err
}

// run is a run on its connection.
type run struct {
	connection *websocket.Conn
	patience   time.Duration
	ask        Ask
}

// loop sends, receives and asks until the run ends.
func (r *run) loop(ctx context.Context, flow Flow, commands []command) (Flow, error) {
	incoming, failed := make(chan message), make(chan error, 1)
	reading, stop := context.WithCancel(ctx)
	defer stop()
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		failed <- r.read(reading, incoming)
	}()
	defer func() { stop(); <-ended }()
	for {
		if err := r.send(ctx, commands); err != nil {
			return flow, err
		}
		if flow.Outcome() != Running {
			return flow, nil
		}
		answered, stopAsking := r.question(ctx, flow.Asked())
		var err error
		flow, commands, err = r.wait(ctx, flow, incoming, failed, answered)
		stopAsking()
		if err != nil {
			return flow, err
		}
	}
}

// read hands messages over until the connection ends.
func (r *run) read(ctx context.Context, incoming chan<- message) error {
	for {
		_, b, err := r.connection.Read(ctx)
		if err != nil {
			return devices.Errorf(devices.FaultOnlineUnavailable, "the connection ended: %w", err)
		}
		m, err := parse(b)
		if err != nil {
			return devices.Errorf(devices.FaultChipProtocol, "%w", err)
		}
		select {
		case incoming <- m:
		case <-ctx.Done():
			return devices.Errorf(devices.FaultCancelled, "%w", ctx.Err())
		}
	}
}

// reply is what Ask returned.
type reply struct {
	answer Answer
	err    error
}

// question asks, where there is something to ask. The question is taken back by the returned function, which waits for Ask to return.
func (r *run) question(ctx context.Context, q Asked) (<-chan reply, func()) {
	if q.Question == None {
		return nil, func() {}
	}
	asking, stop := context.WithCancel(ctx)
	answered := make(chan reply, 1)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		a, err := r.ask(asking, q)
		answered <- reply{a, err}
	}()
	return answered, func() {
		stop()
		<-ended
	}
}

// wait takes the next message or answer. A card that is put in answers InsertCard by itself.
func (r *run) wait(ctx context.Context, flow Flow, incoming <-chan message, failed <-chan error, answered <-chan reply) (Flow, []command, error) {
	for {
		var impatient <-chan time.Time
		if answered == nil { // nobody is asked, so AusweisApp must say something
			timer := time.NewTimer(r.patience)
			defer timer.Stop()
			impatient = timer.C
		}
		select {
		case m := <-incoming:
			next, commands, err := flow.receive(m)
			if err != nil {
				return flow, nil, devices.Errorf(devices.FaultChipProtocol, "%w", err)
			}
			if answered != nil && len(commands) == 0 && next.Outcome() == Running && reflect.DeepEqual(next.Asked(), flow.Asked()) {
				flow = next // something about a reader: the citizen goes on typing
				continue
			}
			return next, commands, nil
		case a := <-answered:
			if a.err == nil && flow.Asked().Question == InsertCard && a.answer.Yes {
				answered = nil // "it is in": AusweisApp sees it itself
				continue
			}
			if a.err != nil {
				a.answer = Answer{}
			}
			next, commands, err := flow.Reply(a.answer)
			clear(a.answer.Secret)
			if errors.Is(err, ErrAnswer) {
				return flow, nil, nil // asked again
			}
			return next, commands, err
		case err := <-failed:
			return flow, nil, err
		case <-impatient:
			return flow, nil, devices.Errorf(devices.FaultSilent, "AusweisApp said nothing for %v", r.patience)
		case <-ctx.Done():
			return flow, nil, devices.Errorf(devices.FaultCancelled, "%w", ctx.Err())
		}
	}
}

// send writes the commands and overwrites what was in them.
func (r *run) send(ctx context.Context, commands []command) error {
	for _, c := range commands {
		b := c.bytes()
		err := r.connection.Write(ctx, websocket.MessageText, b)
		clear(b)
		clear(c.value)
		if err != nil {
			return devices.Errorf(devices.FaultOnlineUnavailable, "sending %s: %w", c.name, err)
		}
	}
	return nil
}
