package calltest

import (
	"github.com/pion/ice/v4"
	"github.com/pion/webrtc/v4"

	"buergerterminal/kiosk/call/capture"
	"buergerterminal/kiosk/call/media"
	"buergerterminal/kiosk/call/media/mediatest"
)

// Camera is a desk's picture and voice: a drawn camera, a tone, and what comes from the terminal.
type Camera struct {
	Source   *media.Source
	Voice    *media.Voice
	Receiver *media.Receiver // of the newest connection
}

// Film makes connections with picture and voice.
func (c *Camera) Film(settings func(*webrtc.SettingEngine)) func() (Line, error) {
	return func() (Line, error) {
		connection, err := media.Connect(media.Options{Settings: settings})
		if err != nil {
			return Line{}, err
		}
		if c.Voice, err = media.NewVoice(capture.Tone{Hz: 440, Peak: 0.3}); err != nil {
			return Line{}, err
		}
		c.Source = media.NewSource(media.SourceOptions{Absent: "Clerk"})
		sender, err := media.NewSender(connection, c.Source, c.Voice, nil)
		if err != nil {
			return Line{}, err
		}
		if c.Receiver, err = media.NewReceiver(connection, nil); err != nil {
			return Line{}, err
		}
		receiver := c.Receiver
		return Line{connection.PC, connection.OnState, func() {
			sender.Close()
			_ = connection.Close()
			receiver.Close()
			c.Source.Close()
			c.Voice.Close()
		}}, nil
	}
}

// OnLoopback keeps a connection on this machine.
func OnLoopback(s *webrtc.SettingEngine) {
	s.SetIncludeLoopbackCandidate(true)
	s.SetInterfaceFilter(func(name string) bool { return name == "lo" })
	s.SetICEMulticastDNSMode(ice.MulticastDNSModeDisabled)
}

// OnNetwork puts connections on a network in memory, all of them on one socket. The mux ends with its socket.
func OnNetwork(socket *mediatest.Conn) (settings func(*webrtc.SettingEngine), end func()) {
	mux := ice.NewUDPMuxDefault(ice.UDPMuxParams{UDPConn: socket})
	return func(s *webrtc.SettingEngine) {
		s.SetICEUDPMux(mux)
		s.SetNetworkTypes([]webrtc.NetworkType{webrtc.NetworkTypeUDP4})
		s.SetICEMulticastDNSMode(ice.MulticastDNSModeDisabled)
	}, func() { _ = mux.Close() }
}
