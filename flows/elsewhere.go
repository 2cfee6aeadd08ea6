package flows

import (
	"errors"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// Elsewhere is something that citizens look for and that the terminal cannot do: who helps, and where. It is immutable after
// Load and safe for concurrent use.
//
//	elsewhere.toml         [[entry]]
//	                       id = "fuehrerschein"   icon = "car"   phone = "115"      # phone: one that is the same everywhere
//	elsewhere.LANG.toml    [fuehrerschein]
//	                       title = "Führerschein"   who = "…"   help = "…"   keywords = ["…"]
//
// A municipality lays its own words over these in texts/elsewhere.LANG.toml: who, help, and phone, where it knows the number.
type Elsewhere struct {
	ID    string
	Icon  string // name of a sign, without ".svg"
	Phone string // "" where the town's own number helps on

	texts map[string]elsewhereTexts // by language
}

// elsewhereTexts are the words of an entry in one language.
type elsewhereTexts struct {
	title, who, help, phone string
	keywords                []string
}

// Files of what is elsewhere.
const (
	elsewhereName = "elsewhere"
	elsewhereFile = elsewhereName + ".toml"
)

// Title is what it is called in a language; ok is false where it does not speak it.
func (e *Elsewhere) Title(lang string) (title string, ok bool) {
	t, ok := e.texts[lang]
	return t.title, ok
}

// Who helps, in a language.
func (e *Elsewhere) Who(lang string) string { return e.texts[lang].who }

// Help is what they do, and what to bring, in a language.
func (e *Elsewhere) Help(lang string) string { return e.texts[lang].help }

// Number is the telephone number of those who help, "" where the town's own helps on.
func (e *Elsewhere) Number(lang string) string {
	if n := e.texts[lang].phone; n != "" {
		return n
	}
	return e.Phone
}

// Languages are those that it speaks, sorted.
func (e *Elsewhere) Languages() []string {
	var all []string
	for lang := range e.texts {
		all = append(all, lang)
	}
	slices.Sort(all)
	return all
}

// loadElsewhere reads the entries, if there are any.
func loadElsewhere(fsys fs.FS) ([]*Elsewhere, Problems) {
	if _, err := fs.Stat(fsys, elsewhereFile); errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	t := ReadTable(fsys, elsewhereFile)
	var all []*Elsewhere
	var ids []string
	for _, in := range t.Tables("entry") {
		e := &Elsewhere{ID: in.NeedText("id"), Icon: in.NeedText("icon"), Phone: in.Text("phone"), texts: map[string]elsewhereTexts{}}
		if slices.Contains(ids, e.ID) {
			in.Report("id", "leave one out", "%q stands twice", e.ID)
		}
		in.Unknown("id", "icon", "phone")
		all, ids = append(all, e), append(ids, e.ID)
	}
	t.Unknown("entry")
	problems := t.Problems()
	over, layered := fsys.(*layered)
	for _, lang := range spoken(fsys, elsewhereName+".") {
		problems = append(problems, readElsewhere(fsys, elsewhereName+"."+lang+textsSuffix, lang, all, true)...)
		if layered {
			problems = append(problems, readElsewhere(over.layer, path.Join(layerTexts, elsewhereName+"."+lang+textsSuffix), lang, all, false)...)
		}
	}
	return all, problems
}

// readElsewhere reads the words of a language; those of a municipality may leave out what stays as it is.
func readElsewhere(fsys fs.FS, file, lang string, all []*Elsewhere, whole bool) Problems {
	if _, err := fs.Stat(fsys, file); errors.Is(err, fs.ErrNotExist) && !whole {
		return nil
	}
	t := ReadTable(fsys, file)
	var ids []string
	for _, e := range all {
		ids = append(ids, e.ID)
		if whole && !t.Has(e.ID) {
			t.Report("", "add ["+e.ID+"]", "%s is missing", e.ID)
			continue
		}
		e.texts[lang] = readEntry(t.Table(e.ID), e.texts[lang], whole)
	}
	t.Unknown(ids...)
	return t.Problems()
}

func readEntry(in Table, texts elsewhereTexts, whole bool) elsewhereTexts {
	for key, into := range map[string]*string{"title": &texts.title, "who": &texts.who, "help": &texts.help} {
		if whole || in.Has(key) {
			*into = in.NeedText(key)
		}
	}
	if letters(texts.title) > maxTitle {
		in.Report("title", "shorten it", "title of more than %d letters", maxTitle)
	}
	if in.Has("phone") {
		texts.phone = in.NeedText("phone")
	}
	texts.keywords = slices.Clip(texts.keywords)
	in.Each("keywords", func(word string, report func(hint, format string, args ...any)) {
		if strings.TrimSpace(word) == "" {
			report("leave it out", "a keyword is empty")
		}
		texts.keywords = append(texts.keywords, word)
	})
	in.Unknown("title", "who", "help", "phone", "keywords")
	return texts
}
