package main

import (
	"fmt"
	"io"
	"os"

	"buergerterminal/flows/catalog"
	"buergerterminal/flows/overlay"
	"buergerterminal/kiosk/clip"
	"buergerterminal/kiosk/display/paint"
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
	offered := words.Offered("de")
	o, err := overlay.Load(catalog.Embedded(), os.DirFS(dir), overlay.Options{Languages: offered, AGS: ags, Accent: paint.CheckAccent})
	if code := report(err, stderr); code != exitOK {
		return code
	}
	shelf, problems := clip.ReadShelf(os.DirFS(dir), clip.Options{Services: o.Services, Languages: offered})
	if len(problems) > 0 {
		return report(problems, stderr)
	}
	for _, f := range o.Catalog.Flows {
		name, _ := f.Text(f.Languages[0], "authority.name")
		fmt.Fprintf(stdout, "%s %s: to %s (%s)\n", f.ID, f.Version, f.Authority, name)
	}
	for _, n := range shelf.Names() {
		f := shelf[n]
		fmt.Fprintf(stdout, "%s: %d × %d, %.0f s, %d cues in %s\n", f.Path, f.Clip.Width, f.Clip.Height, f.Clip.Length.Seconds(), len(f.Cues), n.Lang)
	}
	return exitOK
}
