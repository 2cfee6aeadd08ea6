package main

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"
)

// account is a clerk's login at the hub of the demo.
type account struct {
	name, display, office string
	roles, languages      string // separated by commas
}

// krahl is the clerk whom the demo makes for a newcomer.
var krahl = account{"krahl", "Petra Krahl", "Bürgeramt", "clerk,supervisor", "de,en"}

// register makes the account at a hub that serves, as a supervisor and the clerk would: by a one-time link and its page. It
// returns the password, which on later starts is the one of the first.
func (s *stack) register(ctx context.Context, a account) (password string, err error) {
	path := s.path(a.name + ".password")
	if kept, err := os.ReadFile(path); err == nil {
		return strings.TrimSpace(string(kept)), nil
	} else if !errors.Is(err, fs.ErrNotExist) {
		return "", err
	}
	link, err := s.output(ctx, "clerkhub", "account", "add", "--dir", s.path("hub"), "--display", a.display, "--office", a.office,
		"--role", a.roles, "--authority", "*", "--language", a.languages, a.name)
	if err != nil {
		return "", err
	}
	password = strings.ToLower(rand.Text())[:16]
	if err := s.choose(ctx, strings.TrimSpace(link), password); err != nil {
		return "", err
	}
	return password, os.WriteFile(path, []byte(password+"\n"), 0o600)
}

// choose sets the password at a one-time link.
func (s *stack) choose(ctx context.Context, link, password string) error {
	certificate, err := os.ReadFile(s.path("hub", "tls", "cert.pem"))
	if err != nil {
		return err
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(certificate)
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}}
	defer transport.CloseIdleConnections()
	client := &http.Client{Transport: transport, Timeout: 30 * time.Second,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	form := url.Values{"wanted": {password}, "again": {password}}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, link, strings.NewReader(form.Encode()))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	answer, err := client.Do(r)
	if err != nil {
		return err
	}
	answer.Body.Close()
	if answer.StatusCode != http.StatusSeeOther {
		return fmt.Errorf("the hub does not take the clerk's password: %s", answer.Status)
	}
	return nil
}
