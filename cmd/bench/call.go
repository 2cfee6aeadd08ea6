package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/chromedp/chromedp"

	"buergerterminal/kiosk/call"
	"buergerterminal/kiosk/link"
)

// How often a call is set up, how long its rate may settle, and how long it is looked at.
const (
	meetings = 5
	settled  = 8 * time.Second
	watching = 15 * time.Second
)

// measureCall measures the video call.
func measureCall(ctx context.Context, b bench) []row {
	return slices.Concat(b.measureTalk(ctx), measureLoss(ctx), measureSetUps(ctx))
}

// measureLoss is a call over a line that loses one packet of twenty each way, at 100 ms there and back.
func measureLoss(ctx context.Context) []row {
	const what, name = "call of 480p, 5 % of the packets lost", "BenchmarkLoss"
	m, err := benchmarks(ctx, "./kiosk/call/media", "^BenchmarkLoss$", "900x")
	if err != nil {
		return []row{notMeasured(what, err)}
	}
	rows := []row{m.limited(what+": longest stand of the picture", name, "ms-longest", "ms", 500)}
	shown, err := m.of(name, "%shown")
	if err != nil {
		return append(rows, notMeasured(what, err))
	}
	return append(rows, row{what: what + ": pictures shown", ours: shown, unit: "% of those sent", beside: "limit", theirs: 90, least: 1})
}

// measureSetUps sets 500 calls up that go wrong in every way, and looks at what they leave. A runtime keeps a few things for
// itself; what a call left would be there 500 times.
func measureSetUps(ctx context.Context) []row {
	const what, name = "500 calls that went wrong", "BenchmarkSetUps"
	m, err := benchmarks(ctx, "./kiosk/call", "^BenchmarkSetUps$", "500x")
	if err != nil {
		return []row{notMeasured(what, err)}
	}
	return []row{
		m.limited(what+": goroutines left", name, "goroutines", "more", 3),
		m.limited(what+": files left", name, "files", "more", 2),
		m.limited(what+": memory left", name, "MiB", "MiB", 8),
	}
}

// measureTalk measures a call between the terminal's end and the desk's own page in a Chromium, through the shipped hub; beside
// it two Chromiums that call each other.
func (b bench) measureTalk(ctx context.Context) []row {
	const what = "call of 480p"
	ours, err := b.call(ctx)
	if err != nil {
		return []row{notMeasured(what, err)}
	}
	const in, out, cpu = what + ": picture of the browser, until it is decoded at the terminal", what + ": picture of the terminal, until the browser shows it", what + ": CPU of the terminal's end, not drawn"
	rows := []row{
		limit("call: accepted, until both see a picture", ours.meeting, "ms", 1000),
		limit(in, ours.decoded, "ms", 15), limit(out, ours.shown, "ms", 35), limit(cpu, ours.cpu, "% of a core", 25),
	}
	theirs, err := chromiums(ctx)
	if err != nil {
		return append(rows, notMeasured(what+", beside two Chromiums", err))
	}
	const beside = "Chromium to Chromium"
	return append(rows,
		row{what: in, ours: ours.decoded, unit: "ms", beside: beside, theirs: theirs.decoded, most: 1.2},
		row{what: out, ours: ours.shown, unit: "ms", beside: beside, theirs: theirs.shown, most: 1.2},
		row{what: cpu, ours: ours.cpu, unit: "% of a core", beside: "a Chromium that does not draw it either", theirs: theirs.cpu})
}

// call brings up a hub, a terminal's end and a desk, and lets them talk some times.
func (b bench) call(ctx context.Context) (f callFigures, err error) {
	s := &stack{bin: b.bin, dir: filepath.Join(b.work, "call")}
	defer s.stop()
	const id = "MS-03"
	token, err := s.startHub(ctx, id)
	if err != nil {
		return f, err
	}
	desk, err := openPage(ctx)
	if err != nil {
		return f, err
	}
	defer desk.Close()
	if err := s.login(ctx, desk); err != nil {
		return f, fmt.Errorf("the clerk does not come to the desk: %w", err)
	}
	t, err := openTerminal(ctx, s, id, token)
	if err != nil {
		return f, err
	}
	defer t.end()
	if _, err := awaited[call.HubBack](ctx, t); err != nil {
		return f, err
	}
	var took []float64
	for i := range meetings {
		who, ms, err := meet(ctx, t, desk)
		if err != nil {
			return f, err
		}
		took = append(took, ms)
		if i == meetings-1 {
			if err := talk(ctx, t, desk, who, &f); err != nil {
				return f, err
			}
		}
		t.HangUp(link.ReasonCitizen)
		if err := desk.Until(`document.querySelector('#headline') !== null && document.querySelector('video[data-who="terminal"], [data-do="accept"]') === null`); err != nil {
			return f, err
		}
	}
	f.meeting = median(took)
	return f, nil
}

