package hub

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base32"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/pelletier/go-toml/v2"

	"buergerterminal/kiosk/link"
)

// Terminal is one enrolled terminal. Its token is known to the terminal alone.
type Terminal struct {
	ID          string `toml:"id"`
	Place       string `toml:"place,omitempty"`     // for people: "Rathaus, Foyer"
	Authority   string `toml:"authority,omitempty"` // whose clerks help there; the hub's first one if empty
	TokenSHA256 string `toml:"token_sha256"`        // 64 hexadecimal digits
}

type terminalsFile struct {
	Terminals []Terminal `toml:"terminal"`
}

// Terminals is the list in terminals.toml. It reads the file again when it has changed, so that an enrolment works at once.
// It is safe for concurrent use.
type Terminals struct {
	path string

	mu       sync.Mutex
	modified time.Time
	size     int64
	list     []Terminal
}

// LoadTerminals reads the list; a missing file is an empty list. Mistakes in it give CodeTerminals with row and column.
func LoadTerminals(path string) (*Terminals, error) {
	t := &Terminals{path: path}
	if err := t.refresh(); err != nil {
		return nil, err
	}
	return t, nil
}

// All returns the enrolled terminals. With an error, which has CodeTerminals, they are the last that could be read.
func (t *Terminals) All() ([]Terminal, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	err := t.refresh()
	return append([]Terminal(nil), t.list...), err
}

// Admits reports whether token is the secret of the terminal id. The time it takes tells nothing about the token. An error
// is about the file, and the answer then follows the last list that could be read.
func (t *Terminals) Admits(id, token string) (bool, error) {
	list, err := t.All()
	sum := sha256.Sum256([]byte(token))
	got := hex.EncodeToString(sum[:])
	found := 0
	for _, terminal := range list {
		same := subtle.ConstantTimeCompare([]byte(terminal.ID), []byte(id))
		found |= same & subtle.ConstantTimeCompare([]byte(terminal.TokenSHA256), []byte(got))
	}
	return found == 1 && token != "", err
}

// Find returns an enrolled terminal, as All does.
func (t *Terminals) Find(id string) (found Terminal, ok bool, err error) {
	list, err := t.All()
	i := slices.IndexFunc(list, func(t Terminal) bool { return t.ID == id })
	if i < 0 {
		return found, false, err
	}
	return list[i], true, err
}

// refresh needs the lock.
func (t *Terminals) refresh() error {
	info, err := os.Stat(t.path)
	if errors.Is(err, fs.ErrNotExist) {
		t.list, t.modified, t.size = nil, time.Time{}, 0
		return nil
	}
	if err != nil {
		return &Error{CodeTerminals, err}
	}
	if info.ModTime().Equal(t.modified) && info.Size() == t.size {
		return nil
	}
	raw, err := os.ReadFile(t.path)
	if err != nil {
		return &Error{CodeTerminals, err}
	}
	list, err := parseTerminals(raw)
	if err != nil {
		return err
	}
	t.list, t.modified, t.size = list, info.ModTime(), info.Size()
	return nil
}

func parseTerminals(raw []byte) ([]Terminal, error) {
	var file terminalsFile
	d := toml.NewDecoder(bytes.NewReader(raw)).DisallowUnknownFields()
	if err := d.Decode(&file); err != nil {
		var at *toml.DecodeError
		if errors.As(err, &at) {
			row, column := at.Position()
			return nil, &Error{CodeTerminals, fmt.Errorf("row %d, column %d: %w", row, column, err)}
		}
		return nil, &Error{CodeTerminals, err}
	}
	seen := map[string]bool{}
	for i, terminal := range file.Terminals {
		hash, err := hex.DecodeString(terminal.TokenSHA256)
		switch {
		case !link.ValidName(terminal.ID):
			return nil, &Error{CodeTerminals, fmt.Errorf("terminal %d: id is missing or malformed", i+1)}
		case terminal.Authority != "" && !link.ValidName(terminal.Authority):
			return nil, &Error{CodeTerminals, fmt.Errorf("terminal %d: authority is malformed", i+1)}
		case seen[terminal.ID]:
			return nil, &Error{CodeTerminals, fmt.Errorf("terminal %d: id %s is used twice", i+1, terminal.ID)}
		case err != nil || len(hash) != sha256.Size || hex.EncodeToString(hash) != terminal.TokenSHA256:
			return nil, &Error{CodeTerminals, fmt.Errorf("terminal %d: token_sha256 is no SHA-256 in small hexadecimal digits", i+1)}
		}
		seen[terminal.ID] = true
	}
	return file.Terminals, nil
}

// Enrol adds a terminal to the list and returns its token, which is stored nowhere. With replace an enrolled terminal gets a
// new token and the old one ends, and place and authority stay where none are given; without, that is CodeEnrolled.
func Enrol(path string, added Terminal, replace bool) (token string, err error) {
	if !link.ValidName(added.ID) || added.Authority != "" && !link.ValidName(added.Authority) {
		return "", &Error{CodeSetup, errors.New("the id of a terminal or an authority has ASCII letters, digits and . _ : / @ - only")}
	}
	terminals, err := LoadTerminals(path)
	if err != nil {
		return "", err
	}
	var raw [32]byte
	rand.Read(raw[:]) // never fails (crypto/rand)
	token = base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(raw[:])
	sum := sha256.Sum256([]byte(token))
	added.TokenSHA256 = hex.EncodeToString(sum[:])

	file := terminalsFile{terminals.list}
	known := false
	for i, terminal := range file.Terminals {
		if terminal.ID != added.ID {
			continue
		}
		if !replace {
			return "", &Error{CodeEnrolled, fmt.Errorf("%s is enrolled already", added.ID)}
		}
		if added.Place == "" {
			added.Place = terminal.Place
		}
		if added.Authority == "" {
			added.Authority = terminal.Authority
		}
		file.Terminals[i], known = added, true
	}
	if !known {
		file.Terminals = append(file.Terminals, added)
	}
	out, err := toml.Marshal(file)
	if err != nil {
		return "", &Error{CodeTerminals, err}
	}
	if err := writeFile(path, out); err != nil {
		return "", &Error{CodeTerminals, err}
	}
	return token, nil
}

// writeFile replaces a file as a whole, readable by its owner alone.
func writeFile(path string, content []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	file, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	_, err = file.Write(content)
	if err == nil {
		err = file.Sync()
	}
	err = errors.Join(err, file.Close())
	if err == nil {
		err = os.Rename(file.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(file.Name()))
	}
	return nil
}
