package media

import (
	"crypto/tls"
	"net"
	"strings"
	"time"
)

// relayWithin is how long the way to a relay by TCP or TLS may take.
const relayWithin = 10 * time.Second

// dialer reaches relays by TCP and TLS. pion itself knows the system's certificates only, and a hub whose certificate is pinned, or signed by the town's own
// authority, would not be believed: by such a firewall as lets TLS through and nothing else there would be no call.
type dialer struct {
	trust  *tls.Config
	secure map[string]string // names of the relays by TLS, by host:port
}

func relayDialer(o Options) dialer {
	d := dialer{o.Trust, map[string]string{}}
	if d.trust == nil {
		d.trust = &tls.Config{MinVersion: tls.VersionTLS12}
	}
	for _, server := range o.Configuration.ICEServers {
		for _, url := range server.URLs {
			if address, name, ok := secureRelay(url); ok {
				d.secure[address] = name
			}
		}
	}
	return d
}

// secureRelay reads a URL of the scheme "turns" (RFC 7065); its usual port is 5349.
func secureRelay(url string) (address, name string, ok bool) {
	rest, ok := strings.CutPrefix(url, "turns:")
	if !ok {
		return "", "", false
	}
	address, _, _ = strings.Cut(rest, "?")
	name, _, err := net.SplitHostPort(address)
	if err != nil {
		name = strings.Trim(address, "[]")
		address = net.JoinHostPort(name, "5349")
	}
	return address, name, name != ""
}

// Dial connects with a relay. pion has it called for both; where the relay's URL says TLS, nothing is sent before its certificate is believed.
func (d dialer) Dial(network, address string) (net.Conn, error) {
	plain := &net.Dialer{Timeout: relayWithin}
	name, secure := d.secure[address]
	if !secure {
		return plain.Dial(network, address)
	}
	trust := d.trust.Clone()
	trust.ServerName = name
	return tls.DialWithDialer(plain, network, address, trust)
}
