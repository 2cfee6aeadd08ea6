// Package mail carries applications into the mailboxes of authorities as S/MIME mail (RFC 8551). The terminal has made the envelope for the
// authority's certificate; here it gets its headers, and goes to the town's mail server by SMTP submission (RFC 6409), over TLS always.
// Neither the server nor the hub can open it. What stands outside is the number that the citizen has, and nothing of the service.
//
// SMTP has no way to say a thing once: a mail whose acceptance was not heard is sent again, with the same Message-ID, by which mail
// programs know it for the same.
package mail

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"net/mail"
	"net/smtp"
	"net/textproto"
	"strconv"
	"strings"
	"time"

	"buergerterminal/kiosk/hub/forward"
	"buergerterminal/kiosk/link"
)

// Code says what went wrong with the mail.
type Code string

// The codes of this package.
const (
	CodeUnreachable Code = "mail.unreachable" // no connection, no trust in the certificate, or it broke off
	CodeNoTLS       Code = "mail.no-tls"      // the server offers no STARTTLS: nothing was sent
	CodeLogin       Code = "mail.login"       // name or password are wrong
	CodeBusy        Code = "mail.busy"        // the server says "later" (4yz)
	CodeAddress     Code = "mail.address"     // the server takes nothing from this sender or for this mailbox
	CodeRefused     Code = "mail.refused"     // it will never take this mail
	CodeTooLarge    Code = "mail.too-large"   // more than it takes
	CodeSetup       Code = "mail.setup"       // set up wrongly
)

// Error is a failure with its code. Its text is technical and never personal.
type Error struct {
	Code Code
	Err  error
}

func (e *Error) Error() string { return string(e.Code) + ": " + e.Err.Error() }

func (e *Error) Unwrap() error { return e.Err }

// Kind is the code as the hub notes it.
func (e *Error) Kind() string { return string(e.Code) }

// Final reports whether repeating is useless. A wrong address is mended by a person, without the application.
func (e *Error) Final() bool { return e.Code == CodeRefused || e.Code == CodeTooLarge }

// Wait is no wish of a mail server's.
func (*Error) Wait() time.Duration { return 0 }

// CodeOf returns the code of the first Error in err's chain, or the empty code.
func CodeOf(err error) Code {
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}

// Server is the mail server that takes what the hub sends.
type Server struct {
	Address  string      // host:port; 587 for STARTTLS, 465 for TLS from the beginning
	TLS      bool        // from the beginning; else STARTTLS is demanded
	User     string      // empty for none
	Password string      // goes over TLS alone
	From     string      // address of the hub
	Config   *tls.Config // nil: the system's certificates
}

// Mailbox is the mailbox of one authority.
type Mailbox struct {
	server Server
	to     string
}

// Interface guard.
var _ forward.Carrier = (*Mailbox)(nil)

// NewMailbox checks server and address. Mistakes give CodeSetup.
func NewMailbox(s Server, to string) (*Mailbox, error) {
	if _, _, err := net.SplitHostPort(s.Address); err != nil {
		return nil, &Error{CodeSetup, errors.New("the server is no host:port")}
	}
	for name, address := range map[string]string{"sender": s.From, "mailbox": to} {
		if a, err := mail.ParseAddress(address); err != nil || a.Address != address {
			return nil, &Error{CodeSetup, fmt.Errorf("the %s is no address", name)}
		}
	}
	if (s.User == "") != (s.Password == "") {
		return nil, &Error{CodeSetup, errors.New("user and password belong together")}
	}
	return &Mailbox{s, to}, nil
}

// domain is that of the sender.
func (s Server) domain() string { return s.From[strings.LastIndexByte(s.From, '@')+1:] }

// Takes reports whether an application is a mail.
func (*Mailbox) Takes(w link.Way) bool { return w == link.WayMail }

// Prepare has nothing to do.
func (*Mailbox) Prepare(context.Context, forward.Parcel) error { return nil }

// Deliver sends the mail. It is the same mail each time.
func (m *Mailbox) Deliver(ctx context.Context, p forward.Parcel, _ bool) error {
	return m.send(ctx, m.message(p))
}

// Check opens a session and asks whether the server takes mail for the mailbox, without sending any.
func (m *Mailbox) Check(ctx context.Context) error { return m.send(ctx, nil) }

// base64Line is the longest line of base64 (RFC 2045, section 6.8).
const base64Line = 76

