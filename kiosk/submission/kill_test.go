package submission

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/pem"
	"fmt"
	"io"
	"log"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"buergerterminal/kiosk/hub"
	"buergerterminal/kiosk/submission/seal"
)

// Variables that turn the test program into the terminal which is killed.
const (
	childOutbox = "OUTBOX_CHILD_PATH"
	childHub    = "OUTBOX_CHILD_HUB"
	childCert   = "OUTBOX_CHILD_CERT"
	childToken  = "OUTBOX_CHILD_TOKEN"
)

func TestMain(m *testing.M) {
	if path := os.Getenv(childOutbox); path != "" {
		child(path)
	}
	os.Exit(m.Run())
}

// child appends and delivers until it is killed. It prints "KEY SHA256" after each commit: the promise to the citizen.
func child(path string) {
	o, err := Open(path, WithReserve(0))
	if err != nil {
		fmt.Println("failed", err)
		os.Exit(1)
	}
	client, err := NewClient(os.Getenv(childCert))
	if err != nil {
		fmt.Println("failed", err)
		os.Exit(1)
	}
	d, err := NewDelivery(DeliveryConfig{Outbox: o, URL: os.Getenv(childHub), Client: client, Terminal: "ms-03", Token: os.Getenv(childToken)})
	if err != nil {
		fmt.Println("failed", err)
		os.Exit(1)
	}
	go d.Run(context.Background())
	for {
		item := newItem(strings.Repeat(seal.NewID(), 1+rand.IntN(1000)))
		if err := o.Append(context.Background(), item); err != nil {
			fmt.Println("failed", err)
			os.Exit(1)
		}
		sum := sha256.Sum256(item.Blob)
		fmt.Println(item.Key, hex.EncodeToString(sum[:]))
	}
}

// The terminal is killed again and again while it stores and delivers, to a hub that drops every seventh answer after
// it has stored. Nothing that was confirmed is lost, and nothing arrives twice.
func TestKill(t *testing.T) {
	kills := 30
	if testing.Short() {
		kills = 5
	}
	dir := t.TempDir()
	server, store, token := dropsAnswers(t, dir)
	path := filepath.Join(dir, "outbox")
	confirmed := map[string]string{}
	for range kills {
		runAndKill(t, path, server, filepath.Join(dir, "cert.pem"), token, confirmed)
	}
	if len(confirmed) < kills {
		t.Fatalf("only %d confirmed in %d runs", len(confirmed), kills)
	}

	o := openOutbox(t, path)
	if err := o.Check(t.Context()); err != nil {
		t.Error(err)
	}
	rows, err := o.list(t.Context(), "true")
	if err != nil {
		t.Fatal(err)
	}
	deliverRest(t, o, server, token)
	stored, err := store.List(t.Context(), 0, 1<<30)
	if err != nil {
		t.Fatal(err)
	}
	atHub := map[string]string{}
	for _, s := range stored {
		if _, twice := atHub[s.Key]; twice {
			t.Errorf("%s is at the hub twice", s.Key)
		}
		atHub[s.Key] = hex.EncodeToString(s.SHA256[:])
	}
	for key, sum := range confirmed {
		if atHub[key] != sum {
			t.Errorf("%s was confirmed, the hub has %q", key, atHub[key])
		}
	}
	if len(atHub) != len(rows) {
		t.Errorf("%d in the outbox, %d at the hub", len(rows), len(atHub))
	}
	t.Logf("%d kills, %d confirmed, %d stored, %d at the hub", kills, len(confirmed), len(rows), len(atHub))
}

// dropsAnswers is the real hub behind a connection that breaks after every seventh submission is stored.
func dropsAnswers(t *testing.T, dir string) (*httptest.Server, *hub.Store, string) {
	t.Helper()
	store, err := hub.OpenStore(filepath.Join(dir, "hub"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	token, err := hub.Enrol(filepath.Join(dir, "terminals.toml"), hub.Terminal{ID: "ms-03"}, false)
	if err != nil {
		t.Fatal(err)
	}
	terminals, err := hub.LoadTerminals(filepath.Join(dir, "terminals.toml"))
	if err != nil {
		t.Fatal(err)
	}
	h, err := hub.New(hub.Config{Store: store, Terminals: terminals})
	if err != nil {
		t.Fatal(err)
	}
	real, count := h.Handler(), new(atomic.Int64)
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if count.Add(1)%7 != 0 {
			real.ServeHTTP(w, r)
			return
		}
		real.ServeHTTP(httptest.NewRecorder(), r)
		panic(http.ErrAbortHandler)
	}))
	server.Config.ErrorLog = log.New(io.Discard, "", 0) // the killed terminals' handshakes
	server.StartTLS()
	certificate := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
	if err := os.WriteFile(filepath.Join(dir, "cert.pem"), certificate, 0o600); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	return server, store, token
}

// runAndKill starts the terminal and kills it in the middle of what it does after a random number of promises.
func runAndKill(t *testing.T, path string, server *httptest.Server, cert, token string, confirmed map[string]string) {
	t.Helper()
	command := exec.Command(os.Args[0])
	command.Env = append(os.Environ(), childOutbox+"="+path, childHub+"="+server.URL, childCert+"="+cert, childToken+"="+token)
	out, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	watchdog := time.AfterFunc(20*time.Second, func() { command.Process.Kill() })
	defer watchdog.Stop()
	promises := 1 + rand.IntN(12)
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		key, sum, _ := strings.Cut(lines.Text(), " ")
		if key == "failed" {
			t.Fatalf("the terminal fails: %s", sum)
		}
		confirmed[key] = sum // also those that it could still print before it died
		if promises--; promises == 0 {
			command.Process.Kill() // SIGKILL
		}
	}
	if err := command.Wait(); err == nil {
		t.Fatal("the terminal was not killed")
	}
	if promises > 0 {
		t.Fatal("the terminal hangs")
	}
}

func deliverRest(t *testing.T, o *Outbox, server *httptest.Server, token string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 60*time.Second)
	defer cancel()
	d, err := NewDelivery(DeliveryConfig{Outbox: o, URL: server.URL, Client: server.Client(), Terminal: "ms-03", Token: token,
		Report: func(e Event) {
			switch e := e.(type) {
			case Arrived:
				if pending, err := o.Pending(ctx); err == nil && len(pending) == 0 {
					cancel()
				}
			case LostHub:
				o.Wake() // the test does not wait for the back-off
			case OutboxFailed:
				t.Error(e.Err)
			}
		}})
	if err != nil {
		t.Fatal(err)
	}
	o.Wake()
	d.Run(ctx)
	if pending, err := o.Pending(t.Context()); err != nil || len(pending) != 0 {
		t.Errorf("%d are still pending, %v", len(pending), err)
	}
}
