package kiosk_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const (
	module   = "buergerterminal"
	anything = "*" // in a rule: every room
	root     = ".."
)

// rule says which of our rooms a room may import. A pattern that ends in "/..." means a room and all below it.
type rule struct {
	from string
	to   []string
}

// rules are those of the design. The longest pattern that fits a package decides; a package that none fits is a room
// that the design does not know.
var rules = []rule{
	{"flows/...", []string{"flows/..."}},
	{"devices/...", []string{"devices/..."}},
	{"locales", nil},
	{"kiosk/link", nil},
	{"kiosk/eventlog", nil},
	{"kiosk/config", nil},
	{"kiosk/health", nil},
	{"kiosk/identity", []string{"kiosk/link"}},
	{"kiosk/draft", []string{"kiosk/link", "kiosk/session", "flows"}},
	{"kiosk/typeset", nil},
	{"kiosk/audio", nil},
	{"kiosk/submission/seal", []string{"kiosk/link"}},
	{"kiosk/submission/pdf", nil},
	{"kiosk/clip", []string{"flows"}},
	{"kiosk/session", []string{"flows", "devices"}},
	{"kiosk/screen", []string{"kiosk/session", "flows", "locales"}},
	{"kiosk/layout", []string{"kiosk/screen", "kiosk/typeset"}},
	{"kiosk/layout/fit", []string{"kiosk/layout", "kiosk/session", "kiosk/screen", "kiosk/typeset", "flows", "locales", "devices"}},
	{"kiosk/receipt", []string{"kiosk/session", "flows", "locales"}},
	{"kiosk/display/...", []string{"kiosk/display/...", "kiosk/layout", "kiosk/screen", "kiosk/typeset", "locales", "kiosk/audio"}},
	{"kiosk/speech/...", []string{"kiosk/speech/...", "kiosk/layout", "kiosk/screen", "kiosk/typeset", "locales", "kiosk/audio"}},
	{"kiosk/call/...", []string{"kiosk/call/...", "kiosk/link", "kiosk/layout", "kiosk/screen", "kiosk/audio", "kiosk/eventlog"}},
	{"kiosk/submission", []string{"kiosk/submission/seal", "kiosk/link", "kiosk/eventlog"}},
	{"kiosk/walk", []string{"kiosk/session", "kiosk/screen", "flows", "locales", "devices"}},
	{"kiosk/diagnostics", []string{"devices", "kiosk/health", "kiosk/screen", "kiosk/link", "kiosk/eventlog"}},
	{"kiosk/hub/...", []string{"kiosk/hub/...", "kiosk/link", "kiosk/health", "kiosk/eventlog", "flows", "locales"}},
	{"kiosk", []string{anything}},
	{"cmd/...", []string{anything}},
}

// exceptions are edges beyond the rules, each with what makes it harmless. One that is no longer used must go.
var exceptions = map[[2]string]string{
	{"kiosk/screen", "devices"}:              "the state names devices, faults and outcomes by these types",
	{"kiosk/layout", "kiosk/session"}:        "the tree carries the look and the strokes of the signature as session's types",
	{"kiosk/speech", "kiosk/session"}:        "the tree carries how the citizen wants to hear it as session's type",
	{"kiosk/display", "kiosk/session"}:       "the look of a page is session's type",
	{"kiosk/display/paint", "kiosk/session"}: "the look of a page is session's type",
}

