package cms_test

import (
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/asn1"
	"errors"
	"math/big"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	"github.com/smallstep/pkcs7"

	"buergerterminal/devices/idcard/emrtd/cms"
	"buergerterminal/devices/simulator/passport"
)

func masterListOID() asn1.ObjectIdentifier { return asn1.ObjectIdentifier{2, 23, 136, 1, 1, 2} }

// sample is an issuer's certificate and signed data of its list signer.
func sample(t testing.TB, s passport.Scheme) (certificate, signed []byte) {
	t.Helper()
	i, err := passport.NewIssuer(s, "UT", rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	list, err := i.MasterList(rand.Reader, i.Certificate())
	if err != nil {
		t.Fatal(err)
	}
	return i.Certificate(), list
}

func TestEveryScheme(t *testing.T) {
	for _, s := range passport.Schemes() {
		certificate, list := sample(t, s)
		data, err := cms.Parse(list)
		if err != nil || data.Refused != nil || !data.ContentType.Equal(masterListOID()) || data.Signer() == nil {
			t.Errorf("%s: %v", s, err)
			continue
		}
		signer := data.Signer()
		authority, err := cms.ParseCertificate(certificate)
		if err != nil || !authority.CA || authority.Country != "UT" || authority.Usage != x509.KeyUsageCertSign|x509.KeyUsageCRLSign {
			t.Errorf("%s: %+v %v", s, authority, err)
			continue
		}
		if err := errors.Join(data.Verify(signer), signer.SignedBy(authority), authority.SignedBy(authority)); err != nil {
			t.Errorf("%s: %v", s, err)
		}
		if !signer.IssuedBy(authority) || authority.IssuedBy(signer) || !signer.ExtendedUse || authority.ExtendedUse {
			t.Errorf("%s: who issued whom, and for what", s)
		}
		if err := data.Verify(authority); !errors.Is(err, cms.ErrSignature) {
			t.Errorf("%s: another key: %v", s, err)
		}
		if err := authority.SignedBy(signer); !errors.Is(err, cms.ErrSignature) {
			t.Errorf("%s: another authority: %v", s, err)
		}
	}
}

// TestLibraries holds what doc.go says of crypto/x509 and pkcs7: they agree where they can read, and refuse what most issuers have.
func TestLibraries(t *testing.T) {
	readable := []passport.Scheme{passport.Named256, passport.Named384, passport.Named521, passport.RSA, passport.RSASHA1, passport.PSS}
	for _, s := range passport.Schemes() {
		certificate, list := sample(t, s)
		ours, err := cms.ParseCertificate(certificate)
		if err != nil {
			t.Fatal(err)
		}
		theirs, err := x509.ParseCertificate(certificate)
		if want := slices.Contains(readable, s); (err == nil) != want {
			t.Errorf("%s: crypto/x509 says %v", s, err)
		}
		if err == nil && (!bytes.Equal(theirs.RawSubject, ours.Subject) || !bytes.Equal(theirs.SubjectKeyId, ours.SubjectKeyID) || !bytes.Equal(theirs.AuthorityKeyId, ours.AuthorityKeyID) ||
			!theirs.NotAfter.Equal(ours.NotAfter) || !theirs.NotBefore.Equal(ours.NotBefore) || theirs.KeyUsage != ours.Usage || theirs.SerialNumber.Cmp(ours.Serial) != 0) {
			t.Errorf("%s: crypto/x509 reads something else", s)
		}
		p7, err := pkcs7.Parse(list)
		if err == nil {
			err = p7.Verify()
		}
		if want := slices.Contains(readable, s) && s != passport.PSS; (err == nil) != want {
			t.Errorf("%s: pkcs7 says %v", s, err)
		}
	}
}

// TestCardSecurityOfAGermanDocument verifies a real signature: EF.CardSecurity as the public test suite of gmrtd has it (cms/cms_test.go). It holds
// public keys of a chip and of its document signer, numbers of brainpoolP384r1, and no datum of a person.
func TestCardSecurityOfAGermanDocument(t *testing.T) {
	b, err := os.ReadFile("testdata/card-security-de.der")
	if err != nil {
		t.Fatal(err)
	}
	data, err := cms.Parse(b)
	if err != nil || data.Signer() == nil {
		t.Fatal(err)
	}
	signer := data.Signer()
	if err := data.Verify(signer); err != nil || signer.IssuerCountry != "DE" || signer.Usage != x509.KeyUsageDigitalSignature {
		t.Error(err, signer.IssuerCountry, signer.Usage)
	}
	if _, err := x509.ParseCertificate(signer.Raw); err == nil {
		t.Error("crypto/x509 reads it now: doc.go is out of date")
	}
	for i := 0; i < len(b); i += 13 {
		bad := bytes.Clone(b)
		bad[i] ^= 0x20
		if data, err := cms.Parse(bad); err == nil && data.Verify(signer) == nil && !bytes.Equal(data.Content, contentOf(t, b)) {
			t.Fatalf("byte %d was changed and the signature still fits other contents", i)
		}
	}
}

func contentOf(t *testing.T, b []byte) []byte {
	t.Helper()
	data, err := cms.Parse(b)
	if err != nil {
		t.Fatal(err)
	}
	return data.Content
}

// TestOpenSSLReadsOurs: openssl verifies what the simulated issuers sign.
func TestOpenSSLReadsOurs(t *testing.T) {
	openssl := lookFor(t, "openssl")
	for _, s := range passport.Schemes() {
		_, list := sample(t, s)
		path := filepath.Join(t.TempDir(), "list.der")
		if err := os.WriteFile(path, list, 0o600); err != nil {
			t.Fatal(err)
		}
		out, err := exec.Command(openssl, "cms", "-verify", "-inform", "DER", "-in", path, "-noverify", "-out", os.DevNull).CombinedOutput()
		if err != nil {
			t.Errorf("%s: %v\n%s", s, err, out)
		}
	}
}

// TestWeReadOpenSSLs: what openssl signs is verified here, its signer named by number and by key.
func TestWeReadOpenSSLs(t *testing.T) {
	openssl := lookFor(t, "openssl")
	dir := t.TempDir()
	run := func(args ...string) {
		t.Helper()
		if out, err := exec.Command(openssl, args...).CombinedOutput(); err != nil {
			t.Fatalf("openssl %v: %v\n%s", args, err, out)
		}
	}
	content := filepath.Join(dir, "content")
	if err := os.WriteFile(content, []byte("what is signed"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, key := range map[string][]string{
		"brainpoolP384r1":           {"EC", "-pkeyopt", "ec_paramgen_curve:brainpoolP384r1", "-pkeyopt", "ec_param_enc:explicit"},
		"brainpoolP512r1 by name":   {"EC", "-pkeyopt", "ec_paramgen_curve:brainpoolP512r1", "-pkeyopt", "ec_param_enc:named_curve"},
		"P-256 by numbers":          {"EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-pkeyopt", "ec_param_enc:explicit"},
		"RSA":                       {"RSA", "-pkeyopt", "rsa_keygen_bits:2048"},
		"RSA with another exponent": {"RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-pkeyopt", "rsa_keygen_pubexp:38129"},
	} {
		k, c := filepath.Join(dir, name+".key"), filepath.Join(dir, name+".pem")
		run(append([]string{"genpkey", "-out", k, "-algorithm"}, key...)...)
		run("req", "-new", "-x509", "-key", k, "-out", c, "-subj", "/C=UT/CN=Specimen", "-sha384", "-days", "30")
		for _, options := range [][]string{{}, {"-keyid"}, {"-noattr"}, {"-md", "sha512"}, {"-keyopt", "rsa_padding_mode:pss", "-md", "sha256"}} {
			if len(options) > 2 && key[0] != "RSA" {
				continue
			}
			out := filepath.Join(dir, "signed.der")
			run(append([]string{"cms", "-sign", "-nodetach", "-binary", "-in", content, "-signer", c, "-inkey", k, "-outform", "DER", "-out", out}, options...)...)
			b, err := os.ReadFile(out)
			if err != nil {
				t.Fatal(err)
			}
			data, err := cms.Parse(b)
			if err != nil || data.Signer() == nil || data.Verify(data.Signer()) != nil || string(data.Content) != "what is signed" {
				t.Errorf("%s %v: %v", name, options, err)
			}
		}
	}
}

func lookFor(t *testing.T, program string) string {
	t.Helper()
	path, err := exec.LookPath(program)
	if err != nil {
		t.Skipf("%s is not here: %v", program, err)
	}
	return path
}

func TestWhatIsNoSignedData(t *testing.T) {
	_, list := sample(t, passport.Named256)
	for name, bad := range map[string][]byte{"nothing": nil, "cut": list[:len(list)-1], "longer": append(bytes.Clone(list), 0), "a sequence": {0x30, 0}} {
		if _, err := cms.Parse(bad); !errors.Is(err, cms.ErrForm) {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := cms.ParseCertificate(bad); !errors.Is(err, cms.ErrForm) {
			t.Errorf("%s as certificate: %v", name, err)
		}
		if _, err := cms.ParsePublicKey(bad); !errors.Is(err, cms.ErrForm) {
			t.Errorf("%s as key: %v", name, err)
		}
	}
}

func TestKeysThatAreTooLarge(t *testing.T) {
	key := &rsa.PublicKey{N: new(big.Int).SetBit(new(big.Int).Lsh(big.NewInt(1), 9000), 0, 1), E: 65537}
	b, err := x509.MarshalPKIXPublicKey(key)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := cms.ParsePublicKey(b); !errors.Is(err, cms.ErrUnsupported) {
		t.Error(err)
	}
}

func FuzzParse(f *testing.F) {
	real, err := os.ReadFile("testdata/card-security-de.der")
	if err != nil {
		f.Fatal(err)
	}
	_, list := sample(f, passport.Named256)
	f.Add(real)
	f.Add(list)
	f.Fuzz(func(t *testing.T, b []byte) {
		data, err := cms.Parse(b)
		if err != nil {
			return
		}
		if signer := data.Signer(); signer != nil {
			_ = data.Verify(signer)
			_ = signer.SignedBy(signer)
		}
	})
}

func FuzzParseCertificate(f *testing.F) {
	certificate, _ := sample(f, passport.Brainpool256)
	f.Add(certificate)
	f.Fuzz(func(t *testing.T, b []byte) {
		c, err := cms.ParseCertificate(b)
		if err == nil && (c.Key.Key == nil || c.Serial == nil || len(c.Signed) == 0) {
			t.Fatal("a certificate without key, number or contents")
		}
	})
}
