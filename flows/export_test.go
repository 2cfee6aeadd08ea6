package flows

import "io/fs"

// LoadAny loads definitions that put fields of several kinds on a page, as those of these tests do to be short.
func LoadAny(fsys fs.FS, shared ...fs.FS) (*Catalog, error) {
	return load(fsys, shared, false, func(*Flow) Problems { return nil })
}
