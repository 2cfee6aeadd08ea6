package enrol

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"io/fs"
	"math/big"
	"net/url"
	"os"
	"path/filepath"
	"time"
)

// Lives of certificates. A terminal in a suitcase may be without the hub for months; what ends an identity early is the
// hub's list, which is asked each time, and not a short life.
const (
	authorityLife = 20 * 365 * 24 * time.Hour
	leafLife      = 365 * 24 * time.Hour
	clockSkew     = time.Hour // a terminal's clock may be slow
)

// Authority signs the certificates of terminals, and nothing else. It is a pair of files, which replicas share.
type Authority struct {
	certificate *x509.Certificate
	key         *ecdsa.PrivateKey
}

// LoadAuthority loads dir/ca.pem and dir/ca-key.pem, or makes them where neither is there. Errors have CodeSetup.
func LoadAuthority(dir string, now time.Time) (*Authority, error) {
	certPath, keyPath := filepath.Join(dir, "ca.pem"), filepath.Join(dir, "ca-key.pem")
	certPEM, err := os.ReadFile(certPath)
	keyPEM, keyErr := os.ReadFile(keyPath)
	switch {
	case errors.Is(err, fs.ErrNotExist) && errors.Is(keyErr, fs.ErrNotExist):
		return makeAuthority(dir, certPath, keyPath, now)
	case err != nil || keyErr != nil:
		return nil, &Error{CodeSetup, errors.Join(err, keyErr)}
	}
	return parseAuthority(certPEM, keyPEM)
}

func parseAuthority(certPEM, keyPEM []byte) (*Authority, error) {
	certBlock, _ := pem.Decode(certPEM)
	keyBlock, _ := pem.Decode(keyPEM)
	if certBlock == nil || keyBlock == nil {
		return nil, &Error{CodeSetup, errors.New("the authority's files hold no PEM")}
	}
	certificate, err := x509.ParseCertificate(certBlock.Bytes)
	if err != nil {
		return nil, &Error{CodeSetup, err}
	}
	key, err := x509.ParsePKCS8PrivateKey(keyBlock.Bytes)
	if err != nil {
		return nil, &Error{CodeSetup, err}
	}
	signer, ok := key.(*ecdsa.PrivateKey)
	if !ok || !signer.PublicKey.Equal(certificate.PublicKey) || !certificate.IsCA {
		return nil, &Error{CodeSetup, errors.New("the authority's key is not that of its certificate")}
	}
	return &Authority{certificate, signer}, nil
}

func makeAuthority(dir, certPath, keyPath string, now time.Time) (*Authority, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, &Error{CodeSetup, err}
	}
	template := &x509.Certificate{
		SerialNumber:          newSerial(),
		Subject:               pkix.Name{CommonName: "Bürgerterminal: terminals"},
		NotBefore:             now.Add(-clockSkew),
		NotAfter:              now.Add(authorityLife),
		KeyUsage:              x509.KeyUsageCertSign,
		BasicConstraintsValid: true,
		IsCA:                  true,
		MaxPathLenZero:        true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return nil, &Error{CodeSetup, err}
	}
	secret, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, &Error{CodeSetup, err}
	}
	certPEM := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	keyPEM := pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: secret})
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, &Error{CodeSetup, err}
	}
	// The key is first: a certificate without its key would be trusted and could not work.
	if err := errors.Join(writeNew(keyPath, keyPEM), writeNew(certPath, certPEM)); err != nil {
		return nil, &Error{CodeSetup, err}
	}
	return parseAuthority(certPEM, keyPEM)
}

// writeNew writes a file that must not be there yet, readable by its owner alone.
func writeNew(path string, content []byte) error {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = file.Write(content)
	if err == nil {
		err = file.Sync()
	}
	return errors.Join(err, file.Close())
}

// Pool is what a server of TLS asks clients' certificates to be signed by.
func (a *Authority) Pool() *x509.CertPool {
	pool := x509.NewCertPool()
	pool.AddCert(a.certificate)
	return pool
}

// issue signs a certificate for the terminal that the request names. Of the rest of the request only the key counts: it
// must be on P-256, and the request must be signed with it.
func (a *Authority) issue(request []byte, terminal string, now time.Time) (*x509.Certificate, error) {
	csr, err := x509.ParseCertificateRequest(request)
	if err != nil || csr.CheckSignature() != nil {
		return nil, fault(CodeRequest)
	}
	key, ok := csr.PublicKey.(*ecdsa.PublicKey)
	if !ok || key.Curve != elliptic.P256() {
		return nil, fault(CodeRequest)
	}
	if csr.Subject.CommonName != terminal {
		return nil, fault(CodeOther)
	}
	der, err := x509.CreateCertificate(rand.Reader, &x509.Certificate{
		SerialNumber:          newSerial(),
		Subject:               pkix.Name{CommonName: terminal},
		URIs:                  []*url.URL{{Scheme: "urn", Opaque: "buergerterminal:terminal:" + url.PathEscape(terminal)}},
		NotBefore:             now.Add(-clockSkew),
		NotAfter:              now.Add(leafLife),
		KeyUsage:              x509.KeyUsageDigitalSignature,
		ExtKeyUsage:           []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
		BasicConstraintsValid: true,
	}, a.certificate, key, a.key)
	if err != nil {
		return nil, &Error{CodeSetup, err}
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, &Error{CodeSetup, err}
	}
	return leaf, nil
}

// newSerial has 127 random bits and is never zero.
func newSerial() *big.Int {
	var raw [16]byte
	rand.Read(raw[:])
	raw[0] = raw[0]&0x7f | 0x40
	return new(big.Int).SetBytes(raw[:])
}

func serialOf(c *x509.Certificate) string { return c.SerialNumber.Text(16) }

// renewal is when a third of a certificate's life is left.
func renewal(c *x509.Certificate) time.Time {
	return c.NotAfter.Add(-c.NotAfter.Sub(c.NotBefore) / 3)
}
