package health

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"buergerterminal/devices"
	"buergerterminal/locales"
)

// constants parses the Go files below root and returns the values of all string constants of one of the named types.
func constants(t *testing.T, root string, types ...string) map[string]string {
	t.Helper()
	found := map[string]string{}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok || !slices.Contains(types, typeName(spec.Type)) {
				return true
			}
			for i, v := range spec.Values {
				if literal, ok := v.(*ast.BasicLit); ok && literal.Kind == token.STRING {
					if value, err := strconv.Unquote(literal.Value); err == nil {
						found[value] = spec.Names[i].Name
					}
				}
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func typeName(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return e.Sel.Name
	}
	return ""
}

func TestEveryFaultHasAnEntry(t *testing.T) {
	faults := constants(t, "../../devices", "Fault")
	maps.Copy(faults, constants(t, "../diagnostics", "Fault"))
	if len(faults) < 20 || faults[string(devices.FaultUnplugged)] == "" {
		t.Fatalf("only %d faults were found in the source", len(faults))
	}
	for code, name := range faults {
		if _, ok := Of(code); !ok {
			t.Errorf("devices.%s (%q) has no entry", name, code)
		}
	}
}

func TestEverySubmissionCodeHasAnEntry(t *testing.T) {
	codes := constants(t, "../submission", "Code", "Trouble")
	if len(codes) < 20 {
		t.Fatalf("only %d codes were found in the source", len(codes))
	}
	for code, name := range codes {
		if _, ok := Of(code); !ok {
			t.Errorf("%s (%q) has no entry", name, code)
		}
	}
}

func TestEveryCodeOfTheWayOnHasAnEntry(t *testing.T) {
	codes := map[string]string{}
	for _, room := range []string{"fitconnect", "mail", "drop"} {
		found := constants(t, "../hub/"+room, "Code")
		if len(found) < 3 {
			t.Fatalf("only %d codes were found in %s", len(found), room)
		}
		maps.Copy(codes, found)
	}
	for _, reason := range []string{"forward.settings", "forward.form", "forward.damaged", "forward.unsure"} {
		codes[reason] = "Reason"
	}
	for code, name := range codes {
		if _, ok := Of(code); !ok {
			t.Errorf("%s (%q) has no entry", name, code)
		}
	}
}

func TestEveryCodeOfSoundAndPictureHasAnEntry(t *testing.T) {
	codes := constants(t, "../audio", "Code")
	maps.Copy(codes, constants(t, "../call/capture", "Code"))
	maps.Copy(codes, constants(t, "../speech", "Code"))
	if len(codes) < 12 {
		t.Fatalf("only %d codes were found in the source", len(codes))
	}
	for code, name := range codes {
		if _, ok := Of(code); !ok {
			t.Errorf("%s (%q) has no entry", name, code)
		}
	}
}

func TestEntriesAreWhole(t *testing.T) {
	form := regexp.MustCompile(`^[a-z]+\.[a-z]+(-[a-z]+)*$`)
	seen := map[string]bool{}
	for _, e := range Catalogue() {
		if seen[e.Code] {
			t.Errorf("%s stands twice", e.Code)
		}
		seen[e.Code] = true
		if !form.MatchString(e.Code) {
			t.Errorf("code %q", e.Code)
		}
		if e.Severity != Notice && e.Severity != Degraded && e.Severity != OutOfOrder {
			t.Errorf("%s: severity %q", e.Code, e.Severity)
		}
		for name, text := range map[string]Text{"title": e.Title, "cause": e.Cause, "remedy": e.Remedy} {
			if text.DE == "" || text.EN == "" || text.DE == text.EN {
				t.Errorf("%s: %s lacks a language: %+v", e.Code, name, text)
			}
		}
		if len([]rune(e.Title.DE)) > 40 || len([]rune(e.Title.EN)) > 40 {
			t.Errorf("%s: the title is too long for its row", e.Code)
		}
		for _, d := range e.DependsOn {
			if _, ok := Of(d); !ok || d == e.Code {
				t.Errorf("%s depends on %q", e.Code, d)
			}
		}
	}
	if len(seen) != len(Codes()) {
		t.Error("Codes and Catalogue differ")
	}
}

func TestCitizenKeysExist(t *testing.T) {
	texts, err := locales.Load(locales.Embedded())
	if err != nil {
		t.Fatal(err)
	}
	if len(texts.Languages()) < 10 {
		t.Fatalf("only %v", texts.Languages())
	}
	for _, tag := range texts.Languages() {
		language := texts.Language(tag)
		for _, e := range Catalogue() {
			if e.CitizenKey == "" {
				continue
			}
			if shown := language.Text(e.CitizenKey); shown == "" || strings.Contains(shown, e.CitizenKey) {
				t.Errorf("%s: locales/%s lacks %q", e.Code, tag, e.CitizenKey)
			}
		}
	}
}

func TestRoots(t *testing.T) {
	for _, c := range []struct{ now, want []string }{
		{[]string{"line.silent", "line.unplugged"}, []string{"line.unplugged"}},
		{[]string{"printer.paper-near-end", "printer.paper-end", "printer.cover-open"}, []string{"printer.cover-open"}},
		{[]string{"hub.unreachable"}, []string{"hub.unreachable"}},
		{[]string{"hub.unreachable", "clock.invalid"}, []string{"clock.invalid"}},
		{[]string{"new.code"}, []string{"new.code"}},
		{nil, nil},
	} {
		if got := Roots(c.now); !slices.Equal(got, c.want) {
			t.Errorf("Roots(%v) = %v, want %v", c.now, got, c.want)
		}
	}
	if e, ok := Of("line.unplugged"); !ok || e.Title.In("de-leicht") != "Leitung fehlt" || e.Title.In("ar") != "Line missing" {
		t.Error(e)
	}
}
