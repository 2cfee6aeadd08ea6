package relay

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pion/turn/v5"

	"buergerterminal/kiosk/hub"
	"buergerterminal/kiosk/link"
)

const (
	secret = "a secret of the replicas"
	callA  = "0123456789abcdef-a"
)

var loopback = netip.MustParseAddr("127.0.0.1")

// clock is a time that a test moves.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

func open(t *testing.T, change func(*Config)) (*Relay, *clock) {
	t.Helper()
	now := &clock{now: time.Now()}
	c := Config{Listen: "127.0.0.1:0", Address: loopback, Secret: secret, Now: now.Now}
	if change != nil {
		change(&c)
	}
	r, err := Open(c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	})
	return r, now
}

// guest is a client of the relay.
func guest(t *testing.T, server link.ICEServer, transport string, trust ...*x509.CertPool) *turn.Client {
	t.Helper()
	for _, url := range server.URLs {
		scheme, rest, _ := strings.Cut(url, ":")
		host, by, _ := strings.Cut(rest, "?transport=")
		if scheme+"/"+by != transport {
			continue
		}
		conn, err := dial(scheme, by, host, trust)
		if err != nil {
			t.Fatal(err)
		}
		c, err := turn.NewClient(&turn.ClientConfig{TURNServerAddr: host, STUNServerAddr: host, Conn: conn, Username: server.Username, Password: server.Credential, RTO: time.Second})
		if err == nil {
			err = c.Listen()
		}
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { c.Close(); conn.Close() })
		return c
	}
	t.Fatalf("no %s among %v", transport, server.URLs)
	return nil
}

// development is the TLS of a hub with the certificate that it makes for itself, and what its guests know it by.
func development(t *testing.T) (*tls.Config, *x509.CertPool) {
	t.Helper()
	dir := t.TempDir()
	pair, err := hub.DevelopmentCertificate(dir)
	if err != nil {
		t.Fatal(err)
	}
	pem, err := os.ReadFile(filepath.Join(dir, "cert.pem"))
	trust := x509.NewCertPool()
	if err != nil || !trust.AppendCertsFromPEM(pem) {
		t.Fatalf("the hub's certificate: %v", err)
	}
	return &tls.Config{Certificates: []tls.Certificate{pair}}, trust
}

func dial(scheme, by, host string, trust []*x509.CertPool) (net.PacketConn, error) {
	if by == "udp" {
		return net.ListenPacket("udp", "127.0.0.1:0")
	}
	if scheme == "turns" {
		config := &tls.Config{}
		if len(trust) > 0 {
			config.RootCAs = trust[0]
		}
		c, err := tls.Dial("tcp", host, config)
		if err != nil {
			return nil, err
		}
		return turn.NewSTUNConn(c), nil
	}
	c, err := net.Dial("tcp", host)
	return turn.NewSTUNConn(c), err
}

// Two participants of a call meet at the relay, whatever way each of them comes.
func TestTwoMeetAtTheRelay(t *testing.T) {
	for _, by := range []string{"turn/udp", "turn/tcp", "turns/tcp"} {
		t.Run(by, func(t *testing.T) {
			secure, trust := development(t)
			r, _ := open(t, func(c *Config) { c.TLS, c.Pair = "127.0.0.1:0", secure })
			meet(t, r.Servers(callA, "p1")[0], r.Servers(callA, link.TerminalPeer)[0], by, trust)
		})
	}
}

func meet(t *testing.T, a, b link.ICEServer, by string, trust ...*x509.CertPool) {
	t.Helper()
	first, err := guest(t, a, by, trust...).Allocate()
	if err != nil {
		t.Fatal(err)
	}
	defer first.Close()
	second, err := guest(t, b, "turn/udp").Allocate()
	if err != nil {
		t.Fatal(err)
	}
	defer second.Close()
	// The first packet of each side opens the way for the other's.
	if _, err := second.WriteTo([]byte("open"), first.LocalAddr()); err != nil {
		t.Fatal(err)
	}
	if _, err := first.WriteTo([]byte("picture"), second.LocalAddr()); err != nil {
		t.Fatal(err)
	}
	if err := second.SetReadDeadline(time.Now().Add(30 * time.Second)); err != nil {
		t.Fatal(err)
	}
	got := make([]byte, 100)
	n, from, err := second.ReadFrom(got)
	if err != nil || string(got[:n]) != "picture" || from.String() != first.LocalAddr().String() {
		t.Errorf("the other side got %q from %v, %v", got[:n], from, err)
	}
}

