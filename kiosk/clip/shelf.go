package clip

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"

	"buergerterminal/flows"
)

// Folder is where the clips lie in a municipality's directory.
const Folder = "clips"

// Common is the folder of clips that are shown with every service that has none of its own on that page.
const Common = "_common"

// Page is a page that a clip can stand on.
type Page string

// The pages.
const (
	Start    Page = "start"
	Privacy  Page = "privacy"
	Identify Page = "identify"
)

// Pages are all of them.
func Pages() []Page { return []Page{Start, Privacy, Identify} }

// commonPages are those on which every service says the same.
func commonPages() []Page { return []Page{Privacy, Identify} }

// Name says where a clip is shown.
type Name struct {
	Service string // "" for every service
	Page    Page
	Lang    string
}

// File is a clip as it lies on the disk.
type File struct {
	Path string // in the directory, with slashes
	Clip Clip   // without its frames
	Cues []Cue
}

// Shelf are the clips of a municipality.
type Shelf map[Name]File

// Names are those of all clips, in the order of their files.
func (s Shelf) Names() []Name {
	return slices.SortedFunc(maps.Keys(s), func(a, b Name) int {
		return cmp.Or(strings.Compare(s[a].Path, s[b].Path), strings.Compare(a.Lang, b.Lang))
	})
}

// Options of ReadShelf.
type Options struct {
	Services  []string // ids of all services that there are
	Languages []string // that the terminal offers
}

// Endings of the files.
var (
	films    = []string{".ivf", ".webm"}
	captions = []string{".vtt", ".txt"}
	ignored  = regexp.MustCompile(`^\.|~$|\.(bak|md|orig)$|^LICEN[CS]E`) // as in the rest of the directory
)

// ReadShelf reads and checks all clips of a directory; it keeps none of their pictures, Open reads them again. A directory without clips gives an
// empty shelf. The problems are all mistakes, sorted by file.
func ReadShelf(dir fs.FS, o Options) (Shelf, flows.Problems) {
	r := shelfReader{dir: dir, o: o, shelf: Shelf{}}
	for _, entry := range r.list(Folder) {
		name := entry.Name()
		switch {
		case ignored.MatchString(name):
		case !entry.IsDir():
			r.wrong(path.Join(Folder, name), "nobody reads this", "clips lie in a folder of their service: "+Folder+"/anmeldung/start.de.webm")
		case name == Common:
			r.service("")
		case !slices.Contains(o.Services, name):
			r.wrong(path.Join(Folder, name), fmt.Sprintf("there is no service %q", name), flows.Suggest(name, o.Services))
		default:
			r.service(name)
		}
	}
	return r.shelf, r.problems.Sorted()
}

// Open reads a clip of the shelf again, to be played.
func Open(dir fs.FS, f File) (Clip, error) {
	data, err := readFilm(dir, f.Path)
	if err != nil {
		return Clip{}, err
	}
	return Parse(data)
}

// readFilm reads a file that may be as large as a clip is at most.
func readFilm(dir fs.FS, file string) ([]byte, error) {
	info, err := fs.Stat(dir, file)
	if err != nil {
		return nil, fmt.Errorf("clip: %w", err)
	}
	if info.Size() > MaxBytes {
		return nil, fmt.Errorf("%w: the file has %d MiB, %d are the most", ErrSize, info.Size()>>20, MaxBytes>>20)
	}
	data, err := fs.ReadFile(dir, file)
	if err != nil {
		return nil, fmt.Errorf("clip: %w", err)
	}
	return data, nil
}

type shelfReader struct {
	dir      fs.FS
	o        Options
	shelf    Shelf
	problems flows.Problems
}

func (r *shelfReader) wrong(file, message, hint string) {
	r.problems = append(r.problems, flows.Problem{File: file, Message: message, Hint: hint})
}

func (r *shelfReader) list(folder string) []fs.DirEntry {
	entries, err := fs.ReadDir(r.dir, folder)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		r.wrong(folder, "cannot be read", "")
	}
	return entries
}

// service reads the folder of one service, or the common one.
func (r *shelfReader) service(id string) {
	folder := path.Join(Folder, id)
	if id == "" {
		folder = path.Join(Folder, Common)
	}
	var names []string
	for _, entry := range r.list(folder) {
		if !ignored.MatchString(entry.Name()) {
			names = append(names, entry.Name())
		}
	}
	alone := map[Name]string{} // captions without a film of their name
	for _, name := range names {
		ending := path.Ext(name)
		stem := strings.TrimSuffix(name, ending)
		film, caption := slices.Contains(films, ending), slices.Contains(captions, ending)
		place, problem := r.place(id, stem)
		switch {
		case !film && !caption:
			r.wrong(path.Join(folder, name), "nobody reads this", "a clip ends in .webm or .ivf, its caption in .vtt or .txt")
		case problem != "":
			r.wrong(path.Join(folder, name), problem, "PAGE.LANG"+ending+", as privacy.de"+ending+"; pages are "+listed(pagesOf(id)))
		case caption:
			if !slices.ContainsFunc(films, func(end string) bool { return slices.Contains(names, stem+end) }) {
				alone[place] = stem
			}
		default:
			r.film(place, folder, name, names)
		}
	}
	for place, stem := range alone {
		r.shared(place, folder, stem, names)
	}
}

