// Package identity keeps what a terminal shows to the hub: a key that never leaves the terminal, and the certificate that
// the hub gave for it. A technician brings a code from the hub; from then on the terminal renews the certificate itself.
//
// The certificate is the client's in TLS, and the key signs each request beside (link.SignRequest), because nobody tells a
// terminal that a proxy ends its TLS. The package knows no citizen and never logs.
package identity

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"buergerterminal/kiosk/link"
)

// File is the one file of an identity in its folder: key and certificate belong together, and are replaced together.
const File = "terminal.pem"

// Errors of this package.
var (
	ErrMissing = errors.New("the terminal has no identity yet: buergerterminal --config FILE --enrol CODE")
	ErrDamaged = errors.New("the terminal's identity is damaged")
)

// Refused is the hub's no.
type Refused struct{ Problem link.Problem }

func (r *Refused) Error() string {
	return fmt.Sprintf("the hub refuses: %s (%s)", r.Problem.Title, r.Problem.Code)
}

// Identity is safe for concurrent use.
type Identity struct {
	dir string

	mu   sync.Mutex
	key  *ecdsa.PrivateKey
	leaf *x509.Certificate
}

// Load reads the identity in a folder. It fails with ErrMissing or ErrDamaged.
func Load(dir string) (*Identity, error) {
	raw, err := os.ReadFile(filepath.Join(dir, File))
	if errors.Is(err, os.ErrNotExist) {
		return nil, ErrMissing
	}
	if err != nil {
		return nil, err
	}
	pair, err := tls.X509KeyPair(raw, raw)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	key, ok := pair.PrivateKey.(*ecdsa.PrivateKey)
	if !ok {
		return nil, fmt.Errorf("%w: a key of another kind", ErrDamaged)
	}
	return &Identity{dir: dir, key: key, leaf: pair.Leaf}, nil
}

// Enrol trades a code for the identity of a terminal and keeps it in the folder. Client must trust the hub. It fails with
// Refused where the hub does not take the code, which stays good where it is for another terminal.
func Enrol(ctx context.Context, client *http.Client, hub, terminal, code, dir string) (link.Enrolled, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return link.Enrolled{}, err
	}
	_, _, enrolled, err := ask(ctx, client, strings.TrimSuffix(hub, "/")+link.EnrolPath, terminal, code, dir)
	return enrolled, err
}

// ask makes a new key, has it certified for the terminal, and keeps both.
func ask(ctx context.Context, client *http.Client, url, terminal, code, dir string) (*ecdsa.PrivateKey, *x509.Certificate, link.Enrolled, error) {
	fail := func(err error) (*ecdsa.PrivateKey, *x509.Certificate, link.Enrolled, error) {
		return nil, nil, link.Enrolled{}, err
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return fail(err)
	}
	request, err := x509.CreateCertificateRequest(rand.Reader, &x509.CertificateRequest{Subject: pkix.Name{CommonName: terminal}}, key)
	if err != nil {
		return fail(err)
	}
	enrolled, err := post(ctx, client, url, link.Enrolment{Code: code, Request: request})
	if err != nil {
		return fail(err)
	}
	leaf, err := x509.ParseCertificate(enrolled.Certificate)
	if err != nil || !key.PublicKey.Equal(leaf.PublicKey) || leaf.SerialNumber.Text(16) != enrolled.Serial {
		return fail(errors.New("the hub's certificate is not for this terminal's key"))
	}
	return key, leaf, enrolled, keep(dir, key, leaf)
}

func post(ctx context.Context, client *http.Client, url string, e link.Enrolment) (enrolled link.Enrolled, err error) {
	raw, err := json.Marshal(e)
	if err != nil {
		return enrolled, err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(raw))
	if err != nil {
		return enrolled, err
	}
	r.Header.Set("Content-Type", "application/json")
	answer, err := client.Do(r)
	if err != nil {
		return enrolled, err
	}
	defer answer.Body.Close()
	body := json.NewDecoder(io.LimitReader(answer.Body, link.MaxEnrolment))
	if answer.StatusCode == http.StatusOK {
		return enrolled, body.Decode(&enrolled)
	}
	var problem link.Problem
	if body.Decode(&problem) != nil || problem.Code == "" {
		return enrolled, fmt.Errorf("not the hub's answer: %s", answer.Status)
	}
	return enrolled, &Refused{problem}
}

