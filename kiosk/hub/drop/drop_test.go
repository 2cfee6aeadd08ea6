package drop

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"buergerterminal/kiosk/hub/forward"
	"buergerterminal/kiosk/link"
)

func parcel(t *testing.T, mail bool) forward.Parcel {
	t.Helper()
	s := link.NewSealed()
	s.Metadata, s.Data = "a.b.c.d.e", "a.b.c.d.e"
	if mail {
		s = link.NewSealed()
		s.Envelope = []byte{0x30, 0}
	}
	body, err := s.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	return forward.Parcel{Key: "6f1c2f8e-5a0e-4c55-9b1c-0d6a3a1b2c3d", StoredAt: time.Date(2026, 7, 1, 9, 30, 0, 0, time.UTC), Sealed: s, Body: body,
		Envelope: link.Envelope{Terminal: "MS-03", Authority: "bauhof", Flow: "maengelmelder@1", Number: "4K7-219"}}
}

func directory(t *testing.T) (*Directory, string) {
	t.Helper()
	path := t.TempDir()
	d, err := New(path)
	if err != nil {
		t.Fatal(err)
	}
	return d, path
}

// names are the applications that lie in a directory, and what is hidden beside them.
func names(t *testing.T, path string) (shown, hidden []string) {
	t.Helper()
	all, err := os.ReadDir(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range all {
		if strings.HasPrefix(e.Name(), ".") {
			hidden = append(hidden, e.Name())
		} else {
			shown = append(shown, e.Name())
		}
	}
	return shown, hidden
}

func TestDeliver(t *testing.T) {
	for name, c := range map[string]struct {
		mail bool
		file string
	}{"sealed": {false, sealedName}, "as mail": {true, mailName}} {
		t.Run(name, func(t *testing.T) {
			d, path := directory(t)
			p := parcel(t, c.mail)
			if err := d.Prepare(t.Context(), p); err != nil {
				t.Fatal(err)
			}
			if shown, _ := names(t, path); len(shown) != 0 {
				t.Errorf("%v is seen before it is handed over", shown)
			}
			if err := d.Deliver(t.Context(), p, false); err != nil {
				t.Fatal(err)
			}
			shown, hidden := names(t, path)
			if len(shown) != 1 || shown[0] != p.Key || len(hidden) != 0 {
				t.Fatal(shown, hidden)
			}
			var m Manifest
			raw, err := os.ReadFile(filepath.Join(path, p.Key, ManifestName))
			if err == nil {
				err = json.Unmarshal(raw, &m)
			}
			if err != nil {
				t.Fatal(err)
			}
			content, err := os.ReadFile(filepath.Join(path, p.Key, m.Files[0].Name))
			sum := sha256.Sum256(content)
			if err != nil || m.Files[0].Name != c.file || m.Files[0].SHA256 != hex.EncodeToString(sum[:]) || m.Files[0].Size != len(content) || m.Number != "4K7-219" || !m.StoredAt.Equal(p.StoredAt) {
				t.Errorf("%+v, %v", m, err)
			}
			if !c.mail {
				if _, err := link.ParseSealed(content); err != nil {
					t.Error(err)
				}
			}
		})
	}
}

// A crash anywhere leaves nothing, or the whole application once, also if the authority fetches at once.
func TestCrashes(t *testing.T) {
	d, path := directory(t)
	p := parcel(t, false)
	half := d.staged(p.Key)
	if err := os.MkdirAll(filepath.Join(half, "rest"), 0o700); err != nil { // of an attempt that died in Prepare
		t.Fatal(err)
	}
	if err := d.Prepare(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	if err := d.Deliver(t.Context(), p, true); err != nil { // died between "delivering" and the rename
		t.Fatal(err)
	}
	if err := d.Deliver(t.Context(), p, true); err != nil { // died between the rename and its record
		t.Error(err)
	}
	if shown, _ := names(t, path); len(shown) != 1 {
		t.Error(shown)
	}
	if err := d.Prepare(t.Context(), p); err != nil { // a technician has it sent again
		t.Fatal(err)
	}
	if err := d.Deliver(t.Context(), p, false); err != nil {
		t.Error(err)
	}
	if shown, hidden := names(t, path); len(shown) != 1 || len(hidden) != 0 {
		t.Error(shown, hidden)
	}
	if err := os.RemoveAll(filepath.Join(path, p.Key)); err != nil { // fetched
		t.Fatal(err)
	}
	if err := d.Deliver(t.Context(), p, true); err != nil {
		t.Error(err)
	}
	if shown, _ := names(t, path); len(shown) != 0 {
		t.Errorf("%v is there again", shown)
	}
}

// A share that is away is no sign of anything.
func TestMissingDirectory(t *testing.T) {
	d, path := directory(t)
	p := parcel(t, false)
	if err := d.Prepare(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(path, path+"-away"); err != nil {
		t.Fatal(err)
	}
	for name, err := range map[string]error{"Deliver": d.Deliver(t.Context(), p, true), "Prepare": d.Prepare(t.Context(), p), "Check": d.Check()} {
		if err == nil {
			t.Errorf("%s did not notice", name)
		}
	}
	if err := os.Rename(path+"-away", path); err != nil {
		t.Fatal(err)
	}
	if err := d.Deliver(t.Context(), p, true); err != nil {
		t.Error(err)
	}
}

func TestErrors(t *testing.T) {
	if _, err := New("drop"); CodeOf(err) != CodeSetup {
		t.Error(err)
	}
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	d, err := New(file)
	if err != nil || CodeOf(d.Check()) != CodeSetup {
		t.Error(err, d.Check())
	}
	for err, want := range map[error]Code{syscall.ENOSPC: CodeFull, syscall.EROFS: CodeSetup, syscall.EIO: CodeIO} {
		if got := classify(&os.PathError{Op: "write", Path: "x", Err: err}); CodeOf(got) != want || got.(*Error).Final() || got.(*Error).Kind() != string(want) {
			t.Errorf("%v gives %v", err, got)
		}
	}
	if d.Takes(link.WayFITConnect) || !d.Takes(link.WayHub) || !d.Takes(link.WayMail) {
		t.Error("a directory takes what an authority can open without FIT-Connect")
	}
}