// importers says which packages alone may import what is not ours, by the beginning of the import path.
var importers = []struct {
	prefix string
	only   []string
}{
	{"github.com/hajimehoshi/ebiten", []string{"kiosk/display"}},
	{"github.com/tarm/serial", []string{"devices/line"}},
	{"github.com/pion/", []string{"kiosk/call/...", "kiosk/hub/..."}},
	{"github.com/gen2brain/malgo", []string{"kiosk/audio"}},
	{"github.com/hraban/opus", []string{"kiosk/call/codec"}},
	{"C", []string{"kiosk/call/codec", "kiosk/call/timerslack", "kiosk/audio"}},
	{"database/sql", []string{"kiosk/submission", "kiosk/hub/..."}},
	{"modernc.org/sqlite", []string{"kiosk/submission", "kiosk/hub/..."}},
	{"github.com/jackc/pgx", []string{"kiosk/hub/..."}},
	{"go.uber.org/zap", []string{"kiosk/eventlog", "cmd/..."}},
	{"github.com/makiuchi-d/gozxing", []string{"kiosk/draft"}},
	{"github.com/skip2/go-qrcode", []string{"kiosk/screen", "devices/printer", "devices/simulator"}},
}

// pure are the rooms without clock, chance and I/O.
var pure = []string{"kiosk/session", "kiosk/screen", "kiosk/layout", "kiosk/typeset", "kiosk/receipt", "kiosk/clip", "flows/..."}

var (
	impureImports = []string{"math/rand", "math/rand/v2", "crypto/rand", "os", "os/exec", "net", "net/http", "syscall", "log"}
	clock         = []string{"Now", "Sleep", "Since", "Until", "After", "AfterFunc", "Tick", "NewTicker", "NewTimer"}
	vagueNames    = []string{"util", "utils", "common", "helper", "helpers", "model", "models", "manager", "base", "types"}
	topLevel      = []string{"cmd", "kiosk", "devices", "flows", "locales", "go.mod", "go.sum", "Makefile", "README.md", ".ci", ".gitignore"}
)

// goPackage is what "go list -json" says of a package.
type goPackage struct {
	Dir, ImportPath, Name, Doc string
	Imports                    []string
	GoFiles, CgoFiles          []string
	IgnoredGoFiles             []string
	TestGoFiles, XTestGoFiles  []string
}

// room is the path of the package below the module, "" for the module's root.
func (p goPackage) room() string {
	return strings.TrimPrefix(strings.TrimPrefix(p.ImportPath, module), "/")
}

// forTests reports whether a package is made for tests: its name says so, as linetest and httptest do.
func forTests(room string) bool { return strings.HasSuffix(path.Base(room), "test") }

// sources are the package's files without tests, those of other systems included.
func (p goPackage) sources() []string {
	return slices.Concat(p.GoFiles, p.CgoFiles, slices.DeleteFunc(slices.Clone(p.IgnoredGoFiles), func(f string) bool { return strings.HasSuffix(f, "_test.go") }))
}

func packages(t *testing.T) []goPackage {
	t.Helper()
	list := exec.Command("go", "list", "-json", "./...")
	list.Dir = root
	var said bytes.Buffer
	list.Stderr = &said
	out, err := list.Output()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, said.String())
	}
	var all []goPackage
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var p goPackage
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
	if len(all) < 10 {
		t.Fatalf("go list found only %d packages", len(all))
	}
	return all
}

// TestArchitecture holds the house to its plan.
func TestArchitecture(t *testing.T) {
	all := packages(t)
	for name, check := range map[string]func(*testing.T, []goPackage){
		"import rules": importRules, "importers": soleImporters, "no clock": pureRoomsHaveNoClock, "names and comments": namesAndComments,
		"nothing left over": nothingLeftOver,
	} {
		t.Run(name, func(t *testing.T) { check(t, all) })
	}
}

// importRules holds every edge between our rooms to the design.
func importRules(t *testing.T, all []goPackage) {
	used := map[[2]string]bool{}
	for _, p := range all {
		for _, problem := range forbidden(p, used) {
			t.Error(problem)
		}
	}
	for edge, reason := range exceptions {
		if !used[edge] {
			t.Errorf("the exception %s → %s (%s) is not needed any more", edge[0], edge[1], reason)
		}
	}
}

