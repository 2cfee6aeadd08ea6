package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"buergerterminal/kiosk/hub/database/databasetest"
	"buergerterminal/kiosk/submission"
	"buergerterminal/kiosk/submission/seal"
)

// canary stands in the answers and in the file names: it must never be seen outside of OUTDIR.
const canary = "Lehmann-Kanarienvogel"

func TestMain(m *testing.M) {
	testscript.Main(tests{m}, map[string]func(){"clerkhub": main})
}

// tests runs the tests, and ends the PostgreSQL that they started.
type tests struct{ m *testing.M }

func (t tests) Run() int { return databasetest.Run(t.m) }

func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata",
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"await": await,
			"send":  send,
		},
	})
}

// The whole visit runs on PostgreSQL too, by one line of configuration.
func TestScriptsOnPostgreSQL(t *testing.T) {
	url := databasetest.URL(t)
	testscript.Run(t, testscript.Params{
		Files: []string{"testdata/visit.txtar"},
		Setup: func(env *testscript.Env) error {
			dir := filepath.Join(env.WorkDir, "hub")
			if err := os.Mkdir(dir, 0o700); err != nil {
				return err
			}
			return os.WriteFile(filepath.Join(dir, "hub.toml"), fmt.Appendf(nil, "database = %q\n", url), 0o600)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"await": await, "send": send},
	})
}

// await FILE waits until a file is there.
func await(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: await FILE")
	}
	path := ts.MkAbs(args[0])
	deadline := time.After(time.Minute)
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for {
		if _, err := os.Stat(path); err == nil {
			return
		}
		select {
		case <-tick.C:
		case <-deadline:
			ts.Fatalf("%s does not appear", args[0])
		}
	}
}

// send HUB-DIR PUBLIC-KEY TERMINAL TOKEN-FILE [TAG] stores one application in an outbox and delivers it as a terminal does.
// It sets $key and $number, with TAG before them. Negated, it wants the hub not to know the terminal.
func send(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 4 && len(args) != 5 {
		ts.Fatalf("usage: send HUB-DIR PUBLIC-KEY TERMINAL TOKEN-FILE [TAG]")
	}
	outbox, err := submission.Open(filepath.Join(ts.Getenv("WORK"), "outbox.sqlite"), submission.WithReserve(0))
	ts.Check(err)
	defer outbox.Close()
	public, err := seal.LoadPublicKey(ts.MkAbs(args[1]))
	ts.Check(err)
	application := sample()
	sealed, err := seal.Seal(application, public)
	ts.Check(err)
	blob, err := sealed.Bytes()
	ts.Check(err)
	number, err := outbox.NewNumber(context.Background())
	ts.Check(err)
	ts.Check(outbox.Append(context.Background(), submission.Item{
		Key: application.ID, Number: number, Token: submission.NewToken(),
		Authority: application.Authority, Flow: application.FlowID + "@" + application.FlowVersion, Blob: blob,
	}))
	event := deliver(ts, outbox, args)
	_, arrived := event.(submission.Arrived)
	lost, _ := event.(submission.LostHub)
	if !neg && !arrived || neg && lost.Trouble != submission.TroubleUnauthorized {
		ts.Fatalf("delivery ends with %#v", event)
	}
	tag := ""
	if len(args) == 5 {
		tag = args[4]
	}
	ts.Setenv(tag+"key", application.ID)
	ts.Setenv(tag+"number", number)
}

// deliver returns the first event.
func deliver(ts *testscript.TestScript, outbox *submission.Outbox, args []string) submission.Event {
	client, err := submission.NewClient(filepath.Join(ts.MkAbs(args[0]), "tls", "cert.pem"))
	ts.Check(err)
	defer client.CloseIdleConnections()
	events := make(chan submission.Event, 10)
	delivery, err := submission.NewDelivery(submission.DeliveryConfig{
		Outbox:   outbox,
		URL:      strings.TrimSpace(ts.ReadFile(filepath.Join(args[0], "url"))),
		Client:   client,
		Terminal: args[2],
		Token:    strings.TrimSpace(ts.ReadFile(args[3])),
		Report:   func(e submission.Event) { events <- e },
	})
	ts.Check(err)
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	ended := make(chan error)
	go func() { ended <- delivery.Run(ctx) }()
	defer func() { cancel(); <-ended }()
	select {
	case e := <-events:
		return e
	case <-ctx.Done():
		return nil
	}
}

func sample() seal.Application {
	return seal.Application{
		ID:          seal.NewID(),
		FlowID:      "maengelmelder",
		FlowVersion: "1",
		Authority:   "musterstadt-ordnungsamt",
		Language:    "de",
		CreatedAt:   time.Date(2026, 7, 1, 9, 30, 0, 0, time.UTC),
		Answers:     json.RawMessage(`{"reporter":"` + canary + `"}`),
		Attachments: []seal.Attachment{
			{ID: seal.NewID(), Name: "../../" + canary + ".png", MIME: "image/png", Purpose: seal.Proof, Data: bytes.Repeat([]byte{7}, 5_000_000)},
			{ID: seal.NewID(), Name: "signature.png", MIME: "image/png", Purpose: seal.Signature, Data: []byte("ink")},
		},
	}
}
