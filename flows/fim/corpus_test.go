package fim

import (
	"os"
	"path/filepath"
	"testing"
)

// shared is the folder of real schemas and lists beside the repository. It is not part of it.
const shared = "../../../shared/xdf"

// corpus returns the real schemas, or skips.
func corpus(t testing.TB) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(shared, "schemas", "*.xml"))
	if err != nil || len(files) == 0 {
		t.Skipf("no real schemas in %s", shared)
	}
	return files
}

func readFile(t testing.TB, name string) *Schema {
	t.Helper()
	file, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	schema, err := Read(file)
	if err != nil {
		t.Fatalf("%s: %s", filepath.Base(name), err)
	}
	return schema
}

func TestCorpusIsRead(t *testing.T) {
	for _, name := range corpus(t) {
		t.Run(filepath.Base(name), func(t *testing.T) {
			s := readFile(t, name)
			if s.ID+".xdf3.xml" != filepath.Base(name) {
				t.Errorf("id %s", s.ID)
			}
			if len(s.Ignored) > 0 {
				t.Errorf("elements that are not known: %v", s.Ignored)
			}
		})
	}
}

// BenchmarkImport reads the largest real schema and makes a flow of it.
func BenchmarkImport(b *testing.B) {
	var largest string
	var size int64
	for _, name := range corpus(b) {
		if info, err := os.Stat(name); err == nil && info.Size() > size {
			largest, size = name, info.Size()
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Import(readFile(b, largest), sharedLists(b), Options{}); err != nil {
			b.Fatal(err)
		}
	}
	b.SetBytes(size)
}
