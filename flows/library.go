package flows

import (
	"io/fs"
	"path"
)

// Folders of what several flows share.
const (
	blocksFolder = "_blocks"
	listsFolder  = "_lists"
)

// library is where a flow finds what it does not have itself: in the folders above its own, then in what Load was given.
type library struct {
	fsys   fs.FS
	dir    string // of the flow
	shared []fs.FS
}

// shelf is a file or folder and the tree that it stands in.
type shelf struct {
	fsys fs.FS
	tree int // which of those that Load was given, the first is 0: not every fs.FS can be compared
	path string
}

// find returns the nearest place where folder/name is, as "_blocks/person/block.toml".
func (b library) find(folder, name string) (shelf, bool) {
	for dir := b.dir; ; dir = path.Dir(dir) {
		if s := (shelf{b.fsys, 0, path.Join(dir, folder, name)}); s.exists() {
			return s, true
		}
		if dir == "." || dir == "/" {
			break
		}
	}
	for i, fsys := range b.shared {
		if s := (shelf{fsys, i + 1, path.Join(folder, name)}); s.exists() {
			return s, true
		}
	}
	return shelf{}, false
}

func (s shelf) exists() bool {
	_, err := fs.Stat(s.fsys, s.path)
	return err == nil
}
