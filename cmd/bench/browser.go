package main

import (
	"context"
	_ "embed" // what runs in the pages that are measured
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"time"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

//go:embed stamps.js
var stamps string

// browser is a Chromium of its own without a display, with one page.
type browser struct {
	ctx   context.Context
	close func()
	pid   int
}

// openBrowser starts Chromium; each page in it gets the measuring script first.
func openBrowser(ctx context.Context) (*browser, error) {
	program, err := exec.LookPath("chromium")
	if err != nil {
		return nil, errors.New("chromium is not installed")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(program), chromedp.NoSandbox,
		chromedp.Flag("use-fake-device-for-media-stream", true), chromedp.Flag("use-fake-ui-for-media-stream", true),
		chromedp.Flag("autoplay-policy", "no-user-gesture-required"), chromedp.Flag("ignore-certificate-errors", true),
		chromedp.Flag("disable-background-timer-throttling", true), chromedp.Flag("disable-renderer-backgrounding", true),
		chromedp.Flag("disable-features", "WebRtcHideLocalIpsWithMdns"), chromedp.WSURLReadTimeout(patience))
	allocated, release := chromedp.NewExecAllocator(ctx, options...)
	tab, end := chromedp.NewContext(allocated)
	b := &browser{ctx: tab, close: func() { end(); release() }}
	if err := chromedp.Run(tab, chromedp.EmulateViewport(1440, 900), chromedp.ActionFunc(func(ctx context.Context) error {
		_, err := page.AddScriptToEvaluateOnNewDocument(stamps).Do(ctx)
		return err
	})); err != nil {
		b.close()
		return nil, fmt.Errorf("chromium does not start: %w", err)
	}
	b.pid = chromedp.FromContext(tab).Browser.Process().Pid
	return b, nil
}

func (b *browser) do(actions ...chromedp.Action) error {
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	return chromedp.Run(ctx, actions...)
}

// ask evaluates an expression, waiting for a promise, and takes its value.
func (b *browser) ask(expression string, into any) error {
	if err := b.do(chromedp.Evaluate(expression, into, func(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithAwaitPromise(true) })); err != nil {
		return fmt.Errorf("%.40s: %w", expression, err)
	}
	return nil
}

// until waits until an expression is true; a page that is being left has no answer.
func (b *browser) until(expression string) error {
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	again := time.NewTicker(20 * time.Millisecond)
	defer again.Stop()
	for {
		var holds bool
		if err := chromedp.Run(ctx, chromedp.Evaluate("Boolean("+expression+")", &holds)); err == nil && holds {
			return nil
		}
		select {
		case <-again.C:
		case <-ctx.Done():
			var said string
			_ = b.do(chromedp.Evaluate("document.body.innerText", &said)) // without it the error says less
			return fmt.Errorf("waited in vain for %s; the page says: %s", expression, strings.Join(strings.Fields(said), " "))
		}
	}
}

// ahead is by how many ms the page's clock is ahead of this process's: of several askings the one that took the least time.
func (b *browser) ahead() (ms float64, err error) {
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
func (b *browser) stampsOf() (drawn, seen []stamp, err error) {
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
