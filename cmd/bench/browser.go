package main

import (
	"context"
	_ "embed" // what runs in the pages that are measured
	"fmt"
	"time"

	cdppage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"buergerterminal/kiosk/hub/desk/browser"
)

//go:embed stamps.js
var stamps string

// page is a browser of its own whose pages are measured.
type page struct{ *browser.Tab }

// openPage starts Chromium; each page in it gets the measuring script first.
func openPage(ctx context.Context) (page, error) {
	tab, err := browser.Open(ctx, 1440, 900)
	if err != nil {
		return page{}, err
	}
	err = tab.Do(chromedp.ActionFunc(func(ctx context.Context) error {
		_, err := cdppage.AddScriptToEvaluateOnNewDocument(stamps).Do(ctx)
		return err
	}))
	if err != nil {
		tab.Close()
		return page{}, err
	}
	return page{tab}, nil
}

// ask evaluates an expression, waiting for a promise, and takes its value.
func (b page) ask(expression string, into any) error {
	if err := b.Do(chromedp.Evaluate(expression, into, func(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithAwaitPromise(true) })); err != nil {
		return fmt.Errorf("%.40s: %w", expression, err)
	}
	return nil
}

// ahead is by how many ms the page's clock is ahead of this process's: of several askings the one that took the least time.
func (b page) ahead() (ms float64, err error) {
	least := time.Duration(1 << 62)
	for range 20 {
		var theirs float64
		began := time.Now()
		if err := b.ask("bench.now()", &theirs); err != nil {
			return 0, err
		}
		if took := time.Since(began); took < least {
			least, ms = took, theirs-since1970(began.Add(took/2))
		}
	}
	return ms, nil
}

// since1970 is a time as the pages have it: in ms.
func since1970(t time.Time) float64 { return float64(t.UnixMicro()) / 1000 }

// stamp is the number of a picture, and when something happened to it, in ms since 1970.
type stamp [2]float64

// stampsOf takes what a page noted since it was last asked, by the clock of this process.
func (b page) stampsOf() (drawn, seen []stamp, err error) {
	ahead, err := b.ahead()
	if err != nil {
		return nil, nil, err
	}
	var noted struct{ Drawn, Seen []stamp }
	if err := b.ask("(() => { const {drawn, seen} = bench; Object.assign(bench, {drawn: [], seen: []}); return {Drawn: drawn, Seen: seen} })()", &noted); err != nil {
		return nil, nil, err
	}
	for _, list := range [][]stamp{noted.Drawn, noted.Seen} {
		for i := range list {
			list[i][1] -= ahead
		}
	}
	return noted.Drawn, noted.Seen, nil
}

// delay is the median time that pictures took from one place to another, each counted when it was first seen, in ms.
func delay(drawn, seen []stamp) (float64, error) {
	began := map[float64]float64{}
	for _, d := range drawn {
		began[d[0]] = d[1]
	}
	var took []float64
	for _, s := range seen {
		if at, known := began[s[0]]; known {
			took = append(took, s[1]-at)
			delete(began, s[0])
		}
	}
	if len(took) < 50 {
		return 0, fmt.Errorf("only %d pictures of %d arrived", len(took), len(drawn))
	}
	return median(took), nil
}
