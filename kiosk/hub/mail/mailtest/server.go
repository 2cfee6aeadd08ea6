// Package mailtest is a mail server on loopback: SMTP submission with STARTTLS and AUTH PLAIN (RFC 5321, 3207, 4954), as far as a sender
// meets it. It takes mail for one mailbox, complains of what a real one would, and keeps what it took. For each fault there is a switch.
package mailtest

import (
	"bufio"
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/mail"
	"net/textproto"
	"strings"
	"sync"
	"testing"
	"time"
)

// The account and the mailbox that the server knows.
const (
	User     = "hub"
	Password = "geheim"
	From     = "terminal@musterstadt.example"
	Mailbox  = "bauhof@musterstadt.example"
)

// Fault is something that goes wrong.
type Fault int

// The faults.
const (
	None     Fault = iota
	NoTLS          // STARTTLS is not offered
	Busy           // 421 at the greeting
	Later          // 451 behind the mail
	Refuses        // 554 behind the mail
	NoBox          // 550 to the recipient
	Full           // 552 behind the mail
	CutData        // the mail is taken, and the line breaks before the answer
	CutEarly       // the line breaks in the middle of the mail
)

// MaxSize is what the server takes, in bytes.
const MaxSize = 1 << 20

// Server is the double.
type Server struct {
	listener net.Listener
	pair     tls.Certificate
	pool     *x509.CertPool
	running  sync.WaitGroup

	mu    sync.Mutex
	fault Fault
	mails [][]byte
	plain bool // somebody sent a command that needs TLS without it
}

// New starts a server that ends with the test.
func New(t testing.TB) *Server {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "mail"}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	s := &Server{pair: tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, pool: x509.NewCertPool()}
	s.pool.AddCert(leaf)
	if s.listener, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	s.running.Go(s.accept)
	t.Cleanup(func() {
		s.listener.Close()
		s.running.Wait()
	})
	return s
}

// Address is host and port.
func (s *Server) Address() string { return s.listener.Addr().String() }

// TLS trusts the server.
func (s *Server) TLS() *tls.Config { return &tls.Config{RootCAs: s.pool} }

// Certificate is the server's, PEM.
func (s *Server) Certificate() []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: s.pair.Certificate[0]})
}

// Set makes the next sessions go wrong.
func (s *Server) Set(f Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fault = f
}

// Mails are those that were taken, in their order.
func (s *Server) Mails() []*mail.Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []*mail.Message
	for _, raw := range s.mails {
		m, err := mail.ReadMessage(bytes.NewReader(raw))
		if err != nil {
			m = &mail.Message{Header: mail.Header{"Subject": {"unreadable"}}, Body: bytes.NewReader(raw)}
		}
		all = append(all, m)
	}
	return all
}

// Plain reports whether anybody named a sender, a mailbox or a password without TLS.
func (s *Server) Plain() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.plain
}

func (s *Server) accept() {
	for {
		conn, err := s.listener.Accept()
		if err != nil {
			return
		}
		s.running.Go(func() {
			defer conn.Close()
			conn.SetDeadline(time.Now().Add(time.Minute))
			s.mu.Lock()
			fault := s.fault
			s.mu.Unlock()
			(&session{server: s, conn: conn, fault: fault}).run()
		})
	}
}

// session is one connection.
type session struct {
	server *Server
	conn   net.Conn
	in     *bufio.Reader
	fault  Fault
	tls    bool
	known  bool
	from   bool
	to     bool
}

func (s *session) say(format string, args ...any) { fmt.Fprintf(s.conn, format+"\r\n", args...) }

func (s *session) run() {
	s.in = bufio.NewReader(s.conn)
	if s.fault == Busy {
		s.say("421 too busy")
		return
	}
	s.say("220 mail.musterstadt.example ESMTP")
	for {
		line, err := s.in.ReadString('\n')
		if err != nil || !s.command(strings.TrimRight(line, "\r\n")) {
			return
		}
	}
}

// command answers one command, and reports whether the session goes on.
func (s *session) command(line string) bool {
	verb, rest, _ := strings.Cut(line, " ")
	verb = strings.ToUpper(verb)
	if !s.tls && (verb == "AUTH" || verb == "MAIL" || verb == "RCPT" || verb == "DATA") {
		s.server.mu.Lock()
		s.server.plain = true
		s.server.mu.Unlock()
		s.say("530 TLS first")
		return true
	}
	switch verb {
	case "EHLO":
		s.hello()
	case "STARTTLS":
		return s.startTLS()
	case "AUTH":
		want := base64.StdEncoding.EncodeToString([]byte("\x00" + User + "\x00" + Password))
		if s.known = rest == "PLAIN "+want; s.known {
			s.say("235 ok")
		} else {
			s.say("535 wrong")
		}
	case "MAIL":
		s.sender(rest)
	case "RCPT":
		if s.to = strings.HasPrefix(rest, "TO:<"+Mailbox+">") && s.from && s.fault != NoBox; s.to {
			s.say("250 ok")
		} else {
			s.say("550 no such mailbox")
		}
	case "DATA":
		return s.data()
	case "QUIT":
		s.say("221 bye")
		return false
	default:
		s.say("502 unknown")
	}
	return true
}

func (s *session) hello() {
	s.say("250-mail.musterstadt.example")
	if !s.tls && s.fault != NoTLS {
		s.say("250-STARTTLS")
	}
	if s.tls {
		s.say("250-AUTH PLAIN")
	}
	s.say("250 SIZE %d", MaxSize)
}

func (s *session) startTLS() bool {
	if s.fault == NoTLS || s.tls {
		s.say("502 unknown")
		return true
	}
	s.say("220 go ahead")
	secured := tls.Server(s.conn, &tls.Config{Certificates: []tls.Certificate{s.server.pair}})
	if secured.Handshake() != nil {
		return false
	}
	s.conn, s.in, s.tls = secured, bufio.NewReader(secured), true
	return true
}

func (s *session) sender(rest string) {
	switch s.from = strings.HasPrefix(rest, "FROM:<"+From+">") && s.known; {
	case s.from:
		s.say("250 ok")
	case !s.known:
		s.say("530 who are you")
	default:
		s.say("550 not yours")
	}
}

func (s *session) data() bool {
	if !s.to {
		s.say("503 to whom")
		return true
	}
	s.say("354 go ahead")
	if s.fault == CutEarly {
		io.CopyN(io.Discard, s.in, 200)
		return false
	}
	raw, err := io.ReadAll(textproto.NewReader(s.in).DotReader())
	if err != nil {
		return false
	}
	switch {
	case s.fault == Later:
		s.say("451 later")
	case s.fault == Refuses:
		s.say("554 no")
	case s.fault == Full || len(raw) > MaxSize:
		s.say("552 too much")
	default:
		s.server.mu.Lock()
		s.server.mails = append(s.server.mails, raw)
		s.server.mu.Unlock()
		if s.fault == CutData {
			return false
		}
		s.say("250 taken")
	}
	return true
}
