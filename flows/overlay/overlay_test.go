package overlay_test

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"buergerterminal/flows"
	"buergerterminal/flows/catalog"
	"buergerterminal/flows/overlay"
)

var languages = []string{"de", "en", "uk", "ar"}

// shipped are three services, whatever else the catalogue has.
func shipped(t testing.TB) fs.FS {
	t.Helper()
	files := fstest.MapFS{}
	err := fs.WalkDir(catalog.Embedded(), ".", func(name string, entry fs.DirEntry, err error) error {
		folder, _, _ := strings.Cut(name, "/")
		if err != nil || entry.IsDir() || !slices.Contains([]string{"anmeldung", "maengelmelder", "meldebescheinigung"}, folder) && folder[0] != '_' {
			return err
		}
		data, err := fs.ReadFile(catalog.Embedded(), name)
		files[name] = &fstest.MapFile{Data: data}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// TestLookOfTheTown: a town's colour and arms are read, and every mistake in them is named.
func TestLookOfTheTown(t *testing.T) {
	var drawn bytes.Buffer
	if err := png.Encode(&drawn, image.NewGray(image.Rect(0, 0, 60, 72))); err != nil {
		t.Fatal(err)
	}
	dark := func(c color.RGBA) (string, string) {
		if c.R > 100 {
			return "too light: 4.9 to 1", "a darker one"
		}
		return "", ""
	}
	for _, tt := range []struct{ town, arms, want string }{
		{"accent = \"#00573f\"\narms = \"arms.png\"\n", drawn.String(), ""},
		{"accent = \"#ff573f\"\n", "", "overlay.toml:2:11: too light: 4.9 to 1 (a darker one)"},
		{"accent = \"green\"\n", "", `overlay.toml:2:11: accent has the wrong form (a colour as "#00573f")`},
		{"arms = \"../arms.png\"\n", "", `overlay.toml:2:9: "../arms.png" is no name of a file (a file beside overlay.toml)`},
		{"arms = \"arms.png\"\n", "", "overlay.toml:2:9: arms.png cannot be read (put the file beside overlay.toml)"},
		{"arms = \"arms.png\"\n", "no picture", "overlay.toml:2:9: arms.png is no proper picture (PNG, at most 256 KiB and 2048 px on each side)"},
		{"arms = \"arms.png\"\n", drawn.String()[:60], "overlay.toml:2:9: arms.png is a damaged picture (draw it anew as PNG)"},
		{"", drawn.String(), "arms.png: nobody reads this"},
	} {
		files := fstest.MapFS{"overlay.toml": {Data: []byte("[town]\n" + tt.town)}}
		if tt.arms != "" {
			files["arms.png"] = &fstest.MapFile{Data: []byte(tt.arms)}
		}
		o, err := overlay.Load(shipped(t), files, overlay.Options{Languages: languages, Accent: dark})
		if got := fmt.Sprint(err); tt.want != "" && got != tt.want {
			t.Errorf("%s got\n%s\nwant\n%s", tt.town, got, tt.want)
		}
		if tt.want == "" && (err != nil || o.Accent != (color.RGBA{0, 0x57, 0x3f, 255}) || o.Arms == nil || o.Arms.Bounds().Dx() != 60) {
			t.Errorf("%+v, %v", o, err)
		}
	}
}

// county is the directory of two towns, with files exchanged; an empty text takes a file away.
func county(t testing.TB, changed map[string]string) fs.FS {
	t.Helper()
	files := fstest.MapFS{}
	dir := os.DirFS("testdata/landkreis")
	err := fs.WalkDir(dir, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := fs.ReadFile(dir, name)
		files[name] = &fstest.MapFile{Data: data}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range changed {
		if files[name] = (&fstest.MapFile{Data: []byte(text)}); text == "" {
			delete(files, name)
		}
	}
	return files
}

func load(t testing.TB, ags string, changed map[string]string) *overlay.Overlay {
	t.Helper()
	o, err := overlay.Load(shipped(t), county(t, changed), overlay.Options{Languages: languages, AGS: ags})
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func ids(c *flows.Catalog) []string {
	var all []string
	for _, f := range c.Flows {
		all = append(all, f.ID)
	}
	return all
}

// TestTwoTownsOfOneCounty loads one directory for the terminals of two towns, of another one of the county, and of another county.
func TestTwoTownsOfOneCounty(t *testing.T) {
	for _, tt := range []struct{ name, ags, certificate, name1, damage, name2 string }{
		{"Pirna", "14628270", "buergeramt-pirna", "Bürgeramt Pirna", "strassenmeisterei", "Straßenmeisterei des Landkreises"},
		{"Freital", "14628110", "buergeramt-freital", "Bürgeramt", "bauhof-freital", "Bauhof"},
		{"Bannewitz", "14628020", "buergeramt", "Bürgeramt", "strassenmeisterei", "Straßenmeisterei des Landkreises"},
		{"Leipzig", "14713000", "buergeramt", "Bürgeramt", "bauhof", "Bauhof"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			o := load(t, tt.ags, nil)
			for id, want := range map[string][2]string{"meldebescheinigung": {tt.certificate, tt.name1}, "maengelmelder": {tt.damage, tt.name2}, "bootsanleger": {tt.damage, tt.name2}} {
				f := o.Catalog.Flow(id)
				name, _ := f.Text("de", "authority.name")
				if f.Authority != want[0] || name != want[1] {
					t.Errorf("%s goes to %s (%s), want %s (%s)", id, f.Authority, name, want[0], want[1])
				}
			}
			if o.AGS != tt.ags {
				t.Errorf("AGS %s", o.AGS)
			}
		})
	}
}

// TestShippedStaysAsItIs loads the catalogue beside an overlay: what is routed is a copy.
func TestShippedStaysAsItIs(t *testing.T) {
	plain, err := flows.Load(shipped(t))
	if err != nil {
		t.Fatal(err)
	}
	f := plain.Flow("maengelmelder")
	sent := f.SentTo("elsewhere", map[string]string{"de": "Woanders", "fr": "ailleurs"})
	for of, want := range map[*flows.Flow][2]string{f: {"bauhof", "Bauhof"}, sent: {"elsewhere", "Woanders"}} {
		if name, _ := of.Text("de", "authority.name"); of.Authority != want[0] || name != want[1] {
			t.Errorf("%s (%s), want %v", of.Authority, name, want)
		}
		if name, _ := of.Text("en", "title"); name == "" {
			t.Error("another text is lost")
		}
	}
}

func TestOverlay(t *testing.T) {
	o := load(t, "14628270", nil)
	if got, want := ids(o.Catalog), []string{"maengelmelder", "bootsanleger", "meldebescheinigung"}; !slices.Equal(got, want) {
		t.Errorf("services %v, want %v", got, want)
	}
	damage := o.Catalog.Flow("maengelmelder")
	for key, want := range map[string]string{"title": "Dem Bauhof etwas melden", "authority.contact": "Bauhof, Am Bahnhof 3", "receipt.title": "Meldung eines Mangels"} {
		if got, _ := damage.Text("de", key); got != want {
			t.Errorf("%s is %q, want %q", key, got, want)
		}
	}
	if got, _ := damage.Text("en", "title"); got != "Report a defect" {
		t.Errorf("English title %q", got)
	}
	if words := damage.Keywords("de"); !slices.Contains(words, "Laubsack") || !slices.Contains(words, "Schlagloch") {
		t.Errorf("keywords %v", words)
	}
	day := time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC)
	certificate := o.Catalog.Flow("meldebescheinigung")
	if got := certificate.FeeText("de", day); got != "12 Euro je Stück" {
		t.Errorf("fee %q", got)
	}
	for purpose, want := range map[string]int{"arbeit": 3600, "sozial": 0} {
		answers := flows.Answers{"anzahl": flows.Int(3), "art": flows.Choice("einfach"), "zweck": flows.Choice(purpose)}
		if got, ok := certificate.Fee(answers, day); !ok || got != want {
			t.Errorf("%s costs %d %v, want %d", purpose, got, ok, want)
		}
	}
	if _, ok := certificate.Fee(flows.Answers{}, day.AddDate(-1, -6, 0)); ok {
		t.Error("there is a price before the first")
	}
}

// TestElsewhere lays the town's own words over those of who else helps, and adds what others do only there.
func TestElsewhere(t *testing.T) {
	one := "[[entry]]\nid = \"markt\"\nicon = \"house\"\n"
	words := "[markt]\ntitle = \"Marktstand\"\nwho = \"Marktmeisterin\"\nhelp = \"Sie vergibt die Plätze.\"\nkeywords = [\"Wochenmarkt\"]\n"
	dir := map[string]string{
		"texts/elsewhere.de.toml": "[fuehrerschein]\nwho = \"Führerscheinstelle Pirna\"\nphone = \"03501 0000\"\nkeywords = [\"Rosa Schein\"]\n",
		"flows/elsewhere.toml":    one, "flows/elsewhere.de.toml": words,
	}
	o, err := overlay.Load(catalog.Embedded(), county(t, dir), overlay.Options{Languages: languages, AGS: "14628270"})
	if err != nil {
		t.Fatal(err)
	}
	for written, want := range map[string][3]string{"Rosa Schein": {"fuehrerschein", "Führerscheinstelle Pirna", "03501 0000"}, "Wochenmarkt": {"markt", "Marktmeisterin", ""}} {
		hits := o.Catalog.Search([]string{"de"}, written)
		if len(hits) == 0 || hits[0].Elsewhere == nil || [3]string{hits[0].Elsewhere.ID, hits[0].Elsewhere.Who("de"), hits[0].Elsewhere.Number("de")} != want {
			t.Errorf("%s: %d hits, want %v", written, len(hits), want)
		}
	}
	dir["flows/elsewhere.toml"] = strings.Replace(one, "markt", "fuehrerschein", 1)
	dir["flows/elsewhere.de.toml"] = strings.Replace(words, "markt", "fuehrerschein", 1)
	dir["texts/elsewhere.de.toml"] = "[fuehrerschien]\nwho = \"x\"\n"
	_, err = overlay.Load(catalog.Embedded(), county(t, dir), overlay.Options{Languages: languages, AGS: "14628270"})
	for _, want := range []string{`flows/elsewhere.toml: the entry "fuehrerschein" is shipped already`, `texts/elsewhere.de.toml:1:2: key "fuehrerschien" is unknown here`} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("want %s, got %v", want, err)
		}
	}
}

// TestStreets offers the town's streets, also where it leaves services out, and tells what is wrong with them.
func TestStreets(t *testing.T) {
	dir := map[string]string{"streets.csv": "plz,street\n01796,Schloßstraße\n"}
	o, err := overlay.Load(shipped(t), county(t, dir), overlay.Options{Languages: languages, AGS: "14628270"})
	if err != nil {
		t.Fatal(err)
	}
	if got := o.Catalog.Streets.Find("01796", "schlos", 2); len(got) != 1 || got[0] != "Schloßstraße" {
		t.Errorf("found %v", got)
	}
	dir["streets.csv"] = "plz,street\n01796,\n"
	if _, err := overlay.Load(shipped(t), county(t, dir), overlay.Options{Languages: languages, AGS: "14628270"}); err == nil || !strings.Contains(err.Error(), "streets.csv:2:1:") {
		t.Errorf("got %v", err)
	}
}

// TestFeesWithReasons replaces prices that have a reason of their own: the shipped reasons go with them, and new ones need words.
func TestFeesWithReasons(t *testing.T) {
	price := "[[meldebescheinigung]]\nid = \"%s\"\ncents = 900\nvalid_from = 2026-01-01\nsource = \"Satzung\"\n"
	own := map[string]string{"fees.toml": strings.Replace(price, "%s", "stadt", 1)}
	if _, err := overlay.Load(shipped(t), county(t, own), overlay.Options{Languages: languages, AGS: "14628270"}); err == nil || strings.Contains(err.Error(), "routing.toml") || !strings.Contains(err.Error(), "text fee.stadt is missing (it is defined in fees.toml:2") {
		t.Errorf("got %v", err)
	}
	files, err := fs.Glob(shipped(t), "meldebescheinigung/texts.*.toml")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		own["texts/meldebescheinigung."+strings.TrimPrefix(path.Base(name), "texts.")] = "[fee]\nstadt = \"So will es die Satzung.\"\n"
	}
	o, err := overlay.Load(shipped(t), county(t, own), overlay.Options{Languages: languages, AGS: "14628270"})
	if err != nil {
		t.Fatal(err)
	}
	if got, _ := o.Catalog.Flow("meldebescheinigung").Text("uk", "fee.stadt"); got != "So will es die Satzung." {
		t.Errorf("the reason is %q", got)
	}
}

