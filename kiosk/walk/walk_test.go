package walk_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"buergerterminal/flows"
	"buergerterminal/kiosk/session/sessiontest"
	"buergerterminal/kiosk/walk"
	"buergerterminal/locales/localestest"
)

func settings(t testing.TB) walk.Settings {
	t.Helper()
	return walk.Settings{Catalog: sessiontest.Shipped(t), Words: localestest.Shipped(t), Lang: "de", Today: time.Date(2026, 11, 21, 12, 0, 0, 0, time.FixedZone("CET", 3600))}
}

// TestCatalog is the proof that each service can be used: every page, condition, option and refusal has been met by a citizen.
func TestCatalog(t *testing.T) {
	s := settings(t)
	for _, f := range s.Catalog.Flows {
		t.Run(f.ID, func(t *testing.T) {
			t.Parallel()
			r, err := walk.Flow(f, s)
			if err != nil {
				t.Fatal(err)
			}
			t.Log("\n" + walk.Table([]walk.Report{r}))
			for _, g := range r.Missing {
				t.Errorf("no citizen reaches %s", g)
			}
			if len(r.KeptOut) > 0 {
				t.Logf("the page lets nobody come to %q", r.KeptOut)
			}
		})
	}
}

// small is a service with everything that the walks tell apart.
const small = `
id = "probe"
version = "1.0.0"
icon = "document"
category = "local"
authority = "amt"
legal = "§ 1"
identity = "none"
minutes = 1
languages = ["de"]

[[page]]
id = "alter"
[[page.field]]
id = "alter"
type = "int"
required = true
min = 1
max = 120

[[page]]
id = "schule"
visible = "%s"
[[page.field]]
id = "schule"
type = "choice"
required = true
options = ["ja", { id = "nein", visible = "alter > 10" }]
`

const smallTexts = `
title = "Probe"
summary = "Eine Probe."
duration = "1 Minute"
fee = "keine"
[authority]
name = "Amt"
[receipt]
title = "Probe"
[field.alter]
title = "Wie alt?"
short = "Alter"
[field.schule]
title = "Schule?"
short = "Schule"
[option.schule]
ja = "Ja"
nein = "Nein"
`

// probe loads small with the condition of its second page.
func probe(t *testing.T, visible string) walk.Report {
	t.Helper()
	s := settings(t)
	c, err := flows.Load(fstest.MapFS{
		"probe/flow.toml":     {Data: []byte(fmt.Sprintf(small, visible))},
		"probe/texts.de.toml": {Data: []byte(smallTexts)},
	})
	if err != nil {
		t.Fatal(err)
	}
	s.Catalog = c
	r, err := walk.Flow(c.Flows[0], s)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestWhatIsMissingIsNamed(t *testing.T) {
	if r := probe(t, "alter < 18"); !r.Complete() {
		t.Errorf("not reached: %q", r.Missing)
	}
	// No place in the definition forbids it, and no citizen of 1 to 120 years gets there.
	r := probe(t, "alter * alter == 200")
	for _, want := range []string{"page schule", "page schule: true", "field schule: ja", "field schule: nein", "field schule: required", "option schule.nein: true"} {
		if !slices.Contains(r.Missing, want) {
			t.Errorf("%q is not named as missing: %q", want, r.Missing)
		}
	}
	if r.Complete() || r.Counts[walk.Pages] != (walk.Count{Reached: 1, All: 2}) {
		t.Errorf("%+v", r)
	}
}

// TestTable is the table that people read.
func TestTable(t *testing.T) {
	got := walk.Table([]walk.Report{probe(t, "alter < 18")})
	for _, want := range []string{"pages", "validations", "probe", "2/2", "4/4"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is missing in\n%s", want, got)
		}
	}
}
