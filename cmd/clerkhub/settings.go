package main

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/pelletier/go-toml/v2"

	"buergerterminal/kiosk/hub/database"
	"buergerterminal/kiosk/hub/queue"
	"buergerterminal/kiosk/link"
)

// example is DIR/hub.toml with every setting, told.
//
//go:embed hub.example.toml
var example string

// settings is DIR/hub.toml, which need not be there; hub.example.toml tells what each means. It is a file and no flags,
// because a URL may hold a password.
type settings struct {
	Database    string              `toml:"database"`
	Origin      string              `toml:"origin"`
	Keys        string              `toml:"keys"`
	Authorities []authoritySettings `toml:"authority"`
	Relay       relaySettings       `toml:"relay"`
	OIDC        *oidcSettings       `toml:"oidc"`
	FITConnect  *fitConnectSettings `toml:"fit_connect"`
	Mail        *mailSettings       `toml:"mail"`
	Drafts      draftSettings       `toml:"drafts"`
}

type authoritySettings struct {
	ID     string              `toml:"id"`
	Name   string              `toml:"name"`
	Hours  map[string][]string `toml:"hours"`
	Closed []string            `toml:"closed"`

	Forward     string `toml:"forward"` // a forward.Way; empty: applications stay until the authority opens them
	Destination string `toml:"destination"`
	Mailbox     string `toml:"mailbox"`
	Directory   string `toml:"directory"`
}

type draftSettings struct {
	MostDays    int `toml:"most_days"`
	PerTerminal int `toml:"per_terminal"`
}

type relaySettings struct {
	Mode       string         `toml:"mode"`
	Listen     string         `toml:"listen"`
	Address    netip.Addr     `toml:"address"`
	TLS        string         `toml:"tls"`
	Name       string         `toml:"name"`
	Ports      [2]uint16      `toml:"ports"`
	Peers      []netip.Prefix `toml:"peers"`
	Coturn     []string       `toml:"coturn"`
	SecretFile string         `toml:"secret_file"`
}

// Modes of the relay.
const (
	relayEmbedded = "embedded"
	relayCoturn   = "coturn"
	relayOff      = "off"
)

// loadSettings reads DIR/hub.toml. All its mistakes are told at once, with row and column.
func loadSettings(dir string) (settings, error) {
	s := settings{}
	path := filepath.Join(dir, "hub.toml")
	raw, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return s, err
	}
	if err := toml.NewDecoder(bytes.NewReader(raw)).DisallowUnknownFields().Decode(&s); err != nil {
		return s, syntax(path, err)
	}
	s.fill(dir)
	var wrong mistakes
	s.check(&wrong)
	s.checkWays(&wrong)
	return s, wrong.error(path, raw)
}

// fill sets what is missing, and makes paths whole.
func (s *settings) fill(dir string) {
	if s.Database == "" {
		s.Database = "hub.sqlite"
	}
	if !strings.Contains(s.Database, "://") {
		s.Database = from(dir, s.Database)
	}
	if s.Keys == "" {
		s.Keys = "keys"
	}
	s.Keys = from(dir, s.Keys)
	if s.Relay.Mode == "" {
		s.Relay.Mode = relayEmbedded
	}
	if s.Relay.SecretFile != "" {
		s.Relay.SecretFile = from(dir, s.Relay.SecretFile)
	}
	s.fillWays(dir)
}

func from(dir, path string) string {
	if filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(dir, path)
}

func (s *settings) check(m *mistakes) {
	seen := map[string]bool{}
	for i, a := range s.Authorities {
		path := fmt.Sprintf("authority[%d]", i)
		switch {
		case !link.ValidName(a.ID):
			m.add(path+".id", "authority %d: its id is missing or malformed", i+1)
		case seen[a.ID]:
			m.add(path+".id", "authority %s is there twice", a.ID)
		}
		seen[a.ID] = true
		if _, err := a.hours(); err != nil {
			m.add(path+".hours", "authority %s: %v", a.ID, err)
		}
	}
	if n := s.Drafts.MostDays; n < 0 || n > link.MaxDraftDays {
		m.add("drafts.most_days", "drafts: most_days is from 1 to %d", link.MaxDraftDays)
	}
	if s.Drafts.PerTerminal < 0 {
		m.add("drafts.per_terminal", "drafts: per_terminal is less than nothing")
	}
	switch r := s.Relay; {
	case r.Mode != relayEmbedded && r.Mode != relayCoturn && r.Mode != relayOff:
		m.add("relay.mode", "relay: mode %q is none of %s, %s, %s", r.Mode, relayEmbedded, relayCoturn, relayOff)
	case r.Mode == relayCoturn && (len(r.Coturn) == 0 || r.SecretFile == ""):
		m.add("relay", "relay: coturn needs its addresses and secret_file")
	}
}

// hours reads the opening hours.
func (a authoritySettings) hours() (h queue.Hours, err error) {
	h.Closed = a.Closed
	for day := time.Sunday; day <= time.Saturday; day++ {
		for _, span := range a.Hours[strings.ToLower(day.String())] {
			opens, closes, found := strings.Cut(span, "-")
			from, errFrom := minute(opens)
			to, errTo := minute(closes)
			if !found || errFrom != nil || errTo != nil || from >= to {
				return h, fmt.Errorf("hours of %s: %q is not like 08:00-12:00", strings.ToLower(day.String()), span)
			}
			h.Weekly[day] = append(h.Weekly[day], queue.Span{Opens: from, Closes: to})
		}
	}
	for name := range a.Hours {
		if !weekday(name) {
			return h, fmt.Errorf("hours: %q is no day", name)
		}
	}
	return h, nil
}

func weekday(name string) bool {
	for day := time.Sunday; day <= time.Saturday; day++ {
		if name == strings.ToLower(day.String()) {
			return true
		}
	}
	return false
}

// minute reads 08:00; 24:00 is the end of the day.
func minute(text string) (int, error) {
	text = strings.TrimSpace(text)
	if text == "24:00" {
		return 24 * 60, nil
	}
	t, err := time.Parse("15:04", text)
	return t.Hour()*60 + t.Minute(), err
}

// exists reports whether the database is there already; of a server only opening it tells.
func (s settings) exists() bool {
	if database.IsPostgreSQL(s.Database) {
		return true
	}
	_, err := os.Stat(s.Database)
	return err == nil
}
