// Package drop lays applications into a directory from which an authority's own program fetches them: one folder for each, named by its
// key, with the sealed application and a manifest. A folder appears whole, by a rename, and everything in it is on the disk before;
// who fetches may move it away or delete it. Names that begin with a dot are not yet, or not any more, an application.
//
// What lies there is sealed for the authority: "clerkhub open" and the authority's mail program open it, the hub cannot.
package drop

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"buergerterminal/kiosk/hub/forward"
	"buergerterminal/kiosk/link"
)

// Code says what went wrong with the directory.
type Code string

// The codes of this package.
const (
	CodeSetup Code = "drop.setup" // the directory is missing, none, or not writable
	CodeFull  Code = "drop.full"  // its disk is full
	CodeIO    Code = "drop.io"    // it failed in another way
)

// Error is a failure with its code. Its text is technical and never personal.
type Error struct {
	Code Code
	Err  error
}

func (e *Error) Error() string { return string(e.Code) + ": " + e.Err.Error() }

func (e *Error) Unwrap() error { return e.Err }

// Kind is the code as the hub notes it.
func (e *Error) Kind() string { return string(e.Code) }

// Final reports that repeating is never useless: a person mends a directory.
func (*Error) Final() bool { return false }

// Wait is no wish of a directory's.
func (*Error) Wait() time.Duration { return 0 }

// CodeOf returns the code of the first Error in err's chain, or the empty code.
func CodeOf(err error) Code {
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}

// Directory is the directory of one authority. It must be on one file system, and is for one hub or its replicas.
type Directory struct{ path string }

// Interface guard.
var _ forward.Carrier = (*Directory)(nil)

// New returns the directory at path, which need not be there yet: a share may come late.
func New(path string) (*Directory, error) {
	if !filepath.IsAbs(path) {
		return nil, &Error{CodeSetup, errors.New("the directory needs an absolute path")}
	}
	return &Directory{path}, nil
}

// Takes reports whether an application may lie in a directory: sealed for the authority's key, or as a mail.
func (*Directory) Takes(w link.Way) bool { return w == link.WayHub || w == link.WayMail }

// Manifest is manifest.json: what stands outside of an application.
type Manifest struct {
	Key       string    `json:"key"`
	Number    string    `json:"number"`
	Terminal  string    `json:"terminal"`
	Authority string    `json:"authority"`
	Flow      string    `json:"flow"` // id of the service, with version
	StoredAt  time.Time `json:"storedAt"`
	Files     []File    `json:"files"`
}

// File is a file beside the manifest.
type File struct {
	Name   string `json:"name"`
	MIME   string `json:"mime"`
	Size   int    `json:"size"`
	SHA256 string `json:"sha256"` // 64 hexadecimal digits
}

// Names in a folder.
const (
	ManifestName = "manifest.json"
	sealedName   = "application.sealed.json" // as link.Sealed
	mailName     = "application.p7m"         // CMS, DER
	mailType     = "application/pkcs7-mime"
)

// staged is the folder of an application that is not yet handed over.
func (d *Directory) staged(key string) string { return filepath.Join(d.path, "."+key) }

// Prepare writes the folder under its hidden name. An older attempt is replaced.
func (d *Directory) Prepare(_ context.Context, p forward.Parcel) error {
	if err := d.Check(); err != nil {
		return err
	}
	staged := d.staged(p.Key)
	if err := os.RemoveAll(staged); err != nil {
		return classify(err)
	}
	if err := os.Mkdir(staged, 0o750); err != nil {
		return classify(err)
	}
	name, kind, content := sealedName, link.SealedType, p.Body
	if p.Sealed.Way() == link.WayMail {
		name, kind, content = mailName, mailType, p.Sealed.Envelope
	}
	sum := sha256.Sum256(content)
	e := p.Envelope
	manifest, err := json.MarshalIndent(Manifest{
		Key: p.Key, Number: e.Number, Terminal: e.Terminal, Authority: e.Authority, Flow: e.Flow, StoredAt: p.StoredAt.UTC(),
		Files: []File{{name, kind, len(content), hex.EncodeToString(sum[:])}},
	}, "", "  ")
	if err != nil {
		return classify(err)
	}
	return classify(errors.Join(write(filepath.Join(staged, name), content), write(filepath.Join(staged, ManifestName), append(manifest, '\n')), sync(staged), sync(d.path)))
}

// Deliver gives the folder its name. Resumed, and with no folder under the hidden name, it was given by the attempt before; the
// authority may have fetched it already.
func (d *Directory) Deliver(_ context.Context, p forward.Parcel, resumed bool) error {
	err := os.Rename(d.staged(p.Key), filepath.Join(d.path, p.Key))
	switch {
	case resumed && errors.Is(err, fs.ErrNotExist) && d.Check() == nil:
		err = nil
	case errors.Is(err, fs.ErrExist): // it lies there from before somebody had it sent again, and the key says that it is the same
		err = os.RemoveAll(d.staged(p.Key))
	}
	if err == nil {
		err = sync(d.path)
	}
	return classify(err)
}

// Check tells whether the directory is there and can be written.
func (d *Directory) Check() error {
	info, err := os.Stat(d.path)
	switch {
	case err != nil:
		return &Error{CodeSetup, err}
	case !info.IsDir():
		return &Error{CodeSetup, errors.New("it is no directory")}
	}
	probe, err := os.CreateTemp(d.path, ".probe-*")
	if err != nil {
		return classify(err)
	}
	return classify(errors.Join(probe.Close(), os.Remove(probe.Name())))
}

// write writes a new file to the disk.
func write(path string, content []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o640)
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	return errors.Join(err, f.Sync(), f.Close())
}

// sync brings the names in a directory to the disk.
func sync(path string) error {
	dir, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}

func classify(err error) error {
	var ours *Error
	switch {
	case err == nil, errors.As(err, &ours):
		return err
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return &Error{CodeFull, err}
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		return &Error{CodeSetup, err}
	}
	return &Error{CodeIO, err}
}
