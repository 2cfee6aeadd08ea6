package main

import (
	"context"
	_ "embed" // the page of the peers
	"fmt"
	"net/http"
	"net/http/httptest"
	"time"

	"github.com/chromedp/chromedp"
)

//go:embed peer.html
var peer []byte

// callFigures are those of a call.
type callFigures struct {
	meeting      float64 // ms from accepting until both see a picture
	decoded      float64 // ms from a picture's drawing in the one browser until it is decoded at the other side
	shown        float64 // ms from a picture's being taken at the other side until the browser shows it
	cpu, browser float64 // per cent of a core: of the side without a window, and of the browser
}

// chromiums lets two browsers call each other, each in processes of its own, with nothing between them but this machine.
func chromiums(ctx context.Context) (f callFigures, err error) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = w.Write(peer) // a browser that went away needs no page
	}))
	defer server.Close()
	var ends [2]page
	for i := range ends {
		if ends[i], err = openPage(ctx); err != nil {
			return f, err
		}
		defer ends[i].Close()
		if err := ends[i].Do(chromedp.Navigate(server.URL)); err != nil {
			return f, err
		}
	}
	if err := introduce(ends[0], ends[1]); err != nil {
		return f, err
	}
	for _, one := range ends {
		if err := one.Until("bench.seen.length > 30"); err != nil {
			return f, err
		}
	}
	if err := wait(ctx, settled); err != nil {
		return f, err
	}
	for _, one := range ends { // forgets what came while the rate settled
		if _, _, err = one.stampsOf(); err != nil {
			return f, err
		}
	}
	used, err := cpuWhile(ctx, watching, ends[0].PID(), ends[1].PID())
	if err != nil {
		return f, err
	}
	var drawn, seen [2][]stamp
	for i, one := range ends {
		if drawn[i], seen[i], err = one.stampsOf(); err != nil {
			return f, err
		}
	}
	if f.decoded, err = delay(drawn[1], seen[0]); err != nil {
		return f, err
	}
	f.cpu, f.browser = used[0], used[1]
	f.shown, err = delay(drawn[0], seen[1])
	return f, err
}

// introduce exchanges the descriptions of two pages.
func introduce(caller, called page) error {
	var offer, answer, nothing string
	if err := caller.ask("offer()", &offer); err != nil {
		return err
	}
	if err := called.ask(fmt.Sprintf("answer(%q)", offer), &answer); err != nil {
		return err
	}
	return caller.ask(fmt.Sprintf("answered(%q)", answer), &nothing)
}

// cpuWhile is what two processes, with all that they started, use in a time, in per cent of a core.
func cpuWhile(ctx context.Context, d time.Duration, pids ...int) (used [2]float64, err error) {
	var before [2]time.Duration
	for i, pid := range pids {
		if before[i], err = cpuTime(pid); err != nil {
			return used, err
		}
	}
	began := time.Now()
	if err := wait(ctx, d); err != nil {
		return used, err
	}
	for i, pid := range pids {
		after, err := cpuTime(pid)
		if err != nil {
			return used, err
		}
		used[i] = 100 * float64(after-before[i]) / float64(time.Since(began))
	}
	return used, nil
}
