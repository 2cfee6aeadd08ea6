package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"buergerterminal/kiosk/hub"
	"buergerterminal/kiosk/hub/fitconnect/fitconnecttest"
	"buergerterminal/kiosk/hub/mail/mailtest"
	"buergerterminal/kiosk/link"
	"buergerterminal/kiosk/submission"
	"buergerterminal/kiosk/submission/seal"
)

// ways are a hub with an authority on each way, and a terminal.
type ways struct {
	*serving
	gateway  *fitconnecttest.Gateway
	mail     *mailtest.Server
	outbox   *submission.Outbox
	delivery *submission.Delivery
}

func settingsOfWays(g *fitconnecttest.Gateway, m *mailtest.Server) string {
	c := g.Config()
	return fmt.Sprintf(`
[[authority]]
id = "buergeramt"
forward = "fit-connect"
destination = %q
[[authority]]
id = "bauhof"
forward = "mail"
mailbox = %q
[[authority]]
id = "archiv"
forward = "directory"
directory = "archiv"
[fit_connect]
token = %q
submission = %q
destination = %q
client_id = %q
secret_file = "fc.secret"
certificate = "fc.pem"
[mail]
server = %q
user = %q
password_file = "mail.secret"
from = %q
certificate = "mail.pem"
`, fitconnecttest.DestinationID, mailtest.Mailbox, c.Token, c.Submission, c.Destination, fitconnecttest.ClientID, m.Address(), mailtest.User, mailtest.From)
}

func writeFiles(t *testing.T, dir string, files map[string][]byte) {
	t.Helper()
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// dirOfWays is the folder of a hub with all ways.
func dirOfWays(t *testing.T, g *fitconnecttest.Gateway, m *mailtest.Server) string {
	t.Helper()
	dir := settingsIn(t, settingsOfWays(g, m))
	writeFiles(t, dir, map[string][]byte{
		"fc.secret": []byte(fitconnecttest.ClientSecret + "\n"), "fc.pem": g.Certificate(), "mail.secret": []byte(mailtest.Password + "\n"), "mail.pem": m.Certificate(),
	})
	if err := os.Mkdir(filepath.Join(dir, "archiv"), 0o700); err != nil {
		t.Fatal(err)
	}
	return dir
}

func openWays(t *testing.T) *ways {
	t.Helper()
	w := &ways{gateway: fitconnecttest.New(t), mail: mailtest.New(t)}
	w.serving = serveHouseIn(t, dirOfWays(t, w.gateway, w.mail))
	token, err := hub.Enrol(terminalsPath(w.dir), hub.Terminal{ID: "MS-03"}, false)
	if err != nil {
		t.Fatal(err)
	}
	if w.outbox, err = submission.Open(filepath.Join(t.TempDir(), "outbox.sqlite"), submission.WithReserve(0)); err != nil {
		t.Fatal(err)
	}
	w.delivery, err = submission.NewDelivery(submission.DeliveryConfig{Outbox: w.outbox, URL: w.server.URL, Client: w.server.Client(), Terminal: "MS-03", Token: token})
	if err != nil {
		t.Fatal(err)
	}
	running, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	ended := make(chan error, 1)
	go func() { ended <- w.delivery.Run(running) }()
	t.Cleanup(func() {
		stop()
		if err := errors.Join(w.outbox.Close()); err != nil {
			t.Error(err)
		}
		<-ended
	})
	return w
}

func (w *ways) application(authority string) seal.Application {
	return seal.Application{
		ID: seal.NewID(), FlowID: "meldebescheinigung", FlowVersion: "3", Leistung: "99115004012000", Authority: authority, Language: "de", CreatedAt: time.Now(),
		Answers:     json.RawMessage(`{"name":"` + canary + `"}`),
		Attachments: []seal.Attachment{{ID: seal.NewID(), Name: "a.pdf", MIME: "application/pdf", Purpose: seal.Proof, Data: []byte("scan of " + canary)}},
	}
}

// send appends to the outbox, from where the delivery takes it.
func (w *ways) send(t *testing.T, a seal.Application, s link.Sealed) {
	t.Helper()
	blob, err := s.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	item := submission.Item{Key: a.ID, Number: submission.NewNumber(), Token: submission.NewToken(), Authority: a.Authority, Flow: "meldebescheinigung@3", Blob: blob}
	if err := w.outbox.Append(t.Context(), item); err != nil {
		t.Fatal(err)
	}
}

// until asks the hub as the terminal does.
func (w *ways) until(t *testing.T, key string, want link.FateState) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	every := time.NewTicker(50 * time.Millisecond)
	defer every.Stop()
	last := error(nil)
	for {
		f, err := w.delivery.Fate(ctx, key)
		if err == nil && f.State == want {
			return
		}
		if last = err; err == nil {
			last = errors.New(string(f.State))
		}
		select {
		case <-ctx.Done():
			t.Fatalf("not %s, but %v", want, last)
		case <-every.C:
		}
	}
}
