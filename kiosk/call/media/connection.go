package media

import (
	"crypto/tls"
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/pion/interceptor"
	"github.com/pion/interceptor/pkg/cc"
	"github.com/pion/interceptor/pkg/nack"
	"github.com/pion/interceptor/pkg/report"
	"github.com/pion/interceptor/pkg/twcc"
	"github.com/pion/logging"
	"github.com/pion/sdp/v3"
	"github.com/pion/webrtc/v4"
)

// The payload types that the terminal offers.
const (
	payloadVP8  = 96
	payloadRTX  = 97
	payloadOpus = 111
)

// Options of a Connection.
type Options struct {
	Configuration webrtc.Configuration        // STUN and TURN servers
	Settings      func(*webrtc.SettingEngine) // what is to be set beyond the engine's own; nil for nothing
	Trust         *tls.Config                 // of a relay that is reached by TLS; nil for the system's certificates
	Withheld      bool                        // the Sender sends nothing before Withhold(false)
}

// The patience of ICE: a path that is silent for three seconds is reported as disconnected, and tried again for a minute, which a cut of ten seconds and
// a router that starts anew do not exceed.
const (
	iceDisconnected = 3 * time.Second
	iceFailed       = 60 * time.Second
	iceKeepAlive    = time.Second
)

// Connection is a WebRTC connection to one peer, with what the engine needs below it: VP8 with RTX, Opus, a pacer and an estimate of the line. Signalling and data
// channels are the caller's, on PC.
type Connection struct {
	// PC is pion's. Its OnConnectionStateChange and OnTrack belong to the engine: use OnState and NewReceiver.
	PC    *webrtc.PeerConnection
	line  *estimator
	pacer *pacer

	withheld bool // at first

	mu     sync.Mutex
	states []func(webrtc.PeerConnectionState)
	rtt    time.Duration
}

// Connect makes a connection, which reaches nobody before its descriptions are exchanged.
func Connect(o Options) (*Connection, error) {
	c := &Connection{rtt: firstRTT, withheld: o.Withheld}
	engine, registry := &webrtc.MediaEngine{}, &interceptor.Registry{}
	if err := formats(engine); err != nil {
		return nil, fmt.Errorf("media: formats: %w", err)
	}
	if err := c.chain(registry); err != nil {
		return nil, fmt.Errorf("media: interceptors: %w", err)
	}
	settings := webrtc.SettingEngine{LoggerFactory: quiet()}
	settings.SetICETimeouts(iceDisconnected, iceFailed, iceKeepAlive)
	// pion waits 2 s for something better than a relay, which behind a firewall never comes.
	settings.SetRelayAcceptanceMinWait(0)
	if d := relayDialer(o); len(d.secure) > 0 {
		settings.SetICEProxyDialer(d)
	}
	if o.Settings != nil {
		o.Settings(&settings)
	}
	api := webrtc.NewAPI(webrtc.WithMediaEngine(engine), webrtc.WithInterceptorRegistry(registry), webrtc.WithSettingEngine(settings))
	pc, err := api.NewPeerConnection(o.Configuration)
	if err != nil {
		return nil, fmt.Errorf("media: connection: %w", err)
	}
	c.PC = pc
	pc.OnConnectionStateChange(c.changed)
	return c, nil
}

// quiet is pion without a log: it would name addresses.
func quiet() logging.LoggerFactory {
	return &logging.DefaultLoggerFactory{Writer: io.Discard, DefaultLogLevel: logging.LogLevelDisabled}
}

