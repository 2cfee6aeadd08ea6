// Package overlay reads what a municipality lays over the services that ship with the program: its name, contacts and opening
// hours, which services it offers and in which order, its fees and texts, where applications go, and services of its own. It
// checks all of that as strictly as a definition, and a directory with a mistake gives no overlay. It never watches the
// directory, never decides when an overlay takes effect, and changes no flow that is in use.
//
// # The directory
//
// Every file may be absent.
//
//	overlay.toml            who and where the town is, contacts, opening hours, services
//	fees.toml               prices of shipped services; see flows.LoadOver
//	routing.toml            which authority receives what
//	streets.csv             streets that are offered while one is written, by postcode: see flows.ReadStreets
//	texts/FLOW.LANG.toml    texts of shipped services, each instead of the shipped one
//	texts/elsewhere.LANG.toml   who, help and phone of what others do; see flows.Elsewhere
//	flows/ID/               services of its own, as flows.Load reads them; shared blocks and lists may be used
//	flows/elsewhere.toml    and what else others do here
//	clips/FLOW/             clips of sign language, which kiosk/clip reads and checks; nothing here looks into them
//
// overlay.toml:
//
//	[town]
//	name = "Stadt Musterstadt"           # instead of the configuration's
//	ags = "14612000"                     # Amtlicher Gemeindeschlüssel, 8 digits: decides in routing.toml
//	accent = "#00573f"                   # colour of what can be done, instead of the look's blue; words keep 7 to 1 on it
//	arms = "arms.png"                    # coat of arms, beside this file: PNG, at most 256 KiB and 2048 px on each side
//
//	[services]
//	off = ["hundesteuer"]                # not offered here
//	first = ["anmeldung", "abmeldung"]   # before all others, in this order
//
//	[hours.rathaus]                      # opening hours, by any name; a day that is left out is closed
//	monday = ["08:00-12:00"]
//	tuesday = ["08:00-12:00", "13:00-18:00"]
//	closed = [2026-12-24]                # and on these days
//
//	[phone]
//	number = "115"
//	hours = "rathaus"                    # one of the above
//
//	[call]
//	callback = "rathaus"                 # when citizens can be called back
//
//	[[contact]]                          # where else help is, nearest first, instead of the configuration's
//	icon = "help-person"
//	label = { de = "Im Haus", en = "In this building", … }    # each language that the terminal offers
//	value = "Bürgeramt, Zimmer 012"
//	hours = "rathaus"                    # said below it; or hint = { de = "…", … }
//
// routing.toml, of which the rule with the longest beginning of the AGS counts, and of two of these the one that names the service:
//
//	[[route]]
//	ags = "14612"                        # the whole AGS or its beginning: 2 digits a state, 5 a county; left out: everywhere
//	services = ["anmeldung"]             # left out: whatever goes to the authority named in from
//	from = "buergeramt"                  # the authority of the definition; needs no services
//	authority = "buergeramt-pirna"       # id of the authority that receives it
//	name = { de = "Bürgeramt Pirna", … } # what the citizen is told; left out: as in the service's texts
package overlay

import (
	"errors"
	"fmt"
	"image"
	"image/color"
	"io/fs"
	"path"
	"regexp"
	"slices"

	"buergerterminal/flows"
)

// Names in the directory.
const (
	overlayFile = "overlay.toml"
	routingFile = "routing.toml"
	streetsFile = "streets.csv"
	feesFile    = "fees.toml"
	textsFolder = "texts"
	flowsFolder = "flows"
	clipsFolder = "clips"
)

// Overlay is what a directory says. It is never changed after Load.
type Overlay struct {
	Town     string         // "" where the configuration's holds
	Accent   color.RGBA     // the zero value where the look's holds
	Arms     image.Image    // nil where there is none
	AGS      string         // "" where nobody has said
	Phone    string         // "" where the configuration's holds
	PhoneAt  *Hours         // nil where the configuration's words hold
	Callback *Hours         // nil where the configuration's hours hold
	Contacts []Contact      // nil where the configuration's hold
	Catalog  *flows.Catalog // the services that are offered, in order, routed
	Services []string       // ids of all that there are, those that are not offered too
}

// Contact is another place where help can be had.
type Contact struct {
	Icon  string
	Label map[string]string // by language
	Value string
	Hint  map[string]string // by language; nil where Hours tells
	Hours *Hours
}

// Options of Load.
type Options struct {
	Languages []string // that the terminal offers: words for citizens must be there in the first
	AGS       string   // of the place where the terminal stands, "" where overlay.toml says it

	// Accent says what is wrong with a colour, and which would do; nil: none is wrong. Only who paints knows on what it stands.
	Accent func(color.RGBA) (message, hint string)
}

