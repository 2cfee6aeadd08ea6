package flows

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
)

// definitionFile is the file that makes a folder a flow.
const definitionFile = "flow.toml"

// maxFileSize guards the terminal against a file that cannot be a definition.
const maxFileSize = 1 << 20

// Load reads every folder below fsys (and fsys itself) that has a flow.toml. Blocks and lists that a flow names are taken
// from its own folder, from _blocks and _lists in the folders above, and then from those of the shared trees, in this
// order. The error, if any, is Problems: all
// mistakes at once, sorted. The catalogue holds the flows that are free of mistakes even then, so that one bad folder
// does not take the others off the terminal.
func Load(fsys fs.FS, shared ...fs.FS) (*Catalog, error) {
	return load(fsys, shared, false, (*Flow).crowded)
}

// LoadKnown is Load for definitions whose texts are in order, as a test holds of those that ship: the texts of a language are
// read when they are first asked for.
func LoadKnown(fsys fs.FS, shared ...fs.FS) (*Catalog, error) {
	return load(fsys, shared, true, (*Flow).crowded)
}

// load is Load; examine finds what is wrong with a flow that is in order otherwise.
func load(fsys fs.FS, shared []fs.FS, known bool, examine func(*Flow) Problems) (*Catalog, error) {
	var problems Problems
	catalog := &Catalog{}
	read := lists{}
	err := fs.WalkDir(fsys, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			problems = append(problems, Problem{File: name, Message: readFailure(err)})
			return nil
		}
		if entry.IsDir() || path.Base(name) != definitionFile {
			return nil
		}
		flow, found := loadFolder(library{fsys, path.Dir(name), shared}, read, known)
		mistakes := found.Mistakes()
		if len(mistakes) == 0 {
			mistakes = examine(flow)
		}
		problems = append(problems, mistakes...)
		if len(mistakes) == 0 {
			catalog.Flows, catalog.Warnings = append(catalog.Flows, flow), append(catalog.Warnings, found...)
		}
		return nil
	})
	if err != nil {
		problems = append(problems, Problem{File: ".", Message: readFailure(err)})
	}
	if len(catalog.Flows) == 0 && len(problems) == 0 {
		problems = Problems{{File: ".", Message: "no flow here", Hint: "a flow is a folder with a " + definitionFile}}
	}
	elsewhere, found := loadElsewhere(fsys)
	catalog.Elsewhere = elsewhere
	problems = append(problems, found...)
	problems = append(problems, catalog.sort()...)
	catalog.Warnings = catalog.Warnings.sorted()
	if len(problems) > 0 {
		return catalog, problems.sorted()
	}
	return catalog, nil
}

// sort puts the flows into display order and drops the second of two with the same id.
func (c *Catalog) sort() Problems {
	slices.SortStableFunc(c.Flows, func(a, b *Flow) int {
		return cmp.Or(cmp.Compare(a.Order, b.Order), cmp.Compare(a.ID, b.ID))
	})
	var problems Problems
	seen := map[string]bool{}
	c.Flows = slices.DeleteFunc(c.Flows, func(f *Flow) bool {
		if seen[f.ID] {
			problems = append(problems, f.place.problem(fmt.Sprintf("flow id %q is used twice", f.ID), "rename the folder and the id"))
			return true
		}
		seen[f.ID] = true
		return false
	})
	return problems
}

func loadFolder(from library, read lists, known bool) (*Flow, Problems) {
	root, problems := readDocument(from.fsys, path.Join(from.dir, definitionFile))
	if root == nil {
		return nil, problems
	}
	laid := layFees(from.fsys, root)
	l := loader{
		library: from, lists: read, known: known,
		flow:   &Flow{fields: map[string]*Field{}, values: map[string]*Computed{}, position: map[string]int{}, place: root.place},
		places: make(map[string]place, usualIDs), patterns: map[string]*regexp.Regexp{}, feesLaid: laid,
	}
	l.definition(root)
	if name := path.Base(from.dir); from.dir != "." && l.flow.ID != "" && name != l.flow.ID {
		l.report(root.child("id").value, "rename one of the two", "id %q differs from the folder's name %q", l.flow.ID, name)
	}
	l.compile()
	l.checkLinks()
	l.flow.collectReads()
	l.readTexts()
	l.flow.places, l.conditions, l.linked, l.patterns = l.places, nil, nil, nil // texts that are read later keep the loader
	return l.flow, l.problems
}

// readFile reads a file of the flow's folder.
func (l *loader) readFile(name string) ([]byte, error) {
	return fs.ReadFile(l.fsys, path.Join(l.dir, name))
}

func readDocument(fsys fs.FS, file string) (*node, Problems) {
	data, err := fs.ReadFile(fsys, file)
	if err != nil {
		return nil, Problems{{File: file, Message: readFailure(err)}}
	}
	if len(data) > maxFileSize {
		return nil, Problems{{File: file, Message: "larger than 1 MiB", Hint: "no definition is"}}
	}
	return parseDocument(file, data)
}

// readFailure says why a file cannot be read, without the path, which Problem has already.
func readFailure(err error) string {
	var pathError *fs.PathError
	if errors.As(err, &pathError) {
		err = pathError.Err
	}
	return "cannot be read: " + strings.TrimSpace(err.Error())
}