func TestWhoMayAllocate(t *testing.T) {
	for _, tt := range []struct {
		name   string
		change func(*Relay, *clock, *link.ICEServer)
		ok     bool
	}{
		{"a participant", func(*Relay, *clock, *link.ICEServer) {}, true},
		{"one who guesses", func(_ *Relay, _ *clock, s *link.ICEServer) { s.Credential = "guess" }, false},
		{"a forged longer life", func(_ *Relay, _ *clock, s *link.ICEServer) { s.Username = "9" + s.Username }, false},
		{"a name of another kind", func(r *Relay, _ *clock, s *link.ICEServer) {
			s.Username = fmt.Sprint(r.config.Now().Add(time.Hour).Unix(), ":somebody")
			s.Credential = password(secret, s.Username)
		}, false},
		{"another's secret", func(_ *Relay, _ *clock, s *link.ICEServer) {
			s.Credential = password("another secret of 16", s.Username)
		}, false},
		{"yesterday's", func(_ *Relay, c *clock, _ *link.ICEServer) { c.add(Life + time.Second) }, false},
		{"one whose call ended", func(r *Relay, _ *clock, _ *link.ICEServer) { r.End(callA) }, false},
		{"one beside whom another call ended", func(r *Relay, _ *clock, _ *link.ICEServer) { r.End(callA + "b") }, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r, clock := open(t, nil)
			server := r.Servers(callA, "p1")[0]
			tt.change(r, clock, &server)
			allocation, err := guest(t, server, "turn/udp").Allocate()
			if (err == nil) != tt.ok {
				t.Fatalf("allocation: %v", err)
			}
			if err == nil {
				allocation.Close()
			}
		})
	}
}

// Over TLS the relay shows its certificate, and asks for the same credentials.
func TestOverTLS(t *testing.T) {
	secure, trust := development(t)
	r, _ := open(t, func(c *Config) { c.TLS, c.Pair = "127.0.0.1:0", secure })
	server := r.Servers(callA, "p1")[0]
	host, _, _ := strings.Cut(strings.TrimPrefix(server.URLs[2], "turns:"), "?")
	_, another := development(t)
	for name, pool := range map[string][]*x509.CertPool{"another hub's certificate": {another}, "the system's trust": nil} {
		if c, err := dial("turns", "tcp", host, pool); err == nil {
			c.Close()
			t.Errorf("with %s the relay is believed", name)
		}
	}
	server.Credential = "guess"
	if _, err := guest(t, server, "turns/tcp", trust).Allocate(); err == nil {
		t.Error("a wrong credential is taken over TLS")
	}
}

// Where the relay does not send to, it says 403 instead of a permission.
func TestNoOpenRelay(t *testing.T) {
	for _, tt := range []struct {
		peer string
		ok   bool
	}{
		{"127.0.0.1", true}, // its own address, where the other participant is
		{"127.0.0.2", false},
		{"10.1.2.3", true}, // named by the configuration
		{"10.2.2.3", false},
		{"192.168.0.1", false},
		{"169.254.169.254", false},
		{"0.0.0.0", false},
		{"255.255.255.255", false},
		{"93.184.216.34", false},
		{"224.0.0.1", false},
	} {
		t.Run(tt.peer, func(t *testing.T) {
			r, _ := open(t, func(c *Config) { c.Peers = []netip.Prefix{netip.MustParsePrefix("10.1.0.0/16")} })
			g := guest(t, r.Servers(callA, "p1")[0], "turn/udp")
			allocation, err := g.Allocate()
			if err != nil {
				t.Fatal(err)
			}
			defer allocation.Close()
			err = g.CreatePermission(&net.UDPAddr{IP: net.ParseIP(tt.peer), Port: 9})
			if (err == nil) != tt.ok {
				t.Errorf("permission: %v", err)
			}
		})
	}
}