// forbidden are the edges of a package that neither a rule nor an exception allows; it notes the exceptions that it needed.
func forbidden(p goPackage, used map[[2]string]bool) []string {
	from := p.room()
	if forTests(from) {
		return nil
	}
	r, ok := ruleOf(from)
	if !ok {
		return []string{from + " is a room that the design does not know"}
	}
	var found []string
	for _, path := range p.Imports {
		if path != module && !strings.HasPrefix(path, module+"/") {
			continue
		}
		to := strings.TrimPrefix(path, module+"/")
		_, excepted := exceptions[[2]string{from, to}]
		switch {
		case forTests(to):
			found = append(found, fmt.Sprintf("%s → %s: only tests may import it", from, to))
		case to == "kiosk" && !strings.HasPrefix(from, "cmd/"), strings.HasPrefix(to, "cmd/"):
			found = append(found, fmt.Sprintf("%s → %s: nothing imports it", from, to))
		case fits(r.to, to):
		case excepted:
			used[[2]string{from, to}] = true
		default:
			found = append(found, fmt.Sprintf("%s → %s: may import only %v", from, to, r.to))
		}
	}
	return found
}

func ruleOf(room string) (best rule, ok bool) {
	for _, r := range rules {
		if fits([]string{r.from}, room) && len(r.from) > len(best.from) {
			best, ok = r, true
		}
	}
	return best, ok
}

func fits(patterns []string, room string) bool {
	return slices.ContainsFunc(patterns, func(pattern string) bool {
		above, deep := strings.CutSuffix(pattern, "/...")
		return pattern == anything || room == above || deep && strings.HasPrefix(room, above+"/")
	})
}

// TestForbiddenEdges proves that the rules can fail.
func TestForbiddenEdges(t *testing.T) {
	for _, tt := range []struct {
		name, from, to string
		wrong          bool
	}{
		{"a screen may read the session", "kiosk/screen", "kiosk/session", false},
		{"the session knows no screen", "kiosk/session", "kiosk/screen", true},
		{"the session knows no driver", "kiosk/session", "devices/printer", true},
		{"devices know no room of the kiosk", "devices/printer", "kiosk/session", true},
		{"locales know nothing of ours", "locales", "flows", true},
		{"a driver may use its codec", "devices/idcard", "devices/idcard/mrz", false},
		{"nothing imports kiosk", "kiosk/display", "kiosk", true},
		{"but commands do", "cmd/buergerterminal", "kiosk", false},
		{"nothing imports a command", "cmd/demo", "cmd/devicectl", true},
		{"tests' packages are for tests", "kiosk", "kiosk/session/sessiontest", true},
		{"and may import what they need", "kiosk/session/sessiontest", "kiosk/screen", false},
		{"a room without a rule", "kiosk/attic", "flows", true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := goPackage{ImportPath: module + "/" + tt.from, Imports: []string{"fmt", module + "/" + tt.to}}
			if found := forbidden(p, map[[2]string]bool{}); (len(found) > 0) != tt.wrong {
				t.Errorf("%s → %s: found %v", tt.from, tt.to, found)
			}
		})
	}
}

// soleImporters holds libraries to the room that was made to hide them.
func soleImporters(t *testing.T, all []goPackage) {
	for _, p := range all {
		if forTests(p.room()) {
			continue
		}
		for _, imported := range p.Imports {
			for _, i := range importers {
				if (imported == i.prefix || strings.HasPrefix(imported, strings.TrimSuffix(i.prefix, "/")+"/")) && !fits(i.only, p.room()) {
					t.Errorf("%s → %s: only %v may", p.room(), imported, i.only)
				}
			}
			if fits(pure, p.room()) && slices.Contains(impureImports, imported) {
				t.Errorf("%s → %s: the room is pure", p.room(), imported)
			}
		}
	}
}

// pureRoomsHaveNoClock looks for every use of the time of the machine in the pure rooms.
func pureRoomsHaveNoClock(t *testing.T, all []goPackage) {
	for _, p := range all {
		if !fits(pure, p.room()) || forTests(p.room()) {
			continue
		}
		for _, name := range p.sources() {
			for _, use := range clockUses(parse(t, filepath.Join(p.Dir, name), parser.SkipObjectResolution)) {
				t.Errorf("%s/%s uses %s; time comes as an event", p.room(), name, use)
			}
		}
	}
}

