package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/mail"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"go.uber.org/zap"

	"buergerterminal/kiosk/hub"
	"buergerterminal/kiosk/hub/audit"
	"buergerterminal/kiosk/hub/database"
	"buergerterminal/kiosk/hub/drop"
	"buergerterminal/kiosk/hub/fitconnect"
	"buergerterminal/kiosk/hub/forward"
	mailway "buergerterminal/kiosk/hub/mail"
	"buergerterminal/kiosk/link"
)

// fitConnectSettings is the table [fit_connect].
type fitConnectSettings struct {
	Token       string   `toml:"token"`
	Submission  string   `toml:"submission"`
	Destination string   `toml:"destination"`
	ClientID    string   `toml:"client_id"`
	SecretFile  string   `toml:"secret_file"`
	Scopes      []string `toml:"scopes"`
	Certificate string   `toml:"certificate"`
}

// mailSettings is the table [mail].
type mailSettings struct {
	Server       string `toml:"server"`
	TLS          bool   `toml:"tls"`
	User         string `toml:"user"`
	PasswordFile string `toml:"password_file"`
	From         string `toml:"from"`
	Certificate  string `toml:"certificate"`
}

// fillWays makes the paths of the ways whole.
func (s *settings) fillWays(dir string) {
	paths := []*string{}
	if s.FITConnect != nil {
		paths = append(paths, &s.FITConnect.SecretFile, &s.FITConnect.Certificate)
	}
	if s.Mail != nil {
		paths = append(paths, &s.Mail.PasswordFile, &s.Mail.Certificate)
	}
	for i := range s.Authorities {
		paths = append(paths, &s.Authorities[i].Directory)
	}
	for _, p := range paths {
		if *p != "" {
			*p = from(dir, *p)
		}
	}
}

// checkWays finds what is wrong with the ways on from the hub.
func (s *settings) checkWays(m *mistakes) {
	for i, a := range s.Authorities {
		a.checkWay(fmt.Sprintf("authority[%d]", i), s, m)
	}
	if f := s.FITConnect; f != nil {
		for _, k := range []struct{ name, address string }{{"token", f.Token}, {"submission", f.Submission}, {"destination", f.Destination}} {
			if u, err := url.Parse(k.address); err != nil || u.Scheme != "https" || u.Host == "" || u.RawQuery != "" || u.User != nil {
				m.add("fit_connect."+k.name, "fit_connect.%s is no https address without user and query", k.name)
			}
		}
		m.need(f.ClientID, "fit_connect.client_id", "fit_connect.client_id is missing: FIT-Connect's self-service portal shows it")
		m.file(f.SecretFile, "fit_connect.secret_file", true)
		m.file(f.Certificate, "fit_connect.certificate", false)
	}
	if e := s.Mail; e != nil {
		if _, _, err := net.SplitHostPort(e.Server); err != nil {
			m.add("mail.server", `mail.server is no host and port, such as "mail.stadt.example:587"`)
		}
		m.address(e.From, "mail.from")
		if (e.User == "") != (e.PasswordFile == "") {
			m.add("mail.user", "mail.user and mail.password_file belong together")
		}
		m.file(e.PasswordFile, "mail.password_file", false)
		m.file(e.Certificate, "mail.certificate", false)
	}
}

func (a authoritySettings) checkWay(path string, s *settings, m *mistakes) {
	switch forward.Way(a.Forward) {
	case "":
	case forward.FITConnect:
		if !link.ValidUUID(a.Destination) {
			m.add(path+".destination", "authority %s: destination is no UUID in small letters", a.ID)
		}
		if s.FITConnect == nil {
			m.add(path+".forward", "authority %s: the table [fit_connect] is missing", a.ID)
		}
	case forward.Mail:
		m.address(a.Mailbox, path+".mailbox")
		if s.Mail == nil {
			m.add(path+".forward", "authority %s: the table [mail] is missing", a.ID)
		}
	case forward.Directory:
		m.need(a.Directory, path+".directory", "authority %s: directory is missing", a.ID)
	default:
		m.add(path+".forward", "authority %s: forward is none of %s, %s, %s", a.ID, forward.FITConnect, forward.Mail, forward.Directory)
	}
	for _, other := range []struct {
		way        forward.Way
		key, value string
	}{{forward.FITConnect, "destination", a.Destination}, {forward.Mail, "mailbox", a.Mailbox}, {forward.Directory, "directory", a.Directory}} {
		if other.value != "" && forward.Way(a.Forward) != other.way {
			m.add(path+"."+other.key, "authority %s: %s needs forward = %q", a.ID, other.key, other.way)
		}
	}
}