func TestAllocationsAreLimited(t *testing.T) {
	events := make(chan string, 100)
	r, _ := open(t, func(c *Config) { c.Log = func(event string, _ ...any) { events <- event } })
	server := r.Servers(callA, "p1")[0]
	for i := range perParticipant {
		allocation, err := guest(t, server, "turn/udp").Allocate()
		if err != nil {
			t.Fatalf("allocation %d: %v", i, err)
		}
		defer allocation.Close()
	}
	if _, err := guest(t, server, "turn/udp").Allocate(); err == nil {
		t.Error("one more than a participant may have was allocated")
	}
	if event := <-events; event != EventFull {
		t.Errorf("logged %s", event)
	}
	other, err := guest(t, r.Servers(callA, "p2")[0], "turn/udp").Allocate()
	if err != nil {
		t.Errorf("the limit of one is the limit of another: %v", err)
	} else {
		other.Close()
	}
}

// A flood of wrong credentials is one line a second.
func TestRefusalsAreCounted(t *testing.T) {
	var lines []any
	r, clock := open(t, func(c *Config) { c.Log = func(_ string, pairs ...any) { lines = append(lines, pairs...) } })
	for range 50 {
		r.admits(&turn.RequestAttributes{Username: "x"})
	}
	clock.add(time.Second)
	r.admits(&turn.RequestAttributes{Username: "x"})
	if want := []any{"count", 1, "count", 50}; fmt.Sprint(lines) != fmt.Sprint(want) {
		t.Errorf("logged %v, want %v", lines, want)
	}
}

func TestOpenRefuses(t *testing.T) {
	taken, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	for name, c := range map[string]Config{
		"no secret":        {Listen: "127.0.0.1:0", Address: loopback},
		"no address":       {Listen: "127.0.0.1:0", Secret: secret},
		"TLS without pair": {Listen: "127.0.0.1:0", Address: loopback, Secret: secret, TLS: "127.0.0.1:0"},
		"a taken port":     {Listen: taken.LocalAddr().String(), Address: loopback, Secret: secret},
		"no port":          {Listen: "127.0.0.1", Address: loopback, Secret: secret},
	} {
		if r, err := Open(c); err == nil {
			t.Errorf("%s: opened", name)
			r.Close()
		}
	}
}

// FuzzUser reads what a client wrote.
func FuzzUser(f *testing.F) {
	f.Add(Issuer{URLs: []string{"x"}, Secret: secret}.Servers(callA, "p1")[0].Username)
	f.Add("1:0123456789abcdef.terminal")
	f.Add(":.")
	f.Fuzz(func(t *testing.T, name string) {
		if u, ok := parseUser(name); ok && (len(u.call) != 16 || u.participant == "") {
			t.Errorf("%q was read as %+v", name, u)
		}
	})
}

// A coturn that knows the secret takes the same credentials.
func TestCoturn(t *testing.T) {
	program, err := exec.LookPath("turnserver")
	if err != nil {
		t.Skipf("coturn is not installed: %v", err)
	}
	free, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	host := free.LocalAddr().String()
	free.Close()
	_, port, _ := net.SplitHostPort(host)
	ctx, cancel := context.WithCancel(context.Background())
	server := exec.CommandContext(ctx, program, "-n", "--no-cli", "--no-tls", "--no-dtls", "--log-file", "stdout", "--pidfile", t.TempDir()+"/pid", "--userdb", t.TempDir()+"/db",
		"--listening-ip", "127.0.0.1", "--relay-ip", "127.0.0.1", "--listening-port", port, "--allow-loopback-peers", "--cli-password", "x",
		"--realm", Realm, "--use-auth-secret", "--static-auth-secret", secret)
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cancel()
		var killed *exec.ExitError
		if err := server.Wait(); err != nil && !errors.As(err, &killed) {
			t.Error(err)
		}
	})
	issuer := Issuer{URLs: []string{"turn:" + host + "?transport=udp", "turn:" + host + "?transport=tcp"}, Secret: secret}
	again := time.NewTicker(50 * time.Millisecond) // leaves the machine to the server that is starting
	defer again.Stop()
	for deadline := time.Now().Add(time.Minute); ; <-again.C {
		if c, err := net.Dial("tcp", host); err == nil {
			c.Close()
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("coturn does not listen after a minute")
		}
	}
	meet(t, issuer.Servers(callA, "p1")[0], issuer.Servers(callA, link.TerminalPeer)[0], "turn/tcp")
	wrong := issuer.Servers(callA, "p1")[0]
	wrong.Credential = "guess"
	if _, err := guest(t, wrong, "turn/udp").Allocate(); err == nil {
		t.Error("coturn took a wrong credential")
	}
}