// formats are VP8 with retransmission, and Opus for speech.
func formats(engine *webrtc.MediaEngine) error {
	for _, uri := range []string{sdp.SDESMidURI, sdp.TransportCCURI} {
		for _, kind := range []webrtc.RTPCodecType{webrtc.RTPCodecTypeVideo, webrtc.RTPCodecTypeAudio} {
			if err := engine.RegisterHeaderExtension(webrtc.RTPHeaderExtensionCapability{URI: uri}, kind); err != nil {
				return err
			}
		}
	}
	if err := engine.RegisterHeaderExtension(webrtc.RTPHeaderExtensionCapability{URI: playoutDelayURI}, webrtc.RTPCodecTypeVideo); err != nil {
		return err
	}
	for _, f := range []webrtc.RTPCodecParameters{
		{RTPCodecCapability: vp8(), PayloadType: payloadVP8},
		{RTPCodecCapability: webrtc.RTPCodecCapability{MimeType: webrtc.MimeTypeRTX, ClockRate: clockRate, SDPFmtpLine: fmt.Sprintf("apt=%d", payloadVP8)}, PayloadType: payloadRTX},
	} {
		if err := engine.RegisterCodec(f, webrtc.RTPCodecTypeVideo); err != nil {
			return err
		}
	}
	return engine.RegisterCodec(webrtc.RTPCodecParameters{RTPCodecCapability: opus(), PayloadType: payloadOpus}, webrtc.RTPCodecTypeAudio)
}

func vp8() webrtc.RTPCodecCapability {
	return webrtc.RTPCodecCapability{MimeType: webrtc.MimeTypeVP8, ClockRate: clockRate, RTCPFeedback: []webrtc.RTCPFeedback{
		{Type: "ccm", Parameter: "fir"}, {Type: "nack"}, {Type: "nack", Parameter: "pli"}, {Type: "transport-cc"},
	}}
}

// opus says two channels, as RFC 7587 wants it of everybody, and that one is sent.
func opus() webrtc.RTPCodecCapability {
	return webrtc.RTPCodecCapability{MimeType: webrtc.MimeTypeOpus, ClockRate: 48000, Channels: 2, SDPFmtpLine: "minptime=10;useinbandfec=1;stereo=0;sprop-stereo=0",
		RTCPFeedback: []webrtc.RTCPFeedback{{Type: "transport-cc"}}}
}

// chain sets up what a packet passes, the last one before the wire first. The transport-wide numbers are given behind the pacer, so that they are in the order
// of the wire and none is spent on a packet that never goes; requests for lost packets come from the Receiver (losses), not from pion.
func (c *Connection) chain(registry *interceptor.Registry) error {
	estimate, err := cc.NewInterceptor(func() (cc.BandwidthEstimator, error) {
		var err error
		c.line, err = newEstimator()
		return c.line, err
	})
	if err != nil {
		return err
	}
	numbers, err := twcc.NewHeaderExtensionInterceptor()
	if err != nil {
		return err
	}
	responder, err := nack.NewResponderInterceptor(nack.WithResponderLoggerFactory(quiet()))
	if err != nil {
		return err
	}
	sent, err := report.NewSenderInterceptor(report.WithSenderLoggerFactory(quiet()))
	if err != nil {
		return err
	}
	received, err := report.NewReceiverInterceptor(report.WithReceiverLoggerFactory(quiet()))
	if err != nil {
		return err
	}
	arrivals, err := twcc.NewSenderInterceptor(twcc.WithLoggerFactory(quiet()))
	if err != nil {
		return err
	}
	for _, f := range []interceptor.Factory{estimate, numbers, pacerFactory{c}, responder, sent, received, arrivals} {
		registry.Add(f)
	}
	return nil
}

// OnState calls f with each new state of the connection, beginning with the next one. f must not close the connection itself.
func (c *Connection) OnState(f func(webrtc.PeerConnectionState)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.states = append(c.states, f)
}

func (c *Connection) changed(s webrtc.PeerConnectionState) {
	c.mu.Lock()
	all := c.states
	c.mu.Unlock()
	for _, f := range all {
		f(s)
	}
}

// RTT is how long it takes there and back, as the peer's reports say; 100 ms until one came.
func (c *Connection) RTT() time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.rtt
}

func (c *Connection) setRTT(rtt time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.rtt = rtt
}

// Close ends the connection and waits until nothing of it runs. It must not be called from a callback of the connection.
func (c *Connection) Close() error {
	if err := c.PC.GracefulClose(); err != nil {
		return fmt.Errorf("media: close: %w", err)
	}
	return nil
}
