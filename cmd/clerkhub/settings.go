package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/pelletier/go-toml/v2"

	"buergerterminal/kiosk/hub/database"
)

// settings is DIR/hub.toml, which need not be there.
type settings struct {
	// Database is a URL postgres://…, or the path of a SQLite file from DIR; hub.sqlite if empty. It is in a file and no
	// flag, because a URL may hold a password.
	Database string `toml:"database"`
	// Origin is what stands in the clerks' address bar: https://host or https://host:port. Passkeys and the town's login
	// service need it.
	Origin string `toml:"origin"`
	// OIDC is the town's login service; off where the table is missing.
	OIDC *oidcSettings `toml:"oidc"`
}

// loadSettings reads DIR/hub.toml. Mistakes are told with row and column.
func loadSettings(dir string) (settings, error) {
	s := settings{}
	path := filepath.Join(dir, "hub.toml")
	raw, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return s, err
	}
	if err := toml.NewDecoder(bytes.NewReader(raw)).DisallowUnknownFields().Decode(&s); err != nil {
		var at *toml.DecodeError
		if errors.As(err, &at) {
			row, column := at.Position()
			return s, fmt.Errorf("%s: row %d, column %d: %w", path, row, column, err)
		}
		return s, fmt.Errorf("%s: %w", path, err)
	}
	if s.Database == "" {
		s.Database = "hub.sqlite"
	}
	if !strings.Contains(s.Database, "://") && !filepath.IsAbs(s.Database) {
		s.Database = filepath.Join(dir, s.Database)
	}
	return s, nil
}

// exists reports whether the database is there already; of a server only opening it tells.
func (s settings) exists() bool {
	if database.IsPostgreSQL(s.Database) {
		return true
	}
	_, err := os.Stat(s.Database)
	return err == nil
}
