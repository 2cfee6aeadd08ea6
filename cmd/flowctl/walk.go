package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"buergerterminal/flows"
	"buergerterminal/flows/catalog"
	"buergerterminal/kiosk/walk"
	"buergerterminal/locales"
)

// walkFlows sends simulated citizens through the shipped services, or one of them, or those of a folder.
func walkFlows(args []string, stdout, stderr io.Writer) int {
	set := flag.NewFlagSet("walk", flag.ContinueOnError)
	set.SetOutput(stderr)
	asJSON := set.Bool("json", false, "print the reports as JSON")
	lang := set.String("lang", "de", "language of the citizens")
	if set.Parse(args) != nil || set.NArg() > 1 {
		fmt.Fprint(stderr, usage)
		return exitUsage
	}
	offered, chosen, code := flowsToWalk(set.Arg(0), stderr)
	if code != exitOK {
		return code
	}
	words, err := locales.Load(locales.Embedded())
	if err == nil && words.Language(*lang) == nil {
		err = fmt.Errorf("the terminal does not speak %q", *lang)
	}
	if err != nil {
		fmt.Fprintln(stderr, "flowctl:", err)
		return exitUsage
	}
	// Noon, so that no zone makes it another day.
	today := time.Now().UTC().Truncate(24 * time.Hour).Add(12 * time.Hour)
	reports, failed := walkAll(chosen, walk.Settings{Catalog: offered, Words: words, Lang: *lang, Today: today})
	if *asJSON {
		encoder := json.NewEncoder(stdout)
		encoder.SetEscapeHTML(false)
		if err := encoder.Encode(reports); err != nil {
			fmt.Fprintln(stderr, "flowctl:", err)
			return exitUsage
		}
	} else {
		fmt.Fprint(stdout, walk.Table(reports))
	}
	code = exitOK
	for _, r := range reports {
		for _, g := range r.Missing {
			fmt.Fprintf(stderr, "%s: no citizen reaches %s\n", r.Flow, g)
			code = exitMistakes
		}
	}
	for _, err := range failed {
		fmt.Fprintln(stderr, "flowctl:", err)
		code = exitMistakes
	}
	return code
}

// flowsToWalk are the flows that a terminal offers, and those of them that are meant: all, one by its id, or those of a folder.
func flowsToWalk(name string, stderr io.Writer) (offered *flows.Catalog, chosen []*flows.Flow, code int) {
	offered, err := flows.Load(catalog.Embedded())
	if code := report(err, stderr); code != exitOK {
		return nil, nil, code
	}
	if name == "" {
		return offered, offered.Flows, exitOK
	}
	if f := offered.Flow(name); f != nil {
		return offered, []*flows.Flow{f}, exitOK
	}
	if !isDir(name, stderr) {
		return nil, nil, exitUsage
	}
	own, err := flows.Load(os.DirFS(name), sharedBy(name)...)
	if code := report(err, stderr); code != exitOK {
		return nil, nil, code
	}
	return own, own.Flows, exitOK
}

// walkAll walks through several flows side by side; the reports stand in their order.
func walkAll(chosen []*flows.Flow, s walk.Settings) (reports []walk.Report, failed []error) {
	all, errs := make([]walk.Report, len(chosen)), make([]error, len(chosen))
	var walks sync.WaitGroup
	for i, f := range chosen {
		walks.Go(func() { all[i], errs[i] = walk.Flow(f, s) })
	}
	walks.Wait()
	for i := range chosen {
		if errs[i] != nil {
			failed = append(failed, errs[i])
			continue
		}
		reports = append(reports, all[i])
	}
	return reports, failed
}
