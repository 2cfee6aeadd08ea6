package flows

import (
	"errors"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
)

// Files of a municipality's layer.
const (
	feesFile    = "fees.toml"
	layerTexts  = "texts"
	layerFamily = "." // between a flow's id and the language in the name of a file of texts
)

// LoadOver is LoadKnown with a municipality's layer over the definitions:
//
//	fees.toml               [[FLOW]] cents = …  valid_from = …  source = "…"   the prices of a flow, instead of all of its own
//	texts/FLOW.LANG.toml    texts of a flow, each instead of its own
//
// Both are optional, and checked as if they stood in the definitions: a price may have a condition, a text must have a key that
// the flow has. What the layer says of flows that are not in base is a mistake. Other files in it are not looked at.
func LoadOver(base, layer fs.FS) (*Catalog, error) {
	over := &layered{FS: base, layer: layer}
	if _, err := fs.Stat(layer, feesFile); !errors.Is(err, fs.ErrNotExist) {
		over.fees, over.problems = readDocument(layer, feesFile)
	}
	catalog, err := LoadKnown(over)
	problems := over.problems
	var found Problems
	if errors.As(err, &found) {
		problems = append(problems, found...)
	} else if err != nil {
		return catalog, err
	}
	problems = append(problems, over.strangers(catalog)...)
	if len(problems) > 0 {
		return catalog, problems.sorted()
	}
	return catalog, nil
}

// layered are the definitions, and what a municipality lays over them. The loader finds it where it was given one to read from.
type layered struct {
	fs.FS
	layer    fs.FS
	fees     *node    // nil: none
	seen     []string // ids of the flows in base, those with mistakes too
	problems Problems
}

// layFees puts the municipality's prices in the place of the flow's own, and reports whether there are any.
func layFees(fsys fs.FS, root *node) bool {
	over, ok := fsys.(*layered)
	if !ok || root.child("id") == nil {
		return false
	}
	over.seen = append(over.seen, root.child("id").text)
	own := over.fees.child(root.child("id").text)
	if own == nil {
		return false
	}
	fees := *own
	fees.key = "fee"
	root.children = slices.DeleteFunc(root.children, func(n *node) bool { return n.key == "fee" })
	root.children = append(root.children, &fees)
	return true
}

// isLaid reports whether a municipality has laid texts of its own over those of a flow in a language.
func isLaid(fsys fs.FS, flow, lang string) bool {
	over, ok := fsys.(*layered)
	if !ok {
		return false
	}
	_, err := fs.Stat(over.layer, laidFile(flow, lang))
	return !errors.Is(err, fs.ErrNotExist)
}

func laidFile(flow, lang string) string {
	return path.Join(layerTexts, flow+layerFamily+lang+textsSuffix)
}

// layTexts reads the municipality's texts of a language over those that have been read.
func (w *words) layTexts(fsys fs.FS) {
	over, ok := fsys.(*layered)
	if !ok {
		return
	}
	if !isLaid(fsys, w.loader.flow.ID, w.lang) {
		return
	}
	root, problems := readDocument(over.layer, laidFile(w.loader.flow.ID, w.lang))
	w.problems = append(w.problems, problems...)
	if root == nil {
		return
	}
	if keywords := w.decoder.texts(root, "keywords"); keywords != nil {
		w.keywords = append(slices.Clip(w.keywords), keywords...) // the town's words beside the usual ones
	}
	w.flatten(make([]byte, 0, 128), root)
}

// strangers are prices and texts of flows and languages that are not there.
func (l *layered) strangers(c *Catalog) Problems {
	ids := l.seen
	var d decoder
	if l.fees != nil {
		for _, n := range l.fees.children {
			if !slices.Contains(ids, n.key) {
				d.report(n.place, suggest(n.key, ids), "there is no flow %q whose fees these could be", n.key)
			}
		}
	}
	files, err := fs.Glob(l.layer, path.Join(layerTexts, "*"))
	if err != nil {
		return d.problems // only of a malformed pattern, which this one is not
	}
	for _, file := range files {
		id, lang, whole := strings.Cut(strings.TrimSuffix(path.Base(file), textsSuffix), layerFamily)
		f := c.Flow(id)
		at := place{in: &document{file: file}}
		switch {
		case id == elsewhereName && len(c.Elsewhere) > 0 && slices.Contains(c.Elsewhere[0].Languages(), lang): // read with them
		case !whole || !strings.HasSuffix(file, textsSuffix):
			d.problems = append(d.problems, Problem{File: at.in.file, Message: "not the name of a file of texts", Hint: "write it as FLOW.LANGUAGE.toml"})
		case !slices.Contains(ids, id):
			d.problems = append(d.problems, Problem{File: at.in.file, Message: "there is no flow " + id, Hint: suggest(id, ids)})
		case f != nil && !slices.Contains(f.Languages, lang):
			d.problems = append(d.problems, Problem{File: at.in.file, Message: "the flow does not speak " + lang, Hint: "its languages: " + strings.Join(f.Languages, ", ")})
		}
	}
	return d.problems
}

// SentTo is the flow with another authority that receives it; names are what the citizen is told of it, by language, and may
// be nil. The flow itself stays as it is.
func (f *Flow) SentTo(authority string, names map[string]string) *Flow {
	sent := *f
	sent.Authority = authority
	i, known := f.textNumber["authority.name"]
	if len(names) == 0 || !known {
		return &sent
	}
	sent.texts = maps.Clone(f.texts)
	for lang, name := range names {
		own, there := sent.texts[lang]
		if !there {
			continue
		}
		sent.texts[lang] = &texts{read: func() wording {
			w := own.all()
			w.numbered = slices.Clone(w.numbered)
			w.numbered[i] = name
			return w
		}}
	}
	return &sent
}