func TestTown(t *testing.T) {
	o := load(t, "14628270", nil)
	if o.Phone != "115" || len(o.Contacts) != 2 || o.Contacts[0].Hours == nil || o.Contacts[1].Icon != "arrow" || o.Contacts[1].Hint["en"] != "open on Saturdays" {
		t.Errorf("%+v", o)
	}
	h := 8 * time.Hour
	if got := o.Callback.Week[time.Tuesday]; !slices.Equal(got, []overlay.Span{{From: h, To: h + 4*time.Hour}, {From: h + 5*time.Hour, To: h + 10*time.Hour}}) {
		t.Errorf("Tuesday %v", got)
	}
	if len(o.Callback.Week[time.Friday]) > 0 || len(o.Callback.Closed) != 2 || len(o.PhoneAt.Week[time.Friday]) != 1 {
		t.Errorf("%+v %+v", o.Callback, o.PhoneAt)
	}
	o = load(t, "", map[string]string{"overlay.toml": "[town]\nname = \"Stadt Pirna\"\nags = \"14628270\"\n"})
	if o.Town != "Stadt Pirna" || o.AGS != "14628270" || o.Contacts != nil || o.Catalog.Flow("meldebescheinigung").Authority != "buergeramt-pirna" {
		t.Errorf("%+v", o)
	}
	o, err := overlay.Load(shipped(t), fstest.MapFS{".git/x": {}, "README.md": {}}, overlay.Options{Languages: languages})
	if err != nil || len(o.Catalog.Flows) != 3 {
		t.Errorf("an empty directory: %v %+v", err, o)
	}
}

