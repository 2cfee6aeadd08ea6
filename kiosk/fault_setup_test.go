package kiosk_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"buergerterminal/flows/catalog"
	"buergerterminal/kiosk"
	"buergerterminal/kiosk/hub"
	"buergerterminal/kiosk/submission"
	"buergerterminal/locales"
)

// TestTerminalDoesNotOpen breaks what a terminal needs to finish a visit. It says at once what is wrong and where, and
// leaves nothing open behind it.
func TestTerminalDoesNotOpen(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	for _, tt := range []struct {
		name     string
		spoil    func() (mend func())
		expected []string
	}{
		{"the key of an authority is missing", func() func() { return r.away(r.path("keys", "bauhof.public.jwk")) }, []string{"bauhof", "seal.key-invalid", "clerkhub keygen"}},
		{"the key of an authority is broken", func() func() {
			mend := r.away(r.path("keys", "buergeramt.public.jwk"))
			write(t, r.path("keys", "buergeramt.public.jwk"), []byte("{"))
			return mend
		}, []string{"buergeramt", "seal.key-invalid"}},
		{"the terminal's token is missing", func() func() { return r.away(r.config.Hub.Token) }, []string{"token"}},
		{"the hub's certificate is missing", func() func() { return r.away(r.config.Hub.Certificate) }, []string{"delivery.setup", "cert.pem"}},
		{"a language is offered that nobody has written", func() func() {
			r.config.Languages.Offered = []string{"de", "tlh"}
			return func() { r.config.Languages.Offered = nil }
		}, []string{`"tlh"`, "speaks ar, cs, de, de-leicht"}},
		{"a service of the municipality is broken", r.brokenFlow, []string{"eigene/flow.toml:14:", "gibtesnicht"}},
		{"the outbox is no outbox", func() func() {
			write(t, filepath.Join(r.config.Files.Outbox, "outbox.sqlite"), []byte(strings.Repeat("no database ", 100)))
			return func() { os.RemoveAll(r.config.Files.Outbox) }
		}, []string{"outbox.corrupt"}},
	} {
		mend := tt.spoil()
		_, err := kiosk.Open(r.config, r.setter, r.window, &r.sound, nil)
		if err == nil {
			t.Fatalf("%s: the terminal opened", tt.name)
		}
		for _, word := range tt.expected {
			if !strings.Contains(err.Error(), word) {
				t.Errorf("%s: %v does not name %s", tt.name, err, word)
			}
		}
		mend()
	}
	r.open()
}

// away takes a file away until it is mended.
func (r *rig) away(path string) (mend func()) {
	r.t.Helper()
	kept, err := os.ReadFile(path)
	if err != nil {
		r.t.Fatal(err)
	}
	if err := os.Remove(path); err != nil {
		r.t.Fatal(err)
	}
	return func() { write(r.t, path, kept) }
}

// brokenFlow is a copy of a shipped service, as a municipality makes one, with a mistake in it.
func (r *rig) brokenFlow() (mend func()) {
	r.t.Helper()
	shipped, err := fs.Sub(catalog.Embedded(), "maengelmelder")
	if err != nil {
		r.t.Fatal(err)
	}
	if err := os.CopyFS(r.path("overlay", "flows", "eigene"), shipped); err != nil {
		r.t.Fatal(err)
	}
	file := r.path("overlay", "flows", "eigene", "flow.toml")
	raw, err := os.ReadFile(file)
	if err != nil {
		r.t.Fatal(err)
	}
	text := strings.Replace(string(raw), `id = "maengelmelder"`, `id = "eigene"`, 1)
	lines := strings.Split(text, "\n")
	lines[13] = "gibtesnicht = 1\n" + lines[13]
	write(r.t, file, []byte(strings.Join(lines, "\n")))
	r.config.Files.Overlay = r.path("overlay")
	return func() { r.config.Files.Overlay = "" }
}

// TestSecondTerminal starts a second terminal program on the same outbox.
func TestSecondTerminal(t *testing.T) {
	t.Parallel()
	r := newRig(t).open()
	_, err := kiosk.Open(r.config, r.setter, &window{}, &loudspeaker{}, nil)
	if submission.CodeOf(err) != submission.CodeInUse || !strings.Contains(err.Error(), r.config.Files.Outbox) {
		t.Errorf("a second terminal on the same outbox: %v", err)
	}
	r.report("en", "Main Street", "A hole.")
	r.touch("forward")
	r.printed()
	r.finish()
}

// TestTranslationMissing takes one text out of one language.
func TestTranslationMissing(t *testing.T) {
	files := fstest.MapFS{}
	err := fs.WalkDir(locales.Embedded(), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(locales.Embedded(), path)
		if path == "en/card.toml" {
			data = []byte(strings.Replace(string(data), `"card.title"`, `"card.other"`, 1))
		}
		files[path] = &fstest.MapFile{Data: data}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	_, err = locales.Load(files)
	if err == nil || !strings.Contains(err.Error(), "en") || !strings.Contains(err.Error(), "card.title") || !strings.Contains(err.Error(), "card.other") {
		t.Errorf("a missing text: %v", err)
	}
}

// TestHubRefusesTerminal finishes a visit at a hub that does not know the terminal any more.
func TestHubRefusesTerminal(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	if _, err := hub.Enrol(r.path("hub", "terminals.toml"), hub.Terminal{ID: terminalID}, true); err != nil {
		t.Fatal(err)
	}
	r.open()
	r.report("de", "Am Markt 4", "Loch im Gehweg.")
	r.touch("forward")
	r.clear("done", "title", r.reportWords("de").Text("done.stored"))
	r.told("hub.lost", "hub.unauthorized")
	r.until("the page to say that the line is cut", func(v view) bool { return v.says(r.reportWords("de").Text("done.stored.explain")) })
}
