package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"

	"buergerterminal/flows/fim"
)

// importXDF makes a flow of a FIM schema: "import-xdf FILE [-lists DIR] [-state SN] [-category C] [-icon I] [-authority A] -o DIR".
// It never writes over a flow that is there, and writes nothing at all where the schema has a mistake.
func importXDF(args []string, stdout, stderr io.Writer) int {
	var o fim.Options
	flags := flag.NewFlagSet("import-xdf", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.Usage = func() { fmt.Fprint(stderr, usage) }
	folder := flags.String("o", "", "folder of the flow")
	lists := flags.String("lists", "", "folder of the code lists")
	flags.StringVar(&o.State, "state", "", "code of the Land whose rules hold")
	flags.StringVar(&o.Category, "category", "", "life situation")
	flags.StringVar(&o.Icon, "icon", "", "name of a sign")
	flags.StringVar(&o.Authority, "authority", "", "id of the receiving authority")
	file, ok := oneOperand(flags, args)
	if !ok || *folder == "" {
		fmt.Fprint(stderr, usage)
		return exitUsage
	}
	if name := filepath.Base(*folder); flowName.MatchString(name) {
		o.ID = name
	}
	flow, code := readXDF(file, *lists, o, stderr)
	if flow == nil {
		return code
	}
	if err := writeFlow(*folder, flow.Files); err != nil {
		fmt.Fprintln(stderr, "flowctl:", err)
		return exitUsage
	}
	fmt.Fprint(stdout, flow.Summary)
	return exitOK
}

// flowName is the form of a flow's id, which is the name of its folder.
var flowName = regexp.MustCompile(`^[a-z][a-z0-9_-]{0,39}$`)

// oneOperand reads flags that stand before or behind the one operand.
func oneOperand(flags *flag.FlagSet, args []string) (operand string, ok bool) {
	if flags.Parse(args) != nil || flags.NArg() == 0 {
		return "", false
	}
	operand = flags.Arg(0)
	return operand, flags.Parse(flags.Args()[1:]) == nil && flags.NArg() == 0
}

// readXDF makes the flow, or says what is wrong as FILE:line:column: message.
func readXDF(file, folder string, o fim.Options, stderr io.Writer) (*fim.Flow, int) {
	in, err := os.Open(file)
	if err != nil {
		fmt.Fprintln(stderr, "flowctl:", err)
		return nil, exitUsage
	}
	defer in.Close()
	var lists *fim.Lists
	if folder != "" {
		if !isDir(folder, stderr) {
			return nil, exitUsage
		}
		if lists, err = fim.OpenLists(os.DirFS(folder)); err != nil {
			fmt.Fprintf(stderr, "flowctl: %s: %v\n", folder, err)
			return nil, exitMistakes
		}
	}
	schema, err := fim.Read(in)
	var mistake *fim.Error
	switch {
	case errors.As(err, &mistake):
		fmt.Fprintf(stderr, "%s:%d:%d: %s\n", file, mistake.Line, mistake.Column, hinted(mistake))
		return nil, exitMistakes
	case err != nil:
		fmt.Fprintln(stderr, "flowctl:", err)
		return nil, exitUsage
	}
	flow, err := fim.Import(schema, lists, o)
	if err != nil {
		fmt.Fprintf(stderr, "flowctl: %s: %v\n", file, err)
		return nil, exitMistakes
	}
	return flow, exitOK
}

func hinted(e *fim.Error) string {
	if e.Hint == "" {
		return e.Message
	}
	return e.Message + " (" + e.Hint + ")"
}

// writeFlow writes the files into a folder that has no flow yet.
func writeFlow(folder string, files map[string][]byte) error {
	if _, err := os.Stat(filepath.Join(folder, "flow.toml")); !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s has a flow.toml already: name another folder", folder)
	}
	for name, content := range files {
		at := filepath.Join(folder, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(at, content, 0o644); err != nil {
			return err
		}
	}
	return nil
}
