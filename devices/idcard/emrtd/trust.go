package emrtd

import (
	"crypto/x509"
	"encoding/asn1"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"golang.org/x/crypto/cryptobyte"
	der "golang.org/x/crypto/cryptobyte/asn1"

	"buergerterminal/devices/idcard/emrtd/cms"
)

// Trust is the certificates of the countries' authorities (CSCA) that the configuration gives. The zero value trusts nobody.
type Trust struct{ anchors []*cms.Certificate }

// ErrAnchor says that a certificate is none of an authority that signs certificates.
var ErrAnchor = errors.New("emrtd: no certificate of a country's signing authority")

// NewTrust makes a Trust of certificates of authorities, link certificates included.
func NewTrust(anchors ...*cms.Certificate) (Trust, error) {
	for _, c := range anchors {
		if err := anchor(c); err != nil {
			return Trust{}, err
		}
	}
	return Trust{anchors: anchors}, nil
}

// anchor checks what Doc 9303-12 section 7.1.1 demands of a CSCA: authority, may sign certificates, names a country.
func anchor(c *cms.Certificate) error {
	switch {
	case !c.CA:
		return fmt.Errorf("%w: no authority", ErrAnchor)
	case c.Usage != 0 && c.Usage&x509.KeyUsageCertSign == 0:
		return fmt.Errorf("%w: may not sign certificates", ErrAnchor)
	case c.Country == "":
		return fmt.Errorf("%w: names no country", ErrAnchor)
	}
	return nil
}

// Countries are the countries with a certificate, each once, in the order of the certificates.
func (t Trust) Countries() []string {
	var all []string
	seen := map[string]bool{}
	for _, c := range t.anchors {
		if !seen[c.Country] {
			all, seen[c.Country] = append(all, c.Country), true
		}
	}
	return all
}

// LoadTrust reads a directory: certificates (.cer, .crt, .der, .pem; DER or PEM) and master lists (.ml, CMS of Doc 9303-12 section 9). A
// certificate is believed because somebody put it there. A master list is believed only if a certificate of the directory vouches for its signer; so
// the one certificate that must come by a safe way is that of the list's own country.
//
// problems has one entry for each file and each certificate of a list that was not taken over, with the file's name; the rest is usable.
func LoadTrust(dir fs.FS) (t Trust, problems []error, err error) {
	files, err := fs.ReadDir(dir, ".")
	if err != nil {
		return Trust{}, nil, fmt.Errorf("emrtd: certificates: %w", err)
	}
	var lists []string
	for _, f := range files {
		switch strings.ToLower(path.Ext(f.Name())) {
		case ".ml":
			lists = append(lists, f.Name())
		case ".cer", ".crt", ".der", ".pem":
			certificates, err := loadCertificates(dir, f.Name())
			t.anchors = append(t.anchors, certificates...)
			problems = appendProblem(problems, f.Name(), err)
		}
	}
	single := t // lists vouch for nobody who signs lists
	for _, name := range lists {
		b, err := fs.ReadFile(dir, name)
		if err == nil {
			var listed []*cms.Certificate
			listed, err = single.readMasterList(b)
			t.anchors = append(t.anchors, listed...)
		}
		problems = appendProblem(problems, name, err)
	}
	return t, problems, nil
}

func appendProblem(all []error, name string, err error) []error {
	if err == nil {
		return all
	}
	return append(all, fmt.Errorf("%s: %w", name, err))
}

// loadCertificates reads a file with one certificate in DER or any number in PEM.
func loadCertificates(dir fs.FS, name string) ([]*cms.Certificate, error) {
	b, err := fs.ReadFile(dir, name)
	if err != nil {
		return nil, err
	}
	blocks := [][]byte{}
	for rest := b; ; {
		var block *pem.Block
		if block, rest = pem.Decode(rest); block == nil {
			break
		}
		if block.Type == "CERTIFICATE" {
			blocks = append(blocks, block.Bytes)
		}
	}
	if len(blocks) == 0 {
		blocks = append(blocks, b)
	}
	var all []*cms.Certificate
	var failed []error
	for _, block := range blocks {
		c, err := cms.ParseCertificate(block)
		if err == nil {
			err = anchor(c)
		}
		if err != nil {
			failed = append(failed, err)
			continue
		}
		all = append(all, c)
	}
	return all, errors.Join(failed...)
}

// readMasterList checks a master list and returns its authorities. Certificates in it that cannot be read here are told and left out.
func (t Trust) readMasterList(b []byte) ([]*cms.Certificate, error) {
	data, err := cms.Parse(b)
	if err != nil {
		return nil, err
	}
	if !data.ContentType.Equal(asn1.ObjectIdentifier{2, 23, 136, 1, 1, 2}) {
		return nil, fmt.Errorf("%w: not a master list", cms.ErrForm)
	}
	signer := data.Signer()
	if signer == nil {
		return nil, errors.Join(fmt.Errorf("%w: the signer's certificate is missing", cms.ErrForm), data.Refused)
	}
	if err := t.vouchesForList(signer); err != nil {
		return nil, err
	}
	if err := data.Verify(signer); err != nil {
		return nil, err
	}
	content := cryptobyte.String(data.Content)
	var list, set cryptobyte.String
	var version int
	if !content.ReadASN1(&list, der.SEQUENCE) || !content.Empty() || !list.ReadASN1Integer(&version) || !list.ReadASN1(&set, der.SET) || !list.Empty() {
		return nil, fmt.Errorf("%w: master list", cms.ErrForm)
	}
	return listed(set)
}

// listed reads the certificates of a list.
func listed(set cryptobyte.String) (all []*cms.Certificate, err error) {
	var failed []error
	for n := 1; !set.Empty(); n++ {
		var one cryptobyte.String
		if !set.ReadASN1Element(&one, der.SEQUENCE) {
			return nil, fmt.Errorf("%w: master list, certificate %d", cms.ErrForm, n)
		}
		c, err := cms.ParseCertificate(one)
		if err == nil {
			err = anchor(c)
		}
		if err != nil {
			failed = append(failed, fmt.Errorf("certificate %d: %w", n, err))
			continue
		}
		all = append(all, c)
	}
	return all, errors.Join(failed...)
}

// vouchesForList checks the list's signer: certified by an anchor, for master lists (Doc 9303-12 section 7.1.5), or an anchor itself.
func (t Trust) vouchesForList(signer *cms.Certificate) error {
	use := asn1.ObjectIdentifier{2, 23, 136, 1, 1, 3}
	for _, a := range t.anchors {
		if string(a.Raw) == string(signer.Raw) {
			return nil
		}
		if !signer.IssuedBy(a) || signer.SignedBy(a) != nil {
			continue
		}
		for _, u := range signer.ExtendedKeys {
			if u.Equal(use) {
				return nil
			}
		}
		return fmt.Errorf("%w: the signer's certificate is not for master lists", ErrAnchor)
	}
	return fmt.Errorf("%w: no certificate here vouches for the signer of the list", ErrAnchor)
}
