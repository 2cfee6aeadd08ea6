package seal

import (
	"bytes"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"io"
	"mime"
	"mime/multipart"
	"net/mail"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/smallstep/pkcs7"
)

const mailbox = "antraege@musterstadt.example"

func mailCertificate(t *testing.T) (MailCertificate, *x509.Certificate, *rsa.PrivateKey) {
	t.Helper()
	private := rsaKey().jwk.Key.(*rsa.PrivateKey)
	leaf, _ := issued(t, private.Public(), x509.KeyUsageKeyEncipherment, moment.AddDate(1, 0, 0))
	c, err := ParseMailCertificate(leaf.Raw, mailbox, moment)
	if err != nil {
		t.Fatal(err)
	}
	return c, leaf, private
}

// openers are programs of others that open what SealMail made.
func openers(t *testing.T, leaf *x509.Certificate, private *rsa.PrivateKey) map[string]func([]byte) ([]byte, error) {
	return map[string]func([]byte) ([]byte, error){
		"smallstep": func(der []byte) ([]byte, error) {
			p, err := pkcs7.Parse(der)
			if err != nil {
				return nil, err
			}
			return p.Decrypt(leaf, private)
		},
		"openssl": func(der []byte) ([]byte, error) {
			dir := t.TempDir()
			key := pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(private)})
			for name, data := range map[string][]byte{"key": key, "cert": pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: leaf.Raw}), "in": der} {
				if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
					return nil, err
				}
			}
			c := exec.Command("openssl", "cms", "-decrypt", "-inform", "DER", "-in", "in", "-inkey", "key", "-recip", "cert")
			c.Dir = dir
			return c.Output()
		},
	}
}

func TestSealMail(t *testing.T) {
	certificate, leaf, private := mailCertificate(t)
	a := sample()
	s, err := SealMail(a, Letter{Subject: "Meldebescheinigung für 4K7-219", Text: "Größe: " + canary + "\nStraße: lang\n"}, certificate)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := s.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(raw, []byte(canary)) || bytes.Contains(s.Envelope, []byte(canary)) {
		t.Error("a name stands in the clear")
	}
	back, err := ParseSealed(raw)
	if err != nil {
		t.Fatal(err)
	}
	for name, open := range openers(t, leaf, private) {
		t.Run(name, func(t *testing.T) {
			if _, err := exec.LookPath("openssl"); name == "openssl" && err != nil {
				t.Skipf("the letter is not opened by a second program (apt-get install openssl): %v", err)
			}
			plain, err := open(back.Envelope)
			if err != nil {
				t.Fatal(err)
			}
			holds(t, plain, a)
		})
	}
}

// holds reads the mail as a mail program does.
func holds(t *testing.T, plain []byte, a Application) {
	t.Helper()
	m, err := mail.ReadMessage(bytes.NewReader(plain))
	if err != nil {
		t.Fatal(err)
	}
	if subject, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject")); err != nil || subject != "Meldebescheinigung für 4K7-219" {
		t.Errorf("subject %q, %v", subject, err)
	}
	kind, parameters, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/mixed" {
		t.Fatal(kind, err)
	}
	parts := multipart.NewReader(m.Body, parameters["boundary"])
	text, err := parts.NextPart() // which undoes quoted-printable
	if err != nil {
		t.Fatal(err)
	}
	if words, err := io.ReadAll(text); err != nil || string(words) != "Größe: "+canary+"\r\nStraße: lang\r\n" {
		t.Errorf("%q, %v", words, err)
	}
	var names []string
	for {
		p, err := parts.NextPart()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(base64.NewDecoder(base64.StdEncoding, p))
		if err != nil {
			t.Fatal(err)
		}
		if i := len(names) - 1; i >= 0 && !bytes.Equal(data, a.Attachments[i].Data) {
			t.Errorf("%s differs", p.FileName())
		}
		if len(names) == 0 && !bytes.Contains(data, a.Answers[1:40]) && !strings.Contains(string(data), canary) {
			t.Errorf("the answers are %s", data)
		}
		names = append(names, p.FileName())
	}
	if want := []string{"antrag.json", canary + ".png", "unterschrift.png"}; strings.Join(names, " ") != strings.Join(want, " ") {
		t.Errorf("%q", names)
	}
}

func TestMailCertificateRefuses(t *testing.T) {
	private := rsaKey().jwk.Key.(*rsa.PrivateKey)
	good, _ := issued(t, private.Public(), x509.KeyUsageKeyEncipherment, moment.AddDate(1, 0, 0))
	signs, _ := issued(t, private.Public(), x509.KeyUsageDigitalSignature, moment.AddDate(1, 0, 0))
	expired, _ := issued(t, private.Public(), x509.KeyUsageKeyEncipherment, moment.AddDate(0, -1, 0))
	ec, _ := issued(t, publicOf(ecKey().jwk.Key), x509.KeyUsageKeyEncipherment, moment.AddDate(1, 0, 0))
	goodPEM := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: good.Raw})
	for name, c := range map[string]struct {
		raw     []byte
		address string
		want    Code
	}{
		"PEM":              {goodPEM, mailbox, ""},
		"any address":      {good.Raw, "", ""},
		"other case":       {good.Raw, "Antraege@Musterstadt.example", ""},
		"another address":  {good.Raw, "bauhof@musterstadt.example", CodeCertificate},
		"expired":          {expired.Raw, mailbox, CodeCertificate},
		"for signatures":   {signs.Raw, mailbox, CodeCertificate},
		"EC":               {ec.Raw, mailbox, CodeCertificate},
		"no certificate":   {[]byte("x"), mailbox, CodeCertificate},
		"with private key": {append(goodPEM, pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: []byte("x")})...), mailbox, CodeKeyPrivate},
	} {
		if _, err := ParseMailCertificate(c.raw, c.address, moment); CodeOf(err) != c.want {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
	if _, err := SealMail(sample(), Letter{}, MailCertificate{}); CodeOf(err) != CodeCertificate {
		t.Error(err)
	}
}
