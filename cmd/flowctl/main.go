// Command flowctl checks flows before they reach a terminal, shows what follows from given answers, and makes flows of
// FIM schemas. It never changes a file; import-xdf makes new ones.
//
//	flowctl check [DIR]                      every mistake in the flows below DIR (default: those that ship)
//	flowctl check --overlay DIR [AGS]        every mistake in what a municipality lays over them (of the town with this AGS)
//	flowctl evaluate FLOW-DIR ANSWERS.json   {"visible": [field, …], "errors": {field: [code, …]}}, and, where there are
//	                                         such, "values": {id: value}, "broken": {field: [rule, …]}, "exit": page
//	flowctl walk [--json] [FLOW]             simulated citizens through a service (default: all that ship), and what they covered
//	flowctl import-xdf FILE -o DIR           a flow of an XDatenfelder schema, and a summary of what became of it
//	flowctl export-json-schema FLOW-DIR      the JSON Schema of an imported flow's answers, named by FIM ids
//
// ANSWERS.json is "-" for standard input. Exit codes: 0 in order, 1 mistakes found or not all covered, 2 called wrongly or file unreadable.
// Answers with errors are no mistake of the flow: evaluate ends with 0. So does check where it has only warned.
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
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
  flowctl walk [--json] [FLOW|DIR]         send simulated citizens through a service (default: all that ship) and print what
                                           they covered: every page, condition, option and refusal
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
	case len(args) >= 1 && args[0] == "walk":
		return walkFlows(args[1:], stdout, stderr)
	case len(args) > 1 && args[0] == "import-xdf":
		return importXDF(args[1:], stdout, stderr)
	case len(args) == 2 && args[0] == "export-json-schema":
		return exportJSONSchema(args[1], stdout, stderr)
	}
	fmt.Fprint(stderr, usage)
	return exitUsage
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

// printed is what evaluate writes. What a flow does not have is left out.
type printed struct {
	Visible []string                `json:"visible"`
	Errors  map[string][]flows.Code `json:"errors"`
	Values  flows.Answers           `json:"values,omitempty"`
	Broken  map[string][]string     `json:"broken,omitempty"` // ids of rules, by the field that the citizen is led to
	Exit    string                  `json:"exit,omitempty"`   // id of the page where the way ends
}

func printEvaluation(e flows.Evaluation, stdout, stderr io.Writer) int {
	out := printed{Visible: e.Visible, Errors: e.Errors, Values: e.Values}
	if out.Visible == nil {
		out.Visible = []string{}
	}
	for _, b := range e.Broken {
		if out.Broken == nil {
			out.Broken = map[string][]string{}
		}
		out.Broken[b.Key] = append(out.Broken[b.Key], b.Rule.ID)
	}
	if e.Exit != nil {
		out.Exit = e.Exit.Page.ID
	}
	encoder := json.NewEncoder(stdout)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(out); err != nil {
		fmt.Fprintln(stderr, "flowctl:", err)
		return exitUsage
	}
	return exitOK
}
