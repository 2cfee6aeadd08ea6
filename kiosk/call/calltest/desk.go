package calltest

import (
	"encoding/json"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pion/webrtc/v4"

	"buergerterminal/kiosk/link"
)

// patience is how long a test waits for a condition, on a machine that is loaded.
const patience = 60 * time.Second

// wait waits until look says that the condition holds; look also says what wakes it.
func wait(t testing.TB, look func() (bool, <-chan struct{})) {
	t.Helper()
	over := time.NewTimer(patience)
	defer over.Stop()
	for {
		held, moved := look()
		if held {
			return
		}
		select {
		case <-moved:
		case <-over.C:
			t.Fatalf("waited %v in vain", patience)
		}
	}
}

// Wait waits for something that tells nobody.
func Wait(t testing.TB, holds func() bool) {
	t.Helper()
	every := time.NewTicker(5 * time.Millisecond)
	defer every.Stop()
	over := time.NewTimer(patience)
	defer over.Stop()
	for !holds() {
		select {
		case <-every.C:
		case <-over.C:
			t.Fatalf("waited %v in vain", patience)
		}
	}
}

// Desk is a clerk's browser in Go.
type Desk struct {
	Who  link.Participant
	t    testing.TB
	make func() (Line, error)

	mu      sync.Mutex
	hub     *Hub
	call    string
	epoch   int
	line    Line
	pc      *webrtc.PeerConnection // nil while there is no connection
	text    *webrtc.DataChannel
	form    *webrtc.DataChannel
	opened  int
	early   []webrtc.ICECandidateInit
	state   webrtc.PeerConnectionState
	typed   strings.Builder
	shown   []link.Body
	picture []byte
	moved   chan struct{}
}

// Line is a connection of a desk: pion's, who tells its states, and its end.
type Line struct {
	PC      *webrtc.PeerConnection
	OnState func(func(webrtc.PeerConnectionState))
	Close   func()
}

// NewDesk makes a desk. connect makes its connections; nil makes such as stay on this machine, with an empty picture and an
// empty sound.
func NewDesk(t testing.TB, who link.Participant, connect func() (Line, error)) *Desk {
	if connect == nil {
		connect = func() (Line, error) { return Plain(Loopback()) }
	}
	d := &Desk{Who: who, make: connect, t: t, moved: make(chan struct{})}
	t.Cleanup(d.Close)
	return d
}

// Plain makes a connection with an empty picture and an empty sound.
func Plain(api *webrtc.API) (Line, error) {
	pc, err := api.NewPeerConnection(webrtc.Configuration{})
	if err != nil {
		return Line{}, err
	}
	for _, kind := range []webrtc.RTPCodecType{webrtc.RTPCodecTypeAudio, webrtc.RTPCodecTypeVideo} {
		if _, err := pc.AddTransceiverFromKind(kind); err != nil {
			return Line{}, err
		}
	}
	return Line{pc, pc.OnConnectionStateChange, func() { _ = pc.GracefulClose() }}, nil
}

// Clerk is a participant for tests.
func Clerk(id, name string) link.Participant {
	return link.Participant{ID: id, Name: name, Office: "Bürgeramt", As: link.AsClerk}
}

// Loopback is an API whose connections stay on this machine.
func Loopback() *webrtc.API {
	var s webrtc.SettingEngine
	s.SetIncludeLoopbackCandidate(true)
	s.SetInterfaceFilter(func(name string) bool { return name == "lo" })
	s.SetICETimeouts(3*time.Second, 10*time.Second, time.Second)
	return webrtc.NewAPI(webrtc.WithSettingEngine(s))
}

func (d *Desk) change(f func()) {
	d.mu.Lock()
	defer d.mu.Unlock()
	f()
	close(d.moved)
	d.moved = make(chan struct{})
}

// begin connects with the terminal.
func (d *Desk) begin(h *Hub, call string, epoch int) {
	d.mu.Lock()
	d.hub, d.call, d.epoch = h, call, epoch
	d.mu.Unlock()
	d.Reload()
}

// Reload makes a new connection, as a browser does whose page was loaded again.
func (d *Desk) Reload() {
	d.Close()
	line, err := d.make()
	if err == nil {
		err = d.channels(line.PC)
	}
	if err != nil {
		d.t.Errorf("desk: %v", err)
		return
	}
	line.OnState(func(s webrtc.PeerConnectionState) {
		d.change(func() {
			if d.pc == line.PC {
				d.state = s
			}
		})
	})
	line.PC.OnICECandidate(func(c *webrtc.ICECandidate) {
		if c != nil {
			raw, _ := json.Marshal(c.ToJSON())
			d.Signal(link.SignalCandidate, string(raw))
		}
	})
	d.change(func() { d.line, d.pc, d.opened, d.early = line, line.PC, 0, nil })
	d.offer(nil)
}

func (d *Desk) channels(pc *webrtc.PeerConnection) error {
	for _, c := range []struct {
		id       uint16
		protocol string
		to       **webrtc.DataChannel
		message  func([]byte)
	}{
		{link.ChannelText, link.SubprotocolText, &d.text, func(b []byte) { d.typed.Write(b) }},
		{link.ChannelForm, "", &d.form, d.formCame},
		{link.ChannelPicture, "", new(*webrtc.DataChannel), func(b []byte) { d.picture = append(d.picture, b...) }},
	} {
		agreed := true
		channel, err := pc.CreateDataChannel(c.protocol, &webrtc.DataChannelInit{ID: &c.id, Negotiated: &agreed, Protocol: &c.protocol})
		if err != nil {
			return err
		}
		*c.to = channel
		channel.OnOpen(func() { d.change(func() { d.opened++ }) }) // of the present connection: the one before is closed
		channel.OnMessage(func(m webrtc.DataChannelMessage) { d.change(func() { c.message(m.Data) }) })
	}
	return nil
}

