package main

import (
	"crypto/tls"
	"crypto/x509"
	"net"
	"net/netip"
	"testing"

	"buergerterminal/kiosk/hub/relay"
)

// A hub that listens on all addresses, as a town's does, has a relay without a word in the settings wherever it is clear
// under which address the others reach it.
func TestRelayBesideTheHub(t *testing.T) {
	machine := func(prefixes ...string) (own []net.Addr) {
		for _, p := range prefixes {
			ip, network, err := net.ParseCIDR(p)
			if err != nil {
				t.Fatal(err)
			}
			own = append(own, &net.IPNet{IP: ip, Mask: network.Mask})
		}
		return own
	}
	const loopback, here, other, link6, here6 = "127.0.0.1/8", "10.20.0.7/16", "172.17.0.1/16", "fe80::1/64", "2001:db8::7/64"
	for _, tt := range []struct {
		listen, set string
		own         []net.Addr
		at, address string // of the relay; no address is none
	}{
		{"10.20.0.7:443", "", machine(loopback, here, other), "10.20.0.7:3478", "10.20.0.7"},
		{"127.0.0.1:0", "", machine(loopback, here), "127.0.0.1:0", "127.0.0.1"},
		{"0.0.0.0:443", "", machine(loopback, here, link6), "0.0.0.0:3478", "10.20.0.7"},
		{":443", "", machine(loopback, here, here6), ":3478", "10.20.0.7"},
		{"[::]:443", "", machine(loopback, link6, here6), "[::]:3478", "2001:db8::7"},
		{"0.0.0.0:443", "", machine(loopback, here, other), "0.0.0.0:3478", ""},
		{"0.0.0.0:443", "", machine(loopback, link6), "0.0.0.0:3478", ""},
		{"0.0.0.0:443", "203.0.113.7", machine(here), "0.0.0.0:3478", "203.0.113.7"},
		{"hub.stadt.example:443", "", machine(here), "hub.stadt.example:3478", ""},
	} {
		var c relay.Config
		if tt.set != "" {
			c.Address = netip.MustParseAddr(tt.set)
		}
		if err := besideHub(&c, tt.listen, onlyAddress(tt.own)); err != nil {
			t.Fatal(err)
		}
		var want netip.Addr
		if tt.address != "" {
			want = netip.MustParseAddr(tt.address)
		}
		if c.Listen != tt.at || c.Address != want {
			t.Errorf("%s on %v: the relay listens on %s as %v, wanted %s as %v", tt.listen, tt.own, c.Listen, c.Address, tt.at, want)
		}
	}
}

// The address that is printed, and stands before the links of accounts, is one that a browser can open.
func TestWhereTheHubIsReached(t *testing.T) {
	named := tls.Certificate{Leaf: &x509.Certificate{DNSNames: []string{"*.stadt.example", "hilfe.stadt.example"}}}
	nameless := tls.Certificate{Leaf: &x509.Certificate{}}
	only := netip.MustParseAddr("10.20.0.7")
	everywhere := &net.TCPAddr{IP: net.IPv6unspecified, Port: 443}
	for _, tt := range []struct {
		origin string
		at     net.Addr
		pair   tls.Certificate
		only   netip.Addr
		want   string
	}{
		{"https://buergerhilfe.stadt.example", everywhere, named, only, "https://buergerhilfe.stadt.example"},
		{"", &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 8443}, named, only, "https://127.0.0.1:8443"},
		{"", everywhere, named, only, "https://hilfe.stadt.example:443"},
		{"", everywhere, nameless, only, "https://10.20.0.7:443"},
		{"", everywhere, nameless, netip.Addr{}, "https://[::]:443"},
	} {
		if got := reached(tt.origin, tt.at, tt.pair, tt.only); got != tt.want {
			t.Errorf("%q at %v: %s, wanted %s", tt.origin, tt.at, got, tt.want)
		}
	}
}
