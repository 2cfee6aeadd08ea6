package main

import (
	"fmt"
	"runtime"
	"strings"
	"sync"

	"buergerterminal/flows"
	"buergerterminal/kiosk/layout/fit"
	"buergerterminal/kiosk/typeset"
	"buergerterminal/locales"
)

// tooLarge are the texts that do not fit into their places in the largest size, on the pages that a terminal would show. In
// imported flows they are warnings: their words are those of the schema.
func tooLarge(all *flows.Catalog) (flows.Problems, error) {
	words, err := locales.Load(locales.Embedded())
	if err != nil {
		return nil, fmt.Errorf("words of the terminal: %w", err)
	}
	setter, err := typeset.New()
	if err != nil {
		return nil, fmt.Errorf("fonts: %w", err)
	}
	checker := fit.New(setter, words)
	found := make([]flows.Problems, len(all.Flows))
	var running sync.WaitGroup
	slots := make(chan struct{}, runtime.GOMAXPROCS(0))
	for i, f := range all.Flows {
		running.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			for _, m := range checker.Flow(f, all) {
				found[i] = append(found[i], misfit(f, m))
			}
		})
	}
	running.Wait()
	var problems flows.Problems
	for _, p := range found {
		problems = append(problems, p...)
	}
	return problems, nil
}

func misfit(f *flows.Flow, m fit.Misfit) flows.Problem {
	of := ""
	if id, question := strings.CutPrefix(m.Page, "question."); question {
		of = "page." + id
	}
	p := f.Problem(of, m.String(), "in the largest size; shorten the text, or put soft hyphens into its long words")
	p.Warning = f.Import != nil
	return p
}
