package seal

import (
	"bytes"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/textproto"
	"slices"
	"strings"
	"time"

	"buergerterminal/kiosk/link"
)

// minMailBits is the smallest RSA key of a mail certificate: what certificate authorities still issue for S/MIME.
const minMailBits = 2048

// MailCertificate is the certificate of an authority's mailbox. The zero value is not usable; see ParseMailCertificate.
type MailCertificate struct{ leaf *x509.Certificate }

// ParseMailCertificate reads an S/MIME certificate, PEM or DER, and refuses one that a mail program could not open mail with:
// with CodeCertificate if it is expired, for signatures only, for another address than the mailbox's (where address is not
// empty) or has no RSA key; with CodeKeySmall, or with CodeKeyPrivate where the private key lies in the same file.
func ParseMailCertificate(raw []byte, address string, now time.Time) (MailCertificate, error) {
	if bytes.Contains(raw, []byte("PRIVATE KEY-----")) {
		return MailCertificate{}, &Error{CodeKeyPrivate, errors.New("the private key lies beside the certificate; it belongs to the authority alone")}
	}
	if block, _ := pem.Decode(raw); block != nil {
		raw = block.Bytes
	}
	c, err := x509.ParseCertificate(raw)
	if err != nil {
		return MailCertificate{}, &Error{CodeCertificate, errors.New("the file holds no certificate in PEM or DER")}
	}
	public, isRSA := c.PublicKey.(*rsa.PublicKey)
	wrong := ""
	switch {
	case !isRSA:
		wrong = "its key is not RSA"
	case now.Before(c.NotBefore) || now.After(c.NotAfter):
		wrong = fmt.Sprintf("it is valid from %s to %s", c.NotBefore.Format(time.DateOnly), c.NotAfter.Format(time.DateOnly))
	case c.KeyUsage != 0 && c.KeyUsage&x509.KeyUsageKeyEncipherment == 0:
		wrong = "it is not for encryption"
	case len(c.ExtKeyUsage) > 0 && !slices.Contains(c.ExtKeyUsage, x509.ExtKeyUsageEmailProtection) && !slices.Contains(c.ExtKeyUsage, x509.ExtKeyUsageAny):
		wrong = "it is not for mail"
	case address != "" && !slices.ContainsFunc(c.EmailAddresses, func(a string) bool { return strings.EqualFold(a, address) }):
		wrong = "it is that of another address"
	case public.N.BitLen() < minMailBits:
		return MailCertificate{}, &Error{CodeKeySmall, fmt.Errorf("RSA with %d bits, at least %d are needed", public.N.BitLen(), minMailBits)}
	}
	if wrong != "" {
		return MailCertificate{}, &Error{CodeCertificate, errors.New(wrong)}
	}
	return MailCertificate{c}, nil
}

// Letter is what the clerk reads when the mail is opened.
type Letter struct {
	Subject string // of the sealed part, which the mail program may show: the service and the number
	Text    string // plain text, lines ending in \n
}

// SealMail encrypts a as a CMS envelope that the mail program of the authority opens: the letter, the answers as JSON, and the
// attachments. Errors have CodeInvalid, CodeCertificate or CodeEncrypt.
func SealMail(a Application, letter Letter, to MailCertificate) (Sealed, error) {
	if err := a.Check(); err != nil {
		return Sealed{}, err
	}
	if to.leaf == nil {
		return Sealed{}, &Error{CodeCertificate, errors.New("no certificate given")}
	}
	entity, err := entityOf(a, letter)
	if err != nil {
		return Sealed{}, invalid("the application has no form as a mail")
	}
	defer clear(entity)
	s := link.NewSealed()
	s.Envelope, err = envelop(entity, to.leaf)
	return s, err
}

// entityOf is the MIME entity inside the envelope (RFC 8551, section 3.1).
func entityOf(a Application, letter Letter) ([]byte, error) {
	data, err := json.MarshalIndent(dataOf(a), "", "  ")
	if err != nil {
		return nil, err
	}
	defer clear(data)
	var out bytes.Buffer
	parts := multipart.NewWriter(&out)
	fmt.Fprintf(&out, "Content-Type: multipart/mixed; boundary=%q\r\nSubject: %s\r\nMIME-Version: 1.0\r\n\r\n", parts.Boundary(), mime.QEncoding.Encode("utf-8", letter.Subject))
	if err := addText(parts, letter.Text); err != nil {
		return nil, err
	}
	files := append([]Attachment{{Name: "antrag.json", MIME: typeJSON, Data: data}}, a.Attachments...)
	for _, f := range files {
		if err := addFile(parts, f); err != nil {
			return nil, err
		}
	}
	err = parts.Close()
	return out.Bytes(), err
}

func addText(parts *multipart.Writer, text string) error {
	w, err := parts.CreatePart(textproto.MIMEHeader{"Content-Type": {"text/plain; charset=utf-8"}, "Content-Transfer-Encoding": {"quoted-printable"}})
	if err != nil {
		return err
	}
	q := quotedprintable.NewWriter(w)
	_, err = io.WriteString(q, strings.ReplaceAll(text, "\n", "\r\n"))
	return errors.Join(err, q.Close())
}

// base64Line is the longest line of base64 (RFC 2045, section 6.8).
const base64Line = 76

func addFile(parts *multipart.Writer, f Attachment) error {
	w, err := parts.CreatePart(textproto.MIMEHeader{
		"Content-Type":              {f.MIME},
		"Content-Transfer-Encoding": {"base64"},
		"Content-Disposition":       {mime.FormatMediaType("attachment", map[string]string{"filename": f.Name})},
	})
	if err != nil {
		return err
	}
	text := base64.StdEncoding.EncodeToString(f.Data)
	for len(text) > 0 {
		n := min(base64Line, len(text))
		if _, err := io.WriteString(w, text[:n]+"\r\n"); err != nil {
			return err
		}
		text = text[n:]
	}
	return nil
}