func (m *mistakes) need(value, path, format string, args ...any) {
	if value == "" {
		m.add(path, format, args...)
	}
}

func (m *mistakes) address(address, path string) {
	if a, err := mail.ParseAddress(address); err != nil || a.Address != address {
		m.add(path, "%s is no address, such as bauhof@stadt.example", path)
	}
}

// file finds a file that cannot be read, and one with a secret that others can read.
func (m *mistakes) file(name, path string, needed bool) {
	if name == "" {
		if needed {
			m.add(path, "%s is missing", path)
		}
		return
	}
	info, err := os.Stat(name)
	switch {
	case err != nil || info.IsDir():
		m.add(path, "%s: there is no file %s", path, filepath.Base(name))
	case !strings.HasSuffix(path, ".certificate") && info.Mode().Perm()&0o077 != 0:
		m.add(path, "%s: others can read the file; make it mode 0600", path)
	}
}

// secretOf reads a file with one secret.
func secretOf(name string) (string, error) {
	if name == "" {
		return "", nil
	}
	raw, err := os.ReadFile(name)
	return strings.TrimSpace(string(raw)), err
}

// trust are the certificates that a server is held against, nil for the system's.
func trust(file string) (*tls.Config, error) {
	c := &tls.Config{MinVersion: tls.VersionTLS12}
	if file == "" {
		return c, nil
	}
	raw, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	c.RootCAs = x509.NewCertPool()
	if !c.RootCAs.AppendCertsFromPEM(raw) {
		return nil, fmt.Errorf("%s holds no certificate in PEM", file)
	}
	return c, nil
}

// gateway is the client of FIT-Connect, nil where the settings have none.
func (s *settings) gateway() (*fitconnect.Client, error) {
	f := s.FITConnect
	if f == nil {
		return nil, nil
	}
	secret, err := secretOf(f.SecretFile)
	if err != nil {
		return nil, err
	}
	c := fitconnect.Config{Token: f.Token, Submission: f.Submission, Destination: f.Destination, ClientID: f.ClientID, ClientSecret: secret, Scopes: f.Scopes}
	if f.Certificate != "" {
		trusted, err := trust(f.Certificate)
		if err != nil {
			return nil, err
		}
		c.HTTP = &http.Client{Transport: &http.Transport{Proxy: http.ProxyFromEnvironment, TLSClientConfig: trusted, ForceAttemptHTTP2: true, ResponseHeaderTimeout: time.Minute}}
	}
	return fitconnect.New(c)
}

// mailbox is that of an authority.
func (s *settings) mailbox(a authoritySettings) (*mailway.Mailbox, error) {
	password, err := secretOf(s.Mail.PasswordFile)
	if err != nil {
		return nil, err
	}
	trusted, err := trust(s.Mail.Certificate)
	if err != nil {
		return nil, err
	}
	return mailway.NewMailbox(mailway.Server{Address: s.Mail.Server, TLS: s.Mail.TLS, User: s.Mail.User, Password: password, From: s.Mail.From, Config: trusted}, a.Mailbox)
}

// carrier is what brings applications to an authority, nil where they stay or go to FIT-Connect.
func (s *settings) carrier(a authoritySettings) (forward.Carrier, error) {
	switch forward.Way(a.Forward) {
	case forward.Mail:
		return s.mailbox(a)
	case forward.Directory:
		return drop.New(a.Directory)
	}
	return nil, nil
}

// openForward makes the way on from the hub, as the settings want it.
func openForward(ctx context.Context, db *database.DB, s settings, store *hub.Store, log *audit.Log, logger *zap.SugaredLogger) (*forward.Forward, error) {
	gateway, err := s.gateway()
	if err != nil {
		return nil, err
	}
	c := forward.Config{DB: db, Store: store, Audit: log, Gateway: gateway, Authorities: map[string]forward.Authority{}}
	if logger != nil {
		c.Log = logger.Infow
	}
	var wrong []error
	for _, a := range s.Authorities {
		if a.Forward == "" {
			continue
		}
		to := forward.Authority{Way: forward.Way(a.Forward), Destination: a.Destination}
		carrier, err := s.carrier(a)
		if err != nil {
			wrong = append(wrong, fmt.Errorf("authority %s: %w", a.ID, err))
			continue
		}
		to.Carrier = carrier
		c.Authorities[a.ID] = to
	}
	if err := errors.Join(wrong...); err != nil {
		return nil, err
	}
	return forward.New(ctx, c)
}
