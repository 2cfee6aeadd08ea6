package main

import (
	"crypto/tls"
	"net"
	"net/netip"
	"strings"
)

// onlyAddress is the address of the machine where others can reach it by one alone, and the zero one else: of several,
// somebody who knows the networks must say which is meant. Addresses of IPv4 come first, for terminals and desks have one.
func onlyAddress(own []net.Addr) (only netip.Addr) {
	var found [2][]netip.Addr // of IPv4, and of IPv6
	for _, a := range own {
		prefix, err := netip.ParsePrefix(a.String())
		address := prefix.Addr().Unmap()
		if err != nil || !address.IsGlobalUnicast() {
			continue // loopback, and what does not leave the cable
		}
		kind := 1
		if address.Is4() {
			kind = 0
		}
		found[kind] = append(found[kind], address)
	}
	for _, one := range found {
		switch len(one) {
		case 0:
		case 1:
			return one[0]
		default:
			return netip.Addr{}
		}
	}
	return netip.Addr{}
}

// everywhere reports whether a hub listens on all addresses.
func everywhere(host string) bool {
	address, err := netip.ParseAddr(host)
	return host == "" || err == nil && address.IsUnspecified()
}

// reached is where a browser finds the hub: what the settings say, else where it listens, and there by the name in its
// certificate where it listens on all addresses.
func reached(origin string, at net.Addr, pair tls.Certificate, only netip.Addr) string {
	host, port, err := net.SplitHostPort(at.String())
	switch {
	case origin != "":
		return origin
	case err != nil || !everywhere(host):
		return "https://" + at.String()
	}
	for _, name := range pair.Leaf.DNSNames {
		if !strings.HasPrefix(name, "*") {
			return "https://" + net.JoinHostPort(name, port)
		}
	}
	if only.IsValid() {
		host = only.String()
	}
	return "https://" + net.JoinHostPort(host, port)
}