// TestMistakes names each mistake with its place.
func TestMistakes(t *testing.T) {
	flow := "flows/bootsanleger/flow.toml"
	own, err := os.ReadFile("testdata/landkreis/" + flow)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ name, file, text, want string }{
		{"broken TOML", "overlay.toml", "[town\n", "overlay.toml:1:"},
		{"unknown table", "overlay.toml", "[twon]\nname = \"x\"\n", `overlay.toml:1:2: key "twon" is unknown here (did you mean "town"?)`},
		{"unknown key", "overlay.toml", "[town]\nnaem = \"x\"\n", `overlay.toml:2:1: key "naem" is unknown here (did you mean "name"?)`},
		{"short AGS", "overlay.toml", "[town]\nags = \"14628\"\n", "overlay.toml:2:8: ags must have 8 digits"},
		{"AGS as number", "overlay.toml", "[town]\nags = 14628270\n", "overlay.toml:2:7: ags must be a text"},
		{"service misspelt", "overlay.toml", "[services]\noff = [\"meldebescheinigng\"]\n", `overlay.toml:2:9: there is no service "meldebescheinigng" (did you mean "meldebescheinigung"?)`},
		{"service twice", "overlay.toml", "[services]\nfirst = [\"anmeldung\", \"anmeldung\"]\n", `overlay.toml:2:24: "anmeldung" stands twice`},
		{"off and first", "overlay.toml", "[services]\noff = [\"anmeldung\"]\nfirst = [\"anmeldung\"]\n", `overlay.toml:3:11: "anmeldung" is switched off`},
		{"no service left", "overlay.toml", "[services]\noff = [\"anmeldung\", \"maengelmelder\", \"meldebescheinigung\", \"bootsanleger\"]\n", "overlay.toml:2:1: no service is left"},
		{"no such hours", "overlay.toml", "[hours.amt]\nmonday = [\"08:00-12:00\"]\n[phone]\nhours = \"amd\"\n", `overlay.toml:4:10: there are no hours "amd"`},
		{"never open", "overlay.toml", "[hours.amt]\nclosed = [2026-12-24]\n", "overlay.toml:1:8: these hours are never open"},
		{"day misspelt", "overlay.toml", "[hours.amt]\nmonday = [\"08:00-12:00\"]\ntusday = []\n", `overlay.toml:3:1: key "tusday" is unknown here (did you mean "tuesday"?)`},
		{"backwards", "overlay.toml", "[hours.amt]\nmonday = [\"12:00-08:00\"]\n", `overlay.toml:2:12: "12:00-08:00" is no part of a day`},
		{"overlapping", "overlay.toml", "[hours.amt]\nmonday = [\"08:00-12:00\", \"11:00-13:00\"]\n", `overlay.toml:2:27: "11:00-13:00" begins before`},
		{"no day", "overlay.toml", "[hours.amt]\nmonday = [\"08:00-12:00\"]\nclosed = [2026-02-30]\n", "overlay.toml:3:"},
		{"telephone", "overlay.toml", "[phone]\nnumber = \"eins\"\n", "overlay.toml:2:11: number is no telephone number"},
		{"contact without the first language", "overlay.toml", "[[contact]]\nlabel = { en = \"House\", uk = \"Дім\" }\nvalue = \"x\"\n", "overlay.toml:2:9: label is not said in de"},
		{"contact without words", "overlay.toml", "[[contact]]\nvalue = \"x\"\n", "overlay.toml:1:3: label is missing"},
		{"fee of no flow", "fees.toml", "[[meldebescheinigng]]\ncents = 1\n", `fees.toml:1:3: there is no flow "meldebescheinigng"`},
		{"fee without source", "fees.toml", "[[meldebescheinigung]]\ncents = 900\nvalid_from = 2026-01-01\n", "fees.toml:1:3: source is missing"},
		{"fee without date", "fees.toml", "[[meldebescheinigung]]\ncents = 900\nsource = \"x\"\n", "fees.toml:1:3: valid_from is missing"},
		{"fee with a wrong condition", "fees.toml", "[[meldebescheinigung]]\ncents = 900\nvalid_from = 2026-01-01\nsource = \"x\"\nwhen = \"zwek == 'sozial'\"\n", "fees.toml:5:9:"},
		{"fee that is no list", "fees.toml", "[meldebescheinigung]\ncents = 900\n", "fees.toml:1:2: fee must be a list"},
		{"text of no flow", "texts/maengelmelde.de.toml", "title = \"x\"\n", "texts/maengelmelde.de.toml: there is no flow maengelmelde (did you mean \"maengelmelder\"?)"},
		{"text of no language", "texts/maengelmelder.fr.toml", "title = \"x\"\n", "texts/maengelmelder.fr.toml: the flow does not speak fr"},
		{"unknown text", "texts/maengelmelder.de.toml", "[field.ortt]\ntitle = \"x\"\n", `texts/maengelmelder.de.toml:2:1: text field.ortt.title is unknown`},
		{"long title", "texts/maengelmelder.de.toml", "title = \"" + strings.Repeat("lang ", 15) + "\"\n", "texts/maengelmelder.de.toml:1:10: title of 75 letters"},
		{"empty text", "texts/maengelmelder.de.toml", "title = \"\"\n", "text title is empty"},
		{"name of a text", "texts/maengelmelder.toml", "title = \"x\"\n", "texts/maengelmelder.toml: not the name of a file of texts"},
		{"own flow with a mistake", flow, string(own) + "patern = 'x'\n", flow + ":19:1: key \"patern\" is unknown here"},
		{"own flow of a shipped name", "flows/maengelmelder/flow.toml", strings.Replace(string(own), "bootsanleger", "maengelmelder", 1), "flows/maengelmelder/"},
		{"route to nobody", "routing.toml", "[[route]]\nfrom = \"bauhof\"\n", "routing.toml:1:3: authority is missing"},
		{"route for nothing", "routing.toml", "[[route]]\nauthority = \"x\"\n", "routing.toml:2:14: the rule does not say what it is for"},
		{"route from nowhere", "routing.toml", "[[route]]\nfrom = \"bauhoff\"\nauthority = \"x\"\n", `routing.toml:2:9: no service goes to "bauhoff" (did you mean "bauhof"?)`},
		{"route for no service", "routing.toml", "[[route]]\nservices = [\"x\"]\nauthority = \"x\"\n", `routing.toml:2:14: there is no service "x"`},
		{"route with a wrong AGS", "routing.toml", "[[route]]\nags = \"Pirna\"\nfrom = \"bauhof\"\nauthority = \"x\"\n", "routing.toml:2:8: ags must be an AGS or its beginning"},
		{"two routes for one", "routing.toml", "[[route]]\nfrom = \"bauhof\"\nauthority = \"x\"\n[[route]]\nfrom = \"bauhof\"\nauthority = \"y\"\n", "routing.toml:6:14: another rule sends the same elsewhere"},
		{"stranger", "fee.toml", "x = 1\n", `fee.toml: nobody reads this (did you mean "fees.toml"?)`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			o, err := overlay.Load(shipped(t), county(t, map[string]string{"routing.toml": "", tt.file: tt.text}), overlay.Options{Languages: languages, AGS: "14628270"})
			var problems flows.Problems
			if !errors.As(err, &problems) || o != nil {
				t.Fatalf("no mistake found: %v %v", o, err)
			}
			if !strings.Contains(problems.Error(), tt.want) {
				t.Errorf("want %s, got\n%v", tt.want, problems)
			}
		})
	}
}

