package mail

import (
	"bytes"
	"context"
	"encoding/base64"
	"io"
	"mime"
	"net"
	"strings"
	"testing"
	"time"

	"buergerterminal/kiosk/hub/forward"
	"buergerterminal/kiosk/hub/mail/mailtest"
	"buergerterminal/kiosk/link"
)

func server(s *mailtest.Server) Server {
	return Server{Address: s.Address(), User: mailtest.User, Password: mailtest.Password, From: mailtest.From, Config: s.TLS()}
}

func mailbox(t *testing.T, s Server) *Mailbox {
	t.Helper()
	m, err := NewMailbox(s, mailtest.Mailbox)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func parcel(size int) forward.Parcel {
	s := link.NewSealed()
	s.Envelope = bytes.Repeat([]byte{0x30, 0x2e, 0x0d, 0x0a}, size/4) // with dots at the beginning of lines, in the end
	return forward.Parcel{
		Key: "6f1c2f8e-5a0e-4c55-9b1c-0d6a3a1b2c3d", StoredAt: time.Date(2026, 7, 1, 9, 30, 0, 0, time.UTC), Sealed: s,
		Envelope: link.Envelope{Terminal: "MS-03", Authority: "bauhof", Flow: "maengelmelder@1", Number: "4K7-219"},
	}
}

func TestDeliver(t *testing.T) {
	s := mailtest.New(t)
	p := parcel(5000)
	if err := mailbox(t, server(s)).Deliver(t.Context(), p, false); err != nil {
		t.Fatal(err)
	}
	got := s.Mails()
	if len(got) != 1 {
		t.Fatalf("%d mails", len(got))
	}
	h := got[0].Header
	for name, want := range map[string]string{
		"From": "<" + mailtest.From + ">", "To": "<" + mailtest.Mailbox + ">", "Subject": "Antrag 4K7-219 vom Terminal MS-03",
		"Message-Id": "<" + p.Key + "@musterstadt.example>", "Date": "Wed, 01 Jul 2026 09:30:00 +0000", "Auto-Submitted": "auto-generated",
	} {
		if h.Get(name) != want {
			t.Errorf("%s is %q", name, h.Get(name))
		}
	}
	kind, parameters, err := mime.ParseMediaType(h.Get("Content-Type"))
	if err != nil || kind != "application/pkcs7-mime" || parameters["smime-type"] != "enveloped-data" {
		t.Error(kind, parameters, err)
	}
	body, err := io.ReadAll(base64.NewDecoder(base64.StdEncoding, got[0].Body))
	if err != nil || !bytes.Equal(body, p.Sealed.Envelope) {
		t.Errorf("the envelope came changed: %v", err)
	}
	if strings.Contains(h.Get("Subject"), "maengel") || s.Plain() {
		t.Error("outside stands more than the number, or without TLS")
	}
}

// A mail is the same each time, so that a doubled one is known.
func TestTheSameMail(t *testing.T) {
	s := mailtest.New(t)
	m, p := mailbox(t, server(s)), parcel(100)
	s.Set(mailtest.CutData)
	if err := m.Deliver(t.Context(), p, false); CodeOf(err) != CodeUnreachable {
		t.Error(err)
	}
	s.Set(mailtest.None)
	if err := m.Deliver(t.Context(), p, true); err != nil {
		t.Fatal(err)
	}
	got := s.Mails()
	if len(got) != 2 || got[0].Header.Get("Message-Id") != got[1].Header.Get("Message-Id") {
		t.Errorf("%d mails, or of different ids", len(got))
	}
}

func TestFaults(t *testing.T) {
	for name, c := range map[string]struct {
		fault  mailtest.Fault
		change func(*Server)
		size   int
		want   Code
		final  bool
	}{
		"no STARTTLS":              {mailtest.NoTLS, nil, 100, CodeNoTLS, false},
		"busy":                     {mailtest.Busy, nil, 100, CodeBusy, false},
		"later":                    {mailtest.Later, nil, 100, CodeBusy, false},
		"never":                    {mailtest.Refuses, nil, 100, CodeRefused, true},
		"no such mailbox":          {mailtest.NoBox, nil, 100, CodeAddress, false},
		"full":                     {mailtest.Full, nil, 100, CodeTooLarge, true},
		"too large":                {mailtest.None, nil, mailtest.MaxSize, CodeTooLarge, true},
		"cut in the middle":        {mailtest.CutEarly, nil, 500_000, CodeUnreachable, false},
		"wrong password":           {mailtest.None, func(s *Server) { s.Password = "falsch" }, 100, CodeLogin, false},
		"another sender":           {mailtest.None, func(s *Server) { s.From = "x@y.example" }, 100, CodeAddress, false},
		"a stranger's certificate": {mailtest.None, func(s *Server) { s.Config = nil }, 100, CodeUnreachable, false},
	} {
		t.Run(name, func(t *testing.T) {
			s := mailtest.New(t)
			s.Set(c.fault)
			config := server(s)
			if c.change != nil {
				c.change(&config)
			}
			err := mailbox(t, config).Deliver(t.Context(), parcel(c.size), false)
			var e *Error
			if CodeOf(err) != c.want || !asError(err, &e) || e.Final() != c.final || strings.Contains(err.Error(), "mailbox") {
				t.Errorf("%v, want %q", err, c.want)
			}
			if len(s.Mails()) != 0 || s.Plain() {
				t.Error("something was taken, or said without TLS")
			}
		})
	}
}

func asError(err error, into **Error) bool {
	e, ok := err.(*Error)
	*into = e
	return ok
}

func TestCheck(t *testing.T) {
	s := mailtest.New(t)
	m := mailbox(t, server(s))
	if err := m.Check(t.Context()); err != nil || len(s.Mails()) != 0 {
		t.Error(err)
	}
	s.Set(mailtest.NoBox)
	if err := m.Check(t.Context()); CodeOf(err) != CodeAddress {
		t.Error(err)
	}
}

// A server that says nothing holds nobody for longer than the hub wants.
func TestSilentServer(t *testing.T) {
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	ctx, cancel := context.WithCancel(t.Context())
	reached := make(chan struct{})
	go func() {
		conn, err := silent.Accept()
		if err != nil {
			return
		}
		defer conn.Close()
		close(reached)
		io.Copy(io.Discard, conn)
	}()
	go func() {
		<-reached
		cancel()
	}()
	m := mailbox(t, Server{Address: silent.Addr().String(), From: mailtest.From})
	if err := m.Deliver(ctx, parcel(100), false); CodeOf(err) != CodeUnreachable {
		t.Error(err)
	}
}

func TestNewMailboxRefuses(t *testing.T) {
	good := Server{Address: "mail.example:587", From: mailtest.From}
	for name, c := range map[string]struct {
		change func(*Server)
		to     string
	}{
		"no port":         {func(s *Server) { s.Address = "mail.example" }, mailtest.Mailbox},
		"no sender":       {func(s *Server) { s.From = "" }, mailtest.Mailbox},
		"no mailbox":      {func(*Server) {}, "bauhof"},
		"a second header": {func(*Server) {}, "a@b.example\r\nBcc: c@d.example"},
		"half a login":    {func(s *Server) { s.User = "hub" }, mailtest.Mailbox},
	} {
		s := good
		c.change(&s)
		if _, err := NewMailbox(s, c.to); CodeOf(err) != CodeSetup {
			t.Errorf("%s: %v", name, err)
		}
	}
	if !mailbox(t, good).Takes(link.WayMail) || mailbox(t, good).Takes(link.WayHub) {
		t.Error("a mailbox takes mail alone")
	}
}
