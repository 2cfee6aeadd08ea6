package ccid_test

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"buergerterminal/devices/idcard/ccid"
	"buergerterminal/devices/simulator"
)

// tapped is the simulated reader with a record of what the terminal sent.
type tapped struct {
	*simulator.CardReader
	mu   sync.Mutex
	sent []byte
}

func (m *tapped) Serve(ctx context.Context, line io.ReadWriter) error {
	return m.CardReader.Serve(ctx, &tap{ReadWriter: line, model: m})
}

// tap is the line as the model has it.
type tap struct {
	io.ReadWriter
	model *tapped
}

func (t *tap) Read(p []byte) (int, error) {
	n, err := t.ReadWriter.Read(p)
	t.model.mu.Lock()
	defer t.model.mu.Unlock()
	t.model.sent = append(t.model.sent, p[:n]...)
	return n, err
}

// commands are the terminal's frames since the last call, without their sequence numbers.
func (m *tapped) commands(t *testing.T) []string {
	t.Helper()
	m.mu.Lock()
	defer m.mu.Unlock()
	var d ccid.Decoder
	d.Feed(m.sent)
	m.sent = nil
	var all []string
	for {
		e, err := d.Next()
		if errors.Is(err, ccid.ErrMore) {
			return all
		}
		if err != nil || e.Kind != ccid.Whole {
			t.Fatalf("a host that sends no frame: %+v, %v", e, err)
		}
		c := e.Message
		all = append(all, fmt.Sprintf("%02X %X %X", c.Type, c.Parameters, c.Data))
	}
}

//go:embed testdata/peer.sh
var peerScript string

//go:embed testdata/peer.py
var peerClient string

// pcscd runs Debian's PC/SC daemon with libccid's driver for the reader at path and sends it the commands, as hex. What it answers comes back line
// by line: ATR and protocol, then the responses; nil where the daemon gave the reader up before it answered. It runs in name spaces of its own, so that no other daemon is met and nothing of
// it is left.
func pcscd(t *testing.T, path string, commands []string) []string {
	t.Helper()
	const driver = "/usr/lib/pcsc/drivers/serial/libccidtwin.so"
	for _, need := range []string{"/usr/sbin/pcscd", driver, "/usr/lib/python3/dist-packages/smartcard"} {
		if _, err := os.Stat(need); err != nil {
			t.Skipf("the peer is not installed (pcscd, libccid, python3-pyscard): %v", err)
		}
	}
	if out, err := exec.Command("unshare", "--mount", "--pid", "--fork", "--map-root-user", "true").CombinedOutput(); err != nil {
		t.Skipf("this machine gives no name spaces: %v: %s", err, out)
	}
	dir := t.TempDir()
	files := map[string]string{
		"conf/reader.conf": fmt.Sprintf("FRIENDLYNAME \"Simulated\"\nDEVICENAME %s\nLIBPATH %s\nCHANNELID 1\n", path, driver),
		"client.py":        peerClient,
		"run.sh":           peerScript,
	}
	for name, text := range files {
		full := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(full), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(full, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	arguments := append([]string{"--mount", "--pid", "--fork", "--kill-child", "--map-root-user", "sh", filepath.Join(dir, "run.sh"), dir}, commands...)
	command := exec.CommandContext(ctx, "unshare", arguments...)
	var stderr bytes.Buffer
	command.Stderr = &stderr
	out, err := command.Output()
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) && exit.ExitCode() == 4 {
		return nil
	}
	if err != nil {
		log, _ := os.ReadFile(filepath.Join(dir, "pcscd.log"))
		t.Fatalf("%v\n%s\n%s", err, stderr.Bytes(), log)
	}
	return strings.Fields(string(out))
}

// peerCommands are a SELECT, a READ BINARY whose response goes in a chain, and an UPDATE BINARY that does.
func peerCommands() [][]byte {
	update := append([]byte{0x00, 0xD6, 0x10, 0x00, 0x00, 0x01, 0x00}, bytes.Repeat([]byte{0xA5}, 256)...)
	return [][]byte{selectLong(), {0x00, 0xB0, 0x12, 0x34, 0x00}, update}
}

// TestLibccidAgrees: Debian's libccid drives the simulated reader, and finds the card, its answer to reset, T=1 and the files. Then this
// driver does the same, and what it sends is equal, frame by frame, but for what differs says.
func TestLibccidAgrees(t *testing.T) {
	for _, name := range []string{"test", "plain", "fast", "too-fast", "both", "fixed", "crc", "low"} {
		t.Run(name, func(t *testing.T) {
			var hexed []string
			for _, c := range peerCommands() {
				hexed = append(hexed, hex.EncodeToString(c))
			}
			var model *tapped
			var r *rig
			var theirs []string
			for attempt := 0; theirs == nil; attempt++ {
				if attempt == 4 {
					t.Fatal("the daemon never found the reader")
				}
				model = &tapped{CardReader: simulator.NewCardReader(simulator.CardReaderOptions{})}
				r = simulate(t, model)
				r.control("insert", name)
				theirs = pcscd(t, filepath.Join(r.dir, "cardreader"), hexed)
			}
			theirFrames := differs(model.commands(t))
			r.noComplaints()

			r.open(ccid.Options{})
			card, err := r.reader.Connect(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			ours := []string{hex.EncodeToString(card.ATR().Bytes)}
			for _, c := range peerCommands() {
				ours = append(ours, hex.EncodeToString(transmit(t, card, c)))
			}
			if err := card.Disconnect(t.Context()); err != nil {
				t.Error(err)
			}
			if !slices.Equal(ours, theirs) {
				t.Errorf("libccid got\n%s\nthis driver\n%s", theirs, ours)
			}
			if ourFrames := differs(model.commands(t)); !slices.Equal(ourFrames, theirFrames) {
				t.Errorf("libccid sent\n%s\nthis driver\n%s", strings.Join(theirFrames, "\n"), strings.Join(ourFrames, "\n"))
			}
			r.noComplaints()
		})
	}
}

// differs leaves out what the two hosts do differently for a reason:
//   - Slot status: the daemon asks every 400 ms, this driver when somebody waits for a card.
//   - Escape 6A: libccid asks for features, of which a terminal without keys on its reader uses none.
//   - Power off: the daemon takes the power away a second time when it ends.
//
// Sequence numbers follow from these and are not compared.
func differs(frames []string) (rest []string) {
	for _, f := range frames {
		again := len(rest) > 0 && f == rest[len(rest)-1] && strings.HasPrefix(f, "63 ")
		if !strings.HasPrefix(f, "65 ") && f != "6B 000000 6A" && !again {
			rest = append(rest, f)
		}
	}
	return rest
}
