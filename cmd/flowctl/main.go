// Command flowctl checks flows before they reach a terminal, shows what follows from given answers, and makes flows of
// FIM schemas. It never changes a file; import-xdf makes new ones.
//
//	flowctl check [DIR]                      every mistake in the flows below DIR (default: those that ship)
//	flowctl check --overlay DIR [AGS]        every mistake in what a municipality lays over them (of the town with this AGS)
//	flowctl evaluate FLOW-DIR ANSWERS.json   {"visible": [field, …], "errors": {field: [code, …]}}
//	flowctl import-xdf FILE -o DIR           a flow of an XDatenfelder schema, and a summary of what became of it
//	flowctl export-json-schema FLOW-DIR      the JSON Schema of an imported flow's answers, named by FIM ids
//
// ANSWERS.json is "-" for standard input. Exit codes: 0 in order, 1 mistakes found, 2 called wrongly or file unreadable.
// Answers with errors are no mistake of the flow: evaluate ends with 0.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"buergerterminal/flows"
	"buergerterminal/flows/catalog"
)

// Exit codes.
const (
	exitOK       = 0
	exitMistakes = 1
	exitUsage    = 2
)

const usage = `usage:
  flowctl check [DIR]                      report every mistake in the flows below DIR (default: those that ship)
  flowctl check --overlay DIR [AGS]        report every mistake in a municipality's overlay (of the town with this AGS)
  flowctl evaluate FLOW-DIR ANSWERS.json   print the visible questions and the errors of the answers ("-": standard input)
  flowctl import-xdf FILE [-lists DIR] [-state SN] [-category C] [-icon I] [-authority A] -o DIR
                                           make a flow of an XDatenfelder schema (2 or 3), with the code lists in DIR
  flowctl export-json-schema FLOW-DIR      print the JSON Schema of an imported flow's answers, named by FIM ids
`

func main() { os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) }

func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	switch {
	case len(args) == 1 && (args[0] == "-h" || args[0] == "--help" || args[0] == "help"):
		fmt.Fprint(stdout, usage)
		return exitOK
	case len(args) == 1 && args[0] == "check":
		return check(catalog.Embedded(), stdout, stderr)
	case len(args) >= 3 && len(args) <= 4 && args[0] == "check" && args[1] == "--overlay":
		return checkOverlay(args[2], strings.Join(args[3:], ""), stdout, stderr)
	case len(args) == 2 && args[0] == "check":
		return checkDir(args[1], stdout, stderr)
	case len(args) == 3 && args[0] == "evaluate":
		return evaluate(args[1], args[2], stdin, stdout, stderr)
	case len(args) > 1 && args[0] == "import-xdf":
		return importXDF(args[1:], stdout, stderr)
	case len(args) == 2 && args[0] == "export-json-schema":
		return exportJSONSchema(args[1], stdout, stderr)
	}
	fmt.Fprint(stderr, usage)
	return exitUsage
}

func checkDir(dir string, stdout, stderr io.Writer) int {
	if !isDir(dir, stderr) {
		return exitUsage
	}
	return check(os.DirFS(dir), stdout, stderr, sharedBy(dir)...)
}

func isDir(dir string, stderr io.Writer) bool {
	info, err := os.Stat(dir)
	if err != nil {
		fmt.Fprintln(stderr, "flowctl:", err)
		return false
	}
	if !info.IsDir() {
		fmt.Fprintf(stderr, "flowctl: %s is not a directory\n", dir)
		return false
	}
	return true
}

// sharedBy are the trees whose blocks and lists the flows of a folder may use: those beside the folder, and those that ship.
func sharedBy(dir string) []fs.FS {
	return []fs.FS{os.DirFS(filepath.Join(dir, "..")), catalog.Embedded()}
}

func check(fsys fs.FS, stdout, stderr io.Writer, shared ...fs.FS) int {
	loaded, err := flows.Load(fsys, shared...)
	if code := report(err, stderr); code != exitOK {
		return code
	}
	for _, f := range loaded.Flows {
		questions := 0
		for _, p := range f.Pages {
			questions += len(p.Fields)
		}
		fmt.Fprintf(stdout, "%s %s: in order, %d pages, %d questions, %v\n", f.ID, f.Version, len(f.Pages), questions, f.Languages)
	}
	return exitOK
}

// report prints the mistakes, one a line, and says how to exit.
func report(err error, stderr io.Writer) int {
	if err == nil {
		return exitOK
	}
	var problems flows.Problems
	if !errors.As(err, &problems) {
		fmt.Fprintln(stderr, "flowctl:", err)
		return exitUsage
	}
	for _, p := range problems {
		fmt.Fprintln(stderr, p)
	}
	if len(problems) == 1 {
		fmt.Fprintln(stderr, "flowctl: 1 mistake")
	} else {
		fmt.Fprintf(stderr, "flowctl: %d mistakes\n", len(problems))
	}
	return exitMistakes
}

func evaluate(dir, file string, stdin io.Reader, stdout, stderr io.Writer) int {
	if !isDir(dir, stderr) {
		return exitUsage
	}
	loaded, err := flows.Load(os.DirFS(dir), sharedBy(dir)...)
	if code := report(err, stderr); code != exitOK {
		return code
	}
	if len(loaded.Flows) != 1 {
		fmt.Fprintf(stderr, "flowctl: %s holds %d flows, name the folder of one\n", dir, len(loaded.Flows))
		return exitUsage
	}
	data, err := read(file, stdin)
	if err != nil {
		fmt.Fprintln(stderr, "flowctl:", err)
		return exitUsage
	}
	answers, err := loaded.Flows[0].AnswersFromJSON(data)
	if err != nil {
		fmt.Fprintln(stderr, "flowctl:", err)
		return exitUsage
	}
	return printEvaluation(loaded.Flows[0].Evaluate(answers), stdout, stderr)
}

func read(file string, stdin io.Reader) ([]byte, error) {
	if file == "-" {
		return io.ReadAll(stdin)
	}
	return os.ReadFile(file)
}

func printEvaluation(e flows.Evaluation, stdout, stderr io.Writer) int {
	out := struct {
		Visible []string                `json:"visible"`
		Errors  map[string][]flows.Code `json:"errors"`
	}{Visible: e.Visible, Errors: e.Errors}
	if out.Visible == nil {
		out.Visible = []string{}
	}
	encoder := json.NewEncoder(stdout)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(out); err != nil {
		fmt.Fprintln(stderr, "flowctl:", err)
		return exitUsage
	}
	return exitOK
}
