package locales_test

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
	"sync"
	"testing"

	"github.com/pelletier/go-toml/v2"

	"buergerterminal/flows"
	"buergerterminal/flows/catalog"
	"buergerterminal/locales"
)

// entries are the texts of a language as they stand in its files: by key, by plural form ("" where there is one text).
func entries(t *testing.T, lang string) map[string]map[string]string {
	t.Helper()
	all, err := readEntries()
	if err != nil || len(all[lang]) == 0 {
		t.Fatalf("no texts of %s: %v", lang, err)
	}
	return all[lang]
}

// readEntries reads the files of every language once.
var readEntries = sync.OnceValues(func() (map[string]map[string]map[string]string, error) {
	folders, err := fs.ReadDir(locales.Embedded(), ".")
	if err != nil {
		return nil, err
	}
	all := map[string]map[string]map[string]string{}
	for _, folder := range folders {
		if all[folder.Name()], err = entriesOf(folder.Name()); err != nil {
			return nil, err
		}
	}
	return all, nil
})

func entriesOf(lang string) (map[string]map[string]string, error) {
	names, err := fs.Glob(locales.Embedded(), lang+"/*.toml")
	if err != nil {
		return nil, err
	}
	all := map[string]map[string]string{}
	for _, name := range names {
		data, err := fs.ReadFile(locales.Embedded(), name)
		if err != nil {
			return nil, err
		}
		var file map[string]any
		if err := toml.Unmarshal(data, &file); err != nil {
			return nil, err
		}
		for key, entry := range file {
			all[key] = map[string]string{}
			switch entry := entry.(type) {
			case string:
				all[key][""] = entry
			case map[string]any:
				for form, text := range entry {
					all[key][form], _ = text.(string)
				}
			}
		}
	}
	return all, nil
}

// rooms are the packages that say words of the UI.
var rooms = []string{".", "../kiosk", "../kiosk/screen", "../kiosk/session", "../kiosk/receipt", "../kiosk/display", "../kiosk/speech"}

// built are the beginnings of the keys that the code puts together, with the rests that there can be.
func built(t *testing.T) map[string][]string {
	t.Helper()
	kinds := []string{"cut", "blurred", "dark", "blank", "shadow"} // of session.Finding
	findings, areas := []string{"crooked"}, []string(nil)          // a sheet that lies straight is not worth a word
	for _, k := range kinds {
		findings = append(findings, k, k+".ok")
	}
	for _, a := range lifeSituations(t) {
		areas = append(areas, a, a+".detail")
	}
	numbers := func(from, to int) (all []string) {
		for n := from; n <= to; n++ {
			all = append(all, strconv.Itoa(n))
		}
		return all
	}
	var troubles []string
	for _, trouble := range constants(t, "ResumeTrouble", "../kiosk/session/resume.go") {
		troubles = append(troubles, trouble, trouble+".detail")
	}
	return map[string][]string{
		"area.":        areas,
		"fault.":       constants(t, "Fault", "../devices/*.go", "../devices/*/*.go"),
		"error.":       constants(t, "Code", "../flows/evaluate.go"),
		"progress.":    constants(t, "Group", "../kiosk/session/path.go"),
		"finding.":     findings,
		"month.":       numbers(1, 12),
		"month-alone.": numbers(1, 12),
		"weekday.":     numbers(0, 6),
		"answer.":      {"yes", "no"},

		"service.competent.": {"municipality", "county", "state", "federal"},
		"newcomer.":          {"interpreter", "signs", "second"},
		"resume.trouble.":    troubles,
		"speech.keypad.":     {"down", "up", "select", "next", "back", "help"},
		"request.":           {"card", "card.take", "scan", "scan.take", "signature", "signature.take", "print", "print.take"},

		"technician.unit.":    {"printer", "idcard", "cardreader", "scanner", "screen", "sound", "hub", "outbox", "overlay"},
		"technician.grade.":   {"ready", "look", "broken"},
		"technician.depth.":   {"slip", "internal", "external", "interactive"},
		"technician.operate.": constants(t, "Operation", "../kiosk/session/technician.go"),
		"technician.result.":  {"passed", "failed", "skipped"},
		"technician.fact.":    {"since", "cause", "remedy", "port", "firmware", "counters", "last", "disk", "version", "mistake"},
		"technician.restart.": {"title", "explain", "yes"},
		"technician.close.":   {"title", "explain", "yes"},
		"technician.open.":    {"title", "explain", "yes"},
		"country.":            {"EUE", "GBD", "GBN", "GBO", "GBP", "GBS", "UNA", "UNK", "UNO", "XOM", "XPO", "XXA", "XXB", "XXC", "XXX"},
	}
}

// lifeSituations are the ids of the areas that the page of areas knows.
func lifeSituations(t *testing.T) []string {
	t.Helper()
	var ids []string
	inspect(t, []string{"../kiosk/screen/*.go"}, func(n ast.Node) {
		spec, ok := n.(*ast.ValueSpec)
		if !ok || spec.Names[0].Name != "lifeSituations" {
			return
		}
		for _, e := range spec.Values[0].(*ast.CompositeLit).Elts {
			ids = append(ids, literal(e.(*ast.CompositeLit).Elts[0]))
		}
	})
	if len(ids) < 5 {
		t.Fatalf("areas %v", ids)
	}
	return ids
}

