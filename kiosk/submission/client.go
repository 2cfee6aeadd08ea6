package submission

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/http"
	"os"
	"time"
)

// NewClient returns a client for the hub that speaks TLS 1.3 only. With the path of a PEM file it trusts the certificates
// in it and no others (pinning); with an empty path it trusts the system's. Errors have CodeSetup.
func NewClient(pinned string) (*http.Client, error) {
	config, err := Trust(pinned)
	if err != nil {
		return nil, err
	}
	return &http.Client{Transport: &http.Transport{
		Proxy:                 http.ProxyFromEnvironment,
		DialContext:           (&net.Dialer{Timeout: 20 * time.Second, KeepAlive: 15 * time.Second}).DialContext,
		TLSClientConfig:       config,
		TLSHandshakeTimeout:   20 * time.Second,
		ResponseHeaderTimeout: 2 * time.Minute,
		IdleConnTimeout:       time.Minute,
		MaxIdleConns:          2,
		ForceAttemptHTTP2:     true,
	}}, nil
}

// Trust is the TLS by which the hub and its relay are known: by the certificates in the file pinned, or by the system's where that
// is empty. Errors have CodeSetup.
func Trust(pinned string) (*tls.Config, error) {
	config := &tls.Config{MinVersion: tls.VersionTLS13}
	if pinned != "" {
		raw, err := os.ReadFile(pinned)
		if err != nil {
			return nil, &Error{CodeSetup, err}
		}
		config.RootCAs = x509.NewCertPool()
		if !config.RootCAs.AppendCertsFromPEM(raw) {
			return nil, &Error{CodeSetup, errors.New("the file with the hub's certificate holds none")}
		}
	}
	return config, nil
}