// keep replaces the file as a whole, readable by its owner alone.
func keep(dir string, key *ecdsa.PrivateKey, leaf *x509.Certificate) error {
	secret, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return err
	}
	file, err := os.CreateTemp(dir, "."+File+".*")
	if err != nil {
		return err
	}
	err = errors.Join(pem.Encode(file, &pem.Block{Type: "CERTIFICATE", Bytes: leaf.Raw}), pem.Encode(file, &pem.Block{Type: "PRIVATE KEY", Bytes: secret}),
		file.Sync(), file.Close())
	if err == nil {
		err = os.Rename(file.Name(), filepath.Join(dir, File))
	}
	if err != nil {
		return errors.Join(err, os.Remove(file.Name()))
	}
	return nil
}

func (i *Identity) present() (*ecdsa.PrivateKey, *x509.Certificate) {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.key, i.leaf
}

// Client returns a client that shows the identity, made of one whose transport is an *http.Transport.
func (i *Identity) Client(base *http.Client) (*http.Client, error) {
	transport, ok := base.Transport.(*http.Transport)
	if !ok {
		return nil, errors.New("the client has no transport of its own")
	}
	transport = transport.Clone()
	if transport.TLSClientConfig == nil {
		transport.TLSClientConfig = &tls.Config{MinVersion: tls.VersionTLS12}
	}
	transport.TLSClientConfig.GetClientCertificate = func(*tls.CertificateRequestInfo) (*tls.Certificate, error) {
		key, leaf := i.present()
		return &tls.Certificate{Certificate: [][]byte{leaf.Raw}, PrivateKey: key, Leaf: leaf}, nil
	}
	client := *base
	client.Transport = &signer{i, transport}
	return &client, nil
}

// signer signs each request as it goes out.
type signer struct {
	identity *Identity
	next     *http.Transport
}

func (s *signer) RoundTrip(r *http.Request) (*http.Response, error) {
	key, leaf := s.identity.present()
	r = r.Clone(r.Context())
	if r.Header.Get(link.HeaderTerminal) == "" {
		r.Header.Set(link.HeaderTerminal, leaf.Subject.CommonName)
	}
	if err := link.SignRequest(r, key, leaf.SerialNumber.Text(16), time.Now()); err != nil {
		return nil, err
	}
	return s.next.RoundTrip(r)
}

// CloseIdleConnections is what http.Client.CloseIdleConnections looks for.
func (s *signer) CloseIdleConnections() { s.next.CloseIdleConnections() }

// Due reports whether a third of the certificate's life, or less, is left.
func (i *Identity) Due(now time.Time) bool {
	_, leaf := i.present()
	return now.After(leaf.NotAfter.Add(-leaf.NotAfter.Sub(leaf.NotBefore) / 3))
}

// Renew has a new key certified. The old identity stays if that fails.
func (i *Identity) Renew(ctx context.Context, client *http.Client, hub string) error {
	key, leaf, _, err := ask(ctx, client, strings.TrimSuffix(hub, "/")+link.RenewPath, i.leaf.Subject.CommonName, "", i.dir)
	if err != nil {
		return err
	}
	i.mu.Lock()
	i.key, i.leaf = key, leaf
	i.mu.Unlock()
	client.CloseIdleConnections() // the next connection shows the new one
	return nil
}

// Keep renews the identity when it is due, until ctx ends. What fails is tried again at the next look.
func (i *Identity) Keep(ctx context.Context, client *http.Client, hub string, every time.Duration, failed func(error)) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		if i.Due(time.Now()) {
			if err := i.Renew(ctx, client, hub); err != nil && ctx.Err() == nil {
				failed(err)
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}