// TestClockUses proves that the search for the clock can find it.
func TestClockUses(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "x.go", "package x\nimport clock \"time\"\nvar _ = clock.Now", 0)
	if err != nil || len(clockUses(file)) != 1 {
		t.Errorf("a use of the clock was not seen: %v", err)
	}
}

// clockUses are the functions of package time that read the machine's clock or wait for it, whatever the file calls the package.
func clockUses(file *ast.File) []string {
	name := ""
	for _, i := range file.Imports {
		if i.Path.Value == `"time"` {
			name = "time"
			if i.Name != nil {
				name = i.Name.Name
			}
		}
	}
	var uses []string
	ast.Inspect(file, func(n ast.Node) bool {
		if s, ok := n.(*ast.SelectorExpr); ok && name != "" {
			if x, ok := s.X.(*ast.Ident); ok && x.Name == name && slices.Contains(clock, s.Sel.Name) {
				uses = append(uses, "time."+s.Sel.Name)
			}
		}
		return true
	})
	return uses
}

func parse(t *testing.T, file string, mode parser.Mode) *ast.File {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), file, nil, mode)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// namesAndComments holds names and comments: a package says once what it is for.
func namesAndComments(t *testing.T, all []goPackage) {
	for _, p := range all {
		if slices.Contains(vagueNames, p.Name) || slices.Contains(vagueNames, path.Base(p.room())) {
			t.Errorf("%s: the name says nothing", p.room())
		}
		var comments []string
		for _, name := range slices.Concat(p.GoFiles, p.CgoFiles) {
			if doc := parse(t, filepath.Join(p.Dir, name), parser.ParseComments|parser.PackageClauseOnly).Doc; doc != nil {
				comments = append(comments, doc.Text())
			}
		}
		switch {
		case len(comments) == 0 && len(p.GoFiles) == 0: // tests only
		case len(comments) != 1:
			t.Errorf("%s has %d package comments", p.room(), len(comments))
		case p.Name != "main" && !strings.HasPrefix(comments[0], "Package "+p.Name+" "):
			t.Errorf("%s: the package comment begins %.40q", p.room(), comments[0])
		case !strings.HasSuffix(firstParagraph(comments[0]), "."):
			t.Errorf("%s: the package comment does not begin with a sentence: %.60q", p.room(), comments[0])
		}
	}
}

func firstParagraph(comment string) string {
	first, _, _ := strings.Cut(comment, "\n\n")
	return strings.TrimSpace(first)
}

// nothingLeftOver looks into every Go file: no init, which runs unseen, and no note of work that was not done.
func nothingLeftOver(t *testing.T, all []goPackage) {
	notes := []string{"TO" + "DO", "FIX" + "ME"}
	for _, p := range all {
		for _, name := range slices.Concat(p.sources(), p.TestGoFiles, p.XTestGoFiles) {
			file := filepath.Join(p.Dir, name)
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, note := range notes {
				if bytes.Contains(text, []byte(note)) {
					t.Errorf("%s/%s: %s", p.room(), name, note)
				}
			}
			for _, d := range parse(t, file, parser.SkipObjectResolution).Decls {
				if f, ok := d.(*ast.FuncDecl); ok && f.Recv == nil && f.Name.Name == "init" {
					t.Errorf("%s/%s has an init", p.room(), name)
				}
			}
		}
	}
}

// TestTopLevel keeps the first look at the house short.
func TestTopLevel(t *testing.T) {
	list := exec.Command("git", "ls-files")
	list.Dir = root
	out, err := list.Output()
	if err != nil {
		t.Skipf("git does not list the files here: %v", err)
	}
	for _, file := range strings.Fields(string(out)) {
		if first, _, _ := strings.Cut(file, "/"); !slices.Contains(topLevel, first) {
			t.Errorf("%s: the top level holds only %v", file, topLevel)
		}
	}
}
