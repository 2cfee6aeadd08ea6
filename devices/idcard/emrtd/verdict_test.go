package emrtd

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/x509"
	"encoding/asn1"
	"errors"
	"fmt"
	"testing"

	"golang.org/x/crypto/cryptobyte"

	"buergerterminal/devices"
	"buergerterminal/devices/idcard/emrtd/cms"
)

// TestNothingUnknownIsForged: what this program does not understand is not verified, and only what is wrong is forged. The two are never
// mixed up, whichever way the error takes.
func TestNothingUnknownIsForged(t *testing.T) {
	unsupported, form, other := fmt.Errorf("x: %w", cms.ErrUnsupported), fmt.Errorf("x: %w", cms.ErrForm), errors.New("x")
	for _, c := range []struct {
		err     error
		verdict Verdict
		reason  Reason
	}{{unsupported, NotVerified, UnknownAlgorithm}, {form, NotVerified, NotUnderstood}, {other, Forged, WrongSignature}} {
		if verdict, reason := failed(c.err, WrongSignature); verdict != c.verdict || reason != c.reason {
			t.Errorf("a signature with %v: %s, %s", c.err, verdict, reason)
		}
	}
	for _, c := range []struct {
		refused error
		reason  Reason
	}{{nil, NoCertificate}, {unsupported, UnknownAlgorithm}, {form, NotUnderstood}, {other, NotUnderstood}} {
		if got := unread(&cms.SignedData{Refused: c.refused}); got != c.reason {
			t.Errorf("a signer's certificate with %v: %s", c.refused, got)
		}
	}
	for _, c := range []struct {
		sod    error
		reason Reason
	}{{nil, NoSecurityObject}, {unsupported, UnknownAlgorithm}, {form, NotUnderstood}, {other, NotUnderstood}} {
		r := reading{sodError: c.sod}
		if got := r.authenticate(Trust{}); got.Verdict != NotVerified || got.Reason != c.reason {
			t.Errorf("EF.SOD with %v: %+v", c.sod, got)
		}
	}
}

// TestAnchorsAreAuthorities: only a certificate that may sign certificates, and names a country, is trusted.
func TestAnchorsAreAuthorities(t *testing.T) {
	good := cms.Certificate{CA: true, Usage: x509.KeyUsageCertSign | x509.KeyUsageCRLSign, Country: "UT"}
	for name, change := range map[string]func(c *cms.Certificate){
		"no authority": func(c *cms.Certificate) { c.CA = false },
		"may not sign": func(c *cms.Certificate) { c.Usage = x509.KeyUsageDigitalSignature },
		"no country":   func(c *cms.Certificate) { c.Country = "" },
	} {
		bad := good
		change(&bad)
		if err := anchor(&bad); !errors.Is(err, ErrAnchor) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := anchor(&good); err != nil {
		t.Error(err)
	}
}

// TestHashOfActiveAuthentication: it is named in DG14, or has the size of the curve; a name that is not known proves nothing.
func TestHashOfActiveAuthentication(t *testing.T) {
	protocol := asn1.ObjectIdentifier{2, 23, 136, 1, 1, 5}
	named := func(last int) []securityInfo {
		der, err := asn1.Marshal(asn1.ObjectIdentifier{0, 4, 0, 127, 0, 7, 1, 1, 4, 1, last})
		if err != nil {
			t.Fatal(err)
		}
		return []securityInfo{{protocol: asn1.ObjectIdentifier{1, 2}}, {protocol: protocol, optional: cryptobyte.String(der)}}
	}
	for _, c := range []struct {
		name  string
		infos []securityInfo
		on    elliptic.Curve
		hash  crypto.Hash
		ok    bool
	}{
		{"SHA-1 by name", named(1), elliptic.P256(), crypto.SHA1, true},
		{"SHA-512 by name", named(5), elliptic.P256(), crypto.SHA512, true},
		{"a name that there is not", named(9), elliptic.P256(), 0, false},
		{"no name where one must be", []securityInfo{{protocol: protocol}}, elliptic.P256(), 0, false},
		{"224 bits", nil, elliptic.P224(), crypto.SHA224, true},
		{"256 bits", nil, elliptic.P256(), crypto.SHA256, true},
		{"384 bits", nil, elliptic.P384(), crypto.SHA384, true},
		{"521 bits", nil, elliptic.P521(), crypto.SHA512, true},
	} {
		if hash, ok := activeHash(c.infos, &ecdsa.PublicKey{Curve: c.on}); ok != c.ok || ok && hash != c.hash {
			t.Errorf("%s: %v, %t", c.name, hash, ok)
		}
	}
}

// TestWithheldFiles: the chip that keeps its files for authorities is told from one that is no passport, and a line that fails is neither.
func TestWithheldFiles(t *testing.T) {
	refused := &refusal{status: 0x6982}
	for _, c := range []struct {
		terminal bool
		err      error
		want     devices.Fault
	}{
		{true, refused, devices.FaultChipAuthority}, {false, refused, devices.FaultCardWrong},
		{true, devices.Errorf(devices.FaultChipRemoved, "gone"), devices.FaultChipRemoved},
	} {
		r := reading{terminal: c.terminal}
		if err := r.withheld(c.err, devices.FaultCardWrong); devices.FaultOf(err) != c.want {
			t.Errorf("%+v: %v", c, err)
		}
	}
}
