package flows

import (
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"
)

// maxTitle is how many letters a title may have so that it fits in three lines of the largest size. Soft hyphens do
// not count.
const maxTitle = 60

const textsPrefix, textsSuffix = "texts.", ".toml"

// textKeys lists the keys that the flow's texts may have, besides those of errors; the value says whether it must be
// there.
func (f *Flow) textKeys() map[string]bool {
	keys := make(map[string]bool, 16*len(f.ordered)) // a choice has two for each option
	for _, key := range []string{"title", "summary", "duration", "fee", "authority.name", "receipt.title"} {
		keys[key] = true
	}
	keys["deadline"], keys["note"], keys["authority.contact"] = false, false, false
	for _, n := range f.Needs {
		keys["needs."+n.ID+".title"], keys["needs."+n.ID+".detail"] = true, false
	}
	for _, p := range f.Pages {
		keys["page."+p.ID+".title"] = len(p.Fields) != 1
		keys["page."+p.ID+".short"] = false
		keys["page."+p.ID+".help"] = len(p.Fields) == 0
		if p.Repeat != nil {
			keys["page."+p.ID+".row"] = f.countedBy(p.Repeat.ID) != nil
		}
	}
	for _, q := range f.ordered {
		q.textKeys(keys)
	}
	for _, p := range f.Proofs {
		keys["proof."+p.ID+".title"], keys["proof."+p.ID+".short"], keys["proof."+p.ID+".help"] = true, true, false
	}
	if f.Signature != nil {
		keys["signature.title"], keys["signature.statement"] = true, true
	}
	for _, c := range f.Consents {
		keys["consent."+c.ID], keys["consent."+c.ID+".detail"] = true, false
	}
	for i := range f.Next {
		keys["next."+strconv.Itoa(i+1)] = true
	}
	for _, key := range reworded() {
		keys[key] = false
	}
	return keys
}

// rowTexts are the keys below "rows.GROUP" of the page that lists a group's rows.
func rowTexts() []string { return []string{"add", "empty", "max", "unnamed", "remove", "unsaved"} }

func (q *Field) textKeys(keys map[string]bool) {
	field := "field." + q.ID
	keys[field+".title"], keys[field+".short"], keys[field+".help"], keys[field+".unit"] = true, true, false, false
	keys["why."+q.ID] = false
	if q.Counts != "" {
		for _, name := range rowTexts() {
			keys["rows."+q.Counts+"."+name] = true
		}
	}
	for _, o := range q.Options {
		keys["option."+q.ID+"."+o.ID], keys["option."+q.ID+"."+o.ID+".detail"] = true, false
	}
	if q.Type == TypeBool {
		for _, o := range []string{"yes", "no"} {
			keys["option."+q.ID+"."+o], keys["option."+q.ID+"."+o+".detail"] = false, false
		}
	}
}

// words is a texts file as it was read.
type words struct {
	decoder
	there    bool // false: the file could not be read
	keywords []string
	texts    []text
	byKey    map[string]string
}

// text is one entry of a texts file: its dotted key, and the node with words and place.
type text struct {
	key string
	*node
}

// readTexts reads the texts of the languages, each on its own; wait returns them in the order of the languages.
func readTexts(fsys fs.FS, dir string, languages []string) (wait func() []words) {
	out := make([]words, len(languages))
	var reading sync.WaitGroup
	for i, lang := range languages {
		reading.Go(func() { out[i].read(fsys, textsFile(dir, lang)) })
	}
	return func() []words {
		reading.Wait()
		return out
	}
}

func (w *words) read(fsys fs.FS, file string) {
	var root *node
	if root, w.problems = readDocument(fsys, file); root == nil {
		return
	}
	w.there = true
	w.keywords = w.decoder.texts(root, "keywords")
	w.flatten("", root)
	w.check()
	w.byKey = make(map[string]string, len(w.texts))
	for _, t := range w.texts {
		w.byKey[t.key] = t.text
	}
}

func textsFile(dir, lang string) string { return path.Join(dir, textsPrefix+lang+textsSuffix) }