// message is the whole mail.
func (m *Mailbox) message(p forward.Parcel) []byte {
	var b bytes.Buffer
	for _, h := range [][2]string{
		{"From", "<" + m.server.From + ">"}, {"To", "<" + m.to + ">"},
		{"Subject", "Antrag " + p.Envelope.Number + " vom Terminal " + p.Envelope.Terminal},
		{"Date", p.StoredAt.Format(time.RFC1123Z)},
		{"Message-ID", "<" + p.Key + "@" + m.server.domain() + ">"},
		{"Auto-Submitted", "auto-generated"}, // RFC 3834: no answer by a holiday notice
		{"MIME-Version", "1.0"},
		{"Content-Type", `application/pkcs7-mime; smime-type=enveloped-data; name="smime.p7m"`},
		{"Content-Transfer-Encoding", "base64"},
		{"Content-Disposition", `attachment; filename="smime.p7m"`},
	} {
		fmt.Fprintf(&b, "%s: %s\r\n", h[0], h[1])
	}
	b.WriteString("\r\n")
	text := base64.StdEncoding.EncodeToString(p.Sealed.Envelope)
	for len(text) > 0 {
		n := min(base64Line, len(text))
		b.WriteString(text[:n] + "\r\n")
		text = text[n:]
	}
	return b.Bytes()
}

// A session may take this long, and the time that the mail needs on the slowest line that is worth waiting for.
const (
	dialTime    = 20 * time.Second
	sessionTime = 2 * time.Minute
	slowestLine = 64 << 10 // bytes a second
)

// send runs one session. Without a message it ends before the mail.
func (m *Mailbox) send(ctx context.Context, message []byte) error {
	limit := sessionTime + time.Duration(len(message)/slowestLine)*time.Second
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	conn, err := m.dial(ctx)
	if err != nil {
		return &Error{CodeUnreachable, err}
	}
	defer conn.Close()
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	defer stop()
	host, _, _ := net.SplitHostPort(m.server.Address) // checked by NewMailbox
	c, err := smtp.NewClient(conn, host)
	if err != nil {
		return judge(err, CodeBusy)
	}
	if err := m.secure(c, host); err != nil {
		return err
	}
	if known, most := c.Extension("SIZE"); known {
		if n, err := strconv.Atoi(most); err == nil && n > 0 && len(message) > n {
			return &Error{CodeTooLarge, fmt.Errorf("%d bytes, the server takes %d", len(message), n)}
		}
	}
	if err := c.Mail(m.server.From); err != nil {
		return judge(err, CodeAddress)
	}
	if err := c.Rcpt(m.to); err != nil {
		return judge(err, CodeAddress)
	}
	if message == nil {
		return judge(c.Quit(), CodeBusy)
	}
	w, err := c.Data()
	if err != nil {
		return judge(err, CodeRefused)
	}
	if _, err := w.Write(message); err != nil {
		return judge(err, CodeRefused)
	}
	if err := w.Close(); err != nil {
		return judge(err, CodeRefused)
	}
	_ = c.Quit() // the mail is taken; what the server says to the farewell changes nothing
	return nil
}

func (m *Mailbox) dial(ctx context.Context) (net.Conn, error) {
	dialer := net.Dialer{Timeout: dialTime}
	if m.server.TLS {
		return (&tls.Dialer{NetDialer: &dialer, Config: m.server.Config}).DialContext(ctx, "tcp", m.server.Address)
	}
	return dialer.DialContext(ctx, "tcp", m.server.Address)
}

// secure begins TLS where it has not begun, and logs in. Nothing goes on without.
func (m *Mailbox) secure(c *smtp.Client, host string) error {
	if err := c.Hello(m.server.domain()); err != nil {
		return judge(err, CodeBusy)
	}
	if !m.server.TLS {
		if offered, _ := c.Extension("STARTTLS"); !offered {
			return &Error{CodeNoTLS, errors.New("the server offers no STARTTLS")}
		}
		config := &tls.Config{}
		if m.server.Config != nil {
			config = m.server.Config.Clone()
		}
		if config.ServerName == "" {
			config.ServerName = host
		}
		if err := c.StartTLS(config); err != nil {
			return &Error{CodeUnreachable, err}
		}
	}
	if m.server.User == "" {
		return nil
	}
	if err := c.Auth(smtp.PlainAuth("", m.server.User, m.server.Password, host)); err != nil {
		return judge(err, CodeLogin)
	}
	return nil
}

// judge gives an answer of the server its code: 4yz is later, 5yz is permanent, in the words of the step that
// it came at. The server's text is left out, for it may quote the mail.
func judge(err error, permanent Code) error {
	if err == nil {
		return nil
	}
	var said *textproto.Error
	if !errors.As(err, &said) {
		return &Error{CodeUnreachable, errors.New("the session broke off")}
	}
	e := &Error{permanent, fmt.Errorf("the server answers %d", said.Code)}
	switch {
	case said.Code < 500:
		e.Code = CodeBusy
	case said.Code == 552:
		e.Code = CodeTooLarge
	}
	return e
}
