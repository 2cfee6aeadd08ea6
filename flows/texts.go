package flows

import (
	"bytes"
	"cmp"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

// maxTitle is how many letters a title may have so that it fits in three lines of the largest size. Soft hyphens do
// not count.
const maxTitle = 60

const textsPrefix, textsSuffix = "texts.", ".toml"

// texts are those of a flow in one language. A terminal ships ten languages of each flow, of which citizens ask for one or
// two: the others are not parsed.
type texts struct {
	once sync.Once
	read func() wording // nil: they are read
	wording
}

// wording are the texts of a file.
type wording struct {
	numbered []string          // by Flow.textNumber, "" where there is none
	errors   map[string]string // texts of errors by key; nil: none
	keywords []string
}

// all are the texts; those of a language that the flow does not have, which is nil, are none.
func (t *texts) all() wording {
	if t == nil {
		return wording{}
	}
	t.once.Do(func() {
		if t.read != nil {
			t.wording, t.read = t.read(), nil
		}
	})
	return t.wording
}

// words is a texts file as it is read.
type words struct {
	decoder
	loader *loader
	keys   *textKeys
	lang   string
	file   string
	block  *block // whose texts are being read; nil: the flow's own
	there  bool   // false: the file could not be read
	wording
}

// readTexts reads the texts of the languages, or leaves those for later that are known to be in order: no municipality has laid its
// own over them, nor prices whose reasons they would have to tell.
func (l *loader) readTexts() {
	f, keys := l.flow, l.flow.textKeys()
	f.texts, f.textNumber = map[string]*texts{}, keys.number
	all := make([]words, len(f.Languages))
	var reading sync.WaitGroup
	for i, lang := range f.Languages {
		w := &all[i]
		*w = words{loader: l, keys: keys, lang: lang, file: textsFile(l.dir, lang)}
		if l.known && !l.feesLaid && !isLaid(l.fsys, f.ID, lang) {
			f.texts[lang] = &texts{read: func() wording { w.read(); return w.wording }}
			continue
		}
		reading.Go(w.read)
	}
	reading.Wait()
	for i, lang := range f.Languages {
		w := &all[i]
		l.problems = append(l.problems, w.problems...)
		if w.there {
			f.texts[lang] = &texts{wording: w.wording}
		}
	}
	l.undeclared()
}

// read reads the texts of the blocks, and then the flow's own, which go before them.
func (w *words) read() {
	root, problems := readDocument(w.loader.fsys, w.file)
	if root == nil {
		w.problems = problems
		return
	}
	w.there = true
	w.numbered = make([]string, len(w.keys.names))
	for _, b := range w.loader.blocks {
		w.ofBlock(b)
	}
	w.problems = append(w.problems, problems...)
	w.keywords = w.decoder.texts(root, "keywords")
	w.flatten(make([]byte, 0, 128), root)
	w.layTexts(w.loader.fsys)
	if !w.loader.vague {
		w.checkMissing()
		w.checkReworded()
	}
}

// lawLanguage is the language of the law: it is the first of each flow that speaks it.
const lawLanguage = "de"

// spoken are the languages that there is a file of texts in, that of the law first; prefix is what stands before the language
// in the path of a file. What is no language there is left to whoever asks for files that nobody reads.
func spoken(fsys fs.FS, prefix string) []string {
	files, err := fs.Glob(fsys, prefix+"*"+textsSuffix)
	if err != nil {
		return nil // only a malformed pattern, which a folder with brackets in its name makes
	}
	var all []string
	for _, file := range files {
		if lang := strings.TrimSuffix(strings.TrimPrefix(file, prefix), textsSuffix); languageForm.MatchString(lang) {
			all = append(all, lang)
		}
	}
	slices.Sort(all)
	if i := slices.Index(all, lawLanguage); i > 0 {
		all = slices.Insert(slices.Delete(all, i, i+1), 0, lawLanguage)
	}
	return all
}

func textsFile(dir, lang string) string { return path.Join(dir, textsPrefix+lang+textsSuffix) }

// undeclared reports text files of languages that the flow does not declare: nobody would ever see them.
func (l *loader) undeclared() {
	files, err := fs.Glob(l.fsys, path.Join(l.dir, textsPrefix+"*"+textsSuffix))
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
// option can have a text and a detail. What stands behind the prefix in its array is overwritten.
func (w *words) flatten(prefix []byte, t *node) {
	for _, c := range t.children {
		if c.used {
			continue
		}
		key := append(prefix, c.key...)
		switch {
		case c.shape == shapeTable:
			w.flatten(append(key, '.'), c)
		case c.shape == shapeString && c.key == "text":
			w.take(bytes.TrimSuffix(prefix, []byte(".")), c)
		case c.shape == shapeString:
			w.take(key, c)
		default:
			w.report(c.value, `write it as "…"`, "%s must be a text, not %s", key, c.shape)
		}
	}
}

// take takes one text over and looks at it.
func (w *words) take(key []byte, n *node) {
	if w.block != nil {
		if key = w.block.textKey(key); key == nil {
			return
		}
	}
	i, known := w.keys.number[string(key)]
	switch {
	case known:
		w.numbered[i] = cmp.Or(n.text, " ") // an empty text is told as such, and not as missing; the flow is not kept
	case w.loader.isErrorText(string(key)):
		if w.errors == nil {
			w.errors = map[string]string{}
		}
		w.errors[string(key)] = n.text
	case w.loader.feesLaid && strings.HasPrefix(string(key), "fee."): // of a price that the municipality has replaced
	case !w.loader.vague && !w.block.mayHave(key):
		w.report(n.place, suggest(string(key), slices.Sorted(slices.Values(w.keys.names))), "text %s is unknown", key)
	}
	if strings.TrimSpace(n.text) == "" {
		w.report(n.value, "leave the key out if the text is optional", "text %s is empty", key)
	}
	if len(n.text) <= maxTitle || !isTitle(key) { // no more letters than bytes
		return
	}
	if length := letters(n.text); length > maxTitle {
		w.report(n.value, "shorten it, or move a part to the help", "title of %d letters, at most %d", length, maxTitle)
		w.problems[len(w.problems)-1].Warning = w.loader.flow.Import != nil
	}
}

// has reports whether the text is there.
func (w *words) has(key string) bool {
	i, known := w.keys.number[key]
	return known && w.numbered[i] != ""
}

// checkMissing asks for the texts that the definition needs.
func (w *words) checkMissing() {
	for i, key := range w.keys.names {
		if !w.keys.required[i] || w.numbered[i] != "" {
			continue
		}
		p := Problem{File: w.file, Message: "text " + key + " is missing"}
		if at, ok := w.loader.places[owner(key)]; ok {
			p.Hint = fmt.Sprintf("it is defined in %s:%d", at.in.file, at.line())
		}
		w.problems = append(w.problems, p)
	}
}

// isErrorText reports whether the key is field.ID.error.CODE of a field and code that exist.
func (l *loader) isErrorText(key string) bool {
	parts := strings.Split(key, ".")
	return len(parts) == 4 && parts[0] == "field" && parts[2] == "error" &&
		l.flow.fields[parts[1]] != nil && slices.Contains(codes(), Code(parts[3]))
}

// owner is the definition that a text belongs to, as "field.street".
func owner(key string) string {
	parts := strings.SplitN(key, ".", 3)
	if len(parts) < 2 {
		return key
	}
	switch parts[0] {
	case "option", "why", "rows", "value":
		return "field." + parts[1]
	}
	return parts[0] + "." + parts[1]
}

func isTitle(key []byte) bool {
	return string(key) == "title" || bytes.HasSuffix(key, []byte(".title"))
}

// letters counts what is seen of a text.
func letters(s string) int {
	return utf8.RuneCountInString(strings.ReplaceAll(s, "\u00ad", ""))
}
