package main

import (
	"fmt"
	"io"
	"os"

	"buergerterminal/flows/catalog"
	"buergerterminal/flows/overlay"
	"buergerterminal/locales"
)

// checkOverlay reports every mistake in a municipality's directory, or else what a terminal with it offers, in order.
func checkOverlay(dir, ags string, stdout, stderr io.Writer) int {
	if !isDir(dir, stderr) {
		return exitUsage
	}
	words, err := locales.Load(locales.Embedded())
	if err != nil {
		fmt.Fprintln(stderr, "flowctl:", err)
		return exitUsage
	}
	o, err := overlay.Load(catalog.Embedded(), os.DirFS(dir), overlay.Options{Languages: words.Offered("de"), AGS: ags})
	if code := report(err, stderr); code != exitOK {
		return code
	}
	for _, f := range o.Catalog.Flows {
		name, _ := f.Text(f.Languages[0], "authority.name")
		fmt.Fprintf(stdout, "%s %s: to %s (%s)\n", f.ID, f.Version, f.Authority, name)
	}
	return exitOK
}
