package main

import (
	"context"
	"errors"
	"fmt"
	"image"
	"runtime"
	"slices"
	"syscall"
	"time"

	"buergerterminal/flows"
	"buergerterminal/flows/catalog"
	"buergerterminal/kiosk/display/paint"
	"buergerterminal/kiosk/layout"
	"buergerterminal/kiosk/screen"
	"buergerterminal/kiosk/session"
	"buergerterminal/kiosk/typeset"
	"buergerterminal/locales"
)

// How many pages are painted, when the memory is taken for settled, and how many follow each other that differ only in what
// a citizen has typed: three days of a terminal that is never left alone.
const (
	manyPages, settledPages = 100_000, 10_000
	typedPages              = 50
)

// measurePages paints the questions of all services one after the other, each with words that were on no page before, by
// software and without a window: what is kept of them must not grow.
func measurePages(ctx context.Context, _ bench) []row {
	const what = "heap after 100,000 pages"
	setter, err := typeset.New()
	if err != nil {
		return []row{notMeasured(what, err)}
	}
	pages, err := questionPages(setter)
	if err != nil {
		return []row{notMeasured(what, err)}
	}
	canvas, painter := image.NewRGBA(image.Rectangle{Max: pages[0].Size}), paint.New(setter)
	style := typeset.Style{Size: 32, Line: 40, Weight: typeset.Regular}
	settled, began := 0.0, processTime()
	for i := range manyPages {
		if ctx.Err() != nil {
			return []row{notMeasured(what, ctx.Err())}
		}
		typed := setter.Break(fmt.Sprintf("Hauptstraße %d", i), style, typeset.Options{Plain: true})
		page := *pages[i/typedPages%len(pages)]
		page.Paint = append(slices.Clone(page.Paint), layout.Words{Line: typed.Lines[0], X: 100, Y: 400, Role: layout.Text})
		painter.Paint(canvas, &page, session.Look{}, paint.Rest())
		if i+1 == settledPages {
			settled = heap()
		}
	}
	took, kept := processTime()-began, heap()
	runtime.KeepAlive(painter)
	runtime.KeepAlive(pages)
	return []row{
		{what: what, ours: kept, theirs: settled, unit: "MB", beside: "after 10,000", most: 1.05},
		{what: fmt.Sprintf("one of them, every %dth another question: CPU time", typedPages), ours: milliseconds(took) / manyPages, unit: "ms", beside: "60 frames a second", theirs: 1000.0 / 60},
	}
}

// heap is what this process still needs, in MB.
func heap() float64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return float64(m.HeapAlloc) / 1e6
}

// processTime is what this process has used of all cores.
func processTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0 // cannot fail for the process itself
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// questionPages are the questions of all services in German that are asked while nothing is answered, as they are opened.
func questionPages(setter *typeset.Setter) ([]*layout.Placed, error) {
	all, err := flows.Load(catalog.Embedded())
	if err != nil {
		return nil, err
	}
	words, err := locales.Load(locales.Embedded())
	if err != nil {
		return nil, err
	}
	placer := layout.New(setter, layout.Monitor{Width: 1080, Height: 1920, DPI: 81.6})
	var pages []*layout.Placed
	for _, f := range all.Flows {
		s := session.State{Now: time.Now(), Times: session.DefaultTimes(), Catalog: all, Place: session.Place{Languages: []string{"de"}}}
		s, _ = session.Step(s, session.Start{})
		s.Visit.Lang, s.Visit.Flow, s.Visit.Answers = "de", f, flows.Answers{}
		for _, station := range s.Questions() {
			pages = append(pages, placer.Place(screen.Build(s.Opened(station), words)))
		}
	}
	if len(pages) == 0 {
		return nil, errors.New("the catalogue asks nothing")
	}
	return pages, nil
}
