package main

import (
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"io"
	"math/big"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/smallstep/pkcs7"

	"buergerterminal/kiosk/hub/drop"
	"buergerterminal/kiosk/hub/fitconnect/fitconnecttest"
	"buergerterminal/kiosk/hub/mail/mailtest"
	"buergerterminal/kiosk/link"
	"buergerterminal/kiosk/submission"
	"buergerterminal/kiosk/submission/seal"
)

// An application of each way, from the terminal's outbox to the authority.
func TestWays(t *testing.T) {
	w := openWays(t)
	t.Run("FIT-Connect", w.byFITConnect)
	t.Run("mail", w.byMail)
	t.Run("directory", w.byDirectory)
	// Nothing of it can be read at the hub.
	err := filepath.WalkDir(w.dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		raw, err := os.ReadFile(path)
		if bytes.Contains(raw, []byte(canary)) {
			t.Errorf("%s names a person", path)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

func (w *ways) byFITConnect(t *testing.T) {
	keys, err := w.delivery.DestinationKeys(t.Context(), "buergeramt")
	if err != nil || keys.Destination != fitconnecttest.DestinationID {
		t.Fatal(keys, err)
	}
	key, err := seal.DestinationKey(keys.Keys, keys.Kid, seal.Pin{Thumbprint: fitconnecttest.Thumbprint()}, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	a := w.application("buergeramt")
	s, err := seal.SealForDestination(a, key, seal.Destination{ID: keys.Destination, Service: "Meldebescheinigung", SchemaURI: fitconnecttest.Schema})
	if err != nil {
		t.Fatal(err)
	}
	w.send(t, a, s)
	w.until(t, a.ID, link.FateAccepted)
	if got := w.gateway.Received(); len(got) != 1 || got[0].Wrong != "" || !bytes.Contains(got[0].Data, []byte(canary)) {
		t.Errorf("%+v", got)
	}
	if _, err := w.delivery.DestinationKeys(t.Context(), "bauhof"); submission.CodeOf(err) != submission.CodeAsk {
		t.Error(err)
	}
}

func (w *ways) byMail(t *testing.T) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(7), Subject: pkix.Name{CommonName: "Bauhof"}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		KeyUsage: x509.KeyUsageKeyEncipherment, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageEmailProtection}, EmailAddresses: []string{mailtest.Mailbox}}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	certificate, err := seal.ParseMailCertificate(der, mailtest.Mailbox, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	a := w.application("bauhof")
	s, err := seal.SealMail(a, seal.Letter{Subject: "Schlagloch", Text: "Wer: " + canary + "\n"}, certificate)
	if err != nil {
		t.Fatal(err)
	}
	w.send(t, a, s)
	w.until(t, a.ID, link.FateHanded)
	got := w.mail.Mails()
	if len(got) != 1 {
		t.Fatalf("%d mails", len(got))
	}
	envelope, err := io.ReadAll(base64.NewDecoder(base64.StdEncoding, got[0].Body))
	if err != nil {
		t.Fatal(err)
	}
	p, err := pkcs7.Parse(envelope)
	if err != nil {
		t.Fatal(err)
	}
	if plain, err := p.Decrypt(leaf, key); err != nil || !bytes.Contains(plain, []byte("Wer: "+canary)) {
		t.Errorf("the clerk reads %q, %v", plain, err)
	}
}

func (w *ways) byDirectory(t *testing.T) {
	key, err := seal.GenerateKey(seal.P256)
	if err != nil {
		t.Fatal(err)
	}
	a := w.application("archiv")
	s, err := seal.Seal(a, key.Public())
	if err != nil {
		t.Fatal(err)
	}
	w.send(t, a, s)
	w.until(t, a.ID, link.FateHanded)
	folder := filepath.Join(w.dir, "archiv", a.ID)
	if _, err := os.Stat(filepath.Join(folder, drop.ManifestName)); err != nil {
		t.Error(err)
	}
	raw, err := os.ReadFile(filepath.Join(folder, "application.sealed.json"))
	if err != nil {
		t.Fatal(err)
	}
	back, err := seal.ParseSealed(raw)
	if err != nil {
		t.Fatal(err)
	}
	if opened, err := seal.Open(back, key); err != nil || opened.ID != a.ID {
		t.Error(err)
	}
}

// What became of a submission, and the keys, are told to the terminals of the hub alone.
func TestStrangersLearnNothing(t *testing.T) {
	w := openWays(t)
	for _, path := range []string{link.FatesPath + seal.NewID(), link.DestinationsPath + "buergeramt"} {
		answer, err := w.server.Client().Get(w.server.URL + path)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		if answer.StatusCode != http.StatusUnauthorized {
			t.Errorf("%s: %s", path, answer.Status)
		}
	}
}

func TestDestinationCommand(t *testing.T) {
	g, m := fitconnecttest.New(t), mailtest.New(t)
	dir := dirOfWays(t, g, m)
	for name, c := range map[string]struct {
		args  []string
		fault func()
		code  int
		says  []string
	}{
		"unpinned":    {[]string{"buergeramt"}, nil, exitDone, []string{"ok     token", "ok     destination   Bürgeramt Musterstadt, active", fitconnecttest.Service, "thumbprint    " + fitconnecttest.Thumbprint()}},
		"pinned":      {[]string{"--key", fitconnecttest.Thumbprint(), "buergeramt"}, nil, exitDone, []string{"ok     pin"}},
		"wrong pin":   {[]string{"--key", "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k", "buergeramt"}, nil, exitFailed, []string{"WRONG  pin", "seal.key-pin"}},
		"rotated":     {[]string{"--key", fitconnecttest.Thumbprint(), "buergeramt"}, func() { g.Set(fitconnecttest.KidChanged, 1) }, exitFailed, []string{"seal.key-rotated"}},
		"away":        {[]string{"buergeramt"}, func() { g.Set(fitconnecttest.Unavailable, 1) }, exitFailed, []string{"WRONG  token", "fitconnect.failing"}},
		"mail":        {[]string{"bauhof"}, nil, exitDone, []string{"ok     mail"}},
		"no mailbox":  {[]string{"bauhof"}, func() { m.Set(mailtest.NoBox) }, exitFailed, []string{"WRONG  mail", "mail.address"}},
		"directory":   {[]string{"archiv"}, nil, exitDone, []string{"ok     directory"}},
		"nobody":      {[]string{"standesamt"}, nil, exitFailed, nil},
		"wrong usage": {[]string{"--key", "a", "--certificates", "b", "buergeramt"}, nil, exitUsage, nil},
	} {
		t.Run(name, func(t *testing.T) {
			if c.fault != nil {
				c.fault()
			}
			defer func() {
				m.Set(mailtest.None)
				g.Set(fitconnecttest.KidChanged, 0)
				g.Set(fitconnecttest.Unavailable, 0)
			}()
			var out, wrong bytes.Buffer
			if code := run(t.Context(), append([]string{"destination", "--dir", dir}, c.args...), &out, &wrong); code != c.code {
				t.Errorf("exit code %d, not %d: %s%s", code, c.code, &out, &wrong)
			}
			for _, says := range c.says {
				if !strings.Contains(out.String(), says) {
					t.Errorf("%q is missing in\n%s", says, &out)
				}
			}
			if strings.Contains(out.String()+wrong.String(), fitconnecttest.ClientSecret) {
				t.Error("the secret is printed")
			}
		})
	}
}

// A technician sees what did not get through, mends the cause, and has it tried again.
func TestForwardCommand(t *testing.T) {
	w := openWays(t)
	key, err := seal.GenerateKey(seal.P256)
	if err != nil {
		t.Fatal(err)
	}
	a := w.application("buergeramt")
	s, err := seal.Seal(a, key.Public()) // a terminal whose configuration lacks the destination
	if err != nil {
		t.Fatal(err)
	}
	w.send(t, a, s)
	said := func(args ...string) (int, string) {
		var out, wrong bytes.Buffer
		code := run(t.Context(), args, &out, &wrong)
		return code, out.String() + wrong.String()
	}
	deadline := time.After(patience)
	for listed := ""; !strings.Contains(listed, "refused"); {
		_, listed = said("forward", "list", "--dir", w.dir)
		select {
		case <-deadline:
			t.Fatal(listed)
		case <-time.After(50 * time.Millisecond):
		}
		if strings.Contains(listed, "refused") && !strings.Contains(listed, "forward.form") {
			t.Error(listed)
		}
	}
	if code, out := said("list", "--dir", w.dir); code != exitDone || !strings.Contains(out, "refused") || !strings.Contains(out, "forward.form") {
		t.Error(code, out)
	}
	if code, out := said("forward", "retry", "--dir", w.dir, a.ID); code != exitDone || !strings.Contains(out, "tried again") {
		t.Error(code, out)
	}
	if code, out := said("forward", "retry", "--dir", w.dir, seal.NewID()); code != exitNotFound {
		t.Error(code, out)
	}
	if code, out := said("forward", "list", "--dir", w.dir, "--all", "--json"); code != exitDone || !strings.Contains(out, a.ID) {
		t.Error(code, out)
	}
	for _, args := range [][]string{{"forward"}, {"forward", "back"}} {
		if code, out := said(args...); code != exitUsage {
			t.Error(code, out)
		}
	}
}

// All mistakes of the ways at once, with their lines.
func TestMistakesOfWays(t *testing.T) {
	dir := settingsIn(t, `[[authority]]
id = "a"
forward = "fit-connect"
destination = "x"
[[authority]]
id = "b"
forward = "mail"
mailbox = "b"
[[authority]]
id = "c"
forward = "fax"
[[authority]]
id = "c"
directory = "/srv"
[fit_connect]
token = "http://a"
secret_file = "secret"
`)
	if err := os.WriteFile(filepath.Join(dir, "secret"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	_, err := loadSettings(dir)
	if err == nil {
		t.Fatal("taken")
	}
	want := []string{
		"row 4, column 1: authority a: destination is no UUID",
		"row 7, column 1: authority b: the table [mail] is missing",
		"row 8, column 1: authority[1].mailbox is no address",
		"row 11, column 1: authority c: forward is none of",
		"row 13, column 1: authority c is there twice",
		"row 14, column 1: authority c: directory needs forward",
		"row 15, column 2: fit_connect.submission is no https address",
		"row 15, column 2: fit_connect.destination is no https address",
		"row 15, column 2: fit_connect.client_id is missing",
		"row 16, column 1: fit_connect.token is no https address",
		"row 17, column 1: fit_connect.secret_file: others can read the file",
	}
	lines := strings.Split(err.Error(), "\n")
	if len(lines) != len(want) {
		t.Errorf("%d mistakes, not %d:\n%v", len(lines), len(want), err)
	}
	for i := range min(len(lines), len(want)) {
		if !strings.Contains(lines[i], want[i]) {
			t.Errorf("got  %s\nwant %s", lines[i], want[i])
		}
	}
	if _, err := loadSettings(settingsIn(t, "[mail]\nport = 1\nhost = 'x'\n")); err == nil || strings.Count(err.Error(), "is no setting") != 2 {
		t.Errorf("not both: %v", err)
	}
}
