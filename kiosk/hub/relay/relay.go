// Package relay helps the media of a call through networks that let the two not reach each other: it is a TURN server
// inside the hub, and the maker of its credentials, which work for a fleet of coturn as well.
//
// It is no open relay. Who may use it is a participant of a call that has not ended, with a credential of that call; where
// it sends to is another relayed address of its own (each participant has one), and what the configuration names beside.
// So nobody comes through it to the machines of the town hall, to the hub's loopback, or to the Internet. It never sees
// what is said: media are encrypted between terminal and desk.
//
// References: RFC 8656 (TURN; section 9 permissions, 21 security), RFC 8489 section 9.2 (long-term credentials),
// draft-uberti-behave-turn-rest-00 (credentials with a time limit), coturn's README.turnserver.
package relay

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/pion/logging"
	"github.com/pion/turn/v5"
)

// Realm of the relay, as in its credentials.
const Realm = "buergerterminal"

// Limits of allocations, that is of sockets.
const (
	perParticipant = 12  // to two desks, each by UDP, TCP and TLS, twice during an ICE restart
	allTogether    = 600 // some hundred calls; beyond that it is a fleet of coturn
)

// Events of the log.
const (
	EventRefused = "relay.refused" // wrong, expired or ended credentials; how many since the last one that was logged
	EventFull    = "relay.full"    // an allocation beyond the limits
)

// Config says where a relay works.
type Config struct {
	Listen  string         // host:port for UDP and TCP; port 0 takes a free one
	TLS     string         // host:port for TLS, "" for none
	Pair    *tls.Config    // of TLS
	Address netip.Addr     // under which the others reach the relay
	Name    string         // in the URLs; Address if empty. With TLS it must stand in the certificate.
	Ports   [2]uint16      // of the relayed addresses, both included; 49152 to 65535 if zero
	Peers   []netip.Prefix // to which the relay sends beside its own Address
	Secret  string         // common to all relays and replicas
	Log     func(event string, pairs ...any)
	Now     func() time.Time // time.Now if nil
}

// Relay is a running TURN server. It is safe for concurrent use.
type Relay struct {
	Issuer
	config Config
	server *turn.Server

	mu       sync.Mutex
	ended    map[string]time.Time // names of calls, until when their credentials would be good
	used     map[string]int       // allocations by user
	total    int
	refused  int // since the last one that was logged
	loggedAt time.Time
}

// Open starts a relay. Errors are about the configuration and the sockets.
func Open(c Config) (*Relay, error) {
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Log == nil {
		c.Log = func(string, ...any) {}
	}
	if c.Ports == [2]uint16{} {
		c.Ports = [2]uint16{49152, 65535}
	}
	if len(c.Secret) < 16 || !c.Address.IsValid() || c.Address.IsUnspecified() || c.TLS != "" && c.Pair == nil {
		return nil, errors.New("the relay needs a secret of 16 bytes or more, the address under which it is reached, and a certificate for TLS")
	}
	r := &Relay{config: c, ended: map[string]time.Time{}, used: map[string]int{}}
	r.Issuer = Issuer{Secret: c.Secret, Now: c.Now}
	if err := r.listen(); err != nil {
		return nil, err
	}
	return r, nil
}

// freePortTries bounds the search for a port that is free for UDP and for TCP.
const freePortTries = 16

// onePort opens UDP and TCP on the same port. Port 0 takes any that is free for both.
func onePort(listen, host string) (packets net.PacketConn, stream net.Listener, err error) {
	_, wanted, err := net.SplitHostPort(listen)
	if err != nil {
		return nil, nil, err
	}
	for range freePortTries {
		if packets, err = net.ListenPacket("udp", listen); err != nil {
			return nil, nil, err
		}
		port := packets.LocalAddr().(*net.UDPAddr).Port
		if stream, err = net.Listen("tcp", net.JoinHostPort(host, strconv.Itoa(port))); err == nil {
			return packets, stream, nil
		}
		err = errors.Join(err, packets.Close())
		if wanted != "0" {
			break
		}
	}
	return nil, nil, err
}

