package eventlog

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"sync"
)

// rotating is a file that begins anew when it is full. A line is never split over two files.
type rotating struct {
	path string
	max  int64
	keep int

	mu   sync.Mutex
	file *os.File
	size int64
}

func openRotating(path string, limit int64, keep int) (*rotating, error) {
	r := &rotating{path: path, max: limit, keep: keep}
	return r, r.open()
}

// open opens the newest file for appending.
func (r *rotating) open() error {
	file, err := os.OpenFile(r.path, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return err
	}
	info, err := file.Stat()
	if err != nil {
		file.Close()
		return err
	}
	r.file, r.size = file, info.Size()
	return nil
}

// Write appends one line. After a failure the next Write tries again, so that a disk that was full does not end the log.
func (r *rotating) Write(p []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.size > 0 && r.size+int64(len(p)) > r.max {
		if err := r.turn(); err != nil {
			return 0, err
		}
	}
	if r.file == nil {
		return 0, os.ErrClosed
	}
	n, err := r.file.Write(p)
	r.size += int64(n)
	return n, err
}

// turn moves PATH to PATH.1, PATH.1 to PATH.2 and so on, drops the oldest and begins a new file. The open file is given up only when
// the new one is there.
func (r *rotating) turn() error {
	if r.file == nil {
		return os.ErrClosed
	}
	for i := r.keep; i > 0; i-- {
		from := r.path
		if i > 1 {
			from = fmt.Sprintf("%s.%d", r.path, i-1)
		}
		if err := os.Rename(from, fmt.Sprintf("%s.%d", r.path, i)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	old := r.file
	if err := r.open(); err != nil {
		return err
	}
	return old.Close()
}

// Close closes the file.
func (r *rotating) Close() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.file == nil {
		return os.ErrClosed
	}
	err := r.file.Close()
	r.file = nil
	return err
}