// startHub starts a hub that knows one terminal, and returns the terminal's secret.
func (s *stack) startHub(ctx context.Context, id string) (token string, err error) {
	if err := os.MkdirAll(s.path("hub"), 0o700); err != nil {
		return "", err
	}
	settings := fmt.Sprintf("[[authority]]\nid = %q\nname = \"Bürgeramt\"\n", office)
	if err := os.WriteFile(s.path("hub", "hub.toml"), []byte(settings), 0o600); err != nil {
		return "", err
	}
	token, err = s.output(ctx, "clerkhub", "enrol", "--dir", s.path("hub"), "--place", "Foyer", "--authority", office, id)
	if err != nil {
		return "", err
	}
	return strings.TrimSpace(token), s.launch(ctx, "clerkhub", "serve", "--dir", s.path("hub"))
}

// login makes a clerk's account, chooses its password at the one-time link, and comes to the desk.
func (s *stack) login(ctx context.Context, desk page) error {
	once, err := s.output(ctx, "clerkhub", "account", "add", "--dir", s.path("hub"), "--display", "Petra Krahl", "--office", "Bürgeramt",
		"--role", "clerk", "--authority", "*", "--language", "de", "krahl")
	if err != nil {
		return err
	}
	url, err := os.ReadFile(s.path("hub", "url"))
	if err != nil {
		return err
	}
	const password = "only-for-measuring-1"
	if err := desk.Do(chromedp.Navigate(strings.TrimSpace(once)), chromedp.WaitVisible(`[name="wanted"]`)); err != nil {
		return err
	}
	submit := fmt.Sprintf(`(() => { const form = document.querySelector('[name="wanted"]').form; form.wanted.value = form.again.value = %q; form.requestSubmit() })()`, password)
	if err := desk.ask(submit, nil); err != nil {
		return err
	}
	if err := desk.Until(fmt.Sprintf(`document.readyState === 'complete' && location.href !== %q`, strings.TrimSpace(once))); err != nil {
		return err
	}
	if err := desk.Do(chromedp.Navigate(strings.TrimSpace(string(url)) + "/desk/")); err != nil {
		return err
	}
	return desk.Until(`document.querySelector('#headline') !== null`)
}

// meet sets a call up. The citizen agrees as soon as the clerk is seen. It returns who the clerk is, and how long after the
// clerk's touch the later of the two saw the other's picture, in ms.
func meet(ctx context.Context, t *terminal, desk page) (who string, ms float64, err error) {
	ahead, err := desk.ahead()
	if err != nil {
		return "", 0, err
	}
	t.Ask(call.Wish{Language: "de"})
	if err := desk.ask("bench.accept()", nil); err != nil {
		return "", 0, err
	}
	seen, err := awaited[call.PictureSeen](ctx, t)
	if err != nil {
		return "", 0, err
	}
	terminal := since1970(time.Now())
	t.Share(true, true)
	if err := desk.Until("bench.first !== 0"); err != nil {
		return "", 0, err
	}
	var at struct{ Accepted, First float64 }
	if err := desk.ask("({Accepted: bench.accepted, First: bench.first})", &at); err != nil {
		return "", 0, err
	}
	return seen.Who, max(terminal, at.First-ahead) - (at.Accepted - ahead), nil
}

// talk measures a call that stands.
func talk(ctx context.Context, t *terminal, desk page, who string, f *callFigures) error {
	if err := wait(ctx, settled); err != nil {
		return err
	}
	if _, _, err := desk.stampsOf(); err != nil { // forgets what came while the rate settled
		return err
	}
	seen, err := t.watch(ctx, who, watching)
	if err != nil {
		return err
	}
	drawn, shown, err := desk.stampsOf()
	if err != nil {
		return err
	}
	if f.decoded, err = delay(drawn, seen); err != nil {
		return err
	}
	if f.shown, err = delay(t.took(), shown); err != nil {
		return err
	}
	before, began := ownTime(), time.Now()
	if err := wait(ctx, watching); err != nil {
		return err
	}
	f.cpu = 100 * float64(ownTime()-before) / float64(time.Since(began))
	return nil
}

// ownTime is what this process has used, without those that it started.
func ownTime() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0 // it fails for a wrong argument only
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