// pagesOf are the pages that clips of a service, or of all of them, can stand on.
func pagesOf(service string) []Page {
	if service == "" {
		return commonPages()
	}
	return Pages()
}

func listed(pages []Page) string {
	words := make([]string, len(pages))
	for i, p := range pages {
		words[i] = string(p)
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " and " + words[last]
}

// place is where a file is shown, by its name without ending.
func (r *shelfReader) place(id, stem string) (n Name, problem string) {
	page, lang, _ := strings.Cut(stem, ".")
	switch {
	case !slices.Contains(pagesOf(id), Page(page)):
		return n, fmt.Sprintf("there is no page %q for a clip", page)
	case !slices.Contains(r.o.Languages, lang):
		return n, fmt.Sprintf("the language %q is not offered", lang)
	}
	return Name{Service: id, Page: Page(page), Lang: lang}, ""
}

// film reads one clip and its caption.
func (r *shelfReader) film(n Name, folder, name string, names []string) {
	file := path.Join(folder, name)
	if other, there := r.shelf[n]; there {
		r.wrong(file, "the same clip lies here as "+path.Base(other.Path), "leave one")
		return
	}
	data, err := readFilm(r.dir, file)
	if err != nil {
		r.wrong(file, strings.TrimPrefix(err.Error(), "clip: "), "")
		return
	}
	c, err := Parse(data)
	if err != nil {
		r.wrong(file, strings.TrimPrefix(err.Error(), "clip: "), "ffmpeg -i ORIGINAL -an -c:v libvpx -b:v 500k -vf scale=480:-2 "+name)
		return
	}
	c.Frames = nil
	cues, ok := r.caption(folder, strings.TrimSuffix(name, path.Ext(name)), file, names, c)
	if !ok {
		return
	}
	r.shelf[n] = File{Path: file, Clip: c, Cues: cues}
}

// shared gives the one film of a page a caption in a further language: who signs alike reads differently.
func (r *shelfReader) shared(n Name, folder, stem string, names []string) {
	file := path.Join(folder, stem+captions[0])
	if !slices.Contains(names, stem+captions[0]) {
		file = path.Join(folder, stem+captions[1])
	}
	var of []File
	for other, f := range r.shelf {
		if other.Service == n.Service && other.Page == n.Page && !slices.ContainsFunc(of, func(o File) bool { return o.Path == f.Path }) {
			of = append(of, f)
		}
	}
	switch {
	case len(of) == 0:
		r.wrong(file, "a caption without a clip", "the clip has the same name with .webm or .ivf, or is the page's only one")
		return
	case len(of) > 1:
		r.wrong(file, fmt.Sprintf("the page has %d clips, and none in this language", len(of)), "a caption of its own language goes with one clip")
		return
	}
	if cues, ok := r.caption(folder, stem, file, names, of[0].Clip); ok {
		r.shelf[n] = File{Path: of[0].Path, Clip: of[0].Clip, Cues: cues}
	}
}

// caption reads what is said in a clip.
func (r *shelfReader) caption(folder, stem, film string, names []string, c Clip) ([]Cue, bool) {
	var found []string
	for _, ending := range captions {
		if slices.Contains(names, stem+ending) {
			found = append(found, stem+ending)
		}
	}
	if len(found) != 1 {
		r.wrong(film, fmt.Sprintf("the clip has %d captions", len(found)), "one: "+stem+".vtt with times, or "+stem+".txt")
		return nil, false
	}
	file := path.Join(folder, found[0])
	data, err := fs.ReadFile(r.dir, file)
	if err != nil {
		r.wrong(file, "cannot be read", "")
		return nil, false
	}
	parse := ParseVTT
	if path.Ext(file) == ".txt" {
		parse = ParseText
	}
	cues, err := parse(data, c.Length)
	if err != nil {
		p := flows.Problem{File: file, Message: err.Error()}
		if e := (CaptionError{}); errors.As(err, &e) {
			p.Message = e.Message
			if e.Line > 0 {
				p.Line, p.Column = e.Line, 1
			}
		}
		r.problems = append(r.problems, p)
		return nil, false
	}
	return cues, true
}