// constants are the values of the string constants of a type, whatever package the type is written with.
func constants(t *testing.T, typ string, patterns ...string) []string {
	t.Helper()
	var values []string
	inspect(t, patterns, func(n ast.Node) {
		spec, ok := n.(*ast.ValueSpec)
		if !ok || spec.Type == nil || len(spec.Values) == 0 {
			return
		}
		name := ""
		switch x := spec.Type.(type) {
		case *ast.Ident:
			name = x.Name
		case *ast.SelectorExpr:
			name = x.Sel.Name
		}
		if value := literal(spec.Values[0]); name == typ && value != "" {
			values = append(values, value)
		}
	})
	if len(values) < 5 {
		t.Fatalf("constants of type %s: %v", typ, values)
	}
	return values
}

// inspect visits every node of the files that are no tests.
func inspect(t *testing.T, patterns []string, visit func(ast.Node)) {
	t.Helper()
	for _, pattern := range patterns {
		names, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			ast.Inspect(file, func(n ast.Node) bool {
				visit(n)
				return true
			})
		}
	}
}

// literal is the value of a string literal, or "".
func literal(e ast.Expr) string {
	if l, ok := e.(*ast.BasicLit); ok && l.Kind == token.STRING {
		s, _ := strconv.Unquote(l.Value)
		return s
	}
	return ""
}

// sources are the patterns of the rooms' files.
func sources() []string {
	var patterns []string
	for _, r := range rooms {
		patterns = append(patterns, r+"/*.go")
	}
	return patterns
}

// keyAt says which argument of a call is a key of these texts.
var keyAt = map[string]int{"t": 0, "Text": 0, "Plural": 0, "either": 1, "forward": 0, "function": 1}

var keyShape = regexp.MustCompile(`^[a-z][a-z-]*(\.[a-z0-9_-]+)+$`)

// TestEveryKeyThatIsAskedForExists reads the calls in the code.
func TestEveryKeyThatIsAskedForExists(t *testing.T) {
	known, prefixes, asked := entries(t, "de"), built(t), 0
	inspect(t, sources(), func(n ast.Node) {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return
		}
		f, ok := call.Fun.(*ast.SelectorExpr)
		if !ok {
			return
		}
		at, ok := keyAt[f.Sel.Name]
		if !ok || len(call.Args) <= at {
			return
		}
		switch arg := call.Args[at].(type) {
		case *ast.BasicLit:
			if key := literal(arg); keyShape.MatchString(key) {
				asked++
				if known[key] == nil {
					t.Errorf("%s(%q): no language has it", f.Sel.Name, key)
				}
			}
		case *ast.BinaryExpr:
			prefix := literal(first(arg))
			if strings.HasSuffix(prefix, ".") && prefixes[prefix] == nil {
				t.Errorf("%s(%q + …): this test does not know what follows", f.Sel.Name, prefix)
			}
		}
	})
	if asked < 100 {
		t.Errorf("only %d keys were found in the code", asked)
	}
}

// first is the leftmost operand of a sum.
func first(e ast.Expr) ast.Expr {
	for {
		b, ok := e.(*ast.BinaryExpr)
		if !ok {
			return e
		}
		e = b.X
	}
}

// TestEveryBuiltKeyExists holds what the code puts together: each fault, each mistake in an answer, each area has words.
func TestEveryBuiltKeyExists(t *testing.T) {
	prefixes := built(t)
	for _, lang := range embedded(t).Languages() {
		known := entries(t, lang)
		for prefix, rests := range prefixes {
			for _, rest := range rests {
				if known[prefix+rest] == nil {
					t.Errorf("%s lacks %q", lang, prefix+rest)
				}
			}
		}
	}
}

// TestEveryServiceHasAnArea leads to each shipped service.
func TestEveryServiceHasAnArea(t *testing.T) {
	c, err := flows.LoadKnown(catalog.Embedded())
	if err != nil {
		t.Fatal(err)
	}
	areas := lifeSituations(t)
	for _, f := range c.Flows {
		if !slices.Contains(areas, f.Category) {
			t.Errorf("%s is in the area %q, which no page shows", f.ID, f.Category)
		}
	}
}

// TestNoKeyIsLeftOver finds texts that nothing says.
func TestNoKeyIsLeftOver(t *testing.T) {
	said := map[string]bool{}
	inspect(t, sources(), func(n ast.Node) {
		if l, ok := n.(*ast.BasicLit); ok {
			said[literal(l)] = true
		}
	})
	for prefix, rests := range built(t) {
		for _, rest := range rests {
			said[prefix+rest] = true
		}
	}
	for _, key := range slices.Sorted(maps.Keys(entries(t, "de"))) {
		if !said[key] {
			t.Errorf("nothing says %q", key)
		}
	}
}
