package main

import (
	"fmt"
	"io/fs"
	"runtime"
	"slices"
	"time"

	"buergerterminal/flows"
	"buergerterminal/flows/catalog"
)

// spokenFirst is the language that a citizen reads in these measurements.
const spokenFirst = "de"

// loadSpoken loads services as a terminal does: the texts of one language are read, the others when somebody speaks them.
func loadSpoken(services fs.FS) error {
	all, err := flows.LoadKnown(services, catalog.Embedded())
	speak(all, spokenFirst)
	return err
}

// speak reads the texts of a language.
func speak(all *flows.Catalog, lang string) {
	for _, f := range all.Flows {
		f.Text(lang, "title")
	}
}

// languagesOf are all that any service speaks.
func languagesOf(all *flows.Catalog) []string {
	var out []string
	for _, f := range all.Flows {
		out = append(out, f.Languages...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// wholeCatalogue measures what is done with all services at once: loading them at the terminal's start, and searching.
func wholeCatalogue(all *flows.Catalog) []row {
	n, languages := len(all.Flows), languagesOf(all)
	var err error
	load := milliseconds(perCall(func() { err = loadSpoken(catalog.Embedded()) }))
	if err != nil {
		return []row{notMeasured("all services: load", err)}
	}
	every := fmt.Sprintf("all %d services, %d languages", n, len(languages))
	checked := milliseconds(perCall(func() { _, err = flows.Load(catalog.Embedded()) }))
	if err != nil {
		return []row{notMeasured(every, err)}
	}
	one, some := memoryOf(spokenFirst), memoryOf(languages...)
	first, later, slowest := searchTimes(languages)
	return []row{
		limit(fmt.Sprintf("all %d services: load and compile, one language", n), load, "ms", 50),
		{what: every + ": load, compile and check", ours: checked, theirs: load, unit: "ms", beside: "one language"},
		limit(fmt.Sprintf("all %d services: memory, one language", n), one, "MB", 16),
		{what: every + ": memory", ours: some, theirs: one, unit: "MB", beside: "one language"},
		limit("search of all services and who else helps ("+slowest+")", later, "ms", 1),
		{what: "first search in a language (" + slowest + "), its texts not yet read", ours: first, theirs: later, unit: "ms", beside: "later ones"},
	}
}

// memoryOf is what the catalogue holds when these languages have been spoken, in MB.
func memoryOf(languages ...string) float64 {
	before := held()
	all, err := flows.LoadKnown(catalog.Embedded())
	if err != nil {
		return 0 // it was loaded before
	}
	for _, lang := range languages {
		speak(all, lang)
	}
	after := held()
	runtime.KeepAlive(all)
	return (after - before) / 1e6
}

// held is what is reachable, in bytes.
func held() float64 {
	runtime.GC()
	runtime.GC() // what has finalizers is gone now
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return float64(m.HeapAlloc)
}

// searchTimes are what the first search and a later one take in the slowest language, in ms: words that fit, words that are
// mistyped, and words to which nothing answers.
func searchTimes(languages []string) (first, later float64, slowest string) {
	queries := []string{"Hund anmelden", "Furhescheinn verlorn gegangn", "ich bin umgezogen", "xyzzy quux", "Schwerbehindertenausweisverlängerung", "реєстрація", "إقامة"}
	for _, lang := range languages {
		all, err := flows.LoadKnown(catalog.Embedded())
		if err != nil {
			continue // it was loaded before
		}
		spoken := slices.Compact([]string{lang, spokenFirst})
		began := time.Now()
		all.Search(spoken, queries[0])
		took := milliseconds(time.Since(began))
		for _, q := range queries {
			if one := milliseconds(perCall(func() { all.Search(spoken, q) })); one > later {
				first, later, slowest = took, one, lang
			}
		}
	}
	return first, later, slowest
}
