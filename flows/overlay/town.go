package overlay

import (
	"io/fs"
	"maps"
	"regexp"
	"slices"

	"buergerterminal/flows"
)

// reader reads overlay.toml and routing.toml into an overlay.
type reader struct {
	o        Options
	dir      fs.FS
	arms     string // file of the coat of arms, "" for none
	catalog  *flows.Catalog
	ids      []string // of all services, those with mistakes too
	overlay  *Overlay
	hours    map[string]*Hours
	problems flows.Problems
}

var (
	agsForm   = regexp.MustCompile(`^[0-9]{8}$`)
	phoneForm = regexp.MustCompile(`^\+?[0-9][0-9 /-]{1,24}$`)
	iconForm  = regexp.MustCompile(`^[a-z]+(-[a-z]+)*$`)
)

// town reads overlay.toml.
func (r *reader) town(t flows.Table) {
	if !t.There() {
		return
	}
	town := t.Table("town")
	r.overlay.Town = town.Text("name")
	if ags := town.Text("ags"); ags != "" && !agsForm.MatchString(ags) {
		town.Report("ags", `"14612000": state 2, district 1, county 2, town 3 digits`, "ags must have 8 digits")
	} else if r.overlay.AGS == "" {
		r.overlay.AGS = ags // the terminal's own goes before: one directory may serve a whole county
	}
	r.overlay.Accent = r.accent(town)
	r.armsOf(town)
	town.Unknown("name", "ags", "accent", "arms")

	r.readHours(t.Table("hours"))
	phone := t.Table("phone")
	if r.overlay.Phone = phone.Text("number"); r.overlay.Phone != "" && !phoneForm.MatchString(r.overlay.Phone) {
		phone.Report("number", `such as "115"`, "number is no telephone number")
	}
	r.overlay.PhoneAt = r.hoursOf(phone, "hours")
	phone.Unknown("number", "hours")

	call := t.Table("call")
	r.overlay.Callback = r.hoursOf(call, "callback")
	call.Unknown("callback")

	for _, c := range t.Tables("contact") {
		r.contact(c)
	}
	r.services(t.Table("services"))
	t.Unknown("town", "services", "hours", "phone", "call", "contact")
	r.problems = append(r.problems, t.Problems()...)
}

// hoursOf finds the hours that a key names.
func (r *reader) hoursOf(t flows.Table, key string) *Hours {
	name := t.Text(key)
	if name == "" {
		return nil
	}
	h := r.hours[name]
	if h == nil {
		known := slices.Sorted(maps.Keys(r.hours))
		hint := flows.Suggest(name, known)
		if hint == "" {
			hint = "add [hours." + name + "]"
		}
		t.Report(key, hint, "there are no hours %q", name)
	}
	return h
}

func (r *reader) contact(t flows.Table) {
	c := Contact{Icon: t.Text("icon"), Label: r.words(t, "label", true), Value: t.NeedText("value"), Hint: r.words(t, "hint", false), Hours: r.hoursOf(t, "hours")}
	if c.Icon == "" {
		c.Icon = "arrow"
	} else if !iconForm.MatchString(c.Icon) {
		t.Report("icon", `the name of a sign of the look, such as "arrow"`, "icon has the wrong form")
	}
	if c.Hint != nil && c.Hours != nil {
		t.Report("hint", "leave one of the two out", "hint and hours would say two things in one line")
	}
	t.Unknown("icon", "label", "value", "hint", "hours")
	r.overlay.Contacts = append(r.overlay.Contacts, c)
}

// words reads a text in the languages of the town. It must be there in the first that the terminal offers, and stands in for
// those that it lacks: a town cannot be asked to translate a room number into ten languages.
func (r *reader) words(t flows.Table, key string, required bool) map[string]string {
	if !t.Has(key) {
		if required {
			t.Report(key, `add `+key+` = { `+r.o.Languages[0]+` = "…" }`, "%s is missing", key)
		}
		return nil
	}
	in, words := t.Table(key), map[string]string{}
	for _, lang := range in.Keys() {
		words[lang] = in.NeedText(lang)
	}
	first := r.o.Languages[0]
	if words[first] == "" && !in.Has(first) {
		t.Report(key, "add it: the terminal begins with that language", "%s is not said in %s", key, first)
	}
	for _, lang := range r.o.Languages {
		if words[lang] == "" {
			words[lang] = words[first]
		}
	}
	return words
}

// services takes out what is not offered, and puts to the front what the town wants there.
func (r *reader) services(t flows.Table) {
	var off, first []string
	list := func(key string, into *[]string) {
		t.Each(key, func(id string, report func(hint, format string, args ...any)) {
			switch {
			case !slices.Contains(r.ids, id):
				report(flows.Suggest(id, r.ids), "there is no service %q", id)
			case slices.Contains(*into, id):
				report("leave one out", "%q stands twice", id)
			case slices.Contains(off, id):
				report("leave it out here or there", "%q is switched off", id)
			default:
				*into = append(*into, id)
			}
		})
	}
	list("off", &off)
	list("first", &first)
	t.Unknown("off", "first")
	place := func(f *flows.Flow) int {
		if i := slices.Index(first, f.ID); i >= 0 {
			return i
		}
		return len(first)
	}
	offered := slices.DeleteFunc(slices.Clone(r.catalog.Flows), func(f *flows.Flow) bool { return slices.Contains(off, f.ID) })
	slices.SortStableFunc(offered, func(a, b *flows.Flow) int { return place(a) - place(b) })
	if len(offered) == 0 && len(off) > 0 {
		t.Report("off", "a terminal needs one", "no service is left")
	}
	r.overlay.Catalog = &flows.Catalog{Flows: offered, Elsewhere: r.catalog.Elsewhere}
}