// TestCrowdedPage refuses an own service with a page that the terminal cannot show.
func TestCrowdedPage(t *testing.T) {
	const flow, texts = "flows/bootsanleger/flow.toml", "flows/bootsanleger/texts.de.toml"
	changed := map[string]string{flow: "[[page.field]]\nid = \"dach\"\ntype = \"bool\"\n", texts: "[field.dach]\ntitle = \"Dach?\"\nshort = \"Dach\"\n[page.woche]\ntitle = \"Wann?\"\n"}
	for file, more := range changed {
		own, err := os.ReadFile("testdata/landkreis/" + file)
		if err != nil {
			t.Fatal(err)
		}
		changed[file] = string(own) + more
	}
	_, err := overlay.Load(shipped(t), county(t, changed), overlay.Options{Languages: languages, AGS: "14628270"})
	if err == nil || !strings.Contains(err.Error(), flow+":16:1: a field of type date stands alone on its page") {
		t.Errorf("got %v", err)
	}
}

// TestRouteNeedsAPlace refuses rules by AGS where nobody says the AGS.
func TestRouteNeedsAPlace(t *testing.T) {
	_, err := overlay.Load(shipped(t), county(t, nil), overlay.Options{Languages: languages})
	if err == nil || !strings.Contains(err.Error(), "routing.toml:2:8: nobody says the AGS of this place") {
		t.Errorf("got %v", err)
	}
}

// FuzzOverlay reads anything as the two files of the town: it ends, with an overlay or with mistakes.
func FuzzOverlay(f *testing.F) {
	base := shipped(f)
	for _, name := range []string{"overlay.toml", "routing.toml"} {
		data, err := os.ReadFile("testdata/landkreis/" + name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data, []byte("[[route]]"))
		f.Add([]byte("[hours.x]\nmonday = [1]"), data)
	}
	small := fstest.MapFS{}
	for name, file := range base.(fstest.MapFS) {
		if strings.HasPrefix(name, "maengelmelder/") || name[0] == '_' {
			small[name] = file
		}
	}
	f.Fuzz(func(t *testing.T, town, routing []byte) {
		o, err := overlay.Load(small, fstest.MapFS{"overlay.toml": {Data: town}, "routing.toml": {Data: routing}}, overlay.Options{Languages: languages, AGS: "14628270"})
		if (o == nil) == (err == nil) {
			t.Fatalf("overlay %v and error %v", o, err)
		}
		if o != nil && len(o.Catalog.Flows) == 0 {
			t.Fatal("no service is left")
		}
	})
}