// loadTexts takes texts.<language>.toml of each declared language and proves that it is complete.
func (l *loader) loadTexts(fsys fs.FS, dir string, read func() []words) {
	l.flow.texts, l.flow.Keywords = map[string]map[string]string{}, map[string][]string{}
	keys := l.flow.textKeys()
	all := read()
	for i, lang := range l.flow.Languages {
		w := &all[i]
		l.problems = append(l.problems, w.problems...)
		if !w.there {
			continue
		}
		if !l.vague {
			file := textsFile(dir, lang)
			l.checkKeys(file, keys, w)
			l.checkReworded(file, w)
		}
		l.flow.Keywords[lang], l.flow.texts[lang] = w.keywords, w.byKey
	}
	l.undeclared(fsys, dir)
}

// undeclared reports text files of languages that the flow does not declare: nobody would ever see them.
func (l *loader) undeclared(fsys fs.FS, dir string) {
	files, err := fs.Glob(fsys, path.Join(dir, textsPrefix+"*"+textsSuffix))
	if err != nil {
		return // only a malformed pattern, which a folder with brackets in its name makes
	}
	for _, file := range files {
		lang := strings.TrimSuffix(strings.TrimPrefix(path.Base(file), textsPrefix), textsSuffix)
		if !slices.Contains(l.flow.Languages, lang) {
			l.report(place{in: &document{file: file}}, "add it to languages in "+definitionFile, "language %q is not declared", lang)
		}
	}
}

// flatten turns tables into dotted keys. The entry "text" of a table is the text of the table itself, so that an
// option can have a text and a detail.
func (w *words) flatten(prefix string, t *node) {
	for _, c := range t.children {
		if c.used {
			continue
		}
		key := prefix + c.key
		if c.key == "text" && c.shape == shapeString {
			key = strings.TrimSuffix(prefix, ".")
		}
		switch c.shape {
		case shapeTable:
			w.flatten(key+".", c)
		case shapeString:
			w.texts = append(w.texts, text{key, c})
		default:
			w.report(c.value, `write it as "…"`, "%s must be a text, not %s", key, c.shape)
		}
	}
}

// checkKeys compares the texts that are there with those that the definition asks for.
func (l *loader) checkKeys(file string, keys map[string]bool, w *words) {
	for _, t := range w.texts {
		if _, known := keys[t.key]; !known && !l.isErrorText(t.key) {
			l.report(t.place, suggest(t.key, slices.Sorted(maps.Keys(keys))), "text %s is unknown", t.key)
		}
	}
	for key, required := range keys {
		if !required {
			continue
		}
		if _, there := w.byKey[key]; there {
			continue
		}
		p := Problem{File: file, Message: fmt.Sprintf("text %s is missing", key)}
		if at, ok := l.places[owner(key)]; ok {
			p.Hint = fmt.Sprintf("it is defined in %s:%d", at.in.file, at.line())
		}
		l.problems = append(l.problems, p)
	}
}

// isErrorText reports whether the key is field.ID.error.CODE of a field and code that exist.
func (l *loader) isErrorText(key string) bool {
	parts := strings.Split(key, ".")
	return len(parts) == 4 && parts[0] == "field" && parts[2] == "error" &&
		l.flow.fields[parts[1]] != nil && slices.Contains(codes(), Code(parts[3]))
}

// check looks at the texts themselves.
func (w *words) check() {
	for _, t := range w.texts {
		if strings.TrimSpace(t.text) == "" {
			w.report(t.value, "leave the key out if the text is optional", "text %s is empty", t.key)
		}
		if len(t.text) <= maxTitle || !isTitle(t.key) { // no more letters than bytes
			continue
		}
		if length := letters(t.text); length > maxTitle {
			w.report(t.value, "shorten it, or move a part to the help", "title of %d letters, at most %d", length, maxTitle)
		}
	}
}

// owner is the definition that a text belongs to, as "field.street".
func owner(key string) string {
	parts := strings.SplitN(key, ".", 3)
	if len(parts) < 2 {
		return key
	}
	if parts[0] == "option" || parts[0] == "why" || parts[0] == "rows" {
		return "field." + parts[1]
	}
	return parts[0] + "." + parts[1]
}

func isTitle(key string) bool { return key == "title" || strings.HasSuffix(key, ".title") }

// letters counts what is seen of a text.
func letters(s string) int {
	return utf8.RuneCountInString(strings.ReplaceAll(s, "\u00ad", ""))
}
