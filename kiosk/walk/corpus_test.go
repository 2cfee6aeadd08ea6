package walk_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"buergerterminal/flows"
	"buergerterminal/flows/catalog"
	"buergerterminal/flows/fim"
	"buergerterminal/kiosk/walk"
)

const shared = "../../../shared/xdf"

// TestSchemas walks through a flow of every real schema to its end: what FIM asks for can be answered at the terminal.
func TestSchemas(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(shared, "schemas", "*.xml"))
	if err != nil || len(files) == 0 {
		t.Skipf("no schemas to walk through: %s is not there", shared)
	}
	lists, err := fim.OpenLists(os.DirFS(filepath.Join(shared, "codelists")))
	if err != nil {
		t.Fatal(err)
	}
	base := settings(t)
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".xdf3.xml"), func(t *testing.T) {
			t.Parallel()
			f := imported(t, file, lists)
			s := base
			s.Catalog, s.Once = &flows.Catalog{Flows: []*flows.Flow{f}}, true
			r, err := walk.Flow(f, s)
			if err != nil {
				t.Fatal(err)
			}
			t.Logf("\n%s", walk.Table([]walk.Report{r}))
		})
	}
}

func imported(t *testing.T, file string, lists *fim.Lists) *flows.Flow {
	t.Helper()
	in, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	schema, err := fim.Read(in)
	if err != nil {
		t.Fatal(err)
	}
	made, err := fim.Import(schema, lists, fim.Options{ID: "probe"})
	if err != nil {
		t.Fatal(err)
	}
	files := fstest.MapFS{}
	for name, content := range made.Files {
		files["probe/"+name] = &fstest.MapFile{Data: content}
	}
	c, err := flows.Load(files, catalog.Embedded())
	if err != nil {
		t.Fatal(err)
	}
	return c.Flows[0]
}
