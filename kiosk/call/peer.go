package call

import (
	"context"
	"encoding/json"
	"image"
	"sync/atomic"
	"time"

	"github.com/pion/webrtc/v4"

	"buergerterminal/kiosk/link"
)

const (
	mirrorEvery  = 50 * time.Millisecond
	relayedEvery = 500 * time.Millisecond // mirrors through the hub
	formHigh     = 256 << 10              // bytes that wait on the form's channel: a newer mirror then takes the place of the next
	maxEarly     = 64                     // candidates before the offer that they belong to
)

// house is what a peer needs of the endpoint. Each function may be called from the peer's goroutine and does not wait.
type house struct {
	studio Studio
	input  func(in) // to the machine
	send   func(to string, s link.SignalKind, data string)
	text   func(Text)
	form   func(who string, b link.Body)
	bad    func() // something was dropped that no honest party sends
}

// peer is one participant: a connection, which may be made anew, and what goes over it. Everything but Frame runs in the
// goroutine of run.
type peer struct {
	who    string
	house  house
	config webrtc.Configuration
	inbox  *inbox
	seat   atomic.Pointer[Seat]

	wire     *wire // nil before the first offer
	early    []webrtc.ICECandidateInit
	open     bool
	relayed  bool
	powers   bool // may ask for more than attention; gets pictures
	admitted bool // gets what the citizen shares
	reads    textIn
	writes   textOut
	read     bool // text of the participant came over the present wire
	wants    formIn
	mirror   []byte // newest that was not sent yet
	shown    time.Time
	waiting  [][]byte // other messages of the form that wait for a way
	pictures pictures
}

func newPeer(who string, h house, ice []link.ICEServer, relayOnly bool) *peer {
	p := &peer{who: who, house: h, inbox: newInbox()}
	for _, s := range ice {
		p.config.ICEServers = append(p.config.ICEServers, webrtc.ICEServer{URLs: s.URLs, Username: s.Username, Credential: s.Credential})
	}
	if relayOnly {
		p.config.ICETransportPolicy = webrtc.ICETransportPolicyRelay
	}
	return p
}

// run does the peer's work until ctx ends, and then closes the connection.
func (p *peer) run(ctx context.Context) {
	defer p.drop()
	timer := time.NewTimer(time.Hour)
	defer timer.Stop()
	for ctx.Err() == nil {
		timer.Reset(p.flush(time.Now()))
		select {
		case <-ctx.Done():
		case <-p.inbox.ready:
			for _, f := range p.inbox.take() {
				f()
			}
		case <-timer.C:
		}
	}
}

// frame is the participant's newest picture. It may be called from any goroutine.
func (p *peer) frame() (*image.YCbCr, uint64) {
	seat := p.seat.Load()
	if seat == nil {
		return nil, 0
	}
	return (*seat).Frame()
}

// signal takes what the participant says about the connection, or through the hub in place of it.
func (p *peer) signal(s link.Signal) {
	switch s.Kind {
	case link.SignalOffer:
		p.offered(s.Data)
	case link.SignalCandidate:
		p.candidate(s.Data)
	case link.SignalText:
		p.textCame([]byte(s.Data))
	case link.SignalForm:
		p.formCame([]byte(s.Data))
	default:
		p.house.bad() // answers and restarts are the offering side's to get
	}
}

// offered answers an offer. One with another fingerprint comes from another page of the clerk's browser: the connection is
// made anew. So it is where the present one cannot take the offer.
func (p *peer) offered(sdp string) {
	if p.wire != nil && !p.wire.takes(sdp) {
		p.drop()
	}
	if p.wire != nil {
		if answer, err := p.wire.answer(sdp); err == nil {
			p.answered(answer)
			return
		}
		p.drop()
	}
	if err := p.connect(); err != nil {
		p.house.bad()
		return
	}
	answer, err := p.wire.answer(sdp)
	if err != nil {
		p.drop()
		p.house.bad()
		return
	}
	p.answered(answer)
}

func (p *peer) answered(sdp string) {
	p.house.send(p.who, link.SignalAnswer, sdp)
	for _, c := range p.early {
		p.add(c)
	}
	p.early = nil
}

// connect makes a new wire.
func (p *peer) connect() error {
	var w *wire
	// What an old wire still tells must not be taken for the new one's.
	present := func(f func()) {
		p.inbox.put(func() {
			if p.wire == w {
				f()
			}
		})
	}
	w, err := newWire(p.house.studio, p.config, wireEvents{
		changed:   func() { present(p.changed) },
		candidate: func(c string) { present(func() { p.house.send(p.who, link.SignalCandidate, c) }) },
		text:      func(raw []byte) { present(func() { p.read = true; p.textCame(raw) }) },
		form:      func(raw []byte) { present(func() { p.formCame(raw) }) },
		room:      func() { present(func() {}) },
		pictured:  func() { present(func() { p.house.input(pictured{p.who}) }) },
		rung:      func(r Rung) { present(func() { p.house.input(wayMedia{p.who, r}) }) },
	})
	if err != nil {
		return err
	}
	p.wire = w
	p.seat.Store(&w.seat)
	if p.admitted {
		w.seat.Admit(true)
	}
	return nil
}

// admit lets the participant have what the citizen shares, or no longer; then nothing that waits is sent.
func (p *peer) admit(on bool) {
	p.admitted = on
	if !on {
		p.mirror, p.writes, p.waiting = nil, textOut{}, nil
		p.pictures.clear()
	}
	if p.wire != nil {
		p.wire.seat.Admit(on)
	}
}

// drop closes the wire, and waits until nothing of it runs any more.
func (p *peer) drop() {
	p.seat.Store(nil)
	if p.wire == nil {
		return
	}
	wire := p.wire
	p.wire = nil
	wire.close()
	p.pictures.breakOff()
	if p.open {
		p.open = false
		p.house.input(wayCut{p.who})
	}
	if p.read {
		p.read = false
		p.house.text(Text{p.who, string(lost)}) // what was under way to here is lost (RFC 8865 section 5.5)
	}
}

// changed looks whether there is a way now.
func (p *peer) changed() {
	now := p.wire.open()
	if now == p.open {
		return
	}
	p.open = now
	if now {
		p.house.input(wayOpen{p.who})
	} else {
		p.house.input(wayCut{p.who})
	}
}

func (p *peer) candidate(data string) {
	var c webrtc.ICECandidateInit
	if data != "" {
		if err := json.Unmarshal([]byte(data), &c); err != nil {
			p.house.bad()
			return
		}
	}
	if p.wire == nil || !p.wire.answered {
		if len(p.early) < maxEarly {
			p.early = append(p.early, c)
		}
		return
	}
	p.add(c)
}

func (p *peer) add(c webrtc.ICECandidateInit) {
	if err := p.wire.seat.Connection().AddICECandidate(c); err != nil {
		p.house.bad()
	}
}

func (p *peer) textCame(raw []byte) {
	if block := p.reads.read(time.Now(), raw); block != "" {
		p.house.text(Text{p.who, block})
	}
}

func (p *peer) formCame(raw []byte) {
	b := p.wants.read(time.Now(), raw)
	if b == nil {
		p.house.bad()
		return
	}
	p.house.form(p.who, b)
}
