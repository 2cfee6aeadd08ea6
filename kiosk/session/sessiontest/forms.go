package sessiontest

import (
	"embed"
	"io/fs"
	"path"
	"sync"
	"testing"
	"testing/fstest"

	"buergerterminal/flows"
	"buergerterminal/flows/catalog"
	"buergerterminal/kiosk/session"
	"buergerterminal/locales"
)

// forms has services of nobody: together they have every kind of question, page and sender that a definition knows.
//
//go:embed all:forms
var forms embed.FS

// made is the catalogue of them. Their texts are German in every language: what is tested of the others are
// the words of the pages around them.
var made = sync.OnceValues(func() (*flows.Catalog, error) {
	words, err := locales.Load(locales.Embedded())
	if err != nil {
		return nil, err
	}
	services := fstest.MapFS{}
	err = fs.WalkDir(forms, "forms", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := forms.ReadFile(name)
		if err != nil {
			return err
		}
		dir, base := path.Base(path.Dir(name)), path.Base(name)
		if base != "texts.toml" {
			services[path.Join(path.Dir(name)[len("forms/"):], base)] = &fstest.MapFile{Data: data}
			return nil
		}
		for _, lang := range words.Languages() {
			if dir == "schema" && lang != "de" { // an imported schema has German texts only
				continue
			}
			services[path.Join(dir, "texts."+lang+".toml")] = &fstest.MapFile{Data: data}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return flows.Load(services, catalog.Embedded())
})

// offering makes these services the terminal's own. It is no event of a terminal: Walk takes it in, and whoever steps by
// themselves begins with Offered.
type offering struct{ session.Event }

var (
	making    = []session.Event{offering{}, session.Start{}, next}
	toMade    = then(making, session.ChooseFlow{ID: "muster"})
	toContact = Until(toMade, AtPage("kontakt"))
	toAccount = Until(toMade, AtPage("konto"))
	toSize    = Until(toMade, AtPage("flaeche"))
	toPartner = Until(then(making, session.ChooseFlow{ID: "strom"}), AtKind(session.AtSend))

	toNationality = Until(toMade, AtPage("staaten"))

	ink      = []session.Event{session.StrokeStarted{At: session.Point{X: 10, Y: 10}}, session.StrokeMoved{At: session.Point{X: 90, Y: 40}}, session.StrokeEnded{}}
	toCosign = Until(toMade, AtKind(session.AtCosignature))
	toOwing  = then(toCosign, session.SignLater{})
	toMended = then(toCosign, ink, next)

	rent   = session.Station{Kind: session.AtQuestion, Page: "kosten", Row: -1}
	toRule = then(Until(toMade, AtPage("kosten")), typed("500"), session.ActivateField{Key: "nebenkosten"}, typed("600"), next)
)

// Made is a terminal that offers the services of forms instead of the shipped ones.
func Made(t testing.TB) session.State {
	t.Helper()
	c, err := made()
	if err != nil {
		t.Fatal(err)
	}
	s := Idle(t)
	s.Catalog = c
	return s
}

// Step is session.Step, and makes the services of forms the terminal's own where a page of Forms begins with them.
func Step(s session.State, e session.Event) (session.State, []session.Effect) {
	if _, ok := e.(offering); ok {
		c, err := made()
		if err != nil {
			panic(err)
		}
		s.Catalog = c
		return s, nil
	}
	return session.Step(s, e)
}
