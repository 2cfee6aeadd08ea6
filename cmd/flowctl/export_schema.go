package main

import (
	"fmt"
	"io"
	"os"

	"buergerterminal/flows"
	"buergerterminal/flows/fim"
)

// exportJSONSchema prints the JSON Schema of an imported flow's answers.
func exportJSONSchema(dir string, stdout, stderr io.Writer) int {
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
	schema, err := fim.JSONSchema(loaded.Flows[0])
	if err != nil {
		fmt.Fprintf(stderr, "flowctl: %s: %v\n", dir, err)
		return exitMistakes
	}
	fmt.Fprintf(stdout, "%s\n", schema)
	return exitOK
}