// Load reads a directory over the shipped services. The error is flows.Problems with all mistakes, and the overlay nil then.
func Load(shipped, dir fs.FS, o Options) (*Overlay, error) {
	catalog, err := flows.LoadOver(shipped, dir)
	var problems flows.Problems
	if err != nil && !errors.As(err, &problems) {
		return nil, err
	}
	own, err := loadOwn(shipped, dir)
	var more flows.Problems
	if err != nil && !errors.As(err, &more) {
		return nil, err
	}
	problems = append(problems, more...)
	problems = append(problems, join(catalog, own)...)

	ids := slices.Concat(folders(shipped, "."), folders(dir, flowsFolder))
	r := reader{o: o, dir: dir, catalog: catalog, ids: ids, overlay: &Overlay{AGS: o.AGS, Catalog: catalog, Services: ids}}
	r.town(read(dir, overlayFile))
	r.routing(read(dir, routingFile))
	problems = append(problems, r.problems...)
	problems = append(problems, strangers(dir, r.arms)...)
	if _, err := fs.Stat(dir, streetsFile); err == nil {
		streets, found := flows.ReadStreets(dir, streetsFile)
		r.overlay.Catalog.Streets = streets
		problems = append(problems, found...)
	}
	if len(problems) > 0 {
		return nil, problems.Sorted()
	}
	return r.overlay, nil
}

// folders are the names of the services below a folder, those with mistakes too: nobody shall be told that there is none of that name.
func folders(fsys fs.FS, dir string) []string {
	files, err := fs.Glob(fsys, path.Join(dir, "*", "flow.toml"))
	if err != nil {
		return nil // only of a malformed pattern, which this one is not
	}
	for i, file := range files {
		files[i] = path.Base(path.Dir(file))
	}
	return files
}

// read reads a file that may be absent.
func read(dir fs.FS, file string) flows.Table {
	if _, err := fs.Stat(dir, file); errors.Is(err, fs.ErrNotExist) {
		return flows.Table{}
	}
	return flows.ReadTable(dir, file)
}

// loadOwn reads the municipality's own services, for which the shipped blocks and lists are there too.
func loadOwn(shipped, dir fs.FS) (*flows.Catalog, error) {
	own, err := fs.Sub(dir, flowsFolder)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", flowsFolder, err)
	}
	if _, err := fs.Stat(dir, flowsFolder); errors.Is(err, fs.ErrNotExist) {
		return &flows.Catalog{}, nil
	}
	catalog, err := flows.Load(own, shipped)
	var problems flows.Problems
	if err != nil && !errors.As(err, &problems) {
		return catalog, err
	}
	problems = slices.Clone(problems)
	for i := range problems {
		problems[i].File = path.Join(flowsFolder, problems[i].File)
	}
	if len(problems) > 0 {
		return catalog, problems
	}
	return catalog, nil
}

// join adds the own services, and what the town itself does elsewhere, to the shipped ones.
func join(catalog, own *flows.Catalog) flows.Problems {
	var problems flows.Problems
	for _, f := range own.Flows {
		if catalog.Flow(f.ID) != nil {
			problems = append(problems, flows.Problem{File: path.Join(flowsFolder, f.ID, "flow.toml"), Message: fmt.Sprintf("the service %q is shipped already", f.ID),
				Hint: "give yours another id, and switch the shipped one off in " + overlayFile})
			continue
		}
		catalog.Flows = append(catalog.Flows, f)
	}
	for _, e := range own.Elsewhere {
		if slices.ContainsFunc(catalog.Elsewhere, func(s *flows.Elsewhere) bool { return s.ID == e.ID }) {
			problems = append(problems, flows.Problem{File: path.Join(flowsFolder, "elsewhere.toml"), Message: fmt.Sprintf("the entry %q is shipped already", e.ID),
				Hint: "write your words into " + textsFolder + "/elsewhere.LANG.toml"})
			continue
		}
		catalog.Elsewhere = append(catalog.Elsewhere, e)
	}
	slices.SortStableFunc(catalog.Flows, func(a, b *flows.Flow) int { return a.Order - b.Order })
	return problems
}

// strangers are files and folders that nobody would read: mostly a name with a slip of the pen.
func strangers(dir fs.FS, arms string) flows.Problems {
	known := []string{overlayFile, feesFile, routingFile, streetsFile, textsFolder, flowsFolder, clipsFolder}
	if arms != "" {
		known = append(known, arms)
	}
	entries, err := fs.ReadDir(dir, ".")
	if err != nil {
		return flows.Problems{{File: ".", Message: "cannot be read", Hint: "the overlay is a directory"}}
	}
	var problems flows.Problems
	for _, e := range entries {
		if name := e.Name(); !slices.Contains(known, name) && !ignored.MatchString(name) {
			problems = append(problems, flows.Problem{File: name, Message: "nobody reads this", Hint: flows.Suggest(name, known)})
		}
	}
	return problems
}

// ignored are hidden files, copies that editors leave, and notes of people.
var ignored = regexp.MustCompile(`^\.|~$|\.(bak|md|orig|txt)$|^LICEN[CS]E`)
