package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"buergerterminal/flows"
	"buergerterminal/flows/catalog"
)

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

// examination looks for mistakes that the loader cannot know of: those that need other flows, or what a terminal shows.
type examination func(all *flows.Catalog, f *flows.Flow) flows.Problems

// examinations are all of them.
func examinations() []examination {
	return []examination{leadsSomewhere}
}

func check(fsys fs.FS, stdout, stderr io.Writer, shared ...fs.FS) int {
	loaded, err := flows.Load(fsys, shared...)
	if code := report(err, stderr); code != exitOK {
		return code
	}
	found := loaded.Warnings
	for _, f := range loaded.Flows {
		for _, examine := range examinations() {
			found = append(found, examine(loaded, f)...)
		}
	}
	large, err := tooLarge(loaded)
	if err != nil {
		fmt.Fprintln(stderr, "flowctl:", err)
		return exitUsage
	}
	found = append(found, large...)
	for _, w := range found.Warnings().Sorted() {
		fmt.Fprintln(stderr, w)
	}
	if mistakes := found.Mistakes(); len(mistakes) > 0 {
		return report(mistakes.Sorted(), stderr)
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

// leadsSomewhere wants an exit to lead to a flow that there is, among these or those that ship.
func leadsSomewhere(all *flows.Catalog, f *flows.Flow) flows.Problems {
	var found flows.Problems
	for _, p := range f.Pages {
		if p.LeadsTo == "" || all.Flow(p.LeadsTo) != nil {
			continue
		}
		if _, err := fs.Stat(catalog.Embedded(), p.LeadsTo); err != nil || p.LeadsTo == f.ID {
			found = append(found, f.Problem("page."+p.ID, fmt.Sprintf("the exit leads to %q, which is no other flow", p.LeadsTo), "the id of a flow, or leave leads_to out"))
		}
	}
	return found
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
