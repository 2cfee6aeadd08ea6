package kiosk

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"buergerterminal/kiosk/session"
)

// standingFile keeps what must survive a restart, in the folder of the outbox: whether a technician closed the terminal, and
// the wrong codes in a row. So neither a restart nor the power switch opens a closed terminal or gives more attempts.
type standingFile string

// lockedAnew is how long the technician's code is locked where the file cannot be read: it may have been damaged on purpose.
const lockedAnew = 15 * time.Minute

// standingOnDisk is the file's form.
type standingOnDisk struct {
	OutOfService time.Time `json:"outOfService,omitzero"`
	Failed       int       `json:"failedCodes,omitempty"`
	LockedUntil  time.Time `json:"lockedUntil,omitzero"`
}

// load reads the file. Without one the terminal is open; one that cannot be read is an error beside a standing that locks the
// technician's code for a while.
func (f standingFile) load(now time.Time) (session.Standing, error) {
	data, err := os.ReadFile(string(f))
	if errors.Is(err, fs.ErrNotExist) {
		return session.Standing{}, nil
	}
	var d standingOnDisk
	if err == nil {
		err = json.Unmarshal(data, &d)
	}
	if err == nil && d.Failed < 0 {
		err = errors.New("a negative number of codes")
	}
	if err != nil {
		return session.Standing{LockedUntil: now.Add(lockedAnew)}, fmt.Errorf("what must survive a restart: %w", err)
	}
	return session.Standing(d), nil
}

// save writes the file, whole or not at all.
func (f standingFile) save(s session.Standing) error {
	data, err := json.Marshal(standingOnDisk(s))
	if err != nil {
		return fmt.Errorf("what must survive a restart: %w", err)
	}
	return writeWhole(string(f), data)
}

// writeWhole writes a file of mode 0600 so that a power cut leaves the old one or the new one.
func writeWhole(path string, data []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".new-*") // 0600
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.Write(data)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return err
	}
	dir, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	defer dir.Close()
	return dir.Sync()
}
