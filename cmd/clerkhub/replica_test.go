package main

import (
	"crypto/tls"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.uber.org/zap"

	"buergerterminal/kiosk/hub/database"
	"buergerterminal/kiosk/hub/database/databasetest"
)

// A second machine that made keys of its own, because nobody copied the folder, does not serve: half of the calls would be
// lost without a word.
func TestReplicasHaveTheSameKeys(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, open func() *database.DB) {
		db := open()
		start := func(dir string) (settings, error) {
			s, err := loadSettings(dir)
			if err != nil {
				t.Fatal(err)
			}
			h, err := newHouse(t.Context(), db, s, "Musterstadt", dir, "127.0.0.1:0", tls.Certificate{}, zap.NewNop().Sugar())
			if err == nil {
				err = h.close()
			}
			return s, err
		}
		first, second := settingsIn(t, ""), settingsIn(t, "")
		one, err := start(first)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := start(first); err != nil {
			t.Errorf("the same machine again: %v", err)
		}
		two, err := start(second)
		if !errors.Is(err, errOtherKeys) || !strings.Contains(err.Error(), two.Keys) {
			t.Fatalf("a machine with keys of its own: %v", err)
		}
		if err := os.RemoveAll(two.Keys); err != nil {
			t.Fatal(err)
		}
		if err := os.CopyFS(two.Keys, os.DirFS(one.Keys)); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(filepath.Join(two.Keys, "hub.key"), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := start(second); err != nil {
			t.Errorf("with a copy of the keys: %v", err)
		}
	})
}