func (d *Desk) formCame(raw []byte) {
	b, err := link.FormMessages.Decode(raw)
	if err != nil {
		d.t.Errorf("the terminal sent a form message that no desk takes: %v", err)
		return
	}
	d.shown = append(d.shown, b)
}

func (d *Desk) offer(o *webrtc.OfferOptions) {
	d.mu.Lock()
	pc := d.pc
	d.mu.Unlock()
	if pc == nil {
		return
	}
	offer, err := pc.CreateOffer(o)
	if err == nil {
		err = pc.SetLocalDescription(offer)
	}
	if err != nil {
		return // an offer is under way already
	}
	d.Signal(link.SignalOffer, offer.SDP)
}

// Signal sends the terminal something through the hub.
func (d *Desk) Signal(kind link.SignalKind, data string) {
	d.mu.Lock()
	h, s := d.hub, link.Signal{Call: d.call, From: d.Who.ID, To: link.TerminalPeer, Epoch: d.epoch, Kind: kind, Data: data}
	d.mu.Unlock()
	if h != nil {
		h.Say(s)
	}
}

func (d *Desk) signalled(s link.Signal) {
	d.mu.Lock()
	pc := d.pc
	d.mu.Unlock()
	if pc == nil {
		return
	}
	switch s.Kind {
	case link.SignalAnswer:
		if err := pc.SetRemoteDescription(webrtc.SessionDescription{Type: webrtc.SDPTypeAnswer, SDP: s.Data}); err != nil {
			return // of the connection before
		}
		d.mu.Lock()
		early := d.early
		d.early = nil
		d.mu.Unlock()
		for _, c := range early {
			_ = pc.AddICECandidate(c)
		}
	case link.SignalCandidate:
		var c webrtc.ICECandidateInit
		if s.Data != "" && json.Unmarshal([]byte(s.Data), &c) != nil {
			d.t.Error("the terminal sent a candidate that is none")
			return
		}
		if pc.RemoteDescription() == nil {
			d.change(func() { d.early = append(d.early, c) })
			return
		}
		_ = pc.AddICECandidate(c)
	case link.SignalRestart:
		if pc.SignalingState() == webrtc.SignalingStateStable {
			d.offer(&webrtc.OfferOptions{ICERestart: true})
		}
	case link.SignalText:
		d.change(func() { d.typed.WriteString(s.Data) })
	case link.SignalForm:
		d.change(func() { d.formCame([]byte(s.Data)) })
	}
}

// Type sends real-time text.
func (d *Desk) Type(text string) { d.send(func() *webrtc.DataChannel { return d.text }, text) }

// Do sends a message of the form.
func (d *Desk) Do(b link.Body) {
	raw, err := link.Encode(b)
	if err != nil {
		d.t.Error(err)
		return
	}
	d.DoRaw(raw)
}

// DoRaw sends bytes that need be no message.
func (d *Desk) DoRaw(raw []byte) {
	d.send(func() *webrtc.DataChannel { return d.form }, string(raw))
}

// send sends on a channel of the present connection.
func (d *Desk) send(channel func() *webrtc.DataChannel, text string) {
	d.mu.Lock()
	c := channel()
	d.mu.Unlock()
	if c == nil {
		d.t.Error("the desk has no connection")
		return
	}
	_ = c.SendText(text)
}

// Close ends the desk's connection, as a browser does that is closed.
func (d *Desk) Close() {
	d.mu.Lock()
	pc := d.pc
	d.pc = nil
	d.mu.Unlock()
	if pc != nil {
		d.line.Close()
		d.change(func() { d.line, d.text, d.form = Line{}, nil, nil }) // a test may have hundreds of desks
	}
}

// Open waits until the connection stands with all its channels.
func (d *Desk) Open() {
	d.t.Helper()
	d.wait(func() bool { return d.opened >= 3 && d.state == webrtc.PeerConnectionStateConnected })
}

// Typed waits until the text that came fulfils a condition, and returns it.
func (d *Desk) Typed(fulfils func(string) bool) string {
	d.t.Helper()
	d.wait(func() bool { return fulfils(d.typed.String()) })
	return d.typed.String()
}

// Came is all that came on the form's channel, in order.
func (d *Desk) Came() []link.Body {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.shown)
}

// Pixels waits until so many bytes of pictures came, and returns them.
func (d *Desk) Pixels(n int) []byte {
	d.t.Helper()
	d.wait(func() bool { return len(d.picture) >= n })
	return d.picture
}

func (d *Desk) wait(holds func() bool) {
	d.t.Helper()
	wait(d.t, func() (bool, <-chan struct{}) {
		d.mu.Lock()
		defer d.mu.Unlock()
		return holds(), d.moved
	})
}

// Shown waits for a message of the form that fulfils a condition, among all that came, and returns the newest such.
func Shown[B link.Body](d *Desk, fulfils func(B) bool) B {
	d.t.Helper()
	var found B
	d.wait(func() bool {
		for i := len(d.shown) - 1; i >= 0; i-- {
			if b, ok := d.shown[i].(B); ok && fulfils(b) {
				found = b
				return true
			}
		}
		return false
	})
	return found
}
