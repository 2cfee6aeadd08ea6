// Package browser opens Debian's Chromium at a clerk's page, without a display and with Chromium's own doubles of camera and
// microphone. The demo, the bench and the tests drive it; nothing that is shipped does. It knows no page of ours.
package browser

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"time"

	"github.com/chromedp/chromedp"
)

// ErrMissing means that Chromium is not installed (apt-get install chromium).
var ErrMissing = errors.New("chromium is not installed")

const (
	patience = time.Minute           // of one action, and of a condition
	again    = 20 * time.Millisecond // between two looks at a condition
)

// Tab is the one page of a browser of its own.
type Tab struct {
	ctx     context.Context
	release context.CancelFunc
}

// Open starts a browser whose page has this size. The caller closes it.
func Open(ctx context.Context, width, height int64) (*Tab, error) {
	program, err := exec.LookPath("chromium")
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrMissing, err)
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(program), chromedp.NoSandbox,
		chromedp.Flag("use-fake-device-for-media-stream", true),
		chromedp.Flag("use-fake-ui-for-media-stream", true),
		chromedp.Flag("autoplay-policy", "no-user-gesture-required"),
		chromedp.Flag("ignore-certificate-errors", true),
		chromedp.Flag("disable-background-timer-throttling", true),
		chromedp.Flag("disable-renderer-backgrounding", true),
		chromedp.Flag("disable-features", "WebRtcHideLocalIpsWithMdns"),
		chromedp.Flag("force-color-profile", "srgb"),
		chromedp.Flag("accept-lang", "de-DE"),
		chromedp.WSURLReadTimeout(patience))
	allocated, release := chromedp.NewExecAllocator(ctx, options...)
	// It complains of every event that is newer than itself.
	page, end := chromedp.NewContext(allocated, chromedp.WithErrorf(func(string, ...any) {}))
	t := &Tab{page, func() { end(); release() }}
	if err := chromedp.Run(page, chromedp.EmulateViewport(width, height)); err != nil {
		t.Close()
		return nil, fmt.Errorf("chromium does not start: %w", err)
	}
	return t, nil
}

// Close ends the browser.
func (t *Tab) Close() { t.release() }

// Context is that of the page, for chromedp.
func (t *Tab) Context() context.Context { return t.ctx }

// PID is the id of the browser's first process.
func (t *Tab) PID() int { return chromedp.FromContext(t.ctx).Browser.Process().Pid }

// Do carries out actions.
func (t *Tab) Do(actions ...chromedp.Action) error {
	ctx, cancel := context.WithTimeout(t.ctx, patience)
	defer cancel()
	return chromedp.Run(ctx, actions...)
}

// Until waits until a JavaScript expression is true; a page that is being left has no answer.
func (t *Tab) Until(expression string) error {
	ctx, cancel := context.WithTimeout(t.ctx, patience)
	defer cancel()
	look := time.NewTicker(again)
	defer look.Stop()
	for {
		var holds bool
		if err := chromedp.Run(ctx, chromedp.Evaluate("Boolean("+expression+")", &holds)); err == nil && holds {
			return nil
		}
		select {
		case <-look.C:
		case <-ctx.Done():
			var said string
			_ = t.Do(chromedp.Evaluate("document.body.innerText", &said)) // without it the error says less
			return fmt.Errorf("waited in vain for %s; the page says: %s", expression, strings.Join(strings.Fields(said), " "))
		}
	}
}
