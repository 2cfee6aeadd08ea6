//go:build cgo

package media

import (
	"crypto/tls"
	"crypto/x509"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pion/webrtc/v4"

	"buergerterminal/kiosk/call/capture"
	"buergerterminal/kiosk/hub"
	"buergerterminal/kiosk/hub/relay"
)

func TestSecureRelay(t *testing.T) {
	for url, want := range map[string][2]string{
		"turns:hub.example:5349?transport=tcp":    {"hub.example:5349", "hub.example"},
		"turns:hub.example?transport=tcp":         {"hub.example:5349", "hub.example"},
		"turns:[2001:db8::1]:443?transport=tcp":   {"[2001:db8::1]:443", "2001:db8::1"},
		"turns:[2001:db8::1]":                     {"[2001:db8::1]:5349", "2001:db8::1"},
		"turn:hub.example:3478?transport=tcp":     {},
		"stun:hub.example:3478":                   {},
		"turns:":                                  {":5349", ""},
		"https://hub.example/turns:hub.example:1": {},
	} {
		address, name, ok := secureRelay(url)
		if ok != (want[1] != "") || ok && (address != want[0] || name != want[1]) {
			t.Errorf("%s: %q, %q, %t", url, address, name, ok)
		}
	}
}

// development is a certificate as a hub makes it for itself, and the trust of a terminal that pins it.
func development(t *testing.T) (tls.Certificate, *tls.Config) {
	t.Helper()
	dir := t.TempDir()
	pair, err := hub.DevelopmentCertificate(dir)
	if err != nil {
		t.Fatal(err)
	}
	pem, err := os.ReadFile(filepath.Join(dir, "cert.pem"))
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(pem) {
		t.Fatal("the hub's certificate is none")
	}
	return pair, &tls.Config{MinVersion: tls.VersionTLS13, RootCAs: pool}
}

// overTLS is a relay, and what a participant of a call needs who reaches it by TLS alone.
func overTLS(t *testing.T, host string) (webrtc.Configuration, *tls.Config) {
	t.Helper()
	pair, trust := development(t)
	r, err := relay.Open(relay.Config{
		Listen: "127.0.0.1:0", TLS: host + ":0", Name: host, Pair: &tls.Config{Certificates: []tls.Certificate{pair}}, Address: netip.MustParseAddr("127.0.0.1"), Secret: "a secret of the replicas",
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	})
	server := r.Servers("0123456789abcdef-a", "terminal")[0]
	url := server.URLs[len(server.URLs)-1]
	if !strings.HasPrefix(url, "turns:") {
		t.Fatalf("the relay names %v", server.URLs)
	}
	return webrtc.Configuration{
		ICETransportPolicy: webrtc.ICETransportPolicyRelay,
		ICEServers:         []webrtc.ICEServer{{URLs: []string{url}, Username: server.Username, Credential: server.Credential}},
	}, trust
}

func onLoopback(s *webrtc.SettingEngine) {
	s.SetIncludeLoopbackCandidate(true)
	s.SetInterfaceFilter(func(name string) bool { return name == "lo" })
	s.SetNetworkTypes([]webrtc.NetworkType{webrtc.NetworkTypeUDP4})
}

// TestOverTLS sends pictures to a clerk and back through a relay that the terminal reaches by TLS alone, known by its pinned certificate.
func TestOverTLS(t *testing.T) {
	configuration, trust := overTLS(t, "127.0.0.1")
	terminal, err := Connect(Options{Configuration: configuration, Trust: trust, Settings: onLoopback})
	if err != nil {
		t.Fatal(err)
	}
	clerk, err := Connect(Options{Settings: onLoopback})
	if err != nil {
		t.Fatal(err)
	}
	ends := map[string]*side{"terminal": {t: t, c: terminal}, "clerk": {t: t, c: clerk}}
	for _, s := range ends {
		s.furnish(440, capture.Format{Width: 320, Height: 240, FPS: 15})
		defer s.close()
	}
	meet(t, terminal, clerk)
	for name, s := range ends {
		await(t, name+" sees", func() bool { return s.receiver.Seen().Shown > 10 })
	}
	pair, err := terminal.PC.SCTP().Transport().ICETransport().GetSelectedCandidatePair()
	if err != nil || pair == nil || pair.Local.Typ != webrtc.ICECandidateTypeRelay {
		t.Errorf("the media go over %v, %v", pair, err)
	}
}

// TestOverTLSRefuses: with a certificate that is not the hub's, under a name that is not in it, or without a good credential there is no way through the relay.
func TestOverTLSRefuses(t *testing.T) {
	for name, spoil := range map[string]func(*Options){
		"another certificate": func(o *Options) { _, o.Trust = development(t) },
		"the system's trust":  func(o *Options) { o.Trust = nil },
		"another name":        func(*Options) {},
		"a guess":             func(o *Options) { o.Configuration.ICEServers[0].Credential = "guess" },
		"nothing is wrong":    func(*Options) {},
	} {
		t.Run(name, func(t *testing.T) {
			host := "127.0.0.1"
			if name == "another name" {
				host = "127.0.0.2" // is not in the certificate
			}
			configuration, trust := overTLS(t, host)
			o := Options{Configuration: configuration, Trust: trust, Settings: onLoopback}
			spoil(&o)
			c, err := Connect(o)
			if err != nil {
				t.Fatal(err)
			}
			defer c.Close()
			if _, err := c.PC.CreateDataChannel("x", nil); err != nil {
				t.Fatal(err)
			}
			offer, err := c.PC.CreateOffer(nil)
			if err != nil {
				t.Fatal(err)
			}
			gathered := webrtc.GatheringCompletePromise(c.PC)
			if err := c.PC.SetLocalDescription(offer); err != nil {
				t.Fatal(err)
			}
			<-gathered
			if got, want := strings.Contains(c.PC.LocalDescription().SDP, "typ relay"), name == "nothing is wrong"; got != want {
				t.Errorf("a way through the relay: %t", got)
			}
		})
	}
}

// await waits for something that tells nobody.
func await(t *testing.T, what string, holds func() bool) {
	t.Helper()
	every, over := time.NewTicker(10*time.Millisecond), time.NewTimer(time.Minute)
	defer every.Stop()
	defer over.Stop()
	for !holds() {
		select {
		case <-every.C:
		case <-over.C:
			t.Fatalf("waited in vain: %s", what)
		}
	}
}
