package eventlog

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"buergerterminal/kiosk/health"
)

func noon() time.Time { return time.Date(2026, 6, 1, 12, 0, 0, 0, time.FixedZone("CEST", 7200)) }

func options() Options {
	return Options{Now: noon, Vocabulary: Vocabulary{
		Codes: []string{"line.unplugged", "outbox.disk-full"}, Flows: []string{"meldebescheinigung"}, Pages: []string{"question.purpose"},
	}}
}

func lines(t *testing.T, b []byte) []map[string]any {
	t.Helper()
	var all []map[string]any
	for _, l := range bytes.Split(bytes.TrimSpace(b), []byte("\n")) {
		var m map[string]any
		if err := json.Unmarshal(l, &m); err != nil {
			t.Fatalf("%q: %v", l, err)
		}
		all = append(all, m)
	}
	return all
}

func TestLines(t *testing.T) {
	var out bytes.Buffer
	l := New(&out, options())
	l.VisitBegan()
	l.PageShown("question.purpose", "meldebescheinigung")
	l.PageShown("areas", "")
	l.WorkFailed("scan", "line.unplugged")
	l.DeviceChanged("printer", "noDevice", "line.unplugged", true, false)
	l.DeviceChanged("printer", "online", "", false, true)
	l.DeviceChanged("printer", "busy", "", true, true)
	l.Closed("outbox.disk-full")
	l.Opened("outbox.disk-full", 90*time.Second)
	l.Write(SubmissionStored, FlowID("meldebescheinigung"), ShortHash([32]byte{0xde, 0xad, 0xbe, 0xef, 1}), Bytes(1500), Duration(1234567*time.Microsecond))
	l.Write(TerminalStarted, Version("v1.4.0-3-gdeadbee"), Duration(time.Second))
	l.VisitEnded("done")
	want := `{"level":"info","time":"2026-06-01T10:00:00.000Z","event":"visit.started"}
{"level":"info","time":"2026-06-01T10:00:00.000Z","event":"page.opened","page":"question.purpose","flow":"meldebescheinigung"}
{"level":"info","time":"2026-06-01T10:00:00.000Z","event":"page.opened","page":"areas"}
{"level":"warn","time":"2026-06-01T10:00:00.000Z","event":"work.failed","work":"scan","code":"line.unplugged"}
{"level":"warn","time":"2026-06-01T10:00:00.000Z","event":"device.lost","device":"printer","state":"noDevice","code":"line.unplugged"}
{"level":"info","time":"2026-06-01T10:00:00.000Z","event":"device.back","device":"printer","state":"online"}
{"level":"info","time":"2026-06-01T10:00:00.000Z","event":"device.state","device":"printer","state":"busy"}
{"level":"error","time":"2026-06-01T10:00:00.000Z","event":"terminal.closed","code":"outbox.disk-full"}
{"level":"info","time":"2026-06-01T10:00:00.000Z","event":"terminal.opened","code":"outbox.disk-full","ms":90000}
{"level":"info","time":"2026-06-01T10:00:00.000Z","event":"submission.stored","flow":"meldebescheinigung","hash":"deadbeef","bytes":2048,"ms":1234}
{"level":"info","time":"2026-06-01T10:00:00.000Z","event":"terminal.started","version":"v1.4.0-3-gdeadbee","ms":1000}
{"level":"info","time":"2026-06-01T10:00:00.000Z","event":"visit.wiped","page":"done"}
`
	if out.String() != want {
		t.Errorf("got\n%s\nwant\n%s", out.String(), want)
	}
	if l.Lost() != 0 || l.Close() != nil {
		t.Error("lost or not closed")
	}
}

// sentinels are what must never reach the log: names, numbers, dates, addresses, answers.
func sentinels() []string {
	return []string{
		"Lehmann", "lehmann", "LEHMANN<<JANA", "jana.lehmann@example.org", "14.08.1989", "1989-08-14", "19890814", "890814", "L7XK40PN2",
		"Töpferstraße 8", "01067 Dresden", "+49 351 4880", "DE89370400440532013000", "question.lehmann", "idcard.lehmann", "lehmann.jana",
		"v1.2.3-Lehmann", "1989.8.14", "a\nb\"c",
	}
}

