package diagnostics_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"buergerterminal/devices"
	"buergerterminal/kiosk/diagnostics"
)

func report() diagnostics.Report {
	noon := time.Date(2025, 11, 21, 12, 0, 0, 0, time.UTC)
	return diagnostics.Report{
		Terminal: "MS-03", Version: "v1.4.0", At: noon,
		Devices: []diagnostics.Device{
			{Kind: devices.IDCard, Status: devices.Status{Kind: devices.IDCard, State: devices.Online, Since: noon}, Port: diagnostics.Port{Node: "/dev/ttyS0"}},
			{
				Kind: devices.Printer, Status: devices.Status{Kind: devices.Printer, State: devices.UserError, Fault: devices.FaultPaperEnd, Since: noon},
				Port:    diagnostics.Port{Node: "/dev/ttyUSB0", ByID: "/dev/serial/by-id/usb-FTDI-if00"},
				Profile: "kiosk-80", Firmware: "1.02 ESC/POS", Counters: diagnostics.Counters{OK: 17, Failed: 1, Lost: 1},
				Last: &diagnostics.Result{Device: devices.Printer, Level: diagnostics.External, Outcome: diagnostics.Failed, Fault: devices.FaultPaperEnd, Began: noon},
			},
		},
		Outbox: diagnostics.Outbox{Waiting: 2, Oldest: noon}, Disk: diagnostics.Disk{Free: 5e9, Total: 2e10}, Clock: diagnostics.Clock{Synchronised: true},
	}
}

func TestReport(t *testing.T) {
	r := report()
	if r.Ready() {
		t.Error("a terminal without paper is ready")
	}
	data, err := r.JSON()
	if err != nil {
		t.Fatal(err)
	}
	var read map[string]any
	if err := json.Unmarshal(data, &read); err != nil {
		t.Fatal(err)
	}
	if read["terminal"] != "MS-03" || read["ready"] != false || len(read["devices"].([]any)) != 2 {
		t.Errorf("the report says %s", data)
	}
	r.Devices = r.Devices[:1]
	if !r.Ready() {
		t.Error("a terminal whose devices all work is not ready")
	}
}

// TestReportOnPaper holds the printed report to what a technician needs, in both languages.
func TestReportOnPaper(t *testing.T) {
	for tag, wants := range map[string][]string{
		"de": {"|Bereitschaft", "Bereit|nein", "|Belegdrucker", "printer.paper-end|Belegdrucker: kein Papier", "Rolle 80 mm einlegen", "Anschluss|/dev/serial/by-id/usb-FTDI-if00",
			"Aufträge|17 gut, 1 gestört", "Letzter Test|external failed, 12:00", "Anträge warten|2", "Platz frei|5000 / 20000 MB", "Uhr gestellt|ja"},
		"en": {"|Readiness", "Ready|no", "Put in an 80 mm roll", "Jobs|17 good, 1 failed"},
	} {
		var text strings.Builder
		for _, l := range report().Lines(tag) {
			fmt.Fprintf(&text, "%s|%s\n", l.Label, l.Value)
		}
		for _, want := range wants {
			if !strings.Contains(text.String(), want) {
				t.Errorf("%s: the report lacks %q:\n%s", tag, want, &text)
			}
		}
	}
}

// TestOutboxNotKnown: who does not own the outbox does not call it empty.
func TestOutboxNotKnown(t *testing.T) {
	r := report()
	r.Outbox = diagnostics.Outbox{Unknown: true}
	lines := fmt.Sprint(r.Lines("en"))
	if data, err := r.JSON(); err != nil || !bytes.Contains(data, []byte(`"unknown": true`)) || !strings.Contains(lines, "not known") {
		t.Errorf("%s, %v\n%s", data, err, lines)
	}
}

func TestSignature(t *testing.T) {
	path := filepath.Join(t.TempDir(), "keys", "terminal.jwk")
	key, err := diagnostics.LoadKey(path)
	if err != nil {
		t.Fatal(err)
	}
	data, err := report().JSON()
	if err != nil {
		t.Fatal(err)
	}
	signature, err := key.Sign(data)
	if err != nil {
		t.Fatal(err)
	}
	public, err := os.ReadFile(path + ".public")
	if err != nil {
		t.Fatal(err)
	}
	if err := diagnostics.Verify(data, signature, public); err != nil {
		t.Error(err)
	}
	if strings.Contains(signature, "..") != true {
		t.Errorf("the signature is not detached: %s", signature)
	}
	other, err := diagnostics.LoadKey(filepath.Join(t.TempDir(), "other.jwk"))
	if err != nil {
		t.Fatal(err)
	}
	for what, verify := range map[string]error{
		"a changed report": diagnostics.Verify(bytes.Replace(data, []byte("MS-03"), []byte("MS-04"), 1), signature, public),
		"another key":      diagnostics.Verify(data, signature, other.Public()),
	} {
		if !errors.Is(verify, diagnostics.ErrSignature) {
			t.Errorf("%s: %v", what, verify)
		}
	}
	for what, verify := range map[string]error{
		"no signature": diagnostics.Verify(data, "nonsense", public),
		"no key":       diagnostics.Verify(data, signature, []byte("{}")),
	} {
		if verify == nil || errors.Is(verify, diagnostics.ErrSignature) {
			t.Errorf("%s: %v", what, verify)
		}
	}
}

func TestKeyFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "terminal.jwk")
	first, err := diagnostics.LoadKey(path)
	if err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	second, err := diagnostics.LoadKey(path)
	if err != nil || second.ID() != first.ID() {
		t.Errorf("the second start has another key: %v", err)
	}
	secret, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var members struct{ D string }
	if err := json.Unmarshal(secret, &members); err != nil || members.D == "" {
		t.Fatalf("the key file holds no secret: %v", err)
	}
	for _, shown := range []string{fmt.Sprint(first), fmt.Sprintf("%#v", first), fmt.Sprintf("%+v", first), string(first.Public())} {
		if strings.Contains(shown, members.D) {
			t.Error("the secret is shown")
		}
	}
	if err := os.Chmod(path, 0o640); err != nil {
		t.Fatal(err)
	}
	if _, err := diagnostics.LoadKey(path); err == nil || !strings.Contains(err.Error(), "chmod 600") {
		t.Errorf("a key that the group can read: %v", err)
	}
	for content, want := range map[string]string{"{": "no JWK", string(first.Public()): "public half", `{"kty":"oct","k":"AAAA"}`: "no Ed25519"} {
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(path, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := diagnostics.LoadKey(path); err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "AAAA") {
			t.Errorf("%q: %v", content, err)
		}
	}
}

// TestKeyIsMadeOnce lets many programs start at once: all end with the same key.
func TestKeyIsMadeOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "terminal.jwk")
	ids := make([]string, 8)
	var all sync.WaitGroup
	for i := range ids {
		all.Go(func() {
			k, err := diagnostics.LoadKey(path)
			if err != nil {
				t.Error(err)
				return
			}
			ids[i] = k.ID()
		})
	}
	all.Wait()
	for _, id := range ids {
		if id != ids[0] {
			t.Fatalf("different keys: %v", ids)
		}
	}
}

func TestPorts(t *testing.T) {
	dev := t.TempDir()
	for _, dir := range []string{"serial/by-id", "serial/by-path"} {
		if err := os.MkdirAll(filepath.Join(dev, dir), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	for _, node := range []string{"ttyUSB0", "ttyS0", "null"} {
		if err := os.WriteFile(filepath.Join(dev, node), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for link, to := range map[string]string{"serial/by-id/usb-FTDI-if00": "../../ttyUSB0", "serial/by-path/pci-1": "../../ttyUSB0", "serial/by-path/pci-2": "../../ttyGone"} {
		if err := os.Symlink(to, filepath.Join(dev, link)); err != nil {
			t.Fatal(err)
		}
	}
	ports, err := diagnostics.Ports(dev)
	if err != nil {
		t.Fatal(err)
	}
	usb := diagnostics.Port{Node: filepath.Join(dev, "ttyUSB0"), ByID: filepath.Join(dev, "serial/by-id/usb-FTDI-if00"), ByPath: filepath.Join(dev, "serial/by-path/pci-1")}
	if len(ports) != 2 || ports[0] != usb || ports[1] != (diagnostics.Port{Node: filepath.Join(dev, "ttyS0")}) {
		t.Errorf("got %+v", ports)
	}
	for path, want := range map[string]diagnostics.Port{
		filepath.Join(dev, "ttyUSB0"): usb, usb.ByPath: usb, filepath.Join(dev, "gone"): {Node: filepath.Join(dev, "gone")},
	} {
		if got := diagnostics.PortOf(dev, path); got != want {
			t.Errorf("%s is %+v, want %+v", path, got, want)
		}
	}
	if none, err := diagnostics.Ports(t.TempDir()); err != nil || len(none) != 0 {
		t.Errorf("a machine without adapters: %v, %v", none, err)
	}
}

func TestMachine(t *testing.T) {
	disk, err := diagnostics.DiskOf(t.TempDir())
	if err != nil || disk.Total == 0 || disk.Free > disk.Total {
		t.Errorf("%+v, %v", disk, err)
	}
	if _, err := diagnostics.DiskOf(filepath.Join(t.TempDir(), "none")); err == nil {
		t.Error("a path that is not there has room")
	}
	if _, err := diagnostics.ClockNow(); err != nil {
		t.Error(err)
	}
}