// listen opens UDP and TCP on one port, and TLS on its own.
func (r *Relay) listen() (err error) {
	host, _, err := net.SplitHostPort(r.config.Listen)
	if err != nil {
		return err
	}
	packets, stream, err := onePort(r.config.Listen, host)
	if err != nil {
		return err
	}
	port := packets.LocalAddr().(*net.UDPAddr).Port
	opened := []func() error{packets.Close, stream.Close}
	defer func() {
		if err != nil {
			for _, close := range opened {
				err = errors.Join(err, close())
			}
		}
	}()
	listeners := []turn.ListenerConfig{{Listener: stream, RelayAddressGenerator: r.generator(host), PermissionHandler: r.permits}}
	r.URLs = []string{r.url("turn", port, "udp"), r.url("turn", port, "tcp")}
	if r.config.TLS != "" {
		secure, err := tls.Listen("tcp", r.config.TLS, r.config.Pair)
		if err != nil {
			return err
		}
		opened = append(opened, secure.Close)
		listeners = append(listeners, turn.ListenerConfig{Listener: secure, RelayAddressGenerator: r.generator(host), PermissionHandler: r.permits})
		r.URLs = append(r.URLs, r.url("turns", secure.Addr().(*net.TCPAddr).Port, "tcp"))
	}
	r.server, err = turn.NewServer(turn.ServerConfig{
		Realm:             Realm,
		AuthHandler:       r.admits,
		QuotaHandler:      r.hasRoom,
		LoggerFactory:     silence{},
		EventHandler:      turn.EventHandler{OnAllocationCreated: r.created, OnAllocationDeleted: r.deleted},
		PacketConnConfigs: []turn.PacketConnConfig{{PacketConn: packets, RelayAddressGenerator: r.generator(host), PermissionHandler: r.permits}},
		ListenerConfigs:   listeners,
	})
	return err
}

func (r *Relay) generator(host string) turn.RelayAddressGenerator {
	return &turn.RelayAddressGeneratorPortRange{
		RelayAddress: net.IP(r.config.Address.AsSlice()), Address: host, MinPort: r.config.Ports[0], MaxPort: r.config.Ports[1],
	}
}

func (r *Relay) url(scheme string, port int, transport string) string {
	name := r.config.Name
	if name == "" {
		name = r.config.Address.String()
	}
	return scheme + ":" + net.JoinHostPort(name, fmt.Sprint(port)) + "?transport=" + transport
}

// End makes the credentials of a call worthless. What they allocated lives until it must be refreshed, ten minutes at most.
func (r *Relay) End(call string) {
	now := r.config.Now()
	r.mu.Lock()
	defer r.mu.Unlock()
	for name, until := range r.ended {
		if until.Before(now) {
			delete(r.ended, name)
		}
	}
	r.ended[r.callName(call)] = now.Add(Life)
}

// Close ends the relay and all that it relays.
func (r *Relay) Close() error { return r.server.Close() }

// admits gives TURN the key of a user, if the user may come.
func (r *Relay) admits(a *turn.RequestAttributes) (userID string, key []byte, ok bool) {
	u, ok := parseUser(a.Username)
	now := r.config.Now()
	r.mu.Lock()
	defer r.mu.Unlock()
	_, ended := r.ended[u.call]
	if !ok || ended || !now.Before(u.expires) || u.expires.After(now.Add(Life+time.Minute)) {
		r.refuse(now)
		return "", nil, false
	}
	return u.call + "." + u.participant, turn.GenerateAuthKey(a.Username, a.Realm, password(r.config.Secret, a.Username)), true
}

// refuse logs at most one line a second. It needs the lock.
func (r *Relay) refuse(now time.Time) {
	r.refused++
	if now.Sub(r.loggedAt) < time.Second {
		return
	}
	r.config.Log(EventRefused, "count", r.refused)
	r.refused, r.loggedAt = 0, now
}

// hasRoom keeps the limits of allocations.
func (r *Relay) hasRoom(userID, _ string, _ net.Addr) bool {
	r.mu.Lock()
	room := r.used[userID] < perParticipant && r.total < allTogether
	r.mu.Unlock()
	if !room {
		r.config.Log(EventFull)
	}
	return room
}

func (r *Relay) created(_, _ net.Addr, _, userID, _ string, _ net.Addr, _ int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.used[userID]++
	r.total++
}

func (r *Relay) deleted(_, _ net.Addr, _, userID, _ string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.total--
	if r.used[userID]--; r.used[userID] <= 0 {
		delete(r.used, userID)
	}
}

// permits says where the relay sends to.
func (r *Relay) permits(_ net.Addr, peer net.IP) bool {
	ip, ok := netip.AddrFromSlice(peer)
	if !ok {
		return false
	}
	ip = ip.Unmap()
	return ip == r.config.Address.Unmap() || slices.ContainsFunc(r.config.Peers, func(p netip.Prefix) bool { return p.Contains(ip) })
}

// silence drops what pion would log: it holds addresses and what a client sent. Refusals are counted above.
type silence struct{}

func (silence) NewLogger(string) logging.LeveledLogger { return nothing{} }

type nothing struct{}

func (nothing) Trace(string)          {}
func (nothing) Tracef(string, ...any) {}
func (nothing) Debug(string)          {}
func (nothing) Debugf(string, ...any) {}
func (nothing) Info(string)           {}
func (nothing) Infof(string, ...any)  {}
func (nothing) Warn(string)           {}
func (nothing) Warnf(string, ...any)  {}
func (nothing) Error(string)          {}
func (nothing) Errorf(string, ...any) {}