// TestSentinels offers every sentinel through every way in, to every event.
func TestSentinels(t *testing.T) {
	for _, s := range sentinels() {
		var out bytes.Buffer
		l := New(&out, options())
		number, _ := strconv.Atoi(regexp.MustCompile(`\D`).ReplaceAllString(s, ""))
		var digest [32]byte
		copy(digest[4:], s)
		for _, e := range append(Events(), Event{Name: Name(s)}) {
			l.Write(e.Name, Code(s), Device(s), State(s), Work(s), Outcome(s), FlowID(s), Page(s), Severity(s), Depth(s), Operation(s), Count(number), Status(number), ShortHash(digest))
			if s != "1989.8.14" { // has the form of a version, and so has 1.4.0
				l.Write(e.Name, Version(s))
			}
		}
		l.PageShown(s, s)
		l.VisitEnded(s)
		l.WorkFailed(s, s)
		l.DeviceChanged(s, s, s, true, false)
		l.Closed(s)
		l.Opened(s, 0)
		for _, line := range lines(t, out.Bytes()) {
			for key, value := range line {
				text, isText := value.(string)
				if isText && strings.Contains(strings.ToLower(text), strings.ToLower(s)) || strings.Contains(key, s) {
					t.Errorf("%q reached the log: %v", s, line)
				}
			}
		}
		if digits := regexp.MustCompile(`\D`).ReplaceAllString(s, ""); len(digits) > 6 && strings.Contains(out.String(), digits) {
			t.Errorf("the digits of %q reached the log", s)
		}
	}
}

func TestUndeclared(t *testing.T) {
	var out bytes.Buffer
	l := New(&out, options())
	l.Write("visit.answered", Count(3))
	l.Write(VisitStarted, Code("line.unplugged"), Count(1))
	got := lines(t, out.Bytes())
	if got[0]["event"] != string(Undeclared) || got[0]["refused_fields"] != 1.0 || got[0]["count"] != nil {
		t.Error(got[0])
	}
	if got[1]["event"] != string(VisitStarted) || got[1]["refused_fields"] != 2.0 || got[1]["code"] != nil {
		t.Error(got[1])
	}
}

func TestNumbers(t *testing.T) {
	for _, c := range []struct {
		field Field
		want  int64
	}{
		{Count(-1), 0}, {Count(19890814), 1_000_000}, {Bytes(0), 0}, {Bytes(1), 1024}, {Bytes(1024), 1024}, {Bytes(-5), 0},
		{Status(404), 404}, {Status(1989), 0}, {Duration(1999 * time.Microsecond), 1},
	} {
		if c.field.number != c.want {
			t.Errorf("%+v, want %d", c.field, c.want)
		}
	}
}

// TestCatalogue: every name is declared exactly once and explained, and the manual lists all.
func TestCatalogue(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "events.go", nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]int{}
	ast.Inspect(file, func(n ast.Node) bool {
		if spec, ok := n.(*ast.ValueSpec); ok {
			if kind, ok := spec.Type.(*ast.Ident); ok && kind.Name == "Name" {
				value, _ := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
				names[value]++
			}
		}
		return true
	})
	manual := Catalogue()
	for _, e := range Events() {
		if names[string(e.Name)] != 1 {
			t.Errorf("%s is no constant, or several", e.Name)
		}
		names[string(e.Name)]--
		if e.Doc == "" || !strings.HasSuffix(e.Doc, ".") || strings.Count(manual, "| `"+string(e.Name)+"` |") != 1 {
			t.Errorf("%s is not in the manual as it should be", e.Name)
		}
		if e.Level != Info && e.Level != Warn && e.Level != Error {
			t.Errorf("%s has level %q", e.Name, e.Level)
		}
	}
	for name, left := range names {
		if left != 0 {
			t.Errorf("%s is not declared in Events, or twice", name)
		}
	}
}

// TestPagesAreKnown: a page that the screen can show and the vocabulary lacks would be refused.
func TestPagesAreKnown(t *testing.T) {
	sources, err := filepath.Glob("../screen/*.go")
	if err != nil || len(sources) == 0 {
		t.Fatal("no sources of the screen", err)
	}
	for _, path := range sources {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		source, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`(?:frame\(|Page: +)"([^"]+)"(\)|,|\})`).FindAllSubmatch(source, -1) {
			if page := string(m[1]); !(Vocabulary{}).knows(ClassPage, page) {
				t.Errorf("%s shows the page %q, which the log refuses", filepath.Base(path), page)
			}
		}
	}
}

