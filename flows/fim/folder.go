package fim

import (
	"bytes"
	"io"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"time"
)

// folder is a file system of files in memory, by slash path: a flow is loaded from it before it is written anywhere.
type folder map[string][]byte

// Open implements fs.FS.
func (f folder) Open(name string) (fs.File, error) {
	if content, ok := f[name]; ok {
		return &openFile{entry{path.Base(name), int64(len(content)), false}, bytes.NewReader(content)}, nil
	}
	if inside := f.inside(name); fs.ValidPath(name) && (name == "." || len(inside) > 0) {
		return &openFolder{entry{path.Base(name), 0, true}, inside}, nil
	}
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

// inside lists what stands directly in a folder, sorted by name.
func (f folder) inside(name string) (out []fs.DirEntry) {
	prefix := name + "/"
	if name == "." {
		prefix = ""
	}
	for _, file := range slices.Sorted(maps.Keys(f)) {
		rest, found := strings.CutPrefix(file, prefix)
		if !found {
			continue
		}
		base, _, below := strings.Cut(rest, "/")
		if e := (entry{base, int64(len(f[file])), below}); !below {
			out = append(out, fs.FileInfoToDirEntry(e))
		} else if len(out) == 0 || out[len(out)-1].Name() != base {
			out = append(out, fs.FileInfoToDirEntry(entry{base, 0, true}))
		}
	}
	return out
}

// entry is what is known of a file or a folder.
type entry struct {
	name   string
	size   int64
	folder bool
}

func (e entry) Name() string               { return e.name }
func (e entry) Size() int64                { return e.size }
func (e entry) ModTime() time.Time         { return time.Time{} }
func (e entry) IsDir() bool                { return e.folder }
func (e entry) Sys() any                   { return nil }
func (e entry) Stat() (fs.FileInfo, error) { return e, nil }
func (e entry) Close() error               { return nil }
func (e entry) Mode() fs.FileMode {
	if e.folder {
		return fs.ModeDir | 0o555
	}
	return 0o444
}

type openFile struct {
	entry
	content *bytes.Reader
}

func (f *openFile) Read(p []byte) (int, error) { return f.content.Read(p) }

type openFolder struct {
	entry
	left []fs.DirEntry
}

func (f *openFolder) Read([]byte) (int, error) {
	return 0, &fs.PathError{Op: "read", Path: f.name, Err: fs.ErrInvalid}
}

// ReadDir implements fs.ReadDirFile.
func (f *openFolder) ReadDir(n int) ([]fs.DirEntry, error) {
	if n <= 0 {
		n = len(f.left)
	} else if len(f.left) == 0 {
		return nil, io.EOF
	}
	n = min(n, len(f.left))
	out := f.left[:n]
	f.left = f.left[n:]
	return out, nil
}