// broken is a writer that fails until it is mended.
type broken struct {
	bytes.Buffer
	failing bool
	room    int // lines until it fails again; 0 for no limit
}

func (b *broken) Write(p []byte) (int, error) {
	if b.failing {
		return 0, errors.New("no space left on device")
	}
	if b.room > 0 {
		b.room--
		b.failing = b.room == 0
	}
	return b.Buffer.Write(p)
}

// TestLostLines: what could not be written is counted, and told once when there is something to write on again.
func TestLostLines(t *testing.T) {
	b := &broken{failing: true}
	l := New(b, options())
	l.VisitBegan()
	l.VisitBegan()
	if l.Lost() != 2 || b.Len() != 0 {
		t.Fatalf("lost %d, written %q", l.Lost(), b.String())
	}
	b.failing = false
	l.VisitBegan()
	l.VisitBegan()
	b.failing = true
	l.VisitBegan()
	b.failing = false
	l.VisitBegan()
	var told []string
	for _, line := range lines(t, b.Bytes()) {
		told = append(told, fmt.Sprint(line["event"], " ", line["count"]))
	}
	want := []string{"visit.started <nil>", "eventlog.failed 2", "visit.started <nil>", "visit.started <nil>", "eventlog.failed 1"}
	if !slices.Equal(told, want) {
		t.Errorf("the log says %q, want %q", told, want)
	}
}

// TestLostAgain: a line that tells what is missing may be lost too; then the next one tells of both.
func TestLostAgain(t *testing.T) {
	b := &broken{failing: true}
	l := New(b, options())
	l.VisitBegan()
	b.failing, b.room = false, 1
	l.VisitBegan()
	b.failing = false
	l.VisitBegan()
	all := lines(t, b.Bytes())
	if last := all[len(all)-1]; len(all) != 3 || last["event"] != "eventlog.failed" || last["count"] != 2.0 {
		t.Errorf("the log says %v", all)
	}
}

// TestFailedIsAHealthCode: the event carries the code under which the technician finds the remedy.
func TestFailedIsAHealthCode(t *testing.T) {
	if _, known := health.Of(string(Failed)); !known {
		t.Fatalf("%s has no remedy", Failed)
	}
	b := &broken{failing: true}
	o := options()
	o.Vocabulary.Codes = health.Codes()
	l := New(b, o)
	l.VisitBegan()
	b.failing = false
	l.VisitBegan()
	if last := lines(t, b.Bytes())[1]; last["code"] != string(Failed) || last["level"] != "warn" {
		t.Errorf("the log says %v", last)
	}
}

func TestRotation(t *testing.T) {
	path := filepath.Join(t.TempDir(), "terminal.log")
	o := options()
	o.MaxBytes, o.Keep = 1000, 2
	l, err := Open(path, o)
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for range 25 {
				l.PageShown("areas", "")
			}
		})
	}
	all.Wait()
	if err := l.Close(); err != nil || l.Lost() != 0 {
		t.Error(err, l.Lost())
	}
	for _, name := range []string{path, path + ".1", path + ".2"} {
		content, err := os.ReadFile(name)
		if err != nil || len(content) > 1000 {
			t.Errorf("%s: %d bytes, %v", filepath.Base(name), len(content), err)
		}
		lines(t, content)
		if info, err := os.Stat(name); err != nil || info.Mode().Perm() != 0o600 {
			t.Error("mode", info.Mode(), err)
		}
	}
	if _, err := os.Stat(path + ".3"); err == nil {
		t.Error("more files are kept than asked for")
	}
	l.VisitBegan()
	if l.Lost() != 1 {
		t.Error("a closed log took a line")
	}
}

func TestOpenAppends(t *testing.T) {
	path := filepath.Join(t.TempDir(), "terminal.log")
	for range 2 {
		l, err := Open(path, options())
		if err != nil {
			t.Fatal(err)
		}
		l.VisitBegan()
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	}
	content, err := os.ReadFile(path)
	if err != nil || len(lines(t, content)) != 2 {
		t.Errorf("%q %v", content, err)
	}
	if _, err := Open(filepath.Join(path, "below-a-file"), options()); err == nil {
		t.Error("opened what cannot be")
	}
	if l, err := Open("", options()); err != nil || l.Close() != nil {
		t.Error("standard error", err)
	}
}
